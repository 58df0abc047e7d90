"""Neurons of any shape by the steps of its plan, without code of their own.

Each step is done for a few neurons at once, so that their planes stay in the first-level cache
and choosing the operation costs little. It serves shapes that few neurons share, and runs too
short to pay for compiling.
"""

from typing import Final

from llvmlite import ir

from ..circuit import Op
from .arrays import ROW
from .code import Code, Value, constant
from .neurons import ARGUMENTS, Fetch, apply
from .records import Group

TILE: Final = 4
"""Neurons in step."""

OPS: Final = (Op.INPUT, Op.MASK, Op.AND, Op.OR, Op.XOR, Op.NOT)
"""A step's operation is its number here, or ``LATE`` for an input with a delay."""

LATE: Final = len(OPS)


def define(module: ir.Module, name: str) -> ir.Function:
    """Define the kernel, called as those of neurons.py are; return it."""
    code = Code(module, name, ARGUMENTS)
    ring, before, now, group, scratch = code.arguments
    table, added, steps = (
        code.address(group, field) for field in (Group.TABLE, Group.ADDED, Group.STEPS)
    )
    inputs, length = code.load(group, Group.INPUTS), code.load(group, Group.LENGTH)
    neurons = code.load(group, Group.NEURONS)
    out = code.at(now, code.load(group, Group.FIRST))
    fetch = Fetch(code, ring, before, now, group)
    tiles = code.ir.sdiv(code.add(neurons, TILE - 1), constant(TILE))
    with code.loop(tiles) as tile:
        start = code.times(tile, TILE)
        left = code.ir.sub(neurons, start)
        size = code.ir.select(code.below(left, TILE), left, constant(TILE))
        with code.loop(length) as k:
            at = code.times(k, 4)
            op, a, b, to = (code.integer(steps, code.add(at, field)) for field in range(4))

            def plane(number: Value) -> Value:
                return code.at(scratch, code.times(number, TILE * ROW))

            target = code.ir.select(
                code.below(to, 0), code.at(out, code.times(start, ROW)), plane(to)
            )
            done = code.function.append_basic_block("done")
            cases = code.ir.switch(op, done)
            for number in range(len(OPS) + 1):
                case = code.function.append_basic_block(f"op{number}")
                cases.add_case(constant(number), case)
                code.ir.position_at_end(case)
                with code.loop(size) as j:
                    neuron, first = code.add(start, j), code.times(j, ROW)
                    if number == LATE or OPS[number] is Op.INPUT:
                        entry = code.add(code.times(neuron, inputs), a)
                        value = fetch.row(table, entry, number != LATE)
                    elif OPS[number] is Op.MASK:
                        value = code.everywhere(code.mask(code.load(added, neuron), a))
                    else:
                        left_, right = (code.row(plane(x), first) for x in (a, b))
                        value = apply(code, OPS[number], left_, right)
                    code.store_row(value, target, first)
                code.ir.branch(done)
            code.ir.position_at_end(done)
    code.finish()
    return code.function
