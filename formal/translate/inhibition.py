"""Theorems IV and V: relative inhibition, absolute inhibition and extinction do the same.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:123, Theorems IV and V.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from ..errors import BudgetError, InputError
from ..net.model import Net
from ..net.realization import Realization
from ..net.retime import Draft, Retimed, retime
from ..net.synapse import MAX_WEIGHT, Synapse

CASES: Final = 4096
"""Into how many neurons one with relative inhibition may be split."""


def absolute(net: Net) -> Realization:
    """Return a net without negative weights whose neurons fire as ``net``'s do (IV, V).

    A neuron with relative inhibition is split by which of its inhibitors fire: a part for each set
    of them that enough excitation makes up for, which needs them all, and is vetoed by the others.
    One part at most fires at a time, so that together they do at once all that the neuron did to
    others, on cycles too; the neuron itself is excited by them and comes one tick later.

    Raises:
        BudgetError: a neuron would be split into too many.
    """
    draft = _copied(net)
    parts: dict[str, list[tuple[str, frozenset[int]]]] = {}
    # who fires, one at a time, exactly when a neuron of the net does
    acts = {name: [name] for name in net.names}
    for name in net.neurons:
        cases = _cases(net.incoming(name), net.threshold(name) or 0, name)
        if len(cases) == 1:  # whoever inhibits it silences it
            parts[name] = [(name, cases[0])]
            continue
        acts[name] = [draft.neuron(draft.fresh(f"{name}_case"), 1) for _ in cases]
        parts[name] = list(zip(acts[name], cases, strict=True))
        if name in net.initial:
            draft.initial.discard(name)
            acts[name] += [draft.neuron(draft.fresh(f"{name}_first"), 1, initial=True)]
        draft.thresholds[name] = 1
        for part in acts[name]:
            draft.excite(part, name, 1, 0)
    for name in net.neurons:
        for part, firing in parts[name]:
            _wire(draft, net, name, part, firing, acts)
    made = retime(draft)
    assert isinstance(made, Retimed)
    return Realization(made.net, {name: made.lags[name] for name in net.neurons})


def relative(net: Net) -> Realization:
    """Return a net without vetoes whose neurons fire as ``net``'s do, at the same ticks (IV).

    A veto becomes a negative weight that no excitation makes up for.

    Raises:
        InputError: the weight would be out of range.
    """
    draft = _copied(net)
    for name in net.neurons:
        bar = net.threshold(name) or 0
        most = sum(max(0, s.weight or 0) for s in net.incoming(name))
        if most - bar + 1 > MAX_WEIGHT:
            problem = f"its excitation of {most:,} would need a weight beyond {MAX_WEIGHT:,}"
            raise InputError(name, problem, "scale its weights and threshold down")
        for synapse in net.incoming(name):
            # what can never fire needs no veto
            if synapse.weight is None and most >= bar:
                draft.excite(synapse.source, name, bar - most - 1, synapse.delay)
            elif synapse.weight is not None:
                draft.excite(synapse.source, name, synapse.weight, synapse.delay)
    return _at_once(net, draft)


def extinguished(net: Net, raises: Mapping[str, Mapping[int, int]]) -> Net:
    """Return a net in which neurons that have fired are harder to excite for a while (V).

    Args:
        raises: by neuron and number of ticks since it fired, by how much its threshold is higher;
            those of several firings add up.

    Raises:
        InputError: an afferent, a tick below 1, or no positive number.
    """
    document = net.to_dict()
    rows = document["synapses"]
    assert isinstance(rows, list)
    own = {(s.source, s.delay) for s in net.synapses if s.source == s.target and s.weight}
    for name, curve in raises.items():
        if net.threshold(name) is None:
            raise InputError(f"extinction of {name}", "it is an afferent", "name a neuron")
        for ticks, rise in curve.items():
            if ticks < 1 or rise < 1 or (name, ticks) in own:
                problem = f"a rise of {rise} after {ticks} ticks"
                fix = "give numbers from 1 on, and no weight of its own with this delay"
                raise InputError(f"extinction of {name}", problem, fix)
            rows.append({"source": name, "target": name, "weight": -rise, "delay": ticks})
    return Net.from_dict(document)


def _copied(net: Net) -> Draft:
    """Return a draft with the neurons of a net and no synapses."""
    draft = Draft()
    for name in net.names:
        draft.neuron(name, net.threshold(name) or 0, initial=name in net.initial)
    return draft


def _at_once(net: Net, draft: Draft) -> Realization:
    made = retime(draft)
    assert isinstance(made, Retimed) and not any(made.lags.values())
    return Realization(made.net, dict.fromkeys(net.neurons, 0))


def _wire(
    draft: Draft, net: Net, name: str, part: str, firing: frozenset[int],
    acts: Mapping[str, Sequence[str]],
) -> None:  # fmt: skip
    """Let one part of a neuron fire iff it does while just some of its inhibitors fire."""
    incoming = net.incoming(name)
    bar = net.threshold(name) or 0
    # one that must fire weighs more than all excitation together
    heavy = 1 + sum(max(0, s.weight or 0) for s in incoming)
    for k, (source, _, weight, delay) in enumerate(incoming):
        if weight is not None and weight < 0 and k in firing:
            bar += heavy - weight
            weight = heavy  # it excites this part
        for act in acts[source]:
            if weight is not None and weight > 0:
                draft.excite(act, part, weight, delay)
            else:
                draft.veto([act], part, delay)
    draft.thresholds[part] = bar


def _cases(incoming: Sequence[Synapse], bar: int, name: str) -> list[frozenset[int]]:
    """List the sets of inhibitors, by place, that may fire together without silencing a neuron."""
    against = [k for k, s in enumerate(incoming) if (s.weight or 0) < 0]
    most = sum(max(0, s.weight or 0) for s in incoming)
    found = [frozenset[int]()]
    for size in range(1, len(against) + 1):
        larger = [
            frozenset(some)
            for some in combinations(against, size)
            if bar - sum(incoming[k].weight or 0 for k in some) <= most
        ]
        if not larger:
            break
        found += larger
        if len(found) > CASES:
            raise BudgetError(
                f"{name} has {len(against)} relative inhibitors; it would be split into more than"
                f" {CASES:,} neurons"
            )
    return found
