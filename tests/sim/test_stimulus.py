"""Laws of firing: their rates, correlations and time courses; the same bits however cut."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from psychon.formal.errors import InputError, UnknownNameError
from psychon.formal.net.model import Net
from psychon.sim.campaign.simulate import simulate
from psychon.sim.observe.counters import unpack
from psychon.sim.stimulus.bernoulli import Bernoulli, rate_bits
from psychon.sim.stimulus.chance import planes
from psychon.sim.stimulus.common import CommonSource
from psychon.sim.stimulus.markov import Markov
from psychon.sim.stimulus.poisson import Poisson
from psychon.sim.stimulus.varying import Varying

FIVE = Net.build().afferent("a", "b", "c", "d", "e").neuron("N", 2)
NET = FIVE.synapse("a", "N").synapse("b", "N").synapse("c", "N").net()
LAWS: dict[Any, Any] = {
    "a": Markov.bursts(0.2, 5),
    ("b", "c"): CommonSource(0.4, [0.9, 0.5], [0, 0.1]),
    "d": Varying([0.1] * 10 + [0.9] * 10),
    "e": Poisson(0.7),
}
RUNS, STEPS = 1600, 20
SIGMAS = 7
"""Standard errors that a mean may be off: for one, a false alarm in 4e11 runs."""


def firing(**arguments: Any) -> dict[str, np.ndarray]:
    """Return the rasters [run, tick] under the laws."""
    given: dict[str, Any] = {"stimuli": LAWS, "raster": True, "seed": 3}
    seen = simulate(NET, STEPS, RUNS, **given | arguments)
    return {name: seen.raster(name) for name in NET.names}


def close(found: float, expected: float, count: int) -> bool:
    """Say whether the mean of ``count`` independent bits is near enough to its expectation."""
    error = math.sqrt(max(expected * (1 - expected), 1e-12) / count)
    return bool(abs(found - expected) <= SIGMAS * error)


def test_cutting_runs_changes_no_bit_nor_do_other_stimuli() -> None:
    whole = firing()
    for chunks in (2, 4):
        assert all((firing(chunks=chunks)[name] == whole[name]).all() for name in NET.names)
    reordered = firing(stimuli=dict(reversed(LAWS.items())))
    assert all((reordered[name] == whole[name]).all() for name in NET.names)
    alone = firing(stimuli={"a": LAWS["a"]}, rates=0.5)
    assert (alone["a"] == whole["a"]).all()
    assert (alone["b"] != whole["b"]).any()
    fewer = simulate(NET, STEPS, 700, stimuli=LAWS, raster=True, seed=3)
    assert (fewer.raster("b") == whole["b"][:700]).all()
    other = firing(seed=4)
    assert all((other[name] != whole[name]).any() for name in NET.afferents)


def test_planes_are_independent_of_each_other_and_of_rates() -> None:
    half = np.array([2**52] * 3, np.uint64)
    drawn = planes(half, 5, range(4), 2, 7)
    assert drawn.shape == (3, 32)
    assert (planes(half, 5, range(2, 3), 2, 7) == drawn[:, 16:24]).all()
    plain = Bernoulli([2**52], 5, 0, [2])
    rate = [plain.tick() for _ in range(8)][7]
    bits = [unpack(row[:8], 512) for row in (*drawn, rate[0])]
    for one, other in combinations(bits, 2):
        # half the bits agree: 7 standard deviations are 79
        assert abs(int((one == other).sum()) - 256) < 79


def test_rates_follow_time() -> None:
    fires = firing()["d"]
    for tick in range(STEPS):
        assert close(fires[:, tick].mean(), 0.1 if tick < 10 else 0.9, RUNS)
    ramp = np.linspace(0, 1, STEPS)
    seen = simulate(NET, STEPS, RUNS, ramp, raster=True)
    for name, tick in product(NET.afferents, range(STEPS)):
        assert close(seen.raster(name)[:, tick].mean(), ramp[tick], RUNS)
    mixed = simulate(
        NET, STEPS, 600, {"a": 0.5, "b": 0, "c": 0, "d": ramp.tolist(), "e": Fraction(1, 3)}
    )
    assert mixed.count["b"] == 0


def test_a_chain_is_stationary_from_the_start_and_bursts_last_as_long_as_asked() -> None:
    law = Markov.bursts(0.2, 5)
    assert float(law.rate) == pytest.approx(0.2, abs=1e-15)
    fires = firing()["a"]
    for tick in range(STEPS):
        assert close(fires[:, tick].mean(), 0.2, RUNS)
    on, after = fires[:, :-1], fires[:, 1:]
    assert close(after[on].mean(), 0.8, int(on.sum()))
    assert close(after[~on].mean(), 0.2 / 0.8 / 5, int((~on).sum()))
    assert Markov(Fraction(1, 3), Fraction(1, 3)).rate == pytest.approx(1 / 3)
    constant = simulate(NET, 9, 5, 0, stimuli={"a": Markov(1, 1)}).count
    assert constant["a"] == 45
    alternating = simulate(NET, 9, 600, 0, stimuli={"a": Markov(1, 0)}, raster=True).raster("a")
    assert (alternating[:, 1:] != alternating[:, :-1]).all()


def test_a_count_is_poisson() -> None:
    law = Poisson(1.3)
    seen = simulate(NET, STEPS, RUNS, 0, stimuli={("a", "b", "c", "d"): law}, raster=True)
    rows = np.stack([seen.raster(name) for name in "abcd"])
    assert (rows[1:] <= rows[:-1]).all()
    for k in range(4):
        exact = 1 - sum(math.exp(-1.3) * 1.3**i / math.factorial(i) for i in range(k + 1))
        assert law.at_least(k + 1) == pytest.approx(exact, rel=1e-12)
        assert close(rows[k].mean(), exact, RUNS * STEPS)
    assert close(firing()["e"].mean(), 1 - math.exp(-0.7), RUNS * STEPS)


@pytest.mark.parametrize("mean", [1e-9, 0.3, 7, 300, 700])
@pytest.mark.parametrize("count", [0, 1, 2, 9, 290, 330, 1000])
def test_tails_of_counts(mean: float, count: int) -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    exact = float(scipy_stats.poisson.sf(count - 1, mean))
    assert Poisson(mean).at_least(count) == pytest.approx(exact, rel=1e-9, abs=1e-300)


def test_a_common_source_correlates_as_it_says() -> None:
    law = CommonSource(0.4, [0.9, 0.5], [0, 0.1])
    fires = firing()
    count = RUNS * STEPS
    for name, rate in zip("bc", law.rates, strict=True):
        assert close(fires[name].mean(), float(rate), count)
    assert float(law.rates[0]) == pytest.approx(0.36)
    both = float((fires["b"] & fires["c"]).mean())
    expected = 0.36 * (1 - (1 - 0.5) * 0.9)  # b fires only when the source does
    assert close(both, expected, count)
    p, q = (float(rate) for rate in law.rates)
    spread = math.sqrt(p * (1 - p) * q * (1 - q))
    assert law.correlation(0, 1) == pytest.approx((expected - p * q) / spread)
    assert math.isnan(CommonSource(0.5, [0, 1]).correlation(0, 1))
    copied = simulate(NET, 30, 64, 0, stimuli={("a", "b"): CommonSource(0.5, [1, 1])}, raster=True)
    assert (copied.raster("a") == copied.raster("b")).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Markov(1.5, 0), "start: the rate is 1.5; give a number from 0 to 1"),
        (lambda: Markov(0, 1), "stay: what fires never stops, what is silent never fires; give a"
         " start above 0 or a stay below 1"),
        (lambda: Markov.bursts(0.9, 2), "length: bursts of 2 ticks cannot fill 0.9 of the time;"
         " give 9 ticks or more"),
        (lambda: Markov.bursts(0.5, 0.5),
         "length: it is 0.5 at the rate 0.5; give 1 or more ticks, and a rate below 1"),
        (lambda: Markov.bursts(1, 3),
         "length: it is 3 at the rate 1; give 1 or more ticks, and a rate below 1"),
        (lambda: Poisson(0), "mean: it is 0; give a number above 0, up to 700"),
        (lambda: CommonSource(0.5, []), "copies: there are none; give one for each afferent"),
        (lambda: CommonSource(0.5, [1] * 1_000_001),
         "copies: it is 1000001; stay at 1000000 or below"),
        (lambda: CommonSource(0.5, [1], [0, 0]),
         "own: there are 2 for 1 copies; give one for each afferent"),
        (lambda: CommonSource(0.5, [-1]),
         "copies[0]: the rate is -1; give a number from 0 to 1"),
        (lambda: Varying([0.5, math.nan]),
         "the rate at tick 1 is nan; give numbers from 0 to 1"),
        (lambda: drive({"a": Varying([0.5])}),
         "stimuli[a]: there are 1 rates for 5 ticks; give 5, or one for all"),
        (lambda: drive({("a", "b"): Varying([0.5] * 5)}),
         "stimuli[a, b]: Varying drives one afferent, not 2; give each afferent one of its own"),
        (lambda: drive({("a", "b"): Markov(0.5, 0.5)}),
         "stimuli[a, b]: Markov drives one afferent, not 2; give each afferent one of its own"),
        (lambda: drive({("a", "b"): CommonSource(1, [1])}),
         "stimuli[a, b]: it has 1 copies for 2 afferents; name as many"),
        (lambda: drive({("a", "b"): [1] * 5}),
         "stimuli[a, b]: a sequence drives one afferent; give each its own"),
        (lambda: drive({"a": Poisson(1), ("a", "b"): Poisson(1)}),
         "stimuli[a, b]: 'a' is driven twice; keep one of its stimuli"),
        (lambda: drive({}, [0.5, 0.5]), "rates: there are 2 rates for 5 ticks; give 5, or one for"
         " all"),
        (lambda: drive({}, [2, 0, 0, 0, 0]),
         "rates: the rate at tick 0 is 2.0; give numbers from 0 to 1"),
        (lambda: drive({}, [[0.5] * 5]),
         "rates: the rates' shape is (1, 5); give one rate, or one a tick"),
        (lambda: drive({}, ["x"]), "rates: it holds text; give finite numbers"),
    ],
)  # fmt: skip
def test_bad_input(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value) == message


def drive(stimuli: dict[Any, Any], rates: Any = 0.5) -> object:
    """Simulate five ticks."""
    return simulate(NET, 5, 3, rates, stimuli=stimuli)


def test_unknown_names_of_a_law() -> None:
    with pytest.raises(UnknownNameError, match="stimuli: no afferent is called 'z'; known names"):
        drive({("a", "z"): Poisson(1)})


def test_rates_of_laws_are_rounded_as_rates_are() -> None:
    assert Varying([1 / 3]).bits(1, 0).tolist() == [rate_bits(1 / 3, "")]
