"""Which engine runs a net."""

from typing import Final, Protocol

from ...formal.errors import InputError
from ...formal.net.program import Ints, Program
from .planes import PlanesEngine, Words

NAMES: Final = ("auto", "numpy", "fast")


class Engine(Protocol):
    """A net in the middle of its runs, 64 of them a word."""

    place: Ints
    """[rows] where ``now`` keeps each row of the net."""

    @property
    def now(self) -> Words:
        """[rows, words] what fires at the last tick; valid until the next."""
        ...

    def tick(self, afferents: Words) -> None:
        """Run one tick; ``afferents`` is [afferents, words], in the net's order."""
        ...


def chosen(name: str) -> str:
    """Return the engine that ``name`` means here, "numpy" or "fast".

    Raises:
        InputError: there is no such engine.
    """
    if name not in NAMES:
        raise InputError("engine", f"{name!r:.80} is unknown", "use auto or numpy")
    if name == "fast":
        raise InputError("engine", "there is no fast engine yet", "use auto or numpy")
    return "numpy"


def make(engine: str, program: Program, words: int) -> Engine:
    """Return the engine that ``chosen`` named, before tick 0, for 64 * ``words`` runs."""
    assert engine == "numpy"
    return PlanesEngine(program, words)
