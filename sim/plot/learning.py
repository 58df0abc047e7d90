"""Weights while they are learned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...formal.errors import InputError
from ..arguments import instance, is_real, several, shown
from ..learning.result import Learned
from .firing import LINES
from .style import line, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def weights(
    learned: Learned, inputs: Sequence[int] | None = None, band: tuple[float, float] = (0.1, 0.9)
) -> "Figure":
    """Draw weights over presentations: their median over the replicas, and a band.

    Args:
        learned: with a history: ``every`` was given.
        inputs: which, by number; by default the first ones that can be told apart.
        band: the quantiles over the replicas between which it lies.

    Raises:
        InputError: no history was kept, an input that there is not, too many of them, quantiles
            out of range; or matplotlib is missing.
    """
    instance("learned", learned, Learned, "give what a learning rule returned")
    count = learned.weights.shape[1]
    if not len(learned.times):
        raise InputError("weights", "no history was kept", "learn with every=...")
    fix = f"give numbers from 0 to {count - 1}"
    chosen = list(range(min(count, LINES))) if inputs is None else several("inputs", inputs, fix)
    for k in chosen:
        if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 0 <= k < count:
            raise InputError("inputs", f"there is no input {shown(k)}", fix)
    if not 1 <= len(chosen) <= LINES:
        problem = f"there are {len(chosen)} lines"
        raise InputError("inputs", problem, f"draw 1 to {LINES}, which can be told apart")
    fix = "give two quantiles, as (0.1, 0.9)"
    ends = several("band", band, fix)
    if len(ends) != 2 or not all(map(is_real, ends)) or not 0 <= ends[0] <= ends[1] <= 1:
        raise InputError("band", f"it is {shown(band)}", fix)
    with styled(6.4, 3.4) as figure:
        axes = figure.subplots()
        for number, k in enumerate(chosen):
            low, middle, high = np.quantile(
                learned.history[:, :, k], (band[0], 0.5, band[1]), axis=1
            )
            style = line(number)
            if learned.weights.shape[0] > 1:
                axes.fill_between(
                    learned.times, low, high, color=style["color"], alpha=0.18, linewidth=0
                )
            axes.plot(learned.times, middle, label=f"{k}", **style)
        axes.set_xlim(0, int(learned.times[-1]))
        axes.set_xlabel("presentations")
        replicas = learned.weights.shape[0]
        said = f", median and {band[0]:.0%} to {band[1]:.0%} of {replicas} replicas"
        axes.set_ylabel("weight")
        axes.set_title(f"weights{said if replicas > 1 else ''}", loc="left", fontsize=9)
        axes.legend(title="input", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure
