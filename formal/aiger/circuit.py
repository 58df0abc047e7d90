"""A question about a net as a circuit: one clock is one tick, and an output is bad if it rises.

An afferent is an input, a neuron a latch, and so is what must be remembered: ``f@j`` is whether f
held j ticks ago. Latches are silent at first; where one is not, it is kept negated, ``not f@j``.
"""

from collections.abc import Sequence

from ..formula.expr import TRUE, Formula, atom
from ..formula.fold import postorder
from ..formula.kinds import Kind
from ..formula.memory import remembered
from ..formula.text import abridged
from ..net.model import Net
from .graph import Graph

Key = tuple[Formula, int]
"""A formula and how many ticks ago."""


def circuit(net: Net, claims: Sequence[Formula], assume: Sequence[Formula] = ()) -> Graph:
    """Return the circuit whose output k rises where claim k fails.

    An output rises only at ticks up to and including which every assumption has held.

    Raises:
        UnknownNameError: a formula names what the net has not.
        BudgetError: there are too many gates.
    """
    made = _Maker(net, claims, assume).graph
    made.sweep()
    return made


class _Maker:
    def __init__(self, net: Net, claims: Sequence[Formula], assume: Sequence[Formula]) -> None:
        self._net = net
        keys = self._memory([*claims, *assume])
        # whether every assumption held before is one more latch
        initial = [bool(not ago and f.name in net.initial) for f, ago in keys]
        latches = list(zip(keys, initial, strict=True))
        names = [f"not {f}@{ago}" if on else f"{f}@{ago}" for (f, ago), on in latches]
        self.graph = Graph(net.afferents, [*names, *(["an assumption failed"] if assume else [])])
        self._literals = {(atom(name), 0): self.graph.input(k)
                          for k, name in enumerate(net.afferents)}  # fmt: skip
        self._literals |= {key: self.graph.latch(k) ^ on for k, (key, on) in enumerate(latches)}
        self._now: dict[Formula, int] = {}
        good = 1
        for formula in assume:
            good = self.graph.both(good, self._holds(formula))
        if assume:
            good = self.graph.both(good, self.graph.latch(len(keys)) ^ 1)
            self.graph.following[len(keys)] = good ^ 1
        for claim in claims:
            bad = self.graph.both(good, self._holds(claim) ^ 1)
            self.graph.outputs.append((f"fails: {abridged(claim, 200)}", bad))
        for k, (key, on) in enumerate(latches):
            self.graph.following[k] = self._next(key) ^ on

    def _memory(self, formulas: Sequence[Formula]) -> list[Key]:
        """List what is remembered from one tick to the next."""
        deepest: dict[Formula, int] = {atom(name): 0 for name in self._net.names}
        for s in self._net.synapses:
            deepest[atom(s.source)] = max(deepest[atom(s.source)], s.delay - 1)
        for formula in formulas:
            for name in formula.atoms:
                self._net.row(name)
        deepest = remembered(formulas, deepest)
        return [
            (formula, ago)
            for formula, most in deepest.items()
            for ago in range(most + 1)
            if ago or (formula.kind is Kind.ATOM and self._net.threshold(formula.name) is not None)
        ]

    def _next(self, key: Key) -> int:
        formula, ago = key
        if ago > 1:
            return self._literals[formula, ago - 1]
        if ago == 1:
            return self._holds(formula)
        incoming = self._net.incoming(formula.name)
        sources = [(self._literals[atom(s.source), s.delay - 1], s.weight) for s in incoming]
        terms = [(literal, weight) for literal, weight in sources if weight is not None]
        fires = self.graph.reaches(terms, self._net.threshold(formula.name) or 0)
        for literal, weight in sources:
            if weight is None:
                fires = self.graph.both(fires, literal ^ 1)
        return fires

    def _holds(self, formula: Formula) -> int:
        for node in postorder(formula):
            assert isinstance(node, Formula)
            if node not in self._now:
                self._now[node] = self._connect(node, [self._now[arg] for arg in node.args])
        return self._now[formula]

    def _connect(self, node: Formula, args: list[int]) -> int:
        graph, kind = self.graph, node.kind
        if kind is Kind.ATOM:
            return self._literals[node, 0]
        if kind in (Kind.TRUE, Kind.FALSE):
            return int(kind is Kind.TRUE)
        if kind is Kind.ORIGIN:
            return self._literals[TRUE, 1] ^ 1
        if kind is Kind.S:
            return self._literals[node.args[0], node.ticks] if node.ticks else args[0]
        if kind is Kind.NOT:
            return args[0] ^ 1
        if kind is Kind.IMPLIES:
            return graph.either(args[0] ^ 1, args[1])
        if kind is Kind.IFF:
            return graph.differ(args[0], args[1]) ^ 1
        if kind is Kind.ONCE:
            return graph.either(args[0], self._literals[node, 1])
        if kind is Kind.HISTORICALLY:
            since = graph.either(self._literals[node, 1], self._literals[TRUE, 1] ^ 1)
            return graph.both(args[0], since)
        if kind is Kind.SINCE:
            return graph.either(args[1], graph.both(args[0], self._literals[node, 1]))
        join = graph.both if kind is Kind.AND else graph.either
        total = args[0]
        for arg in args[1:]:
            total = join(total, arg)
        return total
