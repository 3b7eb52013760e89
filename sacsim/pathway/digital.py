"""Digital: phones are examined at a kiosk, in the force's digital unit or by a contractor.

A kiosk examination needs a free kiosk and a trained user on duty. Phones mostly corroborate.
"""

from pydantic import model_validator

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.asking import insist
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.settings import FrozenSettings, NonNegative, Probability
from sacsim.words import TeamName


class Settings(FrozenSettings):
    """Which phones go where, and how long each takes."""

    kiosk_share: Probability
    outsourced_share: Probability
    priority: NonNegative
    kiosk_hours: Distribution
    kiosk_delay_days: Distribution
    """Beside the queue: until somebody takes the phone there, and reads what it gave."""
    unit_hours: Distribution
    unit_delay_days: Distribution
    """Beside the queue: submission, batching, the report."""
    outsourced_days: Distribution

    @model_validator(mode="after")
    def _shares_fit(self) -> "Settings":
        if self.kiosk_share + self.outsourced_share > 1:
            raise ValueError("kiosk_share and outsourced_share add up to more than 1")
        return self


def seize(crime: Crime, settings: Settings, force: Force) -> None:
    """Send each phone to be examined, beside the rest of the enquiry."""
    for phone in crime.chances(Kind.PHONE):
        crime.pending += 1
        force.branch(crime, _examine(crime, phone, settings, force))


def _examine(crime: Crime, phone: Opportunity, settings: Settings, force: Force) -> Story:
    try:
        yield from _examination(crime, settings, force)
    finally:
        crime.pending -= 1
    crime.realise(phone, force)
    crime.tell("result")


def _examination(crime: Crime, settings: Settings, force: Force) -> Story:
    where = force.draws.uniform(crime.id, "where the phone goes")
    if where < settings.kiosk_share:
        hours = force.sample(crime, "kiosk hours", settings.kiosk_hours)
        yield from insist(
            crime, TeamName.KIOSK, "kiosk examination", hours, settings.priority, force
        )
        days = force.sample(crime, "kiosk delay", settings.kiosk_delay_days)
    elif where < 1 - settings.outsourced_share:
        hours = force.sample(crime, "digital unit hours", settings.unit_hours)
        yield from insist(
            crime, TeamName.DIGITAL_UNIT, "phone examination", hours, settings.priority, force
        )
        days = force.sample(crime, "digital unit delay", settings.unit_delay_days)
    else:
        days = force.sample(crime, "outsourced days", settings.outsourced_days)
    yield from force.wait(crime, 24 * days)
