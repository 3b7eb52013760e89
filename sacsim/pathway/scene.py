"""Scene: a crime scene investigator may visit; marks do not wait for ever.

People disturb a scene in the hours after the report; the weather is at work from the offence on.
"""

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import Job
from sacsim.pathway import forensics
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import TeamName


class Settings(FrozenSettings):
    """Which scenes are examined, how long it takes, and how marks are lost before."""

    attends: PerCrimeType[Probability]
    """Share of scenes that a CSI is asked to, best cue first."""
    priority: NonNegative
    scene_hours: Distribution
    give_up_hours: Positive
    """A visit not begun by then is given up."""
    disturbed_if_advised: Probability
    """Scenes disturbed before the CSI comes."""
    disturbed_if_not_advised: Probability
    disturbed_within_hours: Positive
    """Disturbance happens within so long."""
    weather_hours: PerCrimeType[Distribution]
    """Until marks are washed away."""
    guarded: PerCrimeType[Probability]
    """Scenes held until the CSI has left."""
    guard_at_most_hours: Positive
    guard_priority: NonNegative


def examine(crime: Crime, settings: Settings, bureau: forensics.Settings, force: Force) -> Story:
    """Send a CSI if the policy says so; what they lift goes to the bureau and the laboratory."""
    if crime.cue <= 1 - settings.attends[crime.type]:
        _lose_marks(crime, "CSI not sent", force)
        return
    crime.csi_due = True
    try:
        job = yield from _visit(crime, settings, force)
    finally:
        crime.csi_due = False
    if job.done:
        crime.csi = job.started
        force.journal.note(force.now, crime.id, "scene examined")
        for mark in crime.chances(Kind.FINGERPRINT, Kind.DNA):
            if because := _lost_before(crime, mark, settings, force):
                crime.lose(mark, because, force)
            else:
                forensics.submit(crime, mark, bureau, force)
    else:
        _lose_marks(crime, "CSI too busy to come", force)
    crime.tell("result")


def _visit(crime: Crime, settings: Settings, force: Force) -> Story:
    """Wait for the CSI and let them work; a held scene is guarded until they leave."""
    guard = _guard(crime, settings, force)
    job = yield from force.work(
        crime,
        TeamName.CSI,
        "scene visit",
        force.sample(crime, "CSI hours", settings.scene_hours),
        settings.priority,
        give_up_at=force.now + settings.give_up_hours,
    )
    if guard is not None:
        force.teams[TeamName.NEIGHBOURHOOD].release(guard)
    return job


def _lost_before(crime: Crime, mark: Opportunity, settings: Settings, force: Force) -> str:
    """Why a mark was no longer there when the CSI came, or nothing if it was."""
    waited = crime.csi - crime.reported
    disturbed = (
        settings.disturbed_if_advised
        if crime.preservation_advice
        else settings.disturbed_if_not_advised
    )
    when = settings.disturbed_within_hours * force.draws.uniform(crime.id, "disturbed when")
    if waited > when and force.chance(crime, "disturbed", disturbed):
        if crime.preservation_advice:
            return "disturbed despite advice"
        anyway = force.chance(crime, "disturbed", settings.disturbed_if_advised)
        return "disturbed, advice or not" if anyway else "disturbed, no advice given"
    lasts = force.sample(crime, f"weather {mark.kind}", settings.weather_hours[crime.type])
    if crime.csi <= crime.occurred + lasts:
        return ""
    gone = crime.occurred + lasts <= crime.reported
    return "weather before the report" if gone else "CSI too late: weather"


def _lose_marks(crime: Crime, because: str, force: Force) -> None:
    for mark in crime.chances(Kind.FINGERPRINT, Kind.DNA):
        crime.lose(mark, because, force)


def _guard(crime: Crime, settings: Settings, force: Force) -> Job | None:
    """Some scenes are held: an officer stays until the CSI has left."""
    if not force.chance(crime, "scene guarded", settings.guarded[crime.type]):
        return None
    guard = Job(
        crime.next_job_id(),
        "guard scene",
        settings.guard_at_most_hours,
        settings.guard_priority,
        case=crime.id,
        hold=True,
    )
    force.branch(crime, _hold(guard, crime, force))
    return guard


def _hold(guard: Job, crime: Crime, force: Force) -> Story:
    """Stand guard until the CSI leaves, the longest time is up or the crime is closed."""
    try:
        yield from force.teams[TeamName.NEIGHBOURHOOD].work(guard)
    finally:
        if guard.started >= 0:
            crime.guard_hours = force.now - guard.started
            force.spent(crime, TeamName.NEIGHBOURHOOD, crime.guard_hours)
