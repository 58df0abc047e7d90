"""What terms need to have a value: that nothing is divided by 0, no logarithm taken of -1.

Only functions listed here are known to have values; of any other it is open where it has some.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import sympy
from sympy.logic.boolalg import Boolean

from ..derivation.chance import Defined, E, Indicator
from ..derivation.terms import truth

JUMPS: Final = (sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.Heaviside, sympy.floor,
                sympy.ceiling, sympy.Piecewise, sympy.KroneckerDelta, Indicator)  # fmt: skip
"""Functions that jump or turn a corner."""

CORNERS: Final = (*JUMPS, sympy.tan, sympy.cot, sympy.sec, sympy.csc, sympy.gamma)
"""With those that have poles, too."""

WAVES: Final = (sympy.sin, sympy.cos)

TOTAL: Final = (
    sympy.Add, sympy.Mul, sympy.exp, sympy.sinh, sympy.cosh, sympy.tanh, sympy.sech, sympy.asinh,
    sympy.atan, sympy.erf, sympy.erfc, sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.floor,
    sympy.ceiling, sympy.KroneckerDelta, Indicator, E, *WAVES,
)  # fmt: skip
"""Functions that have a value for all real numbers."""

PLAIN: Final = (sympy.Symbol, sympy.Rational, sympy.NumberSymbol, Boolean)
"""What is no function of numbers."""

Condition = Callable[[sympy.Expr], sympy.Basic]

INSIDE: Final[dict[type, Condition]] = {
    sympy.log: lambda a: sympy.Gt(a, 0),
    sympy.acosh: lambda a: sympy.Gt(a, 1),
    sympy.asin: lambda a: sympy.And(sympy.Gt(a, -1), sympy.Lt(a, 1)),
    sympy.acos: lambda a: sympy.And(sympy.Gt(a, -1), sympy.Lt(a, 1)),
    sympy.atanh: lambda a: sympy.And(sympy.Gt(a, -1), sympy.Lt(a, 1)),
    sympy.coth: lambda a: sympy.Ne(a, 0),
    sympy.csch: lambda a: sympy.Ne(a, 0),
    sympy.gamma: lambda a: sympy.Gt(a, 0),
    sympy.loggamma: lambda a: sympy.Gt(a, 0),
    sympy.factorial: lambda a: sympy.Ge(a, 0),
}
"""Where other functions have a value and a slope."""

CLOSED: Final[dict[type, Condition]] = {
    sympy.acosh: lambda a: sympy.Ge(a, 1),
    sympy.asin: lambda a: sympy.And(sympy.Ge(a, -1), sympy.Le(a, 1)),
    sympy.acos: lambda a: sympy.And(sympy.Ge(a, -1), sympy.Le(a, 1)),
}
"""Where some of them have a value, whether or not they have a slope."""

BETWEEN_POLES: Final = (sympy.gamma, sympy.loggamma, sympy.factorial)
"""Functions that have values elsewhere, too."""


@dataclass(frozen=True)
class Need:
    """What a term needs to have a value.

    Args:
        term: what may have none.
        where: it stands for a value there only.
        condition: what is enough; None: psychon knows nothing that is.
        exact: whether there is no value unless the condition holds.
    """

    term: sympy.Basic
    where: sympy.Basic
    condition: sympy.Basic | None
    exact: bool


@dataclass(frozen=True)
class Place:
    """Where a term stands.

    Args:
        where: what holds there.
        exact: whether it must have a value at every point.
        smooth: whether it must have a slope, too.
        ranges: whether sums must not run backwards; otherwise such a sum is 0.
        shared: indices of sums that hypotheses speak of, for every index.
    """

    where: sympy.Basic = sympy.true
    exact: bool = True
    smooth: bool = False
    ranges: bool = True
    shared: frozenset[sympy.Symbol] = frozenset()

    def inside(self, condition: sympy.Basic, *, exact: bool = True) -> "Place":
        """Return the place where a condition holds besides."""
        where = sympy.And(self.where, condition)
        return replace(self, where=where, exact=self.exact and exact)


def needs(term: sympy.Basic, place: Place) -> Iterator[Need]:
    """Yield what a term needs to have a value."""
    if isinstance(term, Defined):
        yield from needs(term.body, place)
        return
    running = next((made for kind, made in _RUNNING.items() if isinstance(term, kind)), None)
    if running is not None:
        yield from running(term, place)
        return
    yield from _at(term, place)
    numbers = isinstance(term, sympy.Expr) and not isinstance(term, Indicator)
    for part in term.args:
        if numbers and isinstance(part, sympy.Symbol) and truth(part):
            yield Need(part, place.where, None, exact=False)
        yield from needs(part, place)


def _at(term: sympy.Basic, place: Place) -> Iterator[Need]:
    """Yield what the head of a term needs."""
    condition: sympy.Basic | None = None
    exact = place.exact
    if isinstance(term, sympy.Pow):
        condition, sharp = _power(term, place.smooth)
        exact = exact and sharp
    elif term.func in INSIDE:
        made = INSIDE if place.smooth else INSIDE | CLOSED
        condition = made[term.func](term.args[0])
        exact = exact and not isinstance(term, BETWEEN_POLES)
    elif isinstance(term, TOTAL):
        condition = None if place.smooth and isinstance(term, (*JUMPS, E)) else sympy.true
    elif isinstance(term, PLAIN):
        condition = sympy.true
    if condition is not sympy.true:
        yield Need(term, place.where, condition, exact)


def _power(term: sympy.Pow, smooth: bool) -> tuple[sympy.Basic, bool]:
    """Return what a power needs, and whether it has no value otherwise."""
    base, power = term.args
    if power.is_Integer:
        return sympy.true if power >= 0 else sympy.Ne(base, 0), True
    if power.is_integer:
        return sympy.Or(sympy.Ne(base, 0), sympy.Ge(power, 0)), True
    if smooth:
        return sympy.Gt(base, 0), False
    if power.is_number:
        return (sympy.Ge if power.is_positive else sympy.Gt)(base, 0), True
    return sympy.Or(sympy.Gt(base, 0), sympy.And(sympy.Eq(base, 0), sympy.Ge(power, 0))), False


def _indexed(term: sympy.Indexed, place: Place) -> Iterator[Need]:
    if not term.is_real:
        yield Need(term, place.where, None, exact=False)
    for index in term.indices:
        if not index.is_integer:
            yield Need(term, place.where, None, exact=False)
        yield from needs(index, place)


def _piecewise(term: sympy.Piecewise, place: Place) -> Iterator[Need]:
    if place.smooth:
        yield Need(term, place.where, None, exact=False)
    left = place
    for value, condition in term.args:
        yield from needs(condition, left)
        yield from needs(value, left.inside(condition))
        left = left.inside(sympy.Not(condition))
    if left.where is not sympy.false:
        yield Need(term, place.where, sympy.Or(*(met for _, met in term.args)), place.exact)


def _sum(term: sympy.Sum, place: Place) -> Iterator[Need]:
    names: dict[sympy.Symbol, sympy.Symbol] = {}
    inside = place
    for index, *ends in reversed(term.limits):
        if not all(end.is_integer and end.is_finite for end in ends):
            yield Need(term, place.where, None, exact=False)
            return
        low, high = (end.xreplace(names) for end in ends)
        yield from _both(low, high, inside)
        if place.ranges:
            yield Need(term, inside.where, sympy.Ge(high - low, -1), exact=False)
        if index not in place.shared:
            names[index] = sympy.Dummy(index.name, integer=True)
        at = names.get(index, index)
        inside = inside.inside(sympy.And(sympy.Le(low, at), sympy.Le(at, high)))
    yield from needs(term.function.xreplace(names), inside)


def _integral(term: sympy.Integral, place: Place) -> Iterator[Need]:
    names: dict[sympy.Symbol, sympy.Symbol] = {}
    inside = place
    for index, *ends in reversed(term.limits):
        if len(ends) != 2 or not all(end.is_finite for end in ends):
            yield Need(term, place.where, None, exact=False)
            return
        low, high = (end.xreplace(names) for end in ends)
        yield from _both(low, high, inside)
        at = names[index] = sympy.Dummy(index.name, real=True)
        ways = ((low, high), (high, low))
        over = sympy.Or(*(sympy.And(sympy.Le(a, at), sympy.Le(at, b)) for a, b in ways))
        inside = inside.inside(over, exact=False)
    yield from needs(term.function.xreplace(names), inside)


def _both(low: sympy.Expr, high: sympy.Expr, place: Place) -> Iterator[Need]:
    yield from needs(low, place)
    yield from needs(high, place)


def _derivative(term: sympy.Derivative, place: Place) -> Iterator[Need]:
    for variable in term.variables:
        if isinstance(variable, sympy.Symbol) and variable.is_integer is not None:
            yield Need(term, place.where, None, exact=False)
    yield from needs(term.expr, replace(place, smooth=True))


def _limit(term: sympy.Limit, place: Place) -> Iterator[Need]:
    """Only near the point must there be a value; a denominator may be 0 at single points."""
    inside, runs, point, side = term.args
    near = sympy.Dummy(runs.name, real=True)
    if not point.is_number or runs in inside.atoms(sympy.Indexed):
        yield Need(term, place.where, None, exact=False)
        return
    ways = {"+": near > point, "-": near < point}
    if point.is_infinite:
        beyond = near > 0 if point is sympy.oo else near < 0
    else:
        beyond = ways.get(str(side), sympy.Ne(near, point))
    for need in needs(inside.xreplace({runs: near}), place.inside(beyond)):
        if not need.term.has(near):
            yield need
        elif not _apart(need.term, near, point):
            yield replace(need, exact=False)


def _apart(term: sympy.Basic, near: sympy.Symbol, point: sympy.Expr) -> bool:
    """Say whether a term has a value near a point but for single points, such as 1/(t - 1)."""
    if not isinstance(term, sympy.Pow) or not term.exp.is_Integer or term.base.has(*JUMPS):
        return False
    # the zeros of sin(1/t) crowd at 0, those of sin(t) far away
    waves = term.base.atoms(*WAVES)
    return all(wave.args[0].is_polynomial(near) and point.is_finite for wave in waves)


def _other(term: sympy.Basic, place: Place) -> Iterator[Need]:
    yield Need(term, place.where, None, exact=False)


_RUNNING: Final[dict[type, Callable[..., Iterator[Need]]]] = {
    sympy.Indexed: _indexed, sympy.Piecewise: _piecewise, sympy.Sum: _sum,
    sympy.Integral: _integral, sympy.Derivative: _derivative, sympy.Limit: _limit,
    sympy.Product: _other,
}  # fmt: skip
