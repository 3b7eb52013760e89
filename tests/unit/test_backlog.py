"""The table of live crimes: what is read, what is refused and how that is said."""

import shutil
from pathlib import Path

import pytest

from sacsim.errors import BadInput
from sacsim.pathway.live import LiveCrime, Stage
from sacsim.scenario.backlog import COLUMNS, table_text
from sacsim.scenario.scenario import Scenario, load
from sacsim.words import CrimeType

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEADING = "crime_type,stage,reported"
SOUND = "domestic_burglary,awaiting screening,2020-12-30"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    for name in ("england_median.toml", "small_town.toml", "small_town_today.toml"):
        shutil.copy(SCENARIOS / name, tmp_path)
    return tmp_path / "small_town_today.toml"


def read(town: Path, *rows: str, heading: str = HEADING, encoding: str = "utf-8") -> Scenario:
    text = "\n".join([heading, *rows, ""])
    (town.parent / "small_town_backlog.csv").write_text(text, encoding, newline="\n")
    return load(town)


def refused(town: Path, *rows: str, heading: str = HEADING) -> list[str]:
    with pytest.raises(BadInput) as error:
        read(town, *rows, heading=heading)
    path = str(town.parent / "small_town_backlog.csv")
    assert all(line.startswith(f"{path}: ") for line in error.value.problems)
    return [line.removeprefix(f"{path}: ") for line in error.value.problems]


def test_a_row_as_it_is_told(town: Path) -> None:
    heading = (
        "crime,crime_type,stage,reported,since,team,officer,attempt,vulnerable,summary_only,"
        "suspect,release,released,submitted,last_review,last_update"
    )
    full = (
        "44/1/20,theft_from_vehicle,With the CPS,2020-12-01T06:00,2020-12-20,pip1,3,no,yes,yes,"
        ",bail,2020-12-10,2020-12-20,2020-12-24,2020-12-25"
    )
    scenario = read(town, full, heading=heading)
    day = scenario.clock.hours
    start = scenario.window[0]
    assert scenario.live == (
        LiveCrime(
            crime="44/1/20",
            type=CrimeType.THEFT_FROM_VEHICLE,
            stage=Stage.CPS,
            reported=start - 31 * 24 + 6,
            since=start - 12 * 24 + 12,
            team="pip1",
            officer=3,
            attempt=False,
            vulnerable=True,
            summary_only=True,
            release="bail",
            released=start - 22 * 24 + 12,
            submitted=start - 12 * 24 + 12,
            last_review=start - 8 * 24 + 12,
            last_update=start - 7 * 24 + 12,
        ),
    )
    assert day(scenario.clock.local(start).date()) == start


def test_what_is_written_is_read_again(town: Path) -> None:
    heading, *rows = (SCENARIOS / "small_town_backlog.csv").read_text("utf-8").splitlines()
    scenario = read(town, *rows, heading=heading)
    assert scenario.live is not None
    assert len(scenario.live) == len(rows) > 10
    assert table_text(scenario.live, scenario.clock).splitlines() == [heading, *rows]
    assert heading == ",".join(COLUMNS)


def test_excels_mark_and_line_ends_and_blank_rows_do_no_harm(town: Path) -> None:
    plain = read(town, SOUND)
    marked = read(town, SOUND + "\r", "\r", ",,", heading=HEADING + "\r", encoding="utf-8-sig")
    assert marked.live == plain.live


def test_the_digest_is_of_the_content(town: Path) -> None:
    without = load(town.parent / "small_town.toml")
    one = read(town, SOUND)
    assert read(town, SOUND).digest == one.digest
    assert read(town, SOUND.replace("30", "29")).digest != one.digest
    assert one.change({"name": without.name}).digest != without.digest
    renamed = town.parent / "other.csv"
    renamed.write_text(f"{HEADING}\n{SOUND}\n", encoding="utf-8", newline="\n")
    assert read(town, SOUND).change({"backlog": "other.csv"}).digest == one.digest


def test_a_changed_scenario_keeps_the_table_it_was_read_with(town: Path) -> None:
    scenario = read(town, SOUND)
    (town.parent / "small_town_backlog.csv").unlink()
    assert scenario.change({"seed": 3}).live == scenario.live


BY_ROW = {
    "burglary,awaiting screening,2020-12-30": "crime_type: the text 'burglary' is not one of: "
    "domestic_burglary, personal_robbery, theft_from_person, theft_of_vehicle, theft_from_vehicle; "
    "did you mean 'domestic_burglary'?",
    "domestic_burglary,awaiting filling,2020-12-30": "; did you mean 'awaiting filing'?",
    "domestic_burglary,,2020-12-30": "stage: is empty",
    "domestic_burglary,awaiting filing,30/12/2020": "reported: the text '30/12/2020' is not an ISO "
    "date; write 2021-01-31 for 31 January 2021 (in Excel: Format Cells, Number, Custom, "
    "yyyy-mm-dd, and save as CSV again)",
    "domestic_burglary,awaiting filing,yesterday": "reported: the text 'yesterday' is no date; "
    "write 2021-01-31, or 2021-01-31T14:05",
    "domestic_burglary,awaiting filing,2021-02-30": "reported: the text '2021-02-30' is no date",
    "domestic_burglary,awaiting filing,2021-01-01": "reported: is not before 2021-01-01, when the "
    "forecast begins",
    "domestic_burglary,awaiting filing": "has 2 cells where the heading has 3; a comma inside a "
    "cell needs quotation marks around the cell",
}


def test_every_row_that_is_wrong_is_told_at_once(town: Path) -> None:
    told = refused(town, SOUND, *BY_ROW)
    assert len(told) == len(BY_ROW)
    for number, (line, what) in enumerate(zip(told, BY_ROW.values(), strict=True), start=3):
        assert line.startswith(f"row {number}: ")
        assert what in line


MORE = (
    "crime,crime_type,stage,reported,since,team,officer,summary_only,suspect,release,released,"
    "submitted"
)
CONTRADICTIONS = {
    "1,personal_robbery,awaiting screening,2020-12-01,,pip1,,,,,,": "stage: 'awaiting screening', "
    "but the crime has a team already",
    "2,personal_robbery,under investigation,2020-12-01,,pip7,,,,,,": "team: the "
    "text 'pip7' is no team; crimes are with: pip2, pip1, response, neighbourhood, desk; did you "
    "mean 'pip2'?",
    "3,personal_robbery,under investigation,2020-12-01,,csi,,,,,,": "team: csi cannot have a crime",
    "4,personal_robbery,under investigation,2020-12-01,,pip1,10,,,,,": "officer: pip1 has officers "
    "0 to 9",
    "5,personal_robbery,under investigation,2020-12-01,,desk,1,,,,,": "officer: crimes of desk "
    "have no officer in charge (owns = false)",
    "6,personal_robbery,under investigation,2020-12-01,,,1,,,,,": "officer: needs the team of the "
    "officer in charge",
    "7,personal_robbery,under investigation,2020-12-01,,pip1,x,,,,,": "officer: the text 'x' is "
    "not a whole number, counted from 0",
    "8,personal_robbery,under investigation,2020-12-01,,pip1,,,yes,,,": "stage: 'under "
    "investigation' means that nobody is named, but suspect is yes",
    "9,personal_robbery,suspect outstanding,2020-12-01,,pip1,,,no,,,": "stage: 'suspect "
    "outstanding', but suspect is no",
    "10,personal_robbery,suspect outstanding,2020-12-01,,,,,,bail,2020-12-02,": "stage: 'suspect "
    "outstanding', but a suspect has been released",
    "11,personal_robbery,suspect interviewed,2020-12-01,,,,,,bail,,": "released: is empty, but "
    "release is not",
    "12,personal_robbery,suspect interviewed,2020-12-01,,,,,,,2020-12-02,": "release: is empty, "
    "but released is not; one of: bail, under investigation, voluntary",
    "13,personal_robbery,suspect interviewed,2020-12-01,,,,,,on bail,2020-12-02,": "release: the "
    "text 'on bail' is not one of: bail, under investigation, voluntary; did you mean",
    "14,personal_robbery,suspect outstanding,2020-12-01,,,,,,,,2020-12-03": "stage: 'suspect "
    "outstanding', but a file has been submitted",
    "15,personal_robbery,suspect outstanding,2020-12-03,2020-12-01,,,,,,,": "since: is before the "
    "crime was reported",
    "16,personal_robbery,suspect in custody,2020-12-01,2020-12-30,,,,,,,": "since: in custody for "
    "more than 24 hours",
    "17,personal_robbery,suspect interviewed,2020-01-01,,,,,,bail,2020-02-01,": "released: on bail "
    "for 334 days, longer than the 182 that the limits allow; if bail has ended, release is "
    "'under investigation'",
    "18,personal_robbery,under investigation,2020-12-01,,,,yes,,,,": "summary_only: "
    "personal_robbery is never summary only",
    "19,theft_from_vehicle,under investigation,2020-06-20,,,,yes,,,,": "reported: a summary-only "
    "offence of more than six months ago without a charge has lapsed; close it (outcome 17) or "
    "correct summary_only",
    "19,theft_from_vehicle,under investigation,2020-12-20,,,,maybe,,,,": "summary_only: the text "
    "'maybe' is neither yes nor no",
}


def test_every_contradiction_is_told_at_once(town: Path) -> None:
    told = refused(town, *CONTRADICTIONS, heading=MORE)
    for number, what in enumerate(CONTRADICTIONS.values(), start=2):
        assert any(line.startswith(f"row {number}: {what}") for line in told), (number, told)
    assert "row 21: crime: the text '19' stands already in row 20" in told
    assert len(told) == len(CONTRADICTIONS) + 1


def test_what_the_law_still_allows(town: Path) -> None:
    rows = (
        "1,theft_from_vehicle,under investigation,2020-07-20,,,,yes,,,,",
        "2,theft_of_vehicle,under investigation,2018-07-20,,,,yes,,,,",  # three years
        "3,personal_robbery,suspect interviewed,2020-01-01,,,,,,bail,2020-07-10,",
        "4,personal_robbery,with the CPS,2020-01-01,,,,,,bail,2020-02-01,2020-03-01",
    )
    live = read(town, *rows, heading=MORE).live
    assert live is not None
    assert [row.crime for row in live] == ["1", "2", "3", "4"]
    assert "row 2: reported" in refused(town, rows[1].replace("2018", "2017"), heading=MORE)[0]


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        (HEADING.replace(",", ";"), "row 1: cells are separated by semicolons, not by commas"),
        (HEADING.replace(",", "\t"), "row 1: cells are separated by tabs, not by commas"),
        ("crime_type,reported", "row 1: the column stage is missing"),
        (HEADING + ",offcer", "row 1: the text 'offcer' is no column of this table; allowed: "),
        (HEADING + ",stage", "row 1: the column stage stands there twice"),
        ("", "row 1: "),
    ],
)
def test_a_heading_that_does_not_do(town: Path, heading: str, what: str) -> None:
    told = refused(town, heading=heading)
    assert told[0].startswith(what)
    if "offcer" in heading:
        assert told[0].endswith("; did you mean 'officer'?")


def test_a_file_that_is_no_utf_8(town: Path) -> None:
    path = town.parent / "small_town_backlog.csv"
    for raw in (
        f"{HEADING}\n{SOUND}".encode("utf-16"),
        f"{HEADING},crime\n{SOUND},\xa344".encode("latin-1"),
    ):
        path.write_bytes(raw)
        with pytest.raises(BadInput, match=r"is not UTF-8 text.*CSV UTF-8"):
            load(town)


@pytest.mark.parametrize("name", ["../small_town_backlog.csv", "/etc/passwd", "C:\\today.csv", ""])
def test_a_table_outside_the_scenarios_folder(town: Path, name: str) -> None:
    text = f"format = 1\nextends = 'small_town.toml'\nbacklog = '{name}'\n"
    town.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(BadInput, match=r"small_town_today.toml:3: backlog: is "):
        load(town)


def test_a_table_that_is_a_folder(town: Path) -> None:
    (town.parent / "small_town_backlog.csv").mkdir()
    with pytest.raises(BadInput, match=r"small_town_backlog\.csv: is not an ordinary file"):
        load(town)


def test_a_table_that_is_not_there(town: Path) -> None:
    with pytest.raises(BadInput, match=r"small_town_backlog\.csv: is not there"):
        load(town)
