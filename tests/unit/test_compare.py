"""Comparing plans: intervals for a whole family, where two lives part, and what came of it."""

from dataclasses import dataclass, field
from math import inf

import numpy as np
import pandas as pd
import pytest
from made_run import CHANCE, CRIME, NAN, frame

from sacsim.engine.results import Fact
from sacsim.experiment.changed import COLUMNS, Happened, changed, parting, steps
from sacsim.experiment.compare import difference
from sacsim.measure.service import verdict
from sacsim.report.changed import groups
from sacsim.words import Outcome

LINES = 20


def false_alarms(values, crimes, family):
    """The share of repetitions in which some line of a family says that it differs from nought."""
    return np.mean(
        [any(difference(one, 0, family, crimes).excludes(0.0) for one in lines) for lines in values]
    )


def test_a_block_gives_a_false_alarm_in_one_comparison_of_twenty_at_most():
    """Twenty lines without a difference, half of them the same noise; 400 comparisons."""
    luck = np.random.default_rng(1)
    own, shared = luck.normal(size=(2, 400, LINES, 4))
    shared[:] = shared[:, :1]
    values = np.where(np.arange(LINES)[None, :, None] % 2, own, shared)
    error = np.sqrt(0.05 * 0.95 / 400)
    assert false_alarms(values, 0.0, LINES) < 0.05 + 3 * error
    assert false_alarms(values, 0.0, 1) > 0.2


def test_the_interval_is_the_textbook_one():
    """Mean 2, deviation 2, four replications: t with 3 degrees at 1 - 0.05/10/2 is 7.4533."""
    found = difference(np.array([0.0, 2.0, 2.0, 4.0]), 0, 10)
    deviation = np.sqrt(8 / 3)
    assert found.value == 2.0
    assert found.high - found.value == pytest.approx(7.4533 * deviation / 2, rel=1e-4)


def test_rare_crimes_that_agree_by_chance_are_no_certainty():
    """Crimes gained and lost, 0.4 of each: three replications often agree on one more or less."""
    luck = np.random.default_rng(2)
    values = luck.poisson(0.4, size=(300, LINES, 3)) - luck.poisson(0.4, size=(300, LINES, 3))
    error = np.sqrt(0.05 * 0.95 / 300)
    assert false_alarms(values, 1.0, LINES) < 0.05 + 3 * error
    assert false_alarms(values, 0.0, LINES) > 0.2
    exact = difference(np.array([1.0, 1.0, 1.0]), 0, 1, 1.0)
    assert exact.high == pytest.approx(1 + 4.3027 / np.sqrt(3), rel=1e-4)
    per_thousand = difference(np.array([2.0, 2.0, 2.0]), 0, 1, 2.0)
    assert per_thousand.high == pytest.approx(2 * exact.high, rel=1e-4)


def test_what_is_alike_is_exactly_alike():
    found = difference(np.zeros(4), 0, 30, 1.0)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
    assert verdict(found, "higher") == "no difference"
    both = difference(np.zeros(4), 2, 30, 1.0)
    assert verdict(both, "higher") == "no difference"


def test_parameters_that_disagree_leave_no_verdict():
    """Under one set 9 to 11 more, under the other 29 to 31 less: luck excludes 0, sets do not."""
    values = np.array([9.0, -29.0, 11.0, -31.0, 10.0, -30.0, 10.0, -30.0])
    found = difference(values, 2, 3)
    assert found.value == -10.0
    assert found.excludes(0.0)
    assert found.parameters_low < 0 < found.parameters_high
    assert verdict(found, "higher") == "no detectable difference"
    alike = difference(np.array([9.0, 10.0, 11.0, 10.0, 9.0, 11.0, 10.0, 10.0]), 2, 3)
    assert verdict(alike, "higher") == "better"
    assert verdict(alike, "lower") == "worse"
    assert verdict(alike, "") == "differs"


def test_the_range_of_the_parameters_is_that_of_the_line_alone():
    values = np.array([9.0, -29.0, 11.0, -31.0])
    one, many = difference(values, 2, 1), difference(values, 2, 30)
    assert one[5:] == many[5:]
    assert many.high > one.high


def test_one_replication_has_no_verdict():
    found = difference(np.array([5.0]), 0, 3, 1.0)
    assert (found.low, found.high) == (-inf, inf)
    assert verdict(found, "higher") == ""


# -- crimes ---------------------------------------------------------------------------------------


def fact(time, event, task="", team="", officer=-1, detail=""):
    return Fact(time, -1, event, task, team, officer, detail)


REPORT = fact(10.0, "reported", "domestic_burglary", detail="later")
VISIT = fact(30.0, "started", "scene visit", "csi", 1, "pace=1.00")
MARK = fact(31.0, "realised", "fingerprint")
LOST = fact(51.0, "lost", "fingerprint", detail="CSI too late: weather")


def test_lives_part_where_something_is_later():
    late = VISIT._replace(time=50.0, officer=2, detail="pace=1.30")
    assert parting([REPORT, VISIT, MARK], [REPORT, late, LOST]) == (VISIT, late)
    assert steps([REPORT, VISIT, MARK], [REPORT, late, LOST]) == (MARK, LOST)


def test_somebody_else_alone_is_no_difference():
    other = VISIT._replace(officer=2, detail="pace=1.30")
    assert parting([REPORT, VISIT, MARK], [REPORT, other, MARK]) == (None, None)
    elsewhere = VISIT._replace(team="pip1")
    assert parting([REPORT, VISIT], [REPORT, elsewhere]) == (VISIT, elsewhere)


def test_lives_part_where_one_has_what_the_other_has_not():
    assert parting([REPORT, VISIT, MARK], [REPORT]) == (VISIT, None)
    assert parting([REPORT], [REPORT, VISIT, MARK]) == (None, VISIT)
    assert steps([REPORT], [REPORT, VISIT, MARK]) == (None, MARK)


def test_one_graded_otherwise_is_told_from_both_sides():
    one, other = fact(11.0, "graded", "scheduled"), fact(11.0, "graded", "priority")
    assert parting([REPORT, one, VISIT], [REPORT, other]) == (one, other)
    assert parting([REPORT, other], [REPORT, one, VISIT]) == (other, one)


def test_the_second_of_a_kind_is_not_taken_for_the_first():
    first, second = (fact(time, "completed", "28-day review") for time in (700.0, 1400.0))
    late = second._replace(time=1500.0)
    assert parting([REPORT, first, second], [REPORT, first, late]) == (second, late)
    early = first._replace(time=600.0)
    assert parting([REPORT, first, second], [REPORT, early, second]) == (first, early)


@dataclass
class Town:
    """As much of a kept replication as is compared, with two facts a crime."""

    crimes: pd.DataFrame
    opportunities: pd.DataFrame
    last: dict[int, Fact]
    replication: int = 3
    horizon: float = 5000.0
    asked: list[int] = field(default_factory=list)

    def facts(self, numbers):
        self.asked += numbers
        return {number: [REPORT, self.last[number]] for number in numbers}


def town(outcomes, last, charged=()):
    """Crimes by number and outcome; 1 to 4 are reported in the window, others before it."""
    rows = [
        {
            "crime": number,
            "reported_hours": 1000.0 if number < 5 else 10.0,
            "outcome": code,
            "true_outcome": code,
            "suspect_hours": 1100.0 if number in charged else NAN,
        }
        for number, code in outcomes.items()
    ]
    chances = [
        {
            "crime": number,
            "lost_hours": NAN if number in charged else 1050.0,
            "realised_hours": 1050.0 if number in charged else NAN,
            "because": "" if number in charged else "CSI not sent",
        }
        for number in outcomes
    ]
    return Town(frame(CRIME, rows), frame(CHANCE, chances), last)


def test_two_crimes_worked_by_hand():
    """2 is charged where no CSI had been sent; 1 is the same, 3 and 4 happen in one alone."""
    base = town({1: 18, 2: 18, 3: 18, 7: 18}, {2: LOST})
    plan = town({1: 18, 2: 1, 4: 1, 7: 1}, {2: MARK}, charged=(2, 4, 7))
    rows, counts = changed(base, plan, (500.0, 4000.0))
    assert counts == Happened(3, 3, 1, 1, 1)
    assert base.asked == [2]
    assert list(rows.columns) == COLUMNS
    (row,) = rows.to_dict("records")
    assert row == {
        "replication": 3,
        "crime": 2,
        "crime_type": "domestic_burglary",
        "outcome_base": 18,
        "outcome_plan": 1,
        "fate_base": "csi_not_sent",
        "fate_plan": "charged",
        "first_base": None,
        "first_plan": MARK,
        "step_base": LOST,
        "step_plan": MARK,
    }


def test_groups_are_counted_and_the_frequent_come_first():
    told = pd.DataFrame(
        [
            (18, 1, "scene visit begun: earlier", "evidence", 11),
            (18, 1, "scene visit begun: earlier", "evidence", 12),
            (18, 1, "graded", "", 13),
            (1, 18, "arrest begun: later", "", 14),
        ],
        columns=["outcome_base", "outcome_plan", "first", "then", "crime"],
    )
    found = groups(told, 2000.0)
    assert [(each.outcome_base, each.outcome_plan, each.crimes) for each in found] == [
        (Outcome.NO_SUSPECT_IDENTIFIED, Outcome.CHARGED, 2),
        (Outcome.NO_SUSPECT_IDENTIFIED, Outcome.CHARGED, 1),
        (Outcome.CHARGED, Outcome.NO_SUSPECT_IDENTIFIED, 1),
    ]
    assert found[0].per_thousand == 1.0
    assert found[0].then == "evidence"
    assert groups(told.iloc[:0], 2000.0) == []
