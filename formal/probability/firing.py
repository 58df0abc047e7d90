"""The exact probability that a formula is true under independent afferents."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from ..errors import InputError
from ..formula.diagram import Diagram, Look, build, looks, variables
from ..formula.fold import postorder
from ..formula.kinds import UNBOUNDED, Kind, Node
from .threshold import Probability, check_probability

Rates = Probability | Mapping[str, Probability]


def firing_probability(formula: Node, rates: Rates, tick: int | None = None) -> Probability:
    """Return the probability that ``formula`` is true at a tick.

    Args:
        formula: its atoms stand for afferents; a neuron's own rate is that of its solution.
        rates: the probability with which an atom fires at any one tick, independently of all
            others: one for all or one by name. With Fractions the result is exact.
        tick: ticks from the start, where atoms and S are false before 0; None: so late that the
            start plays no part.

    Raises:
        InputError: a name has no rate, a rate is no probability, the tick is negative, or the
            formula looks back without bound.
        BudgetError: its decision diagram is too large.
    """
    if tick is not None and not _counts(tick):
        raise InputError("tick", f"it is {tick!r:.80}", "give 0, 1, 2, ... or None")
    return _Measure(formula, rates).at(tick)


def expected_rate(formula: Node, rates: Rates, steps: int, burn_in: int = 0) -> Probability:
    """Return the expected fraction of ticks ``burn_in``..steps-1 at which ``formula`` is true.

    Args:
        rates: as for ``firing_probability``.
        steps: how many ticks there are, the start-up included.
        burn_in: ticks at the start that are left out.

    Raises:
        InputError: as ``firing_probability``, or no ticks are left.
    """
    if not (_counts(steps) and _counts(burn_in) and burn_in < steps):
        raise InputError("steps", f"ticks {burn_in!r:.80}..{steps!r:.80}", "leave a tick to count")
    measure = _Measure(formula, rates)
    # between two changes every tick is like the first
    inner = [t for t in measure.changes if burn_in < t < steps]
    total = sum(
        ((after - t) * measure.at(t) for t, after in pairwise([burn_in, *inner, steps])),
        start=0 * measure.one,
    )
    return total / (steps - burn_in)


class _Measure:
    """One formula, its diagrams and the rates of its atoms."""

    def __init__(self, formula: Node, rates: Rates) -> None:
        if not isinstance(getattr(formula, "kind", None), Kind):
            raise InputError("formula", f"it is {formula!r:.80}", "read it with parse")
        for node in postorder(formula):
            if node.kind in UNBOUNDED:
                word = node.kind.name.lower()
                fix = "simulate it, or write it with S"
                raise InputError("formula", f"'{word}' looks back without bound", fix)
        self._parts: list[Look] = looks(formula)
        self._store = Diagram(variables(self._parts))
        self._rates = [rate_of(rates, variable.name) for variable in self._store.variables]
        exact = all(isinstance(rate, Fraction | int) for rate in self._rates)
        self.one: Probability = Fraction(1) if exact else 1.0
        self._done: dict[int, Probability] = {0: 0 * self.one, 1: self.one}

    @property
    def changes(self) -> list[int]:
        """The ticks at which the formula's diagram may differ from that of the tick before."""
        found: set[int] = set()
        for node, ago in self._parts:
            if node.kind is Kind.ORIGIN:
                found |= {ago, ago + 1}
            elif node.kind in (Kind.ATOM, Kind.S):
                found.add(ago + node.ticks)
        return sorted(found)

    def at(self, tick: int | None) -> Probability:
        """Return the probability at ``tick``."""
        root = build(self._store, self._parts, tick)
        done = self._done
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


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def rate_of(rates: Rates, name: str) -> Probability:
    """Return the rate of one name.

    Raises:
        InputError: it has none, or one that is no probability.
    """
    if isinstance(rates, Mapping):
        if name not in rates:
            raise InputError("rates", f"{name!r} has no rate", f"add {name!r}")
        rate, place = rates[name], f"rates[{name}]"
    else:
        rate, place = rates, "rates"
    check_probability(rate, place)
    return rate
