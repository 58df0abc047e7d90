"""``psychon robust``: how many inputs must flip before a neuron does otherwise."""

from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import InputError, counted
from .arguments import load_net, rlimit_option
from .output import Answer, Question, progress
from .verdicts import budgets

if TYPE_CHECKING:
    from ....formal.robust.net import Robustness

MOST: Final = 10**6
UNKNOWN: Final = 3


@click.command("robust", cls=Question)
@click.argument("net", metavar="NET")
@click.option("-n", "--neuron", metavar="N", required=True, help="Which neuron is looked at.")
@click.option(
    "--steps", metavar="T", type=click.IntRange(1, MOST), required=True,
    help="The run has ticks 0..T-1; N is looked at in the last.",
)  # fmt: skip
@click.option(
    "--fires", metavar="NAME=t,t,...", multiple=True,
    help="The ticks at which an afferent fires in the run; others are silent; may be repeated.",
)  # fmt: skip
@rlimit_option
def command(
    net: str, neuron: str, steps: int, fires: tuple[str, ...], rlimit: int | None
) -> Answer:
    """Find the fewest flips of inputs that change what N does at tick T-1.

    A flip makes an afferent fire at a tick where it did not, or not where it did. That fewer do
    not suffice is proved, by Z3 under a rising bound.
    """
    loaded = load_net(net)
    given = _fires(fires)
    with progress(f"flipping inputs of {net}"):
        from ....formal.robust.net import robustness

        found = robustness(loaded, neuron, steps, given, **budgets(rlimit))
    code = UNKNOWN if found.status == "unknown" else 0
    return Answer(found.to_dict(), lambda: _text(found), code)


def _fires(texts: tuple[str, ...]) -> dict[str, list[int]]:
    """Read ``NAME=0,2,5``."""
    found: dict[str, list[int]] = {}
    for text in texts:
        name, equals, ticks = text.rpartition("=")
        place = f"--fires {text!r:.200}"
        parts = ticks.split(",")
        if not equals or not all(part.isascii() and part.isdigit() for part in parts):
            raise InputError(place, "it gives no ticks", "write NAME=0,2,5")
        if name in found:
            raise InputError(place, f"{name!r:.80} has ticks already", "give all of them at once")
        found[name] = [int(part) for part in parts if len(part) < 10]
        if len(found[name]) < len(parts):
            raise InputError(place, "a tick is too large", f"stay below {MOST}")
    return found


def _text(found: "Robustness") -> str:
    does = "fires" if found.fires else "is silent"
    head = f"{found.neuron} {does} at t = {found.tick}"
    if found.status == "never":
        return f"{head} whatever flips\n  {found.reason}"
    if found.status == "unknown":
        known = f"{counted(found.withstood, 'flip')} do not change it; more may"
        return f"{head}; {known}\n  {found.reason}"
    ending = "s" if len(found.flips) == 1 else ""
    turn = f"stop{ending} it" if found.fires else f"make{ending} it fire"
    lines = [f"{head}; {counted(len(found.flips), 'flip')} {turn}:"]
    lines += [
        f"  {name} {'fires' if fires else 'is silent'} at {tick}"
        for name, tick, fires in found.flips
    ]
    return "\n".join([*lines, f"  {found.reason}"])
