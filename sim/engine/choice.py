"""Which engine runs a net."""

from importlib.util import find_spec
from typing import Final

from ...formal.errors import InputError
from ..arguments import one_of

NAMES: Final = ("auto", "numpy", "fast")

FIX: Final = 'pip install "psychon[fast]", or use auto or numpy'
"""What to do where its parts are missing."""

LITTLE: Final = 10**6
"""Ticks of rows of 512 runs, below which a simulation is done before compiled code is loaded."""

OVERHEAD: Final = 1000
"""Rows that numpy's calls cost at a tick, whatever the net."""


def check(name: str) -> None:
    """Refuse an engine that is not there.

    Raises:
        InputError: it is unknown, or its parts are not installed.
    """
    one_of("engine", name, NAMES)
    if name == "fast" and not installed():
        raise InputError("engine", "'fast' needs llvmlite", FIX)


def installed() -> bool:
    """Say whether the fast engine can run here."""
    return find_spec("llvmlite") is not None


def chosen_for_loops(name: str) -> str:
    """Return what ``name`` means for loops that numba compiles, "numpy" or "fast".

    Raises:
        InputError: the engine is unknown, or it is "fast" and its parts are not installed.
    """
    one_of("engine", name, NAMES)
    missing = [part for part in ("numba", "llvmlite") if find_spec(part) is None]
    if name == "fast" and missing:
        raise InputError("engine", f"'fast' needs {' and '.join(missing)}", FIX)
    if name == "auto":
        return "numpy" if missing else "fast"
    return name


def chosen(name: str, rows: int, ticks: int) -> str:
    """Return the engine that ``name`` means, "numpy" or "fast".

    Args:
        rows: rows of 512 runs each.
    """
    if name != "auto":
        return name
    worth = (rows + OVERHEAD) * ticks >= LITTLE
    return "fast" if worth and installed() else "numpy"
