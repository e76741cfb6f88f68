"""Tell which persons of cases a claim is about: those that its content refers to.

By name, pronoun and description as `extractors.persons` resolves them; as `the defendant` where the article has one
case; as the speaker of a quotation in the first person; and as the speaker who admits or denies doing something.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.claims.layout import NOT_QUOTED
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout
    from extractors.claims.mentions import Mentions
    from extractors.claims.source_references import Source
    from extractors.persons.model import Mention
    from schemas.base import Span
    from schemas.case import Case

_FIRST_PERSON = frozenset({"i", "me", "my", "myself", "we", "our", "us"})
_DEFINITE = ("the ", "both ", "these ", "those ", "all ", "two ", "three ", "four ", "their ", "defendants")
_OWN_DEEDS = frozenset({"admit", "admit to", "confess", "confess to", "deny"})
_OUTCOMES = frozenset({"sentenced", "convicted", "pleaded", "pled", "arrested", "charged", "indicted", "extradited"})


@cache
def _defendant_nouns() -> frozenset[str]:
    return frozenset(load_table("speakers.yml")["defendant_nouns"])


class Subjects:
    """Finds the case persons that claims of one article are about."""

    def __init__(self, layout: Layout, people: Mentions, cases: Sequence[Case]) -> None:
        self._layout, self._people = layout, people
        self._names = [case.name for case in cases if case.name]
        self._by_entity = _case_entities(people, cases)

    def of(self, candidate: Candidate, source: Source, spans: Sequence[Span]) -> tuple[str, ...]:
        """Return the names of the case persons that the content refers to, in the order of their mention."""
        found = [
            self._by_entity[entity]
            for span in spans
            for mention in self._people.inside(span)
            if self._is_particular(mention)
            for entity in mention.entities
            if entity in self._by_entity
        ]
        own = self._by_entity.get(source.entity) if source.entity is not None else None
        own = own or (source.name if source.name in self._names else None)
        if own and self._speaks_of_self(candidate):
            found.append(own)
        found += self._defendants(candidate)
        return tuple(dict.fromkeys(found))

    def _is_particular(self, mention: Mention) -> bool:
        """Tell whether a description means persons of the article, and not a class (`Russian citizens`)."""
        if mention.kind != "description" or len(mention.entities) == 1:
            return True
        return mention.span.of(self._layout.annotated.text).lower().startswith(_DEFINITE)

    def _speaks_of_self(self, candidate: Candidate) -> bool:
        layout = self._layout
        if candidate.construction in {"gerund", "infinitive"} or candidate.cue.entry.lemma in _OWN_DEEDS:
            return candidate.addressee is None
        quoted = {
            layout.words[i] for content in candidate.contents for i in range(*content) if layout.quote[i] != NOT_QUOTED
        }
        return not _FIRST_PERSON.isdisjoint(quoted)

    def _defendants(self, candidate: Candidate) -> list[str]:
        """Return whom `the defendant`, `the defendants` or `a 34-year-old man has been sentenced` means, where it is clear."""
        layout, names = self._layout, list(dict.fromkeys(self._names))
        words = [layout.words[index] for content in candidate.contents for index in range(*content)]
        after_article = {word for before, word in pairwise(words) if before in {"the", "this"}}
        if len(names) == 1:
            is_unnamed = bool(words) and words[0] in {"a", "an"} and not _OUTCOMES.isdisjoint(words)
            return names if is_unnamed or not _defendant_nouns().isdisjoint(after_article) else []
        return names if not {"defendants", "co-defendants", "suspects"}.isdisjoint(after_article) else []


def _case_entities(people: Mentions, cases: Sequence[Case]) -> dict[int, str]:
    """Return for the entities that are persons of a case the name of that case."""
    by_name: dict[str, str] = {}
    for case in cases:
        if case.name:
            for form in (case.name, *case.aliases):
                by_name.setdefault(form.casefold(), case.name)
    found: dict[int, str] = {}
    for number, entity in enumerate(people.entities):
        forms = [form.casefold() for form in (entity.name, *entity.aliases) if form]
        known = next((by_name[form] for form in forms if form in by_name), None)
        if known:
            found[number] = known
    return found
