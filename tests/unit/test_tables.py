"""Tables: as accurate as they say, rising, and the same bits however they are read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sacsim.chance import tables, tables_compiled
from sacsim.chance.laws import Gamma, Lognormal, Pert
from sacsim.chance.tables import Table

LAWS = [
    *(Lognormal(5.0, sd) for sd in (0.0, 0.05, 0.6, 1.2, 1.8, 3.0, 6.0)),
    *(Gamma(shape, 3.0) for shape in (0.001, 0.1, 0.5, 1.0, 1.44, 2.25, 8.0, 60.0, 1e4)),
    Pert(0.0, 0.0, 0.0),
    Pert(0.0, 0.0, 1.0),
    Pert(0.0, 1.0, 1.0),
    Pert(0.0, 0.1, 0.3),
    Pert(4.0, 7.0, 15.0),
    Pert(100.0, 100.1, 101.0),
]
laws = pytest.mark.parametrize("law", LAWS, ids=str)
U = np.random.default_rng(1).integers(1, 2**53, 20_000) * 2.0**-53
NEAR_EDGES = np.unique(
    [
        np.nextafter(u, to) if to is not None else u
        for power in range(1, 14)
        for part in range(4)
        for low in [2.0**-power * (1 + part / 4)]
        if low < 1
        for u in (low, 1 - low)
        for to in (0.0, None, 1.0)
    ]
)


@laws
def test_values_are_within_the_stated_accuracy(law):
    for u in (U, U * 2.0**-9, 1 - U * 2.0**-9, NEAR_EDGES):
        np.testing.assert_allclose(law.quantile(u), law.exact(u), rtol=1e-11, atol=0)


@laws
def test_values_rise_without_a_step(law):
    """From one piece to the next, by no more than what rounding takes off."""
    values = law.quantile(NEAR_EDGES)
    assert (np.diff(values) >= -1e-12 * values[1:]).all()


@pytest.mark.parametrize("law", [Lognormal(5.0, 1.5), Gamma(1.0, 6.0), Pert(0.1, 0.4, 0.9)])
def test_the_law_itself_is_hardly_ever_asked(law):
    asked = []
    table = Table(lambda u: (asked.append(np.size(u)), law.exact(u))[1])
    asked.clear()
    table.quantile(U)
    assert sum(asked) < 0.003 * len(U)


@laws
@given(us=st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=1, max_size=20))
def test_one_in_bulk_and_by_machine_code_are_the_same_bits(law, us):
    pieces = Table(law.exact).pieces if "_table" not in vars(law) else law._table.pieces
    u = np.array([*us, *NEAR_EDGES, *U[:100]])
    alone = [tables.one(value, pieces) for value in u.tolist()]
    bulk, coded = np.empty(len(u)), np.empty(len(u))
    tables.many(u, pieces, bulk)
    tables_compiled.many(u, pieces, coded)
    np.testing.assert_array_equal(bulk, alone)
    np.testing.assert_array_equal(coded, alone)
    np.testing.assert_array_equal([tables_compiled.one(x, pieces) for x in u.tolist()], alone)
    values = law.quantile(u)
    assert values.tolist() == [law.quantile(value) for value in u.tolist()]
    assert all(type(law.quantile(value)) is float for value in us)
