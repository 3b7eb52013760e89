"""Contradictions: everything that a replication's tables say and that cannot be so.

The quick checks cost little beside a run and are made of every replication before it is kept; the
thorough ones read every entry's details as well.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from sacsim.verify import books, crimes, figures, posts
from sacsim.verify.log import Log

Check = Callable[[Log], Iterator[str]]
QUICK: tuple[Check, ...] = (
    crimes.entries_are_in_order,
    crimes.every_crime_is_reported_once,
    crimes.arrivals_are_closed_or_open,
    posts.jobs_go_on_as_they_may,
    posts.nobody_does_two_things_at_once,
    books.books_are_bounded,
)
THOROUGH: tuple[Check, ...] = (
    *QUICK,
    crimes.lives_are_possible,
    crimes.chances_end_once,
    posts.nobody_works_off_duty,
    posts.only_what_was_put_down_is_taken_up,
    posts.patience_is_kept,
    posts.hours_worked_are_hours_asked,
    books.duty_is_as_rostered,
    books.books_agree_with_the_journal,
    books.follow_on_work_has_a_parent,
    figures.measures_can_be_worked_out_again,
)
MOST = 5
"""Contradictions of one kind that are told."""


class Counted(NamedTuple):
    """How much has been checked."""

    entries: int = 0
    crimes: int = 0
    jobs: int = 0
    duty_times: int = 0
    figures: int = 0

    def __add__(self, other: tuple[int, ...]) -> "Counted":  # type: ignore[override]
        return Counted(*(a + b for a, b in zip(self, other, strict=True)))


def contradictions(log: Log, checks: tuple[Check, ...] = THOROUGH) -> list[str]:
    """Return a line for each contradiction, the first few of each kind, with how many more."""
    found: list[str] = []
    for check in checks:
        lines = check(log)
        found += islice(lines, MOST)
        if more := sum(1 for _ in lines):
            found.append(f"and {more:,} more of this kind")
    return found


def counted(log: Log) -> Counted:
    """Return how much there is to check."""
    jobs = int(log.moves.first.sum())
    return Counted(
        len(log.journal), len(log.crimes), jobs, len(log.officers), len(figures.figures(log))
    )
