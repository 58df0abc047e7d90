"""Statements that Z3 decides: properties of nets, equal nets, quantifier-free formulae."""

from dataclasses import dataclass
from typing import ClassVar

import sympy

from ...formal.errors import ContradictoryAssumptions, InputError
from ...formal.smt.facade import DEFAULT_RLIMIT
from ...formal.verify.decide import compare, verify
from ...formal.verify.verdict import Verdict
from ..derivation.chance import Defined, E
from ..derivation.statements import Alike, NetProperty, Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .crossing import follows
from .facts import facts
from .worlds import counterexample, hidden


@dataclass(frozen=True)
class Logic(Reason):
    """Decides a ``NetProperty``, ``Alike`` or ``Valid``.

    Args:
        by: earlier steps whose conclusions a ``Valid`` follows from, beside its hypotheses.
        rlimit: budget in Z3's resource units.
    """

    by: tuple[str, ...] = ()
    rlimit: int = DEFAULT_RLIMIT
    name: ClassVar[str] = "logic"

    def decide(self, step: Step, context: Context) -> Outcome:
        """Ask Z3; a refutation is a replayed run, or values that SymPy confirms."""
        said = step.statement
        if isinstance(said, NetProperty):
            try:
                verdict = verify(said.net, said.says, assume=said.assume, rlimit=self.rlimit)
            except ContradictoryAssumptions as error:
                return Outcome("unknown", str(error), vacuous=True)
            return _outcome(verdict)
        if isinstance(said, Alike):
            mapping, delay = {said.neuron: said.twin}, {said.neuron: said.delay}
            return _outcome(compare(said.net, said.other, mapping, delay, rlimit=self.rlimit))
        if isinstance(said, Valid):
            return self._follows(said, context)
        return unfit(step)

    def _follows(self, said: Valid, context: Context) -> Outcome:
        if problem := hidden(said):
            return counterexample(said) or problem
        known = facts(self.by, said, context)
        if isinstance(known, Outcome):
            return counterexample(said) or known
        try:
            given = tuple(h for h in said.hypotheses if not h.atoms(sympy.Indexed, E))
            outcome = follows((*given, *known), said.conclusion, self.rlimit)
        except InputError as error:
            outcome = Outcome("unknown", str(error))
        # to Z3 an abbreviation is any number, so that its values may be none that occur
        free = not any(term.atoms(Defined) for term in (*said.hypotheses, said.conclusion))
        if outcome.status == "proved" or (outcome.status == "refuted" and free and not self.by):
            return outcome
        missed = f"it does not follow: {outcome.detail}"
        found = counterexample(said)
        return found or Outcome("unknown", missed, vacuous=outcome.vacuous)


def _outcome(verdict: Verdict) -> Outcome:
    by = {"proved": "proof", "refuted": "trace"}.get(verdict.status)
    detail = f"{verdict.method}: {verdict.reason}"
    return Outcome(verdict.status, detail, by, verdict.trace)  # type: ignore[arg-type]
