"""Rosters: who is meant to be at work when, by shift pattern, local time and bank holiday.

Patterns give 2,086 contracted hours a year a post (40 a week): round-the-clock teams in ten-day
cycles of paid nine-and-a-half-hour shifts (two early, two late, two night, four off), everyone else
in eight-hour shifts, five of seven days. Shifts begin and end by the clock on the wall: a night on
which the clocks change is an hour shorter or longer, so that no hour is left without a team.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal

import holidays
import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from sacsim.chance.draws import Draws
from sacsim.clock import Clock, month_after
from sacsim.settings import Count, FrozenSettings, Probability

FIVE_TEAM, CID, WEEKDAYS, SEVEN_DAYS = "five_team_2224", "cid", "monday_to_friday", "seven_day_days"
ALWAYS, TABLE = "always", "table"
Pattern = Literal["five_team_2224", "cid", "monday_to_friday", "seven_day_days", "always", "table"]
Shift = tuple[time, float]
Duty = tuple[int, float, float]

EARLY, LATE, NIGHT = (time(7), 9.5), (time(14, 30), 9.5), (time(22), 9.5)
DAY, EVENING, SEVEN_TO_THREE, NOON = (
    (time(8), 8.0),
    (time(14), 8.0),
    (time(7), 8.0),
    (time(12), 8.0),
)
EPOCH = date(2018, 1, 1)  # a Monday
UNIX_EPOCH = date(1970, 1, 1)
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


def rostered(settings: RosterSettings, posts: int, clock: Clock, month: int) -> Iterator[Duty]:
    """Duty times (post, from, to), in hours, of shifts that begin in a month, nobody absent.

    Month 0 has the rest of the night shift before it too.
    """
    if settings.shifts == ALWAYS:
        within = clock.month_start(month), clock.month_start(month + 1)
        yield from ((post, *within) for post in range(posts))
        return
    first, after = month_after(clock.start, month), month_after(clock.start, month + 1)
    days = [first + timedelta(n) for n in range((after - first).days)]
    if settings.on_duty_by_hour is not None:
        yield from _from_table(settings.on_duty_by_hour, posts, clock, days)
        return
    groups = GROUPS[settings.shifts]
    for day in [first - timedelta(1), *days] if month == 0 else days:
        for group in range(groups):
            shift = shift_of(settings.shifts, group, day)
            if shift is not None:
                start, end = _on_the_wall(clock, day, shift)
                if end > 0:
                    for post in range(group, posts, groups):
                        yield post, max(start, 0.0), end


def _on_the_wall(clock: Clock, day: date, shift: Shift) -> tuple[float, float]:
    """When a shift begins and ends, in hours; the end is a local time too."""
    end = datetime.combine(day, shift[0]) + timedelta(hours=shift[1])
    return clock.hours(day, shift[0]), clock.hours(end.date(), end.time())


def _from_table(
    on_duty: tuple[int, ...], posts: int, clock: Clock, days: list[date]
) -> Iterator[Duty]:
    """Posts 0, 1, ... are on duty, hour by hour, as many as the hour-of-week table says."""
    for day in days:
        for hour in range(24):
            start = clock.hours(day, time(hour))
            end = clock.hours(day + timedelta(hour == 23), time((hour + 1) % 24))
            count = on_duty[day.weekday() * 24 + hour]
            yield from ((post, start, end) for post in range(min(count, posts)) if end > start)


def workable(
    settings: RosterSettings, posts: int, clock: Clock, month: int, draws: Draws
) -> list[Duty]:
    """Duty times left after leave, sickness, training and other duties.

    Each is drawn by (officer number, end of shift in calendar time), so that neither one officer
    more nor another start of the run changes anybody else's duty.
    """
    duties = list(rostered(settings, posts, clock, month))
    keep = (1 - settings.abstraction) * (1 - settings.other_duties)
    if keep == 1 or not duties:
        return duties
    post, end = np.array([d[0] for d in duties]), np.array([d[2] for d in duties])
    minute = np.round((end - clock.utc_midnight(UNIX_EPOCH)) * 60).astype(np.int64)
    entity = minute << 20 | post.astype(np.int64)
    present: npt.NDArray[np.bool_] = draws.uniforms(entity, "present") < keep
    return [duty for duty, here in zip(duties, present, strict=True) if here]


def together(duties: list[Duty], places: int, within: tuple[float, float]) -> list[Duty]:
    """Duty times, between two instants, of places that each need a person.

    Places 0, 1, ... are staffed, as many as people are on duty, at most all. For digital kiosks:
    `duties` are the trained users' times, `places` the number of kiosks.
    """
    begin, end = within
    changes = {begin: 0, end: 0}
    for _, start, stop in duties:
        for instant, change in ((start, 1), (stop, -1)):
            clipped = min(max(instant, begin), end)
            changes[clipped] = changes.get(clipped, 0) + change
    staffed_since: list[float] = []
    people, result = 0, []
    for now in sorted(changes):
        people += changes[now]
        staffed = min(people, places)
        while len(staffed_since) > staffed:
            result.append((len(staffed_since) - 1, staffed_since.pop(), now))
        while len(staffed_since) < staffed:
            staffed_since.append(now)
    return result
