"""Deployment: grading, dispatch, travel, and what the first officers find and do.

Which of the crimes that are reported later get a visit is a policy, a named choice. Fresh reports
always do, though without an adequate THRIVE assessment a few are graded too low.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import Job
from sacsim.pathway.asking import insist
from sacsim.pathway.crime import IN_PROGRESS, Crime
from sacsim.pathway.opportunities import Kind
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import CrimeType, Grade, Skill, TeamName

Choice = Literal[
    "by_cue",
    "attend_all_burglaries",
    "commitment_of_october_2022",
    "recognised_only",
]
COMMITMENT = date(2022, 10, 5)
"""When the chief constables said that officers would attend every home burglary [LBC22]."""
LOWER = {Grade.EMERGENCY: Grade.PRIORITY, Grade.PRIORITY: Grade.SCHEDULED}


class Priorities(FrozenSettings):
    """Place in the response queue by grade; a smaller number goes first."""

    emergency: NonNegative
    priority: NonNegative
    scheduled: NonNegative


class Settings(FrozenSettings):
    """Who is sent, when, and for how long (officer-hours, the crew's together)."""

    attends: PerCrimeType[Probability]
    """Share attended of crimes reported later, best cue first."""
    misgraded: Probability
    """Fresh reports without an adequate THRIVE assessment that are graded one too low."""
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
    equipped: Probability
    """Visits with a full vehicle kit and body-worn video on."""
    secures_cctv_if_equipped: Probability
    """In place of `secures_cctv`."""
    witness_if_equipped: NonNegative
    """Factor on a witness's evidence: the statement is captured there and then."""


def respond(crime: Crime, settings: Settings, policy: "Policy", force: Force) -> Story:
    """Grade the report and send somebody, if the policy says so."""
    crime.grade = _grade(crime, settings, policy, force)
    force.journal.note(force.now, crime.id, "graded", crime.grade)
    if crime.grade == Grade.NO_DEPLOYMENT:
        for witness in crime.chances(Kind.WITNESS):
            witness.missed = "nobody sent"
        return
    if crime.grade == Grade.SCHEDULED:
        appointment = force.sample(crime, "appointment", settings.appointment_hours)
        yield from force.wait(crime, appointment)
    travel = force.sample(crime, "travel", settings.travel_minutes) / 60 * crime.travel_factor
    at_scene = force.sample(crime, "hours at scene", settings.scene_hours[crime.type])
    emergency = crime.grade == Grade.EMERGENCY
    priorities = settings.priorities
    asked = force.now
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
        skill=Skill.SCENE,
    )
    crime.attended, crime.attended_by = job.started + travel, job.by
    crime.kept_waiting += job.started - asked
    force.journal.note(force.now, crime.id, "attended", detail=f"arrived={crime.attended!r}")
    _at_scene(crime, settings, force, job)


def _grade(crime: Crime, settings: Settings, policy: "Policy", force: Force) -> Grade:
    """In progress and fresh robberies are emergencies; later reports depend on the policy."""
    if not crime.fresh:
        return Grade.SCHEDULED if policy(crime, settings, force) else Grade.NO_DEPLOYMENT
    urgent = crime.reported_as == IN_PROGRESS or crime.type == CrimeType.PERSONAL_ROBBERY
    grade = Grade.EMERGENCY if urgent else Grade.PRIORITY
    crime.misgraded = not crime.thrive and force.chance(crime, "misgraded", settings.misgraded)
    return LOWER[grade] if crime.misgraded else grade


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
            late = "arrived too late, graded too low" if crime.misgraded else "arrived too late"
            crime.out_of_reach = near.expires <= crime.attended - crime.kept_waiting
            crime.lose(near, late, force)
    called_away = job.resumed > job.started
    completed = settings.lines_completed_if_called_away if called_away else settings.lines_completed
    quality = force.quality(TeamName.RESPONSE, job.by, Skill.SCENE)
    crime.lines_complete = force.chance(crime, "early lines", completed * quality)
    equipped = force.chance(crime, "equipped", settings.equipped)
    for witness in crime.chances(Kind.WITNESS):
        if crime.lines_complete:
            witness.strength *= settings.witness_if_equipped if equipped else 1.0
            crime.realise(witness, force)
        else:
            witness.missed = "early lines not completed"
    secures = settings.secures_cctv_if_equipped if equipped else settings.secures_cctv
    if crime.lines_complete and force.chance(crime, "secures CCTV", secures):
        for cctv in crime.chances(Kind.CCTV):
            if cctv.expires > force.now:
                cctv.expires = float("inf")


def _by_cue(crime: Crime, settings: Settings, force: Force) -> bool:
    """The more promising; and a victim whose vulnerability was recognised, always."""
    return (crime.thrive and crime.vulnerable) or crime.cue > 1 - settings.attends[crime.type]


def _all_burglaries(crime: Crime, settings: Settings, force: Force) -> bool:
    return crime.type == CrimeType.DOMESTIC_BURGLARY or _by_cue(crime, settings, force)


def _commitment(crime: Crime, settings: Settings, force: Force) -> bool:
    """Every home burglary reported since the commitment; whoever had it before by its cue."""
    since = force.clock.local(crime.reported).date() >= COMMITMENT
    return (_all_burglaries if since else _by_cue)(crime, settings, force)


Policy = Callable[[Crime, Settings, Force], bool]
"""Says whether a crime that was reported later gets a visit."""

POLICIES: dict[str, Policy] = {
    "by_cue": _by_cue,
    "attend_all_burglaries": _all_burglaries,
    "commitment_of_october_2022": _commitment,
    "recognised_only": lambda crime, settings, force: crime.recognised,
}
