"""The compiled engine made ready: in time, from today's text, or not at all and said so."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

import sacsim
from sacsim import load, run
from sacsim.engine import ready as module
from sacsim.engine.ready import COMPILING, SLOWLY, ready
from sacsim.force.crowd import prepare as preparing
from sacsim.force.crowd import source
from sacsim.force.queues import COMPILED, REFERENCE

PACKAGE = Path(sacsim.__file__).parent
TESTS = Path(__file__).parents[1]
SMALL_TOWN = PACKAGE.parent / "scenarios" / "small_town.toml"
LIMIT = 240
SHOW = """
from sacsim.engine.ready import ready
from sacsim.force import ARRIVAL, Job, queues
from sacsim.journal import Journal

told = []
engine = ready("compiled", told.append)
print(engine, *told, sep="|")
journal = Journal(0)
teams = queues(engine, journal)
team = teams.team("team", 1)
team.roster([(0, 0.0, 9.0)])
for id, hours in ((1, 4.0), (2, 1.0)):
    job = Job(id, "task", hours, 1.0, case=id, preempts=True)
    teams.agenda.due(id, ARRIVAL, id, lambda due: team.submit(due.what), job)
teams.agenda.run(until=9.0)
print(*journal.table()["event"].to_pylist())
"""
"""Which engine is ready and what was told; then two jobs of one priority that both pre-empt."""
AS_IT_IS = "arrived started arrived completed started completed"
EQUALS_PRE_EMPT = "arrived started arrived pre-empted started completed resumed completed"


def python(code: str, *path: Path, **environment: str) -> list[str]:
    """What a process of its own prints, with these folders first on its path, line by line."""
    without = {name: value for name, value in os.environ.items() if name != "SACSIM_ENGINE"}
    where = {"PYTHONPATH": os.pathsep.join(map(str, path))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=path[0],
        env=without | where | environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


def copied(folder: Path) -> Path:
    """A copy of the package in a folder, without anything compiled."""
    shutil.copytree(PACKAGE, folder / "sacsim", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "sacsim"


# -- where nothing can be compiled ------------------------------------------------------------


def broken() -> None:
    raise SystemError("LLVM ERROR: out of everything\nStack dump: 0. ...")


def test_what_cannot_be_compiled_runs_in_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SACSIM_ENGINE", raising=False)
    monkeypatch.setattr(preparing, "prepare", broken)
    told: list[str] = []
    assert ready(None, told.append) == ready(COMPILED, told.append) == REFERENCE
    line = f"cannot compile the simulation here (LLVM ERROR: out of everything); {SLOWLY}"
    assert told == [line, line]


def test_a_run_falls_back_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = {"warm_up_months": 0, "follow_up_months": 1}
    month = load(SMALL_TOWN, lengths).model_copy(update={"years": 0})
    expected = run(month, engine=REFERENCE).journal
    monkeypatch.setattr(preparing, "prepare", broken)
    with pytest.warns(UserWarning, match="cannot compile") as told:
        found = run(month, engine=COMPILED)
    assert len(told) == 1
    assert found.journal.equals(expected)


def test_an_error_without_words_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> None:
        raise MemoryError

    monkeypatch.setattr(preparing, "prepare", silent)
    told: list[str] = []
    assert ready(COMPILED, told.append) == REFERENCE
    assert told == [f"cannot compile the simulation here (MemoryError); {SLOWLY}"]


def test_without_numba() -> None:
    code = "import sys; sys.modules['numba'] = None" + SHOW
    first, events = python(code, PACKAGE.parent)
    engine, told = first.split("|")
    assert engine == REFERENCE
    assert told.startswith("cannot compile the simulation here (")
    assert events == AS_IT_IS


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """No folder can be made for the machine code: there is a file in every place for one."""
    copy = copied(tmp_path)
    for folder in (copy / "force" / "crowd", copy / "chance"):
        (folder / "__pycache__").write_text("in the way")
    nowhere = str(copy / "errors.py")
    everywhere = dict.fromkeys(("NUMBA_CACHE_DIR", "HOME", "XDG_CACHE_HOME"), nowhere)
    first, events = python(SHOW, tmp_path, **everywhere)
    engine, told = first.split("|")
    assert engine == REFERENCE
    assert told.startswith("cannot compile the simulation here (cannot cache function")
    assert events == AS_IT_IS


def test_the_command_falls_back_with_a_note(tmp_path: Path) -> None:
    """The same forecast with and without Numba, and one line more where it is missing."""
    entry = "from sacsim.cli import entry; entry()"
    without = "import sys; sys.modules['numba'] = None; " + entry
    arguments = ["run", str(SMALL_TOWN), "-r", "1", "--set", "warm_up_months=0"]
    arguments += ["--set", "follow_up_months=0", "-o"]
    env = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    said = {}
    for name, code, more in (
        ("with", entry, ["--engine", REFERENCE]),
        ("without", without, ["--engine", COMPILED]),
    ):
        command = [sys.executable, "-c", code, *arguments, str(tmp_path / name), *more]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=LIMIT)
        assert done.returncode == 0, done.stderr
        said[name] = done.stderr.splitlines()
    notes = [line for line in said["without"] if "cannot compile" in line]
    assert len(notes) == 1
    assert not [line for line in said["with"] if "cannot compile" in line]
    for path in (tmp_path / "with").rglob("*.parquet"):
        same = tmp_path / "without" / path.relative_to(tmp_path / "with")
        assert same.read_bytes() == path.read_bytes()


# -- what takes long is told ------------------------------------------------------------------


@pytest.mark.parametrize("long", [False, True])
def test_compiling_is_told_where_it_takes_long(long: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    came, told = Event(), []

    def tell(line: str) -> None:
        told.append(line)
        came.set()

    monkeypatch.setattr(module, "SOON", 0.05 if long else 60.0)
    monkeypatch.setattr(preparing, "prepare", lambda: came.wait(60.0) if long else None)
    assert ready(COMPILED, tell) == COMPILED
    assert told == [COMPILING] * long


def test_the_reference_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "prepare", broken)
    told: list[str] = []
    assert ready(REFERENCE, told.append) == REFERENCE
    monkeypatch.setenv("SACSIM_ENGINE", REFERENCE)
    assert ready(None, told.append) == REFERENCE
    assert told == []


# -- machine code of older text ---------------------------------------------------------------


def rewrite(path: Path, old: str, new: str) -> None:
    """Change a text without changing the date of its file, nor the size if it can be helped."""
    text, before = path.read_text(encoding="utf-8"), path.stat()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.slow
def test_machine_code_of_older_text_is_never_run(tmp_path: Path) -> None:
    """Numba looks at the date of one file only, and would run what a rule used to be."""
    crowd, kept = copied(tmp_path) / "force" / "crowd", str(tmp_path / "kept")
    stale = """
import numpy as np
from sacsim.force.crowd import layout, loop
from sacsim.force.crowd.source import FINGERPRINT

print(loop.turn(np.zeros(layout.HEAD, np.int64), loop.PRINT, 0) != FINGERPRINT)
"""

    def show(code: str) -> list[str]:
        return python(code, tmp_path, NUMBA_CACHE_DIR=kept)

    assert show(SHOW) == [f"{COMPILED}|{COMPILING}", AS_IT_IS]
    greater = "F[other + at.PRIORITY] > F[job + at.PRIORITY]"
    rewrite(crowd / "posts.py", greater, greater.replace(">", ">="))
    assert show(stale) == ["True"], "the older machine code is what Numba finds"
    assert show(SHOW) == [f"{COMPILED}|{COMPILING}", EQUALS_PRE_EMPT]
    assert show(stale) == ["False"], "the newer was kept in its place"


def test_the_fingerprint_is_of_all_the_text_that_is_compiled() -> None:
    """Whatever the compiled modules import, for more than its types, counts as their text."""
    counted = {(PACKAGE / "force/crowd" / f"{name}.py").resolve() for name in source._TEXT}
    files = {file for path in counted for file in imported(path)}
    assert {file.name for file in counted} >= {"posts.py", "visits.py", "loop.py", "layout.py"}
    assert files - counted == {Path(source.__file__)}, "which is the fingerprint's own"


def imported(path: Path) -> set[Path]:
    """The package's files that a file imports when it is run."""
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    places = {
        PACKAGE.parent / f"{name.replace('.', '/')}.py"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for name in (node.module, *(f"{node.module}.{each.name}" for each in node.names))
    }
    return {place for place in places if place.is_file()}


def test_code_that_stays_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """If making it again does not help, the compiled engine is not used."""

    class Stale:
        tries = 0

        def __call__(self, *_: object) -> int:
            return 0

        def recompile(self) -> None:
            self.tries += 1

    turn = Stale()
    monkeypatch.setattr("sacsim.force.crowd.loop.turn", turn)
    monkeypatch.setattr(preparing, "prepare", preparing.prepare.__wrapped__)
    told: list[str] = []
    assert ready(COMPILED, told.append) == REFERENCE
    assert turn.tries == 1
    assert told == [
        "cannot compile the simulation here "
        f"(the compiled crowd is not made from the text beside it); {SLOWLY}"
    ]


# -- as plain Python --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_code_as_plain_python() -> None:
    """A month of the small town, in a process where nothing is compiled."""
    code = """
from alike import unlike
from random_towns import FEWER_CALLS
from sacsim import run
from sacsim.force.crowd import loop
from sacsim.force.queues import ENGINES
from small_worlds import town
assert type(loop.turn).__name__ == "function"
runs = [run(town(1, FEWER_CALLS), journal="full", engine=engine) for engine in ENGINES]
print(runs[0].journal.num_rows > 5000, unlike(*runs) or "the same")
"""
    place = TESTS / "properties"
    assert python(code, PACKAGE.parent, place, NUMBA_DISABLE_JIT="1") == ["True the same"]
