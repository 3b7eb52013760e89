"""Layout: where everything stands in the memory that the compiled crowd works on.

The memory is one array of 64-bit words, read as whole numbers (I) or as real ones (F). A record (a
team, a post, a job ...) is named by the address of its first word; a field is a distance from
there: `F[job + LEFT]` are the hours left of a job. Address 0 stands for none. One array, because
every further argument of a compiled function costs a call about a tenth of a microsecond.
"""

from sacsim.words import Skill

# -- head: words at fixed addresses ---------------------------------------------------------------

END, SIZE = 2, 3
"""First unused address; length of the memory."""
FREE_JOBS = 4
"""First of the job records that are free again, threaded by NEXT."""
DIARY, DIARY_COUNT, DIARY_ROOM = 5, 6, 7
"""Completions, ends of patience and visits to come: a heap of appointments."""
DONE_WITH = 1
"""Whether the first appointment has been kept: the next one entered takes its place."""
ARRIVAL_AT, ARRIVALS_END = 8, 9
"""Visits of the month that have not yet arrived, in order of (time, id)."""
CHANGE_AT, CHANGES_END = 10, 11
"""Roster changes that have not yet come, in order of (time, team, leave or join, post)."""
WAITS, WAITS_COUNT, WAITS_ROOM = 12, 13, 14
ROWS, ROWS_COUNT, ROWS_ROOM = 15, 16, 17
CAPACITY, CAPACITY_COUNT, CAPACITY_ROOM = 18, 19, 20
"""What is written down until Python comes to fetch it."""
SLACK = 21
"""Most posts of a team: no event writes more than a few records for each of them."""
FROM, TO = 22, 23
"""Jobs that arrive in this window have their waits written down (real)."""
JOURNAL = 24
"""Which jobs the journal follows: none, those of stories, all."""
FOLLOWING = 50
"""The visit that follows on a job that has just been done; most often it is next."""
UNTIL, UNTIL_KIND, UNTIL_ID = 25, 26, 27
"""What SimPy has next in its own diary: the crowd goes on up to that, and not beyond."""
TOLD = 28
"""Facts that Python has written into the journal so far, to bring all of them into one order."""
NOW = 29
"""The instant (real)."""
ASKED = 30
"""A story's job is asked for in the words from here on: the fields of a job from ID to OFFICER."""
HEAD = 64
"""Length of the head."""

NO_JOBS, STORIES, EVERY_JOB = range(3)

# -- nodes: jobs and posts stand in heaps ----------------------------------------------------------

CHILD, NEXT, PREVIOUS, HEAP, KEY, SECOND_KEY, LAST_KEY = range(7)
"""HEAP is the address of the word that holds the root; keys: real, real, whole; the least first."""

# -- posts -----------------------------------------------------------------------------------------

(
    POST_TEAM,
    NUMBER,
    ON_DUTY,
    JOB,
    IDLE_SINCE,
    IDLE_BEFORE,
    IDLE_AFTER,
    OWN_QUEUE,
    LIVE,
    LAST_GIVEN,
    GONE,
    PACES,
    *_paces,
    POST_SIZE,
) = range(7, 19 + len(Skill))
"""PACES is the first of a post's paces, one a skill."""

# -- jobs ------------------------------------------------------------------------------------------

(
    ID,  # from here to OFFICER what is asked, from there to SPENT how it went: see teams.py
    TEAM,
    PRIORITY,
    HOURS,
    OFFERED,
    GIVE_UP_AT,
    PREEMPTS,
    INTERRUPTIBLE,
    HOLD,
    TASK,
    CASE,
    TIE,
    SKILL,
    OFFICER,
    STATE,
    LEFT,
    STARTED,
    SQUEEZED,
    RESUMED,
    SPENT,
    PACE,
    POST,
    DUE,
    ARRIVED,
    VISIT_KIND,
    FOLLOW,
    AGAIN,
    ROOT_ID,
    PATIENCE,
    ATTEMPT,
    ALL_HOURS,
    REST,
    TURN,
    JOB_SIZE,
) = range(7, 41)

# -- teams -----------------------------------------------------------------------------------------

(
    TEAM_INDEX,
    TEAM_NUMBER,
    POSTS,
    POST_COUNT,
    UNLIMITED,
    AT_SHIFT_END,
    QUEUE_LIMIT,
    RESERVE,
    RESERVE_PRIORITY,
    SQUEEZES,
    SQUEEZE_FROM,
    SQUEEZE_PER_WAITING,
    SQUEEZE_FLOOR,
    CASELOAD_LIMIT,
    GIVEN,
    PREEMPTION,
    IDLE,
    LONGEST_IDLE,
    LATEST_IDLE,
    POOL,
    UNALLOCATED,
    STOPPABLE,
    RELIEF,
    LEAST_LOADED,
    ARRIVALS,
    STARTS,
    COMPLETED,
    ABANDONED_JOBS,
    OFFERED_HOURS,
    LAST_CAPACITY,
    DUTY,
    BUSY,
    OVERTIME,
    WAITING_NOW,
    *_areas_and_since,
    TEAM_SIZE,
) = range(43 + len(Skill))
AREA, SINCE = 4, 8
"""From each of the four counts to its integral over time, and to when that was last brought up."""
MEAN_PACES = TEAM_SIZE - len(Skill)
"""The first of the paces at which the offered load counts hours, one a skill."""

# -- other demand ----------------------------------------------------------------------------------

(
    KIND_TEAM,
    KIND_TASK,
    KIND_CONTINUED,
    KIND_PRIORITY,
    KIND_PREEMPTS,
    KIND_INTERRUPTIBLE,
    KIND_IN_CHARGE,
    KIND_TURN_HOURS,
    KIND_SKILL,
    KIND_SIZE,
) = range(10)

(
    VISIT_TIME,
    VISIT_ID,
    VISIT_OF,
    VISIT_HOURS,
    VISIT_PATIENCE,
    VISIT_FOLLOW,
    VISIT_AGAIN,
    VISIT_SIZE,
) = range(8)
"""A visit: one job of other demand to come; addresses of what follows once it is done, and of the
hours after which its caller tries again (one word for each attempt but the last)."""

CHANGE_TIME, CHANGE_TEAM, CHANGE_POST, CHANGE_WHAT, CHANGE_SIZE = range(5)

# -- appointments, and what is written down --------------------------------------------------------

AT, KIND, WHOSE, WHAT, APPOINTMENT_SIZE = range(5)
"""WHAT is the address of a job, of a visit, or less than 0 for a job that rings again."""

WAIT_OF, WAIT_ARRIVED, WAIT_HOURS, WAIT_SIZE = range(4)
"""WAIT_OF packs team, task, story or not, and result."""

(
    ROW_TOLD,
    ROW_TIME,
    ROW_CASE,
    ROW_JOB,
    ROW_EVENT,
    ROW_TASK,
    ROW_TEAM,
    ROW_OFFICER,
    ROW_PRIORITY,
    ROW_SQUEEZED,
    ROW_PACE,
    ROW_HOURS,
    ROW_OFFERED,
    ROW_ASKED_OF,
    ROW_GIVE_UP_AT,
    ROW_FLAGS,
    ROW_SIZE,
) = range(17)

CAPACITY_TEAM, CAPACITY_TIME, CAPACITY_COUNT_NOW, CAPACITY_SIZE = range(4)

EVENTS = (
    "arrived",
    "allocated",
    "started",
    "resumed",
    "completed",
    "pre-empted",
    "parked",
    "handed over",
    "abandoned",
    "cancelled",
    "turned away",
    "reallocated",
)
(
    EV_ARRIVED,
    EV_ALLOCATED,
    EV_STARTED,
    EV_RESUMED,
    EV_COMPLETED,
    EV_PREEMPTED,
    EV_PARKED,
    EV_HANDED_OVER,
    EV_ABANDONED,
    EV_CANCELLED,
    EV_TURNED_AWAY,
    EV_REALLOCATED,
) = range(len(EVENTS))
