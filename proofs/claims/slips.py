"""Slips in the wiring of a net: what one might have drawn instead."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ...formal.net.model import Net
from ...formal.net.synapse import Synapse
from ..derivation.statements import Alike, NetProperty, holds
from ..derivation.step import Twin


def texts(said: NetProperty, *wrong: tuple[str, str]) -> tuple[Twin, ...]:
    """Return false twins that say something else of the same net: (the mistake, what is said)."""
    assume = [str(formula) for formula in said.assume]
    return tuple(Twin(what, holds(said.net, text, assume, said.about)) for what, text in wrong)


def wirings(said: NetProperty, *wrong: tuple[str, Net]) -> tuple[Twin, ...]:
    """Return false twins that say the same of another net: (the mistake, the net)."""
    return tuple(
        Twin(what, NetProperty(net, said.says, said.assume, said.about)) for what, net in wrong
    )


def alike(said: Alike, *wrong: tuple[str, Net]) -> tuple[Twin, ...]:
    """Return false twins that name another second net, at the same tick: (the mistake, the net)."""
    return tuple(
        Twin(what, replace(said, other=net, twin=said.neuron, delay=0)) for what, net in wrong
    )


def without(net: Net, source: str, target: str) -> Net:
    """Return a net without the synapses of one neuron to another."""
    return _resynapsed(net, source, target, lambda _: ())


def late(net: Net, source: str, target: str, delay: int) -> Net:
    """Return a net with another delay from one neuron to another."""
    return _resynapsed(net, source, target, lambda one: (one._replace(delay=delay),))


def weighing(net: Net, source: str, target: str, weight: int | None) -> Net:
    """Return a net with another weight from one neuron to another; None is a veto."""
    return _resynapsed(net, source, target, lambda one: (one._replace(weight=weight),))


def barred(net: Net, neuron: str, threshold: int) -> Net:
    """Return a net with another threshold of a neuron."""
    return _made(net, net.synapses, {neuron: threshold})


def _resynapsed(
    net: Net, source: str, target: str, change: Callable[[Synapse], Iterable[Synapse]]
) -> Net:
    synapses: list[Synapse] = []
    met = False
    for one in net.synapses:
        meant = (one.source, one.target) == (source, target)
        met = met or meant
        synapses += change(one) if meant else (one,)
    assert met, f"nothing leads from {source} to {target}"
    return _made(net, synapses, {})


def _made(net: Net, synapses: Iterable[Synapse], thresholds: dict[str, int]) -> Net:
    content = net.to_dict()
    neurons: dict[str, dict[str, object]] = {name: {} for name in net.afferents} | {
        name: {"threshold": thresholds.get(name, net.threshold(name))} for name in net.neurons
    }
    content["neurons"] = {name: neurons[name] for name in (*net.afferents, *net.neurons)}
    content["synapses"] = [
        {"source": one.source, "target": one.target, "delay": one.delay}
        | ({"veto": True} if one.weight is None else {"weight": one.weight})
        for one in synapses
    ]
    content["expect"] = []
    return Net.from_dict(content)
