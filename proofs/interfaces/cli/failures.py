"""Turn what a command raised into words on stderr and an exit code."""

from typing import Final

import click

from ....formal.errors import BudgetError, Disagreement, InputError
from .output import complain, hush, remark

USAGE: Final = 2
UNKNOWN: Final = 3
DISAGREE: Final = 4
DEFECT: Final = 70
INTERRUPTED: Final = 130


def report(error: BaseException) -> int:
    """Say what happened and return the exit code.

    What is raised on purpose becomes one line; anything else is a defect of psychon, shown with
    its traceback.
    """
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return USAGE
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else "psychon"
            place = path.partition(" ")[2]
            message = error.format_message().strip().rstrip(".").replace("\n", " ")
            complain(f"{place + ': ' if place else ''}{message}; see {path} --help")
            return USAGE
        case click.ClickException():
            complain(error.format_message())
            return USAGE
        case InputError():
            complain(error)
            for note in getattr(error, "__notes__", ()):
                remark(note)
            return USAGE
        case Disagreement():
            complain(f"proof and simulation disagree, a defect of psychon: {error}")
            return DISAGREE
        case BudgetError():
            complain(error)
            return UNKNOWN
        case MemoryError():
            complain("the memory is spent")
            return UNKNOWN
        case KeyboardInterrupt() | click.Abort():
            complain("interrupted")
            return INTERRUPTED
        case BrokenPipeError():
            hush()
            return 0
    import traceback

    traceback.print_exception(error)
    complain("this is a defect of psychon; please report the lines above")
    return DEFECT
