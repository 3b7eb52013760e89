"""Warnings: what a sound scenario may not have meant, one line each."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from sacsim.chance.distributions import parse
from sacsim.scenario.cover import thin_cover
from sacsim.scenario.positions import dotted
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.stated import written
from sacsim.scenario.tree import Tree, values_at
from sacsim.words import TeamName

OPTIONAL = frozenset({TeamName.FILE_BUILDERS})
FAR = 10
"""So many times what it was before, or so small a part of it: rather a slip of the unit."""
NO_SIZES = ("pathway", "workforce")
"""Where numbers do not grow with a force."""


def warnings(scenario: Scenario) -> Iterator[str]:
    """Teams nothing uses, or with nobody, or too small by plan; values far from those before."""
    yield from thin_cover(scenario)
    yield from _far_from_before(scenario.tree)
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


def _far_from_before(tree: Tree) -> Iterator[str]:
    for path, new in values_at(tree.data, tree.before).items():
        old = tree.before[path]
        before, after = _mean(old), _mean(new)
        if path[0] not in NO_SIZES or not before or not after:
            continue
        ratio = after / before
        if not 1 / FAR < ratio < FAR:
            times = f"{ratio:.3g} times" if ratio > 1 else f"a {1 / ratio:.3g}th of"
            mean = f" (mean {before:.3g})" if isinstance(old, dict) else ""
            yield (
                f"{dotted(path)}: {written(new)} is {times} what it was before, "
                f"{written(old)}{mean}; is the unit the same?"
            )


def _mean(value: Any) -> float | None:
    """The mean of a number or a distribution; None of anything else."""
    if isinstance(value, bool | str | list):
        return None
    try:
        return parse(value).mean
    except ValueError:
        return None
