"""From an event to a net that represents it (Kleene's theorem, analysis and synthesis).

Source: Kleene 1956, Representation of events in nerve nets and finite automata, in Automata
Studies 3-41; the net has a neuron for each move of the automaton, where Minsky 1967, Computation:
Finite and Infinite Machines, has one for each pair of a state and a symbol.
"""

from typing import Final

from ..errors import BudgetError, InputError
from ..formula.expr import check_name
from ..net.document import FORMAT
from ..net.model import Net
from ..translate.realize import Realization
from .alphabet import Alphabet
from .automaton import Automaton, edges, live
from .determine import automaton
from .read import read

DELAY: Final = 1
"""Ticks from the end of a word to the firing; the last letter came two ticks before."""

BUDGET: Final = 2_000_000
"""How many synapses a net may have."""


def realize_event(
    event: str | Automaton, output: str = "OUT", *, alphabet: Alphabet | None = None
) -> Realization:
    """Return a net that represents an event: at t + 1 it fires iff letters 0..t-1 spell a word.

    A neuron that fires initially begins; each move of the minimal automaton from which acceptance
    can be reached has a neuron, which fires one tick after its letter; the output follows those
    into accepting states. All inhibition is absolute.

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
    return Realization(Net.from_dict(_document(made, output)), {output: DELAY})


def _document(given: Automaton, output: str) -> dict[str, object]:
    neurons: dict[str, dict[str, int]] = {name: {} for name in given.alphabet.names}
    synapses: list[dict[str, object]] = []
    taken = {*neurons, output}
    useful = live(given)
    moves = [
        (state, to, cube)
        for state, sets in enumerate(edges(given))
        for to, letters in sets.items()
        if useful[state] and useful[to]
        for cube in given.alphabet.cubes(letters)
    ]
    start = _fresh("start", taken)
    entering: list[list[str]] = [[] for _ in given.moves]
    entering[0].append(start)
    called = [_fresh(f"m{k + 1}", taken) for k in range(len(moves))]
    for name, (_, to, _) in zip(called, moves, strict=True):
        entering[to].append(name)
    needed = sum(len(entering[state]) + len(cube.fires) + len(cube.silent)
                 for state, _, cube in moves)  # fmt: skip
    if needed > BUDGET:
        raise BudgetError(f"the net needs {needed:,} synapses, more than {BUDGET:,}")
    for name, (state, _, cube) in zip(called, moves, strict=True):
        # of the moves into a state one at most fires, so that all its letter's names are needed
        neurons[name] = {"threshold": 1 + len(cube.fires)}
        synapses += ({"source": s, "target": name} for s in (*entering[state], *cube.fires))
        synapses += ({"source": s, "target": name, "veto": True} for s in cube.silent)
    neurons[start] = {"threshold": 1}
    neurons[output] = {"threshold": 1}
    for state, accepting in enumerate(given.accepts):
        if accepting:
            synapses += ({"source": s, "target": output} for s in entering[state])
    return {"format": FORMAT, "neurons": neurons, "synapses": synapses, "initial": [start]}


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name
