"""Mechanisms 24 to 29: supervision, phones and exhibits, and what their queues delay."""

from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever, Mechanism

SUPERVISION = "policies.supervision"
PLAN = "policies.investigation_plan"
DRIFTS = {"pathway.investigation.drifts": 0.5}
OFTEN = {"pathway.supervision.every_days": 3.0}
SOON = {
    "pathway.crime.series": 0.9,
    "pathway.disposal.taken_into_consideration": 1.0,
    "pathway.disposal.taken_into_consideration_days": 10.0,
}
CODES = {"pathway.disposal.miscoded": 0.9, "pathway.disposal.miscoded_if_reviewed": 0.0}
MARKS = {
    "pathway.scene.attends": 1.0,
    "pathway.forensics.submits": 1.0,
    "pathway.opportunities.fingerprint.left": 0.9,
    "pathway.opportunities.fingerprint.identifies": 0.5,
}
PHONES = {"pathway.opportunities.phone.left": 1.0}
LATE = {"pathway.forensics.fingerprint_delay_days": 250.0}

DELAYS = (
    Mechanism(
        24,
        "Supervision deficit: unreviewed crimes drift, miss lines, links and the right code",
        "Sergeants work one queue: allocation, custody, then reviews, which fall due by a policy "
        "while a crime is open. A sufficient review gets a drifting crime moving and may bring up "
        "lines that nobody had thought of; a crime reviewed on time is miscoded less often and "
        "linked to its series more often. Which crimes get an investigation plan is a policy too.",
        (
            Lever(SUPERVISION, ("none", "every_28_days"), "reviews_due", RISES),
            Lever(
                "pathway.supervision.higher_risk_days",
                (28.0, 7.0),
                "reviews_due",
                RISES,
                given={SUPERVISION: "by_risk"},
            ),
            Lever(
                "pathway.supervision.lower_risk_days",
                (28.0, 7.0),
                "reviews_due",
                SAME,
                because="without the policy by risk it is never asked for",
            ),
            Lever("teams.supervisors.officers", (14, 18), "reviews_on_time", RISES),
            Lever("pathway.supervision.hours", (0.2, 4.0), "reviews_on_time", FALLS),
            Lever(
                "pathway.investigation.drifts",
                (0.0, 0.5),
                "opportunity_lost.any.case drifted",
                RISES,
            ),
            Lever(
                "pathway.supervision.sufficient",
                (0.1, 1.0),
                "crimes_open",
                FALLS,
                given=DRIFTS,
                because="a crime that drifts stays open until it is reviewed well",
            ),
            Lever(
                "pathway.investigation.review_finds",
                (0.0, 1.0),
                "opportunity_lost.any.line not pursued",
                FALLS,
                given=OFTEN,
                because="reviews must come before crimes are filed",
            ),
            Lever(
                SUPERVISION,
                ("none", "every_28_days"),
                "share.wrong_code",
                FALLS,
                given={**CODES, **OFTEN},
            ),
            Lever(
                "pathway.disposal.linked",
                (0.0, 1.0),
                "outcome_share.charged_in_another_case",
                RISES,
                given=SOON,
            ),
            Lever(
                "pathway.disposal.linked_if_reviewed",
                (0.0, 1.0),
                "outcome_share.charged_in_another_case",
                RISES,
                given={**SOON, **OFTEN, "pathway.disposal.linked": 0.0},
            ),
            Lever(
                PLAN,
                ("none", "always"),
                "opportunity_lost.any.no investigation plan",
                FALLS,
            ),
            Lever(
                "pathway.investigation.plan_hours",
                (0.0, 2.0),
                "staff_hours_per_crime",
                RISES,
            ),
            Lever(
                "pathway.investigation.plan_hours",
                (0.0, 2.0),
                "staff_hours_per_crime",
                SAME,
                given={PLAN: "none"},
            ),
        ),
    ),
    Mechanism(
        25,
        "Supervisors carry crimes themselves, and reviews slip",
        "Their own crimes are other demand in the same queue, after allocation and custody and "
        "before reviews.",
        (
            Lever(
                "demand.other.supervisors_own_crimes.per_year",
                (0, 900),
                "reviews_on_time",
                FALLS,
            ),
            Lever(
                "demand.other.supervisors_own_crimes.per_year",
                (0, 900),
                "supervisors.28-day review.wait_mean",
                RISES,
            ),
        ),
    ),
    Mechanism(
        26,
        "Digital backlog: even simple examinations delay cases by months",
        "Each phone goes to a kiosk, to the force's unit or to a contractor; a case that is short "
        "of evidence waits until it is back.",
        (
            Lever(
                "teams.digital_unit.officers",
                (4, 9),
                "digital_unit.phone examination.wait_mean",
                FALLS,
            ),
            Lever(
                "demand.other.other_devices.backlog",
                (0, 1000),
                "digital_unit.phone examination.wait_mean",
                RISES,
            ),
            Lever(
                "pathway.digital.kiosk_share",
                (0.1, 0.9),
                "digital_unit.phone examination.jobs_in_window",
                FALLS,
            ),
            Lever(
                "pathway.digital.outsourced_days",
                (5.0, 150.0),
                "wait.report_to_submission.mean",
                RISES,
                given={
                    **PHONES,
                    "pathway.digital.kiosk_share": 0.0,
                    "pathway.digital.outsourced_share": 1.0,
                },
            ),
        ),
    ),
    Mechanism(
        27,
        "A kiosk needs a trained user on duty",
        "An examination takes up a free kiosk and a trained user together; abstraction takes "
        "users away.",
        (
            Lever(
                "teams.kiosk.trained_users",
                (4, 40),
                "kiosk.kiosk examination.wait_mean",
                FALLS,
            ),
            Lever("teams.kiosk.kiosks", (1, 4), "kiosk.kiosk examination.wait_mean", FALLS),
            Lever(
                "teams.kiosk.other_duties",
                (0.3, 0.9),
                "kiosk.kiosk examination.wait_mean",
                RISES,
            ),
        ),
    ),
    Mechanism(
        28,
        "Fingerprint delay meets the statutory time limit",
        "A late result names somebody too late only where the offence is summary-only: six months "
        "from the offence, or from sufficient evidence when a vehicle is taken. Burglary, robbery "
        "and theft never lapse.",
        (
            Lever(
                "pathway.forensics.fingerprint_delay_days",
                (5.0, 250.0),
                "outcome_share.type_17",
                RISES,
                given={**MARKS, "pathway.crime.summary_only": 1.0},
            ),
            Lever(
                "pathway.crime.summary_only",
                (0.0, 1.0),
                "outcome_share.type_17",
                RISES,
                given={**MARKS, **LATE},
            ),
            Lever(
                "teams.fingerprint_bureau.officers",
                (2, 4),
                "fingerprint_bureau.fingerprint comparison.wait_mean",
                FALLS,
            ),
        ),
    ),
    Mechanism(
        29,
        "Submission bureaucracy delays the file, which waits for the slowest exhibit",
        "Each exhibit costs the officer in charge paperwork before it is sent, and waits at the "
        "gate; a case that is short waits for every result that is pending.",
        (
            Lever(
                "pathway.forensics.submission_hours",
                (0.0, 4.0),
                "staff_hours_per_crime",
                RISES,
            ),
            Lever(
                "pathway.forensics.dna_gate_days",
                (1.0, 60.0),
                "wait.report_to_submission.mean",
                RISES,
                given={
                    "pathway.scene.attends": 1.0,
                    "pathway.forensics.submits": 1.0,
                    "pathway.opportunities.dna.left": 1.0,
                    "pathway.opportunities.dna.identifies": 0.0,
                },
                because="the mark corroborates only, so that the file waits, not the name",
            ),
        ),
    ),
)
