"""From an event to a net that represents it (Kleene's theorem, analysis and synthesis).

Source: Kleene 1956, Representation of events in nerve nets and finite automata, in Automata
Studies 3-41; Minsky 1967, Computation: Finite and Infinite Machines.
"""

from typing import Final

from ..errors import BudgetError, InputError
from ..formula.expr import check_name
from ..net.realization import Realization
from ..net.retime import Draft, Retimed, retime
from .alphabet import Alphabet, Cube
from .automaton import Automaton, edges, live
from .determine import automaton
from .read import read

BUDGET: Final = 2_000_000
"""How many synapses a net may have."""


def realize_event(
    event: str | Automaton, output: str = "OUT", *, alphabet: Alphabet | None = None
) -> Realization:
    """Return a net that represents an event: at t + 1 it fires iff letters 0..t-1 spell a word.

    A neuron that fires initially begins; each state of the minimal automaton from which acceptance
    can be reached has a neuron for each of the letters that lead to it, which fires a tick later;
    the output follows those of accepting states. All inhibition is absolute.

    Args:
        event: as ``read`` takes it, or an automaton.
        output: the name of the neuron that fires.
        alphabet: the letters of a text.

    Raises:
        FormulaError: the text cannot be read.
        InputError: the output is called like an afferent.
        BudgetError: the automaton or the net grow too large.
    """
    made = event if isinstance(event, Automaton) else automaton(*read(event, alphabet))
    check_name(output, "output")
    names = made.alphabet.names
    if output in names:
        problem = f"the output {output!r} is called like a letter"
        raise InputError(output, problem, "give it another name")
    draft = Draft()
    for name in names:
        draft.neuron(name, 0)
    draft.neuron(output, 1)
    _draw(draft, made, output)
    net = retime(draft)
    assert isinstance(net, Retimed)
    return Realization(net.net, {output: net.lags[output]})


def _draw(draft: Draft, given: Automaton, output: str) -> None:
    """Draft the moves of an automaton, which excite ``output`` at once where they are accepted.

    Args:
        draft: it has the automaton's afferents, or neurons of their names, and the output.

    Raises:
        BudgetError: the net grows too large.
    """
    useful = live(given)
    entering: list[list[str]] = [[] for _ in given.moves]
    entering[0].append(draft.neuron(draft.fresh("start"), 1, initial=True))
    # moves on the same letters into one state are one neuron, wherever they come from
    leaving: dict[tuple[int, Cube], list[int]] = {}
    for state, sets in enumerate(edges(given)):
        for to, letters in sets.items():
            for cube in given.alphabet.cubes(letters) if useful[state] and useful[to] else ():
                leaving.setdefault((to, cube), []).append(state)
    called = []
    for to, cube in leaving:
        # one move at most fires at a time, so that all the names are needed
        called.append(draft.neuron(draft.fresh("move_1"), 1 + len(cube.fires)))
        entering[to].append(called[-1])
    needed = sum(
        sum(len(entering[state]) for state in states) + len(cube.fires) + len(cube.silent)
        for (_, cube), states in leaving.items()
    )
    if needed > BUDGET:
        raise BudgetError(f"the net needs {needed:,} synapses, more than {BUDGET:,}")
    for move, ((_, cube), states) in zip(called, leaving.items(), strict=True):
        for source in (*(one for state in states for one in entering[state]), *cube.fires):
            draft.excite(source, move)
        draft.veto(cube.silent, move)
    for state, accepting in enumerate(given.accepts):
        for source in entering[state] if accepting else ():
            draft.excite(source, output, 1, 0)
