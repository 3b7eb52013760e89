"""Supervision: a review is due every so many days while a crime is open; late ones let it drift."""

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, Positive, Probability
from sacsim.words import TeamName


class Settings(FrozenSettings):
    """How often reviews fall due, how long they take, how late is late, how many are good."""

    every_days: Positive
    on_time_days: Positive
    """A review after so many days is late."""
    hours: Distribution
    priority: NonNegative
    sufficient: Probability
    """Reviews that get a drifting crime moving."""
    closure_hours: Distribution
    closure_priority: NonNegative


def reviews(crime: Crime, settings: Settings, force: Force) -> Story:
    """Review the crime while it is open; a sufficient review gets a drifting one moving."""
    due = force.now
    while True:
        due += 24 * settings.every_days
        yield from force.wait(crime, due - force.now)
        crime.reviews_due += 1
        number = crime.reviews_due
        hours = force.sample(crime, f"review hours {number}", settings.hours)
        yield from force.work(
            crime, TeamName.SUPERVISORS, "28-day review", hours, settings.priority
        )
        if force.now <= due + 24 * settings.on_time_days:
            crime.reviews_on_time += 1
        if force.chance(crime, f"review {number} sufficient", settings.sufficient):
            crime.tell("review")


def check_closure(crime: Crime, settings: Settings, force: Force) -> Story:
    """A supervisor reads the crime before it is filed."""
    hours = force.sample(crime, "closure check hours", settings.closure_hours)
    yield from force.work(
        crime, TeamName.SUPERVISORS, "closure check", hours, settings.closure_priority
    )
