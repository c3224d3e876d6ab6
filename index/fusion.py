"""Fusion of rankings. It knows ranks, not engines; ties are broken by id, so that runs repeat exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_C = 60.0


def fuse_ranks(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """Weighted reciprocal rank fusion (Cormack 2009): (id, score), best first."""
    scores: dict[str, float] = {}
    for name, ranking in rankings.items():
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + weights.get(name, 1.0) / (_C + rank)
    return sorted(((item, round(score, 9)) for item, score in scores.items()), key=lambda pair: (-pair[1], pair[0]))
