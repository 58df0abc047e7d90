"""Small nets at the corners of the model, each with its formula worked out by hand."""

from itertools import combinations

from ..net.builder import NetBuilder
from ..net.model import Net


def corners() -> dict[str, Net]:
    """Return the corner cases by name."""
    return {name: builder.net() for name, builder in _builders().items()}


def _builders() -> dict[str, NetBuilder[Net]]:
    new = Net.build
    inputs = [f"x{k}" for k in range(1, 8)]
    fan_in = new().afferent(*inputs).neuron("ANY").neuron("ALL", 7).neuron("MOST", 4)
    for name in inputs:
        fan_in.synapse(name, "ANY").synapse(name, "ALL").synapse(name, "MOST")
    fours = (" & ".join(f"S {name}" for name in chosen) for chosen in combinations(inputs, 4))
    # more than 64 minimal terms: ``solve`` writes a decision diagram
    wide = new().afferent(*(f"x{k}" for k in range(1, 13))).neuron("OUT", 10)
    for k in range(1, 13):
        wide.synapse(f"x{k}", "OUT", (k % 3 + 1) * (-1 if k % 8 == 0 else 1), k % 2 + 1)
    return {
        "afferents-only": new().afferent("p", "q"),
        "silent": new().afferent("p").neuron("N").neuron("OUT").synapse("p", "OUT").veto("N", "OUT")
        .expect("N = false", "OUT = S p"),
        "veto-only": new().afferent("p").neuron("OUT").veto("p", "OUT").expect("OUT = false"),
        "out-of-reach": new().afferent("p", "q").neuron("OUT", 5).synapse("p", "OUT", 2)
        .synapse("q", "OUT", 2).expect("OUT = false"),
        "veto-delays": new().afferent("p", "q").neuron("OUT").synapse("p", "OUT")
        .veto("q", "OUT").veto("q", "OUT", 3).expect("OUT = S p & ~S q & ~S^3 q"),
        "offset": new().afferent("p").neuron("OUT").synapse("p", "OUT", delay=2).veto("p", "OUT")
        .expect("OUT = S^2 p & ~S p"),
        "torn": new().afferent("p").neuron("OUT").synapse("p", "OUT").veto("p", "OUT")
        .expect("OUT = false"),
        "relative": new().afferent("a", "b", "c", "d").neuron("OUT", 2).synapse("a", "OUT", 3)
        .synapse("b", "OUT", 2).synapse("c", "OUT", -1).synapse("d", "OUT", -2)
        .expect("OUT = S a & S b | S a & ~S d | S b & ~S c & ~S d"),
        "parallel": new().afferent("p").neuron("OUT", 2).synapse("p", "OUT")
        .synapse("p", "OUT", delay=2).synapse("p", "OUT", delay=4)
        .expect("OUT = S p & S^2 p | S p & S^4 p | S^2 p & S^4 p"),
        "long-delays": new().afferent("p").neuron("A").neuron("OUT").synapse("p", "A", delay=5)
        .synapse("A", "OUT", delay=7).expect("A = S^5 p", "OUT = S^12 p"),
        "exclusive": new().afferent("p", "q").neuron("A").neuron("B").neuron("OUT")
        .synapse("p", "A").veto("q", "A").synapse("q", "B").veto("p", "B")
        .synapse("A", "OUT").synapse("B", "OUT").expect("OUT = S^2 ~(p <-> q)"),
        "fan-in": fan_in.expect(
            "ANY = " + " | ".join(f"S {name}" for name in inputs),
            "ALL = " + " & ".join(f"S {name}" for name in inputs),
            "MOST = " + " | ".join(fours),
        ),
        "wide": wide,
        "initial": new().afferent("p").neuron("I", initial=True).expect("I = origin"),
        "initial-delays": new().afferent("p").neuron("I", initial=True).neuron("OUT")
        .synapse("I", "OUT", delay=3).synapse("p", "OUT", delay=2)
        .expect("I = origin", "OUT = S^2 p | S^3 origin"),
        "initial-veto": new().afferent("p").neuron("I", initial=True).neuron("OUT", initial=True)
        .synapse("p", "OUT").veto("I", "OUT", 2).expect("OUT = origin | S p & ~S^2 origin"),
        "tonic": new().afferent("p").neuron("T", initial=True).synapse("T", "T").neuron("OUT")
        .synapse("T", "OUT").veto("p", "OUT").expect("T = true", "OUT = S true & ~S p"),
        "latch": new().afferent("p").neuron("L").synapse("p", "L").synapse("L", "L")
        .expect("L = S once p"),
        "ring": new().afferent("p").neuron("A", initial=True).neuron("B").synapse("A", "B")
        .synapse("B", "A", delay=2).veto("p", "A"),
    }  # fmt: skip
