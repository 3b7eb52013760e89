"""Explain people: strength by month; what plans give, when, after what dip, at what cost."""

from datetime import date

from sacsim.force.people import Joiners, Transfer, Workforce
from sacsim.force.plans import in_order
from sacsim.force.staff import Strength
from sacsim.scenario.page import Page, number, spoken
from sacsim.scenario.people_by_month import LUCKS, Effect, by_month, effects, staffed
from sacsim.scenario.scenario import Scenario

MOST_MONTHS = 48


def people(page: Page, scenario: Scenario) -> None:
    """Print what the scenario's people come to, if they come and go at all."""
    workforce = scenario.workforce
    if workforce is None:
        return
    _strengths(page, scenario, workforce)
    for name, plan in in_order(workforce):
        page.say(_plan(scenario, workforce, name, plan))
    for effect in effects(scenario):
        _effect(page, effect)


def _strengths(page: Page, scenario: Scenario, workforce: Workforce) -> None:
    """Every team with people, over the twelve months that are recorded first."""
    first = scenario.warm_up_months
    found = by_month(scenario, workforce, first + 12, [*staffed(scenario)])
    page.heading("People, in the first recorded year")
    rows = []
    for name, months in found.items():
        year = dict(zip(Strength._fields, months[first:].mean(axis=0), strict=True))
        left = months[first:, Strength._fields.index("left")].sum()
        rows.append(
            (
                spoken(name),
                number(year["establishment"]),
                number(year["strength"]),
                number(year["training"] + year["tutored"]),
                number(year["absent"]),
                number(year["deployable"]),
                number(year["effective"]),
                number(left),
            )
        )
    page.table(
        (
            "team",
            "estab-\nlishment",
            "strength",
            "in training\nor tutored",
            "long\nabsent",
            "deploy-\nable",
            "effective",
            "leave\na year",
        ),
        rows,
    )
    page.say(
        "Strength counts everybody in post; deployable, those who work alone; effective, what they "
        "are worth in experienced officers, less what tutors and learners give up. Leave, short "
        f"sickness and courses come off after that. Means over {LUCKS} lucks, workload left out."
    )


def _plan(scenario: Scenario, workforce: Workforce, name: str, plan: Joiners | Transfer) -> str:
    """One plan in a sentence, with its cost."""
    route, settings = workforce.routes[plan.by], scenario.teams[plan.team].people
    assert settings is not None
    who = f"{plan.people} people"
    training = f"{number(plan.people * route.training_cost)} pounds of training"
    if isinstance(plan, Transfer):
        return (
            f"{spoken(name).capitalize()}: {who} move from {spoken(plan.source)} to "
            f"{spoken(plan.team)} on {_day(plan.date)} ({spoken(plan.by)}); {training}."
        )
    yearly = f"{number(plan.people * settings.post_cost)} pounds a year"
    return (
        f"{spoken(name).capitalize()}: {who} for {spoken(plan.team)}, decided on "
        f"{_day(plan.date)} ({spoken(plan.by)}); {yearly}, and {training}."
    )


def _effect(page: Page, effect: Effect) -> None:
    """A team month by month until nine tenths of the effect are there."""
    page.heading(f"What the plans do to {spoken(effect.team)}, in effective posts")
    first = next((n for n, gain in enumerate(effect.gain) if abs(gain) > 0.05), 0)
    ninety = effect.reached(0.9)
    last = effect.months.index(ninety) if ninety else first + MOST_MONTHS
    fields = ("establishment", "strength", "training", "tutored", "deployable", "effective")
    columns = [Strength._fields.index(field) for field in fields]
    page.table(
        (
            "month",
            "estab-\nlishment",
            "strength",
            "in\ntraining",
            "tutored",
            "deploy-\nable",
            "effective",
            "more than\nwithout",
        ),
        [
            (
                f"{effect.months[n]:%Y-%m}",
                *(number(effect.with_plans[n, column]) for column in columns),
                f"{effect.gain[n]:+.1f}",
            )
            for n in range(max(first - 1, 0), min(last + 1, first + MOST_MONTHS))
        ],
    )
    page.say(_reading(effect))


def _reading(effect: Effect) -> str:
    gain = f"The effect is {effect.full:+.1f} effective posts in the end"
    if abs(effect.full) < 1:
        depth, at = effect.dip or (0.0, effect.months[0])
        return f"It costs {depth:.1f} effective posts in {_month(at)}, at the worst. {gain}."
    half, ninety = effect.reached(0.5), effect.reached(0.9)
    when = f"; half of it by {_month(half)}, nine tenths by {_month(ninety)}."
    if effect.dip is None:
        return gain + when
    depth, at = effect.dip
    return (
        f"First it costs: {depth:.1f} effective posts in {_month(at)}, at the worst, more than it "
        f"gives until {_month(effect.breaks_even)}. {gain}{when}"
    )


def _month(day: date | None) -> str:
    return f"{day:%B %Y}" if day else "later than can be seen"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
