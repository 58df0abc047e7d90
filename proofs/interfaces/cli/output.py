"""What commands print: answers on stdout, complaints and progress on stderr."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

import click

LONGEST_COMPLAINT: Final = 1500
"""A longer message is cut in the middle, in characters."""


class Answer(NamedTuple):
    """What a command answers.

    Args:
        content: the answer as JSON's values.
        text: writes it for people, without the last newline.
        code: the exit code.
    """

    content: Mapping[str, object]
    text: Callable[[], str]
    code: int = 0


class Question(click.Command):
    """A command that returns an ``Answer`` and has ``--json``."""

    def __init__(self, *args: object, **attributes: object) -> None:
        super().__init__(*args, **attributes)  # type: ignore[arg-type] # click's own arguments
        self.params.append(click.Option(["--json"], is_flag=True, help="Answer in JSON."))

    def invoke(self, ctx: click.Context) -> int:
        """Run the command, print its answer, return its exit code."""
        as_json = ctx.params.pop("json")
        answer: Answer = super().invoke(ctx)
        if as_json:
            import json

            text = json.dumps(answer.content, allow_nan=False)
        else:
            text = answer.text()
        write(text)
        return answer.code


def write(text: str) -> None:
    """Write an answer to stdout; a reader that has gone away is no error.

    Raises:
        ClickException: stdout takes no more, as on a full disk.
    """
    if not text:
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding))
    except BrokenPipeError:
        hush()
    except OSError as error:
        hush()
        raise click.ClickException(f"stdout: it cannot be written ({error.strerror})") from None


def hush() -> None:
    """Send what is still unwritten on stdout nowhere."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def complain(message: object) -> None:
    """Write one line to stderr, whatever signs ``message`` has."""
    text = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
        for sign in str(message).encode("utf-8", "backslashreplace").decode("utf-8")
    )
    if len(text) > LONGEST_COMPLAINT:
        half = LONGEST_COMPLAINT // 2
        text = f"{text[:half]} ... {text[-half:]}"
    remark(f"psychon: {text}")


def remark(text: str) -> None:
    """Write to stderr, if there is one that takes it."""
    with suppress(OSError):
        click.echo(text, err=True)


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """Show ``text`` beside a spinner while the block runs, if stderr is a terminal.

    Yields:
        A function that replaces the text.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    with console.status(Text(text)) as status:
        yield lambda news: status.update(Text(news))
