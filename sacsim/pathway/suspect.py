"""Suspect: located, then arrested or asked in voluntarily, interviewed, and released in some way.

After an arrest the custody clock runs: if nobody can interview in time, the suspect is released and
interviewed later. Whom to arrest is a policy; who was caught is arrested whatever it says. Some
suspects nobody can find: they stay outstanding. What runs after a release is in release.py.
"""

import math
from collections.abc import Callable, Generator
from typing import Any, Literal

from sacsim.chance.distributions import Distribution, share_below
from sacsim.force.force import Force, Story
from sacsim.force.job import FOREVER, Job
from sacsim.pathway import release
from sacsim.pathway.asking import by_owner, insist, on_the_custody_clock
from sacsim.pathway.crime import Crime
from sacsim.pathway.waiting import hours_left
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import Skill, TeamName

Choice = Literal["by_offence", "arrest_all", "voluntary_unless_caught"]


MOST_ATTEMPTS = 3


class Settings(FrozenSettings):
    """Locating, arresting, interviewing and releasing suspects."""

    locate_days: Distribution
    locate_hours: Distribution
    never_found: Probability
    """Suspects who stay outstanding."""
    arrests: PerCrimeType[Probability]
    """Arrested, the rest attend voluntarily; `policies.suspects = "by_offence"`."""
    arrest_hours: Distribution
    arrest_priority: NonNegative
    custody_hours: Positive
    """The custody clock."""
    interview_hours: Distribution
    interview_priority: NonNegative
    voluntary_days: Distribution
    release: release.Settings
    admission_strength: Distribution
    """What an admission adds to the evidence."""


def handle_prisoner(crime: Crime, settings: Settings, admits: float, force: Force) -> Story:
    """Interview whoever was arrested at the scene, before the crime has an officer in charge."""
    force.journal.note(force.now, crime.id, "arrested", detail=f"at={crime.arrested!r}")
    until = custody_ends(crime, settings)
    yield from _interview(crime, settings, admits, settings.interview_priority, force, until)


def bring_in(
    crime: Crime,
    settings: Settings,
    arrests: "Policy",
    admits: float,
    urgency: float,
    force: Force,
) -> Generator[Any, Any, bool]:
    """Find the suspect, arrest or invite them, and put the allegation to them.

    Returns whether the suspect has just been interviewed in custody.
    """
    if math.isnan(crime.arrested) and not crime.interviewed:
        yield from _locate(crime, settings, urgency, force)
        if arrests(crime, settings, force):
            yield from _arrest(crime, settings, force)
            until = custody_ends(crime, settings)
            yield from _interview(crime, settings, admits, urgency, force, until)
            if crime.interviewed:
                return True
        else:
            days = force.sample(crime, "voluntary attendance", settings.voluntary_days)
            yield from force.wait(crime, 24 * days)
            crime.invited = True
    if not crime.interviewed:
        yield from _interview(crime, settings, admits, urgency, force)
    release.volunteered(crime, force)
    return False


def custody_ends(crime: Crime, settings: Settings) -> float:
    """When the custody clock of the arrest runs out."""
    return crime.arrested + settings.custody_hours


def _locate(crime: Crime, settings: Settings, urgency: float, force: Force) -> Story:
    """Enquiries to find the suspect; some are never found and the crime stays open.

    Of a suspect who has been outstanding for long, it is likelier that they never are.
    """
    never = settings.never_found
    if crime.waited:
        found_later = 1 - share_below(settings.locate_days, crime.waited / 24)
        never /= never + (1 - never) * found_later or 1.0
    else:
        hours = force.sample(crime, "locate hours", settings.locate_hours)
        yield from by_owner(crime, "locate suspect", hours, urgency, force)
    yield from force.wait(crime, hours_left(crime, "locate days", settings.locate_days, force))
    if force.chance(crime, "never found", never):
        crime.outstanding = True
        force.journal.note(force.now, crime.id, "suspect outstanding")
        yield force.timer(crime, math.inf)


def _arrest(crime: Crime, settings: Settings, force: Force) -> Story:
    """Arrest the suspect; an attempt may fail, more often in new hands, and is made again."""
    hours = force.sample(crime, "arrest hours", settings.arrest_hours)
    for attempt in range(MOST_ATTEMPTS):
        job = yield from insist(
            crime,
            TeamName.RESPONSE,
            "arrest",
            hours,
            settings.arrest_priority,
            force,
            skill=Skill.ARREST,
        )
        quality = force.quality(TeamName.RESPONSE, job.by, Skill.ARREST)
        if force.chance(crime, f"arrest attempt {attempt}", quality):
            break
        force.journal.note(force.now, crime.id, "not arrested", detail="attempt failed")
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
    hours = force.sample(crime, "interview hours", settings.interview_hours)
    team = crime.owner_team if crime.owner_team not in ("", TeamName.DESK) else TeamName.PIP1
    job: Job | None
    if until < FOREVER:
        asked = (team, "interview in custody", hours, settings.interview_priority)
        job = yield from on_the_custody_clock(crime, *asked, until, force, skill=Skill.INTERVIEW)
    else:
        job = yield from insist(
            crime,
            team,
            "interview",
            hours,
            urgency,
            force,
            owner=team == crime.owner_team,
            skill=Skill.INTERVIEW,
        )
    crime.interviewed = job is not None
    if job is None:
        force.journal.note(force.now, crime.id, "not interviewed in custody")
        release.after_arrest(crime, settings.release, force)
        return
    quality = force.quality(team, job.by, Skill.INTERVIEW)
    crime.admitted = force.chance(crime, "admits", admits * quality)
    if crime.admitted:
        crime.admission = force.sample(crime, "admission strength", settings.admission_strength)
    force.journal.note(
        force.now, crime.id, "interviewed", detail="admitted" if crime.admitted else "denied"
    )


Policy = Callable[[Crime, Settings, Force], bool]
"""Says whether a suspect who has been found is arrested, or asked to attend voluntarily."""

POLICIES: dict[str, Policy] = {
    "by_offence": lambda crime, settings, force: force.chance(
        crime, "arrested", settings.arrests[crime.type]
    ),
    "arrest_all": lambda crime, settings, force: True,
    "voluntary_unless_caught": lambda crime, settings, force: False,
}
