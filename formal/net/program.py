"""A net as flat arrays: what encoders, engines and translations read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Program:
    """The net by rows; row i is the i-th name. All arrays are read-only.

    Args:
        thresholds: [rows] int64, 0 for an afferent.
        initial: [rows] bool, fires at t = 0 unasked.
        starts: [rows + 1] int64; the synapses onto row i are ``starts[i]:starts[i + 1]``.
        source: [synapses] int64, row of the sending neuron.
        weight: [synapses] int64, 0 for a veto.
        delay: [synapses] int64, in ticks, at least 1.
    """

    thresholds: Ints
    initial: Flags
    starts: Ints
    source: Ints
    weight: Ints
    delay: Ints

    def __post_init__(self) -> None:
        for array in vars(self).values():
            array.setflags(write=False)

    @property
    def rows(self) -> int:
        """How many neurons and afferents there are."""
        return len(self.thresholds)

    @property
    def target(self) -> Ints:
        """[synapses] int64, row of the receiving neuron."""
        return np.repeat(np.arange(self.rows), np.diff(self.starts))

    @property
    def longest_delay(self) -> int:
        """The longest delay of a synapse, in ticks; 0 without synapses."""
        return int(self.delay.max(initial=0))

    def incoming(self, row: int) -> list[tuple[int, int, int]]:
        """List (source row, weight or 0 for a veto, delay) of the synapses onto ``row``."""
        part = slice(self.starts[row], self.starts[row + 1])
        return list(
            zip(
                self.source[part].tolist(),
                self.weight[part].tolist(),
                self.delay[part].tolist(),
                strict=True,
            )
        )


def assemble(
    thresholds: Ints, initial: Flags, source: Ints, target: Ints, weight: Ints, delay: Ints
) -> Program:
    """Sort synapses by target, source and delay, and return the program."""
    order = np.lexsort((weight == 0, delay, source, target))
    counts = np.bincount(target, minlength=len(thresholds))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
    return Program(thresholds, initial, starts, source[order], weight[order], delay[order])
