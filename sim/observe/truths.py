"""Follow the truth of formulae along running nets, 64 runs a word."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.formula.fold import postorder
from ...formal.formula.kinds import Kind, Node

Words = NDArray[np.uint64]

_FULL: Final = np.uint64(2**64 - 1)


class Truths:
    """Formulae compiled to word operations, what they share once; ``tick`` for every tick.

    Args:
        rows: the row of each name in the state that ``tick`` gets.
        words: how many words a row has.
    """

    def __init__(self, formulas: Sequence[Node], rows: dict[str, int], words: int) -> None:
        self._nodes = list(postorder(*formulas)) if formulas else []
        self._rows, self._words = rows, words
        number = {id(node): k for k, node in enumerate(self._nodes)}
        self._args = [[number[id(arg)] for arg in node.args] for node in self._nodes]
        self._wanted = [number[id(formula)] for formula in formulas]
        # S^n keeps the last n values of its argument, a past operator its own last value
        self._past: list[list[Words]] = [
            [np.zeros(words, np.uint64)] * max(1, node.ticks) for node in self._nodes
        ]
        self._tick = 0

    def tick(self, state: Words) -> list[Words]:
        """Return the truth of each formula, [words], from what fires now, [rows, words].

        A value stands until ``state`` is written again.
        """
        values: list[Words] = []
        for k, node in enumerate(self._nodes):
            values.append(self._value(k, node, [values[arg] for arg in self._args[k]], state))
        self._tick += 1
        return [values[k] for k in self._wanted]

    def _value(self, k: int, node: Node, args: list[Words], state: Words) -> Words:
        kind, past = node.kind, self._past[k]
        if kind is Kind.ATOM:
            row: Words = state[self._rows[node.name]]
            return row
        if kind in (Kind.FALSE, Kind.TRUE, Kind.ORIGIN):
            value = kind is Kind.TRUE or (kind is Kind.ORIGIN and self._tick == 0)
            return np.full(self._words, _FULL if value else 0, np.uint64)
        if kind is Kind.S:
            slot = self._tick % node.ticks
            late, past[slot] = past[slot], args[0].copy()
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
            past[0] = args[0] & past[0] if self._tick else args[0].copy()
        return past[0]
