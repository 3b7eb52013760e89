"""Whole journeys, worked by hand: from the call to the outcome, every fact in order."""

import math

import pytest
from world import World, left, lines

from sacsim.chance.draws import Draws
from sacsim.pathway.crime import IN_PROGRESS
from sacsim.pathway.opportunities import Kind
from sacsim.words import Outcome

DAY = 24.0
CAUGHT = {"reported_as": IN_PROGRESS, "occurred": 0.0}
CSI = {"scene.attends": 1.0}


def test_caught_near_the_scene_interviewed_in_custody_and_charged_by_cps_direct():
    world = World()
    crime = world.crime(
        left(Kind.NEAR_SCENE, 1.2, identifies=True, expires=1.0), left(Kind.PHONE), **CAUGHT
    )
    world.live(crime)
    assert world.run(5000).journal() == lines(
        """
        0 reported domestic_burglary (in progress)
        0 arrived 999 crime report @call_handlers
        0 started 999 crime report @call_handlers
        0.1 completed 999 crime report @call_handlers
        0.1 graded emergency
        0.1 arrived attend, emergency @response
        0.1 started attend, emergency @response
        1.35 completed attend, emergency @response
        1.35 attended (arrived=0.35)
        1.35 realised caught or seen near the scene
        1.35 suspect identified caught or seen near the scene
        1.35 arrested (at=0.35)
        1.35 arrived interview in custody @pip1
        1.35 started interview in custody @pip1
        3.35 completed interview in custody @pip1
        3.35 interviewed (denied)
        3.35 arrived custody file @pip1
        3.35 started custody file @pip1
        6.35 completed custody file @pip1
        6.35 submitted for charge (in custody)
        6.35 arrived charging decision, custody @cps_direct
        6.35 started charging decision, custody @cps_direct
        7.35 completed charging decision, custody @cps_direct
        7.35 outcome (1)
        7.35 lost phone (not needed)
        """
    )
    assert (crime.arrested, crime.submitted, crime.charged) == (0.35, 6.35, 7.35)
    assert crime.staff_hours == pytest.approx(7.35)
    assert crime.bail_days == 0
    assert not crime.in_custody
    assert crime.owner is None


def test_caught_but_the_case_is_short_bailed_and_then_made_by_the_phone():
    """0.7 is short; released on bail at 3.35 for the phone's 0.4; the CPS Area charges.

    Bail runs from 3.35 to the charge: allocation and first review to 4.35, phone to 6.35,
    file of 12 h, review 1 h, check 0.5 h to 19.85, prosecutor 2 h and 7 days to 189.85.
    """
    world = World({"suspect.release.bailed": 1.0})
    near = left(Kind.NEAR_SCENE, 0.7, identifies=True, expires=1.0)
    crime = world.live(world.crime(near, left(Kind.PHONE, 0.4), **CAUGHT))
    assert (
        lines(world.run(5000).facts()).splitlines()[9:]
        == lines(
            """
        3.35 interviewed (denied)
        3.35 bailed
        3.6 completed allocation @supervisors
        4.35 completed first review @pip1
        4.35 first review done @pip1
        6.35 completed kiosk examination @kiosk
        6.35 realised phone
        18.35 completed full file @pip1
        19.35 completed file review @evidence_review
        19.85 completed file check @supervisors
        19.85 submitted for charge
        21.85 completed charging decision @cps_area
        189.85 outcome (1)
        """
        ).splitlines()
    )
    assert crime.bail_days == pytest.approx((189.85 - 3.35) / 24)
    assert world.live_crimes("pip1") == 0


def test_named_suspect_voluntary_attendance_and_a_police_charge():
    world = World({"crime.admits": 1.0})
    crime = world.live(world.crime(left(Kind.NAMED, 0.6, identifies=True)))
    assert world.run(5000).journal() == lines(
        """
        0 reported domestic_burglary (later)
        0 arrived 101 crime report @call_handlers
        0 started 101 crime report @call_handlers
        0.5 completed 101 crime report @call_handlers
        0.5 realised named by the victim or a witness
        0.5 suspect identified named by the victim or a witness
        0.5 graded resolved without deployment
        0.5 arrived assessment @desk
        0.5 started assessment @desk
        1 completed assessment @desk
        1 screened in
        1 arrived allocation @supervisors
        1 started allocation @supervisors
        1.25 completed allocation @supervisors
        1.25 arrived first review @pip1
        1.25 allocated first review @pip1
        1.25 started first review @pip1
        2 completed first review @pip1
        2 first review done @pip1
        2 arrived locate suspect @pip1
        2 started locate suspect @pip1
        4 completed locate suspect @pip1
        268 arrived interview @pip1
        268 started interview @pip1
        270 completed interview @pip1
        270 interviewed (admitted)
        270 arrived light file @pip1
        270 started light file @pip1
        274 completed light file @pip1
        274 arrived file check @supervisors
        274 started file check @supervisors
        274.5 completed file check @supervisors
        274.5 submitted for charge
        274.5 arrived police charging @supervisors
        274.5 started police charging @supervisors
        275 completed police charging @supervisors
        275 outcome (1)
        """
    )
    assert crime.staff_hours == 0.5 + 0.5 + 0.25 + 0.75 + 2 + 2 + 4 + 0.5 + 0.5
    assert crime.evidence == 1.1
    assert world.live_crimes("pip1") == 0


def test_no_leads_filed_then_a_fingerprint_two_months_later_reopens_it_and_it_is_charged():
    world = World(CSI)
    crime = world.live(world.crime(left(Kind.FINGERPRINT, 1.0, identifies=True), left(Kind.PHONE)))
    seen = []
    for hour in (40, 1000, 1500):
        world.at(hour, lambda: seen.append(world.live_crimes("pip1")))
    assert world.run(5000).facts() == lines(
        """
        0 reported domestic_burglary (later)
        0.5 completed 101 crime report @call_handlers
        0.5 graded resolved without deployment
        1 completed assessment @desk
        1 screened in
        1.25 completed allocation @supervisors
        2 completed first review @pip1
        2 first review done @pip1
        2.5 completed scene visit @csi
        2.5 scene examined
        4.5 completed fingerprint comparison @fingerprint_bureau
        50.25 completed closure check @supervisors
        50.25 outcome (18)
        50.25 lost phone (no suspect identified)
        1444.5 realised fingerprint
        1444.5 suspect identified fingerprint
        1444.5 reopened (0)
        1444.5 regained phone
        1446.5 completed locate suspect @pip1
        1712.5 completed interview @pip1
        1712.5 interviewed (denied)
        1714.5 completed kiosk examination @kiosk
        1714.5 realised phone
        1724.5 completed full file @pip1
        1725.5 completed file review @evidence_review
        1726 completed file check @supervisors
        1726 submitted for charge
        1728 completed charging decision @cps_area
        1896 outcome (1)
        """
    )
    assert world.history() == [(50.25, 18), (1444.5, 0), (1896, 1)]
    assert (crime.first_outcome_at, crime.outcome_at, crime.reopened) == (50.25, 1896, 1)
    assert seen == [1, 0, 1]  # the same officer has it again
    assert world.live_crimes("pip1") == 0


def test_a_reopened_crime_is_reviewed_and_its_victim_kept_informed_again():
    world = World(CSI | {"suspect.voluntary_days": 60.0})
    crime = world.live(world.crime(left(Kind.FINGERPRINT, 1.0, identifies=True)))
    facts = world.run(2200).facts()
    assert "2117 completed 28-day review @supervisors" in facts
    assert "2116.75 completed victim update @pip1" in facts
    assert (crime.reviews_due, crime.updates_due) == (1, 1)


@pytest.mark.parametrize(
    ("named", "outcome", "because"),
    [
        (False, Outcome.VICTIM_DECLINES_NO_SUSPECT, "victim does not support"),
        (True, Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, "victim does not support"),
    ],
)
def test_a_victim_who_never_supports(named, outcome, because):
    """Five days to say so, from the first review at 2; a quarter of an hour's closure check."""
    world = World()
    chances = [left(Kind.CCTV, identifies=True)]
    chances += [left(Kind.NAMED, 0.6, identifies=True)] * named
    crime = world.live(world.crime(*chances, supports=False))
    assert world.run(5000).facts().splitlines()[-3:] == [
        "122.25 completed closure check @supervisors",
        f"122.25 outcome ({int(outcome)})",
        f"122.25 lost CCTV or doorbell ({because})",
    ]
    assert crime.opportunities[0].because == because


def test_a_caught_suspect_is_released_when_the_victim_never_supports():
    world = World()
    crime = world.live(
        world.crime(
            left(Kind.NEAR_SCENE, 1.2, identifies=True, expires=1.0), supports=False, **CAUGHT
        )
    )
    world.run(5000)
    assert world.history() == [(4.35 + 5 * DAY + 0.25, 16)]
    assert "3.35 released under investigation" in world.journal()
    assert math.isnan(crime.charged)


def test_withdrawal_stops_branches_and_cancels_jobs_while_the_laboratory_goes_on():
    """The victim's patience ends at t while the officer locates the suspect; the mark comes back
    at 1444.5 all the same, and is lost because the victim has withdrawn."""
    patience = -math.log(Draws(1, 0).stream("crime").uniform(1 << 12, "withdraws"))
    a_month = 24 * 365.25 / 12
    withdraws_at = 50.0
    rate = patience * a_month / (withdraws_at - 2.0)
    world = World(
        CSI
        | {
            "victim.withdraws_per_month": rate,
            "suspect.locate_hours": 100.0,
            "supervision.every_days": 1.5,
            "supervision.hours": 20.0,
        }
    )
    crime = world.live(
        world.crime(left(Kind.NAMED, 0.6, identifies=True), left(Kind.FINGERPRINT), left(Kind.CCTV))
    )
    assert (
        world.run(5000).facts().splitlines()[10:]
        == lines(
            """
        2.5 completed scene visit @csi
        2.5 scene examined
        4.5 completed fingerprint comparison @fingerprint_bureau
        50 outcome (16)
        50 lost CCTV or doorbell (victim withdrew)
        50 cancelled locate suspect @pip1
        50 cancelled 28-day review @supervisors
        1444.5 lost fingerprint (result late: victim withdrew)
        """
        ).splitlines()
    )
    assert world.live_crimes("pip1") == 0
    assert crime.outcome_at == pytest.approx(50)
    assert crime.branches == []


def test_bail_ends_with_the_case_when_the_victim_withdraws():
    patience = -math.log(Draws(1, 0).stream("crime").uniform(1 << 12, "withdraws"))
    rate = patience * 24 * 365.25 / 12 / 100.0
    world = World(
        {
            "victim.withdraws_per_month": rate,
            "suspect.release.bailed": 1.0,
            "digital.kiosk_hours": 500.0,
        }
    )
    near = left(Kind.NEAR_SCENE, 0.7, identifies=True, expires=1.0)
    crime = world.live(world.crime(near, left(Kind.PHONE), **CAUGHT))
    world.run(5000)
    assert crime.outcome == 16
    assert crime.outcome_at == pytest.approx(4.35 + 100)
    assert crime.bail_days == pytest.approx((104.35 - 3.35) / 24)


ASKS = {"disposal.asks_for_review": 1.0}


def test_a_victims_review_of_an_unsolved_crime_finds_a_line_that_nobody_had_thought_of():
    """Filed at 50.25; the review ends ten days and two hours later. The lines that were missed are
    pursued then: the CCTV names somebody, the four others find nothing in an hour each. The suspect
    is interviewed, the evidence is short, and it is closed as 15; nobody asks twice."""
    world = World(ASKS)
    crime = world.live(world.crime(left(Kind.CCTV, 0.5, identifies=True)))
    facts = world.run(5000).facts().splitlines()
    start = facts.index("50.25 outcome (18)")
    assert (
        facts[start:]
        == lines(
            """
        50.25 outcome (18)
        292.25 completed victim's right to review @supervisors
        292.25 reopened (0)
        292.25 regained CCTV or doorbell
        294.25 completed line: CCTV or doorbell @pip1
        294.25 realised CCTV or doorbell
        294.25 suspect identified CCTV or doorbell
        295.25 completed line: witness questioned at the scene @pip1
        296.25 completed line: vehicle sighting @pip1
        297.25 completed line: property recovered @pip1
        298.25 completed line: intelligence link to a series @pip1
        300.25 completed locate suspect @pip1
        566.25 completed interview @pip1
        566.25 interviewed (denied)
        566.5 completed closure check @supervisors
        566.5 outcome (15)
        """
        ).splitlines()
    )
    assert world.history() == [(50.25, 18), (292.25, 0), (566.5, 15)]
    assert world.live_crimes("pip1") == 0
    assert not crime.telling.going_on


def test_a_crime_screened_out_is_investigated_when_its_victim_has_it_reviewed():
    world = World(ASKS | {"allocation.screens_in": 0.0})
    crime = world.live(world.crime(left(Kind.CCTV, identifies=True)))
    world.run(5000)
    assert [outcome for _, outcome in world.history()] == [18, 0, 18]
    assert crime.owner_team == "pip1"
    assert world.live_crimes("pip1") == 0


def test_a_case_that_the_cps_turned_down_is_decided_again_after_a_review():
    """Every prosecutor asks for 1.3, so it is 15 again; the suspect is not interviewed twice."""
    world = World(ASKS | {"charging.prosecutor_bar": 1.3})
    crime = world.live(world.crime(left(Kind.NAMED, 1.0, identifies=True)))
    facts = world.run(5000).facts()
    assert [outcome for _, outcome in world.history()] == [15, 0, 15]
    assert facts.count("completed interview") == 1
    assert facts.count("submitted for charge") == 2
    assert crime.reviews_upheld == 1


def test_prosecuted_after_all_when_the_contract_is_broken():
    """Admitted at 270; a contract of ten days from 276 is broken; a light file, a police charge."""
    changes = {
        "crime.admits": 1.0,
        "disposal.deferral.fails": 1.0,
        "disposal.deferral.days": 10.0,
    }
    world = World(changes, policies={"disposal": "deferred_prosecution"})
    world.live(world.crime(left(Kind.NAMED, 0.6, identifies=True)))
    assert (
        world.run(5000).facts().splitlines()[-8:]
        == lines(
            """
        276 completed contract @offender_managers
        276 prosecution deferred
        516 contract broken
        520 completed light file @pip1
        520.5 completed file check @supervisors
        520.5 submitted for charge
        521 completed police charging @supervisors
        521 outcome (1)
        """
        ).splitlines()
    )
