"""Suspect, worked by hand: locating, arresting, the custody clock, voluntary attendance, bail."""

import pytest
from world import World, lines

from sacsim.pathway import suspect
from sacsim.words import TeamName

DAY = 24.0
ARRESTS = {"suspect.arrests": 1.0}


def owned(crime, team=TeamName.PIP1):
    crime.owner_team, crime.owner = team, 0 if team == TeamName.PIP1 else None
    return crime


def brought_in(world, crime, admits=0.0):
    p, arrests = world.pathway.suspect, world.practice.policies.suspects
    return world.play(crime, lambda: suspect.bring_in(crime, p, arrests, admits, 2.0, world.force))


def test_voluntary_attendance():
    """Two hours' enquiries, a day, ten days to the appointment, two hours' interview."""
    world = World()
    crime = brought_in(world, owned(world.crime()), admits=1.0)
    assert world.run(500).journal() == lines(
        """
        0 arrived locate suspect @pip1
        0 started locate suspect @pip1
        2 completed locate suspect @pip1
        266 arrived interview @pip1
        266 started interview @pip1
        268 completed interview @pip1
        268 interviewed (admitted)
        """
    )
    assert crime.admission == crime.evidence == 0.5


def test_arrest_and_custody():
    world = World(ARRESTS)
    crime = brought_in(world, owned(world.crime()))
    assert world.run(500).facts() == lines(
        """
        2 completed locate suspect @pip1
        29 completed arrest @response
        29 arrested (at=26.0)
        31 completed interview in custody @pip1
        31 interviewed (denied)
        """
    )
    assert crime.arrested == 26
    assert crime.evidence == 0


def test_nobody_to_interview_before_the_custody_clock_runs_out():
    """Arrested at 26; PIP 1 is off duty from 10 to 60: released at 50, interviewed at 60."""
    world = World(ARRESTS, duty={TeamName.PIP1: [(0, 0.0, 10.0), (0, 60.0, 100.0)]})
    crime = brought_in(world, owned(world.crime()))
    assert world.run(100).facts() == lines(
        """
        2 completed locate suspect @pip1
        29 completed arrest @response
        29 arrested (at=26.0)
        50 abandoned interview in custody @pip1
        50 not interviewed in custody
        50 released under investigation
        62 completed interview @pip1
        62 interviewed (denied)
        """
    )
    assert crime.released
    assert not crime.in_custody


def test_an_interview_in_custody_is_finished_after_the_shift():
    """Begun at 29, an hour before PIP 1 goes off duty until 200: elsewhere it would be parked."""
    world = World(
        ARRESTS,
        duty={TeamName.PIP1: [(0, 0.0, 30.0), (0, 200.0, 300.0)]},
        ends={TeamName.PIP1: "park"},
    )
    crime = brought_in(world, owned(world.crime()))
    assert "31 completed interview in custody @pip1" in world.run(100).facts()
    assert crime.interviewed


def test_a_suspect_nobody_finds_stays_outstanding():
    world = World({"suspect.never_found": 1.0})
    crime = brought_in(world, owned(world.crime()))
    assert world.run(1e5).facts() == lines(
        """
        2 completed locate suspect @pip1
        26 suspect outstanding
        """
    )
    assert crime.telling.going_on


def test_the_custody_interview_of_someone_caught_at_the_scene():
    world = World()
    crime = world.crime()
    crime.arrested = 0.0
    p = world.pathway.suspect
    world.play(crime, lambda: suspect.handle_prisoner(crime, p, 1.0, world.force), at=1.0)
    assert world.run(10).facts() == lines(
        """
        1 arrested (at=0.0)
        3 completed interview in custody @pip1
        3 interviewed (admitted)
        """
    )


@pytest.mark.parametrize(
    ("policy", "share", "arrested"),
    [
        ("by_offence", 1.0, True),
        ("by_offence", 0.0, False),
        ("arrest_all", 0.0, True),
        ("voluntary_unless_caught", 1.0, False),
    ],
)
def test_whom_a_policy_arrests(policy, share, arrested):
    world = World({"suspect.arrests": share}, policies={"suspects": policy})
    crime = brought_in(world, owned(world.crime()))
    assert ("arrested" in world.run(500).journal()) == arrested
    assert crime.invited != arrested
    assert crime.interviewed


def test_a_suspect_who_has_been_interviewed_is_not_brought_in_again():
    world = World()
    crime = owned(world.crime())
    crime.interviewed = crime.released = True
    brought_in(world, crime)
    assert world.run(500).journal() == ""
    assert crime.release == ""  # nor a volunteer, who was arrested before
