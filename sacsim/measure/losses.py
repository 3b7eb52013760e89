"""Losses: of the crimes that left a chance, how many were charged and where the rest went.

Every crime of the recorded window is followed to the horizon. A chance (opportunity) was realised,
was lost with a recorded cause, or is still open. The furthest point each crime reached is counted
once, so those counts add up to all crimes; the causes of losses do not, as a crime can lose several
chances, and lifting one cause may only uncover the next.
"""

import numpy as np
import pandas as pd

from sacsim.measure.outcomes import status_at
from sacsim.measure.rows import (
    MATURITY,
    MEMBERS,
    TYPES,
    Flags,
    Ints,
    Row,
    Run,
    floats,
    group_rows,
    in_cohort,
    ints,
    percent,
    ratio,
    rows_of,
    summed,
    type_codes,
)
from sacsim.words import CHARGED, CHARGED_ELSEWHERE, OUTCOME_GROUPS, Outcome

STILL_OPEN = "still open"
ANY_KIND = "any"
FURTHEST = (
    "no_identifying_chance",
    "chance_not_realised",
    "realised_no_suspect",
    "suspect_not_charged",
    "open",
    "charged_in_another_case",
    "charged",
)
"""The furthest point a crime reached by the horizon; each crime is counted once."""
_CODES = {group: [int(one) for one in Outcome if one.group == group] for group in OUTCOME_GROUPS}


def loss_rows(run: Run) -> list[Row]:
    """Measure the furthest point each crime reached, and every chance by kind and cause."""
    return [*_crimes(run), *_opportunities(run)]


def furthest(run: Run) -> np.ndarray:
    """Return, for each crime of the recorded window, its place in FURTHEST."""
    cohort = in_cohort(run)
    status = status_at(run, run.window[2])[cohort]
    left, realised = _leads(run, cohort)
    suspect = ~np.isnan(floats(run.crimes, "suspect_hours")[cohort])
    steps = [
        np.isin(status, _CODES[CHARGED]),
        np.isin(status, _CODES[CHARGED_ELSEWHERE]),
        status == Outcome.NOT_YET_ASSIGNED,
        suspect,
        realised,
        left,
    ]
    return np.select(steps, [6, 5, 4, 3, 2, 1], default=0)


def _leads(run: Run, cohort: Flags) -> tuple[Flags, Flags]:
    """Return which of the cohort's crimes left, and realised, a chance to identify anybody."""
    chances = run.opportunities
    row = rows_of(run, ints(chances, "crime"))
    identifies = chances["identifies"].to_numpy(dtype=bool) & (row >= 0)
    realised = identifies & ~np.isnan(floats(chances, "realised_hours"))
    flags = []
    for chosen in (identifies, realised):
        flag = np.zeros(len(run.crimes), dtype=bool)
        flag[row[chosen]] = True
        flags.append(flag[cohort])
    return flags[0], flags[1]


def _crimes(run: Run) -> list[Row]:
    """Measure crimes by the furthest point reached, and those with a chance and a suspect."""
    cohort = in_cohort(run)
    types = type_codes(run.crimes)[cohort]
    reached = furthest(run)
    left, realised = _leads(run, cohort)
    suspect = ~np.isnan(floats(run.crimes, "suspect_hours")[cohort])
    number = summed(types)
    named = summed(types, suspect)
    rows: list[Row] = []
    for name, flag in (
        ("crimes_with_identifying_chance", left),
        ("crimes_with_identifying_chance_realised", realised),
        ("crimes_with_suspect", suspect),
        ("crimes_charged", reached == FURTHEST.index("charged")),
        ("crimes_open", reached == FURTHEST.index("open")),
    ):
        rows += group_rows(name, MATURITY, "count", summed(types, flag))
    rows += group_rows("share.suspect_named", MATURITY, "%", percent(named, number))
    both = summed(types, suspect & (reached == FURTHEST.index("charged")))
    rows += group_rows("charged_share_of_suspect_named", MATURITY, "%", percent(both, named))
    rows += _screening(run, cohort, types, left) + _recovery(run, cohort, types)
    for place, name in enumerate(FURTHEST):
        share = percent(summed(types, reached == place), number)
        rows += group_rows(f"furthest.{name}", MATURITY, "%", share)
    return rows


def _screening(run: Run, cohort: Flags, types: Ints, left: Flags) -> list[Row]:
    """Measure the crimes screened out that had left a chance to identify somebody."""
    out = run.crimes["screened_out"].to_numpy(dtype=bool)[cohort]
    falsely = summed(types, out & left)
    share = percent(falsely, summed(types, out))
    rows = group_rows("crimes_screened_out_with_identifying_chance", MATURITY, "count", falsely)
    return rows + group_rows("false_screen_out_share", MATURITY, "%", share)


def _recovery(run: Run, cohort: Flags, types: Ints) -> list[Row]:
    """Measure the scenes from which a CSI recovered a mark."""
    examined = ~np.isnan(floats(run.crimes, "csi_hours"))[cohort]
    recovered = np.zeros(len(run.crimes), dtype=bool)
    found = ~np.isnan(floats(run.opportunities, "recovered_hours"))
    row = rows_of(run, ints(run.opportunities, "crime"))
    recovered[row[found & (row >= 0)]] = True
    share = percent(summed(types, recovered[cohort] & examined), summed(types, examined))
    return group_rows("csi_recovery_share", MATURITY, "%", share)


def _opportunities(run: Run) -> list[Row]:
    """Measure chances left, realised, lost and still open by kind, and lost by kind and cause."""
    crimes = ints(run.crimes, "crime")[in_cohort(run)]
    ours = np.isin(ints(run.opportunities, "crime"), crimes)
    chances = run.opportunities[ours]
    types = type_codes(chances)
    kind = pd.Categorical(chances["kind"])
    because = pd.Categorical(chances["because"])
    realised = ~np.isnan(floats(chances, "realised_hours"))
    strength = floats(chances, "strength")
    pending = ~realised & (because == STILL_OPEN)
    lost = ~realised & ~pending
    rows: list[Row] = []
    for name in sorted(kind.categories.astype(str)):
        own = np.asarray(kind == name)
        for word, flag in (
            ("left", own),
            ("realised", own & realised),
            ("lost", own & lost),
            ("still_open", own & pending),
        ):
            rows += group_rows(f"opportunity.{name}.{word}", MATURITY, "count", summed(types, flag))
        found = own & realised
        mean = ratio(summed(types[found], strength[found]), summed(types[found]))
        rows += group_rows(f"opportunity.{name}.mean_strength", MATURITY, "ratio", mean)
    return rows + _causes(types[lost], kind[lost], because[lost])


def _causes(types: Ints, kind: pd.Categorical, because: pd.Categorical) -> list[Row]:
    """Count the lost chances by kind and recorded cause, those of any kind first."""
    shape = (len(TYPES), len(kind.categories), len(because.categories))
    places = (types, kind.codes.astype(np.int64), because.codes.astype(np.int64))
    cells = np.zeros(shape)
    np.add.at(cells, places, 1.0)
    tables = {ANY_KIND: cells.sum(axis=1)}
    for place in np.argsort(kind.categories.astype(str)):
        tables[str(kind.categories[place])] = cells[:, place]
    rows: list[Row] = []
    for name, table in tables.items():
        for place in np.argsort(because.categories.astype(str)):
            if table[:, place].any():
                measure = f"opportunity_lost.{name}.{because.categories[place]}"
                rows += group_rows(measure, MATURITY, "count", MEMBERS @ table[:, place])
    return rows
