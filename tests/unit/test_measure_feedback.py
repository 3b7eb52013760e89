"""What crimes followed on, and what was prevented, counted by hand."""

from made_run import at, made_run, reported, values

from sacsim.measure.feedback import feedback_rows
from sacsim.measure.rows import MATURITY

ROBBERY = "personal_robbery"


def measured(run):
    found = values(feedback_rows(run))
    return lambda name, group="all": found[name, group, MATURITY]


def test_recorded_crimes_are_counted_by_what_they_followed_on():
    """Four recorded (February 2021 to January 2022); one in the warm-up is left out."""
    crimes = [
        reported(1, "2021-01-15", origin="repeat", repeat_victim=True),
        reported(2, "2021-02-15"),
        reported(3, "2021-03-15", origin="repeat", repeat_victim=True),
        reported(4, "2021-04-15", origin="near repeat"),
        reported(5, "2021-05-15", ROBBERY, origin="suspect at liberty", repeat_victim=True),
    ]
    found = measured(made_run(crimes))
    assert found("crimes_by_origin.background") == 1
    assert found("crimes_by_origin.repeat") == 1
    assert found("crimes_by_origin.near_repeat") == 1
    assert found("crimes_by_origin.suspect_at_liberty") == 1
    assert found("crimes_by_origin.suspect_at_liberty", "burglary") == 0
    assert found("crimes_by_origin.displaced") == 0
    assert found("share.repeat_victim") == 50
    assert found("share.repeat_victim", ROBBERY) == 100


def test_prevented_crimes_are_counted_in_the_window_by_cause():
    prevented = [
        {"time_hours": at("2021-01-31 23:00")},  # warm-up
        {"time_hours": at("2021-02-01")},
        {"time_hours": at("2021-03-01")},
        {"time_hours": at("2021-03-02"), "because": "prevention visit"},
        {"time_hours": at("2021-03-03"), "origin": "near repeat", "because": "cocooning"},
        {
            "time_hours": at("2021-03-03"),
            "origin": "suspect at liberty",
            "because": "charged",
            "crime_type": ROBBERY,
        },
        {"time_hours": at("2022-02-01")},  # follow-up
    ]
    found = measured(made_run(prevented=prevented))
    assert found("prevented.repeat") == 3
    assert found("prevented.repeat.prevention advice") == 2
    assert found("prevented.repeat.prevention visit", "burglary") == 1
    assert found("prevented.near_repeat.cocooning") == 1
    assert found("prevented.suspect_at_liberty.charged", ROBBERY) == 1
    assert found("prevented.suspect_at_liberty", "burglary") == 0
