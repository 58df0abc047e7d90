"""What the checks of a build found, kept as JSON from one build to the next."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from ....formal.errors import counted
from ....formal.net.tick import run
from ....formal.verify.verdict import Trace
from ...derivation.check import check
from ...derivation.figure import Figure
from ...derivation.kept import freeze, read, write
from ...derivation.report import ClaimReport
from ...derivation.statements import Run
from .project import OWN, fingerprint, register

FILE: Final = "psychon-claims.json"


@dataclass(frozen=True)
class Line:
    """A curve of a figure, computed: see ``derivation.figure``."""

    label: str
    xs: tuple[float, ...]
    ys: tuple[float | None, ...]
    points: bool


@dataclass(frozen=True)
class Plot:
    """A figure of a claim, computed: see ``derivation.figure``."""

    id: str
    caption: str
    axes: tuple[str, str]
    lines: tuple[Line, ...]
    limit: float | None


@dataclass(frozen=True)
class Findings:
    """What is known of a project's claims.

    Args:
        own: the ids of the project's claims; all of them must be shown.
        claims: the reports of these and of what they use, each after those it uses.
        runs: the run of a net that a step speaks of, or that refutes it, by ``claim/step``.
        plots: by claim, its figures.
        homes: by claim of the project, the module that registers it; none for psychon's own.
    """

    own: tuple[str, ...] = ()
    claims: tuple[ClaimReport, ...] = ()
    runs: Mapping[str, Trace] = field(default_factory=dict)
    plots: Mapping[str, tuple[Plot, ...]] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> ClaimReport | None:
        """Return the report of a claim."""
        return next((claim for claim in self.claims if claim.id == name), None)

    def digest(self, name: str) -> str:
        """Return a hash of all that pages may show of a claim; of all claims for ``*``."""
        content = [
            (
                freeze(claim),
                [(place, freeze(run)) for place, run in self.runs.items() if _of(place, claim)],
                freeze(self.plots.get(claim.id, ())),
            )
            for claim in self.claims
            if name in ("*", claim.id)
        ]
        return sha256(json.dumps(content).encode()).hexdigest()


def _of(place: str, claim: ClaimReport) -> bool:
    return place.split("/")[0] == claim.id


def findings(
    names: Sequence[str], folder: Path, show: Callable[[str], None] = lambda _: None
) -> Findings:
    """Check the claims that modules register, or take what was found before.

    Args:
        names: of the modules; without any, there are no claims.
        folder: where findings are kept.
        show: is told what is done.

    Raises:
        ExtensionError: a module cannot be imported.
        InputError: claims use one another in a cycle, or one uses a claim that is not there.
        Disagreement: two means of psychon contradict each other.
    """
    if not names:
        return Findings()
    key = fingerprint(names)
    kept = read(folder / FILE, key, Findings)
    if kept is not None:
        show(f"{counted(len(kept.claims), 'claim')} unchanged since checked")
        return kept
    library, homes = register(names)
    report = check(library, homes, show=show)
    # how long it took is no finding, and pages must be reproducible
    claims = [
        replace(claim, steps=tuple(replace(step, ms=0.0) for step in claim.steps))
        for claim in report.claims
    ]
    runs, plots = {}, {}
    for claim in claims:
        registered = library.get(claim.id)
        plots[claim.id] = tuple(_plot(figure) for figure in registered.figures)
        for step in claim.steps:
            # a claim with reports of its steps has these steps
            said = {one.id: one.statement for one in registered.steps}[step.id]
            trace = _replayed(said) if isinstance(said, Run) else step.trace
            if trace is not None:
                runs[f"{claim.id}/{step.id}"] = trace
    theirs = {name: home for name, home in homes.items() if not home.startswith(OWN)}
    found = Findings(tuple(homes), tuple(claims), runs, plots, theirs)
    write(folder / FILE, key, found)
    return found


def _replayed(said: Run) -> Trace:
    history = run(said.net, said.inputs)
    firing = {n: tuple(t for t, fired in enumerate(history) if n in fired) for n in said.net.names}
    return Trace(len(history), firing, len(history) - 1, 1, 1)


def _plot(figure: Figure) -> Plot:
    lines = (
        Line(curve.label, tuple(curve.xs), tuple(curve.ys), curve.points)
        for curve in figure.curves()
    )
    return Plot(figure.id, figure.caption, figure.axes, tuple(lines), figure.limit)


def faults(found: Findings) -> Iterator[tuple[str, str]]:
    """Yield (claim, what is wrong with it), a line for each fault."""
    for claim in found.claims:
        if claim.ok:
            continue
        if claim.status != claim.declared:
            words = f"it is {claim.status}, its file declares {claim.declared}"
            yield claim.id, f"claim {claim.id!r}: {words}"
        for step in claim.steps:
            if step.status in ("refuted", "unknown") and claim.status != claim.declared:
                said = f"is {step.status} ({step.reason}): {step.statement}: {step.detail}"
                yield claim.id, f"claim {claim.id!r}: step {step.id!r} {said}"
        for problem in claim.problems:
            yield claim.id, f"claim {claim.id!r}: {problem}"
        for one in claim.experiments:
            where = f"claim {claim.id!r}: experiment {one.id!r}"
            if one.status == "disagree":
                low, high = one.interval
                numbers = f"expected {one.expected:.6g}, measured [{low:.6g}, {high:.6g}]"
                yield claim.id, f"{where} disagrees: {numbers}"
            elif not one.sharp:
                yield claim.id, f"{where} is blunt: an error of 1% would pass it"
