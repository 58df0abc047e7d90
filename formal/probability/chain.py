"""A net with cycles as a Markov chain: its rates at any tick, over many, and in the long run.

A state is what the net remembers before a tick: who fired, as far back as synapses reach. It
decides which neurons fire at the tick; which afferents do is a matter of chance, independent of all
before. States are those that can be reached from the start, nearest first.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product
from math import lcm, prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..errors import BudgetError, InputError
from ..net.model import Net
from .firing import Rates, rate_of
from .stationary import long_run
from .threshold import Probability

STATES: Final = 200_000
ARROWS: Final = 5_000_000
"""How many states and transitions a chain may have."""

LARGEST: Final = 62
"""The most values a state may remember."""

WORK: Final = 200_000_000
"""How many additions rates over a finite time may take."""

Codes = NDArray[np.int64]


class Chain:
    """The Markov chain of a net under independent afferents.

    Args:
        net: its part that decides how ``neurons`` fire is what counts.
        rates: of the afferents: one for all, or one by name. With Fractions (or 0 and 1) all
            results are exact Fractions, else floats.
        neurons: whose rates are wanted; all by default.

    Raises:
        InputError: an unknown name, an afferent without a rate, or a rate that is no probability.
        BudgetError: too much is remembered, or too many states can be reached.
    """

    def __init__(self, net: Net, rates: Rates, neurons: Iterable[str] | None = None) -> None:
        self.neurons = tuple(net.neurons if neurons is None else neurons)
        part = net if neurons is None else net.subnet(self.neurons)
        self._wanted = [part.neurons.index(name) for name in self._checked(part)]
        chances = [rate_of(rates, name) for name in part.afferents]
        self.exact = all(isinstance(chance, Fraction | int) for chance in chances)
        self._law = _Law(part, chances)
        codes, self._fires, arrows = self._law.reached()
        self._targets: NDArray[np.int64] = arrows
        """[states, outcomes] the state that follows; state 0 is before tick 0."""
        self.states = len(codes)

    def _checked(self, part: Net) -> tuple[str, ...]:
        for name in self.neurons:
            if part.threshold(name) is None:
                raise InputError("neurons", f"{name!r} is an afferent", "its rate is given")
        return self.neurons

    def at(self, tick: int) -> dict[str, Probability]:
        """Return the probability that each neuron fires at a tick, by name.

        Raises:
            InputError: no tick.
            BudgetError: it is too far from the start for so many states.
        """
        if isinstance(tick, bool) or not isinstance(tick, int) or tick < 0:
            raise InputError("tick", f"it is {tick!r:.80}", "give 0, 1, 2, ...")
        return self.expected(tick + 1, tick)

    def expected(self, steps: int, burn_in: int = 0) -> dict[str, Probability]:
        """Return the expected fraction of ticks ``burn_in``..steps-1 at which each neuron fires.

        Raises:
            InputError: no ticks are left.
            BudgetError: there are too many ticks for so many states.
        """
        counts = all(isinstance(n, int) and not isinstance(n, bool) for n in (steps, burn_in))
        if not counts or not 0 <= burn_in < steps:
            problem = f"ticks {burn_in!r:.80}..{steps!r:.80}"
            raise InputError("steps", problem, "leave a tick to count")
        if steps * self._targets.size * (10 if self.exact else 1) > WORK:
            raise BudgetError(
                f"{steps:,} ticks of {self.states:,} states and {self._targets.size:,} transitions"
                f" pass the budget of {WORK:,} additions; ask for the long run, or simulate"
            )
        return (self._expected_exactly if self.exact else self._expected)(steps, burn_in)

    def long_run(self) -> dict[str, Probability]:
        """Return the fraction of ticks at which each neuron fires in the long run, expected.

        It is the mean over the states that the net ends in, however it came there and whether or
        not it goes round them in step.

        Raises:
            BudgetError: there are too many states.
        """
        weights = self._law.weights
        total = sum(weights)
        shares = [Fraction(w) / total if self.exact else w / total for w in weights]
        arrows: list[dict[int, Probability]] = []
        for row in self._targets.tolist():
            following: dict[int, Probability] = {}
            for target, share in zip(row, shares, strict=True):
                if share:
                    following[target] = following.get(target, 0) + share
            arrows.append(following)
        masses = long_run(arrows, exact=self.exact)
        return self._rates(masses, 1)

    def _expected(self, steps: int, burn_in: int) -> dict[str, Probability]:
        weights = np.array(self._law.weights, float)
        targets = self._targets.ravel()
        masses: NDArray[np.float64] = np.zeros(self.states)
        masses[0] = 1.0
        spent = np.zeros(self.states)
        for t in range(steps):
            spent += masses * (t >= burn_in)
            moved = masses[:, None] * weights
            masses = np.bincount(targets, moved.ravel(), self.states).astype(np.float64)
        return self._rates(dict(enumerate(spent.tolist())), steps - burn_in)

    def _expected_exactly(self, steps: int, burn_in: int) -> dict[str, Probability]:
        # numerators alone, over total^t at tick t: reducing fractions costs more than the sums
        weights = [(k, int(w)) for k, w in enumerate(self._law.weights) if w]
        total = int(sum(self._law.weights))
        targets = self._targets.tolist()
        masses: dict[int, int] = {0: 1}
        spent: dict[int, int] = {}
        for t in range(steps):
            spent = {state: mass * total for state, mass in spent.items()}
            if t >= burn_in:
                for state, mass in masses.items():
                    spent[state] = spent.get(state, 0) + mass
            following: dict[int, int] = {}
            for state, mass in masses.items():
                row = targets[state]
                for k, weight in weights:
                    following[row[k]] = following.get(row[k], 0) + mass * weight
            masses = following
        whole = total ** (steps - 1) * (steps - burn_in)
        return self._rates({s: Fraction(mass, whole) for s, mass in spent.items()}, 1)

    def _rates(self, masses: Mapping[int, Probability], ticks: int) -> dict[str, Probability]:
        """Sum masses of states over those in which each neuron fires."""
        zero: Probability = Fraction(0) if self.exact else 0.0
        found: dict[str, Probability] = {}
        for name, k in zip(self.neurons, self._wanted, strict=True):
            fires = self._fires[:, k].tolist()
            found[name] = sum((m for s, m in masses.items() if fires[s]), zero) / ticks
        return found


class _Law:
    """How a net's memory changes from tick to tick, for many states at once.

    The value of a name ``ago`` ticks back is a bit of a state's code.
    """

    def __init__(self, net: Net, chances: list[Probability]) -> None:
        program = net.program
        deepest = np.zeros(program.rows, np.int64)
        np.maximum.at(deepest, program.source, program.delay)
        self._offset = np.concatenate([[0], np.cumsum(deepest)])
        size = int(self._offset[-1])
        if size > LARGEST:
            raise BudgetError(
                f"the net remembers {size} values from tick to tick, more than {LARGEST};"
                " simulate it"
            )
        self._program, self._deepest = program, deepest
        lowest = sum(1 << int(self._offset[k]) for k in range(program.rows) if deepest[k])
        self._kept = ((1 << size) - 1) & ~lowest  # what a shift of all by one tick leaves
        self._neurons = np.flatnonzero(program.thresholds).tolist()
        afferents = np.flatnonzero(program.thresholds == 0).tolist()
        heard = [(row, c) for row, c in zip(afferents, chances, strict=True) if deepest[row]]
        if len(heard) > 20:
            raise BudgetError(
                f"{len(heard)} afferents have 2^{len(heard)} outcomes at each tick; simulate it"
            )
        outcomes = list(product((0, 1), repeat=len(heard)))
        bits = [1 << int(self._offset[row]) for row, _ in heard]
        self._outcomes = np.array(
            [sum(bit for bit, fires in zip(bits, f, strict=True) if fires) for f in outcomes],
            np.int64,
        )
        whole = lcm(*(Fraction(c).denominator for _, c in heard if isinstance(c, Fraction | int)))
        shares = [
            (whole - whole * c, whole * c) if isinstance(c, Fraction | int) else (1 - c, c)
            for _, c in heard
        ]
        self.weights: list[Probability] = [
            prod(share[fires] for fires, share in zip(f, shares, strict=True)) for f in outcomes
        ]
        """[outcomes] probabilities, or whole numbers in their proportions if they are exact."""

    def reached(self) -> tuple[Codes, NDArray[np.bool_], Codes]:
        """Return the codes of states, [states, neurons] who fires at the tick, and the arrows."""
        first = self._program.initial[self._neurons]
        begun = self._next(np.zeros(1, np.int64), first[None])
        # state 0 is before tick 0, where initial firing stands for what the memory decides
        codes, fires = [np.array([-1])], [first[None]]
        place: dict[int, int] = {}
        arrows: list[Codes] = []
        count = 1
        frontier = begun
        while len(frontier):
            fresh = []
            flat = frontier.ravel().tolist()
            for code in flat:
                if code not in place:
                    place[code] = count
                    fresh.append(code)
                    count += 1
            arrows.append(np.array([place[c] for c in flat]).reshape(frontier.shape))
            if count > STATES or count * len(self._outcomes) > ARROWS:
                raise BudgetError(
                    f"the net can reach {count:,} states and more, with"
                    f" {len(self._outcomes):,} outcomes each; simulate it"
                )
            codes.append(np.array(fresh, np.int64))
            fires.append(self._fire(codes[-1]))
            frontier = self._next(codes[-1], fires[-1])
        arrows.append(np.zeros((0, len(self._outcomes)), np.int64))
        return np.concatenate(codes), np.concatenate(fires), np.concatenate(arrows)

    def _fire(self, codes: Codes) -> NDArray[np.bool_]:
        """Return [codes, neurons] which neurons fire after what is remembered."""
        fires = np.zeros((len(codes), len(self._neurons)), np.bool_)
        for k, row in enumerate(self._neurons):
            total = np.zeros(len(codes), np.int64)
            vetoed = np.zeros(len(codes), np.bool_)
            for source, weight, delay in self._program.incoming(row):
                fired = codes >> (int(self._offset[source]) + delay - 1) & 1
                if weight:
                    total += weight * fired
                else:
                    vetoed |= fired == 1
            fires[:, k] = (total >= self._program.thresholds[row]) & ~vetoed
        return fires

    def _next(self, codes: Codes, fires: NDArray[np.bool_]) -> Codes:
        """Return [codes, outcomes] what is remembered one tick later."""
        after = codes << 1 & self._kept
        for k, row in enumerate(self._neurons):
            if self._deepest[row]:
                after |= fires[:, k].astype(np.int64) << int(self._offset[row])
        following: Codes = after[:, None] | self._outcomes
        return following
