"""Suspect: located, then arrested or asked in voluntarily, interviewed, and released in some way.

After an arrest the custody clock runs: if nobody can interview in time, the suspect is released and
interviewed later. Bail has a legal limit that changed on 28 October 2022; release under
investigation and voluntary attendance have none. A suspect nobody can find stays outstanding.
"""

import math
from collections.abc import Generator
from datetime import date
from typing import Any

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import FOREVER
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import TeamName

BAIL_REFORM = date(2022, 10, 28)


class Settings(FrozenSettings):
    """Locating, arresting, interviewing and releasing suspects."""

    locate_days: Distribution
    locate_hours: Distribution
    never_found: Probability
    """Suspects who stay outstanding."""
    arrests: PerCrimeType[Probability]
    """Arrested; the rest attend voluntarily."""
    arrest_hours: Distribution
    arrest_priority: NonNegative
    custody_hours: Positive
    """The custody clock."""
    interview_hours: Distribution
    interview_priority: NonNegative
    voluntary_days: Distribution
    bailed: Probability
    """Of those arrested and released; the rest are under investigation."""
    bail_days_before_reform: Positive
    """Arrests before 28 October 2022."""
    bail_days_after_reform: Positive
    admission_strength: Distribution
    """What an admission adds to the evidence."""


def handle_prisoner(crime: Crime, settings: Settings, admits: float, force: Force) -> Story:
    """Interview whoever was arrested at the scene, before the crime has an officer in charge."""
    force.journal.note(force.now, crime.id, "arrested", detail=f"at={crime.arrested!r}")
    until = custody_ends(crime, settings)
    yield from _interview(crime, settings, admits, settings.interview_priority, force, until)


def bring_in(
    crime: Crime, settings: Settings, admits: float, urgency: float, force: Force
) -> Generator[Any, Any, bool]:
    """Find the suspect, arrest or invite them, and put the allegation to them.

    Returns whether the suspect has just been interviewed in custody.
    """
    if math.isnan(crime.arrested):
        yield from _locate(crime, settings, urgency, force)
        if force.chance(crime, "arrested", settings.arrests[crime.type]):
            yield from _arrest(crime, settings, force)
            until = custody_ends(crime, settings)
            yield from _interview(crime, settings, admits, urgency, force, until)
            if crime.interviewed:
                return True
        else:
            days = force.sample(crime, "voluntary attendance", settings.voluntary_days)
            yield from force.wait(crime, 24 * days)
    if not crime.interviewed:
        yield from _interview(crime, settings, admits, urgency, force)
    return False


def custody_ends(crime: Crime, settings: Settings) -> float:
    """When the custody clock of the arrest runs out."""
    return crime.arrested + settings.custody_hours


def _locate(crime: Crime, settings: Settings, urgency: float, force: Force) -> Story:
    """Enquiries to find the suspect; some are never found and the crime stays open."""
    hours = force.sample(crime, "locate hours", settings.locate_hours)
    yield from force.work(
        crime, crime.owner_team, "locate suspect", hours, urgency, officer=crime.owner
    )
    yield from force.wait(crime, 24 * force.sample(crime, "locate days", settings.locate_days))
    if force.chance(crime, "never found", settings.never_found):
        force.journal.note(force.now, crime.id, "suspect outstanding")
        yield force.timer(crime, math.inf)


def _arrest(crime: Crime, settings: Settings, force: Force) -> Story:
    hours = force.sample(crime, "arrest hours", settings.arrest_hours)
    job = yield from force.work(crime, TeamName.RESPONSE, "arrest", hours, settings.arrest_priority)
    crime.arrested = job.started
    force.journal.note(force.now, crime.id, "arrested", detail=f"at={crime.arrested!r}")


def _interview(
    crime: Crime,
    settings: Settings,
    admits: float,
    urgency: float,
    force: Force,
    until: float = FOREVER,
) -> Story:
    """Prepare and hold the interview; with a custody clock, whoever is on duty does it in time."""
    in_custody = until < FOREVER
    hours = force.sample(crime, "interview hours", settings.interview_hours)
    team = crime.owner_team if crime.owner_team not in ("", TeamName.DESK) else TeamName.PIP1
    job = yield from force.work(
        crime,
        team,
        "interview in custody" if in_custody else "interview",
        hours,
        settings.interview_priority if in_custody else urgency,
        officer=None if in_custody or team != crime.owner_team else crime.owner,
        give_up_at=max(until, force.now),
    )
    crime.interviewed = job.done
    if not job.done:
        force.journal.note(force.now, crime.id, "not interviewed in custody")
        release(crime, settings, force)
        return
    crime.admitted = force.chance(crime, "admits", admits)
    if crime.admitted:
        crime.admission = force.sample(crime, "admission strength", settings.admission_strength)
    force.journal.note(
        force.now, crime.id, "interviewed", detail="admitted" if crime.admitted else "denied"
    )


def release(crime: Crime, settings: Settings, force: Force) -> None:
    """Release an arrested suspect on bail or under investigation while the enquiry goes on."""
    crime.released = True
    state = "released under investigation"
    if force.chance(crime, "bailed", settings.bailed):
        state = "bailed"
        crime.bailed = force.now
    force.journal.note(force.now, crime.id, state)


def end_bail(crime: Crime, settings: Settings, force: Force) -> None:
    """At the end of the enquiry, count the days on bail.

    The legal limit does not run while the CPS decides; a suspect whose limit passes before is
    released under investigation from then on.
    """
    if math.isnan(crime.bailed):
        return
    reformed = force.clock.local(crime.arrested).date() >= BAIL_REFORM
    limit = settings.bail_days_after_reform if reformed else settings.bail_days_before_reform
    stops = crime.referred if crime.referred >= crime.bailed else force.now
    on_bail = force.now if stops - crime.bailed <= 24 * limit else crime.bailed + 24 * limit
    crime.bail_days += (on_bail - crime.bailed) / 24
    crime.bailed = math.nan
