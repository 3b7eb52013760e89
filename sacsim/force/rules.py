"""Rules: how posts and the jobs that wait for them come together in every team.

The rules, so that anyone could recompute every start from the journal and the duty times:

1. A job is for anyone in the team (the pool) or for one named post. Waiting jobs stand in the order
   (priority, arrival, id); a smaller priority goes first.
2. A post that becomes free on duty takes the first job among the pool's and its own, before whoever
   asked for the ended job is told. With none, it is idle from that moment.
3. A job that arrives goes to the longest idle post (then the lowest number); a named job to its own
   post, if that is idle.
4. A job that finds no idle post it may have, and pre-empts, stops one interruptible job of lower
   priority (never an equal one) among the posts on duty (a named job: at its own post): the lowest
   priority first, then the latest started or resumed, then the highest id. The stopped job returns
   to its place in the queue with the hours it has left. A job pre-empts only when it arrives.
5. At the end of a shift the job in hand is finished (`finish`; also when it is not interruptible),
   goes back to its place in the pool (`hand_over`), or stays with its post (`park`) and is a named
   job from then on. A named job always stays with its post.
6. A job that has not started when its patience ends is abandoned; patience counts until the first
   start only.
7. A hold (guarding a scene) has no hours of its own: it lasts until released, at most its stated
   time from its first start, is never pre-empted, and at the end of a shift passes to the longest
   idle post then on duty, whatever the reserve; while nobody is idle the holder stays on, and the
   next post that becomes free relieves it before any other job (of several holds, the lowest id).
   A holder whose own next shift begins is on duty again and is not relieved.
8. At one instant: completions, then the roster change (all who leave, all who join, then the idle
   posts take jobs, the longest idle first), then patience, timers and arrivals (see agenda.py).
   A post that leaves and joins at one instant does neither.
9. `reserve_posts` idle posts, a post just free included, are kept for pool jobs of priority
   `reserve_for_priority` or smaller. At its first start a report is cut short by the jobs that
   still wait, of any kind, for each post on duty (`squeeze`). A job that finds the queue at
   `queue_limit` when it arrives is turned away.
10. A crime given to the team (`give`) gets an officer in charge first (see ownership.py); its job
    is then a named one. Until then it waits, counts as waiting, and its patience runs.
11. A stated hour of a job takes a post so many hours as its pace says, for the skill that the job
    asks for (`set_paces`; 1 unless stated). The pace is that of the moment when the job is started
    or resumed; what a stopped job has left is stated hours again. Holds and the work of unlimited
    teams go at 1. The offered load counts a job's hours at the team's mean pace.
12. An officer who has gone (`go`) is given no crimes until the post has an officer again (`come`).
    What waits for them, or would wait for them when it arrives or is put down, is passed on at
    once: a job of other demand's case, and a crime's first job, with the case, to the least loaded
    officer present, whatever the limit; what was anyone's, to the pool. In the order of rule 1;
    each keeps its place, starts if its new post is idle, and does not pre-empt. With nobody present
    a case stays; ask again (`go`) when somebody is. A story's other jobs wait for whoever was asked
    until they are named for another (`move`); in hand, they stay until they are put down. Whether a
    post is on duty is the roster's affair: whoever has gone finishes what is in hand and takes pool
    jobs while on duty.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sacsim.force.job import Job
from sacsim.words import Skill

Paces = npt.NDArray[np.float64]
FINISH, HAND_OVER, PARK = "finish", "hand_over", "park"
NOT_IDLE = -1.0
Queue = list[tuple[float, float, int, Job]]


class Post:
    """One officer's or member of staff's place in a team."""

    __slots__ = ("idle_since", "job", "number", "on_duty", "paces", "queue")

    def __init__(self, number: int) -> None:
        self.number = number
        self.on_duty = False
        self.job: Job | None = None
        self.idle_since = NOT_IDLE
        self.queue: Queue = []
        self.paces = [1.0] * len(Skill)


@dataclass(frozen=True)
class Squeeze:
    """Reports of a priority or below are cut short by so much per job waiting a post on duty."""

    from_priority: float
    per_waiting: float
    floor: float


@dataclass(frozen=True)
class Rules:
    """A team's standing rules: see the numbered list above."""

    at_shift_end: str = FINISH
    queue_limit: int | None = None
    reserve_posts: int = 0
    reserve_for_priority: float = 0
    squeeze: Squeeze | None = None
    caseload_limit: int | None = None


def paces_of(paces: npt.ArrayLike, posts: int) -> Paces:
    """A team's paces, posts x skills: hours that one stated hour of work takes.

    Raises ValueError for another shape, or for what is not a positive number.
    """
    found = np.array(paces, float)
    if found.shape != (posts, len(Skill)):
        raise ValueError(f"paces of {posts} posts and {len(Skill)} skills, not {found.shape}")
    return _positive(found)


def mean_pace_of(mean: npt.ArrayLike | None) -> Paces:
    """A team's mean pace for each skill; 1 unless stated. Raises ValueError as `paces_of`."""
    found = np.ones(len(Skill)) if mean is None else np.array(mean, float)
    if found.shape != (len(Skill),):
        raise ValueError(f"a mean pace for each of {len(Skill)} skills, not {found.shape}")
    return _positive(found)


def _positive(paces: Paces) -> Paces:
    if not ((paces > 0) & (paces < np.inf)).all():
        raise ValueError("a pace is a positive number of hours")
    return paces
