"""Exact probabilities against the enumeration of every input."""

from fractions import Fraction
from itertools import product

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
    assert isinstance(floats, float | Fraction | int)
    assert float(floats) == pytest.approx(float(above), abs=1e-12)


def test_known_sums() -> None:
    assert threshold_probability([1, 1, 1], 1, Fraction(3, 5)) == Fraction(81, 125)
    assert threshold_probability([2, -1], Fraction(1, 2), Fraction(1, 2)) == Fraction(1, 2)
    assert threshold_probability([1] * 1000, 1000, 0.5) == 0
    assert threshold_probability([1] * 1000, -1, 0.5) == pytest.approx(1)
    assert threshold_probability([], 0, 1) == 0


@pytest.mark.parametrize(
    ("weights", "p", "message"),
    [
        ([1.5], 0.5, "weights[0]: it is 1.5; give integers"),
        ([True], 0.5, "weights[0]: it is True; give integers"),
        ([1, 2], [0.5], "p: 1 probabilities for 2 weights; give 2, or one for all"),
        ([1], [1.5], "p[0]: it is 1.5; give a probability from 0 to 1"),
        ([1], [float("nan")], "p[0]: it is nan; give a probability from 0 to 1"),
    ],
)
def test_bad_sums(weights: list[int], p: float, message: str) -> None:
    with pytest.raises(InputError) as caught:
        threshold_probability(weights, 0, p)
    assert str(caught.value) == message


def test_budgets_of_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BudgetError, match="sums of 2 inputs pass the budget"):
        threshold_probability([2**40, 1], 0, 0.5)
    monkeypatch.setattr(room, "BUDGET", 100)
    with pytest.raises(BudgetError, match="the exact sums pass 1 entries; use floats"):
        threshold_probability([1, 1], 0, Fraction(1, 2))


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
    ],
)  # fmt: skip
def test_bad_input(formula: str, rates: float, tick: int | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        firing_probability(parse(formula), rates, tick)
    assert str(caught.value) == message


def test_no_ticks_left() -> None:
    with pytest.raises(InputError, match=r"steps: ticks 3..3; leave a tick to count"):
        expected_rate(parse("p"), 0.5, 3, 3)
