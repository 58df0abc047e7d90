"""From an expression to its automaton: positions of letters, and which may follow which.

Source: Glushkov 1961, The abstract theory of automata, Russ. Math. Surveys 16(5):1-53.
"""

from dataclasses import dataclass, field
from typing import Final

from ..errors import BudgetError
from .alphabet import Alphabet
from .automaton import Automaton, complement, crawl, edges, live, minimal, product
from .expression import Event, Op, postorder

POSITIONS: Final = 20_000
"""How many letters an expression may be written with."""


@dataclass(frozen=True)
class _Part:
    """Where the words of a part begin and end: sets of positions as integers."""

    first: int
    last: int
    empty: bool


@dataclass
class _Positions:
    """The letters of an expression as they are written, each a position.

    Args:
        letters: by position, the set of letters that fit.
        after: by position, the set of positions that may follow.
    """

    letters: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)

    def add(self, letters: int) -> int:
        """Add a position and return it as a set."""
        self.letters.append(letters)
        self.after.append(0)
        if len(self.letters) > POSITIONS:
            raise BudgetError(f"the event has more than {POSITIONS:,} letters")
        return 1 << (len(self.letters) - 1)

    def link(self, last: int, first: int) -> None:
        """Let the one set of positions follow the other."""
        for position in members(last):
            self.after[position] |= first


def automaton(event: Event, alphabet: Alphabet) -> Automaton:
    """Return the minimal automaton of an event.

    Raises:
        BudgetError: the event has too many letters, or the automaton too many states.
    """
    # a part may occur in many places: each gets positions of its own, but what & and ~ are
    # applied to is an automaton first
    known: dict[int, Automaton] = {}
    for part in postorder(event):
        if part.op is Op.NOT:
            known[id(part)] = minimal(complement(_determined(part.args[0], alphabet, known)))
        elif part.op is Op.AND:
            first, second = (_determined(arg, alphabet, known) for arg in part.args)
            known[id(part)] = minimal(product(first, second, lambda a, b: a and b))
    return _determined(event, alphabet, known)


def _determined(event: Event, alphabet: Alphabet, known: dict[int, Automaton]) -> Automaton:
    if id(event) in known:
        return known[id(event)]
    positions = _Positions()
    whole = _laid(event, positions, known)
    fits = [0] * len(alphabet)
    for k, letters in enumerate(positions.letters):
        for letter in members(letters):
            fits[letter] |= 1 << k
    start = -1  # no set of positions: nothing was read

    def follow(now: int) -> list[int]:
        if now == start:
            after = whole.first
        else:
            after = 0
            for position in members(now):
                after |= positions.after[position]
        return [after & fit for fit in fits]

    return minimal(
        crawl(
            alphabet,
            start,
            follow,
            lambda now: whole.empty if now == start else bool(now & whole.last),
        )
    )


def _laid(event: Event, positions: _Positions, known: dict[int, Automaton]) -> _Part:
    """Lay out the positions of an event."""
    stack: list[tuple[Event, bool]] = [(event, False)]
    done: list[_Part] = []
    while stack:
        part, ready = stack.pop()
        if id(part) in known:
            done.append(_embedded(known[id(part)], positions))
        elif part.op is Op.EMPTY:
            done.append(_Part(0, 0, True))
        elif part.op is Op.LETTERS:
            here = positions.add(part.letters) if part.letters else 0
            done.append(_Part(here, here, False))
        elif not ready:
            stack.append((part, True))
            stack += [(arg, False) for arg in reversed(part.args)]
        elif part.op is Op.STAR:
            inner = done.pop()
            positions.link(inner.last, inner.first)
            done.append(_Part(inner.first, inner.last, True))
        else:
            b, a = done.pop(), done.pop()
            if part.op is Op.OR:
                done.append(_Part(a.first | b.first, a.last | b.last, a.empty or b.empty))
            else:
                positions.link(a.last, b.first)
                first = a.first | (b.first if a.empty else 0)
                last = b.last | (a.last if b.empty else 0)
                done.append(_Part(first, last, a.empty and b.empty))
    return done[0]


def _embedded(given: Automaton, positions: _Positions) -> _Part:
    """Lay out an automaton: its moves are positions."""
    useful = live(given)
    leaving: list[int] = [0] * len(given)
    entering: list[int] = [0] * len(given)
    for state, sets in enumerate(edges(given)):
        for to, letters in sets.items():
            if useful[to]:
                here = positions.add(letters)
                leaving[state] |= here
                entering[to] |= here
    for state, moves in enumerate(entering):
        positions.link(moves, leaving[state])
    last = 0
    for state, accepting in enumerate(given.accepts):
        last |= entering[state] if accepting else 0
    return _Part(leaving[0], last, given.accepts[0])


def members(positions: int) -> list[int]:
    """List the positions in a set."""
    found = []
    while positions:
        low = positions & -positions
        found.append(low.bit_length() - 1)
        positions ^= low
    return found
