"""Disposal, worked by hand: closing, wrong codes, audit, out of court, other crimes admitted."""

import math

import pytest
from world import World, left, lines, recorded

from sacsim.pathway import disposal
from sacsim.pathway.journey import conclude
from sacsim.pathway.opportunities import Kind
from sacsim.words import Outcome, TeamName

DAY = 24.0


def owned(world, crime):
    crime.owner_team, crime.owner = TeamName.PIP1, 0
    world.force.teams["pip1"].take_case(0)
    return crime


def test_closing_stops_the_story_cancels_jobs_and_releases_the_officer():
    world = World()
    crime = owned(world, world.crime(left(Kind.CCTV)))
    force = world.force
    world.play(crime, lambda: force.work(crime, "pip1", "work", 50.0, 1.0, officer=0))
    world.branch(crime, lambda: force.work(crime, "pip1", "more work", 50.0, 2.0, officer=0))
    recorded(world, crime, Outcome.OTHER_AGENCY, waits=False)
    assert world.run(100).facts() == lines(
        """
        10 outcome (20)
        10 lost CCTV or doorbell (crime closed: action by another agency)
        10 cancelled more work @pip1
        10 cancelled work @pip1
        """
    )  # the job that waits goes first: the officer never takes it up
    assert world.live_crimes("pip1") == 0
    assert crime.staff_hours == 10
    assert not crime.telling.going_on


def test_the_first_outcome_stands():
    world = World()
    crime = owned(world, world.crime())
    recorded(world, crime, Outcome.CHARGED)
    recorded(world, crime, Outcome.NO_SUSPECT_IDENTIFIED, at=20, waits=False)
    world.run(100)
    assert world.history() == [(10, 1)]
    assert world.live_crimes("pip1") == 0


@pytest.mark.parametrize(
    ("outcome", "facts", "kind", "because"),
    [
        (Outcome.CHARGED, {}, Kind.CCTV, "not needed"),
        (Outcome.CAUTION, {}, Kind.CCTV, "not needed"),
        (Outcome.DIVERSION, {}, Kind.CCTV, "not needed"),
        (Outcome.NO_SUSPECT_IDENTIFIED, {}, Kind.PHONE, "no suspect identified"),
        (Outcome.NO_SUSPECT_IDENTIFIED, {"screened_out": True}, Kind.CCTV, "screened out"),
        (
            Outcome.NO_SUSPECT_IDENTIFIED,
            {"screened_out": True},
            Kind.PHONE,
            "no suspect identified",
        ),
        (
            Outcome.VICTIM_DECLINES_NO_SUSPECT,
            {"supports": False},
            Kind.CCTV,
            "victim does not support",
        ),
        (Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, {}, Kind.CCTV, "victim withdrew"),
        (
            Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS,
            {},
            Kind.CCTV,
            "crime closed: evidential difficulties, victim supports",
        ),
    ],
)
def test_why_closing_ends_a_chance(outcome, facts, kind, because):
    world = World()
    crime = world.crime(left(kind))
    for name, value in facts.items():
        setattr(crime, name, value)
    recorded(world, crime, outcome)
    world.run(20)
    assert crime.opportunities[0].because == because


def test_a_wrong_code_is_put_right_by_audit():
    """15 recorded as 16; the audit takes half an hour. What it was never changes."""
    world = World({"disposal.miscoded": 1.0, "disposal.audited": 1.0})
    crime = recorded(
        world, world.crime(left(Kind.CCTV)), Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS
    )
    assert world.run(100).facts() == lines(
        """
        10 outcome (16)
        10 lost CCTV or doorbell (crime closed: evidential difficulties, victim supports)
        10.5 completed outcome audit @crime_management
        10.5 outcome (15)
        """
    )
    assert crime.outcome == crime.true_outcome == 15
    assert (crime.first_outcome_at, crime.outcome_at) == (10, 10.5)


def test_without_an_audit_a_wrong_code_stands_but_the_truth_is_known():
    world = World({"disposal.miscoded": 1.0})
    crime = recorded(world, world.crime(), Outcome.TIME_LIMIT_EXPIRED)
    world.run(100)
    assert (crime.outcome, crime.true_outcome) == (15, 17)


def test_a_reviewed_crime_is_not_miscoded():
    world = World({"disposal.miscoded": 1.0, "disposal.miscoded_if_reviewed": 0.0})
    crime = world.crime()
    crime.reviews_due = crime.reviews_on_time = 1
    recorded(world, crime, Outcome.TIME_LIMIT_EXPIRED)
    world.run(100)
    assert crime.outcome == 17


def filed(world, crime, at=10.0):
    p = world.pathway.disposal

    def story():
        world.practice.book.enter(crime, p, world.force)
        disposal.record(crime, Outcome.NO_SUSPECT_IDENTIFIED, p, world.force)
        yield from disposal.reopened(crime, world.force)
        yield world.force.timer(crime, math.inf)

    return world.play(crime, story, at)


def test_reopened_with_its_officer_and_what_was_given_up_and_still_exists():
    world = World()
    mark = left(Kind.FINGERPRINT, identifies=True)
    mark.submitted = True
    crime = owned(
        world, world.crime(mark, left(Kind.PHONE), left(Kind.CCTV, expires=40), left(Kind.WITNESS))
    )
    crime.screened_out = True
    filed(world, crime)
    world.at(50, lambda: crime.realise(mark, world.force))
    assert world.run(100).journal() == lines(
        """
        10 outcome (18)
        10 lost phone (no suspect identified)
        10 lost CCTV or doorbell (screened out)
        10 lost witness questioned at the scene (screened out)
        50 realised fingerprint
        50 suspect identified fingerprint
        50 reopened (0)
        50 regained phone
        50 regained witness questioned at the scene
        """
    )
    assert crime.open
    assert crime.reopened == 1
    assert math.isnan(crime.outcome_at)
    assert crime.first_outcome_at == 10
    assert world.live_crimes("pip1") == 1


def test_an_audit_does_not_close_a_crime_that_has_been_reopened_meanwhile():
    """The audit ends at 50, the crime was reopened at 30."""
    world = World({"disposal.audited": 1.0, "disposal.audit_hours": 40.0})
    mark = left(Kind.FINGERPRINT, identifies=True)
    mark.submitted = True
    crime = filed(world, world.crime(mark))
    world.at(30, lambda: crime.realise(mark, world.force))
    world.run(100)
    assert crime.open
    assert world.history() == [(10, 18), (30, 0)]


def test_rest_until_filed_or_named():
    for named in (False, True):
        world = World()
        crime = world.crime(left(Kind.DNA, identifies=True))
        ended = []

        def story(world=world, crime=crime, ended=ended):
            yield from disposal.rest(crime, world.pathway.disposal, world.force)
            ended.append(world.force.now)

        world.play(crime, story)
        if named:
            (mark,) = crime.opportunities
            world.at(
                7, lambda crime=crime, mark=mark, world=world: crime.realise(mark, world.force)
            )
        world.run(100)
        assert ended == [7 if named else 48]


@pytest.mark.parametrize(
    ("admitted", "changes", "outcome"),
    [
        (True, {}, Outcome.COMMUNITY_RESOLUTION),
        (True, {"disposal.cautioned": 1.0}, Outcome.CAUTION),
        (True, {"disposal.diverted": 1.0}, Outcome.DIVERSION),
        (False, {}, None),
    ],
)
def test_out_of_court(admitted, changes, outcome):
    world = World({"disposal.out_of_court": 1.0} | changes)
    crime = owned(world, world.crime())
    crime.admitted = admitted
    told, p, policy = [], world.pathway.disposal, world.practice.policies.disposal

    def story():
        told.append((yield from disposal.out_of_court(crime, p, policy, 2.0, world.force)))

    world.play(crime, story)
    world.run(10)
    assert told == [outcome]
    assert crime.staff_hours == (2 if admitted else 0)
    assert disposal.spares(crime, p, policy, world.force) == admitted


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, None),
        ({"disposal.other_agency": 1.0}, Outcome.OTHER_AGENCY),
        ({"disposal.not_public_interest": 1.0}, Outcome.NOT_PUBLIC_INTEREST_POLICE),
    ],
)
def test_dealt_with_elsewhere(changes, outcome):
    world = World(changes)
    assert disposal.elsewhere(world.crime(), world.pathway.disposal, world.force) == outcome


def test_taken_into_consideration_months_after_the_offender_is_charged_with_another():
    """Filed at 10; the offender of the series is charged at 500 and admits it 90 days later."""
    world = World({"disposal.taken_into_consideration": 1.0})
    old = filed(world, world.crime(left(Kind.WITNESS), series=3))
    stranger = filed(world, world.crime(series=4))
    new = recorded(world, world.crime(series=3), Outcome.CHARGED, at=500)
    p = world.pathway.disposal
    world.at(500, lambda: world.practice.book.offender_charged(new, p, world.force))
    world.run(5000)
    assert world.history(old) == [(10, 18), (500 + 90 * DAY, 4)]
    assert world.history(stranger) == [(10, 18)]
    assert not old.telling.going_on
    assert old.true_outcome == Outcome.TAKEN_INTO_CONSIDERATION


def test_a_reopened_crime_is_not_taken_into_consideration():
    world = World({"disposal.taken_into_consideration": 1.0})
    mark = left(Kind.FINGERPRINT, identifies=True)
    mark.submitted = True
    old = filed(world, world.crime(mark, series=3))
    world.at(600, lambda: old.realise(mark, world.force))
    new = world.crime(series=3)
    p = world.pathway.disposal
    world.at(500, lambda: world.practice.book.offender_charged(new, p, world.force))
    world.run(5000)
    assert world.history(old) == [(10, 18), (600, 0)]


@pytest.mark.parametrize(
    ("team", "history"),
    [("pip2", [(10, 18), (500 + 90 * DAY, 4)]), ("pip1", [(10, 18)]), ("", [(10, 18)])],
)
def test_a_team_that_links_series_finds_what_nobody_would_admit(team, history):
    """Nothing is admitted anyway; PIP 2 finds every other crime of a charged offender."""
    world = World({"allocation.links_series.pip2": 1.0})
    old = filed(world, world.crime(left(Kind.WITNESS), series=3))
    new = world.crime(series=3)
    new.owner_team = team
    world.at(500, lambda: conclude(new, Outcome.CHARGED, world.practice, world.force))
    world.run(5000)
    assert world.history(old) == history


def test_links_add_to_what_is_admitted_anyway():
    """0.2 admitted anyway and half of the other 0.8 found besides: 0.6 of many crimes."""
    world = World({"disposal.taken_into_consideration": 0.2})
    old = [filed(world, world.crime(series=3)) for _ in range(400)]
    new = world.crime(series=3)
    p = world.pathway.disposal
    world.at(500, lambda: world.practice.book.offender_charged(new, p, world.force, 0.5))
    world.run(5000)
    assert 0.53 < sum(crime.outcome == 4 for crime in old) / 400 < 0.67


@pytest.mark.parametrize(
    ("crowded", "because"), [(False, "screened out"), (True, "screened out, desk too busy")]
)
def test_what_a_screened_out_crime_loses_says_whether_the_desk_was_too_busy(crowded, because):
    """It is lost when the crime is filed at 10, and regained if a result reopens it at 600."""
    world = World()
    mark = left(Kind.FINGERPRINT, identifies=True)
    mark.submitted = True
    crime = world.crime(mark, left(Kind.CCTV), left(Kind.PHONE))
    crime.screened_out, crime.crowded_out = True, crowded
    filed(world, crime)
    world.at(600, lambda: crime.realise(mark, world.force))
    world.run(550)
    assert [chance.because for chance in crime.opportunities[1:]] == [
        because,
        "no suspect identified",
    ]
    world.run(650)
    assert all(chance.open for chance in crime.opportunities[1:])


DEFERRED = {"disposal": "deferred_prosecution"}


@pytest.mark.parametrize(("fails", "outcome"), [(0.0, Outcome.DIVERSION), (1.0, None)])
def test_a_contract_of_four_months_kept_or_broken(fails, outcome):
    """Six hours of an offender manager, then 120 days."""
    world = World({"disposal.deferral.fails": fails}, policies=DEFERRED)
    crime = owned(world, world.crime())
    crime.admitted = True
    told, p, policy = [], world.pathway.disposal, world.practice.policies.disposal

    def story():
        told.append((yield from disposal.out_of_court(crime, p, policy, 2.0, world.force)))

    world.play(crime, story)
    broken = "\n2886 contract broken" if fails else ""
    assert (
        world.run(5000).facts()
        == lines(
            """
        6 completed contract @offender_managers
        6 prosecution deferred
        """
        )
        + broken
    )
    assert told == [outcome]
    assert disposal.spares(crime, p, policy, world.force)


@pytest.mark.parametrize(
    ("policy", "eligible", "admitted", "way"),
    [
        ("deferred_prosecution", 1.0, True, disposal.Way.DEFERRED),
        ("deferred_prosecution", 0.0, True, disposal.Way.OUT_OF_COURT),
        ("deferred_prosecution", 1.0, False, disposal.Way.CHARGE),
        ("as_stated", 1.0, True, disposal.Way.OUT_OF_COURT),
        ("charge_only", 1.0, True, disposal.Way.CHARGE),
    ],
)
def test_whom_a_policy_spares_a_charge(policy, eligible, admitted, way):
    changes = {"disposal.out_of_court": 1.0, "disposal.deferral.eligible": eligible}
    world = World(changes, policies={"disposal": policy})
    crime = world.crime()
    crime.admitted = admitted
    chosen = world.practice.policies.disposal
    assert chosen(crime, world.pathway.disposal, world.force) == way


@pytest.mark.parametrize(
    ("linked", "reviewed", "admitted"), [(0.0, False, False), (0.0, True, True), (1.0, False, True)]
)
def test_only_a_crime_that_was_linked_is_taken_into_consideration(linked, reviewed, admitted):
    """`linked_if_reviewed` is 1."""
    world = World({"disposal.taken_into_consideration": 1.0, "disposal.linked": linked})
    old = world.crime(series=3)
    old.reviews_due = old.reviews_on_time = int(reviewed)
    filed(world, old)
    new = world.crime(series=3)
    p = world.pathway.disposal
    world.at(500, lambda: world.practice.book.offender_charged(new, p, world.force))
    world.run(5000)
    assert (old.outcome == Outcome.TAKEN_INTO_CONSIDERATION) == admitted


def test_an_audit_that_a_full_queue_turns_away_puts_nothing_right():
    world = World(
        {"disposal.miscoded": 1.0, "disposal.audited": 1.0}, queues={"crime_management": 0}
    )
    world.busy("crime_management", 0, 50)
    crime = recorded(world, world.crime(), Outcome.TIME_LIMIT_EXPIRED)
    world.run(100)
    assert (crime.outcome, crime.true_outcome) == (15, 17)
