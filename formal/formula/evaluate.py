"""The reference meaning of a formula, in plain Python: slow, short, and what all else obeys."""

from collections.abc import Collection, Sequence

from .fold import connective, postorder
from .kinds import Kind, Node


def evaluate(formula: Node, history: Sequence[Collection[str]]) -> list[bool]:
    """Say at which ticks ``formula`` is true.

    Args:
        history: the names that fire at ticks 0, 1, 2, ...

    Returns:
        One truth value a tick.
    """
    return truths(formula, history)[id(formula)]


def truths(formula: Node, history: Sequence[Collection[str]]) -> dict[int, list[bool]]:
    """Return the same of every node below ``formula``, by its id."""
    ticks = range(len(history))
    truth: dict[int, list[bool]] = {}
    for node in postorder(formula):
        below = [truth[id(arg)] for arg in node.args]
        if node.kind is Kind.ATOM:
            row = [node.name in firing for firing in history]
        elif node.kind is Kind.ORIGIN:
            row = [t == 0 for t in ticks]
        elif node.kind is Kind.S:
            row = [t >= node.ticks and below[0][t - node.ticks] for t in ticks]
        elif node.kind is Kind.ONCE:
            row = [any(below[0][: t + 1]) for t in ticks]
        elif node.kind is Kind.HISTORICALLY:
            row = [all(below[0][: t + 1]) for t in ticks]
        elif node.kind is Kind.SINCE:
            row = [
                any(below[1][s] and all(below[0][s + 1 : t + 1]) for s in range(t + 1))
                for t in ticks
            ]
        else:
            row = [connective(node.kind, [values[t] for values in below]) for t in ticks]
        truth[id(node)] = row
    return truth
