"""A question about a net, and how far back it looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..certificate.certificate import Certificate, Start
from ..errors import BudgetError, ContradictoryAssumptions, FormulaError
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
        start: "initial" if the net begins with its own initial firing; "any" if with any firing
            of its neurons, and any impulses on their way along synapses of delays above 1.
    """

    net: Net
    claim: Formula
    assumptions: tuple[Formula, ...]
    text: str
    start: Start = "initial"

    @cached_property
    def ahead(self) -> int:
        """How many ticks before t = 0 matter: the start may be any, and synapses remember them."""
        return max(0, self.net.program.longest_delay - 1) if self.start == "any" else 0

    @property
    def given(self) -> int:
        """At how many first ticks, from ``ahead`` before t = 0 on, the neurons fire at will."""
        return self.ahead + 1 if self.start == "any" else 0

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

    @property
    def for_all_time(self) -> bool:
        """Whether no window of ticks decides it."""
        return bool(self.cycle or self.unbounded or self.start == "any")

    @cached_property
    def unbounded(self) -> tuple[str, ...]:
        """The words in it that look back without bound."""
        formulas = (self.claim, *self.assumptions)
        kinds = {node.kind for f in formulas for node in postorder(f)} & UNBOUNDED
        return tuple(sorted(kind.name.lower() for kind in kinds))

    def contradictory(self, tick: int) -> ContradictoryAssumptions:
        """Return the error that no run to ``tick`` satisfies the assumptions."""
        shown = " and ".join(str(a) for a in self.assumptions[:4])
        return ContradictoryAssumptions(
            "assume",
            f"no input satisfies {shown} up to t = {tick}",
            "weaken the assumptions: everything holds where nothing is admitted",
        )

    def certificate(self, invariant: str, ticks: int, method: str) -> Certificate | None:
        """Return the certificate of a proof; None where the formulae are too long to write."""
        try:
            return Certificate(
                self.net.fingerprint, str(self.claim), tuple(map(str, self.assumptions)),
                self.start, invariant, ticks, method,
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
