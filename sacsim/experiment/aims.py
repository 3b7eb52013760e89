"""Aims: what posts are to be placed for, by the planner's word or any measure there is.

Charges weighted by harm are the scenario's harm index of the crimes charged. A measure of which the
service's board says that lower is better is made small.
"""

from typing import NamedTuple

import pandas as pd

from sacsim.errors import BadInput
from sacsim.measure.catalogue import CATALOGUE, define
from sacsim.measure.rows import ALL, MATURITY, NO_BASIS
from sacsim.measure.service import BOARD, LOWER
from sacsim.scenario.problems import did_you_mean

WORDS = {
    "charges": ("crimes charged", "crimes_charged"),
    "harm": ("harm of the crimes charged", "harm_share_charged"),
    "informed": ("Victims' Code updates given on time", "updates_on_time"),
}
"""The planner's words: what each is called, and its measure."""
HARM, RECORDED = "harm", "harm_recorded"


class Aim(NamedTuple):
    """What is to be made as good as it can be."""

    word: str
    label: str
    measure: str
    unit: str
    better: int
    """1: more is better; -1: less."""


def aim_of(word: str, option: str = "--maximise") -> Aim:
    """Return the aim of a planner's word or a measure's name. Raises BadInput for neither."""
    label, measure = WORDS.get(word, (word, word))
    try:
        unit = define(measure).unit
    except KeyError:
        known = [*WORDS, *(each.name for each in CATALOGUE if "<" not in each.name)]
        raise BadInput(
            f"{option} '{word}': is no measure; one of: {', '.join(WORDS)}, or a name in "
            f"docs/measures.md{did_you_mean(word, known)}"
        ) from None
    lower = {line.measure for lines in BOARD.values() for line in lines if line.better == LOWER}
    general = measure if measure in lower else f"<team>.{measure.partition('.')[2]}"
    unit = {"count": "", HARM: "of the index"}.get(HARM if word == HARM else unit, unit)
    return Aim(word, label, measure, unit, -1 if general in lower else 1)


def values(rows: pd.DataFrame, aim: Aim) -> pd.Series:
    """Return the aim's value in each replication of one plan's measures, by replication."""
    found = column(rows, aim.measure)
    return found / 100 * column(rows, RECORDED) if aim.word == HARM else found


def column(rows: pd.DataFrame, measure: str) -> pd.Series:
    """Return a measure of all crimes by replication: at maturity where it has several bases.

    Nought where it has no row in some replication, but others have; NaN where none has.
    """
    numbers = pd.Index(rows["replication"].unique(), name="replication").sort_values()
    chosen = (rows["measure"] == measure) & (rows["crime_type"] == ALL)
    own = rows[chosen & rows["basis"].isin([MATURITY, NO_BASIS])]
    found = pd.Series(own["value"].to_numpy(dtype=float), index=own["replication"].to_numpy())
    return found.reindex(numbers, fill_value=0.0 if len(found) else float("nan"))
