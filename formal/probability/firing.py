"""The exact probability that a formula is true under independent afferents."""

from collections.abc import Mapping
from fractions import Fraction

from ..errors import InputError
from ..formula.diagram import Diagram, Look, build, looks, variables
from ..formula.fold import postorder, s_depth
from ..formula.kinds import UNBOUNDED, Node
from .threshold import Probability, check_probability

Rates = Probability | Mapping[str, Probability]


def firing_probability(formula: Node, rates: Rates, tick: int | None = None) -> Probability:
    """Return the probability that ``formula`` is true at a tick.

    Args:
        rates: the probability with which an atom fires at any one tick, independently of all
            others: one for all or one by name. With Fractions the result is exact.
        tick: ticks from the start, where atoms and S are false before 0; None: so late that the
            start plays no part.

    Raises:
        InputError: a name has no rate, a rate is no probability, the tick is negative, or the
            formula looks back without bound.
        BudgetError: its decision diagram is too large.
    """
    if tick is not None and (isinstance(tick, bool) or not isinstance(tick, int) or tick < 0):
        raise InputError("tick", f"it is {tick!r:.80}", "give 0, 1, 2, ... or None")
    return _Measure(formula, rates).at(tick)


def expected_rate(formula: Node, rates: Rates, steps: int, burn_in: int = 0) -> Probability:
    """Return the expected fraction of ticks ``burn_in``..steps-1 at which ``formula`` is true.

    Args:
        rates: as for ``firing_probability``.
        steps: how many ticks there are, the start-up included.

    Raises:
        InputError: as ``firing_probability``, or no ticks are left.
    """
    if isinstance(steps, bool) or not isinstance(steps, int) or not 0 <= burn_in < steps:
        raise InputError("steps", f"ticks {burn_in}..{steps!r:.80}", "leave a tick to count")
    measure = _Measure(formula, rates)
    # from the depth of S plus one on, nothing reaches back to the start
    settled = min(steps, max(burn_in, s_depth(formula) + 1))
    total = sum((measure.at(t) for t in range(burn_in, settled)), start=0 * measure.one)
    total += (steps - settled) * measure.at(None)
    return total / (steps - burn_in)


class _Measure:
    """One formula, its diagrams and the rates of its atoms."""

    def __init__(self, formula: Node, rates: Rates) -> None:
        for node in postorder(formula):
            if node.kind in UNBOUNDED:
                word = node.kind.name.lower()
                fix = "simulate it, or write it with S"
                raise InputError("formula", f"'{word}' looks back without bound", fix)
        self._parts: list[Look] = looks(formula)
        self._store = Diagram(variables(self._parts))
        self._rates = [_rate(rates, variable.name) for variable in self._store.variables]
        exact = all(isinstance(rate, Fraction | int) for rate in self._rates)
        self.one: Probability = Fraction(1) if exact else 1.0

    def at(self, tick: int | None) -> Probability:
        """Return the probability at ``tick``."""
        root = build(self._store, self._parts, tick)
        done: dict[int, Probability] = {0: 0 * self.one, 1: self.one}
        stack = [root]
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
                continue
            level, low, high = self._store.nodes[node]
            missing = [below for below in (low, high) if below not in done]
            if missing:
                stack += missing
                continue
            rate = self._rates[level]
            done[node] = (1 - rate) * done[low] + rate * done[high]
        return done[root]


def _rate(rates: Rates, name: str) -> Probability:
    if isinstance(rates, Mapping):
        if name not in rates:
            raise InputError("rates", f"{name!r} has no rate", f"add {name!r}")
        rate, place = rates[name], f"rates[{name}]"
    else:
        rate, place = rates, "rates"
    check_probability(rate, place)
    return rate
