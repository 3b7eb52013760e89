"""Suspects at liberty, worked by hand: what they commit, and what keeps them from it."""

import pytest
from world import World, left, lines

from sacsim.pathway import offenders
from sacsim.pathway.offenders import Cohort
from sacsim.pathway.opportunities import Kind
from sacsim.words import Origin, Outcome

KNOWN_AT = 5.0


def at_liberty(world, crime, *hours, level=0.5, cohort=None, known=KNOWN_AT):
    """A crime whose suspect is known at an hour and may offend at these hours."""
    for hour in hours:
        offence = world.crime(reported=hour + 4, level=level)
        offence.origin = Origin.AT_LIBERTY
        crime.further = (*crime.further, offence)
    world.done = []

    def commit(before, offence):
        world.done.append((world.force.now, offence.occurred))

    def story():
        world.force.go_on_alone(
            offenders.at_liberty(
                crime, world.pathway.offenders, cohort or Cohort(0), commit, world.force
            )
        )
        yield from ()

    world.play(crime, story, world.force.now)
    world.at(known, lambda: crime.realise(crime.opportunities[0], world.force))
    return crime


def suspected(world):
    return world.crime(left(Kind.NAMED, identifies=True))


def test_from_the_day_the_suspect_is_known():
    """What they did at hour 4, nobody knows for theirs: it is among the background."""
    world = World()
    crime = at_liberty(world, suspected(world), 4.0, 100.0, 700.0)
    world.run(1000)
    assert world.done == [(100.0, 100.0), (700.0, 700.0)]
    assert [offence.occurred for offence in crime.committed] == [100.0, 700.0]


def test_a_charge_ends_it_whichever_of_their_crimes_it_is_for():
    world = World()
    crime = at_liberty(world, suspected(world), 100.0, 700.0, 900.0)

    def charge():
        crime.committed[0].true_outcome = Outcome.CHARGED

    world.at(500, charge)
    world.run(1000)
    assert world.done == [(100.0, 100.0)]
    assert world.journal().splitlines()[-2:] == [
        "700 prevented suspect at liberty (domestic_burglary: charged)",
        "900 prevented suspect at liberty (domestic_burglary: charged)",
    ]


def test_nobody_offends_from_custody():
    world = World()
    crime = at_liberty(world, suspected(world), 100.0, 200.0)

    def arrest():
        crime.arrested = 90.0

    def release():
        crime.released = True

    world.at(90, arrest)
    world.at(110, release)
    world.run(300)
    assert world.done == [(200.0, 200.0)]
    assert "100 prevented suspect at liberty (domestic_burglary: in custody)" in world.journal()


@pytest.mark.parametrize(
    ("outcome", "level", "happens"),
    [
        (Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS, 0.39, True),
        (Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS, 0.41, False),
        (Outcome.DIVERSION, 0.69, True),
        (Outcome.DIVERSION, 0.71, False),
        (Outcome.TAKEN_INTO_CONSIDERATION, 0.01, False),
    ],
)
def test_what_has_become_of_the_crime_decides(outcome, level, happens):
    """0.4 of the offences are left after no charge, 0.7 after a diversion, none after a charge."""
    world = World({"offenders.offences_if_not_charged": 0.4, "offenders.offences_if_diverted": 0.7})
    crime = at_liberty(world, suspected(world), 100.0, level=level)

    def close():
        crime.outcome = crime.true_outcome = outcome

    world.at(50, close)
    world.run(200)
    assert bool(world.done) == happens


def test_offender_managers_take_on_as_many_as_they_have_places_for():
    """One place: the plan takes two hours, from then on 0.6 is left; the second finds no place."""
    world = World({"offenders.offences_if_managed": 0.6})
    cohort = Cohort(places=1)
    first = suspected(world)
    first.prolific = True
    at_liberty(world, first, 6.0, 100.0, level=0.7, cohort=cohort)
    world.run(50)
    assert world.done == [(6.0, 6.0)]  # before the plan was done
    second = suspected(world)
    second.prolific = True
    at_liberty(world, second, 200.0, level=0.7, cohort=cohort, known=60.0)
    world.run(300)
    assert world.journal(first) == lines(
        """
        5 realised named by the victim or a witness
        5 suspect identified named by the victim or a witness
        5 arrived IOM plan @offender_managers
        5 started IOM plan @offender_managers
        7 completed IOM plan @offender_managers
        7 managed
        100 prevented suspect at liberty (domestic_burglary: managed offender)
        """
    )
    assert world.done == [(200.0, 200.0)]
    assert "60 no offender manager has a place" in world.journal(second)
    assert cohort.held == 1
    world.run(7 + 24 * 180 + 1)
    assert cohort.held == 0


def test_a_tag_that_was_there_names_its_wearer_once_somebody_looks():
    """The trace is left when the crime is committed; the check takes half an hour."""
    world = World({"offenders.tagged": 1.0, "offenders.tag_places": 1.0})
    crime = suspected(world)
    crime.prolific = True
    at_liberty(world, crime, 100.0)
    world.run(101)
    (offence,) = crime.committed
    assert [(chance.kind, chance.strength) for chance in offence.opportunities] == [(Kind.TAG, 0.5)]
    settings = world.pathway.offenders
    world.play(offence, lambda: offenders.check_tag(offence, settings, world.force), 104)
    world.run(110)
    assert world.journal(offence) == lines(
        """
        104 arrived tag check @offender_managers
        104 started tag check @offender_managers
        104.5 completed tag check @offender_managers
        104.5 realised GPS tag
        104.5 suspect identified GPS tag
        """
    )


def test_places_go_with_posts():
    settings = World({"offenders.managed_each": 2.5}).pathway.offenders
    assert offenders.places(settings, 12) == 30
    assert offenders.places(settings, 0) == 0
    assert offenders.places(settings, None) > 10_000
