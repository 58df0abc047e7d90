"""Experiments: numbers got without the derivation, beside what is expected of them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.formula.expr import Formula, disj
from ...formal.formula.fold import postorder
from ...formal.formula.kinds import Kind
from ...formal.formula.parse import parse
from ...formal.net.model import Net
from ...formal.probability.firing import expected_rate
from ...sim.campaign.simulate import simulate
from ...sim.statistics.sequence import ConfidenceSequence

FAULT: Final = 0.01
"""The relative error of an expected value that an experiment must see."""


@dataclass(frozen=True)
class Measurement:
    """What an experiment gave.

    Args:
        estimate: the measured number.
        interval: where the true number lies, at the level asked for.
        expected: what it should be, exactly.
    """

    estimate: float
    interval: tuple[float, float]
    expected: float

    @property
    def agrees(self) -> bool:
        """Whether the interval has the expected number."""
        return self.interval[0] <= self.expected <= self.interval[1]

    @property
    def sharp(self) -> bool:
        """Whether an expected number wrong by ``FAULT`` would not have passed."""
        low, high = self.interval
        faulty = [self.expected * (1 - FAULT), self.expected * (1 + FAULT)]
        if not self.expected:
            return high <= FAULT
        return not any(low <= value <= high for value in faulty)


class Experiment(ABC):
    """Something to measure.

    Args:
        id: unique in its claim.
    """

    id: str

    @abstractmethod
    def measure(self, level: float) -> Measurement:
        """Measure it, with an interval of this confidence level."""


@dataclass(frozen=True)
class Rate(Experiment):
    """How often a formula over a net's neurons holds when its afferents fire at random.

    The exact number comes from ``formula``, which speaks of the afferents alone; the measured one
    from running the net, where ``watched`` is looked at.

    Args:
        net: makes the net.
        watched: a neuron, or a formula over the net's names.
        formula: as published, over the afferents.
        rates: by afferent, the probability of firing at a tick.
        steps: ticks 0..steps-1 count, start-up included.
        runs: independent runs.
        seed: of the random inputs.
    """

    id: str
    net: Callable[[], Net]
    watched: str
    formula: str
    rates: Mapping[str, float] = field(hash=False)
    steps: int
    runs: int
    seed: int = 1

    def measure(self, level: float) -> Measurement:
        """Simulate the net."""
        rates = dict(self.rates)
        seen = simulate(
            self.net(), self.steps, self.runs, rates, seed=self.seed, watch=[self.watched],
            level=level,
        ).watch[self.watched]  # fmt: skip
        formula = bounded(parse(self.formula), self.steps)
        expected = float(expected_rate(formula, rates, self.steps))
        return Measurement(seen.fraction, seen.interval, expected)


@dataclass(frozen=True)
class Watched(Experiment):
    """How often a formula over a net's names holds, against a number worked out elsewhere.

    Args:
        net: makes the net.
        watched: a neuron, or a formula.
        rates: of all afferents, or by name.
        expected: the exact fraction of ticks 0..steps-1.
        steps, runs, seed: as for ``Rate``.
    """

    id: str
    net: Callable[[], Net]
    watched: str
    rates: float | Mapping[str, float] = field(hash=False)
    expected: Callable[[], Fraction | float]
    steps: int
    runs: int
    seed: int = 1

    def measure(self, level: float) -> Measurement:
        """Simulate the net."""
        seen = simulate(
            self.net(), self.steps, self.runs, self.rates, seed=self.seed, watch=[self.watched],
            level=level,
        ).watch[self.watched]  # fmt: skip
        return Measurement(seen.fraction, seen.interval, float(self.expected()))


@dataclass(frozen=True)
class Exact(Experiment):
    """A number summed up exactly, against the one expected.

    Args:
        summed, expected: make the numbers, each its own way.
    """

    id: str
    summed: Callable[[], Fraction]
    expected: Callable[[], Fraction]

    def measure(self, level: float) -> Measurement:  # noqa: ARG002
        """Sum it up."""
        found = float(self.summed())
        return Measurement(found, (found, found), float(self.expected()))


@dataclass(frozen=True)
class Close(Experiment):
    """A number computed in floating point, against the one expected, up to a stated error.

    Args:
        computed, expected: make the numbers, each its own way.
        error: relative, that rounding or a step of time may make.
    """

    id: str
    computed: Callable[[], float]
    expected: Callable[[], float]
    error: float = 1e-12

    def measure(self, level: float) -> Measurement:  # noqa: ARG002
        """Compute it."""
        found = self.computed()
        room = self.error * abs(found)
        return Measurement(found, (found - room, found + room), self.expected())


@dataclass(frozen=True)
class Sampled(Experiment):
    """The mean of independent numbers from 0 to 1, against the one expected.

    Args:
        draw: makes so many numbers [runs] from a random generator.
        expected: their exact mean.
        runs: how many.
        seed: of the generator.
        scale: what the mean is multiplied with, to be shown in its own unit.
    """

    id: str
    draw: Callable[[np.random.Generator, int], NDArray[np.float64]]
    expected: Callable[[], float]
    runs: int = 200_000
    seed: int = 1
    scale: float = 1.0

    def measure(self, level: float) -> Measurement:
        """Draw them."""
        drawn = self.draw(np.random.Generator(np.random.Philox(self.seed)), self.runs)
        sequence = ConfidenceSequence(1)
        sequence.update(drawn[:, None])
        low, high = (float(end[0]) for end in sequence.interval(level))
        mean = float(drawn.mean())
        return Measurement(
            mean * self.scale, (low * self.scale, high * self.scale), self.expected()
        )


def bounded(formula: Formula, steps: int) -> Formula:
    """Return a formula without ``once`` that agrees with ``formula`` at ticks 0..steps-1."""
    made: dict[Formula, Formula] = {}
    for node in postorder(formula):
        assert isinstance(node, Formula)
        args = tuple(made[arg] for arg in node.args)
        if node.kind is Kind.ONCE:
            made[node] = disj(args[0].S(k) for k in range(steps))
        elif node.kind is Kind.S:
            made[node] = args[0].S(node.ticks)
        else:
            made[node] = Formula(node.kind, args, node.name, node.ticks)
    return made[formula]
