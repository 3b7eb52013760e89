"""Whole journeys, worked by hand: what happens when a stage goes another way than usual."""

import math

import pytest
from fixed_numbers import SURELY
from world import World, left, lines

from sacsim.pathway.crime import IN_PROGRESS
from sacsim.pathway.opportunities import Kind
from sacsim.words import CrimeType, Outcome, TeamName

DAY = 24.0
CAUGHT = {"reported_as": IN_PROGRESS, "occurred": 0.0}
CSI = {"scene.attends": 1.0}


def test_screened_out_wrongly():
    """CCTV would have identified somebody, but the crime did not look it: filed the next day."""
    world = World({"allocation.screens_in": 0.4})
    crime = world.live(world.crime(left(Kind.CCTV, 1.2, identifies=True), cue=0.5))
    assert world.run(5000).facts() == lines(
        """
        0 reported domestic_burglary (later)
        0.5 completed 101 crime report @call_handlers
        0.5 graded resolved without deployment
        1 completed assessment @desk
        1 screened out
        25.25 completed closure check @supervisors
        25.25 outcome (18)
        25.25 lost CCTV or doorbell (screened out)
        """
    )
    assert crime.owner_team == ""
    assert crime.staff_hours == 0.5 + 0.5 + 0.25


def test_recognised_as_a_repeat_victim_it_would_not_have_been():
    world = World({"allocation.screens_in": 0.4, "contact.repeat_recognised": SURELY})
    crime = world.live(world.crime(repeat_victim=True, cue=0.5))
    world.run(10)
    assert not crime.screened_out


def test_a_screened_out_crime_that_reopens_is_taken_on_and_its_lines_pursued():
    """CSI has been; the fingerprint names somebody at 1444.5; the witness is found after all."""
    world = World(
        CSI | {"allocation.screens_in": 0.0, "investigation.lines.witness.generated": 1.0}
    )
    crime = world.live(
        world.crime(left(Kind.FINGERPRINT, 0.6, identifies=True), left(Kind.WITNESS, 0.5))
    )
    facts = world.run(5000).facts()
    assert "25.25 lost witness questioned at the scene (screened out)" in facts
    assert "1444.5 regained witness questioned at the scene" in facts
    assert "1445.5 first review done @pip1" in facts
    assert "realised witness questioned at the scene" in facts
    assert [code for _, code in world.history()] == [18, 0, 1]
    assert crime.owner_team == "pip1"
    assert world.live_crimes("pip1") == 0


def test_a_crime_is_not_filed_while_the_csi_is_still_to_come():
    """Filing is due at 50, the CSI comes at 60 and leaves at 62."""
    world = World(CSI)
    world.busy("csi", 0, 60)
    crime = world.live(world.crime(left(Kind.FINGERPRINT, 1.0, identifies=True)))
    world.run(1000)
    assert world.history() == [(62.25, 18)]
    assert crime.opportunities[0].submitted


def test_a_short_case_waits_for_a_csi_who_is_still_to_come_and_for_the_result():
    world = World(CSI | {"suspect.voluntary_days": 0.0, "suspect.locate_days": 0.0})
    world.busy("csi", 0, 60)
    crime = world.live(
        world.crime(left(Kind.NAMED, 0.6, identifies=True), left(Kind.FINGERPRINT, 0.5))
    )
    facts = world.run(5000).facts()
    assert "6 interviewed (denied)" in facts
    assert "1504 realised fingerprint\n1516 completed full file @pip1" in facts
    assert crime.outcome == Outcome.CHARGED


def test_a_desk_crime_with_a_suspect_goes_to_an_investigator_once():
    """Analysed at the desk, where CCTV identifies; PIP 1 takes it on; one set of reviews."""
    world = World(
        {
            "investigation.lines.cctv.generated": 1.0,
            "suspect.voluntary_days": 60.0,
        },
        policies={"allocation": "desk"},
    )
    crime = world.live(world.crime(left(Kind.CCTV, 0.7, identifies=True)))
    facts = world.run(700).facts()
    assert "2 first review done @desk" in facts
    assert "4 suspect identified CCTV or doorbell" in facts
    assert "5 first review done @pip1" in facts
    assert facts.count("28-day review") == 1
    assert crime.reviews_due == crime.updates_due == 1
    assert crime.owner_team == TeamName.PIP1
    assert world.live_crimes("pip1") == 1


@pytest.mark.parametrize(
    ("type", "outcome"),
    [
        (CrimeType.THEFT_FROM_VEHICLE, Outcome.TIME_LIMIT_EXPIRED),
        (CrimeType.THEFT_OF_VEHICLE, Outcome.CHARGED),  # from sufficient evidence
        (CrimeType.DOMESTIC_BURGLARY, Outcome.CHARGED),
    ],
)
def test_a_fingerprint_seven_months_late(type, outcome):
    """Only interference lapses six months from the offence."""
    world = World(CSI | {"forensics.fingerprint_delay_days": 210.0})
    crime = world.crime(left(Kind.FINGERPRINT, 1.0, identifies=True), type=type, summary_only=True)
    world.live(crime)
    world.run(9000)
    assert [code for _, code in world.history()] == [18, 0, outcome]
    assert math.isnan(crime.submitted) == (outcome == Outcome.TIME_LIMIT_EXPIRED)  # no file wasted


def test_taking_a_vehicle_lapses_when_the_cps_takes_more_than_six_months():
    world = World({"charging.area_delay_days": 190.0})
    crime = world.crime(
        left(Kind.NAMED, 1.0, identifies=True), type=CrimeType.THEFT_OF_VEHICLE, summary_only=True
    )
    world.live(crime)
    world.run(9000)
    assert crime.outcome == Outcome.TIME_LIMIT_EXPIRED


def test_short_of_evidence_when_nothing_more_is_to_come():
    world = World()
    crime = world.live(world.crime(left(Kind.NAMED, 0.6, identifies=True)))
    assert world.run(5000).facts().splitlines()[-3:] == [
        "270 interviewed (denied)",
        "270.25 completed closure check @supervisors",
        "270.25 outcome (15)",
    ]
    assert math.isnan(crime.submitted)


def test_dealt_with_by_another_body_without_being_brought_in():
    world = World({"disposal.other_agency": 1.0})
    world.live(world.crime(left(Kind.NAMED, 1.0, identifies=True)))
    assert world.run(5000).facts().splitlines()[-2:] == [
        "2.25 completed closure check @supervisors",
        "2.25 outcome (20)",
    ]


def test_a_caught_suspect_another_body_will_deal_with_is_not_charged_in_custody():
    world = World({"disposal.other_agency": 1.0})
    near = left(Kind.NEAR_SCENE, 1.2, identifies=True, expires=1.0)
    crime = world.live(world.crime(near, **CAUGHT))
    world.run(5000)
    assert crime.outcome == Outcome.OTHER_AGENCY
    assert "3.35 released under investigation" in world.journal()


def test_a_resolution_out_of_court():
    world = World({"crime.admits": 1.0, "disposal.out_of_court": 1.0})
    world.live(world.crime(left(Kind.NAMED, 0.6, identifies=True)))
    assert world.run(5000).facts().splitlines()[-3:] == [
        "272 completed out-of-court disposal @pip1",
        "272.25 completed closure check @supervisors",
        "272.25 outcome (8)",
    ]


def test_an_officer_in_charge_who_never_comes_leaves_the_crime_open():
    world = World(posts={TeamName.PIP1: 0})
    crime = world.live(world.crime(left(Kind.NAMED, 1.0, identifies=True)))
    world.run(5000)
    assert crime.open
    assert crime.telling.going_on
