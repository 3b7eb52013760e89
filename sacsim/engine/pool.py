"""Pool: work shared out to processes, or to a cluster; a lost one is told, never waited for."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from sacsim.errors import WorkerLost

Task = TypeVar("Task")
Done = TypeVar("Done")
Workers = int | str | None
"""How many processes (None: one a processor), or the address of a Dask cluster's scheduler."""


def each(
    work: Callable[[Task], Done], tasks: Sequence[Task], workers: Workers
) -> Iterator[tuple[Task, Done]]:
    """Yield each task with what became of it, in the order in which they become ready.

    With one worker or one task there is no other process; on a cluster each task is one of its
    tasks. Raises WorkerLost, or BadInput if there is no such cluster.
    """
    if isinstance(workers, str):
        from sacsim.engine.cluster import each_on

        yield from each_on(workers, work, tasks)
        return
    processes = min(workers or os.cpu_count() or 1, len(tasks))
    if processes <= 1:
        for task in tasks:
            yield task, work(task)
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn)
    try:
        futures: dict[Future[Done], Task] = {pool.submit(work, task): task for task in tasks}
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield futures.pop(future), future.result()
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
