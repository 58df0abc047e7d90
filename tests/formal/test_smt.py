"""The encoding in Z3: every way to write a threshold, and the ends of a question."""

from itertools import product

import numpy as np
import pytest
import z3

from psychon.formal.errors import BudgetError
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.parse import parse
from psychon.formal.net.model import Net
from psychon.formal.smt import encode
from psychon.formal.smt.encode import Unrolling, at_least
from psychon.formal.smt.facade import ask
from psychon.formal.verify.decide import compare

RELAY = Net.build().afferent("p", "q").neuron("A").synapse("p", "A").net()


@pytest.mark.parametrize(
    ("sums", "limit"), [(64, 2**30), (0, 2**30), (0, 0)], ids=["shared", "pseudo-Boolean", "vector"]
)
@pytest.mark.parametrize("seed", range(10))
def test_thresholds_by_all_inputs(
    sums: int, limit: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "SUMS", sums)
    monkeypatch.setattr(encode, "PB_LIMIT", limit)
    rng = np.random.default_rng(seed)
    context = z3.Context()
    inputs = [z3.Bool(f"x{k}", context) for k in range(5)]
    weights = [int(w) for w in rng.integers(1, 9, 5)]
    flipped = rng.random(5) < 0.3
    terms = [(z3.Not(x) if no else x, w) for x, w, no in zip(
        inputs, weights, flipped, strict=True)]  # fmt: skip
    for bar in range(sum(weights) + 2):
        value = at_least(terms, bar)
        for bits in product((False, True), repeat=5):
            total = sum(w for w, b, no in zip(weights, bits, flipped, strict=True) if b != no)
            fixed = [x == z3.BoolVal(b, context) for x, b in zip(inputs, bits, strict=True)]
            same = value if isinstance(value, bool) else (
                ask([*fixed, value], context).status == "sat")  # fmt: skip
            assert same == (total >= bar)


def test_weights_beyond_32_bits_are_added_as_vectors() -> None:
    def net(bar: int) -> Net:
        builder = Net.build().neuron("N", bar)
        for k in range(12):
            builder.afferent(f"x{k}").synapse(f"x{k}", "N", 2**31 - 7**k)
        return builder.net()

    assert compare(net(2**31 - 5), net(2**31 - 4)).status == "proved"
    assert compare(net(2**31 - 8), net(2**31 - 7)).status == "proved"
    found = compare(net(2**31 - 7), net(2**31 - 6))
    assert found.status == "refuted"


@pytest.mark.parametrize(
    "text",
    ["once p", "historically p", "p since q", "S (p since ~q)", "origin -> p", "S^2 true <-> q"],
)
def test_unrolled_formulae_mean_what_they_mean(text: str) -> None:
    formula = parse(text)
    rows = {name: RELAY.row(name) for name in RELAY.names}
    for bits in product((False, True), repeat=6):
        history = [{n for n, b in zip("pq", bits[2 * t : 2 * t + 2], strict=True) if b}
                   for t in range(3)]  # fmt: skip
        unrolling = Unrolling(RELAY.program, rows)
        fixed = [
            unrolling.fires(rows[n], t) == z3.BoolVal(n in history[t], unrolling.context)
            for n in "pq" for t in range(3)
        ]  # fmt: skip
        for t in range(3):
            value = unrolling.constraint(unrolling.holds(formula, t))
            held = ask([*fixed, value], unrolling.context).status == "sat"
            assert held == evaluate(formula, history)[t]
        assert unrolling.fires(rows["p"], -1) is False
        assert unrolling.holds(formula, -1) is False


def test_budgets_of_unrolling(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {name: RELAY.row(name) for name in RELAY.names}
    monkeypatch.setattr(encode, "BUDGET", 2)
    with pytest.raises(BudgetError, match="the formula unrolled to tick 3 passes 2 values"):
        Unrolling(RELAY.program, rows).holds(parse("p & q & ~p"), 3)
    loop = Net.build().neuron("L", initial=True).synapse("L", "L").net()
    with pytest.raises(BudgetError, match="the net unrolled to tick 9 passes 2 values"):
        Unrolling(loop.program, {"L": 0}).fires(0, 9)


def test_a_question_that_z3_gives_up_or_that_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = z3.Context()
    x = z3.Bool("x", context)
    assert ask([x], context).true == {"x"}
    assert ask([x, z3.Not(x)], context).status == "unsat"

    class Stuck:
        def __init__(self, reason: str) -> None:
            self.reason = reason

        def set(self, *_: object) -> None:
            return None

        def add(self, *_: object) -> None:
            if self.reason == "raise":
                raise z3.Z3Exception(b"out of memory")

        def check(self) -> object:
            return z3.unknown

        def reason_unknown(self) -> str:
            return self.reason

        def statistics(self) -> z3.Statistics:
            return z3.Solver(ctx=context).statistics()

    def answer(reason: str) -> tuple[str, str]:
        monkeypatch.setattr(z3, "SolverFor", lambda *_, **__: Stuck(reason))
        said = ask([x], context)
        return said.status, said.reason

    assert answer("canceled") == ("unknown", "")
    assert answer("incomplete") == ("unknown", "incomplete")
    assert answer("raise") == ("unknown", "Z3: out of memory")
    with pytest.raises(KeyboardInterrupt):
        answer("interrupted from keyboard")
