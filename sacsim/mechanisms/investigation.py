"""Mechanisms 16 to 20: who investigates, and how well."""

from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever, Mechanism

WANT_OF_SKILL = "opportunity_lost.any.line missed for want of skill"
SERIES = {"pathway.crime.series": 0.8, "pathway.allocation.series_seen": 0.8}

INVESTIGATION = (
    Mechanism(
        16,
        "PIP 2 is short, and called away to rape and child abuse",
        "Vacant posts are nobody's; high-harm crime has officers in charge in the same team and "
        "goes first. Where a limit is set, crimes go to PIP 1 while too much waits in PIP 2.",
        (
            Lever("teams.pip2.vacancies", (0.0, 0.4), "pip2.wait_mean", RISES),
            Lever(
                "demand.other.high_harm_surge.per_year",
                (50, 500),
                "pip2.wait_mean",
                RISES,
                because="high harm goes first",
            ),
            Lever(
                "pathway.allocation.pip2_overflows_at",
                (0.2, 50.0),
                "pip2.first review.jobs_in_window",
                RISES,
                because="a high limit is never reached",
            ),
        ),
    ),
    Mechanism(
        17,
        "PIP 1 investigates less well",
        "A line of enquiry is thought of as often as the team's skill and its plans allow. The "
        "same line takes PIP 1 as long as PIP 2.",
        (
            Lever(
                "pathway.investigation.skill.pip1",
                (0.4, 1.0),
                WANT_OF_SKILL,
                FALLS,
            ),
            Lever(
                "pathway.investigation.plan.pip1",
                (0.1, 1.0),
                "opportunity_lost.any.no investigation plan",
                FALLS,
            ),
            Lever(
                "policies.allocation",
                ("pip2_for_burglary_and_robbery", "pip1_by_default"),
                WANT_OF_SKILL,
                RISES,
                because="the same crimes in less skilled hands",
            ),
        ),
    ),
    Mechanism(
        18,
        "Specialist teams disbanded: CID takes everything",
        "Without its score the burglary team's crimes are CID's, all of them, in one queue, and "
        "what the team found of a charged offender's other crimes is gone. The team's posts are "
        "PIP 2's own: it has no roster, and no protection from high harm, that disbanding could "
        "end.",
        (
            Lever(
                "policies.allocation",
                ("score_of_75", "pip2_for_burglary_and_robbery"),
                "pip2.offered_load",
                RISES,
                because="every burglary and robbery, not the ones that score",
            ),
            Lever(
                "pathway.allocation.links_series.pip2",
                (0.0, 0.9),
                "outcome_count.charged_in_another_case",
                RISES,
                given={"policies.allocation": "pip2_for_burglary_and_robbery", **SERIES},
                because="the bonus that a disbanded team takes with it; most crimes in a series, "
                "so that it shows",
            ),
        ),
    ),
    Mechanism(
        19,
        "A score sends crimes to a dedicated team",
        "Points for a named suspect, type, recognised victim, a series, freshness and the cue; at "
        "the threshold PIP 2 takes the crime, below it PIP 1 or the desk. A team that links series "
        "finds more of a charged offender's crimes.",
        (
            Lever(
                "pathway.allocation.score.pip2_from",
                (40.0, 120.0),
                "pip2.first review.jobs_in_window",
                FALLS,
                given={"policies.allocation": "score_of_75"},
            ),
            Lever(
                "pathway.allocation.score.pip1_from",
                (10.0, 75.0),
                "pip1.first review.jobs_in_window",
                FALLS,
                given={"policies.allocation": "score_of_75"},
                because="what scores less stays with the desk",
            ),
            Lever(
                "pathway.allocation.score.pip2_from",
                (40.0, 120.0),
                "pip2.first review.jobs_in_window",
                SAME,
                because="nobody counts points under the default policy",
            ),
            Lever(
                "pathway.allocation.series_seen",
                (0.0, 1.0),
                "pip2.first review.jobs_in_window",
                RISES,
                given={"policies.allocation": "threat_harm_risk"},
                because="threat, harm and risk send a series to PIP 2",
            ),
        ),
    ),
    Mechanism(
        20,
        "A burglary team that takes named suspects only",
        "Crimes without a suspect stay with the desk, which thinks of fewer lines: somebody was "
        "sent, and nobody looks further.",
        (
            Lever(
                "policies.allocation",
                ("pip2_for_burglary_and_robbery", "named_suspects_only"),
                WANT_OF_SKILL,
                RISES,
                crime_type="domestic_burglary",
                because="the gap between the visit and a suspect",
            ),
            Lever(
                "policies.allocation",
                ("pip2_for_burglary_and_robbery", "named_suspects_only"),
                "pip2.first review.jobs_in_window",
                FALLS,
                because="the team is spared",
            ),
        ),
    ),
)
