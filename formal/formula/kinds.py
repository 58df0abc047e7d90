"""The kinds of formula nodes, and how tightly each binds."""

from enum import IntEnum
from typing import Protocol


class Kind(IntEnum):
    """What a formula node is; the comment gives its arguments and payload."""

    FALSE = 0
    TRUE = 1
    ORIGIN = 2  # true at t = 0 only
    ATOM = 3  # payload: the name
    NOT = 4  # one argument
    S = 5  # one argument; payload: n >= 1, ticks back
    ONCE = 6  # one argument
    HISTORICALLY = 7  # one argument
    SINCE = 8  # two arguments, strong
    AND = 9  # two arguments
    OR = 10  # two arguments
    IMPLIES = 11  # two arguments
    IFF = 12  # two arguments


UNBOUNDED = frozenset({Kind.ONCE, Kind.HISTORICALLY, Kind.SINCE})
"""Kinds that look back without bound: no window of ticks decides them."""

RESERVED = frozenset(["S", "once", "historically", "always", "since", "origin", "true", "false"])
"""Words of the formula language, which no neuron can be called."""

NAME = r"[A-Za-z_][A-Za-z0-9_.\[\]]{0,63}"
"""What a neuron's name matches."""


class Node(Protocol):
    """What a pass reads of a formula: structure alone."""

    @property
    def kind(self) -> Kind:
        """What the node is."""

    @property
    def args(self) -> "tuple[Node, ...]":
        """Its arguments."""

    @property
    def name(self) -> str:
        """The name of an atom, else ""."""

    @property
    def ticks(self) -> int:
        """The n of ``S^n``, else 0."""
