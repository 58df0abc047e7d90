"""Read what several commands are given: nets by file or name, assumptions, budgets."""

import os
from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import InputError, nearest

if TYPE_CHECKING:
    from ....formal.net.model import Net

FILES: Final = (".json", ".toml", ".aag", ".aig")
"""What the names of files of nets end in."""

assume_option = click.option(
    "--assume", metavar="FORMULA", multiple=True,
    help="What holds at every tick up to the one judged; may be repeated.",
)  # fmt: skip
rlimit_option = click.option(
    "--rlimit", metavar="N", type=click.IntRange(1, 2**31 - 1),
    help="Resource units of Z3 that one property may take; the default is printed.",
)  # fmt: skip

start_option = click.option(
    "--from", "start", metavar="START", default="initial",
    help="initial, the default: the net's own start; any: whatever fires, or is on its way, there.",
)  # fmt: skip
trace_option = click.option(
    "--trace", "file", metavar="FILE",
    help="Write the first refuting run to FILE: .svg, a raster, or .vcd, a waveform.",
)  # fmt: skip


def load_net(text: str) -> "Net":
    """Load a net from a file, or else the built-in net of this name.

    Raises:
        InputError: there is neither, or the file is malformed.
    """
    from ....formal.net.model import Net
    from ....formal.registry import load, names

    # pathlib raises where a text is no possible path
    exists, folder = os.path.exists(text), os.path.isdir(text)  # noqa: PTH110, PTH112
    built_in = text in names()
    if exists and not (folder and built_in):
        return Net.load(text)
    if built_in:
        return load(text)
    problem = "there is no such file and no built-in net of this name"
    a_file = text.endswith(FILES) or os.sep in text
    fix = "mend the path" if a_file else nearest(text, names(), 100)
    raise InputError(f"{text!r:.200}", problem, fix)
