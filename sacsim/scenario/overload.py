"""Overload: teams whose other work alone is more than they have hours for, before anything is run.

By the arithmetic of scenario/chain.py, which supposes that nobody gives up waiting. Teams beyond
any force's size are left out: the arithmetic would take longer than the run.
"""

from collections.abc import Iterator

from sacsim.scenario.chain import CANNOT, team_table
from sacsim.scenario.scenario import Scenario

LARGEST = 10_000
"""Posts of a team; the largest in England and Wales has fewer."""


def overloaded(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield each team that cannot keep up, and a line that says what follows from it."""
    teams = scenario.teams.values()
    if max(max(team.strength or 0, team.trained_users or 0) for team in teams) > LARGEST:
        return
    for row in team_table(scenario):
        if row.reading == CANNOT:
            line = (
                f"teams.{row.team}: other work alone asks for {row.load:.2f} of the hours it has; "
                "unless somebody gives up, its queue grows without end: there is no steady state, "
                "and a run speaks for its starting state and its own months alone"
            )
            yield row.team, line
