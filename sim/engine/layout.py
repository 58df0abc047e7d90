"""Sort a net's neurons into groups of equal shape that run in step.

A neuron fires iff sum w_i x_i >= theta. With -w x = w (1 - x) - w, inhibition counts silence and
raises the threshold, so all weights are positive; a weight is a sum of powers of two, so each
input stands in the columns of a heap, column b counting 2^b. Neurons of one group have heaps of
one shape. Shapes that few neurons share are padded into a common one.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...formal.net.program import Program

Ints = NDArray[np.int64]

RARE: Final = 8
"""A shape that fewer neurons share is padded into a common one."""


class Shape(NamedTuple):
    """What the neurons of a group have in common.

    Args:
        columns: for each power of two, how many inputs excite and how many inhibit.
        bar: the raised threshold; 0 if the neurons differ.
        vetoes: how many veto inputs there are.
        prompt: whether every delay is 1.
    """

    columns: tuple[tuple[int, int], ...]
    bar: int
    vetoes: int
    prompt: bool


@dataclass(frozen=True)
class Group:
    """Neurons in consecutive rows of the engine, with the sources of their inputs.

    Args:
        first, last: their rows, last excluded.
        columns: by power of two, (exciting, inhibiting), each [inputs, neurons] synapse ends.
        vetoes: [inputs, neurons].
        bars: [neurons] raised thresholds.
        bits: how many columns the sum needs.
        prompt: whether every delay is 1.
    """

    first: int
    last: int
    columns: list[tuple["Ends", "Ends"]]
    vetoes: "Ends"
    bars: Ints
    bits: int
    prompt: bool


@dataclass(frozen=True)
class Ends:
    """Where inputs come from: engine row and delay, both [inputs, neurons]."""

    rows: Ints
    delays: Ints


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


class _Neuron(NamedTuple):
    row: int
    heap: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]]
    vetoes: list[tuple[int, int]]
    bar: int
    bits: int


def lay_out(program: Program) -> Layout:
    """Group the neurons of a net."""
    shapes: dict[Shape, list[_Neuron]] = defaultdict(list)
    silent: list[int] = []
    for row in np.flatnonzero(program.thresholds).tolist():
        neuron = _neuron(row, int(program.thresholds[row]), program.incoming(row))
        if neuron is None:
            silent.append(row)
        else:
            shapes[_shape(neuron)].append(neuron)
    groups = _merge_rare(shapes)
    afferents = np.flatnonzero(program.thresholds == 0).tolist()
    order = [*afferents, *(n.row for _, members in groups for n in members), *silent]
    place = np.empty(program.rows, np.int64)
    place[order] = np.arange(program.rows)
    made, first = [], len(afferents)
    for shape, members in groups:
        made.append(_group(shape, members, first, place, program.rows))
        first += len(members)
    return Layout(
        np.array(order, np.int64), place, made, first, program.rows, program.rows + 1
    )  # fmt: skip


def _neuron(row: int, threshold: int, incoming: list[tuple[int, int, int]]) -> _Neuron | None:
    bar = threshold + sum(-weight for _, weight, _ in incoming if weight < 0)
    total = sum(abs(weight) for _, weight, _ in incoming)
    if total < bar:
        return None
    bits = total.bit_length()
    heap: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]] = [
        ([], []) for _ in range(bits)
    ]
    for source, weight, delay in incoming:
        for b in range(abs(weight).bit_length()):
            if abs(weight) >> b & 1:
                heap[b][weight < 0].append((source, delay))
    vetoes = [(source, delay) for source, weight, delay in incoming if weight == 0]
    return _Neuron(row, heap, vetoes, bar, bits)


def _shape(neuron: _Neuron) -> Shape:
    ends = [end for pair in neuron.heap for part in pair for end in part] + neuron.vetoes
    columns = tuple((len(plus), len(minus)) for plus, minus in neuron.heap)
    return Shape(columns, neuron.bar, len(neuron.vetoes), all(d == 1 for _, d in ends))


def _merge_rare(shapes: dict[Shape, list[_Neuron]]) -> list[tuple[Shape, list[_Neuron]]]:
    groups = [(shape, members) for shape, members in shapes.items() if len(members) >= RARE]
    # the rare ones go together by the size of their sums and fan-ins, as powers of two
    pools: dict[tuple[int, int, bool], list[tuple[Shape, list[_Neuron]]]] = defaultdict(list)
    for shape, members in shapes.items():
        if len(members) < RARE:
            widest = max(plus + minus for plus, minus in shape.columns) + shape.vetoes
            pools[len(shape.columns), widest.bit_length(), shape.prompt].append((shape, members))
    for (bits, _, prompt), pool in pools.items():
        columns = tuple(
            (max(s.columns[b][0] for s, _ in pool), max(s.columns[b][1] for s, _ in pool))
            for b in range(bits)
        )
        shape = Shape(columns, 0, max(s.vetoes for s, _ in pool), prompt)
        groups.append((shape, [neuron for _, members in pool for neuron in members]))
    return groups


def _group(shape: Shape, members: list[_Neuron], first: int, place: Ints, rows: int) -> Group:
    def ends(parts: list[list[tuple[int, int]]], height: int, padding: int) -> Ends:
        table = np.full((2, height, len(members)), 1, np.int64)
        table[0] = padding
        for k, part in enumerate(parts):
            # in rising order, so that one column's fetches keep to one region of the state
            for j, (row, delay) in enumerate(sorted((place[s], d) for s, d in part)):
                table[:, j, k] = row, delay
        return Ends(table[0], table[1])

    columns = [
        (
            ends([m.heap[b][0] for m in members], plus, rows),
            # a padded inhibiting input always fires, so that its silence counts nothing
            ends([m.heap[b][1] for m in members], minus, rows + 1),
        )
        for b, (plus, minus) in enumerate(shape.columns)
    ]
    vetoes = ends([m.vetoes for m in members], shape.vetoes, rows)
    bars = np.array([m.bar for m in members], np.int64)
    return Group(
        first, first + len(members), columns, vetoes, bars, len(shape.columns), shape.prompt
    )
