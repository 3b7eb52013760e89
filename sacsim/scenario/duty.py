"""Duty: how many of a team's people can be sent or can start work, in each hour of an average week.

Means over the twelve months from the scenario's start, by local hour of the week, with the clock
changes and bank holidays of those months. They come from the rosters that a run itself uses, less
leave, sickness, training and other duties on average.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from sacsim.clock import Clock
from sacsim.demand.profiles import Almanac
from sacsim.force.force import TeamSettings
from sacsim.force.roster import rostered

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HOURS_OF_WEEK = 168
YEAR_OF_MONTHS = 12
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def duty_by_hour(team: TeamSettings, clock: Clock) -> Floats:
    """Return the mean posts on duty and workable in each of 168 hours from Monday 00:00.

    Infinity for a team without limit. For kiosks: the mean number that have a trained user.
    """
    return by_hour_of_week(_hourly(team, clock, _share(team)), clock)


def on_duty_by_hour(team: TeamSettings, clock: Clock) -> Floats:
    """Return what `duty_by_hour` does, before other duties are taken off."""
    return by_hour_of_week(_hourly(team, clock, 1 - team.abstraction), clock)


def mean_duty(team: TeamSettings, clock: Clock) -> tuple[float, float]:
    """Return the mean posts on duty and the mean posts workable over the twelve months."""
    on_duty = _hourly(team, clock, 1 - team.abstraction)
    return float(on_duty.mean()), float(_hourly(team, clock, _share(team)).mean())


def staffed_places(places: int, people: Ints, share: float) -> Floats:
    """Return the mean of min(places, those at work) when each person is at work by this chance.

    `people` are counts of persons; each comes or not by themselves (binomial).
    """
    # E[min(k, X)] = P(X > 0) + P(X > 1) + ... + P(X > k - 1)
    chances = [bdtrc(place, np.maximum(people, place), share) for place in range(places)]
    return np.asarray(sum(chances, np.zeros(len(people))), dtype=np.float64)


def by_hour_of_week(hourly: Floats, clock: Clock) -> Floats:
    """Return the mean of the hours of twelve months by local hour of the week, 168 numbers."""
    week = hours_of_week(clock)
    return np.bincount(week, hourly, HOURS_OF_WEEK) / np.bincount(week, minlength=HOURS_OF_WEEK)


@lru_cache(maxsize=8)
def year_almanac(clock: Clock) -> Almanac:
    """Return the calendar of the UTC days that the twelve months from the start touch."""
    first = clock.utc(0.0).date()
    last = clock.utc(clock.month_start(YEAR_OF_MONTHS)).date()
    return Almanac(clock, first, (last - first).days + 1)


def in_year(hours: npt.NDArray[np.generic], clock: Clock) -> npt.NDArray[np.generic]:
    """Return those of an almanac's hours that lie in the twelve months from the start."""
    skip = round(-year_almanac(clock).starts[0])
    return hours[skip : skip + round(clock.month_start(YEAR_OF_MONTHS))]


def hours_of_week(clock: Clock) -> Ints:
    """Return the local hour of the week, from Monday 00:00, of each hour of the twelve months."""
    return np.asarray(in_year(year_almanac(clock).hour_of_week, clock), dtype=np.int64)


def hour_name(hour_of_week: int) -> str:
    """Return an hour of the week as one says it: "Sunday 03:00"."""
    return f"{DAYS[hour_of_week // 24]} {hour_of_week % 24:02d}:00"


def _share(team: TeamSettings) -> float:
    return (1 - team.abstraction) * (1 - team.other_duties)


def _hourly(team: TeamSettings, clock: Clock, share: float) -> Floats:
    """Mean posts in each hour of the twelve months when each person comes by this chance."""
    hours = round(clock.month_start(YEAR_OF_MONTHS))
    if team.strength is None:
        return np.full(hours, np.inf)
    posts = team.strength if team.kiosks is None else team.trained_users or 0
    times, people = _steps(team, posts, clock)
    present = people * share
    if team.kiosks is not None:
        present = staffed_places(team.kiosks, people, share)
    total = np.concatenate([[0.0], np.cumsum(present * np.diff(times))])
    return np.diff(np.interp(np.arange(hours + 1.0), times, total))


def _steps(team: TeamSettings, posts: int, clock: Clock) -> tuple[Floats, Ints]:
    """When the number rostered changes, from 0 to the year's end, and the number between."""
    end = clock.month_start(YEAR_OF_MONTHS)
    duties = [
        duty[1:]
        for month in range(YEAR_OF_MONTHS)
        for duty in rostered(team, posts, clock, month)
    ]
    spans = np.clip(np.array(duties, dtype=np.float64).reshape(-1, 2), 0.0, end)
    times = np.unique(np.concatenate([[0.0, end], spans.ravel()]))
    change = np.zeros(len(times), dtype=np.int64)
    np.add.at(change, np.searchsorted(times, spans[:, 0]), 1)
    np.add.at(change, np.searchsorted(times, spans[:, 1]), -1)
    return times, np.cumsum(change)[:-1]
