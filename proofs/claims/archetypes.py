"""The archetypes do what they expect, for all time, and contralateral inhibition can tie."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from ...formal.net.model import Net
from ...formal.registry import load
from ...formal.registry.archetypes import archetypes as circuits
from ..derivation.experiment import Rate
from ..derivation.library import LIBRARY
from ..derivation.statements import Cases, Run, holds
from ..derivation.step import Step
from ..reasons.cases import Enumeration, Replay
from ..reasons.logic import Logic
from .slips import late, texts, wirings, without

TIE = "archetype-contralateral-inhibition"

SLIPS: Final = {
    "archetype-simple-series 0": (("a neuron of the three takes no time", "C = S^2 p"),),
    "archetype-positive-loop 0": (("it fires at every tick once excited", "A = S p | S A"),),
    "archetype-negative-loop 1": (("it never fires twice running", "always ~(A & S A)"),),
    "archetype-negative-loop 2": (
        ("its period is the way around",
         "always historically p & S^4 p -> (A <-> S^2 A)"),
    ),
    f"{TIE} 3": (("one of the two is always silent", "always ~(A & B)"),),
    f"{TIE} 2": (("the winner goes on without drive", "always S (A & ~B) -> A & ~B"),),
}  # fmt: skip
"""What one might think instead of some expectations."""

DRAWN: Final[dict[str, tuple[tuple[str, Callable[[Net], Net]], ...]]] = {
    "archetype-inhibition 1": (
        ("without the inhibitory synapse", lambda net: without(net, "stop", "A")),
        ("inhibition a tick later", lambda net: late(net, "stop", "A", 2)),
    ),
    "archetype-parallel-composition 1": (
        ("one of the branches a tick longer", lambda net: late(net, "A", "B3", 2)),
    ),
}
"""Other wirings."""


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
    steps = []
    for name, net in circuits().items():
        for k, text in enumerate(net.expect):
            said = holds(net, text, about=name)
            twins = texts(said, *SLIPS.get(f"{name} {k}", ()))
            drawn = DRAWN.get(f"{name} {k}", ())
            twins += wirings(said, *((what, change(net)) for what, change in drawn))
            steps.append(Step(f"{name} {k}", said, Logic(), twins=twins))
    domain = f"the {len(steps)} expectations of {len(circuits())} archetypes"
    yield Step("expected", Cases(domain, tuple(steps)), Enumeration())
    both = (frozenset({"p", "q"}), frozenset({"p"}), frozenset({"p"}))
    fires = (("A", (1, 3)), ("B", (1,)))
    run = Run(load(TIE), (*both, frozenset()), fires, about=TIE)
    yield Step("tie", run, Replay(), "driven at once, both fire, and both are silenced")
