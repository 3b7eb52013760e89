"""Posts and jobs in the compiled crowd, under the rules of rules.py, step by step as ../posts.py.

A post is idle if IDLE_SINCE is not negative; the idle posts of a team stand in a list, the longest
idle first, then the lowest number. The jobs in hand that may be stopped stand in a heap, the one
that a pre-empting job would stop at its top: kept from the first pre-empting job on.
"""

import numpy as np

from sacsim.compiling import inner
from sacsim.force.crowd import books, caseload, heaps
from sacsim.force.crowd import layout as at
from sacsim.force.job import CANCELLED, DONE, IN_HAND, TURNED_AWAY, WAITING

COMPLETION, ROSTER, GIVE_UP, TIMER, ARRIVAL = range(5)

# -- idle posts ------------------------------------------------------------------------------------


@inner
def becomes_idle(I, F, team, post):
    """A free post on duty stands at the end of the idle, after those of a lower number."""
    F[post + at.IDLE_SINCE] = F[at.NOW]
    before = I[team + at.LATEST_IDLE]
    while (
        before != 0
        and F[before + at.IDLE_SINCE] == F[at.NOW]
        and I[before + at.NUMBER] > I[post + at.NUMBER]
    ):
        before = I[before + at.IDLE_BEFORE]
    after = I[before + at.IDLE_AFTER] if before != 0 else I[team + at.LONGEST_IDLE]
    _link(I, team, before, post)
    _link(I, team, post, after)
    I[team + at.IDLE] += 1


@inner
def _link(I, team, before, after):
    """Let one idle post stand before another; none stands for the ends of the list."""
    if before != 0:
        I[before + at.IDLE_AFTER] = after
    else:
        I[team + at.LONGEST_IDLE] = after
    if after != 0:
        I[after + at.IDLE_BEFORE] = before
    else:
        I[team + at.LATEST_IDLE] = before


@inner
def no_longer_idle(I, F, team, post):
    """Take a post off the list of the idle."""
    F[post + at.IDLE_SINCE] = -1.0
    _link(I, team, I[post + at.IDLE_BEFORE], I[post + at.IDLE_AFTER])
    I[team + at.IDLE] -= 1


@inner
def _may_take(I, F, team, priority, idle):
    """Whether a pool job of this priority may use one of so many idle posts."""
    return priority <= F[team + at.RESERVE_PRIORITY] or idle > I[team + at.RESERVE]


@inner
def idle_post_for(I, F, team, job):
    """Take off the idle list the post that an arriving job may have at once; none if there is none.

    Not for unlimited teams.
    """
    officer = I[job + at.OFFICER]
    if officer >= 0:
        post = I[team + at.POSTS] + officer * at.POST_SIZE
        if F[post + at.IDLE_SINCE] < 0:
            return 0
    else:
        idle = I[team + at.IDLE]
        if idle == 0 or not _may_take(I, F, team, F[job + at.PRIORITY], idle):
            return 0
        post = I[team + at.LONGEST_IDLE]
    no_longer_idle(I, F, team, post)
    return post


# -- work in hand ----------------------------------------------------------------------------------


@inner
def stoppable(I, F, team, post, job):
    """A job in hand may be stopped from now: the least urgent, latest and highest id first."""
    if I[team + at.PREEMPTION] and I[job + at.INTERRUPTIBLE] and I[post + at.ON_DUTY]:
        heap = team + at.STOPPABLE
        heaps.insert(I, F, heap, job, -F[job + at.PRIORITY], -F[job + at.RESUMED], -I[job + at.ID])


@inner
def _watch_for_preemption(I, F, team):
    """The first pre-empting job: from now on, keep what may be stopped in order."""
    I[team + at.PREEMPTION] = 1
    post = I[team + at.POSTS]
    for _ in range(I[team + at.POST_COUNT]):
        job = I[post + at.JOB]
        if job != 0:
            stoppable(I, F, team, post, job)
        post += at.POST_SIZE


@inner
def _squeezed(I, F, team, job):
    """The share of a report's length that is left when callers wait for each post on duty."""
    if F[job + at.PRIORITY] < F[team + at.SQUEEZE_FROM] or I[team + at.DUTY] == 0:
        return 1.0
    pressure = I[team + at.WAITING_NOW] / I[team + at.DUTY]
    return max(F[team + at.SQUEEZE_FLOOR], 1.0 - F[team + at.SQUEEZE_PER_WAITING] * pressure)


@inner
def start(I, F, team, post, job):
    """A post (none where capacity is unlimited) starts or resumes a job."""
    now = F[at.NOW]
    first = F[job + at.STARTED] < 0
    if first:
        F[job + at.STARTED] = now
        if I[team + at.SQUEEZES] and not I[job + at.HOLD]:
            share = _squeezed(I, F, team, job)
            F[job + at.SQUEEZED] = share
            F[job + at.LEFT] *= share
    I[job + at.STATE] = IN_HAND
    F[job + at.RESUMED] = now
    I[job + at.POST] = post
    if post != 0:
        I[post + at.JOB] = job
        stoppable(I, F, team, post, job)
    pace = 1.0
    if post != 0 and not I[job + at.HOLD]:
        pace = F[post + at.PACES + I[job + at.SKILL]]
    F[job + at.PACE] = pace
    books.started(I, F, team, job, post, first)
    if F[job + at.DUE] == np.inf:
        F[job + at.DUE] = now + F[job + at.LEFT] * pace
        heaps.enter(I, F, F[job + at.DUE], COMPLETION, I[job + at.ID], job)


@inner
def _let_go(I, F, post, job):
    F[job + at.SPENT] += F[at.NOW] - F[job + at.RESUMED]
    if post != 0:
        I[post + at.JOB] = 0
    if I[job + at.HEAP] != 0:
        heaps.remove(I, F, job)


@inner
def stop(I, F, job):
    """Take a job out of hand, keeping the hours that are left of it; returns the post it had."""
    post = I[job + at.POST]
    F[job + at.LEFT] = (F[job + at.DUE] - F[at.NOW]) / F[job + at.PACE]
    F[job + at.DUE] = np.inf
    _let_go(I, F, post, job)
    return post


@inner
def finish(I, F, team, job):
    """A job is done; its post, if on duty, takes the next."""
    post = stop(I, F, job)
    F[job + at.LEFT] = 0.0
    I[job + at.STATE] = DONE
    books.stopped(I, F, team, job, post, at.EV_COMPLETED)
    if post != 0 and I[post + at.ON_DUTY]:
        next_job(I, F, team, post)


# -- queues ----------------------------------------------------------------------------------------


@inner
def wait(I, F, team, job):
    """Put a job into its place among those that wait, in the pool or for its own post."""
    I[job + at.STATE] = WAITING
    queue = team + at.POOL
    if I[job + at.OFFICER] >= 0:
        queue = I[team + at.POSTS] + I[job + at.OFFICER] * at.POST_SIZE + at.OWN_QUEUE
    heaps.insert(I, F, queue, job, F[job + at.PRIORITY], F[job + at.ARRIVED], I[job + at.ID])
    books.queued(I, F, team)


@inner
def start_or_wait(I, F, team, job):
    """Let a job that has not just arrived start at an idle post it may have, or else wait."""
    post = idle_post_for(I, F, team, job)
    if post != 0:
        start(I, F, team, post, job)
    else:
        wait(I, F, team, job)


@inner
def _put_back(I, F, team, post, job):
    """Let a job that a post has put down wait again, or start at the post it now has."""
    caseload.pass_on(I, F, team, job)
    if I[job + at.OFFICER] < 0 or I[job + at.OFFICER] == I[post + at.NUMBER]:
        wait(I, F, team, job)
    else:
        start_or_wait(I, F, team, job)


@inner
def _relieve(I, F, team, post):
    """Let a free post take over the first hold whose holder's shift has ended."""
    hold = I[team + at.RELIEF]
    holder = I[hold + at.POST]
    _let_go(I, F, holder, hold)
    books.stopped(I, F, team, hold, holder, at.EV_HANDED_OVER)
    start(I, F, team, post, hold)


@inner
def take(I, F, team, post, idle):
    """Let a free post, one of so many idle, start the first job it may; whether there was one."""
    if I[team + at.RELIEF] != 0:
        if F[post + at.IDLE_SINCE] >= 0:
            no_longer_idle(I, F, team, post)
        _relieve(I, F, team, post)
        return True
    job, pool = I[post + at.OWN_QUEUE], I[team + at.POOL]
    if pool != 0 and not _may_take(I, F, team, F[pool + at.PRIORITY], idle):
        pool = 0
    if job == 0 or (pool != 0 and heaps.goes_before(I, F, pool, job)):
        job = pool
    if job == 0:
        return False
    if F[post + at.IDLE_SINCE] >= 0:
        no_longer_idle(I, F, team, post)
    heaps.remove(I, F, job)
    books.dequeued(I, F, team)
    start(I, F, team, post, job)
    return True


@inner
def next_job(I, F, team, post):
    """Let a post that has become free on duty take its next job, or be idle from now."""
    if not take(I, F, team, post, I[team + at.IDLE] + 1):
        becomes_idle(I, F, team, post)


@inner
def _post_to_preempt(I, F, team, job):
    """The post whose job a pre-empting job stops; none if there is none."""
    if I[job + at.OFFICER] >= 0:
        post = I[team + at.POSTS] + I[job + at.OFFICER] * at.POST_SIZE
        other = I[post + at.JOB]
        if other == 0 or not I[post + at.ON_DUTY] or not I[other + at.INTERRUPTIBLE]:
            return 0
    else:
        if not I[team + at.PREEMPTION]:
            _watch_for_preemption(I, F, team)
        other = I[team + at.STOPPABLE]
        if other == 0:
            return 0
        post = I[other + at.POST]
    return post if F[other + at.PRIORITY] > F[job + at.PRIORITY] else 0


@inner
def enter(I, F, team, job, limit):
    """A job starts, pre-empts, waits or, with a limit of 0 or more, is turned away."""
    if I[team + at.UNLIMITED]:
        start(I, F, team, 0, job)
        return
    post = idle_post_for(I, F, team, job)
    if post != 0:
        start(I, F, team, post, job)
        return
    if I[job + at.PREEMPTS]:
        post = _post_to_preempt(I, F, team, job)
        if post != 0:
            stopped = I[post + at.JOB]
            stop(I, F, stopped)
            books.stopped(I, F, team, stopped, post, at.EV_PREEMPTED)
            start(I, F, team, post, job)
            _put_back(I, F, team, post, stopped)
            return
    if limit >= 0 and I[team + at.WAITING_NOW] >= limit:
        I[job + at.STATE] = TURNED_AWAY
        books.row(I, F, job, at.EV_TURNED_AWAY, -1)
    else:
        wait(I, F, team, job)


@inner
def cancel(I, F, team, job):
    """Take a job out of the queue or out of its post's hands."""
    if I[job + at.STATE] == WAITING:
        I[job + at.STATE] = CANCELLED
        heaps.remove(I, F, job)
        books.left_queue(I, F, team, job, at.EV_CANCELLED)
    elif I[job + at.STATE] == IN_HAND:
        post = stop(I, F, job)
        I[job + at.STATE] = CANCELLED
        books.stopped(I, F, team, job, post, at.EV_CANCELLED)
        if post != 0 and I[post + at.ON_DUTY]:
            next_job(I, F, team, post)
