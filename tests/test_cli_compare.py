"""`sacsim compare`: what it prints and keeps, goes on with after a stop, and refuses."""

import json
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import matplotlib.image
import pandas as pd
import pytest

from sacsim import cli, load
from sacsim.experiment.compare import compare

SCENARIOS = Path(__file__).parents[1] / "scenarios"
QUIET = {
    "warm_up_months": 0,
    "follow_up_months": 0,
    "demand.other.emergency_calls.per_year": 500,
    "demand.other.non_emergency_calls.per_year": 500,
    "demand.other.other_supervision.per_year": 200,
    "demand.other.patrol_and_problem_solving.per_year": 200,
}
SET = [word for key, value in QUIET.items() for word in ("--set", f"{key}={value}")]
PLAN = '[policies]\ncsi = "attend_all"\n'
Told = tuple[int, str, str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town, another name for it, and a CSI at every scene."""
    folder = tmp_path_factory.mktemp("scenarios")
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, folder)
    for name, more in (("same", ""), ("plan", PLAN), ("later", "years = 2\nfollow_up_months = 3")):
        text = f'format = 1\nname = "The {name}"\nextends = "small_town.toml"\n{more}'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def say(files: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    def said(*names: str, options: tuple[str, ...] = ()) -> Told:
        paths = [str(files / f"{name}.toml") for name in names]
        code = cli.main(["compare", *paths, "-j", "1", *SET, *options])
        return (code, *capsys.readouterr())

    return said


@pytest.fixture(scope="module")
def made(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town against a CSI at every scene, two replications each."""
    folder = tmp_path_factory.mktemp("results") / "compared"
    paths = [str(files / f"{name}.toml") for name in ("small_town", "plan")]
    command = ["compare", *paths, "-r", "2", "-j", "1", *SET, "-o", str(folder)]
    assert cli.main(command) == 0
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    kept = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / name, keep_default_na=False, na_values=[""])


def test_one_force_twice_differs_in_nothing(say: Callable[..., Told], tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    code, out, _ = say("small_town", "same", options=("-r", "2", "-o", str(folder)))
    assert code == 0
    lines = table(folder, "differences.csv")
    assert len(lines) > 50
    measured = lines[lines["used"] == 2]
    assert len(measured) > 45
    assert set(measured["verdict"]) == {"no difference"}
    assert (measured[["value", "low", "high"]] == 0).all(axis=None)
    assert table(folder, "changed_crimes.csv").empty
    happened = table(folder, "happened.csv")
    assert (happened[["only_base", "only_plan", "changed"]] == 0).all(axis=None)
    assert (happened["crimes_base"] > 300).all()
    assert "0 of " in out
    assert "better" not in out.partition("+ higher is better")[0]


def test_what_is_printed(made: Path, say: Callable[..., Told]) -> None:
    options = ("-r", "2", "-o", str(made), "--resume")
    code, out, _ = say("small_town", "plan", options=options)
    assert code == 0
    text = " ".join(out.split())
    for part in (
        "B: The plan",
        '"by_cue" "attend_all"',
        "What becomes of the crimes",
        "What it does to other work",
        "Mean wait, high harm surge",
        "Which crimes came out otherwise under B",
        "(Bonferroni-t; 19 in",
        "sacsim trace",
    ):
        assert part in text
    assert text.index("What B states otherwise") < text.index("What becomes of the crimes")


def test_a_csi_at_every_scene_changes_what_it_must(made: Path) -> None:
    lines = table(made, "differences.csv").set_index(["name", "unit"])
    assert lines.loc[("CSI attendance", "%"), "value"] > 50
    happened = table(made, "happened.csv")
    changed = table(made, "changed_crimes.csv")
    assert len(changed) == happened["changed"].sum() > 0
    assert (changed["outcome_base"] != changed["outcome_plan"]).all()
    assert changed["first"].notna().all()
    rate, count = (lines.loc[("Charged", unit)] for unit in ("per 1,000", "count"))
    assert rate["value"] == pytest.approx(
        1000 * count["value"] / happened["crimes_base"].mean(), rel=0.2
    )


def test_both_lives_of_a_changed_crime_can_be_traced(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = table(made, "changed_crimes.csv").iloc[-1]
    for letter, outcome in (("A", row["outcome_base"]), ("B", row["outcome_plan"])):
        which = ["--crime", str(row["crime"]), "--replication", str(row["replication"])]
        assert cli.main(["trace", str(made / letter), *which]) == 0
        told = capsys.readouterr().out
        assert (f"Outcome {outcome}, " if outcome else "No outcome") in told
    assert cli.main(["scorecard", str(made / "A"), str(made / "B")]) == 0
    assert "B less A" in capsys.readouterr().out
    assert cli.main(["trace", str(made)]) == 2
    assert f"as {made / 'A'}" in capsys.readouterr().err


def test_what_it_leaves_is_verified_plan_by_plan(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["verify", str(made)]) == 0
    places = [line.partition(": whole")[0] for line in capsys.readouterr().out.splitlines()]
    assert places[:3] == [str(made), str(made / "A"), str(made / "B")]


def test_the_picture_is_drawn_and_its_numbers_kept(made: Path) -> None:
    image = matplotlib.image.imread(BytesIO((made / "compared_B.png").read_bytes()))
    assert image.shape[0] > 1000
    assert b"<svg" in (made / "compared_B.svg").read_bytes()
    told = json.loads((made / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {"differences.csv", "compared_B.png", "changed_crimes.csv"} <= set(told)


def test_going_on_gives_the_same_bytes(
    made: Path, say: Callable[..., Told], tmp_path: Path
) -> None:
    copy = tmp_path / "stopped"
    shutil.copytree(made, copy)
    before = contents(made)
    shutil.rmtree(copy / "B" / "replications" / "0001")
    for name in ("manifest.json", "B/manifest.json", "differences.csv", "compared_B.png"):
        (copy / name).unlink()
    code, _, err = say("small_town", "plan", options=("-r", "2", "-o", str(copy), "--resume"))
    assert code == 0
    assert "3 of 4 runs done" in err
    assert contents(copy) == before


def test_json_and_a_note_on_seeds(made: Path, say: Callable[..., Told], files: Path) -> None:
    text = (files / "plan.toml").read_text(encoding="utf-8")
    (files / "other_seed.toml").write_text("seed = 5\n" + text, encoding="utf-8")
    options = ("-r", "2", "-o", str(made), "--resume", "--json")
    code, out, err = say("small_town", "other_seed", options=options)
    assert code == 0
    assert "all run with 20220811, that of small_town.toml" in err
    told = json.loads(out)
    assert [each["plan"] for each in told["scenarios"]] == ["A", "B"]
    assert len(told["changed_crimes"]) == len(table(made, "changed_crimes.csv"))
    blocks = {each["block"] for each in told["differences"]}
    assert "What it does to other work" in blocks


def test_parameter_sets_give_a_second_interval(
    say: Callable[..., Told], files: Path, tmp_path: Path
) -> None:
    sets = tmp_path / "sets.toml"
    key = "pathway.opportunities.fingerprint.left"
    sets.write_text(
        'format = 1\nfitted_to = "x"\ndigest = "y"\n'
        f'[[sets]]\n"{key}" = 0.5\n[[sets]]\n"{key}" = 1.0\n',
        encoding="utf-8",
    )
    folder = tmp_path / "ranged"
    options = ("--parameters", str(sets), "-o", str(folder))
    code, out, err = say("small_town", "plan", options=("-r", "3", *options))
    assert code == 2
    assert "2 parameter sets need at least two replications each: -r 4" in err
    code, out, err = say("small_town", "plan", options=("-r", "4", *options))
    assert code == 0
    assert "was fitted to x, not to this scenario" in err
    assert "2 parameter sets that fit equally well lead" in " ".join(out.split())
    lines = table(folder, "differences.csv")
    held = lines[lines["parameters_low"] * lines["parameters_high"] <= 0]
    assert len(held) > 10
    assert set(held["verdict"].dropna()) <= {"no difference", "no detectable difference"}


def test_bad_inputs_are_told_all_at_once(say: Callable[..., Told], tmp_path: Path) -> None:
    kept = ("-o", str(tmp_path / "x"))
    code, out, err = say("small_town", options=kept)
    assert (code, out) == (2, "")
    assert "1 given: compare 2 to 9 scenarios" in err
    code, _, err = say("small_town", "plan", options=(*kept, "-r", "1"))
    assert code == 2
    assert "a difference needs at least two replications: -r 2 or more" in err
    code, _, err = say("small_town", "nowhere", "nobody", options=kept)
    assert code == 2
    assert "nowhere.toml" in err
    assert "nobody.toml" in err
    assert not (tmp_path / "x").exists()


def test_other_months_are_refused_with_what_to_change(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(files / f"{name}.toml") for name in ("small_town", "later")]
    assert cli.main(["compare", *paths]) == 2
    lines = capsys.readouterr().err.splitlines()
    told = [line for line in lines if "the same months must be compared" in line]
    assert len(told) == 2
    assert "later.toml: years: is 2, that of the first scenario 1" in told[0]
    assert "--set years=1 for all" in told[0]


def test_from_python_nothing_is_kept(files: Path) -> None:
    quick = QUIET | {"replications": 2}
    one, other = (load(files / f"{name}.toml", quick) for name in ("small_town", "same"))
    found = compare([one, other.change({"seed": 7})], workers=1)
    assert found.folder is None
    assert found.letters == "AB"
    assert found.scenarios[1].seed == one.seed
    assert set(found.differences["verdict"]) <= {"no difference", ""}
