"""Small parts from which tests plant claims that are false, weak or broken."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from psychon.formal.net.model import Net
from psychon.proofs.derivation.check import check
from psychon.proofs.derivation.claim import Claim
from psychon.proofs.derivation.experiment import Experiment, Measurement
from psychon.proofs.derivation.library import Library
from psychon.proofs.derivation.mutants import Change, Kin, changes
from psychon.proofs.derivation.report import ClaimReport, Report
from psychon.proofs.derivation.statements import holds
from psychon.proofs.derivation.step import Context, Outcome, Reason, Status, Step
from psychon.proofs.reasons.logic import Logic

RELAY = (
    Net.build().afferent("p", "q").neuron("OUT", 2).synapse("p", "OUT", 2).veto("q", "OUT").net()
)
EQUATION = "OUT = S p & ~S q"


def relay(text: str = EQUATION, *, id: str = "relay") -> Step:  # noqa: A002
    """Return a step about the relay."""
    return Step(id, holds(RELAY, text), Logic())


def claim_of(
    *steps: Step,
    id: str = "planted",  # noqa: A002
    status: Status = "proved",
    experiments: Iterable[Experiment] = (),
    derive: Callable[[], Iterable[Step]] | None = None,
) -> Claim:
    """Return a claim of these steps."""
    return Claim(
        id, "planted", "a claim for a test", status, "none", derive or (lambda: steps),
        tuple(experiments), ("a note",),
    )  # fmt: skip


def checked(*claims: Claim) -> Report:
    """Check claims in a library of their own."""
    return check(Library(claims))


def found(*steps: Step, **fields: object) -> ClaimReport:
    """Check one claim of these steps."""
    return checked(claim_of(*steps, **fields)).claims[0]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Said:
    """A statement that its reason takes at its word; ``mutants`` gives theirs and their kin."""

    outcome: Outcome | BaseException
    mutants: tuple[tuple[Outcome | BaseException, Kin], ...] = ()
    equality: bool = False

    def __str__(self) -> str:
        return "what the test says"


@changes.register
def _(statement: Said) -> Iterator[Change]:
    for k, (outcome, kin) in enumerate(statement.mutants):
        yield Change(f"change {k}", Said(outcome), kin)


@dataclass(frozen=True)
class Obey(Reason):
    """Decides as the statement says; uses the claims it is told."""

    used: tuple[str, ...] = ()
    name: ClassVar[str] = "obey"

    @property
    def uses(self) -> tuple[str, ...]:
        """The claims given."""
        return self.used

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Return or raise the outcome."""
        assert isinstance(step.statement, Said)
        if isinstance(step.statement.outcome, BaseException):
            raise step.statement.outcome
        return step.statement.outcome


PROVED = Outcome("proved", "said so", "proof")
REFUTED = Outcome("refuted", "said so", "model")
REJECTED: tuple[tuple[Outcome | BaseException, Kin], ...] = ((REFUTED, "implied"),) * 3


def said(
    outcome: Outcome | BaseException = PROVED,
    mutants: tuple[tuple[Outcome | BaseException, Kin], ...] = REJECTED,
    *,
    equality: bool = False,
    id: str = "said",  # noqa: A002
    uses: tuple[str, ...] = (),
) -> Step:
    """Return a step with a foregone outcome."""
    return Step(id, Said(outcome, mutants, equality), Obey(uses))


@dataclass(frozen=True)
class Fixed(Experiment):
    """An experiment with a foregone result."""

    id: str
    result: Measurement | Exception

    def measure(self, level: float) -> Measurement:
        """Return or raise the result."""
        assert 0.999999 < level < 1
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


AGREES = Measurement(0.5, (0.499, 0.501), 0.5)
