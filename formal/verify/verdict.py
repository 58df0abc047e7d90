"""What ``verify`` answers, with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import indent
from typing import Literal, NoReturn

from ..certificate.certificate import Certificate
from ..draw.raster import html, table
from ..errors import UndecidedTruth
from .why import Why

Status = Literal["proved", "refuted", "unknown"]


@dataclass(frozen=True)
class Trace:
    """A run that refutes a property, replayed on the reference meaning.

    Args:
        steps: how many ticks it has; the last is ``at``.
        firing: ticks at which each neuron and afferent fires; some below 0 if the start may be any.
        at: the tick of disagreement.
        left, right: the values of the two sides there; for ``always F`` they are F's value and 1.
        firing2: the same for the second net of a comparison, by its own names.
        why: the inputs and synapses that it depends on.
    """

    steps: int
    firing: Mapping[str, tuple[int, ...]]
    at: int
    left: int
    right: int
    firing2: Mapping[str, tuple[int, ...]] | None = None
    why: Why | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return table(self)

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        content: dict[str, object] = {
            "steps": self.steps,
            "firing": {name: list(ticks) for name, ticks in self.firing.items()},
            "at": self.at,
            "left": self.left,
            "right": self.right,
        }
        if self.firing2 is not None:
            content["firing2"] = {name: list(ticks) for name, ticks in self.firing2.items()}
        if self.why is not None:
            content["why"] = self.why.to_dict()
        return content


@dataclass(frozen=True)
class Verdict:
    """The answer to one question; never use it as a truth value.

    Args:
        property: the question, in the formula language.
        status: "proved" for all inputs and all times, "refuted" by ``trace``, or "unknown".
        reason: why, in words; for "unknown", what was tried and how far.
        method: what decided it.
        trace: a shortest refuting run, unless ``reason`` says otherwise.
        certificate: evidence of a proof for an independent judge.
    """

    property: str
    status: Status
    reason: str
    method: str
    trace: Trace | None = None
    certificate: Certificate | None = None

    def __bool__(self) -> NoReturn:
        raise UndecidedTruth(
            f"the verdict on {self.property} is {self.status!r}; compare verdict.status"
        )

    def __str__(self) -> str:
        return self.words()

    def words(self, sides: str = "") -> str:
        """Return it as the command line prints it.

        Args:
            sides: what a run shows at its last tick, if not how two sides differ.
        """
        lines = [f"{self.status}: {self.property}", f"  {self.reason}", f"  method: {self.method}"]
        if self.trace is not None:
            shown = sides or ("" if " = " in self.property else "it is false")
            lines += ["", indent(table(self.trace, shown).rstrip("\n"), "  "), ""]
            lines.append(f"  because of {self.trace.why}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {
            "property": self.property,
            "verdict": self.status,
            "reason": self.reason,
            "method": self.method,
            "trace": None if self.trace is None else self.trace.to_dict(),
            "certificate": None if self.certificate is None else self.certificate.to_dict(),
        }

    def _repr_html_(self) -> str:
        return html(self.property, self.status, self.method, self.reason, self.trace)
