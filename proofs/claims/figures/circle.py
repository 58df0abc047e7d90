"""Figure 1(i): a net with a circle, proved for all time."""

from collections.abc import Iterator

from ....formal.registry import load
from ...derivation.library import LIBRARY
from ...derivation.step import Step
from .published import SOURCE, published, rates

NAME = "figure-1i"


@LIBRARY.claim(
    NAME,
    "Figure 1(i): a circle",
    f"In the net of figure 1(i) {'; '.join(load(NAME).expect)}, for all inputs at all times.",
    source=SOURCE,
    experiments=rates(NAME, {"N1": 0.6, "N2": 0.4}, steps=16, runs=131072),
    notes=(
        "The net has order 1: no window of ticks decides it. The proof is an induction over time"
        " with an invariant, of which `psychon verify figure-1i --json` gives the certificate.",
    ),
)
def circle() -> Iterator[Step]:
    """Prove the formula, which never forgets."""
    yield from published(NAME)
