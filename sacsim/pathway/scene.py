"""Scene: a crime scene investigator may visit; marks do not wait for ever."""

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
    priority: NonNegative
    scene_hours: Distribution
    give_up_hours: Positive
    disturbed_if_advised: Probability
    disturbed_if_not_advised: Probability
    disturbed_within_hours: Positive
    weather_hours: PerCrimeType[Distribution]
    guarded: PerCrimeType[Probability]
    guard_at_most_hours: Positive
    guard_priority: NonNegative


def examine(crime: Crime, settings: Settings, bureau: forensics.Settings, force: Force) -> Story:
    """Send a CSI if the policy says so; what they lift goes to the bureau and the laboratory."""
    if crime.cue <= 1 - settings.attends[crime.type]:
        _lose_marks(crime, "CSI not sent", force)
        return
    guard = _guard(crime, settings, force)
    job = yield from force.work(
        crime,
        TeamName.CSI,
        "scene visit",
        force.sample(crime, "CSI hours", settings.scene_hours),
        settings.priority,
        give_up_at=force.now + settings.give_up_hours,
    )
    _release(guard, crime, force)
    if not job.done:
        _lose_marks(crime, "CSI too busy to come", force)
        return
    crime.csi = job.started
    force.journal.note(force.now, crime.id, "scene examined")
    for mark in crime.chances(Kind.FINGERPRINT, Kind.DNA):
        because = _lost_before(crime, mark, settings, force)
        if because:
            crime.lose(mark, because, force)
        else:
            force.agenda.process(forensics.process(crime, mark, bureau, force))


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
        advised = force.chance(crime, "disturbed", settings.disturbed_if_advised)
        return "disturbed despite advice" if advised else "disturbed, no advice given"
    weathered = force.sample(crime, f"weather {mark.kind}", settings.weather_hours[crime.type])
    return "CSI too late: weather" if waited > weathered else ""


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
    force.teams[TeamName.NEIGHBOURHOOD].submit(guard)
    return guard


def _release(guard: Job | None, crime: Crime, force: Force) -> None:
    if guard is not None:
        force.teams[TeamName.NEIGHBOURHOOD].release(guard)
        if guard.started >= 0:
            most = guard.started + guard.hours
            crime.guard_hours = min(force.now, most) - guard.started
            crime.staff_hours += crime.guard_hours
