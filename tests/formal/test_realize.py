"""Theorem II: formulae to nets, and what is refused by Theorem III."""

import brute
import numpy as np
import pytest
from random_nets import random_formula, random_tpe

from psychon.formal.errors import BudgetError, FormulaError, InputError, NotATPE
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula, atom, conj, disj
from psychon.formal.formula.parse import Property, parse
from psychon.formal.formula.tpe import Witness
from psychon.formal.registry import formulas
from psychon.formal.translate import realize as room
from psychon.formal.translate.realize import realize
from psychon.formal.translate.solve import solve
from psychon.formal.verify.decide import verify


@pytest.mark.parametrize(
    ("formula", "delay", "neurons"),
    [
        ("S p & S q", 0, 1),
        ("p & q", 1, 1),
        ("p", 1, 1),
        ("S^3 p", 0, 1),
        ("S N1 | S^3 N2 & ~S^2 N2", 0, 2),
        ("p & ~(q | r)", 1, 1),
        ("p & ~(q & r)", 2, 2),
        ("p & q | r", 2, 2),
        ("S^2 (p & q) | S r", 0, 2),
        ("false", 0, 1),
        ("p & ~p", 0, 1),
        ("~(p -> q)", 1, 1),
        ("~(p <-> q)", 2, 3),
        ("p & (origin -> p)", 1, 1),
        ("p | origin & p", 1, 1),
        ("p & (S origin -> p) & ~false", 1, 1),
    ],
)
def test_delay_and_size(formula: str, delay: int, neurons: int) -> None:
    made = realize({"OUT": formula})
    assert made.delay == {"OUT": delay}
    assert made.sense == {"OUT": "extended" if delay else "narrow"}
    assert len(made.net.neurons) == neurons
    assert set(made.net.afferents) == set(parse(formula).atoms)


@pytest.mark.parametrize("part", range(4))
def test_1000_random_tpes_come_back_delayed(part: int) -> None:
    rng = np.random.default_rng(part)
    for _ in range(250):
        f = random_tpe(rng, ["p", "q", "r"], int(rng.integers(1, 9)), 3)
        made = realize({"OUT": f})
        solution, d = solve(made.net)["OUT"], made.delay["OUT"]
        assert solution.is_tpe
        assert verify(made.net, Property("OUT", f.S(d))).status == "proved"
        # S^d f is false before d by meaning; say it apart, too
        silent = conj([parse("true").S(d)])
        assert verify(made.net, Property(None, atom("OUT") >> silent)).status == "proved"
        assert verify(made.net, Property(None, solution.iff(f.S(d)))).status == "proved"


@pytest.mark.parametrize("seed", range(8))
def test_whatever_brute_force_calls_a_tpe_is_realized(seed: int) -> None:
    rng = np.random.default_rng(seed)
    accepted = refused = 0
    for _ in range(60):
        f = random_formula(rng, ["p", "q"], int(rng.integers(1, 6)), 2)
        ticks = 9
        runs = 1 << 2 * ticks
        meaning = brute.Meaning(brute.all_inputs(["p", "q"], ticks), runs)
        # a function of a window, false in silence: equal windows and pasts padded with silence
        late = _window_function(f, meaning, ticks)
        if not late:
            with pytest.raises(NotATPE) as caught:
                realize({"OUT": f})
            witness = caught.value.witness
            assert isinstance(witness, Witness)
            assert evaluate(f, witness.history)[-1] is witness.value
            refused += 1
            continue
        made = realize({"OUT": f})
        accepted += 1
        assert verify(made.net, Property("OUT", f.S(made.delay["OUT"]))).status == "proved"
    assert accepted > 5
    assert refused > 5


def _window_function(f: Formula, meaning: brute.Meaning, ticks: int) -> bool:
    """Say whether f acts at every tick as at the last one with silence before its window."""
    runs = np.arange(meaning.runs)
    last = meaning.at(f, ticks - 1)
    if last[0]:
        return False
    for t in range(ticks):
        shift = ticks - 1 - t
        low = (runs & ((1 << ticks) - 1)) << shift & ((1 << ticks) - 1)
        high = (runs >> ticks) << shift & ((1 << ticks) - 1)
        if (meaning.at(f, t) != last[low | high << ticks]).any():
            return False
    return True


def test_several_outputs_share_their_parts_and_have_their_own_delays() -> None:
    made = realize({"A": "(p & q) | r", "B": "(p & q) | s", "C": "S p"})
    assert made.delay == {"A": 2, "B": 2, "C": 0}
    assert len(made.net.neurons) == 4
    for name, text in {"A": "S^2 (p & q | r)", "B": "S^2 (p & q | s)", "C": "S p"}.items():
        assert verify(made.net, f"{name} = {text}").status == "proved"


def test_outputs_and_atoms_called_like_inner_neurons() -> None:
    made = realize({"h1": "(h2 & h3) | q", "h4": "h3 & ~(q & r)"})
    for name in ("h1", "h4"):
        text = {"h1": "S^2 (h2 & h3 | q)", "h4": "S^2 (h3 & ~(q & r))"}[name]
        assert verify(made.net, f"{name} = {text}").status == "proved"


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("p -> p", "silence makes it true: with nothing firing, it is true at t = 0, not false"),
        ("~p", "silence makes it true: with nothing firing, it is true at t = 0, not false"),
        ("p & S ~q", "at the start it is no function of its delayed atoms: firing p at t = 0, it is"
         " false at t = 0, not true"),
        ("origin", "at the start it is no function of its delayed atoms: with nothing firing, it is"
         " true at t = 0, not false"),
        ("once p", "once looks back without bound"),
        ("true", "silence makes it true: with nothing firing, it is true at t = 0, not false"),
    ],
)  # fmt: skip
def test_no_tpe_is_refused_with_its_witness(formula: str, message: str) -> None:
    with pytest.raises(NotATPE) as caught:
        realize({"OUT": formula})
    # silence is not what is wrong with what looks back without bound
    silent = "a neuron is silent in silence: write what excites it, as in p & ~q, or "
    fix = ("" if "bound" in message else silent) + "let neurons fire initially: --initial, or"
    assert str(caught.value) == (
        f"OUT: the formula is no temporal propositional expression: {message}; {fix} realize_past"
    )


def test_what_realize_refuses_verify_decides() -> None:
    net = realize({"OUT": "S p & S q"}).net
    assert verify(net, "always p -> p").status == "proved"
    assert verify(net, "always ~p").status == "refuted"
    assert verify(net, "always p & S ~q -> S true").status == "proved"


@pytest.mark.parametrize(
    ("formulas", "error", "message"),
    [
        ({}, InputError, 'realize: no formula is given; write e.g. "OUT = S p & S q"'),
        ({"OUT": "OUT & p"}, InputError,
         "OUT: the output 'OUT' occurs in a formula; afferents are the atoms of the formulae;"
         " substitute the formula for its name"),
        ({"A": "S p", "B": "S A"}, InputError,
         "A: the output 'A' occurs in a formula; afferents are the atoms of the formulae;"
         " substitute the formula for its name"),
        ({"S": "p"}, FormulaError,
         "S: name: 'S' is a word of the formula language; choose another name"),
        ({"OUT": "p &"}, FormulaError,
         "OUT: column 4: the end stands where a formula must begin; write a neuron, true, false or"
         " ( there"),
    ],
)  # fmt: skip
def test_bad_input(formulas: dict[str, str], error: type[InputError], message: str) -> None:
    with pytest.raises(error) as caught:
        realize(formulas)
    assert str(caught.value) == message


def test_depth_and_width_of_hostile_formulae() -> None:
    names = [atom(f"x{k}") for k in range(3)]
    deep = names[0]
    for k in range(20_000):
        deep = (deep | names[1]) if k % 2 else (deep & ~names[2])
    assert realize({"OUT": deep}).delay["OUT"] == 20_000
    wide = disj(atom(f"x{k}").S(k) for k in range(20_000))
    assert realize({"OUT": wide}).delay == {"OUT": 1}


def test_the_budget_of_synapses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "BUDGET", 2)
    with pytest.raises(BudgetError, match="the net needs more than 2 synapses"):
        realize({"OUT": "p & q & r"})


def test_the_registrys_formulae() -> None:
    seen = {True: 0, False: 0}
    for entry in formulas():
        f = parse(entry.text)
        assert f.is_tpe is entry.tpe
        seen[entry.tpe] += 1
        if entry.tpe:
            made = realize({"OUT": f})
            assert verify(made.net, Property("OUT", f.S(made.delay["OUT"]))).status == "proved"
    assert min(seen.values()) >= 5
