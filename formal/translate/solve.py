"""Theorems I and VIII: nets are solved by temporal propositional expressions.

Without cycles these are over the afferents; with cycles, over the afferents and a cyclic set.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:122, 124-125.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from ..errors import BudgetError
from ..formula.expr import FALSE, ORIGIN, TRUE, Formula, atom, conj, disj
from ..formula.fold import postorder
from ..formula.kinds import Kind
from ..net.model import Net
from ..net.order import Order, evaluation_order, order_of
from ..net.program import Program

TERMS: Final = 64
"""Up to this many minimal terms a neuron is written as a disjunction of them."""

BUDGET: Final = 1_000_000
"""How many nodes the formulae may take together."""


class Solution(dict[str, Formula]):
    """Formulae by neuron.

    Args:
        formulae: over the afferents and the cyclic set. Of the members of this set, each says
            what it does by what the set did before: a recursive equation.
        order: of the part of the net that was solved; ``order.witness`` is the cyclic set.
    """

    def __init__(self, formulae: Mapping[str, Formula], order: Order) -> None:
        super().__init__(formulae)
        self.order = order


def solve(net: Net, neurons: Iterable[str] | None = None) -> Solution:
    """Return for each neuron the formula that says when it fires.

    Without cycles it is one over the afferents alone. With cycles, formulae also speak of a
    smallest set of neurons that meets every cycle, whose own equations are among the answers
    (Theorem VIII). A neuron that never fires is ``false``; one that fires at t = 0 unasked has
    ``origin``.

    Args:
        neurons: names; all neurons by default.

    Raises:
        BudgetError: the formulae grow beyond the budget.
    """
    wanted = list(net.neurons if neurons is None else neurons)
    rows = [net.row(name) for name in wanted]
    program = net.program
    order = order_of(program, net.names, rows)
    cyclic = {net.row(name): atom(name) for name in order.witness}
    inner = [source for row in cyclic for source, _, _ in program.incoming(row)]
    ranked = evaluation_order(program, [*rows, *inner], cyclic)
    assert ranked is not None
    shift = _Shift()
    values: dict[int, Formula] = {}
    for row in ranked:
        if row in cyclic or not program.thresholds[row]:
            values[row] = atom(net.names[row])
        else:
            values[row] = _fires(program, row, values, shift)
    equations = values | {row: _fires(program, row, values, shift) for row in cyclic}
    names = dict.fromkeys([*wanted, *order.witness])
    return Solution({name: equations[net.row(name)] for name in names}, order)


def _fires(program: Program, row: int, values: Mapping[int, Formula], shift: "_Shift") -> Formula:
    """Return when a neuron fires, given when its sources do."""
    weights: dict[Formula, int] = {}
    vetoes: dict[Formula, None] = {}
    for source, weight, delay in program.incoming(row):
        literal = shift(values[source], delay)
        if weight:
            weights[literal] = weights.get(literal, 0) + weight
        else:
            vetoes[literal] = None
    # where a veto source fires its weight cannot matter; what never fires does nothing
    terms = [(f, w) for f, w in weights.items() if w and f not in vetoes and f is not FALSE]
    body = reaches(terms, int(program.thresholds[row]))
    if body is not FALSE:
        body = conj([body, *(~veto for veto in vetoes if veto is not FALSE)])
    if program.initial[row]:
        body = ORIGIN if body is FALSE else ORIGIN | body
    return body


def reaches(terms: list[tuple[Formula, int]], bar: int) -> Formula:
    """Return the formula "the weights of the true terms sum to ``bar`` or more", ``bar`` >= 1.

    It is false where all terms are, and negates only terms of negative weight.

    Raises:
        BudgetError: it needs more nodes than the budget.
    """
    minimal = _minimal_terms(terms, bar)
    return _diagram(terms, bar) if minimal is None else disj(map(conj, minimal))


def _minimal_terms(terms: list[tuple[Formula, int]], bar: int) -> list[list[Formula]] | None:
    """List the smallest sets of literals that suffice; None if they are more than ``TERMS``."""
    # -w x = w (1 - x) - w: count silence, and raise the bar by w
    bar -= sum(weight for _, weight in terms if weight < 0)
    order = sorted(range(len(terms)), key=lambda k: -abs(terms[k][1]))
    sizes = [abs(terms[k][1]) for k in order]
    rest = [sum(sizes[k:]) for k in range(len(sizes) + 1)]
    found: list[list[int]] = []
    visits = 0
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, bar, ())]
    while stack:
        k, missing, chosen = stack.pop()
        visits += 1
        if len(found) > TERMS or visits > 64 * TERMS:
            return None
        if missing <= 0:
            # sizes fall along ``order``, so a set is minimal if it cannot spare its last member
            found.append(sorted(order[i] for i in chosen))
        elif rest[k] >= missing:
            stack.append((k + 1, missing, chosen))
            stack.append((k + 1, missing - sizes[k], (*chosen, k)))
    return [
        [terms[i][0] if terms[i][1] > 0 else ~terms[i][0] for i in sorted(
            chosen, key=lambda i: (terms[i][1] < 0, i))]
        for chosen in sorted(found)
    ]  # fmt: skip


def _diagram(terms: list[tuple[Formula, int]], bar: int) -> Formula:
    """Decide literal after literal, sharing what remains to be reached."""
    # negative weights first: the bar only rises among them, so nothing is true in silence
    order = sorted(terms, key=lambda term: (term[1] > 0, -abs(term[1])))
    most = [sum(w for _, w in order[k:] if w > 0) for k in range(len(order) + 1)]
    least = [sum(w for _, w in order[k:] if w < 0) for k in range(len(order) + 1)]
    levels: list[set[int]] = [{bar}]
    for k, (_, weight) in enumerate(order):
        here = [b for b in levels[k] if least[k] < b <= most[k]]
        levels.append(set(chain(here, (b - weight for b in here))))
        if sum(map(len, levels)) > BUDGET // 4:
            raise BudgetError(
                f"a neuron with {len(terms)} inputs needs a formula of more than {BUDGET:,} nodes:"
                " its weights have too many different sums"
            )
    below: dict[int, Formula] = {b: TRUE if b <= 0 else FALSE for b in levels[-1]}
    for k in reversed(range(len(order))):
        literal, weight = order[k]
        here_values: dict[int, Formula] = {}
        for b in levels[k]:
            if b > most[k]:
                here_values[b] = FALSE
            elif b <= least[k]:
                here_values[b] = TRUE
            else:
                on, off = below[b - weight], below[b]
                if weight > 0:
                    here_values[b] = _either(off, _both(literal, on))
                else:
                    here_values[b] = _either(on, _both(~literal, off))
        below = here_values
    return below[bar]


def _both(first: Formula, second: Formula) -> Formula:
    if second is FALSE:
        return FALSE
    return first if second is TRUE else first & second


def _either(first: Formula, second: Formula) -> Formula:
    if first is second or second is FALSE:
        return first
    return second if first is FALSE else first | second


class _Shift:
    """Push ``S^n`` to the atoms of solutions, each shared part once a delay.

    Solutions are false before the start and negate only beside something that is, so ``S``
    commutes with their connectives.
    """

    def __init__(self) -> None:
        self._done: dict[tuple[Formula, int], Formula] = {}

    def __call__(self, formula: Formula, ticks: int) -> Formula:
        done = self._done
        if (formula, ticks) in done:
            return done[formula, ticks]
        stack = [formula]
        while stack:
            node = stack[-1]
            if (node, ticks) in done:
                stack.pop()
                continue
            if node.kind in (Kind.ATOM, Kind.ORIGIN, Kind.S):
                done[node, ticks] = node.S(ticks)
            elif node.kind is Kind.FALSE:
                done[node, ticks] = node
            else:
                missing = [arg for arg in node.args if (arg, ticks) not in done]
                if missing:
                    stack += missing
                    continue
                done[node, ticks] = Formula(node.kind, tuple(done[arg, ticks] for arg in node.args))
            if len(done) > BUDGET:
                raise BudgetError(f"the formulae take more than {BUDGET:,} nodes")
        return done[formula, ticks]


def nodes(formulas: Iterable[Formula]) -> int:
    """Count the distinct nodes of several formulae."""
    return sum(1 for _ in postorder(*formulas))
