"""A team's journal equals, entry for entry, that of a slow reading of its rules.

The worlds are small and full of ties: times, hours and shift ends lie on a grid of half hours.
"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_team import LiveTeam
from oracle import Asked, Oracle, World

from sacsim.force.job import FOREVER
from sacsim.force.queues import AnyTeam
from sacsim.force.rules import FINISH, HAND_OVER, PARK
from sacsim.words import Skill

DAY = 12.0
EVENTS = (
    *("arrived", "allocated", "started", "resumed", "completed", "pre-empted"),
    *("handed over", "parked", "abandoned", "cancelled", "turned away"),
    "reallocated",
)


def build(pick, jobs: int) -> World:
    """Make a world from `pick(low, high)`, a whole number drawn between two bounds."""
    posts = pick(0, 4)
    duties = []
    for post in range(posts):
        time = 0.5 * pick(0, 4) if pick(0, 2) else 0.0
        while time < DAY:
            end = time + (0.5 * pick(0, 6) if pick(0, 3) else DAY)
            duties.append((post, time, end))
            time = end + 0.5 * max(0, pick(0, 4) - 2) + 0.5 * (end == time)
    asked = [job(pick, number, posts) for number in range(jobs)]
    squeeze = (float(pick(0, 2)), 0.25 * pick(1, 3), 0.25 * pick(0, 3)) if pick(0, 2) == 2 else None
    return World(
        posts=posts,
        duties=duties,
        asked=asked,
        at_shift_end=(FINISH, HAND_OVER, PARK)[pick(0, 2)],
        queue_limit=pick(0, 4) if pick(0, 3) == 3 else None,
        reserve_posts=pick(0, 2) if pick(0, 2) == 2 else 0,
        reserve_for_priority=pick(0, 1),
        squeeze=squeeze,
        caseload_limit=pick(1, 2) if pick(0, 1) else None,
        paces=[[0.5 * pick(1, 4) for _ in Skill] for _ in range(posts)]
        if posts and pick(0, 1)
        else None,
        people=people(pick, posts) if posts and pick(0, 3) else [],
    )


def people(pick, posts: int) -> list[tuple[float, str, int]]:
    """Officers who go and come, between one step of the grid and the next."""
    times = sorted(0.5 * pick(0, 22) + 0.25 for _ in range(pick(3, 10)))
    return [(at, ("go", "go", "come")[pick(0, 2)], pick(0, posts - 1)) for at in times]


def job(pick, number: int, posts: int) -> Asked:
    """One job of a world; each feature is there in a part of the jobs."""
    at = 0.5 * pick(0, 14)
    hold = pick(0, 5) == 5
    give = not hold and pick(0, 4) == 4
    close = pick(0, 2) if give else 0
    later = lambda chance: at + 0.5 * pick(0, 6) if pick(1, chance) == chance else FOREVER  # noqa: E731
    return Asked(
        id=number * 7 % 101,  # so that ids do not follow arrivals
        at=at,
        hours=0.5 * pick(0, 12 if hold else 6),
        priority=pick(0, 2),
        preempts=pick(0, 2) == 2,
        interruptible=pick(0, 3) < 3,
        officer=pick(0, posts - 1) if posts and not give and pick(0, 3) == 3 else None,
        give_up_at=later(4),
        hold=hold,
        give=give,
        cancel_at=later(8),
        release_at=later(2) if hold else FOREVER,
        close_at=later(2) + 1 if close == 1 else FOREVER,
        close_on_end=close == 2,
        follow_hours=0.5 * pick(0, 3) if pick(0, 5) == 5 else None,
        skill=pick(0, len(Skill) - 1),
    )


def play(world: World) -> tuple[AnyTeam, list[tuple[float, str, int, int]]]:
    """Run a world through the real team; its journal's (time, event, job, officer) and the team."""
    live = LiveTeam(world)
    live.team.roster(world.duties)
    for asked in world.asked:
        live.ask(asked)
    for n, change in enumerate(world.people):
        live.people(n, *change)
    live.agenda.run(until=DAY)
    live.team.ledger.snapshot(DAY)
    live.team.close_books()
    return live.team, live.rows()


def agree(world: World) -> Counter[str]:
    """Compare the team with the oracle: journal, integrals, waits; count the journal's events."""
    oracle = Oracle(world)
    oracle.run(DAY)
    team, rows = play(world)
    assert rows == oracle.rows
    assert team.ledger.areas == pytest.approx(oracle.areas, abs=1e-9)
    abandoned = {number for _, event, number, _ in rows if event == "abandoned"}
    waits = []
    for w in oracle.jobs:
        if w.started >= 0:
            waits.append((w.arrived, w.started - w.arrived, 0))
        elif w.asked.id in abandoned:
            waits.append((w.arrived, w.asked.give_up_at - w.arrived, 1))
        elif w.state in ("waiting", "unallocated"):
            waits.append((w.arrived, DAY - w.arrived, 2))
    noted = [
        row
        for kept in team.ledger.waits.values()
        for row in zip(kept.arrived, kept.wait, kept.result, strict=True)
    ]
    assert sorted(noted) == sorted(waits)
    return Counter(event for _, event, _, _ in rows)


@st.composite
def worlds(draw) -> World:
    return build(lambda low, high: draw(st.integers(low, high)), draw(st.integers(1, 10)))


def test_small_worlds_agree_with_the_oracle():
    """Whatever hypothesis thinks of; a failure is shrunk to the smallest world that shows it."""

    @settings(
        max_examples=400,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def agrees(world: World) -> None:
        agree(world)

    agrees()


@pytest.mark.parametrize("jobs", [12, 40])
def test_crowded_worlds_agree_with_the_oracle(jobs):
    """Evenly drawn worlds; every kind of event must have been compared many times."""
    rng = np.random.default_rng(jobs)
    events: Counter[str] = Counter()
    for _ in range(1000):
        events += agree(build(lambda low, high: int(rng.integers(low, high + 1)), jobs))
    assert {event for event in events if events[event] >= 100} == set(EVENTS)
