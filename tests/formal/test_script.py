"""Questions as SMT-LIB 2: what other solvers make of them is what psychon decides."""

import bitwuzla
import cvc5
import numpy as np
import pytest
import z3
from random_nets import random_formula, random_net

from psychon.formal.errors import BudgetError, InputError
from psychon.formal.formula.parse import Property
from psychon.formal.net.model import Net
from psychon.formal.registry import load, nets
from psychon.formal.verify.decide import asked, verify
from psychon.formal.verify.problem import Problem
from psychon.formal.verify.script import script


def by_cvc5(text: str) -> str:
    """Return cvc5's answer to a script."""
    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "script")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, symbols)
    return said.strip()


def by_bitwuzla(text: str) -> str:
    """Return bitwuzla's answer to a script."""
    parser = bitwuzla.Parser(bitwuzla.TermManager(), bitwuzla.Options())
    parser.parse(text.removesuffix("(check-sat)\n"), True, False)
    return str(parser.bitwuzla().check_sat()).lower().rpartition(".")[2]


def by_spacer(text: str) -> str:
    """Return Spacer's answer to a script."""
    solver = z3.SolverFor("HORN", ctx=z3.Context())
    solver.from_string(text)
    return str(solver.check())


@pytest.mark.parametrize("seed", range(3))
def test_other_solvers_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    decided = 0
    for k in range(20):
        cycles = bool(k % 2)
        net = random_net(
            rng, afferents=2, neurons=3, max_delay=2, max_weight=3, max_fan_in=3, initial=True,
            cycles=cycles,
        )  # fmt: skip
        claim = Property(None, random_formula(rng, list(net.names), past=cycles))
        problem = asked(net, claim)
        verdict = verify(net, claim)
        text = script(problem)
        if "(set-logic HORN)" in text:
            assert by_spacer(text) == {"proved": "sat", "refuted": "unsat"}[verdict.status]
        else:
            expected = {"proved": "unsat", "refuted": "sat"}[verdict.status]
            assert by_cvc5(text) == by_bitwuzla(text) == expected
            assert "unsat: it holds at all times" in text
        if verdict.trace is not None and verdict.reason.startswith("a shortest run"):
            steps = verdict.trace.steps
            assert by_cvc5(script(problem, steps)) == "sat"
            assert steps == 1 or by_cvc5(script(problem, steps - 1)) == "unsat"
        decided += 1
    assert decided == 20


def test_assumptions_hold_up_to_the_failure_only() -> None:
    # after p the assumption cannot hold, and so no run goes on past the failure at t = 1
    net = Net.build().afferent("p").neuron("A").synapse("p", "A").net()
    problem = asked(net, "always ~A", ["p -> origin", "~S^2 p"])
    assert by_cvc5(script(problem, 1)) == "unsat"
    assert by_cvc5(script(problem, 2)) == by_cvc5(script(problem, 9)) == "sat"
    assert by_spacer(script(problem)) == "unsat"
    assert "unsat: no run of 1 tick or fewer refutes it" in script(problem, 1)


def test_every_built_in_net_can_be_asked() -> None:
    for net in nets().values():
        for text in net.expect:
            assert "check-sat" in script(asked(net, text))


def test_from_any_start() -> None:
    problem = asked(load("ring"), "always ~(A & B)", start="any")
    assert "; from any start\n" in script(problem)
    assert by_spacer(script(problem)) == "unsat" and by_cvc5(script(problem, 1)) == "sat"


def test_heavy_sums_are_marked_as_not_standard() -> None:
    net = Net.build().neuron("A").synapse("A", "A")
    for k in range(40):
        net.afferent(f"p{k}").synapse(f"p{k}", "A", 1 + 2**k % 997)
    net = net.neuron("B", 7000)
    for k in range(40):
        net.synapse(f"p{k}", "B", 1 + 3**k % 997)
    text = script(asked(net.net(), "always once A | ~B"))
    assert ("((_ pbge" in text) is ("; Sums are written as Z3 has them" in text) is True


def test_what_cannot_be_written() -> None:
    net = load("figure-1i")
    problem = asked(net, net.expect[0])
    for ticks in (0, -1, 10**6, True):
        with pytest.raises(InputError, match="count ticks: 1 to 100,000"):
            script(problem, ticks)
    with pytest.raises(BudgetError, match="would take about"):
        script(problem, 90_000)
    deep = problem.claim
    for _ in range(40):
        deep = (deep & deep.S()) | ~deep
    with pytest.raises(InputError, match="it is too long to be written"):
        script(Problem(net, deep, (), ""), 2)
