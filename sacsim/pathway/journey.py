"""The journey: one crime's life, from the call to its outcome, as the police know it."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
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
    offenders,
    opportunities,
    policies,
    prevention,
    release,
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
    prevention: prevention.Settings
    offenders: offenders.Settings


@dataclass(frozen=True)
class Practice:
    """How a force goes about its crimes: its numbers, its policies, and what it has linked."""

    pathway: Pathway
    policies: policies.Chosen
    book: disposal.SeriesBook = field(default_factory=disposal.SeriesBook)


def journey(crime: Crime, practice: Practice, force: Force) -> Story:
    """Tell one crime's life."""
    p, policy = practice.pathway, practice.policies
    yield from contact.report(crime, p.contact, force)
    prevention.protect(crime, p.prevention, force)
    force.branch(crime, scene.examine(crime, p.scene, policy.csi, p.forensics, force))
    yield from deployment.respond(crime, p.deployment, policy.deployment, force)
    yield from take_in(crime, practice, force)


def take_in(crime: Crime, practice: Practice, force: Force) -> Story:
    """Hold whoever was caught, or have the desk screen the report; then investigate it or not."""
    p, policy = practice.pathway, practice.policies
    if crime.in_custody:
        yield from suspect.handle_prisoner(crime, p.suspect, p.crime.admits, force)
        if outcome := (yield from decide_in_custody(crime, practice, force)):
            return conclude(crime, outcome, practice, force)
    else:
        yield from allocation.screen(crime, p.allocation, policy.screening, force)
    if not crime.screened_out:
        yield from take_on(crime, practice, force)
    yield from go_on(crime, practice, force)


def go_on(crime: Crime, practice: Practice, force: Force) -> Story:
    """Close a crime whose victim does not support a prosecution; bring any other to its end."""
    p = practice.pathway
    if not crime.supports:
        yield from victim.decline(crime, p.victim, force)
        yield from supervision.check_closure(crime, p.supervision, force)
        return conclude(crime, victim.declined(crime), practice, force)
    return (yield from settle(crime, practice, force))


def settle(crime: Crime, practice: Practice, force: Force) -> Story:
    """File a crime without a suspect, until one is named; prosecute one who is."""
    p = practice.pathway
    if not crime.has_suspect:
        yield from disposal.rest(crime, p.disposal, force)
        yield from before_closing(crime, practice, force)
    if not crime.has_suspect:
        practice.book.enter(crime, p.disposal, force)
        conclude(crime, Outcome.NO_SUSPECT_IDENTIFIED, practice, force)
        yield from disposal.reopened(crime, force)
    return (yield from prosecute(crime, practice, force))


def before_closing(crime: Crime, practice: Practice, force: Force) -> Story:
    """The victim is consulted, and a supervisor reads the crime."""
    p = practice.pathway
    yield from victim.consult(crime, p.victim, force)
    yield from supervision.check_closure(crime, p.supervision, force)


def take_on(crime: Crime, practice: Practice, force: Force) -> Story:
    """Give the crime its officer in charge, who looks for a suspect if there is none yet."""
    p = practice.pathway
    yield from allocation.allocate(crime, p.allocation, practice.policies.allocation, force)
    oversee(crime, practice, force)
    if crime.supports:
        urgency = p.allocation.urgency(crime)
        planning = practice.policies.investigation_plan
        yield from investigation.plan(crime, p.investigation, planning, urgency, force)
        yield from investigation.find_suspect(crime, p.investigation, urgency, force)


def oversee(
    crime: Crime,
    practice: Practice,
    force: Force,
    reviewed: float | None = None,
    updated: float | None = None,
) -> None:
    """While the crime is open a supervisor reviews it and the victim is kept informed.

    Intervals count from now, or from the hours of the last review and update.
    """
    p = practice.pathway
    if not crime.overseen:
        crime.overseen = True
        interval, urgency = practice.policies.supervision, p.allocation.urgency(crime)
        force.branch(crime, supervision.reviews(crime, p.supervision, interval, force, reviewed))
        force.branch(crime, investigation.after_reviews(crime, p.investigation, urgency, force))
        force.branch(crime, victim.updates(crime, p.victim, force, updated))
        victim.assess_needs(crime, p.victim, force)


def prosecute(crime: Crime, practice: Practice, force: Force, case: "Case | None" = None) -> Story:
    """From a named suspect to an outcome, unless the victim withdraws first.

    `case` is what is left to do against the suspect of a crime taken over; otherwise all of it.
    """
    if allocation.needs_an_investigator(crime):
        yield from take_on(crime, practice, force)
    oversee(crime, practice, force)
    force.branch(crime, withdrawal(crime, practice, force))
    if case is None:
        outcome = yield from confront(crime, practice, force)
    else:
        outcome = yield from case(crime, practice, force)
    if outcome != Outcome.CHARGED:
        yield from before_closing(crime, practice, force)
    conclude(crime, outcome, practice, force)


def confront(crime: Crime, practice: Practice, force: Force) -> Generator[Any, Any, Outcome]:
    """Put the allegation to the suspect, unless somebody else deals with them."""
    if elsewhere := disposal.elsewhere(crime, practice.pathway.disposal, force):
        return elsewhere
    return (yield from bring_to_account(crime, practice, force))


def bring_to_account(
    crime: Crime, practice: Practice, force: Force
) -> Generator[Any, Any, Outcome]:
    """Bring the suspect in, put the allegation to them, and have the case decided or made."""
    p = practice.pathway
    urgency, chosen = p.allocation.urgency(crime), practice.policies
    in_custody = yield from suspect.bring_in(
        crime, p.suspect, chosen.suspects, p.crime.admits, urgency, force
    )
    if in_custody and (outcome := (yield from decide_in_custody(crime, practice, force))):
        return outcome
    return (yield from make_case(crime, practice, force))


def hold(crime: Crime, practice: Practice, force: Force) -> Generator[Any, Any, Outcome]:
    """Interview a prisoner and have the case decided while the clock runs, or in the usual way."""
    p = practice.pathway
    yield from suspect.handle_prisoner(crime, p.suspect, p.crime.admits, force)
    if outcome := (yield from decide_in_custody(crime, practice, force)):
        return outcome
    return (yield from bring_to_account(crime, practice, force))


def make_case(crime: Crime, practice: Practice, force: Force) -> Generator[Any, Any, Outcome]:
    """Gather what is missing against a suspect who has been interviewed; then spare or charge."""
    p = practice.pathway
    urgency, chosen = p.allocation.urgency(crime), practice.policies
    digital.seize(crime, p.digital, force)
    yield from gather(crime, practice, force)
    if crime.evidence < charging.SUFFICIENT:
        return charging.outcome_of(crime, charging.Decision.TOO_LITTLE)
    if charging.lapsed(crime, force):
        return charging.outcome_of(crime, charging.Decision.OUT_OF_TIME)
    spared = disposal.out_of_court(crime, p.disposal, chosen.disposal, urgency, force)
    if outcome := (yield from spared):
        return outcome
    return (yield from seek_charge(crime, practice, force))


def seek_charge(crime: Crime, practice: Practice, force: Force) -> Generator[Any, Any, Outcome]:
    """Build the file and have it decided."""
    p, chosen = practice.pathway, practice.policies
    urgency = p.allocation.urgency(crime)
    full = not charging.by_police(crime, p.charging, force)
    support = chosen.case_file(crime, p.casefile, force)
    yield from casefile.build(crime, p.casefile, support, full, urgency, force)
    area = charging.Area(chosen.charging_queue, support, p.casefile)
    decision = yield from charging.decide(crime, p.charging, area, urgency, force)
    return charging.outcome_of(crime, decision)


def await_decision(crime: Crime, practice: Practice, force: Force) -> Generator[Any, Any, Outcome]:
    """Have a file decided that the CPS Area has triaged already."""
    p, chosen = practice.pathway, practice.policies
    urgency, support = p.allocation.urgency(crime), chosen.case_file(crime, p.casefile, force)
    area = charging.Area(chosen.charging_queue, support, p.casefile)
    decision = yield from charging.by_cps_area(
        crime, p.charging, area, urgency, force, triaged=True
    )
    return charging.outcome_of(crime, decision)


def decide_in_custody(
    crime: Crime, practice: Practice, force: Force
) -> Generator[Any, Any, Outcome | None]:
    """While the custody clock runs a strong case is decided at once; else the suspect goes free."""
    p = practice.pathway
    decision = None
    kept = crime.interviewed and charging.kept(crime, p.charging, force)
    if kept and not disposal.spares(crime, p.disposal, practice.policies.disposal, force):
        until = suspect.custody_ends(crime, p.suspect)
        if (yield from casefile.build_in_custody(crime, p.casefile, until, force)):
            decision = yield from charging.decide_in_custody(crime, p.charging, until, force)
    if decision is None and crime.interviewed:
        release.after_arrest(crime, p.suspect.release, force)
    return None if decision is None else charging.outcome_of(crime, decision)


def gather(crime: Crime, practice: Practice, force: Force) -> Story:
    """While the case is short, pursue the lines that are left, then wait for results to come."""
    p = practice.pathway
    if crime.evidence < charging.SUFFICIENT:
        urgency = p.allocation.urgency(crime)
        yield from investigation.pursue_the_rest(crime, p.investigation, urgency, force)
    while crime.evidence < charging.SUFFICIENT and (crime.pending or crime.csi_due):
        yield crime.news("result", force)


def withdrawal(crime: Crime, practice: Practice, force: Force) -> Story:
    """A victim who withdraws ends the case."""
    yield from victim.support(crime, practice.pathway.victim, force)
    conclude(crime, Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, practice, force)


def conclude(crime: Crime, outcome: Outcome, practice: Practice, force: Force) -> None:
    """Close the crime; after a charge, others of the same series may be admitted."""
    p = practice.pathway
    release.leave(crime, force)
    if outcome == Outcome.CHARGED:
        crime.charged = force.now
        linked = allocation.links(crime, p.allocation)
        practice.book.offender_charged(crime, p.disposal, force, linked)
    disposal.record(crime, outcome, p.disposal, force)
    if disposal.may_be_reviewed(crime, p.disposal, force):
        force.go_on_alone(review(crime, practice, force))


def review(crime: Crime, practice: Practice, force: Force) -> Story:
    """A victim's right to review: if it is upheld, look for what was missed and decide again."""
    if (yield from disposal.review(crime, practice.pathway.disposal, force)):
        force.begin(crime, reconsider(crime, practice, force))


def reconsider(crime: Crime, practice: Practice, force: Force) -> Story:
    """Pursue what nobody had thought of, then go the rest of the way again."""
    p = practice.pathway
    if crime.owner_team:
        oversee(crime, practice, force)
        urgency = p.allocation.urgency(crime)
        yield from investigation.second_look(crime, 1.0, p.investigation, urgency, force)
    else:
        yield from take_on(crime, practice, force)
    yield from settle(crime, practice, force)


Case = Callable[[Crime, Practice, Force], Generator[Any, Any, Outcome]]
"""What is left to do against a suspect; it ends in an outcome."""
