"""Theorems IV and V: relative inhibition, absolute inhibition and extinction do the same.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:123, Theorems IV and V.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from ..errors import BudgetError, InputError, arrows
from ..event.alphabet import Alphabet
from ..event.realize import draw_moves
from ..event.represent import represented
from ..net.document import FORMAT
from ..net.feedback import components
from ..net.model import Net
from ..net.realization import Realization
from ..net.retime import Draft, Retimed, retime
from ..net.synapse import MAX_WEIGHT, Synapse

CASES: Final = 4096
"""Into how many neurons one with relative inhibition may be split."""

STATES: Final = 1024
"""How many states the automaton of a neuron on a cycle may have."""


def absolute(net: Net, *, states: int = STATES) -> Realization:
    """Return a net without negative weights whose neurons fire as ``net``'s do, later (IV, V).

    A neuron with relative inhibition becomes one neuron for each set of inhibitors that may fire
    without silencing it: this needs more excitation, and is vetoed by the others. Any of them
    excites the neuron itself, one tick later; what it inhibits they veto at once. Where other
    synapses on its cycles leave no time for the tick, the neurons on the cycle are made anew from
    their automata.

    Args:
        states: how many states such an automaton may have.

    Raises:
        BudgetError: it has more; the cycle is named.
    """
    by_automaton: set[str] = set()
    while True:
        draft, origin = _drafted(net, by_automaton, states)
        made = retime(draft)
        if isinstance(made, Retimed):
            return Realization(made.net, {name: made.lags[name] for name in net.neurons})
        by_automaton |= _whole(net, origin.get(made[0], made[0]))


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


def _drafted(net: Net, by_automaton: set[str], states: int) -> tuple[Draft, dict[str, str]]:
    """Draft a net without negative weights; some neurons are made from their automata.

    Returns:
        The draft, and for each part of a neuron which one it is of.
    """
    draft = _copied(net)
    # who fires, some before their neuron, exactly when it does: what vetoes in its stead
    early: dict[str, list[str]] = {name: [name] for name in net.names}
    split: dict[str, list[tuple[str, frozenset[int]]]] = {}
    for name in net.neurons:
        incoming = net.incoming(name)
        against = [k for k, s in enumerate(incoming) if (s.weight or 0) < 0]
        if not against or name in by_automaton:
            continue
        cases = _cases(incoming, against, net.threshold(name) or 0, name)
        if cases == [frozenset()]:
            continue  # whoever inhibits it silences it
        parts = [draft.neuron(draft.fresh(f"{name}_case"), 1) for _ in cases]
        split[name] = list(zip(parts, cases, strict=True))
        early[name] = parts
        if name in net.initial:
            draft.initial.discard(name)
            early[name] = [*parts, draft.neuron(draft.fresh(f"{name}_first"), 1, initial=True)]
    for name in net.neurons:
        if name in by_automaton:
            continue
        if name in split:
            for part in early[name]:
                draft.excite(part, name, 1, 0)
            draft.thresholds[name] = 1
        for part, tolerated in split.get(name, [(name, frozenset())]):
            _wire(draft, net, name, part, tolerated, early)
    for name in net.neurons:
        if name in by_automaton:
            _remade(draft, net, name, states)
    return draft, {part: name for name in split for part in early[name]}


def _wire(
    draft: Draft, net: Net, name: str, part: str, tolerated: frozenset[int],
    early: Mapping[str, Sequence[str]],
) -> None:  # fmt: skip
    """Excite and veto one part of a neuron, which some of its inhibitors do not silence."""
    bar = net.threshold(name) or 0
    for k, (source, _, weight, delay) in enumerate(net.incoming(name)):
        if weight is not None and weight > 0:
            draft.excite(source, part, weight, delay)
        elif k in tolerated:
            bar -= weight or 0
        else:
            draft.veto(early[source], part, delay)
    draft.thresholds[part] = bar


def _cases(
    incoming: Sequence[Synapse], against: Sequence[int], bar: int, name: str
) -> list[frozenset[int]]:
    """List the sets of inhibitors that may fire together without silencing a neuron."""
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


# --- neurons on cycles that leave no time


def _whole(net: Net, name: str) -> set[str]:
    """Return all neurons that are on cycles with one."""
    rows = range(net.program.rows)
    found = components(rows, lambda row: [source for source, _, _ in net.program.incoming(row)])
    part = next(part for part in found if net.row(name) in part)
    return {net.names[row] for row in part}


def _remade(draft: Draft, net: Net, name: str, states: int) -> None:
    """Draft a neuron by its automaton over what leads into the neurons on its cycles."""
    whole = _whole(net, name)
    inside = Net.from_dict(_cut(net, whole)).subnet([name])
    try:
        given = represented(inside, name, alphabet=Alphabet(inside.afferents), budget=states)
    except BudgetError as error:
        raise BudgetError(
            f"{name}: the cycle {arrows(_round(net, name, whole))} leaves no time to make its"
            f" relative inhibition absolute, and {error}"
        ) from None
    draft.initial.discard(name)
    draft.thresholds[name] = 1
    draw_moves(draft, given, name)


def _cut(net: Net, whole: set[str]) -> dict[str, object]:
    """Return the document of some neurons, with all that leads to them as afferents."""
    synapses = [s for name in sorted(whole) for s in net.incoming(name)]
    names = dict.fromkeys([*(s.source for s in synapses), *sorted(whole)])
    return {
        "format": FORMAT,
        "neurons": {n: {"threshold": net.threshold(n)} if n in whole else {} for n in names},
        "synapses": [
            {"source": s.source, "target": s.target, "delay": s.delay}
            | ({"veto": True} if s.weight is None else {"weight": s.weight})
            for s in synapses
        ],
        "initial": [n for n in net.initial if n in whole],
    }


def _round(net: Net, name: str, whole: set[str]) -> list[str]:
    """Return a cycle through a neuron, a shortest one."""
    paths = [[name]]
    seen: set[str] = set()
    for path in paths:
        for source in sorted({s.source for s in net.incoming(path[0])} & whole - seen):
            if source == name:
                return [name, *path[:-1]]
            seen.add(source)
            paths.append([source, *path])
    raise AssertionError(f"{name} is on no cycle")
