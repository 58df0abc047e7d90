"""What formulae must remember of the past to be followed tick by tick."""

from collections.abc import Iterable

from .expr import TRUE, Formula
from .fold import postorder
from .kinds import Kind


def remembered(formulas: Iterable[Formula], deepest: dict[Formula, int]) -> dict[Formula, int]:
    """Return how many ticks back each formula's values are needed.

    ``true`` one tick ago is false at the start alone.

    Args:
        deepest: what is needed anyway, by formula.
    """
    found = dict(deepest)
    for node in postorder(*formulas):
        assert isinstance(node, Formula)
        if node.kind is Kind.S and node.ticks:
            found[node.args[0]] = max(found.get(node.args[0], 0), node.ticks)
        elif node.kind in (Kind.ONCE, Kind.HISTORICALLY, Kind.SINCE):
            found[node] = max(found.get(node, 0), 1)
        if node.kind in (Kind.HISTORICALLY, Kind.ORIGIN):
            found[TRUE] = max(found.get(TRUE, 0), 1)
    return found
