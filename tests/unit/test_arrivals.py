"""Arrivals: the candidates below the rate of their hour, within the month, in order of time."""

from datetime import date

import numpy as np
import pytest

from sacsim.chance.candidates import candidates, layers_under
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand.arrivals import arrivals, in_order, month_almanac, stream_number
from sacsim.demand.profiles import Almanac, Profile, Volume
from sacsim.errors import BadInput
from sacsim.force.roster import is_bank_holiday

DRAWS = Draws(20220811, 0)
CLOCK = Clock(date(2021, 1, 1))
EVENINGS = {"evenings": Profile(by_hour=(0.0,) * 17 + (1.0, 3.0, 2.0, 1.0, 1.0, 1.0, 1.0))}
VOLUME = Volume(per_year=40_000, profile="evenings")


@pytest.mark.parametrize("month", [0, 2, 9], ids=["January", "March", "October"])
def test_arrivals_are_the_candidates_that_happen(month):
    """Clocks change in March and October, where local and UTC months begin an hour apart."""
    almanac = month_almanac(CLOCK, month)
    found = arrivals("calls", VOLUME, EVENINGS, CLOCK, month, almanac, DRAWS)
    rates, first = almanac.rates(VOLUME, EVENINGS), almanac.first_day
    days = first, first + len(almanac.starts)
    every = candidates(
        DRAWS.stream("calls"), stream_number("calls"), *days, layers_under(rates.max())
    )
    happen = []
    for id, day, fraction, height in zip(*(column.tolist() for column in every), strict=True):
        time = almanac.starts[day - first] + fraction * 24.0
        within = CLOCK.month_start(month) <= time < CLOCK.month_start(month + 1)
        if within and height < rates[day - first, int(fraction * 24.0)]:
            happen.append((time, id))
    assert 3_000 < len(happen) < 4_000
    assert list(zip(found.time.tolist(), found.id.tolist(), strict=True)) == sorted(happen)


def test_arrivals_at_one_instant_come_in_order_of_id(monkeypatch):
    def noon_or_six(draws, ids, question):
        return np.where(ids >> 12 & 1, 0.5, 0.75), np.full(len(ids), 0.25)

    almanac = month_almanac(CLOCK, 5)
    monkeypatch.setattr(Draws, "uniform_pairs", noon_or_six)
    monkeypatch.setattr(Draws, "uniforms", lambda draws, ids, question: np.full(len(ids), 0.5))
    found = arrivals("calls", Volume(per_year=40_000), {}, CLOCK, 5, almanac, DRAWS)
    assert len(set(found.time)) == 2 * 30
    assert len(found.id) == 30 * 4 * 32  # all of the lowest four layers, 32 points in each
    ordered = list(zip(found.time.tolist(), found.id.tolist(), strict=True))
    assert ordered == sorted(ordered)


def test_arrivals_may_be_had_out_of_order():
    ask = "calls", VOLUME, EVENINGS, CLOCK, 4, month_almanac(CLOCK, 4), DRAWS
    found, loose = arrivals(*ask), arrivals(*ask, ordered=False)
    order = np.lexsort((loose.id, loose.time))
    assert found.id.tolist() == loose.id[order].tolist()
    assert found.time.tolist() == loose.time[order].tolist()
    assert not (np.diff(order) == 1).all()


@pytest.mark.parametrize("step", [1.0, 1e-9, 1e-13, 0.0])
def test_order_is_by_time_and_then_by_id(step):
    numbers = np.arange(1000) * 389 % 1000
    for time in (744.0 + step * numbers, 744.0 + step * (numbers % 5)):
        order = in_order(time, -numbers)
        assert order.tolist() == np.lexsort((-numbers, time)).tolist()


def test_every_hour_of_the_almanac_is_read_off_the_clock_in_london():
    almanac = Almanac(CLOCK, date(2021, 3, 1), 400)
    assert almanac.starts[0] == 59 * 24
    for hour in range(400 * 24):
        local = CLOCK.local(almanac.starts[0] + hour)
        assert almanac.date[hour] == local.date().toordinal()
        assert almanac.hour_of_week[hour] == local.weekday() * 24 + local.hour
        assert almanac.month[hour] == local.month - 1
        assert almanac.holiday[hour] == is_bank_holiday(local.date())


def test_a_month_without_demand_has_no_arrivals():
    almanac = month_almanac(CLOCK, 1)
    found = arrivals("calls", Volume(per_year=0), {}, CLOCK, 1, almanac, DRAWS)
    assert found.id.tolist() == found.time.tolist() == []


def test_demand_beyond_sense_is_refused():
    almanac = month_almanac(CLOCK, 1)
    peak = Volume(
        per_year=10_000_000,
        shocks=[{"start": date(2021, 1, 1), "end": date(2021, 12, 31), "factor": 1000.0}],
    )
    with pytest.raises(BadInput, match="demand of kind 'calls': a rate of"):
        arrivals("calls", peak, {}, CLOCK, 1, almanac, DRAWS)
