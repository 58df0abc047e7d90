"""Reduced ordered decision diagrams of formulae over delayed atoms, within a budget of nodes.

Source: Bryant 1986, IEEE Trans. Computers C-35:677-691.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ..errors import BudgetError
from .fold import postorder
from .kinds import UNBOUNDED, Kind, Node

BUDGET: Final = 1_000_000
"""How many nodes and intermediate results a diagram may take before it gives up."""


class Delayed(NamedTuple):
    """A variable: neuron ``name``, ``ago`` ticks before the tick looked at."""

    ago: int
    name: str


class Diagram:
    """A store of decision diagrams over a fixed order of variables.

    A diagram is a number: 0 is false, 1 is true, others are rows of ``nodes``.

    Args:
        variables: sorted into the order of decisions, furthest in the past first.
        budget: nodes plus memoised results allowed.
    """

    def __init__(self, variables: Iterable[Delayed], budget: int = BUDGET) -> None:
        self.variables = sorted(set(variables), reverse=True)
        self._level = {variable: k for k, variable in enumerate(self.variables)}
        last = len(self.variables)
        self.nodes: list[tuple[int, int, int]] = [(last, 0, 0), (last, 1, 1)]
        self._rows: dict[tuple[int, int, int], int] = {}
        self._memo: dict[tuple[Kind, int, int], int] = {}
        self._budget = budget

    def variable(self, variable: Delayed) -> int:
        """Return the diagram of one variable."""
        return self._node(self._level[variable], 0, 1)

    def combine(self, kind: Kind, args: list[int]) -> int:
        """Apply a Boolean connective to diagrams."""
        if kind is Kind.NOT:
            return self._apply(Kind.IFF, args[0], 0)
        if kind is Kind.IMPLIES:
            return self._apply(Kind.OR, self._apply(Kind.IFF, args[0], 0), args[1])
        return self._apply(kind, args[0], args[1])

    def path(self, root: int) -> dict[Delayed, bool]:
        """Return values of variables that make ``root`` true, few of them true."""
        chosen: dict[Delayed, bool] = {}
        while root > 1:
            level, low, high = self.nodes[root]
            chosen[self.variables[level]] = low == 0
            root = high if low == 0 else low
        assert root == 1
        return chosen

    def _node(self, level: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (level, low, high)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = len(self.nodes)
            self.nodes.append(key)
        return row

    def _apply(self, kind: Kind, left: int, right: int) -> int:
        memo = self._memo
        stack = [(left, right)]
        while stack:
            a, b = stack[-1]
            key = (kind, a, b)
            if key in memo:
                stack.pop()
                continue
            known = _terminal(kind, a, b)
            if known is None:
                level = min(self.nodes[a][0], self.nodes[b][0])
                low_a, high_a = self._split(a, level)
                low_b, high_b = self._split(b, level)
                low = memo.get((kind, low_a, low_b))
                high = memo.get((kind, high_a, high_b))
                if low is None or high is None:
                    if low is None:
                        stack.append((low_a, low_b))
                    if high is None:
                        stack.append((high_a, high_b))
                    continue
                known = self._node(level, low, high)
            memo[key] = known
            stack.pop()
            if len(memo) + len(self.nodes) > self._budget:
                raise BudgetError(
                    f"the formula's decision diagram over {len(self.variables)} delayed atoms"
                    f" passes its budget of {self._budget:,} nodes"
                )
        return memo[(kind, left, right)]

    def _split(self, node: int, level: int) -> tuple[int, int]:
        at, low, high = self.nodes[node]
        return (low, high) if at == level else (node, node)


def _terminal(kind: Kind, a: int, b: int) -> int | None:
    if kind is Kind.AND:
        return 0 if a == 0 or b == 0 else a if b == 1 or a == b else b if a == 1 else None
    if kind is Kind.OR:
        return 1 if a == 1 or b == 1 else a if b == 0 or a == b else b if a == 0 else None
    return 1 if a == b else a if b == 1 else b if a == 1 else 0 if a < 2 and b < 2 else None


class Look(NamedTuple):
    """A part of a formula, ``ago`` ticks before the tick looked at."""

    node: Node
    ago: int


def looks(root: Node) -> list[Look]:
    """List the parts of ``root`` at the ticks they are needed, arguments first.

    Raises:
        BudgetError: a part is needed at too many ticks, or looks back without bound.
    """
    # users first, so that all ticks a part is needed at are known when its arguments are reached
    needed: dict[int, set[int]] = {id(root): {0}}
    order = list(postorder(root))
    count = 0
    for node in reversed(order):
        if node.kind in UNBOUNDED:
            raise BudgetError(f"'{node.kind.name.lower()}' looks back without bound")
        count += len(needed[id(node)])
        if count > BUDGET:
            raise BudgetError(f"parts of the formula are needed at more than {BUDGET:,} ticks")
        for arg in node.args:
            needed.setdefault(id(arg), set()).update(
                {ago + node.ticks for ago in needed[id(node)]} if node.ticks else needed[id(node)]
            )
    return [Look(node, ago) for node in order for ago in sorted(needed[id(node)])]


def variables(parts: list[Look]) -> list[Delayed]:
    """List the delayed atoms among ``parts``."""
    return [Delayed(ago, node.name) for node, ago in parts if node.kind is Kind.ATOM]


def build(
    store: Diagram, parts: list[Look], tick: int | None = None, *, crossing: bool = False
) -> int:
    """Return the diagram of a formula, given by its ``looks``.

    Args:
        tick: the tick looked at, with atoms and ``S`` false before tick 0; None: one so late
            that nothing reaches back to the start.
        crossing: let ``S`` reach before the start, where atoms are false and ``origin`` is too:
            the formula's Boolean function of its delayed atoms.
    """
    values: dict[tuple[int, int], int] = {}
    value = 0
    for node, ago in parts:
        kind = node.kind
        if kind is Kind.ATOM:
            before = tick is not None and ago > tick
            value = 0 if before else store.variable(Delayed(ago, node.name))
        elif kind is Kind.S:
            before = tick is not None and ago + node.ticks > tick and not crossing
            value = 0 if before else values[id(node.args[0]), ago + node.ticks]
        elif not node.args:
            at_start = kind is Kind.ORIGIN and tick == ago and not crossing
            value = int(kind is Kind.TRUE or at_start)
        else:
            value = store.combine(kind, [values[id(arg), ago] for arg in node.args])
        values[id(node), ago] = value
    return value
