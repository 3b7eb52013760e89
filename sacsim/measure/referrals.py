"""Referrals: what became of the files that went to the Crown Prosecution Service.

Every time a file is sent counts, also after rework. Triage is the CPS Area's; files of suspects in
custody go to CPS Direct, which has none. A decision is a charge, no charge or an action plan; a
file whose case ended first, as when the victim withdrew, had none.
"""

import numpy as np

from sacsim.measure.bases import Basis, bases
from sacsim.measure.rows import (
    Definition,
    Flags,
    Floats,
    Ints,
    Row,
    Run,
    floats,
    group_rows,
    ints,
    percent,
    ratio,
    rows_of,
    summed,
    type_codes,
)
from sacsim.pathway.referral import Answer
from sacsim.words import Outcome, TeamName

DECISION_DAYS = 28

DEFINITIONS = (
    Definition("referrals", "count", "Crimes whose file had gone to the CPS Area for a charging "
               "decision."),
    Definition("first_time_pass_share", "%", "Crimes whose file passed the CPS Area's triage the "
               "first time, of those sent to it."),
    Definition("triage_rejection_share", "%", "Files rejected at the CPS Area's triage, of all "
               "times a file was sent to it and had an answer."),
    Definition("action_plans_per_case", "per crime", "Action plans, over the crimes whose file "
               "had gone to the CPS Area."),
    Definition("decisions_within_28_days", "%", "CPS decisions (charge, no charge or action plan; "
               "Area and Direct) within 28 days of the file's being sent, of all that were made or "
               "had been owed for longer."),
)  # fmt: skip


def referral_rows(run: Run) -> list[Row]:
    """Measure triage, action plans and decisions on the crimes of each of the three bases."""
    row = rows_of(run, ints(run.referrals, "crime"))
    types = type_codes(run.crimes)[row]
    return [each for basis in bases(run) for each in _rows(run, basis, row, types)]


def _rows(run: Run, basis: Basis, row: Ints, types: Ints) -> list[Row]:
    sent, back = floats(run.referrals, "sent_hours"), floats(run.referrals, "back_hours")
    answer = run.referrals["answer"].to_numpy(dtype=str)
    area = run.referrals["to"].to_numpy(dtype=str) == TeamName.CPS_AREA
    ours = basis.chosen[row] & (sent < basis.until)
    answered = ours & (back < basis.until)
    rejected = answered & (answer == Answer.REJECTED)
    first = ours & area & _first(row, ours & area)
    cases = summed(types[first])
    decided = answered & ~rejected
    in_time = decided & (back - sent <= 24 * DECISION_DAYS)
    owed = ours & ~answered & (basis.until - sent > 24 * DECISION_DAYS)
    owed &= basis.status[row] == Outcome.NOT_YET_ASSIGNED

    def count(flags: Flags) -> Floats:
        return summed(types[flags])

    passed = percent(count(first & answered & ~rejected), count(first & answered))
    values = {
        ("referrals", "count"): cases,
        ("first_time_pass_share", "%"): passed,
        ("triage_rejection_share", "%"): percent(count(rejected), count(answered & area)),
        ("action_plans_per_case", "per crime"): ratio(
            count(answered & area & (answer == Answer.ACTION_PLAN)), cases
        ),
        ("decisions_within_28_days", "%"): percent(count(in_time), count(decided | owed)),
    }
    return [
        each
        for (name, unit), value in values.items()
        for each in group_rows(name, basis.name, unit, value)
    ]


def _first(row: Ints, chosen: Flags) -> Flags:
    """Flag the first of the chosen referrals of each crime; those of a crime stand in order."""
    flags = np.zeros(len(row), dtype=bool)
    places = np.flatnonzero(chosen)
    flags[places[np.unique(row[places], return_index=True)[1]]] = True
    return flags
