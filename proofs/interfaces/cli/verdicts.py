"""Print verdicts: what verify, compare and find have in common."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

from ....formal.errors import InputError
from .output import Answer, remark

if TYPE_CHECKING:
    from ....formal.certificate.certificate import Start
    from ....formal.verify.verdict import Verdict


class Budget(TypedDict, total=False):
    """A budget as a keyword."""

    rlimit: int


class Options(Budget):
    """A start and a budget as keywords."""

    start: "Start"


def options(start: str, rlimit: int | None) -> Options:
    """Return ``start``, whatever it is, and ``rlimit``, if it was given, as keywords."""
    return {"start": cast("Start", start), **budgets(rlimit)}


def budgets(rlimit: int | None) -> Budget:
    """Return ``rlimit`` as a keyword, if it was given."""
    return {} if rlimit is None else {"rlimit": rlimit}


def checked(file: str | None) -> str | None:
    """Return the file to write a run to, before anything is decided.

    Raises:
        InputError: its ending is not known.
    """
    if file is not None:
        place = f"--trace {file!r:.200}"
        if not file.endswith((".svg", ".vcd")):
            raise InputError(place, "its format is not known", "end it in .svg or .vcd")
        if Path(file).is_dir() or not Path(file).parent.is_dir():
            raise InputError(place, "there is no folder for it", "name a file in one that exists")
    return file


def answer(
    verdicts: Sequence["Verdict"],
    rlimit: int | None,
    *head: str,
    file: str | None = None,
    sides: str = "",
) -> Answer:
    """Return the answer that ``verdicts`` give together.

    Args:
        rlimit: as it was given.
        head: lines to stand before them.
        file: where the first refuting run goes, too.
        sides: what a refuting run shows at its last tick, if not how two sides differ.
    """
    refuted = [verdict for verdict in verdicts if verdict.trace is not None]
    if file is not None and refuted:
        _keep(refuted[0], file)
    elif file is not None:
        remark(f"{file}: not written, since no run refutes anything")
    found = {verdict.status for verdict in verdicts}
    code = 1 if "refuted" in found else 3 if "unknown" in found else 0
    content = {"results": [verdict.to_dict() for verdict in verdicts]}
    return Answer(content, lambda: _text(verdicts, rlimit, head, sides), code)


def _keep(verdict: "Verdict", file: str) -> None:
    from ....formal.draw.raster import picture
    from ....formal.draw.wave import dump
    from ....formal.net.document import save

    assert verdict.trace is not None
    write = picture if file.endswith(".svg") else dump
    save(file, write(verdict.trace, title=f"{verdict.property} refuted"))


def _text(
    verdicts: Sequence["Verdict"], rlimit: int | None, head: Sequence[str], sides: str
) -> str:
    from ....formal.smt.facade import DEFAULT_RLIMIT, budget

    lines = list(head)
    lines += [verdict.words(sides) for verdict in verdicts]
    lines.append(f"budget for each: {budget(DEFAULT_RLIMIT if rlimit is None else rlimit)}")
    return "\n".join(lines)
