"""The bit-parallel engine in numpy: 64 runs a word, neurons of a group in step.

Each gate of a group's circuit is one numpy call for all neurons of a tile.
"""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import BudgetError, counted
from ...formal.net.program import Program
from .circuit import Op, Shape, circuit
from .layout import Group, Layout, lay_out

Words = NDArray[np.uint64]

MEMORY: Final = 8 * 2**30
"""How many bytes the state may take."""

TILE_BYTES: Final = 128 * 1024
"""How large one bit plane of a tile is, so that a tile's dozen planes stay in the cache."""

WORD_OPS: Final = {
    Op.AND: np.bitwise_and,
    Op.OR: np.bitwise_or,
    Op.XOR: np.bitwise_xor,
}

OUT: Final = -1

_FULL: Final = np.uint64(2**64 - 1)


class PlanesEngine:
    """A net in the middle of its runs.

    Args:
        words: how many words of 64 runs each.
        layout: of the program, if it is known.

    Raises:
        BudgetError: the state would take more than ``MEMORY``.
    """

    def __init__(self, program: Program, words: int, layout: Layout | None = None) -> None:
        layout = layout or lay_out(program)
        # rows of tick t stand in slot t % slots, so a slot of a negative tick is still silent
        self._slots = program.longest_delay + 1
        size = self._slots * (program.rows + 2) * words * 8
        if size > MEMORY:
            raise BudgetError(
                f"{counted(program.rows, 'row')} with delays to {program.longest_delay} and"
                f" {counted(64 * words, 'run')} at once take {size / 2**30:.1f} GiB, more than"
                f" {MEMORY / 2**30:.0f} GiB; simulate fewer runs in each of more chunks"
            )
        self._ring = np.zeros((self._slots, program.rows + 2, words), np.uint64)
        self._ring[:, layout.one] = _FULL
        self._flat = self._ring.reshape(-1, words)
        self._stride = program.rows + 2
        self._layout = layout
        self._initial = layout.place[np.flatnonzero(program.initial)]
        self.order, self.place = layout.order, layout.place
        """[rows] the net's row in each of ``now``, and where ``now`` keeps each of the net's."""
        self._afferents = int((program.thresholds == 0).sum())
        self._ticks = 0
        tile = max(16, TILE_BYTES // (8 * words))
        self._tiles = [
            _Tile(group, start, min(start + tile, group.last - group.first))
            for group in layout.groups
            for start in range(0, group.last - group.first, tile)
        ]
        self._pools: dict[int, list[Words]] = {}

    @property
    def now(self) -> Words:
        """[rows, words] the last tick; valid until the next but ``longest_delay``."""
        return self._ring[(self._ticks - 1) % self._slots, : self._layout.zero]

    def tick(self, afferents: Words) -> None:
        """Run one tick.

        Args:
            afferents: [afferents, words] what fires among them, in the net's order.
        """
        now = self._ring[self._ticks % self._slots]
        now[: self._afferents] = afferents
        now[self._layout.silent : self._layout.zero] = 0
        if self._ticks == 0:
            now[self._initial] = _FULL
        else:
            starts = (self._ticks - np.arange(self._slots)) % self._slots * self._stride
            before = self._ring[(self._ticks - 1) % self._slots]
            for tile in self._tiles:
                self._fire(tile, before, starts, now[tile.first : tile.last])
        self._ticks += 1

    def _fire(self, tile: "_Tile", before: Words, starts: NDArray[np.int64], out: Words) -> None:
        pool = self._pools.setdefault(len(out), [])
        while len(pool) < tile.plan.registers:
            pool.append(np.empty_like(out))
        for op, a, b, to in tile.plan.steps:
            plane = out if to == OUT else pool[to]
            if op is Op.INPUT and tile.prompt:
                np.take(before, tile.rows[a], axis=0, out=plane, mode="clip")
            elif op is Op.INPUT:
                rows = starts[tile.delays[a]] + tile.rows[a]
                np.take(self._flat, rows, axis=0, out=plane, mode="clip")
            elif op is Op.MASK:
                plane[...] = tile.masks[a]
            elif op is Op.NOT:
                np.bitwise_not(pool[a], out=plane)
            else:
                WORD_OPS[op](pool[a], pool[b], out=plane)


class Step(NamedTuple):
    """One word operation: a gate whose planes stand in registers."""

    op: Op
    a: int
    b: int
    to: int


class Plan(NamedTuple):
    """A circuit that overwrites planes which nothing reads any more.

    Args:
        registers: how many planes are in use at once.
        steps: the last writes to ``OUT``.
    """

    registers: int
    steps: tuple[Step, ...]


@lru_cache(1024)
def plan(shape: Shape) -> Plan:
    """Give each plane of a shape's circuit a register."""
    gates = circuit(shape)
    last_use = {k: j for j, gate in enumerate(gates) for k in gate.planes}
    place: dict[int, int] = {}
    free: list[int] = []
    registers = 0
    steps = []
    for j, gate in enumerate(gates):
        a, b = (*(place[k] for k in gate.planes), *((gate.a, gate.b)[len(gate.planes) :]))
        free += {place.pop(k) for k in set(gate.planes) if last_use[k] == j}
        if j == len(gates) - 1:
            to = OUT
        elif free:
            to = free.pop()
        else:
            to, registers = registers, registers + 1
        place[j] = to
        steps.append(Step(gate.op, a, b, to))
    return Plan(registers, tuple(steps))


class _Tile:
    """Some neurons of a group: few enough that their planes stay in the cache."""

    def __init__(self, group: Group, start: int, stop: int) -> None:
        self.first, self.last = group.first + start, group.first + stop
        self.prompt = group.prompt
        self.plan = plan(group.shape)
        # [inputs, neurons]
        self.rows = np.ascontiguousarray(group.rows[start:stop].T, np.int64)
        self.delays = np.ascontiguousarray(group.delays[start:stop].T, np.int64)
        added = (1 << group.shape.bits) - group.bars[start:stop]
        self.masks = [
            np.where(added >> bit & 1, _FULL, np.uint64(0))[:, None]
            for bit in range(group.shape.bits)
        ]
