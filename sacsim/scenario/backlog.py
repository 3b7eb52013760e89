"""Backlog: today's live crimes, from a table that a force's records system can write.

A CSV file with one row a live crime. The columns `crime_type`, `stage` and `reported` must be
there, the others may; an empty cell says nothing. Dates are ISO, with or without a time (2021-01-31
or 2021-01-31T14:05, London time); a date alone counts as noon. Everything wrong is told at once.
"""

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime, time
from typing import Any

from sacsim.clock import LONDON, Clock
from sacsim.pathway.live import LiveCrime, Stage
from sacsim.pathway.resuming import RELEASES
from sacsim.scenario.backlog_checks import Problems, Settled, check
from sacsim.scenario.problems import did_you_mean, shown
from sacsim.scenario.table import Table, Wrong, no_date, refuse, rows
from sacsim.words import CrimeType

NEEDED = ("crime_type", "stage", "reported")
DECISIVE = (*NEEDED, "release", "released")
"""Where one of these cannot be read, what follows from it is not told as wrong too."""
OWN_NAMES = {"type": "crime_type"}
COLUMNS = tuple(OWN_NAMES.get(field.name, field.name) for field in fields(LiveCrime))
"""All columns a table may have, in the order in which `sacsim backlog` writes them."""
NOON = time(12)
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


def live_crimes(table: Table, settled: Settled) -> tuple[LiveCrime, ...]:
    """Return the rows of a table, each checked alone and against the scenario.

    Raises BadInput with every problem, as `file: row 7: column: what is wrong; what is allowed`.
    """
    wrong: list[str] = []
    found: list[LiveCrime] = []
    seen: dict[str, int] = {}
    for number, cells in rows(table, COLUMNS, NEEDED, wrong):
        problems = Problems(number, wrong)
        row = _read(number, cells, settled.clock, problems)
        if (first := seen.setdefault(row.crime, number)) != number:
            problems.add("crime", f"{shown(row.crime)} stands already in row {first}")
        if row.reported == row.reported and not problems.fatal:
            check(row, settled, problems)
            found.append(row)
    refuse(table, wrong)
    return tuple(found)


# -- one cell -----------------------------------------------------------------------------------


def _read(number: int, cells: Mapping[str, str], clock: Clock, problems: Problems) -> LiveCrime:
    """The row as told; what cannot be read is left out, and told."""

    def cell(column: str, read: Callable[[str], Any], empty: Any) -> Any:
        text = cells.get(column, "")
        if not text:
            if column in NEEDED:
                problems.add(column, "is empty")
                problems.fatal = True
            return empty
        try:
            return read(text)
        except Wrong as error:
            problems.add(column, str(error))
            problems.fatal |= column in DECISIVE
            return empty

    def hours(column: str) -> float:
        return float(cell(column, lambda text: _hours(text, clock), math.nan))

    return LiveCrime(
        crime=cells.get("crime", "") or f"row {number}",
        type=cell("crime_type", lambda text: CrimeType(_word(text, CrimeType)), None),
        stage=cell("stage", _stage, None),
        reported=hours("reported"),
        since=hours("since"),
        team=cell("team", str, ""),
        officer=cell("officer", _number, None),
        attempt=cell("attempt", _yes_or_no, None),
        vulnerable=cell("vulnerable", _yes_or_no, None),
        summary_only=cell("summary_only", _yes_or_no, None),
        suspect=cell("suspect", _yes_or_no, None),
        release=cell("release", lambda text: _word(text, RELEASES), ""),
        released=hours("released"),
        submitted=hours("submitted"),
        last_review=hours("last_review"),
        last_update=hours("last_update"),
    )


def _word(text: str, allowed: Iterable[str]) -> str:
    words = [str(word) for word in allowed]
    if text not in words:
        hint = did_you_mean(text, words)
        raise Wrong(f"{shown(text)} is not one of: {', '.join(words)}{hint}")
    return text


def _stage(text: str) -> Stage:
    by_word = {str(stage).lower(): stage for stage in Stage}
    return by_word.get(text.lower()) or Stage(_word(text, Stage))


def _yes_or_no(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise Wrong(f"{shown(text)} is neither yes nor no")
    return text.lower() in YES


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise Wrong(f"{shown(text)} is not a whole number, counted from 0")
    return int(text)


def _hours(text: str, clock: Clock) -> float:
    """The simulation hour of a date, or of a date and time in London."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(no_date(text)) from None
    if at.tzinfo is not None:
        at = at.astimezone(LONDON)
    if not 1975 <= at.year <= 2120:
        raise Wrong(f"{shown(text)} is not of this time")
    return clock.hours(at.date(), NOON if len(text) <= len("2021-01-31") else at.time())


# -- writing ------------------------------------------------------------------------------------


def table_text(live: Iterable[LiveCrime], clock: Clock) -> str:
    """Return the table of these rows as CSV, with dates to the minute."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in live:
        writer.writerow(_written(getattr(row, field.name), clock) for field in fields(row))
    return stream.getvalue()


def _written(value: Any, clock: Clock) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return "" if math.isnan(value) else f"{clock.local(value):%Y-%m-%dT%H:%M}"
        case None:
            return ""
    return str(value)
