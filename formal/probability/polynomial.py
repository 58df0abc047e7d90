"""Firing rates as polynomials in the rates of independent afferents, with whole coefficients."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ..errors import BudgetError, InputError
from ..formula.diagram import Diagram, build, looks, variables
from ..formula.fold import postorder
from ..formula.kinds import UNBOUNDED, Kind, Node
from .threshold import Probability

BUDGET: Final = 200_000
"""How many terms all polynomials on the way may have together."""

Powers = tuple[tuple[str, int], ...]
"""Names with their exponents, from 1 on, sorted by name."""


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in firing rates.

    Args:
        terms: coefficients by powers, none 0.
    """

    terms: Mapping[Powers, int]

    @classmethod
    def of(cls, name: str) -> "Polynomial":
        """Return the rate of one name."""
        return cls({((name, 1),): 1})

    @classmethod
    def number(cls, value: int) -> "Polynomial":
        """Return a constant."""
        return cls({(): value} if value else {})

    def __add__(self, other: "Polynomial") -> "Polynomial":
        terms = dict(self.terms)
        for powers, number in other.terms.items():
            terms[powers] = terms.get(powers, 0) + number
        return Polynomial({powers: number for powers, number in terms.items() if number})

    def __sub__(self, other: "Polynomial") -> "Polynomial":
        return self + Polynomial({powers: -number for powers, number in other.terms.items()})

    def __mul__(self, other: "Polynomial") -> "Polynomial":
        if len(self.terms) * len(other.terms) > BUDGET:
            raise BudgetError(f"a rate polynomial passes its budget of {BUDGET:,} terms")
        terms: dict[Powers, int] = {}
        for left, number in self.terms.items():
            for right, factor in other.terms.items():
                powers = _product(left, right)
                terms[powers] = terms.get(powers, 0) + number * factor
        return Polynomial({powers: number for powers, number in terms.items() if number})

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def value(self, rates: Mapping[str, Probability]) -> Probability:
        """Return its value; with Fractions it is exact.

        Raises:
            InputError: a name has no rate.
        """
        for powers in self.terms:
            for name, _ in powers:
                if name not in rates:
                    raise InputError("rates", f"{name!r} has no rate", f"add {name!r}")
        exact = all(isinstance(rate, Fraction | int) for rate in rates.values())
        total: Probability = Fraction(0) if exact else 0.0
        for powers, number in self.terms.items():
            term: Probability = Fraction(number) if exact else float(number)
            for name, power in powers:
                term *= rates[name] ** power
            total += term
        return total

    def __str__(self) -> str:
        order = sorted(self.terms, key=lambda powers: (sum(k for _, k in powers), powers))
        text = ""
        for powers in order:
            number = self.terms[powers]
            factors = [name if k == 1 else f"{name}^{k}" for name, k in powers]
            size = [] if abs(number) == 1 and factors else [str(abs(number))]
            sign = "-" if number < 0 else "+"
            text += f" {sign} {' '.join([*size, *factors])}"
        if text.startswith(" - "):
            return f"-{text[3:]}"
        return text[3:] or "0"


def _product(left: Powers, right: Powers) -> Powers:
    powers = dict(left)
    for name, k in right:
        powers[name] = powers.get(name, 0) + k
    return tuple(sorted(powers.items()))


ONE: Final = Polynomial.number(1)


def rate_polynomial(formula: Node, tick: int | None = None) -> Polynomial:
    """Return the probability that a formula is true, as a polynomial in the rates of its atoms.

    An afferent fires at each tick with its rate, independently of all else; so do its firings at
    different ticks of each other, whence the powers.

    Args:
        formula: its atoms stand for afferents.
        tick: ticks from the start; None: so late that the start plays no part.

    Raises:
        InputError: the formula looks back without bound.
        BudgetError: its diagram or its polynomials are too large.
    """
    bounded(formula)
    parts = looks(formula)
    store = Diagram(variables(parts))
    root = build(store, parts, tick)
    done = {0: Polynomial.number(0), 1: ONE}
    terms, stack = 0, [root]
    while stack:
        node = stack[-1]
        if node in done:
            stack.pop()
            continue
        level, low, high = store.nodes[node]
        missing = [below for below in (low, high) if below not in done]
        if missing:
            stack += missing
            continue
        # r high + (1 - r) low
        rate = Polynomial.of(store.variables[level].name)
        done[node] = done[low] + rate * (done[high] - done[low])
        terms += len(done[node].terms)
        if terms > BUDGET:
            raise BudgetError(f"the rate polynomials pass their budget of {BUDGET:,} terms")
    return done[root]


def landahl_polynomial(formula: Node) -> Polynomial:
    """Return what Landahl, McCulloch & Pitts put for a formula: + for or, x for and, 1 - for not.

    It goes by the text of the formula: equal formulae may get different polynomials.

    Raises:
        InputError: the formula looks back without bound.
        BudgetError: its polynomials are too large.

    Source: Landahl, McCulloch & Pitts 1943, Bull. Math. Biophys. 5:135-137.
    """
    bounded(formula)
    made: dict[int, Polynomial] = {}
    for node in postorder(formula):
        below = [made[id(arg)] for arg in node.args]
        made[id(node)] = _landahl(node, below)
    return made[id(formula)]


def _landahl(node: Node, below: list[Polynomial]) -> Polynomial:
    kind = node.kind
    if kind is Kind.ATOM:
        return Polynomial.of(node.name)
    if kind is Kind.S:
        return below[0]
    if kind is Kind.NOT:
        return ONE - below[0]
    if kind is Kind.AND:
        return below[0] * below[1]
    if kind is Kind.OR:
        return below[0] + below[1]
    if kind is Kind.IMPLIES:  # not a, or b
        return ONE - below[0] + below[1]
    if kind is Kind.IFF:  # both, or neither
        return below[0] * below[1] + (ONE - below[0]) * (ONE - below[1])
    return Polynomial.number(int(kind is Kind.TRUE))  # origin is long past


def bounded(formula: Node) -> None:
    """Refuse what looks back without bound.

    Raises:
        InputError: naming the operator.
    """
    for node in postorder(formula):
        if node.kind in UNBOUNDED:
            word = node.kind.name.lower()
            raise InputError(
                "formula", f"'{word}' looks back without bound", "simulate it, or write it with S"
            )
