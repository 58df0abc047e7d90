"""Theorems IV to VII of 1943: rewritten nets fire as the first ones do."""

from collections.abc import Callable, Iterator
from typing import Final

from ....formal.formula.parse import Property
from ....formal.net.builder import NetBuilder
from ....formal.net.model import Net
from ....formal.net.realization import Realization
from ....formal.registry import load
from ....formal.translate.inhibition import absolute, extinguished, relative
from ....formal.translate.learning import Alterable, altered, learned
from ....formal.translate.summation import spatial
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Alike, Cases, NetProperty
from ...derivation.step import Step
from ...reasons.cases import Enumeration
from ...reasons.logic import Logic
from ..slips import alike, barred, late, texts, weighing, without

SOURCE: Final = "McCulloch & Pitts 1943, Bull. Math. Biophys. 5:123-124, Theorem"
NOTE: Final = "By cases, up to the nets that are shown; a rewrite is proved anew for each net."


def _alike(name: str, net: Net, made: Realization) -> Iterator[Step]:
    """Say of each neuron that it fires alike, some ticks later."""
    for neuron in net.neurons:
        said = Alike(net, neuron, made.net, neuron, made.delay[neuron], name)
        place = f"{name} {neuron}"
        drawn = ((what, draw()) for what, draw in SLIPS.get(place, ()))
        yield Step(place, said, Logic(), twins=alike(said, *drawn))


def _cases(domain: str, pairs: list[tuple[str, Net, Realization]]) -> Cases:
    steps = tuple(step for pair in pairs for step in _alike(*pair))
    return Cases(f"{domain}: the neurons of {len(pairs)} nets", steps)


def _fresh() -> NetBuilder[Net]:
    """Return a neuron that one afferent excites twice as much as another."""
    return Net.build().afferent("p", "q").neuron("N", 1).synapse("p", "N", 2).synapse("q", "N")


def _tired() -> Net:
    """Return a neuron that is harder to excite for two ticks after it has fired."""
    return extinguished(_fresh().net(), {"N": {1: 2, 2: 1}})


def _late() -> Net:
    """Return a neuron that sums one source over three ticks."""
    builder = Net.build().afferent("p", "q").neuron("N", 2)
    return builder.synapse("p", "N").synapse("p", "N", delay=2).synapse("p", "N", delay=3).veto(
        "q", "N", 2).net()  # fmt: skip


SLIPS: Final[dict[str, tuple[tuple[str, Callable[[], Net]], ...]]] = {
    "figure-1f-relative N4": (
        ("a veto for the negative weight",
         lambda: weighing(load("figure-1f-relative"), "N1", "N4", None)),
        ("without the inhibition", lambda: without(load("figure-1f-relative"), "N1", "N4")),
        ("a threshold one too high", lambda: barred(load("figure-1f-relative"), "N4", 3)),
    ),
    "figure-1d N3": (
        ("an ending for the veto, beside a threshold one lower",
         lambda: barred(weighing(load("figure-1d"), "N2", "N3", -1), "N3", 1)),
    ),
    "tired N": (
        ("it does not tire", lambda: _fresh().net()),
        ("it is tired for one tick", lambda: extinguished(_fresh().net(), {"N": {1: 2}})),
        ("it cannot fire for two ticks",
         lambda: _fresh().veto("N", "N").veto("N", "N", 2).net()),
    ),
    "three ticks N": (
        ("a single firing will do", lambda: barred(_late(), "N", 1)),
        ("all three ticks are needed", lambda: barred(_late(), "N", 3)),
        ("inhibition comes a tick later", lambda: late(_late(), "q", "N", 3)),
    ),
}  # fmt: skip
"""Nets that one might take for some rewrites."""

LEARNING: Final = (Alterable("N1", "N3", ("N1", "N2")),)


def _unlearned() -> Net:
    """Return a neuron that only N2 excites, before it learns."""
    return Net.build().afferent("N1", "N2").neuron("N3", 1).synapse("N2", "N3").net()


@LIBRARY.claim(
    "theorem-4",
    "Theorem IV over some nets",
    "Relative and absolute inhibition are equivalent in the extended sense: a net with negative"
    " weights is rewritten without, each neuron firing as before some ticks later; and a net with"
    " vetoes is rewritten with negative weights alone, at the same ticks.",
    source=f"{SOURCE} IV",
    experiments=[
        Rate("relative made absolute", lambda: absolute(load("relative")).net, "OUT",
             "S^2 a & S^2 b | S^2 a & ~S^2 d | S^2 b & ~S^2 c & ~S^2 d",
             {"a": 0.6, "b": 0.5, "c": 0.7, "d": 0.2}, 128, 16384),
    ],
    notes=(NOTE,),
)  # fmt: skip
def theorem_4() -> Iterator[Step]:
    """Compare nets with what they are rewritten to, both ways."""
    names = ("figure-1f-relative", "relative")
    made = [(name, load(name), absolute(load(name))) for name in names]
    yield Step("absolute", _cases("relative made absolute", made), Enumeration())
    names = ("figure-1d", "initial-veto")
    made = [(name, load(name), relative(load(name))) for name in names]
    yield Step("relative", _cases("absolute made relative", made), Enumeration())


@LIBRARY.claim(
    "theorem-5",
    "Theorem V for one neuron",
    "Extinction is equivalent to absolute inhibition: a neuron whose threshold is higher by 2 one"
    " tick after it has fired, and by 1 two ticks after, is rewritten with vetoes alone, and fires"
    " as before a tick later. And a neuron that is vetoed is one that is extinguished for as long.",
    source=f"{SOURCE} V",
    experiments=[
        Rate("extinguished", _tired, "N & S N & ~S (p & q)", "false", {"p": 0.5, "q": 0.5}, 64,
             16384),
    ],
    notes=(NOTE, "Rises of the threshold after several firings add up."),
)  # fmt: skip
def theorem_5() -> Iterator[Step]:
    """Compare the tired neuron with its rewrites."""
    net = _tired()
    yield Step("absolute", _cases("extinction made absolute", [("tired", net, absolute(net))]),
               Enumeration())  # fmt: skip
    vetoed = Net.build().afferent("p").neuron("N", 1).synapse("p", "N").veto("N", "N").net()
    yield Step("extinction", _cases("a veto of its own made extinction", [
        ("refractory", vetoed, relative(vetoed))]), Enumeration())  # fmt: skip


@LIBRARY.claim(
    "theorem-6",
    "Theorem VI over some nets",
    "Temporal summation, and facilitation by what came before, can be replaced by spatial"
    " summation: a net is rewritten so that each neuron sums only what other neurons sent one tick"
    " before, at the same ticks.",
    source=f"{SOURCE} VI",
    experiments=[
        Rate("summed over time", lambda: spatial(_late()).net, "N",
             "(S p & S^2 p | S p & S^3 p | S^2 p & S^3 p) & ~S^2 q", {"p": 0.7, "q": 0.2}, 128,
             16384),
    ],
    notes=(NOTE,),
)  # fmt: skip
def theorem_6() -> Iterator[Step]:
    """Compare nets with their relays."""
    nets = [("three ticks", _late()), ("initial-delays", load("initial-delays"))]
    made = [(name, net, spatial(net)) for name, net in nets]
    yield Step("spatial", _cases("over time made over neurons", made), Enumeration())


@LIBRARY.claim(
    "theorem-7",
    "Theorem VII for figure 1(i)",
    "Alterable synapses can be replaced by circles: a synapse from N1 onto N3 that conducts once N1"
    " and N2 have fired together is replaced by a gate and a neuron that excites itself; N3 then"
    " fires as the formula with once says, one tick later, and as figure 1(i) does.",
    source=f"{SOURCE} VII; figure 1(i)",
    experiments=[
        Rate("learned", lambda: learned(_unlearned(), LEARNING).net, "N3",
             "S^2 N2 | S^2 N1 & S^2 once (N1 & N2)", {"N1": 0.5, "N2": 0.4}, 32, 32768),
    ],
    notes=(NOTE,),
)  # fmt: skip
def theorem_7() -> Iterator[Step]:
    """Prove what is learned, and compare it with the figure."""
    made = learned(_unlearned(), LEARNING)
    formula = altered(_unlearned(), LEARNING)["N3"].S(made.delay["N3"])
    said = NetProperty(made.net, Property("N3", formula))
    twins = texts(
        said,
        ("N1 alone teaches it", "N3 = S^2 N2 | S^2 (N1 & once N1)"),
        ("it forgets at once", "N3 = S^2 N2 | S^2 (N1 & N2)"),
        ("it learns at the same tick", "N3 = S N2 | S (N1 & once (N1 & N2))"),
    )
    learnt = (Step("N3", said, Logic(), twins=twins),)
    yield Step("learned", Cases("what is learned", learnt), Enumeration())
    figure = Alike(load("figure-1i"), "N3", made.net, "N3", made.delay["N3"], "figure-1i")
    known = (Step("N3", figure, Logic()),)
    yield Step("figure-1i", Cases("the figure beside it", known), Enumeration())
