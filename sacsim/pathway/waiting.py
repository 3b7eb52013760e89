"""Waiting: how long a wait of a stated length still lasts, also for a crime taken over midway.

A wait that has lasted some time already is one of those that last longer.
"""

from sacsim.chance.distributions import Law, share_below
from sacsim.chance.laws import LARGEST
from sacsim.force.force import Force
from sacsim.pathway.crime import Crime


def hours_left(crime: Crime, question: str, days: Law, force: Force) -> float:
    """Return the hours left of a wait of so many days, by the crime's own luck.

    What a crime taken over from before the run has waited already is used up by this.
    """
    if not crime.waited:
        return 24 * force.sample(crime, question, days)
    waited, crime.waited = crime.waited, 0.0
    gone = share_below(days, waited / 24)
    u = gone + (1 - gone) * force.draws.uniform(crime.id, question)
    return max(24 * days.quantile(min(u, LARGEST)) - waited, 0.0)
