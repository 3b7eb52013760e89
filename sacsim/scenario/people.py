"""People: what is wrong with the plans that a scenario has for them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from sacsim.clock import Clock
from sacsim.force.force import TeamSettings
from sacsim.force.people import Joiners, Transfer, Workforce
from sacsim.force.plans import in_order, plans, students_at_once

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
            known = ", ".join(workforce.routes)
            key = ("teams", name, "people", "replaced_by")
            wrong[key] = f"is '{team.people.replaced_by}', which is not a route; there are: {known}"
    for name, plan in in_order(workforce):
        wrong |= dict(_wrong_plan(name, plan, workforce, teams, start, end))
    if not wrong:
        wrong |= dict(_too_many(workforce, teams, start))
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
            yield (*at, key), f"is '{team}', which is not a team; there are: {', '.join(teams)}"
        elif teams[team].people is None:
            known = ", ".join(with_people) or "none"
            yield (*at, key), f"is '{team}', which has no people table; those that have: {known}"
    if plan.by not in workforce.routes:
        known = ", ".join(workforce.routes)
        yield (*at, "by"), f"is '{plan.by}', which is not a route; there are: {known}"
    if not start <= plan.date < end:
        yield (*at, "date"), f"is {plan.date}, outside the run ({start} to {end})"


def _too_many(
    workforce: Workforce, teams: Mapping[str, TeamSettings], start: date
) -> Iterator[tuple[Path, str]]:
    """Transfers of more people than there are, more students than tutors."""
    strengths = {name: team.strength or 0 for name, team in teams.items() if team.people}
    there = Counter(strengths)
    for name, plan in in_order(workforce):
        if isinstance(plan, Transfer):
            if plan.people > there[plan.source]:
                key = ("workforce", "transfers", name, "people")
                yield (
                    key,
                    f"is {plan.people}, but {plan.source} has {there[plan.source]} people then",
                )
            there[plan.source] -= plan.people
        there[plan.team] += plan.people
    for team, planned in plans(workforce, strengths, Clock(start)).items():
        people = teams[team].people
        assert people is not None
        tutors = int(strengths[team] * people.tutors)
        students = students_at_once(planned)
        if students > tutors:
            key = ("teams", team, "people", "tutors")
            yield (
                key,
                f"gives {tutors} tutors among {strengths[team]} people, fewer than the {students} "
                "students whom plans send at once; spread the joiners, or have more tutors",
            )
