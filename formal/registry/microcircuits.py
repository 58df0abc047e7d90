"""Feedforward and feedback inhibition, and populations of excitatory and inhibitory neurons.

Source: the circuits are those of textbooks (Shepherd 2004, The Synaptic Organization of the Brain,
ch. 1); as nets of 1943, with their properties, they are psychon's.
"""

from ..net.builder import NetBuilder
from ..net.model import Net


def microcircuits() -> dict[str, Net]:
    """Return the nets by name, each expecting what it does."""
    return {
        "feedforward-inhibition": feedforward()
        .expect("E = S x & ~S^2 x", "always ~(E & S E)", "always historically x & S^2 x -> ~E")
        .net(),
        "feedback-inhibition": feedback().expect("E = S x & ~S^2 E", "always ~(E & S^2 E)").net(),
    }


def feedforward(direct: int = 1, around: int = 2) -> NetBuilder[Net]:
    """Return an excitatory neuron that its input also silences, by way of an interneuron.

    Args:
        direct, around: how many ticks the input takes to excite and to inhibit, at least 2 around.
    """
    net = Net.build().afferent("x").neuron("E").neuron("I")
    return net.synapse("x", "E", delay=direct).synapse("x", "I").veto("I", "E", around - 1)


def feedback(around: int = 2) -> NetBuilder[Net]:
    """Return an excitatory neuron that silences itself, by way of an interneuron.

    Args:
        around: how many ticks its own inhibition takes to come back, at least 2.
    """
    net = Net.build().afferent("x").neuron("E").neuron("I")
    return net.synapse("x", "E").synapse("E", "I").veto("I", "E", around - 1)


def population(excitatory: int = 80, inhibitory: int = 20, per_neuron: int = 4) -> Net:
    """Return a layer of excitatory neurons, each silenced by some of the inhibitory ones.

    Every neuron has an afferent of its own, x0, x1, ... or y0, y1, ...; what inhibits is spread
    evenly, so that each inhibitory neuron reaches as many excitatory ones.

    Args:
        per_neuron: how many inhibitory neurons reach one excitatory one.
    """
    net = Net.build()
    for k in range(inhibitory):
        net.afferent(f"y{k}").neuron(f"I{k}").synapse(f"y{k}", f"I{k}")
    for j in range(excitatory):
        net.afferent(f"x{j}").neuron(f"E{j}").synapse(f"x{j}", f"E{j}", delay=2)
        for k in range(per_neuron):
            net.veto(f"I{(j + k * 7) % inhibitory}", f"E{j}")
    return net.net()


def recurrent(
    excitatory: int = 80, inhibitory: int = 20, *, drives: int = 8, least: int = 3, vetoes: int = 2
) -> Net:
    """Return excitatory neurons that drive inhibitory ones, which silence them.

    Args:
        drives: how many excitatory neurons reach an inhibitory one.
        least: how many of these must fire.
        vetoes: how many inhibitory neurons reach an excitatory one.
    """
    net = Net.build()
    for j in range(excitatory):
        net.afferent(f"x{j}").neuron(f"E{j}")
    for k in range(inhibitory):
        net.neuron(f"I{k}", least)
        for d in range(drives):
            net.synapse(f"E{(4 * k + 11 * d) % excitatory}", f"I{k}")
    for j in range(excitatory):
        net.synapse(f"x{j}", f"E{j}")
        for v in range(vetoes):
            net.veto(f"I{(j + 7 * v) % inhibitory}", f"E{j}")
    return net.net()
