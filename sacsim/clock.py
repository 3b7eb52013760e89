"""Simulation hours and calendar time: hour 0 is local midnight at the start date, London time.

Simulation time is elapsed time, so a day is 23 or 25 hours long when the clocks change. Demand
profiles and shifts are read in local time; candidates of demand are keyed by UTC date.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)


class Clock:
    """Turns simulation hours into dates and back for one start date."""

    def __init__(self, start: date) -> None:
        self.start = start
        self._zero = datetime.combine(start, time(), LONDON).astimezone(UTC)

    def hours(self, day: date, at: time = time()) -> float:
        """Simulation hours of a local date and time (the first of two when clocks go back)."""
        return (datetime.combine(day, at, LONDON).astimezone(UTC) - self._zero) / HOUR

    def local(self, hours: float) -> datetime:
        """Local date and time of a simulation hour."""
        return (self._zero + hours * HOUR).astimezone(LONDON)

    def utc(self, hours: float) -> datetime:
        """UTC date and time of a simulation hour."""
        return self._zero + hours * HOUR

    def utc_midnight(self, day: date) -> float:
        """Simulation hours at which a UTC date begins."""
        return (datetime.combine(day, time(), UTC) - self._zero) / HOUR

    @lru_cache(maxsize=4096)  # noqa: B019 (a clock lives as long as its run)
    def month_start(self, index: int) -> float:
        """Simulation hours at the first instant of the index-th month after the start's month."""
        return self.hours(month_after(self.start, index)) if index else 0.0

    def month_label(self, index: int) -> str:
        """The index-th month as YYYY-MM."""
        return f"{month_after(self.start, index):%Y-%m}"


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months after a date's own month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
