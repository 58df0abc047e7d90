"""One style for all pictures, and how they are made and written; matplotlib is loaded here alone.

Colours are those of Okabe and Ito, which the colour-blind tell apart; lines differ by dashes, too.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...formal.errors import InputError
from ...formal.net.document import save as write
from ..arguments import instance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
DASHES: Final[tuple[Any, ...]] = (
    "-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)), (0, (11, 3)), (0, (3, 1)),
    (0, (4, 1, 1, 1, 1, 1)),
)  # fmt: skip
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
GREY: Final = "#6b6b6b"

FORMATS: Final = (".svg", ".png")

_STYLE: Final[Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.labelcolor": "#222222",
    "legend.frameon": False,
    "legend.fontsize": 8,
    "lines.linewidth": 1.4,
    "figure.dpi": 150,
    "savefig.dpi": 150,
    "svg.fonttype": "none",  # words stay words: they can be searched, read aloud and restyled
    "svg.hashsalt": "psychon",
}


@contextmanager
def styled(width: float, height: float) -> "Iterator[Figure]":
    """Give an empty figure, in inches, and the style while it is drawn on.

    Raises:
        InputError: matplotlib is not installed.
    """
    installed()
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        yield Figure(figsize=(width, height), layout="constrained")


def installed() -> None:
    """Refuse to draw without matplotlib.

    Raises:
        InputError: it is not installed.
    """
    if find_spec("matplotlib") is None:
        raise InputError("plot", "drawing needs matplotlib", 'pip install "psychon[plot]"')


def line(k: int) -> dict[str, Any]:
    """Return the colour and dashes of the kth line."""
    return {"color": COLOURS[k % len(COLOURS)], "linestyle": DASHES[k % len(DASHES)]}


def ticks_along(axes: "Axes", first: int, after: int) -> None:
    """Label the time axis, of whole ticks."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(first - 0.5, after - 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.set_xlabel("tick")


def save(figure: "Figure", path: str | os.PathLike[str]) -> None:
    """Write a picture, SVG or PNG by the name's ending; whole or not at all.

    The same picture gives the same bytes with the same matplotlib.

    Raises:
        InputError: another ending, or the file cannot be written.
    """
    ending = checked(path)
    import matplotlib as mpl

    out = io.BytesIO()
    metadata = {"Date": None} if ending == ".svg" else {"Software": None}
    with mpl.rc_context(_STYLE):
        figure.savefig(out, format=ending[1:], metadata=metadata)
    write(path, out.getvalue())


def checked(path: str | os.PathLike[str]) -> str:
    """Return the ending of a picture's name.

    Raises:
        InputError: it is none of a format that is written.
    """
    ending = Path(instance("plot", path, str | os.PathLike, "name a file")).suffix
    if ending not in FORMATS:
        raise InputError(f"{os.fspath(path)!r:.200}", "its format is not known", (
            f"end it in {' or '.join(FORMATS)}"))  # fmt: skip
    return ending
