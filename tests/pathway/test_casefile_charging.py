"""Case file and charging, worked by hand: routes, triage, action plans and time limits."""

from datetime import date

import pytest
from world import World, case, left, lines, referrals

from sacsim.pathway import casefile, charging
from sacsim.pathway.charging import HOURS_IN_SIX_MONTHS, Decision
from sacsim.pathway.opportunities import Kind
from sacsim.words import CrimeType

DAY = 24.0
NO_EXTRAS = {"casefile.redaction_hours": 0.0}


def built(world, crime, full, at=0.0):
    p = world.pathway.casefile
    support = world.practice.policies.case_file(crime, p, world.force)
    return world.play(crime, lambda: casefile.build(crime, p, support, full, 2.0, world.force), at)


def test_a_light_file():
    world = World()
    built(world, case(world, 1.0), full=False)
    assert world.run(100).facts() == lines(
        """
        4 completed light file @pip1
        4.5 completed file check @supervisors
        """
    )


@pytest.mark.parametrize(("start", "hours"), [(date(2021, 1, 1), 12), (date(2020, 7, 1), 6)])
def test_a_full_file_is_longer_and_redacted_under_the_sixth_edition(start, hours):
    world = World(start=start)
    built(world, case(world, 1.0), full=True)
    assert world.run(100).facts() == lines(
        f"""
        {hours} completed full file @pip1
        {hours + 1} completed file review @evidence_review
        {hours + 1.5} completed file check @supervisors
        """
    )


def test_the_edition_is_that_of_the_day_the_file_is_begun():
    """Reported in December 2020, begun in the first hour of the day the guidance took force."""
    world = World(start=date(2020, 12, 1))
    built(world, case(world, 1.0), full=True, at=30 * DAY)
    assert "732 completed full file @pip1" in world.run(1000).journal()


def test_file_builders_take_their_share():
    world = World({"casefile.file_builders_do": 0.75}, policies={"case_file": "file_builders"})
    crime = built(world, case(world, 1.0), full=True)
    assert world.run(100).facts().splitlines()[:2] == [
        "3 completed full file @pip1",
        "12 completed full file, builders @file_builders",
    ]
    assert crime.staff_hours == 12 + 1 + 0.5


def decided(world, crime):
    p, chosen, told = world.pathway, world.practice.policies, []
    support = chosen.case_file(crime, p.casefile, world.force)
    area = charging.Area(chosen.charging_queue, support, p.casefile)

    def story():
        told.append((yield from charging.decide(crime, p.charging, area, 2.0, world.force)))

    world.play(crime, story)
    world.run(1e5)
    return told


def test_the_police_charge_a_guilty_plea():
    world = World()
    crime = case(world, 1.0)
    crime.admitted = True
    assert decided(world, crime) == [Decision.CHARGE]
    assert world.journal() == lines(
        """
        0 submitted for charge
        0 arrived police charging @supervisors
        0 started police charging @supervisors
        0.5 completed police charging @supervisors
        """
    )


def test_robbery_always_goes_to_the_cps():
    world = World()
    crime = case(world, 1.0, type=CrimeType.PERSONAL_ROBBERY)
    crime.admitted = True
    assert decided(world, crime) == [Decision.CHARGE]
    assert world.facts() == lines(
        """
        0 submitted for charge
        2 completed charging decision @cps_area
        """
    )


def test_triage_turns_a_file_back_unread_until_the_loops_are_used_up():
    """Three rejections of 3 h rework and 10 days each; then a prosecutor reads it: 2 h, 7 days."""
    world = World({"charging.rejected_at_triage": 1.0})
    ended = []
    crime = case(world, 1.0)
    world.at(29 * DAY, lambda: ended.append(crime.telling.going_on))
    assert decided(world, crime) == [Decision.CHARGE]
    assert world.facts() == lines(
        """
        0 submitted for charge
        0 rejected at triage
        3 completed file rework @pip1
        243 rejected at triage
        246 completed file rework @pip1
        486 rejected at triage
        489 completed file rework @pip1
        731 completed charging decision @cps_area
        """
    )
    assert world.force.teams["cps_area"].ledger.starts == 1
    assert referrals(crime) == [
        ("cps_area", 0, 0, "rejected at triage"),
        ("cps_area", 243, 243, "rejected at triage"),
        ("cps_area", 486, 486, "rejected at triage"),
        ("cps_area", 729, 899, "charge"),
    ]


@pytest.mark.parametrize("policy", ["file_builders", "disclosure_champions"])
def test_files_with_help_pass_triage_at_their_own_rate(policy):
    world = World({"charging.rejected_at_triage": 1.0}, policies={"case_file": policy})
    assert decided(world, case(world, 1.0)) == [Decision.CHARGE]
    assert "rejected" not in world.journal()


def test_an_action_plan_lifts_the_evidence_over_the_bar():
    """0.9 is within 15 % of the bar; the plan adds a quarter."""
    world = World()
    crime = case(world, 0.9)
    assert decided(world, crime) == [Decision.CHARGE]
    assert world.facts() == lines(
        """
        0 submitted for charge
        2 completed charging decision @cps_area
        170 action plan
        173 completed file rework @pip1
        415 completed charging decision @cps_area
        """
    )
    assert referrals(crime) == [
        ("cps_area", 0, 170, "action plan"),
        ("cps_area", 413, 583, "charge"),
    ]


@pytest.mark.parametrize(("strength", "adds", "decisions"), [(0.8, 0.25, 1), (0.9, 0.0, 4)])
def test_no_further_action(strength, adds, decisions):
    """Too far below the bar, at once; just below it, when three action plans have added nothing."""
    world = World({"charging.action_plan_adds": adds})
    assert decided(world, case(world, strength)) == [Decision.NO_FURTHER_ACTION]
    assert world.force.teams["cps_area"].ledger.starts == decisions


def test_a_result_that_comes_in_while_the_cps_decides_counts():
    world = World()
    crime = case(world, 0.5)
    late = left(Kind.PHONE, 0.5)
    crime.opportunities.append(late)
    world.at(100, lambda: crime.realise(late, world.force))
    assert decided(world, crime) == [Decision.CHARGE]


@pytest.mark.parametrize(
    ("type", "since_offence", "since_submission", "lapsed"),
    [
        (CrimeType.THEFT_FROM_VEHICLE, 0.99, 0.0, False),
        (CrimeType.THEFT_FROM_VEHICLE, 1.01, 0.0, True),
        (CrimeType.THEFT_OF_VEHICLE, 5.0, 0.99, False),
        (CrimeType.THEFT_OF_VEHICLE, 5.0, 1.01, True),
        (CrimeType.THEFT_OF_VEHICLE, 6.01, 0.5, True),  # three years from the offence
        (CrimeType.DOMESTIC_BURGLARY, 20.0, 10.0, False),
        (CrimeType.PERSONAL_ROBBERY, 20.0, 10.0, False),
    ],
)
def test_time_limits(type, since_offence, since_submission, lapsed):
    """In units of six months, from the offence and from the first submission for charge."""
    world = World()
    now = 20 * HOURS_IN_SIX_MONTHS
    crime = case(
        world,
        1.0,
        type=type,
        summary_only=True,
        occurred=now - since_offence * HOURS_IN_SIX_MONTHS,
    )
    crime.submitted = now - since_submission * HOURS_IN_SIX_MONTHS
    world.run(now)
    assert charging.lapsed(crime, world.force) == lapsed
    crime.summary_only = False
    assert not charging.lapsed(crime, world.force)


def test_out_of_time_when_the_cps_has_decided():
    world = World()
    crime = case(
        world,
        1.0,
        type=CrimeType.THEFT_FROM_VEHICLE,
        summary_only=True,
        occurred=100 - HOURS_IN_SIX_MONTHS,
    )
    assert decided(world, crime) == [Decision.OUT_OF_TIME]


def test_champions_leave_the_officer_half_of_a_full_file():
    world = World(policies={"case_file": "disclosure_champions"})
    built(world, case(world, 1.0), full=True)
    assert world.run(100).facts().splitlines()[0] == "6 completed full file @pip1"


def test_by_default_the_officer_builds_the_whole_file():
    world = World({"casefile.file_builders_do": 0.75})
    built(world, case(world, 1.0), full=True)
    assert world.run(100).facts().splitlines()[0] == "12 completed full file @pip1"


def test_feedback_that_conflicts_with_the_cps_costs_a_round():
    """Twelve hours' file, a review, three hours' rework, a second review, the check."""
    world = World({"casefile.feedback_conflicts": 1.0})
    built(world, case(world, 1.0), full=True)
    assert world.run(100).facts() == lines(
        """
        12 completed full file @pip1
        13 completed file review @evidence_review
        13 feedback conflicts
        16 completed file rework @pip1
        17 completed file review @evidence_review
        17.5 completed file check @supervisors
        """
    )


def test_not_in_the_public_interest_is_for_cases_that_meet_the_bar():
    world = World({"charging.not_public_interest": 1.0})
    assert decided(world, case(world, 1.0)) == [Decision.NOT_PUBLIC_INTEREST]
    world = World({"charging.not_public_interest": 1.0})
    assert decided(world, case(world, 0.5)) == [Decision.NO_FURTHER_ACTION]


@pytest.mark.parametrize(
    ("policy", "first"), [("as_they_come", "volunteer"), ("interim_protocol", "bailed")]
)
def test_by_the_interim_protocol_bail_goes_first(policy, first):
    """Both wait for a prosecutor who is busy until 5; the volunteer's file came an hour before."""
    world = World(policies={"charging_queue": policy})
    world.busy("cps_area", 0, 5.0)
    p, chosen, done = world.pathway, world.practice.policies, []
    area = charging.Area(chosen.charging_queue, casefile.Support(0, 1, False), p.casefile)

    def story(crime, who):
        yield from charging.decide(crime, p.charging, area, 2.0, world.force)
        done.append(who)

    for hour, who in ((1, "volunteer"), (2, "bailed")):
        crime = case(world, 1.0)
        crime.release = who
        world.play(crime, lambda crime=crime, who=who: story(crime, who), at=hour)
    world.run(1000)
    assert done[0] == first


def test_a_reviewed_case_gets_another_prosecutor():
    bar = {"lognormal": {"median": 1.0, "log_sd": 0.5}}
    world = World({"charging.prosecutor_bar": bar})
    crime = case(world, 1.0)
    p = world.pathway.charging
    first = charging._bar(crime, p, world.force)
    crime.reviews_upheld = 1
    assert charging._bar(crime, p, world.force) != first


@pytest.mark.parametrize(("waits", "done"), [(0.0, 9), (1.0, 109)])
def test_a_full_file_waits_for_results_still_to_come_if_the_force_has_it_so(waits, done):
    """A result comes at 100; the file begins at 0 or then, and takes 9 hours."""
    world = World({"casefile.waits_for_results": waits, "casefile.full_hours": 9.0, **NO_EXTRAS})
    crime = case(world, 1.0)
    crime.pending = 1
    built(world, crime, full=True)

    def result():
        crime.pending = 0
        crime.tell("result")

    world.at(100, result)
    assert f"{done} completed full file @pip1" in world.run(300).facts()
