"""Staffing: what becomes of the people, put to work: shifts, paces, and officers who go or come."""

from collections.abc import Mapping
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.force.agenda import TIMER, Appointment
from sacsim.force.people import Workforce
from sacsim.force.personnel import Personnel, TeamMonth
from sacsim.force.roster import Duties
from sacsim.force.staff import Strength, TeamPeople
from sacsim.words import Skill

if TYPE_CHECKING:
    from sacsim.force.force import Force, TeamSettings

MOST_POSTS = 1_000_000


class Staffing:
    """The teams of a force whose people come and go."""

    def __init__(
        self,
        workforce: Workforce,
        teams: "Mapping[str, TeamSettings]",
        clock: Clock,
        draws: Draws,
    ) -> None:
        staffed = people_of(teams)
        self.strengths: dict[str, list[Strength]] = {name: [] for name in staffed}
        """By team, month by month."""
        self._personnel = Personnel(workforce, staffed, clock, draws)
        self._now: dict[str, TeamMonth] = {}
        self._next: dict[str, TeamMonth] = {}
        self._number = {name: number for number, name in enumerate(staffed)}

    def posts(self, team: str) -> int | None:
        """Posts of a team at any time; None for a team whose people never change."""
        staff = self._personnel.staff.get(team)
        return None if staff is None else len(staff.since)

    def at_work(self, team: str) -> int | None:
        """People of a team who work alone this month; None for a team whose people never change."""
        month = self._now.get(team)
        return None if month is None else month.strength.deployable

    def quality(self, team: str, officer: int | None, skill: Skill) -> float:
        """Quality of an officer's work this month; 1 where nothing is known of them."""
        month = self._now.get(team)
        return 1.0 if month is None or officer is None else float(month.quality[officer, skill])

    def plan(self, force: "Force", team: str, month: int) -> Duties:
        """A team's shifts of a month to come; who goes and who comes is put into the agenda."""
        told = self._personnel.month(team, month, _utilisation(force, team))
        self._next[team] = told
        self.strengths[team].append(told.strength)
        for (time, officer), changes in groupby(told.changes, key=lambda each: each[:2]):
            id = self._number[team] * MOST_POSTS + officer
            force.agenda.due(time, TIMER, id, partial(_change, force, team), [*changes])
        return self._personnel.duties(team, month, told.stretch)

    def month_begins(self, force: "Force") -> None:
        """The month planned last begins: its paces and qualities hold."""
        self._now, self._next = self._next, {}
        for team, month in self._now.items():
            force.teams[team].set_paces(month.paces, month.mean_pace)


def people_of(teams: "Mapping[str, TeamSettings]") -> dict[str, TeamPeople]:
    """The teams that say who their people are."""
    return {
        name: TeamPeople(int(team.officers), team.strength or 0, team, team.people)
        for name, team in teams.items()
        if team.people is not None
    }


def _change(force: "Force", team: str, due: Appointment) -> None:
    """An officer goes, and others have their crimes; or comes, and may be given some."""
    for change in due.what:
        if change.here:
            force.take_up(team, change.officer)
        else:
            force.depart(team, change.officer)


def _utilisation(force: "Force", team: str) -> float:
    """Hours at work over hours on duty and overtime, in the last whole month; 0 before."""
    snapshots = force.teams[team].ledger.snapshots
    if len(snapshots) < 2:
        return 0.0
    before, after = snapshots[-2:]
    on_duty, busy, overtime = (b - a for a, b in zip(before[1:4], after[1:4], strict=True))
    return busy / (on_duty + overtime) if on_duty + overtime else 0.0
