"""Intervals over replications cover the truth 92 to 97 times in 100, on queues whose mean is known.

Every replication starts from a draw of the steady state, so its mean over any time is exactly the
known one. Eight replications an interval, 400 intervals; the true coverage of a t-interval of
skewed means lies a little under 95 %. Waits follow Lindley's recursion, where many are needed, or
are those of the package's own Team. Luck shared between two numbers of posts is the same work at
the same times, and the same place in the law of the first jobs.
"""

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from sacsim import load, run
from sacsim.force.agenda import ARRIVAL
from sacsim.force.job import Job
from sacsim.force.queues import queues
from sacsim.measure.workload import workload_rows
from sacsim.statistics import difference, mean_interval, paired_difference

REPLICATIONS, REPETITIONS = 8, 400
LOW, HIGH = 0.92, 0.97


def lindley(rng, runs, customers, load):
    """Mean waits of so many customers of M/M/1 (service of one hour), one a run."""
    wait = rng.exponential(1 / (1 - load), runs)
    wait[rng.random(runs) >= load] = 0.0
    total = np.zeros(runs)
    for _ in range(customers):
        total += wait
        step = rng.exponential(1.0, runs) - rng.exponential(1 / load, runs)
        wait = np.maximum(wait + step, 0.0)
    return total / customers


def covered(estimates, truth):
    return np.mean([not each.excludes(truth) for each in estimates])


def test_mean_intervals_cover_the_known_wait():
    load = 0.5
    means = lindley(np.random.default_rng(20220811), REPETITIONS * REPLICATIONS, 1500, load)
    exact = load / (1 - load)
    assert abs(means.mean() - exact) < 4 * means.std() / sqrt(len(means))
    sets = means.reshape(REPETITIONS, REPLICATIONS)
    assert LOW <= covered(map(mean_interval, sets), exact) <= HIGH


def test_paired_differences_cover_the_known_difference():
    """The same customers come at the same times, and are served a fifth faster."""
    rng = np.random.default_rng(1)
    runs, customers, load, faster = REPETITIONS * REPLICATIONS, 1500, 0.5, 0.8
    place = rng.random(runs)
    slow, quick = (
        np.where(place < 1 - rho, 0.0, -np.log1p(-(place - 1 + rho) / rho) * hours / (1 - rho))
        for rho, hours in ((load, 1.0), (faster * load, faster))
    )  # the steady state's quantile: nothing, or exponential
    totals = [np.zeros(runs), np.zeros(runs)]
    for _ in range(customers):
        work, gap = rng.exponential(1.0, runs), rng.exponential(1 / load, runs)
        totals[0] += slow
        totals[1] += quick
        slow = np.maximum(slow + work - gap, 0.0)
        quick = np.maximum(quick + faster * work - gap, 0.0)
    before, after = (total.reshape(REPETITIONS, REPLICATIONS) / customers for total in totals)
    exact = faster * 0.4 / (1 - 0.4) - 1.0
    pairs = list(map(paired_difference, before, after))
    assert LOW <= covered(pairs, exact) <= HIGH
    apart = list(map(difference, before, np.roll(after, 1, axis=0)))
    assert LOW <= covered(apart, exact) <= HIGH
    widths = [np.mean([each.high - each.low for each in them]) for them in (pairs, apart)]
    assert widths[0] < 0.75 * widths[1]


# -- the package's own Team -------------------------------------------------------------------


def steady_state(rate, posts):
    """Probabilities of 0, 1, ... jobs in M/M/c with hours of mean 1; and the mean queue."""
    p = [1.0]
    for n in range(1, 2000):
        p.append(p[-1] * rate / min(n, posts))
    p = np.array(p) / sum(p)
    return p, float(p @ np.maximum(np.arange(len(p)) - posts, 0))


def mean_queue(luck, rate, posts, until):
    """The mean number waiting over the hours from 0, from a steady state that luck picks."""
    rng = np.random.default_rng(luck)
    p, _ = steady_state(rate, posts)
    first = int(np.searchsorted(np.cumsum(p), rng.random()))
    gaps = np.random.default_rng([luck, 1]).exponential(1 / rate, int(2 * rate * until) + 50)
    times = np.cumsum(gaps)
    times = times[times < until]
    hours = np.random.default_rng([luck, 2]).exponential(1.0, len(times) + 500)
    there = np.random.default_rng([luck, 3]).exponential(1.0, first)
    all_queues = queues()
    team = all_queues.team("team", posts)
    team.roster((n, 0.0, until + 1) for n in range(posts))
    work = [(0.0, each) for each in there.tolist()]
    work += zip(times.tolist(), hours.tolist(), strict=False)
    for number, (when, long) in enumerate(work, start=1):
        job = Job(number, "job", long)
        all_queues.agenda.due(when, ARRIVAL, number, lambda due: team.submit(due.what), job)
    all_queues.agenda.run(until=until)
    team.ledger.snapshot(until)
    return team.ledger.snapshots[-1][4] / until


def of_the_team(repetitions, until):
    """Coverage of the mean and of the paired difference, and how much pairing saves."""
    rate, posts = 3.0, 5
    runs = repetitions * REPLICATIONS
    before, after = (
        np.array([mean_queue(luck, rate, c, until) for luck in range(runs)])
        for c in (posts, posts + 1)
    )
    exact = [steady_state(rate, c)[1] for c in (posts, posts + 1)]
    for values, truth in ((before, exact[0]), (after, exact[1])):
        assert abs(values.mean() - truth) < 4.5 * values.std() / sqrt(runs)
    sets = [each.reshape(repetitions, REPLICATIONS) for each in (before, after)]
    of_mean = covered(map(mean_interval, sets[0]), exact[0])
    of_pairs = covered(map(paired_difference, *sets), exact[1] - exact[0])
    saved = (after - before).var() / (after.var() + before.var())
    return of_mean, of_pairs, saved


def test_intervals_cover_on_a_team():
    """The short form: 20 intervals of each kind, of which one or two may miss."""
    of_mean, of_pairs, _ = of_the_team(20, 100.0)
    assert min(of_mean, of_pairs) >= 0.80


@pytest.mark.long
def test_intervals_cover_on_a_team_400_times():
    of_mean, of_pairs, _ = of_the_team(REPETITIONS, 400.0)
    assert LOW <= of_mean <= HIGH
    assert LOW <= of_pairs <= HIGH


def one_officer_more(pairs, until):
    """Variance of the difference that one officer more makes, over that without shared luck."""
    rate, posts = 16.0, 20
    before, after = (
        np.array([mean_queue(luck, rate, c, until) for luck in range(pairs)])
        for c in (posts, posts + 1)
    )
    return (after - before).var(ddof=1) / (after.var(ddof=1) + before.var(ddof=1))


def test_shared_luck_halves_the_variance_of_what_one_officer_more_does():
    """A team of twenty at a load of 0.8, where one officer more halves the queue."""
    assert one_officer_more(20, 100.0) <= 0.5


@pytest.mark.long
def test_shared_luck_pays_in_the_small_town():
    """One detective more (PIP 2 has nine posts): paired, its variance is at most half."""
    town = Path(__file__).parents[2] / "scenarios" / "small_town.toml"
    before = load(town, {"warm_up_months": 1, "follow_up_months": 0})
    after = before.change({"teams.pip2.officers": 10})
    names = ["pip2.utilisation", "pip2.queue_mean", "pip2.time_in_queue_mean"]
    values = []
    for scenario in (before, after):
        rows = [{row[0]: row[4] for row in workload_rows(run(scenario, n))} for n in range(10)]
        values.append(np.array([[each[name] for name in names] for each in rows]))
    paired = (values[1] - values[0]).var(axis=0, ddof=1)
    assert (paired <= 0.5 * sum(each.var(axis=0, ddof=1) for each in values)).all()
