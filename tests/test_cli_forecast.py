"""`sacsim backlog`, `forecast` and `score`, one after another, as somebody would use them."""

import csv
import shutil
from pathlib import Path

import pytest

from sacsim.cli import main
from sacsim.measure.periods import CRIME_TYPES, MEASURES

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HAMLET = """\
format = 1
name = "Hamlet"
extends = "small_town.toml"
start = 2020-12-01
warm_up_months = 1
follow_up_months = 0
[demand.other]
emergency_calls = { per_year = 500 }
non_emergency_calls = { per_year = 500 }
other_supervision = { per_year = 200 }
patrol_and_problem_solving = { per_year = 200 }
"""


@pytest.fixture
def hamlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, tmp_path)
    (tmp_path / "hamlet.toml").write_text(HAMLET, encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_from_a_table_to_a_forecast_to_its_score(
    hamlet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backlog", "hamlet.toml", "-o", "today.csv"]) == 0
    assert "live crimes)" in capsys.readouterr().out
    rows = (hamlet / "today.csv").read_text("utf-8").splitlines()
    assert len(rows) > 5

    asked = ["forecast", "hamlet.toml", "--set", "backlog=today.csv", "--weeks", "2"]
    assert main([*asked, "-r", "9", "-j", "1", "-o", "made"]) == 0
    said = capsys.readouterr().out
    assert f"2 weeks from 2021-01-01, beginning with the {len(rows) - 1} live crimes of" in said
    assert "band of 80 %; band of 80 %" in said  # nine replications allow no more
    assert "2021-01-08" in said
    assert "Forecast: made" in said
    with (hamlet / "made" / "forecast.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert len(table) == 2 * len(MEASURES) * len(CRIME_TYPES)
    assert {"forecast.png", "forecast.svg", "manifest.json", "replications.csv"} <= {
        path.name for path in (hamlet / "made").iterdir()
    }

    happened = [["scenario", "period_start", "crime_type", "measure", "value"]]
    happened += [
        [row["scenario"], row["period_start"], row["crime_type"], row["measure"], row["median"]]
        for row in table
    ]
    with (hamlet / "actual.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(happened)
    assert main(["score", "made", "actual.csv", "-o", "score.csv"]) == 0
    said = capsys.readouterr().out
    assert "every line" in said
    assert "100 [98, 100]" in said
    with (hamlet / "score.csv").open(encoding="utf-8", newline="") as stream:
        scores = list(csv.DictReader(stream))
    assert len(scores) == len(MEASURES) * len(CRIME_TYPES) + 1
    assert {row["mean_absolute_error"] for row in scores} == {"0"}


def test_what_is_refused(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hamlet / "full").mkdir()
    (hamlet / "full" / "file").touch()
    (hamlet / "bad.csv").write_text("crime_type,stage,reported\na,b,c\n", encoding="utf-8")
    for arguments, told in (
        (["forecast", "hamlet.toml", "--weeks", "2", "--months", "1"], ["give one of them"]),
        (["forecast", "hamlet.toml", "-r", "5"], ["-r 5: a forecast needs 9 replications"]),
        (["forecast", "hamlet.toml", "-o", "full"], ["full: holds other files"]),
        (["forecast", "hamlet.toml", "--set", "backlog=none.csv"], ["none.csv: is not there"]),
        (
            ["forecast", "hamlet.toml", "--set", "backlog=bad.csv"],
            ["row 2: crime_type", "row 2: stage", "row 2: reported"],
        ),
        (["forecast", "hamlet.toml", "--set", "backlog=../bad.csv"], ["--set: backlog: is"]),
        (["backlog", "hamlet.toml", "-o", "bad.csv"], ["bad.csv: already exists"]),
        (["score", "full", "bad.csv"], ["full: holds no whole forecast"]),
    ):
        assert main(arguments) == 2, arguments
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == len(told), lines
        for line, what in zip(lines, told, strict=True):
            assert what in line


def test_a_scenario_with_a_table_has_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backlog", str(SCENARIOS / "small_town_today.toml")]) == 2
    assert "small_town_backlog.csv" in capsys.readouterr().err
