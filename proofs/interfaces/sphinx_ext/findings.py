"""What the checks of a build found, kept as JSON from one build to the next."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from ....formal.errors import counted
from ....formal.net.tick import run
from ....formal.verify.verdict import Trace
from ...derivation.check import check
from ...derivation.figure import Figure
from ...derivation.report import ClaimReport
from ...derivation.statements import Run
from .project import OWN, fingerprint, register

FORMAT: Final = 3
"""Of the kept file; a file of another format is not read."""

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
    kept = _read(folder / FILE, key)
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
    _write(folder / FILE, key, found)
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


def _read(path: Path, key: str) -> Findings | None:
    """Return what was kept under a key; None if there is nothing, or nothing that can be read."""
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != FORMAT or content["key"] != key:
            return None
        kept = thaw(Findings, content["findings"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    assert isinstance(kept, Findings)
    return kept


def _write(path: Path, key: str, found: Findings) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"format": FORMAT, "key": key, "findings": freeze(found)}
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(content), "utf-8")
    fresh.replace(path)


def freeze(value: object) -> object:
    """Return a frozen value of dataclasses, tuples and mappings as plain values for JSON."""
    if is_dataclass(value):
        return {one.name: freeze(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [freeze(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): freeze(one) for name, one in value.items()}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return freeze(getattr(value, "item")())  # noqa: B009 # a number of numpy's


def thaw(kind: Any, value: Any) -> object:
    """Return the value of a type that ``freeze`` made plain.

    Raises:
        TypeError, KeyError, AttributeError: it is no such value.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: thaw(hint, value[name]) for name, hint in _hints(kind).items()})
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is no list")
        kinds = inner[:1] * len(value) if inner[1:] == (...,) else inner
        return tuple(thaw(hint, one) for hint, one in zip(kinds, value, strict=True))
    if origin in (UnionType, Union):
        (hint,) = (one for one in inner if one is not NoneType)
        return None if value is None else thaw(hint, value)
    if origin is Literal:
        if value not in inner:
            raise TypeError(f"{value!r} is none of {inner}")
        return value
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: thaw(inner[1], one) for name, one in value.items()}
    if kind is float and type(value) is int:
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind}")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return the types of a dataclass's fields."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
