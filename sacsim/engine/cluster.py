"""Cluster: work sent to the workers of a Dask cluster, which need nothing but the same sacsim.

Each run is one task. Workers write no files: what a run leaves comes back and is written here, so
that no file system need be shared.
"""

import pydoc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from sacsim.errors import BadInput, SacsimError, WorkerLost
from sacsim.version import VERSION

Task = TypeVar("Task")
Done = TypeVar("Done")
PATIENCE_SECONDS = 8
"""How long to look for the scheduler, and then for its first worker."""
ONE_AT_A_TIME = Lock()
"""A worker may have several threads; a simulation is busy in one, and has been tried in one."""
LOST = "finished runs are kept: run again with --resume"


def each_on(
    address: str, work: Callable[[Task], Done], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Done]]:
    """Yield each task with what became of it, in the order in which they become ready.

    Raises BadInput if there is no Dask here, no scheduler or worker at the address, or workers of
    another version; WorkerLost if a task's workers died again and again, or the scheduler did.
    """
    if not tasks:
        return
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise BadInput("--dask: needs Dask: pip install 'sacsim[dask]'") from None
    try:
        client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(
            f"--dask {address}: no scheduler answers there; write it as tcp://HOST:8786"
        ) from error
    with client:
        _check_workers(client, address)
        checked = partial(_checked, work, VERSION)
        futures = {client.submit(checked, task, pure=False): task for task in tasks}
        try:
            for future in as_completed(list(futures), loop=client.loop):
                yield futures.pop(future), future.result()
        except KilledWorker as error:
            raise WorkerLost(
                f"workers of the cluster died over one run (out of memory?); {LOST}"
            ) from error
        except (CancelledError, OSError) as error:
            raise WorkerLost(f"the cluster at {address} went away; {LOST}") from error
        finally:
            client.cancel(list(futures), force=True)


def _check_workers(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or with workers that would run something else."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
    except TimeoutError:
        raise BadInput(f"--dask {address}: the cluster has no workers; start some first") from None
    found = client.run(pydoc.locate, "sacsim.version.VERSION", on_error="return")
    wrong = [
        f"--dask {address}: worker {worker} has {_told(version)}, this is sacsim {VERSION}"
        for worker, version in sorted(found.items())
        if version != VERSION
    ]
    if wrong:
        raise BadInput(*wrong)


def _told(version: Any) -> str:
    return f"sacsim {version}" if isinstance(version, str) else "no sacsim"


def _checked(work: Callable[[Task], Done], version: str, task: Task) -> Done:
    """Do a task, on a worker that may have come later than the check."""
    if version != VERSION:
        raise SacsimError(f"a worker of the cluster has sacsim {VERSION}, not {version}")
    with ONE_AT_A_TIME:
        return work(task)
