"""One shape's neurons as straight-line code, a loop over them around it.

A kernel gets (ring, before, now, group, scratch): the ring's slots, those of the last tick and of
this one, its record, and room that it leaves alone. Its table says, neuron by neuron, where the
inputs come from: words behind the last tick's slot if all delays are 1, else words behind this
tick's slot, and once round the ring if that is before its start.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

from llvmlite import ir

from ..circuit import Op, Shape, circuit
from .arrays import ROW
from .code import Code, Value, constant
from .lookup import Lookup, covered
from .machine import processor
from .records import Group

ARGUMENTS = 5


def name(shape: Shape, prompt: bool) -> str:
    """Return what a shape's kernel is called."""
    kind = tuple(shape), prompt, processor().ternary
    return "neurons_" + sha256(repr(kind).encode()).hexdigest()[:24]


def kernel(shape: Shape, prompt: bool, ternary: bool | None = None) -> str:
    """Return the text of a module that defines a shape's kernel.

    Args:
        prompt: whether all delays are 1.
        ternary: whether to use operations on three rows; by default if this processor has them.
    """
    module = ir.Module()
    code = Code(module, name(shape, prompt), ARGUMENTS)
    ring, before, now, group, _ = code.arguments
    table, added = code.address(group, Group.TABLE), code.address(group, Group.ADDED)
    out = code.at(now, code.load(group, Group.FIRST))
    inputs = sum(map(sum, shape.columns)) + shape.vetoes
    fetch = Fetch(code, ring, before, now, group)
    with code.loop(code.load(group, Group.NEURONS)) as neuron:
        first = code.times(neuron, inputs + inputs % 2)
        fires = firing(
            code,
            shape,
            lambda number: fetch.row(table, code.add(first, number), prompt),
            lambda bit: code.everywhere(code.mask(code.load(added, neuron), bit)),
            ternary,
        )
        code.store_row(fires, out, code.times(neuron, ROW))
    code.finish()
    return str(module)


def firing(
    code: Code,
    shape: Shape,
    fetch: Callable[[int], Value],
    mask: Callable[[int], Value],
    ternary: bool | None = None,
) -> Value:
    """Return the row of a neuron of some shape.

    Args:
        fetch, mask: what writes the row of an input, by its number, and of a bit of the bar's.
        ternary: whether to use operations on three rows; by default if this processor has them.
    """
    gates = circuit(shape)
    ternary = processor().ternary if ternary is None else ternary
    made = _lookups(shape) if ternary else {}
    planes: dict[int, Value] = {}
    for number, gate in enumerate(gates):
        if gate.op is Op.INPUT:
            planes[number] = fetch(gate.a)
        elif gate.op is Op.MASK:
            planes[number] = mask(gate.a)
        elif not ternary:
            planes[number] = apply(code, gate.op, *(planes[k] for k in gate.planes))
        elif number in made:
            planes[number] = code.lookup(
                made[number].table, *(planes[k] for k in made[number].inputs)
            )
    return planes[len(gates) - 1]


@lru_cache(1024)
def _lookups(shape: Shape) -> dict[int, Lookup]:
    """Return what covers a shape's circuit, by plane."""
    return {each.plane: each for each in covered(circuit(shape))}


def apply(code: Code, op: Op, a: Value, b: Value | None = None) -> Value:
    """Return a plane made from others."""
    if op is Op.NOT:
        return code.ir.not_(a)
    return {Op.AND: code.ir.and_, Op.OR: code.ir.or_, Op.XOR: code.ir.xor}[op](a, b)


class Fetch:
    """Reads the rows that a table names."""

    def __init__(self, code: Code, ring: Value, before: Value, now: Value, group: Value) -> None:
        self._code, self._ring, self._before = code, ring, before
        word = code.ir.ptrtoint(now, constant(0).type)
        start = code.ir.ptrtoint(ring, constant(0).type)
        self._now = code.ir.lshr(code.ir.sub(word, start), constant(3))
        self._round = code.load(group, Group.RING)

    def row(self, table: Value, entry: Value, prompt: bool) -> Value:
        """Return the row that an entry names."""
        code = self._code
        offset = code.half(table, entry)
        return code.row(self._before, offset) if prompt else code.row(self.behind(offset))

    def behind(self, offset: Value) -> Value:
        """Return the address so many words behind this tick's slot, once round the ring."""
        code = self._code
        place = code.add(self._now, offset)
        wrapped = code.add(place, self._round)
        return code.at(self._ring, code.ir.select(code.below(place, 0), wrapped, place))
