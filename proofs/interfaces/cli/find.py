"""``psychon find``: can a formula ever be true."""

import click

from .arguments import assume_option, load_net, rlimit_option, start_option, trace_option
from .output import Answer, Question, progress
from .verdicts import answer, checked, options

MEANING = {
    "proved": "it can never be true",
    "refuted": "it can be true, as this run shows",
    "unknown": "whether it can be true is unknown",
}


@click.command("find", cls=Question)
@click.argument("net", metavar="NET")
@click.argument("formula", metavar="FORMULA")
@assume_option
@start_option
@trace_option
@rlimit_option
def command(
    net: str,
    formula: str,
    assume: tuple[str, ...],
    start: str,
    file: str | None,
    rlimit: int | None,
) -> Answer:
    """Find a shortest run that makes FORMULA true, or prove that there is none.

    This decides "always ~(FORMULA)": a run refutes it (exit code 1), and if it is proved
    (exit code 0) FORMULA is never true.
    """
    loaded, wanted = load_net(net), checked(file)
    with progress(f"searching {net}"):
        from ....formal.verify.decide import find

        verdict = find(loaded, formula, assume=assume, **options(start, rlimit))
    asked = " ".join(formula.split())
    head = f"{asked}: {MEANING[verdict.status]}"
    return answer([verdict], rlimit, head, file=wanted, sides="it is true")
