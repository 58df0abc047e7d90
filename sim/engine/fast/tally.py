"""Counters of bit planes, compiled: two ticks and what is held make one carry.

Level k holds a plane worth 2^k, and at every other visit one that waits. The two planes of level
0 are the rows of two ticks themselves.
"""

from llvmlite import ir

from .arrays import ROW
from .code import Code
from .records import Job


def define(module: ir.Module) -> ir.Function:
    """Define ``tally(job, before, now, index)``, for every second counted tick."""
    code = Code(module, "tally", 4)
    code.function.linkage = "internal"
    job, before, now, index = code.arguments
    held, waiting = code.address(job, Job.HELD), code.address(job, Job.WAITING)
    rows = code.load(job, Job.COUNTED)
    plane = code.times(rows, ROW)
    arrived = code.add(code.load(index), 1)
    levels = code.ir.cttz(arrived, ir.Constant(ir.IntType(1), 1))
    last = code.times(levels, plane)
    with code.loop(rows) as row:
        first = code.times(row, ROW)
        total, carried = code.full_adder(
            code.row(held, first), code.row(before, first), code.row(now, first)
        )
        code.store_row(total, held, first)
        carry = code.variable(carried)
        with code.loop(code.add(levels, -1)) as level:
            place = code.add(code.times(code.add(level, 1), plane), first)
            total, carried = code.full_adder(
                code.row(held, place), code.row(waiting, place), code.ir.load(carry)
            )
            code.store_row(total, held, place)
            code.ir.store(carried, carry)
        code.store_row(code.ir.load(carry), waiting, code.add(last, first))
    code.finish()
    return code.function
