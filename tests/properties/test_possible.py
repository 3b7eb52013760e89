"""Every run of a valid scenario is possible: nothing that it writes down contradicts the rest."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from random_towns import FEWER_CALLS, changes
from small_worlds import SMALL_TOWN

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


@settings(thought_of, max_examples=3)
@given(made=changes())
def test_random_towns_do_not_contradict_themselves(made: dict[str, Any]) -> None:
    assert entries_of(made | FEWER_CALLS) > 1000


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
