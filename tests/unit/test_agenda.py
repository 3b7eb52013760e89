"""The diary's order: (time, kind, id), a story's consequences first, never the order of entry."""

import numpy as np
import pytest
import simpy

from sacsim.force.agenda import (
    ARRIVAL,
    COMPLETION,
    GIVE_UP,
    ROSTER,
    TIMER,
    Agenda,
    Appointment,
)

KINDS = (COMPLETION, ROSTER, GIVE_UP, TIMER, ARRIVAL)


def test_order_is_time_then_kind_then_id_whatever_the_order_of_entry():
    """Two times, three kinds and two ids, the largest possible included, put in many orders."""
    last = 2**63 - 1
    wanted = [
        (t, k, i) for t in (1.0, 2.0) for k in (COMPLETION, GIVE_UP, ARRIVAL) for i in (0, last)
    ]
    rng = np.random.default_rng(1)
    for _ in range(50):
        agenda, taken = Agenda(), []
        note = lambda due, taken=taken: taken.append(due.what)  # noqa: E731
        for time, kind, id in [wanted[n] for n in rng.permutation(len(wanted))]:
            agenda.due(time, kind, id, note, (time, kind, id))
        agenda.run()
        assert taken == wanted


def test_kinds_are_in_the_documented_order():
    """Completions, roster changes, callers giving up, a story's timers, arrivals."""
    assert KINDS == (0, 1, 2, 3, 4)


def test_consequences_are_finished_before_the_next_appointment_of_the_same_instant():
    """A process started by the first of two completions takes five more turns at that instant."""
    agenda, seen = Agenda(), []

    def story():
        seen.append("story begins")
        yield agenda.timeout(0)
        event = agenda.event()
        event.succeed()
        yield event
        yield agenda.process(branch())
        yield agenda.all_of([agenda.timeout(0), agenda.timeout(0)])
        seen.append("story ends")

    def branch():
        yield agenda.timeout(0)
        seen.append("branch")

    agenda.due(1.0, COMPLETION, 2, lambda _: seen.append("second completion"))
    agenda.due(1.0, COMPLETION, 1, lambda _: agenda.process(story()))
    agenda.run()
    assert seen == ["story begins", "branch", "story ends", "second completion"]


def test_an_interruption_also_comes_before_the_next_appointment():
    agenda, seen = Agenda(), []

    def story():
        try:
            yield agenda.event()
        except simpy.Interrupt as reason:
            seen.append(reason.cause)

    process = agenda.process(story())
    agenda.due(1.0, COMPLETION, 1, lambda _: process.interrupt("stopped"))
    agenda.due(1.0, COMPLETION, 2, lambda _: seen.append("next"))
    agenda.run()
    assert seen == ["stopped", "next"]


def test_an_appointment_entered_late_takes_its_place_at_the_present_instant():
    """During an arrival, work without hours ends (a completion) before the next arrival."""
    agenda, seen = Agenda(), []
    note = lambda due: seen.append(due.what)  # noqa: E731
    agenda.due(1.0, ARRIVAL, 2, note, "next arrival")
    agenda.due(1.0, ARRIVAL, 1, lambda _: agenda.due(1.0, COMPLETION, 9, note, "completion"))
    agenda.run()
    assert seen == ["completion", "next arrival"]


def test_a_story_begins_at_once_or_when_the_one_being_told_pauses():
    agenda, seen = Agenda(), []

    def story():
        seen.append("story")
        agenda.tell(branch("first"))
        agenda.tell(branch("second"))
        seen.append("story pauses")
        yield agenda.due(1.0, TIMER, 1, None)
        seen.append("story ends")

    def branch(name):
        seen.append(name)
        yield agenda.due(2.0, TIMER, 2, None)

    agenda.tell(story())
    assert seen == ["story", "story pauses", "first", "second"]
    agenda.run(until=1.5)
    assert seen[4:] == ["story ends"]


def test_a_story_that_is_stopped_ends_what_it_has_begun_and_never_goes_on():
    agenda, seen = Agenda(), []

    def story():
        try:
            yield agenda.due(1.0, TIMER, 1, None)
            seen.append("goes on")
        finally:
            seen.append("ended")

    telling = agenda.tell(story())
    telling.stop()
    agenda.run(until=2.0)
    assert seen == ["ended"]
    assert not telling.going_on


def test_a_story_that_is_stopped_before_it_begins_holds_nobody_up():
    agenda, seen = Agenda(), []

    def story():
        agenda.tell(branch("stopped")).stop()
        agenda.tell(branch("next"))
        yield agenda.due(5.0, TIMER, 1, None)

    def branch(name):
        seen.append((name, agenda.now))
        yield agenda.event()

    agenda.tell(story())
    agenda.run(until=9.0)
    assert seen == [("next", 0.0)]


def test_a_run_ends_before_anything_due_at_its_end():
    """The horizon is not part of the run, and the run can go on from there."""
    agenda, seen = Agenda(), []
    for kind in KINDS:
        agenda.due(2.0, kind, 0, lambda due: seen.append(due.time))
    agenda.run(until=2.0)
    assert (agenda.now, seen) == (2.0, [])
    agenda.run(until=2.5)
    assert seen == [2.0] * len(KINDS)


def test_simpy_still_keeps_its_diary_as_the_appointment_expects():
    """An entry is (time, priority, number, event); SimPy's own priorities are the smallest."""
    agenda = Agenda()
    own = agenda.timeout(1.0)
    due = agenda.due(1.0, COMPLETION, 0, lambda _: None)
    (time, normal, _, first), (_, priority, _, second) = sorted(agenda._queue)
    assert (time, first, second) == (1.0, own, due)
    assert isinstance(due, Appointment)
    assert simpy.events.URGENT < simpy.events.NORMAL == normal < priority


def test_a_time_in_the_past_is_refused():
    agenda = Agenda()
    agenda.run(until=3.0)
    with pytest.raises(ValueError, match=r"2\.5 lies before now, 3\.0"):
        agenda.due(2.5, TIMER, 0, lambda _: None)
    agenda.due(3.0, TIMER, 0, lambda _: None)


def test_a_time_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="nan"):
        Agenda().due(float("nan"), TIMER, 0, lambda _: None)
