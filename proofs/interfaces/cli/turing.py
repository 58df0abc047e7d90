"""``psychon turing``: the net of a Turing machine, proved and run."""

from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import InputError, counted
from .output import Answer, Question, progress

if TYPE_CHECKING:
    from ....formal.machine.net import Body
    from ....formal.verify.verdict import Verdict
    from ....sim.explore.machine import MachineRun

ROWS: Final = 512
"""How many steps a picture shows at most."""

WIDEST: Final = 100
"""The longest tape that is printed, in cells."""

CODES: Final = {"proved": 0, "refuted": 1, "unknown": 3}


class Machine(Question):
    """A question about a machine, whose text may begin with dashes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``---1RA_1LB1RZ`` for the machine that it is."""
        dashed = [text for text in args if text.startswith("---")]
        if dashed and "--" not in args:
            args = [*(text for text in args if text not in dashed), "--", *dashed]
        return super().parse_args(ctx, args)


@click.command("turing", cls=Machine)
@click.argument("machine", metavar="MACHINE")
@click.option("--tape", metavar="W", default="", help="Symbols from the head's cell on, as 1011.")
@click.option("--steps", metavar="N", type=click.IntRange(0), help="Stop after so many steps.")
@click.option(
    "--engine", type=click.Choice(["auto", "numpy", "fast"]), default="auto",
    help="What runs the net; fast needs the extra of this name.",
)  # fmt: skip
@click.option("--plot", "plot", metavar="F.svg", help="Draw the run, time running down.")
@click.option("-o", "--output", "file", metavar="NET", help="Write the net to this file.")
def command(
    machine: str, tape: str, steps: int | None, engine: str, plot: str | None, file: str | None
) -> Answer:
    """Run a Turing machine as a net with scanners and effectors.

    MACHINE is in the standard text format: 1RB1LB_1LA1RZ has a row a state, in it for each symbol
    what is written, where the head moves and the next state; Z halts, and so does ---. Z3 proves
    first that the net runs the machine on every tape, then the net is run: two ticks a step.
    """
    from ....formal.machine.net import embody
    from ....formal.machine.proof import prove
    from ....formal.machine.table import read
    from ....formal.net.document import save
    from ....sim.engine.choice import chosen_for_loops
    from ....sim.explore.machine import run_machine

    chosen_for_loops(engine)  # what is missing is said before anything is proved or written
    table = read(machine)
    word = table.word(tape) if tape else ()
    if plot is not None and not plot.endswith(".svg"):
        raise InputError("--plot", f"it is {plot!r:.200}", "the picture is SVG: end with .svg")
    body = embody(table)
    if file is not None:
        body.net.save(file)
    with progress(f"proving the net of {table!s:.60}") as show:
        verdict = prove(body)
        run = run_machine(
            body, word, steps, engine=engine, keep=ROWS if plot else 0,
            show=lambda done: show(f"{done:,} steps"),
        )  # fmt: skip
    if plot is not None:
        from ....formal.draw.spacetime import picture

        save(plot, picture(run.kept, f"{table!s:.200}"))
    content = {
        "machine": str(table), "steps": run.steps, "nonzero": run.nonzero, "halted": run.halted,
        "state": run.state, "head": run.last.head, "ticks": run.ticks, "engine": run.engine,
        "proof": {"verdict": verdict.status, "reason": verdict.reason, "method": verdict.method},
    }  # fmt: skip
    return Answer(content, lambda: _text(body, verdict, run), CODES[verdict.status])


def _text(body: "Body", verdict: "Verdict", run: "MachineRun") -> str:
    word = "halted" if run.halted else "still running"
    cells = run.last.cells.tolist()
    comma = "," if body.machine.symbols > 10 else ""
    shown = comma.join(map(str, cells)) if len(cells) <= WIDEST else counted(len(cells), "cell")
    return "\n".join([
        f"net: {counted(len(body.net.neurons), 'neuron')},"
        f" {counted(len(body.net.afferents), 'scanner')}",
        f"{verdict.status}: {verdict.property}: {verdict.reason}",
        f"{word} after {counted(run.steps, 'step')} in state {run.state}"
        f" ({counted(run.ticks, 'tick')} of the net)",
        f"{counted(run.nonzero, 'cell')} not blank; from cell {run.last.first} on: {shown}",
    ])  # fmt: skip
