"""Supervision and victim, worked by hand: reviews, updates, patience."""

import math

import pytest
from world import World, lines

from sacsim.chance.draws import Draws
from sacsim.pathway import supervision, victim
from sacsim.words import Outcome, TeamName

DAY = 24.0
PATIENCE = -math.log(Draws(1, 0).stream("crime").uniform(1 << 12, "withdraws"))
RATE = {"victim.withdraws_per_month": 0.5}
A_MONTH = 24 * 365.25 / 12


def reviewed(world, crime):
    settings, interval = world.pathway.supervision, world.practice.policies.supervision
    return world.play(crime, lambda: supervision.reviews(crime, settings, interval, world.force))


def test_reviews_fall_due_every_28_days_however_long_the_last_one_took():
    world = World()
    crime = reviewed(world, world.crime())
    assert world.run(1400).journal() == lines(
        """
        672 arrived 28-day review @supervisors
        672 started 28-day review @supervisors
        672.5 completed 28-day review @supervisors
        1344 arrived 28-day review @supervisors
        1344 started 28-day review @supervisors
        1344.5 completed 28-day review @supervisors
        """
    )
    assert (crime.reviews_due, crime.reviews_on_time) == (2, 2)


@pytest.mark.parametrize(("busy", "on_time"), [(7 * DAY - 1, 1), (7 * DAY, 0)])
def test_a_review_is_late_after_a_week(busy, on_time):
    world = World()
    world.busy("supervisors", 672, busy)
    crime = reviewed(world, world.crime())
    world.run(1000)
    assert (crime.reviews_due, crime.reviews_on_time) == (1, on_time)


def updated(world, crime):
    crime.owner_team, crime.owner = TeamName.PIP1, 0
    settings = world.pathway.victim
    return world.branch(crime, lambda: victim.updates(crime, settings, world.force))


def test_updates_by_the_officer_in_charge_who_may_be_away_too_long():
    """On duty on day 28 but not on days 56 to 61: the second update is missed."""
    world = World(duty={TeamName.PIP1: [(0, 0.0, 700.0), (0, 1600.0, 3000.0)]})
    crime = updated(world, world.crime())
    assert world.run(2000).journal() == lines(
        """
        672 arrived victim update @pip1
        672 started victim update @pip1
        672.25 completed victim update @pip1
        1344 arrived victim update @pip1
        1464 abandoned victim update @pip1
        """
    )
    assert (crime.updates_due, crime.updates_on_time, crime.updates_missed) == (2, 1, 1)


def supported(world, crime, at=0.0):
    withdrew = []

    def story():
        yield from victim.support(crime, world.pathway.victim, world.force)
        withdrew.append(world.force.now)

    world.branch(crime, story, at)
    return withdrew


def test_patience_is_used_up_at_the_monthly_rate():
    world = World(RATE)
    withdrew = supported(world, world.crime())
    world.run(1e5)
    assert withdrew == pytest.approx([PATIENCE / 0.5 * A_MONTH])


def test_a_missed_update_raises_the_rate_but_the_patience_is_the_same_draw():
    """What is left of the patience at the first missed update goes twice as fast."""
    world = World(RATE | {"victim.update_every_days": 0.5})
    world.force.teams["pip1"].roster([])
    world.busy("pip1", 0, 1e6)
    crime = updated(world, world.crime())
    withdrew = supported(world, crime)
    world.run(1e5)
    missed = 12 + 5 * DAY
    left_over = PATIENCE / 0.5 * A_MONTH - missed
    assert left_over > 0
    assert withdrew == pytest.approx([missed + left_over / 2])


def test_an_update_missed_before_there_was_a_suspect_counts_too():
    world = World(RATE)
    crime = world.crime()
    crime.updates_missed = 1
    withdrew = supported(world, crime, at=10)
    world.run(1e5)
    assert withdrew == pytest.approx([10 + PATIENCE / 1.0 * A_MONTH])


def test_at_no_rate_nobody_withdraws():
    world = World()
    crime = updated(world, world.crime())
    withdrew = supported(world, crime)
    world.run(1e5)
    assert withdrew == []


@pytest.mark.parametrize(
    ("named", "outcome"),
    [
        (False, Outcome.VICTIM_DECLINES_NO_SUSPECT),
        (True, Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES),
    ],
)
def test_14_without_a_suspect_and_16_with_one(named, outcome):
    crime = World().crime(supports=False)
    if named:
        crime.suspect = 1.0
    assert victim.declined(crime) == outcome


def test_by_risk_a_named_suspect_or_a_known_vulnerable_victim_is_reviewed_more_often():
    """Every 40 days; from day 70 on, when somebody is named, ten days after the last was due."""
    world = World(policies={"supervision": "by_risk"})
    crime = reviewed(world, world.crime())
    world.at(70 * DAY, lambda: setattr(crime, "suspect", world.force.now))
    assert world.run(105 * DAY).facts() == lines(
        """
        960.5 completed 28-day review @supervisors
        1920.5 completed 28-day review @supervisors
        2160.5 completed 28-day review @supervisors
        2400.5 completed 28-day review @supervisors
        """
    )
    vulnerable = world.crime(vulnerable=True)
    every = world.practice.policies.supervision
    days = [every(vulnerable, world.pathway.supervision, world.force)]
    vulnerable.thrive = True
    days.append(every(vulnerable, world.pathway.supervision, world.force))
    assert days == [40.0, 10.0]


def test_no_reviews():
    world = World(policies={"supervision": "none"})
    crime = reviewed(world, world.crime())
    assert world.run(10_000).journal() == ""
    assert (crime.reviews_due, crime.reviewed) == (0, False)


def test_a_review_that_a_full_queue_turns_away_was_not_made():
    world = World(queues={"supervisors": 0})
    world.busy("supervisors", 600, 100)
    crime = reviewed(world, world.crime())
    assert world.run(1400).facts() == lines(
        """
        672 turned away 28-day review @supervisors
        1344.5 completed 28-day review @supervisors
        """
    )
    assert (crime.reviews_due, crime.reviews_on_time) == (2, 1)


CONSULTS = {"victim.consults": 1.0}


def consulted(world, crime):
    settings = world.pathway.victim
    return world.play(crime, lambda: victim.consult(crime, settings, world.force))


@pytest.mark.parametrize(("busy", "done"), [(11.0, True), (13.0, False)])
def test_the_victim_is_consulted_if_the_officer_is_free_within_twelve_hours(busy, done):
    world = World(CONSULTS)
    world.busy("pip1", 0, busy)
    crime = world.crime()
    crime.owner_team, crime.owner = TeamName.PIP1, 0
    consulted(world, crime)
    last = "11.5 completed" if done else "12 abandoned"
    assert world.run(50).facts() == f"{last} closure consultation @pip1"
    assert crime.consulted == done


@pytest.mark.parametrize(("team", "consults"), [("", 1.0), (TeamName.PIP1, 0.0)])
def test_nobody_consults_about_a_crime_that_nobody_has_or_where_it_is_not_asked_for(team, consults):
    world = World({"victim.consults": consults})
    crime = world.crime()
    crime.owner_team, crime.owner = team, 0
    consulted(world, crime)
    assert world.run(50).journal() == ""
    assert not crime.consulted


def assessed(world, crime):
    crime.owner_team, crime.owner = TeamName.PIP1, 0
    world.at(0, lambda: victim.assess_needs(crime, world.pathway.victim, world.force))
    return crime


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_assessment_without_hours_of_its_own_is_a_fact_and_no_job(share):
    world = World({"victim.needs_assessed": share})
    crime = assessed(world, world.crime())
    assert world.run(50).journal() == ""
    assert crime.needs_assessed == (share == 1.0)


def test_an_assessment_with_hours_is_done_by_the_officer_in_charge():
    world = World({"victim.needs_assessed": 1.0, "victim.needs_hours": 0.5})
    world.busy("pip1", 0, 3)
    crime = assessed(world, world.crime())
    assert world.run(50).facts() == "3.5 completed needs assessment @pip1"
    assert crime.needs_assessed
    assert crime.staff_hours == 0.5


@pytest.mark.parametrize("screens_in", [0.0, 1.0])
def test_needs_are_assessed_where_a_crime_gets_an_officer(screens_in):
    """A crime that the desk screens out has nobody to ask."""
    world = World({"victim.needs_assessed": 1.0, "allocation.screens_in": screens_in})
    crime = world.live(world.crime())
    world.run(500)
    assert crime.needs_assessed == (screens_in == 1.0)
