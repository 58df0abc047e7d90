"""``psychon watch``: formulae along recorded firing."""

from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import counted
from .output import Answer, Question, progress

if TYPE_CHECKING:
    from ....sim.observe.recorded import Seen
    from ....sim.stimulus.recorded import Trace

SHOWN: Final = 5
"""How many stretches the text lists."""


@click.command("watch", cls=Question)
@click.argument("trace", metavar="TRACE.csv")
@click.argument("texts", metavar="FORMULA...", nargs=-1, required=True)
@click.option(
    "--bin", "width", metavar="W",
    help="Bin a list of spikes by W, in the unit of its times.",
)  # fmt: skip
def command(trace: str, texts: tuple[str, ...], width: str | None) -> Answer:
    """Say when each FORMULA is true in a recording.

    TRACE.csv has a line of names and then a line a tick, of 0 and 1; or it has the first line
    time,neuron and a line a spike. A property, "always F" or "N = F", is judged: the exit code is
    1 if one is violated.
    """
    from ....sim.campaign.recorded import follow
    from ....sim.stimulus.recorded import read_trace

    with progress(f"reading {trace}"):
        recorded = read_trace(trace, width)
        watched = follow(recorded, texts)
    violated = [text for text, one in watched.items() if one.property and one.seen.count < (
        recorded.ticks)]  # fmt: skip
    content = {
        "ticks": recorded.ticks,
        "names": list(recorded.names),
        "merged": recorded.merged,
        "watch": {text: one.to_dict() for text, one in watched.items()},
    }
    lines = [line for text, one in watched.items() for line in _lines(text, one.property, one.seen)]
    return Answer(content, lambda: "\n".join([*lines, _foot(recorded)]), 1 if violated else 0)


def _lines(text: str, judged: bool, seen: "Seen") -> list[str]:
    if judged:
        if seen.failed is None:
            return [f"held: {text}"]
        return [f"violated: {text}", f"  first at tick {seen.failed}"]
    times = counted(seen.count, "tick")
    lines = [f"watched: {text}", f"  true at {times}, {seen.fraction:.6f} of all"]
    if seen.count:
        spans = [f"{a}" if a == b else f"{a}..{b}" for a, b in seen.spans[:SHOWN].tolist()]
        more = len(seen.spans) - SHOWN
        lines.append(f"  at {', '.join(spans)}" + (f", and {more} more" if more > 0 else ""))
    return lines


def _foot(trace: "Trace") -> str:
    merged = f", {counted(trace.merged, 'spike')} merged into their bins" if trace.merged else ""
    return f"{counted(trace.ticks, 'tick')} of {counted(len(trace.names), 'name')}{merged}"
