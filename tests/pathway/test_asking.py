"""Asking, worked by hand: what a full queue turns away is asked for again, or gone without."""

import pytest
from world import World, left, lines

from sacsim.pathway import investigation, offenders, suspect
from sacsim.pathway.opportunities import Kind

ARRESTS = {"suspect.arrests": 1.0}


def brought_in(world):
    crime = world.crime()
    crime.owner_team, crime.owner = "pip1", 0
    p, arrests = world.pathway.suspect, world.practice.policies.suspects
    story = suspect.bring_in
    return world.play(crime, lambda: story(crime, p, arrests, 0.0, 2.0, world.force))


def test_an_arrest_is_asked_for_again_a_day_later():
    """Response is busy until 60 and lets nobody wait: asked at 26 and 50, arrested at 74."""
    world = World(ARRESTS, queues={"response": 0})
    world.busy("response", 0, 60)
    crime = brought_in(world)
    assert world.run(500).facts() == lines(
        """
        2 completed locate suspect @pip1
        26 turned away arrest @response
        50 turned away arrest @response
        77 completed arrest @response
        77 arrested (at=74.0)
        79 completed interview in custody @pip1
        79 interviewed (denied)
        """
    )
    assert crime.arrested == 74


def test_a_voluntary_interview_is_asked_for_again():
    """Nobody is released who was not arrested."""
    world = World(queues={"pip1": 0})
    world.busy("pip1", 260, 20)
    crime = brought_in(world)
    assert world.run(500).facts() == lines(
        """
        2 completed locate suspect @pip1
        266 turned away interview @pip1
        292 completed interview @pip1
        292 interviewed (denied)
        """
    )
    assert (crime.interviewed, crime.released) == (True, False)


def test_an_interview_in_custody_is_asked_for_once():
    """The suspect is released at once, and interviewed when the officer has time."""
    world = World(ARRESTS, queues={"pip1": 0})
    world.busy("pip1", 20, 20)
    brought_in(world)
    assert world.run(500).facts() == lines(
        """
        2 completed locate suspect @pip1
        29 completed arrest @response
        29 arrested (at=26.0)
        29 turned away interview in custody @pip1
        29 not interviewed in custody
        29 released under investigation
        29 turned away interview @pip1
        55 completed interview @pip1
        55 interviewed (denied)
        """
    )


@pytest.mark.parametrize(
    ("team", "task"),
    [
        ("response", "attend, scheduled"),
        ("desk", "assessment"),
        ("supervisors", "allocation"),
        ("evidence_review", "file review"),
        ("cps_area", "charging decision"),
        ("kiosk", "kiosk examination"),
    ],
)
def test_a_whole_journey_goes_on_a_day_later(team, task):
    """Every team but one is free; that one lets nobody wait until 2000."""
    world = World({"deployment.attends": 1.0}, queues={team: 0})
    world.busy(team, 0, 2000.0)
    world.live(
        world.crime(left(Kind.NAMED, 0.9, identifies=True), left(Kind.PHONE, 0.2), reported=1.0)
    )
    facts = world.run(6000).facts()
    assert f"turned away {task} @{team}" in facts
    assert f"completed {task} @{team}" in facts
    assert [outcome for _, outcome in world.history()] == [1]


def test_a_link_to_a_series_is_not_drawn_by_a_check_that_was_turned_away():
    """The analysts are busy until 60 and let nobody wait."""
    world = World(queues={"analysts": 0})
    world.busy("analysts", 0, 60)
    crime = world.crime(left(Kind.INTELLIGENCE, identifies=True), series=3)
    crime.owner_team, crime.owner = "pip1", 0
    settings, pursue = world.pathway.investigation, investigation._work
    world.play(crime, lambda: pursue(crime, Kind.INTELLIGENCE, 2.0, settings, 2.0, world.force), 0)
    assert world.run(300).facts() == lines(
        """
        0 turned away series check @analysts
        24 turned away series check @analysts
        48 turned away series check @analysts
        73 completed series check @analysts
        74 completed IOM check @offender_managers
        76 completed line: intelligence link to a series @pip1
        """
    )


def test_a_tag_names_nobody_until_somebody_has_looked():
    """The offender managers are busy until 150 and let nobody wait: asked at 104, 128 and 152."""
    world = World({"offenders.tagged": 1.0}, queues={"offender_managers": 0})
    world.busy("offender_managers", 0, 150)
    offence = world.crime(left(Kind.TAG, identifies=True), reported=104.0)
    settings = world.pathway.offenders
    world.play(offence, lambda: offenders.check_tag(offence, settings, world.force), 104)
    assert world.run(500).facts() == lines(
        """
        104 turned away tag check @offender_managers
        128 turned away tag check @offender_managers
        152.5 completed tag check @offender_managers
        152.5 realised GPS tag
        152.5 suspect identified GPS tag
        """
    )


def test_nobody_is_managed_without_a_plan():
    world = World(queues={"offender_managers": 0})
    world.busy("offender_managers", 0, 30)
    crime = world.crime()
    cohort = offenders.Cohort(1)
    settings = world.pathway.offenders
    world.play(crime, lambda: offenders._manage(crime, settings, cohort, world.force), 10)
    assert "10 turned away IOM plan @offender_managers" in str(world.run(200).facts())
    assert crime.managed == 34 + settings.plan_hours.mean
