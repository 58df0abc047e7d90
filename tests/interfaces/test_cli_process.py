"""The command line as a process: what it imports, its streams, Ctrl-C."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from interfaces.command_line import HANG, PSYCHON, obey_interrupts, run

HEAVY = ("cvc5", "json", "logging", "networkx", "numpy", "rich", "scipy", "sympy", "tempfile", "z3")


def imported(*args: str) -> set[str]:
    """Return the modules that a command has imported when it ends."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from psychon.proofs.interfaces.cli import main\n"
        f"sys.argv[1:] = {list(args)!r}\n"
        "main()\n"
    )
    # what measures coverage imports much itself
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=HANG, check=True,
        env=env,
    )  # fmt: skip
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("-h",)])
def test_help_imports_click_and_nothing_heavy(args: tuple[str, ...]) -> None:
    modules = imported(*args)
    assert "click" in modules
    assert not modules & set(HEAVY)
    ours = {name for name in modules if name.startswith("psychon.")}
    inside = "psychon.proofs.interfaces.cli"
    assert ours == {
        "psychon.proofs", "psychon.proofs.interfaces", inside, f"{inside}.app",
        f"{inside}.interrupt",
    }  # fmt: skip


def test_a_command_imports_no_more_than_it_needs() -> None:
    assert not imported("solve", "figure-1e") & {"z3", "sympy", "rich", "networkx"}
    assert not imported("simulate", "figure-1a", "--steps", "3") & {"z3", "sympy", "rich"}
    assert not imported("verify", "--help") & set(HEAVY)


def test_help_lists_every_command() -> None:
    reply = run("--help")
    assert (reply.code, reply.stderr) == (0, "")
    listed = [line.split()[0] for line in reply.stdout.splitlines() if line.startswith("  ")]
    names = ("check", "solve", "realize", "verify", "compare", "find", "simulate", "draw", "doctor")
    assert [name for name in listed if name in names] == list(names)
    for name in names:
        own = run(name, "--help")
        assert (own.code, own.stderr) == (0, "")
        assert own.stdout.startswith(f"Usage: psychon {name}")
        assert "--json" in own.stdout


def test_without_a_command_the_help_is_an_error() -> None:
    reply = run()
    assert (reply.code, reply.stdout) == (2, "")
    assert "Commands:" in reply.stderr


def test_streams_and_codes_of_a_real_process() -> None:
    refuted = run("verify", "figure-1e", "N3 = S N1", "--json")
    assert (refuted.code, refuted.stderr) == (1, "")
    assert refuted.json["results"][0]["verdict"] == "refuted"
    refused = run("verify", "figure-1e", "N3 = ", "--json")
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("psychon: property: ")


def test_an_ascii_terminal_gets_ascii() -> None:
    long = "always ~S^100 N1"
    reply = run("verify", "figure-1e", long, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert reply.code == 1
    assert "\\u2026" in reply.stdout


# --- readers that go away


@pytest.mark.parametrize("args", [("solve", "figure-1e"), ("--help",), ("draw", "figure-1e")])
def test_a_closed_pipe_ends_quietly(args: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PSYCHON, *args], stdout=writer, stderr=subprocess.PIPE, timeout=HANG, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_pipe_leaves_the_exit_code() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PSYCHON, "verify", "figure-1e", "N3 = S N1"],
        stdout=writer, stderr=subprocess.PIPE, timeout=HANG, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_full_disk_is_no_answer() -> None:
    if not Path("/dev/full").exists():
        # only some systems can play a full disk
        return
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PSYCHON, "solve", "figure-1e"],
            stdout=full, stderr=subprocess.PIPE, timeout=HANG, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"psychon: stdout: it cannot be written (No space left")


# --- Ctrl-C


class Terminal:
    """A process whose stderr is a terminal."""

    def __init__(self, *command: str, env: dict[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=slave, env=os.environ | (env or {}),
            preexec_fn=obey_interrupts,
        )  # fmt: skip
        os.close(slave)
        self.seen = b""

    def wait_for(self, text: bytes) -> None:
        """Read what it says until ``text`` is in it."""
        while text not in self.seen:
            assert self._read(), f"{text!r} never came, only {self.seen!r}"

    def _read(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], HANG)
        try:
            piece = os.read(self.master, 4096) if ready else b""
        except OSError:  # how Linux says that the other end is closed
            piece = b""
        self.seen += piece
        return piece != b""

    def end(self) -> tuple[int, bytes]:
        """Wait until it ends, and return its exit code and stdout."""
        try:
            while self._read():
                pass
            stdout, _ = self.process.communicate(timeout=HANG)
        finally:
            self.process.kill()
            os.close(self.master)
        return self.process.returncode, stdout

    def interrupt(self, times: int = 1) -> tuple[int, bytes]:
        """Press Ctrl-C, and return exit code and stdout."""
        for _ in range(times):
            self.process.send_signal(signal.SIGINT)
        return self.end()


def pigeons(folder: Path) -> tuple[str, str]:
    """Write a net and return it with a formula whose falsehood Z3 takes hours to prove."""
    names = [[f"p{i}.{j}" for j in range(13)] for i in range(14)]
    holes = [
        f"~({names[i][j]} & {names[k][j]})" for j in range(13) for i in range(14) for k in range(i)
    ]
    neurons: dict[str, dict[str, int]] = {name: {} for row in names for name in row}
    net = {"format": "psychon-net/1", "neurons": neurons, "synapses": []}
    file = folder / "pigeons.json"
    file.write_text(json.dumps(net))
    return str(file), " & ".join([*(f"({' | '.join(row)})" for row in names), *holes])


@pytest.mark.parametrize("delay", [0, 1, 4])
def test_ctrl_c_ends_a_long_verify(tmp_path: Path, delay: int) -> None:
    net, formula = pigeons(tmp_path)
    command = [*PSYCHON, "verify", net, f"always ~({formula})", "--rlimit", "2000000000", "--json"]
    process = Terminal(*command)
    process.wait_for(b"verifying")
    # Python encodes at first, then Z3 searches
    time.sleep(delay)
    assert process.interrupt() == (130, b"")
    assert b"psychon: interrupted" in process.seen
    assert b"Traceback" not in process.seen


@pytest.mark.parametrize("delay", [0, 2])
def test_ctrl_c_ends_a_long_simulation(delay: int) -> None:
    process = Terminal(
        *PSYCHON, "simulate", "figure-1e", "--steps", "900000000", "--runs", "100000", "--json"
    )
    process.wait_for(b"simulating")
    time.sleep(delay)
    assert process.interrupt(times=2) == (130, b"")
    assert b"psychon: interrupted" in process.seen


DEAF = {
    "asleep in C": "import ctypes; ctypes.CDLL(None).sleep(3600)",
    "an exception that is lost": """
while True:
    try:
        time.sleep(0.01)
    except KeyboardInterrupt:
        pass
""",
}


@pytest.mark.parametrize("kind", DEAF)
def test_ctrl_c_ends_what_does_not_listen(kind: str) -> None:
    code = (
        "import sys, time\n"
        "from psychon.proofs.interfaces.cli.interrupt import prompt_end\n"
        "with prompt_end():\n"
        "    print('ready', file=sys.stderr, flush=True)\n"
        + "".join(f"    {line}\n" for line in DEAF[kind].strip().splitlines())
    )
    process = Terminal(sys.executable, "-c", code)
    process.wait_for(b"ready")
    assert process.interrupt() == (130, b"")
    assert b"psychon: interrupted" in process.seen


def test_what_ctrl_c_leaves_half_made_is_taken_down_in_silence() -> None:
    code = (
        "import sys, time\n"
        "from psychon.proofs.interfaces.cli.interrupt import prompt_end\n"
        "class Half:\n"
        "    def __del__(self):\n"
        "        raise AttributeError('half made')\n"
        "def work():\n"
        "    half = Half()\n"
        "    print('ready', file=sys.stderr, flush=True)\n"
        "    while True:\n"
        "        time.sleep(0.01)\n"
        "with prompt_end():\n"
        "    try:\n"
        "        work()\n"
        "    except KeyboardInterrupt:\n"
        "        pass\n"
        "    print('unwound', file=sys.stderr, flush=True)\n"
        "    time.sleep(3600)\n"
    )
    process = Terminal(sys.executable, "-c", code)
    process.wait_for(b"ready")
    assert process.interrupt() == (130, b"")
    assert b"unwound" in process.seen
    assert b"half made" not in process.seen


def test_ctrl_c_is_pythons_again_afterwards() -> None:
    code = (
        "import signal, sys, time\n"
        "from psychon.proofs.interfaces.cli.interrupt import prompt_end\n"
        "with prompt_end():\n"
        "    assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])\n"
        "assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])\n"
        "try:\n"
        "    print('ready', file=sys.stderr, flush=True)\n"
        "    time.sleep(3600)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(7)\n"
    )
    process = Terminal(sys.executable, "-c", code)
    process.wait_for(b"ready")
    assert process.interrupt() == (7, b"")


def test_an_ignored_ctrl_c_stays_ignored() -> None:
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "import os, sys\n"
        "from psychon.proofs.interfaces.cli.interrupt import prompt_end\n"
        "with prompt_end():\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(5)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=HANG, check=False).returncode == 5


# --- progress


def test_progress_shows_on_a_terminal_and_only_there() -> None:
    process = Terminal(*PSYCHON, "verify", "figure-1e", "N4 = S N2 & S S N2")
    code, stdout = process.end()
    assert code == 0
    assert b"verifying" in process.seen
    assert b"verifying" not in stdout
    assert stdout.startswith(b"proved: N4")


def test_progress_honours_no_color() -> None:
    def colours(env: dict[str, str]) -> bool:
        process = Terminal(*PSYCHON, "verify", "figure-1e", env={"TERM": "xterm-256color"} | env)
        assert process.end()[0] == 0
        return b"\x1b[32m" in process.seen or b"\x1b[1;32m" in process.seen

    assert colours({"NO_COLOR": ""})
    assert not colours({"NO_COLOR": "1"})
