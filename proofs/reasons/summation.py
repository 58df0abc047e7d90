"""Induction over the number of summands: what holds of sums from 1 to n for every n."""

from dataclasses import dataclass
from typing import ClassVar

import sympy

from ...formal.smt.facade import DEFAULT_RLIMIT
from ..derivation.chance import E, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .crossing import follows
from .worlds import weighed


@dataclass(frozen=True)
class Induction(Reason):
    """Decides a relation among sums over i = 1..n, for every n.

    Base: it holds of empty sums. Step: if it holds of sums, it holds with one summand more. Each
    is decided by Z3, where a sum is a number and so is an element of a sequence.

    Args:
        invariant: what is shown beside the conclusion, over the same sums.
        rlimit: budget of each question in Z3's resource units.
    """

    invariant: tuple[sympy.Basic, ...] = ()
    rlimit: int = DEFAULT_RLIMIT
    name: ClassVar[str] = "induction"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Decide base and step; failing that, look for small sums that refute it."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        return weighed(said, lambda: self._proved(said))

    def _proved(self, said: Valid) -> Outcome:
        goals = [unfolded(term) for term in (said.conclusion, *self.invariant)]
        if any(term.atoms(E) for term in (*goals, *map(unfolded, said.hypotheses))):
            return Outcome("unknown", "expectations are no sums")
        sums = sorted(set().union(*(goal.atoms(sympy.Sum) for goal in goals)), key=str)
        if not sums:
            return Outcome("unknown", "it has no sum to do induction over")
        limits = {total.limits for total in sums}
        if len(limits) > 1 or len(sums[0].limits) > 1:
            return Outcome("unknown", "its sums are nested, or run over different ranges")
        index, low, high = sums[0].limits[0]
        if low != 1 or not isinstance(high, sympy.Symbol) or not high.is_integer:
            return Outcome("unknown", f"its sums run from {low} to {high}, not from 1 to a symbol")
        before = {total: sympy.Dummy(f"s{k}", real=True) for k, total in enumerate(sums)}
        elements = {
            at: sympy.Dummy(str(at.base), real=True)
            for term in (*sums, *said.hypotheses)
            for at in term.atoms(sympy.Indexed)
        }
        after = {total: before[total] + total.function.xreplace(elements) for total in sums}
        plain = [goal.xreplace(before) for goal in goals]
        given = tuple(h.xreplace(elements) for h in map(unfolded, said.hypotheses))
        # the whole summand is new at each step, and n is whatever it is: neither may be spoken of
        for term in (*plain, *given):
            if high in term.free_symbols or index in term.free_symbols:
                return Outcome("unknown", f"{high} or {index} is free in {term}, outside the sums")
            if term.atoms(sympy.Indexed, sympy.Sum):
                return Outcome("unknown", f"{term} speaks of elements outside the sums")
        constant = tuple(h for h in given if not h.free_symbols & set(elements.values()))
        empty = dict.fromkeys(before.values(), sympy.S.Zero)
        base = follows(constant, sympy.And(*(p.xreplace(empty) for p in plain)), self.rlimit)
        if base.status != "proved":
            return Outcome("unknown", f"of empty sums: {base.detail}", vacuous=base.vacuous)
        moved = {total: after[key] for key, total in before.items()}
        for goal in plain:
            more = follows((*given, *plain), goal.xreplace(moved), self.rlimit)
            if more.status != "proved":
                nothing = follows(given, sympy.false, self.rlimit).vacuous
                problem = f"with one summand more: {more.detail}"
                return Outcome("unknown", problem, vacuous=nothing)
        return Outcome(
            "proved", f"by induction on {high}: Z3 decides empty sums and one summand more", "proof"
        )
