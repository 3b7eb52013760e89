"""Case file: light for police charges on a guilty plea, full for the CPS; it is checked and comes back.

From 31 December 2020 (Director's Guidance, sixth edition) material is built before the charge.
"""

from datetime import date

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, Probability
from sacsim.words import TeamName

DG6 = date(2020, 12, 31)


class Settings(FrozenSettings):
    """Hours of building, redaction, checking and rework."""

    custody_hours: Distribution
    light_hours: Distribution
    full_hours: Distribution
    full_hours_before_dg6: Distribution
    redaction_hours: Distribution
    file_builders_do: Probability
    review_hours: Distribution
    review_priority: NonNegative
    supervisor_hours: Distribution
    supervisor_priority: NonNegative
    rework_hours: Distribution


def build(crime: Crime, settings: Settings, full: bool, urgency: float, force: Force) -> Story:
    """Build the file; a supervisor checks it, and an evidence review officer if it is for the CPS."""
    hours = force.sample(crime, "file hours", _hours(crime, settings, full, force))
    if full:
        hours += force.sample(crime, "redaction hours", settings.redaction_hours)
        yield from _share_with_builders(crime, settings, hours, urgency, force)
        review = force.sample(crime, "file review hours", settings.review_hours)
        yield from force.work(
            crime, TeamName.EVIDENCE_REVIEW, "file review", review, settings.review_priority
        )
    else:
        yield from force.work(
            crime, crime.owner_team, "light file", hours, urgency, officer=crime.owner
        )
    check = force.sample(crime, "file check hours", settings.supervisor_hours)
    yield from force.work(
        crime, TeamName.SUPERVISORS, "file check", check, settings.supervisor_priority
    )


def build_in_custody(crime: Crime, settings: Settings, priority: float, force: Force) -> Story:
    """Whoever is on duty builds a short file while the custody clock runs."""
    hours = force.sample(crime, "custody file hours", settings.custody_hours)
    yield from force.work(crime, TeamName.PIP1, "custody file", hours, priority)


def rework(crime: Crime, settings: Settings, loop: int, urgency: float, force: Force) -> Story:
    """Put right what the CPS has asked for."""
    hours = force.sample(crime, f"rework hours {loop}", settings.rework_hours)
    yield from force.work(
        crime, crime.owner_team, "file rework", hours, urgency, officer=crime.owner
    )


def _hours(crime: Crime, settings: Settings, full: bool, force: Force) -> Distribution:
    if not full:
        return settings.light_hours
    if force.clock.local(crime.reported).date() < DG6:
        return settings.full_hours_before_dg6
    return settings.full_hours


def _share_with_builders(
    crime: Crime, settings: Settings, hours: float, urgency: float, force: Force
) -> Story:
    """Specialist file builders, where a force has them, take a share of a full file's hours."""
    theirs = hours * settings.file_builders_do
    yield from force.work(
        crime, crime.owner_team, "full file", hours - theirs, urgency, officer=crime.owner
    )
    if theirs > 0:
        yield from force.work(crime, TeamName.FILE_BUILDERS, "full file, builders", theirs, urgency)
