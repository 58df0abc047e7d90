"""The reference meaning of a net, in plain Python: slow, short, and what all else obeys."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..errors import NetError, UnknownNameError, nearest
from .model import Net

Firing = Collection[str] | Mapping[str, int]
"""Names that fire, or a truth value by name."""


def tick(net: Net, history: Sequence[Firing], inputs: Firing = ()) -> frozenset[str]:
    """Return the names that fire at the tick after ``history``, afferents included.

    Args:
        history: what fired at ticks 0, 1, ... (oldest first); empty: the result is tick 0.
        inputs: the afferents that fire at the tick asked for.

    Raises:
        InputError: an input is no afferent of the net.
    """
    firing = set(names(inputs))
    for name in firing:
        if name not in net:
            raise UnknownNameError("inputs", f"no neuron is called {name!r}", nearest(
                name, net.afferents))  # fmt: skip
        if net.threshold(name) is not None:
            raise NetError("inputs", f"{name!r} is no afferent", "the net decides whether it fires")
    if not history:
        return frozenset(firing | set(net.initial))

    # only the ticks that some delay reaches back to are read
    reached = {s.delay for s in net.synapses if s.delay <= len(history)}
    past = {delay: names(history[len(history) - delay]) for delay in reached}
    for name in net.neurons:
        active = [s for s in net.incoming(name) if s.source in past.get(s.delay, ())]
        if not any(s.weight is None for s in active):
            threshold = net.threshold(name)
            assert threshold is not None
            if sum(s.weight for s in active if s.weight is not None) >= threshold:
                firing.add(name)
    return frozenset(firing)


def run(net: Net, inputs: Iterable[Firing]) -> list[frozenset[str]]:
    """Return what fires at each tick under ``inputs``, one entry a tick."""
    history: list[frozenset[str]] = []
    for firing in inputs:
        history.append(tick(net, history, firing))
    return history


def names(firing: Firing) -> frozenset[str]:
    """Return the names that fire, whichever way ``firing`` says so."""
    if isinstance(firing, str):
        raise NetError("inputs", f"{firing!r} is one text", f"write {{{firing!r}}}")
    if isinstance(firing, Mapping):
        return frozenset(name for name, fires in firing.items() if fires)
    return frozenset(firing)
