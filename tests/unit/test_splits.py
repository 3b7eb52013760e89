"""Ways of sharing out posts: all of them where they are few, and those worth trying."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sacsim.experiment.splits import (
    candidates,
    every,
    greedy,
    in_proportion,
    in_words,
    split_of,
    ways,
)


def test_all_ways_of_three_posts() -> None:
    found = [in_words(split) for split in every(["a", "b"], 3, 1)]
    assert found == ["3 to a", "2 to a, 1 to b", "1 to a, 2 to b", "3 to b"]


@given(st.integers(1, 4), st.integers(1, 6), st.integers(1, 3))
def test_all_ways_are_all_and_none_twice(places: int, steps: int, step: int) -> None:
    names = [f"team_{n}" for n in range(places)]
    found = list(every(names, steps * step, step))
    assert len(found) == len(set(found)) == ways(places, steps * step, step)
    assert len(found) == comb(steps + places - 1, places - 1)
    for split in found:
        assert sum(number for _, number in split) == steps * step
        assert all(number % step == 0 and number > 0 for _, number in split)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1e6), min_size=1), st.integers(0, 200)
)
def test_proportions_use_every_post(weights: dict[str, float], posts: int) -> None:
    split = dict(in_proportion(weights, posts))
    assert sum(split.values()) == posts
    total = sum(weights.values())
    if total > 0:
        for place, weight in weights.items():
            assert abs(split.get(place, 0) - posts * weight / total) < 1 + 1e-6


def test_the_largest_remainder_is_rounded_up() -> None:
    assert dict(in_proportion({"a": 5.0, "b": 3.0, "c": 2.0}, 4)) == {"a": 2, "b": 1, "c": 1}


def test_step_by_step_finds_the_best_of_curves_that_bend_downwards() -> None:
    """Steps are worth 5, 1 at a and 4, 3 at b: three steps take 5, 4 and 3."""
    curves = {"a": {1: 5.0, 2: 6.0, 3: 6.0}, "b": {1: 4.0, 2: 7.0, 3: 7.5}}
    assert dict(greedy(curves, 3, 1)) == {"a": 1, "b": 2}


def test_few_ways_are_all_tried() -> None:
    found = candidates({"a": {4: 1.0}, "b": {4: 2.0}}, 4, 1, {"a": 9, "b": 1}, {"a": 1, "b": 1})
    assert len(found) == 5


def test_of_many_ways_those_worth_trying() -> None:
    names = ["a", "b", "c", "d"]
    curves = {name: {40: gain} for name, gain in zip(names, (1.0, 4.0, 3.0, 2.0), strict=True)}
    today, work = dict.fromkeys(names, 10), {"a": 16.0, "b": 4.0, "c": 4.0, "d": 1.0}
    found = candidates(curves, 40, 10, today, work)
    assert [found[f"40 to {name}"] for name in names] == [((name, 40),) for name in names]
    assert {"20 to b, 20 to c", "20 to b, 20 to d", "20 to c, 20 to d"} <= set(found)
    even = found["in proportion to today's posts"]
    assert dict(even) == dict.fromkeys(names, 10)
    assert dict(found["by the square root of the work"]) == {"a": 18, "b": 9, "c": 9, "d": 4}
    assert len(set(found.values())) == len(found)
    for split in found.values():
        assert sum(number for _, number in split) == 40


def test_places_without_posts_are_left_out() -> None:
    assert split_of({"a": 0, "b": 2}) == (("b", 2),)
    assert in_words(()) == "no new posts"


def test_no_work_anywhere_is_shared_evenly() -> None:
    assert dict(in_proportion({"a": 0.0, "b": 0.0}, 4)) == pytest.approx({"a": 2, "b": 2})
