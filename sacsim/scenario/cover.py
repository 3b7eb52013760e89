"""Cover: whether plans leave a team with too few people on duty at some hour."""

from collections.abc import Iterator

from sacsim.force.people import WEEK
from sacsim.force.plans import TeamPlan, plans
from sacsim.force.roster import FIVE_TEAM, head_count, joined, rostered
from sacsim.scenario.scenario import Scenario

DAY = 24.0


def thin_cover(scenario: Scenario) -> Iterator[str]:
    """The first hour at which a team has fewer people on duty than it says it must, or none."""
    strengths = {name: team.strength or 0 for name, team in scenario.teams.items() if team.people}
    if scenario.workforce is None:
        return
    for name, plan in plans(scenario.workforce, strengths, scenario.clock).items():
        for begin, posts in _posts(strengths[name], plan, scenario):
            if warning := _thin(scenario, name, posts, begin):
                yield warning
                break


def _posts(strength: int, plan: TeamPlan, scenario: Scenario) -> Iterator[tuple[float, int]]:
    """How many people a team has, leavers replaced, from each moment at which plans change it."""
    changes = [(departure.time, -departure.people) for departure in plan.departures]
    changes += [(each.time + WEEK * each.route.tutored_weeks, 1) for each in plan.arrivals]
    horizon = scenario.clock.month_start(scenario.months)
    moments = sorted({0.0, *(time for time, _ in changes if time < horizon)})
    for moment in moments:
        yield moment, strength + sum(change for time, change in changes if time <= moment)


def _thin(scenario: Scenario, name: str, posts: int, begin: float) -> str | None:
    """A warning if the fewest of so many people on duty, in four weeks from a moment, are too few.

    Means: rostered, less abstraction.
    """
    team, clock = scenario.teams[name], scenario.clock
    month = next(m for m in range(scenario.months + 1) if clock.month_start(m + 1) > begin)
    duties = joined(rostered(team, posts, clock, m) for m in range(month, month + 3))
    times, people = head_count(duties, begin + DAY, begin + 29 * DAY)
    at = int(people[:-1].argmin())
    present = float(people[at]) * (1 - team.abstraction)
    then = clock.local(float(times[at]))
    when = f"{then:%A} {then.day} {then:%B %Y, %H:%M}"
    share = team.people.minimum_on_duty if team.people else 0.0
    least = share * (team.strength or 0)
    if not present and team.shifts == FIVE_TEAM:
        return f"teams.{name}: nobody is on duty on {when}"
    if present < least:
        return (
            f"teams.{name}: on {when} {present:.1f} of {posts} people are on duty on average, "
            f"fewer than minimum_on_duty = {share:g} of {team.strength}, {least:.1f}"
        )
    return None
