"""Areas: the local areas that crimes happen in, and what differs from one to another.

Assumptions. An area has a share of each type's crimes; within a type, crimes fall on areas by their
own luck, whatever the hour or the evidence left. Repeats and near repeats happen where the crime
before them did. One force serves all areas: no team is posted to one.
"""

import re
from collections.abc import Mapping
from math import fsum

import numpy as np
from numpy.typing import NDArray

from sacsim.chance.draws import Draws
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import CrimeType

ROUNDING = 0.005
"""Shares of a type that miss 1 by no more are taken as rounded."""


class Area(FrozenSettings):
    """A local area: its share of the crimes, and how it differs from the rest."""

    share: PerCrimeType[Probability]
    """Of the force's crimes of each type; the areas' shares of a type add up to 1."""
    travel_factor: Positive
    """On the travel time to a crime there."""
    vulnerable_factor: NonNegative
    """On the share of victims who are vulnerable there (never above 1)."""


def wrong_areas(areas: Mapping[str, Area]) -> dict[tuple[str, ...], str]:
    """Return what is wrong with the areas of a scenario, by key."""
    wrong: dict[tuple[str, ...], str] = {
        (name,): "is not a name for an area; allowed: letters, digits, _ and -"
        for name in areas
        if not re.fullmatch(r"[A-Za-z0-9_-]+", name)
    }
    totals = {type: fsum(area.share[type] for area in areas.values()) for type in CrimeType}
    off = {type: total for type, total in totals.items() if abs(total - 1) > ROUNDING}
    if areas and off:
        told = ", ".join(f"{type} to {total:g}" for type, total in off.items())
        wrong[()] = f"the areas' shares must add up to 1 for each type, but add up: {told}"
    return wrong


def areas_of(
    ids: NDArray[np.int64], type: CrimeType, areas: Mapping[str, Area], draws: Draws
) -> list[str]:
    """Return the name of each crime's area, drawn by its own luck; "" where there are none."""
    if not areas:
        return [""] * len(ids)
    ends = np.cumsum([area.share[type] for area in areas.values()])
    luck = draws.uniforms(ids, "local area") * ends[-1]
    names = list(areas)
    return [names[place] for place in np.searchsorted(ends, luck, side="right").tolist()]
