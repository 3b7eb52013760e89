"""Release, worked by hand: bail and its limits, release under investigation, volunteers."""

from datetime import date

import pytest
from world import World, lines

from sacsim.errors import BadInput
from sacsim.pathway import release, suspect
from sacsim.words import TeamName

DAY = 24.0
BAILED = {"suspect.release.bailed": 1.0}
BEFORE, AFTER = date(2021, 1, 1), date(2023, 1, 1)


def released(world, ended, referred=None):
    """Arrested at 0, released at 5; the file goes to the CPS, and the case ends, days later."""
    crime = world.crime()
    crime.arrested = 0.0
    p, force = world.pathway.suspect.release, world.force
    world.play(crime, lambda: force.wait(crime, 1e6))
    world.at(5, lambda: release.after_arrest(crime, p, force))
    if referred is not None:
        world.at(5 + referred * DAY, lambda: setattr(crime, "referred", force.now))
    world.at(5 + ended * DAY, lambda: release.leave(crime, force))
    world.run(9000)
    return crime


@pytest.mark.parametrize(
    ("start", "referred", "ended", "bailed", "under_investigation"),
    [
        (BEFORE, None, 20, 20, 0),
        (BEFORE, None, 40, 28, 12),  # the inspector's limit; then released under investigation
        (BEFORE, 10, 60, 60, 0),  # the limit stops while the CPS decides
        (BEFORE, 30, 60, 28, 32),
        (AFTER, None, 100, 91, 9),  # arrests from 28 October 2022
    ],
)
def test_bail(start, referred, ended, bailed, under_investigation):
    world = World(BAILED, start=start)
    crime = released(world, ended, referred)
    assert (crime.bail_days, crime.investigation_days) == (bailed, under_investigation)
    assert crime.voluntary_days == 0


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        (BEFORE, {28: "to day 91", 91: "to day 182", 182: None}),
        (AFTER, {91: "to day 182", 182: "to day 274", 274: "to day 365", 365: None}),
    ],
)
def test_one_authority_after_another_extends_bail_until_the_last(start, steps):
    world = World(BAILED | {"suspect.release.extended": 1.0}, start=start)
    crime = released(world, 370)
    told = ["5 bailed"]
    for day, until in steps.items():
        hour = f"{5 + day * DAY:g}"
        told += [f"{hour} bail extended ({until})"] if until else []
    told += [f"{hour} released under investigation (bail ran out)"]
    assert world.journal().splitlines() == told
    assert crime.bail_days == max(steps)
    assert crime.bail_days + crime.investigation_days == 370


def test_limits_come_later_and_later():
    with pytest.raises(BadInput, match="later than the one before"):
        World({"suspect.release.limits_before_reform": [28.0, 28.0]})


def test_a_submission_before_the_release_does_not_stop_the_clock():
    """CPS Direct had the file while the suspect was in custody: 28 days all the same."""
    world = World(BAILED)
    crime = world.crime()
    crime.arrested, crime.referred = 0.0, 5.0
    p, force = world.pathway.suspect.release, world.force
    world.play(crime, lambda: force.wait(crime, 1e6))
    world.at(5, lambda: release.after_arrest(crime, p, force))
    assert world.run(1000).facts() == lines(
        """
        5 bailed
        677 released under investigation (bail ran out)
        """
    )


def test_released_under_investigation_is_not_bail():
    crime = released(World(), 45)
    assert (crime.bail_days, crime.investigation_days) == (0, 45)


def test_a_volunteer_is_counted_from_the_interview():
    """Interviewed from 266 to 268; the case ends at 400."""
    world = World()
    crime = world.crime()
    crime.owner_team, crime.owner = TeamName.PIP1, 0
    p, arrests = world.pathway.suspect, world.practice.policies.suspects
    world.play(crime, lambda: suspect.bring_in(crime, p, arrests, 0.0, 2.0, world.force))
    world.at(400, lambda: release.leave(crime, world.force))
    world.run(500)
    assert crime.invited
    assert (crime.voluntary_days, crime.bail_days) == (132 / 24, 0)
