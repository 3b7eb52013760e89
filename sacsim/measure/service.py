"""Service: the measures by the names that the police service uses, as a performance board has them.

Each line is one measure of the catalogue, where its definition stands: nothing is measured twice.
`<team>` stands for one line a team. What the model cannot say has no measure, and says why.
"""

from math import isfinite
from typing import NamedTuple

from sacsim.measure.rows import CLOSED, MATURITY, NO_BASIS, SNAPSHOT
from sacsim.measure.workload import AGES_IN_DAYS
from sacsim.statistics import Estimate

HIGHER, LOWER, NEITHER = "higher", "lower", ""
THREE = (SNAPSHOT, MATURITY, CLOSED)
COHORT = (MATURITY,)
MONTHS = (NO_BASIS,)
"""Of the recorded months or, for what stands at their end, as it then was."""


NO_DIFFERENCE, NOT_DETECTABLE = "no difference", "no detectable difference"
BETTER, WORSE, DIFFERS = "better", "worse", "differs"


class Line(NamedTuple):
    """A measure by the service's name; `better` is higher, lower, or neither (empty).

    `on` is the bases it has. `why_not` is why the model has no such measure, where it has none.
    """

    name: str
    measure: str
    better: str
    on: tuple[str, ...]
    why_not: str = ""


def verdict(difference: Estimate, better: str) -> str:
    """Say in words what a difference amounts to; nothing where its own noise is not known.

    None is detectable where either interval, of noise or of parameters, holds 0.
    """
    if not (isfinite(difference.low) and isfinite(difference.high)):
        return ""
    low, high = difference.parameters_low, difference.parameters_high
    either_way = low is not None and high is not None and low <= 0.0 <= high
    if difference.low == difference.high == 0.0 and low in (None, 0.0) and high in (None, 0.0):
        return NO_DIFFERENCE
    if either_way or not difference.excludes(0.0):
        return NOT_DETECTABLE
    if not better:
        return DIFFERS
    return BETTER if (difference.value > 0) == (better == HIGHER) else WORSE


def _by_age(name: str, measure: str) -> tuple[Line, ...]:
    return tuple(
        Line(f"{name}, over {days} days", f"{measure}.over_{days}_days", LOWER, MONTHS)
        for days in AGES_IN_DAYS
    )


BOARD: dict[str, tuple[Line, ...]] = {
    "Contact": (
        Line("999 answered within 10 seconds", "calls_999.answered_in_10_seconds", HIGHER, MONTHS),
        Line("999 average speed of answer", "calls_999.mean_wait_to_answer", LOWER, MONTHS),
        Line("101 abandonment", "calls_101.abandonment", LOWER, MONTHS),
        Line("101 average speed of answer", "calls_101.mean_wait_to_answer", LOWER, MONTHS),
    ),
    "Response": (
        Line("Unresourced incidents", "incidents.unresourced_mean", LOWER, MONTHS),
        Line("Unresourced over an hour", "incidents.unresourced_over_an_hour", LOWER, MONTHS),
        Line("Emergency attended within SLA", "attendance.emergency.within_target", HIGHER, COHORT),
        Line("Priority attended within SLA", "attendance.priority.within_target", HIGHER, COHORT),
        Line("Scheduled attended within SLA", "attendance.scheduled.within_target", HIGHER, COHORT),
        Line("SLA of other incidents", "", HIGHER, (), "their travel is part of their work"),
        Line("Crimes attended", "share.attended", NEITHER, THREE),
        Line("Mean time to attend", "wait.report_to_attendance.mean", LOWER, COHORT),
    ),
    "Investigation": (
        Line("Crimes recorded", "crimes_recorded", NEITHER, (SNAPSHOT, MATURITY)),
        Line("Crimes closed", "crimes_closed", NEITHER, (CLOSED,)),
        Line("Charge/summons rate", "outcome_share.charged", HIGHER, THREE),
        Line("Positive outcome rate", "positive_outcome_share", HIGHER, THREE),
        Line("Suspect-named rate", "share.suspect_named", HIGHER, THREE),
        Line("Charges per 100 named suspects", "charged_share_of_suspect_named", HIGHER, THREE),
        Line("Screened out", "share.screened_out", NEITHER, COHORT),
        Line("Live crimes at the end", "open_crimes", LOWER, MONTHS),
        *_by_age("Live crimes", "open_crimes"),
        Line("Workload per investigator", "<team>.caseload_mean", LOWER, MONTHS),
        Line("Supervisory review compliance", "reviews_on_time", HIGHER, COHORT),
    ),
    "Suspects": (
        Line("Outstanding suspects at the end", "suspects.outstanding", LOWER, MONTHS),
        Line("Outstanding suspects, mean", "suspects.outstanding.mean", LOWER, MONTHS),
        *_by_age("Outstanding", "suspects.outstanding"),
        Line("Pre-charge bail at the end", "suspects.bailed", NEITHER, MONTHS),
        Line("Pre-charge bail, mean", "suspects.bailed.mean", NEITHER, MONTHS),
        *_by_age("Pre-charge bail", "suspects.bailed"),
        Line("RUI at the end", "suspects.under_investigation", LOWER, MONTHS),
        Line("RUI, mean", "suspects.under_investigation.mean", LOWER, MONTHS),
        *_by_age("RUI", "suspects.under_investigation"),
        Line("Voluntary attendance share", "share.voluntary_attendance", NEITHER, COHORT),
    ),
    "Forensics and digital": (
        Line("CSI attendance", "share.csi_attended", NEITHER, THREE),
        Line("CSI recovery", "csi_recovery_share", HIGHER, THREE),
        Line("CSI identification", "csi_identification_share", HIGHER, THREE),
        Line("CSI conversion", "csi_conversion_share", HIGHER, THREE),
        Line("Fingerprint turnaround, mean", "turnaround.fingerprint.mean", LOWER, COHORT),
        Line("DNA turnaround, mean", "turnaround.dna.mean", LOWER, COHORT),
        Line("Digital backlog, unit", "digital_unit.queue_end", LOWER, MONTHS),
        Line("Digital backlog, kiosks", "kiosk.queue_end", LOWER, MONTHS),
        Line("Digital turnaround, median", "turnaround.phone.median", LOWER, COHORT),
        Line("Digital turnaround, mean", "turnaround.phone.mean", LOWER, COHORT),
    ),
    "Case file and charging": (
        Line("Files referred to the CPS Area", "referrals", NEITHER, THREE),
        Line("DGA compliance, first-time pass", "first_time_pass_share", HIGHER, THREE),
        Line("Triage rejection", "triage_rejection_share", LOWER, THREE),
        Line("Action plans per case", "action_plans_per_case", LOWER, THREE),
        Line("Decisions within 28 days", "decisions_within_28_days", HIGHER, THREE),
    ),
    "Victims": (
        Line("Victims' Code compliance", "updates_on_time", HIGHER, COHORT),
        Line("Victim needs assessments", "share.needs_assessed", HIGHER, COHORT),
        Line("Consulted before closure", "share.consulted_at_closure", HIGHER, COHORT),
        Line("Repeat victims", "share.repeat_victim", LOWER, COHORT),
        Line("Victim satisfaction", "", HIGHER, (), "no survey: victims withdraw, or do not"),
    ),
    "Harm": (
        Line("Harm recorded", "harm_recorded", LOWER, (SNAPSHOT, MATURITY)),
        Line("Harm of crimes closed", "harm_closed", NEITHER, (CLOSED,)),
        Line("Harm charged", "harm_share_charged", HIGHER, THREE),
        Line("Harm prevented", "harm_prevented", HIGHER, COHORT),
    ),
    "Workforce": (
        Line("Establishment", "<team>.people_establishment", NEITHER, MONTHS),
        Line("Strength", "<team>.people_strength", HIGHER, MONTHS),
        Line("Deployable", "<team>.people_deployable", HIGHER, MONTHS),
        Line("Student officers", "<team>.people_student_share", NEITHER, MONTHS),
        Line("Tutor ratio", "<team>.people_tutor_ratio", NEITHER, MONTHS),
    ),
}  # fmt: skip
"""The board, group by group."""
