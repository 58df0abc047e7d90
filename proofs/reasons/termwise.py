"""Sums over the same indices, compared summand by summand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import sympy

from ...formal.smt.facade import DEFAULT_RLIMIT
from ..derivation.chance import E, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .crossing import follows
from .domain import undefined
from .facts import everywhere
from .tables import counterexample
from .worlds import hidden


@dataclass(frozen=True)
class Termwise(Reason):
    """Decides =, <= or >= among sums: what all summands are on one side is so related to 0.

    A hypothesis about elements with free indices holds at every index, unless the conclusion
    speaks of these indices, too.

    Args:
        rlimit: budget in Z3's resource units.
    """

    rlimit: int = DEFAULT_RLIMIT
    name: ClassVar[str] = "termwise"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Ask Z3 about one summand; failing that, look for small tables that refute the whole."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        outcome = hidden(said) or undefined((said.conclusion,), said.hypotheses, ranges=False)
        outcome = outcome or self._proved(said)
        if outcome.status == "proved":
            return outcome
        return counterexample(said) or outcome

    def _proved(self, said: Valid) -> Outcome:
        relation = unfolded(said.conclusion)
        if relation is sympy.true:
            return Outcome("proved", "both sides are the same", "proof")
        if not isinstance(relation, sympy.Eq | sympy.Le | sympy.Ge):
            return Outcome("unknown", "sums of any length are related by =, <= and >= alone")
        if any(unfolded(term).atoms(E) for term in (relation, *said.hypotheses)):
            return Outcome("unknown", "expectations are not compared by summands")
        summands = _summands(sympy.expand(relation.lhs - relation.rhs))
        if isinstance(summands, Outcome):
            return summands
        for one in summands:
            outcome = self._related(relation.func, one, said)
            if outcome.status != "proved":
                problem = f"of one summand: {outcome.detail}"
                return Outcome("unknown", problem, vacuous=outcome.vacuous)
        return Outcome("proved", "at every index Z3 decides what is summed", "proof")

    def _related(self, relation: type[sympy.Basic], summand: sympy.Expr, said: Valid) -> Outcome:
        """Decide how a summand is related to 0, where an inner sum is any number."""
        known = {
            one
            for term in map(unfolded, said.hypotheses)
            for one in _instances(term, everywhere(term, said), summand)
        }
        terms = (summand, *sorted(known, key=str))
        inner = {one: sympy.Dummy("s", real=True) for one in summand.atoms(sympy.Sum)}
        outer = [term.xreplace(inner) for term in terms]
        at = sorted({one for term in outer for one in term.atoms(sympy.Indexed)}, key=str)
        names = {one: sympy.Dummy(f"{one}", real=True) for one in at}
        wanted, *asked = (term.xreplace(names) for term in outer)
        return follows(tuple(asked), relation(wanted, 0), self.rlimit)


def _summands(difference: sympy.Expr) -> list[sympy.Expr] | Outcome:
    """Return what is summed up in a difference of sums, added up where the indices are the same."""
    found: dict[tuple[sympy.Tuple, ...], sympy.Expr] = {}
    for part in sympy.Add.make_args(difference):
        number, rest = part.as_coeff_Mul()
        if isinstance(rest, sympy.Sum):
            found[rest.limits] = found.get(rest.limits, sympy.S.Zero) + number * rest.function
        elif part != 0:
            return Outcome("unknown", f"{part} is no multiple of a sum")
    return list(found.values())


def _instances(
    hypothesis: sympy.Basic, free: list[sympy.Symbol], summand: sympy.Expr
) -> Iterator[sympy.Basic]:
    """Yield what a hypothesis says of the elements of a summand, for all of some indices."""
    if hypothesis.atoms(sympy.Sum):
        return
    if not free:
        yield hypothesis
    known = hypothesis.atoms(sympy.Indexed)
    for at in summand.atoms(sympy.Indexed):
        for one in known:
            alone = set(one.indices) == set(free) and len(free) == len(one.indices)
            if free and one.base == at.base and alone:
                yield hypothesis.xreplace(dict(zip(one.indices, at.indices, strict=True)))
