"""One finite world: the exact value of every term, for few numbers and few outcomes."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Any, Final

import sympy

from ..derivation.chance import Chance, ChanceBase, Defined, E, Indicator

RELATIONS: Final[dict[type, Callable[[Any, Any], Any]]] = {
    sympy.Eq: operator.eq, sympy.Ne: operator.ne, sympy.Ge: operator.ge,
    sympy.Gt: operator.gt, sympy.Le: operator.le, sympy.Lt: operator.lt,
}  # fmt: skip
"""Relations, of whatever values Python compares."""


Number = Fraction | bool


class NoValueError(Exception):
    """A term that psychon cannot evaluate in a world, such as a limit."""


class UndefinedError(Exception):
    """A term without a value, such as 1/0."""


@dataclass
class World:
    """Values of everything a statement speaks of.

    Args:
        chances: of the outcomes; they sum to 1.
        values: by symbol or base: a number, a tuple for 1..n, or for what is random a list by
            outcome of one of these.
    """

    chances: tuple[Fraction, ...]
    values: dict[sympy.Basic, Any] = field(default_factory=dict)

    def value(self, term: sympy.Basic, outcome: int | None = None) -> Number:
        """Return what a term is at an outcome.

        Raises:
            UndefinedError: it has none, such as 1/0.
            NoValueError: it cannot be evaluated.
        """
        if isinstance(term, sympy.Rational):
            return Fraction(term.p, term.q)
        if isinstance(term, sympy.Symbol | sympy.Indexed):
            return self._looked_up(term, outcome)
        if isinstance(term, E):
            return Fraction(sum(
                chance * self.value(term.args[0], k) for k, chance in enumerate(self.chances)
            ))  # fmt: skip
        if isinstance(term, sympy.Sum):
            return self._summed(term, outcome)
        if isinstance(term, sympy.Piecewise):
            cases = ((value, condition) for value, condition in term.args)
            met = [value for value, condition in cases if self.value(condition, outcome)]
            return self.value(met[0] if met else sympy.nan, outcome)
        if term is sympy.true or term is sympy.false:
            return term is sympy.true
        combine = next((made for kind, made in _HEADS.items() if isinstance(term, kind)), None)
        if combine is None:
            raise NoValueError(f"{term} has no value")
        return combine(*(self.value(part, outcome) for part in term.args))

    def _looked_up(self, term: sympy.Basic, outcome: int | None) -> Number:
        if isinstance(term, Defined):
            return self.value(term.body, outcome)
        base = term.base if isinstance(term, sympy.Indexed) else term
        if base not in self.values:
            raise NoValueError(f"{base} has no value")
        value = self.values[base]
        if isinstance(base, Chance | ChanceBase):
            if outcome is None:
                raise NoValueError(f"{base} is random")
            value = value[outcome]
        if isinstance(term, sympy.Indexed):
            place = self.value(term.indices[0], outcome)
            if not 1 <= place <= len(value) or place != int(place):
                raise UndefinedError(f"there is no {term} at {place}")
            value = value[int(place) - 1]
        return value  # type: ignore[no-any-return]

    def _summed(self, term: sympy.Sum, outcome: int | None) -> Fraction:
        ((index, low, high),) = term.limits
        first, last = (Fraction(self.value(bound, outcome)) for bound in (low, high))
        if first.denominator > 1 or last.denominator > 1:
            raise UndefinedError(f"a sum from {first} to {last} has no value")
        kept, total = self.values.get(index), Fraction(0)
        for k in range(int(first), int(last) + 1):
            self.values[index] = Fraction(k)
            total += self.value(term.function, outcome)
        if kept is None:
            self.values.pop(index, None)
        else:
            self.values[index] = kept
        return total

    def __str__(self) -> str:
        return ", ".join(
            f"{symbol} = {_written(value)}"
            for symbol, value in sorted(self.values.items(), key=lambda pair: str(pair[0]))
        )


def _written(value: Any) -> str:
    return f"({', '.join(map(_written, value))})" if isinstance(value, list | tuple) else str(value)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if (not base and exponent < 0) or (base < 0 and exponent.denominator != 1):
        raise UndefinedError(f"{base}^{exponent} has no value")
    if exponent.denominator != 1 or abs(exponent) > 64:
        raise NoValueError(f"{base}^{exponent} is not evaluated")
    return Fraction(base ** int(exponent))


_HEADS: Final[dict[type, Callable[..., Number]]] = {
    sympy.Add: lambda *parts: Fraction(sum(parts)),
    sympy.Mul: lambda *parts: reduce(lambda a, b: a * b, parts, Fraction(1)),
    sympy.Pow: _power,
    sympy.Abs: abs,
    sympy.Max: max,
    sympy.Min: min,
    sympy.ceiling: lambda a: Fraction(-(-a // 1)),
    sympy.floor: lambda a: Fraction(a // 1),
    sympy.KroneckerDelta: lambda a, b: Fraction(a == b),
    Indicator: lambda a: Fraction(bool(a)),
    **RELATIONS,
    sympy.And: lambda *parts: all(parts),
    sympy.Or: lambda *parts: any(parts),
    sympy.Not: lambda a: not a,
    sympy.Implies: lambda a, b: not a or bool(b),
    sympy.Equivalent: lambda *parts: len(set(map(bool, parts))) == 1,
}  # fmt: skip
