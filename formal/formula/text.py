"""Print formulae: ASCII, Unicode, LaTeX, and the notation of 1943."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import BudgetError
from .fold import fold, loud, postorder
from .kinds import UNBOUNDED, Kind, Node

MAX_CHARACTERS = 10_000_000
"""The longest text that is written; shared parts are written out each time they are used."""

UNARY = 6
LEVEL = {Kind.IFF: 1, Kind.IMPLIES: 2, Kind.OR: 3, Kind.AND: 4, Kind.SINCE: 5}
"""How tightly each binary connective binds; everything else binds tighter."""


@dataclass(frozen=True)
class Style:
    """How one notation writes each kind; ``delay`` and ``name`` make text from a payload."""

    words: dict[Kind, str]
    delay: Callable[[int], str]
    name: Callable[[str], str]
    brackets: tuple[str, str] = ("(", ")")


def _latex_name(name: str) -> str:
    stem = re.fullmatch(r"([A-Za-z])_?([0-9]+)", name)
    if stem:
        return f"{stem[1]}_{{{stem[2]}}}"
    if len(name) == 1 and name.isalpha():
        return name
    return rf"\mathit{{{name}}}".replace("_", r"\_")


ASCII = Style(
    {
        Kind.FALSE: "false",
        Kind.TRUE: "true",
        Kind.ORIGIN: "origin",
        Kind.NOT: "~",
        Kind.ONCE: "once ",
        Kind.HISTORICALLY: "historically ",
        Kind.SINCE: " since ",
        Kind.AND: " & ",
        Kind.OR: " | ",
        Kind.IMPLIES: " -> ",
        Kind.IFF: " <-> ",
    },
    lambda n: "S " if n == 1 else f"S^{n} ",
    str,
)
UNICODE = Style(
    ASCII.words
    | {
        Kind.NOT: "¬",
        Kind.AND: " ∧ ",
        Kind.OR: " ∨ ",
        Kind.IMPLIES: " ⊃ ",
        Kind.IFF: " ≡ ",
    },
    ASCII.delay,
    str,
)
LATEX = Style(
    {
        Kind.FALSE: r"\bot",
        Kind.TRUE: r"\top",
        Kind.ORIGIN: r"\mathsf{origin}",
        Kind.NOT: r"\lnot ",
        Kind.ONCE: r"\mathsf{once}\, ",
        Kind.HISTORICALLY: r"\mathsf{historically}\, ",
        Kind.SINCE: r"\mathbin{\mathsf{since}}",
        Kind.AND: r" \land ",
        Kind.OR: r" \lor ",
        Kind.IMPLIES: r" \supset ",
        Kind.IFF: r" \equiv ",
    },
    lambda n: "S " if n == 1 else f"S^{{{n}}} ",
    _latex_name,
    (r"\left(", r"\right)"),
)


def write(root: Node, style: Style) -> str:
    """Write ``root`` in ``style`` with no more brackets than reading back needs.

    Raises:
        BudgetError: the text would be longer than ``MAX_CHARACTERS``.
    """
    longest = _characters(root)
    if longest > MAX_CHARACTERS:
        raise BudgetError(
            f"the formula has about {longest:.2g} characters written out, more than"
            f" {MAX_CHARACTERS:,}; work with the Formula itself, which shares its parts"
        )
    out: list[str] = []
    stack: list[str | tuple[Node, int]] = [(root, 0)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        node, outer = item
        kind, level = node.kind, LEVEL.get(node.kind, UNARY)
        if level < outer:
            out.append(style.brackets[0])
            stack.append(style.brackets[1])
        if kind is Kind.ATOM:
            out.append(style.name(node.name))
        elif not node.args:
            out.append(style.words[kind])
        elif len(node.args) == 1:
            out.append(style.delay(node.ticks) if kind is Kind.S else style.words[kind])
            stack.append((node.args[0], UNARY))
        else:
            # & | and since lean left, -> leans right, <-> does not chain
            left = level + (kind in (Kind.IMPLIES, Kind.IFF))
            right = level + (kind is not Kind.IMPLIES)
            stack += [(node.args[1], right), style.words[kind], (node.args[0], left)]
    return "".join(out)


def abridged(root: Node, limit: int = 200) -> str:
    """Write ``root`` for a message: whole if short, else its beginning or its size."""
    if _characters(root) > 100_000:
        return f"of {sum(1 for _ in postorder(root))} nodes"
    whole = write(root, ASCII)
    return whole if len(whole) <= limit else whole[: limit - 4] + " ..."


def _characters(root: Node) -> int:
    return fold(root, lambda node, below: len(node.name) + 8 + sum(below))


_SIGNS_1943 = {Kind.OR: "v", Kind.IMPLIES: "⊃", Kind.IFF: "≡"}
_MOST_DOTS = 6
"""Where more dots would be needed, square brackets hold a part together."""


@dataclass(frozen=True)
class _Pointed:
    """How a binary connective is pointed.

    Args:
        rank: how far its dots reach: 2 n for n dots that mean "and", 2 n + 1 for n dots beside
            another sign. A sign takes in everything of lower rank.
        dots: how many stand to its left and right.
        wrapped: which of its arguments stand in square brackets.
    """

    rank: int
    dots: tuple[int, int]
    wrapped: tuple[bool, bool]


def write_1943(root: Node) -> str:
    """Write ``root`` as McCulloch and Pitts print it: ``N1(t-1) v. N2(t-3).~N2(t-2)``.

    Dots bracket as in Principia Mathematica: more dots reach further, and those beside
    ``v``, ``⊃``, ``≡`` reach further than as many that stand for "and"; signs of one rank are
    read from the left. ``S`` is pushed to the neurons where their times say the same, and kept
    before square brackets where its argument is true before the start.

    Raises:
        BudgetError: the text would be longer than ``MAX_CHARACTERS``.
    """
    if _characters(root) > MAX_CHARACTERS:
        raise BudgetError("the formula is too long to be written out")
    pushes = _pushes(root)
    points = _points(root, pushes)
    out: list[str] = []
    stack: list[str | tuple[Node, int]] = [(root, 0)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        node, ago = item
        kind = node.kind
        if kind in (Kind.ATOM, Kind.ORIGIN):
            out.append(
                f"{node.name or 'origin'}(t-{ago})" if ago else f"{node.name or 'origin'}(t)"
            )
        elif kind in (Kind.FALSE, Kind.TRUE):
            out.append(ASCII.words[kind])
        elif kind is Kind.S and pushes[id(node)]:
            stack.append((node.args[0], ago + node.ticks))
        elif kind is Kind.S:
            out.append("S[" if node.ticks == 1 else f"S^{node.ticks}[")
            stack += ["]", (node.args[0], ago)]
        elif kind is Kind.NOT:
            out.append("~")
            wrap = node.args[0].kind in LEVEL or (
                node.args[0].kind is Kind.S and id(node.args[0].args[0]) in points
            )
            stack += [")", (node.args[0], ago), "("] if wrap else [(node.args[0], ago)]
        elif kind is Kind.SINCE:
            stack += ["]", (node.args[1], ago), " since ", (node.args[0], ago), "["]
        elif kind in (Kind.ONCE, Kind.HISTORICALLY):
            stack += ["]", (node.args[0], ago), f"[{ASCII.words[kind]}"]
        else:
            pointed = points[id(node)]
            left, right = (":" * (n // 2) + "." * (n % 2) for n in pointed.dots)
            sign = left if kind is Kind.AND else f" {left}{_SIGNS_1943[kind]}{right} "
            for side, arg in ((1, node.args[1]), (0, node.args[0])):
                stack += ["]", (arg, ago), "["] if pointed.wrapped[side] else [(arg, ago)]
                stack += [sign] if side else []
    return "".join(out)


def _pushes(root: Node) -> dict[int, bool]:
    """Say for each S (by id) whether it may be pushed to the atoms: nothing below is loud."""
    if any(node.kind in UNBOUNDED for node in postorder(root)):
        return {id(node): False for node in postorder(root)}
    settled = loud(root)
    # true before the start are the loud, and an S of them, which the start makes false
    steady: dict[int, bool] = {}
    for node in postorder(root):
        steady[id(node)] = all(steady[id(arg)] for arg in node.args) and not (
            node.kind is Kind.S and settled[id(node.args[0])]
        )
    return {key: steady[key] and not settled[key] for key in steady}


def _points(root: Node, pushes: dict[int, bool]) -> dict[int, _Pointed]:
    """Point every binary connective; S that is pushed is pointed as its argument."""
    points: dict[int, _Pointed] = {}
    for node in postorder(root):
        if node.kind is Kind.S and pushes[id(node)] and id(node.args[0]) in points:
            points[id(node)] = points[id(node.args[0])]
        if node.kind not in LEVEL or node.kind is Kind.SINCE:
            continue
        dots, wrapped = [0, 0], [False, False]
        for side, arg in enumerate(node.args):
            inner = points[id(arg)].rank if id(arg) in points else 0
            chains = side == 0 and arg.kind is node.kind and node.kind in (Kind.AND, Kind.OR)
            if node.kind is Kind.AND:
                dots[side] = max(1, (inner + 1) // 2 if chains else inner // 2 + 1)
            else:
                dots[side] = inner // 2 if chains else (inner + 1) // 2
            if dots[side] > _MOST_DOTS:
                dots[side], wrapped[side] = int(node.kind is Kind.AND), True
        if node.kind is Kind.AND:
            dots = [max(dots)] * 2
            rank = 2 * dots[0]
        else:
            rank = 2 * max(dots) + 1
        points[id(node)] = _Pointed(rank, (dots[0], dots[1]), (wrapped[0], wrapped[1]))
    return points
