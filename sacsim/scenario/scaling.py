"""Scaling: factors on the numbers of a scenario, as a fit moves them.

A distribution keeps its shape: its mean, median, spread and limits are all multiplied. A key may
name one crime type of a value by crime type, also where that value has only a default.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sacsim.errors import BadInput
from sacsim.scenario.scenario import Scenario
from sacsim.settings import CRIME_KEYS, DEFAULT

Factors = Mapping[str, float]
"""By dotted key."""
SHAPES = frozenset({"log_sd", "shape", "weight", "weights"})
"""Parameters of distributions that a factor leaves as they are."""


def scaled(scenario: Scenario, factors: Iterable[tuple[str, float]]) -> Scenario:
    """Return the scenario with the values at dotted keys multiplied; a key may come several times.

    Raises BadInput for a key that is not a number of the scenario, or a value out of range.
    """
    values = scaled_values(scenario, factors)
    return scenario.change(values) if values else scenario


def scaled_values(scenario: Scenario, factors: Iterable[tuple[str, float]]) -> dict[str, Any]:
    """Return what the values at dotted keys become, multiplied; a key may come several times.

    A value by crime type is a key each. Raises BadInput for a key that is not a number.
    """
    values: dict[str, Any] = {}
    for key, factor in factors:
        for leaf, value in _leaves(key, _at(scenario, key)):
            values[leaf] = times(values.get(leaf, value), factor)
    return values


def times(value: Any, factor: float) -> Any:
    """Multiply a number, a list, a table by crime type or a distribution."""
    if isinstance(value, Mapping):
        return {k: v if k in SHAPES else times(v, factor) for k, v in value.items()}
    if isinstance(value, list):
        return [times(each, factor) for each in value]
    return value * factor


def _leaves(key: str, value: Any) -> list[tuple[str, Any]]:
    """A value by crime type is one number a type, so that two factors may meet in one of them."""
    if not isinstance(value, Mapping) or not set(value) <= set(CRIME_KEYS):
        return [(key, value)]
    types = [each for each in CRIME_KEYS if each != DEFAULT]
    return [(f"{key}.{each}", value.get(each, value.get(DEFAULT))) for each in types]


def _at(scenario: Scenario, key: str) -> Any:
    found: Any = scenario.tree.data
    *above, last = key.split(".")
    for part in above:
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, Mapping):
        found = found.get(last, found.get(DEFAULT) if last in CRIME_KEYS else None)
    else:
        found = None
    if not _is_numeric(found):
        raise BadInput(f"{key}: is not a number of {scenario.name}; it cannot be scaled")
    return found


def _is_numeric(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and all(map(_is_numeric, value.values()))
    if isinstance(value, list):
        return bool(value) and all(map(_is_numeric, value))
    return isinstance(value, int | float) and not isinstance(value, bool)
