"""Teams, waits, backlog and costs, worked by hand; and when a queue may be called endless."""

from math import inf, isnan, nan

import numpy as np
import pytest
from made_run import CLOCK, at, made_run, reported, values
from scipy import stats

from sacsim.measure.rows import MATURITY
from sacsim.measure.workload import busiest_team, grows_without_end, workload_rows

ROBBERY, FROM = "personal_robbery", "theft_from_vehicle"


def month(index, team="csi", **more):
    """One team's row for one calendar month of a run that starts in January 2021."""
    begin, end = CLOCK.month_start(index), CLOCK.month_start(index + 1)
    return {"team": team, "month": index, "from_hours": begin, "to_hours": end, **more}


def measured(run):
    found = values(workload_rows(run))
    return lambda name, group="all", basis="": found[name, group, basis]


def test_utilisation_counts_overtime_on_both_sides_and_the_window_only():
    queues = [
        month(0, on_duty_hours=1000, busy_hours=1000, queue_end=9),  # warm-up
        month(1, on_duty_hours=100, busy_hours=88, overtime_hours=10, offered_hours=95),
        month(2, on_duty_hours=100, busy_hours=90, queue_hours=744, queue_end=4, arrivals=7),
        month(13, on_duty_hours=1000, busy_hours=1000, queue_end=99),  # follow-up
    ]
    queues[1]["queue_hours"] = 672.0
    queues[1]["completed"], queues[2]["completed"] = 5, 6
    found = measured(made_run(queues=queues[::-1]))
    assert found("csi.utilisation") == pytest.approx(178 / 210)
    assert found("csi.offered_load") == pytest.approx(0.475)
    # February has 672 hours, March 743, as the clocks go forward.
    assert found("csi.queue_mean") == pytest.approx(1416 / 1415)
    assert found("csi.queue_end") == 4
    assert found("csi.overtime_hours") == 10
    assert found("csi.arrivals") == 7
    assert found("csi.completed") == 11


def test_no_hours_on_duty_is_overload_with_work_and_nothing_without():
    queues = [
        month(1, "idle"),
        month(1, "nobody", offered_hours=5, arrivals=5, queue_end=5),
        month(1, "paper", on_duty_hours=10, offered_hours=9),
    ]
    found = measured(made_run(queues=queues))
    assert found("nobody.offered_load") == inf
    assert isnan(found("nobody.utilisation"))
    assert (found("nobody.growing"), found("nobody.busiest")) == (1.0, 1.0)
    assert isnan(found("idle.offered_load"))
    assert (found("idle.growing"), found("idle.busiest")) == (0.0, 0.0)
    assert found("paper.busiest") == 0.0


def test_busiest_team_is_by_offered_load_and_ties_go_by_name():
    rows = [month(1, team, on_duty_hours=10, offered_hours=h) for team, h in (("b", 8), ("a", 8))]
    assert busiest_team(made_run(queues=rows)) == "a"
    rows.append(month(1, "c", on_duty_hours=1, offered_hours=0.9, busy_hours=0.2))
    assert busiest_team(made_run(queues=rows)) == "c"
    assert busiest_team(made_run()) == ""
    assert busiest_team(made_run(queues=[month(1, "a")])) == ""


@pytest.mark.parametrize(
    ("offered", "available", "given_up", "queue", "grows"),
    [
        (110, 100, 0.0, [2, 4, 6, 8], True),  # overloaded, and it shows
        (110, 100, 0.2, [2, 4, 6, 8], False),  # callers give up: 88 hours are left to do
        (110, 100, 0.0, [8, 8, 8, 8], False),  # overloaded on paper, but the queue stands still
        (100, 100, 0.0, [2, 4, 6, 8], True),  # load 1 exactly has no equilibrium
        (90, 100, 0.0, [1, 3, 5, 7, 9, 11, 13, 15], True),  # named officers drown, the team not
        (90, 100, 0.0, [10, 11, 12, 13, 14, 15, 16, 17], False),  # rising, but not twice as long
        (90, 100, 0.0, [1, 3, 5, 7, 9], False),  # five months are too few for a trend
        (90, 100, 0.0, [0, 9, 0, 0, 0, 9, 0, 9], False),  # ups and downs
        (90, 100, 0.0, [0, 0, 0, 0, 0, 0], False),
        (90, 100, 0.0, [], False),
        (110, 100, 0.0, [3], True),
        (110, 100, 0.0, [0], False),
    ],
)
def test_when_a_queue_grows_without_end(offered, available, given_up, queue, grows):
    assert grows_without_end(offered, available, given_up, np.array(queue, float)) is grows


def test_steady_queues_are_hardly_ever_called_endless():
    """Months of a steady queue drawn apart from each other: 1 false alarm in 1,000 at most.

    The limit is passed by chance, with a fresh seed, in fewer than 1 in 10,000 runs of this test.
    """
    rng = np.random.default_rng(5)
    ends = rng.geometric(0.1, size=(4000, 12)) - 1.0  # M/M/1 at load 0.9
    alarms = sum(grows_without_end(0.9, 1.0, 0.0, each) for each in ends)
    assert alarms <= stats.binom.isf(1e-4, 4000, 0.001)
    growth = np.cumsum(rng.poisson(5.0, size=(200, 12)), axis=1).astype(float)
    assert sum(grows_without_end(0.9, 1.0, 0.0, each) for each in growth) == 200


def test_waits_keep_the_abandoned_and_the_still_waiting_apart():
    def job(wait, result="served", task="scene visit", sac=False):
        return {"wait_hours": wait, "result": result, "task": task, "sac": sac}

    waits = [job(0.0), job(1.0, sac=True), job(2.0), job(9.0, "abandoned"), job(30.0, "waiting")]
    waits += [job(4.0, task="bureau"), job(5.0, "withdrawn", "bureau")]
    found = measured(made_run(waits=waits))
    assert found("csi.scene visit.jobs_in_window") == 5
    assert found("csi.scene visit.wait_mean") == pytest.approx(33 / 4)
    assert found("csi.scene visit.wait_median") == 1.0
    assert found("csi.scene visit.wait_p90") == inf
    assert found("csi.scene visit.time_in_queue_mean") == pytest.approx(42 / 5)
    assert found("csi.scene visit.had_to_wait_share") == 80.0
    assert found("csi.scene visit.abandoned_share") == 20.0
    assert found("csi.scene visit.still_waiting_share") == 20.0
    assert found("csi.scene visit.sac_share") == 20.0
    assert found("csi.bureau.withdrawn_share") == 50.0
    assert found("csi.jobs_in_window") == 7
    assert found("csi.wait_mean") == pytest.approx(37 / 5)
    assert found("csi.wait_median") == 2.0


def test_everyone_gave_up():
    found = measured(made_run(waits=[{"wait_hours": 1.0, "result": "abandoned"}]))
    assert isnan(found("csi.wait_mean"))
    assert isnan(found("csi.wait_p90"))
    assert found("csi.time_in_queue_mean") == 1.0


def test_backlog_holds_every_open_crime_however_old():
    """Looked at on 1 February 2022, before anything given at that instant."""
    crimes = [
        reported(1, "2021-01-01", FROM),  # warm-up, 396 days old
        reported(2, "2021-10-31"),  # 93 days
        reported(3, "2022-01-04"),  # 28 days: not over 28
        reported(4, "2022-01-25", ROBBERY),  # reopened
        reported(5, "2021-06-01"),  # closed
        reported(6, "2022-02-01"),  # reported too late
        reported(7, "2022-01-22", ROBBERY),  # closed at the snapshot itself
    ]
    history = [
        (4, at("2022-01-26"), 18),
        (4, at("2022-01-28"), 0),
        (5, at("2021-06-02"), 18),
        (7, at("2022-02-01"), 18),
    ]
    found = measured(made_run(crimes, history))
    assert found("open_crimes") == 5
    assert found("open_crimes", "robbery") == 2
    over = [found(f"open_crimes.over_{days}_days") for days in (28, 90, 180, 365)]
    assert over == [2, 2, 1, 1]
    assert found("open_crimes.age_median") == 28.0
    assert found("open_crimes.age_p90") == 396.0
    assert found("open_crimes.age_mean", "robbery") == pytest.approx(8.5)
    assert isnan(found("open_crimes.age_mean", "theft_from_person"))


def test_caseloads_are_of_officers_with_open_allocated_crimes():
    early, late = at("2021-03-02"), at("2022-02-02")

    def held(number, officer, team="pip1", since=early):
        where = {"owner_team": team, "owner_officer": officer, "allocated_hours": since}
        return reported(number, "2021-03-01", **where)

    crimes = [held(1, 7), held(2, 7), held(3, 8), held(4, 8), held(5, 9, since=late)]
    crimes += [held(6, 7, "pip2"), reported(7, "2021-03-01")]
    found = measured(made_run(crimes, [(4, at("2021-05-01"), 18), (6, at("2021-05-01"), 18)]))
    assert found("pip1.crimes_held") == 3
    assert found("pip1.caseload_mean") == 1.5
    assert found("pip1.caseload_max") == 2
    assert found("pip2.crimes_held") == 0
    assert isnan(found("pip2.caseload_mean"))


def test_costs_and_duties_by_crime_type():
    crimes = [
        reported(1, "2021-03-01", staff_hours=10.0, reviews_due=3, reviews_on_time=2, bail_days=28),
        reported(2, "2021-03-01", staff_hours=2.0, updates_due=4, updates_on_time=1, thrive=True),
        reported(3, "2021-03-01", FROM, guard_hours=1.5, screened_out=True, reopened=1),
        reported(4, "2021-03-01", FROM, staff_hours=nan, bail_days=nan, attended_hours=1500.0),
        reported(5, "2021-01-01", staff_hours=99.0),  # before the window
    ]
    found = measured(made_run(crimes, [(1, at("2021-04-01"), 1)]))

    def cohort(name, group="all"):
        return found(name, group, MATURITY)

    assert cohort("reviews_on_time") == pytest.approx(200 / 3)
    assert isnan(cohort("reviews_on_time", "vehicle_crime"))
    assert cohort("updates_on_time", "burglary") == 25.0
    assert cohort("crimes_bailed") == 1
    assert cohort("bail_days") == 28.0
    assert cohort("bail_days_per_crime_bailed") == 28.0
    assert cohort("guard_hours", FROM) == 1.5
    assert cohort("staff_hours_per_crime") == 3.0
    assert cohort("staff_hours_per_crime", "burglary") == 6.0
    assert cohort("staff_hours_per_charge") == 12.0
    assert isnan(cohort("staff_hours_per_charge", FROM))
    assert cohort("share.thrive_adequate") == 25.0
    assert cohort("share.screened_out", FROM) == 50.0
    assert cohort("share.reopened") == 25.0


def test_an_empty_run_measures_without_a_warning():
    found = measured(made_run())
    assert found("open_crimes") == 0
    assert isnan(found("staff_hours_per_crime", basis=MATURITY))
