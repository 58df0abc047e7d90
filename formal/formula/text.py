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


_DOTS = ("", ".", ":", ":.", "::", "::.")
_SIGNS_1943 = {Kind.OR: "v", Kind.IMPLIES: "⊃", Kind.IFF: "≡"}


def write_1943(root: Node) -> str:
    """Write ``root`` as McCulloch and Pitts print it: ``N1(t-1) .v. N2(t-3).~N2(t-2)``.

    Dots bracket as in Principia Mathematica: more dots reach further, and those beside
    ``v``, ``⊃``, ``≡`` reach further than as many that stand for "and". ``S`` is pushed to the
    neurons where their times say the same, and kept before square brackets where it is true
    before the start.
    """
    if _characters(root) > MAX_CHARACTERS:
        raise BudgetError("the formula is too long to be written out")
    settled = {} if any(n.kind in UNBOUNDED for n in postorder(root)) else loud(root)
    reach = _reach(root)
    out: list[str] = []
    stack: list[str | tuple[Node, int]] = [(root, 0)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        node, ago = item
        kind = node.kind
        if kind is Kind.ATOM:
            out.append(f"{node.name}(t-{ago})" if ago else f"{node.name}(t)")
        elif kind in (Kind.FALSE, Kind.TRUE):
            out.append(ASCII.words[kind])
        elif kind is Kind.ORIGIN:
            out.append(f"origin(t-{ago})" if ago else "origin(t)")
        elif kind is Kind.S:
            if settled and not _true_before_start(node.args[0], settled):
                stack.append((node.args[0], ago + node.ticks))
            else:
                mark = "S" if node.ticks == 1 else f"S^{node.ticks}"
                out.append(mark + "[")
                stack += ["]", (node.args[0], ago)]
        elif kind is Kind.NOT:
            out.append("~")
            wrap = bool(node.args[0].args) and node.args[0].kind not in (Kind.NOT, Kind.S)
            stack += [")", (node.args[0], ago), "("] if wrap else [(node.args[0], ago)]
        elif kind in (Kind.ONCE, Kind.HISTORICALLY, Kind.SINCE):
            parts: list[str | tuple[Node, int]] = [(node.args[0], ago)]
            if kind is Kind.SINCE:
                parts += [" since ", (node.args[1], ago)]
            else:
                parts.insert(0, ASCII.words[kind])
            stack += reversed(["[", *parts, "]"])
        else:
            left, right = (_dots(reach[id(arg)]) for arg in node.args)
            if kind is Kind.AND:
                sign = max(left, right, ".", key=len)
            else:
                sign = f" {left}{_SIGNS_1943[kind]}{right} "
            stack += [(node.args[1], ago), sign, (node.args[0], ago)]
    return "".join(out)


def _reach(root: Node) -> dict[int, int]:
    """Say for each node how many dots must stand beside it to hold it together."""
    values: dict[int, int] = {}
    for node in postorder(root):
        below = [values[id(arg)] for arg in node.args]
        if node.kind in (Kind.AND, Kind.OR, Kind.IMPLIES, Kind.IFF):
            values[id(node)] = max(below) + 1
        elif node.kind is Kind.S:
            values[id(node)] = below[0]
        else:
            values[id(node)] = 0
    return values


def _dots(count: int) -> str:
    return _DOTS[count] if count < len(_DOTS) else "::" * (count // 4) + _DOTS[count % 4]


def _true_before_start(node: Node, settled: dict[int, bool]) -> bool:
    """Say whether pushing S through ``node`` could change it before the start."""
    return (
        any(settled[id(part)] for part in postorder(node) if part.kind is Kind.S)
        or (settled[id(node)])
    )
