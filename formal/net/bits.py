"""The meaning of nets and formulae on big integers: bit r of an integer is run r."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from operator import and_, or_

from ..formula.fold import postorder
from ..formula.kinds import Kind, Node
from .program import Program


def run_bits(
    program: Program,
    inputs: Mapping[int, Sequence[int]],
    ticks: int,
    runs: int,
    given: int = 0,
) -> list[list[int]]:
    """Run a net on ``runs`` inputs at once.

    Args:
        inputs: by row of an afferent, one integer a tick; what is left out is silent.
        runs: how many low bits count.
        given: at so many first ticks the neurons, too, fire as ``inputs`` says.

    Returns:
        [tick][row] integers.
    """
    everyone = (1 << runs) - 1
    neurons = [
        (row, threshold, program.incoming(row))
        for row, threshold in enumerate(program.thresholds.tolist())
        if threshold
    ]
    past: list[list[int]] = []
    for t in range(ticks):
        now = [0] * program.rows
        for row, column in inputs.items():
            if t < len(column):
                now[row] = column[t]
        past.append(now)
        if t < given:
            continue
        for row, threshold, incoming in neurons:
            if t == 0:
                now[row] = everyone if program.initial[row] else 0
                continue
            vetoed, terms = 0, []
            for source, weight, delay in incoming:
                fired = past[t - delay][source] if delay <= t else 0
                if weight == 0:
                    vetoed |= fired
                else:
                    # -w x = w (1 - x) - w: count silence, and raise the threshold by w
                    terms.append((abs(weight), fired if weight > 0 else everyone ^ fired))
            bar = threshold + sum(-weight for _, weight, _ in incoming if weight < 0)
            now[row] = _at_least(terms, bar, everyone) & ~vetoed
    return past


def _at_least(terms: list[tuple[int, int]], bar: int, everyone: int) -> int:
    """Say in which runs the weights of the active terms sum to ``bar`` or more."""
    if sum(weight for weight, _ in terms) < bar:
        return 0
    planes: list[int] = []
    for weight, active in terms:
        for k in range(weight.bit_length()):
            carry = active if weight >> k & 1 else 0
            at = k
            while carry:
                planes += [0] * (at + 1 - len(planes))
                planes[at], carry = planes[at] ^ carry, planes[at] & carry
                at += 1
    above, equal = 0, everyone
    for k in reversed(range(max(len(planes), bar.bit_length()))):
        plane = planes[k] if k < len(planes) else 0
        if bar >> k & 1:
            equal &= plane
        else:
            above |= equal & plane
            equal &= ~plane
    return above | equal


def formula_bits(
    formula: Node, rows: Mapping[str, int], past: Sequence[Sequence[int]], runs: int
) -> list[int]:
    """Say for every tick in which runs ``formula`` is true.

    Args:
        rows: where ``past[tick]`` keeps each name.
    """
    everyone = (1 << runs) - 1
    ticks = len(past)
    values: dict[int, list[int]] = {}
    for node in postorder(formula):
        below = [values[id(arg)] for arg in node.args]
        kind = node.kind
        if kind is Kind.ATOM:
            column = [now[rows[node.name]] for now in past]
        elif kind in (Kind.FALSE, Kind.TRUE):
            column = [everyone if kind is Kind.TRUE else 0] * ticks
        elif kind is Kind.ORIGIN:
            column = [everyone if t == 0 else 0 for t in range(ticks)]
        elif kind is Kind.S:
            column = ([0] * min(node.ticks, ticks) + below[0])[:ticks]
        elif kind is Kind.NOT:
            column = [everyone ^ value for value in below[0]]
        elif kind is Kind.ONCE:
            column = list(accumulate(below[0], or_))
        elif kind is Kind.HISTORICALLY:
            column = list(accumulate(below[0], and_))
        else:
            column = []
            for left, right in zip(*below, strict=True):
                if kind is Kind.AND:
                    column.append(left & right)
                elif kind is Kind.OR:
                    column.append(left | right)
                elif kind is Kind.IMPLIES:
                    column.append(everyone ^ left | right)
                elif kind is Kind.IFF:
                    column.append(everyone ^ left ^ right)
                else:
                    column.append(right | left & (column[-1] if column else 0))
        values[id(node)] = column
    return values[id(formula)]
