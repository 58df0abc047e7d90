"""Sort a net's neurons into groups of equal shape that run in step.

A neuron fires iff sum w_i x_i >= theta. With -w x = w (1 - x) - w, inhibition counts silence and
raises the threshold, so all weights are positive; a weight is a sum of powers of two, so each
input stands in the columns of a heap, column b counting 2^b. Neurons of one group have heaps of
one shape. Shapes that few neurons share are padded into a common one.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...formal.net.program import Program
from .circuit import Shape

Ints = NDArray[np.int64]

RARE: Final = 8
"""A shape that fewer neurons share is padded into a common one."""


@dataclass(frozen=True)
class Group:
    """Neurons in consecutive rows of the engine, with the sources of their inputs.

    Args:
        first, last: their rows, last excluded.
        shape: theirs; it says how the inputs are numbered.
        rows, delays: [inputs, neurons] the engine row that each input comes from, and its delay.
        prompt: whether every delay is 1.
        bars: [neurons].
    """

    first: int
    last: int
    shape: Shape
    rows: Ints
    delays: Ints
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


End = tuple[int, int]


class _Neuron(NamedTuple):
    row: int
    heap: list[tuple[list[End], list[End]]]
    vetoes: list[End]
    bar: int
    silence: bool

    @property
    def shape(self) -> Shape:
        columns = tuple((len(plus), len(minus)) for plus, minus in self.heap)
        bits = (self.bar - 1).bit_length()
        return Shape(columns, self.bar, bits, len(self.vetoes), self.silence)

    @property
    def prompt(self) -> bool:
        ends = chain(self.vetoes, *(part for pair in self.heap for part in pair))
        return all(delay == 1 for _, delay in ends)


def lay_out(program: Program) -> Layout:
    """Group the neurons of a net."""
    kinds: dict[tuple[Shape, bool], list[_Neuron]] = defaultdict(list)
    silent: list[int] = []
    for row in np.flatnonzero(program.thresholds).tolist():
        neuron = _neuron(row, int(program.thresholds[row]), program.incoming(row))
        if neuron is None:
            silent.append(row)
        else:
            kinds[neuron.shape, neuron.prompt].append(neuron)
    groups = _merge_rare(kinds)
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
    # it fires iff the silent weights do not reach total - bar + 1, which may be the lower bar
    silence = total - bar + 1 < bar
    heap: list[tuple[list[End], list[End]]] = [([], []) for _ in range(total.bit_length())]
    for source, weight, delay in incoming:
        for b in range(abs(weight).bit_length()):
            if abs(weight) >> b & 1:
                heap[b][(weight < 0) != silence].append((source, delay))
    vetoes = [(source, delay) for source, weight, delay in incoming if weight == 0]
    return _Neuron(row, heap, vetoes, total - bar + 1 if silence else bar, silence)


def _merge_rare(
    kinds: dict[tuple[Shape, bool], list[_Neuron]],
) -> list[tuple[Shape, list[_Neuron]]]:
    groups = [(shape, members) for (shape, _), members in kinds.items() if len(members) >= RARE]
    # the rare ones go together by the size of their sums and fan-ins, as powers of two
    pools: dict[tuple[int, int, bool, bool], list[tuple[Shape, list[_Neuron]]]] = defaultdict(list)
    for (shape, prompt), members in kinds.items():
        if len(members) < RARE:
            widest = max(plus + minus for plus, minus in shape.columns) + shape.vetoes
            key = len(shape.columns), widest.bit_length(), prompt, shape.silence
            pools[key].append((shape, members))
    for (bits, _, _, silence), pool in pools.items():
        columns = tuple(
            (max(s.columns[b][0] for s, _ in pool), max(s.columns[b][1] for s, _ in pool))
            for b in range(bits)
        )
        shape = Shape(
            columns,
            pool[0][0].bar if len({s.bar for s, _ in pool}) == 1 else 0,
            max(s.bits for s, _ in pool),
            max(s.vetoes for s, _ in pool),
            silence,
        )
        groups.append((shape, [neuron for _, members in pool for neuron in members]))
    return groups


def _group(shape: Shape, members: list[_Neuron], first: int, place: Ints, rows: int) -> Group:
    tables: list[Ints] = []

    def fill(parts: list[list[End]], height: int, padding: int) -> None:
        table = np.full((2, height, len(members)), 1, np.int64)
        table[0] = padding
        for k, part in enumerate(parts):
            # in rising order, so that one column's fetches keep to one region of the state
            for j, (row, delay) in enumerate(sorted((place[s], d) for s, d in part)):
                table[:, j, k] = row, delay
        tables.append(table)

    for b, (plus, minus) in enumerate(shape.columns):
        fill([m.heap[b][0] for m in members], plus, rows)
        # a padded complemented input always fires, so that it counts nothing
        fill([m.heap[b][1] for m in members], minus, rows + 1)
    fill([m.vetoes for m in members], shape.vetoes, rows)
    ends = np.concatenate(tables, axis=1)
    bars = np.array([m.bar for m in members], np.int64)
    prompt = all(m.prompt for m in members)
    return Group(first, first + len(members), shape, ends[0], ends[1], prompt, bars)
