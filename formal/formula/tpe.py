"""Theorem III under our start-up: what is a temporal propositional expression, and why not.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:121-123.
"""

from dataclasses import dataclass

from .diagram import Diagram, Look, build, looks, variables
from .evaluate import evaluate
from .fold import connective, loud, postorder
from .kinds import UNBOUNDED, Kind, Node


@dataclass(frozen=True)
class Witness:
    """Why a formula is no TPE.

    Args:
        reason: in words.
        history: names that fire at ticks 0, 1, ...; empty where no finite run shows it.
        value: the formula's value at the last of these ticks.
        expected: what its Boolean function of delayed atoms gives there; in silence, false.
    """

    reason: str
    history: tuple[frozenset[str], ...]
    value: bool
    expected: bool

    def __str__(self) -> str:
        if not self.history:
            return self.reason
        firing = [
            f"{', '.join(sorted(names))} at t = {t}"
            for t, names in enumerate(self.history)
            if names
        ]
        run = "firing " + "; ".join(firing) if firing else "with nothing firing"
        last = len(self.history) - 1
        word, other = ("true", "false") if self.value else ("false", "true")
        return f"{self.reason}: {run}, it is {word} at t = {last}, not {other}"


def objection(root: Node) -> Witness | None:
    """Return why ``root`` is no TPE, None if it is one.

    It is one iff (1) it is false in silence and (2) at every tick it equals the Boolean function
    of its delayed atoms, atoms before the start being false.

    Raises:
        BudgetError: undecided within the decision diagram's budget.
    """
    kinds = {node.kind for node in postorder(root)}
    if kinds & UNBOUNDED:
        words = ", ".join(sorted(kind.name.lower() for kind in kinds & UNBOUNDED))
        return Witness(f"{words} looks back without bound", (), True, False)
    settled = loud(root)
    if not settled[id(root)] and not _depends_on_start(root, settled):
        return None
    parts = looks(root)
    store = Diagram(variables(parts))
    for tick in _changes(parts):
        if settled[id(root)]:
            silence = (frozenset[str](),) * (tick + 1)
            if _value(parts, tick):
                return Witness("silence makes it true", silence, True, False)
            continue
        real, ideal = build(store, parts, tick), build(store, parts, tick, crossing=True)
        same = store.combine(Kind.IFF, [real, ideal])
        if same != 1:
            chosen = store.path(store.combine(Kind.NOT, [same]))
            history = tuple(
                frozenset(v.name for v, fires in chosen.items() if fires and v.ago == tick - t)
                for t in range(tick + 1)
            )
            value = evaluate(root, history)[-1]
            reason = "at the start it is no function of its delayed atoms"
            return Witness(reason, history, value, not value)
    return None


def _depends_on_start(root: Node, settled: dict[int, bool]) -> bool:
    """Say whether the start can matter: only ``origin`` and ``S`` of what silence makes true."""
    return any(
        node.kind is Kind.ORIGIN or (node.kind is Kind.S and settled[id(node.args[0])])
        for node in postorder(root)
    )


def _changes(parts: list[Look]) -> list[int]:
    """List ticks from 0 on such that the formula acts at any tick as at the last one before it."""
    marks = {0}
    for node, ago in parts:
        if node.kind in (Kind.S, Kind.ATOM, Kind.ORIGIN):
            marks |= {ago + node.ticks, ago + node.ticks + 1}
    return sorted(marks)


def _value(parts: list[Look], tick: int) -> bool:
    """Return the formula's value at ``tick`` of lasting silence."""
    values: dict[tuple[int, int], bool] = {}
    value = False
    for node, ago in parts:
        if node.kind is Kind.ATOM:
            value = False
        elif node.kind is Kind.ORIGIN:
            value = ago == tick
        elif node.kind is Kind.S:
            value = ago + node.ticks <= tick and values[id(node.args[0]), ago + node.ticks]
        else:
            value = connective(node.kind, [values[id(arg), ago] for arg in node.args])
        values[id(node), ago] = value
    return value
