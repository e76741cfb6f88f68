"""Stories from pairs of copies: star clusters, the same whatever the order in which articles came.

A story is a text that other texts are copies of, with those copies. Each member was compared with that one: there are no
chains, in which a first text and a last one share nothing (Aslam, Pelekhov, Rus: The Star Clustering Algorithm, 2004).
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping


class Text(NamedTuple):
    """A text: the first day of its publication, its length in words, and the number of articles that print it."""

    day: dt.date
    words: int
    articles: int


class Pair(NamedTuple):
    """Two texts that are copies, with the likeness that makes them so."""

    one: str
    other: str
    similarity: float
    overlap: float


class Place(NamedTuple):
    """The story that a text belongs to, named by the text at its centre, and its likeness with that text."""

    centre: str
    similarity: float
    overlap: float


_MOST_NEIGHBOURS: Final = 50
"""Copies of a text among which a bridge is looked for; a text with more is no mere bridge, and looking takes their square."""


def gather_stories(texts: Mapping[str, Text], pairs: Iterable[Pair]) -> dict[str, Place]:
    """Return the place of each of `texts`.

    The centre is the text that is most like the articles around it, added up in squares; of equals the earliest, then
    the longest. A text that is like two centres goes to the more similar one. A page that prints two stories one after the
    other is like both, and is a bridge between texts that have nothing in common: it is no centre while others are left.
    """
    near: dict[str, dict[str, Pair]] = {key: {} for key in texts}
    for pair in pairs:
        near[pair.one][pair.other] = near[pair.other][pair.one] = pair

    def rank(key: str) -> tuple[bool, float, dt.date, int, str]:
        text = texts[key]
        # Summed exactly, so that it does not depend on the order of the pairs.
        likeness = fsum(pair.similarity**2 * texts[other].articles for other, pair in near[key].items())
        return _is_bridge(key, near), -(likeness + text.articles), text.day, -text.words, key

    centres: dict[str, int] = {}
    for key in sorted(texts, key=rank):
        # Of two views the shorter is walked through; of a dict, all centres there are.
        if near[key].keys().isdisjoint(centres.keys()):
            centres[key] = len(centres)
    places: dict[str, Place] = {}
    for key in texts:
        if key in centres:
            places[key] = Place(key, 1.0, 1.0)
        else:
            claims = near[key].keys() & centres.keys()
            centre = min(claims, key=lambda other: (-near[key][other].similarity, centres[other]))
            places[key] = Place(centre, near[key][centre].similarity, near[key][centre].overlap)
    return places


def _is_bridge(key: str, near: Mapping[str, Mapping[str, Pair]]) -> bool:
    """Tell whether the copies of a text fall apart into groups that only this text joins."""
    apart = set(near[key])
    if not 2 <= len(apart) <= _MOST_NEIGHBOURS:
        return False
    to_visit = [apart.pop()]
    while to_visit:
        reached = apart & near[to_visit.pop()].keys()
        apart -= reached
        to_visit.extend(reached)
    return bool(apart)
