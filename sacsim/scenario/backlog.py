"""Backlog: today's live crimes, from a table that a force's records system can write.

A CSV file with one row a live crime. The columns `crime_type`, `stage` and `reported` must be
there, the others may; an empty cell says nothing. Dates are ISO, with or without a time (2021-01-31
or 2021-01-31T14:05, London time); a date alone counts as noon. Everything wrong is told at once.
"""

import csv
import hashlib
import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sacsim.clock import LONDON, Clock
from sacsim.errors import BadInput
from sacsim.pathway.live import LiveCrime, Stage
from sacsim.pathway.resuming import RELEASES
from sacsim.scenario.backlog_checks import Problems, Settled, check
from sacsim.scenario.problems import MOST_PROBLEMS, did_you_mean, printable, shown
from sacsim.words import CrimeType

NEEDED = ("crime_type", "stage", "reported")
OWN_NAMES = {"type": "crime_type"}
COLUMNS = tuple(OWN_NAMES.get(field.name, field.name) for field in fields(LiveCrime))
"""All columns a table may have, in the order in which `sacsim backlog` writes them."""
MOST_ROWS = 200_000
NOON = time(12)
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


class Wrong(Exception):
    """A cell cannot be read; says why and what to do."""


@dataclass(frozen=True)
class Table:
    """The content of a table file, and its name in the scenario."""

    name: str
    path: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def read_table(name: str, folder: Path) -> Table:
    """Return the file that a scenario names, from its own folder.

    Raises BadInput if it is not there or cannot be read.
    """
    path = folder / name
    try:
        return Table(name, str(path), path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: backlog cannot be read: {error.strerror or error}") from None


def live_crimes(table: Table, settled: Settled) -> tuple[LiveCrime, ...]:
    """Return the rows of a table, each checked alone and against the scenario.

    Raises BadInput with every problem, as `file: row 7: column: what is wrong; what is allowed`.
    """
    wrong: list[str] = []
    rows = _rows(table, wrong)
    found: list[LiveCrime] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        problems = Problems(number, wrong)
        row = _read(number, cells, settled.clock, problems)
        if (first := seen.setdefault(row.crime, number)) != number:
            problems.add("crime", f"{shown(row.crime)} stands already in row {first}")
        if row.reported == row.reported and not problems.fatal:
            check(row, settled, problems)
            found.append(row)
    if wrong:
        more = len(wrong) - MOST_PROBLEMS
        lines = [f"{table.path}: {printable(line)}" for line in wrong[:MOST_PROBLEMS]]
        raise BadInput(*lines, *([f"{table.path}: and {more} more problems"] if more > 0 else []))
    return tuple(found)


# -- the file -----------------------------------------------------------------------------------


def _rows(table: Table, wrong: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by its number in the file (the heading is row 1) and its cells by column."""
    lines = list(csv.reader(io.StringIO(_text(table), newline=""), strict=False))
    heading = [cell.strip().lower() for cell in lines[0]] if lines else []
    if problems := list(_heading_problems(heading)):
        raise BadInput(*(f"{table.path}: row 1: {what}" for what in problems))
    if len(lines) > MOST_ROWS:
        raise BadInput(f"{table.path}: more than {MOST_ROWS:,} rows")
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(heading):
            wrong.append(
                f"row {number}: has {len(cells)} cells where the heading has {len(heading)}; "
                "a comma inside a cell needs quotation marks around the cell"
            )
            continue
        yield number, dict(zip(heading, (cell.strip() for cell in cells), strict=True))


def _text(table: Table) -> str:
    """The text; Excel's mark of UTF-8 at its beginning is no part of it."""
    raw = table.content
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise BadInput(
            f"{table.path}: is not UTF-8 text; in Excel save it as 'CSV UTF-8 (comma delimited)'"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{table.path}: row {row}: is not UTF-8 text (byte {raw[error.start]:#04x}); in Excel "
            "save it as 'CSV UTF-8 (comma delimited)'"
        ) from None


def _heading_problems(heading: list[str]) -> Iterator[str]:
    if not heading:
        yield f"the file is empty; it needs the columns {', '.join(NEEDED)}"
        return
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(heading) == 1 and mark in heading[0]:
            yield (
                f"cells are separated by {name}, not by commas (in Excel save as "
                "'CSV UTF-8 (comma delimited)'; where that writes semicolons, set the list "
                "separator of Windows to a comma, under Region, Additional settings)"
            )
            return
    for name in heading:
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS)
            yield f"unknown column {shown(name)}; allowed: {', '.join(COLUMNS)}{hint}"
        elif heading.count(name) > 1:
            yield f"the column {name} stands there twice"
    for name in NEEDED:
        if name not in heading:
            yield f"the column {name} is missing"


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
            problems.fatal |= column in NEEDED
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
        raise Wrong(_no_date(text)) from None
    if at.tzinfo is not None:
        at = at.astimezone(LONDON)
    if not 1975 <= at.year <= 2120:
        raise Wrong(f"{shown(text)} is not of this time")
    return clock.hours(at.date(), NOON if len(text) <= len("2021-01-31") else at.time())


def _no_date(text: str) -> str:
    if text.count("/") == 2 or text.count(".") == 2:
        return (
            f"{shown(text)} is not an ISO date; write 2021-01-31 for 31 January 2021 (in Excel: "
            "Format Cells, Number, Custom, yyyy-mm-dd, and save as CSV again)"
        )
    return f"{shown(text)} is no date; write 2021-01-31, or 2021-01-31T14:05"


# -- writing ------------------------------------------------------------------------------------


def table_text(rows: Iterable[LiveCrime], clock: Clock) -> str:
    """Return the table of these rows as CSV, with dates to the minute."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
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
