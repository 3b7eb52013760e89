"""Investigation, worked by hand: lines thought of or not, in time or too late, cases that drift."""

import pytest
from fixed_numbers import ALL_TEAMS
from world import FOREVER, World, left, lines

from sacsim.chance.draws import Draws
from sacsim.pathway import investigation, supervision
from sacsim.pathway.opportunities import Kind
from sacsim.pathway.series import Series
from sacsim.words import TeamName

ON_CCTV = {"investigation.lines.cctv.generated": 1.0}
CRIME_LUCK = Draws(1, 0).stream("crime")
FIRST = 1 << 12  # the number of a world's first crime


def looked_into(world, crime, story=investigation.find_suspect, at=0.0):
    crime.owner_team, crime.owner = TeamName.PIP1, 0
    settings, policy = world.pathway.investigation, world.practice.policies.investigation_plan

    def planned():
        yield from investigation.plan(crime, settings, policy, 3.0, world.force)
        yield from story(crime, settings, 3.0, world.force)

    return world.play(crime, planned, at)


def reviewed(world, crime):
    settings, interval = world.pathway.supervision, world.practice.policies.supervision
    return world.branch(crime, lambda: supervision.reviews(crime, settings, interval, world.force))


def test_one_line_after_another_until_somebody_is_identified():
    """CCTV identifies, so the vehicle is left for later: it may be wanted as corroboration."""
    world = World(ON_CCTV | {"investigation.lines.vehicle_sighting.generated": 1.0})
    crime = world.crime(left(Kind.CCTV, identifies=True), left(Kind.VEHICLE_SIGHTING, 0.3))
    looked_into(world, crime)
    assert world.run(10).facts() == lines(
        """
        2 completed line: CCTV or doorbell @pip1
        2 realised CCTV or doorbell
        2 suspect identified CCTV or doorbell
        """
    )
    looked_into(world, crime, investigation.pursue_the_rest, at=10)
    assert world.run(20).facts().splitlines()[3:] == [
        "12 completed line: vehicle sighting @pip1",
        "12 realised vehicle sighting",
    ]
    assert crime.evidence == 0.8


def test_a_line_that_finds_nothing_takes_an_hour_all_the_same():
    world = World(ON_CCTV)
    crime = looked_into(world, world.crime())
    assert world.run(10).facts() == "1 completed line: CCTV or doorbell @pip1"
    assert crime.staff_hours == 1


@pytest.mark.parametrize(
    ("expires", "result"),
    [
        (4.0, "lost CCTV or doorbell (CCTV overwritten)"),
        (4.5, "realised CCTV or doorbell"),  # seized in time, viewed later
        (FOREVER, "realised CCTV or doorbell"),  # secured by the first officers
    ],
)
def test_cctv_overwritten_or_seized_in_time(expires, result):
    """The officer in charge comes on duty at 4 and has viewed it by 6."""
    world = World(ON_CCTV, duty={TeamName.PIP1: [(0, 4.0, 12.0)]})
    looked_into(world, world.crime(left(Kind.CCTV, expires=expires)))
    assert world.run(20).journal().splitlines()[-1] == f"6 {result}"


@pytest.mark.parametrize(
    ("generated", "skill", "planned", "because"),
    [
        (1.01, 1.0, True, ""),
        (1.01, 1.0, False, "no investigation plan"),
        (1.01, 0.9, True, "line missed for want of skill"),
        (1.01, 0.9, False, "line missed for want of skill"),
        (0.99, 1.0, True, "line not pursued"),
        (0.99, 0.9, False, "line not pursued"),
    ],
)
def test_why_a_line_is_not_thought_of(generated, skill, planned, because):
    """`generated` in units of the crime's own luck for this line: above 1, somebody could."""
    luck = CRIME_LUCK.uniform(FIRST, "cctv line")
    world = World(
        {
            "investigation.lines.cctv.generated": luck * generated,
            "investigation.skill": dict.fromkeys(ALL_TEAMS, skill),
            "investigation.plan": dict.fromkeys(ALL_TEAMS, float(planned)),
        }
    )
    crime = looked_into(world, world.crime(left(Kind.CCTV)))
    world.run(10)
    assert crime.opportunities[0].because == because


@pytest.mark.parametrize(
    ("kind", "field", "because"),
    [
        (Kind.WITNESS, "witness", "witness no longer found"),
        (Kind.VEHICLE_SIGHTING, "vehicle_sighting", "vehicle not traced"),
        (Kind.PROPERTY, "property_recovered", "property not traced"),
        (Kind.INTELLIGENCE, "intelligence", "link not made"),
    ],
)
def test_a_line_begun_too_late(kind, field, because):
    world = World({f"investigation.lines.{field}.generated": 1.0})
    crime = looked_into(world, world.crime(left(kind, expires=-1.0)))
    world.run(10)
    assert crime.opportunities[0].because == because
    assert crime.staff_hours == 2


def test_a_witness_missed_on_the_day_may_be_found_later_or_is_lost_for_the_first_reason():
    for generated in (1.0, 0.0):
        world = World({"investigation.lines.witness.generated": generated})
        witness = left(Kind.WITNESS)
        witness.missed = "early lines not completed"
        looked_into(world, world.crime(witness))
        world.run(10)
        assert witness.because == ("" if generated else "early lines not completed")


def test_a_case_drifts_until_a_review_gets_it_moving():
    """The first review, at 672, wakes it; by then the recorder has overwritten what it held."""
    world = World(ON_CCTV | {"investigation.drifts": 1.0})
    crime = reviewed(world, world.crime(left(Kind.CCTV, expires=336.0)))
    looked_into(world, crime)
    assert world.run(700).facts() == lines(
        """
        0 drifts
        672.5 completed 28-day review @supervisors
        674.5 completed line: CCTV or doorbell @pip1
        674.5 lost CCTV or doorbell (case drifted)
        674.5 drifts
        """
    )


def test_drift_is_not_to_blame_for_what_was_gone_before():
    world = World(ON_CCTV | {"investigation.drifts": 1.0})
    crime = reviewed(world, world.crime(left(Kind.CCTV, expires=-1.0)))
    looked_into(world, crime)
    world.run(700)
    assert crime.opportunities[0].because == "CCTV overwritten"


def test_an_insufficient_review_wakes_nobody():
    world = World(ON_CCTV | {"investigation.drifts": 1.0, "supervision.sufficient": 0.0})
    crime = reviewed(world, world.crime(left(Kind.CCTV)))
    looked_into(world, crime)
    world.run(24 * 28 * 5 + 1)
    assert crime.opportunities[0].open
    assert crime.reviews_due == crime.reviews_on_time == 5


def test_a_result_that_names_somebody_gets_a_drifting_case_moving():
    world = World(ON_CCTV | {"investigation.drifts": 1.0})
    mark = left(Kind.FINGERPRINT, identifies=True)
    crime = looked_into(world, world.crime(left(Kind.CCTV), mark))
    world.at(30, lambda: crime.realise(mark, world.force))
    assert world.run(100).facts() == lines(
        """
        0 drifts
        30 realised fingerprint
        30 suspect identified fingerprint
        32 completed line: CCTV or doorbell @pip1
        32 realised CCTV or doorbell
        """
    )


def test_a_link_to_a_series_is_checked_by_an_analyst_and_an_offender_manager_first():
    world = World({"investigation.lines.intelligence.generated": 1.0})
    crime = looked_into(world, world.crime(left(Kind.INTELLIGENCE), series=7))
    assert world.run(10).facts() == lines(
        """
        1 completed series check @analysts
        2 completed IOM check @offender_managers
        4 completed line: intelligence link to a series @pip1
        4 realised intelligence link to a series
        """
    )
    assert crime.staff_hours == 4


@pytest.mark.parametrize(
    ("policy", "share", "planned"),
    [
        ("as_stated", 1.0, True),
        ("as_stated", 0.0, False),
        ("always", 0.0, True),
        ("none", 1.0, False),
    ],
)
def test_a_plan_is_a_task_of_the_officer_in_charge(policy, share, planned):
    world = World(
        {
            "investigation.plan": dict.fromkeys(ALL_TEAMS, share),
            "investigation.plan_hours": 0.75,
        },
        policies={"investigation_plan": policy},
    )
    crime = looked_into(world, world.crime())
    told = world.run(10).facts()
    assert told == ("0.75 completed investigation plan @pip1" if planned else "")
    assert crime.planned == planned


def test_a_sufficient_review_brings_up_a_line_that_nobody_had_thought_of():
    """The review ends at 672.5; the CCTV was kept, the recording of the vehicle was not."""
    world = World({"investigation.review_finds": 1.0})
    cctv, car = left(Kind.CCTV, identifies=True), left(Kind.VEHICLE_SIGHTING, expires=600.0)
    crime = looked_into(world, world.crime(cctv, car))
    reviewed(world, crime)
    p = world.pathway.investigation
    world.branch(crime, lambda: investigation.after_reviews(crime, p, 3.0, world.force))
    assert world.run(700).facts() == lines(
        """
        0 lost CCTV or doorbell (line not pursued)
        0 lost vehicle sighting (line not pursued)
        672.5 completed 28-day review @supervisors
        672.5 regained CCTV or doorbell
        674.5 completed line: CCTV or doorbell @pip1
        674.5 realised CCTV or doorbell
        674.5 suspect identified CCTV or doorbell
        675.5 completed line: witness questioned at the scene @pip1
        676.5 completed line: vehicle sighting @pip1
        677.5 completed line: property recovered @pip1
        678.5 completed line: intelligence link to a series @pip1
        """
    )
    assert car.because == "line not pursued"
    assert crime.lines_missed == []


@pytest.mark.parametrize(
    ("changes", "known", "suspect"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"investigation.links": 0.0}, True, False),
        ({"investigation.joined_up": False}, True, False),
    ],
)
def test_a_link_to_a_crime_with_a_suspect_names_the_suspect(changes, known, suspect):
    """The series check takes the analysts and the offender managers an hour each, the line two."""
    links = {
        "investigation.lines.intelligence.generated": 1.0,
        "investigation.links": 1.0,
        "investigation.links_unless_joined_up": 0.0,
    }
    world = World(links | changes)
    crime = world.crime(left(Kind.INTELLIGENCE, 0.2), series=7)
    crime.kin = Series(suspect=known)
    looked_into(world, crime)
    world.run(10)
    assert crime.has_suspect == suspect
    assert crime.suspect_by == (Kind.INTELLIGENCE if suspect else "")
    assert "4 realised intelligence link to a series" in world.facts()


def test_whoever_is_identified_is_the_suspect_of_the_series():
    world = World(ON_CCTV)
    crime = world.crime(left(Kind.CCTV, identifies=True), series=7)
    crime.kin = Series()
    looked_into(world, crime)
    world.run(10)
    assert crime.kin.suspect
