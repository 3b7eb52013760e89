"""Catalogue: every measure's name, unit and meaning in plain English, and all measures of a run.

A name such as `<team>.utilisation` stands for one measure a team. Percentages of crimes always
have all crimes of their basis below the line unless the meaning says otherwise. NaN means there
was nothing to measure, infinity that it lasted longer than the run could see.
"""

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from sacsim.measure import equity, exhibits, harm, liberty, progress, referrals
from sacsim.measure.causes import CAUSES
from sacsim.measure.closing import closing_rows
from sacsim.measure.fates import GOOD_ENDS, fate_rows
from sacsim.measure.feedback import FOLLOWERS, ORIGINS, feedback_rows
from sacsim.measure.losses import FURTHEST, loss_rows
from sacsim.measure.outcomes import outcome_rows
from sacsim.measure.people import MEANS, SUMS, people_rows
from sacsim.measure.rows import Definition, Run
from sacsim.measure.timeliness import ATTENDED_GRADES, CALLS, STAGES, timeliness_rows
from sacsim.measure.workload import AGES_IN_DAYS, PRACTICE, workload_rows
from sacsim.scenario.problems import as_text
from sacsim.statistics import Estimate, interval_over_sets, mean_interval
from sacsim.words import OUTCOME_GROUPS

COLUMNS = ["scenario", "replication", "measure", "crime_type", "basis", "unit", "value"]
KEYS = ["measure", "crime_type", "basis", "unit"]


_DEFINITIONS: tuple[Definition, ...] = tuple(
    Definition(*each)
    for each in (
        ("crimes_recorded", "count", "Crimes of the basis: those reported in the recorded window "
         "(or in its whole half-years)."),
        ("crimes_closed", "count", "Crimes whose last outcome in the recorded window closed them, "
         "whenever they were reported."),
        ("outcome_count.<group>", "count", "Crimes with an outcome of this data.police.uk group; "
         "`unavailable` are the open ones."),
        ("outcome_share.<group>", "%", "Crimes with an outcome of this data.police.uk group, of "
         "all crimes of the basis; the groups add up to 100."),
        ("outcome_share.type_<code>", "%", "Crimes with this Home Office outcome type, of all "
         "crimes of the basis; type 0 is not yet assigned; the types add up to 100."),
        ("positive_outcome_share", "%", "Crimes charged, taken into consideration or settled out "
         "of court (types 1, 3, 4 and 8), of all crimes of the basis."),
        ("charged_share_of_closed", "%", "Crimes charged, of the crimes of the basis that have an "
         "outcome. Rises when hard cases stay open: read it beside the open share."),
        ("cumulative_incidence.<timed>.by_<lag>", "%", "Crimes first given this outcome by the end "
         "of so many calendar months after the month of the report (0 = the same month), of all "
         "crimes; open crimes counted until they can no longer be followed."),
        ("months_to_outcome.<timed>.by_<lag>", "%", "The same, of the outcomes of this group given "
         "within twelve months (months 0 to 11)."),
        ("days_open.median", "days", "Days from report by which half of all crimes had a first "
         "outcome; infinite if half never had."),
        ("days_open.p90", "days", "Days from report by which nine in ten of all crimes had a first "
         "outcome; infinite if they never had."),
        ("days_open.mean_within_365", "days", "Mean days from report to first outcome, every crime "
         "counted up to 365 days."),
        ("days_to_outcome.<timedgroup>.<average>", "days", "Days from report to a first outcome of "
         "this group, of those given within 365 days, corrected for crimes not followed so long."),
        ("wait.<stage>.<average>", "hours", "Hours between the two moments of the stage, of the "
         "crimes that reached the second; read beside `not_reached`."),
        ("wait.<stage>.reached", "count", "Crimes that reached the second moment of the stage."),
        ("wait.<stage>.not_reached", "count", "Crimes that reached the stage's first moment and "
         "never, or not yet, its second."),
        ("attendance.<grade>.<average>", "hours", "Hours from report to attendance of the crimes "
         "of this grade that were attended."),
        ("attendance.<grade>.reached", "count", "Crimes of this grade that were attended."),
        ("attendance.<grade>.not_reached", "count", "Crimes of this grade never, or not yet, "
         "attended."),
        ("attendance.<grade>.within_target", "%", "Crimes of this grade attended within the "
         "minutes of the report that `measures.attendance_minutes` states, of all of the grade, "
         "attended or not."),
        ("<calls>.calls", "count", "Calls that arrived in the recorded window."),
        ("<calls>.answered_in_10_seconds", "%", "Calls answered within 10 seconds, of all calls, "
         "the abandoned included."),
        ("<calls>.abandonment", "%", "Calls whose caller hung up before an answer, of all calls."),
        ("<calls>.mean_wait_to_answer", "seconds", "Mean wait of the calls answered."),
        ("<calls>.p90_wait_to_answer", "seconds", "Wait that nine in ten answered calls did not "
         "exceed."),
        ("incidents.unresourced_mean", "incidents", "Incidents, SAC and other, that wait for a "
         "response officer: hours waited by those of the recorded window, over its hours."),
        ("incidents.unresourced_over_an_hour", "%", "Incidents that waited more than an hour for a "
         "response officer to be sent, of all incidents."),
        ("<team>.utilisation", "ratio", "Hours at work over hours on duty and overtime."),
        ("<team>.offered_load", "ratio", "Hours of work that arrived over hours on duty: at 1 or "
         "more the team cannot keep up."),
        ("<team>.busiest", "0 or 1", "1 for the team with the highest offered load."),
        ("<team>.growing", "0 or 1", "1 if the queue grows without end: longer in the last quarter "
         "than in the first, and either the work that did not give up filled all hours, or a "
         "significant rise to more than twice."),
        ("<team>.queue_mean", "jobs", "Jobs waiting, averaged over time."),
        ("<team>.queue_end", "jobs", "Jobs waiting when the recorded window ended."),
        ("<team>.on_duty_hours", "hours", "Workable hours on duty in the recorded window."),
        ("<team>.busy_hours", "hours", "Hours at work, overtime included."),
        ("<team>.overtime_hours", "hours", "Hours at work after the end of the shift."),
        ("<team>.offered_hours", "hours", "Hours of work that arrived."),
        ("<team>.arrivals", "count", "Jobs that arrived."),
        ("<team>.started", "count", "Jobs that were started."),
        ("<team>.completed", "count", "Jobs that were finished."),
        ("<team>.abandoned", "count", "Jobs given up before they were started."),
        ("<team>.sac_hours", "hours", "Hours at work on serious acquisitive crime, counted when "
         "each job ends."),
        ("<team>.sac_hours_share", "%", "The same, of all hours at work: the share of an added "
         "post's hours that reaches serious acquisitive crime."),
        ("<team>.people_<strength>", "people", "People of a team on average: establishment; "
         "strength (everybody in post); of these in training, tutored, long absent; deployable "
         "(work alone); effective (what those are worth in average officers, less what tutors and "
         "learners give up)."),
        ("<team>.people_student_share", "%", "Student officers: people in training or with a "
         "tutor, of the team's strength, averaged over the recorded months."),
        ("<team>.people_tutor_ratio", "%", "Tutor ratio: people with a tutor, for each 100 who "
         "work alone; a tutor has one student at a time."),
        ("<team>.people_<turnover>", "count", "People who joined a team, or left it."),
        ("<team-or-task>.jobs_in_window", "count", "Jobs that arrived in the recorded window and "
         "were followed to the horizon."),
        ("<team-or-task>.wait_mean", "hours", "Mean wait to the first start of those that did not "
         "give up; jobs still waiting count with their wait so far."),
        ("<team-or-task>.wait_median", "hours", "Wait that half of those that did not give up did "
         "not exceed; jobs still waiting are longer than any."),
        ("<team-or-task>.wait_p90", "hours", "Wait that nine in ten of those that did not give up "
         "did not exceed; jobs still waiting are longer than any."),
        ("<team-or-task>.time_in_queue_mean", "hours", "Mean time in the queue of all jobs, "
         "however it ended."),
        ("<team-or-task>.had_to_wait_share", "%", "Jobs that were not started at once."),
        ("<team-or-task>.abandoned_share", "%", "Jobs given up before they were started."),
        ("<team-or-task>.still_waiting_share", "%", "Jobs still waiting at the horizon."),
        ("<team-or-task>.withdrawn_share", "%", "Jobs cancelled or turned away before a start."),
        ("<team-or-task>.sac_share", "%", "Jobs that belong to serious acquisitive crime."),
        ("open_crimes", "count", "Crimes open when the recorded window ended, whenever reported."),
        ("open_crimes.over_<days>_days", "count", "Of these, reported more than so many days ago."),
        ("open_crimes.age_<age>", "days", "Age since the report of these crimes."),
        ("<team>.crimes_held", "count", "Crimes open and allocated when the recorded window ended, "
         "by the team of their last owner."),
        ("<team>.caseload_mean", "crimes per officer", "Crimes held, over the officers who held at "
         "least one."),
        ("<team>.caseload_max", "crimes per officer", "The most crimes held by one officer."),
        ("reviews_due", "count", "Supervisors' reviews due on the recorded crimes."),
        ("reviews_on_time", "%", "Reviews made on time, of those due."),
        ("updates_due", "count", "Victims' Code updates due on the recorded crimes."),
        ("updates_on_time", "%", "Victims' Code updates given on time, of those due."),
        ("crimes_bailed", "count", "Crimes with a suspect on pre-charge bail at any time."),
        ("bail_days", "days", "Days of pre-charge bail."),
        ("bail_days_per_crime_bailed", "days", "Days of pre-charge bail a crime that had any."),
        ("crimes_rui", "count", "Crimes with a suspect released under investigation at any time, "
         "also because bail ran out."),
        ("rui_days", "days", "Days released under investigation, to the end of the case."),
        ("rui_days_per_crime_rui", "days", "Days released under investigation a crime that had "
         "any."),
        ("crimes_voluntary", "count", "Crimes with a suspect at liberty after a voluntary "
         "interview."),
        ("voluntary_days", "days", "Days from a voluntary interview to the end of the case."),
        ("voluntary_days_per_crime_voluntary", "days", "The same a crime that had any."),
        ("share.voluntary_attendance", "%", "Crimes whose suspect was asked in voluntarily, of "
         "those whose suspect was asked in or arrested."),
        ("share.wrong_code", "%", "Crimes that stand closed under a wrong outcome code, of those "
         "closed."),
        ("share.consulted_at_closure", "%", "Crimes whose victim was consulted before they were "
         "closed, of those closed without a charge and not by the victim's own decision."),
        ("guard_hours", "hours", "Officer hours spent holding scenes."),
        ("staff_hours", "hours", "Hours of all staff spent on the recorded crimes, to the "
         "horizon."),
        ("staff_hours_per_crime", "hours", "Hours of all staff a crime."),
        ("staff_hours_per_charge", "hours", "Hours of all staff on all crimes, over the crimes "
         "charged."),
        ("share.<practice>", "%", "Crimes for which this was so, of all recorded crimes."),
        ("crimes_with_identifying_chance", "count", "Crimes that left at least one chance to "
         "identify somebody."),
        ("crimes_with_identifying_chance_realised", "count", "Crimes of which at least one such "
         "chance was realised."),
        ("crimes_with_suspect", "count", "Crimes with an identified suspect."),
        ("crimes_charged", "count", "Crimes charged by the horizon."),
        ("crimes_open", "count", "Crimes open at the horizon."),
        ("crimes_screened_out_with_identifying_chance", "count", "Crimes screened out that had "
         "left at least one chance to identify somebody, whether or not it would have been found."),
        ("false_screen_out_share", "%", "The same, of all crimes screened out."),
        ("furthest.<point>", "%", "Crimes by the furthest point they reached by the horizon; each "
         "counts once, so the points add up to 100."),
        ("opportunity.<kind>.left", "count", "Chances of this kind that offenders left."),
        ("opportunity.<kind>.realised", "count", "Of these, realised by the horizon."),
        ("opportunity.<kind>.mean_strength", "ratio", "Mean strength as evidence of those "
         "realised, where 1 is enough for a charge."),
        ("opportunity.<kind>.lost", "count", "Of these, lost, whatever the cause."),
        ("opportunity.<kind>.still_open", "count", "Of these, neither realised nor lost yet."),
        ("opportunity_lost.<kind>.<cause>", "count", "Chances of this kind (`any`: of all kinds) "
         "lost with this recorded cause; a cause nobody met has no row."),
        ("ended.<end>", "count", "Crimes that came to this end by the horizon; with the crimes "
         "lost to each cause they add up to all crimes."),
        ("lost_to.<loss>", "count", "Crimes that this cost the last chance of a charge: one crime, "
         "one cause ([losses](losses.md))."),
        ("crimes_by_origin.<origin>", "count", "Recorded crimes that followed on none "
         "(`background`), on a crime against the same victim (`repeat`) or a neighbour "
         "(`near_repeat`), or that a suspect at liberty committed; `displaced` would have been "
         "followers elsewhere."),
        ("share.repeat_victim", "%", "Crimes against victims of the last twelve months, of all "
         "recorded crimes."),
        ("prevented.<follower>", "count", "Crimes of this kind that would have happened in the "
         "recorded window had nothing been done to prevent them; what would have followed on them "
         "is not counted. Read beside `crimes_recorded` before any share."),
        ("prevented.<follower>.<cause>", "count", "Of these, prevented by this; a cause nobody met "
         "has no row."),
    )
)  # fmt: skip

CATALOGUE: tuple[Definition, ...] = (
    *_DEFINITIONS,
    *progress.DEFINITIONS,
    *exhibits.DEFINITIONS,
    *referrals.DEFINITIONS,
    *liberty.DEFINITIONS,
    *harm.DEFINITIONS,
    *equity.DEFINITIONS,
)
"""Every measure; the newer rooms of measure/ define their own."""

_PLACEHOLDERS = {
    "group": "|".join(OUTCOME_GROUPS),
    "code": r"\d+",
    "timed": "charged|no_suspect|unable_to_prosecute|any",
    "timedgroup": "charged|no_suspect|unable_to_prosecute",
    "lag": r"\d+",
    "average": "median|mean|p90",
    "age": "median|mean|p90",
    "days": "|".join(str(days) for days in AGES_IN_DAYS),
    "stage": "|".join(STAGES),
    "grade": "|".join(ATTENDED_GRADES),
    "calls": "|".join(CALLS),
    "practice": "|".join([*PRACTICE, "attended", "csi_attended", "reopened", "suspect_named"]),
    "point": "|".join(FURTHEST),
    "strength": "|".join(MEANS),
    "turnover": "|".join(SUMS),
    "exhibit": "|".join(exhibits.EXHIBITS),
    "state": "|".join(liberty.STATES),
    "split": "|".join(equity.SPLITS),
    "part": r"[^.]+",
    "fair": "|".join(equity.SHARES),
    "team": r"[^.]+",
    "team-or-task": r"[^.]+(?:\..+)?",
    "kind": r"[^.]+",
    "cause": r".+",
    "end": "|".join(GOOD_ENDS),
    "loss": "|".join(cause.name for cause in CAUSES),
    "origin": "|".join(ORIGINS),
    "follower": "|".join(FOLLOWERS),
}
"""What may stand in the place of each word in angle brackets, as a pattern."""


ROOMS = (
    outcome_rows,
    timeliness_rows,
    workload_rows,
    closing_rows,
    people_rows,
    loss_rows,
    fate_rows,
    feedback_rows,
    progress.progress_rows,
    exhibits.exhibit_rows,
    referrals.referral_rows,
    liberty.liberty_rows,
    harm.harm_rows,
    equity.equity_rows,
)
"""What each room of measure/ has to say of a run, in order."""


def measure(run: Run) -> pd.DataFrame:
    """Return every measure of one replication as long rows (COLUMNS), in a stable order.

    Values are floats at full precision. The order is that of the rooms of measure/, then of the
    measures in each, then crime groups; teams, kinds and causes are sorted by name.
    """
    rows = [row for rows_of in ROOMS for row in rows_of(run)]
    frame = pd.DataFrame(rows, columns=[*KEYS, "value"])
    frame.insert(0, "replication", int(run.replication))
    frame.insert(0, "scenario", as_text(run.scenario.name))
    return frame


def define(name: str) -> Definition:
    """Return what a measure means; raises KeyError for a name that no definition covers."""
    for pattern, definition in _patterns():
        if pattern.fullmatch(name):
            return definition
    raise KeyError(name)


def over_replications(
    measures: pd.DataFrame, confidence: float = 0.95, sets: int = 0
) -> pd.DataFrame:
    """Return the mean of each measure over the replications of one scenario, with its intervals.

    Columns: KEYS and those of an Estimate, in order of first appearance. A count without a row in
    some replication was nought there; any other absent value is missing. With `sets`, replication n
    was run under parameter set n modulo `sets`.
    """
    groups = measures.groupby(KEYS, sort=False, observed=True)
    order = groups.head(1)[KEYS].astype(object)
    runs, of_run = np.unique(measures["replication"], return_inverse=True)
    where = (groups.ngroup().to_numpy(), of_run)
    absent = np.where(order["unit"] == "count", 0.0, np.nan)
    values = np.repeat(absent[:, None], len(runs), axis=1)
    values[where] = measures["value"]
    if sets:
        which = runs % sets
        estimates = [interval_over_sets(each, which, confidence) for each in values]
    else:
        estimates = [mean_interval(each, confidence) for each in values]
    found = pd.DataFrame(estimates, columns=list(Estimate._fields))
    return pd.concat([order.reset_index(drop=True), found], axis=1)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], Definition]]:
    """Return each definition with the pattern its names follow, the exact names first."""
    found = []
    for definition in sorted(CATALOGUE, key=lambda each: "<" in each.name):
        parts = re.split(r"<([^>]+)>", definition.name)
        text = "".join(
            f"(?:{_PLACEHOLDERS[part]})" if odd % 2 else re.escape(part)
            for odd, part in enumerate(parts)
        )
        found.append((re.compile(text), definition))
    return found
