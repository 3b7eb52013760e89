"""Mechanisms 8 to 15: who comes to the scene, how soon, and what they find there."""

from datetime import date

from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever, Mechanism

FEW_CSIS = {"teams.csi.officers": 4}
SHORT_TAPES = {"pathway.opportunities.cctv_kept_days": 4.0}
NEAR_SCENE = "caught or seen near the scene"
WITNESS = "witness questioned at the scene"
CCTV = "CCTV or doorbell"

ATTENDANCE = (
    Mechanism(
        8,
        "Grading, deployment and timeliness",
        "Emergency, priority, scheduled or none; a scheduled visit falls due after an appointment "
        "and queues behind the rest. Who among the later reports is visited is a policy.",
        (
            Lever("pathway.deployment.attends", (0.2, 0.9), "share.attended", RISES),
            Lever(
                "policies.deployment",
                ("by_cue", "attend_all_burglaries"),
                "share.attended",
                RISES,
                crime_type="domestic_burglary",
            ),
            Lever(
                "policies.deployment",
                ("recognised_only", "by_cue"),
                "share.attended",
                RISES,
            ),
            Lever(
                "policies.deployment",
                ("by_cue", "commitment_of_october_2022"),
                "share.attended",
                RISES,
                crime_type="domestic_burglary",
                given={"start": date(2022, 6, 1)},
                because="the recorded year begins in July 2022",
            ),
            Lever(
                "policies.deployment",
                ("by_cue", "commitment_of_october_2022"),
                "share.attended",
                SAME,
                because="the default years end before the commitment",
            ),
            Lever(
                "teams.response.officers",
                (85, 140),
                "attendance.scheduled.mean",
                FALLS,
                because="scheduled visits wait behind emergencies",
            ),
        ),
    ),
    Mechanism(
        9,
        "Faster arrival, more arrests near the scene",
        "Somebody near the scene of a fresh crime is out of reach after minutes of their own; "
        "whoever arrives before arrests them. Arrival is the call, the wait for a free officer and "
        "the travel. Travel does not depend on how many units are free.",
        (
            Lever(
                "pathway.deployment.travel_minutes",
                (2.0, 30.0),
                f"opportunity.{NEAR_SCENE}.realised",
                FALLS,
            ),
            Lever(
                "pathway.contact.emergency_minutes",
                (1.0, 15.0),
                f"opportunity.{NEAR_SCENE}.realised",
                FALLS,
                because="officers are sent when the call has told enough",
            ),
            Lever(
                "teams.response.officers",
                (60, 134),
                f"opportunity_lost.{NEAR_SCENE}.arrived too late",
                FALLS,
                because="nobody has to wait for a free officer",
            ),
            Lever(
                "pathway.opportunities.near_scene_minutes",
                (4.0, 60.0),
                f"opportunity.{NEAR_SCENE}.realised",
                RISES,
            ),
        ),
    ),
    Mechanism(
        10,
        "Response officers keep the crime",
        "With this allocation a response officer has the crime in charge beside incidents, which "
        "stop that work: the one who attended, or whoever has fewest if nobody did.",
        (
            Lever(
                "policies.allocation",
                ("by_share", "response_keeps"),
                "response.crimes_held",
                RISES,
            ),
            Lever(
                "demand.other.emergencies.share",
                (0.15, 0.45),
                "response.first review.wait_mean",
                RISES,
                given={"policies.allocation": "response_keeps"},
                because="emergencies come before the crimes that they keep",
            ),
        ),
    ),
    Mechanism(
        11,
        "Early lines of enquiry",
        "At the scene early lines are completed or not, less often by officers called away. "
        "Completed, they question the witness and may secure CCTV; otherwise both are left to the "
        "officer in charge.",
        (
            Lever(
                "pathway.deployment.lines_completed",
                (0.3, 1.0),
                f"opportunity.{WITNESS}.realised",
                RISES,
            ),
            Lever(
                "pathway.deployment.lines_completed_if_called_away",
                (0.0, 1.0),
                f"opportunity.{WITNESS}.realised",
                RISES,
                given={"teams.response.officers": 85},
                because="few officers, so that they are called away",
            ),
            Lever(
                "pathway.deployment.secures_cctv",
                (0.0, 1.0),
                f"opportunity_lost.{CCTV}.CCTV overwritten",
                FALLS,
                given={"pathway.deployment.equipped": 0.0, **SHORT_TAPES},
                because="a recording that was secured is kept; short ones here, so that it shows",
            ),
        ),
    ),
    Mechanism(
        12,
        "Equipment and body-worn video at the scene",
        "A share of visits has a full kit and body-worn video on: statements captured then are "
        "stronger evidence, and more CCTV is secured, by stated factors that are neutral unless "
        "set.",
        (
            Lever(
                "pathway.deployment.equipped",
                (0.0, 1.0),
                f"opportunity.{WITNESS}.mean_strength",
                RISES,
                given={"pathway.deployment.witness_if_equipped": 1.5},
            ),
            Lever(
                "pathway.deployment.equipped",
                (0.0, 1.0),
                f"opportunity_lost.{CCTV}.CCTV overwritten",
                FALLS,
                given={
                    "pathway.deployment.secures_cctv": 0.0,
                    "pathway.deployment.secures_cctv_if_equipped": 1.0,
                    **SHORT_TAPES,
                },
            ),
            Lever(
                "pathway.deployment.equipped",
                (0.0, 1.0),
                f"opportunity.{WITNESS}.mean_strength",
                SAME,
                because="the two factors are neutral by default",
            ),
        ),
    ),
)

SCENES = (
    Mechanism(
        13,
        "CSIs are scarce and go to high harm first",
        "High-harm scenes have the first place in one queue; a visit not begun within a stated "
        "time is given up; a gate decides which marks are submitted.",
        (
            Lever(
                "teams.csi.officers",
                (2, 10),
                "opportunity_lost.any.CSI too busy to come",
                FALLS,
            ),
            Lever(
                "pathway.scene.give_up_hours",
                (6.0, 200.0),
                "opportunity_lost.any.CSI too busy to come",
                FALLS,
                given=FEW_CSIS,
                because="patience with few CSIs",
            ),
            Lever(
                "demand.other.high_harm_scenes.per_year",
                (300, 2_500),
                "wait.report_to_csi.mean",
                RISES,
                because="high harm goes first",
            ),
            Lever(
                "pathway.forensics.submits",
                (0.1, 1.0),
                "opportunity_lost.any.not submitted",
                FALLS,
                because="a gate for high harm alone",
            ),
        ),
    ),
    Mechanism(
        14,
        "Officers guard scenes while CSIs are late",
        "A share of scenes is held by a neighbourhood officer until the CSI has left, which takes "
        "hours from patrol and problem solving.",
        (
            Lever("pathway.scene.guarded", (0.0, 0.5), "guard_hours", RISES),
            Lever(
                "pathway.scene.guarded",
                (0.0, 0.8),
                "neighbourhood.patrol_and_problem_solving.wait_mean",
                RISES,
                given={"teams.neighbourhood.officers": 85},
                because="who stands guard does not patrol",
            ),
            Lever(
                "teams.csi.officers",
                (5, 20),
                "guard_hours",
                FALLS,
                given={"pathway.scene.guarded": 0.5},
                because="a guard waits as long as the scene does",
            ),
        ),
    ),
    Mechanism(
        15,
        "A CSI supervisor rings first",
        "With this policy a short call by a CSI, right at a stated accuracy about whether there is "
        "anything to lift, decides about each visit; wrong calls know no more than the cue.",
        (
            Lever(
                "policies.csi",
                ("by_cue", "supervisor_triage"),
                "csi_recovery_share",
                RISES,
                because="fewer visits find nothing",
            ),
            Lever(
                "pathway.scene.triage.accuracy",
                (0.0, 0.9),
                "csi_recovery_share",
                RISES,
                given={"policies.csi": "supervisor_triage"},
            ),
            Lever(
                "policies.csi",
                ("attend_all", "supervisor_triage"),
                "csi.scene visit.wait_mean",
                FALLS,
                because="hours that empty scenes would have taken",
            ),
            Lever("pathway.scene.triage.accuracy", (0.0, 0.9), "csi_recovery_share", SAME),
        ),
    ),
)
