"""Theory: queues whose answers are known in closed form, run through the real engine.

Every case is one long run, cut into 30 batches. A measure agrees if its mean over the batches lies
within a number of standard errors of the exact value: Student's t with 29 degrees of freedom at 1 %
for all measures together (Bonferroni).

Sources: Erlang B, C and A as birth-death chains, solved here; Pollaczek and Khinchine, Cobham, and
pre-emptive resume as in Kleinrock, Queueing Systems, volumes 1 (5.6) and 2 (3.4 to 3.6); M(t)/M/inf
as in Eick, Massey and Whitt, The physics of the M(t)/G/inf queue (1993).
"""

from collections.abc import Callable
from math import exp, pi, sqrt
from typing import NamedTuple

import numpy as np
from scipy import stats

from sacsim.chance.laws import Exponential, Fixed, Lognormal
from sacsim.force.rules import Rules
from sacsim.verify.one_team import (
    BATCHES,
    Floats,
    Law,
    OneTeam,
    Work,
    by_the_clock,
    in_batches,
    poisson,
)

FAMILY = 0.01
DAY = 24.0
Measured = dict[str, tuple[Floats, float]]
"""Batch means and the exact value of each measure."""


class Line(NamedTuple):
    """One measure of one case beside its exact value."""

    case: str
    measure: str
    exact: float
    simulated: float
    standard_error: float
    agrees: bool


def birth_death(
    arrive: Callable[[int], float], leave: Callable[[int], float], states: int
) -> Floats:
    """Return the probabilities of 0, 1, ... states - 1 from the rates up and down in each state."""
    logs = [0.0]
    for n in range(1, states):
        logs.append(logs[-1] + np.log(arrive(n - 1)) - np.log(leave(n)))
    p = np.exp(np.array(logs) - max(logs))
    return np.asarray(p / p.sum())


def erlang_c(offered: float, servers: int) -> float:
    """Return the probability of waiting in M/M/c."""
    p = birth_death(lambda n: offered, lambda n: min(n, servers), 5000)
    return float(p[servers:].sum())


def residual(*classes: tuple[float, float]) -> float:
    """Return the mean work in hand that an arrival finds: sum of rate x E[hours squared] / 2."""
    return sum(rate * square for rate, square in classes) / 2


def mm5(share: float, engine: str | None) -> Measured:
    """Five officers, work that comes and lasts at random."""
    run = OneTeam(_poisson(11, 1_000_000, share, Law(4.0, Exponential(1.0))), 5, engine=engine)
    c = erlang_c(4.0, 5)
    return {
        "mean wait": (run.per_job(run.waits), c / (5 - 4)),
        "P(wait > 0)": (run.per_job(run.waits > 0), c),
        "P(wait > 0.5)": (run.per_job(run.waits > 0.5), c * exp(-(5 - 4) * 0.5)),
        "P(wait > 1)": (run.per_job(run.waits > 1), c * exp(-(5 - 4) * 1.0)),
        "utilisation": (run.busy / 5, 0.8),
        "queue": (run.queue, 4 * c),
    }


def mg1(share: float, engine: str | None) -> Measured:
    """One officer, hours of mean 1 and standard deviation 1.2."""
    law = Law(0.6, Lognormal.with_mean(1.0, 1.2))
    run = OneTeam(_poisson(12, 300_000, share, law), 1, engine=engine)
    wait = 0.6 * (1 + 1.2**2) / (2 * (1 - 0.6))
    return {
        "mean wait": (run.per_job(run.waits), wait),
        "P(wait > 0)": (run.per_job(run.waits > 0), 0.6),
        "queue": (run.queue, 0.6 * wait),
    }


def md1(share: float, engine: str | None) -> Measured:
    """One officer, an hour each time."""
    run = OneTeam(_poisson(13, 200_000, share, Law(0.7, Fixed(1.0))), 1, engine=engine)
    return {
        "mean wait": (run.per_job(run.waits), 0.7 / (2 * (1 - 0.7))),
        "P(wait > 0)": (run.per_job(run.waits > 0), 0.7),
        # The stationary P(wait <= x) for x <= 1 is (1 - rho) exp(rho x): no arrivals in x.
        "P(wait > 0.5)": (run.per_job(run.waits > 0.5), 1 - 0.3 * exp(0.7 * 0.5)),
    }


def priorities(share: float, engine: str | None) -> Measured:
    """Urgent work of half an hour and other work of 1 hour (sd 1), without pre-emption."""
    classes = Law(0.6, Fixed(0.5)), Law(0.4, Lognormal.with_mean(1.0, 1.0))
    run = OneTeam(_poisson(14, 300_000, share, *classes), 1, engine=engine)
    r = residual((0.6, 0.25), (0.4, 2.0))
    return {
        "urgent wait": (run.per_job(run.waits, 0), r / (1 - 0.3)),
        "other wait": (run.per_job(run.waits, 1), r / ((1 - 0.3) * (1 - 0.7))),
    }


def pre_emption(share: float, engine: str | None) -> Measured:
    """The same work with pre-emption; the stopped job goes on with what is left of it."""
    urgent = Law(0.6, Fixed(0.5), {"preempts": True})
    other = Law(0.4, Lognormal.with_mean(1.0, 1.0))
    run = OneTeam(_poisson(15, 550_000, share, urgent, other), 1, engine=engine)
    urgent_wait = residual((0.6, 0.25)) / (1 - 0.3)
    other_wait = residual((0.6, 0.25), (0.4, 2.0)) / ((1 - 0.3) * (1 - 0.7))
    in_system = run.ends - run.work.at
    return {
        "urgent wait": (run.per_job(run.waits, 0), urgent_wait),
        "urgent time in system": (run.per_job(in_system, 0), urgent_wait + 0.5),
        "other wait for first start": (run.per_job(run.waits, 1), other_wait),
        "other time in system": (run.per_job(in_system, 1), other_wait + 1 / (1 - 0.3)),
    }


def pre_emption_of_three(share: float, engine: str | None) -> Measured:
    """Three posts, one law of hours: urgent work sees only itself, and the total is M/M/3."""
    urgent, other = Law(1.2, Exponential(1.0), {"preempts": True}), Law(0.9, Exponential(1.0))
    run = OneTeam(_poisson(16, 550_000, share, urgent, other), 3, engine=engine)
    return {
        "urgent wait": (run.per_job(run.waits, 0), erlang_c(1.2, 3) / (3 - 1.2)),
        "P(urgent wait > 0)": (run.per_job(run.waits > 0, 0), erlang_c(1.2, 3)),
        "all that wait": (run.queue, erlang_c(2.1, 3) * 2.1 / (3 - 2.1)),
    }


def erlang_a(share: float, engine: str | None) -> Measured:
    """Four posts, five callers an hour of an hour each, patience of two hours on average."""
    work = poisson(17, int(200_000 * share), [Law(5.0, Exponential(1.0))], patience=Exponential(2))
    run = OneTeam(work, 4, engine=engine)
    p = birth_death(lambda n: 5.0, lambda n: min(n, 4) + 0.5 * max(n - 4, 0), 400)
    queue = float(p @ np.maximum(np.arange(400) - 4, 0))
    return {
        "P(abandoned)": (run.per_job(run.gave_up), 0.5 * queue / 5.0),
        "mean wait of all": (run.per_job(run.waits), queue / 5.0),
        "P(wait > 0)": (run.per_job(run.waits > 0), float(p[4:].sum())),
        "queue": (run.queue, queue),
        "utilisation": (run.busy / 4, float(p @ np.minimum(np.arange(400), 4)) / 4),
    }


def mm2k(share: float, engine: str | None) -> Measured:
    """Two posts and room for three who wait."""
    work = _poisson(18, 200_000, share, Law(1.8, Exponential(1.0)))
    run = OneTeam(work, 2, rules=Rules(queue_limit=3), engine=engine)
    p = birth_death(lambda n: 1.8, lambda n: min(n, 2), 6)
    return {
        "P(turned away)": (run.per_job(run.turned_away), float(p[5])),
        "queue": (run.queue, float(p @ np.array([0, 0, 0, 1, 2, 3]))),
        "utilisation": (run.busy / 2, float(p @ np.array([0, 1, 2, 2, 2, 2])) / 2),
    }


def erlang_b(share: float, engine: str | None) -> Measured:
    """No room to wait: the loss depends on the mean of the hours only."""
    work = _poisson(19, 200_000, share, Law(4.0, Lognormal.with_mean(1.0, 1.5)))
    run = OneTeam(work, 5, rules=Rules(queue_limit=0), engine=engine)
    p = birth_death(lambda n: 4.0, lambda n: n, 6)
    return {"P(turned away)": (run.per_job(run.turned_away), float(p[5]))}


def mg_infinity(share: float, engine: str | None) -> Measured:
    """As many officers as are wanted: nobody waits."""
    work = _poisson(20, 450_000, share, Law(10.0, Lognormal.with_mean(2.0, 2.0)))
    run = OneTeam(work, None, engine=engine)
    return {
        "at work": (run.busy, 20.0),
        "P(an arrival finds more than 22)": (
            run.per_job(run.found_busy > 22),
            float(stats.poisson.sf(22, 20.0)),
        ),
        "P(wait > 0)": (run.per_job(run.waits > 0), 0.0),
    }


def mt_infinity(share: float, engine: str | None) -> Measured:
    """Work that comes by the clock, ten an hour and 80 % more or less, of two hours each."""
    mean, swing, hours, turn = 10.0, 0.8, 2.0, 2 * pi / DAY
    work = by_the_clock(
        23,
        int(200_000 * share),
        mean * (1 + swing),
        lambda at: (1 + swing * np.sin(turn * at)) / (1 + swing),
        Exponential(hours),
    )
    days = int(work.at[work.recorded.stop] / DAY) - 1
    clock = (6.0, 12.0, 18.0, 24.0)
    looks = [DAY * day + hour for day in range(2, days) for hour in clock]
    seen = np.array(OneTeam(work, None, engine=engine, look_at=looks).seen).reshape(-1, len(clock))
    end, angle = 1 / hours, turn * np.array(clock)
    wave = (end * np.sin(angle) - turn * np.cos(angle)) / (end**2 + turn**2)
    exact = mean * hours + mean * swing * wave
    return {
        f"at work at {hour:02.0f}:00": (in_batches(seen[:, n]), float(exact[n]))
        for n, hour in enumerate(clock)
    }


def named_posts(share: float, engine: str | None) -> Measured:
    """Work for one of three named posts, drawn at random: three single-post queues."""
    work = poisson(21, int(250_000 * share), [Law(1.8, Exponential(1.0))], named=3)
    run = OneTeam(work, 3, engine=engine)
    return {
        "mean wait": (run.per_job(run.waits), 0.6 / (1 - 0.6)),
        "P(wait > 1)": (run.per_job(run.waits > 1), 0.6 * exp(-0.4)),
    }


def _poisson(seed: int, jobs: int, share: float, *classes: Law) -> Work:
    return poisson(seed, int(jobs * share), classes)


CASES: dict[str, tuple[Callable[[float, str | None], Measured], int]] = {
    "M/M/5": (mm5, 6),
    "M/G/1": (mg1, 3),
    "M/D/1": (md1, 3),
    "priorities": (priorities, 2),
    "pre-emption": (pre_emption, 4),
    "pre-emption, 3 posts": (pre_emption_of_three, 3),
    "Erlang A, abandonment": (erlang_a, 5),
    "M/M/2 with room for 3": (mm2k, 3),
    "Erlang B, loss": (erlang_b, 1),
    "M/G/inf": (mg_infinity, 3),
    "M(t)/M/inf": (mt_infinity, 4),
    "named officers": (named_posts, 2),
}
"""Each case, and how many measures it has."""
MEASURES = sum(count for _, count in CASES.values())


def critical() -> float:
    """Return how many standard errors a measure may be off."""
    return float(stats.t.ppf(1 - FAMILY / (2 * MEASURES), BATCHES - 1))


def compare(name: str, share: float = 1.0, engine: str | None = None) -> list[Line]:
    """Run a case with a share of its jobs; all MEASURES are judged together."""
    case, count = CASES[name]
    lines = []
    for measure, (batches, exact) in case(share, engine).items():
        mean, error = float(batches.mean()), float(batches.std(ddof=1)) / sqrt(BATCHES)
        agrees = abs(mean - exact) <= critical() * error
        lines.append(Line(name, measure, exact, mean, error, agrees))
    assert len(lines) == count, name
    return lines
