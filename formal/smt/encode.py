"""Unroll a net and formulae over ticks 0, 1, 2, ... into Z3."""

from collections.abc import Mapping
from typing import Final, TypeAlias

import z3

from ..errors import BudgetError
from ..formula.kinds import Kind, Node
from ..net.program import Program

BUDGET: Final = 2_000_000
"""How many (neuron or subformula, tick) pairs one unrolling may have."""

PB_LIMIT: Final = 2**30
"""Beyond this, weights are added as 64-bit vectors: Z3 takes pseudo-Boolean ones in 32 bits."""

SUMS: Final = 64
"""Up to this many sums an input on average, a threshold is a shared tree of decisions."""

Value: TypeAlias = z3.BoolRef | bool


class Unrolling:
    """What fires, and what holds, at each tick from the start, in terms of the afferents.

    The variable of the afferent in row r at tick t is called ``r@t``.

    Args:
        program: the net.
        rows: where the program keeps each name.
    """

    def __init__(self, program: Program, rows: Mapping[str, int]) -> None:
        self.context = z3.Context()
        self._program = program
        self._rows = rows
        self._fires: dict[tuple[int, int], Value] = {}
        self._holds: dict[tuple[int, int], Value] = {}
        self._incoming: dict[int, list[tuple[int, int, int]]] = {}
        self._kept: list[Node] = []  # keys are ids, so the nodes must live

    def constraint(self, value: Value) -> z3.BoolRef:
        """Return a value as a Z3 term."""
        return z3.BoolVal(value, self.context) if isinstance(value, bool) else value

    def fires(self, row: int, tick: int) -> Value:
        """Return whether ``row`` fires at ``tick``; never before 0."""
        if tick < 0:
            return False
        done, stack = self._fires, [(row, tick)]
        while stack:
            key = stack[-1]
            if key in done:
                stack.pop()
                continue
            at, t = key
            if not self._program.thresholds[at]:
                done[key] = z3.Bool(f"{at}@{t}", self.context)
            elif t == 0:
                done[key] = bool(self._program.initial[at])
            else:
                missing = [
                    (source, t - delay)
                    for source, _, delay in self._sources(at)
                    if delay <= t and (source, t - delay) not in done
                ]
                if missing:
                    stack += missing
                    continue
                done[key] = self._reaches(at, t)
            if len(done) > BUDGET:
                raise BudgetError(f"the net unrolled to tick {tick} passes {BUDGET:,} values")
        return done[row, tick]

    def holds(self, formula: Node, tick: int) -> Value:
        """Return whether ``formula`` holds at ``tick``; never before 0."""
        self._kept.append(formula)
        done, stack = self._holds, [(formula, tick)]
        while stack:
            node, t = stack[-1]
            if t < 0 or (id(node), t) in done:
                stack.pop()
                continue
            needed = [(arg, t - node.ticks) for arg in node.args]
            if t > 0 and node.kind in (Kind.ONCE, Kind.HISTORICALLY, Kind.SINCE):
                needed.append((node, t - 1))
            missing = [(arg, s) for arg, s in needed if s >= 0 and (id(arg), s) not in done]
            if missing:
                stack += missing
                continue
            done[id(node), t] = self._connect(
                node, t, [s >= 0 and done[id(arg), s] for arg, s in needed]
            )
            if len(done) > BUDGET:
                raise BudgetError(f"the formula unrolled to tick {tick} passes {BUDGET:,} values")
        return tick >= 0 and done[id(formula), tick]

    def _connect(self, node: Node, tick: int, args: list[Value]) -> Value:
        kind = node.kind
        if kind is Kind.ATOM:
            return self.fires(self._rows[node.name], tick)
        if kind in (Kind.FALSE, Kind.TRUE, Kind.ORIGIN):
            return kind is Kind.TRUE or (kind is Kind.ORIGIN and tick == 0)
        if kind is Kind.S:
            return args[0]
        if kind is Kind.NOT:
            return negate(args[0])
        if kind in (Kind.AND, Kind.HISTORICALLY):
            return both(args)
        if kind in (Kind.OR, Kind.ONCE):
            return either(args)
        if kind is Kind.IMPLIES:
            return either([negate(args[0]), args[1]])
        if kind is Kind.SINCE:
            return either([args[1], both([args[0], args[2] if tick else False])])
        return same(args[0], args[1])

    def _sources(self, row: int) -> list[tuple[int, int, int]]:
        if row not in self._incoming:
            self._incoming[row] = self._program.incoming(row)
        return self._incoming[row]

    def _reaches(self, row: int, tick: int) -> Value:
        """Return whether the active weights reach the threshold and no veto source fired."""
        active = [
            (delay <= tick and self._fires[source, tick - delay], weight)
            for source, weight, delay in self._sources(row)
        ]
        return reaches(int(self._program.thresholds[row]), active)


def reaches(threshold: int, inputs: list[tuple[Value, int]]) -> Value:
    """Return whether the active weights reach the threshold and no veto is active.

    Args:
        inputs: (whether it is active, its weight or 0 for a veto).
    """
    bar = threshold
    vetoes: list[Value] = []
    terms: list[tuple[z3.BoolRef, int]] = []
    for fired, weight in inputs:
        if weight == 0:
            vetoes.append(fired)
        elif isinstance(fired, bool):
            bar -= weight * fired
        elif weight > 0:
            terms.append((fired, weight))
        else:  # -w x = w (1 - x) - w
            terms.append((z3.Not(fired), -weight))
            bar -= weight
    return both([at_least(terms, bar), *(negate(veto) for veto in vetoes)])


def at_least(terms: list[tuple[z3.BoolRef, int]], bar: int) -> Value:
    """Return whether the positive weights of the true terms sum to ``bar`` or more."""
    if bar <= 0:
        return True
    total = sum(weight for _, weight in terms)
    if total < bar:
        return False
    if all(weight >= bar for _, weight in terms):
        return either([term for term, _ in terms])
    if all(total - weight < bar for _, weight in terms):
        return both([term for term, _ in terms])
    clipped = [(term, min(weight, bar)) for term, weight in terms]
    shared = _by_sums(clipped, bar)
    if shared is not None:
        return shared
    if bar <= PB_LIMIT:
        return z3.PbGe(clipped, bar)
    context = terms[0][0].ctx
    zero = z3.BitVecVal(0, 64, context)
    added = [z3.If(term, z3.BitVecVal(weight, 64, context), zero) for term, weight in clipped]
    return z3.UGE(z3.Sum(added), z3.BitVecVal(bar, 64, context))


def _by_sums(terms: list[tuple[z3.BoolRef, int]], bar: int) -> Value | None:
    """Decide term after term, sharing what is still missing; None if the sums are too many.

    Z3 propagates through this fully, which it does not through a pseudo-Boolean constraint.
    """
    # silence first, then heavy before light: the order in which ``solve`` writes a formula
    order = sorted(terms, key=lambda term: (not z3.is_not(term[0]), -term[1]))
    rest = [sum(weight for _, weight in order[k:]) for k in range(len(order) + 1)]
    levels = [{bar}]
    for k, (_, weight) in enumerate(order):
        here = [b for b in levels[k] if 0 < b <= rest[k]]
        levels.append({*here, *(b - weight for b in here)})
        if sum(map(len, levels)) > SUMS * len(order):
            return None
    below: dict[int, Value] = {b: b <= 0 for b in levels[-1]}
    for k in reversed(range(len(order))):
        term, weight = order[k]
        below = {
            b: b <= 0
            if not 0 < b <= rest[k]
            else either([below[b], both([term, below[b - weight]])])
            for b in levels[k]
        }
    return below[bar]


def negate(value: Value) -> Value:
    """Return not ``value``."""
    return not value if isinstance(value, bool) else z3.Not(value)


def both(values: list[Value]) -> Value:
    """Return the conjunction of ``values``."""
    terms = [value for value in values if value is not True]
    if any(isinstance(term, bool) for term in terms):
        return False
    return True if not terms else terms[0] if len(terms) == 1 else z3.And(*terms)


def either(values: list[Value]) -> Value:
    """Return the disjunction of ``values``."""
    terms = [value for value in values if value is not False]
    if any(isinstance(term, bool) for term in terms):
        return True
    return False if not terms else terms[0] if len(terms) == 1 else z3.Or(*terms)


def same(left: Value, right: Value) -> Value:
    """Return whether two values agree."""
    if isinstance(left, bool):
        return right if left else negate(right)
    if isinstance(right, bool):
        return left if right else negate(left)
    return left == right
