"""The loss table over towns: every crime has one fate, and lifting leaves luck alone."""

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from pandas.testing import assert_frame_equal
from random_towns import changes
from small_worlds import LUCK, NO_FEEDBACK, SMALL_TOWN, marks_left, town

from sacsim import Scenario, load, run
from sacsim.experiment.lifting import lifts, unlimited
from sacsim.measure.causes import OWN_PEOPLE
from sacsim.measure.fates import FATES, PLACE, fates
from sacsim.measure.rows import in_cohort, ints

TOWNS = int(os.environ.get("SACSIM_TOWNS", "2"))
MONTHS = 2
A_YEAR = {"warm_up_months": 0, "follow_up_months": 0}


@settings(max_examples=TOWNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes())
def test_every_crime_has_one_fate_and_every_loss_a_known_cause(made: dict[str, Any]) -> None:
    result = run(load(SMALL_TOWN, A_YEAR | made), 0)
    found = fates(result)
    crimes = result.crimes[in_cohort(result)]
    counts = np.bincount(found, minlength=len(FATES))
    assert counts.sum() == len(crimes)
    assert counts[PLACE["other"]] == 0
    assert counts[PLACE["charged"]] == (crimes["outcome"] == 1).sum()
    closed = ints(crimes, "true_outcome") > 0
    assert counts[PLACE["still_open"]] >= (~closed & ~crimes["outstanding"]).sum()
    identifying = result.opportunities[result.opportunities["identifies"]]
    left = crimes["crime"].isin(identifying["crime"]).to_numpy()
    assert not left[found == PLACE["nothing_left"]].any()
    suspect = ~np.isnan(crimes["suspect_hours"].to_numpy())
    assert not suspect[found == PLACE["nothing_left"]].any()


@pytest.mark.parametrize("name", ["csi_not_sent", "no_advice", "everything"])
def test_the_same_crimes_with_the_same_evidence_whatever_is_lifted(name: str) -> None:
    base = town(MONTHS, NO_FEEDBACK)
    lift = next(one for one in lifts(base) if one.name == name)
    before, after = run(base, 0), run(short(lift.with_people), 0)
    assert_frame_equal(after.crimes[LUCK], before.crimes[LUCK], check_exact=True)
    assert_frame_equal(marks_left(after), marks_left(before), check_exact=True)
    assert not after.journal.equals(before.journal)


def test_nobody_waiting_for_anybody_is_all_capacity_lifted() -> None:
    """With no offence that lapses: the law's limit is lifted with capacity, people or not."""
    base = town(MONTHS, {"pathway.crime.summary_only": 0.0})
    lifted = next(one for one in lifts(base) if one.name == "capacity").with_people
    people = base.change(unlimited(base, OWN_PEOPLE))
    assert lifted.digest != people.digest
    first, second = run(short(lifted), 0), run(short(people), 0)
    assert first.journal.equals(second.journal)
    queues = first.queues[first.queues["team"].isin(OWN_PEOPLE)]
    assert queues["started"].sum() > 1000
    assert queues["queue_hours"].max() == 0.0


def short(scenario: Scenario) -> Scenario:
    """The same of a few months, as `town` makes it: a scenario itself records at least a year."""
    return scenario.model_copy(update={"years": 0})
