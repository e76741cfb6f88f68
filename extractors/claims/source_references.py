"""Find whom a source means that names nobody: a pronoun (`she said`) or a definite description (`the ambassador said`).

What `extractors.persons` resolved comes first; for the rest the sources heard before in the article decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import NOUNS
from extractors.claims.source_names import source_nouns
from extractors.claims.source_roles import bare
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from extractors.claims.layout import Layout
    from extractors.claims.mentions import Mentions
    from extractors.persons.model import Gender
    from schemas.base import Span
    from schemas.case import Case

_NEXT = 6
"""Tokens behind a source in which `they` shows that several are meant."""
_SOURCES_BACK = 60
"""Earlier sources among which a pronoun's is looked for: more than three paragraphs ever hold."""
_FEMALE = frozenset(
    {"spokeswoman", "mother", "wife", "sister", "daughter", "actress", "queen", "princess", "chairwoman"}
)
_MALE = frozenset({"spokesman", "father", "husband", "brother", "son", "king", "prince", "chairman"})
_SINGULAR = frozenset({"he", "she", "him", "her", "his"})
PRONOUNS = _SINGULAR | {
    "they",
    "it",
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
    "their",
    "its",
}
_MANY = frozenset({"body", "group", "words", "description", "person"})
"""Kinds of sources that `they` can mean; of persons only several who spoke together."""
_WAYS = {"they": "they", "their": "they"}
_MASCULINE = frozenset({"he", "him", "his"})
_ASKED = frozenset({"asked", "pressed", "questioned"})
"""Words that open `Asked whether Adler would resign, she said`: who spoke before answers, not Adler."""
_GOING_ON = frozenset({"further", "also", "added"})
"""Words behind a pronoun that show that the source before goes on: `He further submitted`."""
_DENYING = frozenset({"deny", "denies", "denied", "rejects", "rejected", "disputes", "disputed", "replied"})
"""Words by which a pronoun answers what the source before said."""
_HEAD = 4
"""Tokens at the head of a sentence in which the name of its subject stands."""
_SURE = 0.7
"""Confidence of a reference below which the source who spoke last is right more often."""


_OWNER = re.compile(r" (?:of|for|to|from|at|with) |['’]s? ")
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
    """The sources of one article heard so far, and whom pronouns and descriptions among them mean."""

    def __init__(self, layout: Layout, people: Mentions, cases: Sequence[Case]) -> None:
        self._layout, self._people = layout, people
        self._cases = [case.name for case in cases if case.name]
        self._heard: list[tuple[int, str, Source]] = []

    def hear(self, first: int, head: str, source: Source) -> None:
        """Remember a source whose words begin at token `first` and have the head noun `head`."""
        self._heard.append((first, head, source))

    def pronoun(self, tokens: Range) -> Source:
        """Return the source that the pronoun `tokens` refers to."""
        word, span = self._layout.words[tokens.first], self._layout.span(tokens)
        text = self._layout.text(tokens)
        if word in _SINGULAR:
            return self._he_or_she(tokens, span, text)
        mention = next(
            (found for found in self._people.inside(span) if found.entities and found.kind == "pronoun"), None
        )
        entity = self._people.entities[mention.entities[0]] if mention else None
        is_many = word in {"it", "its"} and entity is not None and _is_plural(entity.name)
        is_object = word == "they" and mention is not None and not self._has_spoken(mention.entities)
        if (
            mention
            and entity
            and entity.name
            and not is_many
            and not is_object
            and word in {"they", "it", "their", "its"}
        ):
            kind = "body" if entity.kind != "person" else "person"
            return Source(
                entity.name,
                span,
                text,
                None,
                None,
                mention.entities[0],
                mention.confidence,
                kind,
                _WAYS.get(word, "it"),
            )
        if word in {"they", "them", "these", "those", "their"}:
            return _same(self._previous(tokens, _MANY), span, text, "they")
        if word in {"it", "this", "which", "its"}:
            return _same(self._previous(tokens, {"body", "document"}), span, text, "it")
        return Source(None, span, text)

    def _has_spoken(self, entities: Sequence[int]) -> bool:
        """Tell whether entities are several, people without a name, or a source heard before: others `they` may not mean."""
        name = self._people.entities[entities[0]].name
        return (
            len(entities) > 1
            or name is None
            or name.islower()
            or any(source.name == name for _, _, source in self._heard[-12:])
        )

    def _he_or_she(self, tokens: Range, span: Span, text: str) -> Source:
        word = self._layout.words[tokens.first]
        mention = next(
            (found for found in self._people.inside(span) if found.entities and found.kind == "pronoun"), None
        )
        gender: Gender = "male" if word in _MASCULINE else "female"
        if mention is None or self._is_speakers_own(mention.entities[0]):
            told_of = self._told_of(tokens, gender)
            return _same(told_of or self._previous(tokens, {"person", "description"}, gender), span, text)
        entity = mention.entities[0]
        unnamed = self._unnamed(tokens)
        # `Adler was charged, the prosecutor said. She denies it`: whom the sentence names can be meant.
        begins = self._layout.sentence_range(unnamed[0]).first if unnamed else 0
        if unnamed is not None and not self._names_between(entity, begins, tokens.first):
            return _same(unnamed[1], span, text)
        first = self._layout.sentence_range(tokens.first).first
        is_asked = self._layout.words[first] in _ASKED and first < tokens.first
        is_asked = is_asked or self._asks(entity, first, tokens.first)
        goes_on = not _GOING_ON.isdisjoint(self._layout.words[tokens.last : tokens.last + 1])
        goes_on = goes_on or self._layout.words[tokens.first - 1 : tokens.first] == ["which"]
        answers = not _DENYING.isdisjoint(self._layout.words[tokens.last : tokens.last + 3])
        if is_asked or goes_on or (mention.confidence < _SURE and not answers):
            before = Range(first, tokens.last) if is_asked else tokens
            speaking = self._told_of(tokens, gender) or self._previous(before, {"person", "role"}, gender, paragraphs=1)
            is_other = speaking is not None and speaking.entity != entity
            # `Adler said Berg was right when he spoke`: whom the sentence names can be meant.
            is_open = not goes_on and not is_asked and self._names_between(entity, first, tokens.first)
            if speaking is not None and not is_open and (is_other or self._people.entities[entity].name is None):
                return _same(speaking, span, text)
        if self._is_talked_of(entity):
            return _same(self._heard[-1][2], span, text)
        described = self._heard[-1][2] if self._heard and self._people.entities[entity].name is None else None
        if described and described.kind == "person" and self._describes(described, entity):
            return _same(described, span, text)
        return Source(self._name_of(entity), span, text, None, None, entity, mention.confidence, "person", "pronoun")

    def _is_talked_of(self, entity: int) -> bool:
        """Tell whether `he` is no defendant without a name, but the official who spoke of the defendant just before."""
        found = self._people.entities[entity]
        if found.name is not None or not self._heard or self._heard[-1][2].kind != "person":
            return False
        words = bare(found.name_span.of(self._layout.annotated.text)).casefold().split()
        source = self._heard[-1][2]
        return bool(words) and words[-1] in source_nouns("defendant_nouns") and source.entity != entity

    def _describes(self, source: Source, entity: int) -> bool:
        """Tell whether the words that describe an entity stand in those of the source: `the captain, [Ada Adler]`."""
        words = bare(self._people.entities[entity].name_span.of(self._layout.annotated.text)).casefold()
        return words in (source.text or "").casefold()

    def _unnamed(self, tokens: Range) -> tuple[int, Source] | None:
        """Return where the last source of this paragraph stands, if it is one human being without a name: `his brother`."""
        if not self._heard:
            return None
        first, head, source = self._heard[-1]
        is_near = first < tokens.first and self._layout.paragraph_of(first) == self._layout.paragraph_of(tokens.first)
        is_unnamed = source.kind == "description" and source.entity is None and head in source_nouns("role_nouns")
        is_other = head in (_FEMALE if self._layout.words[tokens.first] in {"he", "him", "his"} else _MALE)
        return (first, source) if is_near and is_unnamed and not is_other else None

    def _names_between(self, entity: int, first: int, last: int) -> bool:
        """Tell whether an entity is named in the tokens from `first` to `last`, outside quotations."""
        layout = self._layout
        return any(
            entity in mention.entities
            and mention.kind == "name"
            and layout.quote[layout.annotated.token_at(mention.span.start)] == NOT_QUOTED
            for mention in self._people.inside(layout.span(Range(first, last)))
        )

    def _name_of(self, number: int) -> str | None:
        """Return the name of an entity; of an unnamed one the words that describe it, without their article."""
        entity = self._people.entities[number]
        words = entity.name_span.of(self._layout.annotated.text)
        return entity.name or bare(words) or None

    def _asks(self, entity: int, first: int, last: int) -> bool:
        """Tell whether an entity is by whom a pronoun is asked: `Cross-examined by Adler, she denied`."""
        layout = self._layout
        if layout.tags[first] not in {"VBN", "VBD"} or "by" not in layout.words[first:last]:
            return False
        by = layout.words.index("by", first, last)
        return self._names_between(entity, by, last)

    def _told_of(self, tokens: Range, gender: Gender) -> Source | None:
        """Return the person by whose name the last sentence outside quotations begins, unless a source spoke since."""
        layout = self._layout
        number = layout.sentence[tokens.first] - 1
        while number >= 0 and layout.quote[layout.annotated.sentences[number].first] != NOT_QUOTED:
            number -= 1
        sentence = layout.annotated.sentences[max(number, 0)]
        is_far = layout.paragraph_of(tokens.first) - sentence.paragraph > 1
        if number < 0 or is_far or any(first >= sentence.first for first, _, _ in self._heard[-1:]):
            return None
        head = layout.span(Range(sentence.first, min(sentence.first + _HEAD, sentence.last)))
        named = next(
            (mention for mention in self._people.inside(head) if mention.kind == "name" and mention.entities), None
        )
        if named is None or layout.tags[layout.annotated.token_at(named.span.end)] in {"POS", *NOUNS}:
            return None
        entity = self._people.entities[named.entities[0]]
        told = Source(entity.name, None, None, entity=named.entities[0], kind="person")
        return told if entity.kind == "person" and not self._is_other_gender(told, gender) else None

    def _is_speakers_own(self, entity: int) -> bool:
        """Tell whether an entity is known by the words of a quotation alone: `my father`."""
        found = self._people.entities[entity]
        words = found.name_span.of(self._layout.annotated.text).casefold()
        return found.name is None and words.startswith(("my ", "our ", "your "))

    def _is_other_gender(self, source: Source, gender: Gender | None) -> bool:
        known = self._people.entities[source.entity].gender if source.entity is not None else None
        return gender is not None and known is not None and known != gender

    def _previous(
        self, tokens: Range, kinds: Collection[str], gender: Gender | None = None, paragraphs: int = 2
    ) -> Source | None:
        """Return the nearest earlier source of one of the kinds, at most `paragraphs` and `_SOURCES_BACK` sources back."""
        layout = self._layout
        here = layout.paragraph_of(tokens.first)
        for first, head, source in reversed(self._heard[-_SOURCES_BACK:]):
            if first >= tokens.first:
                continue
            kind = "role" if source.kind == "description" and head in source_nouns("role_nouns") else source.kind
            if here - layout.paragraph_of(first) > paragraphs:
                return None
            is_one = kinds is _MANY and kind == "person" and " and " not in (source.text or "")
            if (
                source.name
                and not is_one
                and (kind in kinds or source.kind in kinds)
                and not self._is_other_gender(source, gender)
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
        for first, noun, source in reversed(self._heard[-12:]):
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
            if head in entity.role.casefold().split() and (
                best is None or entity.name_span.start > self._people.entities[best].name_span.start
            ):
                best = number
        return (
            Source(self._people.entities[best].name, None, None, entity=best, kind="person")
            if best is not None
            else None
        )


def _office_words(role: str) -> set[str]:
    """Return the words that call a person's office, ranks written out; not whose: `daughter of the captain, Ada Adler`."""
    heads = [_OWNER.split(part, maxsplit=1)[0] for part in role.split(",")]
    return {_RANKS.get(word, word) for head in heads for word in head.replace(".", "").split()}


def _is_plural(name: str | None) -> bool:
    """Tell whether `it` cannot stand for an entity: it is called by a plural noun without a name."""
    return name is not None and name.islower() and (name.endswith("s") or name in {"police", "people"})


def _same(source: Source | None, span: Span, text: str, how: str = "spoke_before") -> Source:
    if source is None:
        return Source(None, span, text)
    return Source(source.name, span, text, None, None, source.entity, 0.6, source.kind, how)
