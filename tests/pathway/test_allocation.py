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
