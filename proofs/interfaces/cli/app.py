"""The group of commands, which lists them without importing them."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

import click

COMMANDS: Final = {
    "check": "Derive, prove and simulate every claim.",
    "explain": "Print a claim's derivation, step by step.",
    "solve": "Write each neuron as a formula (Theorems I and VIII).",
    "realize": "Make a net from formulae (Theorem II).",
    "verify": "Prove or refute properties of a net.",
    "compare": "Prove or refute that two nets fire alike.",
    "find": "Find a shortest run that makes a formula true.",
    "recheck": "Have another solver judge the certificate of a proof.",
    "simulate": "Estimate firing rates by Monte Carlo.",
    "watch": "Follow formulae along a recording.",
    "attractors": "List the cycles that a closed net ends in, with their basins.",
    "event": "Say after which inputs a neuron fires, as a regular expression.",
    "turing": "Run a Turing machine as a net with scanners and effectors.",
    "rates": "Compare firing rates after 1943, exact, and simulated.",
    "robust": "Find the fewest flips of inputs that make a neuron do otherwise.",
    "convert": "Write a net as JSON, TOML or an AIGER circuit, or read such a circuit.",
    "draw": "Draw a net as SVG.",
    "doctor": "Report versions and engines, and test this installation.",
}
"""What each command does; the module of its name has it as ``command``."""


class Commands(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Name the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{cmd_name}", __package__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that ``args`` begin with, or say which there are."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from ....formal.errors import nearest

            ctx.fail(f"there is no command {name!r:.80}; {nearest(name, list(COMMANDS))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands for ``--help``."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(  # type: ignore[override] # this group always ends the process
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **_: object
    ) -> NoReturn:
        """Answer and exit."""
        sys.exit(self.answer(sys.argv[1:] if args is None else args, prog_name))

    def answer(self, args: Sequence[str], prog_name: str | None = None) -> int:
        """Run the command that ``args`` name and return the exit code."""
        try:
            with self.make_context(
                prog_name or "psychon", list(args), terminal_width=_width()
            ) as ctx:
                return int(self.invoke(ctx))
        except click.exceptions.Exit as end:
            return end.exit_code
        except (Exception, KeyboardInterrupt) as error:
            from .failures import report

            return report(error)


def _width() -> int:
    """Return how many columns help may take; click would import shutil to ask, which is slow."""
    try:
        columns = os.get_terminal_size(1).columns
    except OSError:
        columns = 0
    return max(50, min(columns or 80, 80) - 2)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from .... import __version__

        click.echo(f"psychon {__version__}")
        ctx.exit()


@click.group(
    "psychon",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "A NET is a psychon-net/1 file (JSON or TOML) or the name of a built-in net, such as"
        " figure-1e. The answer goes to stdout, all else to stderr. Exit codes: 0 holds,"
        " 1 refuted, 2 bad input, 3 unknown or out of budget, 4 proof and simulation disagree,"
        " 70 a defect of psychon, 130 interrupted."
    ),
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the version and exit.",
)  # fmt: skip
def cli() -> None:
    """Say what a McCulloch-Pitts net computes, prove it, and check the proof by simulation."""
