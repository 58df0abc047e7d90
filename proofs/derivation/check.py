"""Check claims: the only place where a claim gets its status."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ...formal.errors import InputError, UnknownNameError, nearest
from ...sim.statistics.alarms import level as alarm_level
from .claim import Claim, leaves_of
from .experiment import Experiment
from .library import Library
from .mutants import Mutant, mutants
from .render import given, latex
from .report import (
    ClaimReport,
    ExperimentReport,
    MutantReport,
    MutantStatus,
    Report,
    StepReport,
)
from .step import Context, Known, Settled, Status, Step, attempt

REJECTED: Final = 3
"""How many rejected mutants a proved claim has at the least."""

WEAKEST_FIRST: Final[tuple[Status, ...]] = (
    "refuted", "unknown", "conjecture", "tested", "cited", "proved",
)  # fmt: skip
"""A claim is worth what its weakest step is."""


def check(
    library: Library,
    wanted: Iterable[str] = (),
    *,
    show: Callable[[str], None] = lambda _: None,
) -> Report:
    """Derive, prove and simulate claims (default: all), and those they use before them.

    Args:
        show: is told what is being checked.

    Raises:
        UnknownNameError: there is no such claim.
        InputError: claims use one another in a cycle.
        Disagreement: two means of psychon contradict each other; nothing here can be trusted.
    """
    known: dict[str, Known] = {}
    reports = []
    for claim in library.order(wanted):
        show(f"checking {claim.id}")
        report, settled = _check_claim(claim, known, library.experiments)
        known[claim.id] = Known(report.status, settled)
        reports.append(report)
    return Report(tuple(reports))


def check_step(
    library: Library, name: str, step: str, *, show: Callable[[str], None] = lambda _: None
) -> Report:
    """Check one step of a claim with its mutants, given the steps before it and no others.

    Returns:
        A report of that claim with this step alone, whose status is the step's.

    Raises:
        UnknownNameError: there is no such claim, or no such step in it.
        InputError: claims use one another in a cycle.
        Disagreement: two means of psychon contradict each other; nothing here can be trusted.
    """
    claim = library.get(name)
    ids = [one.id for one in claim.steps]
    if step not in ids:
        problem = f"no step is called {step!r:.80}"
        raise UnknownNameError(f"claim {claim.id!r}", problem, nearest(step, ids))
    first = claim.steps[: ids.index(step) + 1]
    used = {one for place in first for _, leaf in leaves_of(place) for one in leaf.reason.uses}
    known: dict[str, Known] = {}
    for other in library.order(used) if used else ():
        show(f"checking {other.id}, which is used")
        report, settled = _check_claim(other, known, library.experiments)
        known[other.id] = Known(report.status, settled)
    show(f"checking {claim.id}, step {step}")
    outcomes, contexts, reports = _settle(first, known)
    status = outcomes[-1].outcome.status
    judged: tuple[MutantReport, ...] = ()
    if status not in ("refuted", "unknown"):
        judged = tuple(_judge(mutant, contexts[-1]) for mutant in mutants(first[-1]))
    problems = tuple(_open(judged))
    return Report((
        _report(claim, "unknown" if problems else status, problems, reports[-1:], judged, ()),
    ))  # fmt: skip


def _report(
    claim: Claim, status: Status, problems: tuple[str, ...], steps: tuple[StepReport, ...],
    judged: tuple[MutantReport, ...], experiments: tuple[ExperimentReport, ...],
) -> ClaimReport:  # fmt: skip
    try:
        uses = claim.uses
    except Exception:
        uses = ()
    return ClaimReport(
        claim.id, claim.title, claim.statement, claim.source, claim.notes, uses, claim.status,
        status, problems, steps, judged, experiments,
    )  # fmt: skip


def _check_claim(
    claim: Claim, known: dict[str, Known], experiments: int
) -> tuple[ClaimReport, tuple[Settled, ...]]:
    """Check one claim, given what is known of the claims it uses."""
    problems: list[str] = []
    try:
        steps, uses = claim.steps, claim.uses
    except Exception as error:
        steps, uses = (), ()
        problems.append(f"its steps cannot be made: {type(error).__name__}: {error}")
    else:
        if not steps:
            problems.append("it has no steps")
    used = {name: known[name] for name in uses}
    settled, contexts, reports = _settle(steps, used)
    status = _weakest([one.outcome.status for one in settled])
    judged: list[MutantReport] = []
    telling = 0
    if status not in ("refuted", "unknown"):
        for step, context in zip(steps, contexts, strict=True):
            for mutant in mutants(step):
                judged.append(_judge(mutant, context))
                # an opposite is rejected wherever its step is proved, which shows nothing more
                telling += mutant.kin != "contradictory" and judged[-1].status == "rejected"
        if status == "proved":
            problems += _unaccounted(steps, judged, telling)
        open_ = [name for name, one in used.items() if one.status in ("refuted", "unknown")]
        problems += [f"it rests on {name}, which is {used[name].status}" for name in open_]
        # a claim that rests on one worth less is worth no more
        status = _weakest([status, *(one.status for one in used.values())])
        if problems:
            status = "unknown"
    level = alarm_level("claims", max(1, experiments))
    measured = tuple(_measure(claim, experiment, level) for experiment in claim.experiments)
    return _report(claim, status, tuple(problems), reports, tuple(judged), measured), settled


def _settle(
    steps: tuple[Step, ...], used: dict[str, Known]
) -> tuple[tuple[Settled, ...], list[Context], tuple[StepReport, ...]]:
    """Decide each step in the context of those before it."""
    before: dict[str, Settled] = {}
    contexts, reports = [], []
    for step in steps:
        contexts.append(Context(dict(before), used))
        start = time.perf_counter()
        outcome = attempt(step, contexts[-1])
        ms = 1000 * (time.perf_counter() - start)
        before[step.id] = Settled(step, outcome)
        reports.append(
            StepReport(step.id, step.reason.name, str(step.statement), latex(step.statement),
                       given(step.statement), step.note, outcome.status, outcome.detail, ms,
                       outcome.trace)
        )  # fmt: skip
    return tuple(before.values()), contexts, tuple(reports)


def _weakest(statuses: list[Status]) -> Status:
    return min(statuses, key=WEAKEST_FIRST.index, default="unknown")


def _judge(mutant: Mutant, context: Context) -> MutantReport:
    outcome = attempt(mutant.step, context)
    status: MutantStatus = "unknown"
    detail = outcome.detail
    if outcome.status == "refuted":
        status = "rejected"
    elif outcome.vacuous and mutant.kin == "implied":
        return MutantReport(mutant.id, mutant.place, "implied", "proof", detail)
    elif outcome.status == "proved":
        if mutant.kin in ("implied", "equivalent"):
            status = mutant.kin
        else:
            detail = f"it is proved, so {mutant.kin}: {detail}"
    by = None if status == "unknown" else outcome.by
    return MutantReport(mutant.id, mutant.place, status, by, detail)


def _unaccounted(steps: tuple[Step, ...], judged: list[MutantReport], telling: int) -> list[str]:
    """List what the mutants leave to object.

    Args:
        telling: how many were rejected that are no mere opposites of their step.
    """
    problems = _open(judged)
    rejected = [one.place for one in judged if one.status == "rejected"]
    if telling < REJECTED:
        problems.append(f"{telling} mutants are rejected, fewer than {REJECTED}")
    for place, leaf in (found for step in steps for found in leaves_of(step)):
        if leaf.statement.equality and not leaf.reason.given and place not in rejected:
            problems.append(f"step {place}: no mutant of this equality is rejected")
    return problems


def _open(judged: Sequence[MutantReport]) -> list[str]:
    """List the mutants of which nothing is known."""
    return [
        f"mutant {one.id}: neither rejected nor implied nor equivalent: {one.detail}"
        for one in judged
        if one.status == "unknown"
    ]


def _measure(claim: Claim, experiment: Experiment, level: float) -> ExperimentReport:
    try:
        found = experiment.measure(level)
    except InputError as error:
        raise error.within(f"claim {claim.id!r}: experiment {experiment.id!r}") from None
    return ExperimentReport(
        experiment.id, "agree" if found.agrees else "disagree", found.estimate, found.interval,
        found.expected, found.sharp,
    )  # fmt: skip
