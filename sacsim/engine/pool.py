"""Pool: work shared out to processes, or to a cluster; a lost one is told, never waited for.

Each process has a pipe of its own and nothing is shared between two, so that one killed in the
midst of anything is seen at once as a pipe that ends. A process whose parent has died ends too.
"""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, TypeVar

from sacsim.errors import WorkerLost

Task = TypeVar("Task")
Done = TypeVar("Done")
Workers = int | str | None
"""How many processes (None: one a processor), or the address of a Dask cluster's scheduler."""
MOST = 60
"""Processes at once: Windows cannot wait for more than 63 things."""


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
    processes = min(workers or os.cpu_count() or 1, len(tasks), MOST)
    if processes > 1:
        yield from _shared_out(work, tasks, processes)
        return
    for task in tasks:
        yield task, work(task)


def _shared_out(
    work: Callable[[Task], Done], tasks: Sequence[Task], processes: int
) -> Iterator[tuple[Task, Done]]:
    started: list[BaseProcess] = []
    waiting = iter(tasks)
    try:
        with _lost_if_it_ends():
            pipes = [_started(started) for _ in range(processes)]
            for pipe in pipes:
                pipe.send(work)
            busy: dict[Any, Task] = {}
            for pipe, task in zip(pipes, waiting, strict=False):
                pipe.send(task)
                busy[pipe] = task
        while busy:
            ready: list[Any] = wait(list(busy))
            for pipe in ready:
                with _lost_if_it_ends():
                    task, (done, error) = busy.pop(pipe), pipe.recv()
                    for following in waiting:
                        pipe.send(following)
                        busy[pipe] = following
                        break
                if error is not None:
                    raise error
                yield task, done
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.join()


@contextmanager
def _lost_if_it_ends() -> Iterator[None]:
    """Say that a worker was lost when a pipe ends, between two messages or within one."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise WorkerLost(
            "a worker process was lost (out of memory, or killed); "
            "finished replications are kept: run again with --resume"
        ) from error


def _started(started: list[BaseProcess]) -> Any:
    """Start one more process; the parent's end of its pipe."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    with _ctrl_c_later():
        process.start()
        started.append(process)
    theirs.close()  # else the pipe would not end with the process
    return ours


@contextmanager
def _ctrl_c_later() -> Iterator[None]:
    """Hold Ctrl-C back while inside, and for good in a process started there.

    A terminal sends it to all; the parent ends its processes, which need not complain. POSIX
    alone: on Windows a process that is still loading may print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # it lets Ctrl-C through again when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Any) -> None:
    """Do what comes through the pipe until it ends, or the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        work = pipe.recv()
        while True:
            task = pipe.recv()
            answer: tuple[Any, Exception | None]
            try:
                answer = work(task), None
            except Exception as error:
                error.add_note(f"in a worker process:\n{traceback.format_exc()}")
                answer = None, error
            pipe.send(answer)
    except (EOFError, ConnectionError):
        return


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
