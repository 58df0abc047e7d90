"""Theorem VIII over the registry: nets with cycles are solved by recursive equations."""

from collections.abc import Iterator
from functools import partial

from ....formal.registry import load
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.step import Step
from .theorem_1 import solved


@LIBRARY.claim(
    "theorem-8",
    "Theorem VIII over the registry",
    "Each neuron of each net with a cycle in the registry fires, for all inputs at all times, as"
    " the formula over the afferents and a cyclic set says that solve gives; the formulae of the"
    " cyclic set itself are recursive equations in what it did before. All are temporal"
    " propositional expressions of the afferents, the cyclic set, and, where neurons fire"
    " initially, of the origin.",
    source="McCulloch & Pitts 1943, Bull. Math. Biophys. 5:124-126, Theorem VIII",
    experiments=[Rate("latched", partial(load, "latch"), "L", "S once p", {"p": 0.3}, 16, 131072)],
    notes=(
        "By cases, up to the nets of the registry; it is no proof for all nets.",
        "The paper's own theorem goes on to eliminate the cyclic set by quantifiers over times."
        " Here the equations stay recursive: what a net does is what they say, tick by tick.",
    ),
)
def theorem_8() -> Iterator[Step]:
    """Solve every net with a cycle, prove each equation, and judge it by Theorem III."""
    yield from solved(True, "with a cycle")
