"""Change one token of a formula, or one number of a net."""

from collections.abc import Iterator, Sequence
from typing import Final

from ...formal.errors import NetError
from ...formal.formula.expr import FALSE, TRUE, Formula, atom
from ...formal.formula.fold import postorder
from ...formal.formula.kinds import Kind
from ...formal.net.model import Net

SWAPS: Final = 2
"""With how many other names an atom is swapped at most."""

_FLIPPED: Final = {
    Kind.AND: Kind.OR,
    Kind.OR: Kind.AND,
    Kind.IMPLIES: Kind.IFF,
    Kind.IFF: Kind.IMPLIES,
    Kind.SINCE: Kind.AND,
    Kind.ONCE: Kind.HISTORICALLY,
    Kind.HISTORICALLY: Kind.ONCE,
}


def changed_formulas(root: Formula, names: Sequence[str]) -> Iterator[Formula]:
    """Yield every formula that one changed token makes of ``root``, each once.

    A connective is flipped, a negation or an S dropped or added, a power of S changed by one, an
    atom swapped. Where a part is shared by several parts, it is changed in one of them at a time.

    Args:
        names: what atoms are swapped with.
    """
    seen = {root}
    for new in _changed_node(root, None, names):
        seen.add(new)
        yield new
    nodes = [node for node in postorder(root) if isinstance(node, Formula)]
    for parent in nodes:
        for k, part in enumerate(parent.args):
            for new in _changed_node(part, parent.kind, names):
                made = _with_argument(nodes, parent, k, new)
                if made not in seen:
                    seen.add(made)
                    yield made


def _changed_node(node: Formula, above: Kind | None, names: Sequence[str]) -> Iterator[Formula]:
    kind = node.kind
    if kind in _FLIPPED:
        yield Formula(_FLIPPED[kind], node.args)
    elif kind is Kind.ATOM:
        for name in _others(node.name, names):
            yield atom(name)
    elif kind is Kind.NOT:
        yield node.args[0]
    elif kind is Kind.S:
        yield node.args[0].S(node.ticks - 1)
        yield node.S()
    elif kind is Kind.TRUE:
        yield FALSE
    elif kind is Kind.FALSE:
        yield TRUE
    else:  # origin
        yield FALSE
        yield TRUE
    if kind not in (Kind.S, Kind.FALSE) and above is not Kind.S:
        yield node.S()
    if kind in (Kind.ATOM, Kind.S) and above not in (Kind.NOT, Kind.S):
        yield ~node


def _others(name: str, names: Sequence[str]) -> list[str]:
    """List a few names other than ``name``, those after it first."""
    at = names.index(name) if name in names else 0
    turned = [*names[at:], *names[:at]]
    return [other for other in turned if other != name][:SWAPS]


def _with_argument(nodes: list[Formula], parent: Formula, k: int, new: Formula) -> Formula:
    """Return the last of ``nodes`` with argument ``k`` of ``parent`` replaced by ``new``."""
    made: dict[Formula, Formula] = {}
    for node in nodes:
        args = [made[arg] for arg in node.args]
        if node is parent:
            args[k] = new
        if node.kind is Kind.S:
            made[node] = args[0].S(node.ticks)
        else:
            made[node] = Formula(node.kind, tuple(args)) if args else node
    return made[nodes[-1]]


def changed_nets(net: Net) -> Iterator[tuple[str, Net]]:
    """Yield (what was changed, net) for every net that one changed number makes of ``net``.

    Thresholds, weights and delays go up or down by one, a veto becomes a weight or a weight a
    veto, a synapse is dropped, a neuron fires initially or no longer does. What is no net, such
    as a doubled synapse, is left out. Expectations and assumptions are dropped.
    """
    document = net.to_dict() | {"expect": [], "assume": []}
    for name in net.neurons:
        bar = net.threshold(name) or 0
        for value in (bar - 1, bar + 1):
            neurons = {n: {"threshold": net.threshold(n)} if net.threshold(n) else {} for n in (
                net.names)}  # fmt: skip
            neurons[name] = {"threshold": value}
            yield from _made(f"threshold of {name} {bar} to {value}", document, neurons=neurons)
        fires = name in net.initial
        initial = [n for n in net.neurons if (n in net.initial) != (n == name)]
        what = "no longer fires" if fires else "fires"
        yield from _made(f"{name} {what} at t = 0", document, initial=initial)
    rows = document["synapses"]
    assert isinstance(rows, list)
    for k, (row, synapse) in enumerate(zip(rows, net.synapses, strict=True)):
        plain = {"source": synapse.source, "target": synapse.target, "delay": synapse.delay}
        kinds: list[dict[str, object]] = [{"veto": True}]
        if synapse.weight is None:
            kinds = [{"weight": -1}, {"weight": 1}]
        else:
            kinds += [{"weight": synapse.weight + 1}, {"weight": synapse.weight - 1}]
        changes: list[tuple[str, list[dict[str, object]]]] = [("dropped", [])]
        changes += [(_kind(kind), [plain | kind]) for kind in kinds]
        for delay in (synapse.delay - 1, synapse.delay + 1):
            changes.append((f"delay {delay}", [row | {"delay": delay}]))
        for what, new in changes:
            yield from _made(f"{synapse}: {what}", document, synapses=[
                *rows[:k], *new, *rows[k + 1 :]])  # fmt: skip


def _kind(fields: dict[str, object]) -> str:
    return "veto" if "veto" in fields else f"weight {fields['weight']}"


def _made(what: str, document: dict[str, object], **fields: object) -> Iterator[tuple[str, Net]]:
    try:
        yield what, Net.from_dict(document | fields)
    except NetError:
        return
