"""Whether neurons of two nets fire alike, decided by exploring every state they can reach together.

Exact where the states are few, whatever the nets; ``compare`` asks Z3 and is for nets of any size.
"""

from ..errors import InputError
from ..net.model import Net
from .alphabet import Alphabet
from .automaton import STATES, Word, crawl, difference
from .represent import Explored


def disagreement(
    net: Net, neuron: str, other: Net, twin: str, delay: int = 0, *, budget: int = STATES
) -> Word | None:
    """Return a shortest input after which two neurons differ, None if they never do.

    Args:
        neuron, twin: of the first and of the second net; afferents are shared by name.
        delay: the d with other.twin(t) = (S^d net.neuron)(t) at every t.

    Raises:
        InputError: a name is an afferent in one net and a neuron in the other.
        BudgetError: too many states.
    """
    first, second = net.subnet([neuron]), other.subnet([twin])
    afferents = tuple(dict.fromkeys((*first.afferents, *second.afferents)))
    for name in afferents:
        if name in first.neurons or name in second.neurons:
            raise InputError(name, "it is an afferent of one net and a neuron of the other", (
                "rename it in one of them"))  # fmt: skip
    alphabet = Alphabet(afferents)
    one, two = Explored(first, alphabet), Explored(second, alphabet)
    # what the first neuron did in the last ticks, oldest first, waits until the twin answers it
    late = crawl(
        alphabet,
        (one.start, (False,) * delay),
        lambda now: [
            (state, (*now[1], one.fires(now[0], neuron))[1:]) for state in one.follow(now[0])
        ],
        lambda now: (*now[1], one.fires(now[0], neuron))[0],
        budget,
    )
    twins = crawl(alphabet, two.start, two.follow, lambda now: two.fires(now, twin), budget)
    return difference(late, twins)
