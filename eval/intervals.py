"""95 % intervals, and a paired test. Seeded: the same values give the same figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

_SEED = 7
_RESAMPLES = 10_000
_CHUNK = 200
_SAME = 1e-9


def wilson_interval(successes: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927). (0, 1) where n is 0."""
    if n == 0:
        return 0.0, 1.0
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap_interval(
    values: Sequence[float], *, seed: int = _SEED, resamples: int = _RESAMPLES
) -> tuple[float, float]:
    """95 % interval of a mean (Efron 1979): percentiles of the means of resampled values.

    Paired differences are values too.
    """
    given = np.asarray(values, np.float64)
    generator = np.random.default_rng(seed)
    means = [
        given[generator.integers(0, len(given), (min(_CHUNK, resamples - done), len(given)))].mean(axis=1)
        for done in range(0, resamples, _CHUNK)
    ]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def paired_p_value(differences: Sequence[float], *, seed: int = _SEED, resamples: int = _RESAMPLES) -> float:
    """Two-sided p of a paired randomisation test (Fisher 1935): how often random signs give a mean as far from 0."""
    given = np.asarray([value for value in differences if abs(value) > _SAME], np.float64)
    if not len(given):
        return 1.0
    generator = np.random.default_rng(seed)
    signs = generator.choice((-1.0, 1.0), (resamples, len(given)))
    as_far = int((np.abs(signs @ given) >= abs(given.sum()) - _SAME).sum())
    return (as_far + 1) / (resamples + 1)
