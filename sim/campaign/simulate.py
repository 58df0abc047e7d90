"""Run a net many times and say how often each neuron fired."""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import BudgetError, FormulaError, InputError, counted
from ...formal.formula.expr import Formula
from ...formal.formula.parse import parse
from ...formal.net.model import Net
from ...formal.net.schema import known
from ..engine import choice
from ..engine.planes import MEMORY, Words
from ..observe.counters import Counts, unpack
from ..observe.watch import Watch
from ..statistics.sequence import check_level
from ..stimulus.bernoulli import BLOCK_RUNS, BLOCK_WORDS
from ..stimulus.drive import Drive, Rates, Stimuli
from .result import Simulation, Watched, interval
from .runs import Start, prepared
from .threads import at_once, cores

LARGEST = 10**9
"""Steps, runs and chunks stay at this or below."""


def simulate(
    net: Net,
    steps: int,
    runs: int,
    rates: Rates = 0.5,
    *,
    stimuli: Stimuli | None = None,
    seed: int = 0,
    engine: str = "auto",
    watch: Iterable[str | Formula] = (),
    raster: bool = False,
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
        watch: formulae over the net's names whose truth is followed.
        raster: keep when each name fired in each run.
        burn_in: how many first ticks are not counted.
        level: of the intervals.
        chunks: in how many pieces the runs are taken, one after another.
        threads: how many pieces are taken at once; by default one a core with the engine "fast",
            else one.

    Raises:
        InputError: an argument out of range, with its value and the fix.
        BudgetError: the runs would take too much memory at once.
    """
    for label, value, least in (
        ("steps", steps, 1), ("runs", runs, 1), ("seed", seed, 0), ("burn_in", burn_in, 0),
        ("chunks", chunks, 1), ("threads", 1 if threads is None else threads, 1),
    ):  # fmt: skip
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise InputError(label, f"it is {value!r:.80}", f"give a whole number from {least} on")
    for label, value in (("steps", steps), ("runs", runs), ("chunks", chunks)):
        if value > LARGEST:
            raise InputError(label, f"it is {value}", f"stay at {LARGEST} or below")
    if seed >= 2**64:
        raise InputError("seed", f"it is {seed}", "stay below 2^64")
    if burn_in >= steps:
        raise InputError("burn_in", f"it is {burn_in} of {steps} ticks", "leave ticks to count")
    check_level(level)
    choice.check(engine)
    formulas = _formulas(net, watch)
    drive = Drive(net.afferents, net.neurons, rates, stimuli or {}, steps, runs, seed)
    blocks = -(-runs // BLOCK_RUNS)
    levels = (steps - burn_in).bit_length()
    needed = 8 * levels * len(net.names) * blocks * BLOCK_WORDS
    if needed > MEMORY:
        raise BudgetError(
            f"the counts of {counted(runs, 'run')} would take {needed / 2**30:.1f} GiB, more than"
            f" {MEMORY / 2**30:.0f} GiB; take fewer runs, or more steps of each"
        )
    if raster and len(net.names) * runs * steps > MEMORY:
        size = len(net.names) * runs * steps / 2**30
        raise BudgetError(f"the rasters would take {size:.1f} GiB; keep fewer runs or ticks")
    name = choice.chosen(engine, len(net.names) * blocks, steps)
    threads = threads or (cores() if name == "fast" else 1)
    parts = max(chunks, min(blocks, threads))
    if name == "fast" and not (formulas or raster):
        parts = max(chunks, blocks)  # nothing is done for several blocks at once
    largest = -(-blocks // parts)
    start = prepared(name, net, drive, steps, burn_in, blocks, largest * min(threads, parts))
    planes = np.zeros((levels, len(net.names), blocks * BLOCK_WORDS), np.uint64)
    pieces = [
        _Piece(net, start, int(part[0]), len(part), runs, formulas, burn_in)
        for part in np.array_split(np.arange(blocks), parts)
        if len(part)
    ]
    at_once([partial(piece.run, steps, raster, planes) for piece in pieces], threads)
    seen = {}
    for k, text in enumerate(formulas):
        counts, always, once = (
            np.concatenate([piece.watched[k][part] for piece in pieces]) for part in range(3)
        )
        fractions = counts / (steps - burn_in)
        low, high = interval(fractions[:, None], level)
        seen[text] = Watched(
            float(fractions.mean()), (float(low[0]), float(high[0])),
            float(always.mean()), float(once.mean()),
        )  # fmt: skip
    kept = np.concatenate([p.raster for p in pieces if p.raster is not None], axis=1) if (
        raster) else None  # fmt: skip
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
        seen,
        kept,
    )


def _formulas(net: Net, watch: Iterable[str | Formula]) -> dict[str, Formula]:
    formulas = {}
    for k, item in enumerate([watch] if isinstance(watch, str | Formula) else watch):
        place = f"watch[{k}]"
        try:
            formula = known(parse(item) if isinstance(item, str) else item, net.names, place)
        except FormulaError as error:
            raise error.within(place) from None
        formulas[item if isinstance(item, str) else str(item)] = formula
    return formulas


class _Piece:
    """Some blocks of the runs, from tick 0 to the last."""

    def __init__(
        self,
        net: Net,
        start: Start,
        first: int,
        blocks: int,
        runs: int,
        formulas: dict[str, Formula],
        burn_in: int,
    ) -> None:
        self._net, self._start, self._first, self._blocks = net, start, first, blocks
        self._runs = min(runs - first * BLOCK_RUNS, blocks * BLOCK_RUNS)
        self._formulas, self._burn_in = formulas, burn_in
        self.raster: NDArray[np.bool_] | None = None
        self.watched: list[tuple[NDArray[np.generic], ...]] = []

    def run(self, steps: int, raster: bool, planes: Words, stopped: Callable[[], bool]) -> None:
        """Run to the end; ``watched`` and ``raster`` hold what was seen, ``planes`` the counts.

        Args:
            planes: [planes, names, words] of all runs; this piece writes its own.
            stopped: whether to give up.
        """
        runs = self._start(self._first, self._blocks)
        words = slice(self._first * BLOCK_WORDS, (self._first + self._blocks) * BLOCK_WORDS)
        rows = {name: int(runs.place[k]) for k, name in enumerate(self._net.names)}
        watches = [
            Watch(f, rows, words.stop - words.start, self._burn_in)
            for f in self._formulas.values()
        ]  # fmt: skip
        if raster:
            self.raster = np.zeros((len(runs.place), self._runs, steps), np.bool_)
        ticks = 1 if watches or raster else runs.pause
        for t in range(0, steps, ticks):
            if stopped():
                return
            runs.advance(min(ticks, steps - t))
            if watches or self.raster is not None:
                now = runs.now
                for watch in watches:
                    watch.tick(now)
                if self.raster is not None:
                    self.raster[:, :, t] = unpack(now[runs.place], self._runs)
        for level, plane in zip(planes, runs.planes(), strict=False):  # no sum needs more planes
            level[:, words] = plane[runs.place]
        self.watched = [
            (w.counts(self._runs), w.throughout(self._runs), w.once(self._runs)) for w in watches
        ]
