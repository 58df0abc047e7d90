"""Theorem VII: alterable synapses can be replaced by cycles.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:124, Theorem VII; figure 1(i) is such a net.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import InputError, UnknownNameError, arrows, nearest
from ..formula.expr import FALSE, ORIGIN, Formula, atom, conj
from ..formula.kinds import Kind
from ..net.model import Net
from ..net.realization import Realization
from ..net.retime import Draft, retime
from .solve import reaches


@dataclass(frozen=True)
class Alterable:
    """A synapse that conducts only once two neurons have fired together.

    Args:
        source, target, weight, delay: as of a plain synapse.
        pair: the neurons, or afferents, whose firing together alters it; the firing of its source
            at that tick is conducted already.
    """

    source: str
    target: str
    pair: tuple[str, str]
    weight: int = 1
    delay: int = 1


def altered(net: Net, synapses: Sequence[Alterable]) -> dict[str, Formula]:
    """Say when each neuron of a net with alterable synapses fires, in terms of the others."""
    _check(net, synapses)
    found = {}
    for name in net.neurons:
        terms: list[tuple[Formula, int]] = []
        vetoes = []
        for source, _, weight, delay in net.incoming(name):
            if weight is None:
                vetoes.append(~atom(source).S(delay))
            else:
                terms.append((atom(source).S(delay), weight))
        for s in synapses:
            if s.target == name:
                together = Formula(Kind.ONCE, (atom(s.pair[0]) & atom(s.pair[1]),))
                terms.append(((atom(s.source) & together).S(s.delay), s.weight))
        fires = reaches(terms, net.threshold(name) or 0)
        fires = FALSE if fires is FALSE else conj([fires, *vetoes])
        found[name] = ORIGIN | fires if name in net.initial else fires
    return found


def learned(net: Net, synapses: Sequence[Alterable]) -> Realization:
    """Return a plain net that acts as one with alterable synapses (VII).

    For each pair a neuron on a cycle of its own remembers that it has fired together; a gate fires
    if the source does and the pair has, and takes the synapse's place. Where the synapse has delay
    1, its target comes a tick later.

    Raises:
        InputError: a synapse that cannot be, or a cycle that leaves no time for the tick.
    """
    _check(net, synapses)
    draft = Draft()
    for name in net.names:
        draft.neuron(name, net.threshold(name) or 0, initial=name in net.initial)
    for source, target, weight, delay in net.synapses:
        if weight is None:
            draft.veto([source], target, delay)
        else:
            draft.excite(source, target, weight, delay)
    memories: dict[tuple[str, str], str] = {}
    gates: dict[tuple[str, tuple[str, str]], str] = {}
    for s in synapses:
        if s.pair not in memories:
            memory = memories[s.pair] = draft.neuron(draft.fresh("memory"), 2)
            for one in s.pair:
                draft.excite(one, memory)
            draft.excite(memory, memory, 2)
        if (s.source, s.pair) not in gates:
            # the source, and the memory or both of the pair
            gate = gates[s.source, s.pair] = draft.neuron(draft.fresh("gate"), 6)
            draft.excite(s.source, gate, 4)
            draft.excite(memories[s.pair], gate, 2)
            for one in s.pair:
                draft.excite(one, gate)
        draft.excite(gates[s.source, s.pair], s.target, s.weight, s.delay - 1)
    made = retime(draft)
    if isinstance(made, tuple):
        raise InputError(
            f"the synapse onto {next(n for n in made if n in net)}",
            f"the cycle {arrows(made)} leaves no time for its gate", "give it a delay of 2 or more",
        )  # fmt: skip
    return Realization(made.net, {name: made.lags[name] for name in net.neurons})


def _check(net: Net, synapses: Sequence[Alterable]) -> None:
    for k, s in enumerate(synapses):
        for name in (s.source, s.target, *s.pair):
            if name not in net:
                raise UnknownNameError(f"synapses[{k}]", f"no neuron is called {name!r:.80}", (
                    nearest(name, net.names)))  # fmt: skip
        if net.threshold(s.target) is None:
            raise InputError(f"synapses[{k}]", f"{s.target!r} is an afferent", "target a neuron")
        if len({*s.pair}) < 2:
            raise InputError(f"synapses[{k}]", f"the pair is {s.pair[0]!r} twice", "name two")
        if s.delay < 1 or not s.weight:
            problem = f"its delay is {s.delay}, its weight {s.weight}"
            raise InputError(f"synapses[{k}]", problem, "delays are 1 or more, weights not 0")
