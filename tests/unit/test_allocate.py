"""Allocation where the answer is known: queues side by side, guards, flips, and teams alike."""

from collections.abc import Callable, Mapping, Sequence
from math import exp, factorial

import numpy as np
import pandas as pd
import pytest

from sacsim.errors import BadInput
from sacsim.experiment.allocate import allocate, check, runs_at_most
from sacsim.experiment.allocation import AS_IT_IS, Allocation, Budget, Case, Look, Task
from sacsim.experiment.guarding import Guard
from sacsim.experiment.marginals import AIM, detectable, noticeable
from sacsim.experiment.splits import every
from sacsim.force import ARRIVAL, FOREVER, Job, queues
from sacsim.journal import Journal
from sacsim.statistics import Estimate, mean_interval

QUICK = Budget(first=4, most=8, fresh=4, moved=2)


def looking(
    truth: Callable[[Case], Mapping[str, float]], seed: int = 0, noise: float = 0.0
) -> Look:
    """What stands in for runs: a truth, luck that all cases share, and some of their own."""

    def look(cases: Sequence[Case], replications: Sequence[int]) -> dict[Case, pd.DataFrame]:
        found = {}
        for case in cases:
            key = list(repr(case).encode())
            rows = []
            for replication in replications:
                shared = np.random.default_rng([seed, replication]).normal()
                own = np.random.default_rng([seed, replication, *key]).normal()
                each = truth(case)
                rows.append({**each, AIM: each[AIM] + shared + noise * own})
            found[case] = pd.DataFrame(rows, index=pd.Index(replications, name="replication"))
        return found

    return look


def task(places: Sequence[str], posts: int, step: int = 1, **more: object) -> Task:
    numbers = dict.fromkeys(places, 10)
    given = {"today": numbers, "work": dict.fromkeys(places, 1.0), "zone": 0.5, **more}
    return Task(tuple(places), posts, step, **given)  # type: ignore[arg-type]


def gains(per_post: Mapping[str, float]) -> Callable[[Case], dict[str, float]]:
    def truth(case: Case) -> dict[str, float]:
        return {AIM: 100 + sum(per_post[place] * number for place, number in case.split)}

    return truth


# -- queues side by side, by Erlang's formula -------------------------------------------------

OFFERED = {"a": 7.5, "b": 4.2}
"""Erlangs; 8 and 5 posts today, one hour a job."""
POSTS = {"a": 8, "b": 5}


def erlang_c(posts: int, offered: float) -> float:
    """The mean number waiting in M/M/c."""
    head = sum(offered**n / factorial(n) for n in range(posts))
    tail = offered**posts / factorial(posts) * posts / (posts - offered)
    return tail / (head + tail) * offered / (posts - offered)


def waiting(case: Case) -> dict[str, float]:
    added, total = dict(case.split), 0.0
    for place, offered in OFFERED.items():
        factor = case.load[1] if case.load and case.load[0] == place else 1.0
        total += erlang_c(POSTS[place] + added.get(place, 0), offered * min(factor, 1.05))
    return {AIM: total}


def best_of(posts: int) -> tuple[float, float]:
    """The fewest waiting that any split of the posts leaves, and today's."""
    splits = every(["a", "b"], posts, 1)
    return min(waiting(Case(split))[AIM] for split in splits), waiting(AS_IT_IS)[AIM]


@pytest.mark.parametrize("seed", range(20))
def test_the_known_optimum_of_two_queues_is_found(seed: int) -> None:
    """Within 2 % of what the best of all splits gains; noise a tenth of the difference it makes."""
    wanted = task(["a", "b"], 4, better=-1, zone=0.02, today=POSTS, work=OFFERED)
    found = allocate(wanted, looking(waiting, seed, noise=0.02), QUICK)
    least, today = best_of(4)
    gained = today - waiting(Case(found.leader))[AIM]
    assert gained >= 0.98 * (today - least)
    assert found.confirmed[0].gain.value == pytest.approx(gained, abs=0.1)


def test_the_known_optimum_of_five_teams_of_one_kind() -> None:
    """Too many ways to try all: 1,001; curves that bend alike make even shares the best."""

    def truth(case: Case) -> dict[str, float]:
        return {AIM: sum(10 * (1 - exp(-number / 4)) for _, number in case.split)}

    names = ["a", "b", "c", "d", "e"]
    found = allocate(task(names, 10, zone=0.1), looking(truth, noise=0.01), QUICK)
    assert dict(found.leader) == dict.fromkeys(names, 2)


# -- queues side by side, simulated with the force's own team ---------------------------------

HOURS = 200.0


def simulated(case: Case, replication: int, seed: int) -> float:
    """Hours that jobs waited at two teams of sacsim, hours given as theirs whoever does them."""
    all_queues = queues("compiled", Journal(replication=0, keep="crimes"))
    agenda, waited = all_queues.agenda, 0.0
    teams = {}
    for number, (place, offered) in enumerate(OFFERED.items()):
        luck = np.random.default_rng([seed, replication, number])
        times = np.cumsum(luck.exponential(1 / offered, int(offered * HOURS)))
        work = luck.exponential(1.0, len(times))
        posts = POSTS[place] + dict(case.split).get(place, 0)
        teams[place] = team = all_queues.team(place, posts=posts)
        team.roster((post, 0.0, FOREVER) for post in range(posts))
        for n, (when, hours) in enumerate(zip(times.tolist(), work.tolist(), strict=True), 1):
            id = number * 1_000_000 + n
            job = Job(id, "job", hours, priority=0, give_up_at=FOREVER)
            agenda.due(when, ARRIVAL, id, lambda due, team=team: team.submit(due.what), job)
    agenda.run(until=2 * HOURS)
    for team in teams.values():
        team.close_books()
        team.ledger.snapshot(agenda.now)
        waited += float(np.sum(team.ledger.waits["job"].wait))
    return waited / HOURS


def simulating(seed: int) -> Look:
    def look(cases: Sequence[Case], replications: Sequence[int]) -> dict[Case, pd.DataFrame]:
        return {
            case: pd.DataFrame(
                {AIM: [simulated(case, n, seed) for n in replications]},
                index=pd.Index(replications, name="replication"),
            )
            for case in cases
        }

    return look


def found_by_simulation(seed: int, posts: int, budget: Budget) -> Allocation:
    wanted = task(["a", "b"], posts, better=-1, zone=0.1, today=POSTS, work=OFFERED)
    return allocate(wanted, simulating(seed), budget)


def is_best(found: Allocation) -> bool:
    """Within 2 % of what the best split gains in the long run, by the formula."""
    least, today = best_of(found.task.posts)
    return today - waiting(Case(found.leader))[AIM] >= 0.98 * (today - least)


def test_the_optimum_is_found_through_the_engine() -> None:
    assert is_best(found_by_simulation(1, 2, Budget(first=3, most=4, fresh=3, moved=2)))


@pytest.mark.long
def test_the_optimum_is_found_through_the_engine_with_any_seed() -> None:
    assert all(is_best(found_by_simulation(seed, 3, Budget(4, 8, 3, 2))) for seed in range(20))


# -- when no winner may be named --------------------------------------------------------------


def test_a_winner_that_may_be_named() -> None:
    found = allocate(task(["a", "b"], 4, loads=("a", "b")), looking(gains({"a": 1, "b": 3})), QUICK)
    assert found.winner == (("b", 4),)
    assert found.confirmed[0].gain.value == pytest.approx(12)
    assert found.lead is not None
    assert found.lead.value == pytest.approx(2)
    assert [one.gain.value for one in found.marginals[:3]] == pytest.approx([1, 2, 4])
    assert found.marginals[0].per_post.value == pytest.approx(1)


@pytest.mark.parametrize("seed", range(10))
def test_teams_alike_name_no_winner(seed: int) -> None:
    look = looking(gains({"a": 3, "b": 3}), seed, noise=0.3)
    found = allocate(task(["a", "b"], 4), look, QUICK)
    assert found.winner is None
    assert "no detectable difference" in found.reasons[0]


@pytest.mark.parametrize("seed", range(10))
def test_posts_without_effect_name_no_winner(seed: int) -> None:
    found = allocate(task(["a", "b"], 4), looking(gains({"a": 0, "b": 0}), seed, 1.0), QUICK)
    assert found.winner is None
    assert found.reasons[0].startswith("no placement of these posts makes a difference")


def test_luck_that_something_was_chosen_on_is_not_quoted() -> None:
    """Posts without effect: the one chosen looked good, and on fresh luck it does not."""
    chosen, quoted = [], []
    for seed in range(30):
        look = looking(gains({"a": 0, "b": 0}), seed, noise=2.0)
        found = allocate(task(["a", "b"], 8), look, QUICK)
        tried = {one.split: one.gain.value for one in found.tried}
        chosen.append(tried[found.leader])
        quoted.append(found.confirmed[0].gain.value)
    assert mean_interval(chosen).low > 0
    assert not mean_interval(quoted).excludes(0)


def test_a_ranking_that_flips_names_no_winner() -> None:
    """With a tenth more to do at a, posts there would be worth the more."""

    def truth(case: Case) -> dict[str, float]:
        return gains({"a": 4 if case.load == ("a", 1.1) else 1, "b": 3})(case)

    found = allocate(task(["a", "b"], 4, step=4, loads=("a", "b")), looking(truth), QUICK)
    assert found.leader == (("b", 4),)
    assert found.winner is None
    assert found.reasons == ("the ranking flips when other work is moved: a +10 %",)
    assert [one.ahead for one in found.backgrounds] == ["", "4 to a", "", ""]


def test_a_ranking_that_flips_to_no_posts_at_all() -> None:
    def truth(case: Case) -> dict[str, float]:
        return gains({"a": -1 if case.load == ("a", 0.9) else 3})(case)

    found = allocate(task(["a"], 4, loads=("a",)), looking(truth), QUICK)
    assert found.backgrounds[0].ahead == "no new posts"
    assert found.winner is None


def test_guards_are_respected() -> None:
    """The best for the aim makes high harm wait two hours longer, of ten; the next does not."""
    guard = Guard("wait", "high harm", "hours", better=-1, share=0.1)

    def truth(case: Case) -> dict[str, float]:
        return gains({"a": 5, "b": 1})(case) | {"wait": 10 + 0.5 * dict(case.split).get("a", 0)}

    found = allocate(task(["a", "b"], 4, guards=(guard,)), looking(truth), QUICK)
    assert dict(found.leader) == {"a": 2, "b": 2}
    left_out = [one for one in found.tried if one.left_out]
    assert [dict(one.split)["a"] for one in left_out] == [4, 3]
    assert all(one.left_out == "worse: high harm" for one in left_out)
    assert not found.confirmed[0].kept[0].broken
    assert found.confirmed[0].kept[0].gain.value == pytest.approx(-1)


def test_nothing_that_keeps_the_guards_is_refused() -> None:
    guard = Guard("wait", "high harm", "hours", better=-1, share=0.1)
    truth = gains({"a": 5})
    look = looking(lambda case: truth(case) | {"wait": 20.0 if case.split else 10.0})
    with pytest.raises(BadInput, match="every split makes other work worse"):
        allocate(task(["a"], 2, guards=(guard,)), look, QUICK)


def test_a_budget_in_pounds_is_kept() -> None:
    costs = {"a": 70_000.0, "b": 45_000.0}
    look = looking(gains({"a": 5, "b": 1}))
    found = allocate(task(["a", "b"], 4, costs=costs, most_pounds=235_000.0), look, QUICK)
    assert dict(found.leader) == {"a": 2, "b": 2}
    with pytest.raises(BadInput, match="the cheapest of those to try costs 180,000 pounds"):
        allocate(task(["a", "b"], 4, costs=costs, most_pounds=1_000.0), look, QUICK)


def test_a_change_without_posts_that_does_better_is_said() -> None:
    def truth(case: Case) -> dict[str, float]:
        return {AIM: 150.0} if case.beside else gains({"a": 3})(case)

    found = allocate(task(["a"], 4, besides=("policy",)), looking(truth), QUICK)
    assert [one.name for one in found.confirmed] == ["4 to a", "policy"]
    assert found.reasons == ("a change without new posts does better: policy",)


def test_ignorance_of_parameters_names_no_winner() -> None:
    """A gain of 8 under one set and of -6 under the other: no noise, and no answer."""

    def look(cases: Sequence[Case], replications: Sequence[int]) -> dict[Case, pd.DataFrame]:
        shared = looking(gains({"a": 0.25}))(cases, replications)
        for case, table in shared.items():
            signs = np.where(np.asarray(replications) % 2, -7.0, 7.0)
            table[AIM] += signs * bool(case.split)
        return shared

    budget = Budget(first=8, most=8, fresh=8, moved=4)
    found = allocate(task(["a"], 4, sets=2), look, budget)
    assert found.confirmed[0].gain.excludes(0)
    assert not detectable(found.confirmed[0].gain)
    assert found.winner is None


def test_people_who_cannot_come_in_time_are_told_of() -> None:
    def truth(case: Case) -> dict[str, float]:
        if case.first_year:
            raise BadInput("more students than tutors")
        return gains({"a": 3})(case)

    found = allocate(task(["a"], 4), looking(truth), QUICK)
    assert found.first_year == {"4 to a": "more students than tutors"}
    assert found.winner == (("a", 4),)


def test_less_is_better_where_it_is_asked_for() -> None:
    found = allocate(task(["a", "b"], 2, better=-1), looking(gains({"a": -3, "b": -1})), QUICK)
    assert found.winner == (("a", 2),)
    assert found.confirmed[0].gain.value == pytest.approx(6)


def test_what_nobody_has_needs_a_stated_zone() -> None:
    look = looking(lambda case: {AIM: 0.0})
    zero = {
        case: table * 0 for case, table in look([AS_IT_IS, Case((("a", 2),))], range(4)).items()
    }
    with pytest.raises(BadInput, match="there is none of this today"):
        allocate(task(["a"], 2, step=2, zone=None), lambda cases, n: zero, QUICK)


# -- what it costs, and what is refused -------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "posts", "step"), [("ab", 4, 1), ("abcdef", 40, 10), ("a", 3, 3)]
)
def test_the_budget_of_runs_is_kept(places: str, posts: int, step: int) -> None:
    made: set[tuple[Case, int]] = set()
    look = looking(gains(dict.fromkeys(places, 1.0)), noise=3.0)

    def counting(cases: Sequence[Case], replications: Sequence[int]) -> Mapping[Case, pd.DataFrame]:
        made.update((case, n) for case in cases for n in replications)
        return look(cases, replications)

    wanted = task([*places], posts, step, loads=tuple(places), besides=("x",))
    allocate(wanted, counting, QUICK)
    assert len(made) <= runs_at_most(wanted, QUICK)


@pytest.mark.parametrize(
    ("wanted", "budget", "said"),
    [
        (task(["a"], 0), QUICK, "--officers: must be 1 or more"),
        (task(["a"], 10, 4), QUICK, "must divide the 10 posts; one of: 1, 2, 5, 10"),
        (task(["a"], 4), Budget(2, 4, 4, 2), "first: 2 replications are too few; 3 or more"),
        (task(["a"], 4, sets=5), QUICK, "moved: 2 replications are too few; 10 or more"),
        (task(["a"], 4, zone=-1.0), QUICK, "--zone: must be more than 0"),
    ],
)
def test_what_cannot_be_is_refused(wanted: Task, budget: Budget, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check(wanted, budget)


def test_what_would_have_been_noticed_is_noticed_eight_times_in_ten() -> None:
    """Of six replications that vary by 2; 4,000 times with a true gain of that size."""
    luck = np.random.default_rng(5)
    values = luck.normal(0, 2, 6)
    values = (values - values.mean()) / values.std(ddof=1) * 2
    size = noticeable(mean_interval(values))
    drawn = luck.normal(size, 2, (4_000, 6))
    seen = sum(mean_interval(each).low > 0 for each in drawn) / 4_000
    assert seen == pytest.approx(0.8, abs=0.03)


def test_two_estimates_that_cannot_be_told_from_none() -> None:
    assert not detectable(Estimate(1.0, -0.1, 2.1, 4))
    assert not detectable(Estimate(1.0, 0.5, 1.5, 4, 0, -1.0, 3.0))
    assert detectable(Estimate(-1.0, -1.5, -0.5, 4, 0, -1.2, -0.8))
