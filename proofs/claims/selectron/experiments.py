"""Numbers about the selectron that use no derivation: runs of nets, and sums over all inputs."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from ....formal.net.model import Net
from ....formal.probability.threshold import threshold_probability
from ....sim.campaign.simulate import simulate
from ...derivation.experiment import Experiment, Measurement


@dataclass(frozen=True)
class Spike(Experiment):
    """How often a selectron spikes on independent inputs, run as a net.

    A net fires where the sum reaches its threshold, a selectron where it passes theta; for whole
    numbers the one is theta + 1. The exact probability is a sum over all weighted sums.

    Args:
        weights: whole numbers.
        p: the probability of each input.
        with_input: count only spikes together with this input.
    """

    id: str
    weights: tuple[int, ...]
    theta: int
    p: float
    with_input: int | None = None
    steps: int = 64
    runs: int = 65536
    seed: int = 1

    def measure(self, level: float) -> Measurement:
        """Run the net."""
        weights = self.weights
        builder = Net.build().afferent(*(f"x{k}" for k in range(len(weights))))
        builder.neuron("y", self.theta + 1)
        for k, weight in enumerate(weights):
            builder.synapse(f"x{k}", "y", weight)
        watched = "y" if self.with_input is None else f"y & S x{self.with_input}"
        seen = simulate(
            builder.net(), self.steps, self.runs, self.p, seed=self.seed, watch=[watched],
            level=level,
        ).watch[watched]  # fmt: skip
        if self.with_input is None:
            chance = float(threshold_probability(weights, self.theta, self.p))
        else:
            others = weights[: self.with_input] + weights[self.with_input + 1 :]
            rest = self.theta - weights[self.with_input]
            chance = self.p * float(threshold_probability(others, rest, self.p))
        # nothing fires at t = 0
        return Measurement(seen.fraction, seen.interval, chance * (self.steps - 1) / self.steps)


@dataclass(frozen=True)
class Difference(Experiment):
    """A quotient of mean rewards against the mean of the rule, over all inputs, exactly.

    Args:
        weights, theta: whole numbers; half is added to theta, so that no sum is at the corner.
        place: the weight that is changed, by a quarter either way.
    """

    id: str
    weights: tuple[int, ...]
    theta: int
    place: int
    p: Fraction = Fraction(3, 10)

    def measure(self, level: float) -> Measurement:  # noqa: ARG002
        """Sum over all inputs."""
        step, theta = Fraction(1, 4), self.theta + Fraction(1, 2)

        def mean(of: Callable[[tuple[int, ...], Fraction], Fraction], moved: Fraction) -> Fraction:
            total = Fraction(0)
            for bits in product((0, 1), repeat=len(self.weights)):
                chance = self.p ** sum(bits) * (1 - self.p) ** (len(bits) - sum(bits))
                reached = sum(w * b for w, b in zip(self.weights, bits, strict=True))
                total += chance * of(bits, reached + moved * bits[self.place] - theta)
            return total

        def reward(_: tuple[int, ...], margin: Fraction) -> Fraction:
            return max(margin, Fraction(0))

        def rule(bits: tuple[int, ...], margin: Fraction) -> Fraction:
            return Fraction(bits[self.place] * (margin > 0))

        quotient = float((mean(reward, step) - mean(reward, -step)) / (2 * step))
        return Measurement(quotient, (quotient, quotient), float(mean(rule, Fraction(0))))
