"""Disposal: every crime gets one outcome, or has none yet; a filed crime can be reopened.

Some outcomes are recorded under the wrong code, and the crime management unit's audit puts some of
those right. When an offender is charged, linked crimes of the same series are taken into
consideration, often months later. Whom to spare a charge is a policy. A victim may ask for a review
of a decision not to prosecute; the victim who withdrew does not.
"""

import math
from collections.abc import Callable, Generator
from enum import StrEnum
from typing import Any, Literal

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.asking import by_owner, insist
from sacsim.pathway.crime import Crime
from sacsim.pathway.waiting import hours_left
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import Outcome, TeamName

Choice = Literal["as_stated", "charge_only", "deferred_prosecution"]


class Way(StrEnum):
    """How a case with evidence enough is disposed of."""

    CHARGE = "charge"
    OUT_OF_COURT = "out of court"
    DEFERRED = "deferred prosecution"


class Deferral(FrozenSettings):
    """Deferred prosecution: a contract with the offender; who breaks it is prosecuted after all."""

    eligible: PerCrimeType[Probability]
    """Of suspects who admit; `policies.disposal = "deferred_prosecution"`."""
    hours: Distribution
    """Of an offender manager, for each contract."""
    priority: NonNegative
    days: Positive
    """How long a contract lasts."""
    fails: Probability


class Settings(FrozenSettings):
    """Filing, out-of-court disposals, wrong codes, audit, and crimes taken into consideration."""

    filing_days: PerCrimeType[Distribution]
    """A crime without a suspect rests so long."""
    screened_out_days: Distribution
    out_of_court: PerCrimeType[Probability]
    """Of suspects who admit."""
    out_of_court_hours: Distribution
    diverted: Probability
    """Of those dealt with out of court."""
    cautioned: PerCrimeType[Probability]
    deferral: Deferral
    other_agency: Probability
    not_public_interest: Probability
    miscoded: Probability
    """Closed under a wrong code."""
    miscoded_if_reviewed: Probability
    audited: Probability
    """Read by the crime management unit."""
    audit_hours: Distribution
    audit_priority: NonNegative
    asks_for_review: Probability
    """Victims of crimes closed as 15, 17 or 18 who use their right to a review."""
    asks_after_days: Distribution
    review_hours: Distribution
    """Of a supervisor, for a victim's review."""
    review_priority: NonNegative
    review_upheld: Probability
    """Reviews after which the crime is open again."""
    linked: Probability
    """Of unsolved crimes of a series, those linked to it."""
    linked_if_reviewed: Probability
    """The same, where all supervisor's reviews were on time."""
    taken_into_consideration: Probability
    """Of linked unsolved crimes, once one is charged."""
    taken_into_consideration_days: Distribution


SUPPORTS = Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS
DECLINES = Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES
REVIEWED = (SUPPORTS, Outcome.TIME_LIMIT_EXPIRED, Outcome.NO_SUSPECT_IDENTIFIED)
"""What a victim may have reviewed."""
WRONG_CODES = {
    SUPPORTS: DECLINES,
    DECLINES: SUPPORTS,
    Outcome.VICTIM_DECLINES_NO_SUSPECT: Outcome.NO_SUSPECT_IDENTIFIED,
    Outcome.COMMUNITY_RESOLUTION: Outcome.DIVERSION,
    Outcome.TIME_LIMIT_EXPIRED: SUPPORTS,
}


def record(crime: Crime, outcome: Outcome, settings: Settings, force: Force) -> None:
    """Close the crime with an outcome; its story's branches stop, exhibits go on."""
    if not crime.open:
        return
    slip = settings.miscoded_if_reviewed if crime.reviewed else settings.miscoded
    recorded = outcome
    if outcome in WRONG_CODES and force.chance(crime, f"miscoded {crime.reopened}", slip):
        recorded = WRONG_CODES[outcome]
    crime.true_outcome = outcome
    _assign(crime, recorded, force)
    for chance in crime.chances():
        if not chance.submitted:
            crime.lose(chance, crime.closed_because(chance.kind), force)
    force.close_case(crime)
    force.stop(crime)
    crime.overseen = False
    if force.chance(crime, f"audited {crime.reopened}", settings.audited):
        force.go_on_alone(_audit(crime, outcome, settings, force))


def _assign(crime: Crime, outcome: Outcome, force: Force) -> None:
    crime.outcome = outcome
    crime.outcome_at = force.now
    if crime.first_outcome_at != crime.first_outcome_at:
        crime.first_outcome_at = force.now
    force.journal.note(force.now, crime.id, "outcome", detail=str(int(outcome)))


def _audit(crime: Crime, true: Outcome, settings: Settings, force: Force) -> Story:
    """The crime management unit reads the crime; a wrong code is put right."""
    hours = force.sample(crime, f"audit hours {crime.reopened}", settings.audit_hours)
    assigned = crime.outcome_at
    job = yield from force.work(
        crime, TeamName.CRIME_MANAGEMENT, "outcome audit", hours, settings.audit_priority
    )
    if job.done and crime.outcome_at == assigned and crime.outcome != true:
        _assign(crime, true, force)


def rest(crime: Crime, settings: Settings, force: Force) -> Story:
    """Let a crime without a suspect rest before it is filed; it is not while a CSI is to come."""
    filing = settings.screened_out_days if crime.screened_out else settings.filing_days[crime.type]
    left = hours_left(crime, "filing days", filing, force)
    yield force.timer(crime, left) | crime.news("suspect", force)
    while crime.csi_due and not crime.has_suspect:
        yield crime.news("result", force)


def reopened(crime: Crime, force: Force) -> Story:
    """Wait, perhaps for ever, until a late result names a suspect; then the crime is open again."""
    yield crime.news("suspect", force)
    reopen(crime, force)


def reopen(crime: Crime, force: Force) -> None:
    """The crime has no outcome any more; its officer in charge has it again."""
    crime.outcome = crime.true_outcome = Outcome.NOT_YET_ASSIGNED
    crime.outcome_at = math.nan
    crime.reopened += 1
    force.reopen_case(crime)
    force.journal.note(force.now, crime.id, "reopened", detail="0")
    crime.regain(force)


def may_be_reviewed(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the victim asks, once at most, for a review of the closing of this crime."""
    if crime.reviewed_for_victim or crime.true_outcome not in REVIEWED:
        return False
    crime.reviewed_for_victim = force.chance(crime, "asks for a review", settings.asks_for_review)
    return crime.reviewed_for_victim


def review(crime: Crime, settings: Settings, force: Force) -> Generator[Any, Any, bool]:
    """A supervisor reviews a closed crime for its victim; if that is upheld it is open again."""
    days = force.sample(crime, "asks for a review after", settings.asks_after_days)
    yield from force.wait(crime, 24 * days)
    hours = force.sample(crime, "victim's review hours", settings.review_hours)
    yield from insist(
        crime,
        TeamName.SUPERVISORS,
        "victim's right to review",
        hours,
        settings.review_priority,
        force,
    )
    upheld = force.chance(crime, "review upheld", settings.review_upheld)
    if not upheld or crime.true_outcome not in REVIEWED:
        return False
    crime.reviews_upheld += 1
    force.stop(crime)
    reopen(crime, force)
    return True


def out_of_court(
    crime: Crime, settings: Settings, policy: "Policy", urgency: float, force: Force
) -> Generator[Any, Any, Outcome | None]:
    """Deal with an admitted, less serious crime out of court; returns the outcome, or None."""
    way = policy(crime, settings, force)
    if way == Way.CHARGE:
        return None
    if way == Way.DEFERRED:
        return (yield from _defer(crime, settings.deferral, force))
    hours = force.sample(crime, "out of court hours", settings.out_of_court_hours)
    yield from by_owner(crime, "out-of-court disposal", hours, urgency, force)
    if force.chance(crime, "diverted", settings.diverted):
        return Outcome.DIVERSION
    caution = force.chance(crime, "caution", settings.cautioned[crime.type])
    return Outcome.CAUTION if caution else Outcome.COMMUNITY_RESOLUTION


def _defer(crime: Crime, settings: Deferral, force: Force) -> Generator[Any, Any, Outcome | None]:
    """A contract for some months: kept, the offender is diverted; broken, prosecuted after all."""
    hours = force.sample(crime, "contract hours", settings.hours)
    yield from insist(
        crime, TeamName.OFFENDER_MANAGERS, "contract", hours, settings.priority, force
    )
    force.journal.note(force.now, crime.id, "prosecution deferred")
    yield from force.wait(crime, 24 * settings.days)
    if force.chance(crime, "contract fails", settings.fails):
        force.journal.note(force.now, crime.id, "contract broken")
        return None
    return Outcome.DIVERSION


def spares(crime: Crime, settings: Settings, policy: "Policy", force: Force) -> bool:
    """Whether the suspect will not be charged at once, however strong the case."""
    dealt_with = elsewhere(crime, settings, force) is not None
    return dealt_with or policy(crime, settings, force) != Way.CHARGE


def elsewhere(crime: Crime, settings: Settings, force: Force) -> Outcome | None:
    """Suspects whom another body deals with, or whom it is in nobody's interest to pursue."""
    u = force.draws.uniform(crime.id, "suspect's circumstances")
    if u < settings.other_agency:
        return Outcome.OTHER_AGENCY
    if u < settings.other_agency + settings.not_public_interest:
        return Outcome.NOT_PUBLIC_INTEREST_POLICE
    return None


class SeriesBook:
    """The crimes of each series that were linked and stand unsolved."""

    def __init__(self) -> None:
        self._unsolved: dict[tuple[str, int], list[Crime]] = {}

    def enter(self, crime: Crime, settings: Settings, force: Force) -> None:
        """Remember a crime that was linked to its series and is filed without a suspect."""
        share = settings.linked_if_reviewed if crime.reviewed else settings.linked
        if crime.series >= 0 and force.chance(crime, "linked to its series", share):
            self._unsolved.setdefault((crime.type, crime.series), []).append(crime)

    def offender_charged(
        self, crime: Crime, settings: Settings, force: Force, linked: float = 0.0
    ) -> None:
        """The offender of a series has been charged: some of the others are admitted later.

        `linked` is the share of what would not be admitted that good links find besides.
        """
        admitted = settings.taken_into_consideration
        share = admitted + (1 - admitted) * linked
        for other in self._unsolved.pop((crime.type, crime.series), []):
            force.go_on_alone(_taken_into_consideration(other, settings, share, force))


def _taken_into_consideration(
    crime: Crime, settings: Settings, share: float, force: Force
) -> Story:
    if not force.chance(crime, "admitted later", share):
        return
    days = force.sample(crime, "admitted after", settings.taken_into_consideration_days)
    yield from force.wait(crime, 24 * days)
    if crime.outcome == Outcome.NO_SUSPECT_IDENTIFIED:
        crime.true_outcome = Outcome.TAKEN_INTO_CONSIDERATION
        _assign(crime, Outcome.TAKEN_INTO_CONSIDERATION, force)
        force.stop(crime)


def _as_stated(crime: Crime, settings: Settings, force: Force) -> Way:
    stated = settings.out_of_court[crime.type]
    spared = crime.admitted and force.chance(crime, "out of court", stated)
    return Way.OUT_OF_COURT if spared else Way.CHARGE


def _deferred_if_eligible(crime: Crime, settings: Settings, force: Force) -> Way:
    eligible = settings.deferral.eligible[crime.type]
    if crime.admitted and force.chance(crime, "prosecution deferred", eligible):
        return Way.DEFERRED
    return _as_stated(crime, settings, force)


Policy = Callable[[Crime, Settings, Force], Way]
"""Says how a case with evidence enough is disposed of."""

POLICIES: dict[str, Policy] = {
    "as_stated": _as_stated,
    "charge_only": lambda crime, settings, force: Way.CHARGE,
    "deferred_prosecution": _deferred_if_eligible,
}
