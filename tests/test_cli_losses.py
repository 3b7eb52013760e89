"""`sacsim losses`: what it prints and keeps, and what it refuses before it starts."""

from pathlib import Path

import pandas as pd
import pytest

from sacsim import cli
from sacsim.experiment import losses as experiment

TOWN = str(Path(__file__).parents[1] / "scenarios" / "small_town.toml")
QUICK = [
    *("-r", "1", "-j", "1", "--seed", "5", "--set", "warm_up_months=0"),
    *("--set", "follow_up_months=0", "--set", "demand.other.emergency_calls.per_year=500"),
    *("--set", "demand.other.non_emergency_calls.per_year=500"),
]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One lift instead of some thirty."""
    every = experiment.lifts
    monkeypatch.setattr(
        experiment, "lifts", lambda of: [one for one in every(of) if one.name == "no_advice"]
    )


@pytest.mark.usefixtures("few")
def test_the_table_is_printed_and_kept_with_its_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kept"
    assert cli.main(["losses", TOWN, *QUICK, "-o", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert "a replication: of 1,000 crimes" in " ".join(out.split())
    assert "seed 5" in out
    assert "One replication says nothing of its own noise" in out
    assert "±" not in out.partition("After ±")[0]
    assert "2 of 2 runs done" in err
    table = pd.read_csv(folder / "losses.csv")
    assert set(table["crime_type"]) == {*experiment.GROUPS}
    fates = table[table["kind"].isin(["end", "cause"]) & (table["name"] != experiment.LEFT)]
    assert fates.groupby("crime_type")["recorded"].sum().to_numpy() == pytest.approx(1000.0)
    pictures = {path.name for path in folder.glob("*.png")}
    assert pictures == {f"losses_{group}.png" for group in experiment.GROUPS}
    assert {path.stem for path in folder.glob("*.svg")} == {Path(name).stem for name in pictures}
    assert [path.name for path in folder.glob(".*")] == [".lock"]
    assert (folder / "manifest.json").is_file()
    assert cli.main(["losses", TOWN, *QUICK, "-o", str(folder), "--resume"]) == 0
    assert "2 of 2 runs done" in capsys.readouterr().err


def test_what_is_wrong_is_said_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert cli.main(["losses", TOWN, "-o", str(tmp_path)]) == 2
    assert "holds other files; choose a new folder with -o" in capsys.readouterr().err
    assert cli.main(["losses", TOWN, "--set", "teams.csi.officer=3", "--set", "x"]) == 2
    assert "--set x: write it as KEY=VALUE" in capsys.readouterr().err
    assert cli.main(["losses", TOWN, "--set", "teams.csi.officer=3"]) == 2
    assert "teams.csi.officer" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
