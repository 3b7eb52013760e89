"""Deployment, worked by hand: who is sent, who is still there, what the first officers do."""

from datetime import date

import pytest
from world import FOREVER, World, left, lines

from sacsim.pathway import deployment
from sacsim.pathway.crime import IN_PROGRESS, JUST_HAPPENED
from sacsim.pathway.opportunities import Kind
from sacsim.words import CrimeType, Grade

SENT = {"deployment.attends": 1.0}


def responded(world, crime, at=0.0):
    settings, policy = world.pathway.deployment, world.practice.policies.deployment
    return world.play(crime, lambda: deployment.respond(crime, settings, policy, world.force), at)


def test_nobody_sent_leaves_the_witness_to_the_officer_in_charge():
    world = World()
    crime = responded(world, world.crime(left(Kind.WITNESS)))
    assert world.run(10).journal() == "0 graded resolved without deployment"
    (witness,) = crime.opportunities
    assert witness.open
    assert witness.missed == "nobody sent"


def test_travel_takes_its_area_s_factor():
    """A quarter of an hour, twice as long out there: arrival at 3.5, not 3.25."""
    world = World(SENT)
    crime = responded(world, world.crime(travel_factor=2.0))
    world.run(10)
    assert crime.attended == 3.5
    assert crime.staff_hours == 1.5


def test_by_appointment():
    """Three hours to the appointment, a quarter to travel, one hour at the scene."""
    world = World(SENT | {"deployment.secures_cctv": 1.0})
    crime = responded(
        world, world.crime(left(Kind.WITNESS, identifies=True), left(Kind.CCTV, expires=5))
    )
    assert world.run(10).journal() == lines(
        """
        0 graded scheduled
        3 arrived attend, scheduled @response
        3 started attend, scheduled @response
        4.25 completed attend, scheduled @response
        4.25 attended (arrived=3.25)
        4.25 realised witness questioned at the scene
        4.25 suspect identified witness questioned at the scene
        """
    )
    assert crime.attended == 3.25
    assert crime.opportunities[1].expires == FOREVER  # seized


def test_cctv_that_is_gone_cannot_be_secured():
    world = World(SENT | {"deployment.secures_cctv": 1.0})
    crime = responded(world, world.crime(left(Kind.CCTV, expires=4)))
    world.run(10)
    assert crime.opportunities[0].expires == 4


def in_progress(world, near, **facts):
    return responded(world, world.crime(near, reported_as=IN_PROGRESS, **{"occurred": 0.0} | facts))


def test_caught_near_the_scene():
    world = World()
    crime = in_progress(world, left(Kind.NEAR_SCENE, identifies=True, expires=0.3))
    assert world.run(10).journal() == lines(
        """
        0 graded emergency
        0 arrived attend, emergency @response
        0 started attend, emergency @response
        1.25 completed attend, emergency @response
        1.25 attended (arrived=0.25)
        1.25 realised caught or seen near the scene
        1.25 suspect identified caught or seen near the scene
        """
    )
    assert crime.arrested == 0.25
    assert crime.in_custody


def test_seen_but_nobody_knows_who_it_was():
    world = World()
    crime = in_progress(world, left(Kind.NEAR_SCENE, expires=0.3))
    world.run(10)
    assert crime.evidence == 0.5
    assert not crime.has_suspect
    assert not crime.in_custody


@pytest.mark.parametrize(
    ("expires", "because"), [(0.25, "arrived too late"), (-0.1, "gone before the report")]
)
def test_nobody_there_any_more(expires, because):
    world = World()
    near = left(Kind.NEAR_SCENE, identifies=True, expires=expires)
    crime = in_progress(world, near, occurred=-0.2)
    assert f"1.25 lost caught or seen near the scene ({because})" in world.run(10).journal()
    assert not crime.in_custody


def test_an_emergency_pre_empts_and_a_visit_cut_short_misses_the_witness():
    """Called away at 4 with a quarter done, back at 6 for the hour that is left."""
    world = World(SENT)
    visit = responded(world, world.crime(left(Kind.WITNESS)))
    world.busy("response", 4, 2, priority=0.0, preempts=True)
    assert world.run(10).journal() == lines(
        """
        0 graded scheduled
        3 arrived attend, scheduled @response
        3 started attend, scheduled @response
        4 pre-empted attend, scheduled @response
        6 resumed attend, scheduled @response
        6.25 completed attend, scheduled @response
        6.25 attended (arrived=3.25)
        """
    )
    assert visit.opportunities[0].missed == "early lines not completed"
    assert visit.opportunities[0].open


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        ({"reported_as": JUST_HAPPENED, "type": CrimeType.PERSONAL_ROBBERY}, Grade.EMERGENCY),
        ({"reported_as": JUST_HAPPENED}, Grade.PRIORITY),
        ({"cue": 0.61}, Grade.SCHEDULED),
        ({"cue": 0.59}, Grade.NO_DEPLOYMENT),
    ],
)
def test_grades(facts, grade):
    world = World({"deployment.attends": 0.4})
    crime = responded(world, world.crime(**facts))
    world.run(10)
    assert crime.grade == grade


@pytest.mark.parametrize("thrive", [False, True])
def test_a_vulnerable_victim_is_visited_if_the_call_handler_noticed(thrive):
    world = World()
    crime = world.crime(vulnerable=True)
    crime.thrive = thrive
    responded(world, crime)
    world.run(10)
    assert crime.grade == (Grade.SCHEDULED if thrive else Grade.NO_DEPLOYMENT)


@pytest.mark.parametrize(
    ("policy", "visited"),
    [
        ("by_cue", {"promising", "vulnerable"}),
        ("attend_all_burglaries", {"promising", "vulnerable", "repeat", "burglary"}),
        ("recognised_only", {"vulnerable", "repeat"}),
        ("commitment_of_october_2022", {"promising", "vulnerable"}),
    ],
)
def test_who_is_visited_under_each_policy(policy, visited):
    """Reported on 1 January 2021; six in ten are left alone where the cue decides."""
    world = World({"deployment.attends": 0.4}, policies={"deployment": policy})
    crimes = {
        "promising": world.crime(cue=0.61, type=CrimeType.THEFT_OF_VEHICLE),
        "vulnerable": world.crime(cue=0.1, vulnerable=True, type=CrimeType.THEFT_OF_VEHICLE),
        "overlooked": world.crime(cue=0.1, vulnerable=True, type=CrimeType.THEFT_OF_VEHICLE),
        "repeat": world.crime(cue=0.1, repeat_victim=True),
        "burglary": world.crime(cue=0.1),
        "other": world.crime(cue=0.1, type=CrimeType.THEFT_OF_VEHICLE),
    }
    crimes["vulnerable"].thrive = crimes["repeat"].repeat_recognised = True
    for crime in crimes.values():
        responded(world, crime)
    world.run(1)
    assert {name for name, crime in crimes.items() if crime.grade == Grade.SCHEDULED} == visited


@pytest.mark.parametrize(
    ("start", "grade"),
    [(date(2022, 10, 4), Grade.NO_DEPLOYMENT), (date(2022, 10, 5), Grade.SCHEDULED)],
)
def test_the_commitment_holds_from_its_day_on(start, grade):
    """Reported at 23:30 on the day; on the eve the visit would have been on the day itself."""
    world = World(policies={"deployment": "commitment_of_october_2022"}, start=start)
    burglary = responded(world, world.crime(reported=23.5), at=23.5)
    theft = world.crime(reported=23.5, type=CrimeType.THEFT_OF_VEHICLE)
    responded(world, theft, at=23.5)
    world.run(24)
    assert (burglary.grade, theft.grade) == (grade, Grade.NO_DEPLOYMENT)


def test_graded_too_low_nobody_is_there_any_more():
    """A burglary just now becomes an appointment: 3 h and a quarter to travel, not half an hour."""
    world = World({"deployment.misgraded": 1.0})
    near = left(Kind.NEAR_SCENE, identifies=True, expires=0.5)
    responded(world, world.crime(near, reported_as=JUST_HAPPENED, occurred=0.0))
    assert world.run(10).facts() == lines(
        """
        0 graded scheduled
        4.25 completed attend, scheduled @response
        4.25 attended (arrived=3.25)
        4.25 lost caught or seen near the scene (arrived too late, graded too low)
        """
    )


@pytest.mark.parametrize(
    ("facts", "thrive", "grade"),
    [
        ({"reported_as": IN_PROGRESS}, False, Grade.PRIORITY),
        ({"reported_as": IN_PROGRESS}, True, Grade.EMERGENCY),
        ({"reported_as": JUST_HAPPENED}, False, Grade.SCHEDULED),
        ({"reported_as": JUST_HAPPENED}, True, Grade.PRIORITY),
        ({}, False, Grade.NO_DEPLOYMENT),
    ],
)
def test_only_a_fresh_report_without_an_adequate_assessment_is_misgraded(facts, thrive, grade):
    world = World({"deployment.misgraded": 1.0})
    crime = world.crime(**facts)
    crime.thrive = thrive
    responded(world, crime)
    world.run(10)
    assert crime.grade == grade
    assert crime.misgraded == (bool(facts) and not thrive)


@pytest.mark.parametrize(
    ("equipped", "strength", "expires"), [(0.0, 0.4, 20.0), (1.0, 0.6, FOREVER)]
)
def test_a_kit_and_a_camera_make_the_statement_stronger_and_secure_the_recording(
    equipped, strength, expires
):
    """A statement of 0.4, captured on video: x 1.5 is 0.6."""
    world = World(SENT | {"deployment.equipped": equipped, "deployment.witness_if_equipped": 1.5})
    witness, cctv = left(Kind.WITNESS, 0.4), left(Kind.CCTV, expires=20.0)
    crime = responded(world, world.crime(witness, cctv))
    world.run(10)
    assert crime.evidence == pytest.approx(strength)
    assert cctv.expires == expires


def test_a_kit_is_of_no_use_to_a_visit_cut_short():
    """Called away: the witness keeps their 0.4 for the officer in charge."""
    world = World(SENT | {"deployment.equipped": 1.0, "deployment.witness_if_equipped": 1.5})
    crime = responded(world, world.crime(left(Kind.WITNESS, 0.4)))
    world.busy("response", 4, 2, priority=0.0, preempts=True)
    world.run(10)
    assert crime.opportunities[0].strength == 0.4
    assert crime.opportunities[0].open
