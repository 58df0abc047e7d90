"""Counters of bit planes, compiled: the rows of some ticks and what is held make one carry.

Level k holds a plane worth 2^k. Of a *window* of 2, 4 or 8 ticks, whose rows are still in the ring,
all are added up at once, so that what is held at the lowest levels is fetched once for all of them.
One plane is carried to the level of the window; from there on each level has, at every other visit,
one that waits.
"""

from typing import Final

from llvmlite import ir

from .arrays import ROW
from .code import Code, Value, constant
from .records import Job

WINDOWS: Final = (2, 4, 8)
"""Numbers of ticks that are counted together."""

STRAIGHT: Final = 3
"""Up to so many levels, how far all rows carry is decided once, not row by row."""


def define(module: ir.Module, window: int) -> ir.Function:
    """Define ``tallyN(job, index, slot, slot, ..)``, for the N ticks that end at ``index``."""
    code = Code(module, f"tally{window}", 2 + window)
    code.function.linkage = "internal"
    job, index, *slots = code.arguments
    held, waiting = code.address(job, Job.HELD), code.address(job, Job.WAITING)
    rows = code.load(job, Job.COUNTED)
    plane = code.times(rows, ROW)
    arrived = code.ir.lshr(code.add(code.load(index), 1), constant(window.bit_length() - 1))
    levels = code.ir.cttz(arrived, ir.Constant(ir.IntType(1), 1))

    def summed(place: Value) -> tuple[Value, Value]:
        """Add up a row of all slots; return what is carried, and where to."""
        planes = [code.row(slot, place) for slot in slots]
        while len(planes) > 1:
            planes = [_add(code, held, place, planes[k : k + 2]) for k in range(0, len(planes), 2)]
            place = code.add(place, plane)
        return planes[0], place

    done, more = (code.function.append_basic_block(name) for name in ("done", "more"))
    cases = code.ir.switch(levels, more)
    for number in range(STRAIGHT):
        case = code.function.append_basic_block(f"levels{number}")
        cases.add_case(constant(number), case)
        code.ir.position_at_end(case)
        with code.loop(rows) as row:
            carry, place = summed(code.times(row, ROW))
            for _ in range(number):
                carry = _add(code, held, place, [code.row(waiting, place), carry])
                place = code.add(place, plane)
            code.store_row(carry, waiting, place)
        code.ir.branch(done)
    code.ir.position_at_end(more)
    with code.loop(rows) as row:
        carry, place = map(code.variable, summed(code.times(row, ROW)))
        with code.loop(levels):
            here = code.ir.load(place)
            both = [code.row(waiting, here), code.ir.load(carry)]
            code.ir.store(_add(code, held, here, both), carry)
            code.ir.store(code.add(here, plane), place)
        code.store_row(code.ir.load(carry), waiting, code.ir.load(place))
    code.ir.branch(done)
    code.ir.position_at_end(done)
    code.finish()
    return code.function


def _add(code: Code, held: Value, place: Value, pair: list[Value]) -> Value:
    """Add two rows to what is held; return what is carried."""
    total, carry = code.full_adder(code.row(held, place), *pair)
    code.store_row(total, held, place)
    return carry
