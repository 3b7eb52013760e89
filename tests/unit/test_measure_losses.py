"""Where six crimes and their chances went, worked by hand."""

from math import isnan, nan

import pytest
from made_run import at, made_run, reported, values

from sacsim.measure.losses import FURTHEST, furthest, loss_rows
from sacsim.measure.rows import CRIME_GROUPS, MATURITY

ROBBERY, FROM = "personal_robbery", "theft_from_vehicle"


def chance(crime, kind, because="", crime_type="domestic_burglary", **more):
    return {"crime": crime, "kind": kind, "because": because, "crime_type": crime_type, **more}


@pytest.fixture
def run():
    t = at("2021-03-01")
    crimes = [
        reported(1, "2021-03-01", suspect_hours=t + 5),  # charged
        reported(2, "2021-03-01", suspect_hours=t + 5),  # suspect, filed
        reported(3, "2021-03-01"),  # a mark was found, nobody named
        reported(4, "2021-03-01", FROM),  # everything lost
        reported(5, "2021-03-01", FROM),  # only a corroborating trace
        reported(6, "2021-03-01", ROBBERY, suspect_hours=t + 5),  # open
        reported(7, "2021-03-01", FROM),  # taken into consideration
        reported(8, "2021-01-01"),  # before the window
    ]
    history = [(n, at("2021-06-01"), code) for n, code in ((1, 1), (2, 15), (3, 18), (7, 4))]
    history += [(4, at("2021-06-01"), 18), (5, at("2021-06-01"), 18), (6, at("2022-09-01"), 1)]
    chances = [
        chance(1, "named", realised_hours=t),
        chance(1, "mark", "CSI late"),
        chance(2, "mark", realised_hours=t + 5),
        chance(3, "mark", realised_hours=t + 50),
        chance(3, "CCTV", "CCTV overwritten"),
        chance(4, "mark", "CSI not sent", FROM),
        chance(4, "CCTV", "CCTV overwritten", FROM),
        chance(5, "phone", "CSI not sent", FROM, identifies=False),
        chance(6, "mark", "still open", ROBBERY),
        chance(8, "mark", "CSI not sent"),
    ]
    return made_run(crimes, history, opportunities=chances)


def test_each_crime_is_counted_at_its_furthest_point(run):
    points = [FURTHEST[place] for place in furthest(run)]
    assert points == [
        "charged",
        "suspect_not_charged",
        "realised_no_suspect",
        "chance_not_realised",
        "no_identifying_chance",
        "open",
        "charged_in_another_case",
    ]


def test_furthest_points_add_up_to_all_crimes(run):
    found = values(loss_rows(run))
    empty = ("theft_from_person", "theft_from_the_person", "theft_of_vehicle")
    for group in CRIME_GROUPS:
        total = sum(found[f"furthest.{point}", group, MATURITY] for point in FURTHEST)
        expected = nan if group in empty else 100.0
        assert total == pytest.approx(expected, nan_ok=True)
    assert found["furthest.charged", "burglary", MATURITY] == pytest.approx(100 / 3)


def test_crimes_with_a_chance_a_suspect_and_a_charge(run):
    found = values(loss_rows(run))

    def count(name, group="all"):
        return found[name, group, MATURITY]

    assert count("crimes_with_identifying_chance") == 5
    assert count("crimes_with_identifying_chance", FROM) == 1
    assert count("crimes_with_identifying_chance_realised") == 3
    assert count("crimes_with_suspect") == 3
    assert count("crimes_charged") == 1
    assert count("crimes_open") == 1


def test_chances_are_realised_lost_or_still_open_and_nothing_else(run):
    found = values(loss_rows(run))
    words = ("left", "realised", "lost", "still_open")
    marks = [found[f"opportunity.mark.{word}", "all", MATURITY] for word in words]
    assert marks == [5, 2, 2, 1]
    for kind in ("CCTV", "mark", "named", "phone"):
        for group in CRIME_GROUPS:
            parts = [found[f"opportunity.{kind}.{word}", group, MATURITY] for word in words]
            assert parts[0] == sum(parts[1:])


def test_screened_out_although_a_chance_was_left():
    """Of four screened out two left an identifying chance, found or not; one is no burglary."""
    screened = [
        reported(1, "2021-03-01", screened_out=True),  # an identifying mark
        reported(2, "2021-03-01", screened_out=True),  # a phone, which identifies nobody
        reported(3, "2021-03-01", screened_out=True),  # nothing
        reported(4, "2021-03-01", FROM, screened_out=True),  # an identifying mark, found later
        reported(5, "2021-03-01"),  # screened in
        reported(6, "2021-01-01", screened_out=True),  # before the window
    ]
    chances = [
        chance(1, "mark", "screened out"),
        chance(2, "phone", "screened out", identifies=False),
        chance(4, "mark", crime_type=FROM, realised_hours=at("2021-04-01")),
        chance(5, "mark"),
        chance(6, "mark"),
    ]
    found = values(loss_rows(made_run(screened, opportunities=chances)))
    name = "crimes_screened_out_with_identifying_chance"
    assert (found[name, "all", MATURITY], found[name, "burglary", MATURITY]) == (2, 1)
    assert found["false_screen_out_share", "all", MATURITY] == 50.0
    assert found["false_screen_out_share", "burglary", MATURITY] == pytest.approx(100 / 3)
    assert isnan(found["false_screen_out_share", "robbery", MATURITY])


def test_the_mean_strength_of_what_was_realised():
    t = at("2021-03-01")
    crimes = [reported(1, "2021-03-01"), reported(2, "2021-03-01", FROM)]
    chances = [
        chance(1, "witness", realised_hours=t, strength=0.4),
        chance(2, "witness", crime_type=FROM, realised_hours=t, strength=0.8),
        chance(1, "witness", "nobody sent", strength=5.0),
    ]
    found = values(loss_rows(made_run(crimes, opportunities=chances)))
    assert found["opportunity.witness.mean_strength", "all", MATURITY] == pytest.approx(0.6)
    assert found["opportunity.witness.mean_strength", "burglary", MATURITY] == 0.4
    assert isnan(found["opportunity.witness.mean_strength", "robbery", MATURITY])


def test_causes_by_kind_and_over_kinds(run):
    found = values(loss_rows(run))
    lost = {
        name.removeprefix("opportunity_lost."): value
        for (name, group, _), value in found.items()
        if name.startswith("opportunity_lost.") and group == "all"
    }
    assert lost == {
        "any.CCTV overwritten": 2,
        "any.CSI late": 1,
        "any.CSI not sent": 2,
        "CCTV.CCTV overwritten": 2,
        "mark.CSI late": 1,
        "mark.CSI not sent": 1,
        "phone.CSI not sent": 1,
    }
    assert list(lost) == sorted(lost, key=lambda name: (not name.startswith("any."), name))
    vehicles = found["opportunity_lost.any.CSI not sent", "vehicle_crime", MATURITY]
    assert vehicles == 2


def test_no_crimes_and_no_chances():
    found = values(loss_rows(made_run()))
    assert found["crimes_charged", "all", MATURITY] == 0
    assert isnan(found["furthest.charged", "all", MATURITY])
    assert not any(name.startswith("opportunity") for name, _, _ in found)
