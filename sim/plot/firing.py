"""When neurons fired, and how often: rasters, and rates with their intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from ...formal.errors import InputError
from ..arguments import several, shown
from ..campaign.result import Simulation
from .style import COLOURS, GREY, line, styled, ticks_along

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABELLED: Final = 40
"""Up to this many rows have their names beside them."""

LINES: Final = 7
"""The most lines in one picture: more are not told apart."""


def raster(simulation: Simulation, run: int = 0, names: Sequence[str] | None = None) -> "Figure":
    """Draw when each name fired in one run, afferents grey, neurons blue.

    Args:
        simulation: with a raster, or a window of it.
        names: all that were kept by default, the first on top.

    Raises:
        InputError: no raster was kept, or not of this run or name; or matplotlib is missing.
    """
    kept = simulation.window
    if kept is None or kept.names is None:
        raise InputError("raster", "no rasters were kept", "simulate with raster=True")
    rows = several("names", kept.names if names is None else names, "give the names to draw")
    with styled(6.4, 0.7 + max(1.0, min(0.18 * len(rows), 6.0))) as figure:
        draw_raster(figure.subplots(), simulation, run, rows)
    return figure


def draw_raster(axes: "Axes", simulation: Simulation, run: int, names: Sequence[str]) -> None:
    """Draw it on some axes; see ``raster``."""
    window = simulation.window
    assert window is not None
    assert window.ticks is not None
    neurons = set(simulation.neurons)
    first, after = window.ticks
    bits = [simulation.raster(name) for name in names]
    if bits and (isinstance(run, bool) or not isinstance(run, int | np.integer) or not (
        0 <= run < len(bits[0]))):  # fmt: skip
        raise InputError("run", f"it is {shown(run)}", f"give 0 to {len(bits[0]) - 1}")
    axes.eventplot(
        [first + np.flatnonzero(row[run]) for row in bits] or [[]],
        lineoffsets=range(max(1, len(names))),
        linelengths=0.8,
        linewidths=max(0.6, min(2.5, 300 / (after - first))),
        colors=[COLOURS[0] if name in neurons else GREY for name in names] or GREY,
    )
    ticks_along(axes, first, after)
    axes.set_ylim(max(1, len(names)) - 0.4, -0.6)  # the first on top
    labelled = names if len(names) <= LABELLED else ()
    axes.set_yticks(range(len(labelled)), labels=labelled)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    if len(names) > LABELLED:
        axes.set_ylabel(f"{len(names)} names")


def rates(simulation: Simulation) -> "Figure":
    """Draw rates with their intervals: by tick where those were asked for, else by neuron.

    Raises:
        InputError: there are more lines than can be told apart, or matplotlib is missing.
    """
    if simulation.per_tick:
        with styled(6.4, 3.2) as figure:
            draw_per_tick(figure.subplots(), simulation)
        return figure
    names = simulation.neurons
    with styled(6.4, 0.9 + max(0.8, min(0.22 * len(names), 8.0))) as figure:
        axes = figure.subplots()
        places = np.arange(len(names))
        found = np.array([simulation.rate[name] for name in names])
        ends = np.array([simulation.interval[name] for name in names]).reshape(-1, 2)
        axes.hlines(places, ends[:, 0], ends[:, 1], colors=COLOURS[0], linewidths=2)
        axes.plot(found, places, "o", color=COLOURS[0], markersize=4)
        axes.set_ylim(max(1, len(names)) - 0.5, -0.5)
        labelled = names if len(names) <= LABELLED else ()
        axes.set_yticks(range(len(labelled)), labels=labelled)
        axes.set_xlim(left=0)
        axes.set_xlabel(f"fraction of ticks fired, interval at level {simulation.level:g}")
    return figure


def draw_per_tick(axes: "Axes", simulation: Simulation) -> None:
    """Draw rates by tick, with the intervals as bands, on some axes; see ``rates``."""
    if len(simulation.per_tick) > LINES:
        problem = f"there are {len(simulation.per_tick)} lines"
        raise InputError("per_tick", problem, f"draw {LINES} at most, which can be told apart")
    ticks = np.arange(simulation.steps)
    top = 0.0
    for k, (text, seen) in enumerate(simulation.per_tick.items()):
        low, high = seen.interval
        top = max(top, float(high.max()))
        axes.fill_between(ticks, low, high, color=line(k)["color"], alpha=0.18, linewidth=0)
        axes.plot(ticks, seen.rate, label=text, **line(k))
    ticks_along(axes, 0, simulation.steps)
    axes.set_ylim(0, min(1.0, 1.1 * top))
    axes.set_ylabel("rate over runs")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def intervals(simulation: Simulation) -> "Figure":
    """Draw the histograms of interspike intervals, as shares of all intervals.

    Raises:
        InputError: none were counted, or more than can be told apart; or matplotlib is missing.
    """
    if not simulation.isi:
        raise InputError("isi", "no intervals were counted", "simulate with isi=...")
    if len(simulation.isi) > LINES:
        problem = f"there are {len(simulation.isi)} lines"
        raise InputError("isi", problem, f"draw {LINES} at most, which can be told apart")
    with styled(6.4, 3.2) as figure:
        axes = figure.subplots()
        for k, (text, seen) in enumerate(simulation.isi.items()):
            lengths = np.arange(1, len(seen.counts) + 1)
            label = f"{text}, {seen.total:,} intervals"
            axes.plot(lengths, seen.fraction, drawstyle="steps-mid", label=label, **line(k))
        ticks_along(axes, 1, len(seen.counts) + 1)
        axes.set_xlabel("interval in ticks")
        axes.set_ylim(bottom=0)
        axes.set_ylabel("share")
        axes.legend(loc="upper right")
    return figure


def overview(simulation: Simulation) -> "Figure":
    """Draw the raster of the first run above rates by tick, as far as both were kept.

    Raises:
        InputError: neither was kept, or matplotlib is missing.
    """
    window = simulation.window
    if window is None or window.names is None or not simulation.per_tick:
        raise InputError("plot", "no raster and rates by tick were kept",
                         "simulate with raster and per_tick")  # fmt: skip
    rows = max(1.2, min(0.18 * len(window.names), 6.0))
    with styled(7.2, rows + 3.4) as figure:
        upper, lower = figure.subplots(2, height_ratios=[rows, 2.4])
        draw_raster(upper, simulation, 0, window.names)
        upper.set_title("first run", loc="left", fontsize=9)
        draw_per_tick(lower, simulation)
        lower.set_title(f"{simulation.runs} runs, intervals at level {simulation.level:g}",
                        loc="left", fontsize=9)  # fmt: skip
    return figure
