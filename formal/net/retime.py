"""Drafts of nets, in which synapses may take no time; retiming makes nets of them.

A neuron of the net fires some ticks later than the draft's, its *lag*. A synapse from a to b takes
its drafted delay plus b's lag minus a's, which must be 1 at least: the least lags that allow this
are taken. There are none iff on some cycle the delays sum to less than its synapses.

Source: Leiserson & Saxe 1991, Retiming synchronous circuitry, Algorithmica 6:5-35.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from .document import FORMAT
from .model import Net


@dataclass
class Draft:
    """A net whose synapses may have delay 0, in the making.

    Args:
        thresholds: by name, 0 for an afferent.
        initial: names that fire at t = 0.
        weights: by (source, target, delay); synapses of the same three are one.
        vetoes: (source, target, delay).
    """

    thresholds: dict[str, int] = field(default_factory=dict)
    initial: set[str] = field(default_factory=set)
    weights: dict[tuple[str, str, int], int] = field(default_factory=dict)
    vetoes: set[tuple[str, str, int]] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def fresh(self, name: str) -> str:
        """Return ``name``, or one with a number behind it if it is taken."""
        stem = name.rstrip("0123456789")[:48]
        number = self._numbers.get(stem, 1)
        while name in self.thresholds:
            number += 1
            name = f"{stem.rstrip('_')}_{number}"
        self._numbers[stem] = number
        return name

    def neuron(self, name: str, threshold: int, *, initial: bool = False) -> str:
        """Add a neuron, or an afferent, and return its name."""
        self.thresholds[name] = threshold
        if initial:
            self.initial.add(name)
        return name

    def excite(self, source: str, target: str, weight: int = 1, delay: int = 1) -> None:
        """Add a weight to a synapse."""
        key = source, target, delay
        self.weights[key] = self.weights.get(key, 0) + weight

    def veto(self, sources: Iterable[str], target: str, delay: int = 1) -> None:
        """Add absolute inhibition."""
        self.vetoes |= {(source, target, delay) for source in sources}

    def arrows(self) -> list[tuple[str, str, int]]:
        """List (source, target, delay) of all synapses."""
        return [*(key for key, weight in self.weights.items() if weight), *self.vetoes]


@dataclass(frozen=True)
class Retimed:
    """A net made of a draft, with the lag of each neuron."""

    net: Net
    lags: dict[str, int]


def retime(draft: Draft) -> Retimed | tuple[str, ...]:
    """Return the net of a draft, or the names along a cycle that leaves too little time."""
    arrows = draft.arrows()
    lags = _lags(draft, arrows)
    if isinstance(lags, tuple):
        return lags
    synapses: list[dict[str, object]] = []
    for (source, target, delay), weight in draft.weights.items():
        if weight:
            late = delay + lags[target] - lags[source]
            row = {"source": source, "target": target, "weight": weight, "delay": late}
            synapses.append(dict(row))
    for source, target, delay in sorted(draft.vetoes):
        late = delay + lags[target] - lags[source]
        synapses.append({"source": source, "target": target, "veto": True, "delay": late})
    thresholds, initial = dict(draft.thresholds), []
    for name in sorted(draft.initial):
        if not lags[name]:
            initial.append(name)
            continue
        # at its lag it fires as the draft's does at 0, when all it listens to is silent
        first = draft.fresh(f"{name}_first")
        thresholds[first] = 1
        initial.append(first)
        synapses.append({"source": first, "target": name, "weight": thresholds[name],
                         "delay": lags[name]})  # fmt: skip
    neurons = {n: {"threshold": bar} if bar else {} for n, bar in thresholds.items()}
    document = {"format": FORMAT, "neurons": neurons, "synapses": synapses, "initial": initial}
    return Retimed(Net.from_dict(document), lags)


def _lags(draft: Draft, arrows: list[tuple[str, str, int]]) -> dict[str, int] | tuple[str, ...]:
    """Return the least lags, or a cycle without any (Bellman & Ford, by a queue)."""
    leaving: dict[str, list[tuple[str, int]]] = {name: [] for name in draft.thresholds}
    for source, target, delay in arrows:
        leaving[source].append((target, 1 - delay))
    lags = dict.fromkeys(draft.thresholds, 0)
    before: dict[str, str] = {}
    raised = dict.fromkeys(draft.thresholds, 0)
    queue = deque(draft.thresholds)
    waiting = set(queue)
    while queue:
        source = queue.popleft()
        waiting.discard(source)
        for target, more in leaving[source]:
            if lags[source] + more <= lags[target]:
                continue
            lags[target] = lags[source] + more
            before[target] = source
            raised[target] += 1
            if raised[target] > len(lags):
                return _cycle(target, before)
            if target not in waiting:
                waiting.add(target)
                queue.append(target)
    return lags


def _cycle(name: str, before: dict[str, str]) -> tuple[str, ...]:
    """Return a cycle of what raised what."""
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        name = before[name]
    round_ = seen[seen.index(name) :][::-1]
    first = round_.index(min(round_))
    return (*round_[first:], *round_[:first])
