"""Figure 1(e): the illusion of heat and cold, and what the English text says of it."""

from collections.abc import Iterator

from ....formal.registry import load
from ...derivation.library import LIBRARY
from ...derivation.statements import Run, holds
from ...derivation.step import Step
from ...reasons.cases import Replay
from ...reasons.logic import Logic
from .published import SOURCE, published, rates

NAME = "figure-1e"
COLD = frozenset({"N2"})
NONE = frozenset[str]()


@LIBRARY.claim(
    NAME,
    "Figure 1(e): heat and cold",
    "In the net of figure 1(e), where N1 is heat and N2 cold applied, N3 heat and N4 cold felt:"
    f" {'; '.join(load(NAME).expect)}, for all inputs at all times. Heat is felt two ticks after"
    " cold ends, however long it was held.",
    source=SOURCE,
    experiments=rates(NAME, {"N1": 0.3, "N2": 0.8}, runs=24576),
    notes=(
        "The net equals its formulae; the English text does not. It says that cold held long is"
        " felt only as cold, yet with cold at t = 0 and 1 and none after (cold = 1,1,0), cold is"
        " felt at t = 2 and heat at t = 4. One tick of cold is felt as heat alone, at t = 3.",
    ),
)
def heat_and_cold() -> Iterator[Step]:
    """Prove the formulae; show by two runs and a property what the text overlooks."""
    yield from published(NAME)
    net = load(NAME)
    yield Step(
        "brief-cold",
        Run(net, (COLD, *[NONE] * 5), (("N3", (3,)), ("N4", ())), NAME),
        Replay(),
        "the illusion: a brief cold is felt as heat",
    )
    yield Step(
        "held-cold",
        Run(net, (COLD, COLD, *[NONE] * 5), (("N3", (4,)), ("N4", (2,))), NAME),
        Replay(),
        "against the English text: heat is felt when the held cold ends",
    )
    yield Step("cold-ends", holds(net, "always S^3 N2 & ~S^2 N2 -> N3", about=NAME), Logic())
