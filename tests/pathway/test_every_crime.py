"""What holds for every crime of a whole run: a small town with no other work, for ten months.

All the random numbers are the scenario's own, so the stories are as mixed as in a forecast.
"""

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sacsim.engine.run import Run, run
from sacsim.pathway.opportunities import Kind
from sacsim.scenario.scenario import load
from sacsim.words import Outcome

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ENDS = ("completed", "cancelled", "abandoned", "turned away")
OUTLIVES_ITS_CRIME = {
    "fingerprint comparison",
    "DNA profiling",
    "exhibit submission",
    "outcome audit",
    "victim's right to review",
}
ADMITTED = Outcome.TAKEN_INTO_CONSIDERATION


@pytest.fixture(scope="module")
def town() -> Run:
    scenario = load(SCENARIOS / "small_town.toml")
    idle = {
        f"demand.other.{name}.per_year": 0.0
        for name, kind in scenario.demand.other.items()
        if kind.per_year is not None
    }
    busier = {
        "demand.domestic_burglary.per_year": 600.0,
        "demand.personal_robbery.per_year": 300.0,
        "demand.theft_of_vehicle.per_year": 300.0,
        "warm_up_months": 0,
        "years": 1,
        "follow_up_months": 0,
        "pathway.supervision.every_days": 5.0,
        "pathway.victim.update_every_days": 6.0,
        "pathway.investigation.drifts": 0.3,
        "pathway.investigation.review_finds": 0.3,
        "pathway.forensics.submission_hours": 0.5,
        "pathway.suspect.release.extended": 0.5,
        "pathway.disposal.asks_for_review": 0.2,
        "pathway.disposal.review_upheld": 0.5,
        "pathway.disposal.deferral.days": 30.0,
        "pathway.disposal.deferral.fails": 0.5,
        "pathway.crime.series": 0.8,
        "pathway.disposal.taken_into_consideration": 0.8,
        "pathway.disposal.taken_into_consideration_days": {"uniform": {"min": 5.0, "max": 60.0}},
        "pathway.scene.guarded": 0.5,
        "policies.allocation": "named_suspects_only",
        "policies.disposal": "deferred_prosecution",
    }
    return run(scenario.change(idle | busier))


def test_the_town_has_stories_of_every_sort(town):
    assert set(Outcome) - set(town.crimes["outcome"]) <= {
        Outcome.NOT_PUBLIC_INTEREST_CPS,
        Outcome.CAUTION,
        Outcome.DIVERSION,
        Outcome.TIME_LIMIT_EXPIRED,
        Outcome.OTHER_AGENCY,
        Outcome.NOT_PUBLIC_INTEREST_POLICE,
    }
    assert town.crimes["reopened"].sum() > 5
    assert len(town.stories) > 1000


def test_each_opportunity_ends_once_and_each_loss_has_a_cause(town):
    for crime in town.stories:
        for chance in crime.opportunities:
            assert math.isnan(chance.realised) or math.isnan(chance.lost)
            assert (chance.because == "") == math.isnan(chance.lost)


def test_nothing_but_exhibits_is_left_open_on_a_closed_crime(town):
    for crime in town.stories:
        if not crime.open:
            assert all(chance.submitted for chance in crime.chances())


def test_nobody_is_identified_but_by_an_opportunity(town):
    for crime in town.stories:
        by = [o for o in crime.opportunities if o.identifies and not math.isnan(o.realised)]
        assert crime.has_suspect == bool(by)
        if by:
            first = min(by, key=lambda chance: chance.realised)
            assert crime.suspect == first.realised


def test_nobody_is_charged_without_a_suspect_evidence_and_a_file(town):
    charged = [crime for crime in town.stories if crime.outcome == Outcome.CHARGED]
    assert len(charged) > 20
    for crime in charged:
        assert crime.evidence >= 1
        assert crime.supports
        assert crime.reported < crime.suspect < crime.submitted < crime.charged
        assert crime.charged == crime.outcome_at


def test_outcomes_follow_the_facts(town):
    for crime in town.stories:
        outcome = crime.true_outcome
        if outcome in (Outcome.NO_SUSPECT_IDENTIFIED, ADMITTED):
            assert crime.telling.going_on == (outcome != ADMITTED)
        elif outcome == Outcome.VICTIM_DECLINES_NO_SUSPECT:
            assert not crime.supports
        elif outcome != Outcome.NOT_YET_ASSIGNED:
            assert crime.has_suspect
        if outcome != Outcome.NO_SUSPECT_IDENTIFIED:
            assert crime.telling.going_on == crime.open


def test_history_has_one_outcome_at_a_time(town):
    """Only an audit and a later admission replace an outcome; otherwise it is taken back first."""
    journal = town.journal
    audited = {
        case
        for case, event, task in zip(
            *(journal[name].to_pylist() for name in ("case", "event", "task")), strict=True
        )
        if (event, task) == ("completed", "outcome audit")
    }
    for crime, rows in town.history.groupby("crime"):
        codes = rows["outcome"].tolist()
        assert codes[0] != 0
        for before, after in pairwise(codes):
            assert before != after
            if before and after:
                assert after == ADMITTED or crime in audited
        assert rows["time_hours"].is_monotonic_increasing
    last = town.history.groupby("crime")["outcome"].last()
    now = town.crimes.set_index("crime")["outcome"]
    assert (now[last.index] == last).all()
    assert (now.drop(last.index) == 0).all()


def test_caseloads_are_the_open_crimes(town):
    journal = town.journal.select(["case", "event", "team", "officer"]).to_pylist()
    given = {
        row["case"]: (row["team"], row["officer"])
        for row in journal
        if row["event"] in ("allocated", "officer changed")
    }
    found = {
        (name, officer): live
        for name, team in town.force.teams.items()
        for officer, live in enumerate(team.live)
        if live
    }
    assert found == Counter(given[c.id] for c in town.stories if c.open and c.id in given)
    assert len(given) > 100


def test_nobody_works_on_a_closed_crime(town):
    """Jobs that stand in a queue, or are in hand, when the run ends."""
    is_open = {crime.id: crime.open for crime in town.stories}
    jobs = town.journal.to_pandas().query("job >= 0").drop_duplicates("job", keep="last")
    unfinished = jobs[~jobs["event"].isin(ENDS)]
    assert {"arrived", "started"} <= set(unfinished["event"])
    for case, task in zip(unfinished["case"], unfinished["task"], strict=True):
        assert is_open[case] or task in OUTLIVES_ITS_CRIME


def test_counts_that_cannot_be_negative_or_exceed(town):
    for crime in town.stories:
        assert 0 <= crime.reviews_on_time <= crime.reviews_due
        assert 0 <= crime.updates_on_time + crime.updates_missed <= crime.updates_due
        pending = [o for o in crime.chances(Kind.FINGERPRINT, Kind.DNA) if o.submitted]
        assert crime.pending >= len(pending)
        if not crime.open:
            assert crime.pending == len(pending)
            assert not crime.csi_due
            assert crime.branches == []
        assert 0 <= crime.guard_hours <= 24
        assert crime.guard_hours <= crime.staff_hours


def test_facts_are_in_order_of_time(town):
    assert (np.diff(town.journal["time_hours"].to_numpy()) >= 0).all()
