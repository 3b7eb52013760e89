"""The journey: one crime's life, from the call to its outcome, as the police know it."""

from collections.abc import Generator
from typing import Any

from sacsim.force.force import Force, Story
from sacsim.pathway import (
    allocation,
    casefile,
    charging,
    contact,
    crime,
    deployment,
    digital,
    disposal,
    forensics,
    investigation,
    opportunities,
    scene,
    supervision,
    suspect,
    victim,
)
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings
from sacsim.words import Outcome


class Pathway(FrozenSettings):
    """The settings of every stage."""

    crime: crime.Settings
    opportunities: opportunities.Settings
    contact: contact.Settings
    deployment: deployment.Settings
    scene: scene.Settings
    forensics: forensics.Settings
    digital: digital.Settings
    allocation: allocation.Settings
    investigation: investigation.Settings
    supervision: supervision.Settings
    victim: victim.Settings
    suspect: suspect.Settings
    casefile: casefile.Settings
    charging: charging.Settings
    disposal: disposal.Settings


def journey(crime: Crime, p: Pathway, book: disposal.SeriesBook, force: Force) -> Story:
    """Tell one crime's life."""
    yield from contact.report(crime, p.contact, force)
    force.branch(crime, scene.examine(crime, p.scene, p.forensics, force))
    yield from deployment.respond(crime, p.deployment, force)
    if crime.in_custody:
        yield from suspect.handle_prisoner(crime, p.suspect, p.crime.admits, force)
        if (yield from charge_in_custody(crime, p, book, force)):
            return None
    else:
        yield from allocation.screen(crime, p.allocation, force)
    if not crime.screened_out:
        yield from take_on(crime, p, force)
        if crime.supports:
            yield from investigation.find_suspect(
                crime, p.investigation, p.allocation.urgency(crime), force
            )
    if not crime.supports:
        yield from victim.decline(crime, p.victim, force)
        outcome = victim.declined(crime)
        yield from supervision.check_closure(crime, p.supervision, force)
        return disposal.record(crime, outcome, p.disposal, force)
    if not crime.has_suspect:
        yield from disposal.rest(crime, p.disposal, force)
        yield from supervision.check_closure(crime, p.supervision, force)
    if not crime.has_suspect:
        book.enter(crime)
        disposal.record(crime, Outcome.NO_SUSPECT_IDENTIFIED, p.disposal, force)
        yield from disposal.reopened(crime, force)
        oversee(crime, p, force)
    return (yield from prosecute(crime, p, book, force))


def take_on(crime: Crime, p: Pathway, force: Force) -> Story:
    """Give the crime its officer in charge; from then on it is reviewed and the victim updated."""
    yield from allocation.allocate(crime, p.allocation, force)
    oversee(crime, p, force)


def oversee(crime: Crime, p: Pathway, force: Force) -> None:
    """Start the supervisor's reviews and the victim's updates."""
    if crime.owner_team:
        force.branch(crime, supervision.reviews(crime, p.supervision, force))
        force.branch(crime, victim.updates(crime, p.victim, force))


def prosecute(crime: Crime, p: Pathway, book: disposal.SeriesBook, force: Force) -> Story:
    """From a named suspect to an outcome."""
    if not crime.owner_team:
        yield from take_on(crime, p, force)
    urgency = p.allocation.urgency(crime)
    force.branch(crime, withdrawal(crime, p, force))
    if outcome := disposal.elsewhere(crime, p.disposal, force):
        yield from supervision.check_closure(crime, p.supervision, force)
        return disposal.record(crime, outcome, p.disposal, force)
    in_custody = yield from suspect.bring_in(crime, p.suspect, p.crime.admits, urgency, force)
    if in_custody and (yield from charge_in_custody(crime, p, book, force)):
        return None
    suspect.release(crime, p.suspect, force)
    digital.seize(crime, p.digital, force)
    evidence = yield from gather(crime, p, force)
    if evidence >= charging.SUFFICIENT:
        outcome = yield from disposal.out_of_court(crime, p.disposal, urgency, force)
        if outcome is None:
            full = not charging.by_police(crime, p.charging, force)
            yield from casefile.build(crime, p.casefile, full, urgency, force)
            decision = yield from charging.decide(
                crime, evidence, p.charging, p.casefile, urgency, force
            )
            outcome = OUTCOMES[decision]
    else:
        outcome = Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS
        yield from supervision.check_closure(crime, p.supervision, force)
    suspect.count_bail(crime, p.suspect, force)
    if outcome == Outcome.CHARGED:
        return charge(crime, p, book, force)
    return disposal.record(crime, outcome, p.disposal, force)


def charge_in_custody(
    crime: Crime, p: Pathway, book: disposal.SeriesBook, force: Force
) -> Generator[Any, Any, bool]:
    """While the custody clock runs, a strong case is charged at once; returns whether it was."""
    evidence = weigh(crime, p, force)
    kept = crime.interviewed and crime.supports and charging.kept(crime, p.charging, force)
    if not kept or evidence < charging.SUFFICIENT:
        return False
    yield from casefile.build_in_custody(crime, p.casefile, p.suspect.interview_priority, force)
    decision = yield from charging.decide_in_custody(crime, evidence, p.charging, force)
    if decision != charging.Decision.CHARGE:
        return False
    charge(crime, p, book, force)
    return True


def charge(crime: Crime, p: Pathway, book: disposal.SeriesBook, force: Force) -> None:
    """Charge the suspect; crimes of the same series may be admitted later."""
    crime.charged = force.now
    book.offender_charged(crime, p.disposal, force)
    disposal.record(crime, Outcome.CHARGED, p.disposal, force)


def gather(crime: Crime, p: Pathway, force: Force) -> Generator[Any, Any, float]:
    """Strengthen the case: pursue the lines that are left, then wait for results on their way."""
    if weigh(crime, p, force) < charging.SUFFICIENT:
        yield from investigation.pursue_the_rest(
            crime, p.investigation, p.allocation.urgency(crime), force
        )
    while (evidence := weigh(crime, p, force)) < charging.SUFFICIENT and crime.pending:
        yield crime.news("result", force)
    return evidence


def weigh(crime: Crime, p: Pathway, force: Force) -> float:
    """Strength of the evidence, the suspect's own account included."""
    return crime.evidence + suspect.admission_strength(crime, p.suspect, force)


def withdrawal(crime: Crime, p: Pathway, force: Force) -> Story:
    """A victim who withdraws ends the case, unless somebody has been charged."""
    yield from victim.support(crime, p.victim, force)
    disposal.record(crime, Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, p.disposal, force)


OUTCOMES = {
    charging.Decision.CHARGE: Outcome.CHARGED,
    charging.Decision.NO_FURTHER_ACTION: Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS,
    charging.Decision.OUT_OF_TIME: Outcome.TIME_LIMIT_EXPIRED,
}
