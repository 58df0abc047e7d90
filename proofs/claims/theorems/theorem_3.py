"""Theorem III under our start-up: what is a TPE, and the witness where a formula is none."""

from collections.abc import Iterator
from functools import partial

from ....formal.formula.parse import parse
from ....formal.registry import formulas, load
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, Everywhere, Rule, Tpe
from ...derivation.step import Step, Twin
from ...reasons.cases import Enumeration
from ...reasons.criterion import Criterion
from ...reasons.induction import Structural, preserved
from ...reasons.logic import Logic

RULES: tuple[Rule, ...] = ("S", "|", "&", "&~")
WORDS: dict[Rule, str] = {"S": "S", "|": "or", "&": "and", "&~": "and-not", "->": "implies"}

SLIPS = (
    ("p -> p", True, "implication is one of the rules"),
    ("p & S ~q", True, "S ~q is ~S q, at the start, too"),
    ("p & ~q", False, "no negation is allowed"),
)
"""Formulae, what one might think of them, and why."""


def induction(value: bool, rules: tuple[Rule, ...]) -> Iterator[Step]:
    """Yield a step for each rule that passes ``value`` on, then the induction over them."""
    for rule in rules:
        statement = preserved(rule, value)
        assert statement is not None, rule
        yield Step(WORDS[rule], statement, Logic())
    more: Rule = "&~" if value else "~"
    what = "and-not passes it on, too" if value else "so does a negation that stands alone"
    yield Step("everywhere", Everywhere(value, rules), Structural(), twins=(
        Twin(what, Everywhere(value, (*rules, more))),
    ))  # fmt: skip


@LIBRARY.claim(
    "theorem-3",
    "Theorem III over the registry",
    "Every temporal propositional expression is false in silence (for all of them). For each"
    " formula of the registry that looks back a bounded time, the test says that it is a TPE iff"
    " it is false in silence and equals, at every t, the Boolean function of its delayed atoms,"
    " atoms before t = 0 being false: a TPE is proved equal to a formula built by the rules"
    " alone; for any other a run shows what no TPE does, being true in silence or changing when"
    " silence is put before the run.",
    source="McCulloch & Pitts 1943, Bull. Math. Biophys. 5:121-123, Theorem III",
    experiments=[
        Rate("start-up rate", partial(load, "afferents-only"), "p & S ~q", "p & S ~q",
             {"p": 0.7, "q": 0.4}, 4, 400_000),
    ],
    notes=(
        "Which formulae are TPEs is by cases, up to the formulae of the registry.",
        "p & S ~q is none: its S is false at t = 0, where ~S q is true. The experiment is short, so"
        " that the first tick counts.",
    ),
)  # fmt: skip
def theorem_3() -> Iterator[Step]:
    """Prove silence by induction over the rules; judge every formula in three ways."""
    yield from induction(False, RULES)
    slips = {text: (Twin(what, Tpe(parse(text), tpe)),) for text, tpe, what in SLIPS}
    cases = tuple(
        Step(
            sample.text,
            Tpe(parse(sample.text), sample.tpe),
            Criterion(),
            twins=slips.get(sample.text, ()),
        )
        for sample in formulas()
        if sample.why != "unbounded"
    )
    yield Step("judged", Cases("formulae of the registry: TPE or not", cases), Enumeration())
