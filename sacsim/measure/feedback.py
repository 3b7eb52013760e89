"""Feedback: what the crimes recorded followed on, and what would have followed and was prevented.

Counts, because rates mislead here: prevention takes away crimes that are easier to detect than
others, and the share charged may fall for it. Prevented are those alone that would have followed
at once on a crime that did happen, not what would have followed on them.
"""

import numpy as np

from sacsim.measure.rows import (
    MATURITY,
    Row,
    Run,
    floats,
    group_rows,
    in_cohort,
    percent,
    summed,
    type_codes,
)
from sacsim.words import Origin

ORIGINS = {origin.replace(" ", "_"): origin for origin in Origin}
FOLLOWERS = {
    name: origin
    for name, origin in ORIGINS.items()
    if origin not in (Origin.BACKGROUND, Origin.DISPLACED)
}


def feedback_rows(run: Run) -> list[Row]:
    """Measure the recorded crimes by what they followed on, and the crimes prevented."""
    crimes = run.crimes[in_cohort(run)]
    types = type_codes(crimes)
    rows: list[Row] = []
    for name, origin in ORIGINS.items():
        own = summed(types, crimes["origin"].to_numpy() == origin)
        rows += group_rows(f"crimes_by_origin.{name}", MATURITY, "count", own)
    victims = summed(types, crimes["repeat_victim"].to_numpy(dtype=bool))
    rows += group_rows("share.repeat_victim", MATURITY, "%", percent(victims, summed(types)))
    return rows + _prevented(run)


def _prevented(run: Run) -> list[Row]:
    """Count what was prevented in the recorded window, by what it would have been and by cause."""
    time = floats(run.prevented, "time_hours")
    prevented = run.prevented[(time >= run.window[0]) & (time < run.window[1])]
    types = type_codes(prevented)
    origins = prevented["origin"].to_numpy(dtype=str)
    causes = prevented["because"].to_numpy(dtype=str)
    rows: list[Row] = []
    for name, origin in FOLLOWERS.items():
        own = origins == origin
        rows += group_rows(f"prevented.{name}", MATURITY, "count", summed(types, own))
        for cause in np.unique(causes[own]).tolist():
            count = summed(types, own & (causes == cause))
            rows += group_rows(f"prevented.{name}.{cause}", MATURITY, "count", count)
    return rows
