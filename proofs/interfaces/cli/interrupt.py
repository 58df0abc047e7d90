"""Make Ctrl-C end the process soon, whatever C code is running."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread

GRACE = 1.0
"""Seconds between Ctrl-C and the end of a process that does not end by itself."""


@contextmanager
def prompt_end() -> Iterator[None]:
    """Let a thread of its own wait for SIGINT and end the process with 130 after ``GRACE``.

    Python runs its handler between two bytecodes, and Z3 puts its own in place of it while it
    searches; an exception raised in a finalizer is lost besides. So no thread but the waiting one
    receives the signal; that one hands it to the handler in force, and ends the process if this
    had no effect. A child process inherits the blocked signal: who starts one unblocks it there.

    Where SIGINT is ignored, or handled by somebody else, this does nothing.
    """
    if (
        not hasattr(signal, "pthread_sigmask")
        or current_thread() is not main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    done: list[bool] = []
    watcher = Thread(target=_watch, args=(done,), name="ctrl-c", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.append(True)
        if watcher.ident is not None and watcher.is_alive():
            signal.pthread_kill(watcher.ident, signal.SIGINT)
            watcher.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch(done: list[bool]) -> None:
    signal.sigwait({signal.SIGINT})
    if done:
        return
    # what the interrupt leaves half made may fail again as it is taken down, which is no news
    sys.unraisablehook = lambda _: None
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # the handler of C runs here: Python's marks the main thread, Z3's cancels the search
    signal.raise_signal(signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    time.sleep(GRACE)
    # a progress display may have hidden the cursor
    shown = b"\x1b[?25h\r" if sys.stderr is not None and sys.stderr.isatty() else b""
    try:
        os.write(2, shown + b"psychon: interrupted\n")
    finally:
        os._exit(130)
