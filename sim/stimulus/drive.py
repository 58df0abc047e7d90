"""What drives the afferents of a net: rates, or given sequences."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError, UnknownNameError, nearest
from .bernoulli import BLOCK_RUNS, BLOCK_WORDS, Bernoulli, Words, rate_bits

_FULL = np.uint64(2**64 - 1)

Rates = float | Fraction | Mapping[str, float | Fraction]


class Drive:
    """All afferents of a simulation, checked.

    Args:
        afferents: names.
        rates: one rate for all, or one by name.
        stimuli: by name, [steps] or [runs, steps] of 0 and 1, in place of a rate.

    Raises:
        InputError: an afferent is driven twice or not at all, or a value is out of range.
    """

    def __init__(
        self,
        afferents: Sequence[str],
        neurons: Sequence[str],
        rates: Rates,
        stimuli: Mapping[str, ArrayLike],
        steps: int,
        runs: int,
        seed: int,
    ) -> None:
        self.afferents = list(afferents)
        self._runs, self._seed = runs, seed
        for label, names in (("rates", rates), ("stimuli", stimuli)):
            if isinstance(names, Mapping):
                for name in names:
                    _afferent(name, self.afferents, neurons, label)
        self._given = {
            name: _sequence(values, f"stimuli[{name}]", steps, runs)
            for name, values in stimuli.items()
        }
        self._random = [name for name in afferents if name not in self._given]
        if isinstance(rates, Mapping):
            for name in self._random:
                if name not in rates:
                    fix = f"add {name!r} to rates or stimuli"
                    raise InputError("rates", f"nothing drives the afferent {name!r}", fix)
            for name in rates:
                if name in self._given:
                    fix = "keep its rate or its stimulus"
                    raise InputError("rates", f"{name!r} also has a stimulus", fix)
            self._bits = [rate_bits(rates[name], f"rates[{name}]") for name in self._random]
        else:
            self._bits = [rate_bits(rates, "rates")] * len(self._random)
        rows = {name: k for k, name in enumerate(self.afferents)}
        self._random_rows = [rows[name] for name in self._random]

    def piece(self, first_block: int, blocks: int) -> "Piece":
        """Return the drive of consecutive blocks of runs."""
        sources = [
            Bernoulli(self._bits, self._seed, block)
            for block in range(first_block, first_block + blocks)
            if self._bits
        ]
        start, stop = first_block * BLOCK_RUNS, (first_block + blocks) * BLOCK_RUNS
        given: list[tuple[int, Words]] = []
        for name, values in self._given.items():
            if values.ndim == 2:
                words = _packed(values[start : min(stop, self._runs)], stop - start)
            else:
                words = np.where(values, _FULL, np.uint64(0))[:, None]
            given.append((self.afferents.index(name), words))
        return Piece(len(self.afferents), blocks, self._random_rows, sources, given)


class Piece:
    """The drive of some blocks; ``tick`` gives one tick after another."""

    def __init__(
        self,
        afferents: int,
        blocks: int,
        rows: list[int],
        sources: list[Bernoulli],
        given: list[tuple[int, Words]],
    ) -> None:
        self._words = np.zeros((afferents, blocks * BLOCK_WORDS), np.uint64)
        self._rows, self._sources, self._given = rows, sources, given
        self._tick = 0

    def tick(self) -> Words:
        """Return the next tick, [afferents, words]; the array is used again."""
        for k, source in enumerate(self._sources):
            part = slice(k * BLOCK_WORDS, (k + 1) * BLOCK_WORDS)
            self._words[self._rows, part] = source.tick()
        for row, values in self._given:
            self._words[row] = values[self._tick]
        self._tick += 1
        return self._words


def _afferent(name: object, afferents: list[str], neurons: Sequence[str], place: str) -> None:
    if name in neurons:
        fix = "the net decides whether it fires; drive afferents only"
        raise InputError(place, f"{name!r:.80} is a neuron", fix)
    if name not in afferents:
        raise UnknownNameError(
            place, f"no afferent is called {name!r:.80}", nearest(str(name), afferents)
        )


def _sequence(values: ArrayLike, place: str, steps: int, runs: int) -> NDArray[np.bool_]:
    array = np.asarray(values)
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
