"""Jobs on several cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Event

Job = Callable[[Callable[[], bool]], None]
"""Gets what says whether to give up."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def at_once(jobs: Sequence[Job], threads: int) -> None:
    """Do jobs, some at once.

    The first exception, and Ctrl-C, stops those that run and all that have not begun.
    """
    if min(threads, len(jobs)) == 1:
        for job in jobs:
            job(lambda: False)
        return
    stop = Event()
    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(job, stop.is_set) for job in jobs]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()
