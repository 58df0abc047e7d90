"""Sort a net's neurons into groups of equal shape that run in step.

A neuron fires iff sum w_i x_i >= theta. With -w x = w (1 - x) - w, inhibition counts silence and
raises the threshold, so all weights are positive; a weight is a sum of powers of two, so each
input stands in the columns of a heap, column b counting 2^b. Neurons of one group have heaps of
one shape. Shapes that few neurons share are padded into a common one.

All neurons are worked on at once, so that a million of them take seconds. A *part* of a neuron's
inputs is what of one column excites (2 b) or inhibits (2 b + 1), or its vetoes (the last part).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...formal.net.program import Flags, Ints, Program
from .circuit import Shape
from .nearness import near

Rows = NDArray[np.int32]

RARE: Final = 8
"""A shape that fewer neurons share is padded into a common one, unless told otherwise."""

BATCH: Final = 2**20
"""Synapses worked on at once, to bound memory."""


@dataclass(frozen=True)
class Group:
    """Neurons in consecutive rows of the engine, with the sources of their inputs.

    Args:
        first, last: their rows, last excluded.
        shape: theirs; it says how the inputs are numbered.
        rows, delays: [neurons, inputs] the engine row that each input comes from, and its delay.
        prompt: whether every delay is 1.
        bars: [neurons].
    """

    first: int
    last: int
    shape: Shape
    rows: Rows
    delays: Rows
    prompt: bool
    bars: Ints


@dataclass(frozen=True)
class Layout:
    """The net in the engine's order: afferents, groups, neurons that stay silent, then two rows.

    Args:
        order: [rows] the net's row in each row of the engine.
        place: [rows] the engine's row of each row of the net.
        silent: the first row of those that never fire after t = 0.
        zero, one: rows that never fire, and always.
    """

    order: Ints
    place: Ints
    groups: list[Group]
    silent: int
    zero: int
    one: int


class _Ends(NamedTuple):
    """Inputs of some neurons, one for each power of two in a synapse's weight.

    Args:
        neuron: [ends] which of them.
        part: [ends]
        source: [ends] a row of the net.
        delay: [ends]
    """

    neuron: Ints
    part: Ints
    source: Ints
    delay: Ints


class _Neurons(NamedTuple):
    """The neurons that can fire, in the order in which they will stand within their groups.

    Args:
        row: [neurons] of the net.
        bar: [neurons] what the sum must reach, or the sum of silence.
        silence: [neurons] whether it is that.
        prompt: [neurons] whether every delay is 1.
        parts: [neurons, parts] how many inputs.
    """

    row: Ints
    bar: Ints
    silence: Flags
    prompt: Flags
    parts: NDArray[np.unsignedinteger]


class _Kind(NamedTuple):
    """A group before its table is made.

    Args:
        members: numbers of its neurons.
        heights: [parts] how many inputs, padding included.
    """

    members: Ints
    heights: Ints
    shape: Shape
    prompt: bool


def lay_out(program: Program, rare: int = RARE) -> Layout:
    """Group the neurons of a net.

    Args:
        rare: shapes that fewer neurons share are padded into common ones.
    """
    neurons = _neurons(program)
    kinds = list(_kinds(neurons, rare))
    members = np.concatenate([kind.members for kind in kinds] or [np.zeros(0, np.int64)])
    afferents = np.flatnonzero(program.thresholds == 0)
    others = program.thresholds > 0
    others[neurons.row] = False
    order = np.concatenate([afferents, neurons.row[members], np.flatnonzero(others)])
    place = np.empty(program.rows, np.int64)
    place[order] = np.arange(program.rows)
    groups, first = [], len(afferents)
    for kind in kinds:
        groups.append(_group(program, neurons, kind, place, first))
        first += len(kind.members)
    return Layout(order, place, groups, first, program.rows, program.rows + 1)


def _neurons(program: Program) -> _Neurons:
    weight = program.weight
    total = _sums(program, np.abs(weight))
    bar = program.thresholds + _sums(program, np.maximum(-weight, 0))
    # it fires iff the silent weights do not reach total - bar + 1, which may be the lower bar
    silence = total - bar + 1 < bar
    row = near(program, np.flatnonzero((program.thresholds > 0) & (total >= bar)))
    bar = np.where(silence, total - bar + 1, bar)[row]
    prompt = _sums(program, program.delay != 1)[row] == 0
    width = 2 * int(np.abs(weight).max(initial=0)).bit_length() + 1
    fan_in = int(np.diff(program.starts).max(initial=0))
    neurons = _Neurons(
        row, bar, silence[row], prompt, np.zeros((len(row), width), np.min_scalar_type(fan_in))
    )
    for some in _batches(program, row):
        ends = _ends(program, neurons, some)
        counts = np.bincount(ends.neuron * width + ends.part, minlength=len(some) * width)
        neurons.parts[some] = counts.reshape(-1, width)
    return neurons


def _sums(program: Program, values: NDArray[np.generic]) -> Ints:
    """Add up the values of each row's synapses, [rows]."""
    sums = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
    return np.diff(sums[program.starts])


def _batches(program: Program, rows: Ints) -> Iterator[Ints]:
    """Yield the numbers of some rows after others, of about ``BATCH`` synapses together."""
    synapses = np.cumsum(np.diff(program.starts)[rows])
    yield from np.split(np.arange(len(rows)), np.flatnonzero(np.diff(synapses // BATCH)) + 1)


def _ends(program: Program, neurons: _Neurons, some: Ints) -> _Ends:
    """Return the inputs of some neurons."""
    rows = neurons.row[some]
    starts, sizes = program.starts[rows], np.diff(program.starts)[rows]
    neuron = np.repeat(np.arange(len(rows)), sizes)
    synapse = np.arange(len(neuron)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    weight = program.weight[synapse]
    minus = (weight < 0) != neurons.silence[some][neuron]
    vetoes = neurons.parts.shape[1] - 1
    found = [(np.flatnonzero(weight == 0), vetoes)]
    found += [(np.flatnonzero(np.abs(weight) >> b & 1), 2 * b) for b in range(vetoes // 2)]
    which = np.concatenate([synapses for synapses, _ in found])
    part = np.repeat([part for _, part in found], [len(synapses) for synapses, _ in found])
    return _Ends(
        neuron[which],
        part + (minus[which] & (part < vetoes)),
        program.source[synapse[which]],
        program.delay[synapse[which]],
    )


def _kinds(neurons: _Neurons, few: int) -> Iterator[_Kind]:
    """Yield the shapes that many share, and the rare ones, padded.

    The rare ones go together by the size of their sums and fan-ins, as powers of two.
    """
    parts = neurons.parts
    kind = _classes(neurons.bar, neurons.silence, neurons.prompt, *parts.T)
    rare = np.bincount(kind)[kind] < few if len(kind) else np.zeros(0, np.bool_)
    high, widest = np.zeros(len(parts), np.int64), np.zeros(len(parts), np.int64)
    for b in range(parts.shape[1] // 2):
        column = parts[:, 2 * b].astype(np.int64) + parts[:, 2 * b + 1]
        high[column > 0] = b
        np.maximum(widest, column, out=widest)
    fan_in = _bit_length(widest + parts[:, -1])
    pool = _classes(high, fan_in, neurons.prompt, neurons.silence)
    common = np.where(rare, pool + kind.max(initial=0) + 1, kind)
    order = np.argsort(common, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(common[order])) + 1):
        if len(members):
            yield _kind(neurons, members)


def _kind(neurons: _Neurons, members: Ints) -> _Kind:
    heights = neurons.parts[members].max(axis=0).astype(np.int64)
    bars = neurons.bar[members]
    columns = [(int(a), int(b)) for a, b in zip(heights[:-1:2], heights[1::2], strict=True)]
    while columns and columns[-1] == (0, 0):
        columns.pop()
    bar = int(bars[0]) if (bars == bars[0]).all() else 0
    bits = (int(bars.max()) - 1).bit_length()
    silence, prompt = neurons.silence[members[0]], neurons.prompt[members[0]]
    shape = Shape(tuple(columns), bar, bits, int(heights[-1]), bool(silence))
    return _Kind(members, heights, shape, bool(prompt))


def _group(program: Program, neurons: _Neurons, kind: _Kind, place: Ints, first: int) -> Group:
    count, width = len(kind.members), len(kind.heights)
    offset = np.cumsum(kind.heights) - kind.heights
    # a padded complemented input always fires, so that it counts nothing
    idle = np.where(np.arange(width) % 2, program.rows + 1, program.rows)
    table = np.tile(np.repeat(idle, kind.heights).astype(np.int32), (count, 1))
    delays = np.ones((1, 1) if kind.prompt else table.shape, np.int32)
    for batch in _batches(program, neurons.row[kind.members]):
        ends = _ends(program, neurons, kind.members[batch])
        rows = place[ends.source]
        # in rising order, so that one part's fetches keep to one region of the state
        order = np.lexsort((ends.delay, rows, ends.part, ends.neuron))
        neuron, part = ends.neuron[order], ends.part[order]
        slot = neuron * width + part
        among = np.arange(len(slot)) - np.searchsorted(slot, slot)
        at = batch[neuron], offset[part] + among
        table[at] = rows[order]
        if not kind.prompt:
            delays[at] = ends.delay[order]
    return Group(
        first, first + count, kind.shape, table, np.broadcast_to(delays, table.shape), kind.prompt,
        neurons.bar[kind.members],
    )  # fmt: skip


def _classes(*columns: NDArray[np.generic]) -> Ints:
    """Number the distinct rows that columns have."""
    number = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values = np.unique(column, return_inverse=True)[1]
        if values.max(initial=0):
            both = number * (int(values.max()) + 1) + values
            number = np.unique(both, return_inverse=True)[1]
    return number


def _bit_length(numbers: NDArray[np.integer]) -> Ints:
    """Return how many binary digits nonnegative numbers have."""
    length = np.zeros(len(numbers), np.int64)
    left = numbers.astype(np.int64)
    while left.any():
        length += left > 0
        left >>= 1
    return length
