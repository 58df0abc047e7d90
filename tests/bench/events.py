"""Equality of automata with 257 states, against greenery: the same automata, in the same run."""

import time
from collections.abc import Callable

import numpy as np
from greenery import Charclass, parse
from greenery.fsm import Fsm

from psychon.formal.event.alphabet import Alphabet
from psychon.formal.event.automaton import Automaton, difference
from psychon.formal.event.determine import automaton
from psychon.formal.event.read import read

SYMBOLS = Alphabet(("a", "b"), symbols=True)
CLASSES = (Charclass("a"), Charclass("b"))
OTHERS = ~(CLASSES[0] | CLASSES[1])
ROUNDS = 3
STATES = 257


def shuffled(given: Automaton, rng: np.random.Generator) -> Automaton:
    """Return the same automaton with its states in another order, the first one first."""
    order = [0, *(1 + rng.permutation(len(given) - 1)).tolist()]
    place = {state: k for k, state in enumerate(order)}
    moves = tuple(tuple(place[to] for to in given.moves[state]) for state in order)
    return Automaton(given.alphabet, moves, tuple(given.accepts[state] for state in order))


def theirs(given: Automaton) -> Fsm:
    """Return an automaton as greenery has it; any other sign leads to a state of its own."""
    dead = len(given)
    rows = {
        state: {**dict(zip(CLASSES, row, strict=True)), OTHERS: dead}
        for state, row in enumerate(given.moves)
    }
    rows[dead] = dict.fromkeys((*CLASSES, OTHERS), dead)
    return Fsm(
        alphabet={*CLASSES, OTHERS}, states=set(rows), initial=0,
        finals={state for state, accepting in enumerate(given.accepts) if accepting}, map=rows,
    )  # fmt: skip


def best(ask: Callable[[], object]) -> float:
    """Return the shortest of some times."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Compare, and print ratios."""
    rng = np.random.default_rng(1)
    moves = tuple(tuple(row) for row in rng.integers(STATES, size=(STATES, 2)).tolist())
    wild = Automaton(SYMBOLS, moves, tuple((rng.random(STATES) < 0.5).tolist()))
    first, second = wild, shuffled(wild, rng)
    one, other = theirs(first), theirs(second)
    assert difference(first, second) is None
    assert one.equivalent(other)
    mine, peer = best(lambda: difference(first, second)), best(lambda: one.equivalent(other))
    print(f"{STATES} states, in another order, are equal: {peer / mine:.0f} times as fast")
    text = "(a|b)*a(a|b){7}", "(a|b)*a(a|b)^7"
    assert len(automaton(*read(text[1]))) == STATES - 1  # greenery has one for any other sign
    mine = best(lambda: automaton(*read(text[1])))
    peer = best(lambda: parse(text[0]).to_fsm().reduce())
    print(f"from {text[0]} to its smallest automaton: {peer / mine:.0f} times as fast")


if __name__ == "__main__":
    main()
