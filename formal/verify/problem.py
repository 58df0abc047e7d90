"""A question about a net, and how far back it looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..certificate.certificate import Certificate
from ..errors import BudgetError, FormulaError
from ..formula.expr import Formula
from ..formula.fold import fold, loud, postorder
from ..formula.kinds import UNBOUNDED, Kind, Node
from ..formula.parse import parse
from ..net.model import Net
from ..net.order import evaluation_order, find_cycle, look_back
from ..net.schema import known


@dataclass(frozen=True)
class Problem:
    """Does ``claim`` hold at every tick at which all ``assumptions`` have held so far?

    Args:
        text: the question as asked.
    """

    net: Net
    claim: Formula
    assumptions: tuple[Formula, ...]
    text: str

    @cached_property
    def roots(self) -> list[int]:
        """The rows that the claim and the assumptions name."""
        formulas = (self.claim, *self.assumptions)
        return list(dict.fromkeys(self.net.row(name) for f in formulas for name in f.atoms))

    @cached_property
    def order(self) -> list[int]:
        """All rows that matter, sources before targets; empty if a cycle leads to them."""
        return evaluation_order(self.net.program, self.roots) or []

    @cached_property
    def cycle(self) -> tuple[str, ...]:
        """Names along a cycle that leads to the rows that matter, empty if there is none."""
        rows = find_cycle(self.net.program, self.roots) or []
        return tuple(self.net.names[row] for row in rows)

    @cached_property
    def unbounded(self) -> tuple[str, ...]:
        """The words in it that look back without bound."""
        formulas = (self.claim, *self.assumptions)
        kinds = {node.kind for f in formulas for node in postorder(f)} & UNBOUNDED
        return tuple(sorted(kind.name.lower() for kind in kinds))

    def certificate(self, invariant: str, ticks: int, method: str) -> Certificate | None:
        """Return the certificate of a proof; None where the formulae are too long to write."""
        try:
            return Certificate(
                self.net.fingerprint, str(self.claim), tuple(map(str, self.assumptions)),
                invariant, ticks, method,
            )  # fmt: skip
        except BudgetError:
            return None

    @cached_property
    def _reach(self) -> dict[int, int]:
        return look_back(self.net.program, self.order)

    def window(self, formula: Formula) -> int:
        """Return how many ticks back ``formula`` depends on afferents, through the net."""
        rows, reach = self.net.row, self._reach

        def ticks(node: Node, below: list[int]) -> int:
            here = reach[rows(node.name)] if node.kind is Kind.ATOM else 0
            return max(below, default=here) + node.ticks

        return fold(formula, ticks)

    @cached_property
    def claim_window(self) -> int:
        """The window of the claim."""
        return self.window(self.claim)

    @cached_property
    def assumption_window(self) -> int:
        """The longest window of an assumption; 0 if each concerns one tick at a time."""
        return max(map(self.window, self.assumptions), default=0)

    @cached_property
    def deciding_ticks(self) -> range:
        """The ticks, counted from the start, at which the claim must be checked.

        The window's last tick W sees no start. Where the start acts as if silence had gone
        before, ticks below W are instances of it; otherwise they are checked too, and W + 1,
        the first tick that no initial firing reaches. Assumptions must concern one tick each;
        one that forbids silence keeps the ticks below W from being instances of W.
        """
        last = self.claim_window
        settled = loud(self.claim)
        special = (
            any(self.net.program.initial[row] for row in self.order)
            or any(
                node.kind is Kind.ORIGIN or (node.kind is Kind.S and settled[id(node.args[0])])
                for node in postorder(self.claim)
            )
            or any(n.kind is Kind.ORIGIN for f in self.assumptions for n in postorder(f))
        )
        if special:
            return range(last + 2)
        silent = all(loud(f)[id(f)] for f in self.assumptions)
        return range(last if silent else 0, last + 1)


def read_assumptions(net: Net, given: Iterable[str | Formula]) -> tuple[Formula, ...]:
    """Return the net's own assumptions and the given ones as formulae.

    Raises:
        FormulaError: one cannot be read.
        UnknownNameError: one names what the net does not have.
    """
    formulas = [parse(text) for text in net.assume]
    given = [given] if isinstance(given, str | Formula) else given
    for k, item in enumerate(given):
        place = f"assume[{k}]"
        try:
            formulas.append(known(parse(item) if isinstance(item, str) else item, net.names, place))
        except FormulaError as error:
            raise error.within(place) from None
    return tuple(dict.fromkeys(formulas))
