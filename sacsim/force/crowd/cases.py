"""Crimes and their officers in charge in the compiled crowd: given, given away, closed."""

from sacsim.compiling import inner
from sacsim.force.crowd import books, caseload, heaps, posts
from sacsim.force.crowd import layout as at
from sacsim.force.job import WAITING


@inner
def close(I, F, team, post):
    """An officer in charge has one live crime less, and may be given another."""
    caseload.drop(I, F, team, post)
    _allocate(I, F, team)


@inner
def _allocate_next(I, F, team):
    """Give the first crime that waits to the first officer; whether there was one with room."""
    limit = I[team + at.CASELOAD_LIMIT]
    job, post = I[team + at.UNALLOCATED], I[team + at.LEAST_LOADED]
    if job == 0 or post == 0 or (limit >= 0 and I[post + at.LIVE] >= limit):
        return False
    caseload.take(I, F, team, post)
    heaps.remove(I, F, job)
    I[job + at.OFFICER] = I[post + at.NUMBER]
    books.dequeued(I, F, team)
    books.row(I, F, job, at.EV_ALLOCATED, I[job + at.OFFICER])
    posts.enter(I, F, team, job, -1)
    return True


@inner
def _allocate(I, F, team):
    """Give crimes that wait to officers with room, in order."""
    while _allocate_next(I, F, team):
        pass


@inner
def give(I, F, team, job):
    """A crime's first job waits for whoever becomes the officer in charge."""
    I[job + at.STATE] = WAITING
    books.queued(I, F, team)
    heaps.insert(
        I,
        F,
        team + at.UNALLOCATED,
        job,
        F[job + at.PRIORITY],
        F[job + at.ARRIVED],
        I[job + at.ID],
    )
    _allocate(I, F, team)


# -- officers who go and come ----------------------------------------------------------------------


@inner
def come(I, F, team, post):
    """A post has an officer again; returns whether there was room for all that follows."""
    caseload.come(I, F, team, post)
    while not books.short_of_room(I):
        if not _allocate_next(I, F, team):
            return True
    return False


@inner
def go(I, F, team, post):
    """An officer goes: what waits for them is given away; returns whether there was room for all.

    What stays with the post is put aside, until the rest has been seen.
    """
    caseload.go(I, F, post)
    queue, kept = post + at.OWN_QUEUE, 0
    while I[queue] != 0 and not books.short_of_room(I):
        job = I[queue]
        heaps.remove(I, F, job)
        if caseload.pass_on(I, F, team, job):
            books.dequeued(I, F, team)
            posts.start_or_wait(I, F, team, job)
        else:
            I[job + at.NEXT] = kept
            kept = job
    all_seen = I[queue] == 0
    while kept != 0:
        job, kept = kept, I[kept + at.NEXT]
        heaps.insert(
            I, F, queue, job, F[job + at.KEY], F[job + at.SECOND_KEY], I[job + at.LAST_KEY]
        )
    return all_seen


@inner
def move(I, F, team, job, officer):
    """Name a job that is somebody's for another officer; work in hand stays until put down."""
    if I[job + at.OFFICER] < 0:
        return
    I[job + at.OFFICER] = officer
    books.row(I, F, job, at.EV_REALLOCATED, officer)
    if I[job + at.STATE] == WAITING:
        heaps.remove(I, F, job)
        books.dequeued(I, F, team)
        posts.start_or_wait(I, F, team, job)
