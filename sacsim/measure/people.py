"""People: how many a team has, what they are worth, and what of their time goes to SAC.

Means over the recorded months; numbers of people who joined and left are sums. Only teams that say
who their people are have strengths; every team has hours.
"""

import pandas as pd

from sacsim.measure.rows import ALL, NO_BASIS, Row, Run, floats, percent
from sacsim.measure.workload import recorded_months

MEANS = ("establishment", "strength", "training", "tutored", "absent", "deployable", "effective")
SUMS = ("joined", "left")


def people_rows(run: Run) -> list[Row]:
    """Measure every team's people and the share of its work that is for SAC."""
    return [*_hours(run), *_strengths(run)]


def _hours(run: Run) -> list[Row]:
    rows: list[Row] = []
    for team, own in recorded_months(run).groupby("team", sort=True, observed=True):
        sac, busy = floats(own, "sac_hours").sum(), floats(own, "busy_hours").sum()
        rows.append((f"{team}.sac_hours", ALL, NO_BASIS, "hours", float(sac)))
        rows.append((f"{team}.sac_hours_share", ALL, NO_BASIS, "%", float(percent(sac, busy))))
    return rows


def _strengths(run: Run) -> list[Row]:
    months: pd.DataFrame = run.workforce.sort_values(["team", "month"], kind="stable")
    recorded = recorded_months(run)["month"].unique()
    rows: list[Row] = []
    for team, own in months[months["month"].isin(recorded)].groupby("team", sort=True):
        for name in MEANS:
            mean = float(floats(own, name).mean())
            rows.append((f"{team}.people_{name}", ALL, NO_BASIS, "people", mean))
        sums = {name: float(floats(own, name).sum()) for name in MEANS}
        students = percent(sums["training"] + sums["tutored"], sums["strength"])
        tutored = percent(sums["tutored"], sums["deployable"])
        rows += [
            (f"{team}.people_student_share", ALL, NO_BASIS, "%", float(students)),
            (f"{team}.people_tutor_ratio", ALL, NO_BASIS, "%", float(tutored)),
        ]
        for name in SUMS:
            rows.append(
                (f"{team}.people_{name}", ALL, NO_BASIS, "count", float(floats(own, name).sum()))
            )
    return rows
