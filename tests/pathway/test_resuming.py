"""Crimes taken over from before the run, worked by hand: each stage goes on as any crime would."""

import pytest
from world import World, left, lines

from sacsim.chance.distributions import parse, share_below
from sacsim.pathway import resuming
from sacsim.pathway.live import LiveCrime, Stage
from sacsim.pathway.opportunities import Kind
from sacsim.pathway.waiting import hours_left
from sacsim.words import CrimeType, Outcome

TEN_DAYS = -240.0


def named(strength):
    return left(Kind.NAMED, strength, identifies=True)


def taken_over(world, stage, *chances, reported=TEN_DAYS, facts=None, **told):
    """A crime that its row puts at a stage, resumed at hour 0."""
    crime = world.crime(*chances, reported=reported, **(facts or {}))
    row = LiveCrime("x", crime.type, Stage(stage), reported, **told)
    assert resuming.fits(crime, row, True, world.practice, world.force)
    return world.play(crime, lambda: resuming.resume(crime, row, world.practice, world.force))


NAMED_AND_KEPT = """
    0 realised named by the victim or a witness
    0 suspect identified named by the victim or a witness
    0 kept @pip2"""

JOURNALS = {
    "awaiting deployment": (
        {"reported": -1.0},
        {"deployment.attends": 1.0},
        """
        0 graded scheduled
        4.25 completed attend, scheduled @response
        4.25 attended (arrived=3.25)
        4.75 completed assessment @desk
        4.75 screened in
        5 completed allocation @supervisors
        5.75 completed first review @pip1
        5.75 first review done @pip1
        54 completed closure check @supervisors
        54 outcome (18)
        """,
    ),
    "awaiting screening": (
        {},
        {},
        """
        0.5 completed assessment @desk
        0.5 screened in
        0.75 completed allocation @supervisors
        1.5 completed first review @pip1
        1.5 first review done @pip1
        49.75 completed closure check @supervisors
        49.75 outcome (18)
        """,
    ),
    "awaiting allocation": (
        {},
        {},
        """
        0.25 completed allocation @supervisors
        1 completed first review @pip1
        1 first review done @pip1
        49.25 completed closure check @supervisors
        49.25 outcome (18)
        """,
    ),
    # it is PIP 1's; what lines are left find nothing; two days' rest, of which none is over
    "under investigation": (
        {"team": "pip1", "officer": 0, "since": -24.0},
        {},
        """
        0 kept @pip1
        48.25 completed closure check @supervisors
        48.25 outcome (18)
        """,
    ),
    # five days until they have said so, half a day of which is over
    "victim does not support": (
        {"since": -12.0, "facts": {"supports": False}},
        {},
        """
        108.25 completed closure check @supervisors
        108.25 outcome (14)
        """,
    ),
    # two days' rest, half a day of which is over
    "awaiting filing": (
        {"team": "pip1", "since": -12.0},
        {},
        """
        0 kept @pip1
        36.25 completed closure check @supervisors
        36.25 outcome (18)
        """,
    ),
}
"""Without a suspect: what the row says, the settings changed, and the journal."""

PROSECUTED = {
    # 18 of 24 hours of custody are left; released for want of a decision, allocated, filed
    "suspect in custody": (
        {"since": -6.0},
        """
        0 realised named by the victim or a witness
        0 suspect identified named by the victim or a witness
        0 arrested (at=-6.0)
        2 completed interview in custody @pip1
        2 interviewed (denied)
        2 released under investigation
        2.25 completed allocation @supervisors
        3 completed first review @pip1
        3 first review done @pip1
        15 completed full file @pip1
        16 completed file review @evidence_review
        16.5 completed file check @supervisors
        16.5 submitted for charge
        18.5 completed charging decision @cps_area
        186.5 outcome (1)
        """,
    ),
    # located in one day, half of which is over; asked in for ten days later; then the file
    "suspect outstanding": (
        {"team": "pip2", "since": -12.0},
        f"""{NAMED_AND_KEPT}
        254 completed interview @pip2
        254 interviewed (denied)
        266 completed full file @pip2
        267 completed file review @evidence_review
        267.5 completed file check @supervisors
        267.5 submitted for charge
        269.5 completed charging decision @cps_area
        432.25 completed victim update @pip2
        432.5 completed 28-day review @supervisors
        437.5 outcome (1)
        """,
    ),
    "file being built": (
        {"team": "pip2", "release": "under investigation", "released": -48.0},
        f"""{NAMED_AND_KEPT}
        12 completed full file @pip2
        13 completed file review @evidence_review
        13.5 completed file check @supervisors
        13.5 submitted for charge
        15.5 completed charging decision @cps_area
        183.5 outcome (1)
        """,
    ),
    # read already; what is left of seven days since it was submitted
    "with the CPS": (
        {"team": "pip2", "release": "bail", "released": -48.0, "submitted": -24.0},
        f"""{NAMED_AND_KEPT}
        144 outcome (1)
        """,
    ),
}


def told(stage, journal):
    """A journal with the first fact that every crime taken over has."""
    facts = [line.strip() for line in lines(journal).splitlines()]
    return "\n".join([f"0 taken over ({stage})", *facts])


@pytest.mark.parametrize("stage", JOURNALS)
def test_without_a_suspect(stage):
    row, changes, journal = JOURNALS[stage]
    world = World(changes)
    crime = taken_over(world, stage, **row)
    assert world.run(5000).facts() == told(stage, journal)
    assert not crime.open
    assert world.live_crimes("pip1") == 0


@pytest.mark.parametrize("stage", PROSECUTED)
def test_with_a_suspect(stage):
    row, journal = PROSECUTED[stage]
    world = World()
    crime = taken_over(world, stage, named(1.2), **row)
    assert world.run(5000).facts() == told(stage, journal)
    assert crime.true_outcome == Outcome.CHARGED
    assert world.live_crimes("pip2") == 0


def test_interviewed_and_bailed_it_waits_for_the_phone():
    """0.6 is short; the kiosk has the other 0.6 after 2 h; bail began two days before."""
    world = World()
    crime = taken_over(
        world,
        "suspect interviewed",
        named(0.6),
        left(Kind.PHONE, 0.6),
        team="pip2",
        release="bail",
        released=-48.0,
    )
    journal = f"""{NAMED_AND_KEPT}
        2 completed kiosk examination @kiosk
        2 realised phone
        14 completed full file @pip2
        15 completed file review @evidence_review
        15.5 completed file check @supervisors
        15.5 submitted for charge
        17.5 completed charging decision @cps_area
        185.5 outcome (1)
        """
    assert world.run(5000).facts() == told("suspect interviewed", journal)
    assert crime.bail_days == pytest.approx((48 + 185.5) / 24)


def test_every_stage_is_worked_out_here():
    assert {*JOURNALS, *PROSECUTED, "suspect interviewed"} == set(Stage)


@pytest.mark.parametrize(
    ("began", "extended", "ran_out"),
    [
        (-20.0, 0.0, 8.0),  # 28 days, nobody extends it
        (-60.0, 0.0, 31.0),  # the limit of 28 days has been extended; 91 is next
        (-60.0, 1.0, 122.0),  # and so is 91; 182 is the last
    ],
)
def test_the_bail_clock_goes_on_from_the_day_of_release(began, extended, ran_out):
    world = World({"suspect.release.extended": extended, "digital.kiosk_hours": 5000.0})
    taken_over(
        world,
        "suspect interviewed",
        named(0.6),
        left(Kind.PHONE, 0.6),
        reported=24 * began - 24,
        team="pip2",
        release="bail",
        released=24 * began,
    )
    journal = world.run(4500).journal()
    assert f"{24 * ran_out:g} released under investigation (bail ran out)" in journal


@pytest.mark.parametrize(
    ("told", "review", "update"),
    [
        ({}, 6.0, 6.0),  # in step with the report of fifty days ago
        ({"last_review": -5 * 24.0, "last_update": -26 * 24.0}, 23.0, 2.0),
        ({"last_review": -30 * 24.0, "last_update": -40 * 24.0}, 0.0, 0.0),  # overdue
    ],
)
def test_reviews_and_updates_fall_due_from_the_last_ones(told, review, update):
    world = World({"suspect.voluntary_days": 100.0})
    taken_over(world, "suspect outstanding", named(1.2), team="pip2", reported=-1200.0, **told)
    journal = world.run(24 * 25).journal()
    assert f"{24 * review:g} arrived 28-day review" in journal
    assert f"{24 * update:g} arrived victim update" in journal


@pytest.mark.parametrize(("days", "drifts"), [(2, False), (4, True)])
def test_a_crime_on_which_nothing_was_done_for_long_waits_for_its_review(days, drifts):
    """The review is due tomorrow; then two days' rest and the closure check."""
    world = World()
    taken_over(
        world, "under investigation", team="pip1", since=-days * 24.0, last_review=-27 * 24.0
    )
    facts = world.run(5000).facts()
    assert ("0 drifts" in facts) == drifts
    assert f"{72.75 if drifts else 48.25:g} completed closure check @supervisors" in facts


def test_who_waits_for_a_phone_does_not_drift():
    told = {"team": "pip2", "since": -30 * 24.0, "reported": -40 * 24.0}
    for chances, drifts in (([left(Kind.PHONE, 0.6)], False), ([], True)):
        world = World()
        taken_over(world, "suspect interviewed", named(0.6), *chances, **told)
        assert ("0 drifts" in world.run(100).facts()) == drifts


def test_a_result_that_is_still_to_come_names_somebody():
    """Sent ten days ago, back after sixty: the mark identifies fifty days from now."""
    world = World({"scene.attends": 1.0})
    mark = left(Kind.FINGERPRINT, 1.2, identifies=True)
    crime = taken_over(world, "awaiting filing", mark, team="pip1")
    facts = world.run(24 * 52).facts()
    assert "suspect identified fingerprint" in facts
    assert 24 * 50 <= crime.suspect <= 24 * 51
    assert crime.reopened == 1


@pytest.mark.parametrize(("since", "never"), [(-12.0, False), (-30 * 24.0, True)])
def test_who_is_outstanding_for_longer_than_it_takes_is_never_found(since, never):
    """All who can be found are found after a day; one in a hundred cannot."""
    world = World({"suspect.never_found": 0.01})
    taken_over(world, "suspect outstanding", named(1.2), team="pip2", since=since, reported=-800.0)
    assert world.force.draws.uniform(world.stories[0].id, "never found") > 0.01
    noted = "suspect outstanding" in world.run(1000).facts().splitlines()[4]
    assert noted == never


@pytest.mark.parametrize(
    ("stage", "chances", "facts", "told"),
    [
        ("suspect outstanding", [], {}, {}),
        ("under investigation", [named(0.5)], {}, {}),
        ("file being built", [named(0.9)], {}, {}),
        ("suspect interviewed", [named(1.2)], {}, {}),
        ("suspect outstanding", [named(0.5)], {"supports": False}, {}),
        ("victim does not support", [], {}, {}),
        ("awaiting screening", [], {"attempt": True}, {"attempt": False}),
        ("awaiting screening", [named(0.5)], {}, {"suspect": False}),
        ("awaiting screening", [], {}, {"suspect": True}),
    ],
)
def test_what_a_stage_does_not_allow(stage, chances, facts, told):
    world = World()
    crime = world.crime(*chances, **facts)
    row = LiveCrime("x", CrimeType.DOMESTIC_BURGLARY, Stage(stage), TEN_DAYS, **told)
    assert not resuming.fits(crime, row, True, world.practice, world.force)


def test_a_wait_without_memory_lasts_as_long_whatever_has_passed():
    """And one of three days or nine, of which five have passed, is one of nine."""
    world = World()
    crime = world.crime()
    law = parse({"exponential": {"mean": 4.0}})
    afresh = hours_left(crime, "wait", law, world.force)
    crime.waited = 100.0
    assert hours_left(crime, "wait", law, world.force) == pytest.approx(afresh)
    assert crime.waited == 0
    crime.waited = 5 * 24.0
    either = parse({"empirical": {"values": [3.0, 9.0]}})
    assert hours_left(crime, "other wait", either, world.force) == pytest.approx(4 * 24.0)


@pytest.mark.parametrize("law", [{"exponential": {"mean": 2.0}}, {"gamma": {"mean": 2, "sd": 3}}])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_the_share_below_a_value_is_where_its_quantile_is(law, share):
    value = parse(law).quantile(share) if share else 0.0
    assert share_below(parse(law), value) == pytest.approx(share, abs=1e-6)
