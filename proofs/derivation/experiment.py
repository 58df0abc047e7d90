"""Experiments: numbers got without the derivation, beside what is expected of them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ...formal.formula.expr import Formula, disj
from ...formal.formula.fold import postorder
from ...formal.formula.kinds import Kind
from ...formal.formula.parse import parse
from ...formal.net.model import Net
from ...formal.probability.firing import expected_rate
from ...sim.campaign.simulate import simulate

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
