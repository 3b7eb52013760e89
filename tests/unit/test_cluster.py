"""A Dask cluster of two processes does what this machine would do, and its troubles are told."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sacsim.engine import cluster
from sacsim.engine.cluster import each_on
from sacsim.engine.pool import each
from sacsim.errors import BadInput, WorkerLost

dask = pytest.importorskip("dask", reason="needs sacsim[dask]")
distributed = pytest.importorskip("distributed", reason="needs sacsim[dask]")
pytestmark = pytest.mark.filterwarnings("ignore")
SCHEDULER = {"cls": distributed.Scheduler, "options": {"dashboard": False, "port": 0}}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    quiet = {"dashboard_address": None, "silence_logs": 50}
    given_up_early = dask.config.set({"distributed.scheduler.allowed-failures": 1})
    with (
        given_up_early,
        distributed.LocalCluster(2, threads_per_worker=1, processes=True, **quiet) as two,
    ):
        yield two.scheduler_address


def square(number: int) -> int:
    return number * number


def test_a_cluster_does_what_one_process_does(address: str) -> None:
    tasks = list(range(20))
    done = dict(each(square, tasks, address))
    assert done == dict(each(square, tasks, 1))
    assert list(each(square, [], "tcp://127.0.0.1:1")) == []


def die_once(mark: str) -> str:
    """Be killed the first time; the second time there is a mark."""
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die(number: int) -> None:
    os._exit(number)


def fail(number: int) -> None:
    raise BadInput(f"{number} is wrong")


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_lost_worker_is_survived(address: str, tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    assert list(each_on(address, die_once, [mark])) == [(mark, "done")]


def test_a_run_that_kills_every_worker_is_told(address: str) -> None:
    with pytest.raises(WorkerLost, match="--resume"):
        list(each_on(address, die, [1]))


def test_what_goes_wrong_in_a_worker_goes_wrong_here(address: str) -> None:
    with pytest.raises(BadInput, match="7 is wrong"):
        list(each_on(address, fail, [7]))


def test_another_version_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "VERSION", "0.0.9")
    with pytest.raises(BadInput, match=r"has sacsim .*, this is sacsim 0\.0\.9"):
        list(each_on(address, square, [1]))


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 1)
    for wrong in ("tcp://127.0.0.1:1", "nonsense://x", "10"):
        with pytest.raises(BadInput, match=f"--dask {wrong}: no scheduler") as told:
            list(each_on(wrong, square, [1]))
        assert len(told.value.problems) == 1
    with (
        distributed.SpecCluster({}, SCHEDULER) as empty,
        pytest.raises(BadInput, match="has no workers"),
    ):
        list(each_on(empty.scheduler_address, square, [1]))


def slow(number: int) -> int:
    time.sleep(0.2)
    return number


def test_what_is_no_longer_wanted_is_cancelled(address: str) -> None:
    """As with Ctrl-C: whoever stops asking leaves nothing to be done."""
    asked: Any = each_on(address, slow, list(range(100)))
    next(asked)
    asked.close()
    with distributed.Client(address, set_as_default=False) as client:
        limit = time.monotonic() + 10
        while time.monotonic() < limit and any(client.processing().values()):
            time.sleep(0.05)
        assert not any(client.processing().values())
