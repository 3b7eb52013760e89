"""`sacsim allocate`: what it prints, keeps and refuses; the same from options and from a file."""

from pathlib import Path

import pandas as pd
import pytest

from sacsim import cli
from sacsim.experiment.allocate_file import read_asked
from sacsim.scenario.scenario import load

ROOT = Path(__file__).parents[1]
TOWN = ROOT / "scenarios" / "small_town.toml"
FEW = {
    "warm_up_months": 0,
    "follow_up_months": 0,
    "demand.other.emergency_calls.per_year": 500,
    "demand.other.non_emergency_calls.per_year": 500,
}
QUICK = [word for key, value in FEW.items() for word in ("--set", f"{key}={value}")]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two more users of the kiosks of a town with few calls."""
    folder = tmp_path_factory.mktemp("allocate")
    changes = "\n".join(f'"{key}" = {value}' for key, value in FEW.items())
    town = TOWN.as_posix()
    (folder / "asked.toml").write_text(
        f'format = 1\nkind = "allocate"\nname = "Two posts"\nscenario = "{town}"\nofficers = 2\n'
        f'to = ["kiosk_users"]\nstep = 2\nreplications = 3\n[changes]\n{changes}\n'
        "[runs]\nmost = 3\n",
        encoding="utf-8",
        newline="\n",
    )
    return folder


@pytest.mark.slow
def test_the_answer_is_printed_kept_and_resumed(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, asked = kept / "out", str(kept / "asked.toml")
    assert cli.main(["allocate", asked, "-j", "1", "-o", str(folder)]) == 0
    out, err = capsys.readouterr()
    said = " ".join(out.split())
    assert said.startswith("Two posts")
    assert "No winner is named: no placement of these posts makes a difference" in said
    assert "No data here identify what a post is worth" in said
    assert "runs at most: about" in err
    curve = pd.read_csv(folder / "curve.csv")
    assert curve[["place", "posts"]].to_numpy().tolist() == [["kiosk_users", 2]]
    assert (folder / "allocation.png").read_bytes().startswith(b"\x89PNG")
    svg = (folder / "allocation.svg").read_text(encoding="utf-8")
    assert "kiosk_users" in svg
    assert (folder / "manifest.json").is_file()
    tables = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert cli.main(["allocate", asked, "-j", "1", "-o", str(folder)]) == 2
    assert "add --resume" in capsys.readouterr().err
    assert cli.main(["allocate", asked, "-j", "1", "-o", str(folder), "--resume"]) == 0
    assert capsys.readouterr().out == out
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == tables


def test_a_file_says_the_same_as_options(kept: Path) -> None:
    asked = read_asked(kept / "asked.toml", {"officers": 4})
    assert asked.officers == 4
    assert Path(asked.scenario) == TOWN
    assert load(asked.scenario, asked.changes).digest == load(TOWN, FEW).digest


def test_the_shipped_experiment_can_be_read() -> None:
    asked = read_asked(ROOT / "experiments" / "where_to_put_40_officers.toml", {})
    assert Path(asked.scenario).resolve() == ROOT / "scenarios" / "england_median.toml"
    assert (asked.officers, len(asked.to)) == (40, 6)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "csi"], ["--officers: is missing"]),
        (["--officers", "4"], ["--to: is missing"]),
        (["--officers", "4", "--to", "cis,kiosk"], ["'csi'?", "did you mean 'kiosk_users'?"]),
        (["--officers", "4", "--to", "csi", "--maximise", "chargs"], ["did you mean 'charges'?"]),
        (["--officers", "4", "--to", "csi", "--step", "3"], ["must divide the 4 posts"]),
        (["--officers", "4", "--to", "csi", "-r", "2"], ["2 replications are too few"]),
        (["--officers", "4", "--to", "kiosk_users", "--budget", "9"], ["states no cost of a post"]),
        (["--officers", "4", "--to", "csi", "--zone", "-1"], ["--zone"]),
    ],
)
def test_what_cannot_be_is_refused(
    words: list[str], said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["allocate", str(TOWN), *words, "-o", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert all(each in err for each in said), err
    assert not (tmp_path / "out").exists()


def test_a_wrong_file_is_refused_by_line_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "asked.toml"
    text = 'format = 1\nkind = "allocate"\nscenario = "x.toml"\nofficer = 4\nto = ["csi"]\n'
    file.write_text(text, encoding="utf-8", newline="\n")
    assert cli.main(["allocate", str(file)]) == 2
    err = capsys.readouterr().err
    assert "asked.toml:4: officer: unknown key" in err
    assert "did you mean 'officers'?" in err
    file.write_text(text.replace("officer ", "officers "), encoding="utf-8", newline="\n")
    assert cli.main(["allocate", str(file)]) == 2
    assert "x.toml" in capsys.readouterr().err
