"""What is seen of a simulation without unpacking it, against what its rasters show."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from random_nets import random_net

from psychon.formal.errors import BudgetError, FormulaError, InputError, UnknownNameError
from psychon.formal.net.model import Net
from psychon.sim.campaign.result import Simulation, interval
from psychon.sim.campaign.simulate import simulate
from psychon.sim.observe import counters
from psychon.sim.observe.counters import popcount
from psychon.sim.observe.raster import Window
from psychon.sim.observe.tally import SpikeIntervals, Tally

COIN = Net.build().afferent("p", "q").neuron("OUT", 2).synapse("p", "OUT").synapse("q", "OUT").net()
ASKED: dict[str, Any] = {
    "watch": ["OUT", "OUT & ~S p", "once OUT", "true"], "per_tick": ["p", "OUT | S q"],
    "isi": ["OUT", "p"], "longest": 5, "raster": True, "seed": 6,
}  # fmt: skip
TICKS, RUNS, BURN = 40, 1100, 3


def look(**changed: Any) -> Simulation:
    """Simulate and see."""
    given: dict[str, Any] = {"steps": TICKS, "runs": RUNS, "rates": 0.4, "burn_in": BURN}
    return simulate(COIN, **given | ASKED | changed)


def waits(truth: np.ndarray) -> list[int]:
    """Return the ticks between one time and the next, [runs, ticks]."""
    return [int(gap) for row in truth for gap in np.diff(np.flatnonzero(row))]


def test_rates_by_tick_and_interspike_intervals_are_those_of_the_rasters() -> None:
    seen = look()
    p, q, out = (seen.raster(name) for name in ("p", "q", "OUT"))
    late_q = np.concatenate([np.zeros((RUNS, 1), bool), q[:, :-1]], axis=1)
    for text, truth in (("p", p), ("OUT | S q", out | late_q)):
        assert (seen.per_tick[text].counts == truth.sum(axis=0)).all()
        assert (seen.per_tick[text].rate == truth.mean(axis=0)).all()
        low, high = seen.per_tick[text].interval
        assert (low <= seen.per_tick[text].rate).all()
        assert (seen.per_tick[text].rate <= high).all()
    for text, truth in (("OUT", out), ("p", p)):
        gaps = waits(truth[:, BURN:])
        assert seen.isi[text].counts.tolist() == [gaps.count(k) for k in range(1, 6)]
        assert seen.isi[text].longer == sum(gap > 5 for gap in gaps)
        assert seen.isi[text].total == len(gaps)
        assert seen.isi[text].fraction.sum() + seen.isi[text].longer / len(gaps) == (
            pytest.approx(1))  # fmt: skip
        assert seen.isi[text].mean is None
        whole = look(longest=TICKS).isi[text]
        assert whole.mean == pytest.approx(np.mean(gaps))
        assert whole.longer == 0


def test_first_times_are_those_of_the_rasters() -> None:
    seen = look()
    out = seen.raster("OUT")[:, BURN:]
    first = np.where(out.any(axis=1), out.argmax(axis=1), TICKS - BURN) + BURN
    watched = seen.watch["OUT"]
    assert (watched.first == first).all()
    assert watched.first_mean == pytest.approx(first.mean())
    assert watched.first_interval[0] < watched.first_mean < watched.first_interval[1]
    assert (seen.watch["true"].first == BURN).all()
    never = simulate(COIN, 9, 70, 0, watch="OUT").watch["OUT"]
    assert (never.first == 9).all()
    assert (never.held_once, never.first_mean) == (0, 9)


def test_cutting_runs_changes_nothing_that_is_seen() -> None:
    whole, parts = look(), look(chunks=3)
    assert parts.to_dict() == whole.to_dict()
    assert list(whole.to_dict()) == ["neurons", "watch", "per_tick", "isi"]
    assert (parts.watch["OUT"].first == whole.watch["OUT"].first).all()
    assert list(simulate(COIN, 3, 3).to_dict()) == ["neurons", "watch"]


def test_a_geometric_wait() -> None:
    # an afferent of rate p fires after k ticks with chance p (1 - p)^(k - 1)
    seen = simulate(COIN, 500, 3000, 0.5, isi="p", seed=1).isi["p"]
    expected = 0.5 ** np.arange(1, 13)
    error = np.sqrt(expected * (1 - expected) / seen.total)
    assert (np.abs(seen.fraction[:12] - expected) < 7 * error + 12 / 500).all()


@pytest.mark.parametrize("longest", [1, 2, 3, 7, 64])
def test_intervals_of_any_pattern(longest: int) -> None:
    rng = np.random.default_rng(longest)
    truth = rng.random((64, 90)) < rng.choice([0.02, 0.3, 0.9], (64, 1))
    counted = SpikeIntervals(1, 1, longest)
    words = np.packbits(truth, axis=0, bitorder="little").T.copy().view("<u8")[:, None]
    for first, last in ((0, 1), (1, 8), (8, 71), (71, 90)):
        counted.ticks(words[first:last])
    gaps = waits(truth)
    assert counted.counts[:, 0].tolist() == [gaps.count(k) for k in range(1, longest + 1)]
    assert counted.longer.tolist() == [sum(gap > longest for gap in gaps)]


@pytest.mark.parametrize(("steps", "burn_in"), [(1, 0), (63, 0), (64, 5), (65, 64), (200, 70)])
def test_looking_at_many_ticks_at_once_sees_what_one_by_one_does(steps: int, burn_in: int) -> None:
    texts = ["S^3 p | S^70 q", "p since ~q", "once (p & q)", "historically (p | S OUT)", "origin"]
    asked = {"watch": texts, "per_tick": texts, "isi": texts, "raster": Window(ticks=(0, steps))}
    one, many = (
        simulate(COIN, steps, 700, 0.7, seed=4, burn_in=burn_in, engine=engine, **asked)  # type: ignore[arg-type]
        for engine in ("numpy", "fast")
    )
    assert one.to_dict() == many.to_dict()
    assert one.rasters is not None
    assert many.rasters is not None
    assert np.array_equal(one.rasters, many.rasters)
    for text in texts:
        assert one.watch[text].first.tolist() == many.watch[text].first.tolist()


def test_bits_are_counted_with_any_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    words = np.random.default_rng(0).integers(0, 2**64, (3, 5), np.uint64)
    expected = [sum(int(word).bit_count() for word in row) for row in words]
    assert popcount(words).tolist() == expected
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert popcount(words).tolist() == expected


def test_a_tally_of_nothing() -> None:
    counted = Tally(1, 1)
    counted.ticks(np.zeros((1, 1, 1), np.uint64))
    assert counted.waited(3).tolist() == [[1, 1, 1]]
    assert counted.counts(3).tolist() == [[0, 0, 0]]
    assert popcount(np.zeros((0, 1), np.uint64)).shape == (0,)


def test_a_window_is_a_part_of_the_raster() -> None:
    whole = look()
    window = Window(("OUT", "p"), (5, 12), 600)
    for chunks in (1, 3):
        part = look(raster=window, chunks=chunks)
        for name in ("OUT", "p"):
            assert part.raster(name).shape == (600, 7)
            assert (part.raster(name) == whole.raster(name)[:600, 5:12]).all()
    assert part.window == window
    assert part.count == whole.count
    with pytest.raises(InputError, match="raster: 'q' was not kept; name it in the Window"):
        part.raster("q")


def test_what_formulae_share_is_followed_once_and_rightly() -> None:
    rng = np.random.default_rng(2)
    net = random_net(rng, neurons=6, cycles=True, initial=True)
    names = net.neurons
    texts = [f"S^3 {name} & once {names[0]}" for name in names]
    seen = simulate(net, 20, 5, watch=texts, raster=True)
    first = seen.raster(names[0]).cumsum(axis=1) > 0
    for text, name in zip(texts, names, strict=True):
        late = np.zeros((5, 20), bool)
        late[:, 3:] = seen.raster(name)[:, :-3]
        assert seen.watch[text].fraction == pytest.approx((late & first).mean())


def test_memory_is_estimated_before_it_is_taken() -> None:
    with pytest.raises(BudgetError) as caught:
        simulate(COIN, 9, 2_000_000, watch="S^1000000 p")
    assert str(caught.value) == (
        "what is asked to be seen would take 233.1 GiB, more than 8 GiB; take fewer runs, or look"
        " back less far"
    )
    calls: tuple[dict[str, Any], ...] = (
        {"isi": "p", "runs": 10**9}, {"watch": "p", "runs": 10**8},
        {"per_tick": "p", "steps": 10**9},
    )  # fmt: skip
    for call in calls:
        with pytest.raises(BudgetError, match="take fewer runs, or look back less far"):
            simulate(COIN, **{"steps": 9, "runs": 2_000_000} | call)


def test_counts_become_numbers_a_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = simulate(COIN, 9, 700, 0.3, seed=1)
    whole = seen.counts.totals()
    pieces = list(seen.counts.pieces(slice(0, 2), 300))
    assert [piece.shape for piece in pieces] == [(2, 128)] * 5 + [(2, 60)]
    assert np.array_equal(np.concatenate(pieces, axis=1), whole[:2])
    assert list(zip(*interval(whole.T / 9, 0.99), strict=True)) == list(seen.interval.values())
    monkeypatch.setattr(counters, "MEMORY", 20_000)
    with pytest.raises(BudgetError, match="3 rows of 700 runs would take"):
        seen.counts.totals()
    assert seen.fractions("OUT").tolist() == (whole[2] / 9).tolist()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: look(per_tick=["p", "z"]), UnknownNameError,
         "per_tick[1]: no neuron is called 'z'; known names: p, q, OUT"),
        (lambda: look(isi="p &"), FormulaError, "isi[0]: column 4: the end stands where a formula"
         " must begin; write a neuron, true, false or ( there"),
        (lambda: look(longest=0), InputError,
         "longest: it is 0; give a whole number from 1 to 100,000"),
        (lambda: look(raster=Window(("z",))), UnknownNameError,
         "raster: names: no neuron is called 'z'; known names: p, q, OUT"),
        (lambda: look(raster=Window(ticks=(5, 41))), InputError,
         "raster: ticks: they are (5, 41); give (first, after) within 0 and 40"),
        (lambda: look(raster=Window(runs=1101)), InputError,
         "raster: runs: it is 1101; give a whole number from 1 to 1100"),
    ],
)  # fmt: skip
def test_bad_input(call: Callable[[], object], error: type[InputError], message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
