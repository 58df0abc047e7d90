"""``psychon check``: derive, prove and simulate every claim."""

import sys
from collections import Counter
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Final

import click

from .output import Answer, Question, progress

if TYPE_CHECKING:
    from rich.table import Table

    from ...derivation.library import Library
    from ...derivation.report import ClaimReport, Report

COLOURS: Final = {"proved": "green", "refuted": "red", "cited": "blue"}


@click.command("check", cls=Question)
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option("--step", metavar="ID", help="Check this step of one CLAIM alone.")
@click.option("--fresh", is_flag=True, help="Check again what was checked before.")
def command(claims: tuple[str, ...], step: str | None, fresh: bool) -> Answer:
    """Derive, prove and simulate claims, and all that they use; by default every claim.

    What was in order before is not checked again while psychon's code and nets, Python and the
    libraries are the same. The exit code is 0 if every claim has the status that its file
    declares and no experiment disagrees.
    """
    start = perf_counter()
    with progress("reading the claims") as show:
        from ...claims.catalogue import library
        from ...derivation.check import check_step

        if step is None:
            before = None if fresh else _before(library(), claims)
            if before is not None:
                content = before.to_dict() | {"fresh": False}
                return Answer(content, lambda: _text(before, None), before.exit_code)
            from ...claims.processes import check_together

            report = check_together(claims, show=show)
            _keep(report)
        elif len(claims) == 1:
            report = check_step(library(), claims[0], step, show=show)
        else:
            raise click.UsageError(f"--step {step} needs one CLAIM, not {len(claims)}")
    seconds = perf_counter() - start
    content = report.to_dict() | {"fresh": True}
    return Answer(content, lambda: _text(report, seconds), report.exit_code)


def _before(library: "Library", wanted: tuple[str, ...]) -> "Report | None":
    """Return what was found of claims before; None if any of them has to be checked."""
    from ....formal.cache import cache_folder
    from ...derivation.kept import fingerprint, read
    from ...derivation.report import ClaimReport, Report

    key = fingerprint(())
    names = [claim.id for claim in library.order(wanted)]
    found = [read(cache_folder() / f"{name}.json", key, ClaimReport) for name in names]
    known = tuple(claim for claim in found if claim is not None)
    return Report(known) if known and len(known) == len(names) else None


def _keep(report: "Report") -> None:
    """Keep what is in order; a folder that cannot be written is no reason to fail."""
    from ....formal.cache import cache_folder
    from ...derivation.kept import fingerprint, write

    key = fingerprint(())
    with suppress(OSError):
        for claim in report.claims:
            if claim.ok:
                write(cache_folder() / f"{claim.id}.json", key, claim)


def _text(report: "Report", seconds: float | None) -> str:
    from io import StringIO

    from rich.console import Console

    # a pipe has no width to fit into, a terminal wraps
    terminal = sys.stdout.isatty()
    console = Console(
        file=StringIO(), force_terminal=terminal, width=None if terminal else 10_000,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    with console.capture() as table:
        console.print(_table(report))
    lines = [line.rstrip() for line in table.get().splitlines()]
    for claim in report.claims:
        lines += _faults(claim)
    kept = sum(claim.ok for claim in report.claims)
    number = len(report.claims)
    when = "unchanged since checked (--fresh checks again)"
    when = when if seconds is None else f"in {seconds:.1f} s"
    lines += ["", f"{kept} of {number} claims are as their files declare, {when}"]
    return "\n".join(lines)


def _table(report: "Report") -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for title in ("claim", "status", "steps", "mutants", "experiments"):
        table.add_column(title)
    for claim in report.claims:
        proved = sum(step.status == "proved" for step in claim.steps)
        mutants = Counter(mutant.status for mutant in claim.mutants)
        seen = [
            f"{one.id}: {one.estimate:.5f} in [{one.interval[0]:.5f}, {one.interval[1]:.5f}],"
            f" expected {one.expected:.5f}: {one.status}"
            for one in claim.experiments
        ]
        table.add_row(
            claim.id,
            Text(claim.status, COLOURS.get(claim.status, "yellow")),
            f"{proved} of {len(claim.steps)} proved",
            ", ".join(f"{count} {status}" for status, count in mutants.most_common()) or "none",
            Text("\n".join(seen)),
        )
    return table


def _faults(claim: "ClaimReport") -> list[str]:
    """Say what is not in order with a claim, and why one is not proved."""
    from textwrap import indent

    from ....formal.draw.raster import table

    if claim.ok and claim.status == "proved":
        return []
    if claim.ok:
        return ["", f"{claim.id} is {claim.status}, as its file declares: {claim.title}"]
    lines = ["", f"{claim.id} is {claim.status}, its file declares {claim.declared}: {claim.title}"]
    for step in claim.steps:
        if step.status != "proved":
            lines.append(f"  step {step.id} is {step.status} ({step.reason}): {step.statement}")
            lines.append(f"    {step.detail}")
            if step.trace is not None:
                lines.append(indent(table(step.trace), "    "))
    lines += [f"  {problem}" for problem in claim.problems]
    for one in claim.experiments:
        if one.status == "disagree":
            lines.append(f"  experiment {one.id} disagrees")
        elif not one.sharp:
            lines.append(f"  experiment {one.id} is blunt: an error of 1% would pass it")
    return lines
