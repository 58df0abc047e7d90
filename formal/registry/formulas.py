"""Formulae with a verdict by hand: is it a temporal propositional expression, and why not."""

from typing import Final, Literal, NamedTuple

Objection = Literal["", "silence", "start", "unbounded"]


class Sample(NamedTuple):
    """One formula.

    Args:
        text: in the formula language.
        why: what keeps it from being a TPE: "silence" makes it true; near the "start" it is no
            Boolean function of its delayed atoms; it looks back "unbounded"; "" if it is one.
    """

    text: str
    why: Objection = ""

    @property
    def tpe(self) -> bool:
        """Whether it is a temporal propositional expression."""
        return not self.why


def formulas() -> tuple[Sample, ...]:
    """Return the samples."""
    return _SAMPLES


_SAMPLES: Final = (
    Sample("p"),
    Sample("S p"),
    Sample("S^7 p"),
    Sample("p | q"),
    Sample("p & q"),
    Sample("p & ~q"),
    Sample("S p & S q"),
    Sample("S N1 | S^3 N2 & ~S^2 N2"),
    Sample("S^2 N2 & ~S^3 N1"),
    Sample("S^2 ((N2 | N3) & ~N1 | N1 & N2 & N3)"),
    Sample("S (p | S^2 (q & ~S r)) & ~(q | S^3 p)"),
    Sample("p & q | p & r | q & r"),
    Sample("p & ~q & ~S q & ~S^2 q"),
    Sample("(p & ~q) & ~(q & ~p)"),
    Sample("~(p <-> q)"),
    Sample("~(p -> q)"),
    Sample("p & (q -> S r)"),
    Sample("~(S p -> q) | S^2 ~(q -> S p)"),
    Sample("false"),
    Sample("p & ~p"),
    Sample("S ~~p"),
    Sample("S p & S true"),
    Sample("S^3 true & ~S^3 true"),
    Sample("p & ~S q | p & S q"),
    Sample("true", "silence"),
    Sample("~p", "silence"),
    Sample("p -> p", "silence"),
    Sample("p -> q", "silence"),
    Sample("p <-> q", "silence"),
    Sample("p | ~S q", "silence"),
    Sample("S ~p", "silence"),
    Sample("S^2 (p -> S p)", "silence"),
    Sample("p & S ~q", "start"),
    Sample("p & ~S true", "start"),
    Sample("p | ~S^3 true", "start"),
    Sample("~S ~p & p", "start"),
    Sample("S p & S^2 (q -> q)", "start"),
    Sample("origin", "start"),
    Sample("p & S^2 origin", "start"),
    Sample("once p", "unbounded"),
    Sample("p & historically p", "unbounded"),
    Sample("q & (p since q)", "unbounded"),
)
