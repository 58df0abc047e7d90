"""Figures: curves of numbers that a claim's page shows, whoever draws them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Curve:
    """One line of a figure.

    Args:
        label: what it shows.
        xs, ys: of its points; None breaks the line.
        points: whether the points are marked, as measured values are.
    """

    label: str
    xs: Sequence[float]
    ys: Sequence[float | None]
    points: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure of a claim.

    Args:
        id: unique in its claim.
        caption: what is to be seen.
        axes: the labels of the horizontal and the vertical axis, with units.
        curves: computes what is drawn.
        limit: the largest value of the vertical axis that is shown; None for all.
    """

    id: str
    caption: str
    axes: tuple[str, str]
    curves: Callable[[], Sequence[Curve]]
    limit: float | None = None
