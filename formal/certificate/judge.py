"""Judge a certificate by solvers of another lineage, in no process that a prover need be in."""

from dataclasses import dataclass
from typing import Final

from ..net.model import Net
from .certificate import Certificate
from .obligations import admitted, obligations
from .solvers import solver as chosen

RLIMIT: Final = 20_000_000
"""cvc5's resource units that one obligation may take."""


ADMITTED: Final = 32
"""The assumptions must admit a run of so many ticks, or they make everything hold."""


LONGEST: Final = 2000
"""A longer formula is cut where it is printed, in characters."""


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


def recheck(
    certificate: Certificate, net: Net, rlimit: int = RLIMIT, solver: str = "auto"
) -> Judgement:
    """Build a certificate's obligations anew and have each decided.

    Args:
        rlimit: cvc5's resource units for each obligation.
        solver: "bitwuzla", "cvc5", or "auto" for the first of these that is installed.

    Raises:
        InputError: the certificate is of another net or malformed, or the solver is missing.
        BudgetError: the obligations are too long.
    """
    name, decide = chosen(solver, rlimit)
    shown = 0
    for obligation in obligations(certificate, net):
        try:
            answer = decide(obligation.text)
        except Exception as error:  # of whatever kind the solver has
            reason = f"{obligation.name} was left open: {name} says {str(error).strip()[:200]!r}"
            return Judgement(False, True, reason)
        if answer == "sat":
            return Judgement(False, False, f"{obligation.name} fails")
        if answer != "unsat":
            reason = f"{obligation.name} was left open within {name}'s budget"
            return Judgement(False, True, reason)
        shown += 1
    if certificate.assume:
        ticks = max(ADMITTED, certificate.ticks + 1)
        answer = decide(admitted(certificate, net, ticks))
        endless = decide(admitted(certificate, net, ticks, endless=True)) == "sat"
        admits = "an endless run" if endless else f"a run of {ticks} ticks, if not more"
        if answer != "sat":
            reason = f"its assumptions were not seen to admit a run of {ticks} ticks"
            return Judgement(False, answer != "unsat", reason)
    claim = f"{_cut(certificate.claim)} always"
    if certificate.start == "any":
        claim += ", from any start"
    if certificate.assume:
        claim += f", assuming {', '.join(map(_cut, certificate.assume))} (which admits {admits})"
    return Judgement(True, False, f"{name} shows all {shown} obligations: {claim}")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."
