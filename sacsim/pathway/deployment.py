"""Deployment: grading, dispatch, travel, and what the first officers find and do."""

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import Job
from sacsim.pathway.asking import insist
from sacsim.pathway.crime import IN_PROGRESS, Crime
from sacsim.pathway.opportunities import Kind
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import CrimeType, Grade, TeamName


class Priorities(FrozenSettings):
    """Place in the response queue by grade; a smaller number goes first."""

    emergency: NonNegative
    priority: NonNegative
    scheduled: NonNegative


class Settings(FrozenSettings):
    """Who is sent, when, and for how long (officer-hours, the crew's together)."""

    attends: PerCrimeType[Probability]
    """Share attended of crimes reported later, best cue first."""
    priorities: Priorities
    travel_minutes: Distribution
    appointment_hours: Distribution
    """From grading to a scheduled visit falling due."""
    scene_hours: PerCrimeType[Distribution]
    lines_completed: Probability
    """Early lines of enquiry, if not called away."""
    lines_completed_if_called_away: Probability
    secures_cctv: Probability
    """Of visits with early lines completed."""


def respond(crime: Crime, settings: Settings, force: Force) -> Story:
    """Grade the report and send somebody, if the policy says so."""
    crime.grade = _grade(crime, settings)
    force.journal.note(force.now, crime.id, "graded", crime.grade)
    if crime.grade == Grade.NO_DEPLOYMENT:
        for witness in crime.chances(Kind.WITNESS):
            witness.missed = "nobody sent"
        return
    if crime.grade == Grade.SCHEDULED:
        appointment = force.sample(crime, "appointment", settings.appointment_hours)
        yield from force.wait(crime, appointment)
    travel = force.sample(crime, "travel", settings.travel_minutes) / 60
    at_scene = force.sample(crime, "hours at scene", settings.scene_hours[crime.type])
    emergency = crime.grade == Grade.EMERGENCY
    priorities = settings.priorities
    job = yield from insist(
        crime,
        TeamName.RESPONSE,
        f"attend, {crime.grade}",
        travel + at_scene,
        {
            Grade.EMERGENCY: priorities.emergency,
            Grade.PRIORITY: priorities.priority,
            Grade.SCHEDULED: priorities.scheduled,
        }[crime.grade],
        force,
        preempts=emergency,
        interruptible=not emergency,
    )
    crime.attended = job.started + travel
    force.journal.note(force.now, crime.id, "attended", detail=f"arrived={crime.attended!r}")
    _at_scene(crime, settings, force, job)


def _grade(crime: Crime, settings: Settings) -> Grade:
    """In progress and fresh robberies are emergencies; later reports depend on the policy's cue.

    A victim whose vulnerability was recognised is always visited.
    """
    if crime.reported_as == IN_PROGRESS:
        return Grade.EMERGENCY
    if crime.fresh:
        return Grade.EMERGENCY if crime.type == CrimeType.PERSONAL_ROBBERY else Grade.PRIORITY
    recognised = crime.thrive and crime.vulnerable
    if recognised or crime.cue > 1 - settings.attends[crime.type]:
        return Grade.SCHEDULED
    return Grade.NO_DEPLOYMENT


def _at_scene(crime: Crime, settings: Settings, force: Force, job: Job) -> None:
    """Catch who is still there, question witnesses, secure CCTV."""
    for near in crime.chances(Kind.NEAR_SCENE):
        if crime.attended < near.expires:
            crime.realise(near, force)
            if near.identifies:
                crime.arrested = crime.attended
        elif near.expires <= crime.reported:
            crime.lose(near, "gone before the report", force)
        else:
            crime.lose(near, "arrived too late", force)
    called_away = job.resumed > job.started
    completed = settings.lines_completed_if_called_away if called_away else settings.lines_completed
    crime.lines_complete = force.chance(crime, "early lines", completed)
    for witness in crime.chances(Kind.WITNESS):
        if crime.lines_complete:
            crime.realise(witness, force)
        else:
            witness.missed = "early lines not completed"
    if crime.lines_complete and force.chance(crime, "secures CCTV", settings.secures_cctv):
        for cctv in crime.chances(Kind.CCTV):
            if cctv.expires > force.now:
                cctv.expires = float("inf")
