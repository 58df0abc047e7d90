"""Chains: relations whose adjacent sides match compose to one."""

from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from typing import ClassVar, Final

import sympy

from ..derivation.chance import E
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .crossing import follows
from .facts import facts
from .worlds import weighed

_UP: Final = {sympy.Eq: 0, sympy.Le: 1, sympy.Lt: 2}
_DOWN: Final = {sympy.Eq: 0, sympy.Ge: 1, sympy.Gt: 2}


@dataclass(frozen=True)
class Chain(Reason):
    """Decides a relation: earlier steps lead from its left side to its right one.

    Args:
        links: the ids of those steps, in order; the right side of each is the left of the next.
        weaker: whether also what follows from their relation by logic will do.
    """

    links: tuple[str, ...]
    weaker: bool = False
    name: ClassVar[str] = "chain"
    composes: ClassVar[bool] = True

    @property
    def lenient(self) -> "Chain":
        """What follows from the chain will do."""
        return replace(self, weaker=True)

    def decide(self, step: Step, context: Context) -> Outcome:
        """Compose the relations; failing that, look for a world that refutes the whole."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        return weighed(said, lambda: self._composed(said, context))

    def _composed(self, said: Valid, context: Context) -> Outcome:
        known = facts(self.links, said, context)
        if isinstance(known, Outcome):
            return known
        for before, after in pairwise(known):
            if before.args[1] != after.args[0]:
                return Outcome(
                    "unknown", f"{before.args[1]} is not {after.args[0]}: the chain breaks"
                )
        if not known:
            return Outcome("unknown", "the chain has no links")
        for strength in (_UP, _DOWN):
            if all(type(link) in strength for link in known):
                top = max(strength[type(link)] for link in known)
                kind = next(relation for relation, rank in strength.items() if rank == top)
                whole = kind(known[0].args[0], known[-1].args[1], evaluate=False)
                if whole == said.conclusion:
                    detail = f"{len(known)} links whose adjacent sides match"
                    return Outcome("proved", detail, "proof")
                if self.weaker and (found := _implied(whole, said) or _repeated(said, context)):
                    return found
                return Outcome("unknown", f"its links compose to {whole}")
        return Outcome("unknown", "its relations run in both directions")


def _repeated(said: Valid, context: Context) -> Outcome | None:
    """Say whether an earlier step says the same."""
    for name, settled in context.before.items():
        earlier = settled.step.statement
        if isinstance(earlier, Valid) and earlier.conclusion == said.conclusion:
            known = facts((name,), said, context)
            if not isinstance(known, Outcome):
                return Outcome("proved", f"step {name!r} says so", "proof")
    return None


def _implied(whole: sympy.Basic, said: Valid) -> Outcome | None:
    """Say whether the composed relation gives what is said."""
    # an expectation is a number that is monotone in what it is taken of
    means = sorted({e for term in (whole, said.conclusion) for e in term.atoms(E)}, key=str)
    numbers = {mean: sympy.Dummy(f"e{k}", real=True) for k, mean in enumerate(means)}
    plain = tuple(h for h in said.hypotheses if not h.atoms(E, sympy.Indexed, sympy.Sum))
    known = [
        sympy.Ge(numbers[mean], 0)
        for mean in means
        if follows(plain, sympy.Ge(mean.args[0], 0)).status == "proved"
    ]
    known += [
        sympy.Le(numbers[a], numbers[b])
        for a, b in permutations(means, 2)
        if follows(plain, sympy.Le(a.args[0], b.args[0])).status == "proved"
    ]
    weaker = follows((*plain, *known, whole.xreplace(numbers)), said.conclusion.xreplace(numbers))
    if weaker.status == "proved":
        return Outcome("proved", f"it follows from {whole}", "proof")
    return None
