"""The lecture prints rule 2 with an implication, which loses and-not and gains too much."""

from collections.abc import Iterator
from functools import partial

from ....formal.formula.parse import parse
from ....formal.registry import load
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Tpe, holds
from ...derivation.step import Step, Twin
from ...reasons.criterion import Criterion
from ...reasons.given import Lemma
from ...reasons.logic import Logic
from .theorem_3 import induction

PROBABILITIES = {"N1": 0.6, "N2": 0.3}


@LIBRARY.claim(
    "rule-2-as-printed",
    "The lecture's rule 2",
    "The lecture prints the last form of rule 2 as S1 -> S2, where 1943 has S1 & ~S2. Read so, the"
    " rules lose and-not: every formula of atoms by S, |, & and -> is true in lasting saturation"
    " (all atoms true at all past ticks), but the neuron of figure 1(d) is silent there, so"
    " Theorem I fails. And they gain p -> p, true in silence and no TPE, which no neuron of an"
    " order-0 net without initial firing equals, so Theorem II fails.",
    source="Besserve, Machine Learning and Neuroscience (lecture); McCulloch & Pitts 1943,"
    " Bull. Math. Biophys. 5:119-121",
    experiments=[
        Rate("and-not", partial(load, "figure-1d"), "N3", "S N1 & ~S N2", PROBABILITIES,
             128, 16384),
        Rate("as printed", partial(load, "figure-1d"), "S N1 -> S N2", "S N1 -> S N2",
             PROBABILITIES, 128, 16384),
    ],
)  # fmt: skip
def rule_2() -> Iterator[Step]:
    """Prove saturation by induction over the printed rules; show what is lost and gained."""
    yield from induction(True, ("S", "|", "&", "->"))
    net, world = load("figure-1d"), load("afferents-only")
    equation = holds(net, net.expect[0], about="figure-1d")
    yield Step("figure-1d", equation, Lemma("figure-1d", "N3"))
    yield Step("lost", holds(net, "always ~N3", ["N2"], "figure-1d"), Logic(),
               "saturation silences N3; that N2 lasts is enough", (
        Twin("that N1 lasts silences it", holds(net, "always ~N3", ["N1"], "figure-1d")),
    ))  # fmt: skip
    yield Step("gained", holds(world, "always p -> p"), Logic(), "true in silence too", (
        Twin("every implication is gained", holds(world, "always p -> q")),
    ))  # fmt: skip
    yield Step("no-tpe", Tpe(parse("p -> p"), False), Criterion(), twins=(
        Twin("nor is and-not one", Tpe(parse("p & ~q"), False)),
    ))  # fmt: skip
