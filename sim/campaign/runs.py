"""Some blocks of runs of a net, driven: what a simulation is cut into, on either engine."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from ...formal.errors import BudgetError, counted
from ...formal.net.model import Net
from ...formal.net.program import Ints
from ..engine.layout import lay_out
from ..engine.planes import MEMORY, PlanesEngine, Words
from ..observe.counters import Counters, add_up
from ..stimulus.bernoulli import BLOCK_RUNS, BLOCK_WORDS
from ..stimulus.drive import Drive

if TYPE_CHECKING:
    from ..engine.fast.engine import Compiled

WORK: Final = 2**22
"""Rows of 512 runs that are run without a pause, in which a thread may be told to stop."""

DRAWN: Final = 20
"""How many rows of neurons take as long as one of an afferent that fires by chance, about."""

PLAYED: Final = 2**18
"""Rows of 512 runs that are given at once: 16 MiB."""


class Runs(Protocol):
    """A net in the middle of some runs, 64 of them a word."""

    pause: int
    """How many ticks to run before other matters are looked to."""

    def advance(self, ticks: int) -> None:
        """Run some ticks."""
        ...

    back: int
    """How many of the last ticks can be looked at."""

    def look(self, rows: Ints, ticks: int) -> Words:
        """Return what fires at the last ticks, [ticks, rows, words], of rows of the net."""
        ...

    def count(self, planes: Words) -> None:
        """Write how often each row of the net fired at the counted ticks.

        Args:
            planes: [planes, rows, words] the lowest first, as many as are needed.
        """
        ...


Start = Callable[[int, int], Runs]
"""Begins some blocks: the first, and how many."""


def prepared(
    engine: str,
    net: Net,
    drive: Drive,
    steps: int,
    burn_in: int,
    blocks: int,
    together: int,
    threads: int,
    *,
    looked: bool,
) -> Start:
    """Do once what all runs of a simulation need.

    Args:
        engine: "numpy" or "fast".
        blocks: how many there are, which says what is worth compiling.
        together: how many one thread has in memory at a time.
        threads: how many there are.
        looked: whether states will be looked at.

    Raises:
        BudgetError: that would be more than ``MEMORY``.
    """
    levels = (steps - burn_in).bit_length()
    if engine == "numpy":
        slots, rows = net.program.longest_delay + 1, net.program.rows
        size = 8 * BLOCK_WORDS * (slots * (rows + 2) + 2 * levels * rows)
        _afford(net, size, together, threads)
        layout = lay_out(net.program)

        def start(first: int, number: int) -> Runs:
            planes = PlanesEngine(net.program, number * BLOCK_WORDS, layout)
            return _Numpy(planes, drive, first, number, burn_in)

        return start

    from ..engine.fast.engine import Compiled

    compiled = Compiled(net.program, steps * blocks, looked=looked)
    _afford(net, compiled.bytes(levels), together, threads)
    return lambda first, number: _Fast(compiled, drive, first, number, burn_in, steps)


def _afford(net: Net, block: int, together: int, threads: int) -> None:
    """Refuse what takes too much memory, with what would help.

    Args:
        block: bytes that 512 runs take.
    """
    size = block * together * threads
    if size > MEMORY:
        fix = "shorten the longest delay, or cut the net"
        if block * threads <= MEMORY:
            fix = "simulate fewer runs in each of more chunks"
        elif block <= MEMORY:
            fix = "take fewer threads"
        raise BudgetError(
            f"{counted(net.program.rows, 'row')} with delays to {net.program.longest_delay} and"
            f" {counted(BLOCK_RUNS * together * threads, 'run')} at once take"
            f" {size / 2**30:.1f} GiB, more than {MEMORY / 2**30:.0f} GiB; {fix}"
        )


class _Numpy:
    def __init__(
        self, engine: PlanesEngine, drive: Drive, first: int, blocks: int, burn_in: int
    ) -> None:
        self._engine, self._drive = engine, drive.piece(first, blocks)
        self._tick, self._burn_in = 0, burn_in
        self._counters = Counters()
        self.place, self.pause, self.back = engine.place, 1, 1

    def advance(self, ticks: int) -> None:
        for _ in range(ticks):
            self._engine.tick(self._drive.tick())
            if self._tick >= self._burn_in:
                self._counters.add(self._engine.now)
            self._tick += 1

    def look(self, rows: Ints, ticks: int) -> Words:
        assert ticks == 1
        return self._engine.now[None, self.place[rows]]

    def count(self, planes: Words) -> None:
        add_up(self._counters.levels, self._engine.order, planes)


class _Fast:
    def __init__(
        self, net: "Compiled", drive: Drive, first: int, blocks: int, burn_in: int, steps: int
    ) -> None:
        from ..engine.fast.draw import Draw
        from ..engine.fast.engine import Block

        self._drive = drive.piece(first, blocks, chance=False)
        self._given = drive.played
        self._blocks = [
            Block(net, Draw(*drive.chance, drive.seed, block), self._given, burn_in, steps)
            for block in range(first, first + blocks)
        ]
        self.place, self._order, self.back = net.place, net.order, net.slots
        work = net.rows + DRAWN * len(drive.chance[0])
        self.pause = max(1, WORK // (work * blocks + 1))
        if self._given:
            self.pause = max(1, min(self.pause, PLAYED // (len(self._given) * blocks)))

    def advance(self, ticks: int) -> None:
        given = self._words(ticks) if self._given else None
        for k, block in enumerate(self._blocks):
            block.advance(ticks, None if given is None else given[k])

    def _words(self, ticks: int) -> Words:
        """Return what is given for some ticks, [blocks, ticks, rows, 8]."""
        words = np.empty((len(self._blocks), ticks, len(self._given), BLOCK_WORDS), np.uint64)
        for tick in range(ticks):
            rows = self._drive.tick()[self._given].reshape(len(self._given), -1, BLOCK_WORDS)
            words[:, tick] = rows.transpose(1, 0, 2)
        return words

    def look(self, rows: Ints, ticks: int) -> Words:
        places = self.place[rows]
        return np.concatenate([block.last(ticks, places) for block in self._blocks], axis=2)

    def count(self, planes: Words) -> None:
        for k, block in enumerate(self._blocks):
            words = slice(k * BLOCK_WORDS, (k + 1) * BLOCK_WORDS)
            add_up(block.levels, self._order, planes[:, :, words])
