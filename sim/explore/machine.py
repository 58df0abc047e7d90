"""Run the net of a Turing machine with its tape: the net decides every tick.

A tick computes the neurons; the tape obeys the effectors among them; the scanners then tell what
the head reads. No pair of a state and a symbol is remembered, and the machine's table is not read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import BudgetError, InputError
from ...formal.machine.net import LEFT, RIGHT, Body, scanner, state, write
from ..arguments import several, shown, whole
from ..engine.choice import chosen_for_loops
from ..engine.planes import PlanesEngine
from . import kernel
from .kernel import CLOCK, HALTED, HEAD, HOLDS, MOVES, NOW, STATE, STEPS, TICK, WRITES, Ints

LARGEST: Final = 10**12
"""The most steps that can be asked for."""

CELLS: Final = 2**28
"""How long the tape may grow, in cells: 2 GiB in memory."""

MOST_KEPT: Final = 10**5
"""The most snapshots that can be asked for."""

ALL: Final = np.uint64(2**64 - 1)
"""All 64 runs of a word, which are one run here."""

CHUNK: Final = {"fast": 10_000_000, "numpy": 1000}
"""How many steps an engine takes before it is asked how far it is."""

PATIENCE: Final = {"fast": 100_000_000, "numpy": 1_000_000}
"""How many steps an engine takes if it is not told."""


@dataclass(frozen=True)
class Snapshot:
    """The tape after some steps.

    Args:
        step: how many.
        state: the name of the state.
        head: the cell that is read; the tape was written from cell 0 on.
        first: which cell ``cells`` begins with.
        cells: [cells] symbols from the first to the last cell that is not blank or is the head's.
    """

    step: int
    state: str
    head: int
    first: int
    cells: NDArray[np.uint16]


@dataclass(frozen=True)
class MachineRun:
    """What became of a machine.

    Args:
        steps: how many were done, the last one before it halts included.
        ticks: how many ticks the net ran.
        halted: whether a hold neuron fired.
        engine: "numpy" or "fast".
        last: the tape at the end.
        kept: the tape on the way, at equal distances, and at the end.
    """

    steps: int
    ticks: int
    halted: bool
    engine: str
    last: Snapshot
    kept: tuple[Snapshot, ...]

    @property
    def nonzero(self) -> int:
        """How many cells are not blank."""
        return int(np.count_nonzero(self.last.cells))

    @property
    def state(self) -> str:
        """The state at the end."""
        return self.last.state


def run_machine(
    body: Body,
    tape: Sequence[int] = (),
    steps: int | None = None,
    *,
    engine: str = "auto",
    keep: int = 0,
    show: Callable[[int], None] = lambda _: None,
) -> MachineRun:
    """Run a machine's net from the first cell of a tape until it halts.

    Args:
        tape: symbols from cell 0 on; all other cells are blank.
        steps: after how many it is stopped; by default 100 million compiled ones, or a million.
        engine: "numpy", a tick of the simulator at a time; "fast", compiled by numba; or "auto".
        keep: how many snapshots are kept at most beside the last, 0 for none.
        show: is told now and then how many steps are done.

    Raises:
        InputError: an argument out of range, or an engine that is not installed.
        BudgetError: the tape grows too long.
    """
    engine = chosen_for_loops(engine)
    most = PATIENCE[engine] if steps is None else steps
    if isinstance(most, bool) or not isinstance(most, int | np.integer) or not (
        0 <= most <= LARGEST):  # fmt: skip
        raise InputError("steps", f"it is {shown(most)}", f"give a whole number to {LARGEST:,}")
    most, keep = int(most), whole("keep", keep, 0, MOST_KEPT)
    tape = several("tape", tape, "give a sequence of symbols")
    for k, symbol in enumerate(tape):
        if isinstance(symbol, bool) or not isinstance(symbol, int | np.integer) or not (
            0 <= symbol < body.machine.symbols):  # fmt: skip
            fix = f"write symbols from 0 to {body.machine.symbols - 1}"
            raise InputError(f"tape[{k}]", f"{shown(symbol)} is no symbol of the machine", fix)
    run = (_Compiled if engine == "fast" else _Ticked)(body, tape)
    kept: list[Snapshot] = []
    stride = 1
    due = 0
    while True:
        # a step ends at an even tick; at the odd tick after it a hold neuron fires or none
        run.advance(2 * due + 2)
        show(run.steps)
        if keep and due % stride == 0:
            kept.append(run.snapshot())
            if len(kept) == 2 * keep:
                kept, stride = kept[::2], 2 * stride
        if run.halted or due == most:
            break
        due = min(most, due + CHUNK[engine], *([due - due % stride + stride] if keep else []))
    last = run.snapshot()
    kept = kept[::2] if len(kept) > keep else kept
    if kept and kept[-1].step < last.step:
        kept.append(last)
    return MachineRun(run.steps, int(run.clock[TICK]), run.halted, engine, last, tuple(kept))


class _Run:
    """A net in the middle of a run, with its tape."""

    def __init__(self, body: Body, tape: Sequence[int]) -> None:
        self.names = body.states
        self.kind, self.what = (np.zeros(len(body.net), np.int64) for _ in range(2))
        meanings = {write(symbol): (WRITES, symbol) for symbol in range(body.machine.symbols)}
        meanings |= {state(name): (STATE, k) for k, name in enumerate(body.states)}
        meanings |= {name: (HOLDS, 0) for name in body.between if name.startswith("hold[")}
        meanings |= {LEFT: (MOVES, -1), RIGHT: (MOVES, 1)}
        for name, meaning in meanings.items():
            self.kind[body.net.row(name)], self.what[body.net.row(name)] = meaning
        marks = range(1, body.machine.symbols)
        self.scanners = np.array([-1, *(body.net.row(scanner(k)) for k in marks)], np.int64)
        self.origin = 64
        self.cells: Ints = np.zeros(2 * self.origin + len(tape), np.int64)
        self.cells[self.origin : self.origin + len(tape)] = tape
        self.clock: Ints = np.zeros(CLOCK, np.int64)
        self.clock[HEAD] = self.origin

    @property
    def steps(self) -> int:
        """How many are done."""
        return int(self.clock[STEPS])

    @property
    def halted(self) -> bool:
        """Whether a hold neuron has fired."""
        return bool(self.clock[HALTED])

    def snapshot(self) -> Snapshot:
        """Return the tape now."""
        head = int(self.clock[HEAD])
        written = np.flatnonzero(self.cells)
        first = min(head, int(written[0])) if len(written) else head
        last = max(head, int(written[-1])) if len(written) else head
        cells = self.cells[first : last + 1].astype(np.uint16)
        name = self.names[int(self.clock[NOW])]
        return Snapshot(self.steps, name, head - self.origin, first - self.origin, cells)

    def advance(self, until: int) -> None:
        """Run ticks until one that is not run, or until the machine has halted.

        Raises:
            BudgetError: the tape grows too long.
        """
        while self.clock[TICK] < until and not self.halted:
            self._run(until)
            # there is always a cell more on either side
            if self.clock[HEAD] in (0, len(self.cells) - 1):
                more = len(self.cells)
                if 3 * more > CELLS:
                    raise BudgetError(f"the tape grows beyond {CELLS:,} cells")
                self.cells = np.pad(self.cells, more)
                self.clock[HEAD] += more
                self.origin += more

    def _run(self, until: int) -> None:
        raise NotImplementedError


class _Ticked(_Run):
    """Runs the simulator's tick, one call a tick."""

    def __init__(self, body: Body, tape: Sequence[int]) -> None:
        super().__init__(body, tape)
        self._engine = PlanesEngine(body.net.program, 1)
        self._silence = np.zeros((len(body.net.afferents), 1), np.uint64)

    def _run(self, until: int) -> None:
        engine, clock, cells = self._engine, self.clock, self.cells
        meant = np.flatnonzero(self.kind)
        places = engine.place[meant]
        while clock[TICK] < until and not clock[HALTED] and 0 < clock[HEAD] < len(cells) - 1:
            engine.tick(self._silence)
            fired = meant[engine.now[places, 0] != 0]
            kernel.obey(self.kind, self.what, cells, clock, fired, len(fired))
            row = self.scanners[cells[clock[HEAD]]]
            if row >= 0:
                engine.now[engine.place[row]] = ALL
            clock[TICK] += 1


class _Compiled(_Run):
    """Runs net and tape in one compiled loop."""

    def __init__(self, body: Body, tape: Sequence[int]) -> None:
        super().__init__(body, tape)
        self._wires = kernel.Wires(body.net.program).arrays
        self._loop = kernel.compiled()

    def _run(self, until: int) -> None:
        self._loop(self._wires, self.kind, self.what, self.scanners, self.cells, self.clock, until)
