"""Forensics and digital, worked by hand: what is submitted, how long it takes, results too late."""

import pytest
from pydantic import ValidationError
from world import World, left, lines

from sacsim.pathway import digital, disposal, forensics
from sacsim.pathway.opportunities import Kind
from sacsim.words import Outcome

DAY = 24.0


def submitted(world, crime):
    (mark,) = crime.opportunities
    p, force = world.pathway, world.force
    world.at(0, lambda: forensics.submit(crime, mark, p.forensics, force))
    return crime


def closed(world, crime, outcome, at=100):
    """Close a crime whose story does nothing in the meantime."""
    world.play(crime, lambda: world.force.wait(crime, 1e6))
    record = disposal.record
    world.at(at, lambda: record(crime, outcome, world.pathway.disposal, world.force))
    return crime


def test_a_fingerprint_takes_the_bureau_two_hours_and_two_months_in_the_post():
    world = World()
    crime = submitted(world, world.crime(left(Kind.FINGERPRINT, identifies=True)))
    assert world.run(2000).journal() == lines(
        """
        0 arrived fingerprint comparison @fingerprint_bureau
        0 started fingerprint comparison @fingerprint_bureau
        2 completed fingerprint comparison @fingerprint_bureau
        1442 realised fingerprint
        1442 suspect identified fingerprint
        """
    )
    assert crime.pending == 0


def test_dna_waits_at_the_gate_for_five_days_and_ten_in_the_laboratory():
    world = World()
    submitted(world, world.crime(left(Kind.DNA)))
    assert world.run(2000).journal() == lines(
        """
        120 arrived DNA profiling @dna_laboratory
        120 started DNA profiling @dna_laboratory
        360 completed DNA profiling @dna_laboratory
        360 realised DNA
        """
    )


def test_not_submitted():
    world = World({"forensics.submits": 0.0})
    crime = submitted(world, world.crime(left(Kind.DNA)))
    assert world.run(2000).journal() == "0 lost DNA (not submitted)"
    assert crime.pending == 0


@pytest.mark.parametrize(
    ("outcome", "supports", "because"),
    [
        (Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, True, "result late: victim withdrew"),
        (Outcome.VICTIM_DECLINES_NO_SUSPECT, False, "result late: victim does not support"),
        (Outcome.CHARGED, True, "not needed"),
        (Outcome.OTHER_AGENCY, True, "result late: crime closed: action by another agency"),
    ],
)
def test_the_laboratory_goes_on_when_a_crime_is_closed_but_the_result_is_lost(
    outcome, supports, because
):
    world = World()
    crime = submitted(
        world, world.crime(left(Kind.FINGERPRINT, identifies=True), supports=supports)
    )
    closed(world, crime, outcome)
    assert world.run(2000).facts() == lines(
        f"""
        2 completed fingerprint comparison @fingerprint_bureau
        100 outcome ({int(outcome)})
        1442 lost fingerprint ({because})
        """
    )
    assert not crime.has_suspect


def test_a_result_on_a_crime_filed_without_a_suspect_is_realised():
    world = World()
    crime = submitted(world, world.crime(left(Kind.FINGERPRINT, identifies=True)))
    closed(world, crime, Outcome.NO_SUSPECT_IDENTIFIED)
    world.run(2000)
    assert crime.suspect == 1442


def phone(world, **facts):
    crime = world.crime(left(Kind.PHONE), **facts)
    world.at(0, lambda: digital.seize(crime, world.pathway.digital, world.force))
    return crime


@pytest.mark.parametrize(
    ("share", "outsourced", "team", "task", "hours"),
    [
        (1.0, 0.0, "kiosk", "kiosk examination", 2),
        (0.0, 0.0, "digital_unit", "phone examination", 8),
        (0.0, 1.0, "", "", 76 * DAY),
    ],
)
def test_where_a_phone_goes(share, outsourced, team, task, hours):
    world = World({"digital.kiosk_share": share, "digital.outsourced_share": outsourced})
    crime = phone(world)
    world.run(2000)
    assert crime.opportunities[0].realised == hours
    assert crime.pending == 0
    assert (f"{hours:g} completed {task} @{team}" in world.journal()) == bool(team)


def test_an_examination_stopped_with_the_crime_leaves_nothing_pending():
    world = World()
    crime = phone(world)
    closed(world, crime, Outcome.OTHER_AGENCY, at=1)
    assert world.run(100).facts() == lines(
        """
        1 outcome (20)
        1 lost phone (crime closed: action by another agency)
        1 cancelled kiosk examination @kiosk
        """
    )
    assert crime.pending == 0


def test_shares_of_phones_fit():
    with pytest.raises(ValidationError, match="more than 1"):
        digital.Settings.model_validate(
            World().pathway.digital.model_dump() | {"kiosk_share": 0.7, "outsourced_share": 0.4}
        )


PAPERWORK = {"forensics.submission_hours": 1.5}


@pytest.mark.parametrize(("owner", "team"), [("pip2", "pip2"), ("", "pip1"), ("desk", "pip1")])
def test_an_exhibit_is_sent_when_its_paperwork_is_done(owner, team):
    """By the officer in charge, or by PIP 1 while there is none who leaves the telephone."""
    world = World(PAPERWORK)
    crime = world.crime(left(Kind.DNA))
    crime.owner_team, crime.owner = owner, 0 if owner == "pip2" else None
    submitted(world, crime)
    assert world.run(2000).facts() == lines(
        f"""
        1.5 completed exhibit submission @{team}
        361.5 completed DNA profiling @dna_laboratory
        361.5 realised DNA
        """
    )
    assert crime.staff_hours == 1.5 + 240


@pytest.mark.parametrize(("share", "key"), [(1.0, "kiosk"), (0.0, "unit")])
def test_a_phone_is_back_a_stated_delay_after_its_examination(share, key):
    """Examined for 2 hours at a kiosk or 8 in the unit; back five days later."""
    changes = {
        "digital.kiosk_share": share,
        "digital.outsourced_share": 0.0,
        f"digital.{key}_delay_days": 5.0,
    }
    world = World(changes)
    crime = world.crime(left(Kind.PHONE, 0.3))
    world.at(0, lambda: digital.seize(crime, world.pathway.digital, world.force))
    world.run(1000)
    assert crime.opportunities[0].realised == {"kiosk": 2, "unit": 8}[key] + 120
    assert crime.pending == 0
