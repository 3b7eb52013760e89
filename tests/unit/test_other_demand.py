"""Other demand, worked by hand: calls that are tried again, investigations done in turns."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand.other import OtherDemand, OtherDemandSource
from sacsim.force import Rules, queues
from sacsim.force.crowd.memory import Memory, Pool
from sacsim.force.visits import PATH, ROUTE_BITS
from sacsim.journal import Journal

Facts = list[tuple[float, str, str, int]]


def kind(**settings: Any) -> OtherDemand:
    return OtherDemand.model_validate({"team": "room", **settings})


def month(
    kinds: dict[str, OtherDemand],
    duties: list[tuple[int, float, float]],
    engine: str | None = None,
    months: int = 1,
    paces: list[float] | None = None,
) -> Facts:
    """2021 with one post: (hour, event, task, place of the job within its case's ids)."""
    journal, clock = Journal(0, "full"), Clock(date(2021, 1, 1))
    teams = queues(engine, journal)
    team = teams.team("room", 1, Rules(at_shift_end="park"))
    team.roster(duties)
    team.set_paces([paces or [1.0] * 5])
    source = OtherDemandSource(kinds, {}, clock, Draws(1, 0))
    work = teams.other_work(source.kinds)
    for number in range(months):
        work.enter(source.month(number))
        teams.agenda.run(until=clock.month_start(number + 1))
    rows = journal.table().to_pandas()
    place = rows["job"] & 0xFFF
    return list(zip(rows["time_hours"], rows["event"], rows["task"], place, strict=True))


def calls(**settings: Any) -> OtherDemand:
    return kind(per_year=0, backlog=1, minutes=6, patience_minutes=30, **settings)


def test_a_caller_whom_nobody_answers_rings_three_times_more() -> None:
    # patience half an hour, then half an hour until the next attempt
    facts = month({"calls": calls(rings_back_minutes=30)}, [])
    assert facts == [
        (hour, event, "calls", 8 * attempt)
        for attempt in range(4)
        for hour, event in ((1.0 * attempt, "arrived"), (attempt + 0.5, "abandoned"))
    ]


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_caller_may_ring_again_months_later(engine: str) -> None:
    """Other callers come every month, and leave alone when this one rings again."""
    first = calls(rings_back_minutes=60_000)
    others = kind(per_year=12_000, minutes=6, patience_minutes=30, rings_back_minutes=7)
    facts = month({"a call": first, "calls": others}, [], engine, months=6)
    rung = [hour for hour, event, task, _ in facts if (event, task) == ("arrived", "a call")]
    assert rung == [0.0, 1000.5, 2001.0, 3001.5]


def test_without_ringing_back_a_call_given_up_is_gone() -> None:
    assert [fact[1] for fact in month({"calls": calls()}, [])] == ["arrived", "abandoned"]


def test_the_attempt_that_is_answered_leads_to_the_follow_on() -> None:
    kinds = {
        "calls": calls(rings_back_minutes=30),
        "incidents": kind(share_of="calls", share=1.0, hours=2),
    }
    facts = month(kinds, [(0, 0.75, 744.0)])  # on duty from a quarter to one
    assert facts[2:] == [
        (1.0, "arrived", "calls", 8),
        (1.0, "started", "calls", 8),
        (1.1, "completed", "calls", 8),
        (1.1, "arrived", "incidents", 1),
        (1.1, "started", "incidents", 1),
        (3.1, "completed", "incidents", 1),
    ]


def test_an_officer_turns_between_two_cases() -> None:
    # 5 hours each, in turns of 2: A 0-2, B 2-4, A 4-6, B 6-8, A 8-9, B 9-10
    cases = kind(per_year=0, backlog=2, hours=5, officer_in_charge=True, turn_hours=2)
    facts = month({"cases": cases}, [(0, 0.0, 744.0)])
    done = [(hour, place) for hour, event, _, place in facts if event == "completed"]
    #        the second case's id differs above the twelve bits shown here
    assert done == [(2, 0), (4, 0), (6, 8), (8, 8), (9, 16), (10, 16)]
    assert [task for _, event, task, _ in facts if event == "arrived"] == [
        "cases",
        "cases",
        *["cases, continued"] * 4,
    ]


def test_a_turn_is_of_stated_hours_and_asks_for_the_skill_of_its_kind() -> None:
    # 5 hours in turns of 2, by somebody who takes half as long again over files
    case = kind(per_year=0, backlog=1, hours=5, officer_in_charge=True, turn_hours=2, skill="file")
    facts = month({"case": case}, [(0, 0.0, 744.0)], paces=[1.0, 1.0, 1.0, 1.0, 1.5])
    assert [fact[0] for fact in facts if fact[1] == "completed"] == [3, 6, 7.5]


def test_visits_are_numbered_with_their_parents_first() -> None:
    kinds = {
        "calls": kind(per_year=12_000, minutes=6),
        "incidents": kind(share_of="calls", share=0.5, hours=2),
        "complaints": kind(share_of="incidents", share=0.5, hours=1),
        "visitors": kind(per_year=6_000, minutes=6),
    }
    source = OtherDemandSource(kinds, {}, Clock(date(2021, 1, 1)), Draws(1, 0))
    visits = source.month(1)
    assert [source.kinds[batch.kind].task for batch in visits.batches] == [
        *("calls", "visitors"),
        *("incidents", "complaints"),
    ]
    ids = np.concatenate([batch.id for batch in visits.batches])
    by_themselves, when = ids[: len(visits.time)], visits.time
    assert sorted(visits.order) == list(range(len(when)))
    assert (np.diff(when[visits.order]) > 0).all()
    assert not (by_themselves & PATH).any()
    for batch in visits.batches[2:]:
        assert len(batch.id) > 200
        parents = ids[batch.parent]
        assert ((parents & ~PATH) == (batch.id & ~PATH)).all()
        assert ((parents & PATH) == (batch.id & PATH) >> ROUTE_BITS).all()


def test_rows_that_are_given_back_are_used_again() -> None:
    memory = Memory()
    pool = Pool(memory, 3, 1)
    rows = pool.allot(4)
    pool.write(rows, np.arange(1, 13).reshape(4, 3))
    assert memory.words[rows[0] : rows[0] + 12].tolist() == list(range(1, 13))
    memory.words[rows[2] + 1] = 0
    again = pool.allot(2)
    assert again[0] == rows[2]
    assert again[1] not in rows


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"per_year": 1, "hours": 1, "rings_back_minutes": 5}, "is for calls"),
        ({"per_year": 1, "share_of": "x", "hours": 1}, "either per_year or share_of"),
        ({"per_year": 1}, "either hours or minutes"),
        ({"per_year": 1, "hours": 1, "turn_hours": 1.0}, "needs officer_in_charge"),
    ],
)
def test_what_does_not_go_together_is_refused(settings: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        kind(**settings)
