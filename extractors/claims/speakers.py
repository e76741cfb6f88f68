"""Say who a source is: from the words at the cue to the fullest name in the article, with role and country.

A person's name in the words wins, then a body's, then what pronouns and descriptions (`the ambassador`, `they`) refer
to. Words that cannot be resolved stay as they are, without their article; a name is never invented.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.claims.layout import LONGEST_SENTENCE, Range
from extractors.claims.source_names import GOES_ON, PREPOSITIONS, SourceNames, source_nouns
from extractors.claims.source_pronouns import PRONOUNS, Pronouns
from extractors.claims.source_references import SIDES, References, Source
from extractors.claims.source_roles import bare, country_in, role_at
from extractors.claims.subjects import subject_of_sentence
from extractors.persons.nouns import PEOPLE, PLURALS
from extractors.values.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.layout import Layout
    from extractors.claims.mentions import Mentions
    from extractors.persons.model import Mention
    from schemas.base import Span
    from schemas.case import Case

_CHARGES = frozenset({"charge", "charges", "count", "counts", "wrongdoing", "accusation", "accusations"})
_ACCUSERS = frozenset({"prosecutor", "detective", "investigator", "judge", "sheriff", "magistrate"})
_STATE_BODIES = frozenset({"government", "authorities", "officials", "military", "army", "embassy"})
_GUARDS = frozenset({"coast", "national", "border", "republican", "presidential", "revolutionary", "civil", "royal"})
_TOGETHER = frozenset({"couple", "pair", "duo", "trio", "crew", "defendants", "suspects"})

NOBODY = Source(None, None, None)


class Speakers:
    """Resolves the sources of one article, in text order, remembering those before."""

    def __init__(self, layout: Layout, people: Mentions, cases: Sequence[Case]) -> None:
        self._layout, self._people = layout, people
        self._names = SourceNames(layout, people)
        self._references = References(layout, people, cases)
        self._pronouns = Pronouns(layout, people, self._references)
        self._accused = {case.name for case in cases if case.name}
        self._bodies: dict[str, list[tuple[int, str]]] = {}

    def resolve(self, tokens: Range | None) -> Source:
        """Return the source whose words are `tokens`."""
        if tokens is None:
            return NOBODY
        trimmed = self._trimmed(tokens)
        source = self._resolve(trimmed)
        self._references.hear(tokens.first, self._names.head_noun(next(self._names.parts(trimmed), trimmed)), source)
        return source

    def _trimmed(self, tokens: Range) -> Range:
        first, last = tokens
        while last - 1 > first and self._layout.words[last - 1] in {",", ";", ":", "-", "–", "—"}:
            last -= 1
        while first < last - 1 and (
            self._layout.words[first] in {",", ";", "-", "–", "—", ".", "which"} or self._layout.tags[first] == "CC"
        ):
            first += 1
        return Range(first, last)

    def _resolve(self, tokens: Range) -> Source:
        layout = self._layout
        span, text = layout.span(tokens), layout.text(tokens)
        if tokens.last - tokens.first == 1 and layout.words[tokens.first] in PRONOUNS:
            subject = self._subject_of_they(tokens.first) if layout.words[tokens.first] == "they" else None
            if subject is None:
                return self._pronouns.resolve(tokens)
            meant = self._resolve(subject)
            return replace(meant, span=span, text=text, role=None, country=None, how="they")
        person = self._names.person_in(tokens)
        if person is not None:
            entity = self._people.entities[person.entities[0]]
            role = role_at(layout, tokens, list(self._names.parts(tokens)), person.span)
            return Source(
                entity.name, span, text, role, country_in(role), person.entities[0], person.confidence, "person", "name"
            )
        parts = list(self._names.parts(tokens))
        first = parts[0]
        body = self._names.body_in(first)
        if (
            body is None
            and len(parts) > 1
            and layout.words[first.last] == ","
            and layout.tags[first.first] in {"DT", "CD"}
            and self._names.head_noun(first) not in source_nouns("role_nouns")
        ):
            body = self._names.body_in(parts[1])  # `Another maker, Acme Motors,`
        if body is not None:
            entity = self._people.entities[body.entities[0]]
            country = country_code(bare(layout.text(first))) or country_in(self._around(first, body))
            name = self._fuller(entity.name, body) if entity.name else None
            return Source(name, span, text, None, country, body.entities[0], body.confidence, "body", "body")
        return self._description(tokens, first, span, text)

    def _fuller(self, name: str, body: Mention) -> str:
        """Return the name of the one body named before that `the Ministry` or `the Commission` stands for."""
        word = name.casefold()
        if word not in source_nouns("body_nouns"):
            return name
        if word not in self._bodies:
            names = [
                (entity.name_span.start, entity.name)
                for entity in self._people.entities
                if entity.kind == "organisation"
            ]
            self._bodies[word] = [
                (start, full)
                for start, full in names
                if full
                and not full.islower()
                and full.casefold() != word
                and word in full.casefold().split()[:1] + full.casefold().split()[-1:]
            ]
        fuller = {full for start, full in self._bodies[word] if start < body.span.start}
        return fuller.pop() if len(fuller) == 1 else name

    def _subject_of_they(self, index: int) -> Range | None:
        """Return the people or the body of whom `they` speaks: the subject of this sentence or of the one before."""
        layout = self._layout
        number = layout.sentence[index]
        around = layout.span(Range(index, index + 1))
        is_group = any(len(mention.entities) > 1 for mention in self._people.inside(around))
        # People whom the article named together are meant before the subject of another sentence.
        for sentence in layout.annotated.sentences[max(0, number - 1 + is_group) : number + 1][::-1]:
            if sentence.first < index and sentence.paragraph == layout.paragraph_of(index):
                first = max(sentence.first, min(sentence.last, index) - LONGEST_SENTENCE)
                subject = subject_of_sentence(layout, Range(first, min(sentence.last, index)))
                if subject is not None and self._is_many(subject):
                    return subject
        return None

    def _is_many(self, tokens: Range) -> bool:
        """Tell whether `they` can stand for a source: several, or a body."""
        first = next(self._names.parts(tokens), tokens)
        head = self._names.head_noun(first)
        if head in PRONOUNS:
            return False
        if head in PEOPLE | PLURALS | source_nouns("body_nouns") | _TOGETHER:
            return True
        return self._layout.words[first.last : first.last + 1] == ["and"] and self._names.person_in(first) is not None

    def _around(self, part: Range, body: Mention) -> str | None:
        """Return the words that say whose a body is: those before its name, or all where it is a state's own body."""
        layout = self._layout
        before = layout.annotated.text[layout.span(part).start : body.span.start].strip()
        if before and before.casefold() not in {"the", "a", "an"}:
            return before
        return layout.text(part) if layout.words[part.last - 1] in _STATE_BODIES else None

    def accused(self, source: Source, denied: Sequence[str]) -> Source:
        """Return the source of a denial: `she` in `She denies the charge` is no accuser, but the one person accused.

        Nobody, where the article accuses none or several.
        """
        is_pronoun = source.text is not None and source.text.casefold() in {"he", "she"}
        is_accuser = source.kind != "body" and not _ACCUSERS.isdisjoint((source.name or "").casefold().split())
        if not (is_pronoun and is_accuser) or _CHARGES.isdisjoint(denied):
            return source
        name = next(iter(self._accused)) if len(self._accused) == 1 else None
        return replace(source, name=name, role=None, entity=None, kind="person", how="accused")

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
                return replace(first, name=entity.name, entity=source.entity, kind="person", how="introduced")
            return first
        return first

    def _description(self, tokens: Range, part: Range, span: Span, text: str) -> Source:
        """Return the source that is described without a name."""
        layout = self._layout
        head = self._names.head_noun(part)
        is_role = head in source_nouns("role_nouns") or (head.endswith("s") and head[:-1] in source_nouns("role_nouns"))
        role = bare(layout.text(tokens)) if is_role and tokens.last - tokens.first > 1 else None
        plain = Source(bare(layout.text(part)).strip(" ,"), span, text, role, country_in(text), None, 0.8, _kind(head))
        owners = {m.entities for m in self._people.inside(layout.span(part)) if m.kind == "name"}
        for mention in self._people.inside(span):
            if mention.kind == "description" and mention.entities and self._covers_head(mention, part):
                entity = self._people.entities[mention.entities[0]]
                if len(mention.entities) > 1 or mention.entities in owners or self._is_force(part):
                    continue  # `the family of [Ada Adler], a lawyer`
                if self._is_named_otherwise(part, entity.name) or self._is_other_side(part, entity.role):
                    continue
                plain = replace(plain, entity=mention.entities[0])
                if entity.name:
                    kind = "person" if entity.kind == "person" else "body"
                    return replace(plain, name=entity.name, confidence=mention.confidence, kind=kind, how="described")
        is_definite = layout.words[part.first] in {"the", "this", "that"} or head == "client"
        if is_definite and part.last - part.first <= 3:
            named = self._references.definite(tokens, part, head)
            if named is not None:
                return replace(plain, name=named.name, entity=named.entity, kind=named.kind, how="definite")
        return plain

    def _is_force(self, part: Range) -> bool:
        """Tell whether a guard is no man but a body: `the coast guard`."""
        words = self._layout.words[part.first : part.last]
        return words[-1] == "guard" and len(words) > 1 and words[-2] in _GUARDS

    def _is_other_side(self, part: Range, role: str | None) -> bool:
        """Tell whether the words name a side of a case that the role has not: no family's attorney is the district attorney."""
        sides = SIDES.intersection(self._layout.words[part.first : part.last])
        return role is not None and not sides.issubset(role.casefold().split())

    def _is_named_otherwise(self, part: Range, name: str | None) -> bool:
        """Tell whether the words hold a name that is not the entity's: `the United Nations group` is no Home Office."""
        folded = (name or "").casefold()
        return any(
            self._layout.tags[index] == "NP"
            and self._layout.annotated.tokens[index].start in self._layout.name_at
            and self._layout.name_at[self._layout.annotated.tokens[index].start] == "ORG"
            and self._layout.words[index] not in folded
            for index in range(*part)
        )

    def _covers_head(self, mention: Mention, part: Range) -> bool:
        """Tell whether the described person is the head of the phrase, not its owner (`the driver's lawyer`)."""
        layout = self._layout
        first, last = layout.annotated.token_at(mention.span.start), layout.annotated.token_at(mention.span.end)
        if not PREPOSITIONS.isdisjoint(layout.words[part.first : first]):
            return False  # `a report by [experts]`
        return last >= part.last or (
            layout.tags[last] not in GOES_ON and layout.words[last - 1] == self._names.head_noun(part)
        )


def _kind(head: str) -> str:
    """Return what sort of source a head noun calls: those kinds that `they` and `it` look for."""
    if head in source_nouns("document_nouns"):
        return "document"
    if head in source_nouns("body_nouns"):
        return "body"
    return "group" if head.endswith("s") else "description"
