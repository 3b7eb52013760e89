"""People: what is wrong with the plans that a scenario has for them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sacsim.clock import Clock
from sacsim.force.force import TeamSettings
from sacsim.force.people import Joiners, Transfer, Workforce
from sacsim.force.plans import TeamPlan, in_order, plans, students_at_once
from sacsim.scenario.problems import did_you_mean

Path = tuple[str, ...]


def wrong_plans(
    workforce: Workforce | None, teams: Mapping[str, TeamSettings], start: date, end: date
) -> dict[Path, str]:
    """Return what cannot be, by the key that says so; `end` is the day after the last."""
    wrong = dict(_people_without_rules(workforce, teams))
    if workforce is None:
        return wrong
    for name, team in teams.items():
        if team.people is not None and team.people.replaced_by not in workforce.routes:
            wrong["teams", name, "people", "replaced_by"] = _none_such(
                team.people.replaced_by, "a route", workforce.routes
            )
    for name, plan in in_order(workforce):
        wrong |= dict(_wrong_plan(name, plan, workforce, teams, start, end))
    if not wrong:
        for key, what in _too_many(workforce, teams, start):
            wrong.setdefault(key, what)
    return wrong


def _people_without_rules(
    workforce: Workforce | None, teams: Mapping[str, TeamSettings]
) -> Iterator[tuple[Path, str]]:
    for name, team in teams.items():
        if team.people is None:
            continue
        if workforce is None:
            yield ("teams", name, "people"), "needs a table [workforce]: who leaves, who comes"
        elif team.strength is None or team.kiosks is not None or team.shifts in ("always", "table"):
            yield (
                ("teams", name, "people"),
                "is for teams of officers on a shift pattern, not for kiosks, unlimited teams, or "
                "shifts that already say who is on duty",
            )


def _wrong_plan(
    name: str,
    plan: Joiners | Transfer,
    workforce: Workforce,
    teams: Mapping[str, TeamSettings],
    start: date,
    end: date,
) -> Iterator[tuple[Path, str]]:
    at = ("workforce", "transfers" if isinstance(plan, Transfer) else "joiners", name)
    with_people = [team for team, settings in teams.items() if settings.people is not None]
    asked = [("team", plan.team)]
    if isinstance(plan, Transfer):
        asked.append(("source", plan.source))
        if plan.source == plan.team:
            yield (*at, "team"), f"is '{plan.team}', the team that they leave"
    for key, team in asked:
        if team not in teams:
            yield (*at, key), _none_such(team, "a team", teams)
        elif teams[team].people is None:
            yield (*at, key), _none_such(team, "a team with a people table", with_people)
    if plan.by not in workforce.routes:
        yield (*at, "by"), _none_such(plan.by, "a route", workforce.routes)
    if not start <= plan.date < end:
        yield (*at, "date"), f"is {plan.date}, outside the run ({start} to {end})"


def _too_many(
    workforce: Workforce, teams: Mapping[str, TeamSettings], start: date
) -> Iterator[tuple[Path, str]]:
    """Transfers of more people than there are, more students than tutors."""
    strengths = {name: team.strength or 0 for name, team in teams.items() if team.people}
    clock, everything = Clock(start), plans(workforce, strengths, Clock(start))
    moved: Counter[str] = Counter()
    for name, plan in in_order(workforce):
        if isinstance(plan, Transfer):
            then, source = clock.hours(plan.date), everything[plan.source]
            there = strengths[plan.source] + sum(each.time <= then for each in source.arrivals)
            there -= moved[plan.source]
            moved[plan.source] += plan.people
            if plan.people > there:
                key = ("workforce", "transfers", name, "people")
                yield key, f"is {plan.people}, but {plan.source} has {there} people then"
    yield from _same_numbers(everything, workforce)
    for team, planned in everything.items():
        people = teams[team].people
        assert people is not None
        tutors = int(strengths[team] * people.tutors)
        students = students_at_once(planned)
        if students > tutors:
            kind, name = _largest(workforce, team)
            yield (
                ("workforce", kind, name, "people"),
                f"brings {students} students to {team} at once, more than its {tutors} tutors "
                f"among {strengths[team]} people; spread the joiners, or raise "
                f"teams.{team}.people.tutors",
            )


def _same_numbers(
    everything: Mapping[str, TeamPlan], workforce: Workforce
) -> Iterator[tuple[Path, str]]:
    """Plans whose people would have the same luck, which their names decide."""
    for team, planned in everything.items():
        if len(set(planned.newcomers)) < len(planned.newcomers):
            kind, name = _largest(workforce, team)
            yield ("workforce", kind, name), "is to be renamed: its people's luck is another plan's"


def _largest(workforce: Workforce, team: str) -> tuple[str, str]:
    """The table and the name of the plan that brings most people to a team."""
    coming = [(plan.people, name, plan) for name, plan in in_order(workforce) if plan.team == team]
    _, name, plan = max(coming, key=lambda one: one[0])
    return "transfers" if isinstance(plan, Transfer) else "joiners", name


def _none_such(name: str, what: str, known: Iterable[str]) -> str:
    names = [*known]
    return f"is '{name}', not {what}; there are: {', '.join(names)}{did_you_mean(name, names)}"
