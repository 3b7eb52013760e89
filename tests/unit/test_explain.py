"""What a scenario assumes, in plain English: duty, load, sources, differences, worked by hand."""

import io
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import sacsim.force.roster as roster
from sacsim.clock import Clock
from sacsim.force.force import TeamSettings
from sacsim.scenario.chain import CANNOT, NO_LIMIT, NO_WORK, NOBODY, TeamRow, team_table
from sacsim.scenario.duty import Year, duty, duty_by_hour, staffed_places
from sacsim.scenario.explain import explain, explain_difference, files, period
from sacsim.scenario.explain_sources import _named
from sacsim.scenario.explain_teams import on_duty_sentence
from sacsim.scenario.page import Page, listed, number
from sacsim.scenario.positions import dotted
from sacsim.scenario.scenario import Scenario, load
from sacsim.scenario.stated import (
    by_section,
    differences,
    resourced,
    stated_numbers,
    tally,
    written,
)

DEFAULT = Path(__file__).parents[2] / "scenarios" / "england_median.toml"
YEAR_2021 = Clock(date(2021, 1, 1))
MON, TUE, WED, THU, FRI, SAT, SUN = range(0, 168, 24)


@pytest.fixture(scope="module")
def default() -> Scenario:
    return load(DEFAULT)


@pytest.fixture
def no_bank_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "is_bank_holiday", lambda day: False)
    monkeypatch.setattr(roster, "_shifts", roster._shifts.__wrapped__)  # nothing remembered


def team(**settings: Any) -> TeamSettings:
    return TeamSettings(**settings)


def printed(scenario: Scenario, other: Scenario | None = None) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=110)  # a page is 100 wide at most
    if other is None:
        explain(scenario, console)
    else:
        explain_difference(scenario, other, console)
    return stream.getvalue()


def row_of(scenario: Scenario, name: str) -> TeamRow:
    return next(row for row in team_table(scenario) if row.team == name)


# -- who is on duty ---------------------------------------------------------------------------


def test_a_round_the_clock_team_has_a_fifth_of_its_posts_on_each_shift() -> None:
    week = duty_by_hour(team(officers=10, shifts="five_team_2224"), YEAR_2021)
    assert len(week) == 168
    hours = {3: 2.0, 7: 3.0, 8: 2.0, 14: 3.0, 15: 4.0, 16: 3.0, 17: 2.0, 22: 4.0, 23: 4.0}
    for day in (MON, WED, SUN):  # early 07:00-16:30, late 14:30-24:00, night 22:00-07:30
        assert {hour: week[day + hour] for hour in hours} == pytest.approx(hours)
    assert week[SUN + 1] == pytest.approx(2.0)  # skipped in spring, twice in autumn


def test_leave_and_other_duties_are_each_taken_off_once() -> None:
    shifts = {"officers": 10, "shifts": "five_team_2224"}
    settings = team(**shifts, abstraction=0.25, other_duties=0.2)
    assert duty_by_hour(settings, YEAR_2021)[SUN + 3] == pytest.approx(2 * 0.75 * 0.8)
    year = Year(YEAR_2021)
    rostered, _ = duty(team(**shifts), year)
    on_duty, workable = duty(settings, year)
    assert on_duty.mean() == pytest.approx(0.75 * rostered.mean())
    assert workable.mean() == pytest.approx(0.6 * rostered.mean())


@pytest.mark.usefixtures("no_bank_holidays")
def test_cid_has_days_evenings_and_a_quarter_at_weekends() -> None:
    week = duty_by_hour(team(officers=4, shifts="cid"), YEAR_2021)
    # weeks 1 and 3 08:00-16:00, week 2 14:00-22:00, week 4 12:00-20:00 from Wednesday
    expected = {7: 0, 8: 2, 11: 2, 12: 3, 14: 4, 15: 4, 16: 2, 20: 1, 21: 1, 22: 0}
    assert {hour: week[WED + hour] for hour in expected} == pytest.approx(expected, abs=0.05)
    assert week[SAT + 12 : SAT + 20] == pytest.approx(np.ones(8), abs=0.05)
    assert week[SUN + 3] == 0.0
    assert week[MON + 12] == pytest.approx(2.0, abs=0.05)


def test_office_hours_lose_their_bank_holidays() -> None:
    week = duty_by_hour(team(officers=10, shifts="monday_to_friday"), YEAR_2021)
    # 52 Mondays in 2021, of which 5 April, 3 and 31 May, 30 August and 27 December are holidays
    assert week[MON + 10] == pytest.approx(10 * 47 / 52)
    assert week[WED + 10] == 10.0
    assert week[THU + 8 : THU + 16] == pytest.approx(np.full(8, 10.0))
    assert np.count_nonzero(week) == 40


def test_seven_day_cover_is_the_same_every_day() -> None:
    week = duty_by_hour(team(officers=14, shifts="seven_day_days"), YEAR_2021).reshape(7, 24)
    assert week == pytest.approx(np.tile([0] * 7 + [5] * 5 + [10] * 3 + [5] * 5 + [0] * 4, (7, 1)))


def test_always_table_vacancies_and_no_limit() -> None:
    always = team(officers=10, vacancies=0.2, shifts="always")
    assert duty_by_hour(always, YEAR_2021) == pytest.approx(np.full(168, 8.0))
    table = tuple(hour % 5 for hour in range(168))
    by_table = team(officers=3, shifts="table", on_duty_by_hour=table)
    assert duty_by_hour(by_table, YEAR_2021) == pytest.approx(np.minimum(table, 3))
    assert np.all(np.isinf(duty_by_hour(team(officers="unlimited", shifts="always"), YEAR_2021)))
    assert not np.any(duty_by_hour(team(officers=0, shifts="cid"), YEAR_2021))


@pytest.mark.usefixtures("no_bank_holidays")
@pytest.mark.parametrize(
    ("shifts", "posts"),
    [("five_team_2224", 10), ("cid", 4), ("monday_to_friday", 1), ("seven_day_days", 14)],
)
def test_a_post_gives_its_contracted_hours(shifts: str, posts: int) -> None:
    for start in (date(2020, 7, 1), date(2021, 1, 1)):
        year = Year(Clock(start))
        rostered, _ = duty(team(officers=posts, shifts=shifts), year)
        assert rostered.mean() / posts * 8766 == pytest.approx(2086, rel=0.005)


def test_the_twelve_months_begin_at_local_midnight_in_summer_too() -> None:
    year = Year(Clock(date(2020, 7, 1)))
    assert year.hours == 8760
    first = np.zeros(8760)
    first[:2] = 1.0
    week = year.by_hour_of_week(first)
    assert np.flatnonzero(week).tolist() == [WED, WED + 1]  # 1 July 2020 was a Wednesday
    assert week[WED] == pytest.approx(1 / 53)  # and so was 30 June 2021


def test_staffed_kiosks_by_listing_who_comes() -> None:
    for places, people, share in ((2, 3, 0.3), (1, 4, 0.5), (3, 2, 0.9), (2, 0, 0.5), (0, 3, 0.5)):
        mean = 0.0
        for come in product((0, 1), repeat=people):
            chance = np.prod([share if one else 1 - share for one in come])
            mean += min(places, sum(come)) * chance
        assert staffed_places(places, np.array([people]), share) == pytest.approx([mean])


def test_kiosks_have_the_lesser_of_machines_and_trained_users() -> None:
    kiosk = {"kiosks": 2, "trained_users": 15, "shifts": "five_team_2224"}
    shares = {"abstraction": 0.5, "other_duties": 0.4}
    week = duty_by_hour(team(**kiosk, **shares), YEAR_2021)
    assert week[SUN + 3] == pytest.approx(0.3 * 3 - 0.3**3)  # of three, two at most
    assert duty_by_hour(team(**kiosk), YEAR_2021)[SUN + 3] == 2.0


def test_the_sentence_says_who_can_be_sent_and_who_is_not_there(default: Scenario) -> None:
    always = {
        f"teams.{name}": {"officers": posts, "shifts": "always"}
        for name, posts in (("response", 71), ("call_handlers", 1), ("cps_direct", 1))
    }
    always["teams.response"] |= {"owns": True, "caseload_limit": 12}
    rows = team_table(default.change(always))
    kept = ("call_handlers", "response", "cps_direct", "pip2", "csi", "file_builders")
    chosen = [row for row in rows if row.team in kept]
    assert on_duty_sentence(chosen, SUN + 3) == (
        "At 03:00 on a Sunday 1 call handler answers and 71 response officers can be sent; "
        "1 CPS Direct prosecutor is at work; no detective (PIP 2) or CSI is on duty."
    )


# -- the chain and its load -------------------------------------------------------------------


def chain(default: Scenario) -> Scenario:
    """Two prosecutors at all hours with 1.5 h of work an hour: a load of 0.75."""
    return default.change(
        {
            "teams.cps_direct": {"officers": 2, "shifts": "always"},
            "demand.other.other_custody_decisions": {
                "team": "cps_direct",
                "per_year": 8760,
                "hours": 1.5,
            },
        }
    )


def test_load_is_hours_of_work_over_workable_hours(default: Scenario) -> None:
    row = row_of(chain(default), "cps_direct")
    assert (row.establishment, row.strength) == (2, 2)
    assert (row.on_duty, row.workable) == pytest.approx((2.0, 2.0))
    assert (row.jobs, row.hours) == pytest.approx((8760, 13140))
    assert row.load == pytest.approx(0.75)
    assert row.load_by_hour == pytest.approx(np.full(168, 0.75))
    assert (row.reading, row.overloaded_hours, row.uncovered_hours) == ("busy", 0, 0)


def test_the_worst_hour_of_the_week_is_where_work_exceeds_people(default: Scenario) -> None:
    profile = {"by_hour": [1.0] * 9 + [25.0] + [1.0] * 14}  # mean 2
    busy = chain(default).change(
        {
            "demand.profiles.nine": profile,
            "demand.other.other_custody_decisions.profile": "nine",
        }
    )
    row = row_of(busy, "cps_direct")
    assert row.load == pytest.approx(0.75)
    assert row.load_by_hour[MON + 9] == pytest.approx(12.5 * 0.75)
    assert row.load_by_hour[MON + 10] == pytest.approx(0.5 * 0.75)
    assert (row.worst_hour % 24, row.overloaded_hours) == (9, 7)


def test_follow_on_work_is_a_share_of_its_parents(default: Scenario) -> None:
    two = chain(default).change(
        {
            "demand.other.appeals": {
                "team": "cps_area",
                "share_of": "other_custody_decisions",
                "share": 0.5,
                "minutes": 30.0,
            },
            "demand.other.other_referrals": {"team": "pip2", "per_year": 0, "hours": 1.0},
        }
    )
    row = row_of(two, "cps_area")
    assert (row.jobs, row.hours) == pytest.approx((4380, 2190))
    assert row.offered_by_hour == pytest.approx(np.full(168, 0.25))
    assert row.load == pytest.approx(2190 / (row.workable * 8760))
    assert row.uncovered_hours == 128
    assert row.load_by_hour[SUN + 3] == 0.0


@pytest.mark.parametrize(
    ("posts", "hours", "reading"),
    [
        (10, 69_000.0, "comfortable"),
        (10, 70_000.0, "busy"),
        (10, 85_000.0, "tight"),
        (10, 100_000.0, CANNOT),
        (0, 100.0, NOBODY),
        (0, 0.0, NO_WORK),
        (None, 100.0, NO_LIMIT),
    ],
)
def test_loads_are_read_in_plain_words(posts: int | None, hours: float, reading: str) -> None:
    workable = 0.0 if posts is None else posts * 10_000 / 8760
    week = np.full(168, workable)
    row = TeamRow("x", posts, posts, workable, workable, 1.0, hours, week, np.ones(168))
    assert row.reading == reading


def test_the_default_force_keeps_up_with_its_other_work(default: Scenario) -> None:
    rows = team_table(default)
    assert [row.team for row in rows] == list(default.teams)
    assert all(row.load is None or row.load < 1 for row in rows)


# -- sources ----------------------------------------------------------------------------------


def test_numbers_are_counted_by_how_firm_they_are(default: Scenario) -> None:
    derived = {"value": 29, "source": "a share", "status": "derived"}
    before = tally(stated_numbers(default.change({"teams.csi.officers": derived}).tree))
    sourced = {"value": 31, "source": "a count", "status": "published", "low": 30, "high": 33}
    after = tally(stated_numbers(default.change({"teams.csi.officers": sourced}).tree))
    assert after["published"] == before["published"] + 1
    assert after["derived"] == before["derived"] - 1
    assert sum(after.values()) == sum(before.values())
    bare = default.change({"teams.csi.officers": 31, "teams.csi.caseload_limit": 3})
    assert tally(stated_numbers(bare.tree))["unstated"] == before["unstated"] + 2
    assert "Every number names a source." in printed(default)
    text = printed(bare)
    assert "of 2 it is not stated" in text
    assert "Without any source (2):" in text
    assert "csi (officers, caseload_limit)" in text


def test_assumed_numbers_are_named_by_section_with_their_range(default: Scenario) -> None:
    about = {"value": 9.0, "status": "assumed", "source": "a guess"}
    assumed = default.change(
        {
            "teams.csi.abstraction": {**about, "value": 0.3, "low": 0.2, "high": 0.4},
            "teams.csi.other_duties": {**about, "value": 0.1},
            "pathway.scene.give_up_hours": {**about, "low": 1.5},
        }
    )
    chosen = [
        each
        for each in stated_numbers(assumed.tree)
        if each.source is not None and each.source.source == "a guess"
    ]
    sections = by_section(each.path for each in chosen)
    assert {name: len(paths) for name, paths in sections.items()} == {
        "teams": 2,
        "pathway.scene": 1,
    }
    assert _named(chosen[:2]) == "csi (abstraction [0.2 to 0.4], other_duties)"
    assert _named(chosen[2:]) == "give_up_hours [1.5 or more]"


def test_the_five_crime_types_are_named_once(default: Scenario) -> None:
    here = ("pathway", "crime", "admits")
    stated = [each for each in stated_numbers(default.tree) if each.path[:3] == here]
    assert stated
    assert _named(stated) == "admits"


def test_figures_to_compare_with_and_run_settings_are_not_inputs(default: Scenario) -> None:
    assert {each.path[0] for each in stated_numbers(default.tree)} == {
        "demand",
        "teams",
        "workforce",
        "pathway",
    }


# -- differences ------------------------------------------------------------------------------


def test_every_key_that_differs_is_listed_with_its_source(default: Scenario) -> None:
    week = list(default.demand.profiles["calls_101"].by_weekday)
    default = default.change(
        {"teams.csi.officers": 29, "demand.other.other_scenes.hours": {"fixed": 2.5}}
    )
    other = default.change(
        {
            "seed": 7,
            "teams.csi.officers": {"value": 34, "source": "the plan", "status": "assumed"},
            "teams.night_desk": {"officers": 4, "shifts": "always"},
            "demand.profiles.calls_101.by_weekday": [*week[:6], 0.5],
            "demand.other.other_scenes.hours": 3.0,
        }
    )
    found = {dotted(c.path): (c.old, c.new) for c in differences(default.tree, other.tree)}
    assert found == {
        "seed": (default.seed, 7),
        "teams.csi.officers": (29, 34),
        "teams.night_desk.officers": (None, 4),
        "teams.night_desk.shifts": (None, "always"),
        "demand.profiles.calls_101.by_weekday[6]": (week[6], 0.5),
        "demand.other.other_scenes.hours": ({"fixed": 2.5}, 3.0),
    }
    back = {c.path[-1]: (c.old, c.new) for c in differences(other.tree, default.tree)}
    assert back["shifts"] == ("always", None)
    text = printed(default, other)
    assert "csi.officers         29           34        assumed, the plan" in text
    assert "29 -> 34" in text
    assert "night desk" in text


def test_equal_scenarios_differ_in_nothing(default: Scenario) -> None:
    again = load(DEFAULT)
    assert differences(default.tree, again.tree) == []
    text = printed(default, again)
    assert "The two scenarios have the same value for every key." in text
    assert "No team's duty" in text


def test_a_new_source_for_an_old_value_is_noted(default: Scenario) -> None:
    path = ("teams", "csi", "officers")
    same = {"value": default.teams["csi"].officers, "source": "counted", "status": "published"}
    other = default.change({"teams.csi.officers": same})
    assert differences(default.tree, other.tree) == []
    assert resourced(default.tree, other.tree) == [path]
    assert "1 number keeps its value" in printed(default, other)


def test_only_teams_that_change_are_shown(default: Scenario) -> None:
    first, second = (default.change({"teams.response.officers": n}) for n in (534, 500))
    text = printed(first, second)
    after = text[text.index("What that does") :]
    assert "534 -> 500" in after
    assert "detective" not in after
    assert "csi" not in after


def test_a_change_in_the_hours_of_demand_alone_is_said(default: Scenario) -> None:
    flat = default.change({"demand.other.other_custody_decisions.profile": "flat"})
    assert "only the hours of the week change for cps direct." in printed(default, flat)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "(not there)"),
        (True, "true"),
        (0.1 + 0.2, "0.3"),
        ("cid", '"cid"'),
        ([1, 2], "[1, 2]"),
        ([0.5, 2.0] * 12, "24 numbers from 0.5 to 2"),
        ({"pip1": 0.5}, "{ pip1 = 0.5 }"),
        ({"exponential": {"mean": 10.0}}, "exponential, mean 10"),
    ],
)
def test_values_are_written_shortly(value: Any, text: str) -> None:
    assert written(value) == text


# -- the page ---------------------------------------------------------------------------------


def test_the_period_is_given_in_dates(default: Scenario) -> None:
    months = {"warm_up_months": 6, "years": 1, "follow_up_months": 0}
    scenario = default.change({"start": date(2020, 7, 1), **months})
    assert period(scenario)[:2] == [
        ("Warm-up", date(2020, 7, 1), date(2020, 12, 31), 6),
        ("Recorded", date(2021, 1, 1), date(2021, 12, 31), 12),
    ]
    text = printed(scenario)
    assert "1 January 2021  31 December 2021      12" in text
    assert "Follow-up  none" in text


def test_where_a_scenario_comes_from_is_said(tmp_path: Path, default: Scenario) -> None:
    (tmp_path / "parent.toml").write_text(DEFAULT.read_text("utf-8"), "utf-8")
    child = tmp_path / "child.toml"
    child.write_text('extends = "parent.toml"\n[teams.csi]\nofficers = 30\n', "utf-8")
    scenario = load(child, {"teams.desk.officers": 26})
    options = [("teams", "desk", "officers")]
    assert files(scenario) == (str(child), [str(tmp_path / "parent.toml")], options)
    assert files(default) == (str(DEFAULT), [], [])
    assert "Set on the command line: teams.desk.officers." in printed(scenario)


def test_a_pipe_gets_whole_words_in_100_columns(default: Scenario) -> None:
    other = default.change({"teams.response.officers": 500, "teams.desk.shifts": "cid"})
    text = printed(default) + printed(default, other)
    assert max(map(len, text.splitlines())) <= 100
    for name in default.teams:
        assert name.replace("_", " ") in text
    assert "\x1b" not in text


def test_an_old_encoding_gets_only_characters_it_has(default: Scenario) -> None:
    odd = default.change({"name": "Dyfed–Powys \u2500 [bold]night[/bold] :car: \x1b[31m"})
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    explain(odd, Console(file=stream, width=100))
    explain_difference(default, odd, Console(file=stream, width=100))
    stream.flush()
    text = raw.getvalue().decode("ascii")
    assert "Dyfed?Powys ? [bold]night[/bold] :car: \\x1b[31m" in text


def test_words_of_the_page() -> None:
    said = [number(value) for value in (0.0, 0.04, 0.5, 9.94, 9.96, 71.4, 12345.0, float("inf"))]
    assert said == ["0", "<0.1", "0.5", "9.9", "10", "71", "12,345", "unlimited"]
    assert listed([]) == ""
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert Page(Console(file=io.StringIO(), width=300)).width == 100
