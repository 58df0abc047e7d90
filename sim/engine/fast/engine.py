"""The compiled engine: each block of 512 runs on its own, any number of them at once."""

import ctypes
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ....formal.net.program import Ints, Program
from ...observe.counters import Counters, Level, add_up
from ..circuit import Op, Shape, circuit
from ..layout import Group as Members
from ..layout import Layout, lay_out
from ..planes import plan
from . import frame, interpreter, machine, neurons, whole
from .arrays import ROW, Words, address, rows
from .draw import Draw
from .records import Group, Job
from .tally import WINDOWS

_FULL: Final = np.uint64(2**64 - 1)

LONGEST: Final = 4000
"""Circuits of more gates are interpreted: compiling takes more than linear time."""

SMALL: Final = 4000
"""A net of more gates is no one kernel: it would not stay in the processor's cache for code."""

LOOKED_UP: Final = 8e-9, 8e-10
"""Seconds that tables cost, about: for a kernel, and for each neuron."""

INTERPRETED: Final = 1.5e-9
"""Seconds that the interpreter loses on a gate of a row, about."""

COMPILED: Final = 5e-3, 5e-5
"""Seconds that compiling takes, about: for a kernel, and for each gate."""

NEAR: Final = 2**18
"""Bytes of past ticks that are kept for counting many at once: they should be in the cache."""

LOOKED: Final = 64
"""So many ticks at most are kept to be looked at."""

BACK: Final = 2**20
"""Bytes that they take at most: looking tick by tick costs more than a farther cache."""

KEPT: Final = 5e-4
"""Seconds that reading compiled code takes, about."""


class Compiled:
    """A net's kernels and tables.

    Args:
        work: how many blocks times ticks will be run, which says what is worth compiling.
        looked: whether states will be looked at, and so several ticks are kept for that.
    """

    def __init__(self, program: Program, work: int, *, looked: bool = False) -> None:
        alone = _alone(program, work)
        layout = lay_out(program) if alone is None else alone
        self.order, self.place = layout.order, layout.place
        self.rows = program.rows
        self.initial = layout.place[np.flatnonzero(program.initial)]
        self.stride = (program.rows + 2) * ROW
        near, back = (bound // (8 * self.stride) for bound in (NEAR, BACK))
        self.slots = max(program.longest_delay + 1, *(w for w in WINDOWS if w <= max(near, 2)))
        if looked:
            self.slots = max(self.slots, min(LOOKED, back))
        self.window = max(w for w in WINDOWS if w <= self.slots)
        self.one, self.silent = layout.one, layout.silent
        self._kept: list[NDArray[np.generic]] = []
        groups = layout.groups
        frame.link()
        if alone is not None:
            name = whole.name(groups, self.stride)
            machine.link({(name,): partial(whole.kernel, groups, self.stride)}, keep=False)
            self.groups, self.registers = self._whole(name), 0
            return
        straight = {
            (g.shape, g.prompt) for g in groups if _worth(g.shape, g.prompt, g.last - g.first, work)
        }
        machine.link({(neurons.name(*kind),): partial(neurons.kernel, *kind) for kind in straight})
        records = [self._record(g, (g.shape, g.prompt) in straight) for g in groups]
        self.groups = np.array(records, np.int64).reshape(-1, len(Group))
        self.registers = max((plan(g.shape).registers for g in groups), default=0)

    def bytes(self, levels: int) -> int:
        """Return how much memory a block takes that counts to 2^levels."""
        return 8 * (self.slots * self.stride + 2 * levels * self.rows * ROW)

    def _whole(self, name: str) -> NDArray[np.int64]:
        record = np.zeros((1, len(Group)), np.int64)
        record[0, Group.KERNEL] = machine.function(name)
        record[0, Group.RING] = self.slots * self.stride
        return record

    def _record(self, group: Members, straight: bool) -> NDArray[np.int64]:
        table = group.rows * ROW
        if not group.prompt:
            table -= group.delays * self.stride
        name = neurons.name(group.shape, group.prompt) if straight else frame.INTERPRET
        record = np.zeros(len(Group), np.int64)
        record[Group.KERNEL] = machine.function(name)
        record[Group.TABLE] = self._keep(_paired(table))
        record[Group.ADDED] = self._keep((1 << group.shape.bits) - group.bars)
        record[Group.FIRST] = group.first * ROW
        record[Group.NEURONS] = group.last - group.first
        record[Group.RING] = self.slots * self.stride
        record[Group.INPUTS] = table.shape[1] + table.shape[1] % 2
        if not straight:
            numbers = {op: k for k, op in enumerate(interpreter.OPS)}
            if not group.prompt:
                numbers[Op.INPUT] = interpreter.LATE
            steps = [(numbers[op], a, b, to) for op, a, b, to in plan(group.shape).steps]
            record[Group.STEPS] = self._keep(np.array(steps, np.int32))
            record[Group.LENGTH] = len(steps)
        return record

    def _keep(self, array: NDArray[np.generic]) -> int:
        self._kept.append(np.ascontiguousarray(array))
        return address(self._kept[-1])


def _paired(table: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return two numbers in each word, the lower first."""
    even = table
    if table.shape[1] % 2:
        even = np.pad(table, ((0, 0), (0, 1)))
    low_first = np.ascontiguousarray(even).astype("<i4", copy=False).view("<i8")
    return low_first.astype(np.int64, copy=False)


def _alone(program: Program, work: int) -> Layout | None:
    """Return the layout for a kernel of the net's own; None if that does not pay."""
    if len(program.source) > SMALL:
        return None
    layout = lay_out(program, rare=0)
    gates = whole.size(layout.groups, SMALL)
    neurons = sum(group.last - group.first for group in layout.groups)
    spared = LOOKED_UP[0] * len(layout.groups) + LOOKED_UP[1] * neurons
    pays = 0 < gates <= SMALL and spared * work > COMPILED[0] + COMPILED[1] * gates
    return layout if pays else None


def _worth(shape: Shape, prompt: bool, members: int, work: int) -> bool:
    """Say whether a kernel of its own pays for a shape."""
    gates = len(circuit(shape))
    if gates > LONGEST:
        return False
    kept = machine.ready(neurons.name(shape, prompt))
    cost = KEPT if kept else COMPILED[0] + COMPILED[1] * gates
    return INTERPRETED * gates * members * work > cost


class Block:
    """512 runs.

    Args:
        draw: what fires by chance.
        given: the rows of what fires as given.
        counted_from: the first tick that is counted, if any is.
        steps: how many ticks there will be.
    """

    def __init__(
        self, net: Compiled, draw: Draw, given: list[int], counted_from: int, steps: int
    ) -> None:
        self._net, self._draw = net, draw
        self._ring = rows(net.slots, net.rows + 2)
        self._ring[:, net.one] = _FULL
        self._scratch = rows(net.registers * interpreter.TILE)
        self._given = np.array(given, np.int64) * ROW
        levels = max(0, steps - counted_from).bit_length()
        self._held, self._waiting = rows(levels, net.rows), rows(levels, net.rows)
        self._job = job = np.zeros(len(Job), np.int64)
        job[Job.RING], job[Job.SLOTS], job[Job.STRIDE] = address(self._ring), net.slots, net.stride
        job[Job.GROUP] = address(net.groups)
        job[Job.SCRATCH] = address(self._scratch)
        job[Job.SILENT] = net.silent * ROW
        job[Job.GIVEN], job[Job.GIVEN_PLACES] = len(given), address(self._given)
        job[Job.CERTAIN], job[Job.CERTAIN_PLACES] = len(draw.certain), address(draw.certain)
        job[Job.CHANCE] = address(draw.record) if draw.rows else 0
        job[Job.COUNTED_FROM], job[Job.COUNTED] = counted_from, net.rows
        job[Job.WINDOW] = net.window
        job[Job.HELD], job[Job.WAITING] = address(self._held), address(self._waiting)
        self._run = _advance()

    def advance(self, ticks: int, given: Words | None = None) -> None:
        """Run some ticks; other threads go on meanwhile.

        Args:
            given: [ticks, rows given, 8] what those do.
        """
        job = self._job
        if given is not None:
            assert given.shape == (ticks, len(self._given), ROW)
            job[Job.GIVEN_WORDS] = address(given)
        if not job[Job.TICK]:
            # at tick 0 neurons fire or not as they are told to
            self._ring[0, self._net.initial] = _FULL
            job[Job.TICKS] = 1
            self._run(address(job))
            job[Job.GROUPS] = len(self._net.groups)
            job[Job.SILENT_ROWS] = self._net.rows - self._net.silent
            job[Job.GIVEN_WORDS] += 8 * self._given.size * ROW
            ticks -= 1
        job[Job.TICKS] = ticks
        self._run(address(job))

    @property
    def now(self) -> Words:
        """[rows, 8] the last tick; valid until the next."""
        return self._past(0)

    def last(self, ticks: int, places: Ints) -> Words:
        """Return some rows at the last ticks, [ticks, places, 8]; as many as there are slots."""
        slots = (int(self._job[Job.TICK]) + np.arange(-ticks, 0)) % self._net.slots
        rows: Words = self._ring[slots[:, None], places]
        return rows

    def _past(self, back: int) -> Words:
        slot = (self._job[Job.TICK] - 1 - back) % self._net.slots
        return self._ring[slot, : self._net.rows]

    @property
    def levels(self) -> list[Level]:
        """How often each row fired at the counted ticks: what is held, [rows, 8], and waits."""
        ticks = int(self._job[Job.TICK] - self._job[Job.COUNTED_FROM])
        left = self._left(max(0, ticks) % self._net.window)
        waits = [plane if ticks >> level & 1 else None for level, plane in enumerate(self._waiting)]
        return list(zip(self._held, [*left, *waits[len(left) :]], strict=False))

    def _left(self, ticks: int) -> list[Words | None]:
        """Add up the last ticks, fewer than a window, whose rows are still in the ring."""
        below = self._net.window.bit_length() - 1
        if ticks < 2:  # large nets never have more, so that nothing of them is copied
            return [self.now if ticks else None, *[None] * (below - 1)]
        rest = Counters()
        for back in range(ticks):
            rest.add(self._past(back))
        planes = np.zeros((below, *self.now.shape), np.uint64)
        add_up(rest.levels, np.arange(len(self.now)), planes)
        return list(planes)


def _advance() -> Callable[[int], None]:
    call: Callable[[int], None] = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(
        machine.function(frame.ADVANCE)
    )
    return call
