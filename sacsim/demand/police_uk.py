"""Read what data.police.uk publishes about one force: crimes a month, outcomes, months to them.

Assumptions. Volumes count Crime IDs, the first row of an ID where it has several. The outcome
mix is `Last outcome category` as the files stand. The month of an outcome is the first month in
which the crime has an outcome of that group, so a crime may count in more than one group. Both
look only at crimes at least twelve months older than the last month, so that none is cut off.
The types are wider than serious acquisitive crime; `fragment` applies stated shares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import binomtest

from sacsim import words
from sacsim.demand.police_uk_labels import (
    COURT,
    NO_OUTCOME,
    OTHER_TYPES,
    OUTCOME_LABELS,
    TYPE_LABELS,
)
from sacsim.demand.street_files import (
    MonthFile,
    check_months,
    choose_force,
    find_files,
    forces_in,
    month_number,
    months_between,
    read_file,
    same_force,
)
from sacsim.errors import BadInput

FOLLOW_UP_MONTHS = 12
"""Whole months after its own for which every crime of the outcome tables can be followed."""

DISTRICT = r"^(.+) \d{3}[A-Z]$"
"""An LSOA name is its district's and a code."""

TIMED_GROUPS = (words.CHARGED, words.NO_SUSPECT, words.UNABLE)
"""The outcome groups whose months to outcome are told; others are too few."""


@dataclass(frozen=True, eq=False)
class PoliceUk:
    """What the files of one force say about the four wide types.

    months: the months of the street files, YYYY-MM, without gaps.
    cohort: first and last month of the crimes in `outcomes` and `months_to_outcome`, or None.
    volumes: month, wide_type, crimes.
    outcomes: wide_type, group, crimes, of_crimes, per_cent, low, high (95 % Wilson interval, %).
    months_to_outcome: wide_type, group, lag_months 0 to 12, outcomes (in that month), cumulative,
      of_crimes, per_cent_of_crimes (cumulative), within_12 (outcomes up to lag 12),
      per_cent_of_outcomes (cumulative, of within_12; NaN if none), outcomes_ever (any lag).
    places: area (district of the LSOA name, "" unknown), wide_type, crimes (all months), of_crimes
      (of the cohort), no_suspect and charged (of these).
    dropped: what was left out or relabelled and why, one line each.
    """

    force: str
    months: tuple[str, ...]
    cohort: tuple[str, str] | None
    volumes: pd.DataFrame
    outcomes: pd.DataFrame
    months_to_outcome: pd.DataFrame
    places: pd.DataFrame
    dropped: list[str]


def read_police_uk(folder: Path | str, force: str | None = None) -> PoliceUk:
    """Read the street and outcomes files of one force below a folder.

    `force` is needed only where files of several forces are mixed; write it as in the file
    names or as in the column 'Falls within'. Raises BadInput with one line for each file at
    fault. Without any outcomes file the months to outcome stay empty.
    """
    folder = Path(folder)
    files = choose_force(folder, find_files(folder), force)
    problems = check_months(folder, files)
    tables: dict[str, list[pa.Table]] = {"street": [], "outcomes": []}
    for file in files:
        try:
            tables[file.kind].append(read_file(file))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(*problems)

    dropped: list[str] = []
    everything = pa.concat_tables(tables["street"])
    name, keep = _force_inside(folder, files, forces_in(everything), force)
    street = _rows_of(everything, keep, "street", dropped)
    months = tuple(months_between(files[0].month, files[-1].month))
    empty = sorted(set(months) - set(street["month"].unique()))
    if empty:
        raise BadInput(*(f"{folder}: no street rows of {name} in {month}" for month in empty))
    crimes = _crimes(street, dropped)
    cohort = _cohort(months, dropped)
    mature = crimes[crimes["month"] <= cohort[1]] if cohort else crimes.iloc[:0]
    if tables["outcomes"]:
        rows = _rows_of(pa.concat_tables(tables["outcomes"]), keep, "outcomes", dropped)
        first = _first_months(rows, set(street["id"]), crimes, dropped)
        waits = _months_to_outcome(first, mature)
    else:
        dropped.append("no outcomes files: months to outcome are not told")
        waits = _months_to_outcome(crimes.iloc[:0].assign(group="", lag_months=0), crimes.iloc[:0])
    return PoliceUk(
        name,
        months,
        cohort,
        _volumes(crimes, months),
        _outcome_mix(mature),
        waits,
        _places(crimes, mature),
        dropped,
    )


def _force_inside(
    folder: Path, files: list[MonthFile], inside: list[str], force: str | None
) -> tuple[str, set[str]]:
    """The force's published name, and the values of 'Falls within' to keep (blank: the file's)."""
    names = [one for one in inside if one]
    if force is None and len(names) > 1:
        raise BadInput(
            f"{folder}: column 'Falls within' names several forces: {', '.join(names)}; "
            "choose one with --force"
        )
    meant = [one for one in names if force is None or same_force(one, force)]
    named_in_files = force is None or all(same_force(file.force, force) for file in files)
    if not meant and named_in_files and len(names) <= 1:
        meant = names or [files[0].force]
    if not meant:
        raise BadInput(
            f"{folder}: no rows of force {force!r} in column 'Falls within'; "
            f"there are: {', '.join(names)}"
        )
    return meant[0], {*meant, ""} if named_in_files else set(meant)


def _rows_of(table: pa.Table, keep: set[str], kind: str, dropped: list[str]) -> pd.DataFrame:
    chosen = table.filter(pc.is_in(table["force"], pa.array(sorted(keep))))
    others = table.num_rows - chosen.num_rows
    _note(dropped, others, f"{kind} rows of other forces")
    return chosen.drop_columns(["force"]).to_pandas()


def _crimes(street: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    """One row a crime of the four types: id, month, wide_type, outcome, group (NaN), area."""
    nameless = street["id"] == ""
    antisocial = street["type"] == "Anti-social behaviour"
    wide = street["type"].isin(TYPE_LABELS)
    _note(dropped, (nameless & antisocial).sum(), "anti-social behaviour rows without a Crime ID")
    _note(dropped, (nameless & wide).sum(), "rows of the four types without a Crime ID: not used")
    unknown = street.loc[~wide & ~street["type"].isin(OTHER_TYPES), "type"].value_counts()
    for label, n in sorted(unknown.items(), key=str):
        dropped.append(f"{n:,} rows of unknown crime type {label!r}: not used")
    named = street[~nameless]
    again = named["id"].duplicated(keep="first")
    _note(
        dropped,
        again.sum(),
        f"street rows repeat a Crime ID ({(again & wide).sum():,} of the four types): "
        "the first row of an ID is used",
    )
    crimes = named[~again & wide[named.index]].reset_index(drop=True)
    crimes["wide_type"] = crimes["type"].map(TYPE_LABELS)
    crimes["group"] = crimes["outcome"].map(OUTCOME_LABELS)
    counts = crimes["outcome"].value_counts()
    for label in NO_OUTCOME:
        shown = repr(label) if label else "blank"
        _note(dropped, counts.get(label, 0), f"crimes with last outcome {shown}: no outcome known")
    for label in COURT:
        _note(dropped, counts.get(label, 0), f"crimes with last outcome {label!r}: charged")
    for label, n in sorted(counts.items(), key=str):
        if label not in OUTCOME_LABELS:
            dropped.append(
                f"{n:,} crimes with unknown last outcome {label!r}: in no outcome group, "
                "so percentages do not add up to 100"
            )
    district = crimes["place"].str.extract(DISTRICT, expand=False).fillna("")
    crimes = crimes.assign(area=district)
    return crimes[["id", "month", "wide_type", "outcome", "group", "area"]]


def _cohort(months: tuple[str, ...], dropped: list[str]) -> tuple[str, str] | None:
    if len(months) <= FOLLOW_UP_MONTHS:
        dropped.append(
            f"no crimes are {FOLLOW_UP_MONTHS} months older than {months[-1]}: no outcomes told"
        )
        return None
    return months[0], months[-1 - FOLLOW_UP_MONTHS]


def _first_months(
    rows: pd.DataFrame, street_ids: set[str], crimes: pd.DataFrame, dropped: list[str]
) -> pd.DataFrame:
    """The first outcome of each group a crime has: id, month, wide_type, group, lag_months."""
    exact = rows.duplicated(keep="first")
    _note(dropped, exact.sum(), "outcome rows are exact duplicates")
    counts = rows["id"].value_counts()
    later = rows.loc[~exact, "id"].value_counts()
    _note(
        dropped,
        (counts > 1).sum(),
        f"Crime IDs have several outcome rows ({(later > 1).sum():,} without exact duplicates): "
        "the first month of each outcome group counts",
    )
    astray = ~rows["id"].isin(street_ids) | (rows["id"] == "")
    _note(
        dropped,
        astray.sum(),
        "outcome rows have a Crime ID that is in no street file (the crime is outside these "
        "months, or was given a new ID): not used",
    )
    joined = rows.rename(columns={"month": "outcome_month", "outcome": "label"}).merge(
        crimes[["id", "month", "wide_type"]], on="id"
    )
    joined["group"] = joined["label"].map(OUTCOME_LABELS)
    for label, n in sorted(joined.loc[joined["group"].isna(), "label"].value_counts().items()):
        dropped.append(f"{n:,} outcome rows with unknown outcome {label!r}: not used")
    number = {m: month_number(m) for m in {*joined["month"], *joined["outcome_month"]}}
    joined["lag_months"] = joined["outcome_month"].map(number) - joined["month"].map(number)
    early = joined["lag_months"] < 0
    _note(dropped, early.sum(), "outcome rows are of a month before the crime's: not used")
    known = joined[~early & joined["group"].notna()]
    return known.sort_values("lag_months", kind="stable").drop_duplicates(["id", "group"])


def _volumes(crimes: pd.DataFrame, months: tuple[str, ...]) -> pd.DataFrame:
    every = pd.MultiIndex.from_product(
        [months, list(TYPE_LABELS.values())], names=["month", "wide_type"]
    )
    counted = crimes.groupby(["month", "wide_type"]).size()
    return counted.reindex(every, fill_value=0).rename("crimes").reset_index()


def _places(crimes: pd.DataFrame, mature: pd.DataFrame) -> pd.DataFrame:
    by = ["area", "wide_type"]
    groups = pd.get_dummies(mature["group"]).reindex(
        columns=[words.NO_SUSPECT, words.CHARGED], fill_value=0
    )
    told = pd.concat([mature[by], groups], axis=1).groupby(by).sum()
    found = crimes.groupby(by).size().to_frame("crimes").join(told)
    found["of_crimes"] = mature.groupby(by).size()
    return found.fillna(0).astype(int).reset_index()


def _outcome_mix(mature: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for wide_type, of in _numbers(mature).items():
        groups = mature.loc[mature["wide_type"] == wide_type, "group"].value_counts()
        for group in words.OUTCOME_GROUPS:
            n = int(groups.get(group, 0))
            interval = binomtest(n, of).proportion_ci(method="wilson")
            rows.append(
                (wide_type, group, n, of, 100 * n / of, 100 * interval.low, 100 * interval.high)
            )
    columns = ["wide_type", "group", "crimes", "of_crimes", "per_cent", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _months_to_outcome(first: pd.DataFrame, mature: pd.DataFrame) -> pd.DataFrame:
    first = first[first["id"].isin(set(mature["id"]))]
    rows = []
    for wide_type, of in _numbers(mature).items():
        for group in TIMED_GROUPS:
            mine = (first["wide_type"] == wide_type) & (first["group"] == group)
            at_lag = first.loc[mine, "lag_months"].value_counts()
            within = int(at_lag[at_lag.index <= FOLLOW_UP_MONTHS].sum())
            so_far = 0
            for lag in range(FOLLOW_UP_MONTHS + 1):
                n = int(at_lag.get(lag, 0))
                so_far += n
                share = 100 * so_far / within if within else float("nan")
                told = (n, so_far, of, 100 * so_far / of, within, share, int(at_lag.sum()))
                rows.append((wide_type, group, lag, *told))
    columns = ["wide_type", "group", "lag_months", "outcomes", "cumulative", "of_crimes"]
    columns += ["per_cent_of_crimes", "within_12", "per_cent_of_outcomes", "outcomes_ever"]
    return pd.DataFrame(rows, columns=columns)


def _numbers(mature: pd.DataFrame) -> Mapping[str, int]:
    """Crimes of each wide type, types without any left out."""
    counted = mature["wide_type"].value_counts()
    return {name: int(counted[name]) for name in TYPE_LABELS.values() if name in counted}


def _note(dropped: list[str], n: float, what: str) -> None:
    if n:
        dropped.append(f"{n:,} {what}")
