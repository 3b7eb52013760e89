"""Officers in charge in the compiled crowd: as ownership.py, the officers in a heap by load."""

from sacsim.compiling import inner
from sacsim.force.crowd import books, heaps, posts
from sacsim.force.crowd import layout as at
from sacsim.force.job import WAITING


@inner
def _stand(I, F, team, post):
    """Put an officer in order: fewest live crimes, longest without a new one, lowest number."""
    live, given, number = I[post + at.LIVE], I[post + at.LAST_GIVEN], I[post + at.NUMBER]
    heaps.insert(I, F, team + at.LEAST_LOADED, post, live, given, number)


@inner
def stand_ready(I, F, team):
    """Put all officers of a team in order, before the first crime is given."""
    post = I[team + at.POSTS]
    for _ in range(I[team + at.POST_COUNT]):
        _stand(I, F, team, post)
        post += at.POST_SIZE


@inner
def take(I, F, team, post):
    """Count one more live crime for an officer, whatever the limit."""
    heaps.remove(I, F, post)
    I[post + at.LIVE] += 1
    I[team + at.GIVEN] += 1
    I[post + at.LAST_GIVEN] = I[team + at.GIVEN]
    _stand(I, F, team, post)


@inner
def close(I, F, team, officer):
    """An officer in charge has one live crime less, and may be given another."""
    post = I[team + at.POSTS] + officer * at.POST_SIZE
    heaps.remove(I, F, post)
    I[post + at.LIVE] -= 1
    _stand(I, F, team, post)
    _allocate(I, F, team)


@inner
def _allocate(I, F, team):
    """Give crimes that wait to officers with room, in order."""
    limit = I[team + at.CASELOAD_LIMIT]
    while True:
        job, post = I[team + at.UNALLOCATED], I[team + at.LEAST_LOADED]
        if job == 0 or post == 0 or (limit >= 0 and I[post + at.LIVE] >= limit):
            return
        take(I, F, team, post)
        heaps.remove(I, F, job)
        I[job + at.OFFICER] = I[post + at.NUMBER]
        books.dequeued(I, F, team)
        books.row(I, F, job, at.EV_ALLOCATED, I[job + at.OFFICER])
        posts.enter(I, F, team, job, -1)


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
