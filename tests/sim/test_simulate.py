"""The engine against the reference meaning; randomness, observation and bad input."""

import hashlib
import math
from fractions import Fraction

import numpy as np
import pytest
from random_nets import random_formula, random_net

from psychon.formal.errors import BudgetError, FormulaError, InputError, UnknownNameError
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula
from psychon.formal.formula.kinds import Kind
from psychon.formal.formula.parse import parse
from psychon.formal.net.model import Net
from psychon.formal.net.tick import run
from psychon.sim.campaign import simulate as room
from psychon.sim.campaign.simulate import simulate
from psychon.sim.engine import planes
from psychon.sim.engine.layout import lay_out
from psychon.sim.observe.counters import Counters, unpack

COIN = Net.build().afferent("p", "q").neuron("OUT", 2).synapse("p", "OUT").synapse("q", "OUT").net()


@pytest.mark.parametrize("part", range(10))
def test_the_engine_is_the_reference_meaning_on_1000_random_nets(part: int) -> None:
    rng = np.random.default_rng(part)
    for k in range(100):
        net = random_net(
            rng,
            afferents=int(rng.integers(0, 5)),
            neurons=int(rng.integers(1, 25)),
            max_delay=int(rng.integers(1, 9)),
            max_weight=(1, 3, 2**20)[k % 3],
            max_fan_in=int(rng.choice([1, 4, 12, 30])),
            initial=True,
            cycles=bool(k % 2),
        )
        ticks = 14
        seen = simulate(net, ticks, 3, 0.5, seed=k, raster=True)
        for r in range(3):
            inputs = [{x for x in net.afferents if seen.raster(x)[r, t]} for t in range(ticks)]
            for t, firing in enumerate(run(net, inputs)):
                assert firing == {x for x in net.names if seen.raster(x)[r, t]}


def test_many_neurons_of_one_shape_and_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planes, "TILE_BYTES", 1024)
    rng = np.random.default_rng(5)
    rows, fan_in = 300, 6
    target = np.repeat(np.arange(20, rows), fan_in)
    source = np.concatenate([rng.choice(rows, fan_in, replace=False) for _ in range(rows - 20)])
    weight = rng.choice([1, 1, 1, 2, -1, 0], len(target))
    thresholds = np.where(np.arange(rows) < 20, 0, rng.integers(1, 3, rows))
    names = [f"n{k}" for k in range(rows)]
    net = Net.from_arrays(names, thresholds, source, target, weight)
    assert any(group.last - group.first >= 8 for group in lay_out(net.program).groups)
    seen = simulate(net, 8, 2, 0.5, raster=True)
    for r in range(2):
        inputs = [{x for x in net.afferents if seen.raster(x)[r, t]} for t in range(8)]
        for t, firing in enumerate(run(net, inputs)):
            assert firing == {x for x in net.names if seen.raster(x)[r, t]}


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


def test_golden_bits() -> None:
    seen = simulate(COIN, 20, 640, {"p": 0.3, "q": Fraction(1, 7)}, seed=2**63 + 5, raster=True)
    bits = np.packbits(np.stack([seen.raster(name) for name in COIN.names]), bitorder="little")
    digest = hashlib.sha256(bits.tobytes()).hexdigest()
    assert digest == GOLDEN


GOLDEN = "d2b84a705cb9fc8565237c2023b627cb25fab8ff60936875dd429b2c8b1dd4eb"


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
               "held_throughout": 1.0, "held_once": 1.0}
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
        ({"engine": "fast"}, InputError,
         "engine: there is no fast engine yet; use auto or numpy"),
        ({"engine": "warp"}, InputError, "engine: 'warp' is unknown; use auto or numpy"),
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
    with pytest.raises(BudgetError, match="the counts of 1,000,000,000 runs would take 22.4 GiB"):
        simulate(COIN, 10**9, 10**9)
    monkeypatch.setattr(room, "MEMORY", 100)
    with pytest.raises(BudgetError, match="keep fewer runs or ticks"):
        simulate(COIN, 50, 3, raster=True)
    seen = simulate(COIN, 5, 3)
    with pytest.raises(InputError, match="raster: no rasters were kept; simulate with raster=True"):
        seen.raster("p")
    with pytest.raises(UnknownNameError, match="simulation: 'z' was not observed"):
        seen.fractions("z")
