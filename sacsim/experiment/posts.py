"""Posts: what it means, in a scenario, to add posts to a team.

A post is added at strength: establishment and people in post both rise by so many from the start of
the run, so that vacancies stay what they are in number. Added people are like those already there.
A kiosk has no posts; what is added there is trained users, who give the kiosk the share of their
duty that the scenario says.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sacsim.errors import BadInput
from sacsim.scenario.problems import did_you_mean
from sacsim.scenario.scenario import Scenario

USERS = "_users"
"""`kiosk_users`: the trained users of the team `kiosk`."""


def team_of(place: str) -> str:
    """The team that a place for posts belongs to."""
    return place.removesuffix(USERS)


def places(scenario: Scenario) -> list[str]:
    """Where posts can be added: teams of a stated size, and the trained users of kiosks."""
    return [
        name if team.kiosks is None else name + USERS
        for name, team in scenario.teams.items()
        if team.strength is not None
    ]


def check_places(scenario: Scenario, asked: Iterable[str], option: str = "--to") -> None:
    """Refuse places that the scenario does not have, or that are named twice. Raises BadInput."""
    known, seen = places(scenario), set[str]()
    wrong = []
    for place in asked:
        if place not in known:
            hint = did_you_mean(place, known)
            if place + USERS in known:
                hint = f"; did you mean '{place}{USERS}'?"
            wrong.append(
                f"{option}: '{place}' is no team with posts; allowed: {', '.join(known)}{hint}"
            )
        elif place in seen:
            wrong.append(f"{option}: '{place}' is named twice")
        seen.add(place)
    if wrong:
        raise BadInput(*wrong)


def posts_in(scenario: Scenario, place: str) -> int:
    """People in post today, or trained users."""
    team = scenario.teams[team_of(place)]
    return team.trained_users or 0 if team.kiosks is not None else team.strength or 0


def with_posts(scenario: Scenario, added: Mapping[str, int]) -> Scenario:
    """Return the scenario with so many posts more at each place. Raises BadInput."""
    changes: dict[str, Any] = {}
    for place, posts in added.items():
        name = team_of(place)
        team = scenario.teams[name]
        if not posts:
            continue
        if team.kiosks is not None:
            changes[f"teams.{name}.trained_users"] = (team.trained_users or 0) + posts
            continue
        assert isinstance(team.officers, int)
        assert team.strength is not None
        changes[f"teams.{name}.officers"] = team.officers + posts
        if team.vacancies:
            filled = (team.strength + posts) / (team.officers + posts)
            changes[f"teams.{name}.vacancies"] = 1 - filled
    return scenario.change(changes) if changes else scenario


def yearly_cost(scenario: Scenario, place: str) -> float | None:
    """Pounds a year of a post, all costs; None where the scenario states none."""
    people = scenario.teams[team_of(place)].people
    return people.post_cost if people is not None and people.post_cost else None


def training_cost(scenario: Scenario, place: str) -> float | None:
    """Pounds once for one more person by the route that leavers are replaced; None: not stated."""
    people = scenario.teams[team_of(place)].people
    if people is None or scenario.workforce is None:
        return None
    return scenario.workforce.routes[people.replaced_by].training_cost
