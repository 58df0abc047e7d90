"""Follow the truth of a formula along running nets, 64 runs a word."""

import numpy as np
from numpy.typing import NDArray

from ...formal.formula.fold import postorder
from ...formal.formula.kinds import Kind, Node
from .counters import Counters, unpack

Words = NDArray[np.uint64]


class Watch:
    """A formula compiled to word operations; ``tick`` once for every tick of the net.

    Args:
        rows: the row of each name in the state that ``tick`` gets.
        words: how many words a row has.
        burn_in: how many first ticks are followed but not counted.
    """

    def __init__(self, formula: Node, rows: dict[str, int], words: int, burn_in: int) -> None:
        self._nodes = list(postorder(formula))
        self._rows = rows
        self._words = words
        self._burn_in = burn_in
        self._number = {id(node): k for k, node in enumerate(self._nodes)}
        # S^n keeps the last n values of its argument; the others keep one
        self._past: dict[int, list[Words]] = {
            k: [np.zeros(words, np.uint64)] * max(1, node.ticks)
            for k, node in enumerate(self._nodes)
        }
        self._tick = 0
        self._counters = Counters()
        self._always = ~np.zeros(words, np.uint64)
        self._once = np.zeros(words, np.uint64)

    def tick(self, state: Words) -> None:
        """Evaluate the formula on what fires now, [rows, words]."""
        values: list[Words] = []
        for k, node in enumerate(self._nodes):
            args = [values[self._number[id(arg)]] for arg in node.args]
            values.append(self._value(k, node, args, state))
        if self._tick >= self._burn_in:
            truth = values[-1]
            self._counters.add(truth[None])
            self._always &= truth
            self._once |= truth
        self._tick += 1

    def _value(self, k: int, node: Node, args: list[Words], state: Words) -> Words:
        kind, past = node.kind, self._past[k]
        if kind is Kind.ATOM:
            row: Words = state[self._rows[node.name]].copy()
            return row
        if kind in (Kind.FALSE, Kind.TRUE, Kind.ORIGIN):
            value = kind is Kind.TRUE or (kind is Kind.ORIGIN and self._tick == 0)
            return np.full(self._words, 2**64 - 1 if value else 0, np.uint64)
        if kind is Kind.S:
            slot = self._tick % node.ticks
            late, past[slot] = past[slot], args[0]
            return late
        if kind is Kind.NOT:
            return ~args[0]
        if kind is Kind.AND:
            return args[0] & args[1]
        if kind is Kind.OR:
            return args[0] | args[1]
        if kind is Kind.IMPLIES:
            return ~args[0] | args[1]
        if kind is Kind.IFF:
            return ~(args[0] ^ args[1])
        if kind is Kind.SINCE:
            past[0] = args[1] | (args[0] & past[0])
        elif kind is Kind.ONCE:
            past[0] = past[0] | args[0]
        else:
            past[0] = args[0] & past[0] if self._tick else args[0]
        return past[0]

    def counts(self, runs: int) -> NDArray[np.int64]:
        """Return at how many counted ticks the formula held, [runs]."""
        counts: NDArray[np.int64] = self._counters.totals(slice(None), runs)[0]
        return counts

    def throughout(self, runs: int) -> NDArray[np.uint8]:
        """Return which runs it held in at every counted tick, [runs]."""
        return unpack(self._always, runs)

    def once(self, runs: int) -> NDArray[np.uint8]:
        """Return which runs it held in at one counted tick at least, [runs]."""
        return unpack(self._once, runs)
