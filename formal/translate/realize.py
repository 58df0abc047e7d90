"""Theorem II: every temporal propositional expression is realized by a net of order 0.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:123-124.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..errors import BudgetError, FormulaError, InputError, NotATPE
from ..formula.expr import FALSE, Formula, check_name
from ..formula.kinds import Kind
from ..formula.parse import parse
from ..formula.tpe import objection
from ..net.document import FORMAT
from ..net.model import Net
from ..net.realization import Realization as Realization
from .normal import normal

BUDGET: Final = 2_000_000
"""How many synapses a realization may have."""

SILENT: Final = "a neuron is silent in silence: write what excites it, as in p & ~q, or "
INITIAL: Final = "let neurons fire initially: --initial, or realize_past"


class Operand(NamedTuple):
    """What a neuron listens to: ``part``, ``ago`` ticks back, exciting or vetoing."""

    part: Formula
    ago: int
    vetoes: bool


def realize(formulas: Mapping[str, Formula | str]) -> Realization:
    """Return a net whose outputs fire as the formulae say, each by its own delay.

    One neuron stands for each conjunction or disjunction: a conjunction needs all its plain
    members and is vetoed by the negated ones; an S is a longer synapse.

    Args:
        formulas: TPEs by the name of the output neuron.

    Raises:
        NotATPE: with the witness of Theorem III.
        InputError: an output occurs in a formula, or no formula is given.
        BudgetError: the net would pass the budget, or a formula cannot be judged within it.
    """
    if not formulas:
        raise InputError("realize", "no formula is given", 'write e.g. "OUT = S p & S q"')
    roots: dict[str, Formula] = {}
    asked: dict[str, Formula] = {}
    for name, given in formulas.items():
        try:
            check_name(name, "name")
            formula = parse(given) if isinstance(given, str) else given
        except FormulaError as error:
            raise error.within(f"{name!s:.80}") from None
        reason = objection(formula)
        if reason is not None:
            raise NotATPE(
                name,
                f"the formula is no temporal propositional expression: {reason}",
                (SILENT if reason.history else "") + INITIAL,
                reason,
            )
        asked[name], roots[name] = formula, normal(formula)[1]
    atoms = list(dict.fromkeys(atom for f in asked.values() for atom in f.atoms))
    for name in roots:
        if name in atoms:
            raise InputError(
                name,
                f"the output {name!r} occurs in a formula",
                "afferents are the atoms of the formulae; substitute the formula for its name",
            )
    return _Builder(atoms, list(roots)).build(roots, asked)


@dataclass
class _Builder:
    """Makes the neurons; ``ahead[g]`` is the d with which the neuron of g fires: g(t - d)."""

    atoms: list[str]
    outputs: list[str]
    ahead: dict[Formula, int] = field(default_factory=dict)
    called: dict[Formula, str] = field(default_factory=dict)
    neurons: dict[str, dict[str, int]] = field(default_factory=dict)
    synapses: list[dict[str, object]] = field(default_factory=list)

    def build(self, roots: dict[str, Formula], asked: dict[str, Formula]) -> Realization:
        self.neurons = {name: {} for name in self.atoms}
        self.called = {Formula(Kind.ATOM, name=name): name for name in self.atoms}
        self.ahead = dict.fromkeys(self.called, 0)
        delay = {}
        for name, root in roots.items():
            members = operands(root)
            for part, listens in self._inner(members):
                self.ahead[part] = self._earliest(listens)
                self.called[part] = self._fresh()
                self._neuron(self.called[part], part.kind, listens, self.ahead[part])
            # nothing fires before what it answers to, so an output is never early
            delay[name] = max(0, self._earliest(members))
            kind = root.args[0].kind if root.kind is Kind.S else root.kind
            self._neuron(name, kind, members, delay[name])
        expect = []
        for name, formula in asked.items():
            with suppress(BudgetError, FormulaError):  # too long to write, or to look so far back
                expect.append(f"{name} = {formula.S(delay[name])}")
        document = {"format": FORMAT, "neurons": self.neurons, "synapses": self.synapses}
        return Realization(Net.from_dict(document | {"expect": expect}), delay)

    def _inner(self, members: list[Operand]) -> list[tuple[Formula, list[Operand]]]:
        """List the parts below ``members`` that have no neuron yet, what they need first."""
        found: dict[Formula, list[Operand]] = {}
        listed: list[tuple[Formula, list[Operand]]] = []
        done: set[Formula] = set()
        stack = [operand.part for operand in reversed(members)]
        while stack:
            part = stack[-1]
            if part in self.called or part in done:
                stack.pop()
            elif part in found:
                done.add(part)
                listed.append((part, found[part]))
                stack.pop()
            else:
                found[part] = operands(part)
                stack += [operand.part for operand in reversed(found[part])]
        return listed

    def _earliest(self, listens: list[Operand]) -> int:
        return max((1 - o.ago + self.ahead[o.part] for o in listens), default=0)

    def _neuron(self, name: str, kind: Kind, listens: list[Operand], ahead: int) -> None:
        excite = sum(not operand.vetoes for operand in listens)
        self.neurons[name] = {"threshold": excite if kind is Kind.AND and excite else 1}
        for part, ago, vetoes in listens:
            row: dict[str, object] = {"source": self.called[part], "target": name}
            row["delay"] = ago + ahead - self.ahead[part]
            self.synapses.append(row | ({"veto": True} if vetoes else {}))
        if len(self.synapses) > BUDGET:
            raise BudgetError(f"the net needs more than {BUDGET:,} synapses")

    def _fresh(self) -> str:
        number = len(self.neurons) - len(self.atoms) + 1
        while (name := f"h{number}") in self.neurons or name in self.outputs:
            number += 1
        return name


def operands(part: Formula) -> list[Operand]:
    """List what the neuron of ``part``, in normal form, listens to.

    Nested conjunctions (of a conjunction) and disjunctions (of a disjunction, or negated in a
    conjunction) are taken in one neuron.
    """
    kind = part.args[0].kind if part.kind is Kind.S else part.kind
    found: dict[Operand, None] = {}
    seen: set[Operand] = set()
    stack = [Operand(part, 0, False)]
    while stack:
        operand = stack.pop()
        if operand in seen:
            continue
        seen.add(operand)
        node, ago, vetoes = operand
        if node.kind is Kind.S:
            stack.append(Operand(node.args[0], ago + node.ticks, vetoes))
        elif node.kind is Kind.NOT:
            stack.append(Operand(node.args[0], ago, True))
        elif node.kind is (Kind.OR if vetoes else kind) and node.args:
            stack += [Operand(arg, ago, vetoes) for arg in reversed(node.args)]
        elif node is not FALSE:
            found[operand] = None
    return list(found)
