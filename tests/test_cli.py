"""The command line: what it prints and writes, its exit codes, one clear line for each slip."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import sacsim
from sacsim import cli
from sacsim.engine import replicate, store
from sacsim.engine.run import run as real_run
from sacsim.measure.catalogue import measure

SCENARIOS = Path(__file__).parents[1] / "scenarios"
POLICE_UK = Path(__file__).parent / "data" / "policeuk_tiny"
CODE = Path(sacsim.__file__).parents[1]
HAMLET = """\
format = 1
name = "Hamlet"
extends = "small_town.toml"
warm_up_months = 0
follow_up_months = 0
replications = 1
[demand.other]
emergency_calls = { per_year = 500 }
non_emergency_calls = { per_year = 500 }
other_supervision = { per_year = 200 }
patrol_and_problem_solving = { per_year = 200 }
"""


class Said(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said on standard error, but for progress."""
        return [line for line in self.err.splitlines() if "replications done" not in line]


Command = Callable[..., Said]


@pytest.fixture
def sacsim_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command line in a folder with three scenarios and nothing else."""
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, tmp_path)
    (tmp_path / "hamlet.toml").write_text(HAMLET)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Said:
        code = cli.main(list(arguments))
        return Said(code, *capsys.readouterr())

    return command


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> sacsim.Run:
    """One run of the hamlet, for tests that are about files and messages."""
    folder = tmp_path_factory.mktemp("hamlet")
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, folder)
    (folder / "hamlet.toml").write_text(HAMLET)
    return real_run(sacsim.load(folder / "hamlet.toml"), 0)


@pytest.fixture
def no_wait(made: sacsim.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every replication is one that was made before."""
    measures = measure(made)
    monkeypatch.setattr(replicate, "run", lambda *_, **__: made)
    monkeypatch.setattr(replicate, "measure", lambda _: measures)


def installed(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-c", "from sacsim.cli import entry; entry()", *arguments]
    environment = os.environ | {"PYTHONPATH": str(CODE)}
    return subprocess.run(
        start, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60
    )


def refused(said: Said, *words: str, lines: int = 1) -> None:
    """Exit code 2, so many lines and no traceback, with these words in the first."""
    assert said.code == 2, said
    assert said.out == ""
    assert len(said.lines) == lines, said.err
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.lines[0], said.err


# -- what it is for ---------------------------------------------------------------------------


def test_version_and_help(sacsim_command: Command) -> None:
    said = sacsim_command("--version")
    assert said.code == 0
    assert said.out == f"sacsim {sacsim.__version__}\n"
    names = ("run", "check", "explain", "demand", "--version")
    said = sacsim_command("--help")
    assert said.code == 0
    assert all(name in said.out for name in names)
    said = sacsim_command()
    assert said.code == 2
    assert all(name in said.err for name in names)
    said = sacsim_command("run", "--help")
    assert said.code == 0
    for option in (
        "-r",
        "-j",
        "--seed",
        "-o",
        "--years",
        "--set",
        "--engine",
        "--resume",
        "--json",
    ):
        assert option in said.out


def test_run_prints_a_forecast_and_keeps_the_results(sacsim_command: Command) -> None:
    said = sacsim_command("run", "hamlet.toml", "-j", "1", "-o", "out", "--journal", "full")
    assert said.code == 0, said.err
    assert said.err.splitlines() == ["0 of 1 replications done", "1 of 1 replications done"]
    for words in ("Hamlet", "Crimes recorded 2020-07 to 2021-06", "burglary", "published"):
        assert words in said.out
    for words in ("Busiest team", "grows without end", "call_handlers", "Results: out"):
        assert words in said.out
    with open("out/measures.csv", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == [
        "scenario", "replication", "measure", "crime_type", "basis", "unit", "value",
    ]  # fmt: skip
    assert any(len(row["value"].strip("-0.").replace(".", "")) >= 16 for row in rows)
    with open("out/capacity.csv", newline="") as stream:
        assert next(csv.reader(stream)) == ["team", "time_hours", "on_duty"]
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["name"] == "Hamlet"
    assert manifest["journal"] == "full"
    assert manifest["sacsim"] == sacsim.__version__


def test_every_option_of_run_counts(sacsim_command: Command) -> None:
    options = ["-r", "2", "-j", "1", "--seed", "5", "--set", "teams.csi.officers=1", "-o", "out"]
    options += ["--set", "name=Other", "--set", "demand.other.emergency_calls.per_year=0"]
    said = sacsim_command("run", "hamlet.toml", *options, "--engine", "reference", "--json")
    assert said.code == 0, said.err
    assert said.err.splitlines()[-1] == "Results: out"
    rows = json.loads(said.out)
    assert {row["measure"] for row in rows} > {"csi.utilisation", "share.attended"}
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["replications"] == 2
    assert manifest["seed"] == 5
    assert manifest["name"] == "Other"
    capacity = Path("out/capacity.csv").read_text().splitlines()
    assert {line.split(",")[2] for line in capacity if line.startswith("csi,")} == {"0", "1"}
    assert Path("out/replications/0001/crimes.parquet").exists()

    before = {path: path.stat().st_mtime_ns for path in Path("out/replications").rglob("*.*")}
    said = sacsim_command("run", "hamlet.toml", *options, "--resume")
    assert said.code == 0, said.err
    assert said.err.splitlines()[0] == "2 of 2 replications done"
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_years(sacsim_command: Command) -> None:
    said = sacsim_command("check", "hamlet.toml", "--set", "years=2")
    assert said.code == 0
    with pytest.MonkeyPatch.context() as patch:
        asked = []
        patch.setattr(replicate, "run", lambda scenario, *_, **__: asked.append(scenario) or 1 / 0)
        with pytest.raises(ZeroDivisionError):
            cli.main(["run", "hamlet.toml", "--years", "3", "-j", "1", "-o", "out"])
    assert [scenario.years for scenario in asked] == [3]


@pytest.mark.usefixtures("no_wait")
def test_results_folders_are_numbered(sacsim_command: Command) -> None:
    for folder in ("hamlet", "hamlet-2", "hamlet-3"):
        said = sacsim_command("run", "hamlet.toml", "-j", "1")
        assert said.out.splitlines()[-1] == f"Results: results/{folder}"
        assert (Path("results") / folder / "manifest.json").exists()


def test_check(sacsim_command: Command) -> None:
    said = sacsim_command("check", "hamlet.toml", "small_town.toml")
    assert said.code == 0
    assert said.err == ""
    assert [line.split(": ")[0] for line in said.out.splitlines()] == [
        "hamlet.toml",
        "small_town.toml",
    ]
    assert all("sound" in line and "assumed" in line for line in said.out.splitlines())
    assert sacsim_command("check", *map(str, SCENARIOS.glob("*.toml"))).code == 0


def test_check_says_everything_that_is_wrong(sacsim_command: Command) -> None:
    Path("bad.toml").write_text(
        HAMLET + "[teams.csi]\noficers = 3\nabstraction = 1.5\n[teams.desk]\nofficers = -1\n"
    )
    said = sacsim_command("check", "hamlet.toml", "bad.toml")
    assert said.code == 2
    assert said.out.startswith("hamlet.toml: sound")
    assert len(said.lines) == 3
    assert "bad.toml:13: teams.csi.oficers: unknown key" in said.err
    assert "did you mean 'officers'?" in said.err
    assert "bad.toml:14: teams.csi.abstraction: is 1.5" in said.err
    assert "bad.toml:16: teams.desk.officers: is -1" in said.err


def test_explain(sacsim_command: Command) -> None:
    said = sacsim_command("explain", "hamlet.toml")
    assert said.code == 0
    assert said.err == ""
    assert all(word in said.out for word in ("Hamlet", "call_handlers", "assumed", "03:00"))
    said = sacsim_command("explain", "small_town.toml", "hamlet.toml")
    assert said.code == 0
    assert "emergency_calls" in said.out
    said = sacsim_command("explain", "hamlet.toml", "--set", "teams.csi.officers=17")
    assert "17" in said.out
    refused(sacsim_command("explain", "hamlet.toml", "nowhere.toml"), "nowhere.toml")


def test_demand(sacsim_command: Command) -> None:
    said = sacsim_command("demand", str(POLICE_UK))
    assert said.code == 0
    assert "anti-social behaviour rows" in said.err
    assert "[demand.domestic_burglary]" in said.out
    options = ["--force", "Testshire Police", "-o", "test.toml", "--extends", "small_town.toml"]
    said = sacsim_command("demand", str(POLICE_UK), *options)
    assert said.code == 0
    assert said.out == "Written: test.toml\n"
    assert sacsim_command("check", "test.toml").code == 0
    refused(sacsim_command("demand", str(POLICE_UK), *options), "test.toml", "already exists", "-o")


# -- slips ------------------------------------------------------------------------------------

WRONG = {
    "misspelt key": ("[teams.csi]\noficers = 3", "teams.csi.oficers", "did you mean 'officers'"),
    "negative number": ("[teams.csi]\nofficers = -3", "teams.csi.officers", "0 or more"),
    "not a number": ("[teams.csi]\nabstraction = nan", "teams.csi.abstraction", "nan"),
    "infinite": ("[teams.csi]\nabstraction = inf", "teams.csi.abstraction", "inf"),
    "text for a number": ('[teams.csi]\nofficers = "3"', "teams.csi.officers", "'3'"),
    "shares above one": (
        "[demand.other.emergencies]\nshare = 0.95",
        "demand",
        "emergency_calls add up to 1.2",
    ),
    "too many": ("[demand.theft_from_person]\nper_year = 1e12", "per_year", "or less"),
    "no TOML": ("[teams.csi", "[teams.csi", "not closed"),
    "twice": ("[teams.csi]\nofficers = 3\nofficers = 4", "officers", "twice"),
    "no such team": ('[demand.other.emergencies]\nteam = "respones"', "respones", "response"),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_slip_in_a_scenario_is_one_line(sacsim_command: Command, command: str, case: str) -> None:
    text, *words = WRONG[case]
    Path("bad.toml").write_text(f"{HAMLET}{text}\n")
    before = sorted(Path().rglob("*"))
    refused(sacsim_command(command, "bad.toml"), "bad.toml:", *words)
    assert sorted(Path().rglob("*")) == before


def test_parents(sacsim_command: Command) -> None:
    Path("a.toml").write_text('extends = "b.toml"\n')
    Path("b.toml").write_text('extends = "a.toml"\n')
    refused(sacsim_command("run", "a.toml"), "extends", "leads back")
    for name in ("../england_median.toml", str(SCENARIOS / "small_town.toml"), "..\\\\x.toml"):
        Path("c.toml").write_text(f'extends = "{name}"\n')
        refused(sacsim_command("run", "c.toml"), "c.toml:1", "extends", "same folder")
    Path("d.toml").write_text('extends = "smal_town.toml"\n')
    refused(sacsim_command("run", "d.toml"), "does not exist", "did you mean 'small_town.toml'")
    assert not Path("results").exists()


OPTIONS = {
    "missing file": (["run", "hamlett.toml"], ["hamlett.toml", "did you mean 'hamlet.toml'"]),
    "a folder": (["check", "."], ["is a folder"]),
    "no file": (["run"], ["SCENARIO"]),
    "no command": (["rum", "hamlet.toml"], ["rum"]),
    "unknown option": (["run", "hamlet.toml", "--replicatoins", "3"], ["--replicatoins"]),
    "no replications": (["run", "hamlet.toml", "-r", "0"], ["-r", "1"]),
    "half a replication": (["run", "hamlet.toml", "-r", "1.5"], ["-r 1.5", "whole number"]),
    "precision alone": (["run", "hamlet.toml", "--precision", "0.1"], ["only with -r auto"]),
    "auto and sets": (["run", "hamlet.toml", "-r", "auto", "--parameters", "x"], ["--parameters"]),
    "auto of what": (["run", "hamlet.toml", "-r", "auto", "--of", "crims_charged"], ["crimes_ch"]),
    "too exact": (["run", "hamlet.toml", "-r", "auto", "--precision", "5"], ["5 % is 0.05"]),
    "one replication": (["warmup", "hamlet.toml", "-r", "1"], ["-r", "2"]),
    "no workers": (["run", "hamlet.toml", "-j", "0"], ["-j", "1"]),
    "processes and a cluster": (
        ["run", "hamlet.toml", "-j", "2", "--dask", "tcp://x:1"],
        ["-j 2", "--dask tcp://x:1", "give one"],
    ),
    "no such part": (["run", "hamlet.toml", "--shard", "0/4", "-o", "x"], ["0/4", "1/4 to 4/4"]),
    "a part too many": (["run", "hamlet.toml", "--shard", "5/4", "-o", "x"], ["5/4", "I/N"]),
    "no part at all": (["run", "hamlet.toml", "--shard", "x", "-o", "x"], ["--shard x", "I/N"]),
    "a part of nowhere": (["run", "hamlet.toml", "--shard", "1/4"], ["--shard", "-o"]),
    "negative seed": (["run", "hamlet.toml", "--seed", "-1"], ["--seed", "0"]),
    "no years": (["run", "hamlet.toml", "--years", "0"], ["--years", "1"]),
    "many years": (["run", "hamlet.toml", "--years", "99"], ["years", "50"]),
    "engine": (["run", "hamlet.toml", "--engine", "warp"], ["--engine", "warp", "reference"]),
    "journal": (["run", "hamlet.toml", "--journal", "all"], ["--journal", "all", "crimes, full"]),
    "set nothing": (["run", "hamlet.toml", "--set", "teams.csi.officers"], ["KEY=VALUE"]),
    "set no key": (["run", "hamlet.toml", "--set", "..=3"], ["--set", "not a key"]),
    "set unknown": (["check", "hamlet.toml", "--set", "teams.csi.oficers=3"], ["oficers"]),
    "set wrong": (["check", "hamlet.toml", "--set", "teams.csi.officers=-3"], ["officers", "-3"]),
    "set a word": (["check", "hamlet.toml", "--set", "teams.csi.officers=few"], ["officers"]),
    "set inside": (
        ["check", "hamlet.toml", "--set", "name.first=x"],
        ["name.first", "not a table"],
    ),
    "a file as -o": (["run", "hamlet.toml", "-o", "small_town.toml"], ["small_town.toml"]),
    "a folder in use": (["run", "hamlet.toml", "-o", "."], ["other files", "-o"]),
    "no data": (["demand", "nowhere"], ["nowhere"]),
    "no csv": (["demand", "."], ["csv"]),
    "another force": (["demand", str(POLICE_UK), "--force", "Met"], ["'Met'", "Testshire"]),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_a_slip_in_an_option_is_one_line(sacsim_command: Command, case: str) -> None:
    arguments, words = OPTIONS[case]
    before = sorted(Path().rglob("*"))
    refused(sacsim_command(*arguments), *words)
    assert sorted(Path().rglob("*")) == before


def test_police_files_with_a_column_missing(sacsim_command: Command) -> None:
    shutil.copytree(POLICE_UK, "data")
    name = next(path for path in Path("data").rglob("*street.csv"))
    name.write_text(name.read_text().replace("Crime type", "Type of crime", 1))
    said = sacsim_command("demand", "data", "-o", "new.toml")
    refused(said, name.name, "Crime type")
    assert not Path("new.toml").exists()


@pytest.mark.usefixtures("no_wait")
def test_results_are_not_overwritten(sacsim_command: Command) -> None:
    arguments = ["run", "hamlet.toml", "-j", "1", "-o", "out"]
    assert sacsim_command(*arguments).code == 0
    refused(sacsim_command(*arguments), "out", "--resume", "-o")
    refused(sacsim_command(*arguments, "--resume", "--seed", "3"), "out", "seed", "choose another")
    assert sacsim_command(*arguments, "--resume").code == 0


@pytest.mark.usefixtures("no_wait")
def test_resuming_never_makes_results_of_fewer(sacsim_command: Command) -> None:
    """What is there is counted, if no number is asked for; fewer are refused."""
    arguments = ["run", "hamlet.toml", "-j", "1", "-o", "out"]
    assert sacsim_command(*arguments, "-r", "3").code == 0
    whole = Path("out/measures.csv").read_bytes()
    for strange in ("0x7", "letters"):
        Path("out/replications", strange).mkdir()
        Path("out/replications", strange, "checksums.json").write_text("{}")
    said = sacsim_command(*arguments, "-r", "2", "--resume")
    refused(said, "-r 2: out has 3 replications already")
    assert sacsim_command(*arguments, "--resume").code == 0
    assert Path("out/measures.csv").read_bytes() == whole


# -- input and output -------------------------------------------------------------------------


def failed(said: Said, *words: str) -> None:
    """Exit code 3, one line with these words, no traceback."""
    assert said.code == 3, said
    assert len(said.lines) == 1, said.err
    assert said.lines[0].startswith("sacsim: ")
    for word in words:
        assert word in said.lines[0], said.err


@pytest.mark.usefixtures("no_wait")
@pytest.mark.parametrize("full_from", [1, 2, 7, 9, 10, 11, 13])
def test_a_full_disk(
    sacsim_command: Command, monkeypatch: pytest.MonkeyPatch, full_from: int
) -> None:
    """Whichever file the disk has no room for: what to do next, no half a file, no manifest."""
    arguments = ["run", "hamlet.toml", "-j", "1", "-o", "out"]
    written = 0
    real = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal written
        written += 1
        if written >= full_from:
            raise OSError(28, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        said = sacsim_command(*arguments)
    failed(said, "No space left on device", "-o")
    assert not Path("out/manifest.json").exists()
    assert not list(Path("out").rglob("*.tmp"))
    assert sacsim_command(*arguments, "--resume").code == 0
    assert Path("out/manifest.json").exists()
    assert store.finished(Path("out"), 0)


def test_a_folder_that_cannot_be_written(
    sacsim_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mkdir(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", mkdir)
        said = sacsim_command("run", "hamlet.toml", "-o", "out")
    failed(said, "out", "Permission denied", "choose another -o")
    said = sacsim_command("demand", str(POLICE_UK), "-o", "none/x.toml")
    assert said.code == 3
    assert said.lines[-1].startswith("sacsim: none/x.toml: cannot be written")


def test_ctrl_c(sacsim_command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(replicate, "run", interrupted)
        said = sacsim_command("run", "hamlet.toml", "-j", "1", "-o", "out")
    assert said.code == 130
    assert [line for line in said.lines if line] == [
        "sacsim: interrupted; finished replications are kept: run again with --resume"
    ]
    assert not Path("out/manifest.json").exists()


def test_debug_shows_the_traceback(sacsim_command: Command) -> None:
    with pytest.raises(sacsim.BadInput):
        sacsim_command("--debug", "check", "nowhere.toml")


# -- the installed command --------------------------------------------------------------------


def test_the_installed_command(tmp_path: Path) -> None:
    said = installed("--version", cwd=tmp_path)
    assert (said.returncode, said.stdout) == (0, f"sacsim {sacsim.__version__}\n")
    said = installed("check", "nowhere.toml", cwd=tmp_path)
    assert (said.returncode, said.stdout, said.stderr) == (2, "", "nowhere.toml: does not exist\n")


WHILE_LOADING = """
import builtins, os, signal, sys
from sacsim.__main__ import entry
real = builtins.__import__
def interrupted(name, *others, **more):
    if name == "typer":
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))
    return real(name, *others, **more)
builtins.__import__ = interrupted
entry()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_interrupted_while_it_loads(name: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(CODE)}
    command = [sys.executable, "-c", WHILE_LOADING, name]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "sacsim: interrupted\n")


def test_a_name_is_loaded_when_it_is_used() -> None:
    """Help and version need no simulator; the package offers what it promises."""
    code = "import sys, sacsim.cli; print(not {'pandas', 'numpy', 'numba'} & {*sys.modules})"
    environment = os.environ | {"PYTHONPATH": str(CODE)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "True\n"
    assert all(hasattr(sacsim, name) for name in sacsim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        sacsim.simulate  # noqa: B018


def test_nobody_reads_on() -> None:
    """As in `sacsim check ... | head -1`: no complaint."""
    start = [sys.executable, "-c", "from sacsim.cli import entry; entry()", "check"]
    start += [str(SCENARIOS / "small_town.toml")] * 3
    environment = os.environ | {"PYTHONPATH": str(CODE)}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        start, env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_letters_that_a_terminal_lacks(tmp_path: Path) -> None:
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, tmp_path)
    (tmp_path / "łódź.toml").write_text(HAMLET)
    start = [sys.executable, "-c", "from sacsim.cli import entry; entry()", "check", "łódź.toml"]
    environment = os.environ | {"PYTHONPATH": str(CODE), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(start, cwd=tmp_path, env=environment, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"sound" in done.stdout
