"""Charging: the police may charge some offences; the rest go to CPS Direct or to the CPS Area.

A charge needs evidence enough. Strengths are measured against 1, the bar at which the police think
the full code test met; each case has a prosecutor's own bar. A case just below that bar comes back
with an action plan, which may or may not lift it over. In which order the Area reads files is a
policy. In custody, a case just short of the bar may be charged on the threshold test, while further
evidence is on its way.
"""

import math
from collections.abc import Callable, Generator
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway import casefile
from sacsim.pathway.asking import insist, on_the_custody_clock
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind
from sacsim.pathway.referral import Answer
from sacsim.pathway.release import BAILED
from sacsim.pathway.waiting import hours_left
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import CrimeType, Outcome, Skill, TeamName

Choice = Literal["as_they_come", "interim_protocol"]

HOURS_IN_SIX_MONTHS = 24 * 365.25 / 2
SUFFICIENT = 1.0


class Decision(StrEnum):
    """What a decision maker decides."""

    CHARGE = "charge"
    TOO_LITTLE = "too little evidence"
    NO_FURTHER_ACTION = "no further action"
    NOT_PUBLIC_INTEREST = "not in the public interest"
    OUT_OF_TIME = "time limit expired"


OUTCOMES = {
    Decision.CHARGE: Outcome.CHARGED,
    Decision.TOO_LITTLE: Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS,
    Decision.NO_FURTHER_ACTION: Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS,
    Decision.NOT_PUBLIC_INTEREST: Outcome.NOT_PUBLIC_INTEREST_CPS,
    Decision.OUT_OF_TIME: Outcome.TIME_LIMIT_EXPIRED,
}


class Settings(FrozenSettings):
    """Routes, waits and bars; the delays stand beside the CPS queues."""

    police_may_charge: PerCrimeType[Probability]
    """Of suspects who admit; never robbery."""
    police_hours: Distribution
    police_priority: NonNegative
    direct_hours: Distribution
    threshold_test: Probability
    """Of custody cases short of the bar, with evidence to come: decided on the threshold test."""
    threshold_within: Probability
    """Share below the bar at which that is still possible."""
    kept_if_caught: Probability
    """Kept in custody, if caught near the scene."""
    kept_otherwise: Probability
    area_hours: Distribution
    area_priority: NonNegative
    """Place in the Area's queue; `policies.charging_queue = "as_they_come"`."""
    area_priority_bailed: NonNegative
    """`policies.charging_queue = "interim_protocol"`."""
    area_priority_not_bailed: NonNegative
    """Under investigation or volunteers; `policies.charging_queue = "interim_protocol"`."""
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
    not_public_interest: Probability
    """Of cases that meet an Area prosecutor's bar (outcome 9)."""


def outcome_of(crime: Crime, decision: Decision) -> Outcome:
    """The outcome of a decision on the case, which is written down."""
    crime.decision = decision
    return OUTCOMES[decision]


def kept(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the case is strong enough, and the suspect is kept in custody for a decision."""
    enough = crime.evidence >= SUFFICIENT or _on_threshold(crime, SUFFICIENT, settings, force)
    if not crime.supports or not enough:
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
    if force.now >= until:
        return None
    _submit(crime, force, "in custody")
    if crime.evidence >= SUFFICIENT and by_police(crime, settings, force):
        hours = force.sample(crime, "police decision hours", settings.police_hours)
        asked = (TeamName.SUPERVISORS, "police charging", hours, settings.police_priority)
        done = yield from on_the_custody_clock(crime, *asked, until, force)
        return _decided(crime, True, force) if done else None
    referral = crime.refer(TeamName.CPS_DIRECT, force)
    hours = force.sample(crime, "CPS Direct hours", settings.direct_hours)
    asked = (TeamName.CPS_DIRECT, "charging decision, custody", hours, 0.0)
    if not (yield from on_the_custody_clock(crime, *asked, until, force)):
        return None
    bar = _bar(crime, settings, force)
    met = crime.evidence >= bar
    if not met and _on_threshold(crime, bar, settings, force):
        force.journal.note(force.now, crime.id, "threshold test")
        met = True
    referral.answered(Answer.CHARGE if met else Answer.NO_CHARGE, force.now)
    return _decided(crime, met, force) if met else None


def _on_threshold(crime: Crime, bar: float, settings: Settings, force: Force) -> bool:
    """Whether a case short of the bar may be decided on the threshold test: evidence is to come."""
    to_come = crime.pending or crime.csi_due or crime.chances(Kind.PHONE)
    near = crime.evidence >= bar * (1 - settings.threshold_within)
    return bool(to_come) and near and force.chance(crime, "threshold", settings.threshold_test)


def _bar(crime: Crime, settings: Settings, force: Force) -> float:
    """What this case's prosecutor asks for; a case that is reviewed gets another prosecutor."""
    again = f" {crime.reviews_upheld}" if crime.reviews_upheld else ""
    return force.sample(crime, f"prosecutor's bar{again}", settings.prosecutor_bar)


def by_police(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the police may charge: never robbery; otherwise a guilty plea, a suitable offence."""
    return (
        crime.type != CrimeType.PERSONAL_ROBBERY
        and crime.admitted
        and force.chance(crime, "suits the magistrates", settings.police_may_charge[crime.type])
    )


def decide(
    crime: Crime, settings: Settings, area: "Area", urgency: float, force: Force
) -> Generator[Any, Any, Decision]:
    """Obtain a charging decision on a suspect who is not in custody."""
    _submit(crime, force)
    if by_police(crime, settings, force):
        hours = force.sample(crime, "police decision hours", settings.police_hours)
        asked = (TeamName.SUPERVISORS, "police charging", hours, settings.police_priority)
        yield from insist(crime, *asked, force)
        return _decided(crime, True, force)
    return (yield from by_cps_area(crime, settings, area, urgency, force))


def by_cps_area(
    crime: Crime,
    settings: Settings,
    area: "Area",
    urgency: float,
    force: Force,
    *,
    triaged: bool = False,
) -> Generator[Any, Any, Decision]:
    """Obtain the CPS Area's decision on a file submitted, or `triaged` by it already."""
    met = yield from _cps_area(crime, settings, area, urgency, force, triaged)
    if met and force.chance(crime, "not in the public interest", settings.not_public_interest):
        return Decision.NOT_PUBLIC_INTEREST
    return _decided(crime, met, force)


class Area(NamedTuple):
    """How files go to the CPS Area: in which order, how well built, and who puts them right."""

    queue: "Policy"
    support: casefile.Support
    files: casefile.Settings


def _submit(crime: Crime, force: Force, how: str = "") -> None:
    crime.referred = force.now
    if math.isnan(crime.submitted):
        crime.submitted = force.now
    force.journal.note(force.now, crime.id, "submitted for charge", detail=how)


def _cps_area(
    crime: Crime, settings: Settings, area: Area, urgency: float, force: Force, triaged: bool
) -> Generator[Any, Any, bool]:
    """Triage turns poor files back unread; a prosecutor decides on the rest, or asks for more."""
    bar = _bar(crime, settings, force)
    added = 0.0
    helped = area.support.passes
    rejected = settings.rejected_if_builders if helped else settings.rejected_at_triage
    for loop in range(int(settings.most_loops)):
        referral = crime.refer(TeamName.CPS_AREA, force)
        quality = force.quality(crime.owner_team, crime.owner, Skill.FILE)
        read = triaged and loop == 0
        if not read and force.chance(crime, f"triage {loop}", min(rejected / quality, 1.0)):
            force.journal.note(force.now, crime.id, "rejected at triage")
            referral.answered(Answer.REJECTED, force.now)
        else:
            yield from _consult(crime, settings, area, loop, force)
            short = bar - crime.evidence - added
            if short <= 0 or short > bar * settings.action_plan_within:
                referral.answered(Answer.CHARGE if short <= 0 else Answer.NO_CHARGE, force.now)
                return short <= 0
            referral.answered(Answer.ACTION_PLAN, force.now)
            force.journal.note(force.now, crime.id, "action plan")
            added += force.sample(crime, f"action plan {loop}", settings.action_plan_adds)
        yield from casefile.rework(crime, area.files, loop, urgency, force)
        yield from force.wait(
            crime, 24 * force.sample(crime, f"resubmit {loop}", settings.resubmit_days)
        )
    referral = crime.refer(TeamName.CPS_AREA, force)
    yield from _consult(crime, settings, area, int(settings.most_loops), force)
    met = crime.evidence + added >= bar
    referral.answered(Answer.CHARGE if met else Answer.NO_CHARGE, force.now)
    return met


def _consult(crime: Crime, settings: Settings, area: Area, loop: int, force: Force) -> Story:
    """The CPS Area reads the file, unless it has had it since before the run, and decides later."""
    if not crime.waited:
        hours = force.sample(crime, f"CPS Area hours {loop}", settings.area_hours)
        priority = area.queue(crime, settings, force)
        yield from insist(crime, TeamName.CPS_AREA, "charging decision", hours, priority, force)
    left = hours_left(crime, f"CPS Area delay {loop}", settings.area_delay_days, force)
    yield from force.wait(crime, left)


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


def _bail_first(crime: Crime, settings: Settings, force: Force) -> float:
    bailed = crime.release == BAILED
    return settings.area_priority_bailed if bailed else settings.area_priority_not_bailed


Policy = Callable[[Crime, Settings, Force], float]
"""Says which place a file has in the queue of the CPS Area; a smaller number goes first."""

POLICIES: dict[str, Policy] = {
    "as_they_come": lambda crime, settings, force: settings.area_priority,
    "interim_protocol": _bail_first,
}
