"""Theorem VI: facilitation and temporal summation can be replaced by spatial summation.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:123-124, Theorem VI.
"""

from typing import Final

from ..errors import BudgetError
from ..net.model import Net
from ..net.realization import Realization
from ..net.retime import Draft, Retimed, retime

RELAYS: Final = 100_000
"""How many neurons may be added."""


def spatial(net: Net) -> Realization:
    """Return a net in which all that a neuron sums comes from other neurons, one tick before.

    Signals of one source that meet after different delays, and what one firing leaves behind for
    the next, come from neurons of their own: relays, each of which repeats the one before it. No
    neuron fires later than before.

    Raises:
        BudgetError: the delays need too many relays.
    """
    draft = Draft()
    for name in net.names:
        draft.neuron(name, net.threshold(name) or 0, initial=name in net.initial)
    deepest = dict.fromkeys(net.names, 1)
    for synapse in net.synapses:
        deepest[synapse.source] = max(deepest[synapse.source], synapse.delay)
    needed = sum(deepest.values()) - len(deepest)
    if needed > RELAYS:
        raise BudgetError(f"the delays need {needed:,} relays, more than {RELAYS:,}")
    late: dict[tuple[str, int], str] = {}
    for name, most in deepest.items():
        late[name, 1] = name
        for delay in range(2, most + 1):
            relay = draft.neuron(draft.fresh(f"{name}_late_{delay}"), 1)
            draft.excite(late[name, delay - 1], relay)
            late[name, delay] = relay
    for source, target, weight, delay in net.synapses:
        if weight is None:
            draft.veto([late[source, delay]], target)
        else:
            draft.excite(late[source, delay], target, weight)
    made = retime(draft)
    assert isinstance(made, Retimed) and not any(made.lags.values())
    return Realization(made.net, dict.fromkeys(net.neurons, 0))
