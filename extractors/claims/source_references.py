"""The sources heard so far in an article, and whom of them a definite description means (`the ambassador said`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.claims.source_names import source_nouns
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from extractors.claims.layout import Layout, Range
    from extractors.claims.mentions import Mentions
    from extractors.persons.model import Gender
    from schemas.base import Span
    from schemas.case import Case

_NEXT = 6
"""Tokens behind a source in which `they` shows that several are meant."""
_SOURCES_BACK = 60
"""Earlier sources among which a pronoun's is looked for: more than three paragraphs ever hold."""
MANY = frozenset({"body", "group", "words", "description", "person"})
"""Kinds of sources that `they` can mean; of persons only several who spoke together."""
_LINK = re.compile(r" (?:of|for|to|from|at|with) ")
_POSSESSIVE = re.compile(r"\A.*['’]s? ")
SIDES = frozenset({"district", "prosecuting", "defence", "defense", "state", "county", "city", "federal"})
"""Words that tell for which side of a case somebody acts: no family's attorney is the district attorney."""
_RANKS: dict[str, str] = load_table("speakers.yml")["ranks"]


@dataclass(frozen=True, slots=True)
class Source:
    """A resolved source: its name, the words at the cue, role and country as those words state them.

    `how` says in which way it was found: by the `words` alone, by the `name` or body that they hold, or by whom a pronoun
    or a description means.
    """

    name: str | None
    span: Span | None
    text: str | None
    role: str | None = None
    country: str | None = None
    entity: int | None = None
    confidence: float = 0.0
    kind: str = "words"
    how: str = "words"


class References:
    """The sources of one article heard so far, and whom descriptions among them mean.

    `heard` has for each source its first token, its head noun, and whom it was resolved to.
    """

    def __init__(self, layout: Layout, people: Mentions, cases: Sequence[Case]) -> None:
        self._layout, self._people = layout, people
        self._cases = [case.name for case in cases if case.name]
        self.heard: list[tuple[int, str, Source]] = []

    def hear(self, first: int, head: str, source: Source) -> None:
        """Remember a source whose words begin at token `first` and have the head noun `head`."""
        self.heard.append((first, head, source))

    def is_other_gender(self, source: Source, gender: Gender | None) -> bool:
        """Tell whether a source is known to be of another gender."""
        known = self._people.entities[source.entity].gender if source.entity is not None else None
        return gender is not None and known is not None and known != gender

    def previous(
        self, tokens: Range, kinds: Collection[str], gender: Gender | None = None, paragraphs: int = 2
    ) -> Source | None:
        """Return the nearest earlier source of one of the kinds, at most `paragraphs` and `_SOURCES_BACK` sources back."""
        layout = self._layout
        here = layout.paragraph_of(tokens.first)
        for first, head, source in reversed(self.heard[-_SOURCES_BACK:]):
            if first >= tokens.first:
                continue
            kind = "role" if source.kind == "description" and head in source_nouns("role_nouns") else source.kind
            if here - layout.paragraph_of(first) > paragraphs:
                return None
            is_one = kinds is MANY and kind == "person" and " and " not in (source.text or "")
            if (
                source.name
                and not is_one
                and (kind in kinds or source.kind in kinds)
                and not self.is_other_gender(source, gender)
            ):
                return source
        return None

    def definite(self, tokens: Range, part: Range, head: str) -> Source | None:
        """Return whom `the ambassador` or `the ministry` means: an earlier source or person of that role."""
        layout = self._layout
        is_accused = head == "client" or head in source_nouns("defendant_nouns")
        if is_accused and "they" in layout.words[tokens.last : tokens.last + _NEXT]:
            return None  # `The accused told the police that they had sold the cars`
        if is_accused and len(set(self._cases)) == 1:
            return Source(self._cases[0], None, None, kind="person")
        modifiers = set(layout.words[part.first + 1 : part.last - 1])
        for first, noun, source in reversed(self.heard[-12:]):
            text = (source.text or "").casefold()
            if first >= tokens.first or not source.name or text in {f"the {head}", head}:
                continue
            words = _office_words(text) | _office_words((source.role or "").casefold())
            is_head = noun == head or (source.kind == "person" and head in words)
            if is_head and modifiers <= words:
                return source
        if head not in source_nouns("role_nouns"):
            return None
        start = layout.span(part).start
        best = None
        for number, entity in enumerate(self._people.entities):
            if entity.kind != "person" or not entity.role or not entity.name or entity.name_span.start > start:
                continue
            role = entity.role.casefold().split()
            if (
                head in role
                and SIDES.intersection(modifiers).issubset(role)
                and (best is None or entity.name_span.start > self._people.entities[best].name_span.start)
            ):
                best = number
        return (
            Source(self._people.entities[best].name, None, None, entity=best, kind="person")
            if best is not None
            else None
        )


def _office_words(role: str) -> set[str]:
    """Return the words that call a person's office, ranks written out; not whose: `daughter of the captain, Ada Adler`."""
    heads = [_LINK.split(_POSSESSIVE.sub("", part), maxsplit=1)[0] for part in role.split(",")]
    words = [word for head in heads for word in head.replace(".", "").split()]
    return {*words, *(_RANKS.get(word, word) for word in words)}
