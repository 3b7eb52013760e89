"""People and the share of their time that reaches SAC, worked by hand."""

import pytest
from made_run import at, made_run, values

from sacsim.measure.people import people_rows

FEBRUARY = {"month": 1, "from_hours": at("2021-02-01"), "to_hours": at("2021-03-01")}
MARCH = {"month": 2, "from_hours": at("2021-03-01"), "to_hours": at("2021-04-01")}
WARM_UP = {"month": 0, "from_hours": 0.0, "to_hours": at("2021-02-01")}


def test_the_share_of_hours_that_reaches_sac_is_that_of_the_recorded_months():
    """(2 + 4) of (10 + 30) hours at work; the warm-up's 100 of 100 do not count."""
    run = made_run(
        queues=[
            {**WARM_UP, "sac_hours": 100.0, "busy_hours": 100.0},
            {**FEBRUARY, "sac_hours": 2.0, "busy_hours": 10.0},
            {**MARCH, "sac_hours": 4.0, "busy_hours": 30.0},
        ]
    )
    found = values(people_rows(run))
    assert found["csi.sac_hours", "all", ""] == 6
    assert found["csi.sac_hours_share", "all", ""] == 15


def test_strengths_are_means_and_turnover_sums():
    run = made_run(
        queues=[FEBRUARY, MARCH],
        workforce=[
            {"month": 0, "strength": 99, "left": 99},
            {"month": 1, "strength": 10, "effective": 9.0, "left": 1},
            {"month": 2, "strength": 11, "effective": 9.5, "left": 2},
        ],
    )
    found = values(people_rows(run))
    assert found["csi.people_strength", "all", ""] == 10.5
    assert found["csi.people_effective", "all", ""] == pytest.approx(9.25)
    assert found["csi.people_left", "all", ""] == 3


def test_teams_whose_people_never_change_have_no_strengths():
    assert {name for name, *_ in people_rows(made_run(queues=[FEBRUARY]))} == {
        "csi.sac_hours",
        "csi.sac_hours_share",
    }


def test_student_officers_and_tutors_over_the_recorded_months():
    """(2 + 1 + 1 + 2) of 10 + 20 people; 3 with a tutor for 10 + 15 who work alone."""
    run = made_run(
        queues=[FEBRUARY, MARCH],
        workforce=[
            {"month": 1, "strength": 10, "training": 2, "tutored": 1, "deployable": 10},
            {"month": 2, "strength": 20, "training": 1, "tutored": 2, "deployable": 15},
        ],
    )
    found = values(people_rows(run))
    assert found["csi.people_student_share", "all", ""] == pytest.approx(20.0)
    assert found["csi.people_tutor_ratio", "all", ""] == pytest.approx(12.0)
