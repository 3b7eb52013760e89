"""Charging: the police may charge some offences; the rest go to CPS Direct or to the CPS Area.

A charge needs evidence enough. Strengths are measured against 1, the bar at which the police think
the full code test met; each case has a prosecutor's own bar. A case just below that bar comes back
with an action plan, which may or may not lift it over.
"""

from enum import StrEnum

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway import casefile
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import CrimeType, Outcome, TeamName

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
    police_hours: Distribution
    police_priority: NonNegative
    direct_hours: Distribution
    kept_if_caught: Probability
    kept_otherwise: Probability
    area_hours: Distribution
    area_priority: NonNegative
    area_delay_days: Distribution
    rejected_at_triage: Probability
    resubmit_days: Distribution
    prosecutor_bar: Distribution
    action_plan_within: Positive
    action_plan_adds: Distribution
    most_loops: NonNegative


def kept(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the suspect stays in custody for a charging decision."""
    caught = crime.suspect_by == Kind.NEAR_SCENE
    share = settings.kept_if_caught if caught else settings.kept_otherwise
    return force.chance(crime, "kept in custody", share)


def decide_in_custody(crime: Crime, evidence: float, settings: Settings, force: Force) -> Story:
    """CPS Direct, or the custody sergeant for what the police may charge, decides at once."""
    crime.submitted = force.now
    force.journal.note(force.now, crime.id, "submitted for charge", detail="in custody")
    if by_police(crime, settings, force):
        yield from _by_custody_sergeant(crime, settings, force)
        return _in_time(crime, force, Decision.CHARGE)
    hours = force.sample(crime, "CPS Direct hours", settings.direct_hours)
    yield from force.work(crime, TeamName.CPS_DIRECT, "charging decision, custody", hours, 0.0)
    bar = force.sample(crime, "prosecutor's bar", settings.prosecutor_bar)
    met = Decision.CHARGE if evidence >= bar else Decision.NO_FURTHER_ACTION
    return _in_time(crime, force, met)


def _by_custody_sergeant(crime: Crime, settings: Settings, force: Force) -> Story:
    hours = force.sample(crime, "police decision hours", settings.police_hours)
    yield from force.work(
        crime, TeamName.SUPERVISORS, "police charging", hours, settings.police_priority
    )


def by_police(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the police may charge: never robbery; otherwise a guilty plea, a suitable offence."""
    return (
        crime.type != CrimeType.PERSONAL_ROBBERY
        and crime.admitted
        and force.chance(crime, "suits the magistrates", settings.police_may_charge[crime.type])
    )


def decide(
    crime: Crime,
    evidence: float,
    settings: Settings,
    files: casefile.Settings,
    urgency: float,
    force: Force,
) -> Story:
    """Obtain a charging decision; returns a Decision."""
    crime.submitted = force.now
    force.journal.note(force.now, crime.id, "submitted for charge")
    if by_police(crime, settings, force):
        yield from _by_custody_sergeant(crime, settings, force)
        return _in_time(crime, force, Decision.CHARGE)
    decision = yield from _crown_prosecution_service(
        crime, evidence, settings, files, urgency, force
    )
    return _in_time(crime, force, decision)


def _crown_prosecution_service(
    crime: Crime,
    evidence: float,
    settings: Settings,
    files: casefile.Settings,
    urgency: float,
    force: Force,
) -> Story:
    """Triage, decision, action plans, round again."""
    bar = force.sample(crime, "prosecutor's bar", settings.prosecutor_bar)
    loop = 0
    while True:
        yield from _consult(crime, settings, loop, force)
        rejected = force.chance(crime, f"triage {loop}", settings.rejected_at_triage)
        nearly = bar * (1 - settings.action_plan_within) <= evidence < bar
        if loop < settings.most_loops and (rejected or nearly):
            force.journal.note(
                force.now, crime.id, "rejected at triage" if rejected else "action plan"
            )
            yield from casefile.rework(crime, files, loop, urgency, force)
            if nearly and not rejected:
                evidence += force.sample(crime, f"action plan {loop}", settings.action_plan_adds)
            days = force.sample(crime, f"resubmit {loop}", settings.resubmit_days)
            yield from force.wait(crime, 24 * days)
            loop += 1
            continue
        return Decision.CHARGE if evidence >= bar else Decision.NO_FURTHER_ACTION


def _consult(crime: Crime, settings: Settings, loop: int, force: Force) -> Story:
    """The CPS Area decides on suspects who are not in custody, in its own time."""
    hours = force.sample(crime, f"CPS Area hours {loop}", settings.area_hours)
    yield from force.work(
        crime, TeamName.CPS_AREA, "charging decision", hours, settings.area_priority
    )
    days = force.sample(crime, f"CPS Area delay {loop}", settings.area_delay_days)
    yield from force.wait(crime, 24 * days)


def _in_time(crime: Crime, force: Force, decision: Decision) -> Decision:
    """Summary-only offences lapse: interference six months from the offence, taking a vehicle
    without consent six months from sufficient evidence. Burglary, theft and robbery never do."""
    summary_only: bool = crime.events.get("summary only", False)
    if decision != Decision.CHARGE or not summary_only:
        return decision
    clock_from = crime.submitted if crime.type == CrimeType.THEFT_OF_VEHICLE else crime.occurred
    lapsed = force.now > clock_from + HOURS_IN_SIX_MONTHS
    return Decision.OUT_OF_TIME if lapsed else decision


__all__ = ["Decision", "Outcome", "Settings", "by_police", "decide"]
