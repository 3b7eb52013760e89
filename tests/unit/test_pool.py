"""Processes that share out work: lost, stopped, orphaned, and never waited for in vain."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sacsim
from sacsim.engine import pool
from sacsim.engine.pool import each
from sacsim.errors import BadInput, WorkerLost

CODE = Path(sacsim.__file__).parents[1]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
PATIENCE_SECONDS = 120


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise BadInput(f"{number} is wrong")


def die(number: int) -> int:
    os._exit(number)


def die_in_the_midst_of_an_answer(number: int) -> bytes:
    """Be killed by the parent while 50 MB are on their way."""
    return b"x" * 50_000_000


def stop_once(mark: str) -> int:
    """Stop, as with Ctrl-Z or a laptop that sleeps, until somebody lets it go on."""
    Path(mark).write_text(str(os.getpid()))
    os.kill(os.getpid(), signal.SIGSTOP)
    return 1


def wait_for(mark: Path) -> int:
    """The number that a process writes into a file."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        if mark.exists() and (text := mark.read_text()):
            return int(text)
        time.sleep(0.02)
    raise AssertionError(f"nobody wrote {mark}")


def gone(process: int) -> bool:
    """Whether a process ends soon; one that nobody has buried counts as ended."""
    stat = Path(f"/proc/{process}/stat")
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_all_tasks_are_done_once() -> None:
    tasks = list(range(7))
    assert sorted(each(square, tasks, 2)) == sorted(each(square, tasks, 1))


def test_an_error_comes_back_with_where_it_was() -> None:
    with pytest.raises(BadInput, match="is wrong") as told:
        list(each(refuse, [1, 2], 2))
    assert "in refuse" in told.value.__notes__[0]


def test_a_worker_that_dies_is_told() -> None:
    with pytest.raises(WorkerLost, match="--resume"):
        list(each(die, [1, 2], 2))


@posix
def test_a_worker_killed_in_the_midst_of_its_answer_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half an answer is in the pipe, and nobody waits for the other half."""
    started: list[int] = []

    def kill_first(pipes: list[object]) -> list[object]:
        ready = real(pipes)
        if not killed:
            killed.append(started[0])
            time.sleep(0.2)  # until the pipe is full
            os.kill(started[0], signal.SIGKILL)
            return [first[0]]
        return ready

    def note(known: list[object]) -> object:
        pipe = begin(known)
        started.append(known[-1].pid)  # type: ignore[attr-defined]
        first.append(pipe)
        return pipe

    real, begin = pool.wait, pool._started
    killed: list[int] = []
    first: list[object] = []
    monkeypatch.setattr(pool, "wait", kill_first)
    monkeypatch.setattr(pool, "_started", note)
    with pytest.raises(WorkerLost):
        list(each(die_in_the_midst_of_an_answer, [1, 2], 2))
    assert killed


@posix
def test_a_stopped_worker_goes_on(tmp_path: Path) -> None:
    marks = [str(tmp_path / name) for name in "ab"]
    going = subprocess.Popen([sys.executable, "-c", GO_ON, *marks])
    assert dict(each(stop_once, marks, 2)) == dict.fromkeys(marks, 1)
    assert going.wait(PATIENCE_SECONDS) == 0


GO_ON = """
import os, signal, sys, time
for mark in sys.argv[1:]:
    while not (os.path.exists(mark) and open(mark).read()):
        time.sleep(0.02)
    process = int(open(mark).read())
    while open(f"/proc/{process}/stat").read().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.02)
    os.kill(process, signal.SIGCONT)
"""
ASK = """
import sys
from sacsim.engine.pool import each
from test_pool import linger
if __name__ == "__main__":
    list(each(linger, sys.argv[1:], 2))
"""


def linger(mark: str) -> None:
    """Be at work for as long as anybody waits."""
    Path(mark).write_text(str(os.getpid()))
    time.sleep(10 * PATIENCE_SECONDS)


@posix
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_no_worker_outlives_its_parent(name: str, tmp_path: Path) -> None:
    script, marks = tmp_path / "ask.py", [tmp_path / mark for mark in "ab"]
    script.write_text(ASK)
    environment = os.environ | {"PYTHONPATH": f"{CODE}{os.pathsep}{Path(__file__).parent}"}
    parent = subprocess.Popen(
        [sys.executable, str(script), *map(str, marks)],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    workers = [wait_for(mark) for mark in marks]
    parent.send_signal(getattr(signal, name))
    assert parent.wait(PATIENCE_SECONDS) != 0
    assert all(gone(worker) for worker in workers)
