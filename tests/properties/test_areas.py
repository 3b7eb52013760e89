"""Local areas: who is where by luck alone, who differs there, and what a scenario may not say."""

import numpy as np
import pytest
from small_worlds import SCENARIOS, town

from sacsim import BadInput, Scenario, load, run
from sacsim.chance.draws import Draws
from sacsim.demand.areas import Area, areas_of
from sacsim.settings import PerCrimeType
from sacsim.words import CrimeType

BURGLARY, ROBBERY = CrimeType.DOMESTIC_BURGLARY, CrimeType.PERSONAL_ROBBERY


def area(burglary, others, travel=1.0, vulnerable=1.0):
    share = PerCrimeType((burglary, others, others, others, others))
    return Area(share=share, travel_factor=travel, vulnerable_factor=vulnerable)


def keys(name, share, travel=1.0, vulnerable=1.0):
    return {
        f"demand.areas.{name}.share": share,
        f"demand.areas.{name}.travel_factor": travel,
        f"demand.areas.{name}.vulnerable_factor": vulnerable,
    }


def test_shares_are_as_stated_and_a_crime_keeps_its_place():
    """10,000 draws: within four standard errors of 20, 30 and 50 %."""
    areas = {"a": area(0.2, 0.5), "b": area(0.3, 0.0), "c": area(0.5, 0.5)}
    ids, draws = np.arange(10_000), Draws(1, 0)
    found = np.array(areas_of(ids, BURGLARY, areas, draws))
    for name, share in (("a", 0.2), ("b", 0.3), ("c", 0.5)):
        assert np.mean(found == name) == pytest.approx(share, abs=4 * np.sqrt(share / 10_000))
    assert found[77:80].tolist() == areas_of(ids[77:80], BURGLARY, areas, draws)
    assert "b" not in areas_of(ids, ROBBERY, areas, draws)
    assert areas_of(ids[:2], BURGLARY, {}, draws) == ["", ""]


@pytest.fixture(scope="module")
def one() -> Scenario:
    return town(3)


@pytest.fixture(scope="module")
def alike(one: Scenario) -> Scenario:
    return one.change(keys("east", 0.4) | keys("west", 0.6)).model_copy(update={"years": 0})


def test_areas_that_are_alike_change_nothing_but_the_name(one, alike):
    before, after = run(one), run(alike)
    assert before.journal.equals(after.journal)
    assert set(before.crimes["area"]) == {""}
    assert set(after.crimes["area"]) == {"east", "west"}
    same = [column for column in before.crimes if column != "area"]
    assert before.crimes[same].equals(after.crimes[same])


def test_followers_of_the_same_place_are_there_and_suspects_move_about(alike):
    crimes = run(alike).crimes.set_index("crime")
    after = crimes[crimes["parent"].isin(crimes.index)]
    same = after["area"].to_numpy() == crimes.loc[after["parent"], "area"].to_numpy()
    near = after["origin"].isin(["repeat", "near repeat"]).to_numpy()
    assert near.sum() > 3
    assert same[near].all()


def test_what_differs_in_an_area(one):
    """In the west everybody takes ten times as long to come, and nobody is vulnerable."""
    changes = keys("east", 0.5) | keys("west", 0.5, travel=10.0, vulnerable=0.0)
    crimes = run(one.change(changes).model_copy(update={"years": 0})).crimes
    west = crimes["area"] == "west"
    assert not crimes[west & (crimes["origin"] != "repeat")]["vulnerable"].any()
    assert crimes[~west]["vulnerable"].any()
    fresh = crimes[crimes["grade"].isin(["emergency", "priority"])]
    hours = (fresh["attended_hours"] - fresh["reported_hours"]).groupby(fresh["area"]).median()
    assert hours["west"] > 2 * hours["east"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (keys("east", 0.5), ("demand.areas", "add up to 1", "domestic_burglary to 0.5")),
        (keys("east", 1.0, travel=0.0), ("demand.areas.east.travel_factor", "more than 0")),
        ({"demand.areas.east.share": 1.0}, ("demand.areas.east.travel_factor", "missing")),
    ],
)
def test_what_a_scenario_may_not_say(one, changes, words):
    with pytest.raises(BadInput) as caught:
        one.change(changes)
    assert all(word in str(caught.value) for word in words), caught.value


def test_an_area_s_name_is_a_plain_word(tmp_path, one):
    text = 'format = 1\nname = "x"\nextends = "england_median.toml"\n[demand.areas."St. X"]\n'
    text += "share = 1.0\ntravel_factor = 1.0\nvulnerable_factor = 1.0\n"
    england = (SCENARIOS / "england_median.toml").read_text(encoding="utf-8")
    (tmp_path / "england_median.toml").write_text(england, encoding="utf-8")
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="not a name for an area"):
        load(tmp_path / "x.toml")
