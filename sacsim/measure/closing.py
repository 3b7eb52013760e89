"""Closing: suspects at liberty, victims consulted, and codes that are wrong when a crime is closed.

Definitions. Days in a state end with the state or with the case, whichever comes first; a state
that lasts at the horizon does not count yet. Consultation is asked of the crimes closed by somebody
else's decision than the victim's, and not by a charge.
"""

import numpy as np

from sacsim.measure.outcomes import status_at
from sacsim.measure.rows import (
    MATURITY,
    Floats,
    Row,
    Run,
    floats,
    group_rows,
    in_cohort,
    ints,
    percent,
    ratio,
    summed,
    type_codes,
)
from sacsim.words import Outcome

STATES = {"rui": "rui_days", "voluntary": "voluntary_days"}
"""States at liberty beside bail, and the column that counts their days."""
NOBODY_TO_CONSULT = (
    Outcome.NOT_YET_ASSIGNED,
    Outcome.CHARGED,
    Outcome.TAKEN_INTO_CONSIDERATION,
    Outcome.VICTIM_DECLINES_NO_SUSPECT,
    Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES,
)


def closing_rows(run: Run) -> list[Row]:
    """Measure suspects at liberty, consultation and wrong codes of the recorded crimes."""
    cohort = in_cohort(run)
    crimes = run.crimes[cohort]
    types = type_codes(crimes)
    rows: list[Row] = []

    def add(measure: str, unit: str, values: Floats) -> None:
        rows.extend(group_rows(measure, MATURITY, unit, values))

    for state, column in STATES.items():
        days = floats(crimes, column)
        number, total = summed(types, days > 0), summed(types, days)
        add(f"crimes_{state}", "count", number)
        add(f"{state}_days", "days", total)
        add(f"{state}_days_per_crime_{state}", "days", ratio(total, number))
    invited = crimes["invited"].to_numpy(dtype=bool)
    arrested = ~np.isnan(floats(crimes, "arrested_hours"))
    share = percent(summed(types, invited), summed(types, invited | arrested))
    add("share.voluntary_attendance", "%", share)
    outcome = status_at(run, run.window[2])[cohort]
    closed = outcome != Outcome.NOT_YET_ASSIGNED
    wrong = closed & (ints(crimes, "outcome") != ints(crimes, "true_outcome"))
    add("share.wrong_code", "%", percent(summed(types, wrong), summed(types, closed)))
    asked = ~np.isin(outcome, NOBODY_TO_CONSULT)
    consulted = asked & crimes["consulted"].to_numpy(dtype=bool)
    share = percent(summed(types, consulted), summed(types, asked))
    add("share.consulted_at_closure", "%", share)
    return rows
