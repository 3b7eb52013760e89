"""One team against queueing theory: closed forms within the standard error, laws to 1e-9.

Every case is one long run through the real team, cut into 30 batches after a warm-up. A measure
agrees if its mean over the batches lies within CRITICAL standard errors of the exact value:
Student's t with 29 degrees of freedom at 1 % for all MEASURES together (Bonferroni), which is 4.11.
So that the comparison means something, the standard error may be at most 2 % of the exact value.

Sources: Erlang B, C and A as birth-death chains, solved here; Pollaczek and Khinchine, Cobham, and
pre-emptive resume as in Kleinrock, Queueing Systems, volumes 1 (5.6) and 2 (3.4 to 3.6).
"""

from collections import defaultdict
from math import exp, sqrt

import numpy as np
import pytest
from scipy import stats

from sacsim.force.agenda import ARRIVAL, TIMER
from sacsim.force.job import FOREVER, TURNED_AWAY, Job
from sacsim.force.queues import queues
from sacsim.force.rules import HAND_OVER, Rules
from sacsim.journal import FULL, Journal

BATCHES = 30
LARGEST_STANDARD_ERROR = 0.02


class Run:
    """A run of `jobs` recorded jobs after a tenth as many, and a batch more after them.

    `classes` are (arrivals an hour, service hours, settings of the job); a service law is a
    function (generator, number) -> hours. All posts are on duty all the time.
    """

    def __init__(self, seed, jobs, posts, classes, *, rules=None, patience=None, named=False):
        rng = np.random.default_rng(seed)
        rate = sum(rate for rate, *_ in classes)
        skip, total = jobs // 10, jobs + jobs // 10 + jobs // BATCHES
        gaps = rng.exponential(1 / rate, total)
        self.at = np.cumsum(gaps)
        self.kind = rng.choice(len(classes), total, p=[r / rate for r, *_ in classes])
        hours = np.choose(self.kind, [law(rng, total) for _, law, *_ in classes])
        give_up = self.at + patience(rng, total) if patience else np.full(total, FOREVER)
        officers = rng.integers(posts, size=total).tolist() if named else [None] * total
        asks = [{"priority": n, **settings} for n, (*_, settings) in enumerate(classes)]
        self.hours = hours
        self.recorded = slice(skip, skip + jobs)
        self.found_busy = np.zeros(total)
        self.ends = np.zeros(total)
        self.starts = np.full(total, np.nan)
        self.gave_up = np.zeros(total, bool)
        self.turned_away = np.zeros(total, bool)

        teams = queues()
        agenda = teams.agenda
        self.team = team = teams.team("team", posts, rules)
        team.roster((n, 0.0, FOREVER) for n in range(posts or 0))
        at, hours, give_up = self.at.tolist(), hours.tolist(), give_up.tolist()
        kind = self.kind.tolist()

        def arrive(due):
            n = due.what
            self.found_busy[n] = team.ledger.busy
            asked = asks[kind[n]]
            job = Job(n, "job", hours[n], officer=officers[n], give_up_at=give_up[n], **asked)
            job.on_end = ended
            team.submit(job)
            if n + 1 < total:
                agenda.due(at[n + 1], ARRIVAL, n + 1, arrive, n + 1)

        def ended(job):
            self.starts[job.id] = job.started if job.started >= 0 else np.nan
            self.ends[job.id] = agenda.now
            self.turned_away[job.id] = job.state == TURNED_AWAY
            self.gave_up[job.id] = not job.done and not self.turned_away[job.id]

        agenda.due(at[0], ARRIVAL, 0, arrive, 0)
        bounds = np.linspace(at[skip], at[skip + jobs], BATCHES + 1)
        for bound in bounds.tolist():
            agenda.due(bound, TIMER, 0, lambda due: team.ledger.snapshot(due.time))
        agenda.run()
        snapshots = np.array(team.ledger.snapshots)[:, :5]
        self.means = np.diff(snapshots[:, 1:], axis=0) / np.diff(snapshots[:, :1], axis=0)
        self.waits = np.where(self.gave_up, self.ends, self.starts) - self.at

    def per_job(self, values, kind=None):
        """Batch means of a value per recorded job (of one class)."""
        values = np.asarray(values, float)[self.recorded]
        if kind is not None:
            values = values[self.kind[self.recorded] == kind]
        return np.array([batch.mean() for batch in np.array_split(values, BATCHES)])

    @property
    def busy(self):
        return self.means[:, 1]

    @property
    def queue(self):
        return self.means[:, 3]


def exponential(mean):
    return lambda rng, n: rng.exponential(mean, n)


def fixed(hours):
    return lambda rng, n: np.full(n, hours)


def lognormal(mean, sd):
    """Hours whose own mean and standard deviation (not those of the logarithm) are given."""
    variance = np.log1p((sd / mean) ** 2)
    return lambda rng, n: rng.lognormal(np.log(mean) - variance / 2, sqrt(variance), n)


def birth_death(arrive, leave, states):
    """Probabilities of 0, 1, ... states - 1 from the rates up and down in each state."""
    logs = [0.0]
    for n in range(1, states):
        logs.append(logs[-1] + np.log(arrive(n - 1)) - np.log(leave(n)))
    p = np.exp(np.array(logs) - max(logs))
    return p / p.sum()


def erlang_c(offered, servers):
    """Probability of waiting in M/M/c."""
    p = birth_death(lambda n: offered, lambda n: min(n, servers), 5000)
    return p[servers:].sum()


def mm5():
    run = Run(11, 1_000_000, 5, [(4.0, exponential(1.0), {})])
    c = erlang_c(4.0, 5)
    return {
        "mean wait": (run.per_job(run.waits), c / (5 - 4)),
        "P(wait > 0)": (run.per_job(run.waits > 0), c),
        "P(wait > 0.5)": (run.per_job(run.waits > 0.5), c * exp(-(5 - 4) * 0.5)),
        "P(wait > 1)": (run.per_job(run.waits > 1), c * exp(-(5 - 4) * 1.0)),
        "utilisation": (run.busy / 5, 0.8),
        "queue": (run.queue, 4 * c),
    }


def mg1():
    """Lognormal hours of mean 1 and standard deviation 1.2."""
    run = Run(12, 300_000, 1, [(0.6, lognormal(1.0, 1.2), {})])
    wait = 0.6 * (1 + 1.2**2) / (2 * (1 - 0.6))
    return {
        "mean wait": (run.per_job(run.waits), wait),
        "P(wait > 0)": (run.per_job(run.waits > 0), 0.6),
        "queue": (run.queue, 0.6 * wait),
    }


def md1():
    run = Run(13, 200_000, 1, [(0.7, fixed(1.0), {})])
    return {
        "mean wait": (run.per_job(run.waits), 0.7 / (2 * (1 - 0.7))),
        "P(wait > 0)": (run.per_job(run.waits > 0), 0.7),
        # The stationary P(wait <= x) for x <= 1 is (1 - rho) exp(rho x): no arrivals in x.
        "P(wait > 0.5)": (run.per_job(run.waits > 0.5), 1 - 0.3 * exp(0.7 * 0.5)),
    }


def residual(*classes):
    """Mean work in hand that an arrival finds: sum of rate x E[hours squared] / 2."""
    return sum(rate * square for rate, square in classes) / 2


def cobham():
    """Urgent work of half an hour and other work of 1 hour (sd 1), without pre-emption."""
    run = Run(14, 300_000, 1, [(0.6, fixed(0.5), {}), (0.4, lognormal(1.0, 1.0), {})])
    r = residual((0.6, 0.25), (0.4, 2.0))
    return {
        "urgent wait": (run.per_job(run.waits, 0), r / (1 - 0.3)),
        "other wait": (run.per_job(run.waits, 1), r / ((1 - 0.3) * (1 - 0.7))),
    }


def resume():
    """The same work with pre-emption; the stopped job goes on with what is left of it."""
    urgent, other = (0.6, fixed(0.5), {"preempts": True}), (0.4, lognormal(1.0, 1.0), {})
    run = Run(15, 550_000, 1, [urgent, other])
    urgent_wait = residual((0.6, 0.25)) / (1 - 0.3)
    other_wait = residual((0.6, 0.25), (0.4, 2.0)) / ((1 - 0.3) * (1 - 0.7))
    in_system = run.ends - run.at
    return {
        "urgent wait": (run.per_job(run.waits, 0), urgent_wait),
        "urgent time in system": (run.per_job(in_system, 0), urgent_wait + 0.5),
        "other wait for first start": (run.per_job(run.waits, 1), other_wait),
        "other time in system": (run.per_job(in_system, 1), other_wait + 1 / (1 - 0.3)),
    }


def preemptive_mm3():
    """Three posts, one law of hours: urgent work sees only itself, and the total is M/M/3."""
    urgent, other = (1.2, exponential(1.0), {"preempts": True}), (0.9, exponential(1.0), {})
    run = Run(16, 550_000, 3, [urgent, other])
    return {
        "urgent wait": (run.per_job(run.waits, 0), erlang_c(1.2, 3) / (3 - 1.2)),
        "P(urgent wait > 0)": (run.per_job(run.waits > 0, 0), erlang_c(1.2, 3)),
        "all that wait": (run.queue, erlang_c(2.1, 3) * 2.1 / (3 - 2.1)),
    }


def erlang_a():
    """Four posts, five callers an hour of an hour each, patience of two hours on average."""
    run = Run(17, 200_000, 4, [(5.0, exponential(1.0), {})], patience=exponential(2.0))
    p = birth_death(lambda n: 5.0, lambda n: min(n, 4) + 0.5 * max(n - 4, 0), 400)
    queue = p @ np.maximum(np.arange(400) - 4, 0)
    return {
        "P(abandoned)": (run.per_job(run.gave_up), 0.5 * queue / 5.0),
        "mean wait of all": (run.per_job(run.waits), queue / 5.0),
        "P(wait > 0)": (run.per_job(run.waits > 0), p[4:].sum()),
        "queue": (run.queue, queue),
        "utilisation": (run.busy / 4, p @ np.minimum(np.arange(400), 4) / 4),
    }


def mm2k():
    """Two posts and room for three who wait."""
    run = Run(18, 200_000, 2, [(1.8, exponential(1.0), {})], rules=Rules(queue_limit=3))
    p = birth_death(lambda n: 1.8, lambda n: min(n, 2), 6)
    return {
        "P(turned away)": (run.per_job(run.turned_away), p[5]),
        "queue": (run.queue, p @ [0, 0, 0, 1, 2, 3]),
        "utilisation": (run.busy / 2, p @ [0, 1, 2, 2, 2, 2] / 2),
    }


def erlang_b():
    """No room to wait: the loss depends on the mean of the hours only."""
    run = Run(19, 200_000, 5, [(4.0, lognormal(1.0, 1.5), {})], rules=Rules(queue_limit=0))
    p = birth_death(lambda n: 4.0, lambda n: n, 6)
    return {"P(turned away)": (run.per_job(run.turned_away), p[5])}


def mg_infinity():
    run = Run(20, 450_000, None, [(10.0, lognormal(2.0, 2.0), {})])
    assert not run.waits.any()
    return {
        "at work": (run.busy, 20.0),
        "P(an arrival finds more than 22)": (
            run.per_job(run.found_busy > 22),
            stats.poisson.sf(22, 20.0),
        ),
    }


def named_posts():
    """Work for one of three named posts, drawn at random: three single-post queues."""
    run = Run(21, 250_000, 3, [(1.8, exponential(1.0), {})], named=True)
    return {
        "mean wait": (run.per_job(run.waits), 0.6 / (1 - 0.6)),
        "P(wait > 1)": (run.per_job(run.waits > 1), 0.6 * exp(-0.4)),
    }


CASES = {
    **{mm5: 6, mg1: 3, md1: 3, cobham: 2, resume: 4, preemptive_mm3: 3},
    **{erlang_a: 5, mm2k: 3, erlang_b: 1, mg_infinity: 2, named_posts: 2},
}
MEASURES = sum(CASES.values())
CRITICAL = stats.t.ppf(1 - 0.01 / (2 * MEASURES), BATCHES - 1)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_closed_form(case):
    measures = case()
    assert len(measures) == CASES[case]
    for name, (batches, exact) in measures.items():
        error = batches.std(ddof=1) / sqrt(BATCHES)
        assert error <= LARGEST_STANDARD_ERROR * exact, f"{name}: too short to tell"
        apart = (batches.mean() - exact) / error
        assert abs(apart) < CRITICAL, f"{name}: {batches.mean()} instead of {exact}, {apart:.1f} se"


def test_littles_law_and_the_utilisation_law_hold_as_integrals():
    """Everything at once, read off at six instants: the integrals are sums over jobs and duties.

    Waiting, work and overtime are added up from the journal job by job, clipped at the instant.
    """
    rng = np.random.default_rng(22)
    journal = Journal(0, keep=FULL)
    teams = queues(journal=journal)
    agenda, team = teams.agenda, teams.team("team", 6, Rules(HAND_OVER))
    duties = [
        (n, 24.0 * day + 4 * n, 24.0 * day + 4 * n + 9) for n in range(6) for day in range(60)
    ]
    team.roster(duties)
    hours = rng.exponential(2.0, 3000)
    for n, at in enumerate(np.cumsum(rng.exponential(0.6, 3000)).tolist()):
        hold = rng.random() < 0.02
        job = Job(
            n,
            "job",
            float(hours[n]),
            int(rng.integers(3)),
            preempts=bool(rng.random() < 0.3),
            interruptible=bool(rng.random() < 0.8),
            officer=int(rng.integers(6)) if rng.random() < 0.3 else None,
            give_up_at=at + rng.exponential(5.0) if rng.random() < 0.3 else FOREVER,
            hold=hold,
        )
        agenda.due(at, ARRIVAL, n, lambda _, job=job: team.submit(job))
        if rng.random() < 0.1:
            agenda.due(at + rng.exponential(3), TIMER, n, lambda _, job=job: team.cancel(job))
    instants = [1.0, 10.5, 100.0, 313.3, 777.7, 1400.0]
    for instant in instants:
        agenda.run(until=instant)
        team.ledger.snapshot(instant)

    rows = journal.table().select(["time_hours", "event", "job", "officer"]).to_pydict()
    since: dict[int, tuple[float, int]] = {}
    spells = defaultdict(list)  # "waiting" or "at work": (job, from, to, officer)
    for time, event, job, officer in zip(*rows.values(), strict=True):
        if event != "arrived":
            start, who = since.pop(job)
            spells["waiting" if who < 0 else "at work"].append((job, start, time, who))
        if event not in ("completed", "cancelled", "abandoned"):
            since[job] = (time, officer if event in ("started", "resumed") else -1)
    for job, (start, who) in since.items():
        spells["waiting" if who < 0 else "at work"].append((job, start, instants[-1], who))

    def total(spans, until):
        return sum(max(0.0, min(end, until) - start) for start, end in spans)

    def on_duty(start, end, who):
        return [(max(start, a), min(end, b)) for n, a, b in duties if n == who and a < end]

    waiting = [(a, b) for _, a, b, _ in spells["waiting"]]
    work = [(a, b) for _, a, b, _ in spells["at work"]]
    in_time = [span for _, a, b, who in spells["at work"] for span in on_duty(a, b, who)]
    for snapshot in team.ledger.snapshots:
        until, duty, busy, overtime, queue = snapshot[:5]
        assert duty == pytest.approx(total([d[1:] for d in duties], until), rel=1e-9)
        assert busy == pytest.approx(total(work, until), rel=1e-9)
        assert overtime == pytest.approx(total(work, until) - total(in_time, until), abs=1e-7)
        assert queue == pytest.approx(total(waiting, until), rel=1e-9)
        assert busy - overtime <= duty

    done = [n for _, e, n, _ in zip(*rows.values(), strict=True) if e == "completed"]
    worked: dict[int, float] = defaultdict(float)
    for job, start, end, _ in spells["at work"]:
        worked[job] += end - start
    assert len(done) > 1500
    assert [worked[n] for n in done] == pytest.approx([hours[n] for n in done], abs=1e-9)
