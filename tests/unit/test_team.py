"""Exact journals of one team, worked by hand from the rules of sacsim/force/team.py:
who is called, who waits, who is stopped, who gives up."""

import pytest
from team_day import ALWAYS, Day

from sacsim.force.ledger import GAVE_UP, SERVED


def test_a_named_post_beside_the_pool():
    """Job 2 waits for post 0 although post 1 is idle; post 0 then takes by (priority, arrival)."""
    day = Day(2, [(0, 0, ALWAYS), (1, 0, ALWAYS)])
    day.job(1, 1, 4)  # post 0: both idle since 0
    day.job(2, 2, 1, priority=1, officer=0)
    day.job(3, 3, 4)  # post 1
    day.job(4, 4, 1, priority=1)
    day.job(4, 5, 1, priority=0)
    assert day.rows() == [
        (1, "arrived", 1, -1),
        (1, "started", 1, 0),
        (2, "arrived", 2, -1),
        (3, "arrived", 3, -1),
        (3, "started", 3, 1),
        (4, "arrived", 4, -1),
        (4, "arrived", 5, -1),
        (5, "completed", 1, 0),
        (5, "started", 5, 0),  # the smaller priority first
        (6, "completed", 5, 0),
        (6, "started", 2, 0),  # then the earlier arrival
        (7, "completed", 2, 0),
        (7, "started", 4, 0),
        (7, "completed", 3, 1),
        (8, "completed", 4, 0),
    ]


def test_the_longest_idle_post_is_called_then_the_lowest_number():
    """Post 0 is free again at 2, post 1 never worked: the second job goes to post 1."""
    day = Day(3, [(2, 0, ALWAYS), (1, 0, ALWAYS), (0, 0, ALWAYS)])
    for id, at in enumerate([1, 3, 5, 7], start=1):
        day.job(at, id, 1)
    assert [(row[2], row[3]) for row in day.rows() if row[1] == "started"] == [
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 0),
    ]


def test_a_chain_of_three_pre_emptions_each_resumed_with_what_is_left():
    """Priorities 3, 2, 1, 0 at hours 0, 1, 2, 3, each of 5 hours, on one post."""
    day = Day(1, [(0, 0, ALWAYS)])
    for n in range(4):
        day.job(n, n, 5, 3 - n, preempts=True)
    assert [row for row in day.rows() if row[1] != "arrived"] == [
        (0, "started", 0, 0),
        (1, "pre-empted", 0, 0),  # 4 hours left
        (1, "started", 1, 0),
        (2, "pre-empted", 1, 0),  # 4 left
        (2, "started", 2, 0),
        (3, "pre-empted", 2, 0),  # 4 left
        (3, "started", 3, 0),
        (8, "completed", 3, 0),
        (8, "resumed", 2, 0),
        (12, "completed", 2, 0),
        (12, "resumed", 1, 0),
        (16, "completed", 1, 0),
        (16, "resumed", 0, 0),
        (20, "completed", 0, 0),
    ]
    # Waiting: 1 to 16, 2 to 12 and 3 to 8.
    assert day.ledger.areas[1:] == [20, 0, 30]


@pytest.mark.parametrize(
    ("jobs", "stopped"),
    [
        ([(1, 1), (2, 2), (3, 1)], 2),  # the lowest priority
        ([(1, 2), (2, 2), (3, 1)], 2),  # then the latest started
        ([(1, 2), (1, 2), (1, 2)], 3),  # then the highest id
    ],
)
def test_which_job_is_pre_empted(jobs, stopped):
    day = Day(3, [(n, 0, ALWAYS) for n in range(3)])
    for id, (at, priority) in enumerate(jobs, start=1):
        day.job(at, id, 50, priority)
    day.job(4, 9, 1, 0, preempts=True)
    assert (4, "pre-empted", stopped, stopped - 1) in day.rows()


def test_a_named_job_pre_empts_at_its_own_post_only():
    """Post 1 has the weaker job, but job 3 is for post 0 and job 4 for post 2, who is away."""
    day = Day(3, [(0, 0, ALWAYS), (1, 0, ALWAYS)])
    day.job(1, 1, 5, 1)
    day.job(1, 2, 5, 2)
    day.job(2, 3, 1, 0, preempts=True, officer=0)
    day.job(3, 4, 1, 0, preempts=True, officer=2)
    assert day.rows()[4:] == [
        (2, "arrived", 3, -1),
        (2, "pre-empted", 1, 0),
        (2, "started", 3, 0),
        (3, "completed", 3, 0),
        (3, "resumed", 1, 0),
        (3, "arrived", 4, -1),
        (6, "completed", 2, 1),
        (7, "completed", 1, 0),
    ]


def test_equal_priority_uninterruptible_work_and_overtime_are_not_pre_empted():
    day = Day(3, [(0, 0, ALWAYS), (1, 0, ALWAYS), (2, 0, 3)])
    day.job(1, 1, 9, 0)
    day.job(1, 2, 9, 5, interruptible=False)
    day.job(1, 3, 9, 5)  # on overtime from 3
    day.job(4, 4, 1, 0, preempts=True)
    rows = day.rows()
    assert "pre-empted" not in [row[1] for row in rows]
    assert (10, "started", 4, 0) in rows


def test_patience_that_ends_at_the_moment_of_service_is_served():
    """Jobs 2 and 3 give up at 4: job 1 completes first, so 2 is served and 3 is abandoned."""
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(0, 1, 4)
    day.job(1, 2, 4, give_up_at=4)
    day.job(2, 3, 4, give_up_at=4)
    day.job(3, 4, 1)
    assert day.rows()[5:] == [
        (4, "completed", 1, 0),
        (4, "started", 2, 0),
        (4, "abandoned", 3, -1),
        (8, "completed", 2, 0),
        (8, "started", 4, 0),
        (9, "completed", 4, 0),
    ]
    waits = day.ledger.waits["task"]
    assert list(waits.arrived) == [0, 1, 2, 3]
    assert list(waits.wait) == [0, 3, 2, 5]
    assert list(waits.result) == [SERVED, SERVED, GAVE_UP, SERVED]


def test_no_patience_at_all_is_served_only_by_an_idle_post():
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(1, 1, 2, give_up_at=1)
    day.job(2, 2, 2, give_up_at=2)
    assert day.rows()[2:] == [
        (2, "arrived", 2, -1),
        (2, "abandoned", 2, -1),
        (3, "completed", 1, 0),
    ]


def test_patience_no_longer_counts_once_started():
    """Job 1 waits from 1, starts at 2, is pre-empted at 2.5, and its patience is over at 3."""
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(0, 0, 2)
    day.job(1, 1, 4, 1, give_up_at=3)
    day.job(2.5, 2, 4, 0, preempts=True)
    assert day.rows()[-3:] == [
        (6.5, "completed", 2, 0),
        (6.5, "resumed", 1, 0),
        (10, "completed", 1, 0),
    ]
