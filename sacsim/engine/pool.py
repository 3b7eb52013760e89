"""Pool: work shared out to as many processes as wanted; a lost one is told, never waited for."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from sacsim.errors import WorkerLost

Task = TypeVar("Task")
Done = TypeVar("Done")


def each(
    work: Callable[[Task], Done], tasks: Sequence[Task], workers: int | None
) -> Iterator[tuple[Task, Done]]:
    """Yield each task with what became of it, in the order in which they become ready.

    `workers` is the number of processes (as many as processors by default; with one worker or one
    task there is no other process). Raises WorkerLost.
    """
    processes = min(workers or os.cpu_count() or 1, len(tasks))
    if processes <= 1:
        for task in tasks:
            yield task, work(task)
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=_leave_to_the_first)
    try:
        with _unheard():
            futures: dict[Future[Done], Task] = {pool.submit(work, task): task for task in tasks}
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield futures[future], future.result()
    except BaseException as error:
        for worker in multiprocessing.active_children():
            worker.terminate()
        if not isinstance(error, BrokenProcessPool):
            raise
        raise WorkerLost(
            "a worker process was lost (out of memory, or killed); "
            "finished replications are kept: run again with --resume"
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _unheard() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, which a terminal tells them all: the first ends them.

    What it is told meanwhile, this process hears afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_to_the_first() -> None:
    """Where signals cannot be blocked (Windows), ignore them as soon as may be."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
