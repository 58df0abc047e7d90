"""Limits with parameters: SymPy finds them for generic values, and special ones may differ."""

from typing import Final

import sympy

from ..derivation.step import Outcome
from .domain import signed

SCALES: Final = (0, 1, -1, 2, -2)
"""Powers of a parameter in which what runs may be measured."""


def special(relation: sympy.Basic, given: tuple[sympy.Basic, ...]) -> Outcome | None:
    """Return what is open about the limits in a relation; None if nothing is.

    In a polynomial, what is so for generic parameters is so for all. One parameter besides that
    only scales what runs, such as tau in exp(-t/tau), has no special values but 0.
    """
    for limit in relation.atoms(sympy.Limit):
        inside, runs, *_ = limit.args
        held = [one for one in inside.free_symbols - {runs} if not inside.is_polynomial(one)]
        if len(held) > 1 or not all(_scales(limit, one, given) for one in held):
            return Outcome("unknown", f"{limit} may differ where parameters are special")
    return None


def _scales(limit: sympy.Limit, one: sympy.Symbol, given: tuple[sympy.Basic, ...]) -> bool:
    """Say whether a parameter of known sign goes where what runs is measured in it.

    Otherwise it may do so in summands and factors, each with a limit of its own.
    """
    inside, runs, point, side = limit.args
    names = signed(given, one)
    if one not in names or not (point.is_zero or point.is_infinite):
        return False
    size = sympy.Dummy(positive=True)
    sized = inside.xreplace({one: size if names[one].is_positive else -size})
    if _scale(sized, runs, size) is not None:
        return True
    parts = [part for term in sympy.Add.make_args(sized) for part in _parts(term, runs, size)]
    ends = (sympy.Limit(part, runs, point, side).doit() for part in parts)
    return bool(parts) and all(end.is_finite for end in ends)


def _scale(term: sympy.Expr, runs: sympy.Symbol, size: sympy.Symbol) -> int | None:
    """Return the power of a parameter in which a term must be measured to be free of it."""
    for power in SCALES:
        if term.subs(runs, runs * size**power).is_polynomial(size):
            return power
    return None


def _parts(term: sympy.Expr, runs: sympy.Symbol, size: sympy.Symbol) -> list[sympy.Expr]:
    """Return the factors of a term by scale, its powers with those that need one; else nan."""
    groups: dict[int, sympy.Expr] = {}
    powers = sympy.S.One
    for factor in sympy.Mul.make_args(term):
        scale = _scale(factor, runs, size)
        if scale is None:
            return [sympy.nan]
        if factor.is_polynomial(runs, size):
            powers *= factor
        else:
            groups[scale] = groups.get(scale, sympy.S.One) * factor
    last = next((scale for scale in groups if scale), 0)
    groups[last] = groups.get(last, sympy.S.One) * powers
    return list(groups.values())
