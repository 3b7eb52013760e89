"""Custody, worked by hand: who is kept, a short file and a decision while the clock runs."""

import pytest
from world import World, case, left, lines, referrals

from sacsim.pathway import casefile, charging
from sacsim.pathway.charging import Decision
from sacsim.pathway.opportunities import Kind
from sacsim.words import CrimeType, TeamName

DAY = 24.0

THRESHOLD = {"charging.threshold_test": 1.0}


def in_custody(world, crime, until):
    p, told = world.pathway.charging, []

    def story():
        told.append((yield from charging.decide_in_custody(crime, p, until, world.force)))

    world.play(crime, story)
    world.run(100)
    return told


def test_cps_direct_decides_at_once():
    world = World()
    assert in_custody(world, case(world, 1.0), 20.0) == [Decision.CHARGE]
    assert world.facts() == lines(
        """
        0 submitted for charge (in custody)
        1 completed charging decision, custody @cps_direct
        """
    )
    assert referrals(world.stories[0]) == [("cps_direct", 0, 1, "charge")]


def test_cps_direct_is_busy_until_the_custody_clock_has_run_out():
    world = World()
    world.busy("cps_direct", 0, 30)
    assert in_custody(world, case(world, 1.0), 20.0) == [None]
    assert "20 abandoned charging decision, custody @cps_direct" in world.journal()
    assert [(each.sent, each.answer) for each in world.stories[0].referrals] == [(0, "")]


def test_below_the_prosecutors_bar_a_prisoner_is_released():
    world = World({"charging.prosecutor_bar": 1.2})
    assert in_custody(world, case(world, 1.1), 20.0) == [None]
    assert referrals(world.stories[0]) == [("cps_direct", 0, 1, "no charge")]


@pytest.mark.parametrize(
    ("strength", "supports", "caught", "kept"),
    [
        (1.0, True, True, True),
        (0.99, True, True, False),
        (1.0, False, True, False),
        (1.0, True, False, False),
    ],
)
def test_who_is_kept_in_custody(strength, supports, caught, kept):
    world = World()
    crime = case(world, strength, supports=supports)
    crime.suspect_by = Kind.NEAR_SCENE if caught else Kind.NAMED
    assert charging.kept(crime, world.pathway.charging, world.force) == kept


def test_a_custody_file_by_whoever_is_on_duty():
    world = World()
    crime, done, p = case(world, 1.0), [], world.pathway.casefile

    def story():
        done.append((yield from casefile.build_in_custody(crime, p, 10.0, world.force)))

    world.play(crime, story)
    world.busy("pip1", 3, 20)
    world.play(crime, story, at=5)
    assert world.run(100).facts() == lines(
        """
        3 completed custody file @pip1
        10 abandoned custody file @pip1
        """
    )
    assert done == [True, False]


@pytest.mark.parametrize(
    ("strength", "to_come", "changes", "decision"),
    [
        (0.6, True, THRESHOLD, Decision.CHARGE),
        (0.6, False, THRESHOLD, None),  # nothing is on its way
        (0.4, True, THRESHOLD, None),  # less than half of the bar
        (0.6, True, {}, None),
        (1.0, True, {}, Decision.CHARGE),
    ],
)
def test_the_threshold_test(strength, to_come, changes, decision):
    world = World(changes)
    crime = case(world, strength)
    if to_come:
        crime.opportunities.append(left(Kind.PHONE))
    crime.suspect_by = Kind.NEAR_SCENE
    crime.admitted = True
    kept = charging.kept(crime, world.pathway.charging, world.force)
    assert kept == (decision is not None)
    assert in_custody(world, crime, 20.0) == [decision]
    on_threshold = decision is not None and strength < 1
    assert ("threshold test" in world.journal()) == on_threshold
    assert ("police charging" in world.journal()) == (strength >= 1)


def test_nothing_is_begun_once_the_custody_clock_has_run_out():
    """At the very hour at which it runs out, though everybody is idle."""
    world = World()
    crime = case(world, 1.0, type=CrimeType.THEFT_OF_VEHICLE)
    files, decisions = world.pathway.casefile, world.pathway.charging
    found = []

    def story():
        found.append((yield from casefile.build_in_custody(crime, files, 10.0, world.force)))
        found.append((yield from charging.decide_in_custody(crime, decisions, 10.0, world.force)))

    world.play(crime, story, at=10.0)
    assert world.run(50).journal() == ""
    assert found == [False, None]


def test_a_file_in_custody_is_finished_after_the_shift():
    """Begun at 9 by PIP 1, who goes off duty at 10 and is back at 100."""
    world = World(
        {"casefile.custody_hours": 3.0},
        duty={TeamName.PIP1: [(0, 0.0, 10.0), (0, 100.0, 200.0)]},
        ends={TeamName.PIP1: "park"},
    )
    crime = case(world, 1.0)
    p = world.pathway.casefile
    world.play(crime, lambda: casefile.build_in_custody(crime, p, 20.0, world.force), at=9.0)
    assert world.run(50).facts() == "12 completed custody file @pip1"
