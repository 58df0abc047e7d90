"""What learning left, and what was kept on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import counted
from .lanes import Reals

BATCH_BYTES: Final = 16 * 2**20
"""How large the presentations are that are made at once."""


@dataclass(frozen=True, eq=False)
class Learned:
    """Replicas after their presentations.

    Args:
        weights: [replicas, inputs].
        times: [records] after how many presentations weights were kept; 0 is the start.
        history: [records, replicas, inputs] those weights.
        presentations, seed, engine: as they were asked for.
    """

    weights: Reals
    times: NDArray[np.int64]
    history: Reals
    presentations: int
    seed: int
    engine: str

    def __repr__(self) -> str:
        replicas, inputs = self.weights.shape
        what = f"{counted(replicas, 'replica')} of {counted(inputs, 'input')}"
        return f"<{type(self).__name__}: {what}, {counted(self.presentations, 'presentation')}>"


class Film:
    """Weights kept on the way, if any are."""

    def __init__(self, start: Reals, records: int) -> None:
        self.times = np.zeros(records, np.int64)
        self.history = np.zeros((records, *start.shape))
        self._kept = 0
        if records:
            self._keep(0, start)

    def add(self, done: int, every: int, weights: Reals) -> None:
        """Keep weights if their time has come."""
        if every and done % every == 0:
            self._keep(done, weights)

    def _keep(self, done: int, weights: Reals) -> None:
        self.times[self._kept], self.history[self._kept] = done, weights
        self._kept += 1


def batches(presentations: int, every: int, row_bytes: int) -> Iterator[tuple[int, int]]:
    """Yield how many presentations are done and how many to take next, up to each record."""
    largest = max(1, BATCH_BYTES // row_bytes)
    done = 0
    while done < presentations:
        stop = min(presentations, done + largest)
        if every:
            stop = min(stop, done - done % every + every)
        yield done, stop - done
        done = stop
