"""Find the ways of synapses across a layered drawing, and where on a neuron's rim they end."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import Final, NamedTuple

from .layout import Placed
from .svg import Point, bent, curve

RADIUS: Final = 17.0
LARGEST: Final = 64.0
"""The least and the greatest radius of a neuron; many endings need a long rim."""

ENDING: Final = 4.5
"""How far off the rim an ending's middle stands."""

RIM: Final = 0.8
"""The part of the left half of the rim, by height, that endings may take."""

LANE: Final = 17.0
TRACK: Final = 7.0
"""The distances of level and of upright pieces of back edges."""


TYPE: Final = 11.0
"""The size of labels, in pixels."""


class Line(NamedTuple):
    """One synapse to be drawn: numbers of its ends, its place among parallel ones, its label."""

    source: int
    target: int
    parallel: int
    width: float  # of its label, in pixels


class Route(NamedTuple):
    """A drawn synapse.

    Args:
        path: SVG path data.
        end: where its ending stands.
        level: whether it arrives from the left, else from below.
        label: where the label ends (of a level one) or is centred.
        size: of the label's type, in pixels.
    """

    path: str
    end: Point
    level: bool
    label: Point
    size: float


def spacing(endings: int) -> float:
    """Return the distance in height of neighbouring endings on one rim."""
    wanted = max(10.0, min(13.0, 18.0 - endings))
    return min(wanted, 2 * RIM * (LARGEST + ENDING) / max(endings - 1, 1))


def radius(endings: int) -> float:
    """Return the radius of a neuron with this many endings on its left."""
    return max(RADIUS, spacing(endings) * (endings - 1) / (2 * RIM) - ENDING)


def loop(size: float, k: int, count: int) -> tuple[list[Point], Point]:
    """Return the four corners of the curve by which a neuron's k-th synapse reaches itself.

    Returns:
        The corners of a cubic Bezier curve about the neuron's centre, and its lowest point.
    """
    reach = size + ENDING
    x = min(12.0, 1.5 * reach / count) * ((count - 1) / 2 - k)
    end = (x, sqrt(reach * reach - x * x))
    corners = [(size, 0.0), (size + 44 + 22 * k, 14.0 + 10 * k), (x, end[1] + 38 + 40 * k), end]
    points = []
    for i in range(33):
        t = i / 32
        shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        across, down = (sum(s * c[i] for s, c in zip(shares, corners, strict=True)) for i in (0, 1))
        points.append((across, down))
    return corners, max(points, key=lambda point: point[1])


class Plan:
    """Columns, endings, lanes and routes of one drawing.

    Args:
        placed: where the neurons stand.
        lines: the synapses, parallel ones next to each other.
        sizes: by node, the room above and below its centre.
        flanks: by node, the room to the left (endings and their labels apart) and to the right.
        tips: by node, how far right of its centre its axon begins.
        radii: by node.

    Attributes:
        x: by layer, the centre of its column.
        top, bottom: the heights between which everything is drawn.
        width: from the left edge at 0.
    """

    def __init__(
        self,
        placed: Placed,
        lines: Sequence[Line],
        sizes: Sequence[Point],
        flanks: Sequence[Point],
        tips: Sequence[float],
        radii: Sequence[float],
    ) -> None:
        self._placed, self._tips, self._radii = placed, tips, radii
        y = [placed.at[node][1] for node in range(len(radii))]
        self._y, self._layer = y, [placed.at[node][0] for node in range(len(radii))]
        self.top = min((y[n] - sizes[n][0] for n in range(len(y))), default=0.0)
        self.bottom = max((y[n] + sizes[n][1] for n in range(len(y))), default=0.0)
        for node, (_, height) in placed.at.items():
            if node >= len(y):
                self.top, self.bottom = min(self.top, height - 9), max(self.bottom, height + 9)
        self._parallel: dict[tuple[int, int], int] = defaultdict(int)
        for line in lines:
            self._parallel[line.source, line.target] += 1
        self._lanes = self._assign_lanes(lines)
        self._slots, self._stubs = self._assign_slots(lines)
        self._columns(flanks)
        outside = [height for height, _ in self._lanes.values()]
        self.top = min([self.top, *(height - 4 for height in outside)])
        self.bottom = max([self.bottom, *(height + 4 for height in outside)])

    def route(self, line: Line, short: float = 0.0) -> Route:
        """Return the way of one synapse, its path ``short`` pixels short of the ending's middle."""
        a, b = line.source, line.target
        x, y = self.x[self._layer[b]], self._y[b]
        if a == b:
            corners, low = loop(self._radii[a], line.parallel, self._parallel[a, b])
            end = (x + corners[3][0], y + corners[3][1])
            corners[3] = (corners[3][0], corners[3][1] + short)
            spots = [f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners]
            path = f"M{spots[0]}C{' '.join(spots[1:])}"
            return Route(path, end, False, (x + low[0], y + low[1] + 11), TYPE)
        slot = self._slots[line]
        reach = self._radii[b] + ENDING
        end = (x - sqrt(reach * reach - slot * slot), y + slot)
        start = (self.x[self._layer[a]] + self._tips[a], self._y[a])
        label = (x - reach - 7, end[1] - 2.5)  # in one column, clear of the endings above
        size = min(TYPE, spacing(self._endings[b]) - 1.5)
        if (a, b) in self._placed.back:
            height, _ = self._lanes[line]
            out, back = self._tracks[line]
            stop = (end[0] - short, end[1])
            corners = [start, (out, start[1]), (out, height), (back, height), (back, end[1]), stop]
            return Route(bent(corners), end, True, label, size)
        inner = self._placed.chains[a, b][1:-1]
        count = self._parallel[a, b]
        shift = min(6.0, 14.0 / count) * (line.parallel - (count - 1) / 2)
        through = [self._placed.at[node] for node in inner]
        points = [(self.x[level], height + shift) for level, height in through]
        flat = (x - reach - self._stubs[b], end[1])
        path = curve([start, *points, flat], [self._steepest[level] for level, _ in through])
        return Route(f"{path}H{end[0] - short:.1f}", end, True, label, size)

    def _assign_lanes(self, lines: Sequence[Line]) -> dict[Line, tuple[float, int]]:
        """Give each back edge a height of its own above or below all neurons, short ones inside.

        Returns:
            By line, the height and the number of the lane, negative above.
        """
        back = [line for line in lines if (line.source, line.target) in self._placed.back]
        back.sort(key=lambda n: (self._layer[n.source] - self._layer[n.target], *n))
        above, below = ([0] * len(self._placed.order) for _ in range(2))
        lanes = {}
        for line in back:
            span = slice(self._layer[line.target], self._layer[line.source] + 1)
            up, down = 1 + max(above[span]), 1 + max(below[span])
            height = self._y[line.source] + self._y[line.target]
            climb = height - 2 * self.top + 2 * LANE * up
            drop = 2 * self.bottom - height + 2 * LANE * down
            length = span.stop - span.start
            if climb <= drop:
                above[span] = [up] * length
                lanes[line] = (self.top - LANE * up, -up)
            else:
                below[span] = [down] * length
                lanes[line] = (self.bottom + LANE * down, down)
        return lanes

    def _assign_slots(self, lines: Sequence[Line]) -> tuple[dict[Line, float], dict[int, float]]:
        """Sort the endings on each rim in the order in which their lines arrive."""
        arrivals: dict[int, list[tuple[int, float, Line]]] = defaultdict(list)
        for line in lines:
            pair = (line.source, line.target)
            if line in self._lanes:
                lane = self._lanes[line][1]
                # the innermost lane comes up next to the neuron, so its ending is the outermost
                arrivals[line.target].append((-1 if lane < 0 else 1, -lane, line))
            elif line.source != line.target:
                before = self._placed.chains[pair][-2]
                arrivals[line.target].append((0, self._placed.at[before][1], line))
        self._endings = {node: len(found) for node, found in arrivals.items()}
        slots: dict[Line, float] = {}
        stubs: dict[int, float] = {}
        for node, found in arrivals.items():
            found.sort()
            step = spacing(len(found))
            for k, (_, _, line) in enumerate(found):
                slots[line] = step * (k - (len(found) - 1) / 2)
            stubs[node] = 9 + max(line.width for _, _, line in found)
        return slots, stubs

    def _columns(self, flanks: Sequence[Point]) -> None:
        """Set the layers so far apart that labels, upright tracks and bends fit between them."""
        count = len(self._placed.order)
        left, right, drop = [0.0] * count, [0.0] * count, [0.0] * count
        self._steepest = [9.0 / RADIUS] * count
        for node, (before, after) in enumerate(flanks):
            k = self._layer[node]
            stub = self._radii[node] + ENDING + self._stubs.get(node, 0.0)
            left[k], right[k] = max(left[k], before, stub), max(right[k], after)
            self._steepest[k] = min(self._steepest[k], 9.0 / self._radii[node])
        for chain in self._placed.chains.values():
            for a, b in pairwise(chain):
                (k, y), (_, z) = self._placed.at[a], self._placed.at[b]
                drop[k] = max(drop[k], abs(y - z))
        exits: list[list[Line]] = [[] for _ in range(count)]
        entries: list[list[Line]] = [[] for _ in range(count)]
        for line in sorted(self._lanes, key=lambda n: (abs(self._lanes[n][1]), *n)):
            exits[self._layer[line.source]].append(line)
            entries[self._layer[line.target]].append(line)
        self.x: list[float] = []
        out: dict[Line, float] = {}
        back: dict[Line, float] = {}
        edge = 10.0
        for k in range(count):
            left[k] += 9 if entries[k] else 0  # their corners are round
            x = edge + TRACK * len(entries[k]) + left[k]
            self.x.append(x)
            back.update((line, x - left[k] - TRACK * i) for i, line in enumerate(entries[k]))
            edge = x + right[k]
            out.update((line, edge + 9 + TRACK * i) for i, line in enumerate(exits[k]))
            edge += (9 + TRACK * len(exits[k])) if exits[k] else 0.0
            edge += min(max(48.0, 0.3 * drop[k]), 110.0) if k < count - 1 else 10.0
        self.width = edge
        self._tracks = {line: (out[line], back[line]) for line in self._lanes}
