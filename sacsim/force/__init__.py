"""The force: teams of officers and staff, when they are on duty, and the queues before them."""

from sacsim.force.agenda import ARRIVAL, Agenda
from sacsim.force.job import FOREVER, Job
from sacsim.force.ledger import Ledger
from sacsim.force.rules import FINISH, HAND_OVER, PARK, Rules, Squeeze
from sacsim.force.team import Team

__all__ = [
    "ARRIVAL",
    "FINISH",
    "FOREVER",
    "HAND_OVER",
    "PARK",
    "Agenda",
    "Job",
    "Ledger",
    "Rules",
    "Squeeze",
    "Team",
]
