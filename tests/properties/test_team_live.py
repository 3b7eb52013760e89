"""A team to which things happen while it goes on keeps to its rules at every step.

Hypothesis invents the steps: work of every kind, duty times, officers who go and come, jobs that
are cancelled or released; time goes on between them. After each advance the journal and the
integrals so far are those of the oracle, which reads the rules slowly and from the beginning.
SACSIM_STEPS=n thinks of n sequences; two thousand for each engine are behind the marker `long`.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from live_team import LiveTeam
from oracle import Asked, Oracle, World

from sacsim.force.job import FOREVER
from sacsim.force.queues import COMPILED, ENGINES
from sacsim.force.rules import FINISH, HAND_OVER, PARK
from sacsim.words import Skill

SEQUENCES = int(os.environ.get("SACSIM_STEPS", "15"))
LONG, STEPS = 2000, 40
MOST_JOBS = 60
halves = st.integers(0, 6).map(lambda n: 0.5 * n)
later = st.one_of(st.just(FOREVER), halves)
whole = st.integers(0, 10**6)


class LiveTeams(RuleBasedStateMachine):
    """One team, and the world as it has been told so far."""

    engine = COMPILED

    @initialize(
        posts=st.sampled_from((3, 2, 4, 1, 0)),
        first=st.integers(8, 40),
        at_shift_end=st.sampled_from((FINISH, HAND_OVER, PARK)),
        queue_limit=st.one_of(st.none(), st.integers(0, 3)),
        reserve=st.integers(0, 2),
        squeeze=st.one_of(st.none(), st.tuples(st.just(1.0), st.just(0.25), st.just(0.5))),
        caseload_limit=st.one_of(st.none(), st.integers(1, 2)),
        slow=st.booleans(),
    )
    def begin(
        self, posts: int, at_shift_end: str, queue_limit: int | None, reserve: int, **rest: Any
    ) -> None:
        paces = [[1.0 + 0.5 * (n % 3) for _ in Skill] for n in range(posts)]
        self.world = World(
            posts,
            [],
            [],
            at_shift_end,
            queue_limit,
            reserve_posts=reserve,
            squeeze=rest["squeeze"],
            caseload_limit=rest["caseload_limit"],
            paces=paces if rest["slow"] and posts else None,
        )
        self.live = LiveTeam(self.world, self.engine)
        self.now = 0.0
        self.off = [0.0] * posts  # when each post's last duty time ends
        for post in range(posts):
            self.roster(post, 0.0, 0.5 * (rest["first"] + 3 * post))

    @property
    def room(self) -> bool:
        return len(self.world.asked) < MOST_JOBS

    def add(self, at: float, hours: float, priority: int, **how: Any) -> None:
        number = len(self.world.asked) * 7 % 101  # so that numbers do not follow arrivals
        asked = Asked(number, self.now + at, hours, priority, **how)
        self.world.asked.append(asked)
        self.live.ask(asked)

    @precondition(lambda self: self.room)
    @rule(
        at=halves,
        hours=halves,
        priority=st.integers(0, 2),
        preempts=st.booleans(),
        interruptible=st.booleans(),
        patience=later,
        follow=st.one_of(st.none(), halves),
    )
    def submit(self, at: float, hours: float, priority: int, **how: Any) -> None:
        self.add(
            at,
            hours,
            priority,
            preempts=how["preempts"],
            interruptible=how["interruptible"],
            give_up_at=self.now + at + how["patience"],
            follow_hours=how["follow"],
        )

    @precondition(lambda self: self.room and self.world.posts)
    @rule(at=halves, hours=halves, priority=st.integers(0, 2), which=whole, preempts=st.booleans())
    def submit_to_somebody(
        self, at: float, hours: float, priority: int, which: int, preempts: bool
    ) -> None:
        officer = which % self.world.posts
        self.add(at, hours, priority, officer=officer, preempts=preempts)

    @precondition(lambda self: self.room)
    @rule(at=halves, hours=halves, closes=st.booleans())
    def give(self, at: float, hours: float, closes: bool) -> None:
        self.add(at, hours, 1, give=True, close_on_end=closes)

    @precondition(lambda self: self.room)
    @rule(at=halves, longest=halves, priority=st.integers(0, 2))
    def hold(self, at: float, longest: float, priority: int) -> None:
        self.add(at, longest, priority, hold=True)

    @precondition(lambda self: self.world.asked)
    @rule(which=whole, after=halves)
    def cancel(self, which: int, after: float) -> None:
        asked = self.world.asked[which % len(self.world.asked)]
        if asked.cancel_at == FOREVER:
            asked.cancel_at = max(self.now, asked.at) + after
            self.live.do(asked, "cancel_at")

    @precondition(lambda self: any(each.hold for each in self.world.asked))
    @rule(which=whole, after=halves)
    def release(self, which: int, after: float) -> None:
        holds = [each for each in self.world.asked if each.hold]
        asked = holds[which % len(holds)]
        if asked.release_at == FOREVER:
            asked.release_at = max(self.now, asked.at) + after
            self.live.do(asked, "release_at")

    @precondition(lambda self: self.world.posts)
    @rule(which=whole, wait=halves, length=st.integers(1, 8).map(lambda n: 0.5 * n))
    def next_shift(self, which: int, wait: float, length: float) -> None:
        self.roster(which, wait, length)

    def roster(self, which: int, wait: float, length: float) -> None:
        """A post's next duty time; one that follows at once is known before the last has ended."""
        post = which % self.world.posts
        start = max(self.now, self.off[post]) + wait
        if start == self.off[post] == self.now:
            start += 0.5
        self.off[post] = start + length
        duty = post, start, start + length
        self.world.duties.append(duty)
        self.live.team.roster([duty])

    @precondition(lambda self: self.world.posts)
    @rule(which=whole, after=halves, what=st.sampled_from(("go", "come")))
    def change_people(self, which: int, after: float, what: str) -> None:
        at = max([self.now, *(change[0] + 0.25 for change in self.world.people)]) + after + 0.25
        change = at, what, which % self.world.posts
        self.live.people(len(self.world.people), *change)
        self.world.people.append(change)

    @rule(hours=st.integers(1, 6).map(lambda n: 0.5 * n))
    def advance(self, hours: float) -> None:
        self.now += hours
        self.live.agenda.run(until=self.now)
        self.live.team.ledger.snapshot(self.now)
        oracle = Oracle(self.world)
        oracle.run(self.now)
        assert self.live.rows() == oracle.rows
        assert list(self.live.team.ledger.areas) == pytest.approx(oracle.areas, abs=1e-9)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.advance(20.0)


def think_of(sequences: int, engine: str, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    machine = type(LiveTeams.__name__, (LiveTeams,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            phases=phases,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_live_team_keeps_to_its_rules(engine: str) -> None:
    think_of(SEQUENCES, engine)


def longest_busy(oracle: Oracle) -> list[int]:
    """Rule 3 the wrong way round."""
    idle = [post for post in oracle.duty if oracle.in_hand_of(post) is None]
    return sorted(idle, key=lambda post: (-oracle.idle_since[post], post))


def never_full(oracle: Oracle) -> bool:
    """Rule 9 without its limit."""
    return False


def nothing_to_pass_on(oracle: Oracle, work: object) -> bool:
    """Rule 12 forgotten."""
    return False


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [("idle", longest_busy), ("full", never_full), ("passed_on", nothing_to_pass_on)],
)
def test_another_rule_is_seen(rule: str, wrong: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Oracle, rule, wrong)
    with pytest.raises(AssertionError):
        think_of(100, COMPILED, (Phase.generate,))


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_two_thousand_live_teams_keep_to_their_rules(engine: str) -> None:
    think_of(LONG, engine)
