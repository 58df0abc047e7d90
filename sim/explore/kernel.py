"""A net and a tape in one loop, event by event: what fires sends, and nothing else is looked at.

Written for numba (the extra ``fast``), which compiles it; without numba it is plain Python.
"""

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...formal.net.program import Program

Ints = NDArray[np.int64]

WRITES, MOVES, HOLDS, STATE = 1, 2, 3, 4
"""What a neuron is for: it writes a symbol, moves the head, holds, or is a state's."""

TICK, HEAD, STEPS, HALTED, NOW = 0, 1, 2, 3, 4
"""Places of the clock: the next tick, the head's cell, steps done, whether it holds, the state."""

CLOCK: Final = 5


class Wires:
    """A net by what each neuron sends to, and the signals under way.

    Args:
        program: the net.
    """

    def __init__(self, program: Program) -> None:
        order = np.argsort(program.source, kind="stable")
        counts = np.bincount(program.source, minlength=program.rows)
        self.starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
        self.target = np.ascontiguousarray(program.target[order])
        self.weight = np.ascontiguousarray(program.weight[order])
        self.delay = np.ascontiguousarray(program.delay[order])
        self.thresholds = np.array(program.thresholds)
        self.initial = np.flatnonzero(program.initial)
        # slot t % slots has what arrives at tick t
        shape = (program.longest_delay + 1, program.rows)
        self.sums = np.zeros(shape, np.int64)
        self.vetoes = np.zeros(shape, np.bool_)
        self.reached = np.zeros(shape, np.bool_)
        self.listed = np.zeros(shape, np.int64)
        self.lengths = np.zeros(shape[0], np.int64)
        self.fired = np.zeros(program.rows + 1, np.int64)

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Everything, in the order in which the loop takes it."""
        return (
            self.starts, self.target, self.weight, self.delay, self.thresholds, self.initial,
            self.sums, self.vetoes, self.reached, self.listed, self.lengths, self.fired,
        )  # fmt: skip


def obey(kind: Ints, what: Ints, cells: Ints, clock: Ints, fired: Ints, count: int) -> None:
    """Let the tape obey what fires, in no order.

    Args:
        kind: [rows] what each neuron is for, 0 for nothing.
        what: [rows] the symbol it writes, the way it moves, the number of its state.
        cells: the tape, changed in place.
        clock: [5] changed in place.
        fired: the first ``count`` are the rows that fire.
    """
    written, move, moved = -1, 0, 0
    for k in range(count):
        row = fired[k]
        if kind[row] == WRITES:
            written = max(written, what[row])
        elif kind[row] == MOVES:
            move += what[row]
            moved = 1
        elif kind[row] == HOLDS:
            clock[HALTED] = 1
        elif kind[row] == STATE:
            clock[NOW] = what[row]
    if written >= 0:
        cells[clock[HEAD]] = written
    clock[HEAD] += move
    clock[STEPS] += moved


def loop(
    wires: tuple[NDArray[Any], ...], kind: Ints, what: Ints, scanners: Ints, cells: Ints,
    clock: Ints, until: int,
) -> None:  # fmt: skip
    """Run ticks until ``until``, until a hold neuron fires, or until the head nears the edge.

    Args:
        kind, what, cells, clock: as ``obey`` takes them.
        scanners: [symbols] the row that fires while a symbol is read, -1 for none.
    """
    starts, target, weight, delay, thresholds, initial = wires[:6]
    sums, vetoes, reached, listed, lengths, fired = wires[6:]
    slots = len(lengths)
    for t in range(clock[TICK], until):
        if clock[HEAD] < 1 or clock[HEAD] >= len(cells) - 1:
            break
        slot = t % slots
        count = 0
        if t == 0:
            for row in initial:
                fired[count] = row
                count += 1
        for k in range(lengths[slot]):
            row = listed[slot, k]
            if not vetoes[slot, row] and sums[slot, row] >= thresholds[row]:
                fired[count] = row
                count += 1
            sums[slot, row] = 0
            vetoes[slot, row] = False
            reached[slot, row] = False
        lengths[slot] = 0
        obey(kind, what, cells, clock, fired, count)
        clock[TICK] = t + 1
        scanner = scanners[cells[clock[HEAD]]]
        if scanner >= 0:
            fired[count] = scanner
            count += 1
        for k in range(count):
            row = fired[k]
            for at in range(starts[row], starts[row + 1]):
                there, to = slot + delay[at], target[at]
                if there >= slots:
                    there -= slots
                if not reached[there, to]:
                    reached[there, to] = True
                    listed[there, lengths[there]] = to
                    lengths[there] += 1
                if weight[at]:
                    sums[there, to] += weight[at]
                else:
                    vetoes[there, to] = True
        if clock[HALTED]:
            break


@cache
def compiled() -> Any:  # what numba makes has no type
    """Return the loop, compiled.

    Raises:
        ImportError: numba is not installed.
    """
    from numba import njit
    from numba.extending import register_jitable

    register_jitable(obey)
    return njit(cache=True, nogil=True)(loop)
