"""Figure 1(i): a net with a circle, beyond what order 0 decides."""

from collections.abc import Iterator

from ....formal.registry import load
from ...derivation.library import LIBRARY
from ...derivation.step import Step
from .published import SOURCE, published, rates

NAME = "figure-1i"


@LIBRARY.claim(
    NAME,
    "Figure 1(i): a circle, waiting for cycles",
    f"In the net of figure 1(i) {'; '.join(load(NAME).expect)}, for all inputs at all times.",
    source=SOURCE,
    status="unknown",
    experiments=rates(NAME, {"N1": 0.6, "N2": 0.4}, steps=16, runs=131072),
    notes=(
        "Waiting for cycles: the net has order 1, and only nets of order 0 are decided so far. No"
        " short run speaks against it, and its experiment is run.",
    ),
)
def circle() -> Iterator[Step]:
    """Ask for the formula, which stays unknown."""
    yield from published(NAME)
