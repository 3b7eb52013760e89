"""Damage done to the compiled engine, a line at a time, to see whether its comparison notices.

Run with NUMBA_DISABLE_JIT=1 and a copy of the package first on the path: the copy is damaged, one
mutant after another, and lets worlds happen until one of them differs from the reference. Prints
what each mutant was noticed by, as JSON.
"""

import json
import random
import sys
from pathlib import Path
from typing import NamedTuple

from crowd_cases import BY_HAND
from crowd_play import Told, differ, play
from crowd_worlds import World, build

import sacsim
from sacsim.force.queues import COMPILED, REFERENCE

PACKAGE = Path(sacsim.__file__).parent
WORLDS, TALES, VISITS = 100, 12, 36

TABLE = """
posts: give-up before completion
- COMPLETION, ROSTER, GIVE_UP, TIMER, ARRIVAL = range(5)
+ GIVE_UP, COMPLETION, ROSTER, TIMER, ARRIVAL = range(5)

posts: roster change before completion
- COMPLETION, ROSTER, GIVE_UP, TIMER, ARRIVAL = range(5)
+ ROSTER, COMPLETION, GIVE_UP, TIMER, ARRIVAL = range(5)

loop: arrivals before the roster change
- == time and kind > posts.ROSTER)
+ == time and kind > posts.ARRIVAL)

heaps: appointments of one kind in any order
- WHOSE] < id
+ WHOSE] < 0

loop: arrivals before whatever else arrives
- key < kind or whose < id
+ key < kind

loop: follow-on work before arrivals
- or I[follows + at.VISIT_ID] < id
+ or True

visits: the second to follow on at one instant among the timers
- posts.ARRIVAL, I[follow + at.VISIT_ID], follow
+ posts.TIMER, I[follow + at.VISIT_ID], follow

loop: stories before other demand
- and id >= until_id
+ and id >= 0

loop: other demand before stories
- and id >= until_id
+ and id < 0

queues: on past the next of SimPy's events
- (priority >> ID_BITS) - 1
+ priority >> ID_BITS

rosters: teams in the order in which they were made
- np.lexsort((teams, self._memory.words[teams + at.TEAM_NUMBER]))
+ np.argsort(teams)

rosters: a post that stays is ignored
- np.delete(who, both + 1), np.delete(what, both + 1)
+ np.delete(who, [*both, *both + 1]), np.delete(what, [*both, *both + 1])

loop: the idle do not look again
- shifts.look_again(I, F, team)
+ pass

heaps: ties by insertion
- return I[a + at.LAST_KEY] < I[b + at.LAST_KEY]
+ return False

heaps: the highest id first
- return I[a + at.LAST_KEY] < I[b + at.LAST_KEY]
+ return I[a + at.LAST_KEY] > I[b + at.LAST_KEY]

heaps: the last to arrive first
- return F[a + at.SECOND_KEY] < F[b + at.SECOND_KEY]
+ return F[a + at.SECOND_KEY] > F[b + at.SECOND_KEY]

posts: the pool before one's own
- heaps.goes_before(I, F, pool, job)
+ True

posts: one's own before the pool
- heaps.goes_before(I, F, pool, job)
+ False

posts: a longer queue than allowed
- I[team + at.WAITING_NOW] >= limit
+ I[team + at.WAITING_NOW] > limit

cases: crimes turned away by a full queue
- posts.enter(I, F, team, job, -1)
+ posts.enter(I, F, team, job, I[team + at.QUEUE_LIMIT])

posts: the idle by number alone
- and F[before + at.IDLE_SINCE] == F[at.NOW]
+ and F[before + at.IDLE_SINCE] <= F[at.NOW]

posts: the idle by insertion
- and I[before + at.NUMBER] > I[post + at.NUMBER]
+ and False

posts: the latest idle first
-             return 0
-         post = I[team + at.LONGEST_IDLE]
+             return 0
+         post = I[team + at.LATEST_IDLE]

posts: a smaller reserve
- or idle > I[team + at.RESERVE]
+ or idle >= I[team + at.RESERVE]

posts: the reserve for fewer
- return priority <= F[team + at.RESERVE_PRIORITY]
+ return priority < F[team + at.RESERVE_PRIORITY]

posts: the reserve without the post just free
- take(I, F, team, post, I[team + at.IDLE] + 1)
+ take(I, F, team, post, I[team + at.IDLE])

posts: equals pre-empt
- F[other + at.PRIORITY] > F[job + at.PRIORITY]
+ F[other + at.PRIORITY] >= F[job + at.PRIORITY]

posts: the earliest started is stopped
- -F[job + at.RESUMED]
+ F[job + at.RESUMED]

posts: the lowest id is stopped
- -I[job + at.ID]
+ I[job + at.ID]

posts: overtime is stopped
- other == 0 or not I[post + at.ON_DUTY] or
+ other == 0 or

posts: hurry counts the one who is served
-     books.dequeued(I, F, team)
-     start(I, F, team, post, job)
+     start(I, F, team, post, job)
+     books.dequeued(I, F, team)

posts: hurry from the next priority on
- F[job + at.PRIORITY] < F[team + at.SQUEEZE_FROM]
+ F[job + at.PRIORITY] <= F[team + at.SQUEEZE_FROM]

posts: holds are hurried
- if I[team + at.SQUEEZES] and not I[job + at.HOLD]:
+ if I[team + at.SQUEEZES]:

loop: patience counts after the first start
- and F[what + at.STARTED] < 0
+ and True

loop: patience that ended long ago meets a number used again
- and F[what + at.GIVE_UP_AT] <= F[at.NOW]
+ and True

visits: patience counts from the attempt before
- F[job + at.GIVE_UP_AT] = F[at.NOW] + F[job + at.PATIENCE]
+ F[job + at.GIVE_UP_AT] = F[job + at.ARRIVED] + F[job + at.PATIENCE]

visits: one attempt less
- attempt < MOST_ATTEMPTS
+ attempt < MOST_ATTEMPTS - 1

visits: always the first delay
- F[again + attempt - 1]
+ F[again]

shifts: everything is put down at the end of a shift
- if I[job + at.INTERRUPTIBLE] and I[team + at.AT_SHIFT_END] != FINISH:
+ if I[team + at.AT_SHIFT_END] != FINISH:

shifts: named jobs are handed over
- parked = I[job + at.OFFICER] >= 0 or I[team + at.AT_SHIFT_END] == PARK
+ parked = I[team + at.AT_SHIFT_END] == PARK

shifts: what is parked goes back to the pool
- I[job + at.OFFICER] = I[post + at.NUMBER]
+ pass

shifts: relief by the highest id
- team + at.RELIEF, job, 0.0, 0.0, I[job + at.ID]
+ team + at.RELIEF, job, 0.0, 0.0, -I[job + at.ID]

posts: relief after the pool
-     if I[team + at.RELIEF] != 0:
+     if I[team + at.RELIEF] != 0 and I[team + at.POOL] == 0:

posts: a relieved hold begins anew
- if F[job + at.DUE] == np.inf:
+ if True:

posts: hours done are not counted off
- F[job + at.LEFT] = (F[job + at.DUE] - F[at.NOW]) / F[job + at.PACE]
+ pass

posts: hours left are those of the post
- F[job + at.LEFT] = (F[job + at.DUE] - F[at.NOW]) / F[job + at.PACE]
+ F[job + at.LEFT] = F[job + at.DUE] - F[at.NOW]

posts: every job at the first pace
- F[post + at.PACES + I[job + at.SKILL]]
+ F[post + at.PACES]

posts: holds at the holder's pace
- if post != 0 and not I[job + at.HOLD]:
+ if post != 0:

posts: only the last post's hours are spent
- F[job + at.SPENT] += F[at.NOW]
+ F[job + at.SPENT] = F[at.NOW]

visits: hours spent on a former job
- F[job + at.SPENT] = 0.0
+ pass

books: hours offered at no pace
- F[job + at.OFFERED] * mean
+ F[job + at.OFFERED]

queues: other demand asks for nothing in particular
- at.KIND_SKILL: kind.skill
+ at.KIND_SKILL: 0

caseload: caseloads by number before the last given
- post, live, given, number)
+ post, live, number, given)

caseload: crimes to whoever was given the last
- post, live, given, number)
+ post, live, -given, number)

cases: one crime more than the limit
- I[post + at.LIVE] >= limit
+ I[post + at.LIVE] > limit

caseload: whoever has gone is given crimes when one is closed
- if not I[post + at.GONE]:
-         live, given
+ if True:
+         live, given

caseload: whoever has gone is still in order
-     I[post + at.GONE] = 1
-     _step_aside(I, F, post)
+     I[post + at.GONE] = 1

caseload: cases are handed over without being counted off
-         drop(I, F, team, post)
+         pass

caseload: cases are handed over without being counted
-         take(I, F, team, heir)
+         pass

caseload: cases are handed over by whoever is present
- heir = I[team + at.LEAST_LOADED] if I[post + at.GONE] else 0
+ heir = I[team + at.LEAST_LOADED]

caseload: what was anyone's goes with the cases
- if I[job + at.TIE] == ANYONES:
+ if False:

caseload: what was asked of an officer is passed on
- if officer < 0 or I[job + at.TIE] == NAMED:
+ if officer < 0:

caseload: passed on without a word
-     books.row(I, F, job, at.EV_REALLOCATED, I[job + at.OFFICER])
-     return True
+     return True

caseload: who comes is still gone
-     I[post + at.GONE] = 0
-     _step_aside(I, F, post)
+     _step_aside(I, F, post)

cases: crimes wait on when somebody comes
- if not _allocate_next(I, F, team):
-             return True
+ return True

cases: what stays is lost
- while kept != 0:
+ while False:

cases: what is passed on waits even for the idle
- if caseload.pass_on(I, F, team, job):
-             books.dequeued(I, F, team)
-             posts.start_or_wait(I, F, team, job)
+ if caseload.pass_on(I, F, team, job):
+             books.dequeued(I, F, team)
+             posts.wait(I, F, team, job)

cases: a job is moved without leaving the queue
-         heaps.remove(I, F, job)
-         books.dequeued(I, F, team)
-         posts.start_or_wait(I, F, team, job)
+         books.dequeued(I, F, team)
+         posts.start_or_wait(I, F, team, job)

visits: turns for whoever has gone
-         if given:  # a turn of a case
+         if False:

shifts: what whoever has gone puts down stays
-             caseload.pass_on(I, F, team, job)
+             pass

shifts: a job moved while in hand is parked with its post
- if parked and I[job + at.OFFICER] < 0:
+ if parked:

posts: what is stopped stays with whoever has gone
-     caseload.pass_on(I, F, team, job)
-     if I[job
+     if I[job

posts: what is stopped waits even for the idle
- I[job + at.OFFICER] < 0 or I[job + at.OFFICER] == I[post + at.NUMBER]:
+ True:

visits: every turn is the second
- _numbered(I[ended + at.ID], number)
+ _numbered(I[ended + at.ID], 1)

visits: turns are offered again
- F[job + at.OFFERED] = 0.0
+ F[job + at.OFFERED] = turn

visits: one turn more than there are
- number == MOST_TURNS
+ number > MOST_TURNS

visits: a case that was abandoned is never closed
- if I[kind + at.KIND_IN_CHARGE] and I[job + at.OFFICER] >= 0:
+ if I[kind + at.KIND_IN_CHARGE] and I[job + at.OFFICER] >= 0 and I[job + at.STATE] == DONE:

visits: follow-on work of what was never done
- if I[job + at.STATE] == DONE and follow != 0:
+ if follow != 0:

visits: rows of what follows are given back before it does
- while I[job + at.STATE] != DONE and follow != 0:
+ while follow != 0:

memory: delays of callers are written over while they ring back
- if needed < now
+ if True

books: waits of those who arrive as the window ends
- <= arrived < F[at.TO]
+ <= arrived <= F[at.TO]

books: overtime goes on into the next shift
-     if I[post + at.JOB] != 0:
-         change(I, F, team, at.OVERTIME, -1)
+     if False:
+         change(I, F, team, at.OVERTIME, -1)

queues: the journal out of order
- time, kind, id, len(self.told))
+ time, kind, id, 0)
"""


class Mutant(NamedTuple):
    """A piece of a file's text, which stands there once, and what to put in its place."""

    file: Path
    what: str
    old: str
    new: str


def mutants() -> list[Mutant]:
    """The table, read."""
    return [_read(*entry.splitlines()) for entry in TABLE.strip().split("\n\n")]


def _read(head: str, *lines: str) -> Mutant:
    name, what = head.split(": ")
    old, new = ("\n".join(line[2:] for line in lines if line[0] == sign) for sign in "-+")
    return Mutant(PACKAGE / "force" / "crowd" / f"{name}.py", what, old, new)


def worlds() -> list[World]:
    """The worlds that every mutant has to get through."""
    luck = [random.Random(seed).randint for seed in range(WORLDS)]
    by_hand = [make() for make in BY_HAND]
    return by_hand + [build(pick, pick(4, TALES), pick(6, VISITS)) for pick in luck]


def damaged(mutant: Mutant, text: str) -> str:
    """The text of a mutant's file with the damage done."""
    assert text.count(mutant.old) == 1, f"{mutant.what}: {mutant.old} is not there once"
    return text.replace(mutant.old, mutant.new)


def noticed(told: list[tuple[World, Told]]) -> str:
    """The first difference that the compiled engine makes, as it stands; empty if none."""
    for name in [name for name in sys.modules if name.startswith("sacsim.force.crowd")]:
        del sys.modules[name]
    for number, (world, expected) in enumerate(told):
        try:
            found = differ(expected, play(world, COMPILED))
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        if found:
            return f"world {number}, {found}"
    return ""


def main() -> None:
    """Try the copy as it is, under an empty name, and then every mutant."""
    sys.dont_write_bytecode = True
    told = [(world, play(world, REFERENCE)) for world in worlds()]
    found = {"": noticed(told)}
    for mutant in mutants():
        text = mutant.file.read_text(encoding="utf-8")
        mutant.file.write_text(damaged(mutant, text), encoding="utf-8")
        found[mutant.what] = noticed(told)
        mutant.file.write_text(text, encoding="utf-8")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
