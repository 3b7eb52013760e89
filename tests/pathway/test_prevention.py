"""Prevention, worked by hand: who is warned or visited in time, and what that prevents."""

import math

import pytest
from world import World, lines

from sacsim.pathway import prevention
from sacsim.words import Origin, TeamName

WARNED = {"prevention.cocoons": 1.0, "prevention.near_repeats_if_cocooned": 0.6}


def protected(world, crime, at=0.0):
    settings = world.pathway.prevention

    def story():
        prevention.protect(crime, settings, world.force)
        yield from ()

    return world.play(crime, story, at)


def follower(world, crime, origin, occurred, level):
    after = world.crime(reported=occurred + 4, level=level)
    after.origin = origin
    after.occurred = occurred
    return prevention.prevented_by(crime, after, world.pathway.prevention, world.patrol)


def test_pcsos_warn_the_neighbours_for_an_hour():
    world = World(WARNED)
    crime = protected(world, world.crime())
    assert world.run(10).journal() == lines(
        """
        0 arrived cocooning @neighbourhood
        0 started cocooning @neighbourhood
        1 completed cocooning @neighbourhood
        1 neighbours warned
        """
    )
    assert crime.cocooned == 1
    assert crime.staff_hours == crime.protection_hours == 1


def test_after_48_hours_nobody_warns_them_any_more():
    """The only officer guards a scene until hour 50."""
    world = World(WARNED)
    world.busy(TeamName.NEIGHBOURHOOD, 0, 50)
    crime = protected(world, world.crime(), 1)
    assert world.run(60).journal() == lines(
        """
        1 arrived cocooning @neighbourhood
        48 abandoned cocooning @neighbourhood
        """
    )
    assert math.isnan(crime.cocooned)


def test_a_visit_is_for_a_repeat_victim_whom_somebody_recognised():
    world = World({"prevention.visits": 1.0})
    crime, unknown = (world.crime(repeat_victim=True) for _ in range(2))
    crime.repeat_recognised = True
    protected(world, crime)
    protected(world, unknown)
    assert world.run(10).journal(crime) == lines(
        """
        0 arrived prevention visit @neighbourhood
        0 started prevention visit @neighbourhood
        1.5 completed prevention visit @neighbourhood
        1.5 repeat victim visited
        """
    )
    assert world.journal(unknown) == ""


@pytest.mark.parametrize(
    ("level", "because"),
    [
        (0.62, ""),
        (0.64, "prevention visit"),
        (0.89, "prevention visit"),
        (0.91, "prevention advice"),
    ],
)
def test_advice_and_a_visit_multiply(level, because):
    """Advice leaves 0.9, a visit 0.7 of that, 0.63 in all; the first that would do is named."""
    world = World({"prevention.repeats_if_advised": 0.9, "prevention.repeats_if_visited": 0.7})
    world.patrol = 1.0
    crime = world.crime()
    crime.prevention_advice, crime.visited = True, 10.0
    assert follower(world, crime, Origin.REPEAT, 30.0, level) == because


def test_only_what_was_done_by_then_prevents_and_only_its_own_kind():
    world = World(WARNED | {"prevention.repeats_if_advised": 0.5})
    world.patrol = 1.0
    crime = world.crime()
    crime.prevention_advice, crime.cocooned = True, 30.0
    assert follower(world, crime, Origin.NEAR_REPEAT, 29.0, 0.9) == ""
    assert follower(world, crime, Origin.NEAR_REPEAT, 30.0, 0.9) == "cocooning"
    assert follower(world, crime, Origin.NEAR_REPEAT, 30.0, 0.59) == ""
    assert follower(world, crime, Origin.REPEAT, 40.0, 0.49) == ""
    assert follower(world, crime, Origin.REPEAT, 40.0, 0.51) == "prevention advice"


@pytest.mark.parametrize(
    ("patrol", "level", "because"),
    [
        (1.0, 0.81, "hotspot patrol"),
        (1.0, 0.79, ""),
        (0.5, 0.89, ""),
        (0.5, 0.91, "hotspot patrol"),
    ],
)
def test_half_the_patrol_prevents_half_as_much(patrol, level, because):
    """All hours worked leave 0.8 of the near repeats, half of them 0.9."""
    world = World({"prevention.near_repeats_if_patrolled": 0.8})
    world.patrol = patrol
    assert follower(world, world.crime(), Origin.NEAR_REPEAT, 30.0, level) == because


def test_prevention_begins_when_the_call_has_ended():
    """The report takes half an hour; the neighbours are warned after it."""
    world = World(WARNED)
    crime = world.live(world.crime())
    world.run(3)
    assert "0.5 arrived cocooning @neighbourhood" in world.journal(crime)
    assert crime.cocooned == 1.5
