"""Read AIGER files, ASCII and binary, and make nets of them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import InputError
from ..formula.kinds import NAME, RESERVED
from ..net.model import Net
from .graph import LARGEST

LONGEST: Final = 256 * 2**20
"""A longer file is not read, in bytes."""


class Circuit(NamedTuple):
    """What a file says; literals as in ``graph``.

    Args:
        latches: literal, what it takes over, what it holds at first.
        gates: literal, and the two of which it is the conjunction; each after those it uses.
        names: of inputs ("i0"), latches ("l0"), outputs ("o0", "b0"), where they have one.
    """

    inputs: tuple[int, ...]
    latches: tuple[tuple[int, int, bool], ...]
    outputs: tuple[tuple[str, int], ...]
    gates: tuple[tuple[int, int, int], ...]
    names: dict[str, str]


class Clocked(NamedTuple):
    """A net that computes a circuit.

    Inputs count at ticks 0, D, 2 D, ... (at others they are those of other, interleaved runs);
    what latches and outputs have at clock k they have at tick k D and (k + 1) D.

    Args:
        ticks: D, the ticks a clock takes: one more than gates on the longest path.
        clock: the neuron that fires at ticks 0, D, 2 D, ... alone: ask ``always clock -> ~o0``, for
            the interleaved runs begin elsewhere.
        outputs: the neurons of the outputs.
    """

    net: Net
    ticks: int
    clock: str
    outputs: tuple[str, ...]


def load(path: str) -> Circuit:
    """Read a file.

    Raises:
        InputError: with file, place, value and fix.
    """
    file = Path(path)
    try:
        if file.stat().st_size > LONGEST:
            raise InputError(path, f"it is longer than {LONGEST:,} bytes", "give a smaller circuit")
        data = file.read_bytes()
    except OSError as error:
        raise InputError(path, f"it cannot be read ({error.strerror})", "give a file") from None
    try:
        return read(data)
    except InputError as error:
        raise error.within(path) from None


def read(data: bytes) -> Circuit:
    """Read the text of a file.

    Raises:
        InputError: with the line or gate, what it has and what it should have.
    """
    return _Reader(data).circuit()


MOST: Final = 1_000_000
"""The most variables of a circuit that is read."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._line = data, 0, 0

    def circuit(self) -> Circuit:
        word, *sizes = self._words("header")
        if word not in ("aag", "aig") or not 5 <= len(sizes) <= 9:
            raise self._wrong("it is no AIGER header", 'begin with "aag M I L O A" or "aig ..."')
        most, inputs, latches, outputs, gates, *more = self._numbers(sizes, MOST)
        bad, *others = [*more, 0][:1] + more[1:]
        if any(others):
            raise self._wrong("it has constraints, justice or fairness", "leave them out")
        binary = word == "aig"
        if binary and most != inputs + latches + gates:
            raise self._wrong(f"M is {most:,}", f"write the sum {inputs + latches + gates:,}")
        free = ([2 * (k + 1) for k in range(inputs)] if binary
                else [self._fields("input", 1)[0] for _ in range(inputs)])  # fmt: skip
        kept = [self._latch(2 * (inputs + k + 1) if binary else None) for k in range(latches)]
        shown = [(f"o{k}", self._fields("output", 1)[0]) for k in range(outputs)]
        shown += [(f"b{k}", self._fields("bad state", 1)[0]) for k in range(bad)]
        first = 2 * (inputs + latches + 1)
        made = ([self._coded(first + 2 * k) for k in range(gates)] if binary
                else [self._gate() for _ in range(gates)])  # fmt: skip
        self._check(most, free, kept, shown, made)
        return Circuit(tuple(free), tuple(kept), tuple(shown), tuple(_sorted(made)),
                       dict(self._symbols()))  # fmt: skip

    def _latch(self, literal: int | None) -> tuple[int, int, bool]:
        words = self._words("latch")
        if literal is None and words:
            literal, *_ = self._numbers(words[:1], 2 * LARGEST + 1)
            words = words[1:]
        numbers = self._numbers(words, 2 * LARGEST + 1)
        if literal is None or len(numbers) not in (1, 2) or (*numbers, 0)[1] not in (0, 1):
            raise self._wrong("it is no latch that starts with 0 or 1",
                              "write what it takes over and, if wanted, 0 or 1")  # fmt: skip
        return literal, numbers[0], (*numbers, 0)[1] == 1

    def _gate(self) -> tuple[int, int, int]:
        literal, high, low = self._fields("gate", 3)
        return literal, high, low

    def _coded(self, literal: int) -> tuple[int, int, int]:
        high = literal - self._delta(literal)
        low = high - self._delta(literal)
        if not 0 <= low <= high < literal:
            raise InputError(f"gate {literal}", "its differences lead nowhere", "write it anew")
        return literal, high, low

    def _delta(self, literal: int) -> int:
        number = shift = 0
        while self._at < len(self._data) and shift < 64:
            byte = self._data[self._at]
            self._at += 1
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
        raise InputError(f"gate {literal}", "the file ends in it", "give the whole file")

    def _symbols(self) -> Iterator[tuple[str, str]]:
        while self._at < len(self._data):
            line = self._next()
            if line == "c":
                return
            place, _, name = line.partition(" ")
            if not name or place[:1] not in "ilob" or not place[1:].isdecimal():
                raise self._wrong("it is no symbol", 'write "i0 name", or "c" before comments')
            yield place, name

    def _next(self) -> str:
        end = self._data.find(b"\n", self._at)
        end = len(self._data) if end < 0 else end
        line = self._data[self._at : end].decode("utf-8", "replace")
        self._at, self._line = end + 1, self._line + 1
        return line

    def _words(self, what: str) -> list[str]:
        if self._at >= len(self._data):
            raise self._wrong(f"the file ends where a line for a {what} is due", "give it whole")
        return self._next().split()

    def _fields(self, what: str, count: int) -> list[int]:
        words = self._words(what)
        if len(words) != count:
            raise self._wrong(f"it has {len(words)} numbers", f"a line for a {what} has {count}")
        return self._numbers(words, 2 * LARGEST + 1)

    def _numbers(self, words: list[str], most: int) -> list[int]:
        for word in words:
            if not (word.isascii() and word.isdecimal()) or len(word) > 12 or int(word) > most:
                raise self._wrong(f"it has {word!r:.40}", f"write numbers from 0 to {most:,}")
        return [int(word) for word in words]

    def _check(
        self, most: int, free: list[int], kept: list[tuple[int, int, bool]],
        shown: list[tuple[str, int]], made: list[tuple[int, int, int]],
    ) -> None:  # fmt: skip
        defined: set[int] = set()
        for literal in [*free, *(one[0] for one in kept), *(one[0] for one in made)]:
            if literal % 2 or not 2 <= literal <= 2 * most + 1:
                raise InputError(f"literal {literal}", "it cannot be defined",
                                 f"write an even number from 2 to {2 * most}")  # fmt: skip
            if literal in defined:
                raise InputError(f"literal {literal}", "it is defined twice", "define it once")
            defined.add(literal)
        used = [one[1] for one in kept] + [one[1] for one in shown]
        for literal in [*used, *(side for one in made for side in one[1:])]:
            if literal > 1 and literal & ~1 not in defined:
                raise InputError(f"literal {literal}", "it is used and not defined", "define it")

    def _wrong(self, problem: str, fix: str) -> InputError:
        return InputError(f"line {max(1, self._line)}", problem, fix)


def _sorted(gates: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Put each gate after those it uses.

    Raises:
        InputError: some use one another in a cycle.
    """
    made = {literal: (literal, high, low) for literal, high, low in gates}
    done: dict[int, tuple[int, int, int]] = {}
    for root in made:
        path = [root]
        on_path = {root}
        while path:
            gate = made[path[-1]]
            open_ = [s & ~1 for s in gate[1:] if s & ~1 in made and s & ~1 not in done]
            if gate[0] in done or not open_:
                done[gate[0]] = gate
                on_path.discard(path.pop())
            elif open_[0] in on_path:
                raise InputError(f"gate {open_[0]}", "it uses itself", "break the cycle by a latch")
            else:
                path.append(open_[0])
                on_path.add(open_[0])
    return list(done.values())


def to_net(circuit: Circuit) -> Clocked:
    """Return a net that computes a circuit, a fixed number of ticks a clock.

    A gate fires as many ticks after a clock's begin as gates lie on the longest path to it.
    """
    taken: set[str] = set()

    def named(place: str) -> str:
        given = re.sub("[^A-Za-z0-9_]", "_", circuit.names.get(place, ""))
        name = given if re.fullmatch(NAME, given) and given not in taken else place
        while name in taken or name in RESERVED:
            name += "_"
        taken.add(name)
        return name

    net = Net.build()
    names = {literal: named(f"i{k}") for k, literal in enumerate(circuit.inputs)}
    net.afferent(*names.values())
    names |= {latch: named(f"l{k}") for k, (latch, _, _) in enumerate(circuit.latches)}
    names |= {gate: named(f"g{gate // 2}") for gate, _, _ in circuit.gates}
    outputs = [named(place) for place, _ in circuit.outputs]
    on = named("on")
    level = dict.fromkeys((0, *names), 0)
    for gate, high, low in circuit.gates:
        level[gate] = 1 + max(level[high & ~1], level[low & ~1])
    ticks = 1 + max(level.values())
    net.neuron(on, initial=True).synapse(on, on)
    clock = named("clock")
    net.neuron(clock, initial=True).synapse(clock, clock, delay=ticks)

    def conjunction(name: str, sides: set[int], at: int) -> None:
        """Wire a neuron that fires where all sides are true, with its tick in the clock."""
        sides = sides - {1}
        if 0 in sides or any(side ^ 1 in sides for side in sides):
            return
        true = [side for side in sides if side % 2 == 0]
        for side in sorted(true):
            net.synapse(names[side], name, delay=at - level[side])
        for side in sorted(sides - set(true)):
            net.veto(names[side - 1], name, delay=at - level[side - 1])
        if not true:
            net.synapse(on, name)

    wired = [(names[latch], {after}, ticks, first) for latch, after, first in circuit.latches]
    wired += [(names[gate], {high, low}, level[gate], False) for gate, high, low in circuit.gates]
    wired += [(name, {side}, ticks, False)
              for name, (_, side) in zip(outputs, circuit.outputs, strict=True)]  # fmt: skip
    for name, sides, _, first in wired:
        threshold = sum(side % 2 == 0 and side > 1 for side in sides)
        net.neuron(name, max(1, threshold), initial=first)
    for name, sides, at, _ in wired:
        conjunction(name, sides, at)
    return Clocked(net.net(), ticks, clock, tuple(outputs))
