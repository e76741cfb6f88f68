"""The people and bodies of one article, and the words that refer to each of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from schemas.base import Span

MentionKind = Literal["name", "pronoun", "description"]
EntityKind = Literal["person", "organisation", "place"]
Gender = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that refer to entities: a name, a pronoun (`he`), or a description (`the 34-year-old`, `both men`).

    `entities` are indexes into `People.entities`; a group mention (`they`, `the defendants`) has several,
    a mention that could not be resolved has none. `confidence` is that of the reference.
    """

    span: Span
    kind: MentionKind
    entities: tuple[int, ...]
    confidence: float


@dataclass(slots=True)
class Entity:
    """A person or body named (or, for a person, described) in the article.

    `name` is the fullest form without titles, null for an unnamed individual; `name_span` is where that form
    stands. `aliases` are the other forms, `role` the apposition or title as written (`Russian Foreign Minister`)
    with its place.
    """

    kind: EntityKind
    name: str | None
    name_span: Span
    aliases: dict[str, Span] = field(default_factory=dict)
    gender: Gender | None = None
    role: str | None = None
    role_span: Span | None = None


@dataclass(slots=True)
class People:
    """Entities of an article, and all mentions in text order."""

    entities: list[Entity] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def mentions_in(self, span: Span) -> list[Mention]:
        """Return the mentions that lie inside `span`, in text order."""
        first = bisect_left(self.mentions, span.start, key=_start)
        last = bisect_left(self.mentions, span.end, key=_start)
        return [mention for mention in self.mentions[first:last] if mention.span.end <= span.end]


def _start(mention: Mention) -> int:
    return mention.span.start
