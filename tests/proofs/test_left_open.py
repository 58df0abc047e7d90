"""What reasons leave open: other statements, steps that do not help, questions that go too far."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
import sympy
from planted import Said

from psychon.formal.errors import InputError
from psychon.proofs.derivation import kept
from psychon.proofs.derivation.chance import Chance, ChanceBase, E
from psychon.proofs.derivation.statements import Valid, Words
from psychon.proofs.derivation.step import Context, Outcome, Reason, Settled, Step
from psychon.proofs.reasons import crossing, worlds
from psychon.proofs.reasons.algebra import Identity
from psychon.proofs.reasons.calculus import Calculus
from psychon.proofs.reasons.chain import Chain
from psychon.proofs.reasons.expectation import Linear, Monotone
from psychon.proofs.reasons.facts import facts
from psychon.proofs.reasons.logic import Logic
from psychon.proofs.reasons.needs import Place, needs
from psychon.proofs.reasons.powers import Powers
from psychon.proofs.reasons.summation import Induction
from psychon.proofs.reasons.termwise import Termwise
from psychon.proofs.reasons.world import NoValueError, World

a, b = sympy.symbols("a b", real=True)
i, n = sympy.symbols("i n", integer=True)
X = Chance("X")
x = ChanceBase("x", real=True)
PROVED = Outcome("proved", "planted", "proof")


def outcome(said: Valid, reason: Reason, *before: Step) -> Outcome:
    """Decide a statement behind steps that count as proved."""
    context = Context({step.id: Settled(step, PROVED) for step in before})
    return reason.decide(Step("one", said, reason), context)


@pytest.mark.parametrize(
    "reason",
    [Identity(), Calculus(), Chain(("first",)), Monotone(), Linear(), Induction(), Powers(),
     Termwise()],
)  # fmt: skip
def test_a_reason_about_numbers_refuses_other_statements(reason: Reason) -> None:
    refused = reason.decide(Step("one", Said(PROVED), reason), Context())
    assert refused.status == "unknown" and "does not decide a Said" in refused.detail


def test_a_step_that_draws_no_conclusion_gives_no_fact() -> None:
    words = Step("words", Words("so it is"), Logic())
    said = Valid((), sympy.Ge(a**2, 0))
    found = facts(("words",), said, Context({"words": Settled(words, PROVED)}))
    assert isinstance(found, Outcome) and "draws no conclusion" in found.detail


def test_an_earlier_step_says_the_same_only_under_what_is_given() -> None:
    link = Step("link", Valid((), sympy.Le(2 * a * b, a**2 + b**2)), Logic())
    said = Valid((), sympy.Lt(E(X), E(X + 1)))
    chain = Chain(("link",)).lenient
    same = Step("same", said, Logic())
    assert outcome(said, chain, link, same).status == "proved"
    more = Step("same", Valid((sympy.Gt(a, 1),), said.conclusion), Logic())
    assert outcome(said, chain, link, more).status == "unknown"


def test_a_denominator_of_which_z3_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: Iterator[tuple[str, str, dict[str, str]]] = iter(
        [("sat", "", {}), ("unsat", "", {}), ("unknown", "too far", {})]
    )
    monkeypatch.setattr(crossing, "_ask", lambda *_: next(answers))
    open_ = crossing.follows((sympy.Gt(a, 0),), sympy.Gt(1 / a, 0))
    assert open_.status == "unknown" and "whether a can be 0" in open_.detail


def test_linearity_takes_a_mean_for_its_own_elements_only() -> None:
    assert outcome(Valid((), sympy.Eq(E(X**2), E(X) * a)), Linear()).status == "refuted"
    assert outcome(Valid((), sympy.Eq(E(X / a), E(X) / a)), Linear()).status == "refuted"
    # a mean that is given for the i of the conclusion is that of no other element
    mean = sympy.Eq(E(x[i]), a)
    assert outcome(Valid((mean,), sympy.Eq(E(x[1]), a)), Linear()).status == "proved"
    assert outcome(Valid((mean,), sympy.Eq(E(x[1]) + i, a + i)), Linear()).status == "refuted"


def test_what_does_not_cross_to_z3_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Outcome:
        raise InputError("a", "it does not cross", "say it otherwise")

    monkeypatch.setattr("psychon.proofs.reasons.logic.follows", refuse)
    assert "does not cross" in outcome(Valid((), sympy.Ge(a**2 + b**2, 2 * a * b)), Logic()).detail
    said = Valid((), sympy.Ge(a**2 + b**2, 2 * a * b))
    assert "does not cross" in worlds.weighed(said, refuse).detail


def test_a_world_has_no_value_for_what_it_does_not_hold() -> None:
    world = World((Fraction(1, 2), Fraction(1, 2)), {X: [1, 2]})
    with pytest.raises(NoValueError, match="b has no value"):
        world.value(b)
    with pytest.raises(NoValueError, match="X is random"):
        world.value(X)


def test_a_mean_may_stand_on_either_side() -> None:
    for mean in (sympy.Eq(E(X), a, evaluate=False), sympy.Eq(a, E(X), evaluate=False)):
        wrong = Valid((mean,), sympy.Eq(E(X + 1), a + 2))
        assert outcome(wrong, Linear()).status == "refuted"


def test_numbers_of_numpy_and_absent_parts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.freeze({"n": np.int64(3)}) == {"n": 3}
    before = kept.fingerprint(("a",))
    monkeypatch.setattr(kept, "DEPENDENCIES", (*kept.DEPENDENCIES, "no-such-part"))
    assert kept.fingerprint(("a",)) != before


def test_what_may_have_no_value_is_no_mean() -> None:
    open_ = outcome(Valid((), sympy.Eq(E(X * sympy.tan(a)), sympy.tan(a) * E(X))), Linear())
    assert open_.status == "unknown" and "defined" in open_.detail
    (need,) = needs(sympy.IndexedBase("z")[1], Place())
    assert need.condition is None


def test_a_mean_keeps_its_own_index() -> None:
    k = sympy.Symbol("k", integer=True)
    w, v = (sympy.IndexedBase(name, real=True) for name in "wv")
    given = (sympy.Eq(E(x[i]), v[i] * sympy.Sum(w[k], (k, 1, n))), sympy.Ge(n, 1))
    mean = E(sympy.Sum(x[k], (k, 1, n)))
    caught = sympy.Eq(mean, sympy.Sum(v[k] * w[k], (k, 1, n)))
    assert outcome(Valid(given, caught), Linear()).status == "refuted"
    own = sympy.Sum(v[k] * sympy.Sum(w[i], (i, 1, n)), (k, 1, n))
    # true, but an index of another name is not seen to be the same
    left = outcome(Valid(given, sympy.Eq(mean, own)), Linear())
    assert left.status == "unknown" and "linearity leaves the difference" in left.detail
