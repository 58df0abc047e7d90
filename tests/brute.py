"""Brute force: every input of a net over some ticks at once, in numpy, apart from the prover."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from psychon.formal.formula.expr import Formula
from psychon.formal.formula.kinds import Kind
from psychon.formal.net.model import Net

Truth = NDArray[np.bool_]


def all_inputs(afferents: list[str], ticks: int) -> dict[str, list[Truth]]:
    """Give each afferent at each tick a column over all 2^(afferents * ticks) runs."""
    runs = np.arange(1 << len(afferents) * ticks)
    columns = {}
    for i, name in enumerate(afferents):
        columns[name] = [(runs >> (i * ticks + t) & 1).astype(bool) for t in range(ticks)]
    return columns


def some_inputs(
    afferents: list[str], ticks: int, runs: int, rng: np.random.Generator
) -> dict[str, list[Truth]]:
    """Give each afferent at each tick random values over some runs."""
    return {name: list(rng.random((ticks, runs)) < 0.5) for name in afferents}


def fire(net: Net, inputs: dict[str, list[Truth]], ticks: int, runs: int) -> dict[str, list[Truth]]:
    """Run the net, tick by tick and neuron by neuron, for all runs at once."""
    never = np.zeros(runs, bool)
    rows: dict[str, list[Truth]] = {name: list(columns) for name, columns in inputs.items()}
    for name in net.neurons:
        rows[name] = [never | (name in net.initial)]
    for t in range(1, ticks):
        for name in net.neurons:
            total, blocked = np.zeros(runs, np.int64), never.copy()
            for synapse in net.incoming(name):
                if t >= synapse.delay:
                    active = rows[synapse.source][t - synapse.delay]
                    if synapse.weight is None:
                        blocked |= active
                    else:
                        total += synapse.weight * active
            rows[name].append((total >= (net.threshold(name) or 0)) & ~blocked)
    return rows


class Meaning:
    """Evaluates formulae on rows of truth by their recursive definition, each part once a tick."""

    def __init__(self, rows: dict[str, list[Truth]], runs: int) -> None:
        self.rows = rows
        self.runs = runs
        self.memo: dict[tuple[Formula, int], Truth] = {}

    def at(self, formula: Formula, t: int) -> Truth:
        """Return where ``formula`` is true at tick t."""
        if t < 0:
            return np.zeros(self.runs, bool)
        if (formula, t) not in self.memo:
            args = [self.at(arg, t - formula.ticks) for arg in formula.args]
            self.memo[formula, t] = self._connect(formula, args, t)
        return self.memo[formula, t]

    def _connect(self, formula: Formula, args: list[Truth], t: int) -> Truth:
        if formula.kind is Kind.ATOM:
            return self.rows[formula.name][t]
        if formula.kind in (Kind.TRUE, Kind.FALSE, Kind.ORIGIN):
            value = formula.kind is Kind.TRUE or (formula.kind is Kind.ORIGIN and t == 0)
            return np.full(self.runs, value)
        connect: dict[Kind, Callable[..., Truth]] = {
            Kind.S: lambda a: a,
            Kind.NOT: lambda a: ~a,
            Kind.AND: lambda a, b: a & b,
            Kind.OR: lambda a, b: a | b,
            Kind.IMPLIES: lambda a, b: ~a | b,
            Kind.IFF: lambda a, b: a == b,
        }
        return connect[formula.kind](*args)


def first_violation(
    net: Net, claim: Formula, assumptions: list[Formula], ticks: int, runs: int,
    inputs: dict[str, list[Truth]],
) -> int | None:  # fmt: skip
    """Return the first tick at which the claim fails in a run whose assumptions held so far."""
    meaning = Meaning(fire(net, inputs, ticks, runs), runs)
    admissible = np.ones(runs, bool)
    for t in range(ticks):
        for assumption in assumptions:
            admissible &= meaning.at(assumption, t)
        if (admissible & ~meaning.at(claim, t)).any():
            return t
    return None
