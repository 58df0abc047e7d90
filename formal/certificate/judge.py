"""Judge a certificate by cvc5, in no process that a prover need be in."""

from dataclasses import dataclass
from typing import Final

from ..errors import InputError
from ..net.model import Net
from .certificate import Certificate
from .obligations import admitted, obligations

RLIMIT: Final = 20_000_000
"""cvc5's resource units that one obligation may take."""


ADMITTED: Final = 32
"""The assumptions must admit a run of so many ticks, or they make everything hold."""


@dataclass(frozen=True)
class Judgement:
    """What the judge says.

    Args:
        accepted: whether every obligation was shown.
        undecided: whether one was left open, so that it is rejected for want of time alone.
        reason: what was shown, or the obligation that was not.
    """

    accepted: bool
    undecided: bool
    reason: str

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {"accepted": self.accepted, "reason": self.reason}


def recheck(certificate: Certificate, net: Net, rlimit: int = RLIMIT) -> Judgement:
    """Build a certificate's obligations anew and have each decided.

    Args:
        rlimit: cvc5's resource units for each obligation.

    Raises:
        InputError: the certificate is of another net or malformed, or cvc5 is missing.
        BudgetError: the obligations are too long.
    """
    try:
        import cvc5
    except ImportError:
        raise InputError(
            "recheck", "it needs cvc5, a solver of another lineage", "install psychon[solvers]"
        ) from None

    def decide(text: str) -> "cvc5.Result":
        solver = cvc5.Solver(cvc5.TermManager())
        solver.setOption("rlimit", str(rlimit))
        parser = cvc5.InputParser(solver)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, f"{text}\n", "obligation")
        symbols = parser.getSymbolManager()
        while not (command := parser.nextCommand()).isNull():
            command.invoke(solver, symbols)
        return solver.checkSat()

    shown = 0
    for obligation in obligations(certificate, net):
        answer = decide(obligation.text)
        if answer.isSat():
            return Judgement(False, False, f"{obligation.name} fails")
        if not answer.isUnsat():
            reason = f"{obligation.name} was left open within {rlimit:,} units of cvc5"
            return Judgement(False, True, reason)
        shown += 1
    if certificate.assume:
        ticks = max(ADMITTED, certificate.ticks + 1)
        answer = decide(admitted(certificate, net, ticks))
        if not answer.isSat():
            reason = f"its assumptions were not seen to admit a run of {ticks} ticks"
            return Judgement(False, not answer.isUnsat(), reason)
    return Judgement(True, False, f"cvc5 shows all {shown} obligations: {certificate.claim} always")
