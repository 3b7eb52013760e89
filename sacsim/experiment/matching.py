"""Matching: which settings of a slow model agree with data, and which of them the data settle.

Bayesian history matching in the manner of Craig and others (1997) and Vernon and others (2010):
runs over a space-filling design, a quadratic emulator of each output, what is implausible left out,
runs again in what remains; then parameter sets drawn in proportion to how well they agree. All
runs use a few common replications, whose luck is a term of the emulator that adds up to nothing.
Factors are studied on the log scale, each from -1 (lowest) to 1 (highest), all equally likely
before the data are seen.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Simulate = Callable[[Floats, Ints], Floats]
"""Rows of points in [-1, 1] and a replication for each -> a row of outputs for each."""

IMPLAUSIBLE = 3.0
"""Pukelsheim's three sigma rule: 95 % of any one-humped distribution lies within."""
SET_ASIDE = 1e6
"""The error of an aim that is out of reach: as good as none."""
LEAST_LEFT = 0.02
"""Where nothing is plausible, the share of the box, best first, in which the next wave looks."""
CURVATURES = 10.0 ** np.array([*range(-6, 7), 24])
"""Variances of the terms of a curve beside the noise's that are tried: from flat to free."""
TINY = 1e-30
SPARE = 5
"""Runs beyond the terms of a surface."""
SAMPLED_LOG2, ROUNDS = 14, 12
WIDER = 1.3
"""The proposal's spread beside the sample's, so that no tail is missed."""


@dataclass(frozen=True)
class Aim:
    """What an output should be: its value, and the sd of data and discrepancy together."""

    value: float
    sd: float


@dataclass(frozen=True)
class Emulator:
    """A quadratic surface for each output, as curved as its runs give reason to believe."""

    coefficients: Floats
    """Terms by outputs."""
    spread: Floats
    """For each curvature, the terms' covariance beside the noise's variance."""
    noise: Floats
    """Of each output: sd of one run about its surface."""
    curved: Ints
    """Of each output: which curvature."""

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Return mean and standard error of each output at each point, over all luck."""
        terms = np.zeros((len(points), len(self.coefficients)))
        found = _terms(points)
        terms[:, : found.shape[1]] = found
        reach = np.empty((len(points), len(self.noise)))
        for kind in np.unique(self.curved):
            variance = ((terms @ self.spread[kind]) * terms).sum(axis=1)
            reach[:, self.curved == kind] = np.sqrt(np.maximum(variance, 0.0))[:, None]
        return terms @ self.coefficients, reach * self.noise


class Ruled(NamedTuple):
    """A wave's emulator, and how implausible by it a point may be to stay in."""

    emulator: Emulator
    at_most: float


@dataclass(frozen=True)
class Matched:
    """What agrees with the data."""

    points: Floats
    """Rows drawn in proportion to their agreement, in [-1, 1]."""
    emulator: Emulator
    runs: int
    effective: float
    """How many independent draws the weighted sample is worth."""
    mean: Floats
    spread: Floats
    """Standard deviation of each number after the data."""
    out_of_reach: tuple[int, ...]
    """Places of the aims that no point comes near; they were set aside."""

    def narrowed(self) -> Floats:
        """Return the spread of each number beside what it was before the data (1: no news)."""
        return np.asarray(self.spread * math.sqrt(3))


def match(
    simulate: Simulate,
    aims: Sequence[Aim],
    numbers: int,
    *,
    runs: Sequence[int],
    sets: int,
    replications: int,
    seed: int,
) -> Matched:
    """Find the points that agree with the aims; `runs` is the number of runs of each wave.

    The first wave covers the whole box, each later one what was not implausible so far. An aim that
    nothing in the box comes near is then set aside, so that it pulls no other; where aims exclude
    each other, what comes nearest is kept. The same arguments give the same answer. Raises
    ValueError if a wave has too few runs for its surface.
    """
    points = 2 * qmc.LatinHypercube(numbers, seed=seed).random(runs[0]) - 1
    luck = _by_turns(runs[0], replications)
    outputs = simulate(points, luck)
    emulator = fitted(points, luck, outputs)
    box = 2 * qmc.Sobol(numbers, scramble=True, seed=seed).random_base2(SAMPLED_LOG2) - 1
    mean, error = emulator.predict(box)
    nearest = np.abs(_distance(mean, error, aims)).min(axis=0)
    far = tuple(np.flatnonzero(nearest > IMPLAUSIBLE).tolist())
    aims = [Aim(aim.value, SET_ASIDE) if n in far else aim for n, aim in enumerate(aims)]
    ruled: list[Ruled] = []
    for wave, size in enumerate(runs[1:], 1):
        most = float(np.quantile(implausibility(emulator, aims, box), LEAST_LEFT))
        ruled.append(Ruled(emulator, max(most, IMPLAUSIBLE)))
        sample = agreeing(emulator, aims, numbers, seed + wave, tempered=True, ruled=ruled)
        new = _drawn(*sample, size)
        keep = implausibility(emulator, aims, points) < ruled[-1].at_most
        own = _by_turns(size, replications)
        outputs = np.vstack([outputs[keep], simulate(new, own)])
        points, luck = np.vstack([points[keep], new]), np.concatenate([luck[keep], own])
        emulator = fitted(points, luck, outputs)
    sampled, weights = agreeing(emulator, aims, numbers, seed, ruled=ruled)
    effective = 1.0 / float((weights**2).sum())
    mean = weights @ sampled
    spread = np.asarray(np.sqrt(weights @ (sampled - mean) ** 2))
    drawn = _drawn(sampled, weights, sets)
    return Matched(drawn, emulator, sum(runs), effective, mean, spread, far)


def fewest_runs(numbers: int, replications: int) -> int:
    """Return how many runs a wave needs at least for its surface and some idea of its error."""
    return 1 + 2 * numbers + math.comb(numbers, 2) + replications - 1 + SPARE


def fitted(points: Floats, luck: Ints, outputs: Floats) -> Emulator:
    """Fit a surface to each output; the replications' own luck adds up to nothing.

    Squares and products are small until the runs say otherwise: they have a common normal law about
    nought, whose variance beside the noise's is what makes the runs likeliest once the other terms
    are taken out (restricted maximum likelihood, Patterson and Thompson 1971). Least squares would
    bend towards the noise of rare outcomes, and a fit would then look for its points where nothing
    is known. Raises ValueError where there are too few runs to tell the terms.
    """
    terms, contrasts = _terms(points), _contrasts(luck)
    straight = 1 + points.shape[1]
    bent = np.arange(terms.shape[1] + contrasts.shape[1])
    bent = (bent >= straight) & (bent < terms.shape[1])
    every = np.hstack([terms, contrasts])
    runs, number = every.shape
    if runs < number + SPARE:
        raise ValueError(f"{runs} runs are too few for a surface of {number} terms")
    known = np.linalg.qr(every[:, ~bent], mode="complete")[0][:, (~bent).sum() :].T
    rotation, lengths, _ = np.linalg.svd(known @ every[:, bent])
    lengths = np.pad(lengths**2, (0, len(rotation) - len(lengths)))
    left = (rotation.T @ known @ outputs) ** 2
    expected = 1 + np.outer(CURVATURES, lengths)
    noise = (left.T[:, None, :] / expected).mean(axis=2)
    deviance = len(lengths) * np.log(np.maximum(noise, TINY)) + np.log(expected).sum(axis=1)
    curved = np.argmin(deviance, axis=1)
    cross = every.T @ every
    spread = np.stack([np.linalg.pinv(cross + np.diag(bent / each)) for each in CURVATURES])
    coefficients = np.einsum("oij,jo->io", spread[curved], every.T @ outputs)
    best = noise[np.arange(len(curved)), curved]
    return Emulator(np.asarray(coefficients), spread, np.sqrt(best), curved)


def implausibility(emulator: Emulator, aims: Sequence[Aim], points: Floats) -> Floats:
    """Return, for each point, how many standard deviations its worst output is from its aim."""
    mean, error = emulator.predict(points)
    return np.asarray(np.abs(_distance(mean, error, aims)).max(axis=1))


def agreeing(
    emulator: Emulator,
    aims: Sequence[Aim],
    numbers: int,
    seed: int,
    *,
    tempered: bool = False,
    ruled: Sequence[Ruled] = (),
) -> tuple[Floats, Floats]:
    """Return many points and weights that add up to 1, in proportion to their agreement.

    What was `ruled` out by earlier waves stays out, since a later emulator was fitted to runs in
    the rest only and knows nothing of it. Importance sampling whose proposal adapts (population
    Monte Carlo, Cappe and others 2004) from quasi-random normal deviates; `tempered` draws more
    widely, for the next wave of runs.
    """
    deviates = ndtri(qmc.Sobol(numbers, scramble=True, seed=seed).random_base2(SAMPLED_LOG2))
    heat = 4.0 if tempered else 1.0
    centre, root = np.zeros(numbers), np.eye(numbers) * 0.8
    for _ in range(ROUNDS):
        points = centre + deviates @ root.T
        inside = (np.abs(points) <= 1).all(axis=1)
        for earlier, at_most in ruled:
            inside[inside] = implausibility(earlier, aims, points[inside]) < at_most
        logs = np.full(len(points), -np.inf)
        mean, error = emulator.predict(points[inside])
        logs[inside] = -0.5 * (_distance(mean, error, aims) ** 2).sum(axis=1) / heat
        logs[inside] -= np.log(np.hypot(error, [aim.sd for aim in aims])).sum(axis=1)
        logs += 0.5 * (deviates**2).sum(axis=1)  # over the density of the proposal
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        centre = weights @ points
        apart = points - centre
        scatter = WIDER**2 * (weights[:, None] * apart).T @ apart + 1e-6 * np.eye(numbers)
        root = np.linalg.cholesky(scatter)
    return points, weights


def _distance(mean: Floats, error: Floats, aims: Sequence[Aim]) -> Floats:
    value = np.array([aim.value for aim in aims])
    sd = np.array([aim.sd for aim in aims])
    return np.asarray((mean - value) / np.hypot(error, sd))


def _drawn(points: Floats, weights: Floats, number: int) -> Floats:
    """Draw points by their weights, evenly spread over the sample (systematic resampling)."""
    places = (np.arange(number) + 0.5) / number
    order = np.argsort(points[:, 0], kind="stable")
    chosen = np.searchsorted(np.cumsum(weights[order]), places)
    return points[order[np.minimum(chosen, len(order) - 1)]]


def _by_turns(size: int, replications: int) -> Ints:
    return np.arange(size, dtype=np.int64) % replications


def _terms(points: Floats) -> Floats:
    """One, each number, its square, and each product of two."""
    pairs = [points[:, a] * points[:, b] for a, b in combinations(range(points.shape[1]), 2)]
    parts = [np.ones(len(points)), *points.T, *(points**2).T, *pairs]
    return np.stack(parts, axis=1)


def _contrasts(luck: Ints) -> Floats:
    """A term for each replication but the last, each of which it is held against."""
    most = int(luck.max())
    held = np.eye(most + 1)[luck]
    return np.asarray(held[:, :-1] - held[:, -1:])
