"""Pictures: what they show is read back from them; refusals before any work."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from interfaces.command_line import ask, refused

from psychon.formal.errors import BudgetError, InputError
from psychon.formal.net.model import Net
from psychon.formal.registry import load
from psychon.sim.campaign.result import Simulation
from psychon.sim.campaign.simulate import simulate
from psychon.sim.explore.attractors import attractors
from psychon.sim.learning.presentation import Independent
from psychon.sim.learning.result import Learned
from psychon.sim.learning.selectron import selectron
from psychon.sim.observe.raster import Window
from psychon.sim.plot import firing, learning, states, style

NET = load("figure-1e")


def seen(**asked: Any) -> Simulation:
    """Simulate figure 1(e)."""
    return simulate(NET, 30, 70, 0.4, **asked)


def learned(every: int = 10, replicas: int = 5, inputs: int = 3) -> Learned:
    """Let a few selectrons learn."""
    return selectron(
        Independent([0.5] * inputs), 40, replicas, alpha=0.1, theta=0.1, omega=1, every=every
    )


def closed(count: int) -> Net:
    """Return a ring of neurons."""
    names = [f"n{k}" for k in range(count)]
    weights = dict.fromkeys(zip(names, names[1:] + names[:1], strict=True), 1)
    return Net.from_threshold(weights, dict.fromkeys(names, 0.5))


def test_a_raster_has_a_mark_for_each_spike() -> None:
    shown = seen(raster=Window(("N1", "N3"), (5, 25), 3))
    figure = firing.raster(shown, run=2)
    axes: Any = figure.axes[0]
    for marks, name in zip(axes.collections, ("N1", "N3"), strict=True):
        drawn = [int(path.vertices[0][0]) for path in marks.get_paths()]
        assert drawn == (5 + np.flatnonzero(shown.raster(name)[2])).tolist()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["N1", "N3"]
    first, second = (marks.get_color().tolist() for marks in axes.collections)
    assert first != second
    many = Net.from_arrays([f"a{k}" for k in range(60)], [0] * 60, [], [], [])
    crowd: Any = firing.raster(simulate(many, 5, 1, raster=True))
    assert crowd.axes[0].get_ylabel() == "60 names"


def test_lines_of_rates_are_the_rates_and_bands_the_intervals() -> None:
    shown = seen(per_tick=["N3", "S N1 | N4"])
    axes: Any = firing.rates(shown).axes[0]
    for line, text in zip(axes.lines, shown.per_tick, strict=True):
        assert np.asarray(line.get_ydata()).tolist() == shown.per_tick[text].rate.tolist()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["N3", "S N1 | N4"]
    assert len({(line.get_color(), str(line.get_linestyle())) for line in axes.lines}) == 2
    top = max(float(one.interval[1].max()) for one in shown.per_tick.values())
    assert top <= axes.get_ylim()[1] <= min(1.0, 1.2 * top)
    rare: Any = firing.rates(seen(per_tick="N1 & ~N1")).axes[0]
    assert rare.get_ylim()[1] < 0.2
    low, high = shown.per_tick["N3"].interval
    corners = axes.collections[0].get_paths()[0].vertices
    assert {round(float(y), 9) for y in (*low, *high)} == {round(float(y), 9) for _, y in corners}


def test_rates_by_neuron() -> None:
    shown = seen()
    axes: Any = firing.rates(shown).axes[0]
    assert np.asarray(axes.lines[0].get_xdata()).tolist() == [shown.rate[n] for n in NET.neurons]
    ends = [path.vertices[:, 0].tolist() for path in axes.collections[0].get_paths()]
    assert ends == [list(shown.interval[n]) for n in NET.neurons]


def test_histograms_of_intervals_are_their_shares() -> None:
    shown = seen(isi=["N3", "N1"], longest=9)
    axes: Any = firing.intervals(shown).axes[0]
    for line, text in zip(axes.lines, shown.isi, strict=True):
        assert np.asarray(line.get_ydata()).tolist() == shown.isi[text].fraction.tolist()
        assert np.asarray(line.get_xdata()).tolist() == list(range(1, 10))
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words[0] == f"N3, {shown.isi['N3'].total:,} intervals"


def test_weights_over_time_are_quantiles_of_the_replicas() -> None:
    known = learned()
    axes: Any = learning.weights(known, inputs=[2, 0], band=(0, 1)).axes[0]
    for line, k in zip(axes.lines, (2, 0), strict=True):
        assert np.asarray(line.get_xdata()).tolist() == [0, 10, 20, 30, 40]
        middle = np.median(known.history[:, :, k], axis=1)
        np.testing.assert_allclose(np.asarray(line.get_ydata(), float), middle)
    assert len(axes.collections) == 2
    assert not learning.weights(learned(replicas=1)).axes[0].collections[:]


def test_states_show_each_basin_with_its_states() -> None:
    net = closed(5)
    found = attractors(net)
    figure: Any = states.states(net)
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert sorted(titles) == sorted(
        f"{'fixed point' if a.period == 1 else f'cycle of {a.period}'}: {a.basin} of 32 states"
        f" ({a.basin / 32:.1%})"
        for a in found
    )
    dots = sum(len(np.asarray(line.get_xdata())) for axes in figure.axes for line in axes.lines)
    assert dots == 32
    words = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"silent", "n0", "n0, n1, n2, n3, n4"} <= words
    many: Any = states.states(closed(10))
    assert re.fullmatch(r"the largest 25 of \d+ basins", many.get_suptitle())


def test_trees_stand_outside_of_what_they_lead_to() -> None:
    # 3 -> 2 -> 0 <-> 1: a cycle of two with a tail
    place = states._places([0, 1], [1, 0, 0, 2], [0, 1, 2, 3])
    far = {s: float(np.hypot(*place[s])) for s in place}
    assert far[0] == far[1] < far[2] < far[3]
    # the label of 0 keeps off the arrows from 1 and 2, which come along one line
    for s, led_to in ((0, True), (1, False)):
        x, y = states._beside(*place[s], led_to)
        along = (x * place[s][0] + y * place[s][1]) / far[s]
        assert round(along, 9) == (0.707106781 if led_to else 1), (x, y)
    assert states._beside(0.0, 0.0, True) == (0.0, 1.0)
    assert states._basins([1, 0, 0, 2, 4]) == [([0, 1], [0, 1, 2, 3]), ([4], [4])]


def test_files_are_whole_and_the_same_each_time(tmp_path: Path) -> None:
    shown = seen(per_tick="N3", raster=True)
    for ending, head in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        files = [tmp_path / f"{k}.{ending}" for k in range(2)]
        for file in files:
            style.save(firing.overview(shown), file)
        assert files[0].read_bytes() == files[1].read_bytes()
        assert files[0].read_bytes().startswith(head)
    tree = ET.fromstring((tmp_path / "0.svg").read_text())
    words = {text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert {"tick", "rate over runs", "N3"} <= words


def test_colours_differ_as_much_as_their_source_says() -> None:
    assert len(set(style.COLOURS)) == len(style.DASHES) == len(style.MARKERS) == firing.LINES


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: firing.raster(seen()), "raster: no rasters were kept; simulate with raster=True"),
        (lambda: firing.raster(seen(raster=True), run=70), "run: it is 70; give 0 to 69"),
        (lambda: firing.overview(seen(raster=True)),
         "plot: no raster and rates by tick were kept; simulate with raster and per_tick"),
        (lambda: firing.rates(seen(per_tick=["N1", "N2", "A", "B", "N3", "N4", "~N1", "~N2"])),
         "per_tick: there are 8 lines; draw 7 at most, which can be told apart"),
        (lambda: firing.intervals(seen()),
         "isi: no intervals were counted; simulate with isi=..."),
        (lambda: firing.intervals(seen(isi=["N1", "N2", "A", "B", "N3", "N4", "~N1", "~N2"])),
         "isi: there are 8 lines; draw 7 at most, which can be told apart"),
        (lambda: learning.weights(learned(every=0)),
         "weights: no history was kept; learn with every=..."),
        (lambda: learning.weights(learned(), [3]),
         "inputs: there is no input 3; give numbers from 0 to 2"),
        (lambda: learning.weights(learned(inputs=9), range(8)),
         "inputs: there are 8 lines; draw 1 to 7, which can be told apart"),
        (lambda: learning.weights(learned(), band=(0.9, 0.1)),
         "band: it is (0.9, 0.1); give two quantiles, as (0.1, 0.9)"),
        (lambda: style.checked("x.pdf"),
         "'x.pdf': its format is not known; end it in .svg or .png"),
    ],
)  # fmt: skip
def test_bad_input(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value) == message


def test_too_many_states() -> None:
    with pytest.raises(BudgetError) as caught:
        states.states(closed(13))
    assert str(caught.value) == (
        "the net has 2^13 states, more than a picture shows, 2^12; psychon attractors counts them"
    )


def test_commands_draw(tmp_path: Path) -> None:
    file = tmp_path / "run.svg"
    args = ("simulate", "figure-1e", "--steps", "20", "--runs", "9", "--json")
    assert ask(*args, "--plot", str(file)).json == ask(*args).json
    assert "<svg" in file.read_text()
    assert "by tick" not in ask(*args[:-1], "--plot", str(file)).stdout  # those are drawn alone
    ring = tmp_path / "ring.json"
    closed(4).save(ring)
    picture = tmp_path / "ring.png"
    assert ask("attractors", str(ring), "--plot", str(picture)).code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    for command in (("simulate", "figure-1e"), ("attractors", str(ring))):
        assert refused(*command, "--plot", "x.pdf") == (
            "'x.pdf': its format is not known; end it in .svg or .png"
        )


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(style, "find_spec", lambda _: None)
    missing = 'plot: drawing needs matplotlib; pip install "psychon[plot]"'
    assert refused("simulate", "figure-1e", "--plot", str(tmp_path / "a.svg")) == missing
    with pytest.raises(InputError, match="drawing needs matplotlib"):
        firing.rates(seen())
