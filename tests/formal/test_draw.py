"""Drawings: well-formed, complete, in layers, and readable without a mouse or colours."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from random_nets import random_net

from psychon.formal.draw.layered import picture
from psychon.formal.draw.layout import crossings, place
from psychon.formal.draw.raster import html, table
from psychon.formal.draw.raster import picture as raster
from psychon.formal.net.model import Net
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


@given(st.integers(1, 12), st.data())
def test_layers_flow_right_and_nodes_keep_apart(nodes: int, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1))
    edges = data.draw(st.lists(ends, max_size=30))
    placed = place(nodes, edges, [0])
    for (a, b), chain in placed.chains.items():
        assert [chain[0], chain[-1]] == [a, b]
        layers = [placed.at[node][0] for node in chain]
        assert layers == list(range(layers[0], layers[-1] + 1))
        assert len(layers) > 1
    for a, b in edges:
        if a != b:
            assert ((a, b) in placed.chains) or ((a, b) in placed.back)
            assert ((a, b) in placed.back) == ((b, a) in placed.chains and (a, b) in placed.back)
    by_layer: dict[int, list[float]] = {}
    for layer, height in placed.at.values():
        by_layer.setdefault(layer, []).append(height)
    for heights in by_layer.values():
        assert all(b - a >= 1 - 1e-9 for a, b in pairwise(sorted(heights)))


def test_crossings_are_undone() -> None:
    # two columns joined in reverse order: seven lines that all cross, as given
    edges = [(k, 13 - k) for k in range(7)]
    placed = place(14, edges, list(range(7)))
    order: list[list[int]] = [[], []]
    for node, (layer, _) in sorted(placed.at.items(), key=lambda item: item[1]):
        order[layer].append(node)
    assert crossings([list(range(7)), list(range(7, 14))], placed.chains) == 21
    assert crossings(order, placed.chains) == 0


def test_a_large_net_is_summed_up() -> None:
    net = random_net(np.random.default_rng(0), neurons=200)
    root = ET.fromstring(picture(net))
    shown = "".join(root.itertext())
    assert "200 neurons" in shown
    assert "too large to be drawn; cut a part out with net.subnet" in shown


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


@pytest.mark.parametrize("steps", [1, 20, 50, 300])
def test_rasters_number_their_ticks(steps: int) -> None:
    trace = Trace(steps, {"p": ()}, steps - 1, 1, 0)
    root = ET.fromstring(raster(trace))
    assert "0" in [text.text for text in root.iter(f"{SVG}text")]


def test_verdicts_in_notebooks_escape_their_text() -> None:
    shown = html("<b>", "unknown", "<m>", "a < b & c", None)
    assert "&lt;b&gt;" in shown
    assert "a &lt; b &amp; c" in shown
    refuted = verify(load("figure-1a"), "N2 = N1")
    assert "<svg" in refuted._repr_html_()
    assert load("figure-1a")._repr_svg_().startswith("<svg")
