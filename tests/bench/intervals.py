"""Count misses of the confidence sequence and compare its width with Clopper-Pearson's."""

import numpy as np
from scipy.stats import beta

from psychon.sim.statistics.sequence import ConfidenceSequence

REPETITIONS = 10_000
RATES = (0, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.99, 1)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def misses(p: float, runs: int, rng: np.random.Generator) -> tuple[int, int]:
    """Return misses at the last run, and at the worst of many stopping times."""
    known = ConfidenceSequence(REPETITIONS)
    ever = np.zeros(REPETITIONS, bool)
    missed = ever
    times = sorted({int(t) for t in np.geomspace(1, runs, 40)})
    for start, stop in zip([0, *times], times, strict=False):
        known.update((rng.random((stop - start, REPETITIONS)) < p).astype(float))
        low, high = known.interval(0.95)
        missed = (p < low) | (p > high)
        ever |= missed
    return int(missed.sum()), int(ever.sum())


def width(p: float, runs: int, level: float, rng: np.random.Generator) -> float:
    """Return the mean width for 0/1 data over Clopper-Pearson's."""
    successes = rng.binomial(runs, p, 200)
    values = np.arange(runs)[:, None] < successes  # the order of 0/1 data does not matter
    known = ConfidenceSequence(200)
    known.update(values.astype(float))
    low, high = known.interval(level)
    tail = (1 - level) / 2
    exact_low = np.where(successes > 0, beta.ppf(tail, successes, runs - successes + 1), 0)
    exact_high = np.where(successes < runs, beta.ppf(1 - tail, successes + 1, runs - successes), 1)
    return float((high - low).mean() / (exact_high - exact_low).mean())


def main() -> None:
    """Print both tables and the worst figures."""
    rng = np.random.default_rng(0)
    print(f"misses of {REPETITIONS} at level .95: at 2,000 runs, and at any of 40 times up to it")
    worst = 0
    for p in (0.001, 0.01, 0.1, 0.5, 0.9):
        fixed, ever = misses(p, 2000, rng)
        worst = max(worst, ever)
        print(f"  p = {p:<6} {fixed:5d} {ever:5d}")
    print(f"worst: {worst} (goal: 607 at most)")
    print("mean width over Clopper-Pearson's, by runs (rows) and p (columns), level .95")
    print("  " + " " * 6 + "".join(f"{p:>7}" for p in RATES))
    widest = 0.0
    for runs in SIZES:
        row = [width(p, runs, 0.95, rng) for p in RATES]
        widest = max(widest, *row)
        print(f"  {runs:6d}" + "".join(f"{value:7.2f}" for value in row))
    print(f"ratio: {widest:.2f} at most (goal: 2)")


if __name__ == "__main__":
    main()
