"""What a simulation saw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError, UnknownNameError, counted, nearest
from ..arguments import shown
from ..observe.counters import Counts
from ..observe.observation import Tallied
from ..observe.raster import Window
from ..statistics.samples import runs_needed
from ..statistics.sequence import ConfidenceSequence
from ..statistics.sequence import interval as ends

BATCH = 4096
"""How many neurons' intervals are worked out at once, to bound memory."""


@dataclass(frozen=True)
class Watched:
    """What was seen of one formula.

    Args:
        fraction: of all counted ticks of all runs, where it held.
        interval: for the expected fraction.
        held_throughout: the fraction of runs in which it held at every counted tick.
        held_once: the fraction of runs in which it held at one counted tick at least.
        first: [runs] the first counted tick at which it held; as many as there are ticks where it
            never did.
        first_mean: the average of these, and the interval for what is expected.
    """

    fraction: float
    interval: tuple[float, float]
    held_throughout: float
    held_once: float
    first: NDArray[np.int64] = field(compare=False, repr=False)
    first_mean: float
    first_interval: tuple[float, float]

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON, without what is told run by run."""
        content = {k: v for k, v in vars(self).items() if not k.startswith("first")}
        first = {"mean": self.first_mean, "interval": list(self.first_interval)}
        return content | {"interval": list(self.interval), "first": first}


@dataclass(frozen=True, eq=False)
class PerTick:
    """In how many runs something held, tick by tick.

    Args:
        counts: [ticks].
        runs: how many there were.
        level: of the intervals.
    """

    counts: NDArray[np.int64]
    runs: int
    level: float

    @property
    def rate(self) -> NDArray[np.float64]:
        """[ticks] the fraction of runs."""
        rate: NDArray[np.float64] = self.counts / self.runs
        return rate

    @cached_property
    def interval(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """[ticks] lower and upper ends for the probability at each tick."""
        held = self.counts.astype(np.float64)  # of 0 and 1 the squares sum to the same
        return ends(np.full_like(held, self.runs), held, held, self.level)


@dataclass(frozen=True, eq=False)
class IntervalHistogram:
    """How many ticks passed from one firing to the next, over all runs.

    Args:
        counts: [longest] of intervals of 1, 2, ... ticks.
        longer: of longer ones.
    """

    counts: NDArray[np.int64]
    longer: int

    @classmethod
    def joined(cls, parts: Iterable[tuple[NDArray[np.int64], int]]) -> Self:
        """Return the intervals of consecutive parts of the runs together."""
        counts, longer = zip(*parts, strict=True)
        return cls(np.sum(counts, axis=0), sum(longer))

    @property
    def total(self) -> int:
        """How many intervals there were."""
        return int(self.counts.sum()) + self.longer

    @property
    def fraction(self) -> NDArray[np.float64]:
        """[longest] the share of each length in all; 0 if there was no interval."""
        fraction: NDArray[np.float64] = self.counts / max(1, self.total)
        return fraction

    @property
    def mean(self) -> float | None:
        """The mean interval; None if there was none, or one too long to be told."""
        if self.longer or not self.total:
            return None
        return float(self.counts @ np.arange(1, len(self.counts) + 1)) / self.total

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {"counts": self.counts.tolist(), "longer": self.longer, "mean": self.mean}


@dataclass(frozen=True, eq=False)
class Simulation:
    """Runs of a net, counted run by run.

    Args:
        names: what was observed.
        neurons: those of them that are neurons.
        steps, runs, seed, engine, burn_in, level: as they were asked for.
        counts: of ticks fired, by name and run, from tick ``burn_in`` on.
        watch, per_tick, isi: by formula text, what was seen of it.
        window: which part was kept bit by bit, if any.
        rasters: [names, runs, ticks] of bool, that part.
    """

    names: tuple[str, ...]
    neurons: tuple[str, ...]
    steps: int
    runs: int
    seed: int
    engine: str
    burn_in: int
    level: float
    counts: Counts
    watch: Mapping[str, Watched]
    per_tick: Mapping[str, PerTick]
    isi: Mapping[str, IntervalHistogram]
    window: Window | None
    rasters: NDArray[np.bool_] | None

    def __repr__(self) -> str:
        what = f"{counted(len(self.neurons), 'neuron')}, {counted(self.steps, 'tick')}"
        return f"<Simulation: {what} of {counted(self.runs, 'run')}, seed {self.seed}>"

    @cached_property
    def count(self) -> dict[str, int]:
        """Firings by name, over all runs and counted ticks."""
        return dict(zip(self.names, self.counts.sums().tolist(), strict=True))

    @cached_property
    def rate(self) -> dict[str, float]:
        """The fraction of counted ticks fired, by name."""
        ticks = self.runs * (self.steps - self.burn_in)
        return {name: count / ticks for name, count in self.count.items()}

    @cached_property
    def interval(self) -> dict[str, tuple[float, float]]:
        """Where the expected fraction of ticks fired lies, by name, at ``level``.

        The sampling unit is one run: a confidence sequence over the runs' fractions.
        """
        found: dict[str, tuple[float, float]] = {}
        for start in range(0, len(self.names), BATCH):
            part = slice(start, start + BATCH)
            runs = ConfidenceSequence(len(self.names[part]))
            for counts in self.counts.pieces(part):
                runs.update(counts.T / (self.steps - self.burn_in))
            low, high = runs.interval(self.level)
            ends = zip(low.tolist(), high.tolist(), strict=True)
            found |= dict(zip(self.names[part], ends, strict=True))
        return found

    def fractions(self, name: str) -> NDArray[np.float64]:
        """Return the fraction of counted ticks ``name`` fired, [runs]."""
        row = self._row(name)
        fractions: NDArray[np.float64] = self.counts.totals(slice(row, row + 1))[0] / (
            self.steps - self.burn_in
        )
        return fractions

    def runs_needed(self, name: str, relative: float = 0.01, power: float = 0.99) -> int:
        """Return how many such runs catch an expected rate of ``name`` that is off by a share.

        Args:
            relative: of the rate, which is taken to be the one that was seen.
            power: the probability that the fault is seen at this simulation's level.

        Raises:
            InputError: it never fired, or always, or an argument is out of range.
            BudgetError: no number of runs is enough that could be had.
        """
        fractions = self.fractions(name)
        mean, variance = float(fractions.mean()), float(fractions.var())
        return runs_needed(mean, variance, relative=relative, level=self.level, power=power)

    def raster(self, name: str) -> NDArray[np.bool_]:
        """Return when ``name`` fired, [run, tick], in the window that was kept.

        Raises:
            InputError: no rasters were kept, or not this one.
        """
        self._row(name)
        if self.window is None or self.rasters is None or self.window.names is None:
            raise InputError("raster", "no rasters were kept", "simulate with raster=True")
        if name not in self.window.names:
            raise InputError("raster", f"{name!r:.80} was not kept", "name it in the Window")
        raster: NDArray[np.bool_] = self.rasters[self.window.names.index(name)]
        return raster

    def to_dict(self) -> dict[str, object]:
        """Return counts, rates and intervals as plain values for JSON."""
        neurons = {
            name: {
                "count": self.count[name],
                "rate": self.rate[name],
                "interval": list(self.interval[name]),
            }
            for name in self.neurons
        }
        watch = {text: seen.to_dict() for text, seen in self.watch.items()}
        content: dict[str, object] = {"neurons": neurons, "watch": watch}
        if self.per_tick:
            content["per_tick"] = {text: seen.rate.tolist() for text, seen in self.per_tick.items()}
        if self.isi:
            content["isi"] = {text: seen.to_dict() for text, seen in self.isi.items()}
        return content

    def _row(self, name: str) -> int:
        if not isinstance(name, str) or name not in self.names:
            raise UnknownNameError(
                "simulation", f"{shown(name)} was not observed", nearest(shown(name), self.names)
            )
        return self.names.index(name)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{self.rate[name]:.5g}</td>"
            f"<td>[{self.interval[name][0]:.5g}, {self.interval[name][1]:.5g}]</td></tr>"
            for name in self.neurons[:50]
        )
        return (
            f"<table><caption>{self.runs} runs of {self.steps} ticks, level {self.level}</caption>"
            f"<tr><th>neuron</th><th>rate</th><th>interval</th></tr>{rows}</table>"
        )


def interval(
    fractions: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of intervals for the means of [runs, means] fractions."""
    sequence = ConfidenceSequence(fractions.shape[1])
    sequence.update(fractions)
    return sequence.interval(level)


def watched(seen: Tallied, steps: int, burn_in: int, level: float) -> Watched:
    """Sum up what was counted of a formula, run by run."""
    fractions = seen.counts / (steps - burn_in)
    waits = seen.waited / (steps - burn_in)
    low, high = interval(np.stack([fractions, waits], axis=1), level)
    waited = [burn_in + end * (steps - burn_in) for end in (float(low[1]), float(high[1]))]
    return Watched(
        float(fractions.mean()), (float(low[0]), float(high[0])),
        float(seen.throughout.mean()), float(seen.once.mean()),
        burn_in + seen.waited, burn_in + float(seen.waited.mean()), (waited[0], waited[1]),
    )  # fmt: skip
