"""Plans for people in a scenario: what is refused and warned of, and what explain says of them."""

import re
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from sacsim import load
from sacsim.errors import BadInput
from sacsim.scenario.explain import explain
from sacsim.scenario.people_by_month import effects
from sacsim.scenario.warnings import warnings

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ENGLAND = load(SCENARIOS / "england_median.toml")
WHEN = date(2021, 2, 1)
MOVE = {"source": "response", "team": "pip2", "date": WHEN, "people": 10, "by": "transferee"}
JOIN = {"team": "response", "date": WHEN, "people": 40, "by": "recruit"}


def transfer(**changes):
    return ENGLAND.change({"workforce.transfers.move": {**MOVE, **changes}})


def joiners(**changes):
    return ENGLAND.change({"workforce.joiners.uplift": {**JOIN, **changes}})


@pytest.mark.parametrize(
    ("made", "change", "key", "says"),
    [
        (joiners, {"team": "respnse"}, "team", "not a team; .* did you mean 'response'"),
        (joiners, {"team": "kiosk"}, "team", "not a team with a people table"),
        (joiners, {"by": "recruits"}, "by", "not a route; .* did you mean 'recruit'"),
        (joiners, {"date": date(2020, 6, 30)}, "date", "outside the run"),
        (joiners, {"date": date(2023, 1, 1)}, "date", "outside the run"),
        (joiners, {"people": 0}, "people", "1 or more"),
        (joiners, {"people": 200}, "people", "200 students to response .* its 160 tutors"),
        (transfer, {"source": "pip2"}, "team", "the team that they leave"),
        (transfer, {"source": "digital_unit"}, "source", "not a team with a people table"),
        (transfer, {"people": 535}, "people", "response has 534 people then"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_key(made, change, key, says):
    name = "joiners.uplift" if made is joiners else "transfers.move"
    with pytest.raises(BadInput) as refused:
        made(**change)
    assert re.search(rf"workforce\.{name}\.{key}: .*{says}", str(refused.value))


def test_transfers_add_up():
    """534 people: 300 and then 234 may go, not 235; those who came before may go too."""
    first = {**MOVE, "people": 300}
    ENGLAND.change({"workforce.transfers": {"a": first, "b": {**MOVE, "people": 234}}})
    with pytest.raises(BadInput, match=r"b\.people: is 235, but response has 234"):
        ENGLAND.change({"workforce.transfers": {"a": first, "b": {**MOVE, "people": 235}}})
    joiner = {**JOIN, "people": 1, "by": "transferee", "date": date(2020, 8, 1)}
    ENGLAND.change(
        {
            "workforce.transfers": {"a": first, "b": {**MOVE, "people": 235}},
            "workforce.joiners": {"c": joiner},
        }
    )
    with pytest.raises(BadInput, match=r"b\.people: is 235, but response has 234"):
        ENGLAND.change(  # who is not there yet cannot go
            {
                "workforce.transfers": {"a": first, "b": {**MOVE, "people": 235}},
                "workforce.joiners": {"c": {**joiner, "date": date(2021, 1, 1)}},
            }
        )


def test_people_need_a_workforce_and_a_shift_pattern():
    with pytest.raises(BadInput, match=r"teams\.pip1\.people: is for teams of officers"):
        ENGLAND.change({"teams.pip1.shifts": "always", "teams.pip1.abstraction": 0.0,
                        "teams.pip1.other_duties": 0.0})  # fmt: skip
    with pytest.raises(BadInput, match=r"people\.replaced_by: is 'cadet', not a route"):
        ENGLAND.change({"teams.pip1.people.replaced_by": "cadet"})


def test_a_plan_that_leaves_too_few_on_duty_is_warned_of_with_the_hour():
    """A tenth of 284 people is on the night shift: 56.8 in two of ten groups, less 27 %: 41."""
    assert not list(warnings(ENGLAND))
    (warning,) = warnings(transfer(people=250))
    assert re.fullmatch(
        r"teams\.response: on \w+ \d+ February 2021, \d\d:\d\d 4\d\.\d of 284 people are on duty "
        r"on average, fewer than minimum_on_duty = 0\.084 of 534, 44\.9",
        warning,
    )
    (warning,) = warnings(transfer(people=534))
    assert re.search(r"teams\.response: nobody is on duty on \w+ \d+ February 2021", warning)


def test_an_uplift_has_its_dip_its_dates_and_its_full_effect():
    """40 recruits decided in July 2020: 48 weeks later, in June 2021, 40 tutors give half."""
    (effect,) = effects(load(SCENARIOS / "uplift_response.toml"))
    depth, at = effect.dip
    assert 17 < depth < 23
    assert date(2021, 6, 1) <= at <= date(2021, 8, 1)
    assert effect.breaks_even == date(2021, 9, 1)  # 11 weeks with the tutors
    assert 30 < effect.full <= 40
    assert effect.reached(0.5) <= effect.reached(0.9)
    quiet = effect.months.index(date(2021, 5, 1))
    assert abs(effect.gain[:quiet]).max() == 0


def test_a_transfer_takes_from_one_team_what_it_gives_another():
    found = {effect.team: effect for effect in effects(transfer())}
    assert found["pip2"].full > 8
    assert found["response"].full < -8
    assert found["response"].dip is None


def test_no_plans_no_effects():
    assert effects(ENGLAND) == []


@pytest.mark.parametrize("name", ["response", "pip1", "pip2", "mixed"])
def test_explain_says_what_an_uplift_gives_and_costs(name, capsys):
    scenario = load(SCENARIOS / f"uplift_{name}.toml")
    console = Console(width=100, no_color=True, highlight=False)
    explain(scenario, console)
    said = " ".join(capsys.readouterr().out.split())
    assert "People, in the first recorded year" in said
    assert re.search(r"\d people for [\w ]+, decided on 1 July 2020", said)
    assert "pounds a year" in said
    assert re.search(r"half of it by \w+ 20\d\d, nine tenths by", said)
