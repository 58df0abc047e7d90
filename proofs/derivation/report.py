"""What the checker found, as values and JSON."""

from dataclasses import dataclass
from typing import Literal

from ...formal.verify.verdict import Trace
from .step import Evidence, Status

MutantStatus = Literal["rejected", "implied", "equivalent", "unknown"]

REFUTED, UNKNOWN, DISAGREE = 1, 3, 4
"""Exit codes."""


@dataclass(frozen=True)
class StepReport:
    """A step as checked.

    Args:
        statement, latex: what it says; the LaTeX is empty where only words say it.
        given: its hypotheses, in LaTeX.
        detail: what decided it, or the counterexample.
        ms: how long that took, in milliseconds.
    """

    id: str
    reason: str
    statement: str
    latex: str
    given: tuple[str, ...]
    note: str
    status: Status
    detail: str
    ms: float
    trace: Trace | None = None

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        content = {
            "id": self.id,
            "reason": self.reason,
            "statement": self.statement,
            "latex": self.latex,
            "given": list(self.given),
            "note": self.note,
            "status": self.status,
            "detail": self.detail,
            "ms": round(self.ms, 3),
        }
        return content if self.trace is None else content | {"trace": self.trace.to_dict()}


@dataclass(frozen=True)
class MutantReport:
    """A mutant as checked; ``place`` is the step it changes."""

    id: str
    place: str
    status: MutantStatus
    by: Evidence | None
    detail: str

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {"id": self.id, "status": self.status, "by": self.by, "detail": self.detail}


@dataclass(frozen=True)
class ExperimentReport:
    """An experiment as run; ``sharp`` says that an error of 1% would have been seen."""

    id: str
    status: Literal["agree", "disagree"]
    estimate: float
    interval: tuple[float, float]
    expected: float
    sharp: bool

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return vars(self) | {"interval": list(self.interval)}


@dataclass(frozen=True)
class ClaimReport:
    """A claim as checked.

    Args:
        declared: the status its file declares.
        status: the status it has.
        problems: what keeps it from being proved.
    """

    id: str
    title: str
    statement: str
    source: str
    notes: tuple[str, ...]
    uses: tuple[str, ...]
    declared: Status
    status: Status
    problems: tuple[str, ...]
    steps: tuple[StepReport, ...]
    mutants: tuple[MutantReport, ...]
    experiments: tuple[ExperimentReport, ...]

    @property
    def agrees(self) -> bool:
        """Whether no experiment speaks against it."""
        return all(experiment.status == "agree" for experiment in self.experiments)

    @property
    def ok(self) -> bool:
        """Whether it is worth what its file declares, and its experiments are."""
        sharp = all(experiment.sharp for experiment in self.experiments)
        return self.status == self.declared and self.agrees and sharp

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "statement": self.statement,
            "source": self.source,
            "notes": list(self.notes),
            "uses": list(self.uses),
            "declared": self.declared,
            "status": self.status,
            "problems": list(self.problems),
            "steps": [step.to_dict() for step in self.steps],
            "mutants": [mutant.to_dict() for mutant in self.mutants],
            "experiments": [experiment.to_dict() for experiment in self.experiments],
        }


@dataclass(frozen=True)
class Report:
    """All claims that were checked, each after those it uses."""

    claims: tuple[ClaimReport, ...]

    @property
    def ok(self) -> bool:
        """Whether every claim is worth what it declares and no experiment disagrees."""
        return all(claim.ok for claim in self.claims)

    @property
    def exit_code(self) -> int:
        """4 if an experiment disagrees, else 1 for a refutation, 3 for what is open, 0 if ok.

        A claim that is worth more than it declares has a false declaration: 1.
        """
        if not all(claim.agrees for claim in self.claims):
            return DISAGREE
        false = [claim for claim in self.claims if claim.status != claim.declared]
        if any(claim.status in ("refuted", "proved") for claim in false):
            return REFUTED
        return 0 if self.ok else UNKNOWN

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {"claims": [claim.to_dict() for claim in self.claims], "ok": self.ok}
