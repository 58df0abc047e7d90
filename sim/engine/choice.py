"""Which engine runs a net."""

from importlib.util import find_spec
from typing import Final

from ...formal.errors import InputError

NAMES: Final = ("auto", "numpy", "fast")

LITTLE: Final = 10**6
"""Ticks of rows of 512 runs, below which a simulation is done before compiled code is loaded."""

OVERHEAD: Final = 1000
"""Rows that numpy's calls cost at a tick, whatever the net."""


def check(name: str) -> None:
    """Refuse an engine that is not there.

    Raises:
        InputError: it is unknown, or its parts are not installed.
    """
    if name not in NAMES:
        raise InputError("engine", f"{name!r:.80} is unknown", "use auto, numpy or fast")
    if name == "fast" and not installed():
        fix = 'pip install "psychon[fast]", or use auto or numpy'
        raise InputError("engine", "'fast' needs llvmlite", fix)


def installed() -> bool:
    """Say whether the fast engine can run here."""
    return find_spec("llvmlite") is not None


def chosen(name: str, rows: int, ticks: int) -> str:
    """Return the engine that ``name`` means, "numpy" or "fast".

    Args:
        rows: rows of 512 runs each.
    """
    if name != "auto":
        return name
    worth = (rows + OVERHEAD) * ticks >= LITTLE
    return "fast" if worth and installed() else "numpy"
