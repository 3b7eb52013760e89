"""Contact, worked by hand: a report, a caller who hangs up, advice, hurry."""

from fixed_numbers import SURELY
from world import World, left, lines

from sacsim.pathway import contact
from sacsim.pathway.contact import Care
from sacsim.pathway.crime import IN_PROGRESS
from sacsim.pathway.opportunities import Kind
from sacsim.words import TeamName

ADVICE = {
    "contact.thrive": SURELY,
    "contact.preservation_advice": SURELY,
    "contact.prevention_advice": SURELY,
    "contact.repeat_recognised": SURELY,
}


def reported(world, crime, at=0.0):
    return world.play(crime, lambda: contact.report(crime, world.pathway.contact, world.force), at)


def test_a_101_report_that_names_somebody():
    world = World()
    crime = reported(world, world.crime(left(Kind.NAMED, identifies=True)))
    assert world.run(10).journal() == lines(
        """
        0 reported domestic_burglary (later)
        0 arrived 101 crime report @call_handlers
        0 started 101 crime report @call_handlers
        0.5 completed 101 crime report @call_handlers
        0.5 realised named by the victim or a witness
        0.5 suspect identified named by the victim or a witness
        """
    )
    assert (crime.suspect, crime.suspect_by, crime.staff_hours) == (0.5, Kind.NAMED, 0.5)
    assert not any([crime.thrive, crime.preservation_advice, crime.prevention_advice])


def test_a_caller_who_hangs_up_calls_again():
    """The handler is on another call until 3; patience lasts an hour, then two hours pass."""
    world = World()
    world.busy("call_handlers", 0, 3)
    reported(world, world.crime())
    assert world.run(10).journal() == lines(
        """
        0 reported domestic_burglary (later)
        0 arrived 101 crime report @call_handlers
        1 abandoned 101 crime report @call_handlers
        3 arrived 101 crime report @call_handlers
        3 started 101 crime report @call_handlers
        3.5 completed 101 crime report @call_handlers
        """
    )


def test_999_callers_hold_on_and_go_first():
    world = World()
    world.busy("call_handlers", 0, 3)
    world.busy("call_handlers", 1, 1, priority=2)
    crime = reported(world, world.crime(reported_as=IN_PROGRESS, occurred=0.0), at=2)
    assert world.run(10).facts(crime) == lines(
        """
        2 reported domestic_burglary (in progress)
        3.1 completed 999 crime report @call_handlers
        """
    )


def test_advice_is_given_on_the_telephone_but_not_online():
    for online in (0.0, 1.0):
        world = World(ADVICE | {"contact.online": online})
        crime = reported(world, world.crime(repeat_victim=True))
        world.run(10)
        assert crime.thrive
        assert crime.repeat_recognised
        assert crime.preservation_advice == crime.prevention_advice == (not online)
        assert crime.staff_hours == (0.25 if online else 0.5)


def test_only_a_repeat_victim_can_be_recognised_as_one():
    world = World(ADVICE)
    crime = reported(world, world.crime(repeat_victim=False))
    world.run(10)
    assert not crime.repeat_recognised


def test_a_hurried_report_is_short_and_without_advice():
    """When the call starts at 1, two others wait for the one handler: cut to the floor, a half."""
    when_unhurried = {"unhurried": 1.0, "hurried": 0.0}
    squeeze = {"from_priority": 2.0, "per_waiting": 0.5, "floor": 0.5}
    world = World(dict.fromkeys(ADVICE, when_unhurried), squeezes={TeamName.CALL_HANDLERS: squeeze})
    world.busy("call_handlers", 0, 1)
    crime = reported(world, world.crime(repeat_victim=True))
    world.busy("call_handlers", 0.1, 1, priority=2)
    world.busy("call_handlers", 0.2, 1, priority=2)
    assert "1.25 completed 101 crime report" in world.run(10).journal()
    assert not any([crime.thrive, crime.preservation_advice, crime.prevention_advice])
    assert not crime.repeat_recognised
    assert crime.staff_hours == 0.25


def test_care_falls_in_a_straight_line_with_hurry():
    care = Care(unhurried=0.6, hurried=0.2)
    assert [care.at(hurry) for hurry in (0.0, 0.25, 1.0)] == [0.6, 0.5, 0.2]
