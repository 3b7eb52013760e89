"""Matching: known truths are found again, what cannot be known is said to be so."""

import math

import numpy as np
import pytest

from sacsim.experiment.matching import Aim, Emulator, agreeing, fitted, implausibility, match

TRUTH = np.array([0.3, -0.5, 0.2, 0.7])
"""The last of which no output depends on."""
NOISE, LUCK = 0.006, 0.01
SEEDS = range(5)


def surface(points):
    a, b, c = points[:, 0], points[:, 1], points[:, 2]
    return np.stack(
        [0.2 + 0.10 * a + 0.04 * b, 1.0 + 0.08 * b - 0.06 * c, 0.6 + 0.12 * c, 0.4 + 0.05 * a * b],
        axis=1,
    )


class Toy:
    """A simulator whose truth is known, with noise of its own and luck by replication."""

    def __init__(self, seed):
        self.noise = np.random.default_rng(seed)
        self.luck = np.random.default_rng(99).normal(size=(8, 4)) * LUCK
        self.calls = []

    def __call__(self, points, which):
        self.calls.append((points, which))
        return surface(points) + self.luck[which] + self.noise.normal(size=(len(points), 4)) * NOISE


def aims(seed, sd=0.01):
    seen = surface(TRUTH[None])[0] + np.random.default_rng(1000 + seed).normal(size=4) * sd
    return [Aim(value, sd) for value in seen]


@pytest.fixture(scope="module")
def found():
    return [
        match(Toy(s), aims(s), 4, runs=(48, 40), sets=200, replications=8, seed=s) for s in SEEDS
    ]


def test_a_known_truth_is_recovered_from_five_starts(found):
    """Within two standard errors for each number, from data and designs of five seeds: of 15 one
    may be between two and three, as chance has it (the chance of two or more is 1 in 6)."""
    off = [abs(m.mean - TRUTH)[:3] / m.spread[:3] for m in found]
    assert (np.array(off) < 3).all()
    assert (np.array(off) > 2).sum() <= 1


def test_what_the_data_cannot_tell_is_as_wide_as_before(found):
    for each in found:
        assert (each.narrowed()[:3] < 0.5).all()
        assert each.narrowed()[3] == pytest.approx(1, abs=0.12)


def test_two_numbers_of_which_only_the_product_shows_are_both_unsettled():
    """Of x1 + x2 = 0 on the box, x1 may be anything from -1 to 1, and so may x2."""

    def only_the_sum(points, which):
        return points.sum(axis=1, keepdims=True) + 0.001 * np.cos(37 * points[:, :1])

    m = match(only_the_sum, [Aim(0.0, 0.01)], 2, runs=(32, 24), sets=400, replications=2, seed=1)
    assert m.points.sum(axis=1) == pytest.approx(np.zeros(400), abs=0.06)
    assert m.narrowed() == pytest.approx([1.0, 1.0], abs=0.1)


def test_the_first_wave_covers_the_box_and_later_ones_what_is_plausible():
    toy = Toy(3)
    wanted = aims(3)
    match(toy, wanted, 4, runs=(48, 40), sets=10, replications=8, seed=3)
    (first, luck), (second, _) = toy.calls
    cells = np.floor((first + 1) / 2 * 48)
    assert all(len(set(column)) == 48 for column in cells.T)
    assert np.bincount(luck).tolist() == [6] * 8
    value = [aim.value for aim in wanted]
    far = [np.abs((surface(points) - value) / 0.01).max(axis=1) for points in (first, second)]
    assert np.median(far[1]) < np.median(far[0]) / 3


def test_the_emulator_is_exact_where_the_model_is_quadratic_and_luck_adds_up_to_nothing():
    """Luck +5, -2 and -3 of three replications; y = 1 + 2a - b + 3ab + a^2."""
    rng = np.random.default_rng(5)
    points = rng.uniform(-1, 1, size=(30, 2))
    which = np.arange(30) % 3
    a, b = points.T
    y = 1 + 2 * a - b + 3 * a * b + a**2
    emulator = fitted(points, which, (y + np.array([5.0, -2.0, -3.0])[which])[:, None])
    mean, error = emulator.predict(points)
    assert mean[:, 0] == pytest.approx(y)
    assert emulator.noise == pytest.approx([0], abs=1e-12)
    assert error == pytest.approx(np.zeros((30, 1)), abs=1e-12)


def test_the_emulator_knows_how_little_it_knows():
    """The stated error of the mean covers the truth 95 times in 100 (400 surfaces, 3 points)."""
    rng = np.random.default_rng(6)
    points = rng.uniform(-1, 1, size=(40, 2))
    held = np.array([[0.0, 0.0], [0.9, -0.9], [0.3, 0.5]])
    truth = 1 + 2 * held[:, 0] - held[:, 1]
    inside = 0
    for _ in range(400):
        y = 1 + 2 * points[:, 0] - points[:, 1] + rng.normal(size=40)
        mean, error = fitted(points, np.arange(40) % 2, y[:, None]).predict(held)
        inside += (abs(mean[:, 0] - truth) < 1.96 * error[:, 0]).sum()
    assert inside / 1200 == pytest.approx(0.95, abs=0.03)


def test_a_surface_is_as_curved_as_its_runs_give_reason_to_believe():
    """Eight numbers, 45 terms, 60 noisy runs of a plane: least squares would be off by 0.6."""
    rng = np.random.default_rng(7)
    points, held = rng.uniform(-1, 1, size=(60, 8)), rng.uniform(-1, 1, size=(500, 8))
    slopes = np.linspace(-1, 1, 8)
    off, told = [], []
    for _ in range(20):
        y = points @ slopes + 0.5 * rng.normal(size=60)
        mean, error = fitted(points, np.zeros(60, int), y[:, None]).predict(held)
        off.append(mean[:, 0] - held @ slopes)
        told.append(error[:, 0])
    miss = np.sqrt((np.array(off) ** 2).mean())
    plane = 0.5 * np.sqrt(9 / 60)  # nine terms told by sixty runs
    assert miss < 1.6 * plane
    assert np.sqrt((np.array(told) ** 2).mean()) == pytest.approx(miss, rel=0.4)


def test_a_curve_that_shows_is_kept():
    rng = np.random.default_rng(8)
    points, held = rng.uniform(-1, 1, size=(60, 4)), rng.uniform(-1, 1, size=(200, 4))

    def truth(x):
        return x[:, 0] + 2 * x[:, 0] * x[:, 1] - x[:, 2] ** 2

    y = truth(points) + 0.1 * rng.normal(size=60)
    mean, _ = fitted(points, np.zeros(60, int), y[:, None]).predict(held)
    assert np.sqrt(((mean[:, 0] - truth(held)) ** 2).mean()) < 0.1


def test_noise_is_not_taken_for_agreement():
    """Six numbers of which two matter, noisy runs: the sets agree in truth, not in the surface."""
    rng = np.random.default_rng(9)

    def noisy(points, which):
        return points[:, :2] + 0.3 * rng.normal(size=(len(points), 2))

    wanted = [Aim(0.2, 0.05), Aim(-0.3, 0.05)]
    m = match(noisy, wanted, 6, runs=(80, 60), sets=40, replications=2, seed=1)
    off = np.sqrt(((m.points[:, :2] - [0.2, -0.3]) ** 2).mean())
    assert off < 0.2
    assert m.narrowed()[2:] == pytest.approx(np.ones(4), abs=0.2)


def test_too_few_runs_for_the_surface_are_refused():
    with pytest.raises(ValueError, match="too few"):
        fitted(np.zeros((10, 3)), np.zeros(10, int), np.zeros((10, 1)))


def known():
    """y = x exactly, for one number."""
    return Emulator(
        np.array([[0.0], [1.0], [0.0]]), np.zeros((1, 3, 3)), np.zeros(1), np.zeros(1, int)
    )


def test_implausibility_is_the_worst_distance_in_standard_deviations():
    two = Emulator(
        np.array([[0.0, 0], [1, 2], [0, 0]]), np.zeros((1, 3, 3)), np.zeros(2), np.zeros(2, int)
    )
    worst = implausibility(two, [Aim(0.0, 0.1), Aim(0.0, 0.5)], np.array([[0.5], [-0.1]]))
    assert worst == pytest.approx([5.0, 1.0])


@pytest.mark.parametrize(("value", "sd"), [(0.2, 0.1), (0.0, 0.4), (1.0, 0.2)])
def test_the_sample_is_the_posterior(value, sd):
    """One number, uniform before: afterwards the normal cut off at the ends of the box."""
    points, weights = agreeing(known(), [Aim(value, sd)], 1, seed=4)
    grid = np.linspace(-1, 1, 20001)
    density = np.exp(-0.5 * ((grid - value) / sd) ** 2)
    density /= density.sum()
    mean = (grid * density).sum()
    spread = math.sqrt(((grid - mean) ** 2 * density).sum())
    assert weights.sum() == pytest.approx(1)
    assert (weights * points[:, 0]).sum() == pytest.approx(mean, abs=0.01 * spread)
    second = (weights * (points[:, 0] - mean) ** 2).sum()
    assert math.sqrt(second) == pytest.approx(spread, rel=0.01)
    assert (abs(points[weights > 0]) <= 1).all()


def test_the_same_arguments_give_the_same_sets():
    def once():
        return match(Toy(1), aims(1), 4, runs=(48, 40), sets=8, replications=8, seed=2).points

    assert np.array_equal(once(), once())


def test_an_aim_out_of_reach_is_set_aside_and_pulls_no_other():
    """Of y = (x, 5 + x / 10) the second can never be 0; the first is met as if it were alone."""

    def two(points, which):
        return np.hstack([points, 5 + points / 10]) + 0.001 * np.cos(37 * points)

    both = [Aim(0.3, 0.05), Aim(0.0, 0.05)]
    m = match(two, both, 1, runs=(16, 12), sets=50, replications=2, seed=1)
    assert m.out_of_reach == (1,)
    assert m.mean == pytest.approx([0.3], abs=0.01)
    assert m.spread == pytest.approx([0.05], rel=0.1)


def test_aims_that_exclude_each_other_leave_what_comes_nearest():
    """y = (x, x) cannot be 0.5 and -0.5 with errors of 0.01: equally near is 0."""

    def twice(points, which):
        return np.hstack([points, points]) + 0.0001 * np.cos(37 * points)

    both = [Aim(0.5, 0.01), Aim(-0.5, 0.01)]
    m = match(twice, both, 1, runs=(16, 12), sets=50, replications=2, seed=1)
    assert m.out_of_reach == ()
    assert np.isfinite(m.points).all()
    assert m.mean == pytest.approx([0.0], abs=0.02)
