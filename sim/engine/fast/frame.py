"""What is compiled once for all nets: the ticks of a block of runs, and what each does."""

from typing import Final

from llvmlite import ir

from . import chance, interpreter, machine, tally
from .arrays import ROW
from .code import ONES, POINTER, ZEROS, Code, Value, constant
from .neurons import ARGUMENTS
from .records import Group, Job

ADVANCE: Final = "advance"
INTERPRET: Final = "interpret"


def link() -> None:
    """Make the functions callable."""
    machine.link({(ADVANCE, INTERPRET): text})


def text() -> str:
    """Return the module; ``advance(job)`` runs ``TICKS`` ticks."""
    module = ir.Module()
    draw = chance.define(module)
    counters = {window: tally.define(module, window) for window in tally.WINDOWS}
    interpreter.define(module, INTERPRET)
    code = Code(module, ADVANCE, 1)
    (job,) = code.arguments
    field = {each: code.load(job, each) for each in Job}
    ring, scratch, drawn = (code.address(job, each) for each in (Job.RING, Job.SCRATCH, Job.CHANCE))
    given_places, given_words, certain, groups = (
        code.address(job, each)
        for each in (Job.GIVEN_PLACES, Job.GIVEN_WORDS, Job.CERTAIN_PLACES, Job.GROUP)
    )
    kernel = ir.PointerType(ir.FunctionType(ir.VoidType(), [POINTER] * ARGUMENTS))
    index, clock = code.variable(0), code.variable(0)

    def slot(tick: Value) -> Value:
        return code.at(ring, code.times(code.ir.urem(tick, field[Job.SLOTS]), field[Job.STRIDE]))

    with code.loop(field[Job.TICKS]) as step:
        tick = code.add(field[Job.TICK], step)
        now = slot(tick)
        before = slot(code.add(tick, code.add(field[Job.SLOTS], -1)))
        words = code.times(step, code.times(field[Job.GIVEN], ROW))
        with code.loop(field[Job.GIVEN]) as k:
            row = code.row(given_words, code.add(words, code.times(k, ROW)))
            code.store_row(row, now, code.load(given_places, k))
        with code.loop(field[Job.CERTAIN]) as k:
            code.store_row(ONES, now, code.load(certain, k))
        with code.ir.if_then(code.ir.icmp_signed("!=", field[Job.CHANCE], constant(0))):
            code.store(tick, clock)
            code.ir.call(draw, [drawn, now, clock])
        with code.loop(field[Job.SILENT_ROWS]) as k:
            code.store_row(ZEROS, now, code.add(field[Job.SILENT], code.times(k, ROW)))
        with code.loop(field[Job.GROUPS]) as k:
            group = code.at(groups, code.times(k, len(Group)))
            function = code.ir.inttoptr(code.load(group, Group.KERNEL), kernel)
            code.ir.call(function, [ring, before, now, group, scratch])
        code.store(code.ir.sub(tick, field[Job.COUNTED_FROM]), index)
        for window, count in counters.items():
            # the last of so many counted ticks
            last = code.ir.and_(code.load(index), constant(-(2**63) | window - 1))
            due = code.ir.icmp_signed("==", last, constant(window - 1))
            chosen = code.ir.icmp_signed("==", field[Job.WINDOW], constant(window))
            with code.ir.if_then(code.ir.and_(due, chosen)):
                ticks = (code.add(tick, code.add(field[Job.SLOTS], -k)) for k in range(window))
                code.ir.call(count, [job, index, *map(slot, ticks)])
    code.store(code.add(field[Job.TICK], field[Job.TICKS]), job, Job.TICK)
    code.finish()
    return str(module)
