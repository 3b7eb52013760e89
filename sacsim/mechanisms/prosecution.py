"""Mechanisms 30 to 39: from the case file to the outcome."""

from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever, Mechanism

FILES = "policies.case_file"
QUEUE = "policies.charging_queue"
DISPOSAL = "policies.disposal"
BUILDERS = {"teams.file_builders.officers": 6, "pathway.casefile.file_builders_do": 0.5}
FEW_PROSECUTORS = {"teams.cps_area.officers": 2}
DEFERRED = {DISPOSAL: "deferred_prosecution", "pathway.disposal.deferral.days": 30.0}

FILE_AND_CHARGE = (
    Mechanism(
        30,
        "Director's Guidance, sixth edition: the full file comes before the charge",
        "Files begun from 31 December 2020 on take longer and are redacted; the officer in charge "
        "has less time for other crimes, charged or not.",
        (
            Lever("pathway.casefile.full_hours", (8.0, 40.0), "staff_hours_per_crime", RISES),
            Lever("pathway.casefile.redaction_hours", (0.0, 20.0), "staff_hours_per_crime", RISES),
            Lever(
                "pathway.casefile.full_hours_before_dg6",
                (4.0, 40.0),
                "staff_hours_per_crime",
                RISES,
                because="the borough's first months are before that day",
            ),
        ),
    ),
    Mechanism(
        31,
        "Files are rejected, and feedback is inconsistent",
        "Triage turns files back unread; each time round costs rework, a wait and the queue. An "
        "evidence review officer may ask for other than the CPS does, which costs a round before.",
        (
            Lever(
                "pathway.charging.rejected_at_triage",
                (0.0, 0.9),
                "wait.submission_to_charge.mean",
                RISES,
            ),
            Lever(
                "pathway.casefile.rework_hours",
                (1.0, 30.0),
                "staff_hours_per_crime",
                RISES,
            ),
            Lever(
                "pathway.casefile.feedback_conflicts",
                (0.0, 1.0),
                "evidence_review.file review.jobs_in_window",
                RISES,
            ),
            Lever(
                "pathway.charging.resubmit_days",
                (1.0, 40.0),
                "wait.submission_to_charge.mean",
                RISES,
            ),
        ),
    ),
    Mechanism(
        32,
        "Disclosure champions, file builders, case progression teams",
        "A policy says who helps with a full file: builders take over a share of its hours, "
        "champions spare the officer in charge some; either way it passes triage more often.",
        (
            Lever(
                FILES,
                ("officer_builds", "file_builders"),
                "wait.submission_to_charge.mean",
                FALLS,
                given={**BUILDERS, "pathway.charging.rejected_if_builders": 0.0},
            ),
            Lever(
                FILES,
                ("officer_builds", "disclosure_champions"),
                "wait.submission_to_charge.mean",
                FALLS,
                given={"pathway.charging.rejected_if_builders": 0.0},
            ),
            Lever(
                "pathway.casefile.file_builders_do",
                (0.1, 0.9),
                "file_builders.busy_hours",
                RISES,
                given={**BUILDERS, FILES: "file_builders"},
            ),
            Lever(
                "pathway.casefile.champions_leave",
                (0.2, 1.0),
                "staff_hours_per_crime",
                RISES,
                given={FILES: "disclosure_champions"},
            ),
            Lever("pathway.casefile.champions_leave", (0.2, 1.0), "staff_hours_per_crime", SAME),
        ),
    ),
    Mechanism(
        33,
        "The CPS's capacity and interim protocol: custody first, suspects at liberty slow",
        "Custody cases go to CPS Direct, on the threshold test if they are just short and evidence "
        "is to come. The rest queue at the Area as they come, or by the interim protocol: bail "
        "first, under investigation and volunteers last. Bail has limits by date, extended or not; "
        "when it runs out the suspect is under investigation, without a clock.",
        (
            Lever("teams.cps_area.officers", (2, 4), "cps_area.charging decision.wait_mean", FALLS),
            Lever(
                "pathway.charging.area_delay_days",
                (1.0, 60.0),
                "wait.submission_to_charge.mean",
                RISES,
            ),
            Lever(
                QUEUE,
                ("as_they_come", "interim_protocol"),
                "bail_days_per_crime_bailed",
                FALLS,
                given=FEW_PROSECUTORS,
            ),
            Lever(
                "pathway.charging.area_priority_not_bailed",
                (0.5, 4.0),
                "cps_area.charging decision.wait_mean",
                RISES,
                given={**FEW_PROSECUTORS, QUEUE: "interim_protocol"},
                because="files on suspects who are not on bail wait behind other forces' too",
            ),
            Lever(
                "pathway.charging.area_priority_not_bailed",
                (0.5, 4.0),
                "voluntary_days_per_crime_voluntary",
                SAME,
            ),
            Lever(
                "pathway.charging.threshold_test",
                (0.0, 1.0),
                "outcome_share.charged",
                RISES,
                given={
                    "pathway.charging.threshold_within": 0.9,
                    "pathway.charging.kept_otherwise": 1.0,
                    "pathway.opportunities.phone.left": 1.0,
                },
            ),
            Lever(
                "pathway.charging.not_public_interest", (0.0, 0.5), "outcome_share.type_9", RISES
            ),
            Lever("pathway.suspect.release.extended", (0.0, 1.0), "bail_days", RISES),
            Lever(
                "pathway.suspect.release.extended",
                (0.0, 1.0),
                "bail_days",
                SAME,
                given={"pathway.suspect.release.bailed": 0.0},
            ),
            Lever("pathway.suspect.release.bailed", (0.1, 0.9), "rui_days", FALLS),
            Lever(
                "policies.suspects",
                ("arrest_all", "voluntary_unless_caught"),
                "share.voluntary_attendance",
                RISES,
            ),
        ),
    ),
    Mechanism(
        34,
        "Delay: victims withdraw",
        "From the day a suspect is known a victim's patience is used up at a monthly rate, faster "
        "after a missed update; the longer the case, the more withdraw.",
        (
            Lever("pathway.victim.withdraws_per_month", (0.0, 0.5), "outcome_share.type_16", RISES),
            Lever(
                "pathway.charging.area_delay_days",
                (1.0, 60.0),
                "outcome_share.type_16",
                RISES,
                given={"pathway.victim.withdraws_per_month": 0.3},
            ),
            Lever("pathway.victim.update_within_days", (0.5, 10.0), "updates_on_time", RISES),
            Lever(
                "pathway.victim.missed_update_ratio",
                (1.0, 20.0),
                "outcome_share.type_16",
                RISES,
                given={
                    "pathway.victim.withdraws_per_month": 0.1,
                    "pathway.victim.update_every_days": 3.0,
                    "pathway.victim.update_within_days": 0.2,
                },
            ),
            Lever(
                "pathway.victim.missed_update_ratio",
                (1.0, 20.0),
                "outcome_share.type_16",
                SAME,
                given={"pathway.victim.withdraws_per_month": 0.0},
            ),
        ),
    ),
)
"""From the file to the decision, and what its delay does."""

OUTCOMES = (
    Mechanism(
        37,
        "Outcome coding errors and weak audit",
        "Some outcomes are recorded under a neighbouring code; the crime management unit reads a "
        "share of the crimes and puts those right. What really happened is known to the model.",
        (
            Lever("pathway.disposal.miscoded", (0.0, 0.9), "share.wrong_code", RISES),
            Lever(
                "pathway.disposal.audited",
                (0.0, 1.0),
                "share.wrong_code",
                FALLS,
                given={"pathway.disposal.miscoded": 0.9},
            ),
            Lever(
                "pathway.disposal.miscoded_if_reviewed",
                (0.0, 0.9),
                "share.wrong_code",
                RISES,
                given={"pathway.supervision.every_days": 3.0},
            ),
        ),
    ),
    Mechanism(
        38,
        "Crimes are closed without consulting the victim",
        "Before a crime is closed uncharged its officer consults the victim, if the force asks "
        "for that and the officer finds the time; the outcome is the same. A victim may ask for a "
        "review of the decision, and the crime may be opened again.",
        (
            Lever("pathway.victim.consults", (0.1, 0.9), "share.consulted_at_closure", RISES),
            Lever(
                "pathway.victim.consult_within_hours",
                (2.0, 96.0),
                "share.consulted_at_closure",
                RISES,
            ),
            Lever(
                "pathway.victim.consult_hours",
                (0.1, 2.0),
                "share.consulted_at_closure",
                SAME,
                given={"pathway.victim.consults": 0.0},
            ),
            Lever(
                "pathway.disposal.asks_for_review",
                (0.0, 0.5),
                "share.reopened",
                RISES,
                given={"pathway.disposal.review_upheld": 1.0},
            ),
            Lever(
                "pathway.disposal.review_upheld",
                (0.0, 1.0),
                "share.reopened",
                SAME,
                given={"pathway.disposal.asks_for_review": 0.0},
            ),
        ),
    ),
    Mechanism(
        39,
        "Out-of-court disposals and deferred prosecution",
        "Suspects who admit may be spared a charge, which spares the CPS a file. Under deferred "
        "prosecution the eligible sign a contract of four months; who breaks it is prosecuted "
        "after all.",
        (
            Lever(
                "pathway.disposal.out_of_court",
                (0.0, 0.9),
                "outcome_share.out_of_court",
                RISES,
            ),
            Lever(
                DISPOSAL,
                ("as_stated", "charge_only"),
                "outcome_share.out_of_court",
                FALLS,
            ),
            Lever(
                DISPOSAL,
                ("charge_only", "deferred_prosecution"),
                "evidence_review.file review.jobs_in_window",
                FALLS,
                given={
                    "pathway.disposal.deferral.eligible": 1.0,
                    "pathway.disposal.deferral.fails": 0.0,
                },
            ),
            Lever(
                "pathway.disposal.deferral.eligible",
                (0.0, 1.0),
                "outcome_share.type_22",
                RISES,
                given=DEFERRED,
            ),
            Lever(
                "pathway.disposal.deferral.fails",
                (0.0, 1.0),
                "outcome_share.type_22",
                FALLS,
                given=DEFERRED,
            ),
            Lever(
                "pathway.disposal.deferral.fails",
                (0.0, 1.0),
                "outcome_share.type_22",
                SAME,
            ),
        ),
    ),
)
"""Codes, consultation and disposals."""

PROSECUTION: tuple[Mechanism, ...] = (*FILE_AND_CHARGE, *OUTCOMES)
