"""Exact journals of one team, worked by hand from the rules of sacsim/force/team.py:
shift ends, holds, duty times and the books."""

import pytest
from team_day import ALWAYS, Day

from sacsim.force.job import CANCELLED, IN_HAND, WAITING, Job
from sacsim.force.rules import FINISH, HAND_OVER, PARK, Squeeze


def test_shift_end_finish_works_on_after_the_shift():
    """0 to 8, work of 4 from 6 to 10: two hours are overtime, and the next job waits for post 1."""
    day = Day(2, [(0, 0, 8), (1, 12, 20)], at_shift_end=FINISH)
    day.job(6, 1, 4)
    day.job(7, 2, 1)
    assert day.rows() == [
        (6, "arrived", 1, -1),
        (6, "started", 1, 0),
        (7, "arrived", 2, -1),
        (10, "completed", 1, 0),  # off duty since 8, so it takes nothing more
        (12, "started", 2, 1),
        (13, "completed", 2, 1),
    ]
    # On duty 8 + 8 hours; at work 4 + 1; past the shift 8 to 10; job 2 waits 7 to 12.
    assert day.ledger.areas == [16, 5, 2, 5]
    assert day.ledger.capacity == [(0, 1), (8, 0), (12, 1), (20, 0)]


def test_shift_end_hand_over_gives_the_rest_to_the_next_shift():
    """Two of four hours are left at 8; post 1 joins at that instant and goes on at once."""
    day = Day(2, [(0, 0, 8), (1, 8, 16)], at_shift_end=HAND_OVER)
    day.job(6, 1, 4)
    day.job(7, 2, 1)
    assert day.rows() == [
        (6, "arrived", 1, -1),
        (6, "started", 1, 0),
        (7, "arrived", 2, -1),
        (8, "handed over", 1, 0),
        (8, "resumed", 1, 1),  # arrived at 6, so it stands before job 2
        (10, "completed", 1, 1),
        (10, "started", 2, 1),
        (11, "completed", 2, 1),
    ]
    assert day.ledger.areas[2] == 0


def test_shift_end_park_leaves_the_rest_with_its_post():
    """Post 1 joins at 8 but may not touch job 1, which waits for post 0's next shift at 24."""
    day = Day(2, [(0, 0, 8), (1, 8, 16), (0, 24, 32)], at_shift_end=PARK)
    day.job(6, 1, 4)
    day.job(7, 2, 1)
    assert day.rows() == [
        (6, "arrived", 1, -1),
        (6, "started", 1, 0),
        (7, "arrived", 2, -1),
        (8, "parked", 1, 0),
        (8, "started", 2, 1),
        (9, "completed", 2, 1),
        (24, "resumed", 1, 0),
        (26, "completed", 1, 0),
    ]
    assert day.ledger.areas == [24, 5, 0, 17]  # waiting: job 2 from 7 to 8, job 1 from 8 to 24


@pytest.mark.parametrize("at_shift_end", [HAND_OVER, PARK])
def test_uninterruptible_work_is_finished_past_the_shift(at_shift_end):
    day = Day(2, [(0, 0, 8), (1, 8, 16)], at_shift_end=at_shift_end)
    day.job(6, 1, 4, interruptible=False)
    assert day.rows()[1:] == [(6, "started", 1, 0), (10, "completed", 1, 0)]
    assert day.ledger.areas[2] == 2


def test_a_named_job_is_parked_even_where_others_are_handed_over():
    day = Day(2, [(0, 0, 8), (1, 8, 16), (0, 24, 32)], at_shift_end=HAND_OVER)
    day.job(6, 1, 4, officer=0)
    events = [(6, "started", 1, 0), (8, "parked", 1, 0), (24, "resumed", 1, 0)]
    assert day.rows()[1:] == [*events, (26, "completed", 1, 0)]


def test_a_hold_is_relieved_by_the_next_shift_without_a_gap():
    """Guarding from 6, relieved at 8 by post 1, released at 15."""
    day = Day(3, [(0, 0, 8), (2, 8, 16), (1, 8, 16)])
    hold = day.job(6, 1, 48, hold=True)
    day.job(7, 2, 3)
    day.at(15, lambda: day.team.release(hold))
    assert day.rows() == [
        (6, "arrived", 1, -1),
        (6, "started", 1, 0),
        (7, "arrived", 2, -1),
        (8, "handed over", 1, 0),
        (8, "resumed", 1, 1),  # before the job that waits
        (8, "started", 2, 2),
        (11, "completed", 2, 2),
        (15, "completed", 1, 1),
    ]
    assert hold.done
    assert day.ledger.areas == [24, 12, 0, 1]


def test_a_hold_with_nobody_to_relieve_it_is_overtime_until_somebody_is_free():
    """Post 1 is busy at 8 and free at 11: it relieves post 0 before it takes the job that waits."""
    day = Day(2, [(0, 0, 8), (1, 4, 16)])
    hold = day.job(5, 1, 48, hold=True)
    day.job(5, 2, 6)
    day.job(6, 3, 1)
    day.at(13, lambda: day.team.release(hold))
    assert day.rows() == [
        (5, "arrived", 1, -1),
        (5, "started", 1, 0),  # idle since 0
        (5, "arrived", 2, -1),
        (5, "started", 2, 1),
        (6, "arrived", 3, -1),
        (11, "completed", 2, 1),
        (11, "handed over", 1, 0),
        (11, "resumed", 1, 1),
        (13, "completed", 1, 1),
        (13, "started", 3, 1),
        (14, "completed", 3, 1),
    ]
    assert day.ledger.areas[2] == 3  # 8 to 11


def test_a_hold_ends_at_its_stated_maximum_counted_over_all_its_holders():
    day = Day(2, [(0, 0, 8), (1, 8, 16)])
    hold = day.job(6, 1, 5, hold=True)
    assert day.rows()[-2:] == [(8, "resumed", 1, 1), (11, "completed", 1, 1)]
    assert hold.done


def test_a_holder_whose_shift_begins_again_is_relieved_only_after_it():
    """Off 8 to 9 with nobody to relieve, on again 9 to 12; post 1 joins at 10 and again at 12."""
    day = Day(2, [(0, 0, 8), (0, 9, 12), (1, 10, 20)])
    hold = day.job(6, 1, 48, hold=True)
    day.at(14, lambda: day.team.release(hold))
    relieved = [(12, "handed over", 1, 0), (12, "resumed", 1, 1), (14, "completed", 1, 1)]
    assert day.rows()[1:] == [(6, "started", 1, 0), *relieved]
    assert day.ledger.areas[2] == 1


def test_a_hold_is_not_squeezed_and_not_pre_empted():
    day = Day(1, [(0, 0, ALWAYS)], squeeze=Squeeze(0, 1.0, 0.0))
    day.job(1, 1, 9, hold=True, officer=0)
    day.job(1, 2, 1, hold=True)
    day.job(1, 3, 1, hold=True)
    day.job(2, 4, 1, -1, preempts=True)
    rows = day.rows()
    assert (10, "completed", 1, 0) in rows
    assert (11, "completed", 4, 0) in rows  # priority -1 is exempt from the squeeze here
    assert (12, "completed", 2, 0) in rows


def test_releasing_a_hold_that_still_waits_cancels_it():
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(0, 1, 5)
    hold = Job(2, "task", 5, hold=True)
    told = []

    def story():
        yield from day.team.work(hold)
        told.append(day.agenda.now)

    day.at(1, lambda: day.agenda.process(story()))
    day.at(2, lambda: day.team.release(hold))
    day.at(3, lambda: day.team.release(hold))
    assert day.rows()[2:] == [
        (1, "arrived", 2, -1),
        (2, "cancelled", 2, -1),
        (5, "completed", 1, 0),
    ]
    assert hold.state == CANCELLED
    assert told == [2]


def test_posts_that_leave_and_join_at_one_instant_do_neither():
    """One duty after the other without a gap, entered in two goes: nothing is parked at 8."""
    day = Day(1, [(0, 0, 8)], at_shift_end=PARK)
    day.team.roster([(0, 8, 16)])
    day.job(6, 1, 4)
    assert day.rows()[1:] == [(6, "started", 1, 0), (10, "completed", 1, 0)]
    assert day.ledger.areas == [16, 4, 0, 0]
    assert day.ledger.capacity == [(0, 1), (16, 0)]


@pytest.mark.parametrize("empty", [0, 4, 8])
def test_a_duty_without_length_changes_nothing(empty):
    day = Day(1, [(0, 0, 8), (0, empty, empty)])
    day.job(9, 1, 1)
    assert day.rows() == [(9, "arrived", 1, -1)]
    assert day.ledger.areas[0] == 8


def test_all_who_leave_then_all_who_join_then_the_idle_take_the_longest_idle_first():
    """At 8 post 0 leaves with half its work; posts 2 and 1 join, post 3 has been idle since 0."""
    day = Day(4, [(0, 0, 8), (2, 8, 16), (1, 8, 16), (3, 0, 16)], at_shift_end=HAND_OVER)
    day.job(6, 1, 4)
    assert day.rows()[1:] == [
        (6, "started", 1, 0),
        (8, "handed over", 1, 0),
        (8, "resumed", 1, 3),
        (10, "completed", 1, 3),
    ]


def test_books_are_read_at_the_horizon_and_count_unfinished_work_as_far_as_it_went():
    day = Day(1, [(0, 0, ALWAYS)])
    first, second = day.job(1, 1, 10), day.job(2, 2, 10)
    day.rows(until=5.0)
    assert day.ledger.snapshots == [(5.0, 5, 4, 0, 3, 20, 1, 2, 1, 0, 0)]
    assert day.team.current(first).state == IN_HAND
    assert day.team.current(second).state == WAITING
