"""When things happen: the shape of demand over months, weekdays, hours and bank holidays.

Rates are read in London time and are constant within each hour. Shapes are normalised to a mean of
one, so that a yearly volume keeps its meaning: the number expected in 365 days without trend,
shocks or bank holidays.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from sacsim.clock import HOUR, LONDON, Clock
from sacsim.force.roster import is_bank_holiday
from sacsim.settings import ByMonth, FrozenSettings, NonNegative, Positive, Weight

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
FLAT_MONTHS = (1.0,) * 12
MOST_A_YEAR = 10_000_000  # over twenty times all 101 calls of a median force

PerYear = Annotated[NonNegative, Field(le=MOST_A_YEAR)]
Factor = Annotated[NonNegative, Field(le=1000)]


class Profile(FrozenSettings):
    """The shape of a week: 24 hours and 7 days from Monday, or 168 hours from Monday 00:00."""

    by_hour: Annotated[tuple[Weight, ...], Field(min_length=24, max_length=24)] = (1.0,) * 24
    """From midnight, relative to one another."""
    by_weekday: Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)] = (1.0,) * 7
    """From Monday, relative to one another."""
    by_hour_of_week: Annotated[tuple[Weight, ...], Field(min_length=168, max_length=168)] | None = (
        None
    )
    """From Monday 00:00; instead of the two above."""
    bank_holidays: Factor = 1.0
    """Factor on bank holidays."""

    @model_validator(mode="after")
    def _something_happens(self) -> "Profile":
        if not np.any(self._week()):
            raise ValueError("a profile needs at least one hour above 0")
        return self

    def _week(self) -> Floats:
        if self.by_hour_of_week is not None:
            return np.array(self.by_hour_of_week)
        return np.outer(self.by_weekday, self.by_hour).ravel()

    @property
    def week(self) -> Floats:
        """168 factors from Monday 00:00, mean one."""
        week = self._week()
        return week / week.mean()


class Shock(FrozenSettings):
    """A stated change of demand between two dates, such as a lockdown."""

    start: date
    end: date
    factor: Factor
    """0.7 is 30 % less from start to end."""


class Volume(FrozenSettings):
    """How many a year, and how they are spread over it."""

    per_year: PerYear
    """Expected in 365 days."""
    by_month: ByMonth = FLAT_MONTHS
    """January to December, relative to one another."""
    profile: str = "flat"
    """A name under `demand.profiles`, or flat."""
    trend_per_year: Annotated[float, Field(gt=-1, le=1)] = 0.0
    """0.05 is 5 % more each year from the start."""
    shocks: tuple[Shock, ...] = ()
    """List of tables, below."""


class Almanac:
    """Local month, weekday hour, holiday and date of every UTC hour of a range of UTC days."""

    def __init__(self, clock: Clock, first: date, days: int) -> None:
        self.first_day = (first - date(1970, 1, 1)).days
        self.starts = clock.utc_midnight(first) + 24.0 * np.arange(days)
        hours = 24 * first.toordinal() + np.arange(24 * days) + _ahead_of_utc(first, days)
        self.date = hours // 24
        self.hour_of_week = (hours - 24) % 168  # day 1, the first of year 1, is a Monday
        dates = [date.fromordinal(n) for n in range(self.date[0], self.date[-1] + 1)]
        day = self.date - self.date[0]
        self.month = np.array([each.month - 1 for each in dates])[day]
        self.holiday = np.array([is_bank_holiday(each) for each in dates])[day]
        self.years = (self.starts[0] + np.arange(24 * days)) / 8766.0

    def rates(self, volume: Volume, profiles: Mapping[str, Profile]) -> Floats:
        """Expected events per day, hour by hour (days x 24), of a volume."""
        profile = profiles[volume.profile] if volume.profile != "flat" else Profile()
        months = np.array(volume.by_month)
        rate = volume.per_year / 365.0 * (months / months.mean())[self.month]
        rate = rate * profile.week[self.hour_of_week]
        rate = rate * np.where(self.holiday, profile.bank_holidays, 1.0)
        rate = rate * (1.0 + volume.trend_per_year) ** self.years
        for shock in volume.shocks:
            inside = (self.date >= shock.start.toordinal()) & (self.date <= shock.end.toordinal())
            rate = np.where(inside, rate * shock.factor, rate)
        return rate.reshape(-1, 24)


def _ahead_of_utc(first: date, days: int) -> Ints:
    """Hours by which London is ahead in every UTC hour; only some days need asking hour by hour."""
    midnight = datetime.combine(first, time(), UTC)

    def ahead(hour: int) -> int:
        return ((midnight + hour * HOUR).astimezone(LONDON).utcoffset() or 0 * HOUR) // HOUR

    daily = np.array([ahead(24 * day) for day in range(days + 1)])
    hourly = daily[:-1].repeat(24)
    for day in np.flatnonzero(np.diff(daily)).tolist():
        hours = range(24 * day, 24 * day + 24)
        hourly[hours.start : hours.stop] = [ahead(hour) for hour in hours]
    return hourly


__all__ = ["Almanac", "Positive", "Profile", "Shock", "Volume"]
