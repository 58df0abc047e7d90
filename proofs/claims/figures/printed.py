"""Figure 1(g): the printed formula, realized; nothing is said of the drawing."""

from collections.abc import Iterator

from ....formal.registry import load
from ....formal.translate.realize import realize
from ...derivation.library import LIBRARY
from ...derivation.statements import Alike
from ...derivation.step import Step
from ...reasons.logic import Logic
from .published import SOURCE, published, rates

NAME = "figure-1g"


@LIBRARY.claim(
    NAME,
    "Figure 1(g): the printed formula",
    "The formula printed for figure 1(g), N3 = S^2 N2 & ~S^3 N1, is realized in the narrow sense"
    " by a net of order 0, for all inputs at all times.",
    source=SOURCE,
    experiments=rates(NAME, {"N1": 0.35, "N2": 0.75}),
    notes=("The net is made from the formula; the wiring of the drawing is not claimed.",),
)
def printed_formula() -> Iterator[Step]:
    """Prove the formula of the shipped net, and that ``realize`` makes a net equal to it."""
    yield from published(NAME)
    made = realize({"N3": "S^2 N2 & ~S^3 N1"})
    yield Step("realized", Alike(made.net, "N3", load(NAME), "N3", made.delay["N3"]), Logic())
