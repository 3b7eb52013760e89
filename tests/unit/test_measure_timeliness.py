"""Months, days and waits of a handful of crimes and calls, worked by hand."""

from dataclasses import replace
from math import inf, isnan

import pytest
from made_run import at, made_run, reported, values

from sacsim.measure.rows import MATURITY
from sacsim.measure.timeliness import timeliness_rows

ROBBERY, OF, FROM = "personal_robbery", "theft_of_vehicle", "theft_from_vehicle"


def measured(run):
    """The measures of a run: found(name, group), of whatever basis."""
    found = {(name, group): value for name, group, _, _, value in timeliness_rows(run)}
    assert len(found) == len(timeliness_rows(run))
    return lambda name, group="all": found[name, group]


def test_months_are_calendar_months_in_local_time():
    crimes = [
        reported(1, "2021-05-31 23:00"),
        reported(2, "2021-05-01"),
        reported(3, "2021-06-30 10:00"),
        reported(4, "2021-12-15", ROBBERY),
    ]
    history = [
        (1, at("2021-06-01"), 18),  # an hour later, and the next month
        (2, at("2021-05-31 23:59"), 18),  # 30 days later, and the same month
        (3, at("2021-07-01 00:30"), 18),  # still June in UTC: the clock is London's
        (4, at("2022-03-01"), 16),
    ]
    found = measured(made_run(crimes, history))
    burglary = [found(f"cumulative_incidence.no_suspect.by_{n}", "burglary") for n in range(3)]
    assert burglary == pytest.approx([100 / 3, 100, 100])
    assert found("months_to_outcome.no_suspect.by_0", "burglary") == pytest.approx(100 / 3)
    robbery = [found(f"cumulative_incidence.unable_to_prosecute.by_{n}", "robbery") for n in (2, 3)]
    assert robbery == [0.0, 100.0]
    assert found("cumulative_incidence.any.by_0") == pytest.approx(25.0)
    assert found("cumulative_incidence.any.by_3") == pytest.approx(100.0)


def test_open_crimes_stay_below_the_line_and_old_ones_speak_for_the_young():
    """Horizon 1 September 2022: February's crimes are followed 18 months, January's only 7."""
    crimes = [reported(n, "2021-02-10", FROM) for n in (1, 2, 3, 4)]
    crimes += [reported(n, "2022-01-10", FROM) for n in (5, 6, 7, 8)]
    history = [
        (1, at("2021-02-11"), 18),
        (5, at("2022-01-11"), 18),
        (6, at("2022-04-10"), 1),  # lag 3
        (2, at("2021-12-10"), 1),  # lag 10: three February crimes at risk
        (3, at("2022-01-31"), 1),  # lag 11: the last that counts as within twelve months
        (4, at("2022-02-01"), 1),  # lag 12
    ]
    found = measured(made_run(crimes, history))

    def charged(lag):
        return found(f"cumulative_incidence.charged.by_{lag}", "vehicle_crime")

    # Lag 0: 2 of 8 closed; lag 3: 1 of 6; then 1 of the 3 still followed, of 5/8 left, twice.
    assert [charged(n) for n in (0, 2, 3, 7, 9)] == pytest.approx([0, 0, 12.5, 12.5, 12.5])
    assert charged(10) == pytest.approx(12.5 + 62.5 / 3)
    assert charged(11) == pytest.approx(12.5 + 2 * 62.5 / 3)
    early = found("months_to_outcome.charged.by_3", "vehicle_crime")
    assert early == pytest.approx(100 * 12.5 / (12.5 + 2 * 62.5 / 3))
    # The finished alone would say a third: one of the three charges came by month 3.
    assert early < 100 / 3
    assert found("cumulative_incidence.no_suspect.by_11", FROM) == pytest.approx(25.0)


def test_what_nobody_could_follow_is_unknown():
    crimes = [reported(1, "2022-01-10"), reported(2, "2022-01-10"), reported(3, "2022-01-09", OF)]
    found = measured(made_run(crimes, [(1, at("2022-01-12"), 18), (3, at("2022-01-12"), 18)]))
    assert found("cumulative_incidence.no_suspect.by_7", "burglary") == 50.0
    assert isnan(found("cumulative_incidence.no_suspect.by_8", "burglary"))
    assert isnan(found("months_to_outcome.no_suspect.by_0", "burglary"))
    # Where no crime is left open, nothing more can come: the future is known.
    assert found("cumulative_incidence.no_suspect.by_11", OF) == 100.0
    assert found("months_to_outcome.no_suspect.by_0", OF) == 100.0
    assert isnan(found("cumulative_incidence.no_suspect.by_0", ROBBERY))


def test_an_unfinished_last_month_is_not_counted_as_followed():
    crimes = [reported(1, "2022-01-10"), reported(2, "2022-01-10")]
    run = made_run(crimes, [(1, at("2022-08-10"), 18)])
    found = measured(replace(run, window=(*run.window[:2], at("2022-08-15"))))
    assert found("cumulative_incidence.no_suspect.by_6") == 0.0
    assert isnan(found("cumulative_incidence.no_suspect.by_7"))
    assert found("days_open.median") == 212.0 - 1 / 24  # the clocks went forward in between


def test_only_the_first_outcome_counts():
    history = [(1, at("2021-03-02"), 18), (1, at("2021-05-02"), 0), (1, at("2021-06-02"), 1)]
    found = measured(made_run([reported(1, "2021-03-01")], history))
    assert found("cumulative_incidence.no_suspect.by_0") == 100.0
    assert found("cumulative_incidence.charged.by_11") == 0.0
    assert isnan(found("months_to_outcome.charged.by_11"))


def test_an_outcome_at_the_horizon_has_not_been_seen():
    found = measured(made_run([reported(1, "2021-03-01")], [(1, at("2022-09-01"), 1)]))
    assert found("days_open.median") == inf
    assert found("days_open.mean_within_365") == 365.0


def test_days_count_the_open_as_longer():
    crimes = [reported(n, "2021-03-01") for n in (1, 2, 3, 4)]
    history = [
        (1, at("2021-03-03"), 18),
        (2, at("2021-03-11"), 18),
        (3, at("2021-03-21 12:00"), 1),
    ]
    found = measured(made_run(crimes, history))
    assert found("days_open.median") == 10.0
    assert found("days_open.p90") == inf
    assert found("days_open.mean_within_365") == pytest.approx((2 + 10 + 20.5 + 365) / 4)
    assert found("days_to_outcome.no_suspect.median") == 2.0
    assert found("days_to_outcome.no_suspect.p90") == 10.0
    assert found("days_to_outcome.no_suspect.mean") == pytest.approx(6.0)
    assert found("days_to_outcome.charged.mean") == pytest.approx(20.5)
    assert isnan(found("days_to_outcome.unable_to_prosecute.mean"))
    assert isnan(found("days_open.median", ROBBERY))


def test_quantiles_of_days_are_of_the_outcomes_of_one_kind_within_a_year():
    crimes = [reported(n, "2021-03-01") for n in range(1, 12)]
    history = [(n, at("2021-03-01") + 24.0 * n, 18) for n in range(1, 11)]
    found = measured(made_run(crimes, [*history, (11, at("2022-03-02"), 18)]))  # day 366
    assert found("days_to_outcome.no_suspect.median") == 5.0
    assert found("days_to_outcome.no_suspect.p90") == 9.0
    assert found("days_to_outcome.no_suspect.mean") == pytest.approx(5.5)
    assert found("days_open.p90") == 10.0


def test_stage_waits_are_of_those_who_reached_it_and_the_rest_are_counted():
    t = at("2021-03-01")
    crimes = [
        reported(1, "2021-03-01", attended_hours=t + 1, submitted_hours=t + 10),
        reported(2, "2021-03-01", attended_hours=t + 2, submitted_hours=t + 20),
        reported(3, "2021-03-01", attended_hours=t + 6),
        reported(4, "2021-03-01"),
        reported(5, "2021-01-05", attended_hours=t),  # before the window
        reported(6, "2021-03-01", ROBBERY, suspect_hours=t + 5, arrested_hours=t + 30),
    ]
    crimes[0]["charged_hours"] = t + 14
    found = measured(made_run(crimes))

    def five(stage, group="all"):
        names = ("median", "mean", "p90", "reached", "not_reached")
        return [found(f"wait.{stage}.{name}", group) for name in names]

    assert five("report_to_attendance") == [2.0, 3.0, 6.0, 3, 2]
    assert five("report_to_attendance", "burglary") == [2.0, 3.0, 6.0, 3, 1]
    assert five("submission_to_charge") == [4.0, 4.0, 4.0, 1, 1]
    assert five("suspect_to_arrest") == [25.0, 25.0, 25.0, 1, 0]
    assert five("report_to_arrest", "robbery")[:1] == [30.0]
    nobody = five("report_to_csi")
    assert all(isnan(value) for value in nobody[:3])
    assert nobody[3:] == [0, 5]


def test_attendance_by_grade_counts_the_never_attended_as_missed():
    t = at("2021-03-01")
    crimes = [
        reported(1, "2021-03-01", grade="emergency", attended_hours=t + 0.25),
        reported(2, "2021-03-01", grade="emergency", attended_hours=t + 0.5),
        reported(3, "2021-03-01", grade="emergency"),
        reported(4, "2021-03-01", grade="emergency", attended_hours=t + 0.1),
        reported(5, "2021-03-01", grade="priority", attended_hours=t + 1.1),
    ]
    found = measured(made_run(crimes))
    assert found("attendance.emergency.within_target") == 50.0
    assert found("attendance.emergency.median") == pytest.approx(0.25)
    assert found("attendance.emergency.not_reached") == 1
    assert found("attendance.priority.within_target") == 0.0
    assert isnan(found("attendance.scheduled.mean"))


def test_calls_are_answered_of_all_calls_not_of_those_who_stayed():
    def call(task, seconds, result="served"):
        return {
            "team": "call_handlers",
            "task": task,
            "wait_hours": seconds / 3600,
            "result": result,
        }

    waits = [
        call("emergency_calls", 0),
        call("emergency_calls", 10),
        call("999 crime report", 11),
        call("emergency_calls", 4, "abandoned"),
        call("non_emergency_calls", 60),
        call("101 crime report", 120),
        call("non_emergency_calls", 300, "abandoned"),
        call("non_emergency_calls", 900, "waiting"),
    ]
    found = measured(made_run(waits=waits))
    assert found("calls_999.calls") == 4
    assert found("calls_999.answered_in_10_seconds") == 50.0
    assert found("calls_999.abandonment") == 25.0
    assert found("calls_999.mean_wait_to_answer") == pytest.approx(7.0)
    assert found("calls_101.abandonment") == 25.0
    assert found("calls_101.mean_wait_to_answer") == pytest.approx(90.0)
    assert found("calls_101.p90_wait_to_answer") == pytest.approx(120.0)


def test_nothing_at_all_measures_without_a_warning():
    found = values(timeliness_rows(made_run()))
    assert found["calls_101.calls", "all", ""] == 0
    assert isnan(found["calls_101.abandonment", "all", ""])
    assert found["wait.report_to_arrest.reached", "all", MATURITY] == 0


def test_unresourced_incidents_are_sac_s_visits_and_all_other_work_of_response():
    """12 h of waiting over the window's 365 days; of four incidents one waited over an hour."""
    response = {"team": "response"}
    waits = [
        {**response, "task": "attend, scheduled", "sac": True, "wait_hours": 10.0},
        {**response, "task": "attend, emergency", "sac": True, "wait_hours": 0.0},
        {**response, "task": "emergencies", "wait_hours": 1.0},
        {**response, "task": "priority_incidents", "wait_hours": 1.0},
        {**response, "task": "arrest", "sac": True, "wait_hours": 99.0},
        {"team": "csi", "task": "scene visit", "wait_hours": 99.0},
    ]
    found = measured(made_run(waits=waits))
    assert found("incidents.unresourced_mean") == pytest.approx(12 / (365 * 24))
    assert found("incidents.unresourced_over_an_hour") == 25.0


def test_service_levels_are_the_scenario_s():
    """15 minutes, an hour and two days; a crime never attended is not within any."""
    t = at("2021-03-01")

    def sent(number, grade, hours):
        return reported(number, "2021-03-01", grade=grade, attended_hours=t + hours)

    crimes = [
        sent(1, "emergency", 0.25),
        sent(2, "emergency", 0.26),
        sent(3, "priority", 0.9),
        sent(4, "scheduled", 48.0),
        sent(5, "scheduled", 48.1),
        reported(6, "2021-03-01", grade="scheduled"),
    ]
    found = measured(made_run(crimes))
    assert found("attendance.emergency.within_target") == 50.0
    assert found("attendance.priority.within_target") == 100.0
    assert found("attendance.scheduled.within_target") == pytest.approx(100 / 3)
