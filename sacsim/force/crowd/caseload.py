"""Live crimes in the compiled crowd: as ownership.py, the officers present in a heap by load."""

from sacsim.compiling import inner
from sacsim.force.crowd import books, heaps
from sacsim.force.crowd import layout as at
from sacsim.force.job import ANYONES, NAMED


@inner
def _stand(I, F, team, post):
    """Put an officer in order: fewest live crimes, longest without a new one, lowest number."""
    if not I[post + at.GONE]:
        live, given, number = I[post + at.LIVE], I[post + at.LAST_GIVEN], I[post + at.NUMBER]
        heaps.insert(I, F, team + at.LEAST_LOADED, post, live, given, number)


@inner
def _step_aside(I, F, post):
    """Take an officer out of the order, where whoever has gone does not stand."""
    if I[post + at.HEAP] != 0:
        heaps.remove(I, F, post)


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
    _step_aside(I, F, post)
    I[post + at.LIVE] += 1
    I[team + at.GIVEN] += 1
    I[post + at.LAST_GIVEN] = I[team + at.GIVEN]
    _stand(I, F, team, post)


@inner
def drop(I, F, team, post):
    """Count one live crime less for an officer."""
    _step_aside(I, F, post)
    I[post + at.LIVE] -= 1
    _stand(I, F, team, post)


@inner
def go(I, F, post):
    """Give an officer no more crimes."""
    I[post + at.GONE] = 1
    _step_aside(I, F, post)


@inner
def come(I, F, team, post):
    """An officer, or a newcomer at the same post, may be given crimes again."""
    I[post + at.GONE] = 0
    _step_aside(I, F, post)
    _stand(I, F, team, post)


@inner
def hand_over(I, F, team, post):
    """Move a live crime of an officer who has gone; returns to whom, or none if nothing moves."""
    heir = I[team + at.LEAST_LOADED] if I[post + at.GONE] else 0
    if heir != 0:
        drop(I, F, team, post)
        take(I, F, team, heir)
    return heir


@inner
def pass_on(I, F, team, job):
    """Take a job from an officer who has gone, unless it was asked of them; whether it was."""
    officer = I[job + at.OFFICER]
    if officer < 0 or I[job + at.TIE] == NAMED:
        return False
    post = I[team + at.POSTS] + officer * at.POST_SIZE
    if not I[post + at.GONE]:
        return False
    if I[job + at.TIE] == ANYONES:
        I[job + at.OFFICER] = -1
    else:
        heir = hand_over(I, F, team, post)
        if heir == 0:
            return False
        I[job + at.OFFICER] = I[heir + at.NUMBER]
    books.row(I, F, job, at.EV_REALLOCATED, I[job + at.OFFICER])
    return True
