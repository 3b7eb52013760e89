"""The loss table of a town, its gains and how it is told."""

from io import StringIO
from types import SimpleNamespace

import pandas as pd
import pytest
from rich.console import Console

from sacsim import load
from sacsim.experiment import losses as experiment
from sacsim.experiment.lifting import Lift
from sacsim.experiment.losses import GROUPS, LEFT, NOTHING, losses
from sacsim.measure.causes import Tag
from sacsim.measure.fates import FATES
from sacsim.report.losses import print_losses
from sacsim.report.waterfall import pictures, steps

TOWN = "scenarios/small_town.toml"
QUIET = {"warm_up_months": 0, "follow_up_months": 0}
NO_MARKS = {f"pathway.opportunities.{mark}.left": 0.0 for mark in ("fingerprint", "dna")}


@pytest.fixture(scope="module")
def town(request):
    """The small town, with little else to do, no call misgraded and no marks left."""
    town = load(request.config.rootpath / TOWN, QUIET | NO_MARKS)
    others = town.demand.other.items()
    less = {f"demand.other.{n}.per_year": k.per_year / 20 for n, k in others if k.per_year}
    return town.change(less | {"pathway.deployment.misgraded": 0.0})


@pytest.fixture(scope="module")
def found(town):
    """With only those lifts that cannot help, and one that can."""
    wanted = ("graded_too_low", "marks_not_submitted", "line_not_pursued")
    with pytest.MonkeyPatch.context() as patch:
        all_of = experiment.lifts
        patch.setattr(
            experiment, "lifts", lambda scenario: [x for x in all_of(scenario) if x.name in wanted]
        )
        return losses(town, 2, workers=1)


def line(found, name, group="all"):
    rows = found.table[(found.table["crime_type"] == group) & (found.table["name"] == name)]
    return rows.iloc[0]


def test_every_crime_is_counted_once(found):
    for group in GROUPS:
        rows = found.table[found.table["crime_type"] == group]
        counted = rows[rows["name"].isin(FATES)]
        assert len(counted) == len(FATES)
        assert counted["recorded"].sum() == pytest.approx(1000.0, abs=1e-9)
        tags = rows[rows["kind"] == "tag"]["recorded"].sum()
        causes = rows[rows["kind"] == "cause"]["recorded"].sum()
        assert tags == pytest.approx(causes, abs=1e-9)
        left = line(found, LEFT, group)["recorded"]
        assert left + line(found, NOTHING, group)["recorded"] == pytest.approx(1000.0)


def test_a_lift_that_cannot_help_gains_nothing_at_all(found):
    for name in ("graded_too_low", "marks_not_submitted"):
        for group in GROUPS:
            row = line(found, name, group)
            assert row["recorded"] == 0
            assert (row["gain_today"], row["gain_today_low"], row["gain_today_high"]) == (0, 0, 0)
            assert row["gain_with_people"] == 0
            assert row["prevented_today"] == 0


def test_a_scenario_that_is_lifted_already_is_not_run_again(found):
    """Base, bureau unlimited, submitting everything (twice), and lines (thrice), two times each."""
    assert found.runs == 2 * 7


def test_more_lines_pursued_change_something(found):
    row = line(found, "line_not_pursued")
    assert row["recorded"] > 0
    assert row["gain_today"] != 0 or row["gain_with_people"] != 0


BASE = pd.DataFrame(
    {
        "crime_type": ["personal_robbery"] * 3 + ["theft_from_person"],
        "fate": [FATES.index(name) for name in ("charged", "nobody_sent", "charged", NOTHING)],
        "charged": [True, False, True, False],
    },
    index=[11, 12, 13, 14],
)


def seen(**runs):
    """Which crimes happened and were charged, by name of the run, in replication 0."""
    return {
        (name, 0): pd.DataFrame({"charged": [*told.values()]}, index=[*told], dtype=bool)
        for name, told in runs.items()
    }


def gained(today, with_people, alone, runs):
    of = [
        None if each is None else SimpleNamespace(digest=each)
        for each in (today, with_people, alone)
    ]
    rows = experiment._gained(Lift("cause", "csi_not_sent", *of), [BASE], runs)
    return {(row.crime_type, row.column): row.values for row in rows}


def test_gains_are_counted_crime_by_crime_among_the_crimes_of_the_base():
    """12 gained, 11 lost; 13 no longer happens, so its charge counts on neither side; 99 is new."""
    lifted = {11: False, 12: True, 14: True, 99: True}
    found = gained("lifted", None, None, seen(lifted=lifted))
    assert found["personal_robbery", "gain_today"] == [0.0]
    assert found["personal_robbery", "prevented_today"] == [pytest.approx(1000 / 3)]
    assert found["theft_from_person", "gain_today"] == [1000.0]
    assert found["all", "gain_today"] == [250.0]
    assert found["all", "prevented_today"] == [250.0]
    assert pd.isna(found["theft_of_vehicle", "gain_today"][0])
    assert ("all", "gain_with_people") not in found


def test_with_people_the_people_alone_are_no_merit_of_the_policy():
    """People alone bring 12 to a charge, with the policy 14 is charged too: it gains one."""
    alone = {11: True, 12: True, 13: True, 14: False}
    found = gained(None, "both", "alone", seen(alone=alone, both=alone | {14: True}))
    assert found["all", "gain_with_people"] == [250.0]
    assert found["personal_robbery", "gain_with_people"] == [0.0]


def printed(found):
    stream = StringIO()
    print_losses(found, Console(file=stream, width=110, highlight=False), ["a=1"])
    return stream.getvalue()


def test_the_table_fits_a_page_and_says_what_it_does_not_say(found):
    text = printed(found)
    assert max(map(len, text.splitlines())) <= 110
    assert "…" not in text
    words = " ".join(text.split())
    for said in (
        "The columns do not add",
        "simulation noise",
        "not identified by outcome data alone",
    ):
        assert said in words
    assert "Set: a=1." in text
    row = next(one for one in text.splitlines() if "line of enquiry not pursued" in one)
    assert "policy" in row
    inherent = next(one for one in text.splitlines() if "nothing left that could" in one)
    assert "not lifted" in inherent
    everything = [one for one in text.splitlines() if "everything that can be lifted" in one]
    assert len(everything) == len(GROUPS)


@pytest.mark.parametrize(
    ("value", "reach", "told"),
    [
        (3.0, 1.0, "+3.0 ± 1.0"),
        (3.0, 4.0, "(+3.0 ± 4.0)"),
        (0.0, 0.0, "0"),
        (-2.0, 1.0, "-2.0 ± 1.0"),
    ],
)
def test_a_gain_that_cannot_be_told_from_none_is_in_brackets(found, value, reach, told):
    table = found.table.copy()
    gain = ["gain_today", "gain_today_low", "gain_today_high"]
    table.loc[table["name"] == "line_not_pursued", gain] = [value, value - reach, value + reach]
    made = experiment.Losses(found.scenario, 2, 1, found.crimes, table)
    row = next(one for one in printed(made).splitlines() if "line of enquiry not pursued" in one)
    assert f" {told} " in f"{row} "


def test_the_steps_go_from_the_chances_to_the_charges(found):
    for group in GROUPS:
        rows = found.table[found.table["crime_type"] == group]
        down = steps(rows)
        names = rows.set_index("name")["recorded"]
        left = names[LEFT] - sum(step.number for step in down)
        assert left == pytest.approx(names["charged"], abs=1e-9)
        tags = [step.tag for step in down if step.tag is not None]
        assert [step.tag for step in down] == [*tags, *[None] * (len(down) - len(tags))]
        assert tags == sorted(tags, key=lambda tag: (tag != Tag.INHERENT, list(Tag).index(tag)))


def test_pictures_are_the_same_bytes_each_time(found):
    town_only = found.table[found.table["crime_type"] == "domestic_burglary"]
    made = experiment.Losses(found.scenario, 2, 1, found.crimes, town_only)
    first, second = pictures(made), pictures(made)
    assert first == second
    assert sorted(first) == ["losses_domestic_burglary.png", "losses_domestic_burglary.svg"]
    assert first["losses_domestic_burglary.png"].startswith(b"\x89PNG")
    assert b"<svg" in first["losses_domestic_burglary.svg"]


def test_a_hostile_name_is_drawn_as_text(found):
    scenario = found.scenario.model_copy(update={"name": "$x^2$ \x07\u202e <b>警</b> {0} %s \\"})
    table = found.table[found.table["crime_type"] == "personal_robbery"]
    assert pictures(experiment.Losses(scenario, 2, 1, found.crimes, table))


def test_a_type_without_crimes_has_no_table_and_no_picture(found):
    table = found.table[found.table["crime_type"] == "theft_from_person"].copy()
    table["recorded"] = float("nan")
    made = experiment.Losses(found.scenario, 2, 1, found.crimes, table)
    assert "Theft from person" not in printed(made)
    assert pictures(made) == {}
