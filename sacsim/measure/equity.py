"""Equity: whether crimes fare alike in every local area, and whoever the victim is.

Parts are areas, vulnerable and other victims, repeat and first victims. The gap is the largest
part less the smallest. Some gap is luck even where all are treated alike, and the more the fewer
crimes there are: beside it stands the gap to be expected if the same crimes had fallen on parts of
the same sizes at random. That expectation is normal theory, rough below some twenty crimes a part,
and takes crimes as independent of each other. Of all types together, parts may also differ because
their crimes do: read the gap of one type.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sacsim.measure.bases import Basis, bases
from sacsim.measure.rows import (
    MATURITY,
    Definition,
    Flags,
    Floats,
    Row,
    Run,
    floats,
    group_flags,
    group_rows,
    ratio,
)
from sacsim.statistics import expected_range
from sacsim.words import Outcome

SPLITS = {
    "area": "area",
    "vulnerability": "vulnerable",
    "repeat": "repeat_victim",
}
"""How crimes are split, and the column that says it."""
PARTS = {
    "vulnerability": {True: "vulnerable", False: "not_vulnerable"},
    "repeat": {True: "repeat_victim", False: "first_victim"},
}
SHARES = ("attended", "suspect_named", "charged", "screened_out", "updates_on_time")
HOURS = "hours_to_attendance"

DEFINITIONS = (
    Definition("equity.<split>.<part>.crimes", "count", "Crimes of the basis by part of a split: "
               "local area, vulnerable and other victims, repeat and first victims."),
    Definition("equity.<split>.<part>.<fair>", "%", "Crimes of this part attended, with a suspect "
               "named, charged or screened out, of all of it; Victims' Code updates given on time, "
               "of those due."),
    Definition("equity.<split>.<part>.hours_to_attendance", "hours", "Mean hours from report to "
               "attendance of the crimes of this part that were attended."),
    Definition("equity_gap.<split>.<fair>", "%", "The largest part less the smallest, in "
               "percentage points."),
    Definition("equity_gap.<split>.hours_to_attendance", "hours", "The largest part less the "
               "smallest."),
    Definition("equity_gap_by_chance.<split>.<fair>", "%", "The gap to be expected by chance "
               "alone, had the same crimes fallen on parts of the same sizes at random."),
    Definition("equity_gap_by_chance.<split>.hours_to_attendance", "hours", "The same."),
)  # fmt: skip


class Fair(NamedTuple):
    """A mean over crimes: what is summed, over what; one entry a crime of the basis."""

    name: str
    unit: str
    above: Floats
    below: Floats


def equity_rows(run: Run) -> list[Row]:
    """Measure every part of every split, the gaps, and the gaps to be expected by chance."""
    return [
        row
        for basis in bases(run)
        for split, parts in splits(run, basis).items()
        for row in _rows(split, parts, basis, list(_fair(run, basis)))
    ]


def splits(run: Run, basis: Basis) -> dict[str, dict[str, Flags]]:
    """Return which of the basis's crimes belong to each part of each split."""
    found: dict[str, dict[str, Flags]] = {}
    for split, column in SPLITS.items():
        values = run.crimes[column].to_numpy()
        names = PARTS.get(split) or {area: area for area in sorted(set(values) - {""})}
        found[split] = {part: values[basis.chosen] == value for value, part in names.items()}
    return found


def _fair(run: Run, basis: Basis) -> Iterator[Fair]:
    """Yield what is compared; what has no time of its own, at maturity alone."""
    crimes = run.crimes[basis.chosen]
    every = np.ones(len(crimes))
    attended = basis.seen(run, "attended_hours")
    hours = floats(crimes, "attended_hours") - floats(crimes, "reported_hours")
    charged = basis.status[basis.chosen] == Outcome.CHARGED
    yield Fair("attended", "%", attended.astype(float), every)
    yield Fair(HOURS, "hours", np.where(attended, hours, 0.0), attended.astype(float))
    yield Fair("suspect_named", "%", basis.seen(run, "suspect_hours").astype(float), every)
    yield Fair("charged", "%", charged.astype(float), every)
    if basis.name == MATURITY:
        yield Fair("screened_out", "%", floats(crimes, "screened_out"), every)
        due = floats(crimes, "updates_due")
        yield Fair("updates_on_time", "%", floats(crimes, "updates_on_time"), due)


def _rows(split: str, parts: dict[str, Flags], basis: Basis, fair: list[Fair]) -> Iterator[Row]:
    for part, flags in parts.items():
        stem = f"equity.{split}.{part}"
        yield from group_rows(f"{stem}.crimes", basis.name, "count", basis.number(flags))
    groups = group_flags(basis.types)
    for each in fair if len(parts) > 1 else ():
        scale = 100.0 if each.unit == "%" else 1.0
        table = np.array([[_mean(each, flags & group) for group in groups]
                          for flags in parts.values()]) * scale  # fmt: skip
        for part, values in zip(parts, table, strict=True):
            name = f"equity.{split}.{part}.{each.name}"
            yield from group_rows(name, basis.name, each.unit, values)
        chance = [scale * _gap_by_chance(each, list(parts.values()), group) for group in groups]
        gap = [_gap(values) for values in table.T]
        name = f"{split}.{each.name}"
        yield from group_rows(f"equity_gap.{name}", basis.name, each.unit, gap)
        yield from group_rows(f"equity_gap_by_chance.{name}", basis.name, each.unit, chance)


def _mean(fair: Fair, flags: Flags) -> float:
    return float(ratio(fair.above[flags].sum(), fair.below[flags].sum()))


def _gap(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.max() - known.min()) if len(known) > 1 else float("nan")


def _gap_by_chance(fair: Fair, parts: list[Flags], group: Flags) -> float:
    """Return the expected gap between parts that these crimes had fallen on at random.

    The crimes are those that count at all: for a mean time to attend, the attended. Under random
    labels the means of parts differ like independent normal values with the standard errors below:
    what they have in common cancels in a difference.
    """
    group = group & (fair.below > 0)
    own = [group & part for part in parts]
    own = [part for part in own if part.any()]
    if group.sum() < 2 or len(own) < 2:
        return float("nan")
    spread = float(np.std((fair.above - _mean(fair, group) * fair.below)[group], ddof=1))
    errors = [spread * np.sqrt(part.sum()) / fair.below[part].sum() for part in own]
    return expected_range(np.array(errors))
