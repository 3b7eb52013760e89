"""Surroundings: no reader, no home, no terminal, another language; the same words, or one line.

Processes of their own, since these are things that a process is born with.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sacsim

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CODE = str(Path(sacsim.__file__).parents[1])
START = [sys.executable, "-m", "sacsim"]
TOWN = "small_town.toml"
KIOSKS = Path(__file__).parents[2] / "experiments" / "small_town_kiosks.toml"
STOPS_WITHIN_SECONDS = 5
posix = pytest.mark.skipif(os.name != "posix", reason="only POSIX has these")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("surroundings")
    for name in ("england_median.toml", TOWN):
        shutil.copy(SCENARIOS / name, made)
    return made


def said(
    folder: Path, *arguments: str, env: dict[str, str] | None = None, **how: object
) -> subprocess.CompletedProcess[bytes]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": CODE} | (env or {})
    if os.name != "posix":
        environment = os.environ | environment
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 300} | how
    return subprocess.run([*START, *arguments], cwd=folder, env=environment, **how)  # type: ignore[call-overload,no-any-return]


@pytest.mark.slow
def test_the_same_words_anywhere(folder: Path) -> None:
    """No home, no terminal, other languages, time zones, hash seeds and masks."""
    plain = said(folder, "explain", TOWN, stdin=subprocess.DEVNULL)
    assert plain.returncode == 0, plain.stderr
    for env in (
        {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1", "TERM": "dumb"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "", "PYTHONHASHSEED": "2"},
    ):
        again = said(folder, "explain", TOWN, env=env, stdin=subprocess.DEVNULL)
        assert (again.returncode, again.stdout, again.stderr) == (0, plain.stdout, b"")


@posix
@pytest.mark.parametrize("arguments", [["--help"], ["explain", TOWN]])
def test_nobody_reads_on(folder: Path, arguments: list[str]) -> None:
    """As in `sacsim explain x | head -1`: no complaint."""
    reading, writing = os.pipe()
    os.close(reading)
    done = said(folder, *arguments, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["check", TOWN], ["--help"]])
def test_output_that_does_not_fit(folder: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = said(folder, *arguments, stdout=full)
    assert done.returncode == 3
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("sacsim: ")
    assert "No space left" in line


@posix
def test_the_working_folder_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    words = f"cd {gone}; rmdir {gone}; exec {sys.executable} -m sacsim check x.toml"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": CODE}
    done = subprocess.run(["sh", "-c", words], capture_output=True, env=environment, timeout=300)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("x.toml: does not exist")


@posix
def test_files_that_may_only_be_small(folder: Path) -> None:
    """What a limit on a file's size, or a quota, cuts short leaves no part of itself behind."""
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    whole = {"PYTHONDONTWRITEBYTECODE": "1"}  # or Python's own would be cut short, and stay so
    done = said(folder, "logs", TOWN, "-o", "small", env=whole, preexec_fn=limited)
    assert done.returncode == 3, done.stderr
    (line,) = done.stderr.decode().splitlines()
    assert "File too large" in line
    assert not [path for path in (folder / "small").iterdir() if path.stat().st_size]


@posix
def test_a_folder_that_may_only_be_read(folder: Path, tmp_path: Path) -> None:
    """Said before any time is spent, with what to do; nothing is left half-made."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode:
        place.chmod(0o500)
        if os.access(place, os.W_OK):
            pytest.skip("nothing here is read-only to this user")
    try:
        for words in (["run", TOWN], ["sweep", str(KIOSKS)], ["losses", TOWN], ["logs", TOWN]):
            done = said(folder, *words, "-o", str(place / "out"))
            assert done.returncode == 3, (words, done.stderr)
            (line,) = [each for each in done.stderr.decode().splitlines() if str(place) in each]
            assert "-o" in line or "elsewhere" in line
            assert not [*place.iterdir()]
    finally:
        subprocess.run(["umount", str(place)], capture_output=True)


@posix
def test_another_umask(folder: Path) -> None:
    """What nobody else may read is still whole to its owner, and may be resumed."""
    for _ in range(2):
        done = said(folder, "logs", TOWN, "-o", "mine", preexec_fn=lambda: os.umask(0o077))
        assert done.returncode in (0, 2), done.stderr
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "mine").iterdir())


@posix
@pytest.mark.parametrize("name", ["with spaces.toml", "[red]x[.toml", "a\nb.toml", b"\xff.toml"])
def test_file_names(folder: Path, name: str | bytes) -> None:
    path = os.path.join(os.fsencode(folder), os.fsencode(name))
    shutil.copy(folder / TOWN, path)
    done = said(folder, "check", os.fsdecode(name))
    os.remove(path)
    assert (done.returncode, done.stderr) == (0, b"")
    (line,) = done.stdout.decode().splitlines()
    assert line.isprintable()
    assert "sound" in line


def test_a_fault_of_its_own_is_one_line(folder: Path) -> None:
    """What nobody foresaw is no traceback either, unless it is asked for."""
    words = (
        "import sys; import sacsim.scenario.scenario as s; s.load = lambda *_: 1 / 0; "
        "from sacsim.__main__ import entry; entry()"
    )
    environment = os.environ | {"PYTHONPATH": CODE}
    for debug in ([], ["--debug"]):
        done = subprocess.run(
            [sys.executable, "-c", words, *debug, "check", TOWN],
            cwd=folder, capture_output=True, text=True, env=environment, timeout=300,
        )  # fmt: skip
        assert done.returncode == 1
        assert ("Traceback" in done.stderr) == bool(debug)
        assert "ZeroDivisionError" in done.stderr
        assert debug or len(done.stderr.splitlines()) == 1


# -- interrupted ------------------------------------------------------------------------------

TIMER = (
    "import os, signal, sys, threading\n"
    "after, number = float(sys.argv.pop(1)), int(sys.argv.pop(1))\n"
    "threading.Timer(after, os.kill, (os.getpid(), number)).start()\n"
    "from sacsim.__main__ import entry; entry()"
)


@posix
@pytest.mark.parametrize("number", [2, 15])
def test_interrupted_while_it_loads(folder: Path, number: int) -> None:
    import signal

    done = subprocess.run(
        [sys.executable, "-c", TIMER, "0.1", str(number), "explain", TOWN],
        cwd=folder, capture_output=True, text=True, timeout=300,
        env=os.environ | {"PYTHONPATH": CODE},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert done.returncode == 130, done.stderr
    assert done.stderr.splitlines() == ["sacsim: interrupted"]


def test_an_interrupt_that_cannot_be_raised_is_asked_again(folder: Path) -> None:
    """As in a callback of the compiler, where Python would tell a traceback and go on."""
    words = """
import time
import sacsim.scenario.scenario as scenario
class Compiler:
    def __del__(self):
        raise KeyboardInterrupt
def load(*_):
    Compiler()
    time.sleep(600)
scenario.load = load
from sacsim.__main__ import entry
entry()
"""
    done = subprocess.run(
        [sys.executable, "-c", words, "check", TOWN],
        cwd=folder, capture_output=True, text=True, timeout=300,
        env=os.environ | {"PYTHONPATH": CODE},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "sacsim: interrupted\n")


@posix
def test_interrupted_while_it_compiles(folder: Path, tmp_path: Path) -> None:
    """The first run on a machine takes some seconds of compiling; no half of it is kept."""
    import signal

    options = ["run", TOWN, "-r", "1", "-j", "1", "-o", "compiling"]
    with subprocess.Popen(
        [*START, *options], cwd=folder, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": CODE, "NUMBA_CACHE_DIR": str(tmp_path)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as started:  # fmt: skip
        assert started.stderr is not None
        assert "compiling the simulation" in started.stderr.readline()
        started.send_signal(signal.SIGINT)
        before = time.monotonic()
        assert started.wait(timeout=300) == 130
        assert time.monotonic() - before < STOPS_WITHIN_SECONDS
        assert started.stderr.read().splitlines()[-1].startswith("sacsim: interrupted")


def interrupted_run(folder: Path, name: str, after: str, number: int, group: bool) -> None:
    """A run with two workers is told to stop once it has said something; nothing is left of it."""
    import signal

    options = ["run", TOWN, "-r", "20", "-j", "2", "-o", name]
    started = subprocess.Popen(
        [*START, *options, "--set", "warm_up_months=0", "--set", "follow_up_months=0"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env=os.environ | {"PYTHONPATH": CODE},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert started.stderr is not None
    for line in started.stderr:
        if after in line:
            break
    (os.killpg if group else os.kill)(started.pid, number)
    out, err = started.communicate(timeout=300)
    assert started.returncode == 130, err
    lines = [line for line in err.splitlines() if "replications done" not in line]
    kept = "sacsim: interrupted; finished replications are kept: run again with --resume"
    assert lines == [kept]
    assert out == ""
    assert not (folder / name / "manifest.json").exists()
    assert nobody_left(started.pid)


def nobody_left(group: int) -> bool:
    """Whether all of a process group have gone within five seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@posix
@pytest.mark.slow
def test_ctrl_c_in_the_midst_of_runs(folder: Path) -> None:
    """A terminal tells every process of the command, and one line is said."""
    interrupted_run(folder, "ctrl_c", "1 of 20", 2, group=True)


@posix
@pytest.mark.long
@pytest.mark.parametrize("after", ["0 of 20", "3 of 20", "13 of 20"])
@pytest.mark.parametrize(("number", "group"), [(2, True), (2, False), (15, False)])
def test_interrupted_at_any_moment(folder: Path, after: str, number: int, group: bool) -> None:
    interrupted_run(folder, f"out{after[0]}{number}{group}", after, number, group)
