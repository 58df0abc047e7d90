"""Where a finite Markov chain spends its time in the long run.

Exactly, states are taken out one by one: the paths through a state that goes are added to those
beside it, which needs no subtraction. With floats linear systems are solved.

Source: Grassmann, Taksar & Heyman 1985, Oper. Res. 33:1107-1116.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ..errors import BudgetError
from .threshold import Probability

if TYPE_CHECKING:
    pass

EXACT_WORK: Final = 200_000
"""How many products of fractions may be formed, whose digits grow on the way."""

DENSE: Final = 4_000
"""The most states of one linear system in floats."""

Row = dict[int, Probability]


def long_run(arrows: Sequence[Row], *, exact: bool) -> Row:
    """Return the expected share of time spent in each state where any is, from state 0 on.

    Args:
        arrows: by state, the probabilities of those that may follow.
        exact: they are Fractions, and so are the shares.

    Raises:
        BudgetError: there are too many states.
    """
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(arrows)))
    graph.add_edges_from((s, t) for s, row in enumerate(arrows) for t in row)
    parts = [sorted(part) for part in nx.strongly_connected_components(graph)]
    closed = [part for part in parts if all(set(part).issuperset(arrows[s]) for s in part)]
    # a closed part is one place for whatever has not come to one yet
    ends = {s: -1 - k for k, part in enumerate(closed) for s in part}
    passing = {}
    for s in range(len(arrows)):
        if s not in ends:
            row: Row = {}
            for t, share in arrows[s].items():
                row[ends.get(t, t)] = row.get(ends.get(t, t), 0) + share
            passing[s] = row
    absorbed, stationary = (
        (_absorbed, _stationary) if exact else (_absorbed_floats, _stationary_floats)
    )
    arrivals: Row = {ends[0]: 1} if 0 in ends else absorbed(passing)
    found: Row = {}
    for k, part in enumerate(closed):
        if arrivals.get(-1 - k):
            stays = stationary({s: dict(arrows[s]) for s in part})
            found |= {s: arrivals[-1 - k] * stay for s, stay in stays.items()}
    return found


class _Gone(NamedTuple):
    """A state that was taken out: where it was entered from, and the chance to leave it."""

    state: int
    entries: Row
    leaving: Probability


def _eliminate(rows: dict[int, Row], states: Iterable[int]) -> list[_Gone]:
    """Take states out of a chain, which is changed; those with the fewest paths first."""
    entered: dict[int, set[int]] = {s: set() for s in rows}
    for s, row in rows.items():
        for t in row:
            if t in entered and t != s:
                entered[t].add(s)
    left, gone, work = set(states), [], 0
    while left:
        k = min(left, key=lambda s: (len(entered[s]) * len(rows[s]), s))
        left.remove(k)
        out = rows.pop(k)
        out.pop(k, None)
        leaving = sum(out.values())
        entries = {i: rows[i].pop(k) for i in entered.pop(k)}
        gone.append(_Gone(k, entries, leaving))
        work += len(entries) * len(out)
        if work > EXACT_WORK:
            raise BudgetError(
                f"exact shares of time take more than {EXACT_WORK:,} products of fractions;"
                " give rates as floats"
            )
        for t, share in out.items():
            if t in entered:
                entered[t].discard(k)
            for i, weight in entries.items():
                rows[i][t] = rows[i].get(t, 0) + weight * share / leaving
                if t in entered and t != i:
                    entered[t].add(i)
    return gone


def _absorbed(rows: dict[int, Row]) -> Row:
    """Return with what probability state 0 leads to each closed part."""
    _eliminate(rows, [s for s in rows if s])
    onward = {t: share for t, share in rows[0].items() if t}
    total = sum(onward.values())
    return {t: share / total for t, share in onward.items()}


def _stationary(rows: dict[int, Row]) -> Row:
    """Return the stationary law of a chain whose states all lead to each other."""
    last = min(rows)
    found: Row = {last: 1}
    for gone in reversed(_eliminate(rows, [s for s in rows if s != last])):
        mass = sum(found[i] * weight for i, weight in gone.entries.items())
        found[gone.state] = mass / gone.leaving
    total = sum(found.values())
    return {s: mass / total for s, mass in found.items()}


def _absorbed_floats(rows: dict[int, Row]) -> Row:
    """Return with what probability state 0 leads to each closed part."""
    places = _places(rows)
    system = np.eye(len(rows))
    for s, row in rows.items():
        for t, share in row.items():
            if t >= 0:
                system[places[t], places[s]] -= share
    start = np.zeros(len(rows))
    start[places[0]] = 1.0
    visits = np.linalg.solve(system, start).tolist()
    found: Row = {}
    for s, row in rows.items():
        for t, share in row.items():
            if t < 0:
                found[t] = found.get(t, 0.0) + visits[places[s]] * share
    return found


def _stationary_floats(rows: dict[int, Row]) -> Row:
    """Return the stationary law of a chain whose states all lead to each other."""
    places = _places(rows)
    system = -np.eye(len(rows))
    for s, row in rows.items():
        for t, share in row.items():
            system[places[t], places[s]] += share
    system[-1] = 1.0  # one equation follows from the others; this one says that the law sums to 1
    end = np.zeros(len(rows))
    end[-1] = 1.0
    return dict(zip(rows, np.linalg.solve(system, end).tolist(), strict=True))


def _places(rows: dict[int, Row]) -> dict[int, int]:
    if len(rows) > DENSE:
        raise BudgetError(
            f"the long run of {len(rows):,} states, more than {DENSE:,}, takes too much memory;"
            " ask for a finite time, or simulate"
        )
    return {s: k for k, s in enumerate(rows)}
