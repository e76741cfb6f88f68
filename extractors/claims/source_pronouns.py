"""Find whom a source means that is a pronoun: `she said`, `they added`.

What `extractors.persons` resolved comes first where it is sure; for the rest the sources heard before in the article and the
subject of the sentence before decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import NOUNS
from extractors.claims.source_names import source_nouns
from extractors.claims.source_references import MANY, Source
from extractors.claims.source_roles import bare
from extractors.persons.gender import gender_of_title
from extractors.persons.nouns import INDIVIDUAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.layout import Layout
    from extractors.claims.mentions import Mentions
    from extractors.claims.source_references import References
    from extractors.persons.model import Gender
    from schemas.base import Span

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
_WAYS = {"they": "they", "their": "they"}
_MASCULINE = frozenset({"he", "him", "his"})
_ASKED = frozenset({"asked", "pressed", "questioned"})
"""Words that open `Asked whether Adler would resign, she said`: who spoke before answers, not Adler."""
_GOING_ON = frozenset({"further", "also", "added"})
"""Words behind a pronoun that show that the source before goes on: `He further submitted`."""
_DENYING = frozenset({"deny", "denies", "denied", "rejects", "rejected", "disputes", "disputed", "replied"})
"""Words by which a pronoun answers what the source before said."""
_NEXT_SENTENCES = 2
"""Sentences behind a body in which a pronoun means who speaks for it."""
_QUOTED_BACK = 8
"""Sentences of a quotation before its pronoun: more than one that is told of in a word before it ever has."""
_HEAD = 4
"""Tokens at the head of a sentence in which the name of its subject stands."""
_SURE = 0.7
"""Confidence of a reference below which the source who spoke last is right more often."""


class Pronouns:
    """Resolves the pronouns that are sources of one article, by what `References` has heard."""

    def __init__(self, layout: Layout, people: Mentions, references: References) -> None:
        self._layout, self._people, self._references = layout, people, references

    def resolve(self, tokens: Range) -> Source:
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
            return _same(self._references.previous(tokens, MANY), span, text, "they")
        if word in {"it", "this", "which", "its"}:
            return _same(
                self._thing_heard(tokens) or self._references.previous(tokens, {"body", "document"}), span, text, "it"
            )
        return Source(None, span, text)

    def _thing_heard(self, tokens: Range) -> Source | None:
        """Return the last source of this paragraph if it is described by a noun for no human being: `the certifier`."""
        first, head, source = self._references.heard[-1] if self._references.heard else (0, "", None)
        if source is None or source.kind != "description" or first >= tokens.first:
            return None
        is_near = self._layout.paragraph_of(first) == self._layout.paragraph_of(tokens.first)
        is_human = head in source_nouns("role_nouns") or head in INDIVIDUAL
        return source if is_near and not is_human and source.entity is None else None

    def _has_spoken(self, entities: Sequence[int]) -> bool:
        """Tell whether entities are several, people without a name, or a source heard before: others `they` may not mean."""
        name = self._people.entities[entities[0]].name
        return (
            len(entities) > 1
            or name is None
            or name.islower()
            or any(source.name == name for _, _, source in self._references.heard[-12:])
        )

    def _he_or_she(self, tokens: Range, span: Span, text: str) -> Source:
        word = self._layout.words[tokens.first]
        mention = next(
            (found for found in self._people.inside(span) if found.entities and found.kind == "pronoun"), None
        )
        gender: Gender = "male" if word in _MASCULINE else "female"
        if mention is None or self._is_speakers_own(mention.entities[0]):
            told_of = self._told_of(tokens, gender)
            return _same(told_of or self._references.previous(tokens, {"person", "description"}, gender), span, text)
        entity = mention.entities[0]
        unnamed = self._unnamed(tokens)
        # `Adler was charged, the prosecutor said. She denies it`: whom the sentence names can be meant.
        begins = self._layout.sentence_range(unnamed[0]).first if unnamed else 0
        if unnamed is not None and not self._names_between(entity, begins, tokens.first, unnamed[1].span):
            return _same(unnamed[1], span, text)
        spokesman = self._speaks_for_body(tokens, gender)
        first = self._layout.sentence_range(tokens.first).first
        is_asked = self._layout.words[first] in _ASKED and first < tokens.first
        is_asked = is_asked or self._asks(entity, first, tokens.first)
        goes_on = not _GOING_ON.isdisjoint(self._layout.words[tokens.last : tokens.last + 1])
        goes_on = goes_on or self._layout.words[tokens.first - 1 : tokens.first] == ["which"]
        answers = not _DENYING.isdisjoint(self._layout.words[tokens.last : tokens.last + 3])
        # `He noted that Brandt was ill`: not Brandt noted it.
        is_told_of = self._names_between(entity, tokens.last, self._layout.sentence_range(tokens.first).last)
        if spokesman or is_asked or goes_on or is_told_of or (mention.confidence < _SURE and not answers):
            before = Range(first, tokens.last) if is_asked else tokens
            speaking = spokesman or self._told_of(tokens, gender)
            speaking = speaking or self._references.previous(before, {"person", "role"}, gender, paragraphs=1)
            is_other = speaking is not None and speaking.entity != entity
            # `Adler said Berg was right when he spoke`: whom the sentence names can be meant.
            is_open = not (goes_on or is_asked or is_told_of or spokesman) and self._names_between(
                entity, first, tokens.first
            )
            if speaking is not None and not is_open and (is_other or self._people.entities[entity].name is None):
                return _same(speaking, span, text)
        if self._is_talked_of(entity):
            return _same(self._references.heard[-1][2], span, text)
        described = (
            self._references.heard[-1][2]
            if self._references.heard and self._people.entities[entity].name is None
            else None
        )
        if described and described.kind == "person" and self._describes(described, entity):
            return _same(described, span, text)
        return Source(self._name_of(entity), span, text, None, None, entity, mention.confidence, "person", "pronoun")

    def _is_talked_of(self, entity: int) -> bool:
        """Tell whether `he` is no defendant without a name, but the official who spoke of the defendant just before."""
        found = self._people.entities[entity]
        if found.name is not None or not self._references.heard or self._references.heard[-1][2].kind != "person":
            return False
        words = bare(found.name_span.of(self._layout.annotated.text)).casefold().split()
        source = self._references.heard[-1][2]
        return bool(words) and words[-1] in source_nouns("defendant_nouns") and source.entity != entity

    def _describes(self, source: Source, entity: int) -> bool:
        """Tell whether the words that describe an entity stand in those of the source: `the captain, [Ada Adler]`."""
        words = bare(self._people.entities[entity].name_span.of(self._layout.annotated.text)).casefold()
        return words in (source.text or "").casefold()

    def _unnamed(self, tokens: Range) -> tuple[int, Source] | None:
        """Return where the last source of this paragraph stands, if it is one human being without a name: `his brother`."""
        if not self._references.heard:
            return None
        first, head, source = self._references.heard[-1]
        is_near = first < tokens.first and self._layout.paragraph_of(first) == self._layout.paragraph_of(tokens.first)
        is_unnamed = source.kind == "description" and source.entity is None and head in source_nouns("role_nouns")
        asked: Gender = "male" if self._layout.words[tokens.first] in _MASCULINE else "female"
        is_other = gender_of_title(head) not in {None, asked}
        return (first, source) if is_near and is_unnamed and not is_other else None

    def _names_between(self, entity: int, first: int, last: int, source: Span | None = None) -> bool:
        """Tell whether an entity is named from token `first` to `last`, outside quotations and the words of a source."""
        layout = self._layout
        return any(
            entity in mention.entities
            and mention.kind == "name"
            and layout.quote[layout.annotated.token_at(mention.span.start)] == NOT_QUOTED
            and not (source and source.start <= mention.span.start < source.end)
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

    def _speaks_for_body(self, tokens: Range, gender: Gender) -> Source | None:
        """Return who speaks behind a body: `The state, represented by [Ada Adler], said`, or the body that is called `she`.

        `The DGP said he would come. “We are late,” he said`: an office whose name was taken for that of a body.
        """
        layout = self._layout
        first, _, source = self._references.heard[-1] if self._references.heard else (0, "", None)
        if source is None or source.kind not in {"body", "description"} or source.span is None or first >= tokens.first:
            return None
        if layout.sentence[tokens.first] - layout.sentence[first] > _NEXT_SENTENCES or (
            layout.paragraph_of(first) != layout.paragraph_of(tokens.first)
        ):
            return None
        for mention in self._people.inside(source.span):
            named = self._people.entities[mention.entities[0]] if mention.kind == "name" and mention.entities else None
            before = layout.words[layout.annotated.token_at(mention.span.start) - 1]
            if (
                named
                and named.kind == "person"
                and (before == "by" or layout.tags[layout.annotated.token_at(mention.span.start) - 1] in {"NP", "J"})
            ):
                told = Source(named.name, None, None, entity=mention.entities[0], kind="person")
                return None if self._references.is_other_gender(told, gender) else told
        last = layout.annotated.token_at(source.span.end)
        is_called = layout.words[tokens.first] in layout.words[last + 1 : last + 3]
        return source if source.kind == "body" and is_called and not (source.name or "").islower() else None

    def _told_of(self, tokens: Range, gender: Gender) -> Source | None:
        """Return the person by whose name the last sentence outside quotations begins, unless a source spoke since."""
        layout = self._layout
        number = layout.sentence[tokens.first] - 1
        least = max(0, number - _QUOTED_BACK)
        while number >= least and layout.quote[layout.annotated.sentences[number].first] != NOT_QUOTED:
            number -= 1
        sentence = layout.annotated.sentences[max(number, 0)]
        is_far = layout.paragraph_of(tokens.first) - sentence.paragraph > 1
        if number < least or is_far or any(first >= sentence.first for first, _, _ in self._references.heard[-1:]):
            return None
        head = layout.span(Range(sentence.first, min(sentence.first + _HEAD, sentence.last)))
        named = next(
            (mention for mention in self._people.inside(head) if mention.kind == "name" and mention.entities), None
        )
        if named is None or layout.tags[layout.annotated.token_at(named.span.end)] in {"POS", *NOUNS}:
            return None
        entity = self._people.entities[named.entities[0]]
        told = Source(entity.name, None, None, entity=named.entities[0], kind="person")
        return told if entity.kind == "person" and not self._references.is_other_gender(told, gender) else None

    def _is_speakers_own(self, entity: int) -> bool:
        """Tell whether an entity is known by the words of a quotation alone: `my father`."""
        found = self._people.entities[entity]
        words = found.name_span.of(self._layout.annotated.text).casefold()
        return found.name is None and words.startswith(("my ", "our ", "your "))


def _is_plural(name: str | None) -> bool:
    """Tell whether `it` cannot stand for an entity: it is called by a plural noun without a name."""
    return name is not None and name.islower() and (name.endswith("s") or name in {"police", "people"})


def _same(source: Source | None, span: Span, text: str, how: str = "spoke_before") -> Source:
    if source is None:
        return Source(None, span, text)
    return Source(source.name, span, text, None, None, source.entity, 0.6, source.kind, how)
