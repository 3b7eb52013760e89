"""Watch: what the world sees of the force from week to week: its patrols, and what is charged.

Read once a week, and only if something depends on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sacsim.demand.other import OtherDemand, per_year
from sacsim.demand.unproven import Unproven
from sacsim.force.agenda import COMPLETION, Appointment
from sacsim.force.force import Force
from sacsim.force.queues import Books
from sacsim.pathway.crime import Crime
from sacsim.pathway.offenders import Cohort
from sacsim.words import TeamName

WEEK = 168.0
WEEKS_OF_PATROL = 2
BUSY = 2
"""Place of the hours at work in a team's snapshot."""


@dataclass
class Watch:
    """The last weeks' patrol, the crimes charged of late, and the offenders managed."""

    force: Force
    stories: Sequence[Crime]
    unproven: Unproven
    cohort: Cohort
    patrol_hours_a_week: float
    """Hours of patrol asked for."""
    patrol: float = 1.0
    """Share of these that was worked in the last two weeks."""
    factor: float = 1.0
    """Crimes recorded for one stated."""
    began: float = 0.0
    """Nothing is known of crimes recorded before this hour."""
    _worked: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Look once a week, if anything depends on it."""
        if self.patrol_hours_a_week or self.unproven.elastic:
            self._worked.append(0.0)
            self._again(WEEK)

    def _again(self, time: float) -> None:
        self.force.agenda.due(time, COMPLETION, 1, self._look)

    def _look(self, due: Appointment) -> None:
        if self.patrol_hours_a_week:
            self._worked.append(self._hours_of_patrol(due.time))
            weeks = min(WEEKS_OF_PATROL, len(self._worked) - 1)
            worked = self._worked[-1] - self._worked[-1 - weeks]
            self.patrol = min(worked / (weeks * self.patrol_hours_a_week), 1.0)
        if self.unproven.elastic:
            self.factor = self._factor(due.time)
        self._again(due.time + WEEK)

    def _hours_of_patrol(self, now: float) -> float:
        """Hours that the neighbourhood team has worked so far, less scenes held and protection."""
        books: Books = self.force.teams[TeamName.NEIGHBOURHOOD].ledger
        books.snapshot(now)
        worked = books.snapshots.pop()[BUSY]
        return worked - sum(crime.guard_hours + crime.protection_hours for crime in self.stories)

    def _factor(self, now: float) -> float:
        since = now - 24 * self.unproven.over_days
        if since < self.began:
            return 1.0
        recorded = sum(crime.reported >= since for crime in self.stories)
        charged = sum(crime.charged >= since for crime in self.stories)
        return self.unproven.factor(charged, recorded)


def patrol_hours_a_week(demand: dict[str, OtherDemand]) -> float:
    """Hours of other work that the neighbourhood team is asked for: patrol, problem solving."""
    kinds = [name for name, kind in demand.items() if kind.team == TeamName.NEIGHBOURHOOD]
    hours = sum(per_year(demand, name) * demand[name].mean_hours for name in kinds)
    return float(hours * WEEK / 8760)
