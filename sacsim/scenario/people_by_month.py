"""People by month: what a scenario's people come to, with its plans and without them.

The same careers as a run's, means over several lucks, nothing simulated: what workload does to
people is left out.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sacsim.chance.draws import Draws
from sacsim.clock import month_after
from sacsim.force.people import Transfer, Workforce
from sacsim.force.personnel import Personnel
from sacsim.force.plans import in_order
from sacsim.force.staff import Strength, TeamPeople
from sacsim.force.staffing import people_of
from sacsim.scenario.scenario import Scenario

LUCKS = 5
YEARS_ON = 6
"""So long after the last plan its effect is looked for."""
Floats = npt.NDArray[np.float64]


class Effect(NamedTuple):
    """What plans do to one team, by month from the start of the run."""

    team: str
    months: list[date]
    with_plans: Floats
    """Months x fields of Strength."""
    without: Floats
    full: float
    """Effective posts that the plans bring in the end."""

    @property
    def gain(self) -> Floats:
        """Effective posts more (or less) than without the plans."""
        column = Strength._fields.index("effective")
        gain: Floats = self.with_plans[:, column] - self.without[:, column]
        return gain

    def reached(self, share: float) -> date | None:
        """The first month with this share of the full effect; none where there is next to none."""
        if abs(self.full) < 1:
            return None
        reached = np.flatnonzero(self.gain * np.sign(self.full) >= share * abs(self.full))
        return self.months[reached[0]] if len(reached) else None

    @property
    def dip(self) -> tuple[float, date] | None:
        """Most effective posts lost in a month before any is gained, and when; None if none."""
        if self.full < 0:
            return None
        first = np.flatnonzero(self.gain > 0.5)
        before = self.gain[: first[0]] if len(first) else self.gain
        if not len(before) or before.min() > -0.05:
            return None
        return -float(before.min()), self.months[int(before.argmin())]

    @property
    def breaks_even(self) -> date | None:
        """The first month after the dip in which more is gained than lost."""
        dip = self.dip
        if dip is None:
            return None
        later = [
            m for m, gain in zip(self.months, self.gain, strict=True) if m > dip[1] and gain > 0
        ]
        return later[0] if later else None


def staffed(scenario: Scenario) -> dict[str, TeamPeople]:
    """The teams whose people come and go."""
    return people_of(scenario.teams)


def by_month(
    scenario: Scenario, workforce: Workforce, months: int, names: Sequence[str]
) -> dict[str, Floats]:
    """Mean strengths of some teams, months x fields of Strength."""
    teams = staffed(scenario)
    sums = {name: np.zeros((months, len(Strength._fields))) for name in names}
    for luck in range(LUCKS):
        personnel = Personnel(workforce, teams, scenario.clock, Draws(scenario.seed, luck))
        for month in range(months):
            for name in names:
                sums[name][month] += personnel.month(name, month, 0.0).strength
    return {name: total / LUCKS for name, total in sums.items()}


def shares_at_work(scenario: Scenario, months: int) -> dict[str, float]:
    """Share of each team's posts whose people are there and at work alone, in its first months."""
    if scenario.workforce is None:
        return {}
    teams, column = staffed(scenario), Strength._fields.index("at_work")
    found = by_month(scenario, scenario.workforce, months, [*teams])
    return {
        name: float(found[name][:, column].mean()) / team.strength if team.strength else 1.0
        for name, team in teams.items()
    }


def effects(scenario: Scenario) -> list[Effect]:
    """What the scenario's plans do to each team that they touch."""
    workforce = scenario.workforce
    if workforce is None or not (workforce.joiners or workforce.transfers):
        return []
    plans = [plan for _, plan in in_order(workforce)]
    last = plans[-1].date
    since = (last.year - scenario.start.year) * 12 + last.month - scenario.start.month
    months = since + 12 * YEARS_ON
    none = workforce.model_copy(update={"joiners": {}, "transfers": {}})
    touched = dict.fromkeys(plan.team for plan in plans)
    touched |= dict.fromkeys(plan.source for plan in plans if isinstance(plan, Transfer))
    with_plans = by_month(scenario, workforce, months, [*touched])
    without = by_month(scenario, none, months, [*touched])
    labels = [month_after(scenario.start, month) for month in range(months)]
    effective = Strength._fields.index("effective")
    found = []
    for team in touched:
        gain = with_plans[team][:, effective] - without[team][:, effective]
        full = float(gain[-12:].mean())
        found.append(Effect(team, labels, with_plans[team], without[team], full))
    return found
