"""From an automaton to an expression: its states are taken away one by one.

Source: Kleene 1956, Representation of events in nerve nets and finite automata; Brzozowski &
McCluskey 1963, Signal flow graph techniques for sequential circuit state diagrams.
"""

from typing import Final

from ..errors import BudgetError
from .automaton import Automaton, edges, live
from .expression import EMPTY, NOTHING, Event, either, letters, star, then

SIZE: Final = 200_000
"""How many letters and stars the expression may have while it is made."""

START, END = -1, -2


def expression(given: Automaton) -> Event:
    """Return an expression of an automaton's event.

    Raises:
        BudgetError: it grows too large.
    """
    useful = live(given)
    arrows: dict[int, dict[int, Event]] = {START: {0: EMPTY}, END: {}}
    for state, sets in enumerate(edges(given)):
        if useful[state]:
            arrows[state] = {to: letters(s) for to, s in sets.items() if useful[to]}
            if given.accepts[state]:
                arrows[state][END] = EMPTY
    if 0 not in arrows:
        return NOTHING
    sources: dict[int, set[int]] = {state: set() for state in arrows}
    for state, row in arrows.items():
        for to in row:
            sources[to].add(state)
    waiting = [state for state in arrows if state >= 0]
    while waiting:
        state = min(waiting, key=lambda s: _cost(s, arrows, sources))
        waiting.remove(state)
        row = arrows.pop(state)
        again = star(row.pop(state, NOTHING))
        sources[state].discard(state)
        for before in sources.pop(state):
            into = then(arrows[before].pop(state), again)
            for to, out in row.items():
                made = either(arrows[before].get(to, NOTHING), then(into, out))
                if made.size > SIZE:
                    raise BudgetError(
                        f"an expression of the automaton's {len(given):,} states grows beyond"
                        f" {SIZE:,} letters and stars"
                    )
                arrows[before][to] = made
                sources[to].add(before)
        for to in row:
            sources[to].discard(state)
    return arrows[START].get(END, NOTHING)


def _cost(state: int, arrows: dict[int, dict[int, Event]], sources: dict[int, set[int]]) -> int:
    """Estimate by how much the expressions grow when a state is taken away."""
    outs = [to for to in arrows[state] if to != state]
    ins = [before for before in sources[state] if before != state]
    loop = arrows[state].get(state, NOTHING).size
    into = sum(arrows[before][state].size for before in ins)
    out = sum(arrows[state][to].size for to in outs)
    return into * (len(outs) - 1) + out * (len(ins) - 1) + loop * (len(ins) * len(outs) - 1)
