"""The journey: one crime's life, from the call to its outcome, as the police know it."""

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
        yield from suspect.handle_prisoner(crime, p.suspect, force)
    else:
        yield from allocation.screen(crime, p.allocation, force)
    if not crime.screened_out:
        yield from take_on(crime, p, force)
        if crime.supports:
            yield from investigation.pursue_lines(
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
    yield from prosecute(crime, p, book, force)


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
    yield from suspect.bring_in(crime, p.suspect, p.crime.admits, urgency, force)
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
        crime.charged = force.now
        book.offender_charged(crime, p.disposal, force)
    return disposal.record(crime, outcome, p.disposal, force)


def gather(crime: Crime, p: Pathway, force: Force) -> Story:
    """Weigh the evidence; while it is short and results are outstanding, wait for them."""
    while True:
        evidence = crime.evidence + suspect.admission_strength(crime, p.suspect, force)
        if evidence >= charging.SUFFICIENT or crime.pending == 0:
            return evidence
        yield crime.news("result", force)


def withdrawal(crime: Crime, p: Pathway, force: Force) -> Story:
    """A victim who withdraws ends the case, unless somebody has been charged."""
    yield from victim.support(crime, p.victim, force)
    disposal.record(crime, Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, p.disposal, force)


OUTCOMES = {
    charging.Decision.CHARGE: Outcome.CHARGED,
    charging.Decision.NO_FURTHER_ACTION: Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS,
    charging.Decision.OUT_OF_TIME: Outcome.TIME_LIMIT_EXPIRED,
}
