"""Confidence sequences: coverage at fixed and worst times, width, and that the check can fail."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import beta

from psychon.formal.errors import InputError
from psychon.sim.statistics import alarms, sequence
from psychon.sim.statistics.sequence import ConfidenceSequence

Reals = NDArray[np.float64]
LEVEL = 0.95
REPETITIONS = 10_000
ALLOWED = 607
"""10,000 repetitions at level .95 miss more often than this with probability 1e-6 if 5% do."""


def draws(kind: str, runs: int, rng: np.random.Generator) -> tuple[Reals, float]:
    """Return [runs, repetitions] fractions and their mean."""
    shape = (runs, REPETITIONS)
    if kind.startswith("rate"):
        p = float(kind.split()[1])
        return (rng.random(shape) < p).astype(float), p
    if kind == "latch":  # a latch set at a geometric time stays on: fractions far from binomial
        ticks = 20
        set_at = rng.geometric(0.1, shape)
        mean = float(np.mean([1 - 0.9**t for t in range(ticks)]))
        return np.clip(ticks - set_at, 0, ticks) / ticks, mean
    if kind == "narrow":
        return rng.binomial(50, 0.2, shape) / 50, 0.2
    return np.full(shape, 0.3), 0.3


def misses(kind: str, times: list[int], seed: int) -> tuple[int, int]:
    """Return how many repetitions miss at the last time, and at any of ``times``."""
    values, mean = draws(kind, times[-1], np.random.default_rng(seed))
    known = ConfidenceSequence(REPETITIONS)
    ever = np.zeros(REPETITIONS, bool)
    missed = ever
    for start, stop in zip([0, *times], times, strict=False):
        known.update(values[start:stop])
        low, high = known.interval(LEVEL)
        missed = (mean < low) | (mean > high)
        ever |= missed
    return int(missed.sum()), int(ever.sum())


KINDS = ["rate 0.001", "rate 0.01", "rate 0.1", "rate 0.5", "rate 0.9", "latch", "narrow", "same"]


@pytest.mark.parametrize("kind", KINDS)
def test_coverage_at_a_fixed_and_at_the_worst_time(kind: str) -> None:
    times = [1, 3, 8, 20, 45, 100, 200, 300]
    fixed, worst = misses(kind, times, seed=hash_of(kind))
    assert fixed <= ALLOWED
    assert worst <= ALLOWED


def hash_of(text: str) -> int:
    """Return a seed that does not change from run to run."""
    return sum(map(ord, text))


def test_the_coverage_check_catches_a_bet_that_is_too_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    # wealth multiplied by 50: the price of the mixture left out, as fixed-time intervals do
    fair = sequence._log_beta
    monkeypatch.setattr(sequence, "_log_beta", lambda n, total: fair(n, total) + math.log(50))
    times = [10, 20, 45, 100, 200]
    assert misses("rate 0.5", times, seed=1)[1] > ALLOWED


def test_peeking_at_clopper_pearson_is_caught_by_the_same_count() -> None:
    values, mean = draws("rate 0.5", 200, np.random.default_rng(2))
    ever = np.zeros(REPETITIONS, bool)
    for n in range(1, 201):
        low, high = clopper_pearson(values[:n].sum(axis=0), n, LEVEL)
        ever |= (mean < low) | (mean > high)
    assert int(ever.sum()) > ALLOWED


def clopper_pearson(successes: Reals, n: int, level: float) -> tuple[Reals, Reals]:
    """Return the exact fixed-time interval for 0/1 data."""
    tail = (1 - level) / 2
    low = np.where(successes > 0, beta.ppf(tail, successes, n - successes + 1), 0.0)
    high = np.where(successes < n, beta.ppf(1 - tail, successes + 1, n - successes), 1.0)
    return low, high


@pytest.mark.parametrize("level", [0.95, 0.99])
@pytest.mark.parametrize("n", [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000])
def test_width_is_at_most_twice_clopper_pearsons_for_one_tick(n: int, level: float) -> None:
    rng = np.random.default_rng(n)
    for p in (0, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.99, 1):
        values = (rng.random((n, 100)) < p).astype(float)
        known = ConfidenceSequence(100)
        known.update(values)
        low, high = known.interval(level)
        exact_low, exact_high = clopper_pearson(values.sum(axis=0), n, level)
        assert (high - low).mean() <= 2 * (exact_high - exact_low).mean()


def test_small_variance_narrows_the_interval() -> None:
    rng = np.random.default_rng(0)
    coins = (rng.random((1000, 1)) < 0.2).astype(float)
    calm = rng.binomial(50, 0.2, (1000, 1)) / 50
    widths = []
    for values in (coins, calm):
        known = ConfidenceSequence(1)
        known.update(values)
        low, high = known.interval(LEVEL)
        widths.append(float(high[0] - low[0]))
    assert widths[1] < widths[0] / 3


fractions = st.lists(
    st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=0, max_size=30
).map(lambda rows: np.array(rows, float).reshape(-1, 3))


@given(fractions, st.integers(0, 30), st.floats(0.5, 0.999))
def test_blocks_bounds_nesting_and_mirror(values: Reals, cut: int, level: float) -> None:
    whole, pieces, mirrored = (ConfidenceSequence(3) for _ in range(3))
    whole.update(values)
    pieces.update(values[:cut])
    pieces.update(values[cut:])
    low, high = whole.interval(level)
    assert (pieces.interval(level)[0] == low).all()
    assert (pieces.interval(level)[1] == high).all()
    assert (low >= 0).all()
    assert (high <= 1).all()
    assert (low <= whole.mean).all()
    assert (whole.mean <= high + 1e-12).all()
    wide_low, wide_high = whole.interval(1 - (1 - level) / 10)
    assert (wide_low <= low + 1e-12).all()
    assert (wide_high >= high - 1e-12).all()
    mirrored.update(1 - values)
    other_low, other_high = mirrored.interval(level)
    assert np.allclose(low, 1 - other_high, atol=1e-9)
    assert np.allclose(high, 1 - other_low, atol=1e-9)


def test_psi_by_series_and_by_logarithm_meet() -> None:
    c = np.array([1e-12, 1e-6, 0.99e-4, 1.01e-4, 0.5, 0.99])
    exact = np.array([-math.log1p(-x) - x if x > 1e-3 else x * x / 2 + x**3 / 3 for x in c])
    assert np.allclose(sequence._psi(c), exact, rtol=1e-6)


def test_before_the_first_run_all_is_possible() -> None:
    low, high = ConfidenceSequence(2).interval()
    assert low.tolist() == [0, 0]
    assert high.tolist() == [1, 1]
    assert ConfidenceSequence(1).mean.tolist() == [0.5]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[0.5], [1.5]], "values: one lies outside [0, 1]; give fractions of ticks"),
        ([[math.nan]], "values: one lies outside [0, 1]; give fractions of ticks"),
        ([0.5], "values: their shape is (1,); give [runs, 1]"),
        ([[0.5, 0.5]], "values: their shape is (1, 2); give [runs, 1]"),
    ],
)
def test_bad_values(values: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        ConfidenceSequence(1).update(np.array(values))
    assert str(caught.value) == message


@pytest.mark.parametrize("level", [0, 1, -1, 2, math.nan, True, "0.9"])
def test_bad_levels(level: float) -> None:
    with pytest.raises(InputError, match="give a number between 0 and 1"):
        ConfidenceSequence(1).interval(level)


def test_the_budget_of_false_alarms_is_split() -> None:
    assert sum(alarms.SHARES.values()) <= 1
    spent = sum(10 * (1 - alarms.level(group, 10)) for group in alarms.SHARES)
    assert spent <= alarms.TOTAL * (1 + 1e-6)
    with pytest.raises(InputError, match="no group is called 'claim'; did you mean claims"):
        alarms.level("claim", 1)
    with pytest.raises(InputError, match="alarms: 0 checks"):
        alarms.level("claims", 0)
