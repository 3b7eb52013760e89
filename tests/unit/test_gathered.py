"""The measures of many replications: the same table as end to end, in far less memory."""

import tracemalloc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from sacsim import Scenario, load, replicate
from sacsim.engine import replicate as replicating
from sacsim.engine.gathered import Gathered
from sacsim.measure.catalogue import COLUMNS

TOWN = load(Path(__file__).parents[2] / "scenarios" / "small_town.toml")
ROWS = 3000
FLAT_BYTES = 20 * ROWS
"""A replication may take so much more: 12 a row for its place and value, and room to grow."""


def made(replication: int) -> pd.DataFrame:
    """Measures of one replication, each word a new one in memory; a rare row now and then."""
    rows = [(f"team_{n % 20}.measure_{n}", "all", "", "hours", n / 7) for n in range(ROWS)]
    rows += [(f"rare_{replication % 7}", "burglary", "recorded, at maturity", "count", np.nan)]
    table = [("Town, as it is", replication, *row) for row in rows]
    return pd.DataFrame(table, columns=COLUMNS)


def test_it_is_the_tables_end_to_end_in_order() -> None:
    gathered = Gathered()
    for n in (3, 0, 2):
        gathered.add(n, made(n))
    end_to_end = pd.concat([made(0), made(2), made(3)], ignore_index=True)
    assert_frame_equal(gathered.table().astype(end_to_end.dtypes), end_to_end, check_exact=True)
    assert len(gathered) == 3
    assert 2 in gathered
    assert 1 not in gathered


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(scenario: Scenario, n: int, **how: Any) -> Any:
        return SimpleNamespace(replication=n)

    monkeypatch.setattr(replicating, "run", fake)
    monkeypatch.setattr(replicating, "measure", lambda result: made(result.replication))
    monkeypatch.setattr(replicating, "ready", lambda engine: "compiled")


def grown(count: int, first: int) -> float:
    """Bytes by which the main process grows with each replication after the first ones."""
    seen: dict[int, int] = {}

    def progress(done: int, of: int) -> None:
        if done in (first, count):
            seen[done] = tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        replicate(TOWN, count, workers=1, progress=progress)
    finally:
        tracemalloc.stop()
    return (seen[count] - seen[first]) / (count - first)


@pytest.mark.usefixtures("quick")
def test_memory_is_flat_while_replications_are_made() -> None:
    """End to end, each would take some 300 bytes a row: a hundred to a thousand kilobytes."""
    assert grown(40, 10) < FLAT_BYTES


@pytest.mark.long
@pytest.mark.usefixtures("quick")
def test_memory_is_flat_over_a_thousand_replications() -> None:
    assert grown(1000, 50) < FLAT_BYTES
