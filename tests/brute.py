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


def truth(formula: Formula, rows: dict[str, list[Truth]], t: int) -> Truth:
    """Evaluate a formula at tick t by its recursive definition."""
    shape = next(iter(rows.values()))[0].shape if rows else (1,)
    both: dict[Kind, Callable[[Truth, Truth], Truth]] = {
        Kind.AND: lambda a, b: a & b,
        Kind.OR: lambda a, b: a | b,
        Kind.IMPLIES: lambda a, b: ~a | b,
        Kind.IFF: lambda a, b: a == b,
    }
    if t < 0:
        return np.zeros(shape, bool)
    if formula.kind is Kind.ATOM:
        return rows[formula.name][t]
    if formula.kind in (Kind.TRUE, Kind.FALSE, Kind.ORIGIN):
        value = formula.kind is Kind.TRUE or (formula.kind is Kind.ORIGIN and t == 0)
        return np.full(shape, value)
    if formula.kind is Kind.S:
        return truth(formula.args[0], rows, t - formula.ticks)
    if formula.kind is Kind.NOT:
        return ~truth(formula.args[0], rows, t)
    left, right = (truth(arg, rows, t) for arg in formula.args)
    return both[formula.kind](left, right)


def first_violation(
    net: Net, claim: Formula, assumptions: list[Formula], ticks: int, runs: int,
    inputs: dict[str, list[Truth]],
) -> int | None:  # fmt: skip
    """Return the first tick at which the claim fails in a run whose assumptions held so far."""
    rows = fire(net, inputs, ticks, runs)
    admissible = np.ones(runs, bool)
    for t in range(ticks):
        for assumption in assumptions:
            admissible &= truth(assumption, rows, t)
        if (admissible & ~truth(claim, rows, t)).any():
            return t
    return None
