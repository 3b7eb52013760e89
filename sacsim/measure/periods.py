"""Periods: what happens to crimes week by week, or month by month, from the recorded window on.

Definitions. A crime is live from its report to its outcome, and again if it is reopened; the age of
a live crime counts from its report. A crime is closed in a period if it was given an outcome then
that stands at the period's end (the basis `closed in period`): a code put right later, or a crime
admitted later, counts again. Charged so far adds up the periods. Crimes reported before the window
are live and are closed like others.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from sacsim.measure.outcomes import CODES, IN_GROUP, latest_outcome, status_at
from sacsim.measure.rows import ALL, TYPES, Flags, Floats, Ints, Run, floats, type_codes
from sacsim.measure.workload import AGES_IN_DAYS
from sacsim.words import OUTCOME_GROUPS, UNAVAILABLE, Outcome

REPORTED, CLOSED_ALL, LIVE = "reported", "closed", "live"
CLOSED_AS = {group: f"closed.{group}" for group in OUTCOME_GROUPS if group != UNAVAILABLE}
LIVE_OVER = {days: f"live.over_{days}_days" for days in AGES_IN_DAYS}
CHARGED_SO_FAR = "charged_so_far"
MEASURES = (
    REPORTED,
    CLOSED_ALL,
    *CLOSED_AS.values(),
    CHARGED_SO_FAR,
    LIVE,
    *LIVE_OVER.values(),
)
"""What is counted of each period, in order; live crimes at its end."""
CRIME_TYPES = (*map(str, TYPES), ALL)
PER_PERIOD = ["period", "crime_type", "measure"]


def by_period(run: Run, edges: Sequence[float]) -> pd.DataFrame:
    """Count every measure in each period between two edges (simulation hours, half-open).

    Columns: period (from 1), crime_type, measure, value.
    """
    types = type_codes(run.crimes)
    reported = floats(run.crimes, "reported_hours")
    blocks = []
    so_far = np.zeros(len(CRIME_TYPES))
    for begin, end in pairwise(edges):
        counts = [_count(types, (reported >= begin) & (reported < end))]
        latest = latest_outcome(run, begin, end)
        so_far = so_far + _count(types, latest == Outcome.CHARGED)
        counts += [*_closed(types, latest), so_far]
        counts += _live(types, (end - reported) / 24.0, status_at(run, end))
        blocks.append(np.stack(counts, axis=1))
    periods = range(1, len(edges))
    index = pd.MultiIndex.from_product([periods, CRIME_TYPES, MEASURES], names=PER_PERIOD)
    values = np.concatenate(blocks).ravel() if blocks else np.zeros(0)
    return pd.DataFrame({"value": values.astype(np.int64)}, index=index).reset_index()


def _closed(types: Ints, latest: Ints) -> list[Floats]:
    """Crimes closed in a period, in all and by group of outcome."""
    counts = [_count(types, latest > 0)]
    for group in CLOSED_AS:
        codes = CODES[IN_GROUP[OUTCOME_GROUPS.index(group)] > 0]
        counts.append(_count(types, np.isin(latest, codes)))
    return counts


def _live(types: Ints, age_days: Floats, status: Ints) -> list[Floats]:
    """Crimes live at the end of a period, in all and by age."""
    live = (status == Outcome.NOT_YET_ASSIGNED) & (age_days > 0)
    return [_count(types, live), *(_count(types, live & (age_days > days)) for days in LIVE_OVER)]


def _count(types: Ints, chosen: Flags) -> Floats:
    """How many of these crimes there are of each type, and in all."""
    by_type = np.bincount(types[chosen], minlength=len(TYPES)).astype(float)
    return np.append(by_type, by_type.sum())
