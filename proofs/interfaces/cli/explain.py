"""``psychon explain``: a derivation in the terminal."""

import sys
from typing import TYPE_CHECKING, Final

import click

from .output import Answer, Question, progress

if TYPE_CHECKING:
    from ...derivation.claim import Claim
    from ...derivation.report import ClaimReport

WIDTH: Final = 88


@click.command("explain", cls=Question)
@click.argument("claim", metavar="[CLAIM]", required=False)
def command(claim: str | None) -> Answer:
    """Check CLAIM and print its derivation: each step, why it holds, and how to check it again.

    Without CLAIM, list all claims with their titles.
    """
    if claim is None:
        return _listed()
    with progress(f"checking {claim}") as show:
        from ...claims.catalogue import library
        from ...derivation.check import check

        claims = library()
        found = claims.get(claim)
        report = check(claims, [claim], show=show)
    shown = next(one for one in report.claims if one.id == claim)
    return Answer(shown.to_dict(), lambda: _text(found, shown), report.exit_code)


def _listed() -> Answer:
    from ...claims.catalogue import library

    titles = {claim.id: claim.title for claim in sorted(library(), key=lambda one: one.id)}
    width = max(map(len, titles))
    return Answer(
        {"claims": titles},
        lambda: "\n".join(f"{name:{width}}  {title}" for name, title in titles.items()),
    )


def _text(claim: "Claim", report: "ClaimReport") -> str:
    from textwrap import fill, indent

    from ...derivation.render import conditions, drawn

    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    lines = [f"{report.title} ({report.id}): {report.status}", "", fill(report.statement, WIDTH)]
    for number, (step, found) in enumerate(zip(claim.steps, report.steps, strict=True), 1):
        head = f"{number}. {step.id}"
        lines += ["", f"{head}: {step.note}" if step.note else head, ""]
        lines += [indent(drawn(step.statement, unicode=unicode), "      ")]
        if given := conditions(step.statement):
            lines += ["", fill("if " + ", ".join(given), WIDTH, initial_indent="   ",
                               subsequent_indent="      ")]  # fmt: skip
        why = f"{found.status} by {found.reason}: {found.detail}"
        lines += ["", fill(why, WIDTH, initial_indent="   ", subsequent_indent="   ")]
        if not step.reason.given:
            lines += [f"   psychon check {claim.id} --step {step.id}"]
    for one in report.experiments:
        low, high = one.interval
        lines += ["", f"experiment {one.id}: {one.estimate:.6g} in [{low:.6g}, {high:.6g}],"
                      f" expected {one.expected:.6g}: {one.status}"]  # fmt: skip
    lines += ["", *(fill(f"note: {note}", WIDTH) for note in report.notes)]
    lines += [fill(f"source: {report.source}", WIDTH)]
    return "\n".join(lines)
