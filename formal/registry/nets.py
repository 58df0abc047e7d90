"""The built-in nets: figure 1 of 1943, read from its files, archetypes, and corner cases."""

from functools import cache
from importlib.resources import files
from typing import Final

from ..errors import UnknownNameError, nearest
from ..net.document import loads
from ..net.model import Net
from .archetypes import archetypes
from .corners import corners
from .microcircuits import microcircuits

FIGURES: Final = (
    "figure-1a",
    "figure-1b",
    "figure-1c",
    "figure-1d",
    "figure-1e",
    "figure-1f",
    "figure-1f-relative",
    "figure-1g",
    "figure-1h",
    "figure-1i",
)
"""The nets of figure 1, each expecting its published formulae.

(f) is drawn twice, with absolute and with relative inhibition. (g) realizes the printed formula
and says nothing of the drawing. (i) has a cycle.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:130.
"""


def names() -> tuple[str, ...]:
    """List the built-in nets, figures first."""
    return tuple(nets())


def load(name: str) -> Net:
    """Return the built-in net of this name.

    Raises:
        UnknownNameError: with the nearest names.
    """
    known = nets()
    if name not in known:
        fix = nearest(str(name), list(known), 100)
        raise UnknownNameError("", f"no built-in net is called {name!r:.80}", fix)
    return known[name]


def nets() -> dict[str, Net]:
    """Return all built-in nets by name; every ``expect`` of theirs is true."""
    return dict(_nets())


@cache
def _nets() -> dict[str, Net]:
    folder = files(__package__)
    figures = {
        name: Net.from_dict(loads(folder.joinpath(f"{name}.net.json").read_bytes()))
        for name in FIGURES
    }
    return figures | archetypes() | microcircuits() | corners()
