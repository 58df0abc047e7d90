"""What drives the afferents of a net: rates, laws of firing, or given sequences."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError, UnknownNameError, nearest
from ..arguments import instance, shown
from .bernoulli import BLOCK_RUNS, BLOCK_WORDS, Bernoulli, Words, rate_bits
from .chance import Stimulus, planes
from .varying import Varying

_FULL = np.uint64(2**64 - 1)

Rate = float | Fraction
Rates = Rate | ArrayLike | Mapping[str, Rate | ArrayLike]
Stimuli = Mapping[Any, ArrayLike | Stimulus]
"""By a name or a tuple of names; a mapping's type is too strict for keys of both kinds."""


class Drive:
    """All afferents of a simulation, checked.

    Args:
        afferents: names.
        rates: one rate for all, or one by name; a rate may be given for each tick, [steps].
        stimuli: in place of a rate: by name, [steps] or [runs, steps] of 0 and 1, or a law; by a
            tuple of names, a law for several.

    Raises:
        InputError: an afferent is driven twice or not at all, or a value is out of range.
    """

    def __init__(
        self,
        afferents: Sequence[str],
        neurons: Sequence[str],
        rates: Rates,
        stimuli: Stimuli,
        steps: int,
        runs: int,
        seed: int,
    ) -> None:
        self.afferents = list(afferents)
        self._runs, self.seed = runs, seed
        self._rows = {name: k for k, name in enumerate(self.afferents)}
        self._given: list[tuple[int, NDArray[np.bool_]]] = []
        self._laws: list[tuple[list[int], Stimulus]] = []
        driven: set[str] = set()
        fix = "give a sequence or a law by the name of an afferent"
        for key, value in instance("stimuli", stimuli, Mapping, fix).items():
            names = key if isinstance(key, tuple) else (key,)
            place = f"stimuli[{', '.join(map(str, names))}]"
            if not names:
                raise InputError(place, "it names no afferent", "name those that it drives")
            for name in names:
                _afferent(name, self.afferents, neurons, "stimuli")
                if name in driven:
                    raise InputError(place, f"{name!r} is driven twice", "keep one of its stimuli")
                driven.add(name)
            if isinstance(value, Stimulus) and not isinstance(value, type):
                self._law(names, value, steps, place)
            elif len(names) > 1:
                raise InputError(place, "a sequence drives one afferent", "give each its own")
            else:
                row = self._rows[names[0]]
                self._given.append((row, _sequence(value, place, steps, runs)))
        self._bits: list[int] = []
        self._random_rows: list[int] = []
        free = [name for name in self.afferents if name not in driven]
        for name, (rate, place) in _rates(rates, free, driven, self.afferents, neurons).items():
            if isinstance(rate, np.ndarray) and not rate.ndim:
                rate = rate[()]
            if isinstance(rate, Sequence | np.ndarray) and not isinstance(rate, str | bytes):
                self._law((name,), _varying(rate, place), steps, place)
            else:
                self._bits.append(rate_bits(rate, place))  # type: ignore[arg-type]
                self._random_rows.append(self._rows[name])

    def _law(self, names: tuple[str, ...], law: Stimulus, steps: int, place: str) -> None:
        try:
            law.check(len(names), steps)
        except InputError as error:
            raise error.within(place) from None
        self._laws.append(([self._rows[name] for name in names], law))

    @property
    def chance(self) -> tuple[list[int], list[int]]:
        """The afferents that fire by chance at a rate, and their rates in units of 2^-53."""
        return self._random_rows, self._bits

    @property
    def played(self) -> list[int]:
        """The other afferents."""
        return sorted(set(range(len(self.afferents))) - set(self._random_rows))

    def piece(self, first_block: int, blocks: int, *, chance: bool = True) -> "Piece":
        """Return the drive of consecutive blocks of runs.

        Args:
            chance: whether it draws for the afferents that fire by chance, or leaves them alone.
        """
        numbers = range(first_block, first_block + blocks)
        sources = [
            Bernoulli(self._bits, self.seed, b, self._random_rows)
            for b in numbers
            if self._bits and chance
        ]
        start, stop = first_block * BLOCK_RUNS, (first_block + blocks) * BLOCK_RUNS
        given: list[tuple[int, Words]] = []
        for row, values in self._given:
            if values.ndim == 2:
                words = _packed(values[start : min(stop, self._runs)], stop - start)
            else:
                words = np.where(values, _FULL, np.uint64(0))[:, None]
            given.append((row, words))
        laws = [_Law(rows, law, self.seed, numbers) for rows, law in self._laws]
        return Piece(len(self.afferents), blocks, self._random_rows, sources, given, laws)


class Piece:
    """The drive of some blocks; ``tick`` gives one tick after another."""

    def __init__(
        self,
        afferents: int,
        blocks: int,
        rows: list[int],
        sources: list[Bernoulli],
        given: list[tuple[int, Words]],
        laws: list["_Law"],
    ) -> None:
        self._words = np.zeros((afferents, blocks * BLOCK_WORDS), np.uint64)
        self._rows, self._sources, self._given, self._laws = rows, sources, given, laws
        self._tick = 0

    def tick(self) -> Words:
        """Return the next tick, [afferents, words]; the array is used again."""
        for k, block in enumerate(self._sources):
            part = slice(k * BLOCK_WORDS, (k + 1) * BLOCK_WORDS)
            self._words[self._rows, part] = block.tick()
        for row, values in self._given:
            self._words[row] = values[self._tick]
        for law in self._laws:
            self._words[law.rows] = law.tick(self._tick)
        self._tick += 1
        return self._words


class _Law:
    """A stimulus in the middle of some blocks of runs."""

    def __init__(self, rows: list[int], stimulus: Stimulus, seed: int, blocks: range) -> None:
        self.rows, self._stimulus, self._seed, self._blocks = rows, stimulus, seed, blocks
        self._play = stimulus.player()

    def tick(self, tick: int) -> Words:
        """Return what its afferents do, [afferents, words]."""
        bits = self._stimulus.bits(len(self.rows), tick)
        return self._play(planes(bits, self._seed, self._blocks, min(self.rows), tick))


def _rates(
    rates: Rates,
    free: list[str],
    driven: set[str],
    afferents: list[str],
    neurons: Sequence[str],
) -> dict[str, tuple[Rate | ArrayLike, str]]:
    """Return the rate, and its place, of each afferent without a stimulus."""
    if not isinstance(rates, Mapping):
        return dict.fromkeys(free, (rates, "rates"))
    for name in rates:
        _afferent(name, afferents, neurons, "rates")
    for name in free:
        if name not in rates:
            fix = f"add {name!r} to rates or stimuli"
            raise InputError("rates", f"nothing drives the afferent {name!r}", fix)
    for name in rates:
        if name in driven:
            raise InputError(
                "rates", f"{name!r} also has a stimulus", "keep its rate or its stimulus"
            )
    return {name: (rates[name], f"rates[{name}]") for name in free}


def _varying(rates: ArrayLike, place: str) -> Varying:
    try:
        return Varying(rates)
    except InputError as error:
        raise error.within(place) from None


def _afferent(name: object, afferents: list[str], neurons: Sequence[str], place: str) -> None:
    if name in neurons:
        fix = "the net decides whether it fires; drive afferents only"
        raise InputError(place, f"{shown(name)} is a neuron", fix)
    if name not in afferents:
        raise UnknownNameError(
            place, f"no afferent is called {shown(name)}", nearest(shown(name), afferents)
        )


def _sequence(values: object, place: str, steps: int, runs: int) -> NDArray[np.bool_]:
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        fix = f"give {steps} values, or [{runs} runs, {steps} ticks]"
        raise InputError(place, f"it is {shown(values)}", fix) from None
    if array.shape not in ((steps,), (runs, steps)):
        fix = f"give {steps} values, or [{runs} runs, {steps} ticks]"
        raise InputError(place, f"its shape is {array.shape}", fix)
    if array.dtype.kind not in "biuf" or not np.isin(array, (0, 1)).all():
        raise InputError(place, "a value is neither 0 nor 1", "1 fires, 0 is silent")
    return array.astype(np.bool_)


def _packed(values: NDArray[np.bool_], runs: int) -> Words:
    """Pack [runs, ticks] to [ticks, words], bit r of word w being run 64 w + r."""
    padded = np.zeros((values.shape[1], runs), np.bool_)
    padded[:, : len(values)] = values.T
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)
