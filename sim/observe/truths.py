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
    """Formulae compiled to word operations, what they share once; ``ticks`` for all ticks in turn.

    Args:
        rows: the row of each name in the states that ``ticks`` gets.
        words: how many words a row has.
    """

    def __init__(self, formulas: Sequence[Node], rows: dict[str, int], words: int) -> None:
        self._nodes = list(postorder(*formulas)) if formulas else []
        self._rows, self._words = rows, words
        number = {id(node): k for k, node in enumerate(self._nodes)}
        self._args = [[number[id(arg)] for arg in node.args] for node in self._nodes]
        self._wanted = [number[id(formula)] for formula in formulas]
        # S^n keeps the last n values of its argument, the oldest where the next tick's will be; a
        # past operator keeps its own last value
        self._past: list[Words] = [
            np.zeros((max(1, node.ticks), words), np.uint64) for node in self._nodes
        ]
        for node, past in zip(self._nodes, self._past, strict=True):
            if node.kind is Kind.HISTORICALLY:
                past[:] = _FULL
        self._tick = 0

    def ticks(self, states: Words) -> list[Words]:
        """Return the truth of each formula, [ticks, words], from what fires, [ticks, rows, words].

        A value stands until ``states`` is written again.
        """
        values: list[Words] = []
        for k, node in enumerate(self._nodes):
            values.append(self._value(k, node, [values[arg] for arg in self._args[k]], states))
        self._tick += len(states)
        return [values[k] for k in self._wanted]

    def _value(self, k: int, node: Node, args: list[Words], states: Words) -> Words:
        kind = node.kind
        if kind is Kind.ATOM:
            row: Words = states[:, self._rows[node.name]]
            return row
        if kind in (Kind.FALSE, Kind.TRUE, Kind.ORIGIN):
            value = np.zeros((len(states), self._words), np.uint64)
            if kind is Kind.TRUE:
                value[:] = _FULL
            elif kind is Kind.ORIGIN and self._tick == 0:
                value[0] = _FULL
            return value
        if kind is Kind.S:
            return self._late(self._past[k], args[0])
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
        return self._followed(kind, self._past[k], args)

    def _late(self, past: Words, given: Words) -> Words:
        """Return what was given as many ticks ago as ``past`` holds, and keep what is given."""
        ticks, held = len(given), len(past)
        place = (self._tick + np.arange(ticks)) % held
        known = min(ticks, held)
        late = np.concatenate([past[place[:known]], given[: ticks - known]])
        past[place[ticks - known :]] = given[ticks - known :]
        return late

    @staticmethod
    def _followed(kind: Kind, past: Words, args: list[Words]) -> Words:
        """Return what an unbounded past operator makes of some ticks, and keep the last."""
        if kind is Kind.SINCE:
            value = np.empty_like(args[0])
            last = past[0]
            for now, (still, began) in enumerate(zip(*args, strict=True)):
                last = value[now] = began | (still & last)
        elif kind is Kind.ONCE:
            value = np.bitwise_or.accumulate(args[0], axis=0) | past
        else:
            value = np.bitwise_and.accumulate(args[0], axis=0) & past
        past[0] = value[-1]
        return value
