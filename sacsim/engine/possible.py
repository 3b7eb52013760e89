"""Possible: a run that contradicts itself is refused before anything of it is kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from sacsim.engine.frames import capacity_frame
from sacsim.errors import Contradiction
from sacsim.verify.contradictions import QUICK, THOROUGH, contradictions
from sacsim.verify.log import Log

if TYPE_CHECKING:
    from sacsim.engine.run import Run


def log_of(run: "Run", measures: pd.DataFrame | None = None) -> Log:
    """Return the log of a run; `measures` are those made of it."""
    tables: dict[str, Callable[[], pd.DataFrame | None]] = {
        "crimes": lambda: run.crimes,
        "opportunities": lambda: run.opportunities,
        "journal": run.journal.to_pandas,
        "officers": lambda: run.officers,
        "queues": lambda: run.queues,
        "capacity": lambda: capacity_frame(run.force),
        "measures": lambda: measures,
    }

    def read(name: str) -> pd.DataFrame:
        table = tables[name]()
        if table is None:
            raise KeyError(name)
        return table

    return Log(
        read,
        run.replication,
        run.scenario.tree.data["teams"],
        run.scenario.window,
        run.horizon,
        run.force.journal.full,
        run.scenario.window[0] if run.scenario.live is not None else 0.0,
    )


def must_be_possible(run: "Run", measures: pd.DataFrame | None = None) -> None:
    """Refuse a run that contradicts itself: quickly, or with its measures in every detail.

    Raises Contradiction, which says how to make the run again.
    """
    found = contradictions(log_of(run, measures), QUICK if measures is None else THOROUGH)
    if found:
        scenario, number = run.scenario, run.replication
        raise Contradiction(
            "\n".join(
                [
                    f"replication {number} of {scenario.name!r} contradicts itself, and nothing of "
                    "it is kept. This is a fault in sacsim, not in your scenario:",
                    *found,
                    f"to make it again: `sacsim run` of the same file and settings with "
                    f"--seed {scenario.seed} -r {number + 1} --paranoid (scenario "
                    f"{scenario.digest[:12]}); please report it with the scenario file",
                ]
            )
        )
