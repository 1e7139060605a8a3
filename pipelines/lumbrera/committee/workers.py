"""Work shared out among processes."""

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

MOST = 8
T = TypeVar("T")


def spread(
    work: Callable[..., T], jobs: Sequence[tuple[Any, ...]], done: Callable[[int, T], None]
) -> None:
    """Calls work(*job) for each job, on all cores, and done(its place in `jobs`, result) here as
    each ends.

    The processes start clean: a forked one would carry an open database with it. What they do not
    do, because there is one core or job, or because none may be started (within another pool's
    worker), is done here.
    """
    missing = dict(enumerate(jobs))
    workers = min(os.cpu_count() or 1, MOST, len(jobs))
    if workers > 1:
        with (
            contextlib.suppress(BrokenProcessPool, AssertionError, FileNotFoundError),
            ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool,
        ):
            running = {pool.submit(work, *job): at for at, job in missing.items()}
            for finished in as_completed(running):
                result = finished.result()
                del missing[running[finished]]
                done(running[finished], result)
    for at, job in missing.items():
        done(at, work(*job))
