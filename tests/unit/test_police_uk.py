"""Reading data.police.uk files: a tiny folder worked by hand, files at fault, and Bedfordshire."""

import gzip
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sacsim.demand.fragment import SHARES, fragment
from sacsim.demand.police_uk import PoliceUk, read_police_uk
from sacsim.errors import BadInput
from sacsim.words import OUTCOME_GROUPS, WIDE_TYPES, CrimeType

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "data" / "policeuk_tiny"
SHARED = ROOT.parent / "shared" / "data"

# The tiny folder: Testshire, 2023-01 to 2024-02, so crimes of 2023-01 and 2023-02 are mature.
# Crimes of the four types (outcome rows behind the arrow, as months after the crime):
#   2023-01 b1 no suspect -> no suspect 0 (twice), unable 2     b2 court result -> charged 1, 2
#           b3 awaiting court -> charged 12       b4 status unavailable -> no suspect 13
#           r1 unable -> unable 0    v1 "Offender banished" -> the same, 3    t1 local resolution
#           dropped: b1 a second time (unable), a burglary without an ID
#   2023-02 b5 unable -> unable 1    b6 charged as part of another case -> the same, 12
#           v2 no suspect -> no suspect 0    v3 not in the public interest -> charged -1 (absurd)
#           r2 court -> court 5
#   2023-03 v4    2023-04 b7, b8, b9 (blank outcome)    2023-06 b10
#   2023-12 t2    2024-02 v5
# Outcome rows besides: "zz" is no crime of the street files. 2023-01 lies in a sub-folder, 2023-02
# and 2023-12 are gzip, 2023-05 has CRLF line ends, 2023-06 a byte order mark.


@pytest.fixture(scope="module")
def tiny() -> PoliceUk:
    return read_police_uk(TINY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny folder to damage."""
    return Path(shutil.copytree(TINY, tmp_path / "files"))


def problems_of(folder: Path, force: str | None = None) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_police_uk(folder, force)
    return caught.value.problems


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_volumes_count_each_crime_id_once(tiny: PoliceUk) -> None:
    assert tiny.force == "Testshire Police"
    assert (tiny.months[0], tiny.months[-1], len(tiny.months)) == ("2023-01", "2024-02", 14)
    assert len(tiny.volumes) == 14 * 4
    some = tiny.volumes[tiny.volumes["crimes"] > 0]
    assert list(some.itertuples(index=False, name=None)) == [
        ("2023-01", "burglary", 4),
        ("2023-01", "robbery", 1),
        ("2023-01", "theft_from_the_person", 1),
        ("2023-01", "vehicle_crime", 1),
        ("2023-02", "burglary", 2),
        ("2023-02", "robbery", 1),
        ("2023-02", "vehicle_crime", 2),
        ("2023-03", "vehicle_crime", 1),
        ("2023-04", "burglary", 3),
        ("2023-06", "burglary", 1),
        ("2023-12", "theft_from_the_person", 1),
        ("2024-02", "vehicle_crime", 1),
    ]


def test_outcome_mix_of_mature_crimes(tiny: PoliceUk) -> None:
    assert tiny.cohort == ("2023-01", "2023-02")
    mix = tiny.outcomes.set_index(["wide_type", "group"])
    assert list(mix.loc["burglary"].index) == list(OUTCOME_GROUPS)
    some = mix[mix["crimes"] > 0]
    assert some[["crimes", "of_crimes"]].apply(tuple, axis=1).to_dict() == {
        ("burglary", "charged"): (2, 6),  # b2, b3
        ("burglary", "charged_in_another_case"): (1, 6),  # b6
        ("burglary", "no_suspect"): (1, 6),  # b1, its first row
        ("burglary", "unable_to_prosecute"): (1, 6),  # b5
        ("burglary", "unavailable"): (1, 6),  # b4
        ("robbery", "charged"): (1, 2),
        ("robbery", "unable_to_prosecute"): (1, 2),
        ("theft_from_the_person", "out_of_court"): (1, 1),
        ("vehicle_crime", "no_suspect"): (1, 3),  # v1 is of the three, but in no group
        ("vehicle_crime", "not_public_interest"): (1, 3),
    }
    # Wilson, 2 of 6, z = 1.959964, z^2 = 3.841459: centre (1/3 + z^2/12) / (1 + z^2/6) = 0.398391,
    # half width z sqrt((2/9)/6 + z^2/144) / (1 + z^2/6) = 0.301614
    row = mix.loc[("burglary", "charged")]
    assert row["per_cent"] == pytest.approx(100 / 3)
    assert row["low"] == pytest.approx(9.678, abs=0.002)
    assert row["high"] == pytest.approx(70.001, abs=0.002)
    # Wilson, 0 of 1: 0 to z^2 / (1 + z^2) = 0.793
    none = mix.loc[("theft_from_the_person", "charged")]
    assert none["low"] == 0
    assert none["high"] == pytest.approx(79.346, abs=0.002)


@pytest.mark.parametrize(
    ("wide_type", "group", "at_lag", "ever"),
    [
        ("burglary", "charged", {1: 1, 12: 1}, 2),  # b2 at its first charge row, b3
        ("burglary", "no_suspect", {0: 1}, 2),  # b1 once; b4 after 13 months
        ("burglary", "unable_to_prosecute", {1: 1, 2: 1}, 2),  # b5; b1's second group
        ("robbery", "charged", {5: 1}, 1),  # r2, a court label
        ("robbery", "unable_to_prosecute", {0: 1}, 1),
        ("vehicle_crime", "no_suspect", {0: 1}, 1),
        ("vehicle_crime", "charged", {}, 0),  # not v3, charged before its month
        ("theft_from_the_person", "no_suspect", {}, 0),
    ],
)
def test_months_to_outcome(
    tiny: PoliceUk, wide_type: str, group: str, at_lag: dict[int, int], ever: int
) -> None:
    table = tiny.months_to_outcome
    rows = table[(table["wide_type"] == wide_type) & (table["group"] == group)]
    assert list(rows["lag_months"]) == list(range(13))
    counts = rows.set_index("lag_months")["outcomes"]
    assert counts[counts > 0].to_dict() == at_lag
    assert set(rows["outcomes_ever"]) == {ever}
    assert set(rows["within_12"]) == {sum(at_lag.values())}
    assert list(rows["cumulative"]) == list(rows["outcomes"].cumsum())


def test_months_to_outcome_shares(tiny: PoliceUk) -> None:
    table = tiny.months_to_outcome.set_index(["wide_type", "group", "lag_months"])
    charged = table.loc[("burglary", "charged")]
    # one of six burglaries by the month after, two by month 12; half, then all, of two charges
    assert list(charged["per_cent_of_crimes"]) == pytest.approx([0] + [100 / 6] * 11 + [100 / 3])
    assert list(charged["per_cent_of_outcomes"]) == [0] + [50] * 11 + [100]
    assert table.loc[("vehicle_crime", "charged")]["per_cent_of_outcomes"].isna().all()


def test_what_was_dropped_is_counted(tiny: PoliceUk) -> None:
    assert tiny.dropped == [
        "9 anti-social behaviour rows without a Crime ID",
        "1 rows of the four types without a Crime ID: not used",
        "1 rows of unknown crime type 'Cattle rustling': not used",
        "1 street rows repeat a Crime ID (1 of the four types): the first row of an ID is used",
        "2 crimes with last outcome 'Under investigation': no outcome known",
        "1 crimes with last outcome 'Status update unavailable': no outcome known",
        "1 crimes with last outcome blank: no outcome known",
        "1 crimes with last outcome 'Awaiting court outcome': charged",
        "2 crimes with last outcome 'Court result unavailable': charged",
        "1 crimes with unknown last outcome 'Offender banished': in no outcome group, "
        "so percentages do not add up to 100",
        "1 outcome rows are exact duplicates",
        "2 Crime IDs have several outcome rows (2 without exact duplicates): "
        "the first month of each outcome group counts",
        "1 outcome rows have a Crime ID that is in no street file (the crime is outside these "
        "months, or was given a new ID): not used",
        "1 outcome rows with unknown outcome 'Offender banished': not used",
        "1 outcome rows are of a month before the crime's: not used",
    ]


def test_fragment_demand_by_hand(tiny: PoliceUk) -> None:
    text = fragment(tiny, name='Testshire "east"', start=date(2024, 3, 1))
    read = tomllib.loads(text)
    assert read["format"] == 1
    assert read["name"] == 'Testshire "east"'
    assert read["extends"] == "england_median.toml"
    assert read["start"] == date(2024, 3, 1)
    assert "Open Government Licence v3.0" in text
    assert "2023-03 to 2024-02" in text
    assert set(read["demand"]) == set(CrimeType)

    # the latest twelve months, 2023-03 to 2024-02, hold b7 to b10, t2, v4 and v5
    burglary = read["demand"]["domestic_burglary"]
    assert burglary["per_year"]["value"] == 2.8  # 4 x 0.71 = 2.84
    assert burglary["per_year"]["date"] == date(2024, 2, 29)
    assert burglary["per_year"]["status"] == "derived"
    # exact Poisson 95 % interval of 4: 1.0899 to 10.2416; x 0.62 and x 0.74
    assert burglary["per_year"]["low"] == 0.7
    assert burglary["per_year"]["high"] == 7.6
    # 3 in 30 days of April, 1 in 30 days of June: 12 x 3/4 and 12 x 1/4
    assert burglary["by_month"] == [0, 0, 0, 9, 0, 3, 0, 0, 0, 0, 0, 0]
    # 1 in 31 days of March and 1 in 29 days of February: 12 x 29/60 and 12 x 31/60
    for kind in ("theft_of_vehicle", "theft_from_vehicle"):
        assert read["demand"][kind]["by_month"] == [0, 6.2, 5.8, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert read["demand"]["theft_of_vehicle"]["per_year"]["value"] == 0.5  # 2 x 0.232
    assert read["demand"]["theft_from_vehicle"]["per_year"]["value"] == 1.2  # 2 x 0.613
    assert read["demand"]["theft_from_person"]["by_month"] == [0] * 11 + [12]
    # no robbery at all: 0 to -ln 0.025 = 3.689, x 0.92; no season
    robbery = read["demand"]["personal_robbery"]
    assert (robbery["per_year"]["value"], robbery["per_year"]["low"]) == (0, 0)
    assert robbery["per_year"]["high"] == 3.4
    assert robbery["by_month"] == [1] * 12


def test_fragment_comparators_by_hand(tiny: PoliceUk) -> None:
    comparators = tomllib.loads(fragment(tiny))["comparators"]
    assert comparators["period"] == "2023-01 to 2023-02"
    assert comparators["age_months"] == [12, 14]
    assert set(comparators["outcomes"]) == set(WIDE_TYPES)
    charged = comparators["outcomes"]["burglary"]["charged"]
    assert (charged["value"], charged["low"], charged["high"]) == (33.33, 9.68, 70.0)
    assert charged["status"] == "published"
    assert charged["date"] == date(2024, 2, 29)
    assert comparators["months_to_outcome"] == {
        "burglary": {
            "charged": [0] + [50] * 11,
            "n_charged": 2,
            "no_suspect": [100] * 12,
            "n_no_suspect": 1,
            "unable_to_prosecute": [0, 50] + [100] * 10,
            "n_unable_to_prosecute": 2,
        },
        "robbery": {
            "charged": [0] * 5 + [100] * 7,
            "n_charged": 1,
            "n_no_suspect": 0,
            "unable_to_prosecute": [100] * 12,
            "n_unable_to_prosecute": 1,
        },
        "vehicle_crime": {
            "n_charged": 0,
            "no_suspect": [100] * 12,
            "n_no_suspect": 1,
            "n_unable_to_prosecute": 0,
        },
    }


def test_window_and_shares_can_be_chosen(tiny: PoliceUk) -> None:
    text = fragment(tiny, window=("2023-01", "2023-12"), shares={CrimeType.DOMESTIC_BURGLARY: 0.5})
    per_year = tomllib.loads(text)["demand"]["domestic_burglary"]["per_year"]
    assert per_year["value"] == 5.0  # b1 to b10 x 0.5
    assert "stated by the user" in per_year["source"]
    assert tomllib.loads(text)["demand"]["personal_robbery"]["per_year"]["value"] == 1.8  # 2 x 0.9


@pytest.mark.parametrize(
    "window",
    [("2023-01", "2023-11"), ("2022-12", "2023-11"), ("2024-01", "2023-01"), ("2023", "2024")],
)
def test_window_must_be_whole_years_of_the_files(tiny: PoliceUk, window: tuple[str, str]) -> None:
    with pytest.raises(BadInput, match="window"):
        fragment(tiny, window=window)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_impossible_shares_are_refused(tiny: PoliceUk, share: float) -> None:
    with pytest.raises(BadInput, match="not between 0 and 1"):
        fragment(tiny, shares={CrimeType.PERSONAL_ROBBERY: share})


def test_shares_of_one_type_add_up_to_one_at_most(tiny: PoliceUk) -> None:
    with pytest.raises(BadInput, match=r"vehicle_crime add up to 1\.013"):
        fragment(tiny, shares={CrimeType.THEFT_OF_VEHICLE: 0.4})


def test_default_shares_are_ordered() -> None:
    assert set(SHARES) == set(CrimeType)
    assert all(0 < share.low <= share.value <= share.high <= 1 for share in SHARES.values())


# Files at fault


def test_no_folder_and_no_files(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: there is no such folder"]
    (tmp_path / "2023-01-testshire-stop-and-search.csv").write_text("Type\n")
    assert "no street files" in problems_of(tmp_path)[0]


def test_every_gap_is_named(folder: Path) -> None:
    (folder / "2023-08-testshire-street.csv").unlink()
    (folder / "2023-10-testshire-outcomes.csv").unlink()
    (folder / "2024-02-testshire-street.csv").unlink()
    assert problems_of(folder) == [
        f"{folder}: no street file for 2023-08, between 2023-01 and 2024-01",
        f"{folder}: no outcomes file for 2023-10, but a street file",
        "2024-02-testshire-outcomes.csv: no street file for 2024-02",
    ]


def test_the_same_month_twice(folder: Path) -> None:
    plain = folder / "2023-03-testshire-street.csv"
    (folder / "2023-03-testshire-street.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert problems_of(folder) == [
        "2023-03-testshire-street.csv.gz: the same month as 2023-03-testshire-street.csv; "
        "keep one of them"
    ]


def test_impossible_month_in_a_name(folder: Path) -> None:
    shutil.copy(folder / "2023-03-testshire-street.csv", folder / "2023-13-testshire-street.csv")
    assert problems_of(folder) == ["2023-13-testshire-street.csv: 2023-13 is not a month"]


def test_every_file_at_fault_is_named_at_once(folder: Path) -> None:
    swap(folder / "2023-03-testshire-street.csv", "Last outcome category", "Outcome")
    swap(folder / "2023-04-testshire-street.csv", "b8,2023-04", "b8,2023-05")
    swap(folder / "2023-06-testshire-street.csv", "b10,2023-06,Testshire Police", "b10,2023-06")
    (folder / "2023-07-testshire-street.csv").write_text("")
    latin = folder / "2023-08-testshire-street.csv"
    latin.write_bytes(latin.read_bytes().replace(b"Testshire 001A", b"Ch\xe2teau"))
    packed = folder / "2023-12-testshire-street.csv.gz"
    packed.write_bytes(packed.read_bytes()[:-12])
    (folder / "2023-02-testshire-outcomes.csv.gz").write_text("not gzip")
    found = problems_of(folder)
    assert [line.split(":")[0] for line in found] == [
        "2023-02-testshire-outcomes.csv.gz",
        "2023-03-testshire-street.csv",
        "2023-04-testshire-street.csv",
        "2023-06-testshire-street.csv",
        "2023-07-testshire-street.csv",
        "2023-08-testshire-street.csv",
        "2023-12-testshire-street.csv.gz",
    ]
    gzip_line, column, month, width, empty, latin_line, cut = found
    assert "damaged or cut short gzip" in gzip_line
    assert "column 'Last outcome category' missing" in column
    assert month.endswith("row 3: Month is '2023-05', but the file name says 2023-04")
    assert "Row #2" in width
    assert "Expected 12 columns, got 11" in width
    assert "column 'Crime ID'" in empty
    assert "row 2: byte 0xe2 is not UTF-8" in latin_line
    assert "damaged or cut short gzip" in cut


def test_a_file_without_its_header(folder: Path) -> None:
    path = folder / "2023-03-testshire-street.csv"
    path.write_text(path.read_text().split("\n", 1)[1])
    (line,) = problems_of(folder)
    assert line.startswith("2023-03-testshire-street.csv: column 'Crime ID', 'Month'")


def test_files_of_several_forces_need_a_choice(folder: Path) -> None:
    for month in ("2023-01", "2023-02"):
        for kind in ("street", "outcomes"):
            packed = next(folder.rglob(f"{month}-testshire-{kind}.csv*"))
            unpack = gzip.decompress if packed.suffix == ".gz" else bytes
            text = unpack(packed.read_bytes()).decode()
            other = folder / f"{month}-avon-and-somerset-{kind}.csv"
            other.write_text(text.replace("Testshire Police", "Avon & Somerset Constabulary"))
    (line,) = problems_of(folder)
    assert line.endswith("several forces: avon-and-somerset, testshire; choose one with --force")
    for spelling in ("testshire", "Testshire Police"):
        pd.testing.assert_frame_equal(
            read_police_uk(folder, spelling).volumes, read_police_uk(TINY).volumes
        )
    for spelling in ("avon-and-somerset", "Avon and Somerset Constabulary"):
        other = read_police_uk(folder, spelling)
        assert other.months == ("2023-01", "2023-02")
        assert other.volumes["crimes"].sum() == 12
        # two months: nothing is mature, and no year to take a volume from
        assert other.cohort is None
        assert other.outcomes.empty
        assert other.months_to_outcome.empty
        with pytest.raises(BadInput, match="at least 12"):
            fragment(other)
    (line,) = problems_of(folder, "Gwent")
    assert "no files of force 'Gwent'" in line
    assert "avon-and-somerset, testshire" in line


def test_rows_of_several_forces_need_a_choice(folder: Path) -> None:
    swap(
        folder / "2023-04-testshire-street.csv",
        "b8,2023-04,Testshire Police,Testshire Police",
        "b8,2023-04,Testshire Police,Otherland Police",
    )
    (line,) = problems_of(folder)
    assert "'Falls within' names several forces: Otherland Police, Testshire Police" in line
    chosen = read_police_uk(folder, "testshire")
    assert "1 street rows of other forces" in chosen.dropped
    assert chosen.volumes["crimes"].sum() == read_police_uk(TINY).volumes["crimes"].sum() - 1


def test_a_force_named_only_inside_the_files(folder: Path) -> None:
    for path in sorted(folder.rglob("*testshire*")):
        path.rename(path.with_name(path.name.replace("testshire", "all")))
    swap(
        folder / "2023-04-all-street.csv", "b8,2023-04,Testshire Police,Testshire", "b8,2023-04,,O"
    )
    chosen = read_police_uk(folder, "testshire")
    assert "1 street rows of other forces" in chosen.dropped
    assert chosen.volumes["crimes"].sum() == read_police_uk(TINY).volumes["crimes"].sum() - 1


def test_a_month_without_any_row(folder: Path) -> None:
    path = folder / "2023-05-testshire-street.csv"
    path.write_text(path.read_text().split("\n", 1)[0] + "\n")
    assert problems_of(folder) == [f"{folder}: no street rows of Testshire Police in 2023-05"]


def test_without_outcomes_files_volumes_still_come(folder: Path) -> None:
    for path in list(folder.rglob("*-outcomes.csv*")):
        path.unlink()
    data = read_police_uk(folder)
    assert data.dropped[-1] == "no outcomes files: months to outcome are not told"
    assert data.months_to_outcome.empty
    pd.testing.assert_frame_equal(data.outcomes, read_police_uk(TINY).outcomes)
    comparators = tomllib.loads(fragment(data))["comparators"]
    assert "outcomes" in comparators
    assert "months_to_outcome" not in comparators


# Bedfordshire, against tables that others derived from the same files


@pytest.fixture(scope="module")
def bedfordshire() -> PoliceUk:
    if not (SHARED / "policeuk_bedfordshire").is_dir():
        pytest.skip("the Bedfordshire files of data.police.uk are not beside the repository")
    return read_police_uk(SHARED / "policeuk_bedfordshire")


LABELS = {
    "Burglary": "burglary",
    "Robbery": "robbery",
    "Theft from the person": "theft_from_the_person",
    "Vehicle crime": "vehicle_crime",
}


def derived(name: str) -> pd.DataFrame:
    table = pd.read_csv(SHARED / "derived" / name)
    table = table[(table["cohort"] == "mature12") & table["crime_type"].isin(LABELS)]
    return table.assign(wide_type=table["crime_type"].map(LABELS))


def test_bedfordshire_volumes_and_dropped_rows(bedfordshire: PoliceUk) -> None:
    assert bedfordshire.cohort == ("2021-05", "2023-04")
    assert bedfordshire.volumes.groupby("wide_type")["crimes"].sum().to_dict() == {
        "burglary": 7520,
        "robbery": 1651,
        "theft_from_the_person": 1440,
        "vehicle_crime": 14681,
    }
    told = "\n".join(bedfordshire.dropped)
    for number in ("34,017 anti", "184 street", "2,879 outcome", "3,014 Crime", "5,370 outcome"):
        assert number in told


def test_bedfordshire_outcome_mix(bedfordshire: PoliceUk) -> None:
    names = {
        "charged_summonsed": "charged",
        "charged_as_part_of_another_case": "charged_in_another_case",
        "no_suspect_identified": "no_suspect",
        "not_in_public_interest": "not_public_interest",
        "other_organisation": "other_agency",
        "status_unavailable": "unavailable",
    }
    theirs = derived("outcome_mix_by_crime_type.csv")
    theirs = theirs.assign(group=theirs["outcome_group"].replace(names))
    ours = bedfordshire.outcomes.set_index(["wide_type", "group"])["crimes"]
    expected = theirs.groupby(["wide_type", "group"])["n"].sum()
    assert ours[ours > 0].sort_index().to_dict() == expected.to_dict()


def test_bedfordshire_cumulative_incidence(bedfordshire: PoliceUk) -> None:
    theirs = derived("cumulative_incidence_by_month.csv").set_index(["wide_type", "lag_months_le"])
    ours = bedfordshire.months_to_outcome
    columns = {
        "charged": "pct_charged",
        "no_suspect": "pct_no_suspect_identified",
        "unable_to_prosecute": "pct_unable_to_prosecute",
    }
    assert len(ours) == len(theirs) * 3
    for row in ours.itertuples():
        expected = theirs.loc[(row.wide_type, row.lag_months), columns[row.group]]
        assert round(row.per_cent_of_crimes, 2) == expected


def test_bedfordshire_months_to_outcome(bedfordshire: PoliceUk) -> None:
    names = {
        "Suspect charged": "charged",
        "Investigation complete; no suspect identified": "no_suspect",
        "Unable to prosecute suspect": "unable_to_prosecute",
    }
    theirs = derived("time_to_outcome_months.csv")
    theirs = theirs[theirs["outcome_type"].isin(names) & (theirs["lag_months"] <= 12)]
    theirs = theirs.assign(group=theirs["outcome_type"].map(names))
    key = ["wide_type", "group", "lag_months"]
    ours = bedfordshire.months_to_outcome.set_index(key)
    seen = ours[ours["outcomes"] > 0].sort_index()
    expected = theirs.set_index(key).sort_index()
    assert seen["outcomes"].to_dict() == expected["n"].to_dict()
    assert seen["outcomes_ever"].to_dict() == expected["n_outcomes"].to_dict()
    shares = (100 * seen["outcomes"] / seen["outcomes_ever"]).round(2)
    assert shares.to_dict() == expected["pct"].to_dict()


def test_bedfordshire_fragment(bedfordshire: PoliceUk) -> None:
    read = tomllib.loads(fragment(bedfordshire))
    assert read["comparators"]["age_months"] == [12, 36]
    for demand in read["demand"].values():
        assert sum(demand["by_month"]) == pytest.approx(12, abs=1e-9)
        per_year = demand["per_year"]
        assert per_year["low"] <= per_year["value"] <= per_year["high"]
    # of the outcomes assigned within twelve months, in the crime's month and by the next
    waits = read["comparators"]["months_to_outcome"]
    assert waits["burglary"]["no_suspect"][:2] == [78.78, 96.32]
    assert waits["burglary"]["charged"][:2] == [49.80, 73.33]
    assert waits["robbery"]["unable_to_prosecute"][:2] == [47.12, 80.00]
    assert waits["vehicle_crime"]["no_suspect"][:2] == [83.33, 97.20]
