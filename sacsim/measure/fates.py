"""Fates: what became of each crime, and the one cause that cost its last chance of a charge.

Every crime of the recorded window has exactly one fate at the horizon: charged, disposed of
otherwise (out of court, or taken into consideration), still open, or lost to a cause. The first
that holds counts:

- Nothing that could name anybody was left; the victim never supported a case; the suspect was
  never found.
- Without a suspect: why the last chance that could have named somebody was lost. Of several lost
  at the same time the strongest counts, then the first in the list of kinds.
- With a suspect, and closed for want of evidence before a prosecutor saw it: why that chance was
  lost with which what was found and what was still to be had fell below what a charge needs. If it
  never was enough, too little was left.
- With a suspect, otherwise: what the decision or the victim says.
"""

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd

from sacsim.measure.causes import CAUSES, UNKNOWN
from sacsim.measure.rows import (
    MATURITY,
    Cohort,
    Flags,
    Ints,
    Row,
    Run,
    floats,
    group_rows,
    in_cohort,
    ints,
    rows_of,
    summed,
    type_codes,
)
from sacsim.pathway.charging import SUFFICIENT, Decision
from sacsim.words import Outcome

GOOD_ENDS = ("charged", "disposed_of_otherwise", "still_open")
FATES = (*GOOD_ENDS, *(cause.name for cause in CAUSES))
PLACE = {name: place for place, name in enumerate(FATES)}
CAUSE_OF = {word: cause.name for cause in CAUSES for word in cause.words}
OTHERWISE = (
    Outcome.CAUTION,
    Outcome.TAKEN_INTO_CONSIDERATION,
    Outcome.COMMUNITY_RESOLUTION,
    Outcome.DIVERSION,
)
TOO_LATE = "arrived too late"


def fate_rows(run: Run) -> list[Row]:
    """Count the crimes of each fate by crime group; the counts add up to all crimes."""
    types = type_codes(run.crimes)[in_cohort(run)]
    found = fates(run)
    rows: list[Row] = []
    for place, name in enumerate(FATES):
        measure = f"ended.{name}" if name in GOOD_ENDS else f"lost_to.{name}"
        rows += group_rows(measure, MATURITY, "count", summed(types, found == place))
    return rows


def fates(run: Cohort) -> Ints:
    """Return, for each crime of the recorded window, the place of its fate in FATES."""
    crimes = run.crimes[in_cohort(run)].reset_index(drop=True)
    last, left, pending = _chances_that_name(run, crimes)
    outcome = ints(crimes, "true_outcome")
    open_ = outcome == Outcome.NOT_YET_ASSIGNED
    never_found = crimes["outstanding"].to_numpy(dtype=bool)
    suspect = ~np.isnan(floats(crimes, "suspect_hours"))
    uninformed = ints(crimes, "updates_missed") > 0
    withdrew = np.where(uninformed, PLACE["victim_not_updated"], PLACE["victim_withdrew"])
    refused = (crimes["decision"] == Decision.NO_FURTHER_ACTION).to_numpy(dtype=bool)
    difficulties = outcome == Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS
    unproven = suspect & difficulties & ~refused
    circumstances = (Outcome.OTHER_AGENCY, Outcome.NOT_PUBLIC_INTEREST_POLICE)
    steps: list[tuple[Flags, int | Ints]] = [
        (outcome == Outcome.CHARGED, PLACE["charged"]),
        (np.isin(outcome, OTHERWISE), PLACE["disposed_of_otherwise"]),
        (open_ & ~never_found, PLACE["still_open"]),
        (~left, PLACE["nothing_left"]),
        (~crimes["supports"].to_numpy(dtype=bool), PLACE["victim_never_supports"]),
        (never_found, PLACE["suspect_never_found"]),
        (~suspect & pending, PLACE["still_open"]),
        (~suspect, last),
        (outcome == Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, withdrew),
        (outcome == Outcome.TIME_LIMIT_EXPIRED, PLACE["time_limit"]),
        (outcome == Outcome.NOT_PUBLIC_INTEREST_CPS, PLACE["prosecutor_public_interest"]),
        (np.isin(outcome, circumstances), PLACE["suspects_circumstances"]),
        (difficulties & refused, PLACE["prosecutor_asked_for_more"]),
        (unproven, _tipped(run, crimes, unproven)),
    ]
    flags, places = zip(*steps, strict=True)
    return np.select(flags, places, default=PLACE[UNKNOWN.name]).astype(np.int64)


def _chances_that_name(run: Cohort, crimes: pd.DataFrame) -> tuple[Ints, Flags, Flags]:
    """Look at the chances that could have named somebody.

    Returns for each crime the cause by which the last was lost, whether there was any, and whether
    one is still to be had.
    """
    chances = _of(run, crimes, run.opportunities["identifies"].to_numpy(dtype=bool))
    left = crimes["crime"].isin(chances["crime"]).to_numpy(dtype=bool)
    kept = chances[chances["realised_hours"].isna()]
    pending = crimes["crime"].isin(kept["crime"][kept["lost_hours"].isna()]).to_numpy(dtype=bool)
    lost = kept[kept["lost_hours"].notna()]
    lost = lost.sort_values(["lost_hours", "strength"], ascending=[False, False], kind="stable")
    last = lost.drop_duplicates("crime").set_index("crime")["cause"]
    causes = last.reindex(crimes["crime"], fill_value=PLACE[UNKNOWN.name])
    return causes.to_numpy(dtype=np.int64), left, pending


def _of(run: Cohort, crimes: pd.DataFrame, chosen: Flags) -> pd.DataFrame:
    """Return the chosen chances of these crimes with the place of the cause each was lost to."""
    columns = ["crime", "strength", "realised_hours", "lost_hours", "because"]
    chances = run.opportunities[chosen & run.opportunities["crime"].isin(crimes["crime"])][columns]
    row = rows_of(run, ints(chances, "crime"))
    out_of_reach = run.crimes["out_of_reach"].to_numpy(dtype=bool)[row]
    names = [CAUSE_OF.get(word, UNKNOWN.name) for word in chances["because"]]
    gone = (chances["because"] == TOO_LATE).to_numpy(dtype=bool) & out_of_reach
    causes = np.where(gone, PLACE["gone_before_a_crew_could_come"], [PLACE[name] for name in names])
    return chances.assign(cause=causes.astype(np.int64))


def _tipped(run: Cohort, crimes: pd.DataFrame, unproven: Flags) -> Ints:
    """Return, for crimes closed for want of evidence, the cause of the loss that tipped them."""
    theirs = crimes[unproven]
    chances = _of(run, theirs, floats(run.opportunities, "lost_hours") >= -np.inf)
    found = dict(_tipping(theirs, chances))
    causes = [found.get(crime, PLACE["too_little_evidence"]) for crime in crimes["crime"]]
    return np.array(causes, np.int64)


def _tipping(crimes: pd.DataFrame, lost: pd.DataFrame) -> Iterator[tuple[Hashable, int]]:
    """The crimes that once had enough to come, and the cause by which they no longer had.

    Counted from the end: the evidence found, and with each lost chance what there was before it.
    """
    evidence = dict(zip(crimes["crime"], crimes["evidence"], strict=True))
    lost = lost.sort_values(["lost_hours", "strength"], ascending=[False, False], kind="stable")
    for crime, chances in lost.groupby("crime", sort=False):
        before = evidence[crime] + chances["strength"].cumsum().to_numpy()
        enough = np.flatnonzero(before >= SUFFICIENT)
        if evidence[crime] < SUFFICIENT and len(enough):
            yield crime, int(chances["cause"].iloc[enough[0]])
