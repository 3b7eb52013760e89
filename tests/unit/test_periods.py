"""Crimes counted week by week: eight crimes followed by hand."""

import pandas as pd
import pytest
from made_run import at, made_run, reported

from sacsim.measure.periods import CRIME_TYPES, MEASURES, by_period

ROBBERY = "personal_robbery"
EDGES = [at(day) for day in ("2021-02-01", "2021-02-08", "2021-02-15", "2021-02-22")]


@pytest.fixture(scope="module")
def counts() -> "pd.Series[int]":
    crimes = [
        reported(1, "2020-10-01"),  # a live crime, four months old
        reported(2, "2021-01-20", ROBBERY),
        reported(3, "2021-02-01"),  # the first instant
        reported(4, "2021-02-08"),  # the first instant of the second week
        reported(5, "2021-02-10"),
        reported(6, "2021-01-05"),  # closed before
        reported(7, "2021-02-21", ROBBERY),
        reported(8, "2021-02-22"),  # after the last week
    ]
    history = [
        (6, at("2021-01-30"), 18),
        (2, at("2021-02-07 23:59"), 16),
        (3, at("2021-02-08"), 1),  # in the second week, not the first
        (5, at("2021-02-11"), 18),
        (5, at("2021-02-12"), 0),  # open again in the same week: not closed in it
        (5, at("2021-02-16"), 1),
        (6, at("2021-02-17"), 4),  # admitted later: counts again
    ]
    frame = by_period(made_run(crimes, history), EDGES)
    return frame.set_index(["measure", "crime_type", "period"])["value"].sort_index()


EXPECTED = {
    ("reported", "all"): [1, 2, 1],
    ("reported", ROBBERY): [0, 0, 1],
    ("closed", "all"): [1, 1, 2],
    ("closed", ROBBERY): [1, 0, 0],
    ("closed.unable_to_prosecute", "all"): [1, 0, 0],
    ("closed.no_suspect", "all"): [0, 0, 0],
    ("closed.charged", "all"): [0, 1, 1],
    ("closed.charged_in_another_case", "all"): [0, 0, 1],
    ("charged_so_far", "all"): [0, 1, 2],
    ("charged_so_far", ROBBERY): [0, 0, 0],
    ("live", "all"): [2, 3, 3],  # 1 and 3; 1, 4 and 5; 1, 4 and 7
    ("live", ROBBERY): [0, 0, 1],
    ("live.over_28_days", "all"): [1, 1, 1],
    ("live.over_90_days", "all"): [1, 1, 1],
    ("live.over_180_days", "all"): [0, 0, 0],
}


@pytest.mark.parametrize("line", EXPECTED)
def test_week_by_week(counts: "pd.Series[int]", line: tuple[str, str]) -> None:
    assert counts[line].tolist() == EXPECTED[line]


def test_every_line_is_there_and_types_add_up(counts: "pd.Series[int]") -> None:
    assert len(counts) == 3 * len(MEASURES) * len(CRIME_TYPES)
    by_type = counts.unstack("crime_type")
    assert (by_type.drop(columns="all").sum(axis=1) == by_type["all"]).all()
