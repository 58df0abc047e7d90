"""A shape's circuit against integer arithmetic, on all inputs."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from psychon.sim.engine.circuit import Op, Shape, circuit
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
    assert registers[OUT].tolist() == [expected(shape, bar, case) for case in cases]
    assert len(set(circuit(shape))) == len(circuit(shape))


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
