"""Statements that Z3 decides: properties of nets, equal nets, quantifier-free formulae."""

from dataclasses import dataclass
from typing import ClassVar

from ...formal.errors import ContradictoryAssumptions
from ...formal.smt.facade import DEFAULT_RLIMIT
from ...formal.verify.decide import compare, verify
from ...formal.verify.verdict import Verdict
from ..derivation.statements import Alike, NetProperty, Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .crossing import follows


@dataclass(frozen=True)
class Logic(Reason):
    """Decides a ``NetProperty``, ``Alike`` or ``Valid``.

    Args:
        rlimit: budget in Z3's resource units.
    """

    rlimit: int = DEFAULT_RLIMIT
    name: ClassVar[str] = "logic"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
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
            return follows(said.hypotheses, said.conclusion, self.rlimit)
        return unfit(step)


def _outcome(verdict: Verdict) -> Outcome:
    by = {"proved": "proof", "refuted": "trace"}.get(verdict.status)
    detail = f"{verdict.method}: {verdict.reason}"
    return Outcome(verdict.status, detail, by, verdict.trace)  # type: ignore[arg-type]
