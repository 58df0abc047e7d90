"""What is presented to a learning neuron, one input vector a tick, to every replica its own.

Replicas come in blocks of 512; a block's chances are keyed by (seed, block) and spent in one order,
so neither the number of replicas nor the size of a batch changes a bit.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError
from ...formal.net.model import Net
from ..arguments import checked_seed, instance, numbers, several, whole
from ..campaign.runs import Runs, prepared
from ..engine import choice
from ..observe.counters import unpack
from ..stimulus.bernoulli import BLOCK_RUNS, rate_bits
from ..stimulus.drive import Drive, Rate, Rates
from .arguments import room
from .lanes import Reals, Words, packed, words_of

_UNIT: Final = 2.0**-53

SOURCES: Final = "give Independent, Driven, Patterns, Given or Gaussian"


class Stream(Protocol):
    """Presentations that go on; lanes are replicas, rounded up to whole words of 64."""

    def bits(self, ticks: int) -> tuple[Words, Reals]:
        """Return the next [ticks, inputs, words], and each one's own reward, [ticks, 1 or lanes].

        Raises:
            InputError: the inputs are not 0 and 1.
        """
        ...

    def values(self, ticks: int) -> Reals:
        """Return the next [ticks, inputs, lanes]."""
        ...


@runtime_checkable
class Presentations(Protocol):
    """A law of input vectors; ``inputs`` is how many inputs a vector has."""

    inputs: int

    def stream(self, replicas: int, presentations: int, seed: int) -> Stream:
        """Begin."""
        ...


class Driven:
    """Binary inputs that are driven as the afferents of a net are.

    Args:
        inputs: how many.
        rates: one for all, or one by the input's number; floats, Fractions, or one a tick.
        stimuli: by an input's number, or a tuple of them, what drives it instead: see ``simulate``.
    """

    def __init__(
        self,
        inputs: int,
        rates: Rate | ArrayLike | Mapping[int, Rate | ArrayLike] = 0.5,
        stimuli: Mapping[Any, Any] | None = None,
    ) -> None:
        self.inputs = whole("inputs", inputs)
        self._rates = rates
        self._stimuli: Mapping[Any, Any] = {} if stimuli is None else instance(
            "stimuli", stimuli, Mapping, "give stimuli by the numbers of inputs")  # fmt: skip

    def _drive(self, presentations: int, replicas: int, seed: int) -> Drive:
        rates: Rates = (
            {f"x{k}": rate for k, rate in self._rates.items()}
            if isinstance(self._rates, Mapping)
            else self._rates
        )
        stimuli = {
            tuple(f"x{j}" for j in k) if isinstance(k, tuple) else f"x{k}": value
            for k, value in self._stimuli.items()
        }
        names = [f"x{k}" for k in range(self.inputs)]
        return Drive(names, [], rates, stimuli, presentations, replicas, seed)

    def stream(self, replicas: int, presentations: int, seed: int) -> Stream:
        """Begin.

        Raises:
            InputError: what is given is of another number of replicas or presentations.
            BudgetError: there are too many inputs and replicas for memory.
        """
        replicas, presentations, seed = _checked(self.inputs, replicas, presentations, seed)
        drive = self._drive(presentations, replicas, seed)
        net, blocks = Net.build().afferent(*drive.afferents).net(), len(_blocks(replicas))
        engine = "fast" if choice.installed() else "numpy"
        start = prepared(
            engine, net, drive, presentations, presentations, blocks, blocks, 1, looked=True
        )
        return _Playing(start(0, blocks), self.inputs, words_of(replicas))


class Independent(Driven):
    """Inputs that are 1 by chance, each at its rate, all independent.

    Args:
        rates: one an input, floats or Fractions in [0, 1].
    """

    def __init__(self, rates: Sequence[float | Fraction]) -> None:
        each = several("rates", rates, "give one rate an input")
        _some("rates", len(each))
        for k, rate in enumerate(each):
            rate_bits(rate, f"rates[{k}]")
        super().__init__(len(each), dict(enumerate(each)))


class Patterns:
    """One of some patterns at a time, drawn by chance.

    Args:
        patterns: [patterns, inputs].
        chances: [patterns], summing to 1; all alike by default. Their partial sums are rounded to
            multiples of 2^-53.
        nu: [patterns] the reward's sign and size of each, or one for all.
    """

    def __init__(
        self, patterns: ArrayLike, chances: ArrayLike | None = None, nu: ArrayLike = 1.0
    ) -> None:
        self._table = numbers("patterns", patterns, (-1, -1))
        _some("patterns", self._table.size)
        count, self.inputs = self._table.shape
        law = np.full(count, 1 / count)
        if chances is not None:
            law = numbers("chances", chances, (count,))
        if (law < 0).any() or abs(law.sum() - 1) > 1e-9:
            problem = f"they are {law.tolist()!r:.80}"
            raise InputError("chances", problem, "give probabilities that sum to 1")
        self._nu = np.broadcast_to(numbers("nu", nu, (), (count,)), count)
        self._ends = np.rint(np.cumsum(law)[:-1] / _UNIT).astype(np.uint64)

    def stream(self, replicas: int, presentations: int, seed: int) -> Stream:
        """Begin."""
        replicas, presentations, seed = _checked(self.inputs, replicas, presentations, seed)
        sources = _sources(seed, replicas)
        return _Drawn(self._table, self._ends, self._nu, sources, words_of(replicas))


class Given:
    """Vectors that are given.

    Args:
        values: [presentations, inputs] for all replicas, or [replicas, presentations, inputs].
    """

    def __init__(self, values: ArrayLike) -> None:
        self._values = numbers("values", values, (-1, -1), (-1, -1, -1))
        self.inputs = _some("values", self._values.shape[-1])

    def stream(self, replicas: int, presentations: int, seed: int) -> Stream:
        """Begin.

        Raises:
            InputError: there are other numbers of replicas or presentations.
        """
        replicas, presentations, seed = _checked(self.inputs, replicas, presentations, seed)
        one = (presentations, self.inputs)
        return _Kept(numbers("values", self._values, one, (replicas, *one)), replicas)


class Gaussian:
    """Real vectors with a normal law.

    Args:
        covariance: [inputs, inputs], symmetric, no eigenvalue below 0.
        mean: [inputs], 0 by default.

    Source: Box & Muller 1958, Ann. Math. Stat. 29:610-611.
    """

    def __init__(self, covariance: ArrayLike, mean: ArrayLike | None = None) -> None:
        given = numbers("covariance", covariance, (-1, -1))
        self.inputs = _some("covariance", len(given))
        numbers("covariance", given, (self.inputs, self.inputs))
        size = float(np.abs(given).max())
        if not np.allclose(given, given.T, rtol=0, atol=1e-12 * size):
            raise InputError("covariance", "it is not symmetric", "give the same both ways")
        eigenvalues, vectors = np.linalg.eigh(given)
        if eigenvalues[0] < -1e-9 * size:
            problem = f"it has the eigenvalue {eigenvalues[0]:.6g}"
            raise InputError("covariance", problem, "give none below 0")
        self._factor = vectors * np.sqrt(np.maximum(eigenvalues, 0))
        self._mean = np.zeros(self.inputs)
        if mean is not None:
            self._mean = numbers("mean", mean, (self.inputs,))

    def stream(self, replicas: int, presentations: int, seed: int) -> Stream:
        """Begin."""
        replicas, presentations, seed = _checked(self.inputs, replicas, presentations, seed)
        return _Normal(self._factor, self._mean, _sources(seed, replicas), replicas)


class _Playing:
    """Afferents at work."""

    def __init__(self, runs: Runs, inputs: int, words: int) -> None:
        self._runs, self._rows, self._words = runs, np.arange(inputs), words

    def bits(self, ticks: int) -> tuple[Words, Reals]:
        made = np.empty((ticks, len(self._rows), self._words), np.uint64)
        for first in range(0, ticks, self._runs.back):
            now = made[first : first + self._runs.back]
            self._runs.advance(len(now))
            now[...] = self._runs.look(self._rows, len(now))[:, :, : self._words]
        return made, np.ones((ticks, 1))

    def values(self, ticks: int) -> Reals:
        return unpack(self.bits(ticks)[0], 64 * self._words).astype(np.float64)


class _Drawn:
    """Rows of a table, one raw word a draw."""

    def __init__(
        self, table: Reals, ends: Words, nu: Reals, sources: list[np.random.Philox], words: int
    ) -> None:
        self._table, self._ends, self._nu = table, ends, nu
        self._sources, self._lanes = sources, 64 * words

    def _draw(self, ticks: int) -> NDArray[np.int64]:
        raw = [s.random_raw(ticks * BLOCK_RUNS).reshape(ticks, -1) for s in self._sources]
        drawn = np.concatenate(raw, axis=1)[:, : self._lanes] >> np.uint64(11)
        return np.searchsorted(self._ends, drawn, side="right")

    def bits(self, ticks: int) -> tuple[Words, Reals]:
        drawn = self._draw(ticks)
        ones = _zero_one(self._table, "patterns")[drawn]  # [ticks, lanes, inputs]
        return packed(ones.transpose(0, 2, 1)), self._nu[drawn]

    def values(self, ticks: int) -> Reals:
        values: Reals = self._table[self._draw(ticks)].transpose(0, 2, 1)
        return values


class _Kept:
    """Given rows, the same for all replicas or one's own."""

    def __init__(self, values: Reals, replicas: int) -> None:
        self._values, self._tick = values, 0
        self._lanes = 64 * words_of(replicas)

    def values(self, ticks: int) -> Reals:
        part = self._values[..., self._tick : self._tick + ticks, :]
        self._tick += ticks
        if part.ndim == 2:
            return np.repeat(part[:, :, None], self._lanes, axis=2)
        made = np.zeros((ticks, part.shape[2], self._lanes))
        made[:, :, : len(part)] = part.transpose(1, 2, 0)
        return made

    def bits(self, ticks: int) -> tuple[Words, Reals]:
        return packed(_zero_one(self.values(ticks), "values")), np.ones((ticks, 1))


class _Normal:
    """Normal vectors from pairs of raw words."""

    def __init__(
        self, factor: Reals, mean: Reals, sources: list[np.random.Philox], replicas: int
    ) -> None:
        self._factor, self._mean = factor, mean
        self._sources, self._lanes = sources, 64 * words_of(replicas)

    def values(self, ticks: int) -> Reals:
        inputs = len(self._mean)
        pairs = (inputs + 1) // 2
        size = ticks * pairs * 2 * BLOCK_RUNS
        raw = [s.random_raw(size).reshape(ticks, pairs, 2, -1) for s in self._sources]
        words = np.concatenate(raw, axis=3)[..., : self._lanes] >> np.uint64(11)
        # the first of a pair lies in (0, 1], so that its logarithm is finite
        radius = np.sqrt(-2 * np.log((words[:, :, 0] + np.uint64(1)) * _UNIT))
        angle = (2 * np.pi * _UNIT) * words[:, :, 1]
        both = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=2)
        normal = both.reshape(ticks, 2 * pairs, -1)[:, :inputs]
        values: Reals = np.einsum("ij,tjr->tir", self._factor, normal) + self._mean[:, None]
        return values

    def bits(self, ticks: int) -> tuple[Words, Reals]:  # noqa: ARG002
        raise InputError("presentations", "normal numbers are not 0 and 1", "give binary inputs")


def _checked(inputs: int, replicas: int, presentations: int, seed: int) -> tuple[int, int, int]:
    """Return what a stream is asked for, as Python's numbers.

    Raises:
        InputError: one is no such number.
        BudgetError: there would be too many inputs and replicas for memory.
    """
    many, ticks = whole("replicas", replicas), whole("presentations", presentations, 0)
    room(many, inputs)
    return many, ticks, checked_seed(seed)


def _some(label: str, count: int) -> int:
    if not count:
        raise InputError(label, "there are none", "give one at least")
    return count


def _blocks(replicas: int) -> range:
    return range(-(-replicas // BLOCK_RUNS))


def _sources(seed: int, replicas: int) -> list[np.random.Philox]:
    return [np.random.Philox(key=np.array([seed, block], np.uint64)) for block in _blocks(replicas)]


def _zero_one(values: Reals, label: str) -> NDArray[np.bool_]:
    ones: NDArray[np.bool_] = values == 1
    if not (ones | (values == 0)).all():
        wrong = values[~(ones | (values == 0))].flat[0]
        raise InputError(label, f"a value is {wrong:g}", "give 0 and 1: this rule is for spikes")
    return ones
