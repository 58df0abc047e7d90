"""The obligations of a certificate as SMT-LIB 2, by an encoding that shares nothing with provers.

Each state has one Boolean variable for each ``f@j``, named ``f@j!t`` at tick t of the obligation;
thresholds are sums of bit vectors, wide enough for every sum.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..errors import BudgetError, InputError
from ..formula.expr import TRUE, Formula, atom
from ..formula.fold import postorder
from ..formula.kinds import Kind
from ..formula.parse import parse
from ..net.model import Net
from ..net.synapse import Synapse
from .certificate import Certificate
from .expression import checked

LARGEST: Final = 50_000_000
"""How many characters the obligations may have."""

_WORDS: Final = {
    Kind.AND: "and", Kind.OR: "or", Kind.NOT: "not", Kind.IMPLIES: "=>", Kind.IFF: "=",
}  # fmt: skip


class Obligation(NamedTuple):
    """Something that must be unsatisfiable.

    Args:
        name: initiation, consecution or safety, with its tick.
        text: SMT-LIB 2, without ``check-sat``.
    """

    name: str
    text: str


def obligations(certificate: Certificate, net: Net) -> Iterator[Obligation]:
    """Yield what must be unsatisfiable if the certificate holds of a net.

    Raises:
        InputError: it is of another net, or speaks of what the net has not.
        BudgetError: the obligations are too long.
    """
    if certificate.net != net.fingerprint:
        raise InputError(
            "certificate: net",
            f"it was made for a net with fingerprint {certificate.net!r:.80}, this one's is"
            f" {net.fingerprint!r:.80}",
            "give the net it was made for",
        )
    writer = _Writer(certificate, net)
    yield Obligation("initiation", writer.start(0, f"(not {writer.invariant(0)})"))
    yield Obligation("consecution", writer.run(1, 1, f"(not {writer.invariant(1)})"))
    for tick in range(certificate.ticks):
        yield Obligation(f"safety at t = {tick}", writer.start(tick, writer.fails(tick)))
    last = certificate.ticks
    held = [f"(not {writer.fails(tick)})" for tick in range(last)]
    yield Obligation("safety", writer.run(last, last + 1, writer.fails(last), *held))


def admitted(certificate: Certificate, net: Net, ticks: int, *, endless: bool = False) -> str:
    """Write what must be satisfiable, or nothing is claimed: some run of so many ticks.

    Args:
        endless: let its last state be one that it was in before, so that it never ends.
    """
    writer = _Writer(certificate, net)
    return writer.start(ticks - 1, *([writer.returns(ticks - 1)] if endless else []))


def violation(certificate: Certificate, net: Net, ticks: int) -> str:
    """Write what is satisfiable iff a run of at most so many ticks breaks the claim.

    The assumptions hold up to the tick where it breaks. The certificate's invariant is not used.
    """
    return _Writer(certificate, net).violation(ticks - 1)


class _Writer:
    def __init__(self, certificate: Certificate, net: Net) -> None:
        self._net = net
        self._any = certificate.start == "any"
        self._claim = _read(certificate.claim, "claim", net)
        self._assume = [
            _read(text, f"assume[{k}]", net) for k, text in enumerate(certificate.assume)
        ]
        self._variables = self._memory()
        names = {_label(formula, ago) for formula, ago in self._variables}
        self._invariant = checked(certificate.invariant, names)
        estimate = (certificate.ticks + 1) ** 2 * (
            sum(20 + 2 * len(name) for name in names)
            + 40 * len(net.synapses)
            + len(self._invariant)
        )
        if estimate > 40 * LARGEST:
            raise BudgetError(
                f"obligations over {certificate.ticks:,} ticks and {len(self._variables):,}"
                f" variables would take about {estimate:,} characters"
            )

    def _memory(self) -> dict[tuple[Formula, int], None]:
        """List the variables of a state: what synapses and formulae remember."""
        deepest: dict[Formula, int] = {atom(name): 0 for name in self._net.names}
        under_way = dict(deepest) if self._any else deepest
        for synapse in self._net.synapses:
            source = atom(synapse.source)
            under_way[source] = max(under_way[source], synapse.delay - 1)
        for formula in (self._claim, *self._assume):
            for node in postorder(formula):
                assert isinstance(node, Formula)
                if node.kind is Kind.S:
                    held = node.args[0]
                    deepest[held] = max(deepest.get(held, 0), node.ticks)
                elif node.kind in (Kind.ONCE, Kind.HISTORICALLY, Kind.SINCE):
                    deepest[node] = max(deepest.get(node, 0), 1)
                if node.kind in (Kind.HISTORICALLY, Kind.ORIGIN):
                    deepest[TRUE] = max(deepest.get(TRUE, 0), 1)
        kept: dict[tuple[Formula, int], None] = {
            (formula, ago): None
            for formula, most in deepest.items()
            for ago in range(int(formula.kind is not Kind.ATOM), most + 1)
        }
        if self._any:
            kept |= {(n, -ago): None for n, most in under_way.items() for ago in range(1, most + 1)}
        return kept

    # --- obligations

    def start(self, last: int, *goals: str) -> str:
        """Write a run from the start through tick ``last``, with every assumption."""
        begin = [
            f"(= {self._at(formula, ago, 0)} {self._first(formula, ago)})"
            for formula, ago in self._variables
            if ago > 0 or (not self._any and self._net.threshold(formula.name) is not None)
        ]
        return self._script(last, [*begin, *goals], 0)

    def run(self, last: int, ticks: int, *goals: str) -> str:
        """Write a run of any states through tick ``last``, the first ``ticks`` with invariant."""
        return self._script(last, list(goals), ticks)

    def violation(self, last: int) -> str:
        """Write that the claim fails at some tick to ``last`` of a run from the start."""
        failures = []
        for tick in range(last + 1):
            held = [self._holds(formula, tick) for formula in self._assume]
            before = [f"|admitted!{tick - 1}|"] if tick else []
            failures += [
                f"(declare-const |admitted!{tick}| Bool)",
                f"(assert (= |admitted!{tick}| {_all([*before, *held])}))",
            ]
        goals = " ".join(f"(and |admitted!{t}| {self.fails(t)})" for t in range(last + 1))
        self._assume = []
        return "\n".join([self.start(last), *failures, f"(assert (or false {goals}))"])

    def returns(self, last: int) -> str:
        """Write that the state of a run at ``last`` is one of those before."""
        kept = [
            (formula, ago)
            for formula, ago in self._variables
            if ago or self._net.threshold(formula.name) is not None
        ]
        before = [
            _all([f"(= {self._at(*key, tick)} {self._at(*key, last)})" for key in kept])
            for tick in range(last)
        ]
        return f"(or false {' '.join(before)})"

    def _first(self, formula: Formula, ago: int) -> str:
        return "true" if not ago and formula.name in self._net.initial else "false"

    def _script(self, last: int, goals: list[str], with_invariant: int) -> str:
        lines = ["(set-logic QF_BV)"]
        for tick in range(last + 1):
            lines += [
                f"(declare-const {self._at(formula, ago, tick)} Bool)"
                for formula, ago in self._variables
            ]
            lines += [f"(assert {self._holds(formula, tick)})" for formula in self._assume]
            if tick < with_invariant:
                lines.append(f"(assert {self.invariant(tick)})")
            if tick:
                lines += [
                    f"(assert (= {self._at(formula, ago, tick)} {then}))"
                    for formula, ago in self._variables
                    if (then := self._then(formula, ago, tick - 1))
                ]
        lines += [f"(assert {goal})" for goal in goals]
        return "\n".join(lines)

    def invariant(self, tick: int) -> str:
        """Write the invariant at a tick."""
        parts = self._invariant.split("|")
        parts[1::2] = [f"|{name}!{tick}|" for name in parts[1::2]]
        return "".join(parts)

    def fails(self, tick: int) -> str:
        """Write that the claim fails at a tick."""
        return f"(not {self._holds(self._claim, tick)})"

    # --- meaning

    def _at(self, formula: Formula, ago: int, tick: int) -> str:
        return f"|{_label(formula, ago)}!{tick}|"

    def _then(self, formula: Formula, ago: int, tick: int) -> str:
        """Write a variable of the state after ``tick``; empty for an afferent, which is free."""
        if ago > 1 or ago < 0:  # one tick nearer
            return self._at(formula, ago - 1 if ago > 1 else ago + 1, tick)
        if ago == 1:
            return self._holds(formula, tick)
        threshold = self._net.threshold(formula.name)
        if threshold is None:
            return ""
        incoming = self._net.incoming(formula.name)
        vetoes = [s for s in incoming if s.weight is None]
        weighted = [s for s in incoming if s.weight is not None]
        width = (sum(abs(s.weight or 0) for s in weighted) + threshold).bit_length() + 1
        parts = [
            f"(ite {self._arriving(s, tick)} {_number(s.weight or 0, width)} {_number(0, width)})"
            for s in weighted
        ]
        total = _number(0, width)
        if parts:
            total = parts[0] if len(parts) == 1 else f"(bvadd {' '.join(parts)})"
        made = [f"(bvsge {total} {_number(threshold, width)})"]
        made += [f"(not {self._arriving(s, tick)})" for s in vetoes]
        return _all(made)

    def _arriving(self, synapse: Synapse, tick: int) -> str:
        """Write whether an impulse that goes along a synapse arrives after ``tick``."""
        ago = synapse.delay - 1
        return self._at(atom(synapse.source), -ago if self._any else ago, tick)

    def _holds(self, formula: Formula, tick: int) -> str:
        """Write whether a formula holds, sharing what occurs again by ``let``."""
        names: dict[Formula, str] = {}
        bindings: list[str] = []
        for node in postorder(formula):
            assert isinstance(node, Formula)
            below = [names[arg] for arg in node.args]
            kind = node.kind
            if kind is Kind.ATOM:
                names[node] = self._at(node, 0, tick)
                continue
            if kind in (Kind.TRUE, Kind.FALSE):
                names[node] = "true" if kind is Kind.TRUE else "false"
                continue
            if kind is Kind.ORIGIN:
                names[node] = f"(not {self._at(TRUE, 1, tick)})"
                continue
            if kind is Kind.S:
                names[node] = self._at(node.args[0], node.ticks, tick) if node.ticks else below[0]
                continue
            if kind in _WORDS:
                made = f"({_WORDS[kind]} {' '.join(below)})"
            else:
                before = self._at(node, 1, tick)
                started = self._at(TRUE, 1, tick)
                made = {
                    Kind.ONCE: f"(or {below[0]} {before})",
                    Kind.HISTORICALLY: f"(and {below[0]} (or {before} (not {started})))",
                    Kind.SINCE: f"(or {below[-1]} (and {below[0]} {before}))",
                }[kind]
            names[node] = f"d{len(bindings)}"
            bindings.append(f"(let ((d{len(bindings)} {made})) ")
        return "".join(bindings) + names[formula] + ")" * len(bindings)


def _label(formula: Formula, ago: int) -> str:
    """Name a variable; a bar would end a quoted symbol."""
    return f"{formula}@{ago}".replace("|", "or")


def _all(parts: Sequence[str]) -> str:
    """Write a conjunction; ``and`` takes two at least."""
    return f"(and {' '.join(parts)})" if len(parts) > 1 else parts[0] if parts else "true"


def _number(value: int, width: int) -> str:
    return f"(_ bv{value % (1 << width)} {width})"


def _read(text: str, key: str, net: Net) -> Formula:
    try:
        formula = parse(text)
    except InputError as error:
        raise error.within(f"certificate: {key}") from None
    for name in formula.atoms:
        if name not in net:
            raise InputError(f"certificate: {key}", f"the net has no {name!r:.80}", "give its net")
    return formula
