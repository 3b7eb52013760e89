"""Compare lines: what two plans are compared by, with the service's own names and directions.

Three blocks: what becomes of the crimes, how long it takes and how victims are served, and what it
does to other work on the same people, which is always shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sacsim.demand.other import OtherDemand
from sacsim.measure.rows import ALL, MATURITY, NO_BASIS
from sacsim.measure.service import BOARD, COHORT, HIGHER, LOWER, MONTHS, NEITHER, Line
from sacsim.measure.values import Key
from sacsim.words import TeamName

CRIMES = "What becomes of the crimes"
SERVICE = "How long it takes, and how victims are served"
OTHER = "What it does to other work"
PER = 1_000.0
PER_UNIT, COUNT = "per 1,000", "count"
RECORDED = "crimes_recorded"

COUNTED = (
    Line("Charged", "outcome_count.charged", HIGHER, COHORT),
    Line("Taken into consideration", "outcome_count.charged_in_another_case", HIGHER, COHORT),
    Line("Out of court", "outcome_count.out_of_court", NEITHER, COHORT),
    Line("No suspect identified", "outcome_count.no_suspect", LOWER, COHORT),
    Line("Unable to prosecute", "outcome_count.unable_to_prosecute", LOWER, COHORT),
    Line("Not in the public interest", "outcome_count.not_public_interest", NEITHER, COHORT),
    Line("Another agency", "outcome_count.other_agency", NEITHER, COHORT),
    Line("Not yet assigned", "outcome_count.unavailable", LOWER, COHORT),
    Line("Suspects found", "crimes_with_suspect", HIGHER, COHORT),
)
"""Crimes that are counted, and set against 1,000 recorded."""
OF_THE_BOARD = {
    SERVICE: (
        "share.attended",
        "attendance.emergency.within_target",
        "wait.report_to_attendance.mean",
        "share.csi_attended",
        "open_crimes",
        "reviews_on_time",
        "updates_on_time",
    ),
    OTHER: (
        "calls_999.answered_in_10_seconds",
        "calls_999.mean_wait_to_answer",
        "calls_101.abandonment",
        "calls_101.mean_wait_to_answer",
        "incidents.unresourced_over_an_hour",
    ),
}
"""Lines of the performance board, by the measure."""
TIMES = (
    Line("Mean days to an outcome, 365 at most", "days_open.mean_within_365", LOWER, COHORT),
    Line("Mean days to a charge", "days_to_outcome.charged.mean", LOWER, COHORT),
    Line("Mean time to the CSI", "wait.report_to_csi.mean", LOWER, COHORT),
    Line("Mean time from suspect to arrest", "wait.suspect_to_arrest.mean", LOWER, COHORT),
    Line("Mean time from file to charge", "wait.submission_to_charge.mean", LOWER, COHORT),
    Line("Hours of staff a crime", "staff_hours_per_crime", NEITHER, COHORT),
)


class Compared(NamedTuple):
    """One line: its block, the measure, and whether it counts crimes."""

    block: str
    line: Line
    counted: bool = False

    @property
    def key(self) -> Key:
        """Where the measure stands."""
        return self.line.measure, ALL, NO_BASIS if self.line.on == MONTHS else MATURITY


def lines(other: Iterable[Mapping[str, OtherDemand]]) -> Iterator[Compared]:
    """Yield every line for scenarios with this other demand, high-harm work before the rest."""
    yield Compared(CRIMES, Line("Crimes recorded", RECORDED, NEITHER, COHORT))
    for line in COUNTED:
        yield Compared(CRIMES, line, counted=True)
    for line in (*_of_the_board(SERVICE), *TIMES):
        yield Compared(SERVICE, line)
    for line in (*_of_the_board(OTHER), *_waits(other)):
        yield Compared(OTHER, line)


def _of_the_board(block: str) -> Iterator[Line]:
    known = {line.measure: line for lines in BOARD.values() for line in lines}
    for measure in OF_THE_BOARD[block]:
        yield known[measure]


def _waits(other: Iterable[Mapping[str, OtherDemand]]) -> Iterator[Line]:
    """How long each kind of other work waits for its team; calls have lines of their own."""
    teams = {
        name: kind.team
        for demand in other
        for name, kind in demand.items()
        if kind.team != TeamName.CALL_HANDLERS
    }
    for name in sorted(teams, key=lambda name: "high_harm" not in name):
        called = f"Mean wait, {name.replace('_', ' ')}"
        yield Line(called, f"{teams[name]}.{name}.wait_mean", LOWER, MONTHS)
