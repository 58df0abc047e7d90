"""Read a package's source as syntax trees and find what breaks the rules of the house."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FLOORS = ("formal", "sim", "proofs")
"""From the ground up: a floor imports only itself and those before it."""

LONGEST = 400
EXCEPTIONS: dict[str, str] = {}
"""Files allowed to be longer, with the reason."""

RUNS_TEXT = {
    "eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "to_cnf", "__import__",
}  # fmt: skip
RUNS_BYTES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def modules(root: Path) -> Iterator[tuple[str, Path, ast.Module]]:
    """Yield (dotted name below the package, path, tree) of every source file."""
    for floor in FLOORS:
        for path in sorted((root / floor).rglob("*.py")):
            parts = list(path.relative_to(root).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            yield ".".join(parts), path, ast.parse(path.read_text("utf-8"))


def imports(name: str, path: Path, tree: ast.Module, known: set[str]) -> set[str]:
    """Return the modules of the package that a module imports, wherever in it.

    Imports under ``if TYPE_CHECKING`` never run and are left out.
    """
    found: set[str] = set()
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in _running(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
            found |= {t.removeprefix("psychon.") for t in targets if t.startswith("psychon.")}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                stem = package[: len(package) - node.level + 1]
                base = ".".join([*stem, *([node.module] if node.module else [])])
            elif (node.module or "").split(".")[0] == "psychon":
                base = (node.module or "")[len("psychon") :].removeprefix(".")
            else:
                continue
            for alias in node.names:
                inner = f"{base}.{alias.name}" if base else alias.name
                found.add(inner if inner in known else base)
    return {target for target in found if target}


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for other in node.orelse:
                yield other
                yield from _running(other)
            continue
        yield node
        yield from _running(node)


def arrows(root: Path) -> dict[str, set[str]]:
    """Return for each module the modules it imports."""
    listed = list(modules(root))
    known = {name for name, _, _ in listed}
    return {name: imports(name, path, tree, known) for name, path, tree in listed}


def upward(root: Path) -> list[str]:
    """List imports from a lower floor to a higher one, and into the interfaces."""
    bad = []
    for name, targets in arrows(root).items():
        for target in targets:
            here, there = name.split(".")[0], target.split(".")[0]
            if there in FLOORS and FLOORS.index(there) > FLOORS.index(here):
                bad.append(f"{name} -> {target}")
            inside = name.startswith("proofs.interfaces")
            if target.startswith("proofs.interfaces") and not inside:
                bad.append(f"{name} -> {target}")
    return bad


def cycles(graph: dict[str, set[str]]) -> list[str]:
    """List one arrow of each cycle found by a search from every node."""
    state: dict[str, int] = {}
    bad: list[str] = []

    def visit(node: str) -> None:
        state[node] = 1
        for target in sorted(graph.get(node, ())):
            if target == node:
                continue
            if state.get(target) == 1:
                bad.append(f"{node} -> {target}")
            elif target in graph and target not in state:
                visit(target)
        state[node] = 2

    for node in sorted(graph):
        if node not in state:
            visit(node)
    return bad


def rooms(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Join modules into their rooms: the first two names."""

    def room(name: str) -> str:
        return ".".join(name.split(".")[:2])

    joined: dict[str, set[str]] = {}
    for name, targets in graph.items():
        if "." in name:
            inside = joined.setdefault(room(name), set())
            inside |= {room(t) for t in targets if "." in t} - {room(name)}
    return joined


def too_long(root: Path) -> list[str]:
    """List files beyond the limit that are no stated exception."""
    return [
        f"{name}: {lines} lines"
        for name, path, _ in modules(root)
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST and name not in EXCEPTIONS
    ]


def runs_outside_text(root: Path) -> list[str]:
    """List calls that run text, and imports of formats that run bytes."""
    bad = []
    for name, _, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                word = called.id if isinstance(called, ast.Name) else (
                    called.attr if isinstance(called, ast.Attribute) else "")  # fmt: skip
                owner = called.value if isinstance(called, ast.Attribute) else None
                own = owner is not None and word in ("eval", "exec", "compile")  # re.compile
                if word in RUNS_TEXT and not own:
                    bad.append(f"{name}:{node.lineno}: {word}")
                named_s = isinstance(called, ast.Name) and called.id == "S"
                of_sympy = isinstance(owner, ast.Name) and owner.id in ("sympy", "sp")
                if (named_s or (of_sympy and word == "S")) and node.args:
                    bad.append(f"{name}:{node.lineno}: sympy.S")
            elif isinstance(node, ast.Import | ast.ImportFrom):
                targets = [alias.name for alias in node.names]
                targets += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                bad += [f"{name}:{node.lineno}: {t}" for t in targets if t in RUNS_BYTES]
    return bad


def undocumented(root: Path) -> list[str]:
    """List public modules, classes and functions without a docstring."""
    bad = []
    for name, _, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Module):
                label = name
            elif isinstance(node, ast.ClassDef | ast.FunctionDef):
                label = f"{name}.{node.name}"
                if node.name.startswith("_"):
                    continue
            else:
                continue
            if not ast.get_docstring(node) and not _private(tree, node):
                bad.append(label)
    return bad


def _private(tree: ast.Module, node: ast.AST) -> bool:
    """Say whether a definition stands inside a function or a private class."""
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef) or (
            isinstance(outer, ast.ClassDef) and outer.name.startswith("_")
        ):
            if outer is not node and node in ast.walk(outer):
                return True
    return False


def packages(root: Path) -> set[str]:
    """Return the import names of all folders with an ``__init__.py``."""
    found = {"psychon"}
    for floor in FLOORS:
        for path in (root / floor).rglob("__init__.py"):
            found.add(".".join(["psychon", *path.parent.relative_to(root).parts]))
    return found


def stray(root: Path) -> list[str]:
    """List Python files at the root beside the face, modules called utils, folders unasked for."""
    bad = [p.name for p in root.glob("*.py") if p.name not in ("__init__.py", "__main__.py")]
    bad += [name for name, _, _ in modules(root) if re.search(r"(^|\.)utils?$", name)]
    visible = {p.name for p in root.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))}
    allowed = {*FLOORS, "docs", "tests", "build", "dist"}
    return bad + sorted(n for n in visible - allowed if not n.endswith(".egg-info"))
