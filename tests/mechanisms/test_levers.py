"""Every lever of every mechanism, pulled from one end to the other under the same luck."""

from functools import lru_cache
from math import isnan

import pytest
from borough import borough

from sacsim.engine.run import run
from sacsim.measure.catalogue import define, measure
from sacsim.mechanisms.catalogue import MECHANISMS
from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever

LEVERS = [
    pytest.param(lever, id=f"{mechanism.number}-{lever.key}-{lever.effect}")
    for mechanism in MECHANISMS
    for lever in mechanism.levers
]
COUNTED = "count"


@lru_cache(maxsize=8)
def measured(keys: tuple[tuple[str, object], ...]):
    """The measures of a borough with these keys set, indexed by name, crime type and basis."""
    made = run(borough().change(dict(keys)))
    table = measure(made).set_index(["measure", "crime_type", "basis"])["value"]
    return made.journal, table


def at(lever: Lever, end: int):
    given = tuple(sorted(lever.given.items()))
    return measured((*given, (lever.key, lever.ends[end])))


def value(table, lever: Lever) -> float:
    for basis in (lever.basis, ""):
        if (lever.measure, lever.crime_type, basis) in table.index:
            return float(table[lever.measure, lever.crime_type, basis])
    assert define(lever.measure).unit == COUNTED, f"no {lever.measure} of {lever.crime_type}"
    return 0.0


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moves_its_measure_as_stated(lever: Lever) -> None:
    (journal, first), (other_journal, second) = at(lever, 0), at(lever, 1)
    if lever.effect == SAME:
        assert journal.equals(other_journal)
        return
    before, after = value(first, lever), value(second, lever)
    assert not isnan(before)
    assert not isnan(after)
    assert {RISES: before < after, FALLS: before > after}[lever.effect], f"{before} to {after}"


def test_each_mechanism_has_a_number_of_its_own_and_a_lever() -> None:
    numbers = [mechanism.number for mechanism in MECHANISMS]
    assert numbers == sorted(set(numbers))
    assert all(mechanism.levers for mechanism in MECHANISMS)
