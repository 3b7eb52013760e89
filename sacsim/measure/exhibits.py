"""Exhibits: how long fingerprints, DNA and phones take from being sent to the result.

Of the crimes recorded in the window, followed to the horizon. An exhibit without a result is
counted apart: still away, or, for a phone, no longer wanted because the crime had been closed.
"""

import numpy as np

from sacsim.measure.rows import (
    ALL,
    MATURITY,
    Definition,
    Row,
    Run,
    floats,
    in_cohort,
    ints,
)
from sacsim.pathway.opportunities import Kind
from sacsim.statistics import quantile

EXHIBITS = {"fingerprint": Kind.FINGERPRINT, "dna": Kind.DNA, "phone": Kind.PHONE}

DEFINITIONS = (
    Definition("turnaround.<exhibit>.<average>", "days", "Days from sending an exhibit to its "
               "result, of those that came back; read beside `no_result`."),
    Definition("turnaround.<exhibit>.results", "count", "Exhibits sent whose result came back by "
               "the horizon."),
    Definition("turnaround.<exhibit>.no_result", "count", "Exhibits sent without a result by the "
               "horizon."),
)  # fmt: skip


def exhibit_rows(run: Run) -> list[Row]:
    """Measure the turnaround of each kind of exhibit."""
    found = run.opportunities
    ours = np.isin(ints(found, "crime"), ints(run.crimes, "crime")[in_cohort(run)])
    days = (floats(found, "back_hours") - floats(found, "sent_hours")) / 24.0
    sent = ours & ~np.isnan(floats(found, "sent_hours"))
    kinds = found["kind"].to_numpy(dtype=str)
    rows: list[Row] = []
    for name, kind in EXHIBITS.items():
        own = days[sent & (kinds == str(kind))]
        back = own[~np.isnan(own)]
        mean = float(back.mean()) if len(back) else np.nan
        stem = f"turnaround.{name}"
        rows += [
            (f"{stem}.median", ALL, MATURITY, "days", quantile(back, 0.5)),
            (f"{stem}.mean", ALL, MATURITY, "days", mean),
            (f"{stem}.p90", ALL, MATURITY, "days", quantile(back, 0.9)),
            (f"{stem}.results", ALL, MATURITY, "count", float(len(back))),
            (f"{stem}.no_result", ALL, MATURITY, "count", float(len(own) - len(back))),
        ]
    return rows
