"""From the names of an article to its people: who there is, and which words refer to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.persons.gender import gender_of_name, gender_of_role, gender_of_title
from extractors.persons.link import link_names
from extractors.persons.merging import merge_unnamed
from extractors.persons.references import resolve_references
from extractors.persons.roles import find_roles

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.persons.model import People


def resolve_people(annotated: Annotated) -> People:
    """Return the people, organisations and places of the article, and every mention of them in text order."""
    people = link_names(annotated)
    _set_genders(annotated, people)
    find_roles(annotated, people)
    for entity in people.entities:
        if entity.gender is None and entity.role and entity.kind == "person":
            entity.gender = gender_of_role(entity.role)
    people.mentions.extend(resolve_references(annotated, people))
    merge_unnamed(annotated, people)
    people.mentions.sort(key=lambda mention: mention.span)
    return people


def _set_genders(annotated: Annotated, people: People) -> None:
    """Give each person the gender that a title in front of the name or the given name tells."""
    for mention in people.mentions:
        entity = people.entities[mention.entities[0]]
        if entity.kind != "person" or entity.gender is not None:
            continue
        index = annotated.token_at(mention.span.start)
        if index > 0:
            entity.gender = gender_of_title(annotated.tokens[index - 1].text)
    for entity in people.entities:
        if entity.kind == "person" and entity.gender is None and entity.name is not None:
            entity.gender = gender_of_name(entity.name)
