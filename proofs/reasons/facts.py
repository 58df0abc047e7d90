"""What a reason may take from earlier steps of its derivation."""

import sympy

from ..derivation.chance import E, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome
from .crossing import follows


def facts(
    by: tuple[str, ...], wanted: Valid, context: Context
) -> tuple[sympy.Basic, ...] | Outcome:
    """Return the conclusions of earlier steps that stand where some are wanted, or why not.

    Args:
        by: the ids of those steps.
    """
    hypotheses = wanted.hypotheses
    found = []
    for name in by:
        settled = context.before.get(name)
        if settled is None:
            return Outcome("unknown", f"there is no step {name!r} before it")
        said = settled.step.statement
        if not isinstance(said, Valid):
            return Outcome("unknown", f"step {name!r} draws no conclusion from hypotheses")
        if settled.outcome.status != "proved":
            return Outcome("unknown", f"step {name!r} is {settled.outcome.status}")
        for needed in said.hypotheses:
            # a hypothesis about every x[i] does not follow from one about the i of a conclusion
            every = set(everywhere(needed, said)) - set(everywhere(needed, wanted))
            if every or not entailed(needed, hypotheses):
                problem = f"step {name!r} needs {needed}, which is not given"
                return Outcome("unknown", problem, vacuous=contradictory(hypotheses))
        found.append(said.conclusion)
    return tuple(found)


def everywhere(hypothesis: sympy.Basic, said: Valid) -> list[sympy.Symbol]:
    """List the indices that a hypothesis speaks of and the conclusion does not: for all."""
    hypothesis = unfolded(hypothesis)  # an abbreviation may speak of some
    at = {i for indexed in hypothesis.atoms(sympy.Indexed) for i in indexed.indices}
    inside = {symbol for index in at for symbol in index.atoms(sympy.Symbol)}
    inside &= hypothesis.free_symbols  # the index of a sum is its own
    return sorted(inside - unfolded(said.conclusion).free_symbols, key=str)


def fixed(said: Valid) -> list[sympy.Symbol]:
    """List the indices for all of which one hypothesis speaks, while another restricts them."""
    return sorted({i for h in said.hypotheses for i in everywhere(h, said)} & _bare(said), key=str)


def captured(said: Valid) -> list[sympy.Symbol]:
    """List the indices that run in a sum and are spoken of as one outside it: they are two."""
    found: set[sympy.Symbol] = set()
    for term in (*said.hypotheses, said.conclusion):
        term = unfolded(term)
        runs = {i for total in term.atoms(sympy.Sum) for i in total.variables}
        found |= runs & (term.free_symbols | _bare(said))
    return sorted(found, key=str)


def _bare(said: Valid) -> set[sympy.Symbol]:
    """Return what hypotheses speak of other than as places of elements."""
    given = map(unfolded, said.hypotheses)
    bare = (h.xreplace(dict.fromkeys(h.atoms(sympy.Indexed), sympy.S.One)) for h in given)
    return set().union(*(h.free_symbols for h in bare))


def entailed(needed: sympy.Basic, hypotheses: tuple[sympy.Basic, ...]) -> bool:
    """Say whether a hypothesis is among others, or follows from them by Z3."""
    if needed in hypotheses:
        return True
    if needed.atoms(E):
        return False
    plain = tuple(h for h in (needed, *hypotheses) if crosses(h))
    if not crosses(needed):
        needed, plain = elements((needed, *hypotheses))
        return bool(plain) and follows(plain, needed).status == "proved"
    return follows(plain[1:], needed).status == "proved"


def contradictory(hypotheses: tuple[sympy.Basic, ...]) -> bool:
    """Say whether hypotheses are shown to contradict each other, at one element."""
    _, plain = elements((sympy.true, *hypotheses))
    return follows(plain, sympy.false).vacuous


def crosses(term: sympy.Basic) -> bool:
    """Say whether a term speaks of plain symbols only."""
    return not term.atoms(sympy.Indexed, sympy.Sum) and not term.atoms(sympy.Function)


def elements(
    terms: tuple[sympy.Basic, ...],
) -> tuple[sympy.Basic, tuple[sympy.Basic, ...]]:
    """Replace x[i] by a symbol in the first of some terms, and in those others that it crosses.

    An expectation E[x[i]] is not that of a symbol: what speaks of some is left out.
    """
    terms = (terms[0], *(term for term in terms[1:] if not term.atoms(E)))
    names = {
        at: sympy.Dummy(str(at.base), real=True)
        for term in terms
        for at in term.atoms(sympy.Indexed)
    }
    crossed = [term.xreplace(names) for term in terms]
    return crossed[0], tuple(term for term in crossed[1:] if crosses(term))
