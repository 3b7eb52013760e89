"""Splits: the ways of sharing out a number of posts, and those among them worth trying.

A split says how many posts each place gets. Where there are few ways of sharing out they are all
tried; otherwise everything to one place, halves to two of the three places that gain most, in
proportion to today's posts, by the square root of the work offered (Kleinrock's assignment of
surplus capacity, Communication Nets, 1964), and step by step to whoever gains most from the next.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb, sqrt

import numpy as np

Split = tuple[tuple[str, int], ...]
"""Places that get posts, in the order in which they were named, and how many."""
Curves = Mapping[str, Mapping[int, float]]
"""By place: what so many posts there, and none elsewhere, gain."""

ALL_OF = 15
"""So many ways or fewer are all tried."""
LEADING = 3
"""Places among which posts are halved."""


def split_of(posts: Mapping[str, int]) -> Split:
    """Return the split of these posts; places without any are left out."""
    return tuple((place, number) for place, number in posts.items() if number)


def in_words(split: Split) -> str:
    """Return a split as a table has it: 20 to pip1, 20 to csi."""
    return ", ".join(f"{number} to {place}" for place, number in split) or "no new posts"


def ways(places: int, posts: int, step: int) -> int:
    """Return in how many ways posts can be shared out in multiples of a step."""
    return comb(posts // step + places - 1, places - 1)


def every(places: Sequence[str], posts: int, step: int) -> Iterator[Split]:
    """Yield every way of sharing out in multiples of a step, which divides the posts."""
    if len(places) == 1:
        yield split_of({places[0]: posts})
        return
    for own in range(posts, -1, -step):
        for rest in every(places[1:], posts - own, step):
            yield (*split_of({places[0]: own}), *rest)


def candidates(
    curves: Curves, posts: int, step: int, today: Mapping[str, int], work: Mapping[str, float]
) -> dict[str, Split]:
    """Return the splits to try, each under what it is called; none twice.

    `curves` must have an entry at `posts` for each place; `work` is what is offered to each, in
    any one unit.
    """
    places = [*curves]
    if ways(len(places), posts, step) <= ALL_OF:
        return {in_words(split): split for split in every(places, posts, step)}
    found = {in_words(split): split for split in concentrated(places, posts)}
    leading = sorted(places, key=lambda place: -curves[place][posts])[:LEADING]
    for one, other in combinations([place for place in places if place in leading], 2):
        half = split_of({one: posts - posts // 2, other: posts // 2})
        found[in_words(half)] = half
    found["in proportion to today's posts"] = in_proportion(today, posts)
    roots = {place: sqrt(work[place]) for place in places}
    found["by the square root of the work"] = in_proportion(roots, posts)
    found["step by step to the largest gain"] = greedy(curves, posts, step)
    kept: dict[Split, str] = {}
    for label, split in found.items():
        kept.setdefault(split, label)
    return {label: split for split, label in kept.items()}


def concentrated(places: Sequence[str], posts: int) -> list[Split]:
    """Return the splits that give everything to one place."""
    return [split_of({place: posts}) for place in places]


def in_proportion(weights: Mapping[str, float], posts: int) -> Split:
    """Share posts out in proportion to weights, whole ones, the largest remainders rounded up."""
    total = sum(weights.values())
    if not total > 0:
        weights, total = dict.fromkeys(weights, 1.0), float(len(weights))
    exact = {place: posts * weight / total for place, weight in weights.items()}
    given = {place: int(share) for place, share in exact.items()}
    rest = sorted(exact, key=lambda place: given[place] - exact[place])
    for place in rest[: posts - sum(given.values())]:
        given[place] += 1
    return split_of(given)


def greedy(curves: Curves, posts: int, step: int) -> Split:
    """Give posts step by step to the place that gains most from the next; straight lines between.

    The best there is where every curve bends downwards (Fox 1966).
    """
    given = dict.fromkeys(curves, 0)
    for _ in range(posts // step):
        best = max(
            curves,
            key=lambda place: (
                _at(curves[place], given[place] + step) - _at(curves[place], given[place])
            ),
        )
        given[best] += step
    return split_of(given)


def _at(curve: Mapping[int, float], posts: int) -> float:
    known = sorted({0: 0.0, **curve}.items())
    return float(np.interp(posts, [at for at, _ in known], [gain for _, gain in known]))
