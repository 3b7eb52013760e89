"""Exact journals of one team, worked by hand from rule 11 of sacsim/force/rules.py:
people with less experience take longer."""

import numpy as np
import pytest
from team_day import ALWAYS, Day

from sacsim.force.rules import PARK
from sacsim.words import Skill

ONE, SLOW = [1.0] * 5, [1.5] * 5


def left_and_spent(day, job):
    job = day.team.current(job)
    return job.left, job.spent


def test_a_post_of_pace_one_and_a_half_takes_three_hours_for_two():
    day = Day(2, [(0, 0, ALWAYS), (1, 0, ALWAYS)])
    day.team.set_paces([SLOW, ONE])
    slow, other = day.job(1, 1, 2), day.job(1, 2, 2)
    assert day.rows()[1:] == [
        (1, "started", 1, 0),
        (1, "arrived", 2, -1),
        (1, "started", 2, 1),
        (3, "completed", 2, 1),
        (4, "completed", 1, 0),
    ]
    assert left_and_spent(day, slow) == (0, 3)
    assert left_and_spent(day, other) == (0, 2)
    assert day.ledger.areas[1] == 5


def test_what_is_left_is_stated_hours_which_another_post_does_at_its_own_pace():
    """Stopped after an hour and a half, one hour of two is left; post 1 does it in an hour."""
    day = Day(2, [(0, 0, ALWAYS), (1, 3, ALWAYS)])
    day.team.set_paces([SLOW, ONE])
    job = day.job(1, 1, 2, 1)
    day.job(2.5, 2, 9, 0, preempts=True)
    day.at(2.75, lambda: seen.append(left_and_spent(day, job)))
    seen = []
    assert day.rows(until=12)[1:] == [
        (1, "started", 1, 0),
        (2.5, "arrived", 2, -1),
        (2.5, "pre-empted", 1, 0),
        (2.5, "started", 2, 0),
        (3, "resumed", 1, 1),
        (4, "completed", 1, 1),
    ]
    assert seen == [(1.0, 1.5)]
    assert left_and_spent(day, job) == (0, 2.5)


def test_a_new_pace_holds_from_the_next_start_or_resumption():
    """Four hours at pace 1 from 0; pace 2 from 1; parked at 2 with two left, which take four."""
    day = Day(1, [(0, 0, 2), (0, 10, ALWAYS)], at_shift_end=PARK)
    job = day.job(0, 1, 4)
    day.at(1, lambda: day.team.set_paces([[2.0] * 5]))
    day.job(11, 2, 1)
    assert [row for row in day.rows() if row[1] != "arrived"] == [
        (0, "started", 1, 0),
        (2, "parked", 1, 0),
        (10, "resumed", 1, 0),
        (14, "completed", 1, 0),
        (14, "started", 2, 0),
        (16, "completed", 2, 0),
    ]
    assert job.spent == 6


def test_each_skill_has_a_pace_of_its_own():
    day = Day(5, [(n, 0, ALWAYS) for n in range(5)])
    day.team.set_paces(np.tile([1.0, 1.25, 1.5, 2.0, 3.0], (5, 1)))
    for skill in Skill:
        day.job(1, skill, 4, skill=skill)
    done = {row[2]: row[0] for row in day.rows() if row[1] == "completed"}
    assert done == {0: 5, 1: 6, 2: 7, 3: 9, 4: 13}


def test_holds_and_unlimited_teams_go_at_one():
    day = Day(2, [(0, 0, 3), (1, 2, ALWAYS)])
    day.team.set_paces([SLOW, SLOW])
    hold = day.job(1, 1, 4, hold=True)  # relieved at 3, at most 4 hours in all
    assert day.rows()[-1] == (5, "completed", 1, 1)
    assert left_and_spent(day, hold) == (0, 4)

    unlimited = Day(None, [])
    unlimited.team.set_paces(np.ones((0, 5)), [2.0] * 5)
    unlimited.job(1, 1, 4)
    assert unlimited.rows()[-1] == (5, "completed", 1, -1)


def test_hours_spent_on_what_is_cancelled():
    day = Day(1, [(0, 0, ALWAYS)])
    day.team.set_paces([SLOW])
    job, waits = day.job(1, 1, 4), day.job(1, 2, 4)
    day.at(3, lambda: day.team.cancel(waits))
    day.at(4, lambda: day.team.cancel(job))
    day.rows()
    assert left_and_spent(day, job) == (2, 3)
    assert left_and_spent(day, waits) == (4, 0)


def test_the_offered_load_counts_hours_at_the_mean_pace_of_the_moment():
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(1, 1, 4)
    day.at(2, lambda: day.team.set_paces([SLOW], [1.5, 1.0, 2.0, 1.0, 1.0]))
    day.job(3, 2, 4)
    day.job(3, 3, 1, skill=Skill.INTERVIEW)
    day.job(3, 4, 8, hold=True, skill=Skill.INTERVIEW)
    day.rows()
    assert day.ledger.snapshots[-1][5] == 4 + 4 * 1.5 + 1 * 2


@pytest.mark.parametrize(
    ("paces", "mean"),
    [
        ([ONE], None),
        ([ONE[1:], ONE[1:]], None),
        ([ONE, [1.0, 1.0, 0.0, 1.0, 1.0]], None),
        ([ONE, [1.0, 1.0, np.nan, 1.0, 1.0]], None),
        ([ONE, ONE], [1.0]),
        ([ONE, ONE], [np.inf] * 5),
    ],
)
def test_paces_that_make_no_sense_are_refused(paces, mean):
    with pytest.raises(ValueError, match="pace"):
        Day(2, []).team.set_paces(paces, mean)
