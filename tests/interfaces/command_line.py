"""Ask the command line, in this process or in one of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from click.testing import CliRunner

from psychon.proofs.interfaces.cli.app import cli

PSYCHON = (sys.executable, "-m", "psychon")
HANG = 120
"""Seconds after which a process is given up as hanging; no test asserts a time."""


class Reply(NamedTuple):
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The answer on stdout."""
        return json.loads(self.stdout)


def ask(*args: str) -> Reply:
    """Run a command in this process."""
    result = CliRunner().invoke(cli, list(args))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return Reply(result.exit_code, result.stdout, result.stderr)


def refused(*args: str) -> str:
    """Run a command that must refuse its input, with --json, and return what it complains of."""
    reply = ask(*args, "--json")
    assert (reply.code, reply.stdout) == (2, "")
    assert reply.stderr.startswith("psychon: ")
    assert reply.stderr.count("\n") == 1
    return reply.stderr.removeprefix("psychon: ").rstrip("\n")


def run(*args: str, env: Mapping[str, str] | None = None) -> Reply:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*PSYCHON, *args],
        capture_output=True, timeout=HANG, check=False,
        env=os.environ | (env or {}),
    )  # fmt: skip
    return Reply(done.returncode, done.stdout.decode(), done.stderr.decode())


def obey_interrupts() -> None:
    """Let a child obey SIGINT even where the tests run in the background, with it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
