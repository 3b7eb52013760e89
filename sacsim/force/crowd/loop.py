"""The compiled crowd's event loop, and the one function through which Python asks things of it."""

import numpy as np

from sacsim.compiling import compiled, inner, real_numbers, whole_numbers
from sacsim.force.crowd import books, caseload, cases, heaps, posts, shifts, visits
from sacsim.force.crowd import layout as at
from sacsim.force.crowd.source import FINGERPRINT
from sacsim.force.job import ABANDONED, IN_HAND, WAITING

(
    GO_ON,
    ASK,
    CANCEL,
    RELEASE,
    CLOSE_CASE,
    TAKE_CASE,
    GO,
    COME,
    HAND_OVER,
    MOVE,
    STAND_READY,
    READ_BOOKS,
    STILL_WAITING,
    PRINT,
) = range(14)
"""What can be asked; see `turn`."""

NOTHING, NO_ROOM = 0, 1
ARRIVALS, FOLLOWS, DIARY, ROSTERS = range(4)
"""Where what is due next may come from."""


@inner
def _change_rosters(I, F):
    """The roster change of one team at one instant: all who leave, all who join, then the idle."""
    change = I[at.CHANGE_AT]
    time, team = F[change + at.CHANGE_TIME], I[change + at.CHANGE_TEAM]
    while (
        change < I[at.CHANGES_END]
        and F[change + at.CHANGE_TIME] == time
        and I[change + at.CHANGE_TEAM] == team
    ):
        post = I[change + at.CHANGE_POST]
        if I[change + at.CHANGE_WHAT] == shifts.JOINS:
            shifts.join(I, F, team, post)
        elif I[change + at.CHANGE_WHAT] == shifts.LEAVES:
            shifts.leave(I, F, team, post)
        change += at.CHANGE_SIZE
    I[at.CHANGE_AT] = change
    shifts.look_again(I, F, team)
    books.roster_changed(I, F, team)


@inner
def _keep_appointment(I, F, kind, id, what):
    """Something from the diary is due; returns a job that Python has to hear of, or nothing."""
    if kind == posts.COMPLETION:
        valid = I[what + at.STATE] == IN_HAND and F[what + at.DUE] == F[at.NOW]
        if valid and I[what + at.ID] == id:
            posts.finish(I, F, I[what + at.TEAM], what)
            if visits.ended(I, F, what):
                return what
    elif kind == posts.GIVE_UP:
        valid = I[what + at.STATE] == WAITING and F[what + at.STARTED] < 0
        if valid and I[what + at.ID] == id and F[what + at.GIVE_UP_AT] <= F[at.NOW]:
            I[what + at.STATE] = ABANDONED
            heaps.remove(I, F, what)
            books.left_queue(I, F, I[what + at.TEAM], what, at.EV_ABANDONED)
            if visits.ended(I, F, what):
                return what
    elif what < 0:
        visits.ring_again(I, F, -what)
    else:
        visits.let_in(I, F, what)
    return NOTHING


@inner
def _go_on(I, F):
    """Do everything due before what SimPy has next; stop for a job that Python has to hear of."""
    until, until_kind, until_id = F[at.UNTIL], I[at.UNTIL_KIND], I[at.UNTIL_ID]
    while True:
        heaps.strike(I, F)
        if books.short_of_room(I):
            return NO_ROOM
        time, kind, id, source = np.inf, posts.ARRIVAL, 0, ARRIVALS
        arrival, follows = I[at.ARRIVAL_AT], I[at.FOLLOWING]
        diary, change = I[at.DIARY], I[at.CHANGE_AT]
        if arrival < I[at.ARRIVALS_END]:
            time, id = F[arrival + at.VISIT_TIME], I[arrival + at.VISIT_ID]
        if follows != 0 and (F[at.NOW] < time or I[follows + at.VISIT_ID] < id):
            time, id, source = F[at.NOW], I[follows + at.VISIT_ID], FOLLOWS
        if I[at.DIARY_COUNT] > 0 and F[diary] <= time:
            key, whose = I[diary + at.KIND], I[diary + at.WHOSE]
            if F[diary] < time or key < kind or whose < id:
                time, kind, id, source = F[diary], key, whose, DIARY
        if change < I[at.CHANGES_END] and (
            F[change + at.CHANGE_TIME] < time
            or (F[change + at.CHANGE_TIME] == time and kind > posts.ROSTER)
        ):
            time, kind, source = F[change + at.CHANGE_TIME], posts.ROSTER, ROSTERS
            id = I[I[change + at.CHANGE_TEAM] + at.TEAM_NUMBER]
        if time >= until:
            if time > until or kind > until_kind or (kind == until_kind and id >= until_id):
                return NOTHING
            if time == np.inf:
                return NOTHING
        F[at.NOW] = time
        if source == ARRIVALS:
            I[at.ARRIVAL_AT] += at.VISIT_SIZE
            visits.let_in(I, F, arrival)
        elif source == DIARY:
            I[at.DONE_WITH] = 1
            told = _keep_appointment(I, F, kind, id, I[diary + at.WHAT])
            if told != NOTHING:
                return told
        elif source == FOLLOWS:
            I[at.FOLLOWING] = 0
            visits.let_in(I, F, follows)
        else:
            _change_rosters(I, F)


@inner
def _still_waiting(I, F, heap):
    """Write down the waits of a queue's jobs that have not started, and empty it."""
    while I[heap] != 0:
        if books.short_of_room(I):
            return False
        job = I[heap]
        heaps.remove(I, F, job)
        if F[job + at.STARTED] < 0:
            books.wait(I, F, job, books.STILL_WAITING)
    return True


@inner
def _close_books(I, F, team):
    """At the horizon: note the jobs that still wait; returns whether there was room for all."""
    if not _still_waiting(I, F, team + at.POOL):
        return False
    post = I[team + at.POSTS]
    for _ in range(I[team + at.POST_COUNT]):
        if not _still_waiting(I, F, post + at.OWN_QUEUE):
            return False
        post += at.POST_SIZE
    return _still_waiting(I, F, team + at.UNALLOCATED)


@inner
def _post_asked(I, team):
    """The post of the officer whom Python asks about."""
    return I[team + at.POSTS] + I[at.ASKED] * at.POST_SIZE


@compiled
def turn(memory, verb, what):
    """Ask one thing of the crowd; `what` is the address of a team or job, the rest in the head.

    GO_ON, up to what SimPy has next, returns a story's job that has ended, or NOTHING. ASK returns
    the new job, less than 0 if it was turned away. All return NO_ROOM, with nothing done or with
    what is left to do, if the memory must be made larger or emptied first.
    """
    I, F = whole_numbers(memory), real_numbers(memory)
    if verb == PRINT:
        return FINGERPRINT
    if verb == GO_ON:
        return _go_on(I, F)
    if books.short_of_room(I):
        return NO_ROOM
    if verb == ASK:
        return visits.ask(I, F)
    if verb == CANCEL:
        posts.cancel(I, F, I[what + at.TEAM], what)
        visits.free(I, what)
    elif verb == RELEASE:
        if I[what + at.STATE] == IN_HAND:
            posts.finish(I, F, I[what + at.TEAM], what)
        else:
            posts.cancel(I, F, I[what + at.TEAM], what)
        visits.free(I, what)
    elif verb == CLOSE_CASE:
        cases.close(I, F, what, _post_asked(I, what))
    elif verb == TAKE_CASE:
        caseload.take(I, F, what, _post_asked(I, what))
    elif verb == HAND_OVER:
        heir = caseload.hand_over(I, F, what, _post_asked(I, what))
        I[at.ASKED] = I[heir + at.NUMBER] if heir != 0 else -1
    elif verb == MOVE:
        cases.move(I, F, I[what + at.TEAM], what, I[at.ASKED])
    elif verb == GO:
        if not cases.go(I, F, what, _post_asked(I, what)):
            return NO_ROOM
    elif verb == COME:
        if not cases.come(I, F, what, _post_asked(I, what)):
            return NO_ROOM
    elif verb == STAND_READY:
        caseload.stand_ready(I, F, what)
    elif verb == READ_BOOKS:
        books.read(I, F, what)
    elif not _close_books(I, F, what):
        return NO_ROOM
    return NOTHING
