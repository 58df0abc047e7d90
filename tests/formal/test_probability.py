"""Exact probabilities against the enumeration of every input."""

from fractions import Fraction
from itertools import product
from math import comb
from typing import cast

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from psychon.formal.errors import BudgetError, InputError
from psychon.formal.formula import fold
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula
from psychon.formal.formula.parse import parse
from psychon.formal.probability import threshold as room
from psychon.formal.probability.firing import expected_rate, firing_probability
from psychon.formal.probability.threshold import threshold_probability

chances = st.fractions(0, 1, max_denominator=7)


@given(st.lists(st.tuples(st.integers(-5, 5), chances), max_size=8), st.integers(-8, 12))
def test_sums_by_enumeration(parts: list[tuple[int, Fraction]], theta: int) -> None:
    weights, p = [w for w, _ in parts], [c for _, c in parts]
    above = at = Fraction(0)
    for x in product((0, 1), repeat=len(parts)):
        mass = Fraction(1)
        for fires, chance in zip(x, p, strict=True):
            mass *= chance if fires else 1 - chance
        total = sum(w * fires for w, fires in zip(weights, x, strict=True))
        above += mass * (total > theta)
        at += mass * (total == theta)
    exact = threshold_probability(weights, theta, p)
    assert exact == above
    assert isinstance(exact, Fraction)
    assert threshold_probability(weights, theta, p, strict=False) == above + at
    floats = threshold_probability(weights, theta, [float(c) for c in p])
    assert isinstance(floats, float if p else Fraction)
    assert float(floats) == pytest.approx(float(above), abs=1e-12)
    # the same sums in a table, too far apart for an array
    apart = [w * 10**9 + (w > 0) for w in weights]
    table = threshold_probability(apart, theta * 10**9 + 10**8, [float(c) for c in p])
    assert float(table) == pytest.approx(float(above), abs=1e-12)


def test_known_sums() -> None:
    assert threshold_probability([1, 1, 1], 1, Fraction(3, 5)) == Fraction(81, 125)
    assert threshold_probability([2, -1], Fraction(1, 2), Fraction(1, 2)) == Fraction(1, 2)
    assert threshold_probability([2, 2], 3.5, Fraction(1, 2)) == Fraction(1, 4)
    assert threshold_probability([1] * 1000, 1000, 0.5) == 0
    assert threshold_probability([1] * 1000, -1, 0.5) == pytest.approx(1)
    assert threshold_probability([1, -1], float("inf"), 0.5) == 0
    assert threshold_probability([1, -1], -float("inf"), 0.5) == 1
    assert threshold_probability([], 0, 1) == 0
    assert threshold_probability([], -1, 1) == 1
    assert threshold_probability(np.array([1, 2]), 2, np.array([0.5, 0.25])) == 0.125
    # 64-bit sums would overflow
    assert threshold_probability(np.array([2**62] * 3), 1, Fraction(1, 2)) == Fraction(7, 8)


@pytest.mark.parametrize("p", [Fraction(1, 10), 0.1])
def test_a_thousand_inputs_are_binomial(p: Fraction | float) -> None:
    exact = sum(Fraction(comb(1000, k) * 9 ** (1000 - k), 10**1000) for k in range(121, 1001))
    found = threshold_probability([1] * 1000, 120, p)
    if isinstance(p, Fraction):
        assert found == exact
    assert float(found) == pytest.approx(float(exact), rel=1e-11)
    # a common factor and a huge one change nothing
    assert threshold_probability([2**40] * 1000, 120 * 2**40, p) == found


def test_signs_mirror_thresholds() -> None:
    weights = [(-1) ** k * (k % 5 + 1) for k in range(300)]
    p = [(k % 9 + 1) / 10 for k in range(300)]
    above = threshold_probability(weights, 7, p)
    at_most = threshold_probability([-w for w in weights], -7, p, strict=False)
    assert float(above) + float(at_most) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("weights", "theta", "p", "message"),
    [
        ([1.5], 0, 0.5, "weights[0]: it is 1.5; give integers"),
        ([True], 0, 0.5, "weights[0]: it is True; give integers"),
        (None, 0, 0.5, "weights: they are None; give a list of integers"),
        ("12", 0, 0.5, "weights: they are '12'; give a list of integers"),
        ([1, 2], 0, [0.5], "p: 1 probabilities for 2 weights; give 2, or one for all"),
        ([1], 0, [1.5], "p[0]: it is 1.5; give a probability from 0 to 1"),
        ([1], 0, [float("nan")], "p[0]: it is nan; give a probability from 0 to 1"),
        ([], 0, 7, "p: it is 7; give a probability from 0 to 1"),
        ([1], 0, None, "p: it is None; give a probability, or a list of them"),
        ([1], float("nan"), 0.5, "theta: it is nan; give a number"),
        ([1], "1", 0.5, "theta: it is '1'; give a number"),
    ],
)
def test_bad_sums(weights: list[int], theta: float, p: float, message: str) -> None:
    with pytest.raises(InputError) as caught:
        threshold_probability(weights, theta, p)
    assert str(caught.value) == message


def test_budgets_of_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    assert threshold_probability([2**40, 1], 0, 0.5) == 0.75  # four sums, however far apart
    twins = [2**40] * 30 + [1] * 30  # 961 sums of 2^60 inputs
    all_or_all_but_one = Fraction(1, 2**30) + Fraction(30, 2**30) * Fraction(1, 2**30)
    assert threshold_probability(twins, 29 * 2**40 + 29, Fraction(1, 2)) == all_or_all_but_one
    wild = [3**k for k in range(60)]
    with pytest.raises(BudgetError, match="exact sums pass the budget of 4,000,000$"):
        threshold_probability(wild, 0, Fraction(1, 2))
    with pytest.raises(BudgetError, match="sums pass the budget of 200,000,000"):
        threshold_probability(wild, 0, 0.5)
    monkeypatch.setattr(room, "SPARSE_BUDGET", 4)
    with pytest.raises(BudgetError, match="5 exact sums pass the budget of 4; use floats"):
        threshold_probability([1, 1], 0, Fraction(1, 2))
    assert threshold_probability([1, 1], 0, 0.5) == 0.75


def enumerated(f: Formula, rates: dict[str, Fraction], tick: int) -> Fraction:
    """Return the probability that ``f`` is true at a tick by all inputs up to it."""
    names = sorted(rates)
    total = Fraction(0)
    for bits in product((0, 1), repeat=len(names) * (tick + 1)):
        history, mass = [], Fraction(1)
        for t in range(tick + 1):
            now = bits[t * len(names) : (t + 1) * len(names)]
            history.append({name for name, fires in zip(names, now, strict=True) if fires})
            for name, fires in zip(names, now, strict=True):
                mass *= rates[name] if fires else 1 - rates[name]
        total += mass * evaluate(f, history)[-1]
    return total


small = strategies.formulas(st.sampled_from(["p", "q"]), past=False, leaves=6)


@given(small, chances, chances, st.integers(0, 3))
def test_firing_by_enumeration(f: Formula, a: Fraction, b: Fraction, tick: int) -> None:
    rates = {"p": a, "q": b}
    exact = firing_probability(f, rates, tick)
    assert exact == enumerated(f, rates, tick)
    floats = firing_probability(f, {name: float(rate) for name, rate in rates.items()}, tick)
    assert float(floats) == pytest.approx(float(exact), abs=1e-12)
    depth = fold.s_depth(f)
    assert firing_probability(f, rates, depth + 1) == firing_probability(f, rates)
    assert firing_probability(f, rates, depth + 5) == firing_probability(f, rates)


@given(small, chances, st.integers(1, 12), st.integers(0, 4))
def test_expected_rates_are_means_over_ticks(
    f: Formula, rate: Fraction, steps: int, burn_in: int
) -> None:
    if burn_in >= steps:
        return
    mean = sum(firing_probability(f, rate, t) for t in range(burn_in, steps)) / (steps - burn_in)
    assert expected_rate(f, rate, steps, burn_in) == mean


def test_landahl_mcculloch_pitts_exactly() -> None:
    # v -> + gives 1 for net (b) at p = 1/2; the truth is 3/4
    assert firing_probability(parse("S N1 | S N2"), Fraction(1, 2)) == Fraction(3, 4)
    assert expected_rate(parse("S p"), Fraction(1, 2), 10) == Fraction(9, 20)


@pytest.mark.parametrize(
    ("formula", "rates", "tick", "message"),
    [
        ("once p", 0.5, None,
         "formula: 'once' looks back without bound; simulate it, or write it with S"),
        ("p & q", {"p": 0.5}, None, "rates: 'q' has no rate; add 'q'"),
        ("p", {"p": 2}, None, "rates[p]: it is 2; give a probability from 0 to 1"),
        ("p", -0.1, None, "rates: it is -0.1; give a probability from 0 to 1"),
        ("p", 0.5, -1, "tick: it is -1; give 0, 1, 2, ... or None"),
        ("p", 0.5, True, "tick: it is True; give 0, 1, 2, ... or None"),
        ("historically p since q", 0.5, 3,
         "formula: 'historically' looks back without bound; simulate it, or write it with S"),
    ],
)  # fmt: skip
def test_bad_input(formula: str, rates: float, tick: int | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        firing_probability(parse(formula), rates, tick)
    assert str(caught.value) == message


def test_a_text_is_no_formula() -> None:
    with pytest.raises(InputError, match="formula: it is 'p'; read it with parse"):
        firing_probability(cast("Formula", "p"), 0.5)
    for burn_in in (1.5, -1, True):
        with pytest.raises(InputError, match="leave a tick to count"):
            expected_rate(parse("p"), 0.5, 3, cast("int", burn_in))


def test_formulae_that_look_far_back_or_are_deep() -> None:
    half = Fraction(1, 2)
    assert expected_rate(parse("S^1000000 p"), half, 4_000_000) == Fraction(3, 8)
    far = expected_rate(parse("S^1000 p | q & S^2 r"), half, 2000)
    # r and q alone until tick 1000, and only q before tick 2
    assert far == (0 * 2 + Fraction(1, 4) * 998 + Fraction(5, 8) * 1000) / 2000
    deep = parse("~" * 100_001 + "p")
    assert firing_probability(deep, Fraction(1, 3)) == Fraction(2, 3)
    parity = parse(" <-> ".join(["(" * 59 + "x0", *(f"x{k})" for k in range(1, 60)), "x60"]))
    rate = firing_probability(parity, Fraction(1, 3))
    # true iff evenly many of 61 atoms are false, each with 2/3: beyond any enumeration
    assert rate == (1 + (1 - 2 * Fraction(2, 3)) ** 61) / 2


def test_no_ticks_left() -> None:
    with pytest.raises(InputError, match=r"steps: ticks 3..3; leave a tick to count"):
        expected_rate(parse("p"), 0.5, 3, 3)
