"""Scores: each figure worked by hand, and what cannot be scored."""

import math
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from sacsim.errors import BadInput
from sacsim.experiment.score import EVERY, Line, read_actual, score
from sacsim.scenario.table import read_table

FIRST = date(2021, 1, 1)
DAYS = [str(FIRST + timedelta(weeks=n)) for n in range(4)]
MANIFEST = {
    "scenario": "abc123",
    "name": "Town",
    "periods": ["week", 4],
    "coverage": {"80": 0.8, "95": 0.95},
}
LIVE, CHARGED = Line("live", "all"), Line("closed.charged", "personal_robbery")


def line(measure: str, crime_type: str, *rows: tuple[float, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["median", "low80", "high80", "low95", "high95"])
    frame.insert(0, "period_start", DAYS[: len(rows)])
    return frame.assign(scenario="Town", measure=measure, crime_type=crime_type)


BANDS = pd.concat(
    [
        line("live", "all", *[(10, 8, 12, 6, 14)] * 4),
        line("closed.charged", "personal_robbery", *[(1, 0, 2, 0, 3)] * 4),
    ],
    ignore_index=True,
)


def actual(*values: float) -> dict[date, float]:
    return {date.fromisoformat(day): value for day, value in zip(DAYS, values, strict=False)}


def year_before(number: int) -> date:
    return date.fromisoformat(DAYS[number]) - timedelta(weeks=52)


def test_every_figure_of_one_line() -> None:
    """Errors 10 - (10, 13, 15, 6) = 0, -3, -5, +4; last year's own errors -4, ?, ?, +6."""
    happened = actual(10, 13, 15, 6) | {year_before(0): 14, year_before(3): 0}
    one, every = score(BANDS, MANIFEST, {LIVE: happened})
    assert (one.measure, one.crime_type, one.periods) == ("live", "all", 4)
    assert one.mean_error == pytest.approx(-4 / 4)
    assert one.mean_error_percent == pytest.approx(100 * -4 / 44)
    assert one.mean_absolute_error == pytest.approx(12 / 4)
    assert one.within80 == 1 / 4
    assert one.within95 == 3 / 4
    # Wilson for 1 of 4 with z = 1.95996: centre (1/4 + z2/8) / (1 + z2/4), reach as in the book
    z2 = 1.959963984540054**2
    reach = math.sqrt(z2) / (1 + z2 / 4) * math.sqrt(0.25 * 0.75 / 4 + z2 / 64)
    centre = (0.25 + z2 / 8) / (1 + z2 / 4)
    assert one.within80_low == pytest.approx(centre - reach)
    assert one.within80_high == pytest.approx(centre + reach)
    # widths 4; outside 0, 1, 3, 2 times 2 / 0.2; widths 8; outside 0, 0, 1, 0 times 2 / 0.05
    assert one.interval_score80 == pytest.approx(4 + 10 * 6 / 4)
    assert one.interval_score95 == pytest.approx(8 + 40 * 1 / 4)
    assert one.skill == pytest.approx(1 - (0 + 4) / (4 + 6))
    assert one.skill_periods == 2
    assert every[2:] == one[2:]


def test_every_line_together() -> None:
    scores = score(BANDS, MANIFEST, {LIVE: actual(10, 10), CHARGED: actual(4, 0)})
    assert [(each.measure, each.periods) for each in scores] == [
        ("closed.charged", 2),
        ("live", 2),
        (EVERY, 4),
    ]
    assert scores[-1].within95 == 3 / 4
    assert scores[-1].mean_absolute_error == pytest.approx((0 + 0 + 3 + 1) / 4)
    assert math.isnan(scores[-1].skill)


def test_nothing_happened_so_no_per_cent_and_no_skill_against_a_perfect_last_year() -> None:
    happened = actual(0, 0) | {year_before(0): 0, year_before(1): 0}
    one, _ = score(BANDS, MANIFEST, {CHARGED: happened})
    assert one.mean_error == 1.0
    assert math.isnan(one.mean_error_percent)
    assert math.isnan(one.skill)


def test_a_month_is_twelve_months_after_last_years() -> None:
    bands = BANDS.assign(period_start=["2021-03-01", "2021-04-01", "2021-05-01", "2021-06-01"] * 2)
    happened = {date(2021, 3, 1): 11.0, date(2020, 3, 1): 15.0}
    one, _ = score(bands, {**MANIFEST, "periods": ["month", 4]}, {LIVE: happened})
    assert one.skill == pytest.approx(1 - 1 / 4)


HEADING = "scenario,period_start,crime_type,measure,value"


def read(folder: Path, *rows: str, heading: str = HEADING):
    path = folder / "actual.csv"
    path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8", newline="\n")
    return read_actual(read_table("actual.csv", folder), BANDS, MANIFEST)


def test_what_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Town,2021-01-01,all,live,10",
        "abc123,2021-01-08,all,live,11.5",
        "Town,2020-01-03,all,live,9",
    )
    assert found == {LIVE: {date(2021, 1, 1): 10.0, date(2021, 1, 8): 11.5, date(2020, 1, 3): 9.0}}


WRONG = {
    "City,2021-01-01,all,live,10": "row 3: scenario: the text 'City' is not that of the forecast, "
    "'Town' or 'abc123'",
    "Town,01/01/2021,all,live,10": "row 4: period_start: the text '01/01/2021' is not an ISO date",
    "Town,2021-01-02,all,live,10": "row 5: period_start: 2021-01-02 is not the first day of a "
    "period of the forecast, which has 4 from 2021-01-01 to 2021-01-22",
    "Town,2021-01-29,all,live,10": "row 6: period_start: 2021-01-29 is not",
    "Town,2021-01-08,burglary,live,10": "row 7: crime_type: the text 'burglary' is not one of",
    "Town,2021-01-08,all,alive,10": "row 8: measure: the text 'alive' is not one of",
    "Town,2021-01-08,all,live,many": "row 9: value: the text 'many' is not a number of crimes",
    "Town,2021-01-08,all,live,-1": "row 10: value: the text '-1' is not a number of crimes",
    "Town,2021-01-08,all,live,nan": "row 11: value: the text 'nan' is not a number of crimes",
    "Town,2021-01-01,all,live,11": "row 12: the same line and period as row 2",
}


def test_every_row_that_cannot_be_scored_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        read(tmp_path, "Town,2021-01-01,all,live,10", *WRONG)
    assert len(error.value.problems) == len(WRONG)
    for line_told, what in zip(error.value.problems, WRONG.values(), strict=True):
        assert line_told.startswith(f"{tmp_path / 'actual.csv'}: {what}")


def test_a_period_left_out_is_told(tmp_path: Path) -> None:
    rows = ("Town,2021-01-01,all,live,10", "Town,2021-01-15,all,live,10")
    with pytest.raises(BadInput, match="no row for live, all, 2021-01-08"):
        read(tmp_path, *rows)
    with pytest.raises(BadInput, match="no row of a period of the forecast"):
        read(tmp_path, "Town,2020-01-03,all,live,10")
    with pytest.raises(BadInput, match="the column value is missing"):
        read(tmp_path, heading=HEADING.removesuffix(",value"))
