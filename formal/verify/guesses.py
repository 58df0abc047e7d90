"""Relations among the variables of a state that simulated runs never break."""

from collections.abc import Mapping
from random import Random
from typing import Final, NamedTuple

from ..formula.expr import TRUE, conj
from ..net.bits import formula_bits, run_bits
from ..smt.encode import Value, either, negate
from .system import Key, System, label

RUNS: Final = 128
TICKS: Final = 48
VARIABLES: Final = 240
"""Among how many variables relations are sought."""

MOST: Final = 4000
"""How many relations are kept."""


class Guess(NamedTuple):
    """A clause: one of some variables has its sign, ``True`` for on."""

    literals: tuple[tuple[Key, bool], ...]

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
    return f"(and {' '.join(map(str, invariant))})" if invariant else "true"


def guesses(system: System) -> list[Guess]:
    """Guess clauses of one or two variables: constant, implied, equal, exclusive, one of two."""
    columns, everyone = _signatures(system)
    found: list[Guess] = []
    varied: list[Key] = []
    for key, seen in columns.items():
        if seen in (0, everyone):
            found.append(Guess(((key, seen == everyone),)))
        else:
            varied.append(key)
    # one variable stands for those that equal it, or their complement
    leaders: dict[int, Key] = {}
    for key in varied[:VARIABLES]:
        seen = columns[key]
        for other, sign in ((seen, True), (everyone ^ seen, False)):
            if other in leaders:
                found += [
                    Guess(((key, False), (leaders[other], sign))),
                    Guess(((key, True), (leaders[other], not sign))),
                ]
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


def _signatures(system: System) -> tuple[dict[Key, int], int]:
    """Return each variable's values over ticks of random admissible runs, as one integer."""
    problem = system.problem
    net, draw = problem.net, Random(1)
    rows = {name: net.row(name) for name in net.names}
    # rare firing reaches other states than frequent firing
    columns = {row: [_biased(draw, t) for t in range(TICKS)] for row in system.inputs.values()}
    past = run_bits(net.program, columns, TICKS, RUNS)
    everyone = (1 << RUNS) - 1
    admissible, alive = [], everyone
    for now in formula_bits(conj(problem.assumptions), rows, past, RUNS):
        alive &= now
        admissible.append(alive)
    values = {TRUE: [everyone] * TICKS}
    for formula, _ in system.keys:
        if formula not in values:
            values[formula] = formula_bits(formula, rows, past, RUNS)
    whole = sum(alive << RUNS * t for t, alive in enumerate(admissible))
    found = {}
    for key in system.keys:
        if key in system.inputs:
            continue
        formula, ago = key
        column = ([0] * ago + values[formula])[:TICKS]
        seen = sum(value << RUNS * t for t, value in enumerate(column))
        found[key] = seen & whole
    return found, whole


def _biased(draw: Random, tick: int) -> int:
    bits = draw.getrandbits(RUNS)
    if tick % 3 == 1:
        return bits & draw.getrandbits(RUNS)
    return bits | draw.getrandbits(RUNS) if tick % 3 == 2 else bits
