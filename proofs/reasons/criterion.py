"""Theorem III, decided in three ways that must agree.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:121-123.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import ClassVar, Final

from ...formal.errors import Disagreement
from ...formal.formula.evaluate import evaluate
from ...formal.formula.expr import FALSE, Formula
from ...formal.formula.fold import postorder, s_depth
from ...formal.formula.kinds import UNBOUNDED, Kind
from ...formal.formula.parse import Property
from ...formal.formula.text import abridged
from ...formal.formula.tpe import Witness, objection
from ...formal.net.document import FORMAT
from ...formal.net.model import Net
from ...formal.translate.normal import normal
from ...formal.verify.decide import verify
from ..derivation.statements import History, Tpe, firing
from ..derivation.step import Context, Outcome, Reason, Step, unfit

BITS: Final = 10
"""Up to this many values, all histories are tried."""


@dataclass(frozen=True)
class Criterion(Reason):
    """Decides a ``Tpe``.

    A formula that is one is proved equal, by Z3, to one built by the rules alone. One that is
    none has a run in which it does what no TPE does: it is true in silence, or differs when
    silence is put before the run. Where all short histories can be tried, they must agree.
    """

    name: ClassVar[str] = "criterion"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Decide by diagram and Z3, or by a replayed run.

        Raises:
            Disagreement: the ways differ.
        """
        said = step.statement
        if not isinstance(said, Tpe):
            return unfit(step)
        witness = objection(said.formula)
        if witness is not None and not witness.history:
            return Outcome("unknown", f"{witness.reason}: no finite run shows it")
        forced = by_force(said.formula)
        if forced is not None and (forced == ()) is not (witness is None):
            raise Disagreement(f"{said.formula}: Theorem III and all short histories differ")
        if witness is not None:
            shown = _shown(said.formula, witness)
            detail = f"with {firing(witness.history)}: {shown}"
            if said.holds:
                return Outcome("refuted", detail, "trace")
            return Outcome("proved", detail, "proof")
        return _equal_to_rules(said)


def _equal_to_rules(said: Tpe) -> Outcome:
    made = normal(said.formula)[1]
    if not by_rules(made):
        raise Disagreement(f"{made} is not built by the rules, though made to be")
    neurons: dict[str, object] = {name: {} for name in said.formula.atoms}
    world = Net.from_dict({"format": FORMAT, "neurons": neurons, "synapses": []})
    verdict = verify(world, Property(None, said.formula.iff(made)))
    if verdict.status == "refuted":
        raise Disagreement(f"{said.formula} passes Theorem III, but differs from {made}")
    detail = f"equal to {abridged(made)}, which the rules build: {verdict.method}"
    if verdict.status == "unknown":
        return Outcome("unknown", verdict.reason)
    return Outcome("proved", detail, "proof") if said.holds else Outcome("refuted", detail, "model")


def _shown(formula: Formula, witness: Witness) -> str:
    """Replay a witness and say what it shows.

    Raises:
        Disagreement: it shows nothing.
    """
    value = evaluate(formula, witness.history)[-1]
    if value and not any(witness.history):
        return "it is true in silence"
    silence = (frozenset[str](),) * (s_depth(formula) + 1)
    if evaluate(formula, silence + witness.history)[-1] is not value:
        return f"it is {str(value).lower()}, but not after silence"
    raise Disagreement(f"the witness against {formula} shows nothing")


def by_rules(formula: Formula) -> bool:
    """Say whether atoms, S, |, & and and-not alone build a formula, or it is ``false``."""
    if formula is FALSE:
        return True
    if formula.kind is Kind.NOT:
        return False
    for node in postorder(formula):
        if node.kind not in (Kind.ATOM, Kind.S, Kind.OR, Kind.AND, Kind.NOT):
            return False
        # a negation stands only on the right of a conjunction
        plain = node.args[:1] if node.kind is Kind.AND else node.args
        if any(arg.kind is Kind.NOT for arg in plain):
            return False
    return True


def by_force(formula: Formula) -> History | None:
    """Try all short histories: () if none speaks against a TPE, else one that does.

    Returns:
        None where ``formula`` looks back without bound or the histories are too many.
    """
    depth = s_depth(formula)
    unbounded = any(node.kind in UNBOUNDED for node in postorder(formula))
    if unbounded or len(formula.atoms) * (depth + 1) > BITS:
        return None
    silence = (frozenset[str](),) * (depth + 1)
    for t, value in enumerate(evaluate(formula, silence)):
        if value:
            return silence[: t + 1]
    for history in _histories(formula.atoms, depth + 1):
        there = evaluate(formula, history)
        moved = evaluate(formula, silence + history)[depth + 1 :]
        if there != moved:
            return history
    return ()


def _histories(atoms: tuple[str, ...], ticks: int) -> Iterator[History]:
    sets = [
        frozenset(name for name, fires in zip(atoms, values, strict=True) if fires)
        for values in product((False, True), repeat=len(atoms))
    ]
    yield from product(sets, repeat=ticks)
