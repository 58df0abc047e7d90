"""Rates after Landahl, McCulloch & Pitts 1943, and what they are worth."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product

import sympy

from ...formal.formula.evaluate import evaluate
from ...formal.formula.expr import Formula
from ...formal.formula.fold import s_depth
from ...formal.formula.parse import parse, parse_property
from ...formal.probability.polynomial import Polynomial, landahl_polynomial, rate_polynomial
from ...formal.registry import load
from ...sim.campaign.simulate import simulate
from ..derivation.chance import Chance, ChanceBase, Defined, E, Indicator
from ..derivation.experiment import Exact, Rate
from ..derivation.figure import Curve, Figure
from ..derivation.library import LIBRARY
from ..derivation.statements import Cases, Valid
from ..derivation.step import Step, Twin
from ..reasons.cases import Enumeration
from ..reasons.chain import Chain
from ..reasons.counting import Counting, RateIs
from ..reasons.expectation import Linear, Monotone
from ..reasons.given import definitions
from ..reasons.logic import Logic
from ..reasons.summation import Induction

SOURCE = "Landahl, McCulloch & Pitts 1943, Bull. Math. Biophys. 5:135-137"

NETS = ("a", "b", "c", "d", "e", "f", "f-relative", "g", "h")
"""The nets of figure 1 without a cycle."""

x, y = Chance("x"), Chance("y")
p, q, m = sympy.symbols("p q m", real=True)
i, n = sympy.symbols("i n", integer=True)
z = ChanceBase("z", real=True)
r = sympy.IndexedBase("r", real=True)
TOTAL = Defined("K", sympy.Sum(z[i], (i, 1, n)))
MEANS = Defined("R", sympy.Sum(r[i], (i, 1, n)))


def bit(term: sympy.Expr) -> sympy.Basic:
    """Say that a term is 0 or 1."""
    return sympy.Or(sympy.Eq(term, 0), sympy.Eq(term, 1))


def published(name: str) -> tuple[str, Formula]:
    """Return the last neuron of a net of figure 1 and its formula."""
    prop = parse_property(load(f"figure-1{name}").expect[-1])
    assert prop.target is not None
    return prop.target, prop.formula


def summed(formula: Formula, rate: Fraction) -> Fraction:
    """Return how likely a formula is, over all histories of its depth."""
    names, ticks = formula.atoms, s_depth(formula) + 1
    total = Fraction(0)
    for bits in product((0, 1), repeat=len(names) * ticks):
        fired = iter(bits)
        history = [frozenset(name for name in names if next(fired)) for _ in range(ticks)]
        if evaluate(formula, history)[-1]:
            total += rate ** sum(bits) * (1 - rate) ** (len(bits) - sum(bits))
    return total


THIRD = Fraction(1, 3)


def by_histories() -> Fraction:
    """Return the rates of figure 1 at 1/3, added up, each over all its histories."""
    return sum((summed(published(name)[1], THIRD) for name in NETS), start=Fraction(0))


def by_polynomials() -> Fraction:
    """Return the same by polynomials."""
    total = Fraction(0)
    for name in NETS:
        formula = published(name)[1]
        total += Fraction(rate_polynomial(formula).value(dict.fromkeys(formula.atoms, THIRD)))
    return total


def over_p(name: str) -> list[Curve]:
    """Draw the three accounts of one net over a common rate."""
    neuron, formula = published(name)
    xs = [k / 40 for k in range(41)]
    exact, old = rate_polynomial(formula), landahl_polynomial(formula)

    def curve(polynomial: Polynomial) -> list[float]:
        return [float(polynomial.value(dict.fromkeys(formula.atoms, rate))) for rate in xs]

    few = xs[2:-1:4]
    seen = [simulate(load(f"figure-1{name}"), 64, 512, rate, seed=3, burn_in=4) for rate in few]
    return [
        Curve("1943: + for or, x for and, 1 - for not", xs, curve(old)),
        Curve(f"exact: {exact}", xs, curve(exact)),
        Curve("simulated", few, [one.rate[neuron] for one in seen], points=True),
    ]


@LIBRARY.claim(
    "landahl-rates",
    "Rates after Landahl, McCulloch & Pitts",
    "Put + for or, x for and, 1 - for not in a formula. For independent events x and y of rates p"
    " and q, and and not come out right, but or gives p q too much: the rate of the and. For any"
    " number of events, however dependent, the sum of their rates is at least the rate of their or."
    " The nets of figure 1 without a cycle fire, under independent afferents, with the polynomials"
    " that the diagrams of their formulae give. In general the rule of 1943 errs either way: it"
    " gives S N1 & S N1 the square of a rate.",
    source=SOURCE,
    experiments=[
        Exact("figure 1 by all histories", by_histories, by_polynomials),
        Rate("simulated rate of figure 1(b)", partial(load, "figure-1b"), "N3", "S N1 | S N2",
             {"N1": 0.5, "N2": 0.5}, 128, 16384),
        Rate("simulated rate of figure 1(f)", partial(load, "figure-1f"), "N4",
             "S^2 ((N2 | N3) & ~N1 | N1 & N2 & N3)", {"N1": 0.5, "N2": 0.25, "N3": 0.75},
             128, 16384),
    ],
    figures=[
        Figure("b", "The rate of N3 in figure 1(b), an or, over the common rate of its afferents.",
               ("rate of each afferent", "rate of N3"), partial(over_p, "b")),
        Figure("f", "The rate of N4 in figure 1(f) over the common rate of its afferents: the rule"
               " of 1943 adds up cases that occur together.",
               ("rate of each afferent", "rate of N4"), partial(over_p, "f")),
    ],
    notes=(
        "The paper offers its rule as an approximation for small rates; there the error of an or is"
        " of second order.",
        "It goes by the text of a formula, not by what it says: p | p gets twice the rate of p.",
        "The polynomials of the nets are by cases, up to those of figure 1.",
    ),
)  # fmt: skip
def landahl_rates() -> Iterator[Step]:
    """Take the connectives one by one; bound any or; count the nets of figure 1."""
    bits = (bit(x), bit(y))
    means = (sympy.Eq(E(x), p), sympy.Eq(E(y), q))
    both, either = sympy.Eq(E(x * y), m), E(sympy.Max(x, y))
    split = E(x + y - x * y)
    yield Step("not", Valid(means[:1], sympy.Eq(E(1 - x), 1 - p)), Linear())
    yield Step("or", Valid(bits, sympy.Eq(either, split)), Monotone())
    yield Step("mean", Valid((*means, both), sympy.Eq(split, p + q - m)), Linear(),
               "m is the rate of the and")  # fmt: skip
    yield Step("or-rate", Valid((*bits, *means, both), sympy.Eq(either, p + q - m)),
               Chain(("or", "mean")), "the sum of 1943 is too high by the rate of the and", (
        Twin("1943: the rate of an or is the sum",
             Valid((*bits, *means, both), sympy.Eq(either, p + q))),
        Twin("the rate of an or is that of an exclusive or",
             Valid((*bits, *means, both), sympy.Eq(either, p + q - 2 * m))),
        Twin("the rate of an and is the product, whether or not they are independent",
             Valid((*bits, *means), sympy.Eq(E(x * y), p * q))),
    ))  # fmt: skip
    apart = sympy.Eq(m, p * q)
    yield Step("error", Valid((apart,), sympy.Eq(p + q - (p + q - p * q), m)), Logic(),
               "of independent events")  # fmt: skip
    yield from definitions(TOTAL, MEANS)
    events, counted = bit(z[i]), sympy.Or(sympy.Eq(TOTAL, 0), sympy.Ge(TOTAL, 1))
    rates = sympy.Eq(E(z[i]), r[i])
    yield Step("whole", Valid((events,), counted), Induction(), "K events occur")
    some = E(Indicator(sympy.Gt(TOTAL, 0)))
    yield Step("some", Valid((counted,), sympy.Le(some, E(TOTAL))), Monotone())
    yield Step("total", Valid((rates,), sympy.Eq(E(TOTAL), MEANS)), Linear())
    yield Step("union", Valid((counted, rates), sympy.Le(some, MEANS)), Chain(("some", "total")),
               "so for an or of events the rule is never too low", (
        Twin("it is exact for many events", Valid((events, rates), sympy.Ge(some, MEANS))),
    ))  # fmt: skip
    cases = []
    for name in NETS:
        neuron, formula = published(name)
        net = load(f"figure-1{name}")
        said = RateIs(net, neuron, rate_polynomial(formula), f"figure 1({name})")
        old = replace(said, rate=landahl_polynomial(formula))
        cases.append(Step(name, said, Counting(), "", (Twin("1943", old),) if old != said else ()))
    yield Step("figure-1", Cases("the nets of figure 1 without a cycle", tuple(cases)),
               Enumeration())  # fmt: skip
    twice = parse("S N1 & S N1")
    said = RateIs(load("figure-1a"), "N2", rate_polynomial(twice), "S N1 & S N1, which is S N1")
    old = replace(said, rate=landahl_polynomial(twice))
    yield Step("too-low", said, Counting(), "1943 gives N1^2, which is less",
               (Twin("1943", old),))  # fmt: skip
