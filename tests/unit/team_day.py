"""One team, work entered by the hour, and its journal: for tests worked by hand."""

from sacsim.force.agenda import ARRIVAL, TIMER
from sacsim.force.job import Job
from sacsim.force.queues import queues
from sacsim.force.rules import Rules
from sacsim.journal import FULL, Journal

ALWAYS = float("inf")


class Day:
    """A team, work entered by the hour, and its journal as (time, event, job, officer)."""

    def __init__(self, posts, duties, **rules):
        self.journal = Journal(0, keep=FULL)
        teams = queues(journal=self.journal)
        self.agenda = teams.agenda
        self.team = teams.team("team", posts, Rules(**rules))
        self.ledger = self.team.ledger
        self.team.roster(duties)

    def job(self, at, id, hours, priority=0, *, give=False, **asks):
        job = Job(id, "task", hours, priority, **asks)
        enter = self.team.give if give else self.team.submit
        self.at(at, lambda: enter(job), ARRIVAL, id)
        return job

    def at(self, time, act, kind=TIMER, id=0):
        self.agenda.due(time, kind, id, lambda _: act())

    def rows(self, until=100.0):
        self.agenda.run(until=until)
        self.ledger.snapshot(until)
        table = self.journal.table().select(["time_hours", "event", "job", "officer"]).to_pydict()
        return list(zip(*table.values(), strict=True))
