"""Jobs in the compiled crowd from arrival to end: stories' own, and those of other demand.

Other demand does here what other_work.py does in SimPy: calls lead to incidents, callers who gave
up ring again, investigations are done in turns.
"""

import numpy as np

from sacsim.compiling import inner
from sacsim.force.crowd import books, caseload, cases, heaps, posts
from sacsim.force.crowd import layout as at
from sacsim.force.job import ABANDONED, ANYONES, CROWD, DONE, GIVEN, TURNED_AWAY, WAITING
from sacsim.force.visits import MOST_ATTEMPTS, MOST_TURNS, PATH, ROUTE_BITS


@inner
def new_job(I):
    """A record for a job: one that is free again, or the next unused words."""
    job = I[at.FREE_JOBS]
    if job != 0:
        I[at.FREE_JOBS] = I[job + at.NEXT]
    else:
        job = I[at.END]
        I[at.END] += at.JOB_SIZE
    return job


@inner
def free(I, job):
    """A job has ended: its record may be used again (but says until then how it ended)."""
    I[job + at.NEXT] = I[at.FREE_JOBS]
    I[at.FREE_JOBS] = job


@inner
def arrive(I, F, team, job):
    """Let a job arrive now: submitted, or given to an officer in charge first."""
    F[job + at.ARRIVED] = F[at.NOW]
    F[job + at.STARTED] = F[job + at.RESUMED] = -1.0
    F[job + at.DUE] = np.inf
    F[job + at.SQUEEZED] = 1.0
    F[job + at.SPENT] = 0.0
    F[job + at.LEFT] = F[job + at.HOURS]
    I[job + at.HEAP] = 0
    books.arrived(I, F, team, job)
    given = I[job + at.TIE] == GIVEN and not I[team + at.UNLIMITED]
    if given and I[job + at.OFFICER] < 0:
        cases.give(I, F, team, job)
    else:
        if given:  # a turn of a case
            caseload.pass_on(I, F, team, job)
        posts.enter(I, F, team, job, I[team + at.QUEUE_LIMIT])
    if I[job + at.STATE] == WAITING and F[job + at.GIVE_UP_AT] < np.inf:
        due = max(F[job + at.GIVE_UP_AT], F[at.NOW])
        heaps.enter(I, F, due, posts.GIVE_UP, I[job + at.ID], job)


@inner
def ask(I, F):
    """A story asks for a job, laid out in the head: copy it to a record and let it arrive.

    Returns the record, or less than 0 for a job that was turned away.
    """
    job = new_job(I)
    for word in range(at.OFFICER + 1 - at.ID):
        I[job + at.ID + word] = I[at.ASKED + word]
    I[job + at.VISIT_KIND] = 0
    arrive(I, F, I[job + at.TEAM], job)
    if I[job + at.STATE] == TURNED_AWAY:
        free(I, job)
        return -job
    return job


@inner
def _numbered(id, number):
    """The id of a call's next attempt or of an investigation's next turn."""
    return (id - (id & PATH)) | number << ROUTE_BITS if number > 0 else id


@inner
def let_in(I, F, visit):
    """A visit of other demand becomes a job and arrives."""
    job, kind = new_job(I), I[visit + at.VISIT_OF]
    hours = F[visit + at.VISIT_HOURS]
    I[job + at.CASE] = CROWD
    I[job + at.VISIT_KIND] = kind
    I[job + at.ROOT_ID] = I[job + at.ID] = I[visit + at.VISIT_ID]
    I[job + at.TEAM] = I[kind + at.KIND_TEAM]
    I[job + at.TASK] = I[kind + at.KIND_TASK]
    F[job + at.PRIORITY] = F[kind + at.KIND_PRIORITY]
    I[job + at.PREEMPTS] = I[kind + at.KIND_PREEMPTS]
    I[job + at.INTERRUPTIBLE] = I[kind + at.KIND_INTERRUPTIBLE]
    I[job + at.TIE] = GIVEN if I[kind + at.KIND_IN_CHARGE] else ANYONES
    I[job + at.SKILL] = I[kind + at.KIND_SKILL]
    I[job + at.HOLD] = 0
    I[job + at.FOLLOW] = I[visit + at.VISIT_FOLLOW]
    I[job + at.AGAIN] = I[visit + at.VISIT_AGAIN]
    F[job + at.PATIENCE] = F[visit + at.VISIT_PATIENCE]
    F[job + at.ALL_HOURS] = hours
    I[job + at.ATTEMPT] = 1
    I[visit + at.VISIT_OF] = 0  # its row may be used again
    _try(I, F, job)


@inner
def _try(I, F, job):
    """An attempt of a visit: the first, or that of a caller who rings again."""
    kind, hours = I[job + at.VISIT_KIND], F[job + at.ALL_HOURS]
    F[job + at.OFFERED] = hours
    I[job + at.OFFICER] = -1
    F[job + at.GIVE_UP_AT] = F[at.NOW] + F[job + at.PATIENCE]
    I[job + at.TURN] = 0
    rest = 0.0
    if I[kind + at.KIND_IN_CHARGE]:
        turn = F[kind + at.KIND_TURN_HOURS]
        if turn == 0.0:
            turn = hours
        rest = hours - min(hours, turn)
    F[job + at.REST] = rest
    F[job + at.HOURS] = hours - rest
    arrive(I, F, I[job + at.TEAM], job)
    if I[job + at.STATE] == TURNED_AWAY:
        _ended(I, F, job)


@inner
def ring_again(I, F, job):
    """A caller who gave up tries again."""
    I[job + at.ID] = _numbered(I[job + at.ROOT_ID], I[job + at.ATTEMPT])
    I[job + at.ATTEMPT] += 1
    _try(I, F, job)


@inner
def _next_turn(I, F, ended):
    """The officer turns to their next case; the rest of this one stands at the end."""
    kind, job = I[ended + at.VISIT_KIND], new_job(I)
    for word in range(at.ID, at.JOB_SIZE):
        I[job + word] = I[ended + word]
    length = F[kind + at.KIND_TURN_HOURS]
    if length == 0.0:
        length = F[ended + at.ALL_HOURS]
    rest, number = F[ended + at.REST], I[ended + at.TURN] + 1
    turn = rest if number == MOST_TURNS else min(rest, length)
    I[job + at.TURN] = number
    F[job + at.REST] = rest - turn
    I[job + at.ID] = _numbered(I[ended + at.ID], number)
    I[job + at.TASK] = I[kind + at.KIND_CONTINUED]
    I[job + at.PREEMPTS] = 0
    I[job + at.INTERRUPTIBLE] = 1
    F[job + at.HOURS] = turn
    F[job + at.OFFERED] = 0.0
    F[job + at.GIVE_UP_AT] = np.inf
    free(I, ended)
    arrive(I, F, I[job + at.TEAM], job)
    return job


@inner
def _ended(I, F, job):
    """What follows when a job of other demand has ended."""
    kind = I[job + at.VISIT_KIND]
    while F[job + at.REST] > 0.0 and I[job + at.STATE] == DONE:
        job = _next_turn(I, F, job)
        if I[job + at.STATE] != TURNED_AWAY:
            return
    if I[kind + at.KIND_IN_CHARGE] and I[job + at.OFFICER] >= 0:
        team = I[job + at.TEAM]
        cases.close(I, F, team, I[team + at.POSTS] + I[job + at.OFFICER] * at.POST_SIZE)
    follow = I[job + at.FOLLOW]
    if I[job + at.STATE] == DONE and follow != 0:
        if I[at.FOLLOWING] == 0:
            I[at.FOLLOWING] = follow
        else:
            heaps.enter(I, F, F[at.NOW], posts.ARRIVAL, I[follow + at.VISIT_ID], follow)
    attempt, again = I[job + at.ATTEMPT], I[job + at.AGAIN]
    if I[job + at.STATE] == ABANDONED and again != 0 and attempt < MOST_ATTEMPTS:
        due = F[at.NOW] + F[again + attempt - 1]
        heaps.enter(I, F, due, posts.ARRIVAL, _numbered(I[job + at.ROOT_ID], attempt), -job)
    else:
        while I[job + at.STATE] != DONE and follow != 0:  # what will never follow
            I[follow + at.VISIT_OF] = 0
            follow = I[follow + at.VISIT_FOLLOW]
        free(I, job)


@inner
def ended(I, F, job):
    """A job has ended: whether Python has to hear of it."""
    if I[job + at.VISIT_KIND] == 0:
        free(I, job)
        return True
    _ended(I, F, job)
    return False
