"""The text of a ``psychon-net/1`` document, JSON or TOML, to and from plain values."""

import json
import os
import tempfile
import tomllib
from pathlib import Path
from typing import NoReturn

from ..errors import InputError, NetError

FORMAT = "psychon-net/1"
MAX_BYTES = 2**31
MAX_NESTING = 64
"""A net nests four deep; anything beyond this is hostile or no net."""


def load(path: str | os.PathLike[str]) -> dict[str, object]:
    """Read a document from a file; ``.toml`` is TOML, anything else JSON.

    Raises:
        NetError: the file cannot be read or its text is malformed.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        reason = error.strerror or str(error)
        raise NetError(str(file), f"it cannot be read ({reason})", "give a net's file") from None
    except ValueError:  # a NUL in the path
        raise NetError(repr(str(path)), "it is no path", "give a net's file") from None
    if size > MAX_BYTES:
        raise NetError(str(file), f"it is larger than {MAX_BYTES} bytes", "is it a net?")
    try:
        return loads(data, toml=file.suffix == ".toml")
    except InputError as error:
        raise error.within(str(file)) from None


def loads(data: bytes, *, toml: bool = False) -> dict[str, object]:
    """Read a document from bytes of UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NetError(f"byte {error.start}", "it is not UTF-8", "save it as UTF-8") from None
    _refuse_nesting(text)
    try:
        value = tomllib.loads(text) if toml else json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_number, parse_int=_whole
        )  # fmt: skip
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NetError(place, f"it is no JSON: {error.msg}", "mend the text there") from None
    except tomllib.TOMLDecodeError as error:
        raise NetError("", f"it is no TOML: {error}", "mend the text there") from None
    except RecursionError:
        raise NetError("", "it nests too deeply", f"nest {MAX_NESTING} deep at most") from None
    except InputError:
        raise
    except ValueError as error:  # an integer of more digits than Python reads
        raise NetError("", f"it cannot be read: {error}", "write smaller numbers") from None
    if not isinstance(value, dict):
        raise NetError("", "the document is no table of keys", f'begin with {{"format": "{FORMAT}"')
    return value


def save(path: str | os.PathLike[str], text: str | bytes) -> None:
    """Write text, or bytes, to ``path`` whole or not at all.

    Raises:
        InputError: the file cannot be written; what stood there is kept.
    """
    file = Path(path)
    scratch: str | None = None
    try:
        handle, scratch = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode() if isinstance(text, str) else text)
            out.flush()
            os.fsync(out.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(scratch).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~mask)
        Path(scratch).replace(file)
    except OSError as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise InputError(str(file), f"it cannot be written ({reason})", "name another") from None


def write_json(document: dict[str, object]) -> str:
    """Write a document as canonical JSON: one neuron and one synapse a line."""
    lines = []
    for key, value in document.items():
        if isinstance(value, dict) and value:
            rows = ",\n".join(f"  {_compact(k)}: {_compact(v)}" for k, v in value.items())
            lines.append(f" {_compact(key)}: {{\n{rows}\n }}")
        elif isinstance(value, list) and value and key != "initial":
            rows = ",\n".join(f"  {_compact(v)}" for v in value)
            lines.append(f" {_compact(key)}: [\n{rows}\n ]")
        else:
            lines.append(f" {_compact(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_toml(document: dict[str, object]) -> str:
    """Write a document as TOML, whose strings, integers and inline tables are all it needs."""
    keys = ("format", "initial", "assume", "expect")
    lines = [f"{key} = {_compact(document[key])}" for key in keys if key in document]
    synapses, neurons = document["synapses"], document["neurons"]
    assert isinstance(synapses, list) and isinstance(neurons, dict)
    rows = "".join(f"  {_inline(row)},\n" for row in synapses)
    lines.append(f"synapses = [\n{rows}]" if rows else "synapses = []")
    lines.append("\n[neurons]")
    lines += [f"{_compact(name)} = {_inline(fields)}" for name, fields in neurons.items()]
    return "\n".join(lines) + "\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _inline(table: dict[str, object]) -> str:
    return "{" + ", ".join(f"{key} = {_compact(value)}" for key, value in table.items()) + "}"


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise NetError(key[:80], "the key occurs twice", "keep one of them")
        table[key] = value
    return table


def _no_number(word: str) -> NoReturn:
    raise NetError("", f"{word} is no number", "write digits")


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise NetError("", f"an integer of {len(digits)} digits", "write smaller numbers")
    return int(digits)


def _refuse_nesting(text: str) -> None:
    depth = 0
    quote = ""
    skip = False
    if not any(text.count(bracket) > MAX_NESTING for bracket in "[{"):
        return
    for position, sign in enumerate(text):
        if skip:
            skip = False
        elif quote:
            if sign == "\\" and quote == '"':
                skip = True
            elif sign in (quote, "\n"):
                quote = ""
        elif sign in "\"'":
            quote = sign
        elif sign in "[{":
            depth += 1
            if depth > MAX_NESTING:
                raise NetError(
                    f"character {position + 1}",
                    f"it nests more than {MAX_NESTING} deep",
                    "a net nests four deep",
                )
        elif sign in "]}":
            depth -= 1
