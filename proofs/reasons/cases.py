"""Statements that finitely many looks decide: single runs, and lists of cases."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from ...formal.formula.evaluate import evaluate
from ...formal.net.tick import run
from ..derivation.statements import Cases, Run, Value, firing
from ..derivation.step import Context, Outcome, Reason, Step, attempt, unfit


@dataclass(frozen=True)
class Replay(Reason):
    """Decides a ``Run`` or a ``Value`` on the reference meaning."""

    name: ClassVar[str] = "replay"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Run the net, or evaluate the formula."""
        said = step.statement
        if isinstance(said, Run):
            history = run(said.net, said.inputs)
            for name, expected in said.fires:
                said.net.row(name)
                ticks = tuple(t for t, fired in enumerate(history) if name in fired)
                if ticks != expected:
                    seen = f"{name} fires at {ticks}, not at {expected}"
                    return Outcome("refuted", f"replayed with {firing(said.inputs)}: {seen}",
                        "trace")  # fmt: skip
            return Outcome("proved", "replayed on the reference meaning", "proof")
        if isinstance(said, Value):
            value = evaluate(said.formula, said.history)[-1]
            if value is not said.value:
                return Outcome("refuted", f"with {firing(said.history)} it is {value}", "trace")
            return Outcome("proved", "evaluated by the reference meaning", "proof")
        return unfit(step)


@dataclass(frozen=True)
class Enumeration(Reason):
    """Decides ``Cases`` by deciding each; it says nothing beyond them."""

    name: ClassVar[str] = "cases"

    def decide(self, step: Step, context: Context) -> Outcome:
        """Decide every case: all proved, or the first refuted, or the first undecided."""
        said = step.statement
        if not isinstance(said, Cases):
            return unfit(step)
        if not said.cases:
            return Outcome("unknown", "there are no cases")
        outcomes = [(case, attempt(case, context)) for case in said.cases]
        for status in ("refuted", "unknown", "conjecture", "tested", "cited"):
            for case, outcome in outcomes:
                if outcome.status == status:
                    detail = f"{case.id}: {case.statement}: {outcome.detail}"
                    return Outcome(outcome.status, detail, outcome.by, outcome.trace)
        reasons = Counter(case.reason.name for case in said.cases)
        counts = ", ".join(f"{count} by {name}" for name, count in reasons.items())
        return Outcome("proved", f"{len(outcomes)} cases ({counts}): {said.domain}", "proof")
