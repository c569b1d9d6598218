"""A map of papers: two coordinates each, papers of a theme together, themes that are alike near one another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.trends.corpus import TrendCorpus
from assistant.trends.themes import Themes

SPREAD = 0.32
"""How far papers lie from their theme's place, as a share of the distance to the nearest other."""
LEAST_REACH, MOST_REACH = 0.06, 0.2
"""Themes that are so near that their papers would be one dot may overlap: they are alike."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A paper on the map, with the narrowest theme it is in. Coordinates lie within −1 … 1."""

    paper_id: str
    theme_id: str
    x: float
    y: float


def map_papers(corpus: TrendCorpus, themes: Themes) -> tuple[MapPoint, ...]:
    """Return a point per paper, by id; the same for the same papers.

    Themes get their places by classical scaling (Torgerson 1952) of the cosines of their middles; a paper lies around
    its theme's place along the two directions in which the theme's papers differ most.
    """
    leaves = themes.narrowest
    if not corpus.papers or not leaves:
        return ()
    middles = np.array([theme.centroid for theme in leaves], np.float64)
    centres = _scaled_places(middles)
    dense = (corpus.vectors - np.array(themes.mean, np.float32)).astype(np.float64)
    points: dict[str, MapPoint] = {}
    for place, theme in enumerate(leaves):
        rows = [corpus.places[paper_id] for paper_id in theme.paper_ids if paper_id in corpus.places]
        if not rows:
            continue
        others = np.linalg.norm(np.delete(centres, place, axis=0) - centres[place], axis=1)
        reach = float(np.clip(SPREAD * others.min(), LEAST_REACH, MOST_REACH)) if len(others) else 0.8
        offsets = _two_directions(dense[rows])
        widest = max(float(np.abs(offsets).max()), 1e-9)
        for row, offset in zip(rows, offsets, strict=True):
            x, y = centres[place] + reach * offset / widest
            paper_id = corpus.paper_ids[row]
            points[paper_id] = MapPoint(paper_id, theme.theme_id, round(float(x), 4), round(float(y), 4))
    return tuple(points[paper_id] for paper_id in sorted(points))


def _scaled_places(middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 2) places whose distances are near those of the middles, within −0.8 … 0.8."""
    n = len(middles)
    if n == 1:
        return np.zeros((1, 2))
    squares = np.maximum(2 - 2 * middles @ middles.T, 0)
    centring = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(-0.5 * centring @ squares @ centring)
    places = np.zeros((n, 2))
    for axis, column in enumerate((n - 1, n - 2)):
        places[:, axis] = _upright(vectors[:, column]) * np.sqrt(max(values[column], 0))
    scaled: NDArray[np.float64] = 0.8 * places / max(float(np.abs(places).max()), 1e-9)
    return scaled


def _two_directions(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = rows - rows.mean(axis=0)
    left, lengths, _ = np.linalg.svd(centred @ centred.T if len(rows) < 400 else centred, full_matrices=False)
    found = np.zeros((len(rows), 2))
    for axis in range(min(2, left.shape[1])):
        found[:, axis] = _upright(left[:, axis]) * (np.sqrt(lengths[axis]) if len(rows) < 400 else lengths[axis])
    return found


def _upright(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a direction with the sign that makes its largest entry positive: either is right, one is chosen."""
    return direction if direction[int(np.abs(direction).round(9).argmax())] >= 0 else -direction
