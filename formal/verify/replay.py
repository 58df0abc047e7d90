"""Replay refutations on the reference meaning; look for runs that contradict proofs."""

from collections.abc import Mapping, Sequence
from random import Random

from ..errors import Disagreement, counted
from ..formula.evaluate import evaluate
from ..formula.expr import conj
from ..formula.kinds import Kind
from ..net.bits import formula_bits, run_bits
from ..net.tick import tick
from .problem import Problem
from .verdict import Trace
from .why import why

Inputs = list[set[int]]
"""The rows of the afferents that fire, by tick; where the start may be any, it begins
``Problem.ahead`` ticks before t = 0, and has the neurons that fire up to there, too."""

WORK = 3_000_000
"""About how many synapse evaluations a second witness may take."""


def trace(problem: Problem, inputs: Inputs) -> Trace:
    """Return the refutation by ``inputs``, which end at the tick of disagreement.

    Raises:
        Disagreement: the reference meaning does not confirm it.
    """
    net, ahead = problem.net, problem.ahead
    asked = [frozenset(net.names[row] for row in rows) for rows in inputs]
    whole = asked[: problem.given]
    for firing in asked[problem.given :]:
        whole.append(tick(net, whole, firing))
    history = whole[ahead:]
    for assumption in problem.assumptions:
        if not all(evaluate(assumption, history)):
            raise Disagreement(f"a run found for {problem.text} breaks its assumption {assumption}")
    if evaluate(problem.claim, history)[-1]:
        raise Disagreement(f"a run found for {problem.text} does not refute it when replayed")
    left, right = _sides(problem, history)
    spikes = {
        name: tuple(t - ahead for t, names in enumerate(whole) if name in names)
        for name in net.names
    }
    reasons = why(net, problem.claim, whole, ahead, problem.given)
    return Trace(len(history), spikes, len(history) - 1, left, right, why=reasons)


def replayed(problem: Problem, steps: int, firing: Mapping[str, Sequence[int]]) -> Trace:
    """Return the trace of a run of which the firing is known, as ``trace`` does.

    Args:
        steps: how many ticks it has, from t = 0 on.
    """
    inputs: Inputs = [set() for _ in range(problem.ahead + steps)]
    for name, ticks in firing.items():
        neuron = problem.net.threshold(name) is not None
        for t in ticks:
            if not neuron or (problem.start == "any" and t <= 0):
                inputs[t + problem.ahead].add(problem.net.row(name))
    return trace(problem, inputs)


def _sides(problem: Problem, history: list[frozenset[str]]) -> tuple[int, int]:
    claim = problem.claim
    if claim.kind is Kind.IFF and not problem.text.startswith("always "):
        left, right = (int(evaluate(side, history)[-1]) for side in claim.args)
        return left, right
    return 0, 1


def quieten(problem: Problem, inputs: Inputs) -> Inputs:
    """Silence as many afferents of a refuting run as one pass of trials can."""
    firing = [(t, row) for t, rows in enumerate(inputs) for row in sorted(rows)]
    if len(firing) * len(inputs) * len(problem.net.program.source) > WORK:
        return inputs
    kept = [set(rows) for rows in inputs]
    while firing:
        # trial r silences the r-th firing alone
        trials = len(firing)
        columns = {row: [0] * len(inputs) for rows in kept for row in rows}
        for t, rows in enumerate(kept):
            for row in rows:
                columns[row][t] = (1 << trials) - 1
        for r, (t, row) in enumerate(firing):
            columns[row][t] &= ~(1 << r)
        refuting = violations(problem, columns, len(inputs), trials)[-1]
        good = [firing[r] for r in range(trials) if refuting >> r & 1]
        if not good:
            break
        t, row = good[0]
        kept[t].remove(row)
        firing = [place for place in good[1:] if place[1] in kept[place[0]]]
    return kept


def violations(
    problem: Problem, columns: Mapping[int, list[int]], ticks: int, runs: int
) -> list[int]:
    """Say for every tick in which runs the claim fails there, all assumptions having held.

    Args:
        columns: by row, its firing at each tick, as ``Inputs`` has them.
        ticks: how many those are; the claim is asked from t = 0 on, and does not fail before.
    """
    net = problem.net
    rows = {name: net.row(name) for name in net.names}
    past = run_bits(net.program, columns, ticks, runs, problem.given)[problem.ahead :]
    holds = formula_bits(problem.claim, rows, past, runs)
    assumed = formula_bits(conj(problem.assumptions), rows, past, runs)
    found, admissible = [0] * problem.ahead, (1 << runs) - 1
    for t in range(len(past)):
        admissible &= assumed[t]
        found.append(admissible & ~holds[t])
    return found


def random_refutation(problem: Problem) -> Inputs | None:
    """Look for a run that refutes among random ones; return the shortest of them."""
    net = problem.net
    free = [
        k for k in range(len(net.names))
        if not net.program.thresholds[k] or problem.start == "any"
    ]  # fmt: skip
    runs = 512 if free else 1
    size = (len(net.program.source) + len(net.names)) * (runs // 64 + 1)
    ticks = max(32, min(1024, 16 * WORK // (64 * max(1, size))))
    draw = Random(7)
    # each run has a rate of its own, so that rare and frequent firing are both seen
    columns: dict[int, list[int]] = {}
    for row in free:
        columns[row] = []
        # a neuron is free before the start alone
        for _ in range(problem.ahead + (1 if net.program.thresholds[row] else ticks)):
            a, b = draw.getrandbits(runs), draw.getrandbits(runs)
            low, high = (1 << runs // 3) - 1, ((1 << runs // 3) - 1) << 2 * runs // 3
            columns[row].append((a & ~low | a & b & low) | b & high)
    found = violations(problem, columns, problem.ahead + ticks, runs)
    at = next((t for t, bad in enumerate(found) if bad), None)
    if at is None:
        return None
    lane = (found[at] & -found[at]).bit_length() - 1
    return [
        {row for row, column in columns.items() if t < len(column) and column[t] >> lane & 1}
        for t in range(at + 1)
    ]


def second_witness(problem: Problem, ticks: int) -> str:
    """Run the net on all inputs, or many random ones, and say how far that confirms a proof.

    Raises:
        Disagreement: a run refutes what was proved.
    """
    net = problem.net
    afferents = [k for k in problem.order if not net.program.thresholds[k]]
    bits = len(afferents) * ticks
    work = max(1, (len(net.program.source) + len(net.names)) * ticks)
    if bits <= 14:
        runs = 1 << bits
        # run r fires afferent i at tick t iff bit (i * ticks + t) of r is set
        columns = {
            row: [_counting(i * ticks + t, runs) for t in range(ticks)]
            for i, row in enumerate(afferents)
        }
        extent = f"all {counted(runs, 'input')}"
    else:
        runs = min(4096, 64 * WORK // work)
        if runs < 64:
            return ""
        draw = Random(0)
        columns = {row: [draw.getrandbits(runs) for _ in range(ticks)] for row in afferents}
        extent = f"{runs} random inputs"
    found = violations(problem, columns, ticks, runs)
    if any(found):
        at = next(t for t, bad in enumerate(found) if bad)
        raise Disagreement(f"{problem.text} was proved, but a simulated run refutes it at t = {at}")
    return f"; {extent} over {counted(ticks, 'tick')} simulated, none against it"


def _counting(bit: int, runs: int) -> int:
    """Return the integer whose bit r is bit number ``bit`` of r, for r < ``runs``."""
    block = ((1 << (1 << bit)) - 1) << (1 << bit)
    width = 2 << bit
    while width < runs:
        block |= block << width
        width *= 2
    return block & ((1 << runs) - 1)
