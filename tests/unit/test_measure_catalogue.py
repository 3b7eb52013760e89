"""Every number has one definition, in a stable order, and survives being written and read."""

from io import StringIO
from math import inf

import numpy as np
import pandas as pd
import pytest
from made_run import CLOCK, at, made_run, reported

from sacsim.measure.catalogue import (
    CATALOGUE,
    COLUMNS,
    KEYS,
    _patterns,
    define,
    measure,
    over_replications,
)
from sacsim.measure.rows import BASES, CRIME_GROUPS


@pytest.fixture
def run():
    """A little of everything, so that every family of measures has a row."""
    t = at("2021-03-01")
    where = {"owner_team": "pip1", "owner_officer": 1, "allocated_hours": t + 9, "area": "east"}
    month = {"from_hours": CLOCK.month_start(2), "to_hours": CLOCK.month_start(3), "month": 2}
    chances = [
        {"crime": 1, "kind": "mark", "because": "CSI late, twice. Then rain"},
        {"crime": 1, "kind": "named", "realised_hours": t},
    ]
    return made_run(
        [
            reported(1, "2021-03-01", **where),
            reported(2, "2021-03-02", "theft_from_vehicle", area="west"),
        ],
        [(2, t + 99, 18)],
        queues=[{"team": team, **month, "on_duty_hours": 10.0} for team in ("pip1", "csi")],
        waits=[{"task": "scene visit"}, {"team": "call_handlers", "task": "emergency_calls"}],
        opportunities=chances,
        workforce=[{"month": 2, "strength": 9}],
        prevented=[{"time_hours": t}],
    )


def test_every_measure_has_exactly_one_definition_with_its_unit(run):
    found = measure(run)
    for name, unit in found[["measure", "unit"]].drop_duplicates().itertuples(index=False):
        matching = [each for pattern, each in _patterns() if pattern.fullmatch(name)]
        assert [each.unit for each in matching] == [unit], name


def test_every_definition_is_used_and_says_something(run):
    used = {define(name).name for name in measure(run)["measure"].unique()}
    assert {each.name for each in CATALOGUE} == used
    for each in CATALOGUE:
        assert each.meaning.endswith(".")
        assert "  " not in each.meaning
    with pytest.raises(KeyError):
        define("happiness")


def test_rows_are_long_unique_and_in_the_same_order_whatever_the_frames_order(run):
    found = measure(run)
    assert list(found.columns) == COLUMNS
    assert not found.duplicated(KEYS).any()
    assert set(found["crime_type"]) == set(CRIME_GROUPS)
    assert set(found["basis"]) == {"", *BASES}
    assert (found["scenario"] == "made by hand").all()
    assert (found["replication"] == 3).all()
    for name in ("crimes", "queues", "workforce", "waits", "opportunities", "prevented"):
        shuffled = getattr(run, name).iloc[::-1].reset_index(drop=True)
        object.__setattr__(run, name, shuffled)
    pd.testing.assert_frame_equal(measure(run), found, check_exact=True)


def test_plain_text_columns_measure_like_categories(run):
    found = measure(run)
    plain = run.waits.astype({"team": object, "task": object, "result": object})
    object.__setattr__(run, "waits", plain)
    object.__setattr__(run, "crimes", run.crimes.astype({"crime_type": "category"}))
    pd.testing.assert_frame_equal(measure(run), found, check_exact=True)


def test_values_survive_a_csv_at_full_precision(run):
    found = measure(run)
    text = found.to_csv(index=False, float_format="%.17g")
    back = pd.read_csv(StringIO(text), keep_default_na=False, na_values={"value": [""]})
    np.testing.assert_array_equal(back["value"].to_numpy(float), found["value"].to_numpy())


def test_an_unused_team_or_type_changes_no_other_row(run):
    before = measure(run)
    spare = run.queues.iloc[:1].assign(team="spare", on_duty_hours=0.0)
    object.__setattr__(run, "queues", pd.concat([run.queues, spare], ignore_index=True))
    after = measure(run)
    others = after[~after["measure"].str.startswith("spare.")].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, before)


def test_over_replications_takes_an_absent_count_as_nought_and_keeps_infinity():
    def row(replication, name, unit, value):
        return ("s", replication, name, "all", "", unit, value)

    rows = [
        row(0, "opportunity_lost.any.rain", "count", 3.0),
        row(0, "csi.wait_p90", "hours", 2.0),
        row(0, "outcome_share.charged", "%", 4.0),
        row(1, "csi.wait_p90", "hours", inf),
        row(1, "outcome_share.charged", "%", 6.0),
        row(1, "bail_days_per_crime_bailed", "days", np.nan),
    ]
    found = over_replications(pd.DataFrame(rows, columns=COLUMNS)).set_index("measure")
    assert list(found.index) == list(dict.fromkeys(name for _, _, name, *_ in rows))
    assert found.loc["opportunity_lost.any.rain", ["value", "used"]].tolist() == [1.5, 2]
    assert found.loc["csi.wait_p90", ["value", "low", "high"]].tolist() == [inf, -inf, inf]
    assert found.loc["outcome_share.charged", "value"] == 5.0
    assert found.loc["outcome_share.charged", "high"] == pytest.approx(5.0 + 12.706204736)
    bail = found.loc["bail_days_per_crime_bailed", ["used", "missing"]]
    assert bail.tolist() == [0, 2]
