"""Tell who an indefinite description introduces.

`A Lodi man, Jo Roe, 34, was …` names the person beside the description. A press release names him in one of the next
sentences: `A man was arraigned today … Jo Roe, 34, Rowland Heights, is charged with …`. `Jo Roe, a former officer, …`
and `was a teacher` say something about a person who is already there and introduce nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from extractors.patterns import load_table
from extractors.persons.context import find_age, is_accused
from extractors.persons.nouns import FEMALE, KIN, MALE, MINOR, PREDICATIVE, REPORTING, can_be_minor

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Sentence
    from extractors.persons.descriptions import Description
    from extractors.persons.model import Mention, People
    from schemas.base import Span

_NAMED_BESIDE = re.compile(
    r"^(?:(?:,|,? (?:later )?identified as|,? named|,? called|:|,? known as|,? who was identified as)?,?\s)?"
    r"(?:\d{1,3}-year-old\s|(?:Mr|Mrs|Ms|Dr|Sgt|Officer|Deputy)\.?\s)?$"
)
_IDENTIFIED = re.compile(r"^\sas\s(?:\d{1,3}-year-old\s)?$")
_CLOSED = frozenset(",.;:()—–")
_AFTER_NAME = re.compile(r"\s?(?:,|\(|aka|a\.k\.a|is\b|was\b|has\b|faces\b|pleaded\b|will\b|allegedly\b)")
_SENTENCES_AHEAD = 3
_LEAD_END = 2
"""The last sentence of a lead; whom a later one describes is named in the next sentence, if at all."""
_RANKS: frozenset[str] = frozenset(load_table("names_corrections.yml")["ranks"])
"""Before a name: police, whom no description of a suspect means."""


def is_predicated(annotated: Annotated, span: Span) -> bool:
    """Tell whether the words before the description say that someone is it: `was a teacher`, `as his lawyer`."""
    index = annotated.token_at(span.start)
    first = annotated.sentence_at(span.start).first
    return index > first and annotated.tokens[index - 1].text.lower() in PREDICATIVE


def is_apposition(annotated: Annotated, span: Span) -> bool:
    """Tell whether the description says something about a person named before it."""
    index = annotated.token_at(span.start)
    sentence = annotated.sentence_at(span.start)
    if index <= sentence.first:
        return False
    if is_predicated(annotated, span):
        return True
    if annotated.tokens[index - 1].text in (",", "—", "–", "(", "and", "or"):
        names = annotated.names
        position = bisect_left(names, span.start, key=lambda name: name.span.start) - 1
        if position >= 0 and names[position].label == "PERSON":
            gap = annotated.text[names[position].span.end : span.start]
            return names[position].span.start >= sentence.span.start and len(gap) < 60 and "." not in gap
    return False


def named_after(
    annotated: Annotated, people: People, description: Description, *, beside_only: bool = False
) -> tuple[int, float] | None:
    """Return the entity that is named beside the description or in the next sentences, and how sure that is."""
    following = _mentions_after(people, description.span.end)
    sentence = annotated.sentence_at(description.span.start)
    for mention in following[:2]:
        who = people.entities[mention.entities[0]]
        between = annotated.text[description.span.end : mention.span.start]
        if who.kind == "person" and _IDENTIFIED.match(between) and _is_identified(annotated, description.span):
            return mention.entities[0], 0.9
        if who.kind == "person" and len(between) < 60 and _NAMED_BESIDE.match(between):
            # "After he met the man, Jo Roe fled" has a comma too, but none behind the name.
            if between.startswith(",") and annotated.text[mention.span.end : mention.span.end + 1] not in _CLOSED:
                continue
            return mention.entities[0], 0.9
    return None if beside_only else _named_in_next_sentences(annotated, people, description, sentence)


_RELATIVE = re.compile(r"\A who\s[^,.;:“”\"]{3,70},\s(?:[a-z-]+\s){0,4}\Z")


def named_behind_clause(annotated: Annotated, people: People, description: Description) -> int | None:
    """Return the person in apposition behind a relative clause: `The man who stood trial, mill owner [Jo Roe], is`."""
    for mention in _mentions_after(people, description.span.end)[:1]:
        between = annotated.text[description.span.end : mention.span.start]
        is_closed = annotated.text[mention.span.end : mention.span.end + 1] in _CLOSED
        if is_closed and people.entities[mention.entities[0]].kind == "person" and _RELATIVE.match(between):
            return mention.entities[0]
    return None


def named_later(annotated: Annotated, people: People, description: Description) -> tuple[int, float] | None:
    """Return the person of a title who is named only later: the first one, with no other role, who says something."""
    for mention in _mentions_after(people, description.span.end, 30):
        who = people.entities[mention.entities[0]]
        if who.kind != "person" or who.name_span != mention.span or who.role is not None:
            continue
        behind = annotated.token_at(mention.span.end)
        if behind < len(annotated.tokens) and annotated.tokens[behind].text in REPORTING:
            return mention.entities[0], 0.65
    return None


_VICTIM_OF = re.compile(
    r"(?i)\b(?:murder|killing|death|rape|kidnapp?ing|abduction|shooting|stabbing|manslaughter|assault|attack|robbery|kill|murdering|stabbing)\b(?: of| on)?(?: [\w’'-]+){0,5} \Z"
)
"""Before a name: whom the deed was done to (`charged with the murder of student Jo Roe`)."""


def named_next(annotated: Annotated, people: People, description: Description, wanted: int) -> tuple[int, ...]:
    """Return the people, at most `wanted`, who are named for the first time behind the description, accused or with an age."""
    found: list[int] = []
    for mention in _mentions_after(people, description.span.end, 40):
        entity = mention.entities[0]
        who = people.entities[entity]
        if (
            who.kind != "person"
            or who.name_span != mention.span
            or entity in found
            or "Doe" in mention.span.of(annotated.text)
            or _VICTIM_OF.search(annotated.text, max(description.span.end, mention.span.start - 70), mention.span.start)
        ):
            continue
        if find_age(annotated, mention.span) is None and not is_accused(annotated, mention.span):
            break
        found.append(entity)
        if len(found) == wanted:
            break
    return tuple(found)


def _is_identified(annotated: Annotated, span: Span) -> bool:
    """Tell whether `identified` stands in front: `police identified the suspect as Jo Roe`."""
    return annotated.text[max(0, span.start - 14) : span.start].rstrip().endswith(("identified", "named", "identify"))


def _mentions_after(people: People, offset: int, count: int = 12) -> list[Mention]:
    first = bisect_left(people.mentions, offset, key=lambda mention: mention.span.start)
    return people.mentions[first : first + count]


def _named_in_next_sentences(
    annotated: Annotated, people: People, description: Description, sentence: Sentence
) -> tuple[int, float] | None:
    """Return the person whom one of the next sentences begins with, named there for the first time."""
    if not _begins_sentence(annotated, sentence, description.span) or any(
        people.entities[mention.entities[0]].kind == "person"
        for mention in _mentions_after(people, sentence.span.start)
        if mention.span.end <= sentence.span.end
    ):
        return None
    first = bisect_left(annotated.sentence_starts, sentence.span.start)
    ahead = _SENTENCES_AHEAD if first <= _LEAD_END else 1
    for number in range(first + 1, min(first + 1 + ahead, len(annotated.sentences))):
        candidate = annotated.sentences[number]
        for mention in _mentions_after(people, candidate.span.start)[:1]:
            who = people.entities[mention.entities[0]]
            if who.kind != "person" or mention.span.end > candidate.span.end:
                continue
            if mention.span.start - candidate.span.start > 25 or who.name_span.start < description.span.start:
                return None
            if annotated.text[candidate.span.start : mention.span.start].rpartition(" ")[0].split(" ")[-1] in _RANKS:
                return None
            if not _AFTER_NAME.match(annotated.text, mention.span.end) or _contradicts(
                annotated, who.gender, mention, description
            ):
                return None
            return mention.entities[0], 0.85 if find_age(annotated, mention.span) is not None else 0.65
    return None


def _is_relative_of(annotated: Annotated, span: Span, noun: str) -> bool:
    """Tell whether it is another whom the sentence gives that relation: `A father fled. Jo Roe and his father Bo Roe …`."""
    end = annotated.sentence_at(span.start).span.end
    return any(f" {owner} {noun} " in annotated.text[span.end : end] for owner in ("his", "her", "their"))


def _begins_sentence(annotated: Annotated, sentence: Sentence, span: Span) -> bool:
    """Tell whether only a dateline stands before the description: `SANTA ANA, Calif. – A man …`."""
    before = annotated.tokens[sentence.first : annotated.token_at(span.start)]
    return len(before) < 12 and all(not token.text[0].islower() for token in before)


def _contradicts(annotated: Annotated, gender: str | None, mention: Mention, description: Description) -> bool:
    if description.head in KIN and _is_relative_of(annotated, mention.span, description.head):
        return True
    age = find_age(annotated, mention.span)
    if description.age is not None and age is not None and age != description.age:
        return True
    if description.head in MINOR and not can_be_minor(age):
        return True
    return (gender == "female" and description.head in MALE) or (gender == "male" and description.head in FEMALE)
