"""Forensics: marks go to the fingerprint bureau or the DNA laboratory and come back as results.

An exhibit already on its way stays on its way when the crime is filed: its result can reopen it.
"""

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import TeamName


class Settings(FrozenSettings):
    """Submission, examination and the stated delays beside the queues (posting, batching)."""

    submits: PerCrimeType[Probability]
    priority: NonNegative
    fingerprint_hours: Distribution
    fingerprint_delay_days: Distribution
    dna_gate_days: Distribution
    dna_laboratory_days: Distribution


def process(crime: Crime, mark: Opportunity, settings: Settings, force: Force) -> Story:
    """Submit a recovered mark and wait for its result."""
    if crime.cue <= 1 - settings.submits[crime.type]:
        crime.lose(mark, "not submitted", force)
        return
    crime.pending += 1
    mark.submitted = True
    if mark.kind == Kind.FINGERPRINT:
        hours = force.sample(crime, "fingerprint hours", settings.fingerprint_hours)
        yield from force.work(
            crime,
            TeamName.FINGERPRINT_BUREAU,
            "fingerprint comparison",
            hours,
            settings.priority,
        )
        delay = force.sample(crime, "fingerprint delay", settings.fingerprint_delay_days)
        yield from force.wait(crime, 24 * delay)
    else:
        gate = force.sample(crime, "DNA gate", settings.dna_gate_days)
        yield from force.wait(crime, 24 * gate)
        days = force.sample(crime, "DNA laboratory", settings.dna_laboratory_days)
        yield from force.work(
            crime, TeamName.DNA_LABORATORY, "DNA profiling", 24 * days, settings.priority
        )
    crime.pending -= 1
    if mark.open:
        crime.realise(mark, force)
    crime.tell("result")
