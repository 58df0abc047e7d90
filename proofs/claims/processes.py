"""Check psychon's claims in several processes: ``python -m psychon.proofs.claims.processes``.

Each process reads lines of JSON, ids of claims, and answers each with a line, their reports.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from threading import Event, Lock
from typing import Final

from ...formal.parent import end_with_parent
from ..derivation.check import check
from ..derivation.claim import Claim
from ..derivation.kept import freeze, thaw
from ..derivation.report import ClaimReport, Report
from .catalogue import library

LOOK: Final = 0.1
"""Seconds between looks at whether the user interrupts."""


def check_together(
    wanted: Iterable[str] = (),
    *,
    processes: int | None = None,
    show: Callable[[str], None] = lambda _: None,
) -> Report:
    """Check claims as ``check`` does, those that do not use each other at the same time.

    Args:
        processes: how many; one for each processor by default.
        show: is told what is being checked.

    Raises:
        UnknownNameError: there is no such claim.
        Disagreement: two means of psychon contradict each other; nothing here can be trusted.
    """
    order = library().order(wanted)
    parts = list(_apart(order))
    number = min(len(parts), processes or os.cpu_count() or 1)
    if number < 2:
        return check(library(), wanted, show=show)
    found: dict[str, ClaimReport] = {}
    left, lock, stopped = iter(parts), Lock(), Event()
    started: list[subprocess.Popen[str]] = []

    def work(process: subprocess.Popen[str]) -> None:
        while True:
            with lock:
                part = next(left, None)
            if part is None:
                return
            show(f"checking {part[-1]}")
            reports = _answer(process, part)
            if stopped.is_set():
                return
            if reports is None:  # the process is no more: what it found wrong will be found here
                reports = check(library(), part).claims
            found.update((report.id, report) for report in reports)

    # -P: what lies in the current folder is not run in place of psychon or of a library
    command = [sys.executable, "-P", "-m", __name__]
    with ThreadPoolExecutor(number) as threads:
        try:
            for _ in range(number):
                started += [
                    subprocess.Popen(  # noqa: S603 - this module itself
                        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                    )
                ]  # fmt: skip
            waiting = {threads.submit(work, process) for process in started}
            while waiting:
                # Z3 leaves waits uninterrupted by signals, so they are kept short
                done, waiting = wait(waiting, timeout=LOOK, return_when=FIRST_COMPLETED)
                for one in done:
                    one.result()
        finally:
            stopped.set()
            for process in started:
                process.kill()
                process.communicate()
    return Report(tuple(found[claim.id] for claim in order))


def _apart(order: Sequence[Claim]) -> Iterator[tuple[str, ...]]:
    """Yield claims in parts that do not use each other, each after those it uses."""
    parts: list[list[str]] = []
    for claim in order:
        with suppress(Exception):  # a derivation that cannot be made uses nothing; check says so
            joined = [part for part in parts if set(part) & {*claim.uses}]
            parts = [part for part in parts if part not in joined]
            parts.append([name for part in joined for name in part])
            parts[-1].append(claim.id)
            continue
        parts.append([claim.id])
    yield from map(tuple, parts)


def _answer(process: subprocess.Popen[str], part: Sequence[str]) -> tuple[ClaimReport, ...] | None:
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(part) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        reports = thaw(tuple[ClaimReport, ...], json.loads(line))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    assert isinstance(reports, tuple)
    return reports


def main() -> None:
    """Answer until stdin ends."""
    end_with_parent()
    for line in sys.stdin:
        report = check(library(), json.loads(line))
        sys.stdout.write(json.dumps(freeze(report.claims)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
