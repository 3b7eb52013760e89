"""Memory does not grow from run to run: what a run leaves is let go before the next."""

import gc
import weakref
from pathlib import Path

from sacsim import load, run

TOWN = load(
    Path(__file__).parents[2] / "scenarios" / "small_town.toml",
    {"warm_up_months": 0, "follow_up_months": 0},
)


def test_a_run_that_nobody_keeps_is_gone_when_the_next_has_begun() -> None:
    gc.collect()
    kept = [weakref.ref(run(TOWN).force) for _ in range(3)]
    assert sum(force() is not None for force in kept) <= 1
