"""Distributions: quantiles and moments against closed forms, and errors an author can act on."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from scipy import stats

from sacsim.chance.distributions import (
    KINDS,
    Distribution,
    Empirical,
    Fixed,
    Gamma,
    Lognormal,
    Mixture,
    Part,
    parse,
    to_toml,
)

ENDS = [2.0**-53, 1 - 2.0**-53]
LOG_SD = math.sqrt(math.log(1 + (2.5 / 2) ** 2))

# What is written, the same law in scipy.stats, and its standard deviation worked by hand.
SMOOTH = [
    ({"exponential": {"mean": 3}}, stats.expon(scale=3), 3),
    ({"lognormal": {"mean": 2, "sd": 2.5}},
     stats.lognorm(LOG_SD, scale=2 * math.exp(-(LOG_SD**2) / 2)), 2.5),
    ({"lognormal": {"median": 5, "log_sd": 0.6}}, stats.lognorm(0.6, scale=5),
     5 * math.exp(0.18) * math.sqrt(math.exp(0.36) - 1)),
    ({"gamma": {"mean": 40, "sd": 20}}, stats.gamma(4, scale=10), 20),
    ({"gamma": {"shape": 0.5, "mean": 2}}, stats.gamma(0.5, scale=4), 2 / math.sqrt(0.5)),
    ({"pert": {"min": 0.75, "mode": 1.75, "max": 4}},
     stats.beta(1 + 4 / 3.25, 1 + 9 / 3.25, loc=0.75, scale=3.25),
     math.sqrt((23.5 / 12 - 0.75) * (4 - 23.5 / 12) / 7)),
    ({"uniform": {"min": 2, "max": 5}}, stats.uniform(2, 3), 3 / math.sqrt(12)),
]  # fmt: skip

OTHERS = [
    7.5,
    0,
    {"fixed": 4},
    {"empirical": {"values": [8, 1, 3]}},
    {"empirical": {"values": [1, 3, 8], "weights": [0.5, 0, 0.5]}},
    {"mixture": [{"weight": 0.9, "of": {"exponential": {"mean": 3}}}, {"weight": 0.1, "of": 48}]},
    {
        "mixture": [
            {"weight": 0.25, "of": {"mixture": [{"weight": 1, "of": {"fixed": 2}}]}},
            {"weight": 0.0, "of": 1000},
            {"weight": 0.75, "of": {"pert": {"min": 0, "mode": 0, "max": 0}}},
        ]
    },
]  # fmt: skip

WRITTEN = [written for written, _, _ in SMOOTH] + OTHERS
names = [str(written)[:60] for written in WRITTEN]


def moments(law) -> tuple[float, float]:
    """Mean and sd by the trapezium rule over z, where u is the normal probability below z."""
    z = np.linspace(-8.2, 8.2, 4001)
    x, density = law.quantile(stats.norm.cdf(z)), stats.norm.pdf(z)
    mean = np.trapezoid(x * density, z) if hasattr(np, "trapezoid") else np.trapz(x * density, z)
    square = (z[1] - z[0]) * np.sum((x - mean) ** 2 * density)
    return float(mean), math.sqrt(square)


@pytest.mark.parametrize(("written", "reference", "sd"), SMOOTH, ids=names[: len(SMOOTH)])
def test_mean_and_sd_are_those_of_the_closed_form(written, reference, sd):
    law = parse(written)
    mean, spread = moments(law)
    assert law.mean == pytest.approx(reference.mean(), rel=1e-12)
    assert mean == pytest.approx(law.mean, rel=1e-6)
    assert spread == pytest.approx(sd, rel=1e-6)
    assert reference.std() == pytest.approx(sd, rel=1e-12)


@pytest.mark.parametrize(("written", "reference", "sd"), SMOOTH, ids=names[: len(SMOOTH)])
def test_quantiles_agree_with_scipy_stats(written, reference, sd):
    u = np.concatenate([[1e-12, 1e-6, 1 - 1e-6, 1 - 1e-12], np.linspace(0.001, 0.999, 999)])
    quantiles = parse(written).quantile(np.sort(u))
    np.testing.assert_allclose(quantiles, reference.ppf(np.sort(u)), rtol=1e-9)
    assert (np.diff(quantiles) > 0).all()


def test_the_lowest_quantiles_of_a_very_skewed_law_keep_their_digits():
    u = np.array([2.0**-53, 1e-12, 1e-3])
    expected = stats.lognorm(6, scale=5).ppf(u)
    np.testing.assert_allclose(Lognormal(5.0, 6.0).quantile(u), expected, rtol=1e-12)


@pytest.mark.parametrize("written", WRITTEN, ids=names)
@given(us=st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=1, max_size=20))
def test_one_by_one_equals_in_bulk(written, us):
    law = parse(written)
    alone = [law.quantile(u) for u in us]
    assert all(type(value) is float for value in alone)
    assert law.quantile(np.array(us)).tolist() == alone
    assert law.quantile(np.repeat(us, 3)[::3]).tolist() == alone


def test_one_by_one_equals_in_bulk_over_long_arrays():
    u = np.random.default_rng(1).random(2_000)
    for written in WRITTEN:
        law = parse(written)
        assert law.quantile(u).tolist() == [law.quantile(value) for value in u.tolist()], written
        assert law.quantile(u.reshape(50, 40)).shape == (50, 40)


@pytest.mark.parametrize("written", WRITTEN, ids=names)
def test_every_value_is_finite_and_not_negative(written):
    law = parse(written)
    edges = [0.25, 0.9, 0.5, np.nextafter(0.9, 0), np.nextafter(0.25, 0), 1 / 3, 2 / 3]
    values = law.quantile(np.array(ENDS + edges))
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert 0 <= law.mean < math.inf


def test_fixed_and_degenerate_laws():
    assert parse(7.5) == Fixed(7.5)
    assert parse(7).quantile(0.9) == 7
    assert parse({"pert": {"min": 2, "mode": 2, "max": 2}}).quantile(0.3) == 2
    assert parse({"uniform": {"min": 2, "max": 2}}).quantile(0.3) == 2
    assert parse({"exponential": {"mean": 0}}).quantile(0.3) == 0
    assert parse({"lognormal": {"mean": 2, "sd": 0}}).quantile(0.3) == 2
    assert parse({"lognormal": {"median": 0, "log_sd": 1}}).quantile(0.3) == 0


def test_empirical_takes_each_value_in_its_share():
    even = Empirical((8.0, 1.0, 3.0))
    assert even.quantile(np.array([0.01, 0.33, 0.34, 0.66, 0.67, 0.99])).tolist() == [
        1, 1, 3, 3, 8, 8,
    ]  # fmt: skip
    assert even.mean == 4
    assert Empirical((1.0, 9.0)).quantile(0.5) == 9  # shares are half-open: [0, 0.5), [0.5, 1)
    uneven = Empirical((8.0, 1.0, 3.0), (0.1, 0.6, 0.3))
    assert uneven.quantile(np.array([0.59, 0.61, 0.89, 0.91])).tolist() == [1, 3, 3, 8]
    assert uneven.mean == pytest.approx(2.3, rel=1e-15)
    never = Empirical((1.0, 2.0, 3.0, 4.0), (0.0, 0.5, 0.5, 0.0))
    assert set(never.quantile(np.linspace(2.0**-53, 1 - 2.0**-53, 1001))) == {2, 3}


def test_mixture_splits_u_by_share_and_starts_each_kind_afresh():
    parts = [{"weight": 0.8, "of": {"uniform": {"min": 0, "max": 10}}}, {"weight": 0.2, "of": 48}]
    law = parse({"mixture": parts})
    assert law.quantile(0.4) == pytest.approx(5, rel=1e-15)
    assert law.quantile(np.nextafter(0.8, 0)) == pytest.approx(10, rel=1e-12)
    assert law.quantile(0.8) == law.quantile(0.999) == 48
    assert law.mean == pytest.approx(0.8 * 5 + 0.2 * 48, rel=1e-15)


def test_mixture_has_the_mean_and_sd_of_its_kinds():
    """The midpoint rule over 2**20 strips misses only the tail beyond the last one."""
    kinds = [{"weight": 0.3, "of": {"gamma": {"mean": 4, "sd": 2}}},
             {"weight": 0.7, "of": {"exponential": {"mean": 1}}}]  # fmt: skip
    law = parse({"mixture": kinds})
    x = law.quantile((np.arange(2**20) + 0.5) / 2**20)
    square = 0.3 * (16 + 4) + 0.7 * 2
    assert law.mean == pytest.approx(1.9, rel=1e-15)
    assert x.mean() == pytest.approx(1.9, rel=1e-4)
    assert x.std() == pytest.approx(math.sqrt(square - 1.9**2), rel=1e-4)


def test_mixture_with_an_endless_tail_in_every_part_is_finite_at_every_edge():
    """Rescaling must not carry u to 0 or 1, whatever the shares round to."""
    shares = [1 / 3, 1 / 7, 1 - 1 / 3 - 1 / 7]
    law = parse({"mixture": [{"weight": w, "of": {"exponential": {"mean": 1}}} for w in shares]})
    edges = np.cumsum(shares)[:-1]
    near = np.concatenate([np.nextafter(edges, 0), edges, np.nextafter(edges, 1), ENDS])
    assert np.isfinite(law.quantile(near)).all()
    assert (law.quantile(near) > 0).all()


class Settings(BaseModel, frozen=True, extra="forbid"):
    hours: Distribution


@pytest.mark.parametrize("written", WRITTEN, ids=names)
def test_a_setting_survives_being_written_and_read_again(written):
    settings = Settings(hours=written)
    again = Settings.model_validate_json(settings.model_dump_json())
    assert again == settings
    assert hash(again.hours) == hash(settings.hours)
    assert Settings(hours=settings.hours) == settings
    law = settings.hours
    law.quantile(0.3)
    assert pickle.loads(pickle.dumps(law)) == law == parse(to_toml(law))
    assert pickle.loads(pickle.dumps(law)).quantile(0.3) == law.quantile(0.3)


def test_the_schema_names_every_kind():
    table = Settings.model_json_schema()["properties"]["hours"]["anyOf"][1]
    assert tuple(table["properties"]) == KINDS


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"lognorm": {"mean": 1}}, "unknown distribution 'lognorm'; one of fixed, exponential, "
         "lognormal, gamma, pert, uniform, empirical, mixture, did you mean 'lognormal'?"),
        ({"weibull": {"mean": 1}}, "unknown distribution 'weibull'; one of fixed, exponential, "
         "lognormal, gamma, pert, uniform, empirical, mixture"),
        ("3 hours", "a distribution must be a number, not '3 hours'"),
        (True, "a distribution must be a number, not True"),
        (None, "a distribution must be a number, not None"),
        (-1, "fixed: value is -1; it must be 0 or more, and finite"),
        (math.nan, "fixed: value is nan; it must be 0 or more, and finite"),
        (math.inf, "fixed: value is inf; it must be 0 or more, and finite"),
        (10**400, "a distribution is too large"),
        ({}, "a distribution is a number or a table of one kind, as { exponential = { mean = 3 } };"
         " this table has nothing"),
        ({"mean": 1, "sd": 2}, "a distribution is a number or a table of one kind, as "
         "{ exponential = { mean = 3 } }; this table has mean, sd"),
        ({"exponential": 3}, "exponential needs a table of mean, not 3"),
        ({"exponential": {"mean": -3}}, "exponential: mean is -3; it must be 0 or more, and "
         "finite"),
        ({"exponential": {"mean": "3"}}, "exponential's mean must be a number, not '3'"),
        ({"exponential": {"mean": 1e308}}, "exponential, mean 1e+308: too spread out to compute "
         "with"),
        ({"lognormal": {"mean": 3, "log_sd": 2}}, "lognormal needs mean and sd, or median and "
         "log_sd; this has mean, log_sd"),
        ({"lognormal": {}}, "lognormal needs mean and sd, or median and log_sd; this has nothing"),
        ({"lognormal": {"mean": 0, "sd": 2}}, "lognormal: mean is 0; for a fixed value write a "
         "plain number"),
        ({"lognormal": {"median": 1, "log_sd": 1e3}}, "lognormal, median 1, log-sd 1000: too "
         "spread out to compute with"),
        ({"gamma": {"mean": 3, "sd": 0}}, "gamma: sd is 0; for a fixed value write a plain number"),
        ({"gamma": {"shape": 0, "mean": 3}}, "gamma: shape is 0; for a fixed value write a plain "
         "number"),
        ({"pert": {"min": 3, "mode": 2, "max": 4}}, "pert needs min <= mode <= max, not 3, 2, 4"),
        ({"uniform": {"min": 3, "max": 2}}, "uniform needs min <= max, not 3, 2"),
        ({"empirical": {"values": 3}}, "empirical's values must be a list of numbers, not 3"),
        ({"empirical": {"values": []}}, "empirical needs at least one value"),
        ({"empirical": {"values": [1, -2]}}, "empirical: value 2 is -2; it must be 0 or more, and "
         "finite"),
        ({"empirical": {"values": [1, 2], "weights": [1]}}, "empirical has 2 values and 1 weights; "
         "each value needs one weight"),
        ({"empirical": {"values": [1, 2], "weights": [0.5, 0.4]}}, "empirical: weights sum to 0.9, "
         "not 1"),
        ({"mixture": {"weight": 1, "of": 2}}, "mixture must be a list of "
         "{ weight = ..., of = ... }"),
        ({"mixture": []}, "mixture needs at least one component"),
        ({"mixture": [{"weight": 1}]}, "mixture's component needs weight and of; this has weight"),
        ({"mixture": [{"weight": 0.5, "of": 2}, {"weight": 0.6, "of": 3}]}, "mixture: weights sum "
         "to 1.1, not 1"),
        ({"mixture": [{"weight": 1.5, "of": 2}, {"weight": -0.5, "of": 3}]}, "mixture: weight 2 is "
         "-0.5; it must be 0 or more, and finite"),
        ({"mixture": [{"weight": 1, "of": {"gama": {}}}]}, "unknown distribution 'gama'; one of "
         "fixed, exponential, lognormal, gamma, pert, uniform, empirical, mixture, did you mean "
         "'gamma'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_authors_words(written, message):
    with pytest.raises(ValueError) as raised:  # noqa: PT011 (the whole message is compared)
        parse(written)
    assert str(raised.value) == message
    with pytest.raises(ValidationError, match="hours"):
        Settings(hours=written)


def test_weights_may_miss_one_by_rounding_only():
    third = 0.333333333333
    thirds = tuple(Empirical((1.0,) * 3, (w,) * 3) for w in (third, 1 / 3))
    assert all(law.quantile(ENDS[1]) == 1 for law in thirds)
    mixed = Mixture(tuple(Part(third, Fixed(value)) for value in (1.0, 2.0, 3.0)))
    assert mixed.quantile(np.array(ENDS)).tolist() == [1, 3]
    assert mixed.mean == pytest.approx(2, rel=1e-15)
    with pytest.raises(ValueError, match="weights sum to 0\\.99999999"):
        Empirical((1.0,) * 3, (0.33333333,) * 3)


@pytest.mark.parametrize(
    ("law", "words"),
    [
        (Fixed(48.0), "always 48"),
        (Lognormal(5.0, 0.6), "lognormal, median 5, log-sd 0.6"),
        (Gamma.with_sd(40.0, 20.0), "gamma, mean 40, shape 4"),
        (parse({"exponential": {"mean": 10}}), "exponential, mean 10"),
        (parse({"pert": {"min": 1, "mode": 2, "max": 4}}), "PERT, from 1 to 4, most likely 2"),
        (parse({"uniform": {"min": 1, "max": 4}}), "uniform, from 1 to 4"),
        (Empirical((1.0, 9.0)), "one of 2 values from 1 to 9, equally likely"),
        (
            parse({"mixture": [{"weight": 0.9, "of": 1}, {"weight": 0.1, "of": 48}]}),
            "mixture: 90% (always 1), 10% (always 48)",
        ),
    ],
)
def test_a_law_describes_itself_in_plain_words(law, words):
    assert law.describe() == words


def test_laws_cannot_be_changed():
    with pytest.raises(AttributeError):
        Fixed(1.0).value = 2.0
    with pytest.raises(AttributeError):
        Mixture(parse(OTHERS[5]).parts).parts = ()
