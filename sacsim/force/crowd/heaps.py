"""Heaps of the compiled crowd: jobs and posts by three keys, and the diary of what is due.

Jobs and posts stand in pairing heaps (Fredman and others, 1986) threaded through their own records,
so that one can be taken out of the middle and no queue ever has to grow. The diary is an ordinary
heap, four to a branch, of appointments (time, kind, id, what).
"""

from sacsim.compiling import inner
from sacsim.force.crowd import layout as at


@inner
def goes_before(I, F, a, b):
    """Whether node a stands before node b."""
    if F[a + at.KEY] != F[b + at.KEY]:
        return F[a + at.KEY] < F[b + at.KEY]
    if F[a + at.SECOND_KEY] != F[b + at.SECOND_KEY]:
        return F[a + at.SECOND_KEY] < F[b + at.SECOND_KEY]
    return I[a + at.LAST_KEY] < I[b + at.LAST_KEY]


@inner
def meld(I, F, a, b):
    """One heap of two, by their roots; either may be none."""
    if a == 0:
        return b
    if b == 0:
        return a
    if goes_before(I, F, b, a):
        a, b = b, a
    child = I[a + at.CHILD]
    I[b + at.NEXT] = child
    if child != 0:
        I[child + at.PREVIOUS] = b
    I[b + at.PREVIOUS] = a
    I[a + at.CHILD] = b
    return a


@inner
def insert(I, F, heap, node, key, second, last):
    """Put a node with these keys into the heap whose root stands at `heap`."""
    F[node + at.KEY] = key
    F[node + at.SECOND_KEY] = second
    I[node + at.LAST_KEY] = last
    I[node + at.CHILD] = I[node + at.NEXT] = I[node + at.PREVIOUS] = 0
    I[node + at.HEAP] = heap
    I[heap] = meld(I, F, I[heap], node)


@inner
def _meld_children(I, F, first):
    """One heap of the children of a node that goes: pair by pair, then from last to first."""
    pairs, a = 0, first
    while a != 0:
        b = I[a + at.NEXT]
        rest = 0
        if b != 0:
            rest = I[b + at.NEXT]
            I[b + at.NEXT] = 0
        I[a + at.NEXT] = 0
        pair = meld(I, F, a, b)
        I[pair + at.NEXT] = pairs
        pairs = pair
        a = rest
    root = 0
    while pairs != 0:
        rest = I[pairs + at.NEXT]
        I[pairs + at.NEXT] = 0
        root = meld(I, F, root, pairs)
        pairs = rest
    if root != 0:
        I[root + at.PREVIOUS] = 0
    return root


@inner
def remove(I, F, node):
    """Take a node out of the heap it stands in."""
    heap = I[node + at.HEAP]
    below = _meld_children(I, F, I[node + at.CHILD])
    if I[heap] == node:
        I[heap] = below
    else:
        before, after = I[node + at.PREVIOUS], I[node + at.NEXT]
        if I[before + at.CHILD] == node:
            I[before + at.CHILD] = after
        else:
            I[before + at.NEXT] = after
        if after != 0:
            I[after + at.PREVIOUS] = before
        I[heap] = meld(I, F, I[heap], below)
    I[node + at.HEAP] = 0


@inner
def _due_before(I, F, a, time, kind, id):
    """Whether the appointment at a comes before (time, kind, id)."""
    if F[a] != time:
        return F[a] < time
    if I[a + at.KIND] != kind:
        return I[a + at.KIND] < kind
    return I[a + at.WHOSE] < id


@inner
def _move(I, source, target):
    for word in range(at.APPOINTMENT_SIZE):
        I[target + word] = I[source + word]


@inner
def _write(I, F, place, time, kind, id, what):
    F[place] = time
    I[place + at.KIND] = kind
    I[place + at.WHOSE] = id
    I[place + at.WHAT] = what


@inner
def enter(I, F, time, kind, id, what):
    """Enter an appointment into the diary, in the place of one that has been kept if there is."""
    if I[at.DONE_WITH]:
        I[at.DONE_WITH] = 0
        _sink(I, F, I[at.DIARY_COUNT], time, kind, id, what)
        return
    diary, place = I[at.DIARY], I[at.DIARY_COUNT]
    I[at.DIARY_COUNT] = place + 1
    while place > 0:
        above = (place - 1) >> 2
        entry = diary + above * at.APPOINTMENT_SIZE
        if time > F[entry] or (time == F[entry] and _due_before(I, F, entry, time, kind, id)):
            break
        _move(I, entry, diary + place * at.APPOINTMENT_SIZE)
        place = above
    _write(I, F, diary + place * at.APPOINTMENT_SIZE, time, kind, id, what)


@inner
def strike(I, F):
    """Strike the first appointment out of the diary, if that has been kept."""
    if I[at.DONE_WITH]:
        I[at.DONE_WITH] = 0
        count = I[at.DIARY_COUNT] - 1
        I[at.DIARY_COUNT] = count
        last = I[at.DIARY] + count * at.APPOINTMENT_SIZE
        _sink(I, F, count, F[last], I[last + at.KIND], I[last + at.WHOSE], I[last + at.WHAT])


@inner
def _sink(I, F, count, time, kind, id, what):
    """Put an appointment at the top of the diary, and move it down to its place."""
    diary, place = I[at.DIARY], 0
    while True:
        child = 4 * place + 1
        if child >= count:
            break
        best = diary + child * at.APPOINTMENT_SIZE
        for other in range(child + 1, min(child + 4, count)):
            entry = diary + other * at.APPOINTMENT_SIZE
            if F[entry] < F[best] or (
                F[entry] == F[best]
                and _due_before(I, F, entry, F[best], I[best + at.KIND], I[best + at.WHOSE])
            ):
                best = entry
        if F[best] > time or (F[best] == time and not _due_before(I, F, best, time, kind, id)):
            break
        _move(I, best, diary + place * at.APPOINTMENT_SIZE)
        place = (best - diary) // at.APPOINTMENT_SIZE
    _write(I, F, diary + place * at.APPOINTMENT_SIZE, time, kind, id, what)
