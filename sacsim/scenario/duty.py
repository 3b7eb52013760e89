"""Duty: how many of a team's people can be sent or can start work, in each hour of an average week.

Means over the twelve months from the scenario's start, by local hour of the week, with the clock
changes and bank holidays of those months. They come from the rosters that a run itself uses, less
leave, sickness, training and other duties on average.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from sacsim.clock import Clock
from sacsim.demand.profiles import Almanac
from sacsim.force.force import TeamSettings
from sacsim.force.roster import head_count, joined, rostered

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HOURS_OF_WEEK = 168
MONTHS = 12
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Year:
    """The hours of the twelve months from a scenario's start, and their local hour of the week."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.hours = round(clock.month_start(MONTHS))
        first, last = clock.utc(0.0).date(), clock.utc(self.hours).date()
        self.almanac = Almanac(clock, first, (last - first).days + 1)
        self._skip = round(-self.almanac.starts[0])
        self._week = self.within(self.almanac.hour_of_week)
        self._times = np.bincount(self._week, minlength=HOURS_OF_WEEK)

    def within(self, hourly: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return those of the almanac's hours that lie in the twelve months."""
        return hourly.ravel()[self._skip : self._skip + self.hours]

    def by_hour_of_week(self, hourly: Floats) -> Floats:
        """Return the mean, in each of 168 hours of the week, of a value for each hour."""
        return np.bincount(self._week, hourly, HOURS_OF_WEEK) / self._times


def duty_by_hour(team: TeamSettings, clock: Clock) -> Floats:
    """Return the mean posts on duty and workable in each of 168 hours from Monday 00:00.

    Infinity for a team without limit. For kiosks: the mean number that have a trained user.
    """
    year = Year(clock)
    return year.by_hour_of_week(duty(team, year)[1])


def duty(team: TeamSettings, year: Year, at_work: float = 1.0) -> tuple[Floats, Floats]:
    """Return mean posts on duty and mean posts workable, for each hour of the twelve months.

    `at_work` is the share of its posts whose people are there and not tutoring or learning.
    """
    if team.strength is None:
        unlimited = np.full(year.hours, np.inf)
        return unlimited, unlimited
    times, people = _steps(team, year)
    return (
        _hourly(team, times, people, at_work * (1 - team.abstraction)),
        _hourly(team, times, people, at_work * (1 - team.abstraction) * (1 - team.other_duties)),
    )


def staffed_places(places: int, people: Ints, share: float) -> Floats:
    """Return the mean of min(places, those at work) when each person is at work by this chance.

    `people` are counts of persons; each comes or not by themselves (binomial).
    """
    # E[min(k, X)] = P(X > 0) + P(X > 1) + ... + P(X > k - 1)
    chances = [bdtrc(place, np.maximum(people, place), share) for place in range(places)]
    return np.asarray(sum(chances, np.zeros(len(people))), dtype=np.float64)


def hour_name(hour_of_week: int) -> str:
    """Return an hour of the week as one says it: "Sunday 03:00"."""
    return f"{DAYS[hour_of_week // 24]} {hour_of_week % 24:02d}:00"


def short_hour(hour_of_week: int) -> str:
    """Return an hour of the week as the head of a column: "Sun 03:00"."""
    return f"{DAYS[hour_of_week // 24][:3]} {hour_of_week % 24:02d}:00"


def _hourly(team: TeamSettings, times: Floats, people: Ints, share: float) -> Floats:
    present = people * share
    if team.kiosks is not None:
        present = staffed_places(team.kiosks, people, share)
    total = np.concatenate([[0.0], np.cumsum(present * np.diff(times))])
    hourly = np.diff(np.interp(np.arange(times[-1] + 1.0), times, total))
    return np.round(hourly, 8)  # or an empty hour would have the rounding error of a year's sum


def _steps(team: TeamSettings, year: Year) -> tuple[Floats, Ints]:
    """When the number of people rostered changes, from 0 to the year's end; the numbers between."""
    posts = (team.strength if team.kiosks is None else team.trained_users) or 0
    months = (rostered(team, posts, year.clock, month) for month in range(MONTHS))
    times, people = head_count(joined(months), 0.0, year.hours)
    return times, people[:-1]
