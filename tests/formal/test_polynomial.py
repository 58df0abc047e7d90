"""Rate polynomials: against exact probabilities, brute force over all inputs, and by hand."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from brute import all_inputs, fire
from hypothesis import given, settings
from hypothesis import strategies as st
from random_nets import random_net
from strategies import formulas

from psychon.formal.errors import BudgetError, InputError
from psychon.formal.formula.expr import Formula
from psychon.formal.formula.fold import s_depth
from psychon.formal.formula.parse import parse
from psychon.formal.probability import polynomial as module
from psychon.formal.probability.firing import firing_probability
from psychon.formal.probability.polynomial import (
    Polynomial,
    landahl_polynomial,
    rate_polynomial,
)
from psychon.formal.translate.solve import solve

RATES = {name: Fraction(k + 2, 11) for k, name in enumerate(("p", "q", "r"))}
NAMES = ("p", "q", "r")


@given(formulas(st.sampled_from(NAMES), past=False))
@settings(max_examples=60)
def test_values_are_exact_probabilities(formula: Formula) -> None:
    for tick in (None, 0, 2):
        found = rate_polynomial(formula, tick).value(RATES)
        assert found == firing_probability(formula, RATES, tick)


@pytest.mark.parametrize("seed", range(12))
def test_nets_by_force(seed: int) -> None:
    net = random_net(np.random.default_rng(seed), afferents=2, neurons=4, max_delay=2)
    rates = dict(zip(net.afferents, (Fraction(1, 3), Fraction(3, 5)), strict=True))
    neuron = net.neurons[-1]
    formula = solve(net)[neuron]
    ticks = min(s_depth(formula) + 1, 7)
    inputs, runs = all_inputs(list(net.afferents), ticks), 1 << 2 * ticks
    fired = fire(net, inputs, ticks, runs)[neuron][-1]
    total = Fraction(0)
    counts: dict[tuple[int, ...], int] = {}
    for r in np.flatnonzero(fired).tolist():
        key = tuple(sum(bool(c[r]) for c in inputs[name]) for name in net.afferents)
        counts[key] = counts.get(key, 0) + 1
    for key, count in counts.items():
        chance = Fraction(count)
        for name, ones in zip(net.afferents, key, strict=True):
            chance *= rates[name] ** ones * (1 - rates[name]) ** (ticks - ones)
        total += chance
    assert rate_polynomial(formula, ticks - 1).value(rates) == total


@pytest.mark.parametrize(
    ("text", "exact", "landahl"),
    [
        ("p | q", "p + q - p q", "p + q"),
        ("p & q", "p q", "p q"),
        ("~p", "1 - p", "1 - p"),
        ("p & S p", "p^2", "p^2"),
        ("p & p", "p", "p^2"),
        ("p & (p | q)", "p", "p q + p^2"),
        ("p -> q", "1 - p + p q", "1 - p + q"),
        ("p <-> q", "1 - p - q + 2 p q", "1 - p - q + 2 p q"),
        ("p & ~S p & ~q", "p - p q - p^2 + p^2 q", "p - p q - p^2 + p^2 q"),
        ("true", "1", "1"),
        ("false", "0", "0"),
        ("origin", "0", "0"),
        ("S^3 (p & ~p)", "0", "p - p^2"),
        ("~p & ~q & ~r | p", "1 - q - r + p q + p r + q r - p q r", None),
    ],
)
def test_by_hand(text: str, exact: str, landahl: str | None) -> None:
    assert str(rate_polynomial(parse(text))) == exact
    if landahl is not None:
        assert str(landahl_polynomial(parse(text))) == landahl


def test_signs_and_numbers_are_written_as_one_writes_them() -> None:
    p = Polynomial.of("p")
    two = Polynomial.number(2)
    assert str(p * p * two - p) == "-p + 2 p^2" and str(Polynomial.number(-3)) == "-3"
    assert len({p, p + two - two, two}) == 2
    assert (p + two).value({"p": 0.5}) == 2.5


def test_the_sum_of_1943_is_never_too_low_for_an_or() -> None:
    for rates in product((Fraction(0), Fraction(1, 4), Fraction(1)), repeat=2):
        values = dict(zip("pq", rates, strict=True))
        old, exact = (f(parse("p | q")).value(values) for f in (
            landahl_polynomial, rate_polynomial))  # fmt: skip
        assert old - exact == rates[0] * rates[1]


def test_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for made in (rate_polynomial, landahl_polynomial):
        with pytest.raises(InputError) as caught:
            made(parse("S once p"))
        assert str(caught.value) == (
            "formula: 'once' looks back without bound; simulate it, or write it with S"
        )
    with pytest.raises(InputError, match="^rates: 'q' has no rate; add 'q'$"):
        rate_polynomial(parse("p & q")).value({"p": Fraction(1)})
    wide = parse(" | ".join(f"(a{k} & b{k})" for k in range(6)))
    monkeypatch.setattr(module, "BUDGET", 100)
    with pytest.raises(BudgetError, match="^the rate polynomials pass their budget of 100 terms$"):
        rate_polynomial(wide)
    large = Polynomial({(("p", k + 1),): 1 for k in range(11)})
    with pytest.raises(BudgetError, match="^a rate polynomial passes its budget of 100 terms$"):
        large * large
