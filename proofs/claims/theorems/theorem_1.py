"""Theorem I over the registry: nets of order 0 are solved by TPEs."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from ....formal.formula.expr import Formula, atom
from ....formal.formula.fold import postorder
from ....formal.formula.kinds import Kind
from ....formal.formula.parse import Property
from ....formal.net.model import Net
from ....formal.registry import load, nets
from ....formal.translate.solve import Solution, solve
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, NetProperty, Tpe
from ...derivation.step import Step
from ...reasons.cases import Enumeration
from ...reasons.criterion import Criterion
from ...reasons.logic import Logic
from ..slips import texts

PUBLISHED = "S a & S b | S a & ~S d | S b & ~S c & ~S d"

SLIPS: Final = {
    "relative OUT": (
        ("inhibition is absolute", "OUT = S (a | b) & ~S c & ~S d"),
        ("inhibitors do nothing", "OUT = S a | S b"),
        ("one inhibitor does nothing", "OUT = S a & S b | S a & ~S d | S b & ~S d"),
    ),
    "figure-1e B": (("inhibition comes a tick later", "B = S^2 N2 & ~S^3 N2"),),
    "latch L": (
        ("it forgets", "L = S p"),
        ("it remembers for one tick", "L = S p | S^2 p"),
        ("it must fire to be excited", "L = S p & S L"),
    ),
    "ring A": (("once round takes two ticks", "A = origin | S^2 A & ~S p"),),
    "archetype-contralateral-inhibition A": (
        ("the other one's input alone silences it", "A = S p & ~S^2 q"),
    ),
}  # fmt: skip
"""What one might think instead of some solutions."""


def solutions(cyclic: bool) -> Iterator[tuple[str, Net, Solution]]:
    """Yield (name, net, solution) for each net of the registry with, or without, cycles."""
    for name, net in nets().items():
        solution = solve(net)
        if bool(solution.order.high) == cyclic:
            yield name, net, solution


def started(formula: Formula) -> Formula:
    """Return a formula with ``origin`` replaced by a name: initial firing as one more afferent."""
    made: dict[Formula, Formula] = {}
    for node in postorder(formula):
        assert isinstance(node, Formula)
        args = tuple(made[arg] for arg in node.args)
        if node.kind is Kind.ORIGIN:
            made[node] = atom("initially")
        else:
            made[node] = Formula(node.kind, args, node.name, node.ticks)
    return made[formula]


@LIBRARY.claim(
    "theorem-1",
    "Theorem I over the registry",
    "Each neuron of each net of order 0 in the registry fires, for all inputs at all times, as the"
    " formula over the afferents says that solve gives; this is a temporal propositional"
    " expression of the afferents and, where neurons fire initially, of the origin.",
    source="McCulloch & Pitts 1943, Bull. Math. Biophys. 5:122, Theorem I",
    experiments=[
        Rate("inhibited rate", partial(load, "relative"), "OUT", PUBLISHED,
             {"a": 0.6, "b": 0.5, "c": 0.7, "d": 0.2}, 128, 16384),
    ],
    notes=("By cases, up to the nets of the registry; it is no proof for all nets.",),
)  # fmt: skip
def theorem_1() -> Iterator[Step]:
    """Solve every net, prove each solution, and judge it by Theorem III."""
    yield from solved(False, "of order 0")


def solved(cyclic: bool, words: str) -> Iterator[Step]:
    """Prove each formula that ``solve`` gives for nets with, or without, cycles."""
    equal, tpe = [], []
    names = []
    for name, net, solution in solutions(cyclic):
        names.append(name)
        for neuron, formula in solution.items():
            statement = NetProperty(net, Property(neuron, formula), about=name)
            place = f"{name} {neuron}"
            twins = texts(statement, *SLIPS.get(place, ()))
            equal.append(Step(place, statement, Logic(), twins=twins))
            tpe.append(Step(place, Tpe(started(formula), True), Criterion()))
    domain = f"the neurons of {len(names)} nets {words}"
    yield Step("solved", Cases(f"{domain}: the solution is right", tuple(equal)), Enumeration())
    yield Step("tpe", Cases(f"{domain}: the solution is a TPE", tuple(tpe)), Enumeration())
