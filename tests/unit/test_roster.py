"""Rosters worked by hand: each pattern, clock changes, bank holidays, months, absence and kiosks.

1 January 2018, day one of every pattern, is a Monday and a bank holiday.
"""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

import sacsim.force.roster as roster
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.force.force import TeamSettings
from sacsim.force.roster import (
    CID,
    DAY,
    EARLY,
    EVENING,
    FIVE_TEAM,
    GROUPS,
    LATE,
    NIGHT,
    NOON,
    SEVEN_DAYS,
    SEVEN_TO_THREE,
    WEEKDAYS,
    Duties,
    RosterSettings,
    bank_holidays,
    head_count,
    is_bank_holiday,
    joined,
    rostered,
    shift_of,
    together,
    workable,
)

CONTRACTED = 2086.0
PATTERNS = (FIVE_TEAM, CID, WEEKDAYS, SEVEN_DAYS)
NEW_YEAR = date(2018, 1, 1)
Row = tuple[int, float, float]


def days(count: int, first: date = NEW_YEAR) -> list[date]:
    return [first + timedelta(n) for n in range(count)]


def line(pattern: str, group: int, count: int) -> list[object]:
    return [shift_of(pattern, group, day) for day in days(count)]


def months(pattern: str, posts: int, clock: Clock, count: int) -> list[Row]:
    settings = RosterSettings(shifts=pattern)
    return rows(*(rostered(settings, posts, clock, month) for month in range(count)))


def rows(*blocks: Duties) -> list[Row]:
    return list(joined(blocks).rows())


def columns(duties: list[Row]) -> Duties:
    post, start, end = np.array(duties, float).reshape(-1, 3).T
    return Duties(post.astype(np.int64), start, end)


def on_duty(duties: list[Row], at: float) -> list[int]:
    return sorted(post for post, start, end in duties if start <= at < end)


# -- patterns ---------------------------------------------------------------------------------


def test_a_round_the_clock_team_works_two_earlies_two_lates_two_nights_and_has_four_off() -> None:
    cycle = [EARLY, EARLY, LATE, LATE, NIGHT, NIGHT, None, None, None, None]
    assert line(FIVE_TEAM, 0, 20) == cycle * 2
    assert line(FIVE_TEAM, 1, 10) == cycle[2:] + cycle[:2]
    assert line(FIVE_TEAM, 4, 10) == cycle[8:] + cycle[:8]


def test_each_day_one_team_of_five_works_each_shift() -> None:
    for day in days(400):
        shifts = Counter(shift_of(FIVE_TEAM, group, day) for group in range(5))
        assert shifts == {EARLY: 1, LATE: 1, NIGHT: 1, None: 2}


def test_cid_works_days_evenings_days_and_a_weekend() -> None:
    off = None
    assert line(CID, 0, 28) == [
        *[off, DAY, DAY, DAY, DAY, off, off],  # Monday is New Year's Day
        *[EVENING, EVENING, EVENING, EVENING, EVENING, off, off],
        *[DAY, DAY, DAY, DAY, DAY, off, off],
        *[off, off, NOON, NOON, NOON, NOON, NOON],
    ]
    assert line(CID, 3, 7) == [off, off, NOON, NOON, NOON, NOON, NOON]


def test_one_group_of_cid_covers_each_weekend_and_the_bank_holidays_in_it() -> None:
    christmas = days(5, date(2021, 12, 24))  # Friday; Monday and Tuesday are bank holidays
    worked = [
        [group for group in range(4) if shift_of(CID, group, day) is not None] for day in christmas
    ]
    assert [len(groups) for groups in worked] == [4, 1, 1, 0, 0]


def test_office_hours_leave_out_weekends_and_bank_holidays() -> None:
    easter = days(6, date(2021, 4, 1))  # Thursday to Tuesday
    assert [shift_of(WEEKDAYS, 0, day) for day in easter] == [DAY, None, None, None, None, DAY]


def test_seven_day_cover_rests_two_days_and_changes_its_shift_each_week() -> None:
    first, second = SEVEN_TO_THREE, NOON
    assert line(SEVEN_DAYS, 0, 14) == [None, None, *[first] * 5, None, None, *[second] * 5]
    assert line(SEVEN_DAYS, 7, 7) == [None, None, *[second] * 5]
    assert line(SEVEN_DAYS, 1, 7) == [None, *[first] * 5, None]
    assert line(SEVEN_DAYS, 6, 7) == [first, None, None, *[first] * 4]
    for day in days(400):  # ten of fourteen, half of them early; bank holidays too
        shifts = Counter(shift_of(SEVEN_DAYS, group, day) for group in range(14))
        assert shifts == {SEVEN_TO_THREE: 5, NOON: 5, None: 4}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_post_gives_its_contracted_hours(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "is_bank_holiday", lambda day: False)
    groups = GROUPS[pattern]
    hours = sum(
        shift[1]
        for day in days(4 * 365 + 1)
        for group in range(groups)
        if (shift := shift_of(pattern, group, day)) is not None
    )
    assert hours / groups / 4 == pytest.approx(CONTRACTED, rel=0.005)


def test_posts_are_dealt_to_the_groups_in_turn() -> None:
    duties = months(FIVE_TEAM, 7, Clock(NEW_YEAR), 1)
    assert on_duty(duties, 10.0) == [0, 5]
    assert on_duty(duties, 20.0) == [1, 6]
    assert on_duty(duties, 25.0) == [2]
    assert on_duty(duties, 23.0) == [1, 2, 6]
    assert (2, 22.0, 31.5) in duties


# -- bank holidays ----------------------------------------------------------------------------


def test_bank_holidays_are_those_of_england_and_wales() -> None:
    assert date(2020, 5, 8) in bank_holidays(2020)  # moved from Monday for VE Day
    assert date(2020, 5, 4) not in bank_holidays(2020)
    substitutes = {date(2021, 12, 27), date(2021, 12, 28)}
    assert substitutes <= bank_holidays(2021)
    assert {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)} <= bank_holidays(2022)
    assert not is_bank_holiday(date(2021, 3, 17))  # St Patrick's Day: Northern Ireland only
    assert not is_bank_holiday(date(2021, 8, 2))  # summer holiday: Scotland only


# -- clock changes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "night", "hours"),
    [
        (date(2021, 3, 1), date(2021, 3, 27), 8.5),  # an hour is skipped
        (date(2021, 10, 1), date(2021, 10, 30), 10.5),  # an hour comes twice
        (date(2021, 6, 1), date(2021, 6, 26), 9.5),
    ],
)
def test_a_night_on_which_the_clocks_change_ends_by_the_clock_on_the_wall(
    start: date, night: date, hours: float
) -> None:
    clock = Clock(start)
    duties = months(FIVE_TEAM, 5, clock, 1)
    begins = (night - start).days * 24 + 22.0
    (end,) = [duty[2] for duty in duties if duty[1] == begins]
    assert end - begins == hours
    local = clock.local(end)
    assert (local.date(), local.hour, local.minute) == (night + timedelta(1), 7, 30)
    (early,) = [duty[1] for duty in duties if end - 1 < duty[1] <= end]
    assert end - early == 0.5  # the shifts overlap as on any morning


@pytest.mark.parametrize("start", [date(2021, 1, 1), date(2021, 7, 1), date(2023, 10, 1)])
def test_a_round_the_clock_team_is_never_absent(start: date) -> None:
    clock = Clock(start)
    spans = sorted((begin, end) for _, begin, end in months(FIVE_TEAM, 5, clock, 13))
    assert spans[0][0] == 0.0
    covered = 0.0
    for begin, end in spans:
        assert begin <= covered
        covered = max(covered, end)
    assert covered > clock.month_start(13)


def test_a_table_has_no_skipped_hour_and_stretches_the_one_that_comes_twice() -> None:
    table = RosterSettings(shifts="table", on_duty_by_hour=(1,) * 168)
    for start, day, long in ((date(2021, 3, 1), 28, 0), (date(2021, 10, 1), 31, 2)):
        clock = Clock(start)
        duties = rows(rostered(table, 1, clock, 0))
        one_o_clock = (day - 1) * 24 + 1.0
        lengths = [end - begin for _, begin, end in duties if begin == one_o_clock]
        assert lengths == ([2.0] if long else [1.0])  # in spring it is the hour from 02:00
        assert sum(end - begin for _, begin, end in duties) == clock.month_start(1)
        assert all(one[2] == other[1] for one, other in pairwise(duties))


def test_a_table_is_read_by_local_hour_of_the_week() -> None:
    table = [0] * 168
    table[0], table[6 * 24 + 23] = 2, 1  # Monday from 00:00, Sunday from 23:00
    settings = RosterSettings(shifts="table", on_duty_by_hour=tuple(table))
    duties = rows(rostered(settings, 5, Clock(NEW_YEAR), 0))
    assert duties[:3] == [(0, 0.0, 1.0), (1, 0.0, 1.0), (0, 167.0, 168.0)]
    assert set(rostered(settings, 1, Clock(NEW_YEAR), 0).post) == {0}


# -- months -----------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", PATTERNS)
def test_months_join_without_gap_or_overlap(pattern: str) -> None:
    start, posts = date(2021, 2, 1), 14
    clock = Clock(start)
    duties = months(pattern, posts, clock, 12)
    expected = [
        (post, clock.hours(day, shift[0]))
        for day in days(365, start)
        for post in range(posts)
        if (shift := shift_of(pattern, post % GROUPS[pattern], day)) is not None
    ]
    assert sorted((post, begin) for post, begin, _ in duties if begin) == sorted(expected)
    for post in range(posts):
        own = sorted(duty[1:] for duty in duties if duty[0] == post)
        assert all(one[1] <= other[0] for one, other in pairwise(own))


def test_a_run_begins_in_the_middle_of_a_night_shift() -> None:
    clock = Clock(date(2018, 2, 1))  # 31 days after day one: team 2 had its first night
    duties = months(FIVE_TEAM, 5, clock, 1)
    assert on_duty(duties, 0.0) == [2]
    assert (2, 0.0, 7.5) in duties
    assert (2, 22.0, 31.5) in duties
    assert all(end > begin for _, begin, end in duties)  # the late shift ended at midnight
    assert min(duty[1] for duty in months(CID, 4, clock, 1)) > 0.0


def test_posts_always_on_duty_are_so_in_every_month() -> None:
    clock = Clock(date(2021, 2, 1))
    duties = months(roster.ALWAYS, 2, clock, 3)
    for post in (0, 1):
        own = [duty[1:] for duty in duties if duty[0] == post]
        assert own == [(clock.month_start(n), clock.month_start(n + 1)) for n in range(3)]


# -- leave, sickness, training and other duties -----------------------------------------------

ABSTRACTED = RosterSettings(shifts=FIVE_TEAM, abstraction=0.25, other_duties=0.2)


def test_one_officer_more_changes_nobody_elses_duty() -> None:
    clock, draws = Clock(date(2021, 2, 1)), Draws(1, 0)
    fewer, more = (rows(workable(ABSTRACTED, posts, clock, 2, draws)) for posts in (23, 24))
    assert [duty for duty in more if duty[0] != 23] == fewer
    assert len(more) > len(fewer)


def test_another_start_of_the_run_changes_nobodys_duty() -> None:
    earlier, later = Clock(date(2021, 2, 1)), Clock(date(2021, 4, 1))
    shift = earlier.hours(later.start)
    one = rows(workable(ABSTRACTED, 30, earlier, 4, Draws(1, 0)))
    other = rows(workable(ABSTRACTED, 30, later, 2, Draws(1, 0)))
    assert one == [(post, begin + shift, end + shift) for post, begin, end in other]


def test_duty_left_is_the_share_stated_and_never_more_than_rostered() -> None:
    clock = Clock(date(2021, 2, 1))
    all_duties = months(FIVE_TEAM, 200, clock, 6)
    left = rows(*(workable(ABSTRACTED, 200, clock, month, Draws(1, 0)) for month in range(6)))
    assert set(left) <= set(all_duties)
    share, n = 0.75 * 0.8, len(all_duties)
    assert abs(len(left) / n - share) < 4 * (share * (1 - share) / n) ** 0.5


def test_nobody_comes_when_all_are_abstracted_and_all_when_none_is() -> None:
    clock, draws = Clock(date(2021, 2, 1)), Draws(1, 0)
    nobody = RosterSettings(shifts=CID, abstraction=1.0)
    assert rows(workable(nobody, 8, clock, 0, draws)) == []
    everybody = RosterSettings(shifts=CID)
    assert rows(workable(everybody, 8, clock, 0, draws)) == rows(rostered(everybody, 8, clock, 0))


# -- kiosks -----------------------------------------------------------------------------------


def staff(users: list[Row], places: int, *within: float) -> list[Row]:
    return rows(together(columns(users), places, within))


def test_kiosks_are_staffed_as_people_come_and_go() -> None:
    users = [(10, 0.0, 8.0), (11, 4.0, 12.0), (12, 4.0, 6.0)]
    assert staff(users, 2, 0.0, 10.0) == [(1, 4.0, 8.0), (0, 0.0, 10.0)]
    assert staff(users, 1, 0.0, 20.0) == [(0, 0.0, 12.0)]
    assert staff(users, 9, 0.0, 20.0) == [(2, 4.0, 6.0), (1, 4.0, 8.0), (0, 0.0, 12.0)]


def test_kiosks_need_people_in_the_time_asked_for() -> None:
    assert staff([], 3, 0.0, 10.0) == []
    assert staff([(0, 0.0, 5.0), (1, 10.0, 12.0)], 3, 5.0, 10.0) == []
    assert staff([(0, 0.0, 5.0)], 0, 0.0, 10.0) == []
    handed_over = [(0, 0.0, 5.0), (1, 5.0, 9.0)]
    assert staff(handed_over, 1, 0.0, 10.0) == [(0, 0.0, 9.0)]


def test_kiosks_that_shut_at_once_are_told_the_last_first() -> None:
    users = [(n, 0.0, 4.0) for n in range(3)] + [(n, 6.0, 8.0) for n in range(2)]
    shut = [(2, 0.0, 4.0), (1, 0.0, 4.0), (0, 0.0, 4.0), (1, 6.0, 8.0), (0, 6.0, 8.0)]
    assert staff(users, 3, 0.0, 24.0) == shut


def test_heads_are_counted_from_each_change_on() -> None:
    users = columns([(0, -3.0, 2.0), (1, 2.0, 5.0), (2, 4.0, 30.0), (3, 4.0, 4.0), (4, 25.0, 26.0)])
    times, people = head_count(users, 0.0, 24.0)
    assert times.tolist() == [0.0, 2.0, 4.0, 5.0, 24.0]
    assert people.tolist() == [1, 1, 2, 1, 0]


def test_staffed_kiosks_are_the_lesser_of_kiosks_and_people_at_every_moment() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        begins = rng.integers(-10, 30, 12)
        users = [
            (n, float(begin), float(begin + length))
            for n, (begin, length) in enumerate(zip(begins, rng.integers(1, 12, 12), strict=True))
        ]
        places = int(rng.integers(0, 6))
        staffed = staff(users, places, 0.0, 24.0)
        for moment in np.arange(-0.5, 26.0, 1.0):
            people = len(on_duty(users, moment)) if 0 <= moment < 24 else 0
            assert on_duty(staffed, moment) == list(range(min(people, places)))


KIOSK = {"kiosks": 3, "trained_users": 20, "shifts": FIVE_TEAM}


def test_kiosk_months_join_and_no_month_depends_on_another_having_been_asked_for() -> None:
    team = TeamSettings(**KIOSK, abstraction=0.3, other_duties=0.4)
    clock, draws = Clock(date(2021, 2, 1)), Draws(1, 0)
    forwards = [rows(team.duties(clock, month, draws)) for month in range(4)]
    backwards = [rows(team.duties(clock, month, draws)) for month in (3, 2, 1, 0)]
    assert backwards == forwards[::-1]
    users = rows(*(workable(team, 20, clock, month, draws) for month in range(4)))
    staffed = [duty for month in forwards for duty in month]
    for moment in np.arange(0.25, clock.month_start(4), 1.0):
        people = min(3, len(on_duty(users, moment)))
        assert on_duty(staffed, moment) == list(range(people))


def test_kiosks_whose_users_are_always_there_stay_staffed() -> None:
    team = TeamSettings(**KIOSK | {"shifts": "always"})
    clock = Clock(date(2021, 2, 1))
    for month in range(4):
        within = clock.month_start(month), clock.month_start(month + 1)
        duties = rows(team.duties(clock, month, Draws(1, 0)))
        assert sorted(duties) == [(place, *within) for place in range(3)]
