"""Scene, worked by hand: who comes, what is still there, and who stands guard."""

import math

import pytest
from world import World, left, lines

from sacsim.pathway import scene
from sacsim.pathway.opportunities import Kind

SENT = {"scene.attends": 1.0}
GUARDED = SENT | {"scene.guarded": 1.0}


def examined(world, crime, at=0.0):
    p = world.pathway
    policy, force = world.practice.policies.csi, world.force
    return world.play(crime, lambda: scene.examine(crime, p.scene, policy, p.forensics, force), at)


def print_left():
    return left(Kind.FINGERPRINT, identifies=True)


def test_csi_not_sent():
    world = World()
    crime = examined(world, world.crime(print_left(), left(Kind.DNA)))
    assert world.run(10).journal() == lines(
        """
        0 lost fingerprint (CSI not sent)
        0 lost DNA (CSI not sent)
        """
    )
    assert math.isnan(crime.csi)
    assert not crime.csi_due


def test_csi_comes_at_once_and_a_mark_goes_to_the_bureau():
    """Nobody can have disturbed it yet, with or without advice."""
    world = World(SENT | {"scene.disturbed_if_not_advised": 1.0})
    crime = examined(world, world.crime(print_left()))
    assert world.run(10).journal() == lines(
        """
        0 arrived scene visit @csi
        0 started scene visit @csi
        2 completed scene visit @csi
        2 scene examined
        2 arrived fingerprint comparison @fingerprint_bureau
        2 started fingerprint comparison @fingerprint_bureau
        4 completed fingerprint comparison @fingerprint_bureau
        """
    )
    assert crime.csi == 0
    assert crime.pending == 1  # sixty days of posting and batching to go


@pytest.mark.parametrize(
    ("advised", "if_advised", "if_not_advised", "because"),
    [
        (False, 0.0, 1.0, "disturbed, no advice given"),
        (True, 0.0, 1.0, ""),
        (True, 1.0, 1.0, "disturbed despite advice"),
        (False, 1.0, 1.0, "disturbed, advice or not"),
    ],
)
def test_a_scene_disturbed_before_the_csi_comes(advised, if_advised, if_not_advised, because):
    """The CSI comes after four hours; disturbance is a matter of the first three."""
    world = World(
        SENT
        | {
            "scene.disturbed_if_advised": if_advised,
            "scene.disturbed_if_not_advised": if_not_advised,
        }
    )
    world.busy("csi", 0, 4)
    crime = world.crime(print_left())
    crime.preservation_advice = advised
    examined(world, crime)
    world.run(10)
    assert crime.csi == 4
    assert crime.opportunities[0].because == because
    assert crime.pending == (0 if because else 1)


@pytest.mark.parametrize(
    ("lasts", "because"),
    [(3.0, "weather before the report"), (8.0, "CSI too late: weather"), (10.0, "")],
)
def test_the_weather_is_at_work_from_the_offence_on(lasts, because):
    """Four hours before the report; the CSI comes five hours after it, nine after the offence."""
    world = World(SENT | {"scene.weather_hours": lasts})
    world.busy("csi", 0, 5)
    crime = examined(world, world.crime(print_left()))
    world.run(10)
    assert crime.opportunities[0].because == because


def test_csi_too_busy_to_come():
    world = World(GUARDED)
    world.busy("csi", 0, 200)
    crime = examined(world, world.crime(print_left()))
    assert world.run(300).journal() == lines(
        """
        0 arrived scene visit @csi
        0 arrived guard scene @neighbourhood
        0 started guard scene @neighbourhood
        24 completed guard scene @neighbourhood
        96 abandoned scene visit @csi
        96 lost fingerprint (CSI too busy to come)
        """
    )
    assert crime.guard_hours == 24  # at most
    assert not crime.csi_due


def test_a_held_scene_is_guarded_until_the_csi_leaves():
    """The guard stands from 0 to 7, the CSI's two hours included; both count as staff hours."""
    world = World(GUARDED)
    world.busy("csi", 0, 5)
    crime = examined(world, world.crime())
    assert world.run(30).facts() == lines(
        """
        7 completed scene visit @csi
        7 completed guard scene @neighbourhood
        7 scene examined
        """
    )
    assert crime.guard_hours == 7
    assert crime.staff_hours == 7 + 2


def test_nobody_stands_guard_over_a_closed_crime():
    """Closed at 3 while the CSI is still busy: the guard goes home, the visit is cancelled."""
    world = World(GUARDED)
    world.busy("csi", 0, 5)
    crime = examined(world, world.crime())
    world.at(3, lambda: world.force.stop(crime))
    assert world.run(30).facts() == lines(
        """
        3 cancelled scene visit @csi
        3 cancelled guard scene @neighbourhood
        """
    )
    assert crime.guard_hours == crime.staff_hours == 3
    assert not crime.csi_due
    assert world.force.teams["neighbourhood"].ledger.busy == 0


def test_a_guard_who_never_came_guarded_nothing():
    world = World(GUARDED)
    world.busy("neighbourhood", 0, 50, priority=0.0)
    crime = examined(world, world.crime())
    world.run(60)
    assert crime.guard_hours == 0
    assert crime.staff_hours == 2


CALLED = {"policies": {"csi": "supervisor_triage"}}


def test_a_supervisor_rings_first_and_sends_a_csi_where_there_are_marks():
    """A quarter of an hour's call, then the visit of two hours; sent for 0 by the cue."""
    world = World(**CALLED)
    crime = examined(world, world.crime(print_left()))
    assert world.run(3).journal() == lines(
        """
        0 arrived triage call @csi
        0 started triage call @csi
        0.25 completed triage call @csi
        0.25 arrived scene visit @csi
        0.25 started scene visit @csi
        2.25 completed scene visit @csi
        2.25 scene examined
        2.25 arrived fingerprint comparison @fingerprint_bureau
        2.25 started fingerprint comparison @fingerprint_bureau
        """
    )
    assert crime.csi == 0.25
    assert crime.opportunities[0].recovered == 2.25


@pytest.mark.parametrize(
    ("accuracy", "attends", "marks", "comes"),
    [
        (1.0, 0.0, True, True),
        (1.0, 1.0, False, False),
        (0.0, 0.0, True, False),  # a call that tells nothing leaves the cue
        (0.0, 1.0, False, True),
    ],
)
def test_what_a_supervisor_hears_decides_about_the_visit(accuracy, attends, marks, comes):
    world = World({"scene.triage.accuracy": accuracy, "scene.attends": attends}, **CALLED)
    crime = examined(world, world.crime(*[print_left()] * marks))
    world.run(10)
    assert (crime.csi == 0.25) == comes
    assert not crime.csi_due
    if marks and not comes:
        assert crime.opportunities[0].because == "CSI not sent after triage"


def test_csis_too_busy_even_to_ring():
    world = World(**CALLED)
    world.busy("csi", 0, 200)
    crime = examined(world, world.crime(print_left()))
    assert world.run(300).facts() == lines(
        """
        96 abandoned triage call @csi
        96 lost fingerprint (CSI too busy to come)
        """
    )
    assert not crime.csi_due


def test_a_csi_to_every_scene():
    world = World(policies={"csi": "attend_all"})
    crime = examined(world, world.crime(cue=0.0))
    world.run(10)
    assert crime.csi == 0
