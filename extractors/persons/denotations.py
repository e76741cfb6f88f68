"""Find whom a description denotes.

Each goes by what it says: the age (`the 34-year-old`), the role (`the ambassador`), the noun that introduced someone
(`the cadet`), the accused (`the defendant`), the last two people (`both men`), an organisation of that kind (`the
ministry`). An indefinite description introduces someone; plural words without article make a group.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.persons.context import is_accused
from extractors.persons.descriptions import NUMBERS
from extractors.persons.forms import fold
from extractors.persons.introductions import (
    is_apposition,
    is_predicated,
    named_after,
    named_behind_clause,
    named_later,
    named_next,
)
from extractors.persons.model import Entity
from extractors.persons.nouns import (
    BODY,
    DEFENDANT,
    FEMALE,
    GENERAL_BODY,
    MALE,
    MINOR,
    PEOPLE,
    VICTIM,
    can_be_minor,
    gender_of_noun,
    singular,
)
from extractors.persons.salience import best_candidate, role_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from extractors.persons.descriptions import Description, DescriptionKind
    from extractors.persons.model import Gender
    from extractors.persons.salience import Seen, Walk

_PARTIES = DEFENDANT | VICTIM
_NO_OFFICES = _PARTIES | MALE | FEMALE

_ANOTHER = re.compile(r"(?i)(?:another|a (?:second|third|fourth|fifth|sixth)) ")
"""Who is told apart from the others is not named in the sentences behind, which tell of them."""

Denoted = tuple[tuple[int, ...], float]
"""Indexes of the entities that are denoted, and how sure that is."""


def find_denoted(walk: Walk, description: Description) -> Denoted | None:
    """Return whom the description denotes; None when that stays open."""
    entity = walk.entity_of_role(description.span)
    if entity is not None:
        _learn(walk, entity, description)
        return (entity,), 0.9
    named = named_behind_clause(walk.annotated, walk.people, description)
    if named is not None:
        _learn(walk, named, description)
        return (named,), 0.9
    return _READERS[description.kind](walk, description)


def _introduce(walk: Walk, description: Description) -> Denoted | None:
    """Return the person that an indefinite description introduces: named beside or behind it, or new."""
    if is_apposition(walk.annotated, description.span):
        return None
    is_other = _ANOTHER.match(description.words) is not None
    named = named_after(walk.annotated, walk.people, description, beside_only=is_other)
    entity, confidence = named or _unnamed(walk, description)
    _learn(walk, entity, description)
    if walk.can_be_accused(entity) and is_accused(walk.annotated, description.span):
        walk.accused[entity] += 1
    return (entity,), confidence


def _introduce_kin(walk: Walk, description: Description) -> Denoted | None:
    """Return the relative in `Roe's mother`, `his wife`: the one named beside it, met before, or new."""
    if is_predicated(walk.annotated, description.span):
        return None
    named_owner = walk.names.get(description.span.start)
    pronoun = walk.seen[-1] if walk.seen and walk.seen[-1].span.start == description.span.start else None
    owner = named_owner.entities[0] if named_owner else pronoun.entities[0] if pronoun else -1
    entity = walk.kin.get((owner, description.head)) if owner >= 0 else None
    confidence = 0.8
    if entity is None:
        named = named_after(walk.annotated, walk.people, description, beside_only=True)
        entity, confidence = named or _unnamed(walk, description)
        walk.kin[owner, description.head] = entity
    elif named_owner and walk.entity(entity).name is None:
        walk.entity(entity).name_span = description.span
    _learn(walk, entity, description)
    return (entity,), confidence


def _unnamed(walk: Walk, description: Description) -> tuple[int, float]:
    walk.people.entities.append(Entity("person", None, description.span))
    return len(walk.people.entities) - 1, 0.8


def _learn(walk: Walk, entity: int, description: Description) -> None:
    """Keep what the description says of the person."""
    if entity not in walk.heads:
        walk.heads[entity] = description.head
        walk.described.setdefault(description.head, {})[entity] = None
    who = walk.entity(entity)
    if who.gender is None:
        who.gender = gender_of_noun(description.head)
    if description.age is not None:
        walk.ages.setdefault(entity, description.age)


def _group(walk: Walk, description: Description) -> Denoted:
    """Return the group that plural words name (`Japanese officials`), a new one when the article has none like it."""
    words = description.words.removeprefix("the ").removeprefix("The ")
    if fold(words) == description.head == "police":
        force = _body(walk, description)
        if force is not None:
            return force
    entity = walk.groups.get(fold(words))
    if entity is None:
        entity = len(walk.people.entities)
        span = description.span
        start = span.end - len(words)
        walk.people.entities.append(Entity("organisation", words, span._replace(start=start)))
        walk.groups[fold(words)] = walk.groups[description.head] = entity
        walk.heads[entity] = description.head
    return (entity,), 0.8


def _several(walk: Walk, description: Description) -> Denoted | None:
    """Return the people of `the defendants`, or the group of `the officials`."""
    if singular(description.head) in DEFENDANT:
        named = [entity for entity in walk.accused if walk.entity(entity).name is not None]
        accused = tuple(sorted(named if len(named) > 1 else walk.accused))
        return (accused, 0.8) if len(accused) > 1 else None
    known = walk.groups.get(description.head)
    if known is not None:
        return (known,), 0.8
    if description.head in PEOPLE:
        return _group(walk, description)
    together = (seen for seen in _recent(walk) if len(seen.entities) > 1)
    return next(((seen.entities, 0.65) for seen in together), None)


def _number(walk: Walk, description: Description) -> Denoted | None:
    """Return the people of `Three men were sentenced`: as many as the next sentences name for the first time."""
    wanted = NUMBERS[description.words.split()[0].lower()]
    named = named_next(walk.annotated, walk.people, description, wanted)
    if len(named) != wanted or not is_accused(walk.annotated, description.span):
        return None
    walk.accused.update(named)
    return named, 0.7


def _of_age(walk: Walk, description: Description) -> Denoted | None:
    matching = [entity for entity, years in walk.ages.items() if years == description.age]
    if matching:
        return (matching[-1],), 0.95 if len(matching) == 1 else 0.7
    return _without_age(walk, description)


def _without_age(walk: Walk, description: Description) -> Denoted | None:
    """Return the subject of the sentence before, whose age the text has not told: `Jo Roe fled. The 39-year-old was …`."""
    sentence = walk.annotated.sentence_at(description.span.start)
    if description.age is None or description.span.start != sentence.span.start:
        return None
    for seen in walk.seen:
        if seen.sentence != walk.sentence - 1 or not seen.is_subject or seen.is_possessor:
            continue
        entity = seen.entities[0]
        who = walk.entity(entity)
        if len(seen.entities) > 1 or who.kind != "person" or who.name is None or entity in walk.ages:
            return None
        if not walk.can_be_accused(entity) or entity in walk.victims:
            return None
        walk.ages[entity] = description.age
        return (entity,), 0.65
    return None


def _last_two(walk: Walk, description: Description) -> Denoted | None:
    """Return the two people of `both officers`: who are officers, were named together, or were named last."""
    noun = singular(description.head)
    described = [entity for entity in walk.described.get(noun, ()) if entity in walk.last_seen]
    if len(described) == 2:
        return (described[0], described[1]), 0.8
    gender = gender_of_noun(noun)
    found: list[int] = []
    for seen in _recent(walk):
        if any(not _can_be(walk, entity, gender) for entity in seen.entities):
            continue
        if len(seen.entities) == 2:
            return seen.entities, 0.75
        if len(seen.entities) == 1 and seen.entities[0] not in found:
            found.append(seen.entities[0])
    return ((found[1], found[0]), 0.5) if len(found) > 1 else None


def _can_be(walk: Walk, entity: int, gender: Gender | None) -> bool:
    who = walk.entity(entity)
    return who.kind == "person" and (gender is None or who.gender in (None, gender))


def _body(walk: Walk, description: Description) -> Denoted | None:
    """Return the last organisation whose name holds the noun; any recent organisation for `the company`."""
    head = description.head
    general: Denoted | None = None
    for seen in _recent(walk):
        entity = walk.entity(seen.entities[0])
        if entity.kind == "person" or entity.name is None or seen.entities[0] in walk.heads:
            continue
        if head in fold(entity.name).split():
            return seen.entities[:1], 0.85
        is_near = walk.sentence - seen.sentence <= 3 and entity.kind == "organisation"
        if head in GENERAL_BODY and general is None and is_near:
            general = seen.entities[:1], 0.6
    return general


def _individual(walk: Walk, description: Description) -> Denoted | None:
    """Return the person that `the defendant`, `the ambassador` or `the man` denotes."""
    head = description.head
    if head in BODY and head not in MALE | FEMALE:
        return _body(walk, description)
    beside = named_after(walk.annotated, walk.people, description, beside_only=True)
    if beside is not None:
        _learn(walk, beside[0], description)
        return (beside[0],), beside[1]
    if head in DEFENDANT and walk.accused:
        return _accused(walk)
    if head in VICTIM and len(walk.victims) == 1:
        return (next(iter(walk.victims)),), 0.75
    denoted = _of_role(walk, head) or (_young(walk, head) if head in MINOR else None)
    if denoted is None and head in ("man", "woman", "boy", "girl"):
        best = best_candidate(walk, gender_of_noun(head))
        if best and (head not in MINOR or all(can_be_minor(walk.ages.get(entity)) for entity in best[0])):
            denoted = best[0], min(best[1], 0.6)
    if denoted is None and not is_predicated(walk.annotated, description.span):
        # Someone of whom the article says no more: pronouns behind mean them rather than a person named before.
        denoted = _title(walk, description)
    return denoted


def _young(walk: Walk, head: str) -> Denoted | None:
    """Return the only one who is a minor, by another noun or by age."""
    young = {entity for noun in MINOR for entity in walk.described.get(noun, ())}
    young |= {entity for entity, years in walk.ages.items() if can_be_minor(years)}
    found = [
        entity for entity in sorted(young) if entity in walk.last_seen and _can_be(walk, entity, gender_of_noun(head))
    ]
    return ((found[0],), 0.75) if len(found) == 1 else None


def _title(walk: Walk, description: Description) -> Denoted:
    """Return who holds an office that the article names before the person, or someone new."""
    is_office = description.head not in _NO_OFFICES
    later = named_later(walk.annotated, walk.people, description) if is_office else None
    entity, confidence = later or _unnamed(walk, description)
    _learn(walk, entity, description)
    who = walk.entity(entity)
    if later and who.role is None and description.kind == "title":
        who.role, who.role_span = description.words, description.span
    return (entity,), confidence


def _accused(walk: Walk) -> Denoted | None:
    """Return the accused: the only one, the only named one, or the last one that was mentioned."""
    named = [entity for entity in walk.accused if walk.entity(entity).name is not None] or list(walk.accused)
    if len(named) == 1:
        return (named[0],), 0.85
    return next(((s.entities, 0.55) for s in _recent(walk) if len(s.entities) == 1 and s.entities[0] in named), None)


def _of_role(walk: Walk, head: str) -> Denoted | None:
    """Return the person whose role, or the noun that introduced them, is `head`; of several the one most spoken of."""
    fits = {
        entity: _role_fit(walk, entity, head) + 0.02 * min(walk.spoken[entity], 20) - 0.02 * (walk.sentence - last)
        for entity in list(walk.described.get(head, ()))[-20:]
        if (last := walk.last_seen.get(entity)) is not None
    }
    if not fits:
        return None
    ranked = sorted(fits, key=lambda entity: -fits[entity])
    is_clear = len(ranked) == 1 or fits[ranked[0]] - fits[ranked[1]] > 0.4
    return (ranked[0],), 0.85 if is_clear else 0.6


def _role_fit(walk: Walk, entity: int, head: str) -> float:
    if walk.heads.get(entity) == head:
        return 1.0
    words = role_words(walk.entity(entity))
    if head in _PARTIES and words[-1] != head:
        return 0.0
    # "Vice President" and "former president" are not "the president".
    return 0.4 if {"vice", "former", "deputy", "assistant", "incoming"} & set(words) else 1.0


def _recent(walk: Walk) -> Iterator[Seen]:
    return reversed(walk.seen[-60:])


_READERS: dict[DescriptionKind, Callable[[Walk, Description], Denoted | None]] = {
    "introduction": _introduce,
    "kin": _introduce_kin,
    "people": _group,
    "number": _number,
    "title": _title,
    "age": _of_age,
    "both": _last_two,
    "body": _body,
    "plural": _several,
    "definite": _individual,
}
