"""Misses and widths of the confidence sequence, exactly for 0/1 data, else by Monte-Carlo.

For 0/1 data the ends depend on the number of successes alone, so the chance of a miss at any of the
first n runs follows from a walk on that number which ends where it misses: no sampling, and one
looks after every run.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom

from psychon.sim.statistics.sequence import ConfidenceSequence, interval

Reals = NDArray[np.float64]
Ends = Callable[[Reals, Reals, float], tuple[Reals, Reals]]
"""(runs, successes, level) -> lower and upper ends."""

LEVELS = (0.95, 0.99)
RATES = (0, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.99, 1)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
REPETITIONS = 10_000
ALLOWED = 607
"""10,000 repetitions at level .95 miss more often than this with probability 1e-6 if 5% do."""

KINDS = ("coin .1", "latch", "rare latch", "beta", "counts .2", "counts .01", "same")


def sequential(runs: Reals, successes: Reals, level: float) -> tuple[Reals, Reals]:
    """Return the ends psychon gives for 0/1 data."""
    return interval(runs, successes, successes, level)


def clopper_pearson(runs: Reals, successes: Reals, level: float) -> tuple[Reals, Reals]:
    """Return the exact ends for 0/1 data looked at once."""
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(successes > 0, beta.ppf(tail, successes, runs - successes + 1), 0)
        high = np.where(successes < runs, beta.ppf(1 - tail, successes + 1, runs - successes), 1)
    return low, high


def chances(p: float, runs: int, level: float, ends: Ends) -> tuple[float, float]:
    """Return the chances to miss p: at the worst number of 0/1 runs, and ever up to ``runs``."""
    n = np.arange(1.0, runs + 1)
    # the ends rise with the successes: find by halving, for all n at once, from where they pass p
    starts = []
    for side in ("high reaches", "low exceeds"):
        no, yes = np.full_like(n, -1), n + 1
        while (yes - no > 1).any():
            middle = np.clip((no + yes) // 2, 0, n)
            below, above = ends(n, middle, level)
            found = above >= p if side == "high reaches" else below > p
            yes, no = np.where(found, middle, yes), np.where(found, no, np.minimum(middle, yes - 1))
        starts.append(yes)
    first, last = starts
    at_once = binom.cdf(first - 1, n, p) + binom.sf(last - 1, n, p)
    walk, missed = np.zeros(runs + 1), 0.0
    walk[0] = 1
    for k in range(runs):
        walk[1 : k + 2] = (1 - p) * walk[1 : k + 2] + p * walk[: k + 1]
        walk[0] *= 1 - p
        low, high = int(first[k]), int(last[k])
        missed += float(walk[:low].sum() + walk[high : k + 2].sum())
        walk[:low] = walk[high : k + 2] = 0
    return float(at_once.max()), missed


def width_ratio(p: float, runs: int, level: float) -> float:
    """Return the expected width for 0/1 data over Clopper and Pearson's."""
    successes = np.arange(runs + 1.0)
    weight = binom.pmf(successes, runs, p)
    widths = []
    for ends in (sequential, clopper_pearson):
        low, high = ends(np.full_like(successes, runs), successes, level)
        widths.append(float(weight @ (high - low)))
    return widths[0] / widths[1]


def draws(kind: str, runs: int, repetitions: int, rng: np.random.Generator) -> tuple[Reals, float]:
    """Return [runs, repetitions] fractions, and their mean."""
    shape = (runs, repetitions)
    name, _, rate = kind.partition(" ")
    if name == "coin":
        return (rng.random(shape) < float(rate)).astype(float), float(rate)
    if name == "counts":  # of 200 independent ticks: a small variance
        return rng.binomial(200, float(rate), shape) / 200, float(rate)
    if name == "beta":
        return rng.beta(0.5, 4.5, shape), 0.1
    if name == "same":
        return np.full(shape, 0.3), 0.3
    # a latch, once set, stays on: fractions far from binomial, mostly 0 where it is rarely set
    ticks, p = 20, 0.001 if kind == "rare latch" else 0.1
    fractions = np.clip(ticks - rng.geometric(p, shape), 0, ticks) / ticks
    return fractions, float(np.mean([1 - (1 - p) ** t for t in range(ticks)]))


def misses(kind: str, times: Sequence[int], seed: int) -> tuple[int, int]:
    """Return how many repetitions miss at the worst of ``times``, and at any of them."""
    rng = np.random.default_rng(seed)
    known = ConfidenceSequence(REPETITIONS)
    ever, worst = np.zeros(REPETITIONS, bool), 0
    for start, stop in zip([0, *times], times, strict=False):
        values, mean = draws(kind, stop - start, REPETITIONS, rng)
        known.update(values)
        low, high = known.interval(0.95)
        missed = (mean < low) | (mean > high)
        ever |= missed
        worst = max(worst, int(missed.sum()))
    return worst, int(ever.sum())


def looks(runs: int, every: int) -> list[int]:
    """Return times up to ``runs``: each of the first ``every``, then some 1/``every`` apart."""
    times = [*range(1, every + 1)]
    while times[-1] < runs:
        times.append(min(runs, times[-1] + -(-times[-1] // every)))
    return times


def main() -> None:
    """Print all tables and the worst figures."""
    most = 5000
    for level in LEVELS:
        print(f"misses of 0/1 data in {REPETITIONS} at level {level}, exactly, looking after each")
        print(f"of {most} runs: at the worst single time, and ever")
        for p in (0.001, 0.01, 0.1, 0.5, 0.9):
            single, ever = chances(p, most, level, sequential)
            print(f"  p = {p:<10} {single * REPETITIONS:6.1f} {ever * REPETITIONS:6.1f}")
    single, ever = chances(0.5, most, 0.95, clopper_pearson)
    print("the same of Clopper and Pearson's interval at level .95, which is made for one look")
    print(f"  p = {0.5:<10} {single * REPETITIONS:6.1f} {ever * REPETITIONS:6.1f}")

    times = looks(most, 40)
    print(f"misses of other data in {REPETITIONS} repetitions at level .95, {len(times)} looks")
    worst = 0
    for seed, kind in enumerate(KINDS):
        single_misses, ever_missed = misses(kind, times, seed)
        worst = max(worst, ever_missed)
        print(f"  {kind:<14} {single_misses:6d} {ever_missed:6d}")
    print(f"worst: {worst} (goal: {ALLOWED} at most)")

    print("width over that of 0/1 data of the same mean, level .99, by runs")
    sizes = (32, 128, 512, 2048)
    print(" " * 16 + "".join(f"{n:>7}" for n in sizes))
    for kind in KINDS:
        row = []
        for n in sizes:
            values, _ = draws(kind, n, 50, np.random.default_rng(0))
            sums, runs = values.sum(axis=0), np.full(50, float(n))
            low, high = interval(runs, sums, (values**2).sum(axis=0), 0.99)
            as_coins = interval(runs, sums, sums, 0.99)
            row.append(float((high - low).mean() / (as_coins[1] - as_coins[0]).mean()))
        print(f"  {kind:<14}" + "".join(f"{value:7.2f}" for value in row))

    widest = 0.0
    for level in LEVELS:
        print(f"expected width over Clopper-Pearson's, by runs (rows) and p (columns), {level}")
        print("  " + " " * 6 + "".join(f"{p:>7}" for p in RATES))
        for n in SIZES:
            row = [width_ratio(p, n, level) for p in RATES]
            widest = max(widest, *row)
            print(f"  {n:6d}" + "".join(f"{value:7.2f}" for value in row))
    print(f"ratio: {widest:.2f} at most (goal: 2)")


if __name__ == "__main__":
    main()
