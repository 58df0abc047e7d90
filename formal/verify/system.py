"""A question as a transition system: states, how one follows another, and what holds in them.

A state remembers what is needed of the past. ``f@j`` is whether formula f held j ticks ago, false
before the start: a neuron's firing as far back as its synapses and ``S`` look, and the last value
of what looks back without bound. ``true@1`` is false at the start alone. Where the start may be
any, ``N@-j`` is whether an impulse left N j ticks ago, be it before the start, for synapses alone.
"""

from collections.abc import Collection

import z3

from ..errors import BudgetError
from ..formula.expr import TRUE, Formula, atom
from ..formula.fold import postorder
from ..formula.kinds import Kind
from ..formula.memory import remembered
from ..smt.encode import Value, both, either, negate, reaches, same
from .problem import Problem
from .replay import Inputs

STATES = 100_000
"""How many variables a state may have."""

INPUT = "row"
"""What variables of afferents begin with, then row and tick."""

Key = tuple[Formula, int]


class Frame:
    """One state, and the values of formulae in it."""

    def __init__(self, state: dict[Key, Value]) -> None:
        self.state = state
        self._held: dict[Formula, Value] = {}

    def holds(self, formula: Formula) -> Value:
        """Return whether a formula holds now."""
        for node in postorder(formula):
            assert isinstance(node, Formula)
            if node not in self._held:
                self._held[node] = self._connect(node)
        return self._held[formula]

    def _connect(self, node: Formula) -> Value:
        kind = node.kind
        if kind is Kind.ATOM:
            return self.state[node, 0]
        if kind is Kind.S:
            return self.state[node.args[0], node.ticks] if node.ticks else self._held[node.args[0]]
        if kind in (Kind.TRUE, Kind.FALSE):
            return kind is Kind.TRUE
        if kind is Kind.ORIGIN:
            return negate(self.state[TRUE, 1])
        args = [self._held[arg] for arg in node.args]
        if kind is Kind.NOT:
            return negate(args[0])
        if kind is Kind.AND:
            return both(args)
        if kind is Kind.OR:
            return either(args)
        if kind is Kind.IMPLIES:
            return either([negate(args[0]), args[1]])
        if kind is Kind.IFF:
            return same(args[0], args[1])
        before = self.state[node, 1]
        if kind is Kind.ONCE:
            return either([args[0], before])
        if kind is Kind.HISTORICALLY:
            return both([args[0], either([before, negate(self.state[TRUE, 1])])])
        return either([args[1], both([args[0], before])])


class System:
    """The states of a question.

    Raises:
        BudgetError: a state has more variables than ``STATES``.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.context = z3.Context()
        program, names = problem.net.program, problem.net.names
        self.rows = _cone(problem)
        self._atoms = {row: atom(names[row]) for row in self.rows}
        self._incoming = {row: program.incoming(row) for row in self.rows}
        depth: dict[Formula, int] = {self._atoms[row]: 0 for row in self.rows}
        for row in self.rows:
            for source, _, delay in self._incoming[row]:
                form = self._atoms[source]
                depth[form] = max(depth[form], delay - 1)
        under_way = depth if problem.start == "any" else {}
        if under_way:
            depth = dict.fromkeys(depth, 0)
        depth = remembered((problem.claim, *problem.assumptions), depth)
        size = sum(depth.values()) + sum(under_way.values())
        if size > STATES:
            raise BudgetError(f"a state has {size:,} variables, over {STATES:,}")
        self.keys: list[Key] = [
            (formula, j)
            for formula, most in depth.items()
            for j in range(0 if formula.kind is Kind.ATOM else 1, most + 1)
        ]
        self.keys += [(form, -j) for form, most in under_way.items() for j in range(1, most + 1)]
        """The variables of a state."""
        self.inputs = {
            (self._atoms[row], 0): row for row in self.rows if not program.thresholds[row]
        }
        """Those that are an afferent's present firing, which is free, with its row."""
        self._place = {key: k for k, key in enumerate(self.keys)}

    def named(self, key: Key, tick: int) -> z3.BoolRef:
        """Return the variable of an afferent at a tick, or of anything else in a free state."""
        if key in self.inputs:
            return z3.Bool(f"{INPUT}{self.inputs[key]}@{tick}", self.context)
        return z3.Bool(f"state{self._place[key]}@{tick}", self.context)

    def start(self) -> Frame:
        """Return the state at t = 0."""
        initial = self.problem.net.program.initial
        rows = {self._atoms[row]: bool(initial[row]) for row in self.rows}
        any_start = self.problem.start == "any"
        return Frame({
            key: self.named(key, 0)
            if key in self.inputs or (any_start and key[1] <= 0)
            else key[1] == 0 and rows[key[0]]
            for key in self.keys
        })  # fmt: skip

    def inputs_of(self, true: Collection[str], ticks: int) -> Inputs:
        """Return the run from the start that a model gives, by the names of what is true there."""
        ahead = self.problem.ahead
        inputs: Inputs = [set() for _ in range(ahead + ticks)]
        for tick in range(ticks):
            for row in self.inputs.values():
                if f"{INPUT}{row}@{tick}" in true:
                    inputs[ahead + tick].add(row)
        if self.problem.start == "any":
            for key, place in self._place.items():
                if key not in self.inputs and key[1] <= 0 and f"state{place}@0" in true:
                    inputs[ahead + key[1]].add(self.problem.net.row(key[0].name))
        return inputs

    def anywhere(self) -> Frame:
        """Return a state of which nothing is known."""
        return Frame({key: self.named(key, 0) for key in self.keys})

    def after(self, frame: Frame, tick: int) -> Frame:
        """Return the state that follows, at ``tick``."""
        return Frame({key: self.follows(frame, key, tick) for key in self.keys})

    def follows(self, frame: Frame, key: Key, tick: int) -> Value:
        """Return one variable of the state that follows."""
        formula, ago = key
        if ago > 1:
            return frame.state[formula, ago - 1]
        if ago < 0:
            return frame.state[formula, ago + 1]
        if ago == 1:
            return frame.holds(formula)
        if key in self.inputs:
            return self.named(key, tick)
        row = self.problem.net.row(formula.name)
        way = -1 if self.problem.start == "any" else 1
        sources = [
            (frame.state[self._atoms[source], way * (delay - 1)], weight)
            for source, weight, delay in self._incoming[row]
        ]
        return reaches(int(self.problem.net.program.thresholds[row]), sources)

    def assumed(self, frame: Frame) -> Value:
        """Return whether every assumption holds in a state."""
        return both([frame.holds(formula) for formula in self.problem.assumptions])


def _cone(problem: Problem) -> list[int]:
    """List the rows that what is named depends on, by number."""
    program, found = problem.net.program, set(problem.roots)
    stack: list[int] = list(found)
    while stack:
        for source, _, _ in program.incoming(stack.pop()):
            if source not in found:
                found.add(source)
                stack.append(source)
    return sorted(found)


def label(key: Key) -> str:
    """Name a variable as certificates do; a bar would end a quoted symbol."""
    return f"{key[0]}@{key[1]}".replace("|", "or")
