"""What a simulation saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError, UnknownNameError, nearest
from ..observe.counters import Counts
from ..statistics.sequence import ConfidenceSequence

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
    """

    fraction: float
    interval: tuple[float, float]
    held_throughout: float
    held_once: float

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return vars(self) | {"interval": list(self.interval)}


@dataclass(frozen=True, eq=False)
class Simulation:
    """Runs of a net, counted run by run.

    Args:
        names: what was observed.
        neurons: those of them that are neurons.
        steps, runs, seed, engine, burn_in, level: as they were asked for.
        counts: of ticks fired, by name and run, from tick ``burn_in`` on.
        watch: by formula text, what was seen of it.
        rasters: [names, runs, steps] of bool, if kept.
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
    rasters: NDArray[np.bool_] | None

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
            fractions = self.counts.totals(part).T / (self.steps - self.burn_in)
            low, high = interval(fractions, self.level)
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

    def raster(self, name: str) -> NDArray[np.bool_]:
        """Return when ``name`` fired, [run, tick].

        Raises:
            InputError: no rasters were kept.
        """
        row = self._row(name)
        if self.rasters is None:
            raise InputError("raster", "no rasters were kept", "simulate with raster=True")
        raster: NDArray[np.bool_] = self.rasters[row]
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
        return {"neurons": neurons, "watch": watch}

    def _row(self, name: str) -> int:
        if name not in self.names:
            raise UnknownNameError(
                "simulation", f"{name!r:.80} was not observed", nearest(str(name), self.names)
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
