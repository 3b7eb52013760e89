"""Rosters: who is meant to be at work when, by shift pattern, local time and bank holiday.

Patterns give 2,086 contracted hours a year a post (40 a week): round-the-clock teams in ten-day
cycles of paid nine-and-a-half-hour shifts (two early, two late, two night, four off), everyone else
in eight-hour shifts, five of seven days. Shifts begin and end by the clock on the wall: a night on
which the clocks change is an hour shorter or longer, so that no hour is left without a team.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

import holidays
import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sacsim.chance.draws import Draws, FloatArray, IntArray
from sacsim.clock import Clock, month_after
from sacsim.settings import Count, FrozenSettings, Probability

FIVE_TEAM, CID, WEEKDAYS, SEVEN_DAYS = "five_team_2224", "cid", "monday_to_friday", "seven_day_days"
ALWAYS, TABLE = "always", "table"
Pattern = Literal["five_team_2224", "cid", "monday_to_friday", "seven_day_days", "always", "table"]
Shift = tuple[time, float]
Turnout = tuple[int, int, float, float]  # first post and limit, from and to

EARLY, LATE, NIGHT = (time(7), 9.5), (time(14, 30), 9.5), (time(22), 9.5)
DAY, EVENING, SEVEN_TO_THREE, NOON = (
    (time(8), 8.0),
    (time(14), 8.0),
    (time(7), 8.0),
    (time(12), 8.0),
)
EPOCH = date(2018, 1, 1)  # a Monday
UNIX_EPOCH = date(1970, 1, 1)
EVERYBODY = 1 << 62
GROUPS: dict[str, int] = {FIVE_TEAM: 5, CID: 4, WEEKDAYS: 1, SEVEN_DAYS: 14, ALWAYS: 1, TABLE: 1}


class RosterSettings(FrozenSettings):
    """How a team's posts are rostered, and how much of that time is lost before work begins."""

    shifts: Pattern
    abstraction: Probability = 0.0
    """Share of shifts lost to leave, sickness and training."""
    other_duties: Probability = 0.0
    """Share of the rest spent on duty but not available."""
    on_duty_by_hour: Annotated[tuple[Count, ...], Field(min_length=168, max_length=168)] | None = (
        None
    )
    """Posts from Monday 00:00, with `shifts = "table"`."""

    @model_validator(mode="after")
    def _table_given(self) -> "RosterSettings":
        if self.shifts in (ALWAYS, TABLE) and (self.abstraction or self.other_duties):
            raise ValueError(
                f"shifts = '{self.shifts}' already says who is on duty: "
                "abstraction and other_duties must be 0"
            )
        if (self.shifts == TABLE) != (self.on_duty_by_hour is not None):
            raise ValueError(
                "on_duty_by_hour (168 posts, from Monday 00:00) goes with shifts = 'table'"
            )
        return self


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England and Wales in a year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    """Whether a date is a bank holiday in England and Wales."""
    return day in bank_holidays(day.year)


def shift_of(pattern: str, group: int, day: date) -> Shift | None:
    """The shift (start, hours) that a group of posts works on a date, or None for a day off."""
    since = (day - EPOCH).days
    if pattern == FIVE_TEAM:
        cycle = (since + 2 * group) % 10
        return (EARLY, EARLY, LATE, LATE, NIGHT, NIGHT, None, None, None, None)[cycle]
    weekday, week = day.weekday(), (since // 7 + group) % 4
    if pattern == CID:
        if week == 3:  # weekend cover: Wednesday to Sunday
            return NOON if weekday >= 2 else None
        if weekday >= 5 or is_bank_holiday(day):
            return None
        return EVENING if week == 1 else DAY
    if pattern == WEEKDAYS:
        return None if weekday >= 5 or is_bank_holiday(day) else DAY
    if pattern == SEVEN_DAYS:
        if (weekday + group) % 7 < 2:
            return None
        return NOON if (since // 7 + group // 7) % 2 else SEVEN_TO_THREE
    raise ValueError(pattern)


BoolArray = NDArray[np.bool_]
Duty = tuple[int, float, float]
"""A post, and from and to when it is on duty, in hours."""


class Duties(NamedTuple):
    """Duty times in columns: a post is on duty from its start to its end, in hours."""

    post: IntArray
    start: FloatArray
    end: FloatArray

    @classmethod
    def of(cls, rows: "Duties | Iterable[Duty]") -> "Duties":
        """Duty times that may have been given as rows (post, from, to)."""
        if isinstance(rows, Duties):
            return rows
        post, start, end = [*zip(*rows, strict=True)] or [(), (), ()]
        return cls(np.array(post, np.int64), np.array(start, float), np.array(end, float))

    def where(self, these: BoolArray) -> "Duties":
        """Those duty times for which it is so."""
        return Duties(self.post[these], self.start[these], self.end[these])

    def rows(self) -> Iterator[Duty]:
        """One duty time (post, from, to) after another."""
        return zip(self.post.tolist(), self.start.tolist(), self.end.tolist(), strict=True)


NOBODY = Duties(np.empty(0, np.int64), np.empty(0), np.empty(0))


def joined(blocks: Iterable[Duties]) -> Duties:
    """Duty times of several blocks, one block after another."""
    parts = [NOBODY, *blocks]
    return Duties(
        np.concatenate([part.post for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
    )


def rostered(settings: RosterSettings, posts: int, clock: Clock, month: int) -> Duties:
    """Duty times of shifts that begin in a month, nobody absent.

    Month 0 has the rest of the night shift before it too.
    """
    first, limit, start, end = _shifts(
        settings.shifts, settings.on_duty_by_hour, clock.start, month
    )
    step = GROUPS[settings.shifts]
    people = np.maximum(np.minimum(limit, posts) - first + step - 1, 0) // step
    before = np.cumsum(people) - people
    post = np.repeat(first - step * before, people) + step * np.arange(people.sum())
    return Duties(post, np.repeat(start, people), np.repeat(end, people))


@lru_cache(maxsize=512)
def _shifts(
    pattern: str, on_duty: tuple[int, ...] | None, beginning: date, month: int
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Columns first, limit, start and end of the shifts that begin in a month; read only.

    Each is worked by post `first` and every GROUPS-th after it, below `limit`. One answer, of some
    five kilobytes (24 for a table), serves every team, replication and option.
    """
    clock = Clock(beginning)
    begins, after = month_after(beginning, month), month_after(beginning, month + 1)
    days = [begins + timedelta(n) for n in range((after - begins).days)]
    if pattern == ALWAYS:
        found = [(0, EVERYBODY, clock.month_start(month), clock.month_start(month + 1))]
    elif on_duty is not None:
        found = list(_from_table(on_duty, clock, days))
    else:
        eve = [begins - timedelta(1)] if month == 0 else []
        found = list(_from_pattern(pattern, clock, eve + days))
    first, limit = np.array([row[:2] for row in found], np.int64).reshape(-1, 2).T
    start, end = np.array([row[2:] for row in found], np.float64).reshape(-1, 2).T
    for column in (first, limit, start, end):
        column.setflags(write=False)
    return first, limit, start, end


def _from_pattern(pattern: str, clock: Clock, days: list[date]) -> Iterator[Turnout]:
    """Each group's shift of each day, unless it has ended before the run begins."""
    for day in days:
        shifts = [shift_of(pattern, group, day) for group in range(GROUPS[pattern])]
        times = {shift: _on_the_wall(clock, day, shift) for shift in set(shifts) if shift}
        for group, shift in enumerate(shifts):
            if shift and times[shift][1] > 0:
                yield group, EVERYBODY, max(times[shift][0], 0.0), times[shift][1]


def _on_the_wall(clock: Clock, day: date, shift: Shift) -> tuple[float, float]:
    """When a shift begins and ends, in hours; the end is a local time too."""
    end = datetime.combine(day, shift[0]) + timedelta(hours=shift[1])
    return clock.hours(day, shift[0]), clock.hours(end.date(), end.time())


def _from_table(on_duty: tuple[int, ...], clock: Clock, days: list[date]) -> Iterator[Turnout]:
    """Posts 0, 1, ... are on duty, hour by hour, as many as the hour-of-week table says."""
    for day in days:
        for hour in range(24):
            start = clock.hours(day, time(hour))
            end = clock.hours(day + timedelta(hour == 23), time((hour + 1) % 24))
            if end > start:
                yield 0, on_duty[day.weekday() * 24 + hour], start, end


def workable(
    settings: RosterSettings, posts: int, clock: Clock, month: int, draws: Draws
) -> Duties:
    """Duty times left after leave, sickness, training and other duties.

    Each is drawn by (officer number, end of shift in calendar time), so that neither one officer
    more nor another start of the run changes anybody else's duty.
    """
    duties = rostered(settings, posts, clock, month)
    keep = (1 - settings.abstraction) * (1 - settings.other_duties)
    if keep == 1:
        return duties
    return duties.where(stand(duties, keep, "present", duties.post, clock, draws))


def stand(
    duties: Duties,
    share: float | FloatArray,
    question: str,
    whose: IntArray,
    clock: Clock,
    draws: Draws,
) -> BoolArray:
    """Which duty times a share lets stand, by the luck of each person's shift.

    `share` is one for all or one for each duty time; `whose` are the persons' numbers, below 2**20.
    """
    minute = np.round((duties.end - clock.utc_midnight(UNIX_EPOCH)) * 60).astype(np.int64)
    return draws.uniforms(minute << 20 | whose, question) < share


def head_count(duties: Duties, begin: float, end: float) -> tuple[FloatArray, IntArray]:
    """Both instants, all between at which people come or go, and how many there are from each."""
    starts, ends = (np.sort(np.clip(times, begin, end)) for times in (duties.start, duties.end))
    times = np.unique(np.concatenate([[begin, end], starts, ends]))
    people = np.searchsorted(starts, times, "right") - np.searchsorted(ends, times, "right")
    return times, people


def together(duties: Duties, places: int, within: tuple[float, float]) -> Duties:
    """Duty times, between two instants, of places that each need a person.

    Places 0, 1, ... are staffed, as many as people are on duty, at most all. For digital kiosks:
    `duties` are the trained users' times, `places` the number of kiosks.
    """
    times, people = head_count(duties, *within)
    staffed = np.minimum(people, places)
    open_at = staffed > np.arange(staffed.max())[:, np.newaxis]
    change = np.diff(open_at.astype(np.int8), prepend=0)
    place, opens = np.nonzero(change > 0)
    shuts = np.nonzero(change < 0)[1]
    order = np.lexsort((-place, shuts))  # as they shut, the last place first
    return Duties(place[order], times[opens[order]], times[shuts[order]])
