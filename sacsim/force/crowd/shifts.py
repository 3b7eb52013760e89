"""Shifts in the compiled crowd: posts come on and go off duty, as in ../posts.py."""

from sacsim.compiling import inner
from sacsim.force.crowd import books, caseload, heaps, posts
from sacsim.force.crowd import layout as at

FINISH, HAND_OVER, PARK = range(3)
LEAVES, JOINS, STAYS = range(3)


@inner
def join(I, F, team, post):
    """A post comes on duty."""
    I[post + at.ON_DUTY] = 1
    books.joined(I, F, team, post)
    job = I[post + at.JOB]
    if job == 0:
        posts.becomes_idle(I, F, team, post)
    elif I[job + at.HOLD]:
        if I[job + at.HEAP] != 0:
            heaps.remove(I, F, job)
    else:
        posts.stoppable(I, F, team, post, job)


@inner
def leave(I, F, team, post):
    """A post goes off duty: its job is finished, handed over, parked or, a hold, to be relieved."""
    I[post + at.ON_DUTY] = 0
    books.left(I, F, team, post)
    job = I[post + at.JOB]
    if job == 0:
        posts.no_longer_idle(I, F, team, post)
    elif I[job + at.HOLD]:
        heaps.insert(I, F, team + at.RELIEF, job, 0.0, 0.0, I[job + at.ID])
    else:
        if I[job + at.HEAP] != 0:
            heaps.remove(I, F, job)
        if I[job + at.INTERRUPTIBLE] and I[team + at.AT_SHIFT_END] != FINISH:
            parked = I[job + at.OFFICER] >= 0 or I[team + at.AT_SHIFT_END] == PARK
            if parked and I[job + at.OFFICER] < 0:
                I[job + at.OFFICER] = I[post + at.NUMBER]
            posts.stop(I, F, job)
            books.stopped(I, F, team, job, post, at.EV_PARKED if parked else at.EV_HANDED_OVER)
            caseload.pass_on(I, F, team, job)
            posts.wait(I, F, team, job)


@inner
def look_again(I, F, team):
    """After a roster change the idle posts take jobs, the longest idle first."""
    if I[team + at.WAITING_NOW] == 0 and I[team + at.RELIEF] == 0:
        return
    post = I[team + at.LONGEST_IDLE]
    while post != 0:
        after = I[post + at.IDLE_AFTER]
        posts.take(I, F, team, post, I[team + at.IDLE])
        post = after
