"""Draw a net in layers as SVG, in the manner of 1943.

Afferents are open boxes on the left; a neuron is a circle with its threshold inside, doubled if
it fires at t = 0; excitation ends in a dot, relative inhibition is dashed and ends in a bar, a
veto ends in a ring; labels give weights other than 1 and delays longer than one tick.
"""

from collections.abc import Sequence, Sized
from html import escape
from itertools import pairwise
from math import cos, sin
from typing import Final, Protocol

from .layout import place

LARGEST: Final = (150, 600)
"""Nets with more neurons or synapses than this are summed up instead of drawn."""

ACROSS, DOWN, RADIUS = 130, 62, 17
BLUE, RED = "#0072b2", "#d55e00"


class Synapse(Protocol):
    """What is read of a synapse: see ``formal.net.synapse``."""

    @property
    def source(self) -> str:
        """Who sends."""

    @property
    def target(self) -> str:
        """Who receives."""

    @property
    def weight(self) -> int | None:
        """None for a veto."""

    @property
    def delay(self) -> int:
        """In ticks."""


class Program(Protocol):
    """What is read of a net's program: how many synapses there are."""

    @property
    def source(self) -> Sized:
        """One entry a synapse."""


class Net(Protocol):
    """What is read of a net: see ``formal.net.model``."""

    @property
    def names(self) -> Sequence[str]:
        """All of them."""

    @property
    def afferents(self) -> Sequence[str]:
        """Those without a threshold."""

    @property
    def neurons(self) -> Sequence[str]:
        """Those with one."""

    @property
    def initial(self) -> Sequence[str]:
        """Those that fire at t = 0."""

    @property
    def synapses(self) -> Sequence[Synapse]:
        """All synapses."""

    @property
    def program(self) -> Program:
        """The flat arrays."""

    def incoming(self, name: str) -> Sequence[Synapse]:
        """Return the synapses onto a neuron."""

    def threshold(self, name: str) -> int | None:
        """Return a threshold."""


def picture(net: Net) -> str:
    """Return the net drawn as SVG, or its size as SVG where it is too large to be seen."""
    if len(net.names) > LARGEST[0] or len(net.program.source) > LARGEST[1]:
        return _summary(net)
    index = {name: k for k, name in enumerate(net.names)}
    synapses = net.synapses
    placed = place(
        len(net.names),
        [(index[s.source], index[s.target]) for s in synapses],
        [index[name] for name in net.afferents],
    )
    top = min((y for _, y in placed.at.values()), default=0.0)
    bottom = max((y for _, y in placed.at.values()), default=0.0)
    depth = max((x for x, _ in placed.at.values()), default=0)
    returns = 26 * len(placed.back)
    width = ACROSS * depth + 150
    height = DOWN * (bottom - top) + 110 + returns

    def spot(node: int) -> tuple[float, float]:
        layer, y = placed.at[node]
        return 75 + ACROSS * layer, 55 + DOWN * (y - top)

    parts = [_head(width, height, repr(net).strip("<>"), _described(net))]
    pairs: dict[tuple[str, str], list[Synapse]] = {}
    for synapse in synapses:
        pairs.setdefault((synapse.source, synapse.target), []).append(synapse)
    arrivals: dict[int, list[tuple[float, int, int]]] = {}
    for source, target in pairs:
        a, b = index[source], index[target]
        if a != b and (a, b) not in placed.back:
            before = placed.at[placed.chains[a, b][-2]][1]
            arrivals.setdefault(b, []).extend(
                (before, a, k) for k in range(len(pairs[source, target]))
            )
    below = height - returns - 10.0
    for (source, target), group in pairs.items():
        a, b = index[source], index[target]
        for k, synapse in enumerate(group):
            shift = 9.0 * (k - (len(group) - 1) / 2)
            if a == b:
                line, end, tangent = _loop(spot(a), 12.0 * k)
            elif (a, b) in placed.back:
                below += 22 / len(group)
                line, end, tangent = _return(spot(a), spot(b), below, shift)
            else:
                chain = placed.chains[a, b]
                ends = sorted(arrivals[b])
                turn = ends.index((placed.at[chain[-2]][1], a, k)) - (len(ends) - 1) / 2
                spots = [spot(node) for node in chain]
                line, end, tangent = _curve(spots, shift, turn * min(0.55, 2.4 / len(ends)))
            parts.append(_edge(synapse, line, end, tangent))
    for name, k in index.items():
        parts.append(_node(net, name, *spot(k)))
    return "".join(parts) + "</svg>"


def _head(width: float, height: float, title: str, description: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" role="img" fill="none"'
        ' stroke="currentColor" stroke-width="1.4" font-family="serif" font-size="14">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    )


def _described(net: Net) -> str:
    lines = []
    for name in net.neurons:
        inputs = ", ".join(_words(s) for s in net.incoming(name))
        lines.append(f"{name} (threshold {net.threshold(name)}): {inputs or 'no synapse'}")
    return "; ".join(lines)


def _words(synapse: Synapse) -> str:
    kind = "vetoed by" if synapse.weight is None else f"{synapse.weight} from"
    return f"{kind} {synapse.source}" + (f" after {synapse.delay}" if synapse.delay > 1 else "")


def _node(net: Net, name: str, x: float, y: float) -> str:
    threshold = net.threshold(name)
    label = (
        f'<text x="{x:.1f}" y="{y - RADIUS - 5:.1f}" text-anchor="middle" fill="currentColor"'
        f' stroke="none" font-style="italic">{escape(name)}</text>'
    )
    if threshold is None:
        shape = f'<path d="M{x - 30:.1f} {y - 9:.1f}h34l9 9l-9 9h-34" fill="none"/>'
        return f"<g><title>afferent {escape(name)}</title>{shape}{label}</g>"
    shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}"/>'
    words = f"neuron {name}, threshold {threshold}"
    if name in net.initial:
        shape += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS - 4}"/>'
        words += ", fires at t = 0"
    shape += (
        f'<text x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" fill="currentColor"'
        f' stroke="none">{threshold}</text>'
    )
    return f"<g><title>{escape(words)}</title>{shape}{label}</g>"


Point = tuple[float, float]


def _curve(spots: list[Point], shift: float, angle: float) -> tuple[str, Point, Point]:
    """Return the path through ``spots`` to the last's rim, ``angle`` radians off its left."""
    (x0, y0), (x1, y1) = spots[0], spots[-1]
    reach = RADIUS + 5
    start, stop = (x0 + 14, y0), (x1 - reach * cos(angle), y1 + reach * sin(angle))
    points = [start, *[(x, y + shift) for x, y in spots[1:-1]], stop]
    path = f"M{start[0]:.1f} {start[1]:.1f}"
    for (xa, ya), (xb, yb) in pairwise(points):
        bend = (xb - xa) / 2
        path += f"C{xa + bend:.1f} {ya:.1f} {xb - bend:.1f} {yb:.1f} {xb:.1f} {yb:.1f}"
    return path, stop, (1.0, 0.0)


def _loop(spot: Point, lift: float) -> tuple[str, Point, Point]:
    x, y = spot
    end = (x + 8, y + RADIUS + 5)
    path = (
        f"M{x + RADIUS:.1f} {y:.1f}C{x + 48 + lift:.1f} {y + 4:.1f} {x + 24:.1f}"
        f" {y + 52 + lift:.1f} {end[0]:.1f} {end[1]:.1f}"
    )
    return path, end, (0.0, -1.0)


def _return(a: Point, b: Point, below: float, shift: float) -> tuple[str, Point, Point]:
    """Return a path that goes back under the drawing."""
    end = (b[0] - 8 + shift, b[1] + RADIUS + 5)
    path = (
        f"M{a[0] + RADIUS:.1f} {a[1]:.1f}C{a[0] + 60:.1f} {a[1]:.1f} {a[0] + 60:.1f} {below:.1f}"
        f" {(a[0] + b[0]) / 2:.1f} {below:.1f}S{end[0]:.1f} {below:.1f} {end[0]:.1f} {end[1]:.1f}"
    )
    return path, end, (0.0, -1.0)


def _edge(synapse: Synapse, line: str, end: Point, tangent: Point) -> str:
    x, y = end
    title = f"<title>{escape(str(synapse))}</title>"
    if synapse.weight is None:
        colour, dash = RED, ""
        ending = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="Canvas"/>'
    elif synapse.weight < 0:
        colour, dash = RED, ' stroke-dasharray="5 3"'
        dx, dy = 6 * tangent[1], 6 * tangent[0]
        ending = (
            f'<path d="M{x - dx:.1f} {y - dy:.1f}L{x + dx:.1f} {y + dy:.1f}"'
            ' stroke-width="2.4" stroke-dasharray="none"/>'
        )
    else:
        colour, dash = BLUE, ""
        ending = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    notes = []
    if synapse.weight not in (None, 1):
        notes.append(f"{synapse.weight}".replace("-", "\N{MINUS SIGN}"))
    if synapse.delay > 1:
        notes.append(f"{synapse.delay}t")
    label = ""
    if notes:
        label = (
            f'<text x="{x - 10 * tangent[0] - 2:.1f}" y="{y - 6 - 12 * tangent[1]:.1f}"'
            f' text-anchor="end" fill="{colour}" stroke="none" font-size="11">'
            f"{' '.join(notes)}</text>"
        )
    return f'<g stroke="{colour}">{title}<path d="{line}"{dash}/>{ending}{label}</g>'


def _summary(net: Net) -> str:
    words = f"{repr(net).strip('<>')}: too large to be drawn; cut a part out with net.subnet"
    text = f'<text x="12" y="28" fill="currentColor" stroke="none">{escape(words)}</text>'
    return _head(9.0 * len(words), 44, "A large net", words) + text + "</svg>"
