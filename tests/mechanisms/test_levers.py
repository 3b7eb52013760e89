"""Every lever of every mechanism, pulled from one end to the other under the same luck.

The first of each in an ordinary test run, all of them with `-m "long or not long"`.
"""

from functools import lru_cache
from math import isnan

import pytest
from borough import SMALL, WHOLE, borough

from sacsim.engine.run import Run, run
from sacsim.measure.catalogue import ROOMS, define
from sacsim.mechanisms.catalogue import MECHANISMS
from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever
from sacsim.scenario.scenario import Scenario

ORDINARY = 1
LEVERS = [
    pytest.param(
        lever,
        id=f"{mechanism.number}-{lever.key}-{lever.effect}",
        marks=[pytest.mark.long] if place >= ORDINARY else [],
    )
    for mechanism in MECHANISMS
    for place, lever in enumerate(mechanism.levers)
]
COUNTED = "count"


@lru_cache(maxsize=1)
def unchanged() -> Run:
    """The borough as it is, which is one end of many levers."""
    return run(borough())


def at(lever: Lever, end: int) -> Run:
    """A run with the lever at one of its ends."""
    size = SMALL if lever.effect == SAME else WHOLE
    scenario: Scenario = borough(size).change({**lever.given, lever.key: lever.ends[end]})
    return unchanged() if scenario.digest == borough().digest else run(scenario)


def value(made: Run, lever: Lever) -> float:
    """The lever's measure of a run; a count that has no row is 0."""
    for rows_of in ROOMS:
        found = {row[:3]: row[-1] for row in rows_of(made) if row[0] == lever.measure}
        for basis in (lever.basis, ""):
            if (lever.measure, lever.crime_type, basis) in found:
                return found[lever.measure, lever.crime_type, basis]
    assert define(lever.measure).unit == COUNTED, f"no {lever.measure} of {lever.crime_type}"
    return 0.0


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moves_its_measure_as_stated(lever: Lever) -> None:
    first, second = at(lever, 0), at(lever, 1)
    if lever.effect == SAME:
        assert first.journal.equals(second.journal)
        return
    before, after = value(first, lever), value(second, lever)
    assert not isnan(before)
    assert not isnan(after)
    assert {RISES: before < after, FALLS: before > after}[lever.effect], f"{before} to {after}"


def test_each_mechanism_has_a_number_of_its_own_and_a_lever() -> None:
    numbers = [mechanism.number for mechanism in MECHANISMS]
    assert numbers == list(range(1, 49))
    assert all(mechanism.levers for mechanism in MECHANISMS)
