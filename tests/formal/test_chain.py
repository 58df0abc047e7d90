"""Rates of nets with cycles, against enumeration, polynomials and simulation."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from random_nets import random_net

from psychon.formal.errors import BudgetError, InputError, UnknownNameError
from psychon.formal.net.model import Net
from psychon.formal.net.tick import run
from psychon.formal.probability import chain, stationary
from psychon.formal.probability.chain import Chain
from psychon.formal.probability.firing import expected_rate
from psychon.formal.probability.polynomial import rate_polynomial
from psychon.formal.registry import load
from psychon.formal.translate.solve import solve
from psychon.sim.campaign.simulate import simulate
from psychon.sim.statistics.alarms import level

THIRD = Fraction(1, 3)
PUSH_PULL = (
    Net.build().afferent("x").neuron("E").neuron("I")
    .synapse("x", "E").synapse("E", "I").veto("I", "E").net()
)  # fmt: skip
RACE = (
    Net.build().afferent("a", "b").neuron("A").neuron("B")
    .synapse("a", "A").synapse("A", "A").veto("B", "A")
    .synapse("b", "B").synapse("B", "B").veto("A", "B").net()
)  # fmt: skip
"""Whichever of two latches is set first keeps the other out; set together both go out."""


def enumerated(net: Net, rates: dict[str, Fraction], ticks: int) -> dict[str, list[Fraction]]:
    """Sum over all inputs: the probability that each neuron fires at each tick."""
    found = {name: [Fraction(0)] * ticks for name in net.neurons}
    places = [(t, name) for t in range(ticks) for name in net.afferents]
    for bits in product((0, 1), repeat=len(places)):
        chance = Fraction(1)
        inputs: list[set[str]] = [set() for _ in range(ticks)]
        for (t, name), bit in zip(places, bits, strict=True):
            chance *= rates[name] if bit else 1 - rates[name]
            if bit:
                inputs[t].add(name)
        for t, firing in enumerate(run(net, inputs)):
            for name in firing & set(net.neurons):
                found[name][t] += chance
    return found


@pytest.mark.parametrize("seed", range(4))
def test_chains_are_what_enumeration_sums(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(6):
        net = random_net(
            rng,
            afferents=int(rng.integers(0, 3)),
            neurons=4,
            max_delay=2,
            initial=True,
            cycles=True,
        )
        rates = {name: Fraction(int(rng.integers(0, 6)), 5) for name in net.afferents}
        exact = enumerated(net, rates, 5)
        known = Chain(net, rates)
        floats = Chain(net, {name: float(rate) for name, rate in rates.items()})
        for tick in range(5):
            at = known.at(tick)
            assert at == {name: exact[name][tick] for name in net.neurons}
            assert all(isinstance(value, Fraction) for value in at.values())
            near = floats.at(tick)
            assert near == pytest.approx(at, abs=1e-12)
        mean = known.expected(5, 2)
        assert mean == {name: sum(exact[name][2:]) / 3 for name in net.neurons}
        assert floats.expected(5, 2) == pytest.approx(mean, abs=1e-12)
        long, near = known.long_run(), floats.long_run()
        assert near == pytest.approx(long, abs=1e-9)
        # and the mean over a long time comes as near to it as time allows
        late = Chain(net, {n: float(r) for n, r in rates.items()}).expected(600, 300)
        assert late == pytest.approx(long, abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_chains_and_polynomials_agree_without_cycles(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(8):
        net = random_net(rng, afferents=2, neurons=4, max_delay=2, max_fan_in=3)
        rates = {name: Fraction(int(rng.integers(1, 6)), 7) for name in net.afferents}
        known = Chain(net, rates)
        formulas = solve(net)
        polynomials = {name: rate_polynomial(formula) for name, formula in formulas.items()}
        assert known.long_run() == {name: p.value(rates) for name, p in polynomials.items()}
        for name, rate in known.expected(7).items():
            assert rate == expected_rate(formulas[name], rates, 7)


def test_feedback_inhibition_fires_p_over_1_plus_p() -> None:
    for p in (Fraction(0), THIRD, Fraction(1)):
        known = Chain(PUSH_PULL, p)
        assert known.long_run() == {"E": p / (1 + p), "I": p / (1 + p)}
    rate = Chain(PUSH_PULL, 0.25).long_run()["E"]
    assert rate == pytest.approx(0.2, abs=1e-12)
    seen = simulate(PUSH_PULL, 400, 20_000, 0.25, seed=2, level=level("tests"))
    exact = Chain(PUSH_PULL, 0.25, ["E"]).expected(400)
    assert list(exact) == ["E"]
    low, high = seen.interval["E"]
    assert low <= exact["E"] <= high
    assert high - low < 0.03 * exact["E"]


def test_ends_that_exclude_each_other_are_weighed() -> None:
    # a race: A is set first with chance p(1-q) / (1 - (1-p)(1-q) ...), and then fires for ever
    p, q = Fraction(1, 5), Fraction(1, 3)
    known = Chain(RACE, {"a": p, "b": q})
    wins = {"A": p * (1 - q), "B": q * (1 - p)}
    total = sum(wins.values())
    # both at once veto each other and the race begins anew
    assert known.long_run() == {name: win / total for name, win in wins.items()}


def test_closed_nets_go_round() -> None:
    ring = load("ring")
    rates = Chain(ring, 0).long_run()
    firing = run(ring, [()] * 60)
    for name in ring.neurons:
        assert rates[name] == Fraction(sum(name in tick for tick in firing[30:]), 30)
    assert rates["A"] == THIRD
    assert Chain(ring, 1).long_run()["A"] == 0
    assert Chain(load("silent"), 1).long_run()["N"] == 0
    assert Chain(load("afferents-only"), 1).long_run() == {}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Chain(PUSH_PULL, 2), InputError,
         "rates: it is 2; give a probability from 0 to 1"),
        (lambda: Chain(PUSH_PULL, {}), InputError, "rates: 'x' has no rate; add 'x'"),
        (lambda: Chain(PUSH_PULL, 0.5, ["x"]), InputError,
         "neurons: 'x' is an afferent; its rate is given"),
        (lambda: Chain(PUSH_PULL, 0.5, ["Z"]), UnknownNameError,
         "subnet: no neuron is called 'Z'; known names: x, E, I"),
        (lambda: Chain(PUSH_PULL, 0.5).at(-1), InputError,
         "tick: it is -1; give 0, 1, 2, ..."),
        (lambda: Chain(PUSH_PULL, 0.5).expected(3, 3), InputError,
         "steps: ticks 3..3; leave a tick to count"),
        (lambda: Chain(PUSH_PULL, 0.5).expected(10**9), BudgetError,
         "1,000,000,000 ticks of 9 states and 18 transitions pass the budget of 200,000,000"
         " additions; ask for the long run, or simulate"),
        (lambda: Chain(slow(70), 0.5), BudgetError,
         "the net remembers 70 values from tick to tick, more than 62; simulate it"),
        (lambda: Chain(wide(21), 0.5), BudgetError,
         "21 afferents have 2^21 outcomes at each tick; simulate it"),
        (lambda: Chain(slow(20), 0.5), BudgetError,
         "the net can reach 262,145 states and more, with 2 outcomes each; simulate it"),
    ],
)  # fmt: skip
def test_chains_that_cannot_be_had(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def slow(delay: int) -> Net:
    """Return a net that remembers ``delay`` ticks of an afferent."""
    return Net.build().afferent("x").neuron("N").synapse("x", "N", delay=delay).net()


def wide(count: int) -> Net:
    """Return a net of ``count`` afferents."""
    builder = Net.build().neuron("N")
    for k in range(count):
        builder.afferent(f"x{k}").synapse(f"x{k}", "N")
    return builder.net()


def test_budgets_of_the_long_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stationary, "EXACT_WORK", 5)
    with pytest.raises(BudgetError, match="give rates as floats"):
        Chain(PUSH_PULL, THIRD).long_run()
    monkeypatch.setattr(stationary, "DENSE", 3)
    with pytest.raises(BudgetError, match="the long run of . states, more than 3,"):
        Chain(PUSH_PULL, 0.3).long_run()
    assert chain.STATES == 200_000
