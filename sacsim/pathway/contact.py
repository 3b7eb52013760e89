"""Contact: the victim reports; a call handler under pressure asks less and advises less."""

from pydantic import model_validator

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import FOREVER
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import TeamName


class Care(FrozenSettings):
    """How often a part of the report is done, when there is time and when there is none."""

    unhurried: Probability
    """Share of full reports."""
    hurried: Probability
    """Share of reports cut to the minimum."""

    @model_validator(mode="after")
    def _hurry_does_not_help(self) -> "Care":
        if self.hurried > self.unhurried:
            raise ValueError("hurried must not exceed unhurried")
        return self

    def at(self, hurry: float) -> float:
        """Share of reports in which it is done, at a hurry between 0 and 1."""
        return self.unhurried - hurry * (self.unhurried - self.hurried)


class Settings(FrozenSettings):
    """How crimes are reported."""

    online: PerCrimeType[Probability]
    emergency_minutes: Distribution
    report_minutes: Distribution
    online_minutes: Distribution
    patience_minutes: Distribution
    """Until a 101 caller hangs up."""
    call_back_hours: Distribution
    """Until who hung up calls again."""
    priority_999: NonNegative
    priority_101: NonNegative
    priority_online: NonNegative
    thrive: Care
    repeat_recognised: Care
    preservation_advice: Care
    prevention_advice: Care


def report(crime: Crime, settings: Settings, force: Force) -> Story:
    """The victim calls 999 or 101 or reports online; who hangs up on 101 calls again later.

    On 999 somebody is sent as soon as the first details are known.
    """
    force.journal.note(force.now, crime.id, "reported", crime.type, detail=crime.reported_as)
    online = reports_online(crime, settings, force)
    if crime.fresh:
        minutes = force.sample(crime, "emergency call", settings.emergency_minutes)
        task, priority = "999 crime report", settings.priority_999
    elif online:
        minutes = force.sample(crime, "online report", settings.online_minutes)
        task, priority = "online crime report", settings.priority_online
    else:
        minutes = force.sample(crime, "report", settings.report_minutes)
        task, priority = "101 crime report", settings.priority_101
    call = 0
    while True:
        patience = FOREVER
        if not online and not crime.fresh:
            patience = force.sample(crime, f"patience {call}", settings.patience_minutes) / 60
        rang = force.now
        job = yield from force.work(
            crime,
            TeamName.CALL_HANDLERS,
            task,
            minutes / 60,
            priority,
            interruptible=False,
            give_up_at=force.now + patience,
        )
        if job.done:
            break
        yield from force.wait(
            crime, force.sample(crime, f"call back {call}", settings.call_back_hours)
        )
        call += 1
    crime.kept_waiting += job.started - rang
    assess(crime, settings, force, online, _hurry(force, job.squeezed))


def reports_online(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether a report comes online, which only later ones do."""
    return not crime.fresh and force.chance(crime, "reports online", settings.online[crime.type])


def _hurry(force: Force, squeezed: float) -> float:
    """How hurried a report was: 0 in full, 1 at the bare minimum."""
    squeeze = force.teams[TeamName.CALL_HANDLERS].rules.squeeze
    return 0.0 if squeeze is None or squeeze.floor == 1 else (1 - squeezed) / (1 - squeeze.floor)


def assess(crime: Crime, settings: Settings, force: Force, online: bool, hurry: float) -> None:
    """What the call handler did; an online report gets no live advice."""
    crime.thrive = force.chance(crime, "THRIVE", settings.thrive.at(hurry))
    crime.repeat_recognised = crime.repeat_victim and force.chance(
        crime, "repeat recognised", settings.repeat_recognised.at(hurry)
    )
    if not online:
        crime.preservation_advice = force.chance(
            crime, "preservation advice", settings.preservation_advice.at(hurry)
        )
        crime.prevention_advice = force.chance(
            crime, "prevention advice", settings.prevention_advice.at(hurry)
        )
    for named in crime.chances(Kind.NAMED):
        crime.realise(named, force)
