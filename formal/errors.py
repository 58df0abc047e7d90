"""The errors psychon raises: each names the place, the problem and the fix."""

from collections.abc import Sequence
from typing import Final

PART: Final = 3
"""From so many letters on, a name may be asked for by a part of it."""


class PsychonError(Exception):
    """Base of every error raised on purpose by psychon."""


class InputError(PsychonError, ValueError):
    """Input that cannot be accepted.

    Args:
        place: where it stands, e.g. ``heat.json: synapses[3].delay``, or "".
        problem: what is wrong, with the value.
        fix: what to write instead.
    """

    def __init__(self, place: str, problem: str, fix: str = "") -> None:
        self.place, self.problem, self.fix = place, problem, fix
        super().__init__(place, problem, fix)

    def __str__(self) -> str:
        head = f"{self.place}: {self.problem}" if self.place else self.problem
        return f"{head}; {self.fix}" if self.fix else head

    def within(self, outer: str) -> "InputError":
        """Return the same error with ``outer`` put before its place."""
        moved = type(self).__new__(type(self))
        moved.__dict__.update(self.__dict__)
        InputError.__init__(
            moved, f"{outer}: {self.place}" if self.place else outer, self.problem, self.fix
        )
        return moved


class NetError(InputError):
    """A net that means nothing."""


class FormulaError(InputError, SyntaxError):
    """A text that is no formula."""

    __str__ = InputError.__str__


class UnknownNameError(InputError, KeyError):
    """A name that the net does not have."""

    __str__ = InputError.__str__


class NotATPE(InputError):
    """A formula that no net of order 0 realizes; ``witness`` says why (Theorem III)."""

    def __init__(self, place: str, problem: str, fix: str, witness: object) -> None:
        super().__init__(place, problem, fix)
        self.witness = witness


class ContradictoryAssumptions(InputError):
    """Assumptions that no input satisfies; a proof under them would be vacuous."""


class BudgetError(PsychonError, RuntimeError):
    """Work that was stopped, or refused beforehand, at its stated budget."""


class Disagreement(PsychonError, AssertionError):
    """Two independent means of psychon contradict each other: a defect of psychon itself."""


class UndecidedTruth(PsychonError, TypeError):
    """A verdict was used as a truth value; ``unknown`` is never truthy."""


def arrows(cycle: Sequence[str]) -> str:
    """Write a cycle as ``A -> B -> A``, cut in the middle where it is long."""
    names = [*cycle, cycle[0]]
    if len(names) > 12:
        names = [*names[:6], f"... {len(names) - 11} more ...", *names[-5:]]
    return " -> ".join(names)


def counted(number: int, thing: str) -> str:
    """Write a number of things: ``1 tick``, ``2 ticks``."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def nearest(name: str, known: Sequence[str], most: int = 8) -> str:
    """Suggest the known names most like ``name`` or that contain it, or list the first ``most``."""
    from difflib import get_close_matches

    close = get_close_matches(name, known[:10_000], n=3)
    if not close and len(name) >= PART:
        part = name.casefold()
        close = [one for one in known[:10_000] if part in one.casefold()][:3]
    if close:
        return "did you mean " + " or ".join(close) + "?"
    shown = ", ".join(known[:most]) + (", ..." if len(known) > most else "")
    return f"known names: {shown}" if shown else "the net has no neurons"
