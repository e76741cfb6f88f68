"""Say who a source is: from the words at the cue to the fullest name in the article, with role and country.

A person's name in the words wins, then a body's, then what pronouns and descriptions (`the ambassador`, `they`) refer
to. Words that cannot be resolved stay as they are, without their article; a name is never invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.claims.layout import Range
from extractors.claims.source_names import GOES_ON, SourceNames, source_nouns
from extractors.claims.source_roles import bare, country_in, role_at
from extractors.values.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.layout import Layout
    from extractors.claims.mentions import Mentions
    from extractors.persons.model import Mention
    from schemas.base import Span
    from schemas.case import Case

_SOURCES_BACK = 60
"""Earlier sources among which a pronoun's is looked for: more than three paragraphs ever hold."""
_STATE_BODIES = frozenset({"government", "authorities", "officials", "military", "army", "embassy"})
_PRONOUNS = frozenset(
    {
        "he",
        "she",
        "they",
        "it",
        "him",
        "her",
        "them",
        "we",
        "i",
        "you",
        "this",
        "these",
        "those",
        "who",
        "which",
        "one",
        "his",
        "their",
        "its",
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A resolved source: its name, the words at the cue, role and country as those words state them."""

    name: str | None
    span: Span | None
    text: str | None
    role: str | None = None
    country: str | None = None
    entity: int | None = None
    confidence: float = 0.0
    kind: str = "words"


NOBODY = Source(None, None, None)


class Speakers:
    """Resolves the sources of one article, in text order, remembering those before."""

    def __init__(self, layout: Layout, people: Mentions, cases: Sequence[Case]) -> None:
        self._layout, self._people = layout, people
        self._names = SourceNames(layout, people)
        self._cases = [case.name for case in cases if case.name]
        self._heard: list[tuple[int, str, Source]] = []

    def resolve(self, tokens: Range | None) -> Source:
        """Return the source whose words are `tokens`."""
        if tokens is None:
            return NOBODY
        trimmed = self._trimmed(tokens)
        source = self._resolve(trimmed)
        self._heard.append((tokens.first, self._names.head_noun(next(self._names.parts(trimmed), trimmed)), source))
        return source

    def _trimmed(self, tokens: Range) -> Range:
        first, last = tokens
        while last - 1 > first and self._layout.words[last - 1] in {",", ";", ":", "-", "–", "—"}:
            last -= 1
        while first < last - 1 and (
            self._layout.words[first] in {",", ";", "-", "–", "—", "."} or self._layout.tags[first] == "CC"
        ):
            first += 1
        return Range(first, last)

    def _resolve(self, tokens: Range) -> Source:
        layout = self._layout
        span, text = layout.span(tokens), layout.text(tokens)
        if tokens.last - tokens.first == 1 and layout.words[tokens.first] in _PRONOUNS:
            return self._pronoun(tokens, span, text)
        person = self._names.person_in(tokens)
        if person is not None:
            entity = self._people.entities[person.entities[0]]
            role = role_at(layout, tokens, list(self._names.parts(tokens)), person.span)
            return Source(
                entity.name, span, text, role, country_in(role), person.entities[0], person.confidence, "person"
            )
        parts = list(self._names.parts(tokens))
        first = parts[0]
        body = self._names.body_in(first)
        if (
            body is None
            and len(parts) > 1
            and layout.words[first.last] == ","
            and layout.tags[first.first] in {"DT", "CD"}
        ):
            body = self._names.body_in(parts[1])  # `Another maker, Acme Motors,`
        if body is not None:
            entity = self._people.entities[body.entities[0]]
            country = country_code(bare(layout.text(first))) or country_in(self._around(first, body))
            return Source(entity.name, span, text, None, country, body.entities[0], body.confidence, "body")
        return self._description(tokens, first, span, text)

    def _around(self, part: Range, body: Mention) -> str | None:
        """Return the words that say whose a body is: those before its name, or all where it is a state's own body."""
        layout = self._layout
        before = layout.annotated.text[layout.span(part).start : body.span.start].strip()
        if before and before.casefold() not in {"the", "a", "an"}:
            return before
        return layout.text(part) if layout.words[part.last - 1] in _STATE_BODIES else None

    def introduced(self, first: Source, later: Sequence[Source]) -> Source:
        """Return a leading source that is only described, with the bare surname by which the article goes on.

        `Ambassador to the islands said … Adler said`: nobody else is called by that office, and Adler, of whom the
        article gives neither first name nor office, is not known before.
        """
        if first.kind != "description" or not first.role or first.span is None or first.text is None:
            return first
        if first.text.casefold().startswith(("a ", "an ", "another ", "one ")):
            return first
        for source in later:
            if source.kind != "person" or source.entity is None or source.name == first.name:
                continue
            entity = self._people.entities[source.entity]
            is_bare = entity.name is not None and len(entity.name.split()) == 1 and not entity.role and not source.role
            if is_bare and entity.name_span.start > first.span.end:
                return replace(first, name=entity.name, entity=source.entity, confidence=0.6, kind="person")
            return first
        return first

    def _pronoun(self, tokens: Range, span: Span, text: str) -> Source:
        word = self._layout.words[tokens.first]
        if word in {"he", "she", "him", "her", "his"}:
            for mention in self._people.inside(span):
                if mention.entities and mention.kind == "pronoun":
                    name = self._name_of(mention.entities[0])
                    return Source(name, span, text, None, None, mention.entities[0], mention.confidence, "person")
            previous = self._previous(tokens, {"person", "description"})
            return self._same(previous, span, text)
        if word in {"they", "it", "their", "its"}:
            for mention in self._people.inside(span):
                if mention.entities and mention.kind == "pronoun" and self._people.entities[mention.entities[0]].name:
                    entity = self._people.entities[mention.entities[0]]
                    return Source(
                        entity.name,
                        span,
                        text,
                        None,
                        None,
                        mention.entities[0],
                        mention.confidence,
                        "body" if entity.kind != "person" else "person",
                    )
        if word in {"they", "them", "these", "those", "their"}:
            return self._same(self._previous(tokens, {"body", "group", "words", "description", "person"}), span, text)
        if word in {"it", "this", "which", "its"}:
            return self._same(self._previous(tokens, {"body", "document"}), span, text)
        return Source(None, span, text)

    def _name_of(self, number: int) -> str | None:
        """Return the name of an entity; of an unnamed one the words that describe it, without their article."""
        entity = self._people.entities[number]
        words = entity.name_span.of(self._layout.annotated.text)
        return entity.name or bare(words) or None

    def _previous(self, tokens: Range, kinds: set[str]) -> Source | None:
        """Return the nearest earlier source of one of the kinds, at most two paragraphs and `_SOURCES_BACK` sources back."""
        layout = self._layout
        here = layout.paragraph_of(tokens.first)
        for first, _, source in reversed(self._heard[-_SOURCES_BACK:]):
            if first >= tokens.first:
                continue
            if here - layout.paragraph_of(first) > 2:
                return None
            if source.name and source.kind in kinds:
                return source
        return None

    def _same(self, source: Source | None, span: Span, text: str) -> Source:
        if source is None:
            return Source(None, span, text)
        return Source(source.name, span, text, None, None, source.entity, 0.6, source.kind)

    def _description(self, tokens: Range, part: Range, span: Span, text: str) -> Source:
        """Return the source that is described without a name."""
        layout = self._layout
        head = self._names.head_noun(part)
        is_role = head in source_nouns("role_nouns") or (head.endswith("s") and head[:-1] in source_nouns("role_nouns"))
        role = bare(layout.text(tokens)) if is_role and tokens.last - tokens.first > 1 else None
        plain = Source(bare(layout.text(part)).strip(" ,"), span, text, role, country_in(text), None, 0.8, _kind(head))
        for mention in self._people.inside(span):
            if mention.kind == "description" and mention.entities and self._covers_head(mention, part):
                entity = self._people.entities[mention.entities[0]]
                if len(mention.entities) > 1:
                    continue
                plain = replace(plain, entity=mention.entities[0])
                if entity.name:
                    kind = "person" if entity.kind == "person" else "body"
                    return replace(plain, name=entity.name, confidence=mention.confidence, kind=kind)
        is_definite = layout.words[part.first] in {"the", "this", "that"}
        if is_definite and part.last - part.first <= 3:
            named = self._definite(tokens, part, head)
            if named is not None:
                return replace(plain, name=named.name, entity=named.entity, confidence=0.65, kind=named.kind)
        return plain

    def _covers_head(self, mention: Mention, part: Range) -> bool:
        """Tell whether the described person is the head of the phrase, not its owner (`the driver's lawyer`)."""
        layout = self._layout
        last = layout.annotated.token_at(mention.span.end)
        return last >= part.last or (
            layout.tags[last] not in GOES_ON and layout.words[last - 1] == self._names.head_noun(part)
        )

    def _definite(self, tokens: Range, part: Range, head: str) -> Source | None:
        """Return whom `the ambassador` or `the ministry` means: an earlier source or person of that role."""
        layout = self._layout
        if head in source_nouns("defendant_nouns") and len(set(self._cases)) == 1:
            return Source(self._cases[0], None, None, kind="person")
        modifiers = set(layout.words[part.first + 1 : part.last - 1])
        for first, noun, source in reversed(self._heard[-12:]):
            text = (source.text or "").casefold()
            if first >= tokens.first or not source.name or text in {f"the {head}", head}:
                continue
            words = {*text.split(), *(source.role or "").casefold().split()}
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
            if head in entity.role.casefold().split() and (
                best is None or entity.name_span.start > self._people.entities[best].name_span.start
            ):
                best = number
        return (
            Source(self._people.entities[best].name, None, None, entity=best, kind="person")
            if best is not None
            else None
        )


def _kind(head: str) -> str:
    """Return what sort of source a head noun calls: those kinds that `they` and `it` look for."""
    if head in source_nouns("document_nouns"):
        return "document"
    if head in source_nouns("body_nouns"):
        return "body"
    return "group" if head.endswith("s") else "description"
