"""Exact journals of one team, worked by hand from the numbered rules of sacsim/force/team.py."""

import pytest
from simpy import Interrupt

from sacsim.force.agenda import ARRIVAL, TIMER, Agenda
from sacsim.force.job import CANCELLED, TURNED_AWAY, WAITING, Job
from sacsim.force.ledger import GAVE_UP, SERVED, STILL_WAITING, Ledger
from sacsim.force.team import FINISH, HAND_OVER, PARK, Rules, Squeeze, Team
from sacsim.journal import FULL, Journal

ALWAYS = float("inf")


class Day:
    """A team, work entered by the hour, and its journal as (time, event, job, officer)."""

    def __init__(self, posts, duties, **rules):
        self.agenda = Agenda()
        self.journal = Journal(0, keep=FULL)
        self.ledger = Ledger("team", self.journal)
        self.team = Team(self.agenda, "team", posts, Rules(**rules), self.ledger)
        self.team.roster(duties)

    def job(self, at, id, hours, priority=0, *, give=False, **asks):
        job = Job(id, "task", hours, priority, **asks)
        enter = self.team.give if give else self.team.submit
        self.at(at, lambda: enter(job), ARRIVAL, id)
        return job

    def at(self, time, act, kind=TIMER, id=0):
        self.agenda.due(time, kind, id, lambda _: act())

    def rows(self, until=100.0):
        self.agenda.run(until=until)
        self.ledger.snapshot(until)
        table = self.journal.table().select(["time_hours", "event", "job", "officer"]).to_pydict()
        return list(zip(*table.values(), strict=True))


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
    """Pre-empted at 2 and patience over at 3, but it had started."""
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(1, 1, 4, 1, give_up_at=3)
    day.job(2, 2, 4, 0, preempts=True)
    assert day.rows()[-2:] == [(6, "resumed", 1, 0), (9, "completed", 1, 0)]


def test_cancelled_in_the_queue_and_in_hand():
    day = Day(1, [(0, 0, ALWAYS)])
    jobs = [day.job(0, id, 4) for id in range(1, 4)]
    day.at(1, lambda: day.team.cancel(jobs[1]))
    day.at(2, lambda: day.team.cancel(jobs[0]))
    day.at(50, lambda: day.team.cancel(jobs[2]))  # ended long ago: nothing
    assert day.rows()[4:] == [
        (1, "cancelled", 2, -1),
        (2, "cancelled", 1, 0),
        (2, "started", 3, 0),
        (6, "completed", 3, 0),
    ]
    assert day.ledger.areas[1:] == [6, 0, 3]


def test_crimes_go_to_the_fewest_live_and_wait_at_the_limit():
    """Two officers, one live crime each: the third waits for whoever closes first."""
    day = Day(2, [(0, 0, ALWAYS), (1, 0, ALWAYS)], caseload_limit=1)
    for id in range(1, 5):
        day.job(id, id, 0.5, priority=-id, give=True)
    day.at(10, lambda: day.team.close_case(1))
    day.at(12, lambda: day.team.close_case(0))
    assert day.rows() == [
        (1, "arrived", 1, -1),
        (1, "allocated", 1, 0),
        (1, "started", 1, 0),
        (1.5, "completed", 1, 0),
        (2, "arrived", 2, -1),
        (2, "allocated", 2, 1),
        (2, "started", 2, 1),
        (2.5, "completed", 2, 1),
        (3, "arrived", 3, -1),
        (4, "arrived", 4, -1),
        (10, "allocated", 4, 1),  # the smaller priority
        (10, "started", 4, 1),
        (10.5, "completed", 4, 1),
        (12, "allocated", 3, 0),
        (12, "started", 3, 0),
        (12.5, "completed", 3, 0),
    ]
    assert day.ledger.areas[3] == (12 - 3) + (10 - 4)


def test_a_new_crime_goes_to_whoever_has_gone_longest_without_one():
    """Both have one live crime again at 6; officer 0 was given the last one at 4."""
    day = Day(2, [])
    for id, at in enumerate([1, 2, 4, 6], start=1):
        day.job(at, id, 1, give=True)
    day.at(3, lambda: day.team.close_case(0))
    day.at(5, lambda: None)
    allocated = [(row[2], row[3]) for row in day.rows() if row[1] == "allocated"]
    assert allocated == [(1, 0), (2, 1), (3, 0), (4, 1)]


def test_patience_counts_while_a_crime_waits_for_an_officer():
    day = Day(1, [(0, 0, ALWAYS)], caseload_limit=0)
    day.job(1, 1, 1, give=True, give_up_at=4)
    day.at(6, lambda: day.team.close_case(0))
    assert day.rows() == [(1, "arrived", 1, -1), (4, "abandoned", 1, -1)]


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


def test_no_posts_nothing_passes():
    day = Day(0, [])
    day.job(1, 1, 0)
    day.job(2, 2, 1, preempts=True)
    day.job(3, 3, 1, give=True)
    day.job(4, 4, 1, give_up_at=5)
    events = [row[1] for row in day.rows(until=10)]
    assert events == ["arrived"] * 4 + ["abandoned"]
    day.team.close_books()
    waits = day.ledger.waits["task"]
    assert sorted(waits.result) == [GAVE_UP] + [STILL_WAITING] * 3
    assert sorted(waits.wait) == [1, 7, 8, 9]


def test_unlimited_posts_nothing_waits():
    day = Day(None, [])
    for id in range(3):
        day.job(1, id, 1 + id, officer=5)
    assert [row for row in day.rows() if row[1] != "arrived"] == [
        *((1, "started", id, -1) for id in range(3)),
        *((2 + id, "completed", id, -1) for id in range(3)),
    ]
    assert day.ledger.areas == [0, 6, 0, 0]


def test_a_full_queue_turns_away_and_tells():
    day = Day(1, [(0, 0, ALWAYS)], queue_limit=1)
    told = []
    for id in range(3):
        day.job(1, id, 1, on_end=told.append)
    rows = day.rows()
    assert rows[3:5] == [(1, "arrived", 2, -1), (1, "turned away", 2, -1)]
    assert [job.id for job in told] == [2, 0, 1]
    assert told[0].state == TURNED_AWAY


def test_reserved_posts_are_kept_for_urgent_callers():
    """Two posts, one in reserve for priority 0: a second 101 call waits beside an idle handler."""
    day = Day(2, [(0, 0, ALWAYS), (1, 0, ALWAYS)], reserve_posts=1)
    day.job(1, 1, 9, priority=1)
    day.job(2, 2, 9, priority=1)
    day.job(3, 3, 1, priority=0)
    assert day.rows()[2:] == [
        (2, "arrived", 2, -1),
        (3, "arrived", 3, -1),
        (3, "started", 3, 1),
        (4, "completed", 3, 1),  # post 1 is the only idle one again: it stays free
        (10, "completed", 1, 0),
        (10, "started", 2, 0),
        (19, "completed", 2, 0),
    ]


def test_reports_are_squeezed_down_to_the_floor():
    """One post; 0.25 off per waiting caller and post, at least 0.5 left; priority 0 is exempt."""
    day = Day(1, [(0, 0, ALWAYS)], squeeze=Squeeze(1, 0.25, 0.5))
    for id in range(1, 6):
        day.job(0, id, 4, priority=1)
    day.job(0, 6, 4, priority=0)
    starts = {row[2]: row[0] for row in day.rows() if row[1] == "started"}
    # Job 1 found nobody waiting (4 h). Job 6 is urgent (4 h). Job 2 leaves 3 waiting: the floor
    # (2 h); job 3 leaves 2: 0.5 (2 h); job 4 leaves 1: 0.75 (3 h); job 5 leaves none.
    assert starts == {1: 0, 6: 4, 2: 8, 3: 10, 4: 12, 5: 15}
    assert day.agenda.now == 100
    assert day.ledger.areas[1] == 19


def test_a_story_waits_for_its_work_and_goes_on_at_once():
    day = Day(1, [(0, 0, ALWAYS)])
    seen = []

    def story():
        job = yield from day.team.work(Job(1, "task", 2.0))
        seen.append((day.agenda.now, job.done, job.waited))
        yield from day.team.work(Job(2, "task", 1.0), give=True)
        seen.append(day.agenda.now)

    day.at(1, lambda: day.agenda.process(story()))
    day.rows()
    assert seen == [(3.0, True, 0.0), 4.0]


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("stop_at", [1, 3])
def test_a_story_that_is_stopped_cancels_its_job(closed, stop_at):
    """In the queue at 1, in hand at 3; closed as a generator or interrupted as a process."""
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(0, 1, 2)
    job = Job(2, "task", 5)
    work = day.team.work(job)

    def story():
        yield day.agenda.timeout(0.5)
        with pytest.raises(Interrupt):
            yield from work

    if closed:
        day.at(0.5, lambda: next(work))
        day.at(stop_at, work.close)
    else:
        process = day.agenda.process(story())
        day.at(stop_at, process.interrupt)
    day.job(4, 3, 1)
    rows = [row for row in day.rows() if row[1] != "arrived"]
    assert [row for row in rows if row[2] == 2] == (
        [(1, "cancelled", 2, -1)]
        if stop_at == 1
        else [(2, "started", 2, 0), (3, "cancelled", 2, 0)]
    )
    assert (4, "started", 3, 0) in rows
    assert job.state == CANCELLED


def test_a_story_dropped_after_the_books_are_closed_writes_nothing():
    """Generators that are never finished are closed when Python clears them away."""
    day = Day(1, [(0, 0, ALWAYS)])
    stories = [day.team.work(Job(id, "task", 50)) for id in (1, 2)]
    for story in stories:
        day.at(1, lambda story=story: next(story))
    rows = day.rows(until=5)
    day.team.close_books()
    for story in stories:
        story.close()
    assert day.journal.table().num_rows == len(rows) == 3


def test_work_asked_for_at_a_start_finds_the_post_taken():
    """Both posts join at 8; job 1 starts at post 0 and asks for job 2, which gets post 1."""
    day = Day(2, [(0, 8, 16), (1, 8, 16)])
    follow = Job(2, "task", 1)
    day.job(1, 1, 3, on_start=lambda _: day.team.submit(follow))
    day.job(2, 3, 1)
    assert day.rows()[2:] == [
        (8, "started", 1, 0),
        (8, "arrived", 2, -1),
        (8, "started", 2, 1),
        (9, "completed", 2, 1),
        (9, "started", 3, 1),
        (10, "completed", 3, 1),
        (11, "completed", 1, 0),
    ]


def test_a_free_post_takes_what_waits_before_the_ended_job_asks_for_more():
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(1, 1, 1, 1, on_end=lambda _: day.team.submit(Job(9, "task", 1, 0)))
    day.job(1, 2, 1, 1)
    starts = [(row[0], row[2]) for row in day.rows() if row[1] == "started"]
    assert starts == [(1, 1), (2, 2), (3, 9)]


def test_books_are_read_at_the_horizon_and_count_unfinished_work_as_far_as_it_went():
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(1, 1, 10)
    day.job(2, 2, 10)
    day.rows(until=5.0)
    assert day.ledger.snapshots == [(5.0, 5, 4, 0, 3, 20, 1, 2, 1, 0, 0)]
    assert day.team.posts[0].job.id == 1
    assert day.team._pool[0][3].state == WAITING
