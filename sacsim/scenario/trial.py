"""Trial: what the model would say of other values, asked before anything is made of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from sacsim.scenario.load import changed
from sacsim.scenario.positions import KeyPath, dotted
from sacsim.scenario.problems import in_file, in_words
from sacsim.scenario.scenario import Scenario

WHOLE = frozenset({"int_type", "int_from_float"})


def whole_numbers(scenario: Scenario, keys: Iterable[str]) -> set[str]:
    """Return those of these dotted keys whose value must be whole: the model refuses a half."""
    data = changed(scenario.tree, dict.fromkeys(keys, 0.5)).data
    try:
        Scenario.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        return {dotted(in_file(one["loc"], data)) for one in found if one["type"] in WHOLE}
    return set()


def refused(scenario: Scenario, values: Mapping[str, Any]) -> set[KeyPath]:
    """Return the keys, or the tables around them, that the model refuses with these values."""
    tree = changed(scenario.tree, values)
    try:
        Scenario.model_validate(tree.data)
    except ValidationError as error:
        return {one.path for one in in_words(error, Scenario, tree.data, tree.position)}
    return set()
