"""Disposal: every crime gets one outcome, or has none yet; a filed crime can be reopened.

Some outcomes are recorded under the wrong code, and the crime management unit's audit puts some of
those right. When an offender is charged, linked crimes of the same series are taken into
consideration, often months later.
"""

import math

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import Outcome, TeamName


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
    other_agency: Probability
    not_public_interest: Probability
    miscoded: Probability
    """Closed under a wrong code."""
    miscoded_if_reviewed: Probability
    audited: Probability
    """Read by the crime management unit."""
    audit_hours: Distribution
    audit_priority: NonNegative
    taken_into_consideration: Probability
    """Of linked unsolved crimes, once one is charged."""
    taken_into_consideration_days: Distribution


SUPPORTS = Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS
DECLINES = Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES
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
    reviewed = crime.reviews_due > 0 and crime.reviews_on_time == crime.reviews_due
    slip = settings.miscoded_if_reviewed if reviewed else settings.miscoded
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
    yield from force.work(
        crime, TeamName.CRIME_MANAGEMENT, "outcome audit", hours, settings.audit_priority
    )
    if crime.outcome_at == assigned and crime.outcome != true:
        _assign(crime, true, force)


def rest(crime: Crime, settings: Settings, force: Force) -> Story:
    """Let a crime without a suspect rest before it is filed; it is not while a CSI is to come."""
    filing = settings.screened_out_days if crime.screened_out else settings.filing_days[crime.type]
    days = force.sample(crime, "filing days", filing)
    yield force.timer(crime, 24 * days) | crime.news("suspect", force)
    while crime.csi_due and not crime.has_suspect:
        yield crime.news("result", force)


def reopened(crime: Crime, force: Force) -> Story:
    """Wait, perhaps for ever, until a late result names a suspect; then the crime is open again."""
    yield crime.news("suspect", force)
    crime.outcome = crime.true_outcome = Outcome.NOT_YET_ASSIGNED
    crime.outcome_at = math.nan
    crime.reopened += 1
    force.reopen_case(crime)
    force.journal.note(force.now, crime.id, "reopened", detail="0")
    crime.regain(force)


def out_of_court(crime: Crime, settings: Settings, urgency: float, force: Force) -> Story:
    """Deal with an admitted, less serious crime out of court; returns the outcome, or None."""
    if not _suits_out_of_court(crime, settings, force):
        return None
    hours = force.sample(crime, "out of court hours", settings.out_of_court_hours)
    yield from force.work(
        crime, crime.owner_team, "out-of-court disposal", hours, urgency, officer=crime.owner
    )
    if force.chance(crime, "diverted", settings.diverted):
        return Outcome.DIVERSION
    caution = force.chance(crime, "caution", settings.cautioned[crime.type])
    return Outcome.CAUTION if caution else Outcome.COMMUNITY_RESOLUTION


def spares(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the suspect will not be charged, however strong the case."""
    return elsewhere(crime, settings, force) is not None or _suits_out_of_court(
        crime, settings, force
    )


def _suits_out_of_court(crime: Crime, settings: Settings, force: Force) -> bool:
    return crime.admitted and force.chance(crime, "out of court", settings.out_of_court[crime.type])


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

    def enter(self, crime: Crime) -> None:
        """Remember a crime of a series that has been filed without a suspect."""
        if crime.series >= 0:
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
