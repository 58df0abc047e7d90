"""Order the neurons of a large net so that those stand together that listen to the same.

Breadth first from a neuron as far from others as can be had, as Cuthill & McKee do for sparse
matrices, but from listeners to sources only. Where the walk meets a large part of the net in one
step, as with random wiring, no order helps and the given one is kept.

Source: Cuthill & McKee 1969, Proc. 24th ACM National Conference, 157-172.
"""

from typing import Final

import numpy as np

from ...formal.net.program import Ints, Program

SMALL: Final = 2**13
"""Nets of fewer rows are in the cache however they are ordered."""

WIDE: Final = 10
"""A step that meets more than one row in so many says that the net has no near and far."""

STEPS: Final = 20_000
"""Longer walks take longer than they spare."""


def near(program: Program, neurons: Ints) -> Ints:
    """Return rows of neurons in an order of their own."""
    if program.rows < SMALL or not len(neurons):
        return neurons
    walk = _walk(program, int(neurons[0]))
    if walk is not None:
        walk = _walk(program, int(walk[-1]))
    if walk is None:
        return neurons
    position = np.empty(program.rows, np.int64)
    position[walk] = np.arange(program.rows)
    if _spread(program, position) > _spread(program, np.arange(program.rows)) / 2:
        return neurons
    return neurons[np.argsort(position[neurons])]


def _spread(program: Program, position: Ints) -> float:
    """Return the mean distance of a source from its listener."""
    return float(np.abs(position[program.source] - position[program.target]).mean())


def _walk(program: Program, start: int) -> Ints | None:
    """Return all rows as they are met, and those that are not in the end."""
    seen = np.zeros(program.rows, np.bool_)
    fan_in = np.diff(program.starts)
    front = np.array([start])
    met, begun = [], 0
    for _ in range(STEPS):
        seen[front] = True
        met.append(front)
        sizes = fan_in[front]
        shift = program.starts[front] - (np.cumsum(sizes) - sizes)
        sources = program.source[np.arange(sizes.sum()) + np.repeat(shift, sizes)]
        sources = sources[~seen[sources]]
        front = sources[np.sort(np.unique(sources, return_index=True)[1])]
        if len(front) * WIDE > program.rows:
            return None
        if not len(front):  # the next part of the net
            begun += int(seen[begun:].argmin())
            if seen[begun]:
                break
            front = np.array([begun])
    return np.concatenate([*met, np.flatnonzero(~seen)])
