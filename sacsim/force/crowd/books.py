"""What the compiled crowd writes down: the same integrals, counts, waits and rows as ledger.py."""

from sacsim.compiling import inner
from sacsim.force.crowd import layout as at
from sacsim.force.job import CROWD

SERVED, GAVE_UP, STILL_WAITING = 0, 1, 2
STORY_AT, TASK_AT, TEAM_AT = 2, 3, 35
RESULT = (1 << STORY_AT) - 1


@inner
def change(I, F, team, count, by):
    """Bring the integral of one of a team's counts up to now, and change the count."""
    F[team + count + at.AREA] += (F[at.NOW] - F[team + count + at.SINCE]) * I[team + count]
    F[team + count + at.SINCE] = F[at.NOW]
    I[team + count] += by


@inner
def short_of_room(I):
    """Whether the next event might need more words than are left somewhere."""
    slack = 4 * I[at.SLACK]
    return (
        I[at.END] + slack > I[at.SIZE]
        or I[at.DIARY_COUNT] + slack > I[at.DIARY_ROOM]
        or I[at.WAITS_COUNT] + slack > I[at.WAITS_ROOM]
        or I[at.ROWS_COUNT] + slack > I[at.ROWS_ROOM]
        or I[at.CAPACITY_COUNT] + slack > I[at.CAPACITY_ROOM]
    )


@inner
def read(I, F, team):
    """Bring all of a team's integrals up to now."""
    change(I, F, team, at.DUTY, 0)
    change(I, F, team, at.BUSY, 0)
    change(I, F, team, at.OVERTIME, 0)
    change(I, F, team, at.WAITING_NOW, 0)


@inner
def row(I, F, job, event, officer):
    """A fact for the journal, if it follows this job."""
    keep = I[at.JOURNAL]
    if keep == at.NO_JOBS or (keep == at.STORIES and I[job + at.CASE] == CROWD):
        return
    place = I[at.ROWS] + I[at.ROWS_COUNT] * at.ROW_SIZE
    I[at.ROWS_COUNT] += 1
    I[place + at.ROW_TOLD] = I[at.TOLD]
    F[place + at.ROW_TIME] = F[at.NOW]
    I[place + at.ROW_CASE] = I[job + at.CASE]
    I[place + at.ROW_JOB] = I[job + at.ID]
    I[place + at.ROW_EVENT] = event
    I[place + at.ROW_TASK] = I[job + at.TASK]
    I[place + at.ROW_TEAM] = I[I[job + at.TEAM] + at.TEAM_INDEX]
    I[place + at.ROW_OFFICER] = officer
    F[place + at.ROW_PRIORITY] = F[job + at.PRIORITY]
    F[place + at.ROW_SQUEEZED] = F[job + at.SQUEEZED]
    F[place + at.ROW_PACE] = F[job + at.PACE]
    if event == at.EV_ARRIVED:
        F[place + at.ROW_HOURS] = F[job + at.HOURS]
        F[place + at.ROW_OFFERED] = F[job + at.OFFERED]
        I[place + at.ROW_ASKED_OF] = I[job + at.OFFICER]
        F[place + at.ROW_GIVE_UP_AT] = F[job + at.GIVE_UP_AT]
        I[place + at.ROW_FLAGS] = (
            I[job + at.PREEMPTS] | I[job + at.HOLD] << 1 | I[job + at.INTERRUPTIBLE] << 2
        )


@inner
def wait(I, F, job, result):
    """How long a job has waited, if it arrived in the recorded window."""
    arrived = F[job + at.ARRIVED]
    if F[at.FROM] <= arrived < F[at.TO]:
        place = I[at.WAITS] + I[at.WAITS_COUNT] * at.WAIT_SIZE
        I[at.WAITS_COUNT] += 1
        story = 1 if I[job + at.CASE] != CROWD else 0
        I[place + at.WAIT_OF] = (
            I[I[job + at.TEAM] + at.TEAM_INDEX] << TEAM_AT
            | I[job + at.TASK] << TASK_AT
            | story << STORY_AT
            | result
        )
        F[place + at.WAIT_ARRIVED] = arrived
        F[place + at.WAIT_HOURS] = F[at.NOW] - arrived


@inner
def arrived(I, F, team, job):
    """A job has arrived."""
    I[team + at.ARRIVALS] += 1
    mean = F[team + at.MEAN_PACES + I[job + at.SKILL]]
    F[team + at.OFFERED_HOURS] += F[job + at.OFFERED] * mean
    row(I, F, job, at.EV_ARRIVED, -1)


@inner
def queued(I, F, team):
    """A job joins the queue."""
    change(I, F, team, at.WAITING_NOW, 1)


@inner
def dequeued(I, F, team):
    """A job leaves the queue to be started."""
    change(I, F, team, at.WAITING_NOW, -1)


@inner
def left_queue(I, F, team, job, event):
    """A job leaves the queue unserved: abandoned or cancelled."""
    dequeued(I, F, team)
    if event == at.EV_ABANDONED:
        I[team + at.ABANDONED_JOBS] += 1
        wait(I, F, job, GAVE_UP)
    row(I, F, job, event, -1)


@inner
def _late(I, post):
    """Whether a post works past its shift; unlimited teams have no shift."""
    return post != 0 and I[post + at.ON_DUTY] == 0


@inner
def number_of(I, post):
    """A post's number in its team, or -1 where capacity is unlimited."""
    return I[post + at.NUMBER] if post != 0 else -1


@inner
def started(I, F, team, job, post, first):
    """A post starts or resumes a job."""
    change(I, F, team, at.BUSY, 1)
    if _late(I, post):
        change(I, F, team, at.OVERTIME, 1)
    if first:
        I[team + at.STARTS] += 1
        wait(I, F, job, SERVED)
    row(I, F, job, at.EV_STARTED if first else at.EV_RESUMED, number_of(I, post))


@inner
def stopped(I, F, team, job, post, event):
    """A job leaves its post's hands."""
    change(I, F, team, at.BUSY, -1)
    if _late(I, post):
        change(I, F, team, at.OVERTIME, -1)
    if event == at.EV_COMPLETED:
        I[team + at.COMPLETED] += 1
    row(I, F, job, event, number_of(I, post))


@inner
def joined(I, F, team, post):
    """A post comes on duty; its work in hand is no longer overtime."""
    change(I, F, team, at.DUTY, 1)
    if I[post + at.JOB] != 0:
        change(I, F, team, at.OVERTIME, -1)


@inner
def left(I, F, team, post):
    """A post goes off duty; its work in hand becomes overtime."""
    change(I, F, team, at.DUTY, -1)
    if I[post + at.JOB] != 0:
        change(I, F, team, at.OVERTIME, 1)


@inner
def roster_changed(I, F, team):
    """Note the number on duty if it has changed."""
    if I[team + at.LAST_CAPACITY] != I[team + at.DUTY]:
        I[team + at.LAST_CAPACITY] = I[team + at.DUTY]
        place = I[at.CAPACITY] + I[at.CAPACITY_COUNT] * at.CAPACITY_SIZE
        I[at.CAPACITY_COUNT] += 1
        I[place + at.CAPACITY_TEAM] = I[team + at.TEAM_INDEX]
        F[place + at.CAPACITY_TIME] = F[at.NOW]
        I[place + at.CAPACITY_COUNT_NOW] = I[team + at.DUTY]
