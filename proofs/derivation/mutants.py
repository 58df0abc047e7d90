"""Change each step by one token or one hypothesis: what remains provable must be explained."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Final, Literal, NamedTuple, get_args

from .claim import leaves_of
from .statements import (
    Alike,
    Cases,
    Everywhere,
    NetProperty,
    Rule,
    Run,
    Tpe,
    Valid,
    Value,
)
from .step import Statement, Step
from .terms import changed_terms, symbols_of, written
from .tokens import changed_formulas, changed_nets

PER_CASE: Final = 24
"""How many mutants one of several cases has at most; they are spread over all its mutants."""

GIVEN: Final = "given "
"""How the name of a change begins that changes a token of a hypothesis."""

BY_HAND: Final = "by hand"
"""How a mutant is called that an author planted."""

Kin = Literal["implied", "equivalent", "superfluous", "contradictory", "mistaken"]
"""What it means if a changed statement is proved as well.

Both sides of a changed equation equal the same neuron, so it is equivalent; another theorem is
implied. A theorem without one of its hypotheses shows that this was superfluous, and a theorem
beside its opposite that something is wrong; the author of a false twin was mistaken. Each of these
keeps the claim from being proved.
"""


class Change(NamedTuple):
    """A changed statement.

    Args:
        what: the change, in words.
        kin: what it means if it is proved.
    """

    what: str
    statement: Statement
    kin: Kin


@dataclass(frozen=True)
class Mutant:
    """A changed step.

    Args:
        id: the place of the step and the change.
        place: of the step it was made from.
    """

    id: str
    place: str
    step: Step
    kin: Kin


def mutants(step: Step) -> Iterator[Mutant]:
    """Yield the mutants of a step, of its cases if it has some; none where the reason is given."""
    for place, leaf in leaves_of(step):
        if leaf.reason.given:
            continue
        made = [
            change
            for change in changes(leaf.statement)
            if not (leaf.reason.composes and change.what.startswith(GIVEN))
        ]
        if isinstance(step.statement, Cases) and len(made) > PER_CASE:
            made = [made[k * len(made) // PER_CASE] for k in range(PER_CASE)]
        for what, statement, kin in made:
            changed = replace(leaf, statement=statement, reason=leaf.reason.lenient)
            yield Mutant(f"{place}: {what}", place, changed, kin)
        for twin in leaf.twins:
            reason = twin.reason or leaf.reason.lenient
            changed = replace(leaf, statement=twin.statement, reason=reason)
            yield Mutant(f"{place}: {BY_HAND}: {twin.what}", place, changed, "mistaken")


@singledispatch
def changes(statement: Statement) -> Iterator[Change]:
    """Yield what one changed token or hypothesis makes of a statement; register more sorts."""
    del statement
    return iter(())


@changes.register
def _(statement: NetProperty) -> Iterator[Change]:
    names = list(statement.net.afferents)
    prop = statement.says
    kin: Kin = "implied" if prop.target is None else "equivalent"
    for formula in changed_formulas(prop.formula, names):
        changed = replace(statement, says=replace(prop, formula=formula))
        yield Change(str(replace(changed, about="", assume=())), changed, kin)
    if prop.target is not None:
        # only an equation says all of what a net does, so that another net must differ from it
        named = [*prop.claim.atoms, *(a for f in statement.assume for a in f.atoms)]
        for what, net in changed_nets(statement.net.subnet(dict.fromkeys(named))):
            yield Change(what, replace(statement, net=net), kin)
    for k, formula in enumerate(statement.assume):
        rest = statement.assume[:k] + statement.assume[k + 1 :]
        yield Change(f"without {formula}", replace(statement, assume=rest), "superfluous")
        for other in changed_formulas(formula, names):
            assume = (*statement.assume[:k], other, *statement.assume[k + 1 :])
            yield Change(f"assuming {other}", replace(statement, assume=assume), "implied")


@changes.register
def _(statement: Alike) -> Iterator[Change]:
    for delay in (statement.delay - 1, statement.delay + 1):
        if delay >= 0:
            yield Change(f"delay {delay}", replace(statement, delay=delay), "implied")
    for what, net in changed_nets(statement.net.subnet([statement.neuron])):
        yield Change(f"first net, {what}", replace(statement, net=net), "equivalent")
    for what, net in changed_nets(statement.other.subnet([statement.twin])):
        yield Change(f"second net, {what}", replace(statement, other=net), "equivalent")


@changes.register
def _(statement: Run) -> Iterator[Change]:
    for k, (name, ticks) in enumerate(statement.fires):
        for t in range(len(statement.inputs)):
            other = tuple(sorted({*ticks} ^ {t}))
            fires = (*statement.fires[:k], (name, other), *statement.fires[k + 1 :])
            what = f"{name} {'silent' if t in ticks else 'fires'} at {t}"
            yield Change(what, replace(statement, fires=fires), "contradictory")


@changes.register
def _(statement: Value) -> Iterator[Change]:
    opposite = replace(statement, value=not statement.value)
    yield Change(f"{'true' if opposite.value else 'false'} instead", opposite, "contradictory")


@changes.register
def _(statement: Tpe) -> Iterator[Change]:
    opposite = replace(statement, holds=not statement.holds)
    yield Change(str(opposite), opposite, "contradictory")


@changes.register
def _(statement: Valid) -> Iterator[Change]:
    given, conclusion = statement.hypotheses, statement.conclusion
    symbols = symbols_of((*given, conclusion))
    for term in changed_terms(conclusion, symbols):
        yield Change(f"|- {written(term)}", replace(statement, conclusion=term), "implied")
    for k, hypothesis in enumerate(given):
        rest = given[:k] + given[k + 1 :]
        without = f"without {written(hypothesis)}"
        yield Change(without, replace(statement, hypotheses=rest), "superfluous")
        for term in changed_terms(hypothesis, symbols):
            terms = (*given[:k], term, *given[k + 1 :])
            yield Change(f"{GIVEN}{written(term)}", replace(statement, hypotheses=terms), "implied")


@changes.register
def _(statement: Everywhere) -> Iterator[Change]:
    opposite = replace(statement, value=not statement.value)
    yield Change(str(opposite), opposite, "contradictory")
    rules: tuple[Rule, ...] = get_args(Rule)
    for rule in rules:
        if rule not in statement.rules:
            more = replace(statement, rules=(*statement.rules, rule))
            yield Change(f"with {rule} too", more, "implied")
