"""All bounds on a spike against the truth, over p and over L / theta."""

from collections.abc import Sequence
from math import ceil

from ....formal.probability.threshold import threshold_probability
from ...derivation.figure import Curve, Figure

MOST = 14
"""How many equal weights are tried."""


def truth(p: float, ratio: float) -> float:
    """Return the largest P(spike) of equal weights, independent inputs, L / theta = ``ratio``."""
    return max(
        float(threshold_probability([1] * count, count / ratio, p)) for count in range(1, MOST + 1)
    )


def _curves(points: Sequence[tuple[float, float]], xs: Sequence[float]) -> list[Curve]:
    numbers = [(p, ratio, max(0, ceil(ratio) - 1)) for p, ratio in points]
    return [
        Curve("largest P(spike) of equal weights, exact", xs, [truth(p, r) for p, r, _ in numbers],
              points=True),
        Curve("k p, where p <= 1/(k + 1)", xs,
              [k * p if p * (k + 1) <= 1 else None for p, _, k in numbers]),
        Curve("p L / theta, first moment", xs, [p * r for p, r, _ in numbers]),
        Curve("p (L / theta)^2, Theorem 1", xs, [p * r * r for p, r, _ in numbers]),
    ]  # fmt: skip


def over_p() -> list[Curve]:
    """Vary p at L / theta = 2.5."""
    xs = [k / 50 for k in range(1, 50)]
    return _curves([(p, 2.5) for p in xs], xs)


def over_ratio() -> list[Curve]:
    """Vary L / theta at p = 0.1."""
    xs = [k / 20 for k in range(4, 101)]
    return _curves([(0.1, ratio) for ratio in xs], xs)


BOUNDS = (
    Figure("over-p", "Bounds on P(spike) and the truth for L / theta = 2.5, so k = 2.",
           ("p", "P(spike)"), over_p, 1.0),
    Figure("over-ratio", "Bounds on P(spike) and the truth for p = 0.1: up to L / theta = 1 nothing"
           " spikes.", ("L / theta", "P(spike)"), over_ratio, 1.0),
)  # fmt: skip
