"""Letters: what the afferents do at one tick.

Sets of letters are integers: bit k says whether letter k is in the set.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from ..errors import BudgetError, InputError, UnknownNameError, nearest
from ..formula.expr import Formula, atom, conj, disj
from ..formula.fold import connective, postorder
from ..formula.kinds import UNBOUNDED, Kind

AFFERENTS: Final = 12
"""How many afferents may fire in all ways: up to 4,096 letters."""


class Cube(NamedTuple):
    """The letters in which some afferents fire and some others do not."""

    fires: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Alphabet:
    """The letters over some afferents.

    Args:
        names: of the afferents.
        symbols: whether letter k is the k-th afferent firing alone, and no other tick is a letter;
            else all ways to fire are letters, and the k-th afferent fires in a letter iff its bit
            k is set.
    """

    names: tuple[str, ...]
    symbols: bool = False

    def __post_init__(self) -> None:
        if not self.symbols and len(self.names) > AFFERENTS:
            raise BudgetError(
                f"{len(self.names)} afferents fire in 2^{len(self.names)} ways; up to"
                f" 2^{AFFERENTS} letters are taken; of symbols that fire alone there may be any"
                " number"
            )

    def __len__(self) -> int:
        return len(self.names) if self.symbols else 1 << len(self.names)

    @property
    def all(self) -> int:
        """The set of all letters."""
        return (1 << len(self)) - 1

    @cached_property
    def letters(self) -> tuple[frozenset[str], ...]:
        """The names that fire, by letter."""
        if self.symbols:
            return tuple(frozenset({name}) for name in self.names)
        return tuple(
            frozenset(name for k, name in enumerate(self.names) if letter >> k & 1)
            for letter in range(len(self))
        )

    def alone(self, name: str) -> int:
        """Return the set of the letter in which one afferent fires alone.

        Raises:
            UnknownNameError: there is no such afferent.
        """
        if name not in self.names:
            fix = nearest(name, self.names) if self.names else "there are no afferents"
            raise UnknownNameError("event", f"there is no letter {name!r:.80}", fix)
        place = self.names.index(name)
        return 1 << (place if self.symbols else 1 << place)

    def where(self, formula: Formula) -> int:
        """Return the set of letters in which a propositional formula holds.

        Raises:
            InputError: it looks back.
            UnknownNameError: it names what is no afferent.
        """
        values: dict[int, int] = {}
        for node in postorder(formula):
            below = [values[id(arg)] for arg in node.args]
            if node.kind is Kind.ATOM:
                self.alone(node.name)
                values[id(node)] = self._firing[node.name]
            elif node.kind in (Kind.S, Kind.ORIGIN, *UNBOUNDED):
                word = "S" if node.kind is Kind.S else node.kind.name.lower()
                fix = "a letter is one tick: use ~ & | -> <->"
                raise InputError("event", f"a letter has the word {word!r}", fix)
            else:
                values[id(node)] = self._joined(node.kind, below)
        return values[id(formula)]

    def _joined(self, kind: Kind, below: Sequence[int]) -> int:
        """Apply a connective to sets."""
        made = 0
        for chosen in range(1 << len(below)):
            truth = [bool(chosen >> k & 1) for k in range(len(below))]
            if connective(kind, truth):
                part = self.all
                for value, holds in zip(below, truth, strict=True):
                    part &= value if holds else ~value
                made |= part
        return made

    @cached_property
    def _firing(self) -> dict[str, int]:
        """The set of letters in which each afferent fires."""
        sets = dict.fromkeys(self.names, 0)
        for letter, firing in enumerate(self.letters):
            for name in firing:
                sets[name] |= 1 << letter
        return sets

    def cubes(self, letters: int) -> list[Cube]:
        """Return disjoint cubes that make up a set of letters."""
        if self.symbols:
            return [
                Cube((name,), tuple(other for other in self.names if other != name))
                for k, name in enumerate(self.names)
                if letters >> k & 1
            ]
        return list(self._split(letters, len(self.names)))

    def _split(self, letters: int, names: int) -> Iterator[Cube]:
        """Divide a set of ways for the first names to fire by the last of them."""
        if letters == (1 << (1 << names)) - 1:
            yield Cube((), ())
        elif letters:
            name, half = self.names[names - 1], 1 << (names - 1)
            off, on = letters & ((1 << half) - 1), letters >> half
            yield from self._split(off & on, names - 1)
            for cube in self._split(off & ~on, names - 1):
                yield Cube(cube.fires, (*cube.silent, name))
            for cube in self._split(on & ~off, names - 1):
                yield Cube((*cube.fires, name), cube.silent)

    def write(self, letters: int) -> str:
        """Write a set of letters as an event."""
        if not letters:
            return "[]"
        if self.symbols and letters.bit_count() == 1:
            return symbol(self.names[letters.bit_length() - 1])
        if letters == self.all:
            return "."
        if self.symbols:
            return f"({'|'.join(symbol(n) for k, n in enumerate(self.names) if letters >> k & 1)})"
        terms = [
            conj([*map(atom, cube.fires), *(~atom(name) for name in cube.silent)])
            for cube in self.cubes(letters)
        ]
        return f"[{disj(terms)}]"


def symbol(name: str) -> str:
    """Write a symbol: a letter with its digits stands for itself, other names are in braces."""
    return name if len(name) == 1 or name[1:].isdigit() else f"{{{name}}}"
