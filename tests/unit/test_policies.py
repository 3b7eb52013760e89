"""Policies by name: every choice has its function, and a researcher's own may stand in for it."""

from pathlib import Path
from typing import get_args

import pytest

from sacsim import load
from sacsim.errors import BadInput
from sacsim.pathway.policies import CHOICES, Policies, chosen

ENGLAND = Path(__file__).parents[2] / "scenarios" / "england_median.toml"
DEFAULTS = load(ENGLAND).policies.model_dump()


def test_every_name_that_a_scenario_may_give_stands_for_a_function() -> None:
    for key, field in Policies.model_fields.items():
        assert set(get_args(field.annotation)) == set(CHOICES[key])
    assert set(CHOICES) == set(Policies.model_fields)


@pytest.mark.parametrize("key", CHOICES)
def test_a_function_of_ones_own_takes_the_place_of_one_policy(key: str) -> None:
    def own(*_: object) -> bool:
        return True

    made = chosen(Policies.model_validate(DEFAULTS), {key: own})
    for each, name in DEFAULTS.items():
        assert getattr(made, each) is (own if each == key else CHOICES[each][name])


def test_there_is_no_such_policy() -> None:
    with pytest.raises(BadInput, match="no policy 'alocation'"):
        chosen(Policies.model_validate(DEFAULTS), {"alocation": print})
