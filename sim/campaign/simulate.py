"""Run a net many times and say how often each neuron fired."""

from collections.abc import Callable
from functools import partial

import numpy as np

from ...formal.errors import BudgetError, InputError, counted
from ...formal.net.model import Net
from ..arguments import instance, shown
from ..engine import choice
from ..engine.planes import MEMORY, Words
from ..observe.counters import Counts
from ..observe.observation import Many, Observation, Tallied, Watchlist
from ..observe.raster import Bits, Raster, Window
from ..statistics.sequence import check_level
from ..stimulus.bernoulli import BLOCK_RUNS, BLOCK_WORDS
from ..stimulus.drive import Drive, Rates, Stimuli
from .result import IntervalHistogram, PerTick, Simulation, watched
from .runs import Start, prepared
from .threads import at_once, cores

LARGEST = 10**9
"""Steps, runs and chunks stay at this or below."""

MOST_THREADS = 1024


def simulate(
    net: Net,
    steps: int,
    runs: int,
    rates: Rates = 0.5,
    *,
    stimuli: Stimuli | None = None,
    seed: int = 0,
    engine: str = "auto",
    watch: Many = (),
    per_tick: Many = (),
    isi: Many = (),
    longest: int = 64,
    raster: bool | Window = False,
    burn_in: int = 0,
    level: float = 0.99,
    chunks: int = 1,
    threads: int | None = None,
) -> Simulation:
    """Run a net ``runs`` times over ticks 0..steps-1.

    Args:
        rates: the probability with which an afferent fires at a tick, independently: one for all
            or one by name; a float or Fraction, rounded to 53 bits, or [steps] of them.
        stimuli: by afferent, what it does instead: [steps] or [runs, steps] of 0 and 1, or a law
            of ``psychon.sim.stimulus`` (``Markov``, ``Poisson``); by a tuple of afferents, a law
            for all of them (``Poisson``, ``CommonSource``).
        seed: the same seed gives the same bits, however the runs are cut into chunks.
        engine: "numpy", "fast" or, for the fastest there is, "auto"; the bits are the same.
        watch: formulae over the net's names whose truth is followed: how often they hold, in how
            many runs always or ever, and when first.
        per_tick: names or formulae whose rate over the runs is kept for every tick.
        isi: names or formulae of which is counted how many ticks pass from one time that they
            hold to the next: the histogram of interspike intervals, without the burn-in.
        longest: intervals up to this length are told apart.
        raster: keep when each name fired in each run; a ``Window`` keeps a part of it.
        burn_in: how many first ticks are not counted, save by ``per_tick``.
        level: of the intervals.
        chunks: in how many pieces the runs are taken, one after another.
        threads: how many pieces are taken at once; by default one a core with the engine "fast",
            else one.

    Raises:
        InputError: an argument out of range, with its value and the fix.
        BudgetError: the runs would take too much memory at once.
    """
    instance("net", net, Net, "give a Net")
    for label, value, least in (
        ("steps", steps, 1), ("runs", runs, 1), ("seed", seed, 0), ("burn_in", burn_in, 0),
        ("chunks", chunks, 1), ("threads", 1 if threads is None else threads, 1),
    ):  # fmt: skip
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise InputError(label, f"it is {shown(value)}", f"give a whole number from {least} on")
    for label, value, most in (
        ("steps", steps, LARGEST), ("runs", runs, LARGEST), ("chunks", chunks, LARGEST),
        ("threads", threads or 1, MOST_THREADS),
    ):  # fmt: skip
        if value > most:
            raise InputError(label, f"it is {shown(value)}", f"stay at {most} or below")
    # integers of numpy's wrap around and lack methods
    steps, runs, seed, burn_in, chunks = map(int, (steps, runs, seed, burn_in, chunks))
    threads = None if threads is None else int(threads)
    if seed >= 2**64:
        raise InputError("seed", f"it is {shown(seed)}", "stay below 2^64")
    if burn_in >= steps:
        raise InputError("burn_in", f"it is {burn_in} of {steps} ticks", "leave ticks to count")
    check_level(level)
    choice.check(engine)
    asked = Watchlist(net.names, watch, per_tick, isi, longest, burn_in)
    instance("raster", raster, bool | np.bool_ | Window, "give True, False or a Window")
    window = None
    if raster:
        window = (raster if isinstance(raster, Window) else Window()).within(net.names, steps, runs)
    drive = Drive(
        net.afferents, net.neurons, rates, {} if stimuli is None else stimuli, steps, runs, seed
    )
    blocks = -(-runs // BLOCK_RUNS)
    levels = (steps - burn_in).bit_length()
    needed = 8 * levels * len(net.names) * blocks * BLOCK_WORDS
    if needed > MEMORY:
        raise BudgetError(
            f"the counts of {counted(runs, 'run')} would take {needed / 2**30:.1f} GiB, more than"
            f" {MEMORY / 2**30:.0f} GiB; take fewer runs, or more steps of each"
        )
    name = choice.chosen(engine, len(net.names) * blocks, steps)
    threads = threads or (cores() if name == "fast" else 1)
    parts = min(blocks, max(chunks, threads))
    if name == "fast" and not (asked.formulas or window):
        parts = blocks  # nothing is done for several blocks at once
    looking = asked.bytes(blocks * BLOCK_WORDS, steps, parts)
    if looking > MEMORY:
        raise BudgetError(
            f"what is asked to be seen would take {looking / 2**30:.1f} GiB, more than"
            f" {MEMORY / 2**30:.0f} GiB; take fewer runs, or look back less far"
        )
    if window and window.size > MEMORY:
        size = window.size / 2**30
        raise BudgetError(f"the rasters would take {size:.1f} GiB; keep fewer runs or ticks")
    largest = -(-blocks // parts)
    start = prepared(
        name, net, drive, steps, burn_in, blocks, largest, min(threads, parts),
        looked=bool(asked.formulas or window),
    )  # fmt: skip
    rasters = window.room() if window else None
    planes = np.zeros((levels, len(net.names), blocks * BLOCK_WORDS), np.uint64)
    pieces = [
        _Piece(net, start, int(part[0]), len(part), runs, asked, window, rasters)
        for part in np.array_split(np.arange(blocks), parts)
    ]
    at_once([partial(piece.run, steps, planes) for piece in pieces], threads)
    observed = [piece.seen for piece in pieces if piece.seen]
    tallied = zip(asked.watch, *(seen.tallied() for seen in observed), strict=True)
    held = sum((seen.per_tick() for seen in observed), np.zeros((len(asked.per_tick), 1), np.int64))
    spaced = zip(asked.isi, *(seen.isi() for seen in observed), strict=True)
    return Simulation(
        net.names,
        net.neurons,
        steps,
        runs,
        seed,
        name,
        burn_in,
        level,
        Counts(planes, runs),
        {text: watched(Tallied.joined(p), steps, burn_in, level) for text, *p in tallied},
        {t: PerTick(row, runs, level) for t, row in zip(asked.per_tick, held, strict=True)},
        {text: IntervalHistogram.joined(p) for text, *p in spaced},
        window,
        rasters,
    )


class _Piece:
    """Some blocks of the runs, from tick 0 to the last."""

    def __init__(
        self,
        net: Net,
        start: Start,
        first: int,
        blocks: int,
        runs: int,
        asked: Watchlist,
        window: Window | None,
        rasters: Bits | None,
    ) -> None:
        self._net, self._start, self._first, self._blocks = net, start, first, blocks
        self._runs = min(runs - first * BLOCK_RUNS, blocks * BLOCK_RUNS)
        self._asked, self._window, self._rasters = asked, window, rasters
        self.seen: Observation | None = None

    def run(self, steps: int, planes: Words, stopped: Callable[[], bool]) -> None:
        """Run to the end; ``seen`` holds what was seen, ``planes`` the counts.

        Args:
            planes: [planes, names, words] of all runs; this piece writes its own.
            stopped: whether to give up.
        """
        runs = self._start(self._first, self._blocks)
        words = slice(self._first * BLOCK_WORDS, (self._first + self._blocks) * BLOCK_WORDS)
        if self._asked.formulas:
            self.seen = Observation(self._asked, words.stop - words.start, self._runs, steps)
        raster = None
        if self._window and self._rasters is not None:
            first = self._first * BLOCK_RUNS
            raster = Raster(self._window, self._rasters[:, first : first + self._runs])
        looks = [
            (one, np.array([self._net.row(name) for name in one.names], np.int64))
            for one in (self.seen, raster)
            if one
        ]
        ticks = runs.pause
        if looks:
            most = max(len(rows) for _, rows in looks)
            together = self._asked.together(words.stop - words.start, most)
            ticks = min(ticks, runs.back, together)
        for t in range(0, steps, ticks):
            if stopped():
                return
            now = min(ticks, steps - t)
            runs.advance(now)
            for one, rows in looks:
                one.ticks(runs.look(rows, now))
        runs.count(planes[:, :, words])
