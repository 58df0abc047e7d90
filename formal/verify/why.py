"""Why a run refutes a claim: inputs and synapses of which no others can change that.

From the failure backwards, each value is put down to as few others as settle it: a neuron that
fires, to silent vetoes and the heaviest arrivals that reach the threshold whatever the rest does;
one that is silent, to a veto, or to missing arrivals without which it cannot be reached.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..formula.evaluate import truths
from ..formula.kinds import Kind, Node
from ..net.model import Net
from ..net.synapse import Synapse


class Input(NamedTuple):
    """Whether an afferent fires at tick t; where the start may be any, a neuron up to t = 0."""

    name: str
    t: int
    fires: bool


@dataclass(frozen=True)
class Why:
    """What a refutation depends on: the claim fails there whatever else fires and is connected.

    Args:
        inputs: by tick.
        synapses: those along which it matters whether an impulse arrives.
    """

    inputs: tuple[Input, ...]
    synapses: tuple[Synapse, ...]

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {
            "inputs": [event._asdict() for event in self.inputs],
            "synapses": [
                {"source": s.source, "target": s.target, "delay": s.delay}
                | ({"veto": True} if s.weight is None else {"weight": s.weight})
                for s in self.synapses
            ],
        }

    def __str__(self) -> str:
        """Write it in a few words."""
        ticks: dict[tuple[bool, str], list[str]] = {}
        for name, t, fires in self.inputs:
            ticks.setdefault((not fires, name), []).append(str(t))
        parts = [
            f"{'not ' if silent else ''}{name} at t = {_some(found)}"
            for (silent, name), found in sorted(ticks.items())
        ]
        along = list(dict.fromkeys(f"{s.source} -> {s.target}" for s in self.synapses))
        return (_some(parts, "; ") or "whatever fires") + (
            f"; along {_some(along)}" if along else ""
        )

    def renamed(self, names: Mapping[str, str]) -> "Why":
        """Return it with other names for some neurons."""
        return Why(
            tuple(e._replace(name=names.get(e.name, e.name)) for e in self.inputs),
            tuple(
                s._replace(
                    source=names.get(s.source, s.source), target=names.get(s.target, s.target)
                )
                for s in self.synapses
            ),
        )


def why(net: Net, claim: Node, whole: Sequence[frozenset[str]], ahead: int, given: int) -> Why:
    """Explain why a claim fails at the last tick of a run.

    Args:
        whole: what fires at each tick, from ``ahead`` ticks before t = 0 on.
        given: at so many first ticks of these the neurons, too, are inputs.
    """
    search = _Search(net, claim, whole, ahead, given)
    search.settle()
    return Why(tuple(sorted(search.inputs, key=lambda e: (e.t, e.name))), tuple(search.synapses))


class _Search:
    def __init__(
        self, net: Net, claim: Node, whole: Sequence[frozenset[str]], ahead: int, given: int
    ) -> None:
        self._net, self._claim, self._whole = net, claim, whole
        self._ahead, self._given = ahead, given
        self._truth = truths(claim, whole[ahead:])
        self.inputs: list[Input] = []
        self.synapses: dict[Synapse, None] = {}
        # values whose reasons are known or wanted: of a formula (by id) at t, of a neuron at t
        self._wanted: dict[tuple[int | str, int], None] = {}

    def settle(self) -> None:
        """Find reasons from the claim's failure back to the inputs."""
        stack: list[tuple[Node | str, int]] = [(self._claim, len(self._whole) - 1 - self._ahead)]
        while stack:
            what, t = stack.pop()
            key = (what if isinstance(what, str) else id(what), t)
            if key not in self._wanted:
                self._wanted[key] = None
                stack += self._fired(what, t) if isinstance(what, str) else self._held(what, t)

    def _held(self, node: Node, t: int) -> list[tuple[Node | str, int]]:
        """Return what settles a formula's value at t."""
        kind, now = node.kind, self._truth[id(node)][t]
        args: list[tuple[Node | str, int]] = [(arg, t) for arg in node.args]
        before: list[tuple[Node | str, int]] = [(node, t - 1)] if t else []
        if kind is Kind.ATOM:
            return [(node.name, t)]
        if kind is Kind.S:
            return [(node.args[0], t - node.ticks)] if t >= node.ticks else []
        if kind in (Kind.TRUE, Kind.FALSE, Kind.ORIGIN):
            return []
        if kind in (Kind.NOT, Kind.IFF):
            return args
        if kind is Kind.SINCE:
            left, right = args
            if now:
                return [right] if self._is(right) else [left, *before]
            return [right, *(self._one([left, *before], False) if before else [])]
        if kind is Kind.IMPLIES:
            if not now:
                return args
            return [args[0]] if not self._is(args[0]) else [args[1]]
        if kind in (Kind.ONCE, Kind.HISTORICALLY):
            args += before
        # one that is true settles a disjunction, one that is false a conjunction
        settling = kind in (Kind.OR, Kind.ONCE)
        return self._one(args, settling) if now is settling else args

    def _is(self, value: tuple[Node | str, int]) -> bool:
        what, t = value
        assert not isinstance(what, str)
        return self._truth[id(what)][t]

    def _one(
        self, values: list[tuple[Node | str, int]], wanted: bool
    ) -> list[tuple[Node | str, int]]:
        """Return one of some formulae that has a value, if possible one that is wanted anyway."""
        fit = [value for value in values if self._is(value) is wanted]
        known = (value for value in fit if (id(value[0]), value[1]) in self._wanted)
        return [next(known, fit[0])]

    def _fired(self, name: str, t: int) -> list[tuple[Node | str, int]]:
        """Return what settles whether a neuron fires at t."""
        threshold = self._net.threshold(name)
        fires = name in self._whole[t + self._ahead]
        if threshold is None or t + self._ahead < self._given:
            self.inputs.append(Input(name, t, fires))
            return []
        if t == 0:  # its own initial firing
            return []
        # what would have left before all was silent needs no reason
        incoming = [s for s in self._net.incoming(name) if t - s.delay >= -self._ahead]
        arrived = {s: s.source in self._whole[t - s.delay + self._ahead] for s in incoming}
        vetoes = [s for s in incoming if s.weight is None]
        if fires:
            chosen = vetoes + self._enough(arrived, threshold, fires)
        elif vetoing := [s for s in vetoes if arrived[s]]:
            chosen = self._wanted_first(vetoing, t)[:1]
        else:
            chosen = self._enough(arrived, threshold, fires)
        self.synapses |= dict.fromkeys(chosen)
        return [(s.source, t - s.delay) for s in chosen]

    def _enough(
        self, arrived: Mapping[Synapse, bool], threshold: int, fires: bool
    ) -> list[Synapse]:
        """Return fewest synapses that keep a sum at the threshold, or below, whatever others do."""
        weighted = [(s, s.weight) for s in arrived if s.weight is not None]
        # the worst that all could do; what is known to be otherwise mends it by its weight
        total = sum(w for _, w in weighted if (w < 0) is fires)
        helping = [(s, abs(w)) for s, w in weighted if arrived[s] is ((w > 0) is fires)]
        chosen = []
        for synapse, weight in sorted(helping, key=lambda pair: -pair[1]):
            if total >= threshold if fires else total < threshold:
                break
            total += weight if fires else -weight
            chosen.append(synapse)
        return chosen

    def _wanted_first(self, synapses: Iterable[Synapse], t: int) -> list[Synapse]:
        return sorted(synapses, key=lambda s: (s.source, t - s.delay) not in self._wanted)


def _some(texts: Sequence[str], sign: str = ", ", most: int = 12) -> str:
    """Join the first texts, and say how many more there are."""
    more = [f"... {len(texts) - most:,} more"] if len(texts) > most else []
    return sign.join([*texts[:most], *more])
