"""A shape's circuit against integer arithmetic, on all inputs."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from psychon.sim.engine.circuit import Gate, Op, Shape, circuit
from psychon.sim.engine.fast.lookup import covered
from psychon.sim.engine.planes import OUT, WORD_OPS, plan

COLUMNS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4)


@st.composite
def shapes(draw: st.DrawFn) -> tuple[Shape, int]:
    """Return a shape of at most 11 inputs that can fire, and a bar that it or its mask has."""
    columns = tuple(draw(COLUMNS.filter(lambda made: 1 <= sum(map(sum, made)) <= 9)))
    total = sum(sum(pair) << b for b, pair in enumerate(columns))
    bar = draw(st.integers(1, total))
    mixed = draw(st.booleans())
    bits = (bar - 1).bit_length() + (draw(st.integers(0, 2)) if mixed else 0)
    vetoes, silence = draw(st.integers(0, 2)), draw(st.booleans())
    return Shape(columns, 0 if mixed else bar, bits, vetoes, silence), bar


def expected(shape: Shape, bar: int, firing: tuple[bool, ...]) -> bool:
    """Count what fires, and what is complemented and silent."""
    weights = [
        (1 << b, minus)
        for b, pair in enumerate(shape.columns)
        for minus, number in enumerate(pair)
        for _ in range(number)
    ]
    counted = zip(weights, firing, strict=False)  # the vetoes are left over
    reached = sum(weight for (weight, minus), on in counted if on != bool(minus)) >= bar
    return reached != shape.silence and not any(firing[len(weights) :])


@given(shapes())
def test_a_circuit_counts(made: tuple[Shape, int]) -> None:
    shape, bar = made
    inputs = sum(map(sum, shape.columns)) + shape.vetoes
    cases = list(product([False, True], repeat=inputs))
    planes = np.array(cases).T
    added = (1 << shape.bits) - bar
    registers: dict[int, np.ndarray] = {}
    for op, a, b, to in plan(shape).steps:
        if op is Op.INPUT:
            plane = planes[a]
        elif op is Op.MASK:
            plane = np.full(len(cases), bool(added >> a & 1))
        elif op is Op.NOT:
            plane = ~registers[a]
        else:
            plane = WORD_OPS[op](registers[a], registers[b])
        registers[to] = plane
    fires = [expected(shape, bar, case) for case in cases]
    assert registers[OUT].tolist() == fires
    gates = circuit(shape)
    assert len(set(gates)) == len(gates)
    values = {
        k: planes[gate.a] if gate.op is Op.INPUT else np.full(len(cases), bool(added >> gate.a & 1))
        for k, gate in enumerate(gates)
        if not gate.planes
    }
    lookups = covered(gates)
    assert len(lookups) <= len(gates) - len(values)
    for plane, reads, table in lookups:
        column = np.zeros(len(cases), int)
        for place, k in enumerate(reads):
            column |= values[k].astype(int) << 2 - place
        values[plane] = (table >> column & 1).astype(bool)
    assert values[len(gates) - 1].tolist() == fires


def test_a_full_adder_is_two_operations_on_three_planes() -> None:
    a, b, c, some, both, carried = range(6)
    inputs = [Gate(Op.INPUT, k) for k in (a, b, c)]
    carry = [*inputs, Gate(Op.XOR, a, b), Gate(Op.AND, a, b), Gate(Op.AND, some, c),
             Gate(Op.OR, both, carried)]  # fmt: skip
    assert covered(carry) == [(6, (a, b, c), 0xE8)]
    total = Gate(Op.XOR, some, c)
    assert covered([*carry, total]) == [(7, (a, b, c), 0x96)]
    assert [k.plane for k in covered([*carry, total, Gate(Op.XOR, 6, 7)])] == [8]
    assert len(covered([*carry, total, Gate(Op.INPUT, 3), Gate(Op.XOR, 7, 8)])) == 2


def test_a_circuit_is_no_longer_than_it_need_be() -> None:
    def operations(columns: tuple[tuple[int, int], ...], bar: int) -> int:
        gates = circuit(Shape(columns, bar, (bar - 1).bit_length(), 0, silence=False))
        return sum(gate.op in WORD_OPS or gate.op is Op.NOT for gate in gates)

    assert operations(((2, 0),), 1) == 1
    assert operations(((2, 0),), 2) == 1
    assert operations(((3, 0),), 2) == 4  # a & b | (a ^ b) & c
    assert operations(((8, 0),), 1) == 7
    assert operations(((1, 0),), 1) == 0
    assert operations(((0, 1),), 1) == 1
