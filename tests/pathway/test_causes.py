"""Every recorded word belongs to one cause, every cause can be lifted as it says."""

from datetime import date

import pytest
from words_written import words_written
from world import ENGLAND, World, left

from sacsim.experiment.lifting import lifts, unlimited
from sacsim.measure.causes import CAUSES, OWN_PEOPLE, Tag
from sacsim.pathway.crime import CROWDED_OUT, IN_PROGRESS, NO_SUSPECT, NOT_NEEDED, SCREENED_OUT
from sacsim.scenario.scenario import load
from sacsim.words import TeamName


def test_every_word_of_the_pathway_belongs_to_exactly_one_cause():
    """A result that comes when a crime is filed without a suspect is not late: it reopens it."""
    written = words_written(World().crime()) - {NOT_NEEDED}
    filed = (NOT_NEEDED, NO_SUSPECT, SCREENED_OUT, CROWDED_OUT)
    written -= {f"result late: {word}" for word in filed}
    listed = [word for cause in CAUSES for word in cause.words]
    assert len(listed) == len(set(listed))
    assert set(listed) == written
    assert len(written) > 30


def test_causes_are_called_differently_and_inherent_ones_are_not_lifted():
    for names in ([cause.name for cause in CAUSES], [cause.label for cause in CAUSES]):
        assert len(names) == len(set(names))
    assert all(cause.lifted == (cause.tag != Tag.INHERENT) for cause in CAUSES)
    assert all(len(cause.label) <= 48 for cause in CAUSES), "a line of the table"
    people = {team for cause in CAUSES if cause.tag == Tag.CAPACITY for team in cause.people}
    assert people <= set(OWN_PEOPLE)


def test_every_lift_changes_the_default_force():
    england = load(ENGLAND)
    named = {lift.name: lift for lift in lifts(england)}
    assert {cause.name for cause in CAUSES if cause.lifted} <= named.keys()
    for lift in named.values():
        changed = [each for each in lift[2:] if each is not None]
        assert changed, lift.name
        assert all(each.digest != england.digest for each in changed), lift.name


def test_a_capacity_is_lifted_by_people_alone_and_a_partner_by_the_partner():
    named = {lift.name: lift for lift in lifts(load(ENGLAND))}
    assert named["csi_too_busy"].today is None
    assert named["csi_too_busy"].with_people.teams["csi"].officers == "unlimited"
    assert named["capacity"].today is None
    late = named["result_too_late"]
    assert late.today is late.with_people
    assert late.today.teams["fingerprint_bureau"].officers == 9
    assert late.today.teams["cps_area"].officers == "unlimited"


def test_the_skill_of_the_new_is_lifted_to_that_of_the_experienced():
    lift = next(one for one in lifts(load(ENGLAND)) if one.name == "line_missed")
    assert lift.today.workforce.experience.quality.general == (1.0, 1.0, 1.0, 1.02)
    assert lift.today.workforce.experience.quality.scene[0] == 0.87


def test_unlimited_teams_lose_their_people_their_kiosks_and_the_plans_for_them():
    moves = {"date": date(2020, 8, 1), "people": 3, "by": "transferee"}
    planned = load(ENGLAND).change(
        {
            "workforce.transfers.away": {"source": "response", "team": "pip2", **moves},
            "workforce.joiners.new": {"team": "response", **moves},
            "workforce.joiners.others": {"team": "csi", **moves},
        }
    )
    changed = planned.change(unlimited(planned, [TeamName.RESPONSE, TeamName.KIOSK]))
    assert changed.teams["response"].strength is None
    assert changed.teams["response"].people is None
    assert changed.teams["kiosk"].strength is None
    assert changed.workforce.transfers == {}
    assert list(changed.workforce.joiners) == ["others"]


@pytest.mark.parametrize(("busy_hours", "expires", "reach"), [(2.0, 0.5, True), (2.0, 0.1, False)])
def test_whether_a_crew_sent_at_once_would_have_caught_the_offender(busy_hours, expires, reach):
    """The call takes 12 minutes or none, the journey is 12 minutes, and the crew is busy."""
    world = World(
        {"contact.emergency_minutes": 0.0, "deployment.travel_minutes": 12.0}, posts={"response": 1}
    )
    world.busy("response", 0.0, busy_hours, interruptible=False)
    near = left("caught or seen near the scene", identifies=True, expires=expires)
    crime = world.live(world.crime(near, reported_as=IN_PROGRESS, occurred=0.0))
    world.run(50.0)
    assert near.because == "arrived too late"
    assert crime.attended == pytest.approx(busy_hours + 0.2)
    assert crime.out_of_reach is not reach


def test_the_wait_on_the_telephone_counts_too():
    world = World({"contact.emergency_minutes": 0.0, "deployment.travel_minutes": 12.0})
    world.busy("call_handlers", 0.0, 1.0)
    near = left("caught or seen near the scene", identifies=True, expires=0.5)
    crime = world.live(world.crime(near, reported_as=IN_PROGRESS, occurred=0.0))
    world.run(50.0)
    assert near.because == "arrived too late"
    assert crime.kept_waiting == pytest.approx(1.0)
    assert not crime.out_of_reach


def test_a_suspect_who_is_never_found_is_outstanding():
    world = World({"suspect.never_found": 1.0})
    crime = world.live(world.crime(left("named by the victim or a witness", identifies=True)))
    world.run(3000.0)
    assert crime.outstanding
    assert crime.open


def test_how_a_case_was_decided_is_a_fact():
    """Named with strength 0.5: too little. With 1.5, the prosecutor's bar of 1 or 9 decides."""
    decisions = []
    for strength, bar in ((0.5, 1.0), (1.5, 1.0), (1.5, 9.0)):
        world = World({"charging.prosecutor_bar": bar, "crime.admits": 0.0})
        named = left("named by the victim or a witness", strength, identifies=True)
        crime = world.live(world.crime(named))
        world.run(4000.0)
        decisions.append((str(crime.decision), int(crime.true_outcome)))
    assert decisions == [("too little evidence", 15), ("charge", 1), ("no further action", 15)]
