"""People who join, are tutored, leave, move and are away: dates and numbers worked by hand."""

from datetime import date

import numpy as np
import pytest
from people import EXPERT, people, personnel, route, team, workforce
from scipy import stats

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.force.personnel import Change
from sacsim.force.roster import joined

START = date(2021, 1, 1)
WEEK = 168.0


def play(made, name, months, utilisation=0.0):
    """Ask for one month after another: what each is like, and all duty times."""
    told, duties = [], []
    for month in range(months):
        told.append(made.month(name, month, utilisation))
        duties.append(made.duties(name, month, told[-1].stretch))
    return told, joined(duties)


def joiners(people=1, by="recruit", when=date(2021, 1, 15), to="response"):
    return {"team": to, "date": when, "people": people, "by": by}


def test_where_nobody_comes_or_goes_the_duties_are_those_of_the_team():
    """Experienced people, as much abstraction: the same shifts by the same luck."""
    response = team(12, abstraction=0.3, other_duties=0.2)
    made = personnel(START, workforce(), {"response": response})
    told, duties = play(made, "response", 3)
    luck = Draws(1, 0).stream("duty").stream("response")
    plain = joined(response.duties(Clock(START), month, luck) for month in range(3))
    for column, expected in zip(duties, plain, strict=True):
        np.testing.assert_array_equal(column, expected)
    assert all(not month.changes for month in told)
    assert all((month.paces == 1.0).all() for month in told)
    assert [month.strength.effective for month in told] == [12.0, 12.0, 12.0]


def test_a_joiner_is_recruited_trained_and_tutored_before_the_first_shift_alone():
    """Decided 15 January; first day 4 weeks later, at the team 8 after that, alone 2 later."""
    made = personnel(START, workforce(joiners={"uplift": joiners()}), {"response": team()})
    told, duties = play(made, "response", 6)
    arrives = 14 * 24 + 12 * WEEK
    alone = arrives + 2 * WEEK
    assert told[0].changes == [Change(0.0, 5, False)]
    assert [change for month in told[1:] for change in month.changes] == [
        Change(pytest.approx(alone), 5, True)
    ]
    own = duties.start[duties.post == 5]
    assert alone <= own.min() < alone + 5 * 24
    trained = [(month.strength.training, month.strength.tutored) for month in told]
    assert trained == [(0, 0), (1, 0), (1, 0), (0, 1), (0, 0), (0, 0)]
    assert [month.strength.establishment for month in told] == [6, 6, 6, 6, 6, 6]
    assert [month.strength.strength for month in told] == [5, 6, 6, 6, 6, 6]


def test_a_tutor_gives_half_of_the_shifts_meanwhile():
    settings = workforce(
        joiners={"uplift": joiners()}, routes={"recruit": route(tutored_weeks=26.0)}
    )
    one = team(1)
    _, duties = play(personnel(START, settings, {"response": one}), "response", 10)
    _, alone = play(personnel(START, workforce(), {"response": one}), "response", 10)
    begin = 14 * 24 + 12 * WEEK
    end = begin + 26 * WEEK

    def shifts(of, low, high):
        return ((of.post == 0) & (of.start >= low) & (of.start < high)).sum()

    assert shifts(duties, 0, begin) == shifts(alone, 0, begin)
    assert shifts(duties, end, 9_999) == shifts(alone, end, 9_999)
    rostered, worked = shifts(alone, begin, end), shifts(duties, begin, end)
    assert stats.binomtest(int(worked), int(rostered), 0.5).pvalue > 0.001


def test_a_newcomer_without_a_tutor_waits_for_one():
    """Two come on one day to a team of one: the second is tutored when the first has done."""
    settings = workforce(joiners={"uplift": joiners(2)}, routes={"recruit": route(tutored_weeks=6)})
    told, _ = play(personnel(START, settings, {"response": team(1)}), "response", 9)
    come = [change for month in told for change in month.changes if change.here]
    first = 14 * 24 + 18 * WEEK
    clock = Clock(START)
    assert come[0] == Change(pytest.approx(first), 1, True)
    next_month = min(clock.month_start(m) for m in range(9) if clock.month_start(m) >= first)
    assert come[1] == Change(pytest.approx(next_month + 6 * WEEK), 2, True)


def test_course_places_are_taken_in_turn():
    """Three joiners, one place, courses of 8 weeks: they arrive 8 weeks after one another."""
    settings = workforce(
        joiners={"uplift": joiners(3)}, routes={"recruit": route(course_places=1, tutored_weeks=0)}
    )
    told, _ = play(personnel(START, settings, {"response": team()}), "response", 12)
    come = [change for month in told for change in month.changes if change.here]
    first = 14 * 24 + 12 * WEEK
    assert [change.time for change in come] == pytest.approx(
        [first, first + 8 * WEEK, first + 16 * WEEK]
    )


def test_practice_makes_the_newcomer_as_fast_as_the_rest():
    """2.0 hours an hour at first, 1.0 after a year: half a year in, 1.5; quality 0.75."""
    settings = workforce(joiners={"uplift": joiners(when=START)})
    made = personnel(START, settings, {"response": team()})
    told, _ = play(made, "response", 24)
    alone = 14 * WEEK
    for number, month in enumerate(told):
        middle = (made.clock.month_start(number) + made.clock.month_start(number + 1)) / 2
        years = min(max(middle - alone, 0.0) / 8766, 1.0)
        assert month.paces[5] == pytest.approx([2 - years] * 5)
        assert month.quality[5] == pytest.approx([0.5 + years / 2] * 5)
        assert month.paces[0].tolist() == [1.0] * 5
        if middle > alone:
            assert month.mean_pace == pytest.approx([(5 + 2 - years) / 6] * 5)


def test_who_brings_practice_is_fast_from_the_first_day():
    direct = route(practice={**EXPERT, "scene": 0.0, "arrest": 0.0}, tutored_weeks=0)
    settings = workforce(
        joiners={"uplift": joiners(when=START, by="direct", to="pip2")},
        routes={"recruit": route(), "direct": direct},
    )
    told, _ = play(personnel(START, settings, {"pip2": team()}), "pip2", 5)
    general, scene, interview, arrest, file = told[4].paces[5].tolist()
    assert general == interview == file == 1.0
    assert scene == arrest > 1.5


def test_leavers_go_on_the_first_of_a_month_and_are_replaced_after_the_vacancy():
    """A rate of 0.6 a year is 0.05 a month; recruited 6 of the 12 weeks ahead: vacant for 6."""
    settings = workforce(leaving={"years": [1.0], "per_year": [0.0, 0.6]})
    response = team(400, people=people(recruited_ahead_weeks=6.0))
    made = personnel(START, settings, {"response": response})
    told, duties = play(made, "response", 4)
    clock = made.clock
    left = [change for change in told[1].changes if not change.here]
    assert {change.time for change in left} == {clock.month_start(1)}
    assert stats.binomtest(len(left), 400, 0.05).pvalue > 0.001
    back = {c.officer: c.time for month in told for c in month.changes if c.here}
    gone = [change.officer for change in left]
    expected = clock.month_start(1) + 6 * WEEK + 2 * WEEK
    assert [back[officer] for officer in gone] == pytest.approx([expected] * len(gone))
    away = np.isin(duties.post, gone) & (duties.start >= clock.month_start(1))
    assert duties.start[away].min() >= expected
    assert not any(month.changes for month in told[:1])


def test_a_transfer_takes_people_out_of_one_team_into_the_posts_of_another():
    move = {"source": "response", "team": "pip2", "date": date(2021, 2, 10), "people": 3, "by": "x"}
    settings = workforce(
        transfers={"move": move}, routes={"recruit": route(), "x": route(training_weeks=2.0)}
    )
    made = personnel(START, settings, {"response": team(10), "pip2": team(4)})
    response, out_of = play(made, "response", 4)
    pip2, into = play(made, "pip2", 4)
    at = made.clock.hours(date(2021, 2, 10))
    left = [change for change in response[1].changes if not change.here]
    assert [change.time for change in left] == [at] * 3
    assert not (np.isin(out_of.post, [c.officer for c in left]) & (out_of.start >= at)).any()
    come = [change for month in pip2 for change in month.changes if change.here]
    assert come == [Change(pytest.approx(at + 4 * WEEK), officer, True) for officer in (4, 5, 6)]
    assert into.start[into.post > 3].min() >= at + 4 * WEEK
    assert [month.strength.establishment for month in response] == [10, 7, 7, 7]
    assert [month.strength.strength for month in response] == [10, 7, 7, 7]


def test_the_long_absent_work_no_shift_and_give_up_their_crimes():
    settings = workforce(
        absence={"per_year": 1.0, "days": 60.0, "reallocate_after_days": 14.0},
    )
    made = personnel(START, settings, {"response": team(200)})
    told, duties = play(made, "response", 6)
    changes = sorted(change for month in told for change in month.changes)
    first_gone = {c.officer: c.time for c in reversed(changes) if not c.here}
    assert len(first_gone) > 50
    for officer, gone in first_gone.items():
        own = duties.start[duties.post == officer]
        assert not ((own >= gone) & (own < gone + 60 * 24)).any()
        if gone + 60 * 24 < made.clock.month_start(6):
            assert Change(gone + 60 * 24, officer, True) in changes
    short = workforce(absence={"per_year": 1.0, "days": 10.0, "reallocate_after_days": 14.0})
    told, _ = play(personnel(START, short, {"response": team(200)}), "response", 6)
    assert not any(month.changes for month in told)


def test_a_stretched_team_is_ill_leaves_and_tires():
    """Halfway from 0.8 to 1: a tenth fewer shifts, half again the leavers, 5 % slower."""
    leaving = {"years": [1.0], "per_year": [0.0, 0.4]}
    settings = workforce(leaving=leaving)
    response = team(300, people=people(recruited_ahead_weeks=99.0))
    calm, usual = play(personnel(START, settings, {"r": response}), "r", 4)
    stretched, fewer = play(personnel(START, settings, {"r": response}), "r", 4, utilisation=0.9)
    assert [month.stretch for month in stretched] == pytest.approx([0.5] * 4)
    assert stretched[0].paces[0] == pytest.approx([1.05] * 5)
    first = usual.start < 600  # January, before anybody leaves
    few = fewer.start < 600
    assert stats.binomtest(int(few.sum()), int(first.sum()), 0.9).pvalue > 0.001
    gone = [sum(month.strength.left for month in told) for told in (calm, stretched)]
    assert gone[1] > gone[0]
    assert stats.binomtest(gone[1], 900, 0.4 * 1.5 / 12).pvalue > 0.001


def test_overtime_makes_shifts_longer():
    work = {"above": 0.8, "sickness": 0.0, "leaving": 0.0, "overtime_most": 0.1, "fatigue": 0.0}
    settings = workforce(workload=work)
    _, usual = play(personnel(START, settings, {"r": team(10)}), "r", 2)
    _, longer = play(personnel(START, settings, {"r": team(10)}), "r", 2, utilisation=1.0)
    np.testing.assert_allclose(longer.end - longer.start, 1.1 * (usual.end - usual.start))


def test_one_officer_more_changes_nobody_elses_career():
    settings = workforce(
        leaving={"years": [1.0], "per_year": [0.3, 0.3]},
        absence={"per_year": 0.3, "days": 60.0, "reallocate_after_days": 14.0},
    )
    few = play(personnel(START, settings, {"r": team(40, people=people(tutors=0.0))}), "r", 9)
    many = play(personnel(START, settings, {"r": team(41, people=people(tutors=0.0))}), "r", 9)
    for one, other in zip(few[0], many[0], strict=True):
        assert one.changes == [change for change in other.changes if change.officer < 40]
    own = many[1].post < 40
    np.testing.assert_array_equal(few[1].start, many[1].start[own])


def test_whoever_arrives_late_in_a_month_is_in_training_until_then():
    """Decided 20 July 2020 plus four weeks: first day 17 August, first shift 12 October."""
    settings = workforce(joiners={"uplift": joiners(40, when=date(2020, 7, 20))})
    made = personnel(date(2020, 7, 1), settings, {"response": team(100)})
    told, _ = play(made, "response", 5)
    assert [month.strength.strength for month in told] == [100, 100, 140, 140, 140]
    assert [month.strength.training for month in told] == [0, 0, 40, 0, 0]


def test_a_newcomer_who_leaves_while_waiting_for_a_tutor_is_forgotten():
    """Everybody leaves within months of a team where few may tutor: nobody is tutored twice."""
    settings = workforce(
        leaving={"years": [1.0], "per_year": [0.9, 0.9]},
        routes={"recruit": route(recruitment_weeks=0.0, training_weeks=0.0, tutored_weeks=20.0)},
    )
    made = personnel(START, settings, {"response": team(15, people=people(tutors=0.1))})
    alone: dict[int, float] = {}
    for month in range(36):
        told = made.month("response", month, 0.0)
        alone = {n: t for n, t in alone.items() if n not in {c.officer for c in told.changes}}
        staff = made.staff["response"]
        for n, since in alone.items():
            assert staff.independent[n] == since
        alone |= {c.officer: staff.independent[c.officer] for c in told.changes if c.here}


def test_where_nobody_may_tutor_the_longest_serving_does():
    settings = workforce(joiners={"uplift": joiners()})
    made = personnel(START, settings, {"response": team(3, people=people(tutors=0.0))})
    told, _ = play(made, "response", 6)
    assert [change.officer for month in told for change in month.changes if change.here] == [3]


def test_posts_vacant_when_a_team_is_moved_bring_nobody():
    """Ten of twenty leave in February and are not replaced by March, when all twenty posts move."""
    move = {"source": "a", "team": "b", "date": date(2021, 3, 10), "people": 20, "by": "expert"}
    settings = workforce(
        leaving={"years": [1.0], "per_year": [0.0, 1.0]},
        transfers={"move": move},
        routes={"recruit": route(), "expert": route(tutored_weeks=0.0, practice=EXPERT)},
    )
    made = personnel(START, settings, {"a": team(20), "b": team(1, people=people())})
    from_a, to_b = [], []
    for month in range(8):
        from_a.append(made.month("a", month, 0.0))
        to_b.append(made.month("b", month, 0.0))
    moved = sum(not c.here for c in from_a[2].changes if c.time == made.clock.hours(move["date"]))
    assert 0 < moved < 20
    arrived = {c.officer for month in to_b for c in month.changes if c.here and c.officer > 0}
    assert len(arrived) == moved
