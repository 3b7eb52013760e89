"""Local areas from data.police.uk files: counted by hand in the tiny folder, and Bedfordshire's."""

import shutil
import tomllib
from pathlib import Path

import pytest

from sacsim.demand.area_fragment import area_lines
from sacsim.demand.fragment import fragment
from sacsim.demand.police_uk import read_police_uk

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "data" / "policeuk_tiny"
BEDFORDSHIRE = ROOT.parent / "shared" / "data" / "policeuk_bedfordshire"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny folder, with the four burglaries of 2023-01 in another district."""
    folder = Path(shutil.copytree(TINY, tmp_path / "files"))
    path = folder / "2023-01" / "2023-01-testshire-street.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    moved = [
        line.replace("Testshire 001A", "St. Other's 002B") if ",Burglary," in line else line
        for line in lines
    ]
    path.write_text("\n".join(moved), encoding="utf-8", newline="\n")
    return folder


def test_shares_of_districts_and_what_was_recorded_there(folder: Path) -> None:
    """Ten burglaries, four of them in the other district, where all four have been followed."""
    text = "\n".join(area_lines(read_police_uk(folder)))
    areas = tomllib.loads(text)["demand"]["areas"]
    assert list(areas) == ["St_Other_s", "Testshire"]
    other, rest = areas["St_Other_s"]["share"], areas["Testshire"]["share"]
    assert other["domestic_burglary"] == 0.4
    assert rest["domestic_burglary"] == 0.6
    assert other["theft_of_vehicle"] == other["theft_from_vehicle"] == 0.0
    assert areas["Testshire"]["travel_factor"]["status"] == "assumed"
    # b1 no suspect; b2 and b3 charged; b4 unknown
    assert "# burglary: 4 crimes, no_suspect 25.0 %" in text
    assert "charged 50.0 %" in text
    assert "of 4 followed for a year" in text


def test_crimes_without_a_place_are_in_no_area(folder: Path) -> None:
    for path in folder.rglob("*street.csv"):
        path.write_text(
            path.read_text(encoding="utf-8-sig").replace("LSOA name", "Other"), encoding="utf-8"
        )
    data = read_police_uk(folder)
    assert set(data.places["area"]) <= {"", "Testshire"}  # two files are packed and keep theirs
    assert data.places["crimes"].sum() == data.volumes["crimes"].sum()
    lines = area_lines(data)
    unplaced = data.places.loc[data.places["area"] == "", "crimes"].sum()
    assert (
        f"# districts with less than one crime in a hundred, are in no area: {unplaced}." in lines
    )


def test_areas_are_written_only_if_asked_for(folder: Path) -> None:
    data = read_police_uk(folder)
    assert "demand.areas" not in fragment(data)
    assert "areas" in tomllib.loads(fragment(data, areas=True))["demand"]


@pytest.mark.skipif(not BEDFORDSHIRE.is_dir(), reason="needs data.police.uk's Bedfordshire files")
def test_bedfordshire_s_areas_are_what_the_files_say() -> None:
    scenario = (ROOT / "scenarios" / "bedfordshire.toml").read_text(encoding="utf-8")
    assert "\n".join(area_lines(read_police_uk(BEDFORDSHIRE))).strip() in scenario
