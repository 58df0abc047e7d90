"""The engine against the reference meaning; randomness, observation and bad input."""

import math
from typing import Any

import numpy as np
import pytest
from random_nets import random_formula

from psychon.formal.errors import BudgetError, FormulaError, InputError, UnknownNameError
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula
from psychon.formal.formula.kinds import Kind
from psychon.formal.formula.parse import parse
from psychon.formal.net.model import Net
from psychon.sim.campaign import simulate as room
from psychon.sim.campaign.simulate import simulate
from psychon.sim.observe.counters import Counters, unpack

COIN = Net.build().afferent("p", "q").neuron("OUT", 2).synapse("p", "OUT").synapse("q", "OUT").net()


def with_past(rng: np.random.Generator, formula: Formula) -> Formula:
    """Wrap a formula in a past operator now and then."""
    kind = (Kind.ONCE, Kind.HISTORICALLY, Kind.SINCE, None)[int(rng.integers(4))]
    if kind is None:
        return formula
    return Formula(kind, (formula, parse("p | ~q")) if kind is Kind.SINCE else (formula,))


@pytest.mark.parametrize("seed", range(5))
def test_watched_formulae_are_evaluated(seed: int) -> None:
    rng = np.random.default_rng(seed)
    formulas = [
        with_past(rng, random_formula(rng, ["p", "q", "OUT"], int(rng.integers(1, 7)), 4))
        for _ in range(20)
    ]
    ticks, runs, burn = 12, 70, 3
    seen = simulate(COIN, ticks, runs, 0.4, seed=seed, watch=formulas, raster=True, burn_in=burn)
    for formula in formulas:
        truth = np.array([
            evaluate(
                formula, [{x for x in COIN.names if seen.raster(x)[r, t]} for t in range(ticks)]
            )
            for r in range(runs)
        ])[:, burn:]  # fmt: skip
        watched = seen.watch[str(formula)]
        assert watched.fraction == pytest.approx(truth.mean())
        assert watched.held_throughout == truth.all(axis=1).mean()
        assert watched.held_once == truth.any(axis=1).mean()
        assert watched.interval[0] <= watched.fraction <= watched.interval[1]


def test_the_same_seed_gives_the_same_bits_in_1_2_and_7_chunks() -> None:
    seen = [simulate(COIN, 9, 3000, 0.3, seed=4, chunks=c, raster=True) for c in (1, 2, 7)]
    for other in seen[1:]:
        for name in COIN.names:
            assert (other.raster(name) == seen[0].raster(name)).all()
        assert other.to_dict() == seen[0].to_dict()
    shorter = simulate(COIN, 9, 1024, 0.3, seed=4, raster=True)
    assert (shorter.raster("p") == seen[0].raster("p")[:1024]).all()


def test_rates_come_out_and_0_and_1_are_certain() -> None:
    net = Net.build().afferent("a", "b", "c", "d").net()
    rates = {"a": 0.0, "b": 1.0, "c": 0.3, "d": 1e-3}
    seen = simulate(net, 50, 20_000, rates, seed=1)
    assert seen.count["a"] == 0
    assert seen.rate["b"] == 1
    for name in ("c", "d"):
        p = rates[name]
        # 7 standard deviations: a false alarm in 4e11 runs
        assert abs(seen.rate[name] - p) < 7 * math.sqrt(p * (1 - p) / 1e6)


def test_given_stimuli_for_all_runs_and_for_each() -> None:
    each = np.random.default_rng(0).random((70, 5)) < 0.5
    seen = simulate(COIN, 5, 70, stimuli={"p": [1, 0, 1, 1, 0], "q": each}, raster=True, chunks=3)
    assert (seen.raster("p") == np.array([1, 0, 1, 1, 0], bool)).all()
    assert (seen.raster("q") == each).all()
    assert (seen.raster("OUT")[:, 1:] == (each & seen.raster("p"))[:, :-1]).all()
    mixed = simulate(COIN, 5, 70, {"q": 1}, stimuli={"p": [1] * 5})
    assert mixed.rate["OUT"] == 0.8


def test_a_result_says_briefly_what_it_is() -> None:
    seen = simulate(COIN, 10, 1, watch="OUT", raster=True)
    assert repr(seen) == "<Simulation: 1 neuron, 10 ticks of 1 run, seed 0>"
    assert "first=" not in repr(seen.watch["OUT"])


def test_counts_rates_and_json() -> None:
    seen = simulate(COIN, 10, 100, 1.0, watch=["OUT", "always_"[:0] + "once OUT"], burn_in=2)
    assert seen.count == {"p": 800, "q": 800, "OUT": 800}
    assert seen.fractions("OUT").tolist() == [1.0] * 100
    document = seen.to_dict()
    assert document["neurons"] == {
        "OUT": {"count": 800, "rate": 1.0, "interval": list(seen.interval["OUT"])}
    }
    assert document["watch"] == {
        text: {"fraction": 1.0, "interval": list(seen.watch[text].interval),
               "held_throughout": 1.0, "held_once": 1.0,
               "first": {"mean": 2.0, "interval": list(seen.watch[text].first_interval)}}
        for text in ("OUT", "once OUT")
    }  # fmt: skip
    assert "<td>OUT</td>" in seen._repr_html_()


@pytest.mark.parametrize("ticks", [1, 2, 3, 7, 64, 100])
def test_counters_count(ticks: int) -> None:
    rng = np.random.default_rng(ticks)
    counters, total = Counters(), np.zeros((3, 128), int)
    for _ in range(ticks):
        words = rng.integers(0, 2**64, (3, 2), np.uint64)
        counters.add(words)
        total += unpack(words, 128)
    assert (counters.totals(slice(None), 128) == total).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"steps": 0}, InputError, "steps: it is 0; give a whole number from 1 on"),
        ({"runs": True}, InputError, "runs: it is True; give a whole number from 1 on"),
        ({"runs": 1.5}, InputError, "runs: it is 1.5; give a whole number from 1 on"),
        ({"chunks": 0}, InputError, "chunks: it is 0; give a whole number from 1 on"),
        ({"seed": -1}, InputError, "seed: it is -1; give a whole number from 0 on"),
        ({"seed": 2**64}, InputError, f"seed: it is {2**64}; stay below 2^64"),
        ({"burn_in": 5}, InputError, "burn_in: it is 5 of 5 ticks; leave ticks to count"),
        ({"level": 1}, InputError, "level: it is 1; give a number between 0 and 1"),
        ({"engine": "warp"}, InputError, "engine: 'warp' is unknown; use auto, numpy or fast"),
        ({"threads": 0}, InputError, "threads: it is 0; give a whole number from 1 on"),
        ({"threads": 2000}, InputError, "threads: it is 2000; stay at 1024 or below"),
        ({"rates": 1.1}, InputError, "rates: the rate is 1.1; give a number from 0 to 1"),
        ({"rates": math.nan}, InputError, "rates: the rate is nan; give a number from 0 to 1"),
        ({"rates": {"p": 0.5}}, InputError,
         "rates: nothing drives the afferent 'q'; add 'q' to rates or stimuli"),
        ({"rates": {"p": 0.5, "q": "x"}}, InputError,
         "rates[q]: the rate is 'x'; give a number from 0 to 1"),
        ({"rates": {"p": 0.5, "r": 0.5}}, UnknownNameError,
         "rates: no afferent is called 'r'; known names: p, q"),
        ({"rates": {"OUT": 0.5}}, InputError,
         "rates: 'OUT' is a neuron; the net decides whether it fires; drive afferents only"),
        ({"stimuli": {"p": [1, 0]}}, InputError,
         "stimuli[p]: its shape is (2,); give 5 values, or [3 runs, 5 ticks]"),
        ({"stimuli": {"p": [2, 0, 0, 0, 0]}}, InputError,
         "stimuli[p]: a value is neither 0 nor 1; 1 fires, 0 is silent"),
        ({"stimuli": {"p": [1] * 5}, "rates": {"p": 1, "q": 1}}, InputError,
         "rates: 'p' also has a stimulus; keep its rate or its stimulus"),
        ({"watch": ["p &"]}, FormulaError,
         "watch[0]: column 4: the end stands where a formula must begin; write a neuron, true,"
         " false or ( there"),
        ({"watch": ["z"]}, UnknownNameError,
         "watch[0]: no neuron is called 'z'; known names: p, q, OUT"),
    ],
)  # fmt: skip
def test_bad_input(arguments: dict[str, object], error: type[InputError], message: str) -> None:
    call: dict[str, object] = {"steps": 5, "runs": 3} | arguments
    with pytest.raises(error) as caught:
        simulate(COIN, **call)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_memory_is_estimated_before_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Net.build().afferent("p").neuron("N").synapse("p", "N", delay=1_000_000).net()
    with pytest.raises(
        BudgetError, match="2 rows with delays to 1000000 and 2,048,000 runs at once"
    ):
        simulate(slow, 5, 2_048_000)
    with pytest.raises(BudgetError, match="the counts of 1,000,000,000 runs would take 10.5 GiB"):
        simulate(COIN, 10**9, 10**9)
    monkeypatch.setattr(room, "MEMORY", 4000)
    with pytest.raises(BudgetError, match="keep fewer runs or ticks"):
        simulate(COIN, 5000, 3, raster=True)
    seen = simulate(COIN, 5, 3)
    with pytest.raises(InputError, match="raster: no rasters were kept; simulate with raster=True"):
        seen.raster("p")
    with pytest.raises(UnknownNameError, match="simulation: 'z' was not observed"):
        seen.fractions("z")


def test_integers_of_numpy_are_integers() -> None:
    net = Net.build().afferent("p").neuron("A").synapse("p", "A").net()
    plain = simulate(net, 7, 70, 0.5, seed=2, burn_in=2, chunks=2)
    one: Any = np.int32(1)
    made = simulate(
        net, 7 * one, 70 * one, 0.5, seed=2 * one, burn_in=2 * one, chunks=2 * one, threads=one
    )
    assert made.count == plain.count
