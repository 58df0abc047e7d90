"""Theorem X: all so far, once so far, and clocks, by neurons that fire initially."""

from collections.abc import Iterator
from typing import Final

from ....formal.formula.parse import Property, parse
from ....formal.translate.past import clock, realize_past
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, NetProperty, holds
from ...derivation.step import Step
from ...reasons.cases import Enumeration
from ...reasons.logic import Logic
from ..slips import texts

FORMULAS: Final = ("historically (p -> once q)", "p since q", "origin | S ~p")
SLIPS: Final = {
    "historically (p -> once q)": (
        ("the last tick alone is asked", "OUT = S^3 (p -> once q)"),
    ),
    "p since q": (
        ("p need not last", "OUT = S once q"),
        ("without a q it is true while p lasts", "OUT = S (p since q | historically p)"),
    ),
    "origin | S ~p": (("what was not yet is false", "OUT = S^2 ~p"),),
}  # fmt: skip
"""What one might think instead."""

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
        said = NetProperty(made.net, Property("OUT", formula))
        realized.append(Step(text, said, Logic(), twins=texts(said, *SLIPS[text])))
    domain = f"the nets realized from {len(realized)} formulae"
    yield Step("realized", Cases(domain, tuple(realized)), Enumeration())
    clocks = []
    for rest, length in CLOCKS:
        said = holds(clock(rest, length).net, f"clock = S^{rest} origin | S^{length} clock")
        twins = texts(
            said,
            ("it begins a tick late", f"clock = S^{rest + 1} origin | S^{length} clock"),
            ("a circle one tick too long", f"clock = S^{rest} origin | S^{length + 1} clock"),
            ("it strikes once", f"clock = S^{rest} origin"),
        )
        clocks.append(Step(f"{rest} mod {length}", said, Logic(), twins=twins))
    yield Step("clocks", Cases(f"{len(clocks)} clocks", tuple(clocks)), Enumeration())
