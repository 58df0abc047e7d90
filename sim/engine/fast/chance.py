"""Philox and Bernoulli planes, compiled: the bits of ``stimulus/bernoulli.py``.

Source: Salmon, Moraes, Dror & Shaw 2011, Proc. SC '11 (Philox4x32-10).
"""

from llvmlite import ir

from ...stimulus.bernoulli import MULTIPLIERS, PRECISION, ROUNDS, WEYL
from .arrays import ROW
from .code import ONES, VECTOR, WORD, ZEROS, Code, Value, constant
from .records import Chance

HALF = 0xFFFFFFFF
ALL = ir.IntType(64 * ROW)


def define(module: ir.Module) -> ir.Function:
    """Define ``draw(chance, now, tick)``, which lets afferents fire or not in the slot ``now``."""
    code = Code(module, "draw", 3)
    code.function.linkage = "internal"
    chance, now, clock = code.arguments
    key = code.load(chance, Chance.SEED)
    block, tick = (
        code.everywhere(word) for word in (code.load(chance, Chance.BLOCK), code.load(clock))
    )
    places, numbers, rates = (
        code.address(chance, field) for field in (Chance.PLACES, Chance.NUMBERS, Chance.RATES)
    )
    lanes = ir.Constant(VECTOR, list(range(ROW)))
    with code.loop(code.load(chance, Chance.ROWS)) as row:
        afferent = code.everywhere(code.load(numbers, row))
        left = code.variable(code.ir.shl(code.load(rates, row), constant(64 - PRECISION)))
        fires, undecided, first = (code.variable(rows) for rows in (ZEROS, ONES, lanes))
        going = code.variable(1)
        with code.repeat(lambda: code.ir.trunc(code.ir.load(going), ir.IntType(1))):
            here, fired = code.ir.load(undecided), code.ir.load(fires)
            counter = code.ir.load(first), afferent, tick, block
            for random in philox(code, counter, key):
                digits = code.ir.load(left)
                digit = code.everywhere(code.ir.ashr(digits, constant(63)))
                differs = code.ir.xor(random, digit)
                fired = code.ir.or_(fired, code.ir.and_(code.ir.and_(here, digit), differs))
                here = code.ir.and_(here, code.ir.not_(differs))
                code.ir.store(code.ir.shl(digits, constant(1)), left)
            code.ir.store(code.ir.add(counter[0], ir.Constant(VECTOR, [ROW] * ROW)), first)
            code.ir.store(here, undecided)
            code.ir.store(fired, fires)
            open_ = code.ir.icmp_unsigned("!=", code.ir.bitcast(here, ALL), ir.Constant(ALL, 0))
            more = code.ir.icmp_unsigned("!=", code.ir.load(left), constant(0))
            code.ir.store(code.ir.zext(code.ir.and_(open_, more), WORD), going)
        code.store_row(code.ir.load(fires), now, code.load(places, row))
    code.finish()
    return code.function


def philox(
    code: Code, counter: tuple[Value, Value, Value, Value], key: Value
) -> tuple[Value, Value]:
    """Return the two rows of words that Philox4x32-10 makes of a row of counters."""
    build, half, shift = code.ir, _everywhere(HALF), _everywhere(32)
    a, b, c, d = counter
    low, high = build.and_(key, constant(HALF)), build.lshr(key, constant(32))
    for _ in range(ROUNDS):
        # the upper halves of b and d are never read
        first, second = (
            build.mul(build.and_(part, half), _everywhere(factor))
            for part, factor in zip((a, c), MULTIPLIERS, strict=True)
        )
        a = build.xor(build.xor(build.lshr(second, shift), b), code.everywhere(low))
        c = build.xor(build.xor(build.lshr(first, shift), d), code.everywhere(high))
        b, d = second, first
        low, high = (
            build.and_(build.add(part, constant(step)), constant(HALF))
            for part, step in zip((low, high), WEYL, strict=True)
        )
    a, b, c, d = (
        build.and_(a, half),
        build.shl(b, shift),
        build.and_(c, half),
        build.shl(d, shift),
    )
    return build.or_(a, b), build.or_(c, d)


def _everywhere(word: int) -> Value:
    return ir.Constant(VECTOR, [word] * ROW)
