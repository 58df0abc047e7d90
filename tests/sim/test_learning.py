"""Learning rules: kernel against twin against a plain loop; their laws; bad input."""

import gc
import importlib.util
import inspect
import math
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psychon.formal.errors import BudgetError, InputError
from psychon.formal.net.model import Net
from psychon.sim.campaign.simulate import simulate
from psychon.sim.engine import choice
from psychon.sim.learning import arguments, hebb, perceptron, result, selectron, stdp
from psychon.sim.learning.compiled import compiled
from psychon.sim.learning.hebb import oja
from psychon.sim.learning.lanes import BIT, packed
from psychon.sim.learning.presentation import (
    Driven,
    Gaussian,
    Given,
    Independent,
    Patterns,
    Presentations,
)
from psychon.sim.statistics.alarms import level
from psychon.sim.statistics.sequence import ConfidenceSequence
from psychon.sim.stimulus.common import CommonSource
from psychon.sim.stimulus.markov import Markov

RULE: dict[str, Any] = {"alpha": 0.05, "theta": 0.2, "omega": 1.0}
PAIRS: dict[str, Any] = {"a_plus": 0.01, "tau_plus": 4.0, "a_minus": 0.012, "tau_minus": 5.0}
FLOW: dict[str, Any] = {"tau": 10.0, "dt": 0.5}

BINARY: list[Presentations] = [
    Independent([0.3, 0.1, Fraction(1, 2), 0.7, 0.3]),
    Patterns([[1, 1], [1, 0], [0, 1]], nu=[1, -1, -1]),
    Patterns([[1, 0, 1, 1], [0, 1, 1, 0], [0, 0, 0, 0]], [0.5, 0.3, 0.2]),
]
SIGNED = np.random.default_rng(1).normal(size=(70, 5)) / 20


# --- engines


@pytest.mark.parametrize("source", BINARY)
@pytest.mark.parametrize("constraint", selectron.CONSTRAINTS)
@pytest.mark.parametrize("theta", [-0.1, 0.0, 0.2, 0.6])
def test_selectron_engines_agree_to_the_last_bit(
    source: Presentations, constraint: str, theta: float
) -> None:
    weights = SIGNED[:, : source.inputs]
    one, other = (
        selectron.selectron(
            source, 60, 70, alpha=0.07, theta=theta, omega=1, nu=[1, -0.5, 2] * 20, every=20,
            constraint=constraint, weights=weights, seed=5, engine=engine,
        )
        for engine in ("fast", "numpy")
    )  # fmt: skip
    assert (one.engine, other.engine) == ("fast", "numpy")
    for name in ("weights", "spikes", "reward", "history", "times"):
        assert (getattr(one, name) == getattr(other, name)).all(), name
    assert one.times.tolist() == [0, 20, 40, 60]
    assert repr(one).startswith("<Selectrons: 70 replicas of ")
    assert repr(one).endswith(" inputs, 60 presentations>")
    assert (one.history[0] == weights).all()
    assert (one.history[-1] == one.weights).all()
    assert np.abs(one.history).sum(axis=2).max() <= 1 + 1e-14


@pytest.mark.parametrize("step", hebb.STEPS)
@pytest.mark.parametrize("alpha", [0, 1.5])
def test_hebb_and_oja_engines_agree(step: str, alpha: float) -> None:
    sources = [*BINARY, Gaussian([[1, 0.5], [0.5, 2]], [0.1, 0]), Gaussian(np.eye(3))]
    for source in sources:
        one, other = (
            (oja(source, 50, 70, alpha=alpha, step=step, engine=engine, every=7, **FLOW) if alpha
             else hebb.hebb(source, 50, 70, step=step, engine=engine, every=7, **FLOW))
            for engine in ("fast", "numpy")
        )  # fmt: skip
        np.testing.assert_allclose(one.history, other.history, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(one.weights, other.weights, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("bounds", [(-math.inf, math.inf), (0.0, 0.05)])
def test_stdp_engines_agree_to_the_last_bit(bounds: tuple[float, float]) -> None:
    for source in BINARY:
        one, other = (
            stdp.stdp(source, 90, 70, bounds=bounds, every=40, seed=2, engine=engine, **PAIRS)
            for engine in ("fast", "numpy")
        )
        assert (one.history == other.history).all()
        assert (one.weights == other.weights).all()


def test_perceptron_engines_agree_to_the_last_bit() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(30, 6, 3)), rng.choice([-1, 1], (30, 6))
    one, other = (perceptron.perceptron(x, y, epochs=40, engine=e) for e in ("fast", "numpy"))
    for name in ("weights", "mistakes", "epochs", "separated"):
        assert (getattr(one, name) == getattr(other, name)).all(), name
    assert 0 < one.separated.sum() < 30


def test_the_loops_that_are_compiled_say_in_python_what_the_twins_say() -> None:
    rng = np.random.default_rng(3)
    x = packed(rng.random((12, 3, 64)) < 0.5)
    w = rng.random((1, 3, 64)) / 3
    for project in (False, True):
        ends = []
        for learn in (selectron.kernel, selectron.twin):
            mine, spikes, reward = w.copy(), np.zeros((1, 64), np.int64), np.zeros((1, 64))
            learn(x, np.ones((12, 1)), mine, 0.1, 0.3, 0.8, project, spikes, reward, BIT)
            ends.append((mine, spikes, reward))
        assert all((a == b).all() for a, b in zip(*ends, strict=True))
    for alpha, exact in product((0.0, 1.0), (True, False)):
        flows = [w[0].copy(), w[0].copy()]
        u = rng.normal(size=(5, 3, 64))
        u[0] = 0
        for flow, learn_flow in zip(flows, (hebb.kernel, hebb.twin), strict=True):
            learn_flow(u, flow, 0.1, alpha, exact)
        np.testing.assert_allclose(flows[0], flows[1], rtol=1e-13)
    pairs = []
    for learn_pairs in (stdp.kernel, stdp.twin):
        mine = w[:, :2].copy()
        learn_pairs(x, mine, np.zeros((1, 2, 64)), np.zeros((1, 64)), 0.1, 0.9, 0.1, 0.8, 0, 1, BIT)
        pairs.append(mine)
    assert (pairs[0] == pairs[1]).all()
    states = []
    for learn_signs in (perceptron.kernel, perceptron.twin):
        signs, separated = np.zeros((2, 3)), np.zeros(2, np.bool_)
        mistakes, gone = np.zeros(2, np.int64), np.zeros(2, np.int64)
        inputs = np.array([[[1.0, 2, 0], [0, 1, 1]], [[1, 0, 0], [1, 0, 0]]])
        labels = np.array([[1.0, -1], [1, -1]])
        learn_signs(inputs, labels, signs, 9, mistakes, gone, separated)
        states.append([signs, mistakes, gone, separated])
    assert all((a == b).all() for a, b in zip(*states, strict=True))


def test_a_kernel_says_once_that_it_is_compiled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "doubling.py"
    file.write_text("def kernel(x):\n    return 2 * x\n")
    spec = importlib.util.spec_from_file_location("psychon_rule.doubling", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # numba imports it where the first kernel has been collected
    monkeypatch.setitem(sys.modules, spec.name, module)
    for said in ("psychon: compiling the kernel of doubling, once\n", ""):
        assert compiled.__wrapped__(module.kernel)(4) == 8
        gc.collect()
        assert capsys.readouterr().err == said


@pytest.mark.parametrize("module", [selectron, hebb, stdp, perceptron])
def test_kernel_and_twin_take_the_same_arguments(module: Any) -> None:
    assert inspect.signature(module.kernel) == inspect.signature(module.twin)


@pytest.mark.parametrize("engine", ["fast", "numpy"])
def test_batches_and_further_replicas_change_no_bit(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs(replicas: int) -> list[np.ndarray]:
        kept: dict[str, Any] = {"seed": 9, "engine": engine}
        return [
            selectron.selectron(BINARY[0], 40, replicas, **RULE, **kept).weights,
            selectron.selectron(BINARY[1], 40, replicas, **RULE, **kept).weights,
            hebb.hebb(Gaussian(np.eye(3)), 40, replicas, **FLOW, **kept).weights,
            stdp.stdp(BINARY[0], 40, replicas, **PAIRS, **kept).weights,
        ]

    whole = runs(600)
    monkeypatch.setattr(result, "BATCH_BYTES", 200_000)
    for many, small, few in zip(whole, runs(600), runs(3), strict=True):
        assert (many == small).all()
        assert (many[:3] == few).all()


# --- the selectron


def plain_selectron(x: np.ndarray, w: np.ndarray, theta: float, omega: float, nu: float) -> int:
    """Learn by the rule as it is printed, rescaling; return the spikes."""
    spikes = 0
    for row in x:
        z = sum(a * b for a, b in zip(w, row, strict=True)) - theta
        if z > 0:
            spikes += 1
            w += 0.05 * nu * row
            if np.abs(w).sum() > omega:
                w *= omega / np.abs(w).sum()
    return spikes


def test_selectron_is_the_printed_rule() -> None:
    rng = np.random.default_rng(7)
    x = (rng.random((9, 200, 6)) < 0.4).astype(float)
    for nu in (1.0, -1.0):
        seen = selectron.selectron(
            Given(x), 200, 9, alpha=0.05, theta=0.3, omega=1.2, nu=nu, weights=np.full(6, 0.15)
        )
        for r in range(9):
            w = np.full(6, 0.15)
            assert plain_selectron(x[r], w, 0.3, 1.2, nu) == seen.spikes[r]
            np.testing.assert_allclose(seen.weights[r], w, rtol=1e-12)


@settings(max_examples=200)
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=6), st.floats(0.01, 2))
def test_the_projection_is_the_nearest_point(weights: list[float], omega: float) -> None:
    w = np.array(weights)
    if np.abs(w).sum() <= omega:
        return
    found = selectron.projected(w[:, None], omega)[:, 0]
    assert np.abs(found).sum() == pytest.approx(omega, rel=1e-12)
    # Duchi et al.: sort, and cut by the last level below which sizes stay
    sizes = np.sort(np.abs(w))[::-1]
    levels = (np.cumsum(sizes) - omega) / np.arange(1, len(w) + 1)
    cut = levels[np.flatnonzero(sizes > levels)[-1]]
    wanted = np.sign(w) * np.maximum(np.abs(w) - cut, 0)
    np.testing.assert_allclose(found, wanted, atol=1e-12)
    # nearest of a convex set: w - found makes no acute angle with any way into it
    corners = np.concatenate([np.eye(len(w)), -np.eye(len(w))]) * omega
    assert ((corners - found) @ (w - found) <= 1e-9).all()


def test_selectron_finds_the_optimum_of_positive_reward_and_and_by_signed_reward() -> None:
    # one weight takes all: max E[R] = (omega - theta) max P(x_j = 1)
    seen = selectron.selectron(
        Independent([0.2, 0.6, 0.3]), 20_000, 64, alpha=0.01, theta=0.5, omega=2,
        constraint="project",
    )  # fmt: skip
    assert (seen.weights.argmax(axis=1) == 1).mean() > 0.9
    assert (seen.weights.max(axis=1) > 1.9).mean() > 0.9
    # and with nu = -1 where one input is silent, the neuron computes AND
    signed = selectron.selectron(
        Patterns([[1, 1], [1, 0], [0, 1]], nu=[1, -1, -1]), 20_000, 64, alpha=0.01, theta=1,
        omega=2, constraint="project",
    )  # fmt: skip
    np.testing.assert_allclose(signed.weights, 1, atol=0.05)
    assert (signed.weights.sum(axis=1) > 1.9).all()


def test_reward_is_that_of_weights_that_do_not_move() -> None:
    # with hardly any step the mean reward is E[nu max(z, 0)], summed over all inputs
    rates, w, theta = [0.3, 0.5, 0.2], np.array([0.5, 0.3, 0.2]), 0.35
    seen = selectron.selectron(
        Independent(rates), 400, 6000, alpha=1e-12, theta=theta, omega=1, weights=w
    )
    expected = sum(
        math.prod(p if b else 1 - p for p, b in zip(rates, bits, strict=True))
        * max(float(w @ np.array(bits)) - theta, 0)
        for bits in product((0, 1), repeat=3)
    )
    known = ConfidenceSequence(1)
    known.update(np.clip(seen.reward[:, None] / 400, 0, 1))
    low, high = known.interval(level("tests"))
    assert low[0] <= expected <= high[0]
    assert high[0] - low[0] < 0.1 * expected


# --- Hebb and Oja


def flow(w: np.ndarray, u: np.ndarray, tau: float, dt: float, alpha: float) -> np.ndarray:
    """Integrate tau dw/dt = v u - alpha v^2 w by Runge and Kutta in small steps."""

    def slope(w: np.ndarray) -> np.ndarray:
        v = w @ u
        made: np.ndarray = (v * u - alpha * v * v * w) / tau
        return made

    h = dt / 400
    for _ in range(400):
        a = slope(w)
        b = slope(w + h / 2 * a)
        c = slope(w + h / 2 * b)
        d = slope(w + h * c)
        w = w + h / 6 * (a + 2 * b + 2 * c + d)
    return w


@pytest.mark.parametrize("alpha", [0.0, 0.7])
def test_the_exact_step_solves_the_equation(alpha: float) -> None:
    u = np.array([[1.0, -0.5, 2.0], [0.3, 0, -1], [0, 0, 0]])
    w = np.array([0.2, -0.1, 0.4])
    made = (
        oja(Given(u), 3, 1, tau=3, dt=2, alpha=alpha, weights=w)
        if alpha
        else hebb.hebb(Given(u), 3, 1, tau=3, dt=2, weights=w)
    )
    for row in u:
        w = flow(w, row, 3, 2, alpha)
    np.testing.assert_allclose(made.weights[0], w, rtol=1e-9)


def test_hebb_s_mean_grows_by_the_correlations_and_never_shrinks() -> None:
    q = np.array([[1.0, 0.6], [0.6, 1.0]])
    steps, h = 40, 0.02
    seen = hebb.hebb(Gaussian(q), steps, 40_000, tau=1, dt=h, step="euler", weights=[1, 0], every=1)
    # with straight steps the mean is exactly (1 + h Q)^n w
    exact = np.linalg.matrix_power(np.eye(2) + h * q, steps) @ [1, 0]
    error = seen.weights.std(axis=0) / math.sqrt(40_000)
    # seven standard errors: a false alarm in 10^11
    assert (np.abs(seen.weights.mean(axis=0) - exact) < 7 * error).all()
    norms = np.linalg.norm(hebb.hebb(Gaussian(q), 50, 20, tau=1, dt=h, every=1).history, axis=2)
    assert (np.diff(norms, axis=0) >= -1e-15).all()


def test_oja_finds_the_first_principal_component() -> None:
    q = np.array([[2.0, 0.8], [0.8, 1.0]])
    first = np.linalg.eigh(q)[1][:, -1]
    seen = oja(Gaussian(q), 4000, 64, tau=100, dt=1, alpha=0.25, weights=[0.1, 0.1])
    assert np.abs(np.linalg.norm(seen.weights, axis=1) - 2).max() < 0.3
    assert (np.abs(seen.weights @ first) / np.linalg.norm(seen.weights, axis=1) > 0.95).all()


def test_weights_that_overflow_are_told() -> None:
    for engine in ("fast", "numpy"):
        for step in hebb.STEPS:
            with pytest.raises(InputError) as caught:
                hebb.hebb(
                    Given(np.full((9, 2), 30.0)), 9, 1, tau=0.001 if step == "exact" else 1e-50,
                    dt=1, step=step, engine=engine,
                )  # fmt: skip
            assert str(caught.value) == (
                "presentations: by number 9 the weights are beyond what a float holds;"
                " take fewer, or a smaller dt / tau"
            )


# --- numbers at the ends of what a float holds


@pytest.mark.parametrize("alpha", [0.0, 1.0, 1e-90])
def test_tiny_and_huge_weights_inputs_and_steps_are_no_trouble(alpha: float) -> None:
    sizes: tuple[float, ...] = (0.0, 1e-320, 1e-200, 1e-160, 1.0, 1e99)
    compiled_kernel = compiled(hebb.kernel)
    for u, w, h in product(sizes, sizes, (1e-320, 1e-3, 3.0, 1e99)):
        x, start = np.full((2, 3, 64), u), np.full((3, 64), w)
        start[0] *= -0.5
        ends = []
        for learn in (hebb.twin, compiled_kernel):
            flow = start.copy()
            learn(x, flow, h, alpha, True)
            ends.append(flow)
        v = float((start[:, 0] * u).sum())
        if not all(np.isfinite(end).all() for end in ends):
            # Hebb's weights grow without bound, and Oja's only where 1 / sqrt(alpha) is large
            assert alpha < 1 and not any(np.isfinite(end).all() for end in ends)
            continue
        np.testing.assert_allclose(ends[0], ends[1], rtol=1e-12, atol=0)
        if v == 0:
            assert (ends[0] == start).all()
        elif alpha == 1 and 3 * u * u * h > 800:
            # all is forgotten: the weights are of norm 1 along u
            np.testing.assert_allclose(ends[0], 1 / math.sqrt(3), rtol=1e-12)
        elif alpha == 1:
            longest = max(1.0, float(np.linalg.norm(start[:, 0])))
            assert np.linalg.norm(ends[0][:, 0]) <= longest * (1 + 1e-12)


def test_a_step_takes_what_a_larger_unit_would() -> None:
    # Hebb's step is linear in w, and Oja's for w -> s w with alpha / s^2: at any scale the same
    u, w = np.array([[1.0, -0.5], [0.3, 2]]), np.array([0.6, 0.7])
    for engine, scale in product(("numpy", "fast"), (1e-40, 1e-150, 1e90)):
        plain = oja(Given(u), 2, 1, tau=3, dt=2, alpha=1e-9, weights=w, engine=engine)
        alpha = 1e-9 / scale / scale if scale > 1e-50 else 1e-9
        scaled = oja(Given(u), 2, 1, tau=3, dt=2, alpha=alpha, weights=w * scale, engine=engine)
        if scale < 1e-50:  # too small for the constraint to be felt
            plain = hebb.hebb(Given(u), 2, 1, tau=3, dt=2, weights=w, engine=engine)
        np.testing.assert_allclose(scaled.weights, plain.weights * scale, rtol=1e-12)
    tiny = hebb.hebb(Given(u * 1e-200), 2, 1, tau=3, dt=2, weights=w * 1e-50)
    assert (tiny.weights == w * 1e-50).all()


def test_weights_of_finite_pairs_are_finite() -> None:
    x = Given(np.ones((3, 2)))
    seen = stdp.stdp(x, 3, 1, a_plus=1e100, tau_plus=1e-300, a_minus=-1e100, tau_minus=1e99)
    assert np.isfinite(seen.weights).all() and seen.weights.max() > 1e100
    for bad, place in (({"a_plus": 1e308}, "a_plus"), ({"dt": 1e101}, "dt")):
        with pytest.raises(InputError, match=f"{place}: it is .*; stay within 1e"):
            stdp.stdp(x, 3, 1, **PAIRS | bad)


@pytest.mark.parametrize(
    "bounds",
    [(1, 0), (0,), None, ("a", 1), (math.nan, 1), (math.inf, math.inf), (10**400, 1), 3],
)
def test_bounds_that_are_none(bounds: Any) -> None:
    with pytest.raises(InputError) as caught:
        stdp.stdp(BINARY[1], 5, 3, bounds=bounds, **PAIRS)
    assert str(caught.value) == (
        f"bounds: it is {bounds!r:.80}; give a lower and an upper one, as (0, 1) or (-math.inf,"
        " math.inf)"
    )


def test_steps_that_would_leave_nothing_to_project_are_refused() -> None:
    source = Patterns([[1, 1], [1, 0]], nu=[1, -2.0])
    for engine in ("numpy", "fast"):
        largest = selectron.selectron(
            source, 50, 3, alpha=5e5, theta=0, omega=1, constraint="project", engine=engine
        )
        np.testing.assert_allclose(np.abs(largest.weights).sum(axis=1), 1, rtol=1e-9)
        with pytest.raises(InputError) as caught:
            selectron.selectron(
                source, 50, 3, alpha=1e17, theta=0, omega=1, constraint="project", engine=engine
            )
        assert str(caught.value) == (
            "alpha: a step of 1e+17 for a reward of 2 is too large for omega = 1; keep alpha |nu|"
            " at 1e+06 omega or below"
        )
        rescaled = selectron.selectron(source, 50, 3, alpha=1e17, theta=0, omega=1, engine=engine)
        np.testing.assert_allclose(np.abs(rescaled.weights).sum(axis=1), 1, rtol=1e-14)


# --- STDP


def test_traces_hold_every_pair() -> None:
    rng = np.random.default_rng(4)
    trains = (rng.random((20, 80, 3)) < 0.3).astype(float)
    seen = stdp.stdp(Given(trains), 80, 20, dt=0.5, **PAIRS)
    for r, j in product(range(20), range(2)):
        total = 0.0
        for a, b in product(np.flatnonzero(trains[r, :, j]), np.flatnonzero(trains[r, :, 2])):
            s = 0.5 * float(b - a)
            total += 0.01 * math.exp(-s / 4) if s > 0 else 0
            total -= 0.012 * math.exp(s / 5) if s < 0 else 0
        assert seen.weights[r, j] == pytest.approx(total, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("balance", [0.7, 1.0, 1.3])
def test_independent_trains_drift_by_the_areas(balance: float) -> None:
    p, q, ticks, replicas = 0.2, 0.1, 500, 4000
    early, late = math.exp(-1 / 4), math.exp(-1 / 5)
    area = 0.01 * early / (1 - early)
    down = balance * area * (1 - late) / late
    seen = stdp.stdp(
        Independent([p, q]), ticks, replicas, a_plus=0.01, tau_plus=4, a_minus=down, tau_minus=5
    )
    # the traces' expectations from the start on
    expected = sum(
        p * q * sign * size * d * (1 - d**t) / (1 - d)
        for sign, size, d in ((1, 0.01, early), (-1, down, late))
        for t in range(ticks)
    )
    error = float(seen.weights.std()) / math.sqrt(replicas)
    assert abs(float(seen.weights.mean()) - expected) < 7 * error
    if balance != 1:
        assert np.sign(seen.weights.mean()) == np.sign(1 - balance)
        assert abs(expected) > 10 * error


# --- the perceptron


def test_novikoff_s_bound_and_its_reason() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(300, 15, 3))
    u = rng.normal(size=(300, 3))
    u /= np.linalg.norm(u, axis=1)[:, None]
    margins = np.einsum("rij,rj->ri", x, u)
    x += np.sign(margins)[:, :, None] * 0.1 * u[:, None]  # away from the plane
    y = np.sign(margins)
    seen = perceptron.perceptron(x, y)
    gamma = (y * np.einsum("rij,rj->ri", x, u)).min(axis=1)
    radius = np.linalg.norm(x, axis=2).max(axis=1)
    assert seen.separated.all()
    assert (seen.mistakes <= (radius / gamma) ** 2).all()
    assert (np.einsum("rj,rj->r", seen.weights, u) >= seen.mistakes * gamma * (1 - 1e-12)).all()
    assert (y * np.einsum("rij,rj->ri", x, seen.weights) > 0).all()


def test_what_cannot_be_separated_ends_with_its_epochs() -> None:
    xor = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1.0]])
    seen = perceptron.perceptron(xor, [-1, 1, 1, -1], epochs=50)
    assert repr(seen).startswith("<Perceptrons: 1 replica of ")
    assert (seen.epochs.tolist(), seen.separated.tolist()) == ([50], [False])
    both = perceptron.perceptron(xor, [-1, 1, 1, 1], epochs=50)
    assert both.separated.all()


# --- presentations


def test_patterns_come_at_their_chances_and_given_rows_in_order() -> None:
    stream = Patterns(np.eye(3), [0.5, 0.25, 0.25]).stream(512, 0, 1)
    share = stream.values(400).mean(axis=(0, 2))
    assert np.abs(share - [0.5, 0.25, 0.25]).max() < 7 * 0.5 / math.sqrt(400 * 512)
    kept = Given([[1.0, 2.5], [3.0, 4.0]]).stream(70, 2, 0)
    assert kept.values(1)[0, :, 69].tolist() == [1, 2.5]
    assert kept.values(1)[0, :, 0].tolist() == [3, 4]


def test_inputs_are_driven_as_a_net_is() -> None:
    laws: dict[Any, Any] = {0: Markov(0.1, 0.8), (1, 2): CommonSource(0.5, [0.9, 0.9])}
    source = Driven(4, {3: [0.1] * 10 + [0.9] * 10}, laws)
    kept = source.stream(600, 20, 7).values(20)
    net = Net.build().afferent("a", "b", "c", "d").net()
    seen = simulate(
        net, 20, 600, {"d": [0.1] * 10 + [0.9] * 10}, seed=7, raster=True,
        stimuli={"a": laws[0], ("b", "c"): laws[1, 2]},
    )  # fmt: skip
    for k, name in enumerate("abcd"):
        assert (seen.raster(name) == kept[:, k, :600].T).all()
    with pytest.raises(InputError, match="there are 20 rates for 21 ticks"):
        source.stream(600, 21, 7)
    assert Driven(2).stream(1, 5, 0).values(5).shape == (5, 2, 64)


def test_without_compiled_code_the_bits_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Independent([0.3, 0.5, 0.9])
    fast = source.stream(700, 30, 4).bits(30)[0]
    monkeypatch.setattr("psychon.sim.engine.choice.installed", lambda: False)
    assert (source.stream(700, 30, 4).bits(30)[0] == fast).all()


def test_normal_numbers_have_their_moments() -> None:
    covariance = np.array([[2.0, -0.6, 0.0], [-0.6, 1.0, 0.3], [0, 0.3, 0.5]])
    values = Gaussian(covariance, [1, 0, -1]).stream(512, 0, 3).values(400)
    flat = values.transpose(1, 0, 2).reshape(3, -1)
    count = flat.shape[1]
    assert np.abs(flat.mean(axis=1) - [1, 0, -1]).max() < 7 * math.sqrt(2 / count)
    assert np.abs(np.cov(flat) - covariance).max() < 7 * 3 / math.sqrt(count)
    first = (flat[0] - 1) / math.sqrt(2)
    assert abs((np.abs(first) < 1).mean() - math.erf(1 / math.sqrt(2))) < 7 / math.sqrt(count)


# --- bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Independent([]), "rates: there are none; give one at least"),
        (lambda: Independent([0.5, 1.5]), "rates[1]: the rate is 1.5; give a number from 0 to 1"),
        (lambda: Patterns([[1, 0]], [0.5]),
         "chances: they are [0.5]; give probabilities that sum to 1"),
        (lambda: Patterns([1, 0]), "patterns: its shape is (2,); give [any, any]"),
        (lambda: Patterns("a"), "patterns: it holds text; give finite numbers"),
        (lambda: Patterns([[1]], nu=[1, 2]), "nu: its shape is (2,); give [] or [1]"),
        (lambda: Given([[math.nan]]), "values[0, 0]: it is nan; give finite numbers"),
        (lambda: Gaussian([[1, 0], [1, 1]]),
         "covariance: it is not symmetric; give the same both ways"),
        (lambda: Gaussian([[1, 2], [2, 1]]),
         "covariance: it has the eigenvalue -1; give none below 0"),
        (lambda: rule(presentations=0), "presentations: it is 0; give a whole number from 1 on"),
        (lambda: rule(replicas=10**13), "replicas: it is 10000000000000; stay at 1000000000000 or"
         " below"),
        (lambda: rule(alpha=0), "alpha: it is 0; give a finite number above 0"),
        (lambda: rule(theta=math.inf), "theta: it is inf; give a finite number"),
        (lambda: rule(seed=-1), "seed: it is -1; give a whole number from 0 to 2^64 - 1"),
        (lambda: rule(constraint="box"),
         "constraint: 'box' is unknown; use rescale or project"),
        (lambda: rule(engine="warp"), "engine: 'warp' is unknown; use auto, numpy or fast"),
        (lambda: rule(nu=[1, 2]),
         "nu: its shape is (2,); give [] or [5] or [3, 5]"),
        (lambda: rule(weights=[1, 1]), "weights: the absolute weights of replica 0 sum to 2, beyond"
         " omega; keep the sum at 1 or below"),
        (lambda: rule(source=Given([[1, 0]])), "values: its shape is (1, 2); give [5, 2] or"
         " [3, 5, 2]"),
        (lambda: rule(source=Given(np.full((5, 2), 0.5))),
         "values: a value is 0.5; give 0 and 1: this rule is for spikes"),
        (lambda: rule(source=Gaussian([[1]])),
         "presentations: normal numbers are not 0 and 1; give binary inputs"),
        (lambda: hebb.hebb(BINARY[1], 5, 3, tau=1, dt=1, step="big"),
         "step: 'big' is unknown; use exact or euler"),
        (lambda: oja(BINARY[1], 5, 3, tau=1, dt=-1), "dt: it is -1; give a finite number above 0"),
        (lambda: stdp.stdp(BINARY[1], 5, 3, **PAIRS | {"tau_plus": 0}),
         "tau_plus: it is 0; give a finite number above 0"),
        (lambda: stdp.stdp(Independent([0.5]), 5, 3, **PAIRS),
         "trains: there is one train; give the inputs' and, last, the neuron's"),
        (lambda: stdp.stdp(BINARY[1], 5, 3, bounds=(0, 1), weights=[2], **PAIRS),
         "weights: 2 is out of bounds; stay in [0, 1]"),
        (lambda: perceptron.perceptron([[1, 2]], [0]), "labels: one is 0; give 1 and -1"),
        (lambda: perceptron.perceptron(np.zeros((0, 2)), []),
         "examples: their shape is (1, 0, 2); give one at least"),
        (lambda: perceptron.perceptron([[1, 2]], [1, 1]),
         "labels: its shape is (2,); give [1] or [1, 1]"),
    ],
)  # fmt: skip
def test_bad_input(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value) == message


def rule(**changed: Any) -> selectron.Selectrons:
    """Run a selectron with some arguments changed."""
    given: dict[str, Any] = {"source": BINARY[1], "presentations": 5, "replicas": 3, **RULE}
    return selectron.selectron(**given | changed)


def test_memory_is_estimated_and_numba_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BudgetError) as caught:
        rule(replicas=10**8, every=1)
    assert str(caught.value) == (
        "2 weights of 100,000,000 replicas, kept 6 times, would take 14.9 GiB, more than 4 GiB;"
        " take fewer replicas, or keep weights less often"
    )
    assert arguments.MEMORY == 4 * 2**30
    assert rule().engine == rule(engine="fast").engine == "fast"
    # numba is of no use without llvmlite
    monkeypatch.setattr(choice, "find_spec", lambda part: None if part == "llvmlite" else part)
    assert rule().engine == rule(engine="numpy").engine == "numpy"
    with pytest.raises(InputError) as missing:
        rule(engine="fast")
    assert str(missing.value) == (
        "engine: 'fast' needs llvmlite; pip install \"psychon[fast]\", or use auto or numpy"
    )
