"""Exact journals of one team, worked by hand from rule 12 of sacsim/force/rules.py:
officers who go and come, and who gets what they leave."""

import pytest
from team_day import ALWAYS, Day

from sacsim.force.job import Job
from sacsim.force.rules import HAND_OVER, PARK


def without_arrivals(rows):
    return [row for row in rows if row[1] != "arrived"]


def test_one_case_parked_and_one_waiting_go_to_whoever_has_fewest():
    """Officer 0 goes at 9: what was parked at 8, then what waits; officers 1 and 2 take turns."""
    always = [(1, 0, ALWAYS), (2, 0, ALWAYS)]
    day = Day(3, [(0, 0, 8), *always], at_shift_end=PARK)
    day.job(1, 1, 9, 1, give=True)  # officer 0
    day.job(1, 2, 20, 1, give=True)  # officer 1
    day.job(1, 3, 2, 1, give=True)  # officer 2
    day.job(1, 4, 4, 2, give=True)  # officer 0, waits
    day.at(9, lambda: day.team.go(0))
    day.at(9, lambda: live.append([*day.team.live]))
    live = []
    assert without_arrivals(day.rows())[6:] == [
        (1, "allocated", 4, 0),
        (3, "completed", 3, 2),
        (8, "parked", 1, 0),
        (9, "reallocated", 1, 1),  # given one before officer 2 was
        (9, "reallocated", 4, 2),
        (9, "started", 4, 2),
        (13, "completed", 4, 2),
        (21, "completed", 2, 1),
        (21, "resumed", 1, 1),
        (23, "completed", 1, 1),
    ]
    assert live == [[0, 2, 2]]
    assert day.ledger.areas[3] == (21 - 8) + (9 - 1)


def test_whoever_goes_gets_nothing_until_they_come():
    """With nobody present crimes wait; whoever comes gets what waits, and still has the old one."""
    day = Day(2, [(0, 0, ALWAYS), (1, 0, ALWAYS)])
    day.job(1, 1, 1, give=True)
    day.at(2, lambda: day.team.go(1))
    day.job(3, 2, 1, give=True)
    day.at(5, lambda: day.team.go(0))
    day.job(6, 3, 1, give=True)
    day.job(6, 4, 1, give=True)
    day.at(8, lambda: day.team.come(0))
    day.at(8, lambda: day.team.come(0))
    assert [row for row in day.rows() if row[1] == "allocated"] == [
        (1, "allocated", 1, 0),
        (3, "allocated", 2, 0),
        (8, "allocated", 3, 0),
        (8, "allocated", 4, 0),
    ]
    assert [*day.team.live] == [4, 0]


def test_a_limit_holds_for_new_crimes_and_not_for_those_passed_on():
    day = Day(2, [], caseload_limit=1)
    day.job(1, 1, 1, give=True)
    day.job(1, 2, 1, give=True)
    day.job(1, 3, 1, give=True)
    day.at(2, lambda: day.team.go(0))
    day.at(3, lambda: day.team.close_case(1))
    day.at(4, lambda: day.team.close_case(1))
    assert without_arrivals(day.rows()) == [
        (1, "allocated", 1, 0),
        (1, "allocated", 2, 1),
        (2, "reallocated", 1, 1),
        (4, "allocated", 3, 1),
    ]


def test_work_in_hand_is_parked_with_somebody_else_at_the_end_of_the_shift():
    """It stays in hand until 8; then post 1, who joins at that instant, goes on at once."""
    day = Day(2, [(0, 0, 8), (1, 8, 16)], at_shift_end=PARK)
    day.job(6, 1, 4, give=True)
    day.at(7, lambda: day.team.go(0))
    assert without_arrivals(day.rows()) == [
        (6, "allocated", 1, 0),
        (6, "started", 1, 0),
        (8, "parked", 1, 0),
        (8, "reallocated", 1, 1),
        (8, "resumed", 1, 1),
        (10, "completed", 1, 1),
    ]
    assert [*day.team.live] == [0, 1]


def test_what_was_anyones_goes_back_to_the_pool():
    """Parked at 8 with post 0, who goes at 10: post 1 is idle. Another is parked after that."""
    day = Day(2, [(0, 0, 8), (1, 9, 24), (0, 12, 14)], at_shift_end=PARK)
    day.job(6, 1, 4)
    day.at(10, lambda: day.team.go(0))
    day.job(12.5, 2, 8)
    assert without_arrivals(day.rows()) == [
        (6, "started", 1, 0),
        (8, "parked", 1, 0),
        (10, "reallocated", 1, -1),
        (10, "resumed", 1, 1),
        (12, "completed", 1, 1),
        (12.5, "started", 2, 0),  # idle since 12, as post 1 is: the lower number
        (14, "parked", 2, 0),
        (14, "reallocated", 2, -1),
        (14, "resumed", 2, 1),
        (20.5, "completed", 2, 1),
    ]


def test_pre_empted_work_of_whoever_has_gone_starts_at_an_idle_post():
    day = Day(2, [(0, 0, ALWAYS), (1, 0, ALWAYS)])
    day.job(1, 1, 4, 1, give=True)
    day.at(2, lambda: day.team.go(0))
    day.job(3, 2, 1, 0, officer=0, preempts=True)
    assert without_arrivals(day.rows())[2:] == [
        (3, "pre-empted", 1, 0),
        (3, "started", 2, 0),
        (3, "reallocated", 1, 1),
        (3, "resumed", 1, 1),
        (4, "completed", 2, 0),
        (5, "completed", 1, 1),
    ]


def test_a_storys_job_waits_for_whoever_was_asked_until_it_is_moved():
    """Moved at 3:30 to the idle post 1; what is moved in hand goes there when put down, at 8."""
    day = Day(2, [(0, 0, 8), (1, 0, ALWAYS)], at_shift_end=HAND_OVER)
    job, later = day.job(1, 1, 3, 1, officer=0), day.job(2, 2, 3, 1, officer=0)
    third = day.job(2, 3, 9, 2, officer=0)
    day.at(3, lambda: day.team.go(0))
    day.at(3.5, lambda: day.team.move(later, 1))
    day.at(5, lambda: day.team.move(third, 1))
    day.at(50, lambda: day.team.move(job, 1))
    assert without_arrivals(day.rows()) == [
        (1, "started", 1, 0),
        (3.5, "reallocated", 2, 1),
        (3.5, "started", 2, 1),
        (4, "completed", 1, 0),
        (4, "started", 3, 0),
        (5, "reallocated", 3, 1),
        (6.5, "completed", 2, 1),
        (8, "parked", 3, 0),
        (8, "resumed", 3, 1),
        (13, "completed", 3, 1),
    ]


def test_nothing_is_handed_over_by_whoever_is_present_or_to_nobody():
    day = Day(2, [])
    day.job(1, 1, 1, give=True)
    found = []
    day.at(2, lambda: found.append(day.team.hand_over(0)))
    day.at(3, lambda: day.team.go(0))
    day.at(4, lambda: found.append(day.team.hand_over(0)))  # its one case went at 3 already: -1
    day.at(5, lambda: day.team.go(1))
    day.at(6, lambda: found.append(day.team.hand_over(1)))
    day.rows()
    assert found == [None, 1, None]
    assert [*day.team.live] == [-1, 2]


def test_a_job_that_is_nobodys_cannot_be_moved():
    day = Day(1, [])
    pool, crime = day.job(1, 1, 1), day.job(1, 2, 1, give=True)
    day.at(0.5, lambda: day.team.go(0))
    day.at(2, lambda: day.team.move(pool, 0))
    day.at(2, lambda: day.team.move(crime, 0))
    day.at(2, lambda: day.team.move(Job(3, "never asked for", 1, officer=0), 0))
    assert [row[1] for row in day.rows()] == ["arrived", "arrived"]


@pytest.mark.parametrize("officer", [2, 7])
def test_there_is_no_such_officer(officer):
    with pytest.raises(IndexError):
        Day(2, []).team.go(officer)
