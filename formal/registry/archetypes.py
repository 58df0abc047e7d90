"""Small circuits that larger ones are made of, each expecting what it does, for all time.

Source: the list is that of De Maria, L'Yvonnet, Gaffé, Ressouche & Grammont 2017, Modelling and
formal verification of neuronal archetypes coupling, CSBio; the nets and their properties are
psychon's, in the neurons of 1943.
"""

from ..net.builder import NetBuilder
from ..net.model import Net


def archetypes() -> dict[str, Net]:
    """Return the nets by name."""
    made = {
        "simple-series": _series().expect("C = S^3 p"),
        "multiple-outputs": _series().expect("A = S p", "B = S A", "C = S^2 A"),
        "parallel-composition": _parallel(),
        "positive-loop": _loop(veto=False).expect(
            "A = S p | S^2 A", "always S^2 A -> A", "always A -> S once p"
        ),
        "negative-loop": _loop(veto=True).expect(
            "A = S p & ~S^2 A",
            "always ~(A & S^2 A)",
            "always historically p & S^4 p -> (A <-> S^4 A)",
        ),
        "inhibition": _inhibition(),
        "contralateral-inhibition": _contralateral(),
    }
    return {f"archetype-{name}": builder.net() for name, builder in made.items()}


def _series() -> NetBuilder[Net]:
    net = Net.build().afferent("p").neuron("A").neuron("B").neuron("C")
    return net.synapse("p", "A").synapse("A", "B").synapse("B", "C")


def _parallel() -> NetBuilder[Net]:
    net = Net.build().afferent("p").neuron("A").synapse("p", "A")
    for name in ("B1", "B2", "B3"):
        net.neuron(name).synapse("A", name)
    return net.expect("B1 = S^2 p", "always (B1 <-> B2) & (B2 <-> B3)")


def _loop(*, veto: bool) -> NetBuilder[Net]:
    net = Net.build().afferent("p").neuron("A").neuron("B").synapse("p", "A").synapse("A", "B")
    return net.veto("B", "A") if veto else net.synapse("B", "A")


def _inhibition() -> NetBuilder[Net]:
    """Return a neuron that goes on firing until it is stopped."""
    net = Net.build().afferent("start", "stop").neuron("A")
    net.synapse("start", "A").synapse("A", "A").veto("stop", "A")
    return net.expect(
        "A = S start & ~S stop | S A & ~S stop",
        "always S stop -> ~A",
        "A = S (~stop since (start & ~stop))",
    )


def _contralateral() -> NetBuilder[Net]:
    """Return two neurons that silence each other; which wins is decided by who is first."""
    net = Net.build().afferent("p", "q").neuron("A").neuron("B")
    net.synapse("p", "A").synapse("q", "B").veto("A", "B").veto("B", "A")
    return net.expect(
        "A = S p & ~S B",
        "B = S q & ~S A",
        "always S (A & ~B & p) -> A & ~B",
        "always A & B -> ~S A & ~S B",
    )
