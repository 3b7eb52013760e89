"""The force: teams of officers and staff, when they are on duty, and the queues before them."""

from sacsim.force.agenda import ARRIVAL
from sacsim.force.job import FOREVER, Job
from sacsim.force.queues import queues
from sacsim.force.rules import FINISH, HAND_OVER, PARK, Rules, Squeeze

__all__ = [
    "ARRIVAL",
    "FINISH",
    "FOREVER",
    "HAND_OVER",
    "PARK",
    "Job",
    "Rules",
    "Squeeze",
    "queues",
]
