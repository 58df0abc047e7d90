"""Theorem X: what is true in silence, or looks back without bound, by neurons that fire initially.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:126-128, Theorem X.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import InputError
from ..formula.expr import Formula, check_name
from ..formula.fold import postorder
from ..formula.kinds import Kind
from ..formula.parse import parse
from ..net.realization import Realization
from ..net.retime import Draft, Retimed, retime


def realize_past(formulas: Mapping[str, Formula | str]) -> Realization:
    """Return a net whose outputs fire as any formulae say, each by its own delay.

    Every formula of the language is one: a neuron that fires at every tick stands for ``true``, one
    that fires at t = 0 alone for ``origin``; ``once``, ``historically`` and ``since`` are neurons
    that excite themselves. All inhibition is absolute.

    Args:
        formulas: by the name of the output neuron.

    Returns:
        The net, and by output the least d of this construction with OUT(t) = f(t - d) for t >= d;
        before d the output is silent.

    Raises:
        FormulaError: a formula cannot be read.
        InputError: an output occurs in a formula.
    """
    read = {
        check_name(name, "name"): parse(given) if isinstance(given, str) else given
        for name, given in formulas.items()
    }
    maker = _Maker()
    for formula in read.values():
        for name in formula.atoms:
            if name in read:
                fix = "substitute the formula for its name"
                raise InputError(name, f"the output {name!r} occurs in a formula", fix)
            maker.draft.thresholds[name] = 0
    for name in read:
        maker.draft.neuron(name, 1)
    for name, formula in read.items():
        maker.output(name, formula)
    made = retime(maker.draft)
    assert isinstance(made, Retimed)
    return Realization(made.net, {name: made.lags[name] for name in read})


def clock(rest: int, length: int, name: str = "clock") -> Realization:
    """Return a net with a neuron that fires iff t = rest mod length.

    Raises:
        InputError: the rest is not one of 0 .. length - 1.
    """
    if not 0 <= rest < length:
        problem = f"{rest} is no rest modulo {length}"
        raise InputError("clock", problem, "give a length from 1 on, and a rest below it")
    draft = Draft()
    first = draft.neuron(check_name(name, "name") if not rest else f"{name}_0", 1, initial=True)
    draft.excite(first, first, 1, length)
    if rest:
        draft.excite(first, draft.neuron(check_name(name, "name"), 1), 1, rest)
    made = retime(draft)
    assert isinstance(made, Retimed)
    return Realization(made.net, {name: made.lags[name]})


@dataclass
class _Maker:
    """Makes a neuron a part of a formula; it fires at t as the part is true at t.

    Args:
        made: by part, the neuron, and how many ticks back it is looked at.
    """

    draft: Draft = field(default_factory=Draft)
    made: dict[Formula, tuple[str, int]] = field(default_factory=dict)
    _single: dict[str, str] = field(default_factory=dict)

    def output(self, name: str, formula: Formula) -> None:
        for node in postorder(formula):
            assert isinstance(node, Formula)
            if node not in self.made and node is not formula:
                self.made[node] = self._part(node)
        if formula in self.made or formula.kind in (Kind.ATOM, Kind.S, Kind.TRUE, Kind.ORIGIN):
            source, ago = self.made.get(formula) or self._part(formula)
            self.draft.excite(source, name, 1, ago)
        else:
            self._wire(formula, name)
            self.made[formula] = name, 0

    def _part(self, node: Formula) -> tuple[str, int]:
        """Return the neuron of a part whose own parts are made."""
        if node.kind is Kind.ATOM:
            return node.name, 0
        if node.kind is Kind.S:
            source, ago = self.made[node.args[0]]
            return source, ago + node.ticks
        if node.kind in (Kind.TRUE, Kind.ORIGIN):
            return self._always() if node.kind is Kind.TRUE else self._start(), 0
        name = self.draft.neuron(self.draft.fresh("h1"), 1)
        self._wire(node, name)
        return name, 0

    def _wire(self, node: Formula, name: str) -> None:
        """Let a neuron fire as a part is true; its own parts are made."""
        below = [self.made[arg] for arg in node.args]
        kind, draft = node.kind, self.draft
        if kind is Kind.NOT:
            draft.excite(self._always(), name, 1, 0)
            self._veto(below[0], name)
        elif kind is Kind.AND:
            self._both(node.args, name)
        elif kind is Kind.OR:
            self._either(below, name)
        elif kind is Kind.IMPLIES:
            self._either([self._without(below[0]), below[1]], name)
        elif kind is Kind.IFF:
            joint, neither = (draft.neuron(draft.fresh("h1"), 1) for _ in range(2))
            self._both(node.args, joint)
            draft.excite(self._always(), neither, 1, 0)
            for one in below:
                self._veto(one, neither)
            self._either([(joint, 0), (neither, 0)], name)
        elif kind is Kind.ONCE:
            self._either([below[0], (name, 1)], name)
        elif kind is Kind.HISTORICALLY:
            draft.thresholds[name] = 2
            self._either([below[0], (name, 1), (self._start(), 0)], name)
        elif kind is Kind.SINCE:
            draft.thresholds[name] = 2
            self._either([below[0], (name, 1), below[1], below[1]], name)

    def _either(self, parts: list[tuple[str, int]], name: str) -> None:
        for source, ago in parts:
            self.draft.excite(source, name, 1, ago)

    def _both(self, args: tuple[Formula, ...], name: str) -> None:
        """Need what is plain, and be vetoed by what is negated."""
        plain = [arg for arg in args if arg.kind is not Kind.NOT]
        for arg in args:
            if arg.kind is Kind.NOT:
                self._veto(self.made[arg.args[0]], name)
            else:
                self._either([self.made[arg]], name)
        if not plain:
            self.draft.excite(self._always(), name, 1, 0)
        self.draft.thresholds[name] = max(1, len(plain))

    def _without(self, part: tuple[str, int]) -> tuple[str, int]:
        """Return a neuron that fires iff another does not."""
        name = self.draft.neuron(self.draft.fresh("h1"), 1)
        self.draft.excite(self._always(), name, 1, 0)
        self._veto(part, name)
        return name, 0

    def _veto(self, part: tuple[str, int], name: str) -> None:
        self.draft.veto([part[0]], name, part[1])

    def _always(self) -> str:
        """Return the neuron that fires at every tick."""
        if "always" not in self._single:
            name = self.draft.neuron(self.draft.fresh("ever"), 1, initial=True)
            self.draft.excite(name, name)
            self._single["always"] = name
        return self._single["always"]

    def _start(self) -> str:
        """Return the neuron that fires at t = 0 alone."""
        if "origin" not in self._single:
            self._single["origin"] = self.draft.neuron(self.draft.fresh("start"), 1, initial=True)
        return self._single["origin"]
