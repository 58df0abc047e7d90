"""Figure 1(f): absolute and relative inhibition compute the same, two ticks or one later."""

from collections.abc import Iterator
from dataclasses import replace

from ....formal.formula.parse import parse
from ....formal.registry import load
from ...derivation.library import LIBRARY
from ...derivation.statements import Alike, Run, Value
from ...derivation.step import Step
from ...reasons.cases import Replay
from ...reasons.logic import Logic
from .published import SOURCE, published, rates

PROBABILITIES = {"N1": 0.4, "N2": 0.7, "N3": 0.6}


@LIBRARY.claim(
    "figure-1f",
    "Figure 1(f)",
    "In the net of figure 1(f) with absolute inhibition N4 = S^2 ((N2 | N3) & ~N1 | N1 & N2 & N3);"
    " one neuron with relative inhibition, weight -1 from N1, fires so after one tick:"
    " N4 = S ((N2 | N3) & ~N1 | N1 & N2 & N3). For all inputs at all times.",
    source=SOURCE,
    experiments=[
        *rates("figure-1f", PROBABILITIES),
        *rates("figure-1f-relative", PROBABILITIES, label="relative rate"),
    ],
    notes=(
        "The dots of the printed formula are Principia's: read by the precedence of today,"
        " N2 | N3 & ~N1 | N1 & N2 & N3, it is another function.",
    ),
)
def both_inhibitions() -> Iterator[Step]:
    """Prove both formulae, and the nets equal but for one tick."""
    absolute, relative = load("figure-1f"), load("figure-1f-relative")
    yield from published("figure-1f")
    (step,) = published("figure-1f-relative")
    yield replace(step, id="relative")
    both = (frozenset({"N1", "N2"}), frozenset[str](), frozenset[str]())
    modern = parse("S^2 (N2 | N3 & ~N1 | N1 & N2 & N3)")
    yield Step("dots-net", Run(absolute, both, (("N4", ()),), "figure-1f"), Replay())
    yield Step("dots-formula", Value(modern, both, True), Replay(), "so this is another function")
    yield Step("one-tick-later", Alike(relative, "N4", absolute, "N4", 1), Logic())
