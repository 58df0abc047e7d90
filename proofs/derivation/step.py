"""A step of a derivation: what it says, and the reason that decides it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

from ...formal.errors import Disagreement
from ...formal.verify.verdict import Trace

Status = Literal["proved", "refuted", "unknown", "tested", "conjecture", "cited"]
"""What a step or claim is worth."""

Evidence = Literal["proof", "trace", "model", "residue"]
"""What decides: a proof, a replayed run, values of the variables, or a difference that is not 0."""


class Statement(Protocol):
    """What a step says: a frozen value that prints itself and compares by content."""

    @property
    def equality(self) -> bool:
        """Whether it equates two things; such a step must reject at least one mutant."""

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Outcome:
    """What a reason makes of a step.

    Args:
        status: the step's status.
        detail: in words: what decided it, or the counterexample.
        by: the evidence; a refutation names a trace, a model or a residue.
        trace: the run that refutes it.
        vacuous: its hypotheses are shown to contradict each other, so it claims nothing.
    """

    status: Status
    detail: str
    by: Evidence | None = None
    trace: Trace | None = None
    vacuous: bool = False

    def __post_init__(self) -> None:
        if self.status == "refuted" and self.by not in ("trace", "model", "residue"):
            raise ValueError(f"a refutation needs evidence, not {self.by!r}")


@dataclass(frozen=True)
class Settled:
    """A step with its outcome."""

    step: "Step"
    outcome: Outcome


@dataclass(frozen=True)
class Known:
    """A claim that was checked before, with the status it got and its settled steps."""

    status: Status
    steps: tuple[Settled, ...]


@dataclass(frozen=True)
class Context:
    """What stands when a step is decided.

    Args:
        before: the earlier steps of its claim, by id.
        claims: the claims that its claim uses, by id.
    """

    before: Mapping[str, Settled] = field(default_factory=dict)
    claims: Mapping[str, Known] = field(default_factory=dict)


class Reason(ABC):
    """Why a step holds: a checker, not a comment.

    Args:
        name: as reports print it.
        given: whether it takes the statement over instead of deciding it, as a citation does;
            then a changed statement is no mutant of it.
        composes: whether it composes earlier steps, and its hypotheses are theirs; these are
            dropped in its mutants one by one, but changed only where they are first used.
    """

    name: ClassVar[str]
    given: ClassVar[bool] = False
    composes: ClassVar[bool] = False

    @property
    def uses(self) -> tuple[str, ...]:
        """The ids of the claims it relies on."""
        return ()

    @property
    def lenient(self) -> "Reason":
        """The reason that judges mutants, which may hold for other reasons than their step."""
        return self

    @abstractmethod
    def decide(self, step: "Step", context: Context) -> Outcome:
        """Decide what the step says."""


@dataclass(frozen=True)
class Twin:
    """A false twin of a step: what one might think instead; it must be rejected.

    Args:
        what: the mistake, in words.
        statement: what would then be said.
        reason: what decides it; None: the step's own reason.
    """

    what: str
    statement: Statement
    reason: Reason | None = None


@dataclass(frozen=True)
class Step:
    """One step.

    Args:
        id: unique in its claim, or in its cases.
        statement: what it says.
        reason: what decides it.
        note: what a reader should know besides.
        twins: mutants by hand, beside those that are generated.
    """

    id: str
    statement: Statement
    reason: Reason
    note: str = ""
    twins: tuple[Twin, ...] = ()


def attempt(step: Step, context: Context) -> Outcome:
    """Decide a step; whatever goes wrong leaves it unknown.

    Raises:
        Disagreement: two means of psychon contradict each other.
    """
    try:
        return step.reason.decide(step, context)
    except Disagreement:
        raise
    except Exception as error:
        return Outcome("unknown", f"{type(error).__name__}: {error}")


def unfit(step: Step) -> Outcome:
    """Return the outcome of a reason that cannot decide such a statement."""
    kind = type(step.statement).__name__
    return Outcome("unknown", f"the reason {step.reason.name!r} does not decide a {kind}")
