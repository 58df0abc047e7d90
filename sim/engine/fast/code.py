"""What kernels are written in: a thin layer over LLVM's builder.

A row is eight words of 64 runs, one vector; LLVM splits it where the host's registers are
narrower. Addresses count words; tables of rows hold two numbers in each.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from llvmlite import ir

from .arrays import ROW
from .machine import processor

WORD: Final = ir.IntType(64)
VECTOR: Final = ir.VectorType(WORD, ROW)
POINTER: Final = ir.PointerType(WORD)

Value: TypeAlias = Any
"""What llvmlite calls so; it has no types."""


def constant(number: int) -> Value:
    """Return a word."""
    return ir.Constant(WORD, number)


ZEROS: Final = ir.Constant(VECTOR, [0] * ROW)
ONES: Final = ir.Constant(VECTOR, [-1] * ROW)


class Code:
    """A function under construction; its arguments are addresses and it returns nothing."""

    def __init__(self, module: ir.Module, name: str, arguments: int) -> None:
        kind = ir.FunctionType(ir.VoidType(), [POINTER] * arguments)
        self.function = ir.Function(module, kind, name)
        self.arguments = self.function.args
        self.ir = ir.IRBuilder(self.function.append_basic_block("entry"))
        self._entry = ir.IRBuilder(self.function.append_basic_block("variables"))
        self._body = self.function.append_basic_block("body")
        self.ir.branch(self._entry.block)
        self.ir.position_at_end(self._body)

    def finish(self) -> None:
        """Return from the function."""
        self.ir.ret_void()
        self._entry.branch(self._body)

    # --- memory

    def at(self, base: Value, index: Value | int) -> Value:
        """Return the address ``index`` words behind ``base``."""
        return self.ir.gep(base, [constant(index) if isinstance(index, int) else index])

    def load(self, base: Value, index: Value | int = 0) -> Value:
        """Return a word."""
        return self.ir.load(self.at(base, index), align=8)

    def store(self, value: Value | int, base: Value, index: Value | int = 0) -> None:
        """Write a word."""
        word = constant(value) if isinstance(value, int) else value
        self.ir.store(word, self.at(base, index), align=8)

    def address(self, base: Value, index: int) -> Value:
        """Return an address that stands in memory."""
        return self.ir.inttoptr(self.load(base, index), POINTER)

    def integer(self, base: Value, index: Value | int) -> Value:
        """Return a 32-bit integer of a table of such, as a word."""
        narrow = ir.PointerType(ir.IntType(32))
        place = constant(index) if isinstance(index, int) else index
        address = self.ir.gep(self.ir.bitcast(base, narrow), [place])
        return self.ir.sext(self.ir.load(address, align=4), WORD)

    def half(self, base: Value, index: Value) -> Value:
        """Return half a word, with its sign; two of them stand in each word, the lower first.

        Where ``index`` is a constant behind an even number, LLVM loads each word but once.
        """
        word = self.load(base, self.ir.lshr(index, constant(1)))
        up = self.ir.and_(self.ir.xor(index, constant(1)), constant(1))
        return self.ir.ashr(self.ir.shl(word, self.times(up, 32)), constant(32))

    def row(self, base: Value, index: Value | int = 0) -> Value:
        """Return the eight words from ``index`` on."""
        return self.ir.load(self._row(base, index), align=8)

    def store_row(self, value: Value, base: Value, index: Value | int = 0) -> None:
        """Write eight words."""
        self.ir.store(value, self._row(base, index), align=8)

    def _row(self, base: Value, index: Value | int) -> Value:
        return self.ir.bitcast(self.at(base, index), ir.PointerType(VECTOR))

    def variable(self, value: Value | int) -> Value:
        """Return the address of a new word or row, which holds ``value`` now."""
        first = constant(value) if isinstance(value, int) else value
        place = self._entry.alloca(first.type)
        self.ir.store(first, place)
        return place

    def room(self, number: int) -> Value:
        """Return the address of rows whose words are read and written one by one."""
        return self._entry.bitcast(self._entry.alloca(ir.ArrayType(VECTOR, number)), POINTER)

    # --- arithmetic

    def add(self, a: Value, b: Value | int) -> Value:
        """Return a sum."""
        return self.ir.add(a, constant(b) if isinstance(b, int) else b)

    def times(self, a: Value, b: Value | int) -> Value:
        """Return a product."""
        return self.ir.mul(a, constant(b) if isinstance(b, int) else b)

    def below(self, a: Value, b: Value | int) -> Value:
        """Say whether a < b, with signs."""
        return self.ir.icmp_signed("<", a, constant(b) if isinstance(b, int) else b)

    def everywhere(self, word: Value) -> Value:
        """Return a row of one word."""
        single = self.ir.insert_element(ir.Constant(VECTOR, ir.Undefined), word, constant(0))
        lanes = ir.Constant(ir.VectorType(ir.IntType(32), ROW), [0] * ROW)
        return self.ir.shuffle_vector(single, ir.Constant(VECTOR, ir.Undefined), lanes)

    def mask(self, word: Value, bit: Value | int) -> Value:
        """Return a word of ones if the bit is set, else of zeros."""
        place = constant(bit) if isinstance(bit, int) else bit
        return self.ir.neg(self.ir.and_(self.ir.lshr(word, place), constant(1)))

    def full_adder(self, a: Value, b: Value, c: Value) -> tuple[Value, Value]:
        """Return sum and carry."""
        if processor().ternary:
            return self.lookup(0x96, a, b, c), self.lookup(0xE8, a, b, c)
        some = self.ir.xor(a, b)
        carry = self.ir.or_(self.ir.and_(a, b), self.ir.and_(some, c))
        return self.ir.xor(some, c), carry

    def lookup(self, table: int, a: Value, b: Value | None = None, c: Value | None = None) -> Value:
        """Return a function of rows; bit 4 i + 2 j + k of its table is its value for i, j, k."""
        kind = ir.FunctionType(VECTOR, [VECTOR] * 3 + [ir.IntType(32)])
        function = self.ir.module.declare_intrinsic("llvm.x86.avx512.pternlog.q.512", (), kind)
        number = ir.Constant(ir.IntType(32), table)
        return self.ir.call(function, [a, a if b is None else b, a if c is None else c, number])

    # --- control

    @contextmanager
    def loop(self, number: Value | int) -> Iterator[Value]:
        """Run the block for 0..number-1; it may be none."""
        index = self.variable(0)
        stop = constant(number) if isinstance(number, int) else number
        with self.repeat(lambda: self.below(self.load(index), stop)):
            now = self.load(index)
            yield now
            self.store(self.add(now, 1), index)

    @contextmanager
    def bits(self, word: Value) -> Iterator[Value]:
        """Run the block for the places of the bits that are set."""
        left = self.variable(word)
        with self.repeat(lambda: self.ir.icmp_unsigned("!=", self.load(left), constant(0))):
            now = self.load(left)
            yield self.ir.cttz(now, ir.Constant(ir.IntType(1), 1))
            self.store(self.ir.and_(now, self.add(now, -1)), left)

    @contextmanager
    def repeat(self, going: Callable[[], Value]) -> Iterator[None]:
        """Run the block as long as ``going`` holds before it."""
        head, body, after = (
            self.function.append_basic_block(name) for name in ("head", "block", "after")
        )
        self.ir.branch(head)
        self.ir.position_at_end(head)
        self.ir.cbranch(going(), body, after)
        self.ir.position_at_end(body)
        yield
        self.ir.branch(head)
        self.ir.position_at_end(after)
