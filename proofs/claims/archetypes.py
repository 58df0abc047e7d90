"""The archetypes do what they expect, for all time, and contralateral inhibition can tie."""

from collections.abc import Iterator
from functools import partial

from ...formal.registry import load
from ...formal.registry.archetypes import archetypes as circuits
from ..derivation.experiment import Rate
from ..derivation.library import LIBRARY
from ..derivation.statements import Cases, Run, holds
from ..derivation.step import Step
from ..reasons.cases import Enumeration, Replay
from ..reasons.logic import Logic

TIE = "archetype-contralateral-inhibition"


@LIBRARY.claim(
    "archetypes",
    "Archetypes of neural circuits",
    "Simple series, multiple outputs, parallel composition, positive and negative loop, inhibition"
    " of a behaviour and contralateral inhibition do what their nets expect, for all inputs at all"
    " times: under steady drive a negative loop has period 4, and of two neurons that inhibit each"
    " other the first to fire alone goes on alone while it is driven. That one of the two is always"
    " silent is false: driven at once, both fire.",
    source="De Maria et al. 2017, Modelling and formal verification of neuronal archetypes"
    " coupling, CSBio, for the list; the nets are psychon's",
    experiments=[
        Rate("multiple outputs", partial(load, "archetype-multiple-outputs"), "A & ~C",
             "S p & ~S^3 p", {"p": 0.4}, 128, 16384),
    ],
    notes=("By cases, up to the nets that are shown; it is no proof for all delays and weights.",),
)  # fmt: skip
def archetypes() -> Iterator[Step]:
    """Prove every expectation; show the tie."""
    steps = [
        Step(f"{name} {k}", holds(net, text, about=name), Logic())
        for name, net in circuits().items()
        for k, text in enumerate(net.expect)
    ]
    domain = f"the {len(steps)} expectations of {len(circuits())} archetypes"
    yield Step("expected", Cases(domain, tuple(steps)), Enumeration())
    both = (frozenset({"p", "q"}), frozenset({"p"}), frozenset({"p"}))
    fires = (("A", (1, 3)), ("B", (1,)))
    said = Run(load(TIE), (*both, frozenset()), fires, about=TIE)
    yield Step("tie", said, Replay(), "driven at once, both fire, and both are silenced")
