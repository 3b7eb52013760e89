"""Allocate: how a number of posts is best shared out among teams, and how sure that is.

Four looks, each at fewer ways and with luck of its own where it matters. What posts gain at each
place alone (marginals); the splits that this suggests, the best of them by ranking and selection;
the first two and the force as it is on fresh replications, which nothing was chosen on; the same
with each team's other work 10 % less and more, and in the year after the decision. A winner is
named only if it beats both no posts and the runner-up beyond their intervals, costs other work no
more than is tolerated, and stays ahead in every background. No data identify what a post is worth:
this is what the model's assumptions imply.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from sacsim.errors import BadInput
from sacsim.experiment.allocation import (
    AS_IT_IS,
    Allocation,
    Background,
    Budget,
    Case,
    Confirmed,
    Look,
    Task,
    Tried,
)
from sacsim.experiment.guarding import held
from sacsim.experiment.marginals import AIM, Marginal, curves, detectable, gain
from sacsim.experiment.selecting import FEWEST, kim_nelson, probability_best
from sacsim.experiment.splits import Split, candidates, concentrated, in_words, split_of, ways
from sacsim.statistics import Estimate, mean_interval

CONFIDENCE = 0.95
ZONE = 0.01
"""The smallest gain that matters, as a share of today's value, unless stated."""
USUAL = Budget()
MOVED = (0.9, 1.1)
"""Factors on a team's other work."""
FRESH = 1_000
"""First of the replications that nothing is chosen on."""


def allocate(
    task: Task, look: Look, budget: Budget = USUAL, tell: Callable[[str], None] | None = None
) -> Allocation:
    """Find how to place posts; the same task and looks, the same answer.

    `look` runs what it is asked for, or stands in for it. `tell` hears which look begins.
    Raises BadInput for a task that cannot be done.
    """
    check(task, budget)
    say = tell or (lambda stage: None)
    first = range(budget.first)
    say("each team alone")
    alone = {
        (place, number): Case(split_of({place: number}))
        for place in task.places
        for number in task.levels
    }
    seen = dict(look([AS_IT_IS, *alone.values()], first))
    none = seen[AS_IT_IS]
    today = mean_interval(none[AIM])
    zone = task.zone if task.zone is not None else ZONE * abs(today.value)
    if not zone > 0:
        raise BadInput("there is none of this today: state the smallest gain that matters (zone)")
    marginals = tuple(
        Marginal(place, number, gain(none, seen[case], task.better, task.sets))
        for (place, number), case in alone.items()
    )
    say("splits")
    splits = candidates(curves(marginals), task.posts, task.step, task.today, task.work)
    affordable = [split for split in splits.values() if _affordable(task, split)]
    if not affordable:
        least = min(task.cost(split) for split in splits.values())
        raise BadInput(
            f"--budget {task.most_pounds:g}: no way of placing {task.posts} posts costs so little; "
            f"the cheapest of those to try costs {least:,.0f} pounds a year"
        )
    seen |= look([Case(split) for split in affordable if Case(split) not in seen], first)
    tried = tuple(_tried(task, label, split, seen) for label, split in splits.items())
    allowed = tuple(each.split for each in tried if not each.left_out)
    if not allowed:
        raise BadInput("every split makes other work worse than is tolerated: see --tolerance")
    say("selection")
    selection = kim_nelson(
        task.better * pd.concat([seen[Case(split)][AIM] for split in allowed], axis=1).to_numpy(),
        zone,
        lambda alive, n: _sampled(task, look, [allowed[place] for place in alive], n),
        budget.most,
        CONFIDENCE,
    )
    finalists = [allowed[place] for place in selection.order[:2]]
    say("fresh luck")
    start = FRESH if not task.sets else -(-FRESH // task.sets) * task.sets
    fresh = range(start, start + budget.fresh)
    others = [Case(beside=name) for name in task.besides]
    final = [Case(split) for split in finalists]
    again = look([AS_IT_IS, *final, *others], fresh)
    confirmed = tuple(_confirmed(task, case, again) for case in (*final, *others))
    lead = gain(again[final[1]], again[final[0]], task.better, task.sets) if final[1:] else None
    say("other work moved")
    moved = range(start, start + budget.moved)
    backgrounds = _backgrounds(task, finalists, look, moved, zone)
    say("the year after the decision")
    first_year = {
        in_words(split): _in_first_year(task, split, look, again[AS_IT_IS]) for split in finalists
    }
    shown = {Case(split): seen[Case(split)] for split in concentrated(task.places, task.posts)}
    found = Allocation(
        task, budget, zone, today, marginals, tried, selection, allowed,
        probability_best(selection.values, selection.best, zone), confirmed, lead, backgrounds,
        first_year, {AS_IT_IS: none, **shown}, (),
    )  # fmt: skip
    return replace(found, reasons=tuple(_reasons(found)))


def check(task: Task, budget: Budget) -> None:
    """Refuse a task or a budget that cannot be. Raises BadInput."""
    wrong = []
    if task.posts < 1:
        wrong.append("--officers: must be 1 or more")
    elif task.step < 1 or task.posts % task.step:
        fits = ", ".join(str(n) for n in range(1, task.posts + 1) if task.posts % n == 0)
        wrong.append(f"--step {task.step}: must divide the {task.posts} posts; one of: {fits}")
    least = max(FEWEST, 2 * task.sets)
    for name in ("first", "fresh", "moved"):
        number = getattr(budget, name)
        fewest = max(2, 2 * task.sets) if name == "moved" else least
        if number < fewest:
            wrong.append(f"{name}: {number} replications are too few; {fewest} or more")
    if task.zone is not None and not task.zone > 0:
        wrong.append("--zone: must be more than 0")
    if wrong:
        raise BadInput(*wrong)


def runs_at_most(task: Task, budget: Budget) -> int:
    """Return how many runs a task may take."""
    alone = 1 + len(task.places) * len(task.levels)
    number = ways(len(task.places), task.posts, task.step)
    splits = min(number, len(task.places) + 6)
    more = splits - len(task.places)
    finalists = min(splits, 2)
    return (
        budget.first * (alone + more)
        + (budget.most - budget.first) * (splits if splits > 1 else 0)
        + budget.fresh * (1 + 2 * finalists + len(task.besides))
        + budget.moved * len(MOVED) * len(task.loads) * (1 + finalists)
    )


def _affordable(task: Task, split: Split) -> bool:
    return task.most_pounds is None or task.cost(split) <= task.most_pounds


def _tried(task: Task, label: str, split: Split, seen: Mapping[Case, pd.DataFrame]) -> Tried:
    """A split beside nothing, and whether it may be chosen."""
    if Case(split) not in seen or not _affordable(task, split):
        nan = float("nan")
        why = f"{task.cost(split):,.0f} pounds a year"
        return Tried(label, split, Estimate(nan, nan, nan, 0), (), why)
    none, with_posts = seen[AS_IT_IS], seen[Case(split)]
    kept = held(task.guards, none, with_posts, task.sets)
    broken = [each.guard.label for each in kept if each.broken]
    why = f"worse: {', '.join(broken)}" if broken else ""
    return Tried(label, split, gain(none, with_posts, task.better, task.sets), kept, why)


def _sampled(task: Task, look: Look, splits: Sequence[Split], replication: int) -> list[float]:
    cases = [Case(split) for split in splits]
    found = look(cases, [replication])
    return [task.better * float(found[case][AIM].iloc[0]) for case in cases]


def _confirmed(task: Task, case: Case, again: Mapping[Case, pd.DataFrame]) -> Confirmed:
    none, after = again[AS_IT_IS], again[case]
    kept = held(task.guards, none, after, task.sets)
    name = case.beside or in_words(case.split)
    return Confirmed(name, case.split, gain(none, after, task.better, task.sets), kept)


def _backgrounds(
    task: Task, finalists: Sequence[Split], look: Look, replications: Sequence[int], zone: float
) -> tuple[Background, ...]:
    """Who is ahead when a team has more or less other work; also whether doing nothing is."""
    loads = [(place, factor) for place in task.loads for factor in MOVED]
    if not loads:
        return ()
    ways_of = [(), *finalists]
    seen = look([Case(split, load=load) for load in loads for split in ways_of], replications)
    found = []
    for load in loads:
        none = seen[Case(load=load)]
        gains = {
            in_words(split): gain(none, seen[Case(split, load=load)], task.better, task.sets)
            for split in finalists
        }
        leader = gains[in_words(finalists[0])].value
        others = {in_words(()): 0.0} | {name: each.value for name, each in gains.items()}
        best = max(others, key=lambda name: others[name])
        found.append(Background(*load, gains, best if others[best] > leader + zone else ""))
    return tuple(found)


def _in_first_year(task: Task, split: Split, look: Look, none: pd.DataFrame) -> Estimate | str:
    case = Case(split, first_year=True)
    try:
        after = look([case], none.index.tolist())[case]
    except BadInput as error:
        return "; ".join(line.rpartition(": ")[2] for line in error.problems)
    return gain(none, after, task.better, task.sets)


def _reasons(found: Allocation) -> list[str]:
    """Why no winner may be named, in words; nothing if one may."""
    leader, rest = found.confirmed[0], found.confirmed[1:]
    reasons = []
    if not (detectable(leader.gain) and leader.gain.value > 0):
        reasons.append(
            "no placement of these posts makes a difference that "
            f"{found.budget.fresh} replications could show"
        )
    elif found.lead is not None and not (detectable(found.lead) and found.lead.value > 0):
        reasons.append("between the best split and the runner-up there is no detectable difference")
    if broken := [each.guard.label for each in leader.kept if each.broken]:
        reasons.append(f"with fresh luck it makes other work worse: {', '.join(broken)}")
    besides = [each for each in rest if each.name in found.task.besides]
    if ahead := [each.name for each in besides if each.gain.value > leader.gain.value + found.zone]:
        reasons.append(f"a change without new posts does better: {', '.join(ahead)}")
    if flips := [each for each in found.backgrounds if each.ahead]:
        told = ", ".join(f"{each.place} {100 * (each.factor - 1):+.0f} %" for each in flips)
        reasons.append(f"the ranking flips when other work is moved: {told}")
    if found.probability < CONFIDENCE and not found.selection.finished:
        reasons.append(
            f"the selection ended at its budget with a probability of {found.probability:.2f} "
            "that nothing tried is better by more than the smallest gain that matters"
        )
    return reasons
