"""Look up the mentions of an article by place, in time that does not grow with the article."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.persons.model import Entity, Mention, People
    from schemas.base import Span


class Mentions:
    """The mentions of an article by their place, and the entities that they refer to."""

    def __init__(self, people: People) -> None:
        self.entities: list[Entity] = people.entities
        self._mentions = sorted(people.mentions, key=lambda mention: mention.span)
        self._starts = [mention.span.start for mention in self._mentions]

    def inside(self, span: Span) -> list[Mention]:
        """Return the mentions that lie inside `span`, in text order."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [mention for mention in self._mentions[first:last] if mention.span.end <= span.end]
