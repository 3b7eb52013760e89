"""Charging: the police may charge some offences; the rest go to CPS Direct or to the CPS Area.

A charge needs evidence enough. Strengths are measured against 1, the bar at which the police think
the full code test met; each case has a prosecutor's own bar. A case just below that bar comes back
with an action plan, which may or may not lift it over.
"""

import math
from collections.abc import Generator
from enum import StrEnum
from typing import Any

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import FOREVER, Job
from sacsim.pathway import casefile
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import CrimeType, TeamName

HOURS_IN_SIX_MONTHS = 24 * 365.25 / 2
SUFFICIENT = 1.0


class Decision(StrEnum):
    """What a decision maker decides."""

    CHARGE = "charge"
    NO_FURTHER_ACTION = "no further action"
    OUT_OF_TIME = "time limit expired"


class Settings(FrozenSettings):
    """Routes, waits and bars; the delays stand beside the CPS queues."""

    police_may_charge: PerCrimeType[Probability]
    """Of suspects who admit; never robbery."""
    police_hours: Distribution
    police_priority: NonNegative
    direct_hours: Distribution
    kept_if_caught: Probability
    """Kept in custody, if caught near the scene."""
    kept_otherwise: Probability
    area_hours: Distribution
    area_priority: NonNegative
    area_delay_days: Distribution
    """Beside the queue, each time round."""
    rejected_at_triage: Probability
    rejected_if_builders: Probability
    resubmit_days: Distribution
    prosecutor_bar: Distribution
    """Evidence that this case's prosecutor asks for."""
    action_plan_within: Positive
    """Share below the bar that brings an action plan."""
    action_plan_adds: Distribution
    """Evidence that an action plan adds."""
    most_loops: NonNegative
    """Times a file comes back at most."""


def kept(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the case is strong enough, and the suspect is kept in custody for a decision."""
    if not crime.supports or crime.evidence < SUFFICIENT:
        return False
    caught = crime.suspect_by == Kind.NEAR_SCENE
    share = settings.kept_if_caught if caught else settings.kept_otherwise
    return force.chance(crime, "kept in custody", share)


def decide_in_custody(
    crime: Crime, settings: Settings, until: float, force: Force
) -> Generator[Any, Any, Decision | None]:
    """CPS Direct, or the custody sergeant for what the police may charge, decides at once.

    Returns None if the suspect is to be released: no charge, or the custody clock has run out.
    """
    _submit(crime, force, "in custody")
    if by_police(crime, settings, force):
        job = yield from _by_custody_sergeant(crime, settings, until, force)
        met = True
    else:
        hours = force.sample(crime, "CPS Direct hours", settings.direct_hours)
        job = yield from force.work(
            crime,
            TeamName.CPS_DIRECT,
            "charging decision, custody",
            hours,
            0.0,
            give_up_at=max(until, force.now),
        )
        met = crime.evidence >= force.sample(crime, "prosecutor's bar", settings.prosecutor_bar)
    return _decided(crime, met, force) if job.done and met else None


def by_police(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the police may charge: never robbery; otherwise a guilty plea, a suitable offence."""
    return (
        crime.type != CrimeType.PERSONAL_ROBBERY
        and crime.admitted
        and force.chance(crime, "suits the magistrates", settings.police_may_charge[crime.type])
    )


def decide(
    crime: Crime, settings: Settings, files: casefile.Settings, urgency: float, force: Force
) -> Generator[Any, Any, Decision]:
    """Obtain a charging decision on a suspect who is not in custody."""
    _submit(crime, force)
    if by_police(crime, settings, force):
        yield from _by_custody_sergeant(crime, settings, FOREVER, force)
        return _decided(crime, True, force)
    met = yield from _cps_area(crime, settings, files, urgency, force)
    return _decided(crime, met, force)


def _submit(crime: Crime, force: Force, how: str = "") -> None:
    crime.referred = force.now
    if math.isnan(crime.submitted):
        crime.submitted = force.now
    force.journal.note(force.now, crime.id, "submitted for charge", detail=how)


def _by_custody_sergeant(
    crime: Crime, settings: Settings, until: float, force: Force
) -> Generator[Any, Any, Job]:
    hours = force.sample(crime, "police decision hours", settings.police_hours)
    return (
        yield from force.work(
            crime,
            TeamName.SUPERVISORS,
            "police charging",
            hours,
            settings.police_priority,
            give_up_at=max(until, force.now),
        )
    )


def _cps_area(
    crime: Crime, settings: Settings, files: casefile.Settings, urgency: float, force: Force
) -> Generator[Any, Any, bool]:
    """Triage turns poor files back unread; a prosecutor decides on the rest, or asks for more."""
    bar = force.sample(crime, "prosecutor's bar", settings.prosecutor_bar)
    added = 0.0
    built = files.file_builders_do > 0
    rejected = settings.rejected_if_builders if built else settings.rejected_at_triage
    for loop in range(int(settings.most_loops)):
        if force.chance(crime, f"triage {loop}", rejected):
            force.journal.note(force.now, crime.id, "rejected at triage")
        else:
            yield from _consult(crime, settings, loop, force)
            short = bar - crime.evidence - added
            if short <= 0 or short > bar * settings.action_plan_within:
                return short <= 0
            force.journal.note(force.now, crime.id, "action plan")
            added += force.sample(crime, f"action plan {loop}", settings.action_plan_adds)
        yield from casefile.rework(crime, files, loop, urgency, force)
        yield from force.wait(
            crime, 24 * force.sample(crime, f"resubmit {loop}", settings.resubmit_days)
        )
    yield from _consult(crime, settings, int(settings.most_loops), force)
    return crime.evidence + added >= bar


def _consult(crime: Crime, settings: Settings, loop: int, force: Force) -> Story:
    """The CPS Area reads the file and decides in its own time."""
    hours = force.sample(crime, f"CPS Area hours {loop}", settings.area_hours)
    yield from force.work(
        crime, TeamName.CPS_AREA, "charging decision", hours, settings.area_priority
    )
    days = force.sample(crime, f"CPS Area delay {loop}", settings.area_delay_days)
    yield from force.wait(crime, 24 * days)


def _decided(crime: Crime, met: bool, force: Force) -> Decision:
    if not met:
        return Decision.NO_FURTHER_ACTION
    return Decision.OUT_OF_TIME if lapsed(crime, force) else Decision.CHARGE


def lapsed(crime: Crime, force: Force) -> bool:
    """Whether it is too late to charge a summary-only offence.

    Interference with a vehicle lapses six months from the offence; taking one without consent six
    months from sufficient evidence, here the first submission for charge, and in any case three
    years from the offence. Burglary, robbery and theft from the person never lapse.
    """
    if not crime.summary_only:
        return False
    if crime.type == CrimeType.THEFT_FROM_VEHICLE:
        return force.now > crime.occurred + HOURS_IN_SIX_MONTHS
    if crime.type == CrimeType.THEFT_OF_VEHICLE:
        enough = force.now if math.isnan(crime.submitted) else crime.submitted
        last = min(enough + HOURS_IN_SIX_MONTHS, crime.occurred + 6 * HOURS_IN_SIX_MONTHS)
        return force.now > last
    return False
