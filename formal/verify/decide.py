"""The questions: does a property hold, do two nets agree, can a formula ever be true."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from ..certificate.certificate import Start, merged
from ..errors import FormulaError, InputError, UnknownNameError, nearest
from ..formula.expr import Formula, atom, conj
from ..formula.parse import Property, parse, parse_property
from ..formula.text import abridged
from ..net.model import Net
from ..net.pair import paired
from ..net.schema import known
from ..smt.facade import DEFAULT_RLIMIT
from . import alltime
from .order0 import Decision
from .problem import Problem, read_assumptions
from .verdict import Verdict

Assumptions = Iterable[str | Formula]


def verify(
    net: Net,
    prop: str | Property,
    *,
    assume: Assumptions = (),
    start: Start = "initial",
    rlimit: int = DEFAULT_RLIMIT,
) -> Verdict:
    """Decide whether a property holds for all inputs at all times.

    Args:
        prop: ``N = formula`` or ``always formula``; formulae may name any neurons of the net.
        assume: formulae that hold up to and including the tick judged; the net's own count too.
        start: "any" lets the net begin in any state: any neurons fire at t = 0, and any impulses
            are on their way along synapses of delays above 1. Formulae look back to t = 0 only.
        rlimit: budget in Z3's resource units.

    Returns:
        "proved" with a certificate, "refuted" with a trace, or "unknown" with the reason. Nets of
        order 0 and formulae without ``once``, ``historically`` and ``since`` are always decided,
        unless the budget ends.

    Raises:
        FormulaError, UnknownNameError: the property or an assumption cannot be read.
        ContradictoryAssumptions: some tick has no admissible input.
    """
    return _decided(asked(net, prop, assume, start), rlimit)


def asked(
    net: Net, prop: str | Property, assume: Assumptions = (), start: Start = "initial"
) -> Problem:
    """Return the question that ``verify`` decides.

    Raises:
        FormulaError, UnknownNameError: the property or an assumption cannot be read.
        InputError: an afferent stands on the left, or ``start`` is unknown.
    """
    try:
        question = prop if isinstance(prop, Property) else parse_property(prop)
        known(question.claim, net.names, "property")
    except FormulaError as error:
        raise error if error.place == "property" else error.within("property") from None
    if question.target is not None and net.threshold(question.target) is None:
        raise InputError(
            "property",
            f"{question.target!r} is an afferent, which is free to fire or not",
            "put a neuron on the left, or write always ...",
        )
    text = _written(question)
    if start not in get_args(Start):
        raise InputError("start", f"it is {start!r:.80}", "give 'initial' or 'any'")
    return Problem(net, question.claim, read_assumptions(net, assume), text, start)


def verify_expected(
    net: Net,
    *,
    assume: Assumptions = (),
    start: Start = "initial",
    rlimit: int = DEFAULT_RLIMIT,
) -> list[Verdict]:
    """Decide each property that the net itself expects.

    Raises:
        InputError: it expects none.
    """
    if not net.expect:
        raise InputError(
            "expect", "the net expects nothing", "give a property, or write 'expect' into the net"
        )
    assume = [assume] if isinstance(assume, str | Formula) else list(assume)
    return [verify(net, text, assume=assume, start=start, rlimit=rlimit) for text in net.expect]


def find(
    net: Net,
    formula: str | Formula,
    *,
    assume: Assumptions = (),
    start: Start = "initial",
    rlimit: int = DEFAULT_RLIMIT,
) -> Verdict:
    """Decide whether a formula can ever be true, as the property ``always ~(formula)``.

    Returns:
        "refuted" with a shortest run that makes it true, or "proved": it never can be.
    """
    try:
        wanted = parse(formula) if isinstance(formula, str) else formula
        known(wanted, net.names, "formula")
    except FormulaError as error:
        raise error if error.place == "formula" else error.within("formula") from None
    return verify(net, Property(None, ~wanted), assume=assume, start=start, rlimit=rlimit)


def compare(
    net: Net,
    other: Net,
    mapping: Mapping[str, str] | None = None,
    delay: Mapping[str, int] | None = None,
    *,
    assume: Assumptions = (),
    rlimit: int = DEFAULT_RLIMIT,
) -> Verdict:
    """Decide whether neurons of two nets fire alike at all times, as one verdict.

    Args:
        mapping: neurons of ``net`` to neurons of ``other``; default: those named in both.
        delay: by neuron of ``net``, the d with other.B(t) = (S^d net.A)(t); default 0.
        assume: formulae over the neurons of ``net`` and the shared afferents.

    Returns:
        "refuted" if one pair disagrees, with the shortest trace found; else "unknown" if one is;
        else "proved".
    """
    verdicts = compare_each(net, other, mapping, delay, assume=assume, rlimit=rlimit)
    text = "; ".join(v.property for v in verdicts)
    refuted = [v for v in verdicts if v.trace is not None]
    if refuted:
        return min(refuted, key=lambda v: v.trace.steps if v.trace else 0)
    undecided = [v for v in verdicts if v.status == "unknown"]
    if undecided:
        return undecided[0]
    reasons = "; ".join(dict.fromkeys(v.reason for v in verdicts))
    certificate = merged(list(dict.fromkeys(v.certificate for v in verdicts)))
    return replace(verdicts[0], property=text, reason=reasons, certificate=certificate)


def compare_each(
    net: Net,
    other: Net,
    mapping: Mapping[str, str] | None = None,
    delay: Mapping[str, int] | None = None,
    *,
    assume: Assumptions = (),
    rlimit: int = DEFAULT_RLIMIT,
) -> list[Verdict]:
    """Decide for each pair of neurons on its own; see ``compare``."""
    joint, aliases = paired(net, other)
    pairs = _pairs(net, other, mapping)
    shifts = _shifts(delay or {}, pairs)
    assumptions = read_assumptions(joint, assume)
    problems = []
    for one, two in pairs:
        delayed = atom(one).S(shifts.get(one, 0))
        text = f"{delayed} of the first net = {two} of the second"
        problems.append(Problem(joint, delayed.iff(atom(aliases[two])), assumptions, text))
    return _together(problems, rlimit) or [
        _by_their_own_names(_decided(problem, rlimit), net, other, aliases) for problem in problems
    ]


def _together(problems: Sequence[Problem], rlimit: int) -> list[Verdict] | None:
    """Prove questions for all time at once, each by the certificate of all; None if that fails."""
    first = problems[0]
    if len(problems) == 1 or not all(problem.for_all_time for problem in problems):
        return None
    whole = Problem(first.net, conj(p.claim for p in problems), first.assumptions, first.text)
    verdict = _decided(whole, rlimit)
    if verdict.status != "proved":
        return None
    reason = f"with the other pairs, {verdict.reason}"
    return [replace(verdict, property=problem.text, reason=reason) for problem in problems]


def _by_their_own_names(
    verdict: Verdict, net: Net, other: Net, aliases: Mapping[str, str]
) -> Verdict:
    if verdict.trace is None:
        return verdict
    firing = verdict.trace.firing
    return replace(
        verdict,
        trace=replace(
            verdict.trace,
            firing={name: firing[name] for name in net.names},
            firing2={name: firing[aliases.get(name, name)] for name in other.names},
            why=verdict.trace.why
            and verdict.trace.why.renamed(
                {alias: f"{name} (second)" for name, alias in aliases.items()}
            ),
        ),
    )


def _pairs(net: Net, other: Net, mapping: Mapping[str, str] | None) -> list[tuple[str, str]]:
    if mapping is None:
        shared = [name for name in net.neurons if name in other]
        if not shared:
            raise InputError(
                "compare",
                "the nets share no neuron's name",
                f"map one, e.g. {next(iter(net.neurons), 'A')}={next(iter(other.neurons), 'B')}",
            )
        return [(name, name) for name in shared]
    if not mapping:
        raise InputError("map", "nothing is mapped", "map a neuron, or leave the mapping out")
    named = [("first", net, a) for a in mapping] + [("second", other, b) for b in mapping.values()]
    for which, place, name in named:
        if name not in place:
            raise UnknownNameError(
                "map", f"the {which} net has no {name!r:.80}", nearest(str(name), place.names)
            )
        if place.threshold(name) is None:
            raise InputError(
                "map", f"{name!r} is an afferent of the {which} net", "afferents share their names"
            )
    return list(mapping.items())


def _shifts(delay: Mapping[str, int], pairs: list[tuple[str, str]]) -> Mapping[str, int]:
    compared = [name for name, _ in pairs]
    for name, ticks in delay.items():
        if name not in compared:
            raise UnknownNameError(
                "delay", f"{name!r:.80} is not compared", nearest(str(name), compared)
            )
        if isinstance(ticks, bool) or not isinstance(ticks, int) or ticks < 0:
            raise InputError(
                f"delay of {name}", f"it is {ticks!r:.80}", "count ticks: 0, 1, 2, ..."
            )
    return delay


def _written(question: Property) -> str:
    if question.target is None:
        return f"always {abridged(question.formula, 10_000)}"
    return f"{question.target} = {abridged(question.formula, 10_000)}"


def _decided(problem: Problem, rlimit: int) -> Verdict:
    if isinstance(rlimit, bool) or not isinstance(rlimit, int) or rlimit < 1:
        raise InputError("rlimit", f"it is {rlimit!r:.80}", "give a positive whole number")
    if problem.for_all_time:
        verdict = alltime.decide(problem, rlimit)
    else:
        verdict = Decision(problem, rlimit).decide()
    if not problem.assumptions:
        return verdict
    given = ", ".join(abridged(formula, 200) for formula in problem.assumptions)
    return replace(verdict, reason=f"{verdict.reason}; assuming {given}")
