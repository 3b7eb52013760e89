"""Liberty: suspects outstanding, on pre-charge bail and under investigation, and for how long.

A suspect is outstanding from being identified until arrested or interviewed, while the crime is
open. Bail lasts until it runs out or the case ends; being under investigation, until the case ends.
Counted in crimes, whenever reported; ages are days in the state when the recorded window ends.
"""

import pandas as pd

from sacsim.measure.rows import (
    NO_BASIS,
    Definition,
    Row,
    Run,
    floats,
    group_rows,
    ints,
    ratio,
    rows_of,
    summed,
    type_codes,
)
from sacsim.measure.workload import AGES_IN_DAYS

BAILED, INVESTIGATED, CLOSED = "bailed", "released under investigation", "outcome"
STATES = {
    "outstanding": (
        "suspect identified",
        ("arrested", "interviewed", BAILED, INVESTIGATED, CLOSED),
    ),
    "bailed": (BAILED, (BAILED, INVESTIGATED, CLOSED)),
    "under_investigation": (INVESTIGATED, (BAILED, INVESTIGATED, CLOSED)),
}
"""What is noted when a state begins, and what when it ends."""

DEFINITIONS = (
    Definition("suspects.<state>", "count", "Crimes whose suspect was in this state when the "
               "recorded window ended: outstanding (identified, neither arrested nor interviewed, "
               "crime open), on pre-charge bail, or released under investigation."),
    Definition("suspects.<state>.over_<days>_days", "count", "Of these, in it for more than so "
               "many days."),
    Definition("suspects.<state>.mean", "suspects", "Crimes with a suspect in this state, averaged "
               "over the recorded window."),
)  # fmt: skip


def liberty_rows(run: Run) -> list[Row]:
    """Measure suspects at liberty by state: at the end, by age, and on average."""
    since, until, _ = run.window
    rows: list[Row] = []
    for state, (begins, ends) in STATES.items():
        spells = spells_of(run.steps, begins, ends)
        types = type_codes(run.crimes)[rows_of(run, ints(spells, "crime"))]
        begin, end = floats(spells, "from_hours"), floats(spells, "to_hours")
        there = (begin < until) & (end >= until)
        rows += group_rows(f"suspects.{state}", NO_BASIS, "count", summed(types, there))
        for days in AGES_IN_DAYS:
            older = there & (until - begin > 24 * days)
            name = f"suspects.{state}.over_{days}_days"
            rows += group_rows(name, NO_BASIS, "count", summed(types, older))
        inside = (end.clip(max=until) - begin.clip(min=since)).clip(min=0)
        mean = ratio(summed(types, inside), until - since)
        rows += group_rows(f"suspects.{state}.mean", NO_BASIS, "suspects", mean)
    return rows


def spells_of(steps: pd.DataFrame, begins: str, ends: tuple[str, ...]) -> pd.DataFrame:
    """Return the spells of a state: crime, from_hours, to_hours (infinity while it lasts)."""
    told = steps[steps["event"].isin([begins, *ends])]
    told = told.sort_values(["crime", "time_hours"], kind="stable")
    to = told.groupby("crime")["time_hours"].shift(-1, fill_value=float("inf"))
    spells = told.assign(to_hours=to).rename(columns={"time_hours": "from_hours"})
    return spells.loc[spells["event"] == begins, ["crime", "from_hours", "to_hours"]]
