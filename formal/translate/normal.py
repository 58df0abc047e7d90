"""The normal form of a TPE: atoms, S, |, & and and-not, nothing that silence makes true."""

from ..formula.expr import FALSE, Formula
from ..formula.fold import postorder
from ..formula.kinds import Kind


def normal(formula: Formula) -> tuple[bool, Formula]:
    """Return (negated, g): ``formula`` is g, or ~g, as a Boolean function of delayed atoms.

    g is built by atoms, S, |, & and and-not alone. Each part is kept as something false in
    silence with a sign, since every Boolean function or its complement is false there; a TPE
    comes out unnegated. ``S`` is pushed through signs, which is right where the whole is a TPE.
    """
    done: dict[int, tuple[bool, Formula]] = {}
    for node in postorder(formula):
        assert isinstance(node, Formula)
        kind = node.kind
        below = [done[id(arg)] for arg in node.args]
        if kind is Kind.NOT:
            made = (not below[0][0], below[0][1])
        elif kind is Kind.S:
            made = (below[0][0], below[0][1].S(node.ticks) if below[0][1] is not FALSE else FALSE)
        elif kind is Kind.AND:
            made = _and(below[0], below[1])
        elif kind is Kind.OR:
            made = _negate(_and(_negate(below[0]), _negate(below[1])))
        elif kind is Kind.IMPLIES:
            made = _negate(_and(below[0], _negate(below[1])))
        elif kind is Kind.IFF:
            forth = _negate(_and(below[0], _negate(below[1])))
            back = _negate(_and(below[1], _negate(below[0])))
            made = _and(forth, back)
        elif kind in (Kind.TRUE, Kind.FALSE):
            made = (kind is Kind.TRUE, FALSE)
        elif kind is Kind.ORIGIN:  # no TPE depends on it
            made = (False, FALSE)
        else:
            made = (False, node)
        done[id(node)] = made
    return done[id(formula)]


def _negate(signed: tuple[bool, Formula]) -> tuple[bool, Formula]:
    return not signed[0], signed[1]


def _and(left: tuple[bool, Formula], right: tuple[bool, Formula]) -> tuple[bool, Formula]:
    if left[0]:
        left, right = right, left
    (negated, f), (also, g) = left, right
    if negated:  # ~f & ~g = ~(f | g)
        return True, f if g is FALSE or f is g else g if f is FALSE else f | g
    if also:  # f & ~g
        return False, FALSE if f is FALSE or f is g else f if g is FALSE else f & ~g
    if f is FALSE or g is FALSE:
        return False, FALSE
    return False, f if f is g else f & g
