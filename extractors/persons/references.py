"""Resolve pronouns and descriptions to the people and bodies that they refer to.

One walk over the article keeps the mentions so far in the order of their sentences. A pronoun goes to the candidate that
agrees in gender and number and scores best: near, a subject, not a mere possessor, of the same side of the quotation
marks. Descriptions go by what they say: the age, the role, "the defendant" to the accused, "both men" to the last two.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.persons.context import find_age, is_accused, is_possessive, is_subject
from extractors.persons.descriptions import Description, find_descriptions
from extractors.persons.forms import fold
from extractors.persons.introductions import is_apposition, named_after
from extractors.persons.model import Entity, Mention
from extractors.persons.nouns import BODY, DEFENDANT, FEMALE, GENERAL_BODY, MALE, PEOPLE, REPORTING, singular

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Token
    from extractors.persons.model import Gender, People
    from schemas.base import Span

SINGULAR: dict[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
PRONOUNS = frozenset(SINGULAR) | PLURAL
_SUBJECT_PRONOUNS = frozenset({"he", "she", "they"})
_REACH = 7
"""Sentences that a reference looks back."""


@dataclass(slots=True)
class _Seen:
    """A mention that later words may refer to: one entity, or several that were named together."""

    entities: tuple[int, ...]
    sentence: int
    is_subject: bool
    is_possessor: bool
    is_quoted: bool
    start: int
    end: int


@dataclass(slots=True)
class _Walk:
    """What the walk has read so far."""

    annotated: Annotated
    people: People
    found: list[Mention] = field(default_factory=list)
    seen: list[_Seen] = field(default_factory=list)
    ages: dict[int, int] = field(default_factory=dict)
    accused: Counter[int] = field(default_factory=Counter)
    groups: dict[str, int] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    sentence: int = -1
    has_person: bool = False


def resolve_references(annotated: Annotated, people: People) -> list[Mention]:
    """Return the mentions by pronoun and description; entities of unnamed people and groups are added to `people`."""
    walk = _Walk(annotated, people)
    names = {mention.span.start: mention for mention in people.mentions}
    descriptions = {description.span.start: description for description in find_descriptions(annotated)}
    quoted = _QuotedReader(annotated)
    for number, sentence in enumerate(annotated.sentences):
        walk.sentence, walk.has_person = number, False
        for index in range(sentence.first, sentence.last):
            token = annotated.tokens[index]
            if token.start in descriptions:
                _read_description(walk, descriptions[token.start], is_quoted=quoted.at(token.start))
            if token.start in names:
                _read_name(walk, names[token.start], is_quoted=quoted.at(token.start))
            elif (lower := token.text.lower()) in PRONOUNS and not token.text.isupper():
                _read_pronoun(walk, token, lower, is_quoted=quoted.at(token.start))
            elif lower == "it":
                _read_it(walk, index, sentence.last, is_quoted=quoted.at(token.start))
    return walk.found


class _QuotedReader:
    """Tells, for offsets asked in rising order, whether they lie inside quotation marks."""

    def __init__(self, annotated: Annotated) -> None:
        self._quotations = annotated.quotations
        self._next = 0
        self._end = 0

    def at(self, offset: int) -> bool:
        while self._next < len(self._quotations) and self._quotations[self._next].span.start <= offset:
            self._end = max(self._end, self._quotations[self._next].span.end)
            self._next += 1
        return offset < self._end


def _see(
    walk: _Walk, entities: tuple[int, ...], span: Span, *, subject: bool, possessor: bool, is_quoted: bool
) -> None:
    walk.seen.append(_Seen(entities, walk.sentence, subject, possessor, is_quoted, span.start, span.end))
    if len(walk.seen) > 60:
        del walk.seen[:20]


def _read_name(walk: _Walk, mention: Mention, *, is_quoted: bool) -> None:
    """Take a name into account, alone and together with the one that it is joined to by `and`."""
    entity = mention.entities[0]
    kind = walk.people.entities[entity].kind
    subject = is_subject(walk.annotated, mention.span, is_first=not walk.has_person)
    possessor = is_possessive(walk.annotated, mention.span)
    if kind == "person":
        walk.has_person = walk.has_person or not possessor
        age = find_age(walk.annotated, mention.span)
        if age is not None:
            walk.ages.setdefault(entity, age)
        if not is_quoted and not possessor and is_accused(walk.annotated, mention.span):
            walk.accused[entity] += 1
    previous = walk.seen[-1] if walk.seen else None
    _see(walk, (entity,), mention.span, subject=subject, possessor=possessor, is_quoted=is_quoted)
    if previous and kind == "person" and previous.sentence == walk.sentence and entity not in previous.entities:
        between = walk.annotated.text[previous.end : mention.span.start]
        if (
            len(between) < 60
            and (" and " in between or between.strip() in (",", "&"))
            and walk.people.entities[previous.entities[0]].kind == "person"
        ):
            joined = (*previous.entities, entity)
            walk.seen.append(
                _Seen(
                    joined, walk.sentence, previous.is_subject, possessor, is_quoted, previous.start, mention.span.end
                )
            )


def _read_pronoun(walk: _Walk, token: Token, lower: str, *, is_quoted: bool) -> None:
    gender = SINGULAR.get(lower)
    best = _best(walk, gender, is_quoted=is_quoted)
    if best is None:
        walk.found.append(Mention(token.span, "pronoun", (), 0.0))
        return
    entities, confidence = best
    if gender and walk.people.entities[entities[0]].gender is None:
        walk.people.entities[entities[0]].gender = gender
    walk.found.append(Mention(token.span, "pronoun", entities, confidence))
    subject = lower in _SUBJECT_PRONOUNS
    possessor = lower in ("his", "her", "their")
    _see(walk, entities, token.span, subject=subject, possessor=possessor, is_quoted=is_quoted)
    walk.has_person = walk.has_person or subject


def _best(walk: _Walk, gender: Gender | None, *, is_quoted: bool) -> tuple[tuple[int, ...], float] | None:
    """Return the best candidates before here for a pronoun, and how sure that is; `gender` null stands for `they`."""
    scores: dict[tuple[int, ...], float] = {}
    rank = 0
    for seen in reversed(walk.seen):
        distance = walk.sentence - seen.sentence
        if distance > _REACH:
            break
        fit = _fit(walk, seen, gender)
        if fit is None:
            continue
        score = fit - distance - 0.12 * rank + (1.2 if seen.is_subject else 0.0) - (0.7 if seen.is_possessor else 0.0)
        if seen.is_quoted != is_quoted:
            score -= 1.0
        rank += 1
        if score > scores.get(seen.entities, float("-inf")):
            scores[seen.entities] = score
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 2.5
    confidence = min(0.95, 0.6 + 0.14 * margin) - (0.15 if is_quoted else 0.0) - (0.1 if gender is None else 0.0)
    return ranked[0][0], round(max(0.2, confidence), 3)


def _fit(walk: _Walk, seen: _Seen, gender: Gender | None) -> float | None:
    """Return how well a candidate agrees with a pronoun, None when it does not."""
    entity = walk.people.entities[seen.entities[0]]
    if gender is None:
        if len(seen.entities) > 1:
            return 1.0
        if entity.kind == "organisation":
            return 1.0 if seen.entities[0] in walk.heads else 0.6
        return None
    if len(seen.entities) > 1 or entity.kind != "person":
        return None
    if entity.gender not in (None, gender):
        return None
    return 0.3 if entity.gender else 0.0


def _read_it(walk: _Walk, index: int, last: int, *, is_quoted: bool) -> None:
    """Resolve `it` in front of a verb of saying to the organisation that the text speaks of."""
    tokens = walk.annotated.tokens
    following = [token.text.lower() for token in tokens[index + 1 : min(index + 3, last)]]
    verb = following[1] if len(following) > 1 and following[0] in ("also", "further", "later", "had", "has") else ""
    if not following or is_quoted or not ({following[0], verb} & REPORTING):
        return
    for seen in reversed(walk.seen):
        distance = walk.sentence - seen.sentence
        if distance > 2:
            return
        if walk.people.entities[seen.entities[0]].kind == "organisation" and (seen.is_subject or distance == 0):
            walk.found.append(Mention(tokens[index].span, "pronoun", seen.entities, 0.65))
            _see(walk, seen.entities, tokens[index].span, subject=True, possessor=False, is_quoted=is_quoted)
            return


def _read_description(walk: _Walk, description: Description, *, is_quoted: bool) -> None:
    """Resolve a description, or introduce the person or group that it describes."""
    if description.kind == "introduction":
        resolved = _introduce(walk, description)
    elif description.kind == "people":
        resolved = _group(walk, description)
    else:
        resolved = _refer(walk, description)
    if resolved is None:
        return
    entities, confidence = resolved
    if is_quoted:
        confidence -= 0.15
    walk.found.append(Mention(description.span, "description", entities, round(max(confidence, 0.0), 3)))
    if entities:
        subject = is_subject(walk.annotated, description.span, is_first=not walk.has_person)
        possessor = is_possessive(walk.annotated, description.span)
        _see(walk, entities, description.span, subject=subject, possessor=possessor, is_quoted=is_quoted)
        walk.has_person = walk.has_person or (subject and walk.people.entities[entities[0]].kind == "person")


def _introduce(walk: _Walk, description: Description) -> tuple[tuple[int, ...], float] | None:
    """Return the person that an indefinite description introduces: the one named beside or behind it, or a new one."""
    if is_apposition(walk.annotated, description.span):
        return None
    named = named_after(walk.annotated, walk.people, description)
    if named is not None:
        entity, confidence = named
    else:
        entity, confidence = len(walk.people.entities), 0.8
        walk.people.entities.append(Entity("person", None, description.span))
    who = walk.people.entities[entity]
    walk.heads.setdefault(entity, description.head)
    if who.gender is None:
        who.gender = gender_of_noun(description.head)
    if description.age is not None:
        walk.ages.setdefault(entity, description.age)
    if is_accused(walk.annotated, description.span):
        walk.accused[entity] += 1
    return (entity,), confidence


def gender_of_noun(noun: str) -> Gender | None:
    """Return the gender that a noun such as `man` or `mother` tells."""
    if noun in MALE:
        return "male"
    return "female" if noun in FEMALE else None


def _group(walk: _Walk, description: Description) -> tuple[tuple[int, ...], float]:
    """Return the group that plural words name (`Japanese officials`), a new one when the article has none like it."""
    key = fold(description.words).removeprefix("the ")
    entity = walk.groups.get(key)
    if entity is None:
        entity = len(walk.people.entities)
        walk.people.entities.append(Entity("organisation", description.words, description.span))
        walk.groups[key] = walk.groups[description.head] = entity
        walk.heads[entity] = description.head
    return (entity,), 0.8


def _refer(walk: _Walk, description: Description) -> tuple[tuple[int, ...], float] | None:
    """Return what a definite description refers to."""
    head = description.head
    if description.kind == "age":
        return _of_age(walk, description)
    if description.kind == "both":
        return _last_two(walk, description)
    if description.kind == "body":
        return _body(walk, head)
    if description.kind == "plural":
        if singular(head) in DEFENDANT:
            accused = tuple(sorted(walk.accused))
            return (accused, 0.8) if len(accused) > 1 else None
        entity = walk.groups.get(head)
        if entity is not None:
            return (entity,), 0.8
        if head in PEOPLE:
            trimmed = Description(description.span, "people", head, None, description.words)
            return _group_of_definite(walk, trimmed)
        return None
    return _individual(walk, description)


def _group_of_definite(walk: _Walk, description: Description) -> tuple[tuple[int, ...], float]:
    return _group(walk, description)


def _of_age(walk: _Walk, description: Description) -> tuple[tuple[int, ...], float] | None:
    age = int(description.head.split("-")[0])
    matching = [entity for entity, years in walk.ages.items() if years == age]
    if matching:
        return (matching[-1],), 0.95 if len(matching) == 1 else 0.7
    return None


def _last_two(walk: _Walk, description: Description) -> tuple[tuple[int, ...], float] | None:
    """Return the two people that were named together last, or the last two of the right gender."""
    gender = gender_of_noun(singular(description.head)) if description.kind == "both" else None
    recent: list[int] = []
    for seen in reversed(walk.seen):
        if walk.people.entities[seen.entities[0]].kind != "person":
            continue
        if len(seen.entities) == 2:
            return seen.entities, 0.75
        entity = seen.entities[0]
        if (
            len(seen.entities) == 1
            and entity not in recent
            and walk.people.entities[entity].gender
            in (None, gender, None if gender else walk.people.entities[entity].gender)
        ):
            recent.append(entity)
        if len(recent) == 2:
            return (recent[1], recent[0]), 0.55
    return None


def _body(walk: _Walk, head: str) -> tuple[tuple[int, ...], float] | None:
    """Return the last organisation whose name holds the noun; any organisation for `the company`."""
    best: tuple[tuple[int, ...], float] | None = None
    for seen in reversed(walk.seen):
        entity = walk.people.entities[seen.entities[0]]
        if entity.kind != "organisation" or entity.name is None:
            continue
        if head in fold(entity.name).split():
            return seen.entities[:1], 0.85
        if (
            head in GENERAL_BODY
            and best is None
            and seen.entities[0] not in walk.heads
            and walk.sentence - seen.sentence <= 3
        ):
            best = seen.entities[:1], 0.6
    return best


def _individual(walk: _Walk, description: Description) -> tuple[tuple[int, ...], float] | None:
    """Return the person that `the defendant`, `the ambassador` or `the man` refers to."""
    head = description.head
    if head in BODY and head not in MALE | FEMALE:
        return _body(walk, head)
    role = _by_role(walk, head)
    if role is not None:
        return role
    if head in DEFENDANT and walk.accused:
        if len(walk.accused) == 1:
            return (next(iter(walk.accused)),), 0.85
        for seen in reversed(walk.seen):
            if len(seen.entities) == 1 and seen.entities[0] in walk.accused:
                return seen.entities, 0.55
    gender = gender_of_noun(head)
    if gender is not None and head in ("man", "woman", "boy", "girl"):
        best = _best(walk, gender, is_quoted=False)
        return (best[0], min(best[1], 0.6)) if best else None
    return None


def _by_role(walk: _Walk, head: str) -> tuple[tuple[int, ...], float] | None:
    """Return the last person whose role, or the noun that introduced them, is `head`."""
    for seen in reversed(walk.seen):
        for entity in seen.entities:
            who = walk.people.entities[entity]
            if who.kind != "person":
                continue
            if walk.heads.get(entity) == head or (
                who.role is not None and head in fold(who.role).replace(",", " ").split()
            ):
                return (entity,), 0.8
    return None
