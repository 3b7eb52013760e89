"""Calibrate: numbers scaled by key, targets on their scales, truths found again, files kept."""

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sacsim.chance.draws import Draws
from sacsim.engine.runs import opened
from sacsim.errors import BadInput
from sacsim.experiment.calibrate import Budget, calibrate
from sacsim.experiment.parameters import Parameters, read_parameters, to_toml
from sacsim.experiment.targets import compared, outcome_targets, wait_targets
from sacsim.scenario.scaling import scaled, times
from sacsim.scenario.scenario import Scenario, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LEFT = "pathway.opportunities.named.left"
SHARED_ERROR = 0.01


@pytest.fixture(scope="module")
def england() -> Scenario:
    return load(SCENARIOS / "england_median.toml")


# -- scaling ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "twice"),
    [
        (3, 6.0),
        ([1.0, 2.0], [2.0, 4.0]),
        ({"domestic_burglary": 0.1, "default": 0.2}, {"domestic_burglary": 0.2, "default": 0.4}),
        (
            {"lognormal": {"median": 4.0, "log_sd": 0.5}},
            {"lognormal": {"median": 8.0, "log_sd": 0.5}},
        ),
        ({"gamma": {"shape": 2.0, "mean": 3.0}}, {"gamma": {"shape": 2.0, "mean": 6.0}}),
        ({"gamma": {"mean": 3.0, "sd": 1.0}}, {"gamma": {"mean": 6.0, "sd": 2.0}}),
        (
            {"pert": {"min": 1.0, "mode": 2.0, "max": 4.0}},
            {"pert": {"min": 2.0, "mode": 4.0, "max": 8.0}},
        ),
        (
            {
                "mixture": [
                    {"weight": 0.3, "of": 1.0},
                    {"weight": 0.7, "of": {"exponential": {"mean": 5.0}}},
                ]
            },
            {
                "mixture": [
                    {"weight": 0.3, "of": 2.0},
                    {"weight": 0.7, "of": {"exponential": {"mean": 10.0}}},
                ]
            },
        ),
        (
            {"empirical": {"values": [1.0, 3.0], "weights": [0.4, 0.6]}},
            {"empirical": {"values": [2.0, 6.0], "weights": [0.4, 0.6]}},
        ),
    ],
)
def test_a_distribution_keeps_its_shape(value, twice):
    assert times(value, 2.0) == twice


def test_factors_that_meet_in_one_number_multiply(england):
    before = england.pathway.opportunities.named.left
    after = scaled(
        england, [(LEFT, 1.5), (f"{LEFT}.personal_robbery", 0.5), (LEFT, 2.0)]
    ).pathway.opportunities.named.left
    for type, share in before.items():
        factor = 1.5 if type == "personal_robbery" else 3.0
        assert after[type] == pytest.approx(factor * share)


def test_one_type_of_a_value_that_has_a_default(england):
    """Vulnerable: burglary 0.18, robbery 0.20, theft from the person 0.10, default 0.04."""
    after = scaled(england, [("pathway.crime.vulnerable.theft_of_vehicle", 2.0)])
    vulnerable = after.pathway.crime.vulnerable
    assert vulnerable["theft_of_vehicle"] == pytest.approx(0.08)
    assert vulnerable["theft_from_vehicle"] == 0.04
    assert vulnerable["domestic_burglary"] == 0.18


@pytest.mark.parametrize(
    "key", ["pathway.no.such", "policies.csi", "name", "pathway.contact", LEFT + ".x"]
)
def test_what_is_not_a_number_is_not_scaled(england, key):
    with pytest.raises(BadInput, match=key.replace(".", r"\.")):
        scaled(england, [(key, 2.0)])


def test_what_becomes_impossible_is_refused(england):
    with pytest.raises(BadInput, match=r"pathway\.suspect\.never_found"):
        scaled(england, [("pathway.suspect.never_found", 20.0)])


def test_no_factor_changes_nothing(england):
    assert scaled(england, []).digest == england.digest


# -- targets ----------------------------------------------------------------------------------


def test_shares_and_waits_are_compared_where_their_errors_are_alike():
    """Of n cases the arcsine of the root has the error 1 / (2 root n), whatever the share."""
    for share in (0.05, 0.5, 0.9):
        n, step = 10_000, 1e-6
        slope = (compared(100 * (share + step), "%") - compared(100 * share, "%")) / step
        assert slope * math.sqrt(share * (1 - share) / n) == pytest.approx(
            0.5 / math.sqrt(n), rel=1e-3
        )
    assert compared(20.0, "hours") - compared(10.0, "hours") == pytest.approx(math.log(2))


def test_the_targets_of_the_default_force(england):
    """Burglary charged: 4.4 %, band 2.9 to 6.8; arcsines 0.1711 and 0.2638 are 0.0927 apart, over
    11 errors 0.00843, with the discrepancy of 0.015 0.0172. By month 0 of 255 charges:
    0.5 / root 255 = 0.0313, with 0.04 0.0508."""
    targets = {(t.subject, t.what): t for t in outcome_targets(england)}
    charged = targets["burglary", "charged"]
    assert charged.measure == "outcome_share.charged"
    assert charged.basis == "recorded, 7 to 13 months old"
    assert charged.aim.value == pytest.approx(math.asin(math.sqrt(0.044)))
    assert charged.sd == pytest.approx(0.0172, abs=5e-5)
    month = targets["burglary", "charged by month 0"]
    assert month.basis == "recorded, at maturity"
    assert month.sd == pytest.approx(0.0508, abs=5e-5)
    assert (month.low, month.high) == pytest.approx((43.7, 55.9), abs=0.05)
    assert ("theft_from_the_person", "charged by month 0") not in targets, "of 10 charges"
    shares = [t for t in targets.values() if t.measure.startswith("outcome_share")]
    assert len(shares) == 12


def test_waits_come_from_the_comparators(england):
    calls, abandoned, attendance = wait_targets(england)
    assert (calls.measure, calls.unit, calls.value) == ("calls_999.answered_in_10_seconds", "%", 71)
    assert attendance.unit == "hours"
    assert attendance.aim.value == pytest.approx(math.log(7.3))
    assert attendance.sd == pytest.approx(math.hypot(math.log(28 / 0.25) / 3.92, 0.15))
    assert abandoned.crime_type == "all"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"calibration.waits": ["robbery_open"]}, "robbery_open"),
        ({"calibration.free.known_burglary.scales": ["pathway.no"]}, "pathway.no"),
        ({"calibration.free.filing.low": 2.0}, "low must be below 1"),
        ({"calibration.free.never_supports_robbery.high": 9.0}, "never_supports_robbery x 9"),
        ({f"calibration.free.more_{n}.label": "x" for n in range(1, 3)}, "calibration.free"),
    ],
)
def test_a_calibration_that_cannot_be_is_refused_before_any_run(england, changes, said):
    def none(*_):
        raise AssertionError("a run was made")

    with pytest.raises(BadInput) as refused:
        calibrate(england.change(changes), figures=none, workers=1)
    assert said in str(refused.value)


def test_a_scenario_without_calibration_or_comparators_says_what_it_needs(england):
    bare = Scenario.model_validate(
        {**england.model_dump(exclude={"calibration", "comparators"}), "calibration": None}
    )
    with pytest.raises(BadInput, match=r"\[calibration\]"):
        calibrate(bare, figures=lambda *_: np.array([]), workers=1)


# -- round trip -------------------------------------------------------------------------------

NUMBERS = {
    "known": ["pathway.opportunities.named.left.domestic_burglary"],
    "supports": ["pathway.crime.never_supports.domestic_burglary"],
    "filing": ["pathway.disposal.screened_out_days"],
    "phones": ["pathway.opportunities.phone.left"],
}
TRUTH = {"known": 1.5, "supports": 0.7, "filing": 1.3, "phones": 1.8}
"""Nothing that is measured below depends on phones."""


def published(value, low, high):
    return {"value": value, "low": low, "high": high, "source": "-", "status": "assumed"}


def simple(england: Scenario) -> Scenario:
    """A scenario with three targets, four free numbers and one load that sets one wait."""
    comparators = {
        "source": "made up",
        "period": "once",
        "age_months": [7, 13],
        "outcomes": {
            "burglary": {
                name: published(10.0, 5.0, 15.0)
                for name in ("charged", "no_suspect", "unable_to_prosecute")
            }
        },
        "measures": {
            "answer": {
                "measure": "calls_999.answered_in_10_seconds",
                "label": "answered",
                "published": published(70.0, 66.0, 74.0),
                "denominator": "calls",
            }
        },
    }
    free = {
        name: {"label": name, "scales": keys, "low": 0.5, "high": 2.0, "ask_for": f"more on {name}"}
        for name, keys in NUMBERS.items()
    }
    calls = ["demand.other.emergency_calls.per_year"]
    fit = {
        "discrepancy": SHARED_ERROR,
        "discrepancy_months": 0.05,
        "band_errors": 1000.0,
        "fewest_outcomes": 50,
        "waits": ["answer"],
        "loads": {
            "calls": {
                "label": "calls",
                "scales": calls,
                "low": 0.8,
                "high": 1.25,
                "ask_for": "calls",
            }
        },
        "free": free,
    }
    return england.change({"comparators": comparators, "calibration": fit})


def shares(scenario: Scenario) -> tuple[float, float, float, float]:
    """What a simple world would measure, in per cent: charged, no suspect, unable, answered."""
    named = scenario.pathway.opportunities.named.left["domestic_burglary"] / 0.03
    declines = scenario.pathway.crime.never_supports["domestic_burglary"] / 0.085
    days = scenario.pathway.disposal.screened_out_days.median / 0.7
    calls = scenario.demand.other["emergency_calls"].per_year / 195_000
    return 5 * named, 60 / days**0.2, 12 * declines * named**0.1, 75 - 40 * (calls - 1)


def seen(scenario, replication, targets, *, noise=0.003, seed=0):
    """The figures of a replication, with luck of its own."""
    truth = dict(
        zip(
            ("charged", "no_suspect", "unable_to_prosecute", "answered"),
            shares(scenario),
            strict=True,
        )
    )
    draws = Draws(seed, replication)
    figures = []
    for n, target in enumerate(targets):
        u = [draws.uniform(k + 1, f"noise {n}") for k in range(12)]
        z = sum(u) - 6
        scale = math.asin(math.sqrt(truth[target.what] / 100)) + noise * z
        figures.append(100 * math.sin(scale) ** 2)
    return np.array(figures)


def with_data(scenario: Scenario, seed: int) -> Scenario:
    """The scenario, to be fitted to what one run of a force whose numbers are TRUTH showed."""
    keys = [(key, TRUTH[name]) for name, keys in NUMBERS.items() for key in keys]
    real = scaled(scenario, [*keys, ("demand.other.emergency_calls.per_year", 1.1)])
    targets = [*wait_targets(scenario), *outcome_targets(scenario)]
    answered, *shown = seen(real, 50, targets, seed=seed).tolist()
    figures = {
        f"comparators.outcomes.burglary.{target.what}": figure
        for target, figure in zip(targets[1:], shown, strict=True)
    }
    figures["comparators.measures.answer.published"] = answered
    return scenario.change(
        {key: published(figure, figure - 1, figure + 1) for key, figure in figures.items()}
    )


BUDGET = Budget(loads=(12, 12), free=(26, 24), sets=6, replications=4, trials=2)


@pytest.fixture(scope="module")
def fits(england):
    made = simple(england)
    return [
        calibrate(
            with_data(made, seed), BUDGET, seed=seed, workers=1, figures=partial(seen, seed=seed)
        )
        for seed in range(5)
    ]


def test_known_numbers_come_back_within_two_standard_errors_from_five_starts(fits):
    """On the log scale, where the spread before is that of a uniform from log 1/2 to log 2."""
    for fit in fits:
        for each in fit.numbers:
            if each.name in ("known", "supports", "filing"):
                error = each.narrowed * math.log(each.high / each.low) / math.sqrt(12)
                assert abs(math.log(each.median / TRUTH[each.name])) < 2 * error


def test_a_number_that_nothing_depends_on_is_reported_as_such_every_time(fits):
    for fit in fits:
        verdicts = {each.name: each.verdict for each in fit.numbers}
        assert verdicts["phones"] == "not identifiable"
        assert {verdicts[name] for name in ("known", "supports", "calls")} == {
            "settled by the data"
        }


def test_loads_are_fitted_to_waits_alone_and_frozen(fits):
    key = "demand.other.emergency_calls.per_year"
    for fit in fits:
        load = next(each for each in fit.numbers if each.stage == "background load")
        assert load.median == pytest.approx(1.1, rel=0.05)
        (frozen,) = {each[key] for each in fit.parameters.sets}
        assert frozen == pytest.approx(load.median, rel=0.02)


def test_stage_one_sees_no_outcome(england):
    asked = []

    def spy(scenario, replication, targets):
        asked.append((scenario.follow_up_months, tuple(t.what for t in targets)))
        return seen(scenario, replication, targets)

    calibrate(with_data(simple(england), 0), BUDGET, seed=0, workers=1, figures=spy)
    assert asked[:24] == [(0, ("answered",))] * 24
    assert {what for _, what in asked[24:74]} == {("charged", "no_suspect", "unable_to_prosecute")}


def test_the_sets_are_tried_with_luck_that_nothing_was_fitted_to(england):
    used = []

    def spy(scenario, replication, targets):
        used.append(replication)
        return seen(scenario, replication, targets)

    fit = calibrate(with_data(simple(england), 0), BUDGET, seed=0, workers=1, figures=spy)
    assert set(used[:74]) == {0, 1, 2, 3}
    assert set(used[74:]) == {1000, 1001}
    assert fit.runs == len(used)
    assert {each.verdict for each in fit.residuals} == {"in band"}


def test_two_processes_find_the_same_and_tell_how_far_they_are(england, fits):
    told = []

    def tell(stage, done, of):
        told.append((stage, done, of))

    made = with_data(simple(england), 0)
    figures = partial(seen, seed=0)
    assert calibrate(made, BUDGET, seed=0, workers=2, figures=figures, progress=tell) == fits[0]
    assert ("free numbers", 26, 26) in told


def test_too_few_runs_are_refused_before_any(england):
    """Four numbers: 1 + 4 + 4 + 6 terms, 3 more for four replications, 5 to spare: 23."""

    def none(*_):
        raise AssertionError("a run was made")

    few = Budget(loads=(12, 12), free=(26, 22), replications=4)
    with pytest.raises(BadInput, match=r"free numbers: a wave of 22 runs .* at least 23"):
        calibrate(with_data(simple(england), 0), few, figures=none, workers=1)


# -- the file ---------------------------------------------------------------------------------


def test_a_parameter_file_comes_back_as_it_was(tmp_path):
    kept = Parameters('a "force"', "abc", ({"a.b": 0.1 + 0.2, "c": 1e-7}, {"a.b": 2.0, "c": 3.0}))
    path = tmp_path / "p.toml"
    path.write_text(to_toml(kept, ["told"]), encoding="utf-8")
    assert read_parameters(path) == kept
    assert path.read_text(encoding="utf-8").startswith("# told\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format = 2", "format: must be 1"),
        ("format = 1", "p.toml: fitted_to: is nothing; must be a text"),
        ('format = 1\nfitted_to = "x"\ndigest = "y"', "at least one"),
        (
            'format = 1\nfitted_to = "x"\ndigest = "y"\n[[sets]]\n"a.b" = -1',
            "p.toml:5: sets[0].'a.b': is -1; must be a factor above 0",
        ),
        (
            'format = 1\nfitted_to = "x"\ndigest = "y"\n[[sets]]\n"a.b" = "1"',
            "p.toml:5: sets[0].'a.b': is the text '1'",
        ),
        (
            'format = 1\nfitted_to = "x"\ndigest = "y"\n[[sets]]\n"a.b" = nan',
            "sets[0].'a.b': is nan",
        ),
        (
            'format = 1\nfitted_to = "x"\ndigest = "y"\n[[sets]]\n"a.b" = inf',
            "is inf; must be a factor",
        ),
        (
            'format = 1\nfitted_to = "x"\ndigest = "y"\nmore = 1\n[[sets]]\n"a" = 1',
            "p.toml:4: more: unknown key; allowed: format",
        ),
        (
            'format = 1\nfitted_to = "x"\ndigest = "y"\nsets = [1, {}]',
            "p.toml:4: sets[0]: is 1; must be a table",
        ),
        (f"format = {'[' * 50_000}", "nested more than 32 deep"),
        ("format = ", "p.toml:1: format: the value cannot be read"),
    ],
)
def test_a_bad_parameter_file_is_refused(tmp_path, text, said):
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_parameters(path)
    assert said in str(refused.value)


def test_a_set_for_another_kind_of_scenario_is_refused(england):
    with pytest.raises(BadInput, match=r"teams\.nobody\.officers"):
        Parameters("x", "y", ({"teams.nobody.officers": 2.0},)).of(england)


def test_a_fit_that_was_stopped_goes_on(england, tmp_path):
    scenario, asked = with_data(simple(england), 0), []

    def spy(scenario, replication, targets):
        asked.append(replication)
        if len(asked) == 40:
            raise KeyboardInterrupt
        return seen(scenario, replication, targets)

    def fit():
        with opened(tmp_path / "runs", {"experiment": "x"}, resume=True, workers=1) as runs:
            return calibrate(scenario, BUDGET, seed=0, figures=spy, runs=runs)

    with pytest.raises(KeyboardInterrupt):
        fit()
    resumed = fit()
    assert len(asked) == resumed.runs + 1
    alone = calibrate(scenario, BUDGET, seed=0, workers=1, figures=seen)
    assert (resumed.parameters, resumed.numbers) == (alone.parameters, alone.numbers)
