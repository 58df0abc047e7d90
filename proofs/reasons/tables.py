"""Small vectors and matrices of exact numbers against what is said of all."""

from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

import numpy as np
import sympy

from ..derivation.chance import E, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Outcome
from ..derivation.terms import symbols_of, written
from .world import RELATIONS

LARGEST: Final = 3
"""Up to so many elements a table has along each index, and so high sums run."""

SIZES: Final = (1, 2, 6)
"""How large the elements of a table are at most; each table has its own."""

TRIALS: Final = 72
"""How often a statement is tried."""

Values = dict[sympy.Basic, Any]
"""Numbers by symbol, and elements by base and place."""


def tabled(said: Valid) -> bool:
    """Say whether a statement speaks of matrices or of sums over several indices."""
    terms = [unfolded(term) for term in (*said.hypotheses, said.conclusion)]
    at = [one for term in terms for one in term.atoms(sympy.Indexed)]
    sums = [one for term in terms for one in term.atoms(sympy.Sum)]
    several = any(len(one.limits) > 1 or one.function.has(sympy.Sum) for one in sums)
    plain = not any(term.atoms(E) for term in terms)
    return plain and (several or any(len(one.indices) > 1 for one in at))


def counterexample(said: Valid, symmetric: tuple[sympy.IndexedBase, ...] = ()) -> Outcome | None:
    """Return small tables where the hypotheses hold and the conclusion does not, if some are met.

    An index that is free in a hypothesis, or in the conclusion, is any.

    Args:
        symmetric: the matrices with A[i, j] = A[j, i].
    """
    given = [unfolded(term) for term in said.hypotheses]
    wanted = unfolded(said.conclusion)
    for turn in range(TRIALS):
        values = _drawn((*given, wanted), turn, given)
        for key in [key for key in values if isinstance(key, tuple) and key[0] in symmetric]:
            values[key] = values[key[0], *sorted(key[1:])]
        held = all(_always(term, values) for term in given)
        if held and not _always(wanted, values):
            sizes = [f"{end} = {values[end]}" for end in sorted(_ends(wanted), key=str)]
            where = ", ".join([*sizes, f"trial {turn}"])
            return Outcome("refuted", f"{_shown(wanted, values)} for {where}", "model")
    return None


def _shown(wanted: sympy.Basic, values: Values) -> str:
    if len(wanted.args) != 2 or _free(wanted):
        return "it is false"
    a, b = (value(side, values) for side in wanted.args)
    return f"the sides are {a} and {b}"


def _drawn(terms: tuple[sympy.Basic, ...], turn: int, given: list[sympy.Basic]) -> Values:
    """Return small whole numbers, moved to where simple hypotheses hold."""
    chooser = np.random.Generator(np.random.Philox(turn))
    values: Values = {}
    at = {one for term in terms for one in term.atoms(sympy.Indexed)}
    named = {index for one in at for index in one.indices if isinstance(index, sympy.Symbol)}
    for symbol in symbols_of(terms):
        values[symbol] = Fraction(int(chooser.integers(-LARGEST, LARGEST + 1)))
    for symbol in sorted((one for term in terms for one in _ends(term) | named), key=str):
        values[symbol] = Fraction(int(chooser.integers(1, LARGEST + 1)))
    wide = max([LARGEST, *(int(i) for one in at for i in one.indices if i.is_Integer)])
    for base, rank in sorted({(one.base, len(one.indices)) for one in at}, key=str):
        least, size = _least(base, given), int(chooser.choice(SIZES))
        for place in product(range(1, wide + 1), repeat=rank):
            number = Fraction(int(chooser.integers(-size, size + 1)))
            values[base, *place] = number if least is None else least + abs(number)
    for term in given:
        _solved(term, values, chooser, wide)
    return values


def _least(base: sympy.IndexedBase, given: list[sympy.Basic]) -> Fraction | None:
    """Return what a hypothesis puts all elements of a table above."""
    for one in given:
        at, bound = one.args if isinstance(one, sympy.Ge | sympy.Gt) else (None, None)
        if isinstance(at, sympy.Indexed) and at.base == base and isinstance(bound, sympy.Rational):
            return Fraction(bound.p, bound.q)
    return None


def _solved(term: sympy.Basic, values: Values, chooser: np.random.Generator, wide: int) -> None:
    """Give an element that stands alone on the left of an equation the value that it asks for.

    Of several equations joined by *or* one is taken at each place, by chance.
    """
    cases = sorted(term.args if isinstance(term, sympy.Or) else (term,), key=str)
    if not all(isinstance(case, sympy.Eq) for case in cases):
        return
    alone = [case.lhs for case in cases if isinstance(case.lhs, sympy.Indexed)]
    if not alone or not all(isinstance(index, sympy.Symbol) for index in alone[0].indices):
        return
    target = alone[0]
    kept = {index: values[index] for index in target.indices}
    for place in product(range(1, wide + 1), repeat=len(target.indices)):
        values.update(zip(target.indices, map(Fraction, place), strict=True))
        case = cases[int(chooser.integers(len(cases)))]
        rests = []
        for tried in (0, 1):
            values[target.base, *place] = Fraction(tried)
            rests.append(value(case.lhs, values) - value(case.rhs, values))
        start, end = rests
        values[target.base, *place] = start / (start - end) if start != end else Fraction(1)
    values.update(kept)


def _ends(term: sympy.Basic) -> set[sympy.Symbol]:
    """Return what sums run up to."""
    return {limit[2] for one in term.atoms(sympy.Sum) for limit in one.limits}


def _free(term: sympy.Basic) -> list[sympy.Symbol]:
    """List the indices that a term speaks of without summing over them."""
    named = {index for one in term.atoms(sympy.Indexed) for index in one.indices}
    return sorted((named & term.free_symbols) - _ends(term), key=str)


def _always(term: sympy.Basic, values: Values) -> bool:
    """Say whether a term is true at every index that is free in it."""
    indices = _free(term)
    for place in product(range(1, LARGEST + 1), repeat=len(indices)):
        here = values | dict(zip(indices, map(Fraction, place), strict=True))
        if not value(term, here):
            return False
    return True


def value(term: sympy.Basic, values: Values) -> Any:
    """Return the number, or truth, of a term.

    Raises:
        ValueError: it has none.
    """
    if isinstance(term, sympy.Rational):
        return Fraction(term.p, term.q)
    if isinstance(term, sympy.Symbol):
        return values[term]
    if isinstance(term, sympy.Indexed):
        return values[term.base, *(int(value(index, values)) for index in term.indices)]
    if isinstance(term, sympy.Sum):
        names = [limit[0] for limit in term.limits]
        ends = [[value(end, values) for end in limit[1:]] for limit in term.limits]
        if any(end.denominator > 1 for pair in ends for end in pair):
            raise ValueError(f"{written(term)} has no value here")
        ranges = [range(int(low), int(high) + 1) for low, high in ends]
        total = Fraction(0)
        for turn in product(*ranges):
            here = values | dict(zip(names, map(Fraction, turn), strict=True))
            total += value(term.function, here)
        return total
    parts = [value(part, values) for part in term.args]
    if isinstance(term, sympy.Add):
        return sum(parts, start=Fraction(0))
    if isinstance(term, sympy.Mul):
        return prod(parts, start=Fraction(1))
    if isinstance(term, sympy.Pow) and term.exp.is_Integer and (parts[0] or term.exp > 0):
        return Fraction(parts[0] ** int(term.exp))
    for kind, related in RELATIONS.items():
        if isinstance(term, kind):
            return related(*parts)
    if isinstance(term, sympy.And | sympy.Or):
        return (all if isinstance(term, sympy.And) else any)(parts)
    if term is sympy.true or term is sympy.false:
        return term is sympy.true
    raise ValueError(f"{written(term)} has no value here")
