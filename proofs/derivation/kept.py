"""What was found before, kept as JSON under a hash of all that it depends on."""

import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

FORMAT: Final = 4
"""Of the kept file; a file of another format is not read."""

DEPENDENCIES: Final = ("psychon", "sympy", "z3-solver", "numpy", "networkx")
"""Distributions whose version is part of what was checked."""

SOURCES: Final = (".py", ".json", ".toml")
"""What code and nets are written in."""

PASSED_OVER: Final = ("__pycache__", "_build", "build", "node_modules")

ROOT: Final = Path(__file__).parents[2]

Found = TypeVar("Found")


def fingerprint(names: Iterable[str], files: Iterable[Path] = ()) -> str:
    """Return a hash of all that checks of claims depend on: code, nets, versions, names.

    Of psychon, all floors but the interfaces, which hold no logic.

    Args:
        names: of what is checked.
        files: of another project's, in a fixed order.
    """
    content = sha256()
    facts = [platform.python_version(), *names]
    for name in DEPENDENCIES:
        try:
            facts.append(version(name))
        except PackageNotFoundError:
            facts.append("absent")
    content.update("\n".join(facts).encode())
    for path in (*_own(), *files):
        content.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    return content.hexdigest()


def _own() -> Iterator[Path]:
    for floor in ("formal", "sim", "proofs"):
        for path in sources(ROOT / floor):
            if ROOT / "proofs" / "interfaces" not in path.parents:
                yield path


def sources(folder: Path) -> Iterator[Path]:
    """Yield the files of code and nets below a folder, in a fixed order."""
    for place, inner, files in os.walk(folder):
        inner[:] = sorted(n for n in inner if not n.startswith(".") and n not in PASSED_OVER)
        for name in sorted(files):
            path = Path(place, name)
            if path.suffix in SOURCES:
                yield path


def read(path: Path, key: str, kind: type[Found]) -> Found | None:
    """Return what was kept under a key; None if there is nothing, or nothing that can be read."""
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != FORMAT or content["key"] != key:
            return None
        kept = thaw(kind, content["found"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    assert isinstance(kept, kind)
    return kept


def write(path: Path, key: str, found: object) -> None:
    """Keep what was found; it replaces the file at once, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"format": FORMAT, "key": key, "found": freeze(found)}
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(content), "utf-8")
    fresh.replace(path)


def freeze(value: object) -> object:
    """Return a frozen value of dataclasses, tuples and mappings as plain values for JSON."""
    if is_dataclass(value):
        return {one.name: freeze(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [freeze(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): freeze(one) for name, one in value.items()}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return freeze(getattr(value, "item")())  # noqa: B009 # a number of numpy's


def thaw(kind: Any, value: Any) -> object:
    """Return the value of a type that ``freeze`` made plain.

    Raises:
        TypeError, KeyError, AttributeError: it is no such value.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: thaw(hint, value[name]) for name, hint in _hints(kind).items()})
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is no list")
        kinds = inner[:1] * len(value) if inner[1:] == (...,) else inner
        return tuple(thaw(hint, one) for hint, one in zip(kinds, value, strict=True))
    if origin in (UnionType, Union):
        (hint,) = (one for one in inner if one is not NoneType)
        return None if value is None else thaw(hint, value)
    if origin is Literal:
        if value not in inner:
            raise TypeError(f"{value!r} is none of {inner}")
        return value
    if isinstance(kind, type) and issubclass(kind, tuple) and kind is not tuple:
        named: Any = kind  # a named tuple
        hints = get_type_hints(kind).values()
        return named(*(thaw(hint, one) for hint, one in zip(hints, value, strict=True)))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: thaw(inner[1], one) for name, one in value.items()}
    if kind is float and type(value) is int:
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind}")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return the types of a dataclass's fields."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
