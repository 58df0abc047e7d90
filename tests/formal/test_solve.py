"""Theorem I: nets to formulae, against brute force and the prover."""

import brute
import numpy as np
import pytest
from random_nets import random_net

from psychon.formal.errors import BudgetError, UnknownNameError
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import FALSE, Formula, atom
from psychon.formal.formula.parse import Property, parse
from psychon.formal.net.model import Net
from psychon.formal.net.tick import run
from psychon.formal.registry import load, nets
from psychon.formal.translate import solve as room
from psychon.formal.translate.solve import reaches, solve
from psychon.formal.verify.decide import verify


def neuron(threshold: int, **weights: int) -> Net:
    """Return a net of one neuron OUT with weighted afferents; 0 stands for a veto."""
    builder = Net.build().afferent(*weights).neuron("OUT", threshold)
    for name, weight in weights.items():
        builder.synapse(name, "OUT", weight) if weight else builder.veto(name, "OUT")
    return builder.net()


@pytest.mark.parametrize(
    ("net", "formula"),
    [
        (neuron(1, p=1), "S p"),
        (neuron(2, p=1), "false"),
        (neuron(1, p=1, q=1), "S p | S q"),
        (neuron(2, p=1, q=1, r=1), "S p & S q | S p & S r | S q & S r"),
        (neuron(1, p=1, q=-1), "S p & ~S q"),
        (neuron(1, p=2, q=-1), "S p"),
        (neuron(1, p=1, q=0), "S p & ~S q"),
        (neuron(1, p=0), "false"),
        (neuron(3, p=3, q=2, r=1), "S p | S q & S r"),
        (neuron(2, p=2, q=2, r=-2), "S p & S q | S p & ~S r | S q & ~S r"),
    ],
)
def test_one_neuron_prints_as_a_textbook_would(net: Net, formula: str) -> None:
    assert str(solve(net)["OUT"]) == formula


def test_delays_vetoes_and_sources_that_never_fire() -> None:
    net = (
        Net.build()
        .afferent("p", "q")
        .neuron("dead").neuron("A").neuron("B", 2).neuron("C")
        .synapse("p", "A", delay=3).veto("q", "A", delay=2).veto("dead", "A")
        .synapse("A", "B", 2, delay=2).synapse("q", "B", -1).synapse("dead", "B", 9)
        .synapse("dead", "C")
        .net()
    )  # fmt: skip
    found = {name: str(formula) for name, formula in solve(net).items()}
    assert found == {
        "dead": "false",
        "A": "S^3 p & ~S^2 q",
        "B": "S^5 p & ~S^4 q & ~S q",
        "C": "false",
    }
    assert list(solve(net, ["B"])) == ["B"]


def test_initial_firing_is_solved_by_origin() -> None:
    net = (
        Net.build().afferent("p").neuron("I", initial=True).neuron("J").neuron("K", initial=True)
        .synapse("I", "J", delay=3).synapse("p", "K").veto("J", "K").net()
    )  # fmt: skip
    found = {name: str(formula) for name, formula in solve(net).items()}
    assert found == {"I": "origin", "J": "S^3 origin", "K": "origin | S p & ~S^4 origin"}
    assert verify(net, Property("K", solve(net)["K"])).status == "proved"


def test_a_weight_on_a_veto_source_and_equal_sources_are_merged() -> None:
    net = (
        Net.build().afferent("p", "q").neuron("A").neuron("B").neuron("OUT", 2)
        .synapse("p", "A").synapse("p", "B").synapse("A", "OUT").synapse("B", "OUT")
        .synapse("q", "OUT", 5).veto("q", "OUT").net()
    )  # fmt: skip
    assert str(solve(net)["OUT"]) == "S^2 p & ~S q"


@pytest.mark.parametrize("seed", range(20))
def test_solutions_are_tpes_and_true_to_the_net(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(15):
        net = random_net(rng, afferents=3, neurons=6, max_fan_in=5, max_weight=4)
        solution = solve(net)
        runs, ticks = 512, 14
        inputs = brute.some_inputs(list(net.afferents), ticks, runs, rng)
        rows = brute.fire(net, inputs, ticks, runs)
        meaning = brute.Meaning(rows, runs)
        for name, formula in solution.items():
            assert formula.is_tpe
            assert set(formula.atoms) <= set(net.afferents)
            for t in range(ticks):
                assert (meaning.at(formula, t) == rows[name][t]).all()


def test_large_fan_in_takes_the_diagram_and_stays_small() -> None:
    names = [f"x{k}" for k in range(60)]
    net = neuron(12, **{name: (1, 2, 3, -1, -2)[k % 5] for k, name in enumerate(names)})
    formula = solve(net)["OUT"]
    assert room.nodes([formula]) < 200_000
    assert formula.is_tpe
    assert verify(net, Property("OUT", formula), rlimit=30_000_000).status == "proved"


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_to_write_a_threshold_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(30):
        terms = [(atom(f"x{k}"), int(w)) for k, w in enumerate(rng.integers(-4, 7, 6)) if w]
        total = sum(w for _, w in terms if w > 0)
        bar = int(rng.integers(1, max(2, total + 2)))
        rows = {f"x{k}": c for k, c in enumerate(
            [(np.arange(64) >> k & 1).astype(bool)] for k in range(6))}  # fmt: skip
        meaning = brute.Meaning(rows, 64)
        sums = sum((w * rows[f.name][0] for f, w in terms), np.zeros(64, int))
        assert (meaning.at(reaches(terms, bar), 0) == (sums >= bar)).all()
        assert (meaning.at(room._diagram(terms, bar), 0) == (sums >= bar)).all()


def test_budgets_and_unknown_names(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownNameError):
        solve(neuron(1, p=1), ["nobody"])
    wide = neuron(3 << 20, **{f"x{k}": (1 << 15) + 77 * k * k for k in range(300)})
    with pytest.raises(BudgetError, match="its weights have too many different sums"):
        solve(wide)
    monkeypatch.setattr(room, "BUDGET", 3)
    chain = Net.build().afferent("p", "q", "r").neuron("A").neuron("B")
    chain.synapse("p", "A").synapse("q", "A").synapse("r", "A").synapse("A", "B")
    with pytest.raises(BudgetError, match="the formulae take more than 3 nodes"):
        solve(chain.net())


def test_every_net_in_the_registry_is_solved() -> None:
    solved = 0
    for net in nets().values():
        solution = solve(net)
        for name, formula in solution.items():
            assert verify(net, Property(name, formula)).status == "proved"
            solved += 1
    assert solved > 25


def test_published_formulae_of_figure_1e() -> None:
    found = solve(load("figure-1e"))
    assert str(found["N3"]) == "S N1 | S^3 N2 & ~S^2 N2"
    assert found["N4"] in {parse("S^2 N2 & S N2"), parse("S N2 & S^2 N2")}
    assert isinstance(found["A"], Formula)
    assert solve(neuron(2, p=1))["OUT"] is FALSE


@pytest.mark.parametrize("seed", range(5))
def test_recursive_equations_hold_on_random_runs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    recursive = 0
    for _ in range(40):
        net = random_net(rng, cycles=True, initial=True)
        solution = solve(net)
        cyclic = set(solution.order.witness)
        recursive += bool(cyclic)
        history = run(net, [{n for n in net.afferents if rng.random() < 0.6} for _ in range(24)])
        for name, formula in solution.items():
            assert set(formula.atoms) <= cyclic | set(net.afferents)
            assert evaluate(formula, history) == [name in fired for fired in history]
    assert recursive > 25


def test_recursive_equations_of_a_part() -> None:
    net = load("figure-1i")
    assert list(solve(net, ["N3"])) == ["N3", "X"]
    assert solve(net, ["N3"]).order.witness == ("X",)
    both = Net.build().afferent("p").neuron("A").neuron("B").neuron("C")
    both.synapse("p", "A").synapse("A", "B").synapse("B", "A", delay=3).synapse("C", "C")
    found = solve(both.net(), ["B"])
    assert {name: str(formula) for name, formula in found.items()} in (
        {"B": "S A", "A": "S p | S^4 A"}, {"B": "S^2 p | S^4 B"}, {"B": "S^4 B | S^2 p"},
    )  # fmt: skip
    assert both.net().order.high == 2 and found.order.high == 1
