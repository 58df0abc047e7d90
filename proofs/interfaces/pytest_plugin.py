"""Check net files in anyone's pytest run: each property that a net expects is one test.

A file is a net if its name ends in ``.net.json`` or ``.net.toml``, if it matches a glob of the
ini option ``psychon_nets``, or if it ends in ``.json`` or ``.toml`` and has ``psychon-net/`` in
its first 4 KiB. Nothing heavy is imported before such a file is collected.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from ...formal.errors import InputError, PsychonError

if TYPE_CHECKING:
    from ...formal.verify.verdict import Verdict

MARK: Final = b"psychon-net/"
HEAD: Final = 4096
"""How many bytes of a file are searched for ``MARK``."""

NAME_LENGTH: Final = 200
"""The longest name of a test; a longer property is cut."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option ``psychon_nets``."""
    parser.addini("psychon_nets", "globs of files that are psychon nets", type="args", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "NetFile | None":
    """Collect ``file_path`` if it is a net."""
    if not _is_net(file_path, parent.config):
        return None
    return NetFile.from_parent(parent, path=file_path)


def _is_net(path: Path, config: pytest.Config) -> bool:
    if path.name.endswith((".net.json", ".net.toml")):
        return True
    globs: list[str] = config.getini("psychon_nets")
    if globs:
        inside = path.is_relative_to(config.rootpath)
        place = path.relative_to(config.rootpath).as_posix() if inside else path.as_posix()
        if any(fnmatch(place, glob) or fnmatch(path.name, glob) for glob in globs):
            return True
    if path.suffix not in (".json", ".toml"):
        return False
    try:
        # a pipe would block, and a file that cannot be read is not known to be ours
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return MARK in file.read(HEAD)
    except OSError:
        return False


class NetFile(pytest.File):
    """A net: one test a property it expects, or one that it loads."""

    def collect(self) -> Iterator["Expectation | Loading"]:
        """Read the net and list its tests.

        Raises:
            CollectError: the net is malformed; the message names place, value and fix.
        """
        from ...formal.net.model import Net

        try:
            net = Net.load(self.path)
        except InputError as error:
            raise self.CollectError(f"psychon: {error}") from None
        if not net.expect:
            yield Loading.from_parent(self, name="loads")
        seen: dict[str, int] = {}
        for text in net.expect:
            name = " ".join(text.split())
            name = name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 4] + " ..."
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                name = f"{name} #{seen[name]}"
            yield Expectation.from_parent(self, name=name, text=text)


class NotProvedError(Exception):
    """A property that was refuted or left undecided."""

    def __init__(self, verdict: "Verdict") -> None:
        self.verdict = verdict
        super().__init__(verdict.property)


class _NetItem(pytest.Item):
    def repr_failure(  # type: ignore[override] # pytest says TerminalRepr | str by a private name
        self, excinfo: pytest.ExceptionInfo[BaseException], style: None = None
    ) -> object:
        """Show a verdict or an error of psychon without Python's traceback."""
        error = excinfo.value
        if isinstance(error, NotProvedError):
            return _failure(error.verdict)
        if isinstance(error, PsychonError):
            return f"psychon: {error}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Say where the test stands and what it is called."""
        return self.path, None, f"{self.path.name}: {self.name}"


class Expectation(_NetItem):
    """The test that a net has one of the properties it expects."""

    def __init__(self, *, text: str, **above: object) -> None:
        super().__init__(**above)  # type: ignore[arg-type] # what pytest's from_parent hands on
        self.text = text

    def runtest(self) -> None:
        """Decide the property.

        Raises:
            NotProvedError: it is refuted or unknown.
        """
        from ...formal.net.model import Net
        from ...formal.verify.decide import verify

        verdict = verify(Net.load(self.path), self.text)
        if verdict.status != "proved":
            raise NotProvedError(verdict)


class Loading(_NetItem):
    """The test that a net without expectations loads."""

    def runtest(self) -> None:
        """Load it."""
        from ...formal.net.model import Net

        Net.load(self.path)


def _failure(verdict: "Verdict") -> str:
    from ...formal.draw.raster import table

    lines = [f"{verdict.status}: {verdict.property}", f"{verdict.reason} ({verdict.method})"]
    if verdict.trace is not None:
        lines += ["", table(verdict.trace)]
    return "\n".join(lines)
