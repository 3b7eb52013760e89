"""Case file: light for police charges on a guilty plea, full for the CPS; checked, and sent back.

A file begun from 31 December 2020 on (Director's Guidance, sixth edition) has more material in it,
redacted, before the charge.
"""

from collections.abc import Generator
from datetime import date
from typing import Any

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, Probability
from sacsim.words import TeamName

DG6 = date(2020, 12, 31)


class Settings(FrozenSettings):
    """Hours of building, redaction, checking and rework."""

    custody_hours: Distribution
    custody_priority: NonNegative
    light_hours: Distribution
    """For a charge by the police."""
    full_hours: Distribution
    """For the CPS, files begun from 31 December 2020 on."""
    full_hours_before_dg6: Distribution
    redaction_hours: Distribution
    file_builders_do: Probability
    """Share of a full file's hours."""
    review_hours: Distribution
    review_priority: NonNegative
    supervisor_hours: Distribution
    supervisor_priority: NonNegative
    rework_hours: Distribution


def build(crime: Crime, settings: Settings, full: bool, urgency: float, force: Force) -> Story:
    """Build the file; a supervisor checks it, an evidence review officer too if it is full."""
    if full:
        hours = _full_hours(crime, settings, force)
        yield from _share_with_builders(crime, settings, hours, urgency, force)
        review = force.sample(crime, "file review hours", settings.review_hours)
        yield from force.work(
            crime, TeamName.EVIDENCE_REVIEW, "file review", review, settings.review_priority
        )
    else:
        hours = force.sample(crime, "file hours", settings.light_hours)
        yield from force.work(
            crime, crime.owner_team, "light file", hours, urgency, officer=crime.owner
        )
    check = force.sample(crime, "file check hours", settings.supervisor_hours)
    yield from force.work(
        crime, TeamName.SUPERVISORS, "file check", check, settings.supervisor_priority
    )


def build_in_custody(
    crime: Crime, settings: Settings, until: float, force: Force
) -> Generator[Any, Any, bool]:
    """Whoever is on duty builds a short file, unless the custody clock runs out first."""
    hours = force.sample(crime, "custody file hours", settings.custody_hours)
    job = yield from force.work(
        crime,
        TeamName.PIP1,
        "custody file",
        hours,
        settings.custody_priority,
        give_up_at=max(until, force.now),
    )
    return job.done


def rework(crime: Crime, settings: Settings, loop: int, urgency: float, force: Force) -> Story:
    """Put right what the CPS has asked for."""
    hours = force.sample(crime, f"rework hours {loop}", settings.rework_hours)
    yield from force.work(
        crime, crime.owner_team, "file rework", hours, urgency, officer=crime.owner
    )


def _full_hours(crime: Crime, settings: Settings, force: Force) -> float:
    """Hours of a full file begun now, redaction included where it comes before the charge."""
    if force.clock.local(force.now).date() < DG6:
        return force.sample(crime, "file hours", settings.full_hours_before_dg6)
    redaction = force.sample(crime, "redaction hours", settings.redaction_hours)
    return force.sample(crime, "file hours", settings.full_hours) + redaction


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
