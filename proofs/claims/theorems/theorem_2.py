"""Theorem II over the registry: TPEs are realized by nets of order 0."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from ....formal.formula.expr import TRUE, atom
from ....formal.formula.parse import Property, parse
from ....formal.net.model import Net
from ....formal.registry import formulas
from ....formal.translate.realize import Realization, realize
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, NetProperty
from ...derivation.step import Step
from ...reasons.cases import Enumeration
from ...reasons.logic import Logic
from ..slips import texts

LARGE = "~(S p -> q) | S^2 ~(q -> S p)"

SLIPS: Final = {
    LARGE: (
        ("a tick earlier than its layers allow", f"OUT = S ({LARGE})"),
        ("in the narrow sense, without delay", f"OUT = {LARGE}"),
    ),
    "p & ~q": (("the implication of the lecture's rule 2", "OUT = S (p -> q)"),),
    "~(p <-> q)": (("one layer will do", "OUT = S ~(p <-> q)"),),
}
"""What one might think instead of what some nets do."""


@cache
def realized(text: str) -> Realization:
    """Return the net of a formula, its output called OUT."""
    return realize({"OUT": text})


def large() -> Net:
    """Return the net of the experiment."""
    return realized(LARGE).net


@LIBRARY.claim(
    "theorem-2",
    "Theorem II over the registry",
    "Each temporal propositional expression f of the registry is realized by a net of order 0:"
    " with the delay d that realize gives, OUT = S^d f for all inputs at all times, so OUT is"
    " silent before t = d.",
    source="McCulloch & Pitts 1943, Bull. Math. Biophys. 5:123-124, Theorem II",
    experiments=[
        Rate("realized rate", large, "OUT", f"S^2 ({LARGE})", {"p": 0.8, "q": 0.3},
             128, 16384),
    ],
    notes=("By cases, up to the formulae of the registry; it is no proof for all TPEs.",),
)  # fmt: skip
def theorem_2() -> Iterator[Step]:
    """Realize every TPE of the registry, and prove the output equal and silent at first."""
    equal, silent = [], []
    for sample in formulas():
        if not sample.tpe:
            continue
        made, formula = realized(sample.text), parse(sample.text)
        delay = made.delay["OUT"]
        statement = NetProperty(made.net, Property("OUT", formula.S(delay)), about=sample.text)
        twins = texts(statement, *SLIPS.get(sample.text, ()))
        equal.append(Step(sample.text, statement, Logic(), twins=twins))
        if delay:
            early = Property(None, ~TRUE.S(delay) >> ~atom("OUT"))
            silent.append(Step(sample.text, NetProperty(made.net, early), Logic()))
    domain = f"the nets realized from {len(equal)} TPEs"
    yield Step("realized", Cases(f"{domain}: OUT = S^d f", tuple(equal)), Enumeration())
    yield Step("silent", Cases("those with d >= 1: OUT is silent before d", tuple(silent)),
               Enumeration())  # fmt: skip
