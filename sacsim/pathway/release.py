"""Release: a suspect at liberty is on pre-charge bail, under investigation or a volunteer.

Bail has legal limits, which changed on 28 October 2022: one authority after another may extend it.
When nobody does, the suspect is released under investigation, which has no clock; nor has voluntary
attendance. The clock stops for good when the file first goes to the prosecutor.
"""

import math
from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, Positive, Probability

BAILED, UNDER_INVESTIGATION, VOLUNTARY = "bailed", "released under investigation", "voluntary"
DAYS = {
    BAILED: "bail_days",
    UNDER_INVESTIGATION: "investigation_days",
    VOLUNTARY: "voluntary_days",
}
"""What counts the days of each state."""
REFORM = date(2022, 10, 28)

Limits = Annotated[tuple[Positive, ...], Field(min_length=1, max_length=4)]


class Settings(FrozenSettings):
    """Who is bailed, for how long, and how often an authority extends it."""

    bailed: Probability
    """Of those arrested and released; the rest are under investigation."""
    limits_before_reform: Limits
    """Days from release; arrests before 28 October 2022: inspector, superintendent, magistrates."""
    limits_after_reform: Limits
    """Custody officer, inspector, superintendent, magistrates."""
    extended: Probability
    """Of limits reached, those that the next authority extends."""

    def limits(self, arrested: date) -> tuple[float, ...]:
        """The limits of bail after an arrest on this day."""
        return self.limits_after_reform if arrested >= REFORM else self.limits_before_reform

    @field_validator("limits_before_reform", "limits_after_reform")
    @classmethod
    def _later_and_later(cls, limits: tuple[float, ...]) -> tuple[float, ...]:
        if sorted(set(limits)) != list(limits):
            raise ValueError("each limit must be later than the one before")
        return limits


def after_arrest(crime: Crime, settings: Settings, force: Force) -> None:
    """Release an arrested suspect on bail or under investigation while the enquiry goes on."""
    crime.released = True
    bailed = force.chance(crime, "bailed", settings.bailed)
    enter(crime, BAILED if bailed else UNDER_INVESTIGATION, force)
    if bailed:
        crime.referred = math.nan
        force.branch(crime, clock(crime, settings, force.now, force))


def enter(crime: Crime, state: str, force: Force, why: str = "") -> None:
    """The suspect is at liberty in this state from now on."""
    force.journal.note(force.now, crime.id, state, detail=why)
    crime.release, crime.release_since = state, force.now


def volunteered(crime: Crime, force: Force) -> None:
    """Who has been interviewed without an arrest goes home a volunteer."""
    if not crime.release and not crime.released:
        crime.release, crime.release_since = VOLUNTARY, force.now


def leave(crime: Crime, force: Force) -> None:
    """Count the days of the state that ends: with the case, or with bail."""
    if crime.release:
        counted = DAYS[crime.release]
        days = (force.now - crime.release_since) / 24
        setattr(crime, counted, getattr(crime, counted) + days)
        crime.release, crime.release_since = "", math.nan


def clock(crime: Crime, settings: Settings, began: float, force: Force) -> Story:
    """Extend bail from limit to limit, as long as somebody does; then it has run out.

    Of bail that began before, the limits that have passed have been extended.
    """
    limits = settings.limits(force.clock.local(crime.arrested).date())
    for number, limit in enumerate(limits, start=1):
        if began + 24 * limit < force.now:
            continue
        yield from force.wait(crime, began + 24 * limit - force.now)
        if crime.referred >= began:
            return
        last = number == len(limits)
        if last or not force.chance(crime, f"bail extended {number}", settings.extended):
            break
        force.journal.note(
            force.now, crime.id, "bail extended", detail=f"to day {limits[number]:g}"
        )
    leave(crime, force)
    enter(crime, UNDER_INVESTIGATION, force, "bail ran out")
