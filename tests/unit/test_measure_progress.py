"""How far crimes have come on each of three bases, and the CSI funnel, worked by hand."""

from math import isnan

import pytest
from made_run import at, made_run, reported, values

from sacsim.measure.progress import progress_rows
from sacsim.measure.rows import CLOSED, MATURITY, SNAPSHOT

FROM = "theft_from_vehicle"
END = at("2022-02-01")
"""Of the recorded months."""


def chance(crime, kind, crime_type="domestic_burglary", **more):
    return {"crime": crime, "kind": kind, "crime_type": crime_type, **more}


def test_closed_in_period_against_snapshot_and_maturity():
    """Named and charged by then: the same crimes, seen at three times.

    1 warm-up crime charged in the window; 2 recorded and charged in it; 3 recorded in it, named
    at its end and charged after; 4 recorded in it, named in it, open; 5 filed in it, named after.
    """
    crimes = [
        reported(1, "2021-01-15", suspect_hours=at("2021-01-20")),
        reported(2, "2021-03-01", suspect_hours=at("2021-03-02"), attended_hours=at("2021-03-02")),
        reported(3, "2022-01-20", suspect_hours=END, attended_hours=END + 1),
        reported(4, "2021-06-01", suspect_hours=at("2021-07-01")),
        reported(5, "2021-06-01", FROM, suspect_hours=END + 9),
    ]
    history = [
        (1, at("2021-03-01"), 1),
        (2, at("2021-04-01"), 1),
        (5, at("2021-06-02"), 18),
        (3, at("2022-03-01"), 1),
    ]
    found = values(progress_rows(made_run(crimes, history)))

    def on(basis):
        names = ("share.suspect_named", "charged_share_of_suspect_named", "share.attended")
        return [found[name, "all", basis] for name in names]

    assert on(SNAPSHOT) == [50.0, 50.0, 25.0]  # of 2, 3, 4, 5: 2 and 4 named, 2 charged
    assert on(MATURITY) == [100.0, 50.0, 50.0]  # 3 and 5 too
    assert on(CLOSED) == [pytest.approx(200 / 3), 100.0, pytest.approx(100 / 3)]  # of 1, 2, 5
    assert found["charged_share_of_suspect_named", FROM, MATURITY] == 0.0
    assert isnan(found["charged_share_of_suspect_named", FROM, CLOSED])


@pytest.fixture
def csi():
    """Four scenes examined of six crimes; a mark from three; two name somebody; one is charged."""
    t = at("2021-03-01")
    crimes = [reported(n, "2021-03-01", csi_hours=t + 5) for n in (1, 2, 3, 4)]
    crimes += [reported(5, "2021-03-01"), reported(6, "2021-03-01")]
    crimes += [reported(7, "2021-01-01", csi_hours=t)]  # before the window
    chances = [
        chance(1, "fingerprint", recovered_hours=t + 6, because="not submitted"),
        chance(1, "DNA", recovered_hours=t + 6, realised_hours=t + 90),
        chance(2, "fingerprint", recovered_hours=t + 6, realised_hours=t + 90),
        chance(3, "DNA", recovered_hours=t + 6, realised_hours=t + 90, identifies=False),
        chance(4, "fingerprint", because="CSI too late: weather"),
        chance(5, "fingerprint", because="CSI not sent"),
        chance(6, "CCTV or doorbell", realised_hours=t + 1),
        chance(7, "fingerprint", recovered_hours=t),
    ]
    history = [(1, at("2021-06-01"), 1), (2, at("2021-06-01"), 16), (6, at("2021-06-01"), 1)]
    return made_run(crimes, history, opportunities=chances)


def test_the_csi_funnel(csi):
    found = values(progress_rows(csi))
    assert found["share.csi_attended", "all", MATURITY] == pytest.approx(400 / 6)
    assert found["csi_recovery_share", "all", MATURITY] == 75.0
    assert found["csi_identification_share", "all", MATURITY] == pytest.approx(200 / 3)
    assert found["csi_conversion_share", "all", MATURITY] == 50.0
    assert isnan(found["csi_recovery_share", "robbery", MATURITY])


def test_a_result_after_the_snapshot_identifies_only_at_maturity():
    t = at("2022-01-20")
    crimes = [reported(1, "2022-01-20", csi_hours=t + 5)]
    chances = [chance(1, "DNA", recovered_hours=t + 5, realised_hours=END + 100)]
    found = values(progress_rows(made_run(crimes, opportunities=chances)))
    assert found["csi_identification_share", "all", SNAPSHOT] == 0.0
    assert found["csi_identification_share", "all", MATURITY] == 100.0
