"""Events as regular expressions: built, simplified as they are built, and written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final
from weakref import WeakValueDictionary

from ..errors import BudgetError
from .alphabet import Alphabet

LONGEST: Final = 1_000_000
"""The longest text of an event, in characters."""


class Op(Enum):
    """What an event is made by."""

    LETTERS = "letters"  # one letter of a set
    EMPTY = "()"  # the empty word
    OR = "|"
    AND = "&"
    THEN = "then"
    NOT = "~"
    STAR = "*"


LEVEL: Final = {Op.OR: 1, Op.AND: 2, Op.THEN: 3, Op.NOT: 4, Op.STAR: 5}
"""How tightly each sign binds."""


@dataclass(frozen=True, eq=False)
class Event:
    """A set of words; equal constructions are one object.

    Args:
        args: the events it is made of; parts may be shared.
        letters: of ``LETTERS``, the set.
        size: how many leaves and stars it is written with.
    """

    op: Op
    args: "tuple[Event, ...]" = ()
    letters: int = 0
    size: int = 1


_MADE: WeakValueDictionary[object, Event] = WeakValueDictionary()


def _made(op: Op, *args: Event, letters: int = 0) -> Event:
    """Return the one event that is made so."""
    key = op, letters, args
    made = _MADE.get(key)
    if made is None:
        size = sum(arg.size for arg in args) + (len(args) < 2)
        made = _MADE.setdefault(key, Event(op, args, letters, size))
    return made


EMPTY: Final = _made(Op.EMPTY)
NOTHING: Final = _made(Op.LETTERS)
"""The event that has no word."""


def letters(members: int) -> Event:
    """Return the words of one letter."""
    return _made(Op.LETTERS, letters=members)


def either(first: Event, second: Event) -> Event:
    """Return the words of either event."""
    if first is second or second is NOTHING:
        return first
    if first is NOTHING:
        return second
    if first.op is Op.LETTERS and second.op is Op.LETTERS:
        return letters(first.letters | second.letters)
    for one, rest in ((first, second), (second, first)):
        if rest is EMPTY and _optional(one):
            return one
        if rest is EMPTY and one.op is Op.THEN:
            for inner, again in (one.args, one.args[::-1]):
                if again is star(inner):
                    return again
    # what both begin or end with is written once
    for begins in (True, False):
        (a, b), (c, d) = _cut(first, begins), _cut(second, begins)
        if a is c and a is not EMPTY:
            return then(a, either(b, d)) if begins else then(either(b, d), a)
    return _made(Op.OR, first, second)


def _optional(event: Event) -> bool:
    """Say whether it is plain that the empty word is one of an event's."""
    return event.op is Op.STAR or (event.op is Op.OR and EMPTY in event.args)


def _cut(event: Event, begins: bool) -> tuple[Event, Event]:
    """Return what an event begins, or ends, with, and the rest."""
    if event.op is Op.THEN:
        return event.args if begins else event.args[::-1]  # type: ignore[return-value]
    return event, EMPTY


def then(first: Event, second: Event) -> Event:
    """Return each word of the first event followed by each of the second."""
    if first is NOTHING or second is NOTHING:
        return NOTHING
    if first is EMPTY or second is EMPTY:
        return second if first is EMPTY else first
    if second.op is Op.STAR:
        if first is second:
            return first
        if first.op is Op.THEN and first.args[1] is second.args[0]:
            return _made(Op.THEN, first.args[0], _made(Op.THEN, first.args[1], second))
    return _made(Op.THEN, first, second)


def star(given: Event) -> Event:
    """Return any number of words of an event, one after another."""
    if given is NOTHING or given is EMPTY:
        return EMPTY
    if given.op is Op.OR and EMPTY in given.args:
        return star(given.args[0] if given.args[1] is EMPTY else given.args[1])
    return given if given.op is Op.STAR else _made(Op.STAR, given)


def both(first: Event, second: Event) -> Event:
    """Return the words of both events."""
    return _made(Op.AND, first, second)


def other(given: Event) -> Event:
    """Return all words that are not in an event."""
    return _made(Op.NOT, given)


def postorder(root: Event) -> Iterator[Event]:
    """Yield each part once, parts before what they make."""
    done: set[int] = set()
    stack = [(root, False)]
    while stack:
        event, ready = stack.pop()
        if id(event) in done:
            continue
        if ready or not event.args:
            done.add(id(event))
            yield event
        else:
            stack.append((event, True))
            stack += [(arg, False) for arg in reversed(event.args)]


def write(root: Event, alphabet: Alphabet) -> str:
    """Write an event; ``read`` reads it.

    Raises:
        BudgetError: it takes too many characters.
    """
    done: dict[int, tuple[int, str]] = {}
    for event in postorder(root):
        level, joint, args = _shape(event)
        below = [done[id(arg)] for arg in args]
        parts = [text if inner >= level else f"({text})" for inner, text in below]
        if event.op is Op.LETTERS:
            text = alphabet.write(event.letters)
        elif event.op is Op.NOT:
            text = f"~{parts[0]}"
        else:
            text = joint.join(parts) if len(parts) > 1 else "".join(parts) + joint
        done[id(event)] = (level, text or "()")
        if len(text) > LONGEST:
            raise BudgetError(
                f"the expression has {root.size:,} letters and stars; texts of up to"
                f" {LONGEST:,} characters are written"
            )
    return done[id(root)][1]


def _shape(event: Event) -> tuple[int, str, tuple[Event, ...]]:
    """Return how tightly an event binds as it is written, its sign, and what that joins."""
    op, args = event.op, event.args
    if op is Op.OR and EMPTY in args:
        return LEVEL[Op.STAR], "?", (args[0] if args[1] is EMPTY else args[1],)
    if op is Op.THEN:
        for inner, again in (args, args[::-1]):
            if again.op is Op.STAR and again.args == (inner,):
                return LEVEL[Op.STAR], "+", (inner,)
    return LEVEL.get(op, 6), {Op.OR: "|", Op.AND: " & ", Op.STAR: "*"}.get(op, ""), args
