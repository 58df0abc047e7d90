"""Explore all states that a question can reach, one by one: exact where they are few.

A state is refuted by a shortest run, or none is, and the states reached are the invariant.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from ..errors import counted
from .search import OutOfBudget, Search, refuted
from .system import Frame, Key, label
from .verdict import Verdict

INPUTS: Final = 10
"""Of more afferents not all inputs are tried."""

VARIABLES: Final = 400
"""Of more variables that are no inputs no states are explored."""

STATES: Final = 50_000
"""More states are not explored."""

State = tuple[bool, ...]
"""What is no input, in the order of ``Exploration.kept``."""


class Exploration(Search):
    """One question, to be decided by looking at every state."""

    method = "exploration"

    def decide(self) -> Verdict:
        """Return the verdict."""
        system, self._seen = self.system, dict[State, tuple[State | None, tuple[bool, ...]]]()
        self.kept = [key for key in system.keys if key not in system.inputs]
        if self.problem.start == "any":
            return self.unknown("every start would be explored")
        if len(self.kept) > VARIABLES:
            return self.unknown(f"{len(self.kept):,} variables are too many to explore")
        if len(system.inputs) > INPUTS:
            return self.unknown(f"{len(system.inputs)} afferents are too many to explore")
        try:
            return self._explored()
        except OutOfBudget as error:
            return self.unknown(str(error))

    def _explored(self) -> Verdict:
        start = self.system.start().state
        layer: list[State] = [tuple(start[key] is True for key in self.kept)]
        self._seen[layer[0]] = None, ()
        while layer:
            following = []
            for state in layer:
                self.unrolled(self._from_start, 0)  # looks at the clock
                for chosen, frame in self._frames(state):
                    if not self.system.assumed(frame):
                        continue
                    if not frame.holds(self.problem.claim):
                        inputs = self._inputs(state, chosen)
                        return refuted(self.problem, inputs, "a shortest run", self.method)
                    after = tuple(self.system.follows(frame, k, 1) is True for k in self.kept)
                    if after not in self._seen:
                        self._seen[after] = state, chosen
                        following.append(after)
            if len(self._seen) > STATES:
                raise OutOfBudget(f"more than {STATES:,} states can be reached")
            layer = following
        reason = f"it holds in {counted(len(self._seen), 'state')}, all that can be reached"
        return self.proved(written(self.kept, list(self._seen)), 0, self.method, reason)

    def _frames(self, state: State) -> Iterator[tuple[tuple[bool, ...], Frame]]:
        """Yield each choice of inputs, and what then is so."""
        known = dict(zip(self.kept, state, strict=True))
        for chosen in product((False, True), repeat=len(self.system.inputs)):
            free = dict(zip(self.system.inputs, chosen, strict=True))
            yield chosen, Frame({**known, **free})

    def _inputs(self, last: State, chosen: tuple[bool, ...]) -> list[set[int]]:
        """Return the inputs that lead to a state and, there, are chosen."""
        path = [chosen]
        state: State | None = last
        while state is not None:
            state, before = self._seen[state]
            path += [before] if state is not None else []
        rows = list(self.system.inputs.values())
        return [
            {row for row, fires in zip(rows, one, strict=True) if fires} for one in reversed(path)
        ]


def written(keys: Sequence[Key], states: Sequence[State]) -> str:
    """Write a set of states in SMT-LIB 2, as a tree of decisions."""
    done: dict[tuple[frozenset[State], int], str] = {}

    def tree(left: frozenset[State], at: int) -> str:
        if not left:
            return "false"
        if len(left) == 1 << (len(keys) - at):
            return "true"
        if (left, at) not in done:
            low, high = (
                tree(frozenset(s for s in left if s[at] is side), at + 1) for side in (False, True)
            )
            name = f"|{label(keys[at])}|"
            done[left, at] = _either(_both(f"(not {name})", low), _both(name, high))
            if low == high:
                done[left, at] = low
        return done[left, at]

    return tree(frozenset(states), 0)


def _both(sign: str, rest: str) -> str:
    return {"true": sign, "false": "false"}.get(rest, f"(and {sign} {rest})")


def _either(one: str, other: str) -> str:
    if "false" in (one, other):
        return other if one == "false" else one
    return f"(or {one} {other})"
