"""The command line: one file a command, and no logic; importing it imports next to nothing."""

from typing import NoReturn


def main() -> NoReturn:
    """Run the command line with the process's arguments and end the process."""
    import os
    import sys
    from contextlib import suppress

    from .app import cli
    from .interrupt import prompt_end

    with prompt_end():
        code = cli.answer(sys.argv[1:])
        if code == 130:
            # taking down the provers' memory could outlast the time Ctrl-C may take
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, AttributeError):
                    stream.flush()
            os._exit(code)
    sys.exit(code)
