"""Unit vectors → groups of what is alike, by average linkage; the same vectors give the same groups."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import squareform

MAX_GROUPS = 4
LARGEST_SHARE = 0.65
"""A group that holds more of all places than this says little of what sets them apart."""


def group(vectors: Sequence[NDArray[np.float32]]) -> list[list[int]]:
    """Return groups of places, largest first, then by first place; within a group places rise.

    What all vectors have in common is taken off first. Then groups are joined by average linkage (Sokal and Michener
    1958); of the cuts with few groups and few single places, the one with the best mean silhouette (Rousseeuw 1987) is
    taken. Three or fewer stay together.
    """
    n = len(vectors)
    if n <= 3:
        return [list(range(n))] if n else []
    rows = np.stack(vectors).astype(float)
    rows = rows - rows.mean(axis=0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows = rows / np.where(lengths > 1e-6, lengths, 1.0)
    distances = np.round(np.clip(1 - rows @ rows.T, 0, 2), 5)
    np.fill_diagonal(distances, 0)
    joins = linkage(squareform(distances), method="average")
    cuts = []
    for n_groups in range(2, n):
        labels = cut_tree(joins, n_groups).ravel().tolist()
        groups = [[place for place in range(n) if labels[place] == label] for label in dict.fromkeys(labels)]
        n_large = sum(len(members) > 1 for members in groups)
        is_telling = max(map(len, groups)) <= max(2, LARGEST_SHARE * n)
        if 1 <= n_large <= MAX_GROUPS and n_groups - n_large <= n // 3 and is_telling:
            cuts.append((round(_silhouette(distances, groups), 5), -n_groups, groups))
    best = max(cuts, key=lambda cut: cut[:2])[2] if cuts else [list(range(n))]
    return sorted(best, key=lambda members: (-len(members), members[0]))


def _silhouette(distances: NDArray[np.float64], groups: Sequence[Sequence[int]]) -> float:
    """Return the mean of (b − a) / max(a, b): a the mean distance within a place's group, b to the nearest other."""
    values = []
    for members in groups:
        for place in members:
            if len(members) == 1:
                values.append(0.0)
                continue
            own = distances[place, members].sum() / (len(members) - 1)
            others = min(distances[place, other].mean() for other in groups if other is not members)
            values.append((others - own) / (max(own, others) or 1.0))
    return float(np.mean(values))
