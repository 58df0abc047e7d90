"""And-inverter graphs with latches, and the two texts of the AIGER format.

A literal is twice the number of a variable, plus 1 if it is negated; 0 is false and 1 true.

Source: A. Biere, The AIGER And-Inverter Graph (AIG) Format, version 20071012.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from ..errors import BudgetError

LARGEST: Final = 10_000_000
"""The most gates."""


class Graph:
    """Gates over inputs and latches; gates of the same inputs are one.

    Args:
        inputs: their names.
        latches: their names, each silent at first.
    """

    def __init__(self, inputs: Sequence[str], latches: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self.latches = tuple(latches)
        self.following: list[int] = [0] * len(latches)
        """For each latch the literal that it takes over."""
        self.outputs: list[tuple[str, int]] = []
        self.gates: list[tuple[int, int]] = []
        self._known: dict[tuple[int, int], int] = {}

    def input(self, k: int) -> int:
        """Return the literal of an input."""
        return 2 * (k + 1)

    def latch(self, k: int) -> int:
        """Return the literal of a latch."""
        return 2 * (len(self.inputs) + k + 1)

    def both(self, one: int, two: int) -> int:
        """Return the literal of "one and two".

        Raises:
            BudgetError: there are too many gates.
        """
        low, high = sorted((one, two))
        if low == 0 or low == high ^ 1:
            return 0
        if low in (1, high):
            return high
        if (high, low) not in self._known:
            if len(self.gates) >= LARGEST:
                raise BudgetError(f"the circuit needs more than {LARGEST:,} gates")
            self.gates.append((high, low))
            self._known[high, low] = 2 * (len(self.inputs) + len(self.latches) + len(self.gates))
        return self._known[high, low]

    def either(self, one: int, two: int) -> int:
        """Return the literal of "one or two"."""
        return self.both(one ^ 1, two ^ 1) ^ 1

    def differ(self, one: int, two: int) -> int:
        """Return the literal of "either one or two"."""
        return self.both(self.either(one, two), self.both(one, two) ^ 1)

    def reaches(self, terms: Iterable[tuple[int, int]], bar: int) -> int:
        """Return whether the weights of the true literals sum to ``bar`` or more.

        Args:
            terms: (literal, weight), of any sign.
        """
        total: list[int] = []
        for literal, weight in terms:
            if weight < 0:  # -w x = w (1 - x) - w
                literal, weight, bar = literal ^ 1, -weight, bar - weight
            total = self._sum(total, [literal if weight >> k & 1 else 0
                                      for k in range(weight.bit_length())])  # fmt: skip
        if bar <= 0:
            return 1
        if bar.bit_length() > len(total):
            return 0
        # from the lowest bit up: at least the bar's bits so far
        enough = 1
        for k, bit in enumerate(total):
            enough = self.both(bit, enough) if bar >> k & 1 else self.either(bit, enough)
        return enough

    def _sum(self, one: list[int], two: list[int]) -> list[int]:
        carry, total = 0, []
        for k in range(max(len(one), len(two))):
            a, b = (bits[k] if k < len(bits) else 0 for bits in (one, two))
            odd = self.differ(a, b)
            total.append(self.differ(odd, carry))
            carry = self.either(self.both(a, b), self.both(odd, carry))
        return [*total, carry] if carry else total

    def sweep(self) -> None:
        """Remove the gates that no latch and no output needs."""
        first = self.latch(len(self.latches))
        needed = {literal & ~1 for literal in (*self.following, *(o for _, o in self.outputs))}
        for k in reversed(range(len(self.gates))):
            if first + 2 * k in needed:
                needed |= {literal & ~1 for literal in self.gates[k]}
        moved: dict[int, int] = {}
        gates: list[tuple[int, int]] = []
        for k, gate in enumerate(self.gates):
            if first + 2 * k in needed:
                moved[first + 2 * k] = first + 2 * len(gates)
                gates.append(gate)

        def new(literal: int) -> int:
            return moved.get(literal & ~1, literal & ~1) | literal & 1

        self.gates = [(new(high), new(low)) for high, low in gates]
        self.following = [new(literal) for literal in self.following]
        self.outputs = [(name, new(literal)) for name, literal in self.outputs]
        self._known = {gate: first + 2 * k for k, gate in enumerate(self.gates)}

    def ascii(self) -> bytes:
        """Return the file in ASCII (``.aag``)."""
        lines = [self._head("aag")]
        lines += [str(self.input(k)) for k in range(len(self.inputs))]
        lines += [f"{self.latch(k)} {after}" for k, after in enumerate(self.following)]
        lines += [str(literal) for _, literal in self.outputs]
        first = self.latch(len(self.latches))
        lines += [f"{first + 2 * k} {high} {low}" for k, (high, low) in enumerate(self.gates)]
        return ("\n".join(lines) + "\n").encode() + self._symbols()

    def binary(self) -> bytes:
        """Return the file in the binary format (``.aig``)."""
        lines = [self._head("aig"), *map(str, self.following)]
        lines += [str(literal) for _, literal in self.outputs]
        first, coded = self.latch(len(self.latches)), bytearray()
        for k, (high, low) in enumerate(self.gates):
            for number in (first + 2 * k - high, high - low):
                while number > 127:
                    coded.append(number & 127 | 128)
                    number >>= 7
                coded.append(number)
        return ("\n".join(lines) + "\n").encode() + coded + self._symbols()

    def _head(self, word: str) -> str:
        sizes = len(self.inputs), len(self.latches), len(self.outputs), len(self.gates)
        most = sizes[0] + sizes[1] + sizes[3]
        return f"{word} {most} {' '.join(map(str, sizes))}"

    def _symbols(self) -> bytes:
        names = [f"i{k} {name}" for k, name in enumerate(self.inputs)]
        names += [f"l{k} {name}" for k, name in enumerate(self.latches)]
        names += [f"o{k} {name}" for k, (name, _) in enumerate(self.outputs)]
        return "".join(f"{' '.join(name.split())}\n" for name in names).encode()
