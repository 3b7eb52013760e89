"""Command lines: wrong, missing and absurd words give exit code 2 and clear lines."""

import os
import shutil
from pathlib import Path

import pytest
from watch import watched

from sacsim.cli import main

SCENARIOS = Path(__file__).parents[2] / "scenarios"
POLICE_UK = str(Path(__file__).parents[1] / "data" / "policeuk_tiny")
TOWN = "small_town.toml"
LONG = "x" * 100_000
SETS = "format = 1\nfitted_to = 'x'\ndigest = 'y'\n[[sets]]\n"
FILES = {
    "empty.csv": "",
    "empty.toml": "",
    "set_of_numbers.toml": "format = 1\nfitted_to = 'x'\ndigest = 'y'\nsets = [1, 2]\n",
    "empty_set.toml": SETS,
    "huge_factor.toml": f"{SETS}'teams.csi.officers' = 1e300\n",
    "large_factor.toml": f"{SETS}'teams.csi.officers' = 1e6\n",
    "factor_nan.toml": f"{SETS}'teams.csi.officers' = nan\n",
    "no_such_key.toml": f"{SETS}'teams.nobody.officers' = 2\n",
    "deep.toml": f"x = {'[' * 50_000}",
    "utf16.toml": None,
}
RUN: dict[str, list[str]] = {
    "-r": ["0", "-1", "1.5", "1e400", "x", "", "9" * 25, "nan", LONG],
    "-j": ["0", "-1", "x", "", "9" * 25],
    "--seed": ["x", "-1", "1e3", "9" * 30, "9" * 5000, ""],
    "--years": ["0", "51", "-1", "9" * 40, "x"],
    "--engine": ["", "warp", "\x1b[31m"],
    "--journal": ["", "all", "[red]x[/red]"],
    "-o": [TOWN, "\0", "."],
    "--parameters": ["", "gone.toml", ".", "/dev/null", *FILES],
}
CHANGES = [
    "a=b=c", "", "=", "=3", "a", "..=3", "teams.csi.officers", "teams.csi.officers=",
    "teams.csi.officers=+3", "teams.csi.officers=1e400", "teams.csi.officers=-1",
    "teams.csi.officers=nan", "teams.csi.officers=1.5", "teams.csi.officers='3'",
    "teams.csi.officers={", "teams.csi.officers={value=3,low=nan}", "teams.csi.officers=1000001",
    f"teams.csi.officers={LONG}", f"{LONG}=3", "a." * 50_000 + "b=3",
    "teams.csi.officers=" + "[" * 5000, "teams.csi.officers=\uff10", "teams.csi.officers=\u0663",
    "teams.csi.officers=\udcff", "\udcff=3", "teams=3", "teams={}", "teams.new.officers=3",
    "teams.csi.shifts=x", "demand=1", "demand.other.x.per_year=3", "workforce=3", "name=",
    "start=2020-07-02", "start=0001-01-01", "start=9999-12-01", "start=yesterday", "years=0x",
    "seed=-1", "seed=9223372036854775808", "replications=0", "warm_up_months=99999", "format=2",
    "extends=x", "backlog=/etc/passwd", "backlog=../x", "backlog=gone.csv", "policies.csi=x",
    "teams.csi.officers=3\nyears=3", "demand.domestic_burglary.per_year=1e8",
    "pathway.scene.attends=1.5", "pathway.scene.scene_hours=1e9", "name.first=x",
]  # fmt: skip
OTHER = [
    [], [""], ["rum"], ["\udcff"], ["rum\x1b[31m"], ["-x"], ["--debugg"], ["run"], ["check"],
    ["run", TOWN, "extra\n"], ["run", TOWN, "--\x1b[31m"], ["check", ""], ["check", "\0"],
    ["check", LONG], ["check", "a/" * 3000], ["check", "[red]x[/red].toml"],
    ["check", "\x1b[31m.toml"], ["check", "a\nb.toml"], ["check", "\udcff.toml"],
    ["explain"], ["explain", TOWN, "gone"], ["explain", TOWN, TOWN, "--set", "years=2"],
    ["explain", TOWN, TOWN, TOWN], ["trace", TOWN], ["trace", "folder"], ["trace", "gone"],
    ["trace", "gone", "--crime", "-1"], ["trace", "folder", "--crime", "x"],
    ["trace", "folder", "--replication", "9" * 30], ["scorecard"], ["scorecard", "folder"],
    ["scorecard", "results_of_nothing"], ["trace", "results_of_nothing"],
    ["scorecard", "a", "b", "c", "d", "e"], ["scorecard", "folder", "--type", "x"],
    ["scorecard", "folder", "--basis", "x"], ["scorecard", "folder", "--by", "x"],
    ["scorecard", "folder", "--by", "area", "--json"], ["logs", "gone"], ["logs", TOWN, "-o", TOWN],
    ["demand", "gone"], ["demand", "folder"], ["demand", TOWN], ["demand", POLICE_UK, "-o", TOWN],
    ["demand", POLICE_UK, "--extends", "../x.toml"], ["demand", POLICE_UK, "--extends", ""],
    ["demand", POLICE_UK, "--extends", "\x1b]0;x\x07"], ["demand", POLICE_UK, "--force", "\udcff"],
    ["calibrate", TOWN], ["calibrate", TOWN, "-o", TOWN], ["calibrate", "gone", "-o", "new"],
    ["calibrate", TOWN, "-o", "new", "--runs", "0"],
    ["calibrate", TOWN, "-o", "new", "--sets", "1"],
    ["backlog", TOWN, "-o", TOWN], ["backlog", "gone"], ["backlog", "small_town_today.toml"],
    ["forecast", TOWN, "--weeks", "0"], ["forecast", TOWN, "--weeks", "3", "--months", "3"],
    ["forecast", TOWN, "--weeks", "260"], ["forecast", TOWN, "-r", "1"],
    ["forecast", TOWN, "-o", TOWN], ["losses", TOWN, "-r", "0"], ["losses", TOWN, "-o", TOWN],
    ["score"], ["score", "folder", "empty.csv"], ["score", "results_of_nothing", "empty.csv"],
]  # fmt: skip
NOT_WRITABLE = [
    ["run", TOWN, "-o", f"{TOWN}/x"],
    ["logs", TOWN, "-o", f"{TOWN}/x"],
    ["demand", POLICE_UK, "-o", f"{TOWN}/x.toml"],
    ["demand", POLICE_UK, "-o", "gone/x.toml"],
    ["calibrate", TOWN, "-o", "gone/x.toml"],
    ["backlog", TOWN, "-o", "gone/x.csv"],
    ["forecast", TOWN, "-o", f"{TOWN}/x"],
    ["losses", TOWN, "-o", f"{TOWN}/x"],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lines")
    names = ("england_median.toml", TOWN, "small_town_today.toml", "small_town_backlog.csv")
    for name in names:
        shutil.copy(SCENARIOS / name, made)
    (made / "folder").mkdir()
    (made / "results_of_nothing").mkdir()
    for name, text in (("manifest.json", "[]"), ("key.json", "3"), ("scenario.json", "{}")):
        (made / "results_of_nothing" / name).write_text(text)
    for name, text in FILES.items():
        (made / name).write_bytes((text or SETS).encode("utf-16" if text is None else "utf-8"))
    return made


def refused(
    folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 2, most: int = 1
) -> str:
    """Put words to the command; return the lines with which it refuses them, nothing written."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    places = sorted(folder.rglob("*"))
    os.chdir(folder)
    with watched(folder):
        given = main([*arguments])
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if not line.startswith("note: ")]
    assert given == code, said
    assert said.out == ""
    assert 1 <= len(lines) <= most, lines
    assert all(line.isprintable() and len(line) <= 1010 for line in lines)
    assert sorted(folder.rglob("*")) == places
    assert {path: path.stat().st_mtime_ns for path in before} == before
    return said.err


@pytest.mark.parametrize("option", RUN)
def test_absurd_options(
    option: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for value in RUN[option]:
        refused(folder, capsys, "run", TOWN, option, value, most=2)


@pytest.mark.parametrize("part", range(4))
def test_absurd_changes(
    part: int, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for change in CHANGES[part::4]:
        most = 12 if change.startswith(("teams.new", "demand.other.x", "teams=", "demand=")) else 1
        refused(folder, capsys, "check", TOWN, "--set", change, most=most)


@pytest.mark.parametrize("part", range(4))
def test_other_slips(
    part: int, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for arguments in OTHER[part::4]:
        most = 100 if not arguments else 3  # without a command: the help
        refused(folder, capsys, *arguments, most=most)


def test_what_cannot_be_written_is_said_before_any_time_is_spent(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for arguments in NOT_WRITABLE:
        said = refused(folder, capsys, *arguments, code=3)
        assert "-o" in said or "elsewhere" in said
