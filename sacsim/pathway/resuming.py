"""Resuming: a crime taken over from before the run goes on from where it stands.

Each stage puts the crime into the state that the stage implies and then hands it to the same pieces
of journey.py that every crime goes through. Assumes that the day's backlog was handled by the
policies of the scenario; that whoever is in charge, if nobody is named, may be anyone of the team;
that marks were lifted soon after the report, and results that should be in by now are in; and that
a crime under investigation has none of its lines done as likely as all but one, and drifts if
nothing has been done for three days.
"""

import math
from collections.abc import Callable

from sacsim.force.force import Force, Story
from sacsim.pathway import contact, deployment, forensics, investigation, journey, release, scene
from sacsim.pathway.crime import Crime
from sacsim.pathway.investigation import LINES
from sacsim.pathway.journey import Practice
from sacsim.pathway.live import (
    INTERVIEWED,
    REPORTED,
    UNSOLVED,
    LiveCrime,
    Stage,
    found_by_then,
    is_likely_to,
    may_stand,
)
from sacsim.pathway.opportunities import Kind

RELEASES = {
    "bail": release.BAILED,
    "under investigation": release.UNDER_INVESTIGATION,
    "voluntary": release.VOLUNTARY,
}
"""How a table says that a suspect is at liberty."""
DRIFTS_AFTER_DAYS = 3
"""A crime on which nothing has been done for so long, but for waiting, is taken to drift."""


def fits(crime: Crime, row: LiveCrime, strictly: bool, practice: Practice, force: Force) -> bool:
    """Whether a candidate may stand where its row says; strictly, by what the policies do too."""
    _account(crime, row, practice, force)
    if not may_stand(crime, row):
        return False
    if not strictly:
        return True
    if not is_likely_to(crime, row):
        return False
    p, policy = practice.pathway, practice.policies
    if row.stage == Stage.DEPLOYMENT:
        return crime.fresh or policy.deployment(crime, p.deployment, force)
    if row.stage in UNSOLVED:
        screened_in = policy.screening(crime, p.allocation, force)
        return bool(screened_in) == (row.stage == Stage.INVESTIGATION or bool(row.team))
    return True


def _account(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> None:
    """Who has been interviewed has admitted the crime or denied it."""
    if row.stage in INTERVIEWED or row.release:
        p = practice.pathway
        crime.interviewed = True
        crime.admitted = force.chance(crime, "admits", p.crime.admits)
        if crime.admitted:
            strength = p.suspect.admission_strength
            crime.admission = force.sample(crime, "admission strength", strength)


def resume(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """Go on with a crime from where its row says that it stands."""
    p = practice.pathway
    force.journal.note(force.now, crime.id, "taken over", detail=row.stage)
    found = found_by_then(crime, row)
    online = contact.reports_online(crime, p.contact, force)
    contact.assess(crime, p.contact, force, online, hurry=0.0)
    for chance in found:
        if chance.open:
            crime.realise(chance, force)
    if row.stage in REPORTED:
        _send_csi(crime, practice, force)
    else:
        _await_results(crime, practice, force)
    _put_in_charge(crime, row, practice, force)
    _do_lines(crime, row, force)
    _release(crime, row, p.suspect.release, force)
    yield from _NEXT[row.stage](crime, row, practice, force)


def _send_csi(crime: Crime, practice: Practice, force: Force) -> None:
    """A CSI may still come, as long as they would for any report."""
    p = practice.pathway
    if force.now < crime.reported + p.scene.give_up_hours:
        csi = practice.policies.csi
        force.branch(crime, scene.examine(crime, p.scene, csi, p.forensics, force))


def _await_results(crime: Crime, practice: Practice, force: Force) -> None:
    """Marks from a scene that the policy sends a CSI to, whose results are still to come."""
    p = practice.pathway
    if practice.policies.csi(crime, p.scene, force) == scene.Send.NOBODY:
        return
    for mark in crime.chances(Kind.FINGERPRINT, Kind.DNA):
        if forensics.awaited(crime, mark, p.forensics, force):
            mark.recovered = crime.reported
            gone = force.now - crime.reported
            forensics.submit(crime, mark, p.forensics, force, gone=gone)


def _put_in_charge(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> None:
    """The crime is with its team, and with somebody there, if it has got so far."""
    if row.stage in REPORTED or row.stage == Stage.ALLOCATION:
        return
    if row.stage in (Stage.FILING, Stage.CUSTODY, Stage.DECLINING) and not row.team:
        crime.screened_out = row.stage == Stage.FILING
        return
    settings = practice.pathway.allocation
    crime.owner_team = row.team or practice.policies.allocation(crime, settings, force)
    crime.allocated = force.now
    posts = force.posts(crime.owner_team) if force.owns(crime.owner_team) else None
    if posts:
        anyone = int(force.draws.uniform(crime.id, "officer in charge") * posts)
        force.keep_case(crime, anyone if row.officer is None else row.officer)
    p = practice.pathway
    reviews = practice.policies.supervision(crime, p.supervision, force)
    reviewed = _last(row.last_review, reviews, row, force)
    updated = _last(row.last_update, p.victim.update_every_days, row, force)
    journey.oversee(crime, practice, force, reviewed, updated)


def _last(told: float, every_days: float, row: LiveCrime, force: Force) -> float:
    """When something due at intervals was done last: as told, or in step with the report."""
    if not math.isnan(told):
        return told
    passed = math.fmod(force.now - row.reported, 24 * every_days)
    return force.now - passed


def _do_lines(crime: Crime, row: LiveCrime, force: Force) -> None:
    """Lines of enquiry that are behind the crime: what they did not find, they missed."""
    kinds = list(LINES)
    if row.stage == Stage.INVESTIGATION:
        u = force.draws.uniform(crime.id, "lines behind it")
        done = kinds[: int(u * len(kinds))]
    elif row.stage == Stage.FILING and row.team:
        done = kinds
    elif crime.suspect_by in kinds:
        done = kinds[: kinds.index(Kind(crime.suspect_by)) + 1]
    else:
        return
    crime.lines_done.update(done)
    for chance in crime.chances(*done) if done else ():
        if chance.identifies:
            crime.lose(chance, chance.missed or "line not pursued", force)
        else:
            crime.realise(chance, force)


def _release(crime: Crime, row: LiveCrime, settings: release.Settings, force: Force) -> None:
    """The suspect is at liberty as told; the bail clock goes on."""
    if row.stage == Stage.CUSTODY:
        crime.arrested = force.now if math.isnan(row.since) else row.since
    if not crime.interviewed:
        return
    began = force.now if math.isnan(row.released) else row.released
    state = RELEASES[row.release or "voluntary"]
    crime.release, crime.release_since = state, began
    crime.invited = state == release.VOLUNTARY
    if not crime.invited:
        crime.arrested, crime.released = began, True
    if row.stage == Stage.CPS:
        told = [each for each in (row.submitted, row.since) if not math.isnan(each)]
        crime.submitted = crime.referred = told[0] if told else force.now
    elif state == release.BAILED:
        force.branch(crime, release.clock(crime, settings, began, force))


# -- what comes next ----------------------------------------------------------------------------


def _deployment(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """Graded and attended now."""
    settings, policy = practice.pathway.deployment, practice.policies.deployment
    yield from deployment.respond(crime, settings, policy, force)
    yield from journey.take_in(crime, practice, force)


def _screening(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    yield from journey.take_in(crime, practice, force)


def _custody(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """Interviewed while the clock runs; who is in charge already stays so."""
    if crime.owner_team:
        yield from journey.prosecute(crime, practice, force, journey.hold)
    else:
        yield from journey.take_in(crime, practice, force)


def _allocation(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    yield from journey.take_on(crime, practice, force)
    yield from journey.go_on(crime, practice, force)


def _investigation(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """The lines that are left, one after another."""
    p = practice.pathway
    urgency = p.allocation.urgency(crime)
    planning = practice.policies.investigation_plan
    crime.planned = planning(crime, p.investigation, force)
    yield from _drift(crime, row, force)
    yield from investigation.find_suspect(crime, p.investigation, urgency, force)
    yield from journey.go_on(crime, practice, force)


def _drift(crime: Crime, row: LiveCrime, force: Force) -> Story:
    """Wait for a review, or a result that names somebody, if nothing has been done for long."""
    if force.now - row.since > 24 * DRIFTS_AFTER_DAYS:
        force.journal.note(force.now, crime.id, "drifts")
        yield crime.news("review", force) | crime.news("suspect", force)


def _waiting(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """The rest of the wait before it is closed."""
    _count_the_wait(crime, row, force)
    yield from journey.go_on(crime, practice, force)


def _count_the_wait(crime: Crime, row: LiveCrime, force: Force) -> None:
    """Of the wait that comes first, so much is over; all of it is to come, if nothing is told."""
    if not math.isnan(row.since):
        crime.waited = force.now - row.since


def _outstanding(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """Looked for since the crime came to this stage."""
    _count_the_wait(crime, row, force)
    yield from journey.prosecute(crime, practice, force, journey.bring_to_account)


def _interviewed(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """What is left to gather; a crime that waits neither for a phone nor a result may drift."""
    if not crime.pending and not crime.chances(Kind.PHONE):
        yield from _drift(crime, row, force)
    yield from journey.prosecute(crime, practice, force, journey.make_case)


def _file(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    yield from journey.prosecute(crime, practice, force, journey.seek_charge)


def _cps(crime: Crime, row: LiveCrime, practice: Practice, force: Force) -> Story:
    """Triaged, and waiting for a prosecutor's decision."""
    crime.waited = force.now - crime.submitted
    _count_the_wait(crime, row, force)
    yield from journey.prosecute(crime, practice, force, journey.await_decision)


_NEXT: dict[Stage, Callable[[Crime, LiveCrime, Practice, Force], Story]] = {
    Stage.DEPLOYMENT: _deployment,
    Stage.SCREENING: _screening,
    Stage.CUSTODY: _custody,
    Stage.ALLOCATION: _allocation,
    Stage.INVESTIGATION: _investigation,
    Stage.DECLINING: _waiting,
    Stage.FILING: _waiting,
    Stage.OUTSTANDING: _outstanding,
    Stage.INTERVIEWED: _interviewed,
    Stage.FILE: _file,
    Stage.CPS: _cps,
}
