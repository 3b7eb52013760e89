"""Lifting: the scenarios in which one cause, or several, no longer cost anything.

A policy or a skill is lifted with the people of today, who may then have more to do than they can,
and once more with all the people it takes: the teams that do the lifted work are unlimited, in
which case nobody waits for them, everybody in them is of average practice, and plans for their
people have no object. Result days, travel and the law's clocks stay. Capacity is lifted by people
alone, what a partner does by the partner alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sacsim.measure.causes import CAUSES, OWN_PEOPLE, Cause, Tag
from sacsim.scenario.scenario import Scenario
from sacsim.words import TeamName


class Lift(NamedTuple):
    """What is lifted, and the scenarios that say so; None for what is not asked.

    `today` is compared with the base, `with_people` with `people_alone` (with the base, if None).
    """

    kind: str
    name: str
    today: Scenario | None
    with_people: Scenario | None
    people_alone: Scenario | None


def lifts(scenario: Scenario) -> Iterator[Lift]:
    """Each cause lifted alone, all causes of each tag, and all causes together.

    Raises BadInput if a scenario with a cause lifted cannot be.
    """
    lifted = [cause for cause in CAUSES if cause.lifted]
    for cause in lifted:
        yield _lift("cause", cause.name, cause.tag, [cause], cause.people, scenario)
    for tag in Tag:
        if theirs := [cause for cause in lifted if cause.tag == tag]:
            people = OWN_PEOPLE if tag == Tag.CAPACITY else _people(theirs)
            yield _lift("tag", str(tag), tag, theirs, people, scenario)
    others = [cause for cause in lifted if cause.tag != Tag.CAPACITY]
    partners = _people(cause for cause in lifted if cause.tag == Tag.PARTNER)
    everything = _changed(scenario, lifted, (*OWN_PEOPLE, *partners))
    yield Lift("all", "everything", _changed(scenario, others, partners), everything, None)


def _lift(
    kind: str,
    name: str,
    tag: Tag,
    causes: Sequence[Cause],
    people: Sequence[TeamName],
    scenario: Scenario,
) -> Lift:
    with_people = _changed(scenario, causes, people)
    if tag == Tag.CAPACITY:
        return Lift(kind, name, None, with_people, None)
    if tag == Tag.PARTNER or not people:
        return Lift(kind, name, with_people, with_people, None)
    today, alone = _changed(scenario, causes, ()), _changed(scenario, (), people)
    return Lift(kind, name, today, with_people, alone)


def _people(causes: Iterable[Cause]) -> tuple[TeamName, ...]:
    """The teams of several causes, each once, in order."""
    return tuple(dict.fromkeys(team for cause in causes for team in cause.people))


def _changed(scenario: Scenario, causes: Iterable[Cause], people: Sequence[TeamName]) -> Scenario:
    """The scenario with these causes lifted, and nobody waiting for these teams."""
    changes: dict[str, Any] = {}
    for cause in causes:
        changes |= cause.lift
        if cause.practised and scenario.workforce is not None:
            quality = getattr(scenario.workforce.experience.quality, cause.practised)
            key = f"workforce.experience.quality.{cause.practised}"
            changes[key] = [max(each, 1.0) for each in quality]
    return scenario.change(changes | unlimited(scenario, people))


def unlimited(scenario: Scenario, people: Sequence[TeamName]) -> dict[str, Any]:
    """The changes after which nobody waits for these teams."""
    changes: dict[str, Any] = {}
    for name in people:
        team = scenario.teams[name]
        if team.kiosks is not None:
            changes |= {f"teams.{name}.kiosks": None, f"teams.{name}.trained_users": None}
        if team.people is not None:
            changes[f"teams.{name}.people"] = None
        changes[f"teams.{name}.officers"] = "unlimited"
    plans = scenario.tree.data.get("workforce", {})
    for kind in ("joiners", "transfers"):
        moves = plans.get(kind, {})
        kept = {n: p for n, p in moves.items() if not {p["team"], p.get("source")} & {*people}}
        if kept != moves:
            changes[f"workforce.{kind}"] = kept
    return changes
