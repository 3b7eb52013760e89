"""Whole: which numbers of a scenario cannot have a fraction: officers can be 118, never 118.4."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from sacsim.scenario.load import changed
from sacsim.scenario.positions import KeyPath, dotted
from sacsim.scenario.problems import in_file
from sacsim.scenario.scenario import Scenario

WHOLE = frozenset({"int_type", "int_from_float"})


def whole_numbers(scenario: Scenario, keys: Iterable[str]) -> set[str]:
    """Return those of these dotted keys whose value must be whole: the model refuses a half."""
    tree = changed(scenario.tree, dict.fromkeys(keys, 0.5))
    return {dotted(path) for path in _refused(tree.data)}


def _refused(data: dict[str, Any]) -> set[KeyPath]:
    try:
        Scenario.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        return {in_file(one["loc"], data) for one in found if one["type"] in WHOLE}
    return set()
