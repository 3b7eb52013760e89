"""Supervision: reviews fall due while a crime is open; without good ones it drifts.

How often is a policy. Sergeants have one queue: allocation first, custody next, reviews later, and
what else is asked of them competes there, crimes of their own included (`demand.other`).
"""

import math
from collections.abc import Callable
from typing import Literal

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, Positive, Probability
from sacsim.words import TeamName

Choice = Literal["every_28_days", "by_risk", "none"]


class Settings(FrozenSettings):
    """How often reviews fall due, how long they take, how late is late, how many are good."""

    every_days: Positive
    higher_risk_days: Positive
    """Named suspect or a victim known to be vulnerable; `policies.supervision = "by_risk"`."""
    lower_risk_days: Positive
    """All others; `policies.supervision = "by_risk"`."""
    on_time_days: Positive
    """A review after so many days is late."""
    hours: Distribution
    priority: NonNegative
    sufficient: Probability
    """Reviews that get a drifting crime moving."""
    closure_hours: Distribution
    closure_priority: NonNegative


def reviews(
    crime: Crime,
    settings: Settings,
    interval: "Policy",
    force: Force,
    since: float | None = None,
) -> Story:
    """Review the crime while it is open; a sufficient review gets a drifting one moving.

    The first falls due an interval after the hour `since`, or after now.
    """
    due = force.now if since is None else since
    while True:
        due += 24 * interval(crime, settings, force)
        if due == math.inf:
            return
        yield from force.wait(crime, due - force.now)
        crime.reviews_due += 1
        number = crime.reviews_due
        hours = force.sample(crime, f"review hours {number}", settings.hours)
        job = yield from force.work(
            crime, TeamName.SUPERVISORS, "28-day review", hours, settings.priority
        )
        if not job.done:
            continue
        if force.now <= due + 24 * settings.on_time_days:
            crime.reviews_on_time += 1
        if force.chance(crime, f"review {number} sufficient", settings.sufficient):
            crime.tell("review")


def check_closure(crime: Crime, settings: Settings, force: Force) -> Story:
    """A supervisor reads the crime before it is filed, if there is room in the queue."""
    hours = force.sample(crime, "closure check hours", settings.closure_hours)
    yield from force.work(
        crime, TeamName.SUPERVISORS, "closure check", hours, settings.closure_priority
    )


def _by_risk(crime: Crime, settings: Settings, force: Force) -> float:
    higher = crime.has_suspect or (crime.thrive and crime.vulnerable)
    return settings.higher_risk_days if higher else settings.lower_risk_days


Policy = Callable[[Crime, Settings, Force], float]
"""Says in how many days, from when the last one fell due, a crime's next review falls due."""

POLICIES: dict[str, Policy] = {
    "every_28_days": lambda crime, settings, force: settings.every_days,
    "by_risk": _by_risk,
    "none": lambda crime, settings, force: math.inf,
}
