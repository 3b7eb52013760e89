"""From a scenario to the runs of an allocation: posts, other work moved, people decided on."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sacsim import Scenario, load
from sacsim.errors import BadInput
from sacsim.experiment.aims import aim_of, column, values
from sacsim.experiment.allocation import AS_IT_IS, Case
from sacsim.experiment.effort import in_words, run_seconds
from sacsim.experiment.placing import Placing, decided, guards_of, task_of, with_other_work
from sacsim.experiment.posts import check_places, posts_in, training_cost, with_posts, yearly_cost

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def force() -> Scenario:
    return load(SCENARIOS / "england_median.toml")


def test_posts_come_at_strength(force: Scenario) -> None:
    """Of 180 detective posts 36 are vacant, and stay so in number."""
    more = with_posts(force, {"pip2": 10, "csi": 3, "kiosk_users": 5, "response": 0})
    assert more.teams["pip2"].strength == 154
    assert more.teams["pip2"].officers == 190
    assert more.teams["csi"].strength == 32
    assert more.teams["kiosk"].trained_users == 65
    assert more.teams["response"] == force.teams["response"]
    assert [posts_in(force, place) for place in ("pip2", "kiosk_users")] == [144, 60]
    assert with_posts(force, {}).digest == force.digest


def test_unknown_places_are_all_told_at_once(force: Scenario) -> None:
    with pytest.raises(BadInput) as told:
        check_places(force, ["csi", "respons", "kiosk", "csi", "dna_laboratory"])
    lines = told.value.problems
    assert "'respons' is no team with posts" in lines[0]
    assert lines[0].endswith("did you mean 'response'?")
    assert lines[1].endswith("did you mean 'kiosk_users'?")
    assert lines[2] == "--to: 'csi' is named twice"
    assert "'dna_laboratory' is no team with posts" in lines[3]


def test_other_work_of_one_team_alone_is_moved(force: Scenario) -> None:
    more = with_other_work(force, "call_handlers", 1.1)
    before, after = force.demand.other, more.demand.other
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {"emergency_calls", "non_emergency_calls", "online_reports"}
    for name in moved:
        assert after[name].mean_hours == pytest.approx(1.1 * before[name].mean_hours)


def test_people_are_decided_on_when_the_recorded_months_begin(force: Scenario) -> None:
    plans = decided(force, {"response": 20, "kiosk_users": 20})
    assert plans.workforce is not None
    (plan,) = plans.workforce.joiners.values()
    assert (plan.team, plan.people, plan.by) == ("response", 20, "recruit")
    assert plan.date == date(2021, 1, 1)
    assert plans.teams["kiosk"].trained_users == 80
    assert plans.teams["response"].officers == force.teams["response"].officers


def test_more_students_than_tutors_are_refused(force: Scenario) -> None:
    with pytest.raises(BadInput, match="more than its 8 tutors"):
        decided(force, {"csi": 40})


def test_costs_are_those_stated(force: Scenario) -> None:
    assert (yearly_cost(force, "response"), training_cost(force, "response")) == (70_000, 25_000)
    assert (yearly_cost(force, "csi"), training_cost(force, "csi")) == (45_000, 3_000)
    assert (yearly_cost(force, "kiosk_users"), training_cost(force, "kiosk_users")) == (None, None)


def test_a_budget_needs_every_cost(force: Scenario) -> None:
    with pytest.raises(BadInput, match="no cost of a post at kiosk_users"):
        task_of(force, ["csi", "kiosk_users"], 4, 1, aim_of("charges"), most_pounds=1e6)


def test_the_task_tells_of_today(force: Scenario) -> None:
    task = task_of(force, ["pip2", "kiosk_users"], 40, 10, aim_of("charges"))
    assert task.today == {"pip2": 144, "kiosk_users": 60}
    assert task.work["pip2"] == pytest.approx(1_500 * 60 + 700 * 40)
    assert task.levels == (10, 20, 40)
    assert task.loads == ("pip2", "kiosk_users")
    assert task.cost((("pip2", 20), ("kiosk_users", 20))) == 1_400_000


def test_high_harm_and_999_are_guarded(force: Scenario) -> None:
    guards = {guard.measure: guard for guard in guards_of(force, 0.2)}
    waits = ("pip2.high_harm_surge.wait_mean", "csi.high_harm_scenes.wait_mean")
    assert [guards[name].better for name in waits] == [-1, -1]
    assert guards[waits[0]].share == 0.2
    answered = guards["calls_999.answered_in_10_seconds"]
    assert (answered.better, answered.least) == (1, 2.0)


def test_aims_by_the_planners_word_or_a_measures_name() -> None:
    assert aim_of("charges").measure == "crimes_charged"
    assert aim_of("informed").unit == "%"
    assert aim_of("share.attended").better == 1
    assert aim_of("calls_101.abandonment").better == -1
    assert aim_of("pip2.caseload_mean").better == -1
    with pytest.raises(BadInput, match=r"is no measure; .* did you mean 'charges'\?"):
        aim_of("chargs")


def rows(**measures: tuple[str, list[float]]) -> pd.DataFrame:
    """Measures of all crimes in replications 0, 1, ...: a basis and the values."""
    return pd.DataFrame(
        [
            (n, name, "all", basis, value)
            for name, (basis, numbers) in measures.items()
            for n, value in enumerate(numbers)
        ],
        columns=["replication", "measure", "crime_type", "basis", "value"],
    )


def test_charges_weighted_by_harm_are_harm_charged() -> None:
    mature = "recorded, at maturity"
    table = rows(
        harm_recorded=(mature, [1_000.0, 2_000.0]), harm_share_charged=(mature, [5.0, 4.0])
    )
    assert values(table, aim_of("harm")).tolist() == [50.0, 80.0]


def test_a_count_without_a_row_is_nought_and_what_is_nowhere_is_not_known() -> None:
    table = rows(crimes_charged=("", [3.0, 4.0]), prevented=("", [1.0]))
    assert column(table, "crimes_charged").tolist() == [3.0, 4.0]
    assert column(table, "prevented").tolist() == [1.0, 0.0]
    assert column(table, "nothing").isna().all()


def test_a_look_asks_for_each_case_and_reads_its_own(force: Scenario) -> None:
    """What stands in for runs charges as many crimes as there are CSIs."""
    asked = []

    def ask(plans: dict[str, list[Scenario]], replications: list[int]) -> pd.DataFrame:
        asked.append({name: plan[0].digest for name, plan in plans.items()})
        tables = []
        for name, plan in plans.items():
            posts = float(plan[0].teams["csi"].strength or 0)
            numbers = {"crimes_charged": ("", [posts + n for n in replications])}
            tables.append(rows(**numbers).assign(plan=name))
        return pd.concat(tables)

    placing = Placing((force,), {}, aim_of("charges"), ("csi",), ())
    found = placing.look(ask)([AS_IT_IS, Case((("csi", 5),))], [0, 1])
    assert [table["aim"].tolist() for table in found.values()] == [[29, 30], [34, 35]]
    assert asked[0]["0"] == force.digest
    assert asked[0]["1"] != force.digest
    assert placing.look(ask)([], [0]) == {}


def test_how_long_it_takes_is_told_beforehand(force: Scenario) -> None:
    assert 3 < run_seconds(force) < 15
    assert [in_words(seconds) for seconds in (0.2, 45, 600, 9_000)] == [
        "1 seconds", "45 seconds", "10 minutes", "2.5 hours",
    ]  # fmt: skip
