"""Whatever is given, the answer is a result or one of psychon's own errors, soon and small."""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from psychon.formal.errors import BudgetError, InputError, PsychonError
from psychon.formal.machine.net import embody
from psychon.formal.machine.table import read
from psychon.formal.net.model import Net
from psychon.sim.arguments import instance, numbers, one_of, real, reals, several, shown, whole
from psychon.sim.campaign.recorded import follow
from psychon.sim.campaign.simulate import simulate
from psychon.sim.explore.machine import run_machine
from psychon.sim.factorisation.multiplicative import factorise
from psychon.sim.learning.hebb import hebb
from psychon.sim.learning.perceptron import perceptron
from psychon.sim.learning.presentation import Driven, Gaussian, Given, Independent, Patterns
from psychon.sim.learning.selectron import selectron
from psychon.sim.learning.stdp import stdp
from psychon.sim.membrane.passive import passive
from psychon.sim.observe.raster import Window
from psychon.sim.plot.learning import weights
from psychon.sim.rivalry.dominance import Rivals, first_passages, stepped, survival
from psychon.sim.statistics.alarms import level
from psychon.sim.statistics.evidence import SequentialTest, combined, discoveries
from psychon.sim.statistics.samples import runs_needed
from psychon.sim.statistics.sequence import ConfidenceSequence
from psychon.sim.stimulus.common import CommonSource
from psychon.sim.stimulus.drive import Drive
from psychon.sim.stimulus.markov import Markov
from psychon.sim.stimulus.poisson import Poisson
from psychon.sim.stimulus.recorded import Trace, read_trace
from psychon.sim.stimulus.varying import Varying

HOSTILE: tuple[Any, ...] = (
    None, math.nan, math.inf, -math.inf, -1, 0, 2, 2**70, 10**400, -0.5, 1e300, 1e-320, "", "x",
    "0.5", b"a", [], (), {}, [[]], [None], ["a"], [0.5], [1, [2]], ((1, 2), 3), [10**400], True,
    np.float32(0.3), np.int8(1), np.array(0.3), np.array(["a"]), np.array([None]),
    np.zeros((2, 0)), np.full((5, 2), math.nan), np.array([1j]), 1j, Fraction(1, 3), object(),
    {"a": 0.5}, {"a": None, "b": "q"}, {"a": [0.5] * 5, "b": np.float32(0.2)}, {1}, int, Markov,
    Poisson(1.0), {"a": Markov}, {(): [0] * 5}, Window(runs=-1), Independent([0.5, 0.5]),
)  # fmt: skip

NET = Net.build().afferent("a", "b").neuron("N").synapse("a", "N").net()
SEEN = simulate(NET, 5, 70, raster=True)
PAIR = Rivals(1.2, 0.2, 0.75, 1.0)
TWO = Independent([0.5, 0.5])
RULE: dict[str, Any] = {"source": TWO, "presentations": 5, "replicas": 3, "engine": "numpy"}
BODY = embody(read("1RB1LB_1LA1RZ"))

CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "simulate": (simulate, {
        "net": NET, "steps": 5, "runs": 70, "rates": 0.5, "stimuli": None, "seed": 0,
        "engine": "numpy", "watch": (), "per_tick": (), "isi": (), "longest": 64, "raster": False,
        "burn_in": 0, "level": 0.99, "chunks": 1, "threads": None}),
    "window": (lambda **w: simulate(NET, 5, 70, raster=Window(**w)),
               {"names": None, "ticks": None, "runs": None}),
    "stimulus": (lambda v, w: Drive(("a", "b", "c"), "N", 0.5, {"a": v, ("b", "c"): w}, 5, 3, 0),
                 {"v": [0] * 5, "w": Poisson(1)}),
    "rate": (lambda v: simulate(NET, 5, 70, {"a": v, "b": 0.5}), {"v": 0.5}),
    "raster": (SEEN.raster, {"name": "N"}),
    "runs_needed": (SEEN.runs_needed, {"name": "a", "relative": 0.1, "power": 0.9}),
    "CommonSource": (CommonSource, {"rate": 0.5, "copies": [0.5, 0.5], "own": None}),
    "correlation": (CommonSource(0.5, [0.5, 0.5]).correlation, {"i": 0, "j": 1}),
    "Markov": (Markov, {"start": 0.5, "stay": 0.5}),
    "bursts": (Markov.bursts, {"rate": 0.1, "length": 3}),
    "Poisson": (Poisson, {"mean": 1.0}),
    "at_least": (Poisson(1.0).at_least, {"count": 2}),
    "Varying": (Varying, {"rates": [0.5]}),
    "Trace": (Trace, {"names": ("a", "b"), "fires": np.ones((5, 2), bool), "merged": 0}),
    "follow": (follow, {"trace": Trace(("a",), np.ones((5, 1), bool)), "formulas": ["a"]}),
    "Driven": (lambda **k: Driven(**k).stream(3, 5, 0),
               {"inputs": 2, "rates": 0.5, "stimuli": None}),
    "stream": (TWO.stream, {"replicas": 3, "presentations": 5, "seed": 0}),
    "Independent": (Independent, {"rates": [0.5]}),
    "Patterns": (Patterns, {"patterns": [[1, 0], [0, 1]], "chances": None, "nu": 1.0}),
    "Given": (Given, {"values": [[1, 0]]}),
    "Gaussian": (Gaussian, {"covariance": [[1, 0], [0, 1]], "mean": None}),
    "hebb": (hebb, RULE | {"tau": 1, "dt": 0.1, "weights": None, "step": "exact", "every": 0}),
    "selectron": (selectron, RULE | {
        "alpha": 0.1, "theta": 0, "omega": 1, "nu": 1.0, "constraint": "project", "seed": 0}),
    "stdp": (stdp, {
        "trains": TWO, "ticks": 5, "replicas": 3, "a_plus": 0.1, "tau_plus": 1, "a_minus": 0.1,
        "tau_minus": 2, "dt": 1.0, "bounds": (0, 1), "weights": None, "engine": "numpy"}),
    "perceptron": (perceptron, {
        "examples": [[1, 0], [0, 1]], "labels": [1, -1], "epochs": 10, "engine": "numpy"}),
    "sequence": (ConfidenceSequence, {"means": 1}),
    "update": (lambda values: ConfidenceSequence(1).update(values), {"values": [[0.5]]}),
    "test": (SequentialTest, {"means": [0.5], "level": 0.99}),
    "combined": (combined, {"evidence": [1.0, 2.0], "independent": False}),
    "discoveries": (discoveries, {"evidence": [1.0, 2.0], "rate": 0.01}),
    "needed": (runs_needed, {
        "mean": 0.3, "variance": None, "relative": 0.1, "level": 0.9, "power": 0.9}),
    "level": (level, {"group": "claims", "checks": None}),
    "passive": (passive, {
        "current": [1.0, 2.0], "tau": 1.0, "resistance": 1.0, "dt": 0.1, "rest": 0.0,
        "start": None, "method": "exact"}),
    "Rivals": (Rivals, {"drive": 1.0, "threshold": 0.5, "inhibition": 0.6, "adaptation": 0.5}),
    "stepped": (stepped, {"rivals": PAIR, "time": 1, "dt": 0.1, "start": (0.0, 1.0)}),
    "first_passages": (first_passages, {
        "generator": np.random.default_rng(0), "runs": 3, "rivals": PAIR, "noise": 0.3, "dt": 0.1,
        "start": 1.0}),
    "survival": (survival, {
        "rivals": PAIR, "noise": 0.3, "dt": 0.1, "start": 1.0, "least": 1e-3}),
    "factorise": (factorise, {"responses": [[1.0, 2.0]], "parts": 1, "steps": 3, "seed": 0}),
    "machine": (run_machine, {
        "body": BODY, "tape": (), "steps": 10, "engine": "numpy", "keep": 0}),
    "weights": (weights, {
        "learned": hebb(**RULE, tau=1, dt=0.1, every=1), "inputs": [9], "band": (0.1, 0.9)}),
}  # fmt: skip


def complaint(call: Callable[[], object]) -> str:
    """Return what psychon refuses a call with, "" if it does not; any other error goes through."""
    try:
        call()
    except PsychonError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", CALLS)
def test_hostile_arguments_raise_nothing_but_what_is_meant(name: str) -> None:
    call, good = CALLS[name]
    for label in good:
        if (name, label) == ("machine", "body"):
            continue  # another object altogether is the caller's own mistake
        said = [complaint(partial(call, **good | {label: value})) for value in HOSTILE]
        assert any(said), label
        assert all(len(text) < 500 and "\n" not in text for text in said), said


def test_recordings_by_hostile_paths_and_widths(tmp_path: Path) -> None:
    file = tmp_path / "spikes.csv"
    file.write_text("time,neuron\n1,a\n")
    for value in HOSTILE:
        for path, width in ((value, None), (file, value)):
            assert "\n" not in complaint(partial(read_trace, path, width))


def test_memory_is_refused_before_it_is_taken() -> None:
    for call in (
        lambda: hebb(Driven(10**8), 5, 3, tau=1, dt=0.1),
        lambda: Driven(10**11).stream(10**6, 5, 0),
        lambda: Patterns([[1, 0]]).stream(10**12, 5, 0),
        lambda: Gaussian([[1]]).stream(10**12, 5, 0),
        lambda: ConfidenceSequence(10**12),
        lambda: factorise([[1.0, 2]], 10**9, 3),
        lambda: factorise([[1.0, 2]], 1, 10**12),
        lambda: first_passages(np.random.default_rng(0), 10**11, PAIR, 0.3, 0.1, 1.0),
    ):
        with pytest.raises(BudgetError, match="would take .* GiB, more than 4 GiB; "):
            call()
    # as many chunks as one likes are no more pieces than there are blocks
    assert simulate(NET, 5, 70, 0.5, chunks=10**9).count == simulate(NET, 5, 70, 0.5).count


def test_what_would_never_end_is_refused_at_once() -> None:
    weak = Rivals(0.5, 0.2, 0.75, 1.0)
    for call in (
        lambda: first_passages(np.random.default_rng(0), 5, weak, 0.0, 0.1, 0.5),
        lambda: survival(weak, 0.01, 0.1, 0.5),
        lambda: first_passages(np.random.default_rng(0), 5, PAIR, 0.1, 1e-99, 64.0),
        lambda: stepped(PAIR, 1e9, 1e-3, (0, 1)),
    ):
        with pytest.raises(BudgetError, match="takes more than 10,000,000 steps; take longer"):
            call()


def test_numbers_of_numpy_are_numbers() -> None:
    ticks = np.full(5, 0.25, np.float32)
    quarter: Any = np.float32(0.25)
    one: Any = np.int8(1)
    four: Any = np.int8(4)
    wanted = simulate(NET, 5, 70, {"a": [0.25] * 5, "b": 0.25})
    assert simulate(NET, 5, 70, {"a": ticks, "b": quarter}).count == wanted.count
    assert simulate(NET, 5, 70, {"a": one, "b": np.array(0.5, np.float16)}).rate["a"] == 1
    assert Markov.bursts(quarter, four).start == Markov.bursts(0.25, 4).start
    assert Poisson(quarter).at_least(1) == Poisson(0.25).at_least(1)
    window = Window(("N",), (one, four), one)
    assert simulate(NET, 5, 70, raster=window).raster("N").shape == (1, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: simulate(NET, 5, 3, {"a": "0.5", "b": 0}),
         "rates[a]: the rate is '0.5'; give a number from 0 to 1"),
        (lambda: simulate(NET, 5, 3, ["0.5"] * 5), "rates: it holds text; give finite numbers"),
        (lambda: simulate(NET, 5, 3, raster="yes"),  # type: ignore[arg-type]
         "raster: it is 'yes'; give True, False or a Window"),
        (lambda: simulate(NET, 5, 3, raster=Window(ticks=(1,))),  # type: ignore[arg-type]
         "raster: ticks: they are (1,); give (first, after) within 0 and 5"),
        (lambda: simulate(NET, 5, 3, raster=Window(names=3)),  # type: ignore[arg-type]
         "raster: names: it is 3; give a tuple of names"),
        (lambda: simulate(NET, 5, 3, watch=[3]),  # type: ignore[list-item]
         "watch[0]: it is 3; give formulae, as texts or values"),
        (lambda: simulate(NET, 5, 3, stimuli=[1]),  # type: ignore[arg-type]
         "stimuli: it is [1]; give a sequence or a law by the name of an afferent"),
        (lambda: CommonSource(0.5, None),  # type: ignore[arg-type]
         "copies: it is None; give one for each afferent"),
        (lambda: hebb(None, 5, 3, tau=1, dt=1),  # type: ignore[arg-type]
         "source: it is None; give Independent, Driven, Patterns, Given or Gaussian"),
        (lambda: Trace(("a",), np.ones((5, 2), bool)),
         "fires: it is bool of the shape (5, 2); give [ticks, 1] of bool"),
        (lambda: whole("n", 10**5000), "n: it is <int>; stay at 1000000000000 or below"),
        (lambda: real("x", 1e300), "x: it is 1e+300; stay within 1e+100"),
        (lambda: numbers("x", [1e300], (-1,)), "x[0]: it is 1e+300; stay within 1e+100"),
        (lambda: reals("x", [1j]), "x: it holds complex numbers; give finite numbers"),
        (lambda: one_of("x", [], ("a", "b", "c")), "x: [] is unknown; use a, b or c"),
        (lambda: several("x", np.array(1), "give some"), "x: it is array(1); give some"),
        (lambda: instance("x", 1, str, "give text"), "x: it is 1; give text"),
    ],
)  # fmt: skip
def test_messages(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value) == message
    assert len(shown("x" * 1000)) == 80
