"""Relations among the variables of a state that simulated runs never break."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Final, NamedTuple

from ..formula.expr import TRUE, conj
from ..net.bits import formula_bits, run_bits
from ..smt.encode import Value, either, negate
from .system import Key, System, label

RUNS: Final = 128
TICKS: Final = 48
CLOSED: Final = 1024
"""Ticks of the one run of a net without afferents."""

VARIABLES: Final = 240
"""Among how many variables relations are sought."""

MOST: Final = 4000
"""How many relations are kept."""


Literal = tuple[Key, bool]
"""A variable with the value that makes it true."""


class Guess(NamedTuple):
    """A clause: one of some literals is true.

    Args:
        leader: where the clause is half of an equality with the first literal, that literal; of a
            constant, ``None`` stands for truth itself.
        equal: whether it is such a half, or a constant.
    """

    literals: tuple[Literal, ...]
    leader: Literal | None = None
    equal: bool = False

    def holds(self, state: Mapping[Key, Value]) -> Value:
        """Return the clause in a state."""
        return either([state[key] if sign else negate(state[key]) for key, sign in self.literals])

    def __str__(self) -> str:
        words = [
            f"|{label(key)}|" if sign else f"(not |{label(key)}|)" for key, sign in self.literals
        ]
        return words[0] if len(words) == 1 else f"(or {' '.join(words)})"


def text(invariant: list[Guess]) -> str:
    """Write clauses in SMT-LIB 2."""
    clauses = list(map(str, invariant)) or ["true"]
    return clauses[0] if len(clauses) == 1 else f"(and {' '.join(clauses)})"


def guesses(system: System) -> list[Guess]:
    """Guess clauses of one or two variables: constant, implied, equal, exclusive, one of two."""
    columns, everyone = _signatures(system)
    found: list[Guess] = []
    varied: list[Key] = []
    for key, seen in columns.items():
        if seen in (0, everyone):
            found.append(Guess(((key, seen == everyone),), equal=True))
        else:
            varied.append(key)
    # one literal stands for those that equal it
    leaders: dict[int, Key] = {}
    for key in varied[:VARIABLES]:
        seen = columns[key]
        for other, sign in ((seen, True), (everyone ^ seen, False)):
            if other in leaders:
                found += _equal((leaders[other], True), (key, sign))
                break
        else:
            leaders[seen] = key
    pairs = list(leaders.items())
    for k, (seen, key) in enumerate(pairs):
        for other, second in pairs[k + 1 :]:
            for a, b in ((True, True), (True, False), (False, True), (False, False)):
                one = seen if a else everyone ^ seen
                two = other if b else everyone ^ other
                if one | two == everyone and len(found) < MOST:
                    found.append(Guess(((key, a), (second, b))))
    return found


def regrouped(dropped: Iterable[Guess]) -> list[Guess]:
    """Guess that literals which one state tells from their leader equal one another.

    What was seen of them so far agrees, and in that state they agree, too.

    Args:
        dropped: what that state refutes.

    Source: van Eijk, IEEE Trans. CAD 19:814 (2000).
    """
    groups: dict[Literal | None, dict[Literal, None]] = {}
    for guess in dropped:
        if guess.equal:
            key, sign = guess.literals[-1]
            if guess.leader is not None:
                # the half "not the leader, or the member", or the other one
                sign ^= guess.literals[0] == guess.leader
            groups.setdefault(guess.leader, {})[key, sign] = None
    found = []
    for first, *others in map(list, groups.values()):
        for other in others:
            found += _equal(first, other)
    return found


def _equal(leader: Literal, member: Literal) -> list[Guess]:
    return [
        Guess((_opposite(leader), member), leader, equal=True),
        Guess((leader, _opposite(member)), leader, equal=True),
    ]


def _opposite(literal: Literal) -> Literal:
    return literal[0], not literal[1]


def _signatures(system: System) -> tuple[dict[Key, int], int]:
    """Return each variable's values over ticks of random admissible runs, as one integer."""
    problem = system.problem
    net, draw = problem.net, Random(1)
    rows = {name: net.row(name) for name in net.names}
    # rare firing reaches other states than frequent firing
    runs, ticks = (RUNS, TICKS) if system.inputs or problem.given else (1, CLOSED)
    ahead = problem.ahead
    columns = {
        row: [_biased(draw, t) for t in range(ahead + ticks)]
        for row in (system.rows if problem.given else system.inputs.values())
    }
    whole_past = run_bits(net.program, columns, ahead + ticks, runs, problem.given)
    past = whole_past[ahead:]
    everyone = (1 << runs) - 1
    admissible, alive = [], everyone
    for now in formula_bits(conj(problem.assumptions), rows, past, runs):
        alive &= now
        admissible.append(alive)
    values = {TRUE: [everyone] * ticks}
    for formula, _ in system.keys:
        if formula not in values:
            values[formula] = formula_bits(formula, rows, past, runs)
    whole = sum(alive << runs * t for t, alive in enumerate(admissible))
    found = {}
    for key in system.keys:
        if key in system.inputs:
            continue
        formula, ago = key
        if ago < 0:  # what left a neuron before the start is known as well
            column = [now[net.row(formula.name)] for now in whole_past[ahead + ago :]][:ticks]
        else:
            column = ([0] * ago + values[formula])[:ticks]
        seen = sum(value << runs * t for t, value in enumerate(column))
        found[key] = seen & whole
    return found, whole


def _biased(draw: Random, tick: int) -> int:
    bits = draw.getrandbits(RUNS)
    if tick % 3 == 1:
        return bits & draw.getrandbits(RUNS)
    return bits | draw.getrandbits(RUNS) if tick % 3 == 2 else bits
