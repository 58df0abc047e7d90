"""Decide one question by one means, in a process of its own.

``python -m psychon.formal.verify.worker MEANS RLIMIT`` reads a question on stdin and writes its
answer to stdout.
"""

import sys
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Final

from ..errors import BudgetError
from ..parent import end_with_parent
from ..smt.facade import seconds
from .exploration import Exploration
from .induction import Induction
from .message import answer, asked
from .search import Search
from .spacer import Spacer
from .verdict import Verdict

MEANS: Final[Mapping[str, type[Search]]] = {
    "induction": Induction, "search": Search, "spacer": Spacer, "exploration": Exploration,
}  # fmt: skip

MEMORY_MB: Final = 2048
"""What the process may take, in MiB."""


def main() -> None:
    """Answer one question."""
    means, rlimit = MEANS[sys.argv[1]], int(sys.argv[2])
    end_with_parent()
    _bound(seconds(rlimit))
    problem = asked(sys.stdin.read())
    try:
        search = means(problem, rlimit)
        search.deadline = monotonic() + seconds(rlimit)
        verdict = search.decide()
    except BudgetError as error:
        verdict = Verdict(problem.text, "unknown", str(error), means.method)
    sys.stdout.write(answer(verdict))


def _bound(limit: int) -> None:
    """Bound this process's memory and time."""
    with suppress(ImportError):  # Windows has no such bounds
        import resource

        memory = MEMORY_MB * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (2 * limit, 2 * limit + 1))


if __name__ == "__main__":
    main()
