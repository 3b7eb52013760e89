"""Mechanisms 1 to 15: from the call to the scene; those of the scene stand in attendance.py."""

from sacsim.mechanisms.attendance import ATTENDANCE, NEAR_SCENE, SCENES
from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever, Mechanism

FEW_HANDLERS = {"teams.call_handlers.officers": 19}
BUSY_DESK = {"demand.other.desk_crimes.per_year": 12_000}

CALLS = (
    Mechanism(
        1,
        "999 pressure squeezes 101",
        "One pool answers both, 999 first and without cutting a call in progress short. A 101 "
        "report that begins while callers wait is cut, down to a floor; a caller who waits too "
        "long hangs up and rings back.",
        (
            Lever(
                "teams.call_handlers.squeeze.per_waiting",
                (0.0, 2.0),
                "share.preservation_advice",
                FALLS,
                given=FEW_HANDLERS,
                because="a report cut short has less in it; few handlers, so that callers wait",
            ),
            Lever(
                "demand.other.emergency_calls.per_year",
                (40_000, 70_000),
                "calls_101.abandonment",
                RISES,
                because="999 goes first",
            ),
            Lever(
                "teams.call_handlers.officers",
                (19, 30),
                "share.preservation_advice",
                RISES,
                because="nobody waits, so nobody hurries",
            ),
        ),
    ),
    Mechanism(
        2,
        "A short call leaves no time for evidence-preservation advice",
        "A handler advises as often as the report is unhurried; training raises the share.",
        (
            Lever(
                "pathway.contact.preservation_advice.unhurried",
                (0.2, 0.9),
                "share.preservation_advice",
                RISES,
                because="the training of handlers",
            ),
            Lever(
                "pathway.contact.preservation_advice.hurried",
                (0.0, 0.33),
                "share.preservation_advice",
                RISES,
                given=FEW_HANDLERS,
                because="a script that survives hurry; few handlers, so that there is some",
            ),
        ),
    ),
    Mechanism(
        3,
        "Without advice, marks are disturbed",
        "A scene that nobody was told to leave alone is disturbed more often before a CSI comes; "
        "the weather takes marks later. Advice does nothing else for them.",
        (
            Lever(
                "pathway.scene.disturbed_if_not_advised",
                (0.1, 0.9),
                "opportunity.fingerprint.realised",
                FALLS,
            ),
            Lever(
                "pathway.contact.preservation_advice.unhurried",
                (0.1, 1.0),
                "opportunity_lost.any.disturbed, no advice given",
                FALLS,
                because="who was told leaves the scene alone more often",
            ),
            Lever(
                "pathway.scene.disturbed_within_hours",
                (0.5, 24.0),
                "opportunity_lost.any.disturbed, no advice given",
                FALLS,
                because="the later people disturb it, the more CSIs come before",
            ),
        ),
    ),
    Mechanism(
        4,
        "A weak THRIVE assessment misses repeat and vulnerable victims",
        "A vulnerable victim is visited, and a vulnerable or repeat one screened in, only if the "
        "handler noticed. A fresh report without an adequate assessment is now and then graded one "
        "too low.",
        (
            Lever(
                "pathway.contact.thrive.unhurried",
                (0.3, 1.0),
                "attendance.scheduled.reached",
                RISES,
                because="a vulnerable victim who was recognised is visited",
            ),
            Lever(
                "pathway.contact.repeat_recognised.unhurried",
                (0.25, 1.0),
                "share.screened_out",
                FALLS,
                because="a repeat victim who was recognised is screened in",
            ),
            Lever(
                "pathway.deployment.misgraded",
                (0.0, 0.5),
                f"opportunity_lost.{NEAR_SCENE}.arrived too late, graded too low",
                RISES,
                because="a scheduled visit finds nobody at the scene",
            ),
            Lever(
                "pathway.contact.thrive.unhurried",
                (0.3, 1.0),
                f"opportunity_lost.{NEAR_SCENE}.arrived too late, graded too low",
                FALLS,
                given={"pathway.deployment.misgraded": 0.8},
                because="only a poor assessment misgrades, often here so that it shows",
            ),
        ),
    ),
    Mechanism(
        7,
        "Desk resolution and screening",
        "The desk assesses every report without a prisoner. Its policy screens in by the cue and "
        "always whoever has a suspect or a recognised victim; crimes that left a chance are "
        "screened out too. A crowded desk screens out more.",
        (
            Lever(
                "policies.screening",
                ("none", "solvability"),
                "share.screened_out",
                RISES,
            ),
            Lever(
                "policies.screening",
                ("solvability", "heavy"),
                "crimes_screened_out_with_identifying_chance",
                RISES,
                because="the harsher, the more false screen-outs",
            ),
            Lever(
                "pathway.allocation.screens_in_heavily",
                (0.1, 0.8),
                "share.screened_out",
                FALLS,
                given={"policies.screening": "heavy"},
            ),
            Lever("pathway.allocation.screens_in_heavily", (0.1, 0.8), "share.screened_out", SAME),
            Lever(
                "pathway.allocation.screens_in",
                (0.3, 0.9),
                "crimes_screened_out_with_identifying_chance",
                FALLS,
            ),
            Lever(
                "pathway.opportunities.cue",
                (0.0, 0.9),
                "false_screen_out_share",
                FALLS,
                because="the better a report shows what was left, the fewer mistakes",
            ),
            Lever(
                "pathway.allocation.screens_out_per_waiting",
                (0.0, 0.5),
                "share.screened_out",
                RISES,
                given=BUSY_DESK,
                because="other reports crowd the desk",
            ),
            Lever(
                "demand.other.desk_crimes.per_year",
                (5_000, 12_000),
                "share.screened_out",
                RISES,
                given={"pathway.allocation.screens_out_per_waiting": 0.5},
                because="congestion lowers the share screened in",
            ),
            Lever(
                "pathway.allocation.screens_out_at_most",
                (0.1, 0.9),
                "share.screened_out",
                SAME,
                because="congestion screens nothing out while `screens_out_per_waiting` is 0",
            ),
        ),
    ),
)

CONTACT_AND_RESPONSE = (*CALLS, *ATTENDANCE, *SCENES)
