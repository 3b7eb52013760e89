"""Allocation, worked by hand: screening, policies, caseloads, and crimes that change hands."""

import pytest
from world import World, left, lines

from sacsim.pathway import allocation
from sacsim.pathway.opportunities import Kind
from sacsim.words import CrimeType, TeamName


def screened(world, crime, at=0.0):
    p, policy = world.pathway.allocation, world.practice.policies.screening
    return world.play(crime, lambda: allocation.screen(crime, p, policy, world.force), at)


def allocated(world, crime, at=0.0):
    p, policy = world.pathway.allocation, world.practice.policies.allocation
    return world.play(crime, lambda: allocation.allocate(crime, p, policy, world.force), at)


def test_the_desk_screens_out_what_does_not_look_promising():
    world = World({"allocation.screens_in": 0.4})
    crime = screened(world, world.crime(left(Kind.CCTV, identifies=True), cue=0.6))
    assert world.run(10).journal() == lines(
        """
        0 arrived assessment @desk
        0 started assessment @desk
        0.5 completed assessment @desk
        0.5 screened out
        """
    )
    assert crime.opportunities[0].open  # solvable all the same


@pytest.mark.parametrize(
    "facts",
    [
        {"cue": 0.61},
        {"suspect": 0.0},
        {"vulnerable": True, "thrive": True},
        {"repeat_victim": True, "repeat_recognised": True},
    ],
)
def test_what_is_always_screened_in(facts):
    world = World({"allocation.screens_in": 0.4})
    crime = world.crime(cue=0.5)
    for name, value in facts.items():
        setattr(crime, name, value)
    screened(world, crime)
    world.run(10)
    assert not crime.screened_out


def test_a_repeat_victim_nobody_recognised_is_screened_out():
    world = World({"allocation.screens_in": 0.4})
    crime = screened(world, world.crime(repeat_victim=True, vulnerable=True))
    world.run(10)
    assert crime.screened_out


@pytest.mark.parametrize(
    ("policy", "type", "cue", "named", "team"),
    [
        ("by_share", CrimeType.DOMESTIC_BURGLARY, 0.81, False, "pip2"),
        ("by_share", CrimeType.DOMESTIC_BURGLARY, 0.79, False, "pip1"),
        ("by_share", CrimeType.DOMESTIC_BURGLARY, 0.49, False, "desk"),
        ("by_share", CrimeType.DOMESTIC_BURGLARY, 0.49, True, "pip1"),
        ("response_keeps", CrimeType.DOMESTIC_BURGLARY, 0.5, False, "response"),
        ("pip1_by_default", CrimeType.PERSONAL_ROBBERY, 0.5, False, "pip1"),
        ("pip2_for_burglary_and_robbery", CrimeType.PERSONAL_ROBBERY, 0.5, False, "pip2"),
        ("pip2_for_burglary_and_robbery", CrimeType.THEFT_OF_VEHICLE, 0.5, False, "pip1"),
        ("named_suspects_only", CrimeType.DOMESTIC_BURGLARY, 0.9, False, "desk"),
        ("named_suspects_only", CrimeType.DOMESTIC_BURGLARY, 0.1, True, "pip2"),
        ("desk", CrimeType.DOMESTIC_BURGLARY, 0.9, False, "desk"),
        ("desk", CrimeType.DOMESTIC_BURGLARY, 0.1, True, "pip1"),
    ],
)
def test_policies(policy, type, cue, named, team):
    world = World(
        {"allocation.shares.pip2": 0.2, "allocation.shares.pip1": 0.3},
        policies={"allocation": policy},
    )
    crime = world.crime(type=type, cue=cue)
    if named:
        crime.suspect = 0.0
    allocated(world, crime)
    world.run(10)
    assert crime.owner_team == team
    assert crime.owner == (None if team == "desk" else 0)


def test_an_officer_in_charge_reads_the_crime_when_next_on_duty():
    """Allocated at a quarter past midnight to an officer who comes on duty at 8."""
    world = World(duty={TeamName.PIP1: [(0, 8.0, 16.0)]})
    crime = allocated(world, world.crime())
    assert world.run(20).journal() == lines(
        """
        0 arrived allocation @supervisors
        0 started allocation @supervisors
        0.25 completed allocation @supervisors
        0.25 arrived first review @pip1
        0.25 allocated first review @pip1
        8 started first review @pip1
        8.75 completed first review @pip1
        8.75 first review done @pip1
        """
    )
    assert crime.allocated == 8
    assert crime.owner == 0
    assert world.live_crimes("pip1") == 1


def test_at_the_limit_a_crime_waits_for_an_officer_who_closes_one():
    world = World(limits={TeamName.PIP1: 1})
    first = allocated(world, world.crime())
    second = allocated(world, world.crime(), at=1)
    world.at(50, lambda: world.force.close_case(first))
    world.run(100)
    assert (first.allocated, second.allocated) == (0.25, 50)
    assert world.live_crimes("pip1") == 1


def test_a_story_stopped_between_allocation_and_start_leaves_no_caseload():
    """The officer has the crime from 0.25 on but would read it at 8; it is stopped at 4."""
    world = World(duty={TeamName.PIP1: [(0, 8.0, 16.0)]})
    crime = allocated(world, world.crime())
    seen = []
    world.at(3, lambda: seen.append(world.live_crimes("pip1")))
    world.at(4, lambda: world.force.stop(crime))
    assert world.run(20).facts().splitlines()[-1] == "4 cancelled first review @pip1"
    assert seen == [1]
    assert world.live_crimes("pip1") == 0
    assert crime.owner is None


def test_a_crime_that_changes_hands_leaves_the_former_officers_caseload():
    world = World(policies={"allocation": "named_suspects_only"})
    crime = world.crime()
    crime.owner_team, crime.owner, crime.allocated = TeamName.PIP1, 0, -50.0
    world.force.teams["pip1"].take_case(0)
    crime.suspect = 0.0
    allocated(world, crime)
    world.run(10)
    assert (world.live_crimes("pip1"), world.live_crimes("pip2")) == (0, 1)
    assert crime.owner_team == "pip2"
    assert crime.allocated == -50.0  # when it was first allocated


@pytest.mark.parametrize(("team", "needs"), [("", True), ("desk", True), ("pip1", False)])
def test_the_desk_brings_nobody_in(team, needs):
    crime = World().crime()
    crime.owner_team = team
    assert allocation.needs_an_investigator(crime) == needs


@pytest.mark.parametrize(
    ("policy", "cue", "named", "out"),
    [
        ("solvability", 0.41, False, False),
        ("solvability", 0.39, False, True),
        ("heavy", 0.74, False, True),
        ("heavy", 0.76, False, False),
        ("heavy", 0.1, True, False),
        ("none", 0.0, False, False),
    ],
)
def test_screening_policies(policy, cue, named, out):
    """Six in ten go in by their cue, under the heavy policy one in four."""
    world = World({"allocation.screens_in": 0.6}, policies={"screening": policy})
    crime = world.crime(cue=cue)
    if named:
        crime.suspect = 0.0
    screened(world, crime)
    world.run(10)
    assert crime.screened_out == out


def crowded(per_waiting, at_most=1.0, **facts):
    """A crime assessed from 0 to 0.5 at a desk of one post; three more come at 0.1.

    One of them is in hand when the assessment is done, so two wait for the one post.
    """
    changes = {"screens_out_per_waiting": per_waiting, "screens_out_at_most": at_most}
    world = World({f"allocation.{key}": value for key, value in changes.items()})
    crime = world.crime(left(Kind.CCTV), **facts)
    screened(world, crime)
    for _ in range(3):
        world.busy("desk", 0.1, 4, priority=2.0)
    return world, crime


def test_a_crowded_desk_screens_out_what_its_policy_would_take():
    """Two waiting x 0.5 is all of them."""
    world, crime = crowded(0.5)
    assert world.run(10).facts() == lines(
        """
        0.5 completed assessment @desk
        0.5 screened out (desk too busy)
        """
    )
    assert crime.screened_out
    assert crime.crowded_out


def test_a_crowded_desk_screens_out_so_many_at_most():
    world, crime = crowded(0.5, at_most=0.0)
    world.run(10)
    assert not crime.screened_out


@pytest.mark.parametrize("fact", ["suspect", "recognised"])
def test_no_crowd_screens_out_a_suspect_or_a_recognised_victim(fact):
    world, crime = crowded(0.5, vulnerable=True)
    crime.suspect = 0.0 if fact == "suspect" else crime.suspect
    crime.thrive = fact == "recognised"
    world.run(10)
    assert not crime.screened_out


def test_nobody_waits_nobody_is_crowded_out():
    world = World({"allocation.screens_out_per_waiting": 0.5})
    crime = screened(world, world.crime())
    world.run(10)
    assert not crime.screened_out


@pytest.mark.parametrize(
    ("facts", "named", "team"),
    [
        ({"cue": 0.5}, False, "pip1"),  # 25 + 20 = 45
        ({"cue": 0.45}, False, "desk"),  # 25 + 18 = 43
        ({"cue": 0.5, "series": 3}, False, "pip2"),  # 25 + 20 + 30 = 75
        ({"cue": 0.25, "series": 3, "reported_as": "just happened"}, False, "pip2"),  # 80
        ({"cue": 0.7, "vulnerable": True}, False, "pip2"),  # 25 + 28 + 25 = 78
        ({"cue": 0.7, "repeat_victim": True}, False, "pip1"),  # 25 + 28 + 20 = 73
        ({"cue": 0.5, "type": CrimeType.PERSONAL_ROBBERY}, False, "pip1"),  # 45 + 20 = 65
        ({"cue": 0.75, "type": CrimeType.PERSONAL_ROBBERY}, False, "pip2"),  # 45 + 30 = 75
        ({"cue": 0.3}, True, "pip2"),  # 25 + 12 + 40 = 77
        ({"cue": 0.1, "type": CrimeType.THEFT_FROM_VEHICLE}, True, "pip1"),  # 44, but named
    ],
)
def test_a_score_of_75(facts, named, team):
    world = World(policies={"allocation": "score_of_75"})
    crime = recognised(world.crime(**facts))
    if named:
        crime.suspect = 0.0
    allocated(world, crime)
    world.run(10)
    assert crime.owner_team == team


def recognised(crime):
    """A crime whose victim the call handler assessed well."""
    crime.thrive, crime.repeat_recognised = True, crime.repeat_victim
    return crime


def test_points_are_for_what_was_noticed():
    """25 + 28 without the 25 of a vulnerability that nobody saw, nor the 30 of a series."""
    changes = {"allocation.series_seen": 0.0}
    world = World(changes, policies={"allocation": "score_of_75"})
    crime = allocated(world, world.crime(cue=0.7, vulnerable=True, series=3))
    world.run(10)
    assert crime.owner_team == "pip1"


@pytest.mark.parametrize(
    ("facts", "named", "team"),
    [
        ({"vulnerable": True}, False, "pip2"),
        ({"repeat_victim": True}, False, "pip2"),
        ({"series": 3}, False, "pip2"),
        ({"type": CrimeType.PERSONAL_ROBBERY}, False, "pip2"),
        ({"cue": 0.71}, False, "pip1"),
        ({"cue": 0.69}, False, "desk"),
        ({"cue": 0.1}, True, "pip1"),
    ],
)
def test_threat_harm_and_risk(facts, named, team):
    """Of what is only discussed, three in ten go to PIP 1."""
    changes = {"allocation.shares.pip1": 0.3}
    world = World(changes, policies={"allocation": "threat_harm_risk"})
    crime = recognised(world.crime(**facts))
    if named:
        crime.suspect = 0.0
    allocated(world, crime)
    world.run(10)
    assert crime.owner_team == team


@pytest.mark.parametrize(("limit", "team"), [(2.0, "pip1"), (2.5, "pip2")])
def test_pip_2_overflows_to_pip_1(limit, team):
    """The one detective is at work and two jobs wait when the supervisor allocates at 0.25."""
    world = World(
        {"allocation.pip2_overflows_at": limit},
        policies={"allocation": "pip2_for_burglary_and_robbery"},
    )
    for _ in range(3):
        world.busy("pip2", 0.1, 4, priority=2.0)
    crime = allocated(world, world.crime())
    world.run(1)
    assert crime.owner_team == team or crime.owner_team == ""
    assert ("overflows to PIP 1" in world.journal()) == (team == "pip1")
    world.run(30)
    assert crime.owner_team == team


def test_a_team_links_as_well_as_its_number_says():
    world = World({"allocation.links_series.pip2": 0.3})
    crime = world.crime()
    settings = world.pathway.allocation
    assert allocation.links(crime, settings) == 0.0  # charged before anybody had it
    crime.owner_team = "pip2"
    assert allocation.links(crime, settings) == 0.3
    crime.owner_team = "pip1"
    assert allocation.links(crime, settings) == 0.0


def test_what_response_keeps_stays_with_whoever_attended():
    """Two officers; the second attended, though the first has no crimes; at the limit or not."""
    world = World(
        policies={"allocation": "response_keeps"},
        posts={TeamName.RESPONSE: 2},
        limits={TeamName.RESPONSE: 0},
    )
    crime = world.crime()
    crime.attended_by = 1
    allocated(world, crime)
    assert "0.25 kept @response" in world.run(10).facts()
    assert crime.owner == 1
    assert world.live_crimes("response") == 1


def test_what_response_keeps_unattended_goes_to_whoever_has_fewest():
    world = World(policies={"allocation": "response_keeps"}, posts={TeamName.RESPONSE: 2})
    crime = allocated(world, world.crime())
    world.run(10)
    assert crime.owner == 0
