"""Merge an unnamed person whom the first paragraph introduces with the only accused whom the article names.

`A man was sentenced today … Circumstances: … Jo Roe, 34, …`: the name may stand far behind, in a table or a later
paragraph, where `introductions.py` does not look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.persons.context import find_age, is_accused
from extractors.persons.model import Mention
from extractors.persons.nouns import MINOR, can_be_minor

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.persons.model import Entity, People

_FIRST_SENTENCES = 2


_IS_NEW = re.compile(r"(?i)\b(?:an?|another) (?:[\w’'-]+ ){1,4}?[\w-]+, \Z")
"""Before a name that a description of its own introduces: `a Peruvian man, Ivan Example`, and nobody described before."""


def merge_unnamed(annotated: Annotated, people: People) -> None:
    """Give the mentions of an introduced, accused, unnamed person to the one named accused with an age, if there is one."""
    if not annotated.sentences:
        return
    opening = annotated.sentences[min(_FIRST_SENTENCES, len(annotated.sentences)) - 1].span.end
    unnamed = [
        index
        for index, entity in enumerate(people.entities)
        if entity.kind == "person"
        and entity.name is None
        and entity.name_span.start < opening
        and is_accused(annotated, entity.name_span)
    ]
    if len(unnamed) != 1:
        return
    first: dict[int, int] = {}
    for mention in people.mentions:
        first.setdefault(mention.entities[0] if mention.entities else -1, mention.span.start)
    paragraph_starts = {paragraph.start for paragraph in annotated.paragraphs}
    accused = {
        mention.entities[0]
        for mention in people.mentions
        if mention.kind == "name"
        and people.entities[mention.entities[0]].kind == "person"
        and find_age(annotated, mention.span) is not None
        and (is_accused(annotated, mention.span) or mention.span.start in paragraph_starts)
    }
    if len(accused) == 1:
        named = accused.pop()
        is_new = _IS_NEW.search(annotated.text, max(0, first[named] - 60), first[named]) is not None
        if not is_new and _agree(annotated, people.entities[unnamed[0]], people.entities[named]):
            _give(people, unnamed[0], named)


def _agree(annotated: Annotated, unnamed: Entity, named: Entity) -> bool:
    """Tell whether gender and age of the two do not contradict each other."""
    described = next((age.years for age in annotated.ages if unnamed.name_span.contains(age.span)), None)
    stated = find_age(annotated, named.name_span)
    words = unnamed.name_span.of(annotated.text).lower().split()
    if not MINOR.isdisjoint(words) and not can_be_minor(stated):
        return False
    return (unnamed.gender is None or named.gender in (None, unnamed.gender)) and (
        described is None or stated in (None, described)
    )


def _give(people: People, unnamed: int, named: int) -> None:
    """Give the mentions of one entity to another and take it out of the list."""
    del people.entities[unnamed]

    def moved(index: int) -> int:
        index = named if index == unnamed else index
        return index - (index > unnamed)

    people.mentions = [
        Mention(m.span, m.kind, tuple(dict.fromkeys(moved(index) for index in m.entities)), m.confidence)
        for m in people.mentions
    ]
