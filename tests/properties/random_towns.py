"""Random valid scenarios: the small town with other people, shifts, priorities and policies."""

from typing import Any

from hypothesis import strategies as st

from sacsim.pathway.policies import CHOICES
from sacsim.words import TeamName

FEWER_CALLS = {
    "demand.other.non_emergency_calls.per_year": 9000,
    "demand.other.other_supervision.per_year": 3000,
    "demand.other.patrol_and_problem_solving.per_year": 2500,
}

share = st.floats(0, 1).map(lambda value: round(value, 3))
priority = st.sampled_from([0.0, 1.0, 2.0, 2.5, 4.0])
pattern = st.sampled_from(["five_team_2224", "cid", "monday_to_friday", "seven_day_days"])


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """Differences from the small town: people, shifts, priorities, shares and policies."""
    made: dict[str, Any] = {"seed": draw(st.integers(0, 2**32))} | FEWER_CALLS
    for team in TeamName:
        if draw(st.integers(0, 4)) == 0:
            made[f"teams.{team}.queue_limit"] = draw(st.integers(0, 9))
        if team == TeamName.KIOSK:
            made["teams.kiosk.kiosks"] = draw(st.integers(0, 3))
            made["teams.kiosk.trained_users"] = draw(st.integers(0, 12))
            continue
        made[f"teams.{team}.at_shift_end"] = draw(st.sampled_from(["finish", "hand_over", "park"]))
        if team == TeamName.DNA_LABORATORY:
            continue
        made[f"teams.{team}.officers"] = draw(st.sampled_from([0, 1, 2, 3, 5, 8, 14, 25]))
        made[f"teams.{team}.shifts"] = draw(pattern)
        made[f"teams.{team}.abstraction"] = draw(share)
    made["teams.call_handlers.officers"] = draw(st.integers(0, 16))
    made["teams.call_handlers.reserve_posts"] = draw(st.integers(0, 2))
    made["teams.call_handlers.squeeze.floor"] = draw(share)
    for owner in ("response", "pip1", "pip2", "neighbourhood"):
        made[f"teams.{owner}.caseload_limit"] = draw(st.integers(0, 12))
    for stream in ("emergencies", "priority_incidents", "scheduled_incidents", "other_devices"):
        made[f"demand.other.{stream}.priority"] = draw(priority)
        made[f"demand.other.{stream}.preempts"] = draw(st.booleans())
        made[f"demand.other.{stream}.interruptible"] = draw(st.booleans())
    for key in (
        "crime.in_progress",
        "crime.just_happened",
        "scene.attends",
        "scene.guarded",
        "deployment.attends",
        "allocation.screens_in",
        "crime.never_supports",
        "opportunities.dna.left",
        "opportunities.cctv.left",
        "casefile.file_builders_do",
        "charging.threshold_test",
        "charging.not_public_interest",
        "disposal.asks_for_review",
        "disposal.deferral.fails",
        "disposal.linked",
        "investigation.review_finds",
        "suspect.release.extended",
        "victim.consults",
    ):
        made[f"pathway.{key}"] = draw(share) / 2
    for hours in ("forensics.submission_hours", "investigation.plan_hours"):
        made[f"pathway.{hours}"] = draw(st.sampled_from([0.0, 1.0]))
    made["pathway.digital.kiosk_share"] = draw(share) / 2
    made["pathway.digital.outsourced_share"] = draw(share) / 2
    for policy, choices in CHOICES.items():
        made[f"policies.{policy}"] = draw(st.sampled_from(sorted(choices)))
    for key in (
        "deployment.misgraded",
        "allocation.screens_out_per_waiting",
        "allocation.pip2_overflows_at",
        "allocation.links_series.pip2",
    ):
        made[f"pathway.{key}"] = draw(share)
    made["demand.personal_robbery.per_year"] = draw(st.integers(0, 400))
    return made
