"""Forensics: marks go to the fingerprint bureau or the DNA laboratory and come back as results.

Each exhibit may cost the officer in charge (a PIP 1 officer, while there is none) paperwork first.
An exhibit already on its way stays on its way when the crime is filed: its result can reopen it.
"""

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.asking import insist
from sacsim.pathway.crime import NOT_NEEDED, Crime
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import Outcome, TeamName


class Settings(FrozenSettings):
    """Submission, examination and the stated delays beside the queues (posting, batching)."""

    submits: PerCrimeType[Probability]
    """Share of crimes whose marks are submitted, best cue first."""
    submission_hours: Distribution
    """Paperwork for each exhibit, before it is sent."""
    submission_priority: NonNegative
    priority: NonNegative
    fingerprint_hours: Distribution
    fingerprint_delay_days: Distribution
    """Posting and batching, beside the queue."""
    dna_gate_days: Distribution
    """Until the submission is allowed and sent."""
    dna_laboratory_days: Distribution


def submit(
    crime: Crime, mark: Opportunity, settings: Settings, force: Force, *, gone: float = 0.0
) -> None:
    """Submit a recovered mark, if it passes the submissions gate.

    Of the stated delays, so many hours are `gone` if it was sent before the run.
    """
    if crime.cue <= 1 - settings.submits[crime.type]:
        crime.lose(mark, "not submitted", force)
        return
    crime.pending += 1
    mark.submitted = True
    force.go_on_alone(_examine(crime, mark, settings, gone, force))


def awaited(crime: Crime, mark: Opportunity, settings: Settings, force: Force) -> bool:
    """Whether the result of a mark sent when the crime was reported is still to come."""
    if mark.kind == Kind.FINGERPRINT:
        days = force.sample(crime, "fingerprint delay", settings.fingerprint_delay_days)
    else:
        days = force.sample(crime, "DNA gate", settings.dna_gate_days)
        days += force.sample(crime, "DNA laboratory", settings.dna_laboratory_days)
    return force.now < crime.reported + 24 * days


def _examine(
    crime: Crime, mark: Opportunity, settings: Settings, gone: float, force: Force
) -> Story:
    """Wait for the result; it is lost on a crime that nobody will prosecute by then."""
    if not gone:
        yield from _paperwork(crime, mark, settings, force)
    mark.sent = force.now - gone
    if mark.kind == Kind.FINGERPRINT:
        hours = force.sample(crime, "fingerprint hours", settings.fingerprint_hours)
        yield from insist(
            crime,
            TeamName.FINGERPRINT_BUREAU,
            "fingerprint comparison",
            hours,
            settings.priority,
            force,
        )
        delay = force.sample(crime, "fingerprint delay", settings.fingerprint_delay_days)
        yield from force.wait(crime, 24 * delay - gone)
    else:
        gate = force.sample(crime, "DNA gate", settings.dna_gate_days)
        yield from force.wait(crime, 24 * gate - gone)
        days = force.sample(crime, "DNA laboratory", settings.dna_laboratory_days)
        hours = 24 * days - max(gone - 24 * gate, 0.0)
        yield from insist(
            crime, TeamName.DNA_LABORATORY, "DNA profiling", hours, settings.priority, force
        )
    crime.pending -= 1
    mark.back = force.now
    if crime.open or crime.true_outcome == Outcome.NO_SUSPECT_IDENTIFIED:
        crime.realise(mark, force)
    else:
        because = crime.closed_because(mark.kind)
        crime.lose(mark, because if because == NOT_NEEDED else f"result late: {because}", force)
    crime.tell("result")


def _paperwork(crime: Crime, mark: Opportunity, settings: Settings, force: Force) -> Story:
    """Somebody fills in the forms before an exhibit is sent."""
    hours = force.sample(crime, f"submission hours {mark.kind}", settings.submission_hours)
    if hours > 0:
        theirs = crime.owner_team not in ("", TeamName.DESK)
        yield from insist(
            crime,
            crime.owner_team if theirs else TeamName.PIP1,
            "exhibit submission",
            hours,
            settings.submission_priority,
            force,
        )
