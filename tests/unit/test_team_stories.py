"""Exact journals of one team, worked by hand from the rules of sacsim/force/team.py:
officers in charge, limits, and stories that wait for their work."""

import pytest
from simpy import Interrupt
from team_day import ALWAYS, Day

from sacsim.force.job import CANCELLED, TURNED_AWAY, Job
from sacsim.force.ledger import GAVE_UP, STILL_WAITING
from sacsim.force.rules import Squeeze


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


def test_a_free_post_takes_what_waits_before_the_ended_job_asks_for_more():
    day = Day(1, [(0, 0, ALWAYS)])
    day.job(1, 1, 1, 1, on_end=lambda _: day.team.submit(Job(9, "task", 1, 0)))
    day.job(1, 2, 1, 1)
    starts = [(row[0], row[2]) for row in day.rows() if row[1] == "started"]
    assert starts == [(1, 1), (2, 2), (3, 9)]
