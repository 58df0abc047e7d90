"""Philox and Bernoulli planes, compiled: the bits of ``stimulus/bernoulli.py``.

Source: Salmon, Moraes, Dror & Shaw 2011, Proc. SC '11 (Philox4x32-10).
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from llvmlite import ir

from ...stimulus.bernoulli import APART, MULTIPLIERS, PRECISION, ROUNDS, WEYL
from .arrays import ROW
from .code import ONES, VECTOR, WORD, ZEROS, Code, Value, constant
from .machine import processor
from .records import Apart, Chance

HALF: Final = 0xFFFFFFFF


def at_once() -> int:
    """Return how many rows of counters are worked on in step: as many as registers hold."""
    return 4 if processor().ternary else 1


def define(module: ir.Module) -> ir.Function:
    """Define ``draw(chance, now, tick)``, which lets afferents fire or not in the slot ``now``."""
    together = at_once()
    settle = _settle(module, together)
    code = Code(module, "draw", 3)
    code.function.linkage = "internal"
    chance, now, clock = code.arguments
    key, block, tick = _common(code, chance, clock)
    places, numbers, rates, pairs = (
        code.address(chance, field)
        for field in (Chance.PLACES, Chance.NUMBERS, Chance.RATES, Chance.PAIRS)
    )
    lanes = ir.Constant(VECTOR, list(range(ROW)))
    apart, words = code.room(len(Apart) * together), code.room(1)
    waiting = code.variable(0)
    with code.loop(code.load(chance, Chance.ROWS)) as row:
        number = code.load(numbers, row)
        afferent = code.everywhere(number)
        left = code.variable(code.ir.shl(code.load(rates, row), constant(64 - PRECISION)))
        fires, undecided, first = (code.variable(rows) for rows in (ZEROS, ONES, lanes))
        turns = code.ir.udiv(code.add(code.load(pairs, row), together - 1), constant(together))
        with code.loop(turns):
            here, fired = code.ir.load(undecided), code.ir.load(fires)
            start = code.ir.load(first)
            counters = [
                (code.ir.add(start, _everywhere(ROW * k)), afferent, tick, block)
                for k in range(together)
            ]
            for random in philox(code, counters, key):
                digits = code.ir.load(left)
                digit = code.everywhere(code.ir.ashr(digits, constant(63)))
                differs = code.ir.xor(random, digit)
                fired = code.ir.or_(fired, code.ir.and_(code.ir.and_(here, digit), differs))
                here = code.ir.and_(here, code.ir.not_(differs))
                code.ir.store(code.ir.shl(digits, constant(1)), left)
            code.ir.store(code.ir.add(start, _everywhere(ROW * together)), first)
            code.ir.store(here, undecided)
            code.ir.store(fired, fires)
        place = code.load(places, row)
        code.store_row(code.ir.load(fires), now, place)
        rest, here = code.ir.load(left), code.ir.load(undecided)
        code.store_row(here, words)
        some = code.ir.bitcast(code.ir.icmp_unsigned("!=", here, ZEROS), ir.IntType(ROW))
        more = code.ir.icmp_unsigned("!=", rest, constant(0))
        first_words = code.ir.select(more, code.ir.zext(some, WORD), constant(0))
        with code.bits(first_words) as word, code.bits(code.load(words, word)) as lane:
            run = code.add(code.times(word, 64), lane)
            entry = {
                Apart.COUNTERS: code.add(run, APART),
                Apart.NUMBERS: number,
                Apart.RATES: rest,
                Apart.PLACES: code.add(place, word),
                Apart.BITS: code.ir.shl(constant(1), lane),
            }
            at = code.load(waiting)
            for field, value in entry.items():
                code.store(value, apart, code.add(at, field * together * ROW))
            code.store(code.add(at, 1), waiting)
            with code.ir.if_then(
                code.ir.icmp_signed("==", at, constant(together * ROW - 1)), likely=False
            ):
                code.ir.call(settle, [chance, now, clock, apart, waiting])
    code.ir.call(settle, [chance, now, clock, apart, waiting])
    code.finish()
    return code.function


def _settle(module: ir.Module, together: int) -> ir.Function:
    """Define ``settle(chance, now, tick, apart, waiting)``, for runs that go on by themselves."""
    room = together * ROW
    code = Code(module, "settle", 5)
    code.function.linkage = "internal"
    chance, now, clock, apart, waiting = code.arguments
    key, block, tick = _common(code, chance, clock)

    def fields(*wanted: Apart) -> list[list[Value]]:
        return [
            [code.row(apart, field * room + k * ROW) for field in wanted] for k in range(together)
        ]

    counters = [(*own, tick, block) for own in fields(Apart.COUNTERS, Apart.NUMBERS)]
    numbers = islice(philox(code, counters, key), 0, None, 2)
    fire = code.room(together)
    for k, (random, (rates, bits)) in enumerate(
        zip(numbers, fields(Apart.RATES, Apart.BITS), strict=True)
    ):
        below = code.ir.icmp_unsigned("<", random, rates)
        code.store_row(code.ir.select(below, bits, ZEROS), fire, k * ROW)
    with code.loop(code.load(waiting)) as k:
        place = code.load(apart, code.add(k, Apart.PLACES * room))
        code.store(code.ir.or_(code.load(now, place), code.load(fire, k)), now, place)
    code.store(0, waiting)
    code.finish()
    return code.function


def _common(code: Code, chance: Value, clock: Value) -> tuple[Value, Value, Value]:
    """Return the key, and the block and the tick everywhere."""
    block, tick = (
        code.everywhere(word) for word in (code.load(chance, Chance.BLOCK), code.load(clock))
    )
    return code.load(chance, Chance.SEED), block, tick


def philox(
    code: Code, counters: list[tuple[Value, Value, Value, Value]], key: Value
) -> Iterator[Value]:
    """Yield the two rows of words that Philox4x32-10 makes of each row of counters.

    Round by round for all of them: one alone is a chain in which each step waits for the last.
    """
    build, half, shift = code.ir, _everywhere(HALF), _everywhere(32)
    # LLVM multiplies halves of words, which is cheaper, where it sees that the others are 0
    states = [[build.and_(part, half) for part in counter] for counter in counters]
    low, high = build.and_(key, constant(HALF)), build.lshr(key, constant(32))
    for _ in range(ROUNDS):
        keys = code.everywhere(low), code.everywhere(high)
        for state in states:
            a, b, c, d = state
            first, second = (
                build.mul(part, _everywhere(factor))
                for part, factor in zip((a, c), MULTIPLIERS, strict=True)
            )
            state[:] = (
                build.xor(build.xor(build.lshr(second, shift), b), keys[0]),
                build.and_(second, half),
                build.xor(build.xor(build.lshr(first, shift), d), keys[1]),
                build.and_(first, half),
            )
        low, high = (
            build.and_(build.add(part, constant(step)), constant(HALF))
            for part, step in zip((low, high), WEYL, strict=True)
        )
    for a, b, c, d in states:
        yield _joined(code, a, b)
        yield _joined(code, c, d)


def _joined(code: Code, low: Value, high: Value) -> Value:
    """Return words of two halves; as a shuffle, or LLVM would multiply once more to shift."""
    halves = ir.VectorType(ir.IntType(32), 2 * ROW)
    order = [2 * (k // 2) + k % 2 * 2 * ROW for k in range(2 * ROW)]
    a, b = (code.ir.bitcast(half, halves) for half in (low, high))
    both = code.ir.shuffle_vector(a, b, ir.Constant(ir.VectorType(ir.IntType(32), 2 * ROW), order))
    return code.ir.bitcast(both, VECTOR)


def _everywhere(word: int) -> Value:
    return ir.Constant(VECTOR, [word] * ROW)
