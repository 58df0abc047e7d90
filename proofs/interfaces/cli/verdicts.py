"""Print verdicts: what verify, compare and find have in common."""

from collections.abc import Sequence
from textwrap import indent
from typing import TYPE_CHECKING, TypedDict

from .output import Answer

if TYPE_CHECKING:
    from ....formal.verify.verdict import Verdict


class Budget(TypedDict, total=False):
    """A budget as a keyword."""

    rlimit: int


def budgets(rlimit: int | None) -> Budget:
    """Return ``rlimit`` as a keyword, if it was given."""
    return {} if rlimit is None else {"rlimit": rlimit}


def answer(verdicts: Sequence["Verdict"], rlimit: int | None, *head: str) -> Answer:
    """Return the answer that ``verdicts`` give together.

    Args:
        rlimit: as it was given.
        head: lines to stand before them.
    """
    found = {verdict.status for verdict in verdicts}
    code = 1 if "refuted" in found else 3 if "unknown" in found else 0
    content = {"results": [verdict.to_dict() for verdict in verdicts]}
    return Answer(content, lambda: _text(verdicts, rlimit, head), code)


def _text(verdicts: Sequence["Verdict"], rlimit: int | None, head: Sequence[str]) -> str:
    from ....formal.draw.raster import table
    from ....formal.smt.facade import DEFAULT_RLIMIT, budget

    lines = list(head)
    for verdict in verdicts:
        lines.append(f"{verdict.status}: {verdict.property}")
        lines.append(f"  {verdict.reason}")
        lines.append(f"  method: {verdict.method}")
        if verdict.trace is not None:
            lines += ["", indent(table(verdict.trace).rstrip("\n"), "  "), ""]
    lines.append(f"budget for each: {budget(DEFAULT_RLIMIT if rlimit is None else rlimit)}")
    return "\n".join(lines)
