"""Walk a formula bottom-up, each shared node once, without recursion."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from .kinds import Kind, Node

T = TypeVar("T")


def postorder(*roots: Node) -> Iterator[Node]:
    """Yield every node below ``roots`` once, arguments before their user."""
    done: set[int] = set()
    for root in roots:
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if id(node) in done:
                continue
            if ready or not node.args:
                done.add(id(node))
                yield node
            else:
                stack.append((node, True))
                stack.extend((arg, False) for arg in reversed(node.args))


def fold(root: Node, step: Callable[[Node, list[T]], T]) -> T:
    """Compute ``step(node, values of its arguments)`` for every node; return the root's value."""
    values: dict[int, T] = {}
    for node in postorder(root):
        values[id(node)] = step(node, [values[id(arg)] for arg in node.args])
    return values[id(root)]


def size(root: Node) -> int:
    """Count the distinct nodes."""
    return sum(1 for _ in postorder(root))


def atoms(root: Node) -> tuple[str, ...]:
    """List the names in ``root``, in order of first occurrence."""
    return tuple(dict.fromkeys(n.name for n in postorder(root) if n.kind is Kind.ATOM))


def s_depth(root: Node) -> int:
    """Count the ticks that nested ``S`` look back at most."""
    return fold(root, lambda node, below: max(below, default=0) + node.ticks)


def loud(root: Node) -> dict[int, bool]:
    """Say for each node (by id) whether it is true in lasting silence, past the start-up.

    Only for formulae without ``once``, ``historically`` and ``since``, which never forget it.
    """
    values: dict[int, bool] = {}
    for node in postorder(root):
        below = [values[id(arg)] for arg in node.args]
        if node.kind in (Kind.ATOM, Kind.ORIGIN):
            values[id(node)] = False
        else:
            values[id(node)] = below[0] if node.kind is Kind.S else connective(node.kind, below)
    return values


def connective(kind: Kind, args: Sequence[bool]) -> bool:
    """Apply a Boolean connective or constant to truth values."""
    if kind is Kind.NOT:
        return not args[0]
    if kind is Kind.AND:
        return args[0] and args[1]
    if kind is Kind.OR:
        return args[0] or args[1]
    if kind is Kind.IMPLIES:
        return not args[0] or args[1]
    if kind is Kind.IFF:
        return args[0] is args[1]
    if kind in (Kind.FALSE, Kind.TRUE):
        return kind is Kind.TRUE
    raise ValueError(f"{kind.name} is no Boolean connective")
