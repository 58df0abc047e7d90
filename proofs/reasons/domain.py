"""Whether terms have a value wherever hypotheses hold."""

import sympy

from ...formal.errors import InputError
from ..derivation.chance import unfolded
from ..derivation.step import Outcome
from .crossing import follows
from .facts import crosses, elements
from .needs import Need, Place, needs


def undefined(
    terms: tuple[sympy.Basic, ...], given: tuple[sympy.Basic, ...], *, ranges: bool = True
) -> Outcome | None:
    """Return what speaks against terms having a value wherever hypotheses hold.

    Args:
        given: the hypotheses.
        ranges: whether sums must not run backwards.

    Returns:
        A refutation where values of the symbols are found at which a term has none; unknown where
        it is open whether it has one; None where all have one.
    """
    given = tuple(map(unfolded, given))
    free = set().union(*(unfolded(term).free_symbols for term in terms))
    bare = [h.xreplace(dict.fromkeys(h.atoms(sympy.Indexed), sympy.S.One)) for h in given]
    free = free.union(*(h.free_symbols for h in bare))
    within = {i for h in given for at in h.atoms(sympy.Indexed) for i in at.indices}
    place = Place(ranges=ranges, shared=frozenset(within - free))
    open_ = None
    for need in dict.fromkeys(need for term in terms for need in needs(term, place)):
        found = _missing(need, given)
        if found is not None and found.status == "refuted":
            return found
        open_ = open_ or found
    return open_


def _missing(need: Need, given: tuple[sympy.Basic, ...]) -> Outcome | None:
    """Return what speaks against what a term needs; None if hypotheses give it."""
    open_ = Outcome("unknown", f"it is not decided whether {need.term} is defined")
    if need.condition is None:
        return open_
    if need.condition.xreplace(signed(given, need.condition)) is sympy.true:
        return None
    says = sympy.Implies(need.where, need.condition)
    plain = tuple(filter(crosses, given))
    exact = need.exact and crosses(says) and len(plain) == len(given)
    if not crosses(says):
        says, plain = elements((says, *given))
    try:
        found = follows(plain, says)
    except InputError:
        return open_
    if found.status == "proved":
        return None
    if found.status == "refuted":
        if exact:
            return Outcome("refuted", f"undefined: {need.term}, {found.detail}", "model")
        return Outcome("unknown", f"{need.term}: it is not given that {says}: {found.detail}")
    return found


def signed(given: tuple[sympy.Basic, ...], term: sympy.Basic) -> dict[sympy.Symbol, sympy.Symbol]:
    """Return symbols that SymPy knows the signs of, for those whose signs hypotheses give."""
    names = {}
    for symbol in term.free_symbols:
        sign = [above(symbol, given), below(symbol, given)]
        if sum(sign) == 1:
            known = {"positive" if sign[0] else "negative": True, "integer": symbol.is_integer}
            names[symbol] = sympy.Dummy(symbol.name, **known)
    return names


def above(symbol: sympy.Symbol, given: tuple[sympy.Basic, ...]) -> bool:
    """Say whether a hypothesis puts a symbol above a number that is not negative."""
    return any(
        isinstance(one, sympy.Gt | sympy.Lt) and one.gts == symbol and one.lts.is_nonnegative
        for one in given
    )


def below(symbol: sympy.Symbol, given: tuple[sympy.Basic, ...]) -> bool:
    """Say whether a hypothesis puts a symbol below a number that is not positive."""
    return any(
        isinstance(one, sympy.Gt | sympy.Lt) and one.lts == symbol and one.gts.is_nonpositive
        for one in given
    )
