"""Scene: a crime scene investigator may visit; marks do not wait for ever.

People disturb a scene in the hours after the report; the weather is at work from the offence on.
Which scenes are visited is a policy, a named choice; it may have a CSI supervisor ring the victim
first, who then sees better than the first report showed whether there is anything to lift.
"""

from collections.abc import Callable, Generator
from enum import StrEnum
from typing import Any, Literal

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import Job
from sacsim.pathway import forensics
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import MARKS, Opportunity
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import Skill, TeamName

Choice = Literal["by_cue", "supervisor_triage", "attend_all"]
TOO_BUSY = "CSI too busy to come"


class Send(StrEnum):
    """What a policy decides for a scene."""

    CSI = "a CSI is sent"
    CALL = "a CSI supervisor rings first"
    NOBODY = "nobody is sent"


class Triage(FrozenSettings):
    """A CSI supervisor's call to the victim: who has nothing to lift gets no visit."""

    hours: Distribution
    accuracy: Probability
    """Calls that tell whether there are marks; the others tell no more than the cue."""


class Settings(FrozenSettings):
    """Which scenes are examined, how long it takes, and how marks are lost before."""

    attends: PerCrimeType[Probability]
    """Share of scenes that a CSI is asked to, best cue first."""
    priority: NonNegative
    scene_hours: Distribution
    give_up_hours: Positive
    """A visit not begun by then is given up."""
    triage: Triage
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


def examine(
    crime: Crime, settings: Settings, policy: "Policy", bureau: forensics.Settings, force: Force
) -> Story:
    """Send a CSI if the policy says so; what they lift goes to the bureau and the laboratory."""
    send = policy(crime, settings, force)
    if send == Send.NOBODY:
        _lose_marks(crime, "CSI not sent", force)
        return
    crime.csi_due = True
    try:
        because = ""
        if send == Send.CALL:
            because = yield from _triage(crime, settings, force)
        if not because:
            because = yield from _visit(crime, settings, force)
    finally:
        crime.csi_due = False
    if because:
        _lose_marks(crime, because, force)
    else:
        _lift(crime, settings, bureau, force)
    crime.tell("result")


def _triage(crime: Crime, settings: Settings, force: Force) -> Generator[Any, Any, str]:
    """A CSI supervisor rings the victim; returns why nobody comes, or nothing."""
    job = yield from force.work(
        crime,
        TeamName.CSI,
        "triage call",
        force.sample(crime, "triage hours", settings.triage.hours),
        settings.priority,
        give_up_at=force.now + settings.give_up_hours,
    )
    if not job.done:
        return TOO_BUSY
    if force.chance(crime, "triage sees the marks", settings.triage.accuracy):
        worth = bool(crime.chances(*MARKS))
    else:
        worth = _promising(crime, settings)
    return "" if worth else "CSI not sent after triage"


def _visit(crime: Crime, settings: Settings, force: Force) -> Generator[Any, Any, str]:
    """Wait for the CSI and let them work; a held scene is guarded until they leave.

    Returns why nobody came, or nothing.
    """
    guard = _guard(crime, settings, force)
    job = yield from force.work(
        crime,
        TeamName.CSI,
        "scene visit",
        force.sample(crime, "CSI hours", settings.scene_hours),
        settings.priority,
        give_up_at=force.now + settings.give_up_hours,
        skill=Skill.SCENE,
    )
    if guard is not None:
        force.teams[TeamName.NEIGHBOURHOOD].release(guard)
    if not job.done:
        return TOO_BUSY
    crime.csi = job.started
    return ""


def _lift(crime: Crime, settings: Settings, bureau: forensics.Settings, force: Force) -> None:
    """Marks that are still there are recovered and submitted."""
    force.journal.note(force.now, crime.id, "scene examined")
    for mark in crime.chances(*MARKS):
        if because := _lost_before(crime, mark, settings, force):
            crime.lose(mark, because, force)
        else:
            mark.recovered = force.now
            forensics.submit(crime, mark, bureau, force)


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
    for mark in crime.chances(*MARKS):
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


def _promising(crime: Crime, settings: Settings) -> bool:
    return crime.cue > 1 - settings.attends[crime.type]


Policy = Callable[[Crime, Settings, Force], Send]
"""Says whether a CSI is sent to a scene, rings first, or neither."""

POLICIES: dict[str, Policy] = {
    "by_cue": lambda crime, settings, force: (
        Send.CSI if _promising(crime, settings) else Send.NOBODY
    ),
    "supervisor_triage": lambda crime, settings, force: Send.CALL,
    "attend_all": lambda crime, settings, force: Send.CSI,
}
