"""Resolve pronouns and descriptions in one walk over the article, sentence by sentence.

Names come from `link.py`, descriptions from `descriptions.py`. Whom a pronoun means is judged in `salience.py`, whom a
description denotes in `denotations.py`. First and second persons are left to the claims, who know the speaker.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from extractors.persons.context import find_age, is_accused, is_possessive, is_subject, is_victim
from extractors.persons.denotations import find_denoted
from extractors.persons.descriptions import find_descriptions
from extractors.persons.model import Mention
from extractors.persons.nouns import REPORTING
from extractors.persons.salience import Seen, Walk, best_candidate

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Token
    from extractors.persons.descriptions import Description
    from extractors.persons.model import Gender, People

SINGULAR: dict[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
PRONOUNS = frozenset(SINGULAR) | PLURAL
_REFERRING = PRONOUNS | {"it"}
_SUBJECTS = frozenset({"he", "she", "they"})
_POSSESSIVES = frozenset({"his", "her", "their"})


def resolve_references(annotated: Annotated, people: People) -> list[Mention]:
    """Return the mentions by pronoun and description; entities of unnamed people and groups are added to `people`."""
    walk = Walk(annotated, people)
    walk.names = {mention.span.start: mention for mention in people.mentions}
    descriptions = {description.span.start: description for description in find_descriptions(annotated)}
    mentioned = descriptions.keys() | walk.names.keys()
    refers = [
        word in _REFERRING or start in mentioned
        for word, start in zip(annotated.lower, annotated.token_starts, strict=True)
    ]
    next_quotation = quoted_to = 0
    for number, sentence in enumerate(annotated.sentences):
        walk.sentence, walk.has_person = number, False
        for index in compress(range(sentence.first, sentence.last), refers[sentence.first : sentence.last]):
            token, lower, start = annotated.tokens[index], annotated.lower[index], annotated.token_starts[index]
            while (
                next_quotation < len(annotated.quotations) and annotated.quotations[next_quotation].span.start <= start
            ):
                quoted_to = max(quoted_to, annotated.quotations[next_quotation].span.end)
                next_quotation += 1
            walk.is_quoted = start < quoted_to
            if lower in PRONOUNS and not token.text.isupper():
                _read_pronoun(walk, token, lower)
            elif lower == "it":
                _read_it(walk, index, sentence.last)
            if start in descriptions:
                _read_description(walk, descriptions[start])
            if start in walk.names:
                _read_name(walk, walk.names[start])
    return walk.found


def _read_name(walk: Walk, mention: Mention) -> None:
    """Take a name into account, alone and together with the one that it is joined to by `and`."""
    entity = mention.entities[0]
    is_possessor = is_possessive(walk.annotated, mention.span)
    subject = is_subject(walk.annotated, mention.span, is_first=not walk.has_person)
    previous = walk.seen[-1] if walk.seen else None
    walk.see((entity,), mention.span, is_subject=subject, is_possessor=is_possessor)
    if walk.entity(entity).kind != "person":
        return
    walk.has_person = walk.has_person or not is_possessor
    age = find_age(walk.annotated, mention.span)
    if age is not None:
        walk.ages.setdefault(entity, age)
    if is_victim(walk.annotated, mention.span):
        walk.victims[entity] = None
    if subject and not walk.is_quoted and walk.can_be_accused(entity) and is_accused(walk.annotated, mention.span):
        walk.accused[entity] += 1
    if previous and _is_joined(walk, previous, mention):
        joined = (*previous.entities, entity)
        span = previous.span._replace(end=mention.span.end)
        walk.see(joined, span, is_subject=previous.is_subject, is_possessor=is_possessor)


def _is_joined(walk: Walk, previous: Seen, mention: Mention) -> bool:
    """Tell whether a name is joined to the people before it: `A, B and C`."""
    if previous.sentence != walk.sentence or mention.entities[0] in previous.entities or len(previous.entities) > 20:
        return False
    if walk.entity(previous.entities[0]).kind != "person":
        return False
    between = walk.annotated.text[previous.span.end : mention.span.start]
    return len(between) < 60 and (" and " in between or between.strip() in (",", "&"))


def _read_pronoun(walk: Walk, token: Token, lower: str) -> None:
    gender = SINGULAR.get(lower)
    best = best_candidate(walk, gender)
    if best is None:
        walk.found.append(Mention(token.span, "pronoun", (), 0.0))
        return
    entities, confidence = best
    who = walk.entity(entities[0])
    if gender and who.gender is None and confidence >= 0.7:
        who.gender = gender
    walk.found.append(Mention(token.span, "pronoun", entities, confidence))
    walk.see(entities, token.span, is_subject=lower in _SUBJECTS, is_possessor=lower in _POSSESSIVES)
    walk.has_person = walk.has_person or lower in _SUBJECTS


def _read_it(walk: Walk, index: int, last: int) -> None:
    """Resolve `it` in front of a verb of saying to the organisation that the text speaks of."""
    tokens = walk.annotated.tokens
    following = [token.text.lower() for token in tokens[index + 1 : min(index + 3, last)]]
    if following and following[0] in ("also", "further", "later", "had", "has"):
        del following[0]
    if walk.is_quoted or not following or following[0] not in REPORTING:
        return
    for seen in reversed(walk.seen):
        distance = walk.sentence - seen.sentence
        if distance > 2:
            return
        if walk.entity(seen.entities[0]).kind == "organisation" and (seen.is_subject or distance == 0):
            walk.found.append(Mention(tokens[index].span, "pronoun", seen.entities, 0.65))
            walk.see(seen.entities, tokens[index].span, is_subject=True, is_possessor=False)
            return


def _read_description(walk: Walk, description: Description) -> None:
    """Resolve a description, or take in the person or group that it introduces."""
    denoted = find_denoted(walk, description)
    if denoted is None:
        return
    entities, confidence = denoted
    if walk.is_quoted:
        confidence -= 0.15
    walk.found.append(Mention(description.span, "description", entities, round(confidence, 3)))
    subject = is_subject(walk.annotated, description.span, is_first=not walk.has_person)
    walk.see(
        entities, description.span, is_subject=subject, is_possessor=is_possessive(walk.annotated, description.span)
    )
    walk.has_person = walk.has_person or (subject and walk.entity(entities[0]).kind == "person")
