"""Crimes that were visited, against crimes that were not: what the comparison says, and the truth.

Only the visit follows the cue here: the desk screens everything in, every scene is examined, and
PIP 1 has every crime in charge. The truth is the same crimes, with the same luck, all visited and
none visited. People are plenty, so that no crime waits for another's sake, and none follows on
another, so that a visit takes no crime away.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from small_worlds import NO_FEEDBACK, SMALL_TOWN

from sacsim import Run, load, run

YEARS = 3
BLIND = {"pathway.opportunities.cue": 0.0, "pathway.opportunities.shared": 0.0}


class Gain(NamedTuple):
    """Crimes with a suspect, of all: the difference a visit seems to make, and makes."""

    naive: float
    noise: float
    """Standard error of the naive difference."""
    true: float


def town(changes: dict[str, float]) -> dict[str, object]:
    """A town of burglaries with a witness in half of them, and nothing else to do."""
    scenario = load(SMALL_TOWN)
    idle = {
        f"demand.other.{name}.per_year": 0.0
        for name, kind in scenario.demand.other.items()
        if kind.per_year is not None
    }
    return {
        **idle,
        **NO_FEEDBACK,
        "years": YEARS,
        "warm_up_months": 0,
        "follow_up_months": 3,
        "demand.domestic_burglary.per_year": 900.0,
        "pathway.opportunities.witness.left": 0.5,
        "pathway.opportunities.witness.identifies": 0.6,
        "pathway.crime.vulnerable": 0.0,
        "policies.screening": "none",
        "policies.csi": "attend_all",
        "policies.allocation": "pip1_by_default",
        "teams.pip1.officers": 90,
        "teams.csi.officers": 20,
        **changes,
    }


def named(result: Run) -> pd.DataFrame:
    """Recorded burglaries reported later, by number: visited or not, suspect or not."""
    crimes = result.crimes.set_index("crime")
    crimes = crimes[crimes["reported_hours"] < result.window[1]]
    burglary, after = crimes["crime_type"] == "domestic_burglary", crimes["reported_as"] == "later"
    later = crimes[burglary & after]
    return pd.DataFrame(
        {
            "visited": later["attended_hours"].notna(),
            "suspect": later["suspect_hours"].notna(),
        }
    )


@lru_cache
def gain(blind: bool) -> Gain:
    scenario = load(SMALL_TOWN).change(town(BLIND if blind else {}))
    by_cue = named(run(scenario))
    everybody, nobody = (
        named(run(scenario, policies={"deployment": lambda *_, answer=answer: answer}))
        for answer in (True, False)
    )
    assert everybody.index.equals(nobody.index)
    assert everybody.index.equals(by_cue.index)
    assert everybody["visited"].all()
    assert not nobody["visited"].any()
    share = by_cue.groupby("visited")["suspect"].agg(["mean", "size"])
    noise = np.sqrt((share["mean"] * (1 - share["mean"]) / share["size"]).sum())
    return Gain(
        share["mean"][True] - share["mean"][False],
        float(noise),
        everybody["suspect"].mean() - nobody["suspect"].mean(),
    )


def test_the_comparison_overstates_a_visit_where_visits_go_to_the_more_promising() -> None:
    """By more than four standard errors, and by more than half of what a visit is worth."""
    found = gain(blind=False)
    assert found.true > 0
    assert found.naive > 1.5 * found.true
    assert found.naive > found.true + 4 * found.noise


def test_it_is_about_right_where_the_cue_shows_nothing() -> None:
    found = gain(blind=True)
    assert found.true > 4 * found.noise
    assert abs(found.naive - found.true) < 3 * found.noise
