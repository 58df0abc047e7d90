"""Theorem X: all so far, once so far, and clocks, by neurons that fire initially."""

from collections.abc import Iterator
from typing import Final

from ....formal.formula.parse import Property, parse, parse_property
from ....formal.translate.past import clock, realize_past
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, NetProperty
from ...derivation.step import Step
from ...reasons.cases import Enumeration
from ...reasons.logic import Logic

FORMULAS: Final = ("historically (p -> once q)", "p since q", "origin | S ~p")
CLOCKS: Final = ((0, 2), (1, 3))
"""Rests and lengths."""


@LIBRARY.claim(
    "theorem-10",
    "Theorem X over some formulae",
    "What has held once so far, or at all ticks so far, and what is true in silence, is realized by"
    " a net with neurons that fire initially and excite themselves: with the delay d that is given,"
    " OUT = S^d f for all inputs at all times. So is t = m mod n, by a neuron that fires initially"
    " and excites itself after n ticks.",
    source="McCulloch & Pitts 1943, Bull. Math. Biophys. 5:126-128, Theorem X",
    experiments=[
        Rate("true in silence", lambda: realize_past({"OUT": "~p <-> q"}).net, "OUT",
             "S^3 (~p <-> q)", {"p": 0.2, "q": 0.9}, 128, 16384),
    ],
    notes=("By cases, up to the formulae that are shown.",),
)  # fmt: skip
def theorem_10() -> Iterator[Step]:
    """Realize each formula and prove the output equal; prove the clocks."""
    realized = []
    for text in FORMULAS:
        made = realize_past({"OUT": text})
        formula = parse(text).S(made.delay["OUT"])
        realized.append(Step(text, NetProperty(made.net, Property("OUT", formula)), Logic()))
    domain = f"the nets realized from {len(realized)} formulae"
    yield Step("realized", Cases(domain, tuple(realized)), Enumeration())
    clocks = tuple(
        Step(
            f"{rest} mod {length}",
            NetProperty(
                clock(rest, length).net,
                parse_property(f"clock = S^{rest} origin | S^{length} clock"),
            ),
            Logic(),
        )
        for rest, length in CLOCKS
    )
    yield Step("clocks", Cases(f"{len(clocks)} clocks", clocks), Enumeration())
