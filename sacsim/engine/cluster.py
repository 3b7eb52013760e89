"""Cluster: work sent to the workers of a Dask cluster, which need nothing but the same sacsim.

Each run is one task. Workers write no files: what a run leaves comes back and is written here, so
that no file system need be shared.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sacsim.errors import BadInput, WorkerLost

Task = TypeVar("Task")
Done = TypeVar("Done")
PATIENCE_SECONDS = 10
"""How long to look for the scheduler."""


def each_on(
    address: str, work: Callable[[Task], Done], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Done]]:
    """Yield each task with what became of it, in the order in which they become ready.

    Raises BadInput if there is no scheduler at the address or no Dask here, WorkerLost if a task's
    workers died again and again.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise BadInput("--dask: needs Dask: pip install 'sacsim[dask]'") from None
    try:
        client = Client(address, timeout=PATIENCE_SECONDS)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"--dask {address}: no scheduler answers there; write it as tcp://HOST:8786"
        ) from error
    with client:
        futures = {client.submit(work, task, pure=False): task for task in tasks}
        try:
            for future in as_completed(list(futures)):
                yield futures.pop(future), future.result()
        except KilledWorker as error:
            raise WorkerLost(
                "workers of the cluster died over one run (out of memory?); "
                "finished runs are kept: run again with --resume"
            ) from error
        finally:
            client.cancel(list(futures))
