"""Several means put to one question at once, each in a process that can be killed."""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Final

from ..smt.facade import seconds
from .message import answered, question
from .problem import Problem
from .verdict import Verdict

GRACE: Final = 10

LOOK: Final = 0.1
"""Seconds between looks at whether the user interrupts."""


def race(problem: Problem, means: Sequence[str], rlimit: int, before: Sequence[Verdict]) -> Verdict:
    """Return the first verdict that some means reaches, or what all of them say together.

    Args:
        means: names of ``worker.MEANS``.
        rlimit: Z3's resource units for each; it also says how many seconds each may take, after
            which it should end by itself, and is stopped ``GRACE`` seconds later.
        before: what was tried already.
    """
    processes: list[subprocess.Popen[str]] = []
    said = list(before)
    with ThreadPoolExecutor(len(means)) as threads:
        try:
            for name in means:
                processes += [_started(name, rlimit)]
            asked = question(problem)
            waiting = [
                threads.submit(_answer, problem, name, process, asked, seconds(rlimit) + GRACE)
                for name, process in zip(means, processes, strict=True)
            ]
            while waiting:
                # Z3 leaves waits uninterrupted by signals, so they are kept short
                done, _ = wait(waiting, timeout=LOOK, return_when=FIRST_COMPLETED)
                for one in sorted(done, key=waiting.index):
                    waiting.remove(one)
                    said.append(one.result())
                    if said[-1].status != "unknown":
                        return said[-1]
        except OSError as error:
            why = f"no process could be started ({error.strerror})"
            said.append(Verdict(problem.text, "unknown", why, ", ".join(means)))
        finally:
            for process in processes:
                process.kill()
    reasons = "; ".join(dict.fromkeys(verdict.reason for verdict in said))
    methods = "; ".join(dict.fromkeys(verdict.method for verdict in said))
    return Verdict(problem.text, "unknown", reasons, methods)


def _started(name: str, rlimit: int) -> subprocess.Popen[str]:
    # -P: what lies in the current folder is not run in place of psychon or of a library
    command = [sys.executable, "-P", "-m", f"{__package__}.worker", name, str(rlimit)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603


def _answer(
    problem: Problem, name: str, process: subprocess.Popen[str], asked: str, limit: int
) -> Verdict:
    try:
        stdout, stderr = process.communicate(asked, timeout=limit)
        return answered(problem, stdout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        why = f"{name} was stopped after {limit} s"
    except ValueError:
        code = process.returncode
        lost = f"killed by signal {-code}" if code < 0 else stderr.strip()[-200:]
        why = f"the process of {name} ended without an answer ({lost})"
    return Verdict(problem.text, "unknown", why, name)
