"""Every run of a valid scenario is possible: nothing that it writes down contradicts the rest."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pandas.testing import assert_frame_equal
from random_towns import FEWER_CALLS, changes
from small_worlds import SMALL_TOWN, facts, full_run, town

from sacsim import load, run
from sacsim.engine.possible import log_of
from sacsim.force.queues import ENGINES
from sacsim.journal import FULL
from sacsim.measure.catalogue import measure
from sacsim.verify.contradictions import contradictions, counted

YEAR = {"warm_up_months": 0, "follow_up_months": 0}
TOWNS, ENTRIES = 50, 10_000_000
thought_of = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def entries_of(made: dict[str, Any], engine: str = "compiled") -> int:
    """Run a year of a town with every job in the journal; how many entries agree."""
    result = run(load(SMALL_TOWN, made | YEAR), 0, journal=FULL, engine=engine)
    log = log_of(result, measure(result))
    assert contradictions(log) == [], made
    return counted(log).entries


@settings(thought_of, max_examples=1)
@given(made=changes())
def test_a_year_of_a_town_does_not_contradict_itself(made: dict[str, Any]) -> None:
    assert entries_of(made | FEWER_CALLS) > 1000


def past_of(made: dict[str, Any], months: int, until: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What was known of a town at an hour: its journal, and each team's books of whole months."""
    result = full_run(town(months, made))
    books = result.queues[result.queues["to_hours"] <= until].drop(columns="month")
    journal = facts(result)
    return journal[journal["time_hours"] < until], books.reset_index(drop=True)


def past_is_past(made: dict[str, Any]) -> None:
    until = town(1, made).clock.month_start(1)
    brief, long = (past_of(made, months, until) for months in (1, 2))
    assert len(brief[0]) > 0
    for before, after in zip(brief, long, strict=True):
        assert_frame_equal(before, after, check_exact=True)


@settings(thought_of, max_examples=2)
@given(made=changes())
def test_a_longer_horizon_never_changes_the_past_of_random_towns(made: dict[str, Any]) -> None:
    past_is_past(made)


@pytest.mark.long
@settings(thought_of, max_examples=TOWNS)
@given(made=changes())
def test_nor_that_of_fifty_random_towns(made: dict[str, Any]) -> None:
    past_is_past(made)


@pytest.mark.long
def test_fifty_random_towns_do_not_in_ten_million_entries() -> None:
    """With all their calls; every tenth under the reference engine. `pytest -s` prints the sum."""
    entries = []

    @settings(thought_of, max_examples=TOWNS)
    @given(made=changes())
    def town(made: dict[str, Any]) -> None:
        kept = {key: value for key, value in made.items() if key not in FEWER_CALLS}
        entries.append(entries_of(kept, ENGINES[len(entries) % 10 == 9]))
        print(f"{len(entries)} towns, {sum(entries):,} entries", flush=True)

    town()
    assert len(entries) >= TOWNS
    assert sum(entries) >= ENTRIES
