"""The pictures of the documents that no directive makes; run this file to draw them."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from psychon.formal.draw import layered, spacetime
from psychon.formal.event.realize import realize_event
from psychon.formal.machine.net import embody
from psychon.formal.machine.table import read
from psychon.formal.net.model import Net
from psychon.formal.registry import load
from psychon.formal.translate.inhibition import absolute
from psychon.formal.translate.learning import Alterable, learned
from psychon.sim.explore.machine import run_machine

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"

UNLEARNED: Final = Net.build().afferent("N1", "N2").neuron("N3", 1).synapse("N2", "N3").net()
LEARNS: Final = Alterable("N1", "N3", ("N1", "N2"))


def _run(text: str, steps: int) -> str:
    run = run_machine(embody(read(text)), steps=steps, keep=384)
    return spacetime.picture(run.kept, text)


PICTURES: Final[dict[str, Callable[[], str]]] = {
    "machine-net.svg": lambda: layered.picture(embody(read("1RB1LB_1LA1RZ")).net),
    "four-states.svg": lambda: _run("1RB1LB_1LA0LC_1RZ1LD_1RD0RA", 200),
    "five-states.svg": lambda: _run("1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA", 2_000_000),
    "absolute.svg": lambda: layered.picture(absolute(load("figure-1f-relative")).net),
    "learned.svg": lambda: layered.picture(learned(UNLEARNED, [LEARNS]).net),
    "kleene.svg": lambda: layered.picture(realize_event("(a|b)*abb").net),
}

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (FOLDER / name).write_text(draw(), "utf-8")
