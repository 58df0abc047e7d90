"""Draw a net in layers as SVG, in the manner of 1943.

Afferents are open boxes on the left; a neuron is a circle with its threshold inside, doubled if
it fires at t = 0. Excitation ends in a dot; relative inhibition is dashed and ends in a bar; a
veto ends in a ring. A label gives a weight other than 1, and z to the minus n where the delay n
is longer than one tick. Edges that close cycles return above or below the neurons.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from .drawable import Net, Synapse
from .layout import place
from .routes import ENDING, RADIUS, TYPE, Line, Plan, loop, radius
from .summary import summary
from .svg import EXCITES, INHIBITS, SUPERSCRIPTS, Point, breadth, frame, group, shorten, text

LARGEST: Final = (400, 2000)
"""Nets with more neurons (afferents included) or synapses than this are summed up instead."""

DUMMIES: Final = 4000
"""Likewise nets whose synapses pass more layers than this, all together."""


def picture(net: Net) -> str:
    """Return the net drawn as SVG; where it is too large to be seen, its layers as bars."""
    if len(net.names) > LARGEST[0] or len(net.program.source) > LARGEST[1]:
        return summary(net)
    index = {name: k for k, name in enumerate(net.names)}
    synapses = sorted(net.synapses, key=lambda s: (index[s.source], index[s.target]))
    lines = _lines(synapses, index)
    rows = range(len(net.names))
    thresholds = [net.threshold(name) for name in net.names]
    endings = Counter(line.target for line in lines if line.source != line.target)
    loops = Counter(line.target for line in lines if line.source == line.target)
    radii = [radius(endings[k]) for k in rows]
    halves = [breadth(shorten(name)) / 2 for name in net.names]
    sizes: list[Point] = []
    flanks: list[Point] = []
    for k in rows:
        if thresholds[k] is None:
            sizes.append((15, 15))
            flanks.append((30 + 2 * halves[k], RADIUS))
            continue
        own = [loop(radii[k], i, loops[k]) for i in range(loops[k])]
        sizes.append((radii[k] + 24, max([radii[k] + 6, *(low[1] + 16 for _, low in own)])))
        wide = max([radii[k], *(0.6 * corners[1][0] + 6 for corners, _ in own)])
        flanks.append((max(radii[k], halves[k]), max(wide, halves[k])))
    placed = place(
        len(net.names),
        [(line.source, line.target) for line in lines],
        [index[name] for name in net.afferents],
        sizes,
        DUMMIES,
    )
    if placed is None:
        return summary(net)
    tips = [RADIUS if thresholds[k] is None else radii[k] for k in rows]
    plan = Plan(placed, lines, sizes, flanks, tips, radii)
    body = [f'<g transform="translate(0 {12 - plan.top:.1f})">']
    body += [_synapse(plan, line, s) for line, s in zip(lines, synapses, strict=True)]
    initial = set(net.initial)
    for name, k in index.items():
        layer, y = placed.at[k]
        body.append(_node(name, thresholds[k], name in initial, (plan.x[layer], y), radii[k]))
    body.append("</g>")
    height = plan.bottom - plan.top + 24
    return frame(plan.width, height, repr(net).strip("<>"), _described(net), body)


def _lines(synapses: Sequence[Synapse], index: dict[str, int]) -> list[Line]:
    lines: list[Line] = []
    for synapse in synapses:
        source, target = index[synapse.source], index[synapse.target]
        again = bool(lines) and lines[-1][:2] == (source, target)
        width = breadth(_label(synapse), TYPE)
        lines.append(Line(source, target, lines[-1].parallel + 1 if again else 0, width))
    return lines


def _described(net: Net) -> str:
    lines = []
    for name in net.neurons:
        inputs = ", ".join(_words(s) for s in net.incoming(name))
        lines.append(f"{name} (threshold {net.threshold(name)}): {inputs or 'no synapse'}")
    return "; ".join(lines)


def _words(synapse: Synapse) -> str:
    kind = "vetoed by" if synapse.weight is None else f"{synapse.weight} from"
    return f"{kind} {synapse.source}" + (f" after {synapse.delay}" if synapse.delay > 1 else "")


def _node(name: str, threshold: int | None, initial: bool, at: Point, size: float) -> str:
    x, y = at
    more = ' font-style="italic"'
    if threshold is None:
        shape = f'<path d="M{x - 22:.1f} {y - 9:.1f}h30l9 9l-9 9h-30"/>'
        label = text((x - 28, y + 5), shorten(name), anchor="end", more=more)
        return group(f"afferent {name}", shape, label)
    shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
    words = f"neuron {name}, threshold {threshold}"
    if initial:
        shape += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size - 3.5:.1f}"/>'
        words += ", fires at t = 0"
    value = str(threshold)
    small = min(14.0, 1.7 * size / breadth(value, 1))
    shape += text((x, y + 0.35 * small), value, size=small)
    return group(words, shape, text((x, y - size - 7), shorten(name), more=more))


def _label(synapse: Synapse) -> str:
    notes = []
    if synapse.weight not in (None, 1):
        notes.append(str(synapse.weight).replace("-", "\N{MINUS SIGN}"))
    if synapse.delay > 1:
        notes.append("z" + str(-synapse.delay).translate(SUPERSCRIPTS))
    return " ".join(notes)


def _synapse(plan: Plan, line: Line, synapse: Synapse) -> str:
    ring = ENDING - 0.6
    route = plan.route(line, ring if synapse.weight is None else 0.0)
    x, y = route.end
    path, dash = route.path, ""
    kind, colour = ("excites", EXCITES) if (synapse.weight or 0) > 0 else ("inhibits", INHIBITS)
    if synapse.weight is None:
        ending = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{ring:.1f}"/>'
    elif synapse.weight < 0:
        dash = ' stroke-dasharray="5 3"'
        bar = f"{x:.1f} {y - 5:.1f}v10" if route.level else f"{x - 5:.1f} {y:.1f}h10"
        ending = f'<path d="M{bar}" stroke-width="2.6"/>'
    else:
        ending = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="currentColor"/>'
    drawn = f'<g class="{kind}" color="{colour}"><path d="{path}"{dash}/>{ending}</g>'
    words = _label(synapse)
    anchor = "end" if route.level else "middle"
    label = text(route.label, words, anchor=anchor, size=route.size) if words else ""
    return group(str(synapse), drawn, label)
