"""E-values, sample sizes and the budget of false alarms: coverage and power."""

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import alarm_register
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm

from psychon.formal.errors import InputError, PsychonError
from psychon.formal.probability.firing import expected_rate
from psychon.formal.registry import load
from psychon.formal.translate.solve import solve
from psychon.sim.campaign.simulate import simulate
from psychon.sim.statistics import alarms
from psychon.sim.statistics.evidence import SequentialTest, combined, discoveries
from psychon.sim.statistics.samples import runs_needed
from psychon.sim.statistics.sequence import ConfidenceSequence, interval

TESTS = Path(__file__).resolve().parents[1]


# --- sequential tests


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0.001, 0.999),
    st.sampled_from([0.6, 0.9, 0.99, 0.9999]),
)  # fmt: skip
def test_a_test_rejects_what_the_confidence_sequence_leaves_out(
    values: list[float], mean: float, level: float
) -> None:
    test, known = SequentialTest([mean], level), ConfidenceSequence(1)
    runs = np.array(values)[:, None]
    test.update(runs)
    known.update(runs)
    low, high = known.interval(level)
    if not low[0] <= mean <= high[0]:
        assert test.evidence[0] >= 1 / (1 - level) * (1 - 1e-9)
        assert test.rejected[0]
    assert test.p_values[0] <= 1
    assert test.rejected[0] == (test.p_values[0] <= 1 - level)


@pytest.mark.parametrize("kind", ["coin", "uniform", "narrow"])
def test_wealth_is_not_expected_to_grow_and_rarely_passes_the_bar(kind: str) -> None:
    rng = np.random.default_rng(5)
    repeats, level = 3000, 0.9
    draws: dict[str, Callable[[int], np.ndarray]] = {
        "coin": lambda n: (rng.random((n, repeats)) < 0.2).astype(float),
        "uniform": lambda n: rng.random((n, repeats)),
        "narrow": lambda n: 0.3 + 0.1 * rng.random((n, repeats)),
    }
    mean = {"coin": 0.2, "uniform": 0.5, "narrow": 0.35}[kind]
    test = SequentialTest(np.full(repeats, mean), level)
    for block in (1, 1, 2, 4, 8, 16, 32, 64, 128):
        test.update(draws[kind](block))
        error = test.evidence.std() / math.sqrt(repeats)
        # what is heavy-tailed is seldom above its mean
        assert test.evidence.mean() <= 1 + alarms.SIGMAS * error
    assert test.runs == 256
    allowed = repeats * (1 - level)
    assert test.rejected.sum() <= allowed + alarms.SIGMAS * math.sqrt(allowed)
    other = SequentialTest(np.full(repeats, mean * 1.3), level)
    other.update(draws[kind](2000))
    assert other.rejected.mean() > 0.99


def test_certain_means_are_refuted_by_one_run() -> None:
    test = SequentialTest([0, 1, 0, 1])
    assert test.evidence.tolist() == [1, 1, 1, 1]
    test.update([[0, 1, 0.5, 0.5]])
    assert (test.evidence[:2] <= 1).all()
    assert np.isinf(test.evidence[2:]).all()
    assert test.rejected.tolist() == [False, False, True, True]


def test_evidence_is_put_together() -> None:
    assert combined([4, 0]) == 2
    assert combined([4, 0.5, 2], independent=True) == 4
    # 3 of 4 hypotheses have more than 4 / (3 * .1)
    assert discoveries([20, 0.3, 14, 15], 0.1) == [0, 2, 3]
    assert discoveries([20, 0.3, 1, 15], 0.1) == [] == discoveries([1.0])
    assert discoveries([40, 0.3], 0.1) == [0]


def test_few_of_many_rejections_are_wrong() -> None:
    rng = np.random.default_rng(1)
    wrong = []
    for _ in range(200):
        test = SequentialTest(np.full(40, 0.5))
        truth = np.where(np.arange(40) < 10, 0.7, 0.5)
        test.update((rng.random((200, 40)) < truth).astype(float))
        found = discoveries(test.evidence.tolist(), 0.1)
        wrong.append(sum(k >= 10 for k in found) / max(1, len(found)))
    assert np.mean(wrong) <= 0.1 + alarms.SIGMAS * np.std(wrong) / math.sqrt(200)


# --- sample sizes


@pytest.mark.parametrize("mean", [0.01, 0.3, 0.9])
@pytest.mark.parametrize(("relative", "power"), [(0.01, 0.99), (0.05, 0.999), (0.2, 0.9)])
@pytest.mark.parametrize("level", [0.99, 1 - 1e-9])
def test_a_fault_is_caught_with_the_power_asked_for(
    mean: float, relative: float, power: float, level: float
) -> None:
    runs = runs_needed(mean, relative=relative, level=level, power=power)
    caught = both(mean, runs, relative, level)
    assert min(caught) >= power
    # and two thirds of so many would not do
    assert min(both(mean, 2 * runs // 3, relative, level)) < power


def both(mean: float, runs: int, relative: float, level: float) -> tuple[float, float]:
    """Return the exact probabilities that an interval of coins leaves out each fault."""

    def end(successes: int, side: int) -> float:
        count = np.array([float(successes)])
        found = interval(np.array([float(runs)]), count, count, level)[side]
        return float(found[0])

    def first(holds: Callable[[int], bool], low: int, high: int) -> int:
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if holds(middle) else (middle, high)
        return high

    below, above = mean * (1 - relative), mean * (1 + relative)
    least = first(lambda s: end(s, 0) > below, -1, runs + 1) if end(runs, 0) > below else runs + 1
    beyond = first(lambda s: end(s, 1) >= above, -1, runs + 1) if above < 1 else runs + 1
    return float(binom.sf(least - 1, runs, mean)), float(binom.cdf(beyond - 1, runs, mean))


def test_a_bias_of_one_percent_of_a_net_s_rate_is_caught() -> None:
    net, steps = load("figure-1e"), 60
    exact = float(expected_rate(solve(net)["N3"], Fraction(1, 2), steps))
    first = simulate(net, steps, 2000, 0.5, seed=0)
    runs = first.runs_needed("N3", relative=0.01, power=0.99)
    missed = 0
    for seed in range(1, 61):
        low, high = simulate(net, steps, runs, 0.5, seed=seed).interval["N3"]
        assert low <= exact <= high
        missed += low <= exact * 0.99 <= high
        missed += low <= exact * 1.01 <= high
    # 120 chances of 1%: more than 8 come once in 30,000
    assert missed <= 8
    spread = float(first.fractions("N3").std())
    ideal = ((norm.ppf(0.995) + norm.ppf(0.99)) * spread / (0.01 * exact)) ** 2
    assert ideal < runs < 3 * ideal


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SequentialTest([1.5]), "means: one is 1.5; give numbers from 0 to 1"),
        (lambda: SequentialTest([0.5], 1), "level: it is 1; give a number between 0 and 1"),
        (lambda: combined([]), "evidence: there is none; give one e-value at least"),
        (lambda: combined([1, -1]), "evidence[1]: it is -1; give e-values, from 0 on"),
        (lambda: discoveries([math.nan]), "evidence[0]: it is nan; give e-values, from 0 on"),
        (lambda: runs_needed(0), "mean: it is 0; give a number between 0 and 1"),
        (lambda: runs_needed(0.5, 0.3), "variance: it is 0.3; give 0 to 0.25"),
        (lambda: runs_needed(0.5, relative=0),
         "relative: it is 0; give a number above 0, as 0.01"),
        (lambda: runs_needed(0.5, power=1), "power: it is 1; give a number between 0 and 1"),
        (lambda: runs_needed(0.5, relative=1e-9),
         "more than 2^50 runs are needed to see 1e-09 of 0.5"),
    ],
)  # fmt: skip
def test_bad_input(call: Callable[[], object], message: str) -> None:
    with pytest.raises(PsychonError) as caught:
        call()
    assert str(caught.value) == message


# --- false alarms


def test_the_budget_of_false_alarms_is_split() -> None:
    lines = alarms.budget()
    assert sum(line.all for line in lines) <= alarms.TOTAL * (1 + 1e-9)
    for line in lines:
        assert 1 - alarms.level(line.group) == pytest.approx(line.each)
    few = 1 - alarms.level("claims", 10)
    assert 10 * few == pytest.approx(alarms.TOTAL * 0.8)
    # a bit beyond 7 standard errors on either side
    assert 2 * norm.sf(alarms.SIGMAS) <= lines[-1].each
    with pytest.raises(InputError, match="no group is called 'claim'; did you mean claims"):
        alarms.level("claim")
    for count in (0, 1001):
        with pytest.raises(InputError, match=f"alarms: {count} checks; count them: 1 to 1000"):
            alarms.level("claims", count)


def test_every_random_test_is_registered_within_the_budget(
    capsys: pytest.CaptureFixture[str],
) -> None:
    alarm_register.main()
    assert "false alarms of the whole suite: 1e-06 at most" in capsys.readouterr().out
    using = {
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("test_*.py")
        if 'level("tests")' in path.read_text("utf-8")
    }
    assert using == set(alarm_register.INTERVALS)
    for name in alarm_register.STANDARD_ERRORS:
        assert (TESTS / name).exists(), name
