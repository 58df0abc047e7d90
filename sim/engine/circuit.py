"""A threshold as a circuit of word operations, the same for all neurons of one shape.

Planes of inputs are added column by column with carry-save full adders, column b counting 2^b.
With 2^bits >= bar, adding 2^bits - bar to the sum carries out of the lowest columns iff the sum
reaches the bar; so does any input or carry of weight 2^bits, and no column above is added up.
A complement is a mark on a wire: adders pass it on, and it costs an operation only where it meets
its opposite.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import lru_cache, reduce
from itertools import chain, count
from typing import Final, NamedTuple


class Op(Enum):
    """What a gate does with the planes a and b."""

    INPUT = "input"  # a is the number of the input, no plane
    MASK = "mask"  # a is the bit of 2^bits - bar, which differs among the neurons
    AND = "and"
    OR = "or"
    XOR = "xor"
    NOT = "not"


BINARY: Final = (Op.AND, Op.OR, Op.XOR)


class Gate(NamedTuple):
    """One plane, made from the planes of earlier gates."""

    op: Op
    a: int
    b: int = 0

    @property
    def planes(self) -> tuple[int, ...]:
        """The gates whose planes it reads."""
        return (self.a, self.b) if self.op in BINARY else (self.a,) if self.op is Op.NOT else ()


class Wire(NamedTuple):
    """The plane of a gate, or its complement."""

    gate: int
    off: bool = False


class Shape(NamedTuple):
    """What neurons that run in step have in common.

    Its inputs are numbered by column, first those that excite, and then the vetoes.

    Args:
        columns: for each power of two, how many inputs excite and how many inhibit.
        bar: what the sum must reach; 0 if the neurons differ.
        bits: 2^bits is at least the bar.
        vetoes: how many veto inputs there are.
        silence: whether the neuron is one that fires iff the sum does not reach the bar.
    """

    columns: tuple[tuple[int, int], ...]
    bar: int
    bits: int
    vetoes: int
    silence: bool


@lru_cache(1024)
def circuit(shape: Shape) -> tuple[Gate, ...]:
    """Return the gates that make a shape's firing, which is the plane of the last."""
    wiring = _Wiring()
    numbers = count()
    reached = _Any(wiring)
    carried: list[Wire] = []
    for bit in range(max(shape.bits, len(shape.columns))):
        plus, minus = shape.columns[bit] if bit < len(shape.columns) else (0, 0)
        inputs = wiring.inputs(numbers, [False] * plus + [True] * minus)
        if bit < shape.bits:
            total, carried = wiring.add(chain(carried, inputs))
            if total is not None and not shape.bar:
                carried.append(wiring.both(total, wiring.gate(Op.MASK, bit)))
            elif total is not None and ((1 << shape.bits) - shape.bar) >> bit & 1:
                carried.append(total)
        if bit >= shape.bits - 1:
            for wire in chain(carried if bit == shape.bits - 1 else (), inputs):
                reached.add(wire)
    fires = reached.wire()
    if shape.silence:
        fires = negated(fires)
    blocked = _Any(wiring)
    for wire in wiring.inputs(numbers, [False] * shape.vetoes):
        blocked.add(wire)
    if shape.vetoes:
        fires = wiring.both(fires, negated(blocked.wire()))
    if fires.off:
        fires = wiring.gate(Op.NOT, fires.gate)
    return wiring.behind(fires)


def negated(wire: Wire) -> Wire:
    """Return the complement."""
    return Wire(wire.gate, not wire.off)


class _Wiring:
    """Gates as they are made, each once."""

    def __init__(self) -> None:
        self._gates: list[Gate] = []
        self._known: dict[Gate, Wire] = {}

    def gate(self, op: Op, a: int, b: int = 0) -> Wire:
        made = Gate(op, min(a, b), max(a, b)) if op in BINARY else Gate(op, a)
        if made not in self._known:
            self._gates.append(made)
            self._known[made] = Wire(len(self._gates) - 1)
        return self._known[made]

    def inputs(self, numbers: Iterator[int], off: Iterable[bool]) -> Iterator[Wire]:
        for each in off:  # made when asked for, so that few planes are in use at once
            yield Wire(self.gate(Op.INPUT, next(numbers)).gate, each)

    def both(self, a: Wire, b: Wire) -> Wire:
        if a.off == b.off:
            return Wire(self.gate(Op.OR if a.off else Op.AND, a.gate, b.gate).gate, a.off)
        on = b if a.off else a  # on & ~off = on & (on ^ off)
        return self.gate(Op.AND, on.gate, self.gate(Op.XOR, a.gate, b.gate).gate)

    def either(self, a: Wire, b: Wire) -> Wire:
        return negated(self.both(negated(a), negated(b)))

    def differ(self, a: Wire, b: Wire) -> Wire:
        return Wire(self.gate(Op.XOR, a.gate, b.gate).gate, a.off != b.off)

    def add(self, inputs: Iterator[Wire]) -> tuple[Wire | None, list[Wire]]:
        """Return the sum of a column, if it has inputs, and what it carries."""
        total, carries = next(inputs, None), []
        for a in inputs:
            assert total is not None
            b = next(inputs, None)
            if b is None:
                total, carry = self.differ(total, a), self.both(total, a)
            else:
                total, carry = self._full(total, a, b)
            carries.append(carry)
        return total, carries

    def _full(self, a: Wire, b: Wire, c: Wire) -> tuple[Wire, Wire]:
        if a.off != b.off:  # the odd one out goes last
            a, b, c = (b, c, a) if b.off == c.off else (a, c, b)
        # in words alone: a + b + c carries iff a & b | (a ^ b) & c, for ~a, ~b, ~c just so, and
        # if only c is complemented (a ^ b) & ~c = (a ^ b) & (a ^ b ^ c)
        some = self.gate(Op.XOR, a.gate, b.gate)
        total = self.gate(Op.XOR, some.gate, c.gate)
        all_three = self.gate(Op.AND, some.gate, c.gate if a.off == c.off else total.gate)
        carry = self.gate(Op.OR, self.gate(Op.AND, a.gate, b.gate).gate, all_three.gate)
        return Wire(total.gate, a.off ^ b.off ^ c.off), Wire(carry.gate, a.off)

    def behind(self, last: Wire) -> tuple[Gate, ...]:
        """Return the gates that a wire needs, itself last."""
        needed = {last.gate}
        for k in range(last.gate, -1, -1):
            if k in needed:
                needed.update(self._gates[k].planes)
        number = {k: j for j, k in enumerate(sorted(needed))}
        kept = (self._gates[k] for k in sorted(needed))
        return tuple(
            Gate(gate.op, *(number[k] for k in gate.planes)) if gate.planes else gate
            for gate in kept
        )


class _Any:
    """The disjunction of wires, those of one mark joined first."""

    def __init__(self, wiring: _Wiring) -> None:
        self._wiring = wiring
        self._joined: dict[bool, Wire] = {}

    def add(self, wire: Wire) -> None:
        kept = self._joined.get(wire.off)
        self._joined[wire.off] = wire if kept is None else self._wiring.either(kept, wire)

    def wire(self) -> Wire:
        return reduce(self._wiring.either, self._joined.values())
