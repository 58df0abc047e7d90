"""Deterministic automata; one primitive, ``crawl``, explores the states of each that is made."""

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from ..errors import BudgetError, InputError
from .alphabet import Alphabet

STATES: Final = 200_000
"""How many states an automaton may have."""

MOVES: Final = 5_000_000
"""How many moves it may have: its states times the letters."""

T = TypeVar("T", bound=Hashable)
Word = tuple[int, ...]
"""Letters by their numbers."""


@dataclass(frozen=True)
class Automaton:
    """A deterministic automaton that has a move for every letter; it begins in state 0.

    Args:
        alphabet: the letters.
        moves: by state, the next state by letter.
        accepts: by state, whether the word so far is in the event.
    """

    alphabet: Alphabet
    moves: tuple[tuple[int, ...], ...]
    accepts: tuple[bool, ...]

    def __post_init__(self) -> None:
        states, letters = len(self.moves), len(self.alphabet)
        if not states or len(self.accepts) != states:
            problem = f"{len(self.accepts)} of {states} states accept or do not"
            raise InputError("automaton", problem, "give at least one, and say it of each")
        for state, row in enumerate(self.moves):
            if len(row) != letters or (row and not 0 <= min(row) <= max(row) < states):
                fix = f"give a state from 0 to {states - 1} for each of {letters} letters"
                raise InputError(f"moves[{state}]", f"it is {row!r:.80}", fix)

    def __len__(self) -> int:
        return len(self.moves)

    def __contains__(self, word: Sequence[int]) -> bool:
        state = 0
        for letter in word:
            state = self.moves[state][letter]
        return self.accepts[state]


def crawl(
    alphabet: Alphabet,
    initial: T,
    follow: Callable[[T], Sequence[T]],
    accepts: Callable[[T], bool],
    budget: int = STATES,
) -> Automaton:
    """Explore states from one on, each once, and return the automaton of those that are reached.

    Args:
        follow: the next states, by letter.
        budget: how many states there may be at most.

    Raises:
        BudgetError: more states are reached, or more moves made, than may be.
    """
    most = min(budget, MOVES // max(1, len(alphabet)))
    number = {initial: 0}
    queue = deque([initial])
    moves: list[tuple[int, ...]] = []
    while queue:
        row = []
        for state in follow(queue.popleft()):
            if state not in number:
                number[state] = len(number)
                queue.append(state)
            row.append(number[state])
        moves.append(tuple(row))
        if len(number) > most:
            raise BudgetError(
                f"the automaton has more than {most:,} states over {len(alphabet):,} letters:"
                f" after {len(moves):,} states, {len(queue):,} found are still open"
            )
    return Automaton(alphabet, tuple(moves), tuple(map(accepts, number)))


def minimal(given: Automaton) -> Automaton:
    """Return the smallest automaton of the same event, its states in the order they are reached.

    Args:
        given: each of its states is reached.
    """
    block = classes(given)
    member = dict(zip(block, range(len(block)), strict=True))
    return crawl(
        given.alphabet,
        block[0],
        lambda b: [block[to] for to in given.moves[member[b]]],
        lambda b: given.accepts[member[b]],
    )


def classes(given: Automaton) -> list[int]:
    """Return a number for each state; two share it iff no word tells them apart.

    Source: Hopcroft 1971, An n log n algorithm for minimizing states in a finite automaton.
    """
    letters = range(len(given.alphabet))
    before: list[list[list[int]]] = [[[] for _ in given.moves] for _ in letters]
    for state, row in enumerate(given.moves):
        for letter, to in enumerate(row):
            before[letter][to].append(state)
    block = [int(accepting) for accepting in given.accepts]
    members: list[set[int]] = [set(), set()]
    for state, number in enumerate(block):
        members[number].add(state)
    waiting = {(int(len(members[1]) < len(members[0])), letter) for letter in letters}
    while waiting:
        number, letter = waiting.pop()
        hit: dict[int, set[int]] = {}
        for to in members[number]:
            for state in before[letter][to]:
                hit.setdefault(block[state], set()).add(state)
        for old, part in hit.items():
            if len(part) == len(members[old]):
                continue
            new = len(members)
            members[old] -= part
            members.append(part)
            for state in part:
                block[state] = new
            small = new if len(part) <= len(members[old]) else old
            waiting |= {(new if (old, at) in waiting else small, at) for at in letters}
    return block


def product(
    first: Automaton, second: Automaton, accepts: Callable[[bool, bool], bool]
) -> Automaton:
    """Return the automaton of the words that two automata accept as ``accepts`` says."""
    same_letters(first, second)
    return crawl(
        first.alphabet,
        (0, 0),
        lambda pair: list(zip(first.moves[pair[0]], second.moves[pair[1]], strict=True)),
        lambda pair: accepts(first.accepts[pair[0]], second.accepts[pair[1]]),
    )


def complement(given: Automaton) -> Automaton:
    """Return the automaton of all other words."""
    return Automaton(given.alphabet, given.moves, tuple(not one for one in given.accepts))


def difference(first: Automaton, second: Automaton) -> Word | None:
    """Return a shortest word that is in one event and not in the other; None if they are equal.

    States that must agree are merged, so that no more pairs are looked at than there are states.
    The word stays shortest: what tells merged states apart tells a pair apart that was met before.

    Source: Hopcroft & Karp 1971, A linear algorithm for testing equivalence of finite automata.
    """
    same_letters(first, second)
    shift = len(first)
    leader = list(range(shift + len(second)))

    def lead(state: int) -> int:
        while leader[state] != state:
            leader[state] = state = leader[leader[state]]
        return state

    leader[shift] = 0
    pairs, back = [(0, 0)], [(-1, -1)]
    for k, (a, b) in enumerate(pairs):
        if first.accepts[a] is not second.accepts[b]:
            word: list[int] = []
            while k:
                k, letter = back[k]  # walks back to the start
                word.append(letter)
            return tuple(reversed(word))
        for letter, (c, d) in enumerate(zip(first.moves[a], second.moves[b], strict=True)):
            one, other = lead(c), lead(shift + d)
            if one != other:
                leader[other] = one
                pairs.append((c, d))
                back.append((k, letter))
    return None


def outside(first: Automaton, second: Automaton) -> Word | None:
    """Return a shortest word that is in the first event and not in the second; None if none is."""
    return shortest(product(first, second, lambda a, b: a and not b))


def shortest(given: Automaton) -> Word | None:
    """Return a shortest word of an event; None if it has none."""
    return difference(given, Automaton(given.alphabet, ((0,) * len(given.alphabet),), (False,)))


def live(given: Automaton) -> list[bool]:
    """Say of each state whether some word leads from it to acceptance."""
    before: list[list[int]] = [[] for _ in given.moves]
    for state, row in enumerate(given.moves):
        for to in set(row):
            before[to].append(state)
    found = list(given.accepts)
    stack = [state for state, accepting in enumerate(found) if accepting]
    while stack:
        for state in before[stack.pop()]:
            if not found[state]:
                found[state] = True
                stack.append(state)
    return found


def edges(given: Automaton) -> list[dict[int, int]]:
    """Return, by state, the set of letters that lead to each next state."""
    found: list[dict[int, int]] = [{} for _ in given.moves]
    for row, sets in zip(given.moves, found, strict=True):
        for letter, to in enumerate(row):
            sets[to] = sets.get(to, 0) | 1 << letter
    return found


def same_letters(first: Automaton, second: Automaton) -> None:
    """Refuse two automata over different letters.

    Raises:
        InputError: with both.
    """
    if first.alphabet != second.alphabet:
        one, other = (
            f"{'symbols' if a.symbols else 'afferents'} {', '.join(a.names) or 'none'}"
            for a in (first.alphabet, second.alphabet)
        )
        fix = "give both the same afferents, as symbols or not"
        raise InputError("event", f"one is over {one}, the other over {other}", fix)
