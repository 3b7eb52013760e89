"""Draws: the published generator, the same luck one by one and in bulk, and no luck shared."""

import itertools
import math
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sacsim.chance import philox_compiled
from sacsim.chance.draws import Draws, between, many, one, philox

FALSE_ALARM = 1e-4  # chance, over seeds, that a sound generator fails one statistical test below
MANY = np.arange(20_000, dtype=np.int64)


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000",
         "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)  # fmt: skip
def test_known_answers_of_random123(counter, key, expected):
    """The kat_vectors file of Random123, as published with the paper."""
    entity, question, key = (whole(half) for half in (counter[:17], counter[18:], key))
    answer = [int(word, 16) for word in expected.split()]
    assert list(philox(entity, question, key)) == answer
    assert list(philox(signed(entity), signed(question), signed(key))) == answer
    arrays = philox(np.array([entity] * 3, np.uint64), question, key)
    assert np.array_equal(np.transpose(arrays), [answer] * 3)
    for fill_in in (many, philox_compiled.many):
        first, second = np.empty(3), np.empty(3)
        fill_in(np.array([signed(entity)] * 3), signed(question), signed(key), first, second)
        assert set(first) == {between(*answer[:2])}
        assert set(second) == {between(*answer[2:])}


def whole(half: str) -> int:
    """Two 32-bit words, the lower one first, as one number."""
    low, high = (int(word, 16) for word in half.split())
    return high << 32 | low


def signed(number: int) -> int:
    """A 64-bit number as int64 has it."""
    return (number + 2**63) % 2**64 - 2**63


@given(
    seed=st.integers(0, 2**64),
    replication=st.integers(0, 10_000),
    question=st.text(max_size=20),
    entities=st.lists(st.integers(0, 2**63 - 1), max_size=20),
)
def test_one_by_one_equals_in_bulk(seed, replication, question, entities):
    draws = Draws(seed, replication, "demand")
    ids = np.array(entities, np.int64)
    alone = [draws.uniform(entity, question) for entity in entities]
    first, second = draws.uniform_pairs(ids, question)
    assert draws.uniforms(ids, question).tolist() == alone == first.tolist()
    assert not set(first) & set(second)
    assert all(type(u) is float and 0 < u < 1 for u in alone)


WORDS = st.integers(-(2**63), 2**63 - 1)


@given(entities=st.lists(st.integers(0, 2**63 - 1), max_size=20), question=WORDS, key=WORDS)
def test_machine_code_gives_the_same_bits(entities, question, key):
    pairs = np.empty((2, len(entities))), np.empty((2, len(entities)))
    many(np.array(entities, np.int64), question, key, *pairs[0])
    philox_compiled.many(np.array(entities, np.int64), question, key, *pairs[1])
    assert pairs[0].tolist() == pairs[1].tolist()
    alone = [philox_compiled.one(entity, question, key) for entity in entities]
    assert alone == [one(entity, question, key) for entity in entities] == pairs[0][0].tolist()
    assert all(type(u) is float for u in alone)


ASK = """
import sys
import numpy as np
from sacsim.chance import draws
ids = np.array([0, 1, 2**32 - 1, 2**32, 5 << 47, 2**63 - 1])
def ask():
    for seed in (0, 20220811, 2**63 - 1, 2**64):
        for question in ("", "left cctv"):
            luck = draws.Draws(seed, 3, "crime")
            print([luck.uniform(id, question) for id in ids], luck.uniform_pairs(ids, question))
ask()
print("numba" in sys.modules)
draws.accelerate()
draws.accelerate()
ask()
print("numba" in sys.modules)
"""


@pytest.mark.parametrize("jit", ["compiled", "plain Python"])
def test_nobody_can_tell_when_drawing_is_accelerated(jit):
    """Nor does anyone who does not ask for it wait for the compiler to be loaded."""
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK],
        env=os.environ | {"NUMBA_DISABLE_JIT": str(int(jit == "plain Python"))},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    before, _, after = told.partition("False\n")
    assert before + "True\n" == after
    assert before.count("array") == 16


def test_a_pair_is_the_first_and_the_last_two_words_of_one_block():
    words = [np.array([w], np.uint64) for w in (0x89ABCDEF, 0x01234567, 0x00000FFF, 0x80000000)]
    assert between(*words[:2]).tolist() == [(0x0123456789ABC * 2 + 1) / 2**53]
    assert between(*words[2:]).tolist() == [0.5 + 1 / 2**53]
    first, second = np.empty(1), np.empty(1)
    many(np.array([5]), 6, 7, first, second)
    answer = philox(5, 6, 7)
    assert (first[0], second[0]) == (between(*answer[:2]), between(*answer[2:]))
    assert one(5, 6, 7) == first[0]


def test_bulk_is_the_same_across_internal_chunks_shapes_and_orders():
    draws, ids = Draws(1, 0), MANY << 40
    whole = draws.uniforms(ids, "q")
    assert whole[9_999] == draws.uniform(int(ids[9_999]), "q")
    assert np.array_equal(draws.uniforms(ids[::-1], "q")[::-1], whole)
    assert np.array_equal(draws.uniforms(ids.reshape(100, 200), "q"), whole.reshape(100, 200))
    assert np.array_equal(draws.uniforms(ids[::7], "q"), whole[::7])


@pytest.mark.parametrize(
    ("word", "expected"), [(0, 2.0**-53), (0xFFFFFFFF, 1 - 2.0**-53)], ids=["least", "greatest"]
)
def test_the_interval_is_open_even_at_its_ends(word, expected):
    assert between(word, word) == expected
    assert between(*np.array([[word], [word]], np.uint64)).tolist() == [expected]
    assert 0 < expected < 1


def test_luck_is_pinned_for_ever():
    """Published results can be drawn again only if these numbers never change."""
    draws = Draws(20220811, 3, "demand")
    assert draws.uniform(123_456_789_012_345, "CSI attends") == 0.09849309695315422
    assert draws.stream("repeats").uniform(0, "how many") == 0.4295060692594289


def test_a_stream_is_its_path_and_survives_pickling():
    draws = Draws(7, 2, "demand")
    stream = draws.stream("repeats")
    assert (stream.seed, stream.replication, stream.path) == (7, 2, ("demand", "repeats"))
    assert stream.uniform(1, "q") == Draws(7, 2, "demand", "repeats").uniform(1, "q")
    assert pickle.loads(pickle.dumps(stream)).uniform(1, "q") == stream.uniform(1, "q")


def test_luck_differs_by_seed_replication_path_entity_and_question():
    answers = [
        Draws(seed, replication, *path).uniform(entity, question)
        for seed in (1, 2, 11)
        for replication in (0, 1, 12)
        for path in ((), ("a",), ("a", "b"), ("ab",), ("b", "a"), ('a", "b',))
        for entity in (0, 1, 2**32, 2**62)
        for question in ("a", "b", "")
    ]
    assert len(set(answers)) == len(answers)


def _series() -> dict[str, np.ndarray]:
    draws = Draws(20220811, 0)
    return {
        "this": draws.uniforms(MANY, "q"),
        "same block": draws.uniform_pairs(MANY, "q")[1],
        "next entity": draws.uniforms(MANY + 1, "q"),
        "far entity": draws.uniforms(MANY << 32, "q"),
        "other question": draws.uniforms(MANY, "r"),
        "next replication": Draws(20220811, 1).uniforms(MANY, "q"),
        "next seed": Draws(20220812, 0).uniforms(MANY, "q"),
        "substream": draws.stream("x").uniforms(MANY, "q"),
        "sibling substream": draws.stream("y").uniforms(MANY, "q"),
    }


def test_every_series_is_uniform():
    for name, series in _series().items():
        assert stats.kstest(series, "uniform").pvalue > FALSE_ALARM, name


def test_no_two_series_are_correlated():
    """Linear correlation, and the joint law on an 8 by 8 grid (chi-squared, 63 degrees)."""
    for (a, x), (b, y) in itertools.combinations(_series().items(), 2):
        limit = stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(len(MANY))
        assert abs(np.corrcoef(x, y)[0, 1]) < limit, (a, b)
        grid = np.histogram2d(x, y, bins=8, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(grid.ravel()).pvalue > FALSE_ALARM, (a, b)


def test_entities_outside_the_range_or_not_whole_are_refused():
    draws = Draws(1, 0)
    for entity in (-1, 2**63):
        with pytest.raises(ValueError, match="outside 0 <= entity"):
            draws.uniform(entity, "q")
    with pytest.raises(ValueError, match="entity -3 is outside"):
        draws.uniforms(np.array([1, -3]), "q")
    with pytest.raises(TypeError):
        draws.uniform(1.0, "q")
    with pytest.raises(TypeError):
        draws.uniforms(np.array([1.0]), "q")
    with pytest.raises(TypeError):
        draws.uniforms(np.array([2**63], np.uint64), "q")


def test_numpy_integers_are_entities_too():
    draws = Draws(np.int64(1), np.int64(0))
    assert draws.uniform(np.int64(2**62 + 1), "q") == Draws(1, 0).uniform(2**62 + 1, "q")
    assert draws.uniforms(np.array([], np.int64), "q").size == 0
