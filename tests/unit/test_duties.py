"""Duty times in columns: the same as post by post, whoever asked before, and as one table."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

import sacsim.force.roster as roster
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.engine.frames import duties_frame
from sacsim.force.force import TeamSettings
from sacsim.force.roster import (
    ALWAYS,
    CID,
    FIVE_TEAM,
    GROUPS,
    SEVEN_DAYS,
    TABLE,
    WEEKDAYS,
    Duties,
    RosterSettings,
    joined,
    rostered,
    shift_of,
)

PATTERNS = (FIVE_TEAM, CID, WEEKDAYS, SEVEN_DAYS)
NEW_YEAR = date(2018, 1, 1)
START = date(2021, 2, 1)
Row = tuple[int, float, float]


def rows(*blocks: Duties) -> list[Row]:
    return list(joined(blocks).rows())


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("posts", [1, 3, 17])
def test_columns_say_what_each_post_of_each_group_says_day_by_day(pattern: str, posts: int) -> None:
    clock, groups = Clock(START), GROUPS[pattern]
    expected: list[Row] = []
    for day in range(-1, 59):  # the evening before, February, March
        date_of = START + timedelta(day)
        for group in range(groups):
            shift = shift_of(pattern, group, date_of)
            if shift is not None:
                end = datetime.combine(date_of, shift[0]) + timedelta(hours=shift[1])
                begins, ends = clock.hours(date_of, shift[0]), clock.hours(end.date(), end.time())
                own = [post for post in range(posts) if post % groups == group and ends > 0]
                expected += [(post, max(begins, 0.0), ends) for post in own]
    settings = RosterSettings(shifts=pattern)
    assert rows(*(rostered(settings, posts, clock, month) for month in (0, 1))) == expected


def test_rows_are_plain_numbers_in_the_order_of_the_columns() -> None:
    duties = rostered(RosterSettings(shifts=FIVE_TEAM), 7, Clock(NEW_YEAR), 0)
    one_by_one = list(duties.rows())
    assert [[*column] for column in zip(*one_by_one, strict=True)] == [[*each] for each in duties]
    assert {tuple(map(type, row)) for row in one_by_one} == {(int, float, float)}


def test_columns_keep_their_types_when_nobody_is_on_duty() -> None:
    clock, draws = Clock(NEW_YEAR), Draws(1, 0)
    closed = {"shifts": TABLE, "on_duty_by_hour": (0,) * 168}
    for settings in (
        {"officers": "unlimited", "shifts": ALWAYS},
        *({"officers": 0, "shifts": pattern} for pattern in PATTERNS),
        {"officers": 9, "shifts": CID, "abstraction": 1.0},
        {"officers": 9} | closed,
        {"kiosks": 2, "trained_users": 9} | closed,
        {"kiosks": 2, "trained_users": 0, "shifts": FIVE_TEAM},
    ):
        duties = TeamSettings(**settings).duties(clock, 1, draws)
        assert [column.dtype for column in duties] == [np.int64, np.float64, np.float64]
        assert rows(duties) == rows() == []


def test_months_asked_for_before_are_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    table = RosterSettings(shifts=TABLE, on_duty_by_hour=tuple(range(84)) * 2)
    asked = [
        (settings, posts, Clock(start), month)
        for settings in (table, *(RosterSettings(shifts=each) for each in (*PATTERNS, ALWAYS)))
        for start in (START, date(2021, 3, 1))
        for month in (0, 1)
        for posts in (2, 40)
    ]
    first, again = ([rows(rostered(*each)) for each in asked] for _ in range(2))
    monkeypatch.setattr(roster, "_shifts", roster._shifts.__wrapped__)
    assert first == again == [rows(rostered(*each)) for each in asked]


@pytest.mark.parametrize("pattern", [*PATTERNS, ALWAYS])
def test_nobody_who_asked_can_change_what_others_are_told(pattern: str) -> None:
    settings, clock = RosterSettings(shifts=pattern), Clock(NEW_YEAR)
    duties = rostered(settings, 5, clock, 0)
    before = rows(duties)
    for column in duties:
        column += 1
    assert rows(duties) != before == rows(rostered(settings, 5, clock, 0))
    for kept in roster._shifts(pattern, None, NEW_YEAR, 0):
        with pytest.raises(ValueError, match="read-only"):
            kept += 1


def test_duties_of_all_teams_become_one_table_that_ends_at_the_horizon() -> None:
    early = Duties(np.array([3]), np.array([1.0]), np.array([2.0]))
    late = Duties(np.array([0, 1]), np.array([5.0, 10.0]), np.array([12.0, 12.0]))
    force = SimpleNamespace(duties={"b": [early, late], "none": [], "a": [early]})
    table = duties_frame(force, 10.0)
    assert list(table.itertuples(index=True, name=None)) == [
        (0, "a", 3, 1.0, 2.0),
        (1, "b", 3, 1.0, 2.0),
        (2, "b", 0, 5.0, 10.0),
    ]
    assert list(table) == ["team", "officer", "from_hours", "to_hours"]
    empty = duties_frame(SimpleNamespace(duties={"none": []}), 10.0)
    assert empty.dtypes.equals(table.dtypes)
    assert empty.empty
