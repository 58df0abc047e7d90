"""Drawings: well-formed, complete, in layers, and readable without a mouse or colours."""

import re
import sys
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise, permutations, product
from math import hypot

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from random_nets import random_net

from psychon.formal.draw.layered import LARGEST, picture
from psychon.formal.draw.layout import LINE, place
from psychon.formal.draw.order import crossings, reorder
from psychon.formal.draw.raster import COLOURS, TALLEST, html, table
from psychon.formal.draw.raster import picture as raster
from psychon.formal.draw.routes import ENDING
from psychon.formal.draw.svg import EXCITES, INHIBITS
from psychon.formal.net.model import Net
from psychon.formal.net.synapse import Synapse
from psychon.formal.registry import load
from psychon.formal.verify.decide import compare, verify
from psychon.formal.verify.verdict import Trace

SVG = "{http://www.w3.org/2000/svg}"


@given(strategies.nets())
def test_every_neuron_and_synapse_is_drawn_and_named(net: Net) -> None:
    root = ET.fromstring(picture(net))
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    for synapse in net.synapses:
        assert titles.count(str(synapse)) == 1
    for name in net.afferents:
        assert titles.count(f"afferent {name}") == 1
    for name in net.neurons:
        start = f"neuron {name}, threshold {net.threshold(name)}"
        fires = ", fires at t = 0" if name in net.initial else ""
        assert titles.count(start + fires) == 1
    assert picture(net) == picture(net)


def test_a_drawing_is_described_in_words() -> None:
    root = ET.fromstring(picture(load("figure-1e")))
    words = root.find(f"{SVG}desc")
    assert words is not None
    assert "B (threshold 2): vetoed by N2, 2 from A" in (words.text or "") or (
        "B (threshold 2): 2 from A, vetoed by N2" in (words.text or "")
    )
    delayed = Net.build().afferent("p").neuron("A").synapse("p", "A", delay=3).neuron("B").net()
    assert "1 from p after 3" in picture(delayed)
    assert "no synapse" in picture(delayed)


@given(st.integers(1, 12), st.integers(0, 3), st.data())
def test_layers_flow_right_and_nodes_keep_apart(
    nodes: int, sources: int, data: st.DataObject
) -> None:
    sources = min(sources, nodes - 1)
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(sources, nodes - 1))
    edges = data.draw(st.lists(ends, max_size=30))
    room = st.tuples(st.integers(1, 40), st.integers(1, 40))
    sizes = data.draw(st.lists(room, min_size=nodes, max_size=nodes))
    placed = place(nodes, edges, list(range(sources)), sizes)
    assert placed is not None
    joined = {(a, b) for a, b in edges if a != b}
    assert set(placed.chains) | placed.back == joined
    assert not set(placed.chains) & placed.back
    for (a, b), chain in placed.chains.items():
        assert [chain[0], chain[-1]] == [a, b]
        layers = [placed.at[node][0] for node in chain]
        assert layers == list(range(layers[0], layers[-1] + 1))
        assert len(layers) > 1
    for a, b in placed.back:
        assert placed.at[a][0] > placed.at[b][0]
    assert set(range(nodes)) <= set(placed.at)
    if sources:
        assert {node for node in range(nodes) if placed.at[node][0] == 0} == set(range(sources))
    for layer in placed.order:
        for upper, lower in pairwise(layer):
            down = sizes[upper][1] if upper < nodes else LINE
            up = sizes[lower][0] if lower < nodes else LINE
            assert placed.at[lower][1] - placed.at[upper][1] >= down + up - 1e-6


@given(st.integers(2, 10), st.data())
def test_crossings_are_counted_and_never_added(width: int, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, width - 1), st.integers(width, 2 * width - 1))
    pairs = data.draw(st.lists(ends, max_size=25, unique=True))
    order = [list(range(width)), list(range(width, 2 * width))]
    chains = {(a, b): [a, b] for a, b in pairs}
    slow = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(pairs, 2))
    assert crossings(order, chains) == slow
    better = reorder(order, chains)
    assert crossings(better, chains) <= slow
    assert [sorted(layer) for layer in better] == order


def test_crossings_are_undone() -> None:
    # two columns joined in reverse order: seven lines that all cross, as given
    edges = [(k, 13 - k) for k in range(7)]
    placed = place(14, edges, list(range(7)))
    assert placed is not None
    assert crossings([list(range(7)), list(range(7, 14))], placed.chains) == 21
    assert crossings(placed.order, placed.chains) == 0


def test_swaps_undo_what_averages_leave() -> None:
    # sorting by averages alone stops at two crossings here
    pairs = [(0, 5), (1, 3), (1, 4), (2, 5), (3, 6), (4, 7), (5, 6), (5, 7)]
    chains = {(a, b): [a, b] for a, b in pairs}
    order = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    fewest = min(
        crossings(tried, chains) for tried in product(*(list(permutations(k)) for k in order))
    )
    assert crossings(order, chains) == 3
    assert crossings(reorder(order, chains), chains) == fewest == 1


TANGLE = (
    Net.build().afferent("p", "q").neuron("A", 2).neuron("B", initial=True).neuron("C")
    .neuron("D", 3).synapse("p", "A", 2).synapse("A", "B").synapse("B", "C").synapse("C", "A", -1)
    .synapse("B", "B", 2, 3).veto("B", "B").synapse("C", "D", 2, 2).synapse("C", "D")
    .veto("C", "D", 4).synapse("D", "A", 1, 5).synapse("q", "D").synapse("D", "C", -2)
    .synapse("p", "D").veto("q", "A").net()
)  # fmt: skip


def groups(svg: str) -> dict[str, ET.Element]:
    """Return the titled groups of a picture by title."""
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if title is not None:
            found[title.text or ""] = group
    return found


def ending(group: ET.Element) -> tuple[float, float, str]:
    """Return where a synapse ends and in what: "dot", "ring" or "bar"."""
    circle = group.find(f".//{SVG}circle")
    if circle is not None:
        kind = "dot" if circle.get("fill") == "currentColor" else "ring"
        return float(circle.get("cx", "")), float(circle.get("cy", "")), kind
    bar = group.findall(f".//{SVG}path")[1].get("d", "")
    x, y = map(float, re.findall(r"-?[0-9.]+", bar)[:2])
    return (x, y + 5, "bar") if "v10" in bar else (x + 5, y, "bar")


def circles(found: dict[str, ET.Element]) -> dict[str, tuple[float, float, float]]:
    """Return centre and radius of each neuron."""
    rims = {}
    for title, group in found.items():
        if title.startswith("neuron "):
            circle = group.find(f"{SVG}circle")
            assert circle is not None
            x, y, r = (float(circle.get(key, "")) for key in ("cx", "cy", "r"))
            rims[title.split(",")[0].removeprefix("neuron ")] = x, y, r
    return rims


@given(strategies.nets())
def test_synapses_end_apart_on_the_rim_of_their_target(net: Net) -> None:
    found = groups(picture(net))
    rims = circles(found)
    for (x1, y1, r1), (x2, y2, r2) in combinations(rims.values(), 2):
        assert hypot(x1 - x2, y1 - y2) > r1 + r2
    spots: dict[str, list[tuple[float, float]]] = {}
    for synapse in net.synapses:
        x, y, kind = ending(found[str(synapse)])
        cx, cy, r = rims[synapse.target]
        assert hypot(x - cx, y - cy) == pytest.approx(r + ENDING, abs=0.3)
        spots.setdefault(synapse.target, []).append((x, y))
        expected = "ring" if synapse.weight is None else "dot" if synapse.weight > 0 else "bar"
        assert kind == expected
    for places in spots.values():
        for (x1, y1), (x2, y2) in combinations(places, 2):
            assert hypot(x1 - x2, y1 - y2) > 6


@given(strategies.nets())
def test_nothing_leaves_the_page(net: Net) -> None:
    root = ET.fromstring(picture(net))
    width, height = map(float, root.get("viewBox", "").split()[2:])
    shift = root.find(f"{SVG}g")
    assert shift is not None
    down = float(re.findall(r"-?[0-9.]+", shift.get("transform", ""))[1])
    for group in groups(picture(net)).values():
        for circle in group.iter(f"{SVG}circle"):
            x, y, r = (float(circle.get(key, "")) for key in ("cx", "cy", "r"))
            assert r <= x <= width - r
            assert r <= y + down <= height - r
        line = group.find(f"{SVG}g/{SVG}path")
        if line is not None:
            numbers = list(map(float, re.findall(r"-?[0-9.]+", line.get("d", "").split("H")[0])))
            if "C" not in line.get("d", ""):  # corners of a back edge; curves bend inside theirs
                assert all(0 <= x <= width for x in numbers[::2])
                assert all(0 <= y + down <= height for y in numbers[1::2])


def test_signs_of_1943() -> None:
    found = groups(picture(TANGLE))

    def words(title: str) -> list[str | None]:
        return [text.text for text in found[title].iter(f"{SVG}text")]

    assert words("p -> A (weight 2, delay 1)") == ["2"]
    assert words("p -> D (weight 1, delay 1)") == []
    assert words("C -> D (weight 2, delay 2)") == ["2 z⁻²"]
    assert words("C -> D (veto, delay 4)") == ["z⁻⁴"]
    assert words("D -> C (weight -2, delay 1)") == ["−2"]
    assert words("neuron A, threshold 2") == ["2", "A"]
    assert len(found["neuron B, threshold 1, fires at t = 0"].findall(f"{SVG}circle")) == 2
    dashed = {title for title, group in found.items() if "stroke-dasharray" in (
        ET.tostring(group, "unicode"))}  # fmt: skip
    assert dashed == {"C -> A (weight -1, delay 1)", "D -> C (weight -2, delay 1)"}


def test_time_flows_right_and_cycles_return_outside() -> None:
    found = groups(picture(TANGLE))
    rims = circles(found)
    assert rims["A"][0] < rims["B"][0] < rims["C"][0] < rims["D"][0]
    back = {"C -> A (weight -1, delay 1)", "D -> A (weight 1, delay 5)",
            "D -> C (weight -2, delay 1)"}  # fmt: skip
    inside = [y + sign * r for _, y, r in rims.values() for sign in (-1, 1)]
    lanes = []
    for synapse in TANGLE.synapses:
        line = found[str(synapse)].find(f"{SVG}g/{SVG}path")
        assert line is not None
        path = line.get("d", "")
        if str(synapse) in back:
            first, last = re.findall(r"Q(\S+) (\S+) ", path)[1:3]
            assert first[1] == last[1]
            assert float(first[0]) > float(last[0])
            lanes.append(float(first[1]))
        elif synapse.source != synapse.target:
            inside += map(float, re.findall(r"-?[0-9.]+", path.split("H")[0])[1::2])
    assert all(not min(inside) < y < max(inside) for y in lanes)
    assert all(abs(y - z) > 10 for y, z in combinations(lanes, 2))


def test_long_names_are_cut_in_the_picture_only() -> None:
    name = "a_rather_long_name_of_a_neuron_[12].x"
    svg = picture(Net.build().afferent(name).neuron("B", 123_456_789).synapse(name, "B").net())
    found = groups(svg)
    shown = [text.text for text in found[f"afferent {name}"].iter(f"{SVG}text")]
    assert shown == ["a_rather_…n_[12].x"]
    assert "neuron B, threshold 123456789" in found


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_are_seen_on_light_and_dark_pages() -> None:
    for colour in (EXCITES, INHIBITS):
        for paper in ("#ffffff", "#1e1e1e"):
            low, high = sorted((luminance(colour), luminance(paper)))
            assert (high + 0.05) / (low + 0.05) >= 3
    for paper in COLOURS.values():
        assert 1.05 / (luminance(paper) + 0.05) >= 4.5
    svg = picture(TANGLE)
    painted = set(re.findall(r'(?:stroke|fill|color)="([^"]+)"', svg))
    assert painted == {"none", "currentColor", EXCITES, INHIBITS}
    # inside a page the page decides; only a file of its own chooses its paper
    style = re.search("<style>(.*)</style>", svg)
    assert style is not None
    rules = re.sub(r"@media[^{]*\{", "", style[1])
    assert all(rule.strip("} ").startswith(":root.psychon") for rule in re.findall(
        r"[^{}]+(?=\{)", rules))  # fmt: skip
    assert "<script" not in svg


def test_hostile_names_are_escaped() -> None:
    hostile = "</title><script>alert('x')</script>&\x00\x1b\ud800"
    source = Net.build().afferent("p").neuron("A").synapse("p", "A").net()

    class Renamed:
        """A net whose names no check has seen."""

        names = (hostile, "A")
        program, afferents, neurons = source.program, (hostile,), ("A",)
        initial: tuple[str, ...] = ()
        synapses = (Synapse(hostile, "A"),)

        def threshold(self, name: str) -> int | None:
            return 1 if name == "A" else None

        def incoming(self, name: str) -> tuple[Synapse, ...]:
            return self.synapses if name == "A" else ()

    clean = "</title><script>alert('x')</script>&\ufffd\ufffd\ufffd"
    svg = picture(Renamed())
    assert f"afferent {clean}" in groups(svg)
    assert "<script" not in svg
    trace = Trace(2, {hostile: (0,)}, 1, 0, 1)
    assert f"{clean} fires at t = 0" in groups(raster(trace))
    shown = html(hostile, "refuted", hostile, hostile, trace)
    assert "<script" not in shown
    ET.fromstring(shown)


def test_a_large_net_is_summed_up_by_layer() -> None:
    net = random_net(np.random.default_rng(0), neurons=500)
    assert len(net.names) > LARGEST[0]
    svg = picture(net)
    root = ET.fromstring(svg)
    shown = "".join(root.itertext())
    assert "3 afferents, 500 neurons" in shown
    assert "too large to be drawn; cut a part out with net.subnet" in shown
    counts = [int(n) for n in re.findall(r"layers? [0-9–]+: ([0-9,]+)", "\n".join(groups(svg)))]
    assert sum(counts) == 503
    assert svg == picture(net)


def test_many_synapses_and_long_ways_are_summed_up() -> None:
    names = [f"N{k}" for k in range(300)]
    dense = np.triu(np.ones((100, 100), int), 1)
    net = Net.from_matrix(dense, [None] + [1] * 99, names[:100])
    assert len(net.program.source) > LARGEST[1]
    assert "too large" in picture(net)
    rng = np.random.default_rng(3)
    ends = sorted({(int(rng.integers(k)), k) for k in range(1, 300) for _ in range(4)}
                  | {(k - 1, k) for k in range(1, 300)})  # fmt: skip
    builder = Net.build().afferent("N0")
    for name in names[1:]:
        builder.neuron(name)
    for a, b in ends:
        builder.synapse(names[a], names[b])
    sparse = builder.net()
    assert len(sparse.program.source) <= LARGEST[1]
    assert "layers 0–12: 13" in "\n".join(groups(picture(sparse)))


def test_work_grows_no_faster_than_the_net() -> None:
    def steps(n: int) -> int:
        """Count the lines that drawing a chain of n neurons runs."""
        names = [f"a{k}" for k in range(n)]
        net = Net.from_arrays(
            names, [0] + [1] * (n - 1), range(n - 1), range(1, n), np.ones(n - 1, int)
        )
        count = 0

        def tracer(*_: object) -> object:
            nonlocal count
            count += 1
            return tracer

        before = sys.gettrace()
        sys.settrace(tracer)  # type: ignore[arg-type]
        try:
            picture(net)
        finally:
            sys.settrace(before)
        return count

    assert steps(350) < 8 * steps(70)  # drawn
    assert steps(10_000) < 8 * steps(2000)  # summed up


def test_a_huge_net_is_counted_as_a_whole() -> None:
    n = 300_000
    rows = np.arange(n - 1)
    net = Net.from_arrays(
        [f"a{k}" for k in range(n)], np.r_[0, np.ones(n - 1, int)], rows, rows + 1, rows % 3 - 1
    )
    shown = "".join(ET.fromstring(picture(net)).itertext())
    assert "99,999 excite, 100,000 inhibit, 100,000 veto; the longest delay is 1" in shown
    assert "layer" not in shown


def test_the_empty_net_and_one_neuron() -> None:
    empty = Net.from_dict({"format": "psychon-net/1", "neurons": {}, "synapses": []})
    ET.fromstring(picture(empty))
    ET.fromstring(picture(Net.build().neuron("A", initial=True).net()))


def test_a_table_of_a_trace() -> None:
    verdict = verify(load("figure-1e"), "N3 = S N1")
    assert verdict.trace is not None
    assert table(verdict.trace) == (
        " t  0123\n"
        "N1  ....\n"
        "N2  |...\n"
        " A  .|..\n"
        " B  ..|.\n"
        "N3  ...|\n"
        "N4  ....\n"
        "       ^ t = 3: left 1, right 0"
    )


def test_a_long_trace_is_cut_in_the_middle() -> None:
    trace = Trace(200, {"p": (0, 199)}, 199, 1, 0)
    lines = table(trace).splitlines()
    assert lines[:3] == [
        "   " + " " * 16 + " " + "1" * 32,
        "   " + " " * 10 + "1" * 6 + " " + "66" + "7" * 10 + "8" * 10 + "9" * 10,
        "t  " + "0123456789012345" + " " + "89" + "0123456789" * 3,
    ]
    assert lines[3] == "p  |" + "." * 15 + "…" + "." * 31 + "|"
    ET.fromstring(raster(trace))


def test_two_nets_show_only_what_differs_twice() -> None:
    first = Net.build().afferent("p").neuron("A").synapse("p", "A").net()
    second = Net.build().afferent("p").neuron("A").synapse("p", "A", delay=2).net()
    verdict = compare(first, second)
    assert verdict.trace is not None
    assert "A (second)  .." in table(verdict.trace)
    assert "p (second)" not in table(verdict.trace)
    root = ET.fromstring(raster(verdict.trace))
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "A fires at t = 1" in titles


@pytest.mark.parametrize("steps", [1, 20, 64, 65, 300, 12_345])
def test_rasters_number_their_ticks(steps: int) -> None:
    trace = Trace(steps, {"p": (0, steps - 1)}, steps - 1, 1, 0)
    svg = raster(trace)
    shown = [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]
    assert {"0", str(steps - 1)} <= set(shown)
    bars = groups(svg)[f"p fires at t = 0, {steps - 1}"].findall(f"{SVG}path")[1]
    assert bars.get("d", "").count("M") == 2
    assert ("stroke-dasharray" in svg) == (steps > 64)
    assert len(svg) < 20_000


def test_the_mark_stands_at_the_tick_of_disagreement() -> None:
    trace = Trace(5, {"p": (1,), "q": ()}, 1, 0, 1)
    lines = table(trace).splitlines()
    assert lines[1] == "p  .|..."
    assert lines[-1] == "    ^ t = 1: left 0, right 1"
    late = table(Trace(100, {"p": ()}, 40, 0, 1)).splitlines()
    assert late[2][late[-1].index("^")] == "…"
    assert "^" in table(Trace(1, {}, 0, 1, 0))


def test_a_raster_of_many_rows_shows_those_that_fire() -> None:
    firing = {f"N{k}": (0,) if k > 900 else () for k in range(1000)}
    svg = raster(Trace(1, firing, 0, 1, 0))
    titles = groups(svg)
    assert len(titles) == TALLEST
    assert "N999 fires at t = 0" not in titles  # the first 80 of 99
    assert "N901 fires at t = 0" in titles
    assert "N0 is silent" not in titles
    assert "… and 920 rows more" in "".join(ET.fromstring(svg).itertext())


def test_verdicts_in_notebooks_escape_their_text() -> None:
    shown = html("<b>", "unknown", "<m>", "a < b & c", None)
    assert "&lt;b&gt;" in shown
    assert "a &lt; b &amp; c" in shown
    refuted = verify(load("figure-1a"), "N2 = N1")
    assert "<svg" in refuted._repr_html_()
    assert load("figure-1a")._repr_svg_().startswith("<svg")
