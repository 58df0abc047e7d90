"""The pictures of the documents that no directive makes; run this file to draw them."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from psychon.formal.draw import layered, spacetime
from psychon.formal.machine.net import embody
from psychon.formal.machine.table import read
from psychon.sim.explore.machine import run_machine

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"


def _run(text: str, steps: int) -> str:
    run = run_machine(embody(read(text)), steps=steps, keep=384)
    return spacetime.picture(run.kept, text)


PICTURES: Final[dict[str, Callable[[], str]]] = {
    "machine-net.svg": lambda: layered.picture(embody(read("1RB1LB_1LA1RZ")).net),
    "four-states.svg": lambda: _run("1RB1LB_1LA0LC_1RZ1LD_1RD0RA", 200),
    "five-states.svg": lambda: _run("1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA", 2_000_000),
}

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (FOLDER / name).write_text(draw(), "utf-8")
