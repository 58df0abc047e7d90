"""Confidence sequences: coverage at fixed and worst times, width, and that the checks can fail."""

import math
from fractions import Fraction

import numpy as np
import pytest
from bench.intervals import (
    ALLOWED,
    KINDS,
    LEVELS,
    RATES,
    SIZES,
    chances,
    clopper_pearson,
    draws,
    looks,
    misses,
    sequential,
    width_ratio,
)
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from psychon.formal.errors import InputError
from psychon.sim.statistics import sequence
from psychon.sim.statistics.sequence import ConfidenceSequence, interval

Reals = NDArray[np.float64]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("p", [0.001, 0.01, 0.1, 0.5, 0.9])
def test_chance_of_a_miss_for_coins_looked_at_after_each_run(p: float, level: float) -> None:
    single, ever = chances(p, 5000, level, sequential)
    assert 0 < single <= ever <= 1 - level


@pytest.mark.parametrize(("seed", "kind"), list(enumerate(KINDS)))
def test_misses_at_the_worst_of_many_times(seed: int, kind: str) -> None:
    worst, ever = misses(kind, looks(500, 12), seed)
    assert worst <= ever <= ALLOWED


def test_chances_by_the_walk_are_those_of_repetitions() -> None:
    _, ever = chances(0.1, 40, 0.95, sequential)
    _, counted = misses("coin .1", range(1, 41), seed=1)
    assert abs(counted - 10_000 * ever) < 6 * math.sqrt(10_000 * ever)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("n", [1, 7, 100, 1500])
def test_ends_rise_with_the_successes(n: int, level: float) -> None:
    # the walk supposes it
    successes = np.arange(n + 1.0)
    low, high = sequential(np.full_like(successes, n), successes, level)
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) > 0).all()


def test_peeking_at_clopper_pearson_is_caught() -> None:
    single, ever = chances(0.5, 300, 0.95, clopper_pearson)
    assert single <= 0.05
    assert ever > 0.05


def test_a_mixture_that_costs_nothing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def best_in_hindsight(runs: Reals, sums: Reals) -> Reals:
        share = np.clip(sums / runs, 1e-12, 1 - 1e-12)
        found: Reals = sums * np.log(share) + (runs - sums) * np.log1p(-share)
        return found

    monkeypatch.setattr(sequence, "_log_beta", best_in_hindsight)
    assert chances(0.5, 300, 0.95, sequential)[1] > 0.05


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("_FUND", 0.0),  # each bet has the whole wealth
        ("_PSI", 0.1),  # variance at a tenth of its price
    ],
)
def test_bets_that_are_too_cheap_are_caught(
    name: str, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, name, factor * getattr(sequence, name))
    assert misses("latch", looks(120, 10), seed=1)[1] > ALLOWED


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("n", SIZES)
def test_width_is_at_most_twice_clopper_pearsons_for_one_tick(n: int, level: float) -> None:
    assert max(width_ratio(p, n, level) for p in RATES) <= 2


@pytest.mark.parametrize(
    ("kind", "gain"), [("counts .2", 8), ("counts .01", 4), ("beta", 2), ("latch", 1.4)]
)
def test_small_variance_narrows_the_interval(kind: str, gain: float) -> None:
    values, _ = draws(kind, 2000, 20, np.random.default_rng(0))
    sums, runs = values.sum(axis=0), np.full(20, 2000.0)
    low, high = interval(runs, sums, (values**2).sum(axis=0), 0.99)
    coin_low, coin_high = interval(runs, sums, sums, 0.99)
    assert (gain * (high - low) < coin_high - coin_low).all()


def test_rare_firing_of_small_variance_is_narrowed_at_any_scale() -> None:
    # lower ends relative to the mean depend on the relative spread alone
    rng = np.random.default_rng(0)
    shape = rng.random((2000, 1))
    ends = []
    for scale in (1, 1e-3, 1e-6):
        known = ConfidenceSequence(1)
        known.update((0.5 + 0.5 * shape) * scale)
        ends.append(float((known.interval()[0] / known.mean)[0]))
    assert ends[0] > 0.97
    assert np.allclose(ends, ends[0], atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [5, 60, 400])
def test_against_each_end_a_bettor_did_win(kind: str, n: int) -> None:
    # the wealth of the bets themselves, from the runs, not of their bounds from the sums
    values, _ = draws(kind, n, 4, np.random.default_rng(n))
    known = ConfidenceSequence(4)
    known.update(values)
    low, high = known.interval(0.95)
    for column, below, above in zip(values.T, low.tolist(), high.tolist(), strict=True):
        if below > 0:
            assert log_wealth(column, below) >= math.log(20) - 1e-9
        if above < 1:
            assert log_wealth(1 - column, 1 - above) >= math.log(20) - 1e-9


def log_wealth(values: Reals, m: float) -> float:
    """Return the log wealth of a bettor on "the mean is more than m"."""
    n, total = len(values), math.fsum(values)
    prior = math.lgamma(total + 0.5) + math.lgamma(n - total + 0.5) - math.lgamma(n + 1)
    likelihood = total * math.log(m) + (n - total) * math.log1p(-m)
    parts = [math.log(sequence.BETA_SHARE / math.pi) + prior - likelihood]
    funds = [1 / (k + 2) for k in range(len(sequence.BETS))]
    for fund, c in zip(funds, sequence.BETS, strict=True):
        share = fund / sum(funds) * (1 - sequence.BETA_SHARE) / 2
        parts.append(math.log(share) + math.fsum(np.log1p(c * (values / m - 1))))
    return max(parts) + math.log(math.fsum(math.exp(part - max(parts)) for part in parts))


@given(st.floats(0, 1), st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_inequality_of_the_mixture(x: float, m: float, q: float) -> None:
    left = 1 + (q - m) / (m * (1 - m)) * (x - m)
    assert left >= (q / m) ** x * ((1 - q) / (1 - m)) ** (1 - x) * (1 - 1e-12)


@given(st.sampled_from(sequence.BETS), st.floats(0, 1), st.floats(-0.01, 50))
def test_inequality_of_the_bets(c: float, scale: float, reach: float) -> None:
    y = max(-c, c * reach * scale)
    psi = -math.log1p(-c) - c
    assert math.log1p(y) >= y - psi * y * y / c**2 - 1e-12 * (1 + y * y)


fractions = st.lists(
    st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=0, max_size=30
).map(lambda rows: np.array(rows, float).reshape(-1, 3))


@given(fractions, st.integers(0, 30), st.permutations(range(30)))
def test_blocks_and_order_change_no_bit(values: Reals, cut: int, order: list[int]) -> None:
    whole, pieces = ConfidenceSequence(3), ConfidenceSequence(3)
    whole.update(values)
    shuffled = values[[k for k in order if k < len(values)]]
    pieces.update(shuffled[:cut])
    pieces.update(shuffled[cut:])
    assert (pieces.mean == whole.mean).all()
    for one, other in zip(pieces.interval(), whole.interval(), strict=True):
        assert (one == other).all()
    for column, mean in zip(values.T, whole.mean.tolist(), strict=True):
        exact = sum(map(Fraction, column.tolist()), Fraction()) / max(1, len(values))
        assert not len(values) or abs(mean - exact) < 2.0**-51


def test_many_runs_are_summed_without_loss() -> None:
    known = ConfidenceSequence(1)
    for _ in range(10):
        known.update(np.full((12_345, 1), 0.1))
    assert abs(known.mean[0] - 0.1) <= 2.0**-53
    assert known.runs == 123_450


@given(fractions, st.floats(0.01, 0.999999))
def test_bounds_nesting_and_mirror(values: Reals, level: float) -> None:
    known, mirrored = ConfidenceSequence(3), ConfidenceSequence(3)
    known.update(values)
    low, high = known.interval(level)
    assert (low >= 0).all()
    assert (high <= 1).all()
    assert (low <= known.mean).all()
    assert (known.mean <= high).all()
    wide_low, wide_high = known.interval(1 - (1 - level) / 10)
    assert (wide_low <= low * (1 + 1e-12)).all()
    assert (wide_high >= high - 1e-12).all()
    mirrored.update(1 - values)
    other_low, other_high = mirrored.interval(level)
    assert np.allclose(low, 1 - other_high, rtol=0, atol=1e-12)
    assert np.allclose(high, 1 - other_low, rtol=0, atol=1e-12)


@pytest.mark.parametrize("value", [5e-324, 1e-17, 2.0**-52, 1e-13, 0.3, 1 - 1e-13, 1 - 2.0**-53])
@pytest.mark.parametrize("n", [1, 2, 1000, 100_000])
def test_what_never_varies_is_covered_down_to_the_last_bit(value: float, n: int) -> None:
    known = ConfidenceSequence(1)
    known.update(np.full((n, 1), value))
    low, high = known.interval(0.5)
    assert low[0] <= value <= high[0]


def test_before_the_first_run_all_is_possible() -> None:
    known = ConfidenceSequence(2)
    known.update(np.empty((0, 2)))
    low, high = known.interval()
    assert low.tolist() == [0, 0]
    assert high.tolist() == [1, 1]
    assert ConfidenceSequence(1).mean.tolist() == [0.5]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[0.5], [1.5]], "values[1, 0]: 1.5 lies outside [0, 1]; give fractions of ticks"),
        ([[math.nan]], "values[0, 0]: nan lies outside [0, 1]; give fractions of ticks"),
        ([0.5], "values: their shape is (1,); give [runs, 1]"),
        ([[0.5, 0.5]], "values: their shape is (1, 2); give [runs, 1]"),
        ([["a"]], "values: it holds text; give finite numbers"),
    ],
)  # fmt: skip
def test_bad_values_are_refused_and_change_nothing(values: list[list[float]], message: str) -> None:
    known = ConfidenceSequence(1)
    with pytest.raises(InputError) as caught:
        known.update(values)
    assert str(caught.value) == message
    assert known.runs == 0


@pytest.mark.parametrize("means", [-1, 0.5, "3"])
def test_bad_numbers_of_means(means: int) -> None:
    with pytest.raises(InputError, match="means: it is .*; give how many, 0 or more"):
        ConfidenceSequence(means)


@pytest.mark.parametrize("level", [0, 1, -1, 2, math.nan, True, "0.9"])
def test_bad_levels(level: float) -> None:
    with pytest.raises(InputError, match="give a number between 0 and 1"):
        ConfidenceSequence(1).interval(level)
