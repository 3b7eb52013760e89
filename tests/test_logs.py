"""`sacsim logs`: every number of a scenario is in one log, and Excel takes none for a formula."""

import csv
import io
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sacsim import Scenario, load
from sacsim.cli import main
from sacsim.pathway.policies import CHOICES
from sacsim.report.log_files import FILES, csv_for_excel, summary
from sacsim.report.logs import Logs, logs, meaning
from sacsim.report.works import known_works
from sacsim.scenario.load import resolve
from sacsim.scenario.problems import as_text
from sacsim.scenario.stated import stated_numbers, tally

SCENARIOS = Path(__file__).parents[1] / "scenarios"
ENGLAND, TOWN = SCENARIOS / "england_median.toml", SCENARIOS / "small_town.toml"


@pytest.fixture(scope="module")
def town() -> Scenario:
    return load(TOWN)


@pytest.fixture(scope="module")
def made(town: Scenario) -> Logs:
    return logs(town, resolve(ENGLAND))


def row(table: pd.DataFrame, key: str) -> dict[str, str]:
    (found,) = table[table["key"] == key].to_dict("records")
    return found


def test_every_number_is_in_one_log(town: Scenario, made: Logs) -> None:
    numbers = stated_numbers(town.tree)
    counts = tally(numbers)
    inputs = made.data[made.data["used_as"] == "input"]
    assert len(made.assumptions) == counts["assumed"] + counts["unstated"] > 300
    assert len(inputs) == counts["published"] + counts["derived"] > 50
    assert not set(made.assumptions["key"]) & set(made.data["key"])
    assert {"demand", "teams", "workforce", "pathway"} == {
        key.split(".")[0] for key in [*made.assumptions["key"], *inputs["key"]]
    }


def test_an_assumption_says_what_it_moves(made: Logs) -> None:
    found = row(made.assumptions, "pathway.scene.disturbed_if_not_advised")
    assert (found["value"], found["low"], found["high"]) == ("0.3", "0.15", "0.45")
    assert found["mechanisms"].startswith("3. ")
    assert "opportunity.fingerprint.realised falls" in found["known_effect"]
    assert found["quality"] == "red"
    by_type = row(made.assumptions, "pathway.scene.guarded.personal_robbery")
    assert "guard_hours rises" in by_type["known_effect"]  # a lever of the table around it
    assert found["stated_in"].rpartition(":")[0].endswith("england_median.toml")
    assert (found["owner"], found["reviewed"], found["impact"]) == ("", "", "not rated")


def test_a_datum_says_where_it_is_from(made: Logs) -> None:
    found = row(made.data, "demand.domestic_burglary.repeats.within_days")
    assert (found["status"], found["quality"]) == ("published", "green")
    assert found["licence"] == "Open Government Licence v3.0"
    assert found["works"].endswith("HMICFRS, August 2022")
    press = row(made.data, "demand.profiles.burglary.by_hour")
    assert (press["status"], press["quality"]) == ("derived", "amber")
    compared = row(made.data, "comparators.measures.robbery_hours")
    assert compared["used_as"].startswith("comparison")
    assert (compared["value"], compared["low"], compared["high"]) == ("25", "20", "30")


def test_ratings_follow_the_rule(made: Logs) -> None:
    assert set(made.assumptions["quality"]) == {"red", "amber"}
    for _, each in made.assumptions.iterrows():
        assert (each["quality"] == "amber") == ("[" in each["rationale"]), each["key"]
    derived = made.data["status"] == "derived"
    assert set(made.data.loc[derived, "quality"]) == {"amber"}


def test_decisions_are_policies_the_run_differences_and_records(made: Logs) -> None:
    kinds = made.decisions.groupby("kind")["decision"].apply(list)
    assert kinds["policy"] == [f"policies.{key}" for key in CHOICES]
    assert {"start", "seed", "follow_up_months"} <= set(kinds["run"])
    records = sorted((SCENARIOS.parent / "docs" / "decisions").glob("*.md"))
    assert kinds["model"] == [f"record {path.name[:4]}" for path in records]
    changed = made.decisions.set_index("decision").loc["demand.domestic_burglary.per_year"]
    assert (changed["chosen"], changed["about"][-4:]) == ("150", "3000")
    plans = logs(load(SCENARIOS / "uplift_response.toml")).decisions
    (plan,) = plans[plans["kind"] == "plan"].to_dict("records")
    assert plan["decision"] == "workforce.joiners.uplift"
    assert "people 40" in plan["chosen"]


def test_meanings_come_from_the_code() -> None:
    assert meaning(("pathway", "scene", "attends", "domestic_burglary")).startswith(
        "Share of scenes that a CSI is asked to, best cue first."
    )
    assert meaning(("teams", "csi", "vacancies")).startswith("Share of the establishment not")
    assert meaning(("pathway", "contact", "thrive", "hurried")).startswith("Share of reports cut")


def test_licences_by_publisher() -> None:
    works = known_works()
    assert len(works) > 60
    assert works["WF22"].licence == "Open Government Licence v3.0"
    assert works["HANS10"].licence == "Open Parliament Licence v3.0"
    assert "own terms" in works["ADT22"].licence
    assert works["WF22"].at_first_hand
    assert not works["999-22"].at_first_hand


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-0.05", "-0.05"),
        ("-2e-05", "-2e-05"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("+44 20", "'+44 20"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("plain", "plain"),
    ],
)
def test_no_cell_is_a_formula(cell: str, shown: str) -> None:
    assert as_text(cell) == shown


def test_files_are_for_excel(made: Logs) -> None:
    written = csv_for_excel(made.data)
    assert written.startswith(b"\xef\xbb\xbfid,key,")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert len(rows) == len(made.data) + 1
    assert {len(each) for each in rows} == {len(made.data.columns)}


def test_a_hostile_scenario_is_text(made: Logs, town: Scenario) -> None:
    hostile = town.change({"name": "=1+1 | <b>x</b> [y](z)"})
    text = summary(made, hostile)
    assert text.startswith("# Logs of =1+1 \\| \\<b\\>x\\</b\\> \\[y\\](z)\n")
    name = logs(hostile).decisions.set_index("decision").loc["name", "chosen"]
    assert b"'=1+1 |" in csv_for_excel(logs(hostile).decisions)
    assert name.startswith("=1+1")


def test_the_summary_names_red_assumptions_that_move_something(made: Logs, town: Scenario) -> None:
    text = summary(made, town)
    assert "| `teams.csi.officers` | 3 | none stated |" in text
    assert "repeats.mean_days" not in text  # a lever that changes nothing
    reds = (made.assumptions["quality"] == "red").sum()
    assert f"| assumptions | {len(made.assumptions)} | {reds} |" in text


def test_the_command_writes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (ENGLAND, TOWN):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["logs", "small_town.toml", "--set", "teams.csi.officers=5"]) == 0
    folder = tmp_path / "logs" / "small_town"
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert "assumptions" in capsys.readouterr().out
    found = pd.read_csv(folder / FILES[0], encoding="utf-8-sig", dtype=str, keep_default_na=False)
    assert row(found, "teams.csi.officers")["value"] == "5"
    before = (folder / FILES[0]).read_bytes()
    assert main(["logs", "small_town.toml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "already holds assumptions_log.csv" in said.err
    assert (folder / FILES[0]).read_bytes() == before
    assert main(["logs", "small_town.toml", "-o", "small_town.toml"]) == 2
    assert "is not a folder" in capsys.readouterr().err
    assert main(["logs", "nowhere.toml"]) == 2
