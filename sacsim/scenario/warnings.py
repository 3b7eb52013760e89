"""Warnings: what a sound scenario may not have meant, one line each."""

from collections.abc import Iterator
from difflib import get_close_matches

from sacsim.scenario.cover import thin_cover
from sacsim.scenario.scenario import Scenario
from sacsim.words import TeamName

OPTIONAL = frozenset({TeamName.FILE_BUILDERS})


def warnings(scenario: Scenario) -> Iterator[str]:
    """Teams that nothing uses, that are used and have nobody, or that plans leave too small."""
    yield from thin_cover(scenario)
    asked = {kind.team for kind in scenario.demand.other.values()}
    for name, team in scenario.teams.items():
        if name not in asked and name not in set(TeamName):
            near = get_close_matches(name.lower(), list(TeamName), n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            yield f"teams.{name}: no stage and no other demand uses this team{hint}"
        elif team.strength == 0 and (name not in OPTIONAL or _builders_needed(scenario)):
            yield f"teams.{name}: nobody is in it; whatever needs it waits for ever"


def _builders_needed(scenario: Scenario) -> bool:
    return scenario.pathway.casefile.file_builders_do > 0
