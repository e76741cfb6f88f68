"""Link the names of an article: each occurrence to the person, organisation or place that it names.

Full names make entities; a surname or given name alone goes to the person whose name holds it, the nearest one before
it when there are several. Organisations and places are linked by their words, and by the short form that stands in
brackets behind the full one (`Federal Bureau of Investigation (FBI)`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from extractors.persons.forms import can_be_same, fold, parse_form
from extractors.persons.model import Entity, Mention, People

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Name
    from extractors.persons.forms import NameForm
    from extractors.persons.model import EntityKind


def link_names(annotated: Annotated) -> People:
    """Return the entities that the article names, and a mention for each name, in text order."""
    people = People()
    persons = [name for name in annotated.names if name.label == "PERSON"]
    _link_persons(people, persons)
    _link_bodies(people, annotated)
    people.mentions.sort(key=lambda mention: mention.span)
    return people


def _link_persons(people: People, names: list[Name]) -> None:
    forms: list[list[NameForm]] = []
    linked: dict[int, tuple[int, float]] = {}
    by_surname: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(names):
        form = parse_form(name.text)
        if not form.parts or not form.is_full:
            continue
        entity = next(
            (
                index
                for index in by_surname[form.parts[0]] + by_surname[form.parts[-1]]
                if _all_agree(form, forms[index])
            ),
            None,
        )
        if entity is None:
            entity = len(people.entities)
            people.entities.append(Entity("person", name.text, name.span))
            forms.append([form])
            for part in {form.parts[0], form.parts[-1], form.surname[0]}:
                by_surname[part].append(entity)
        else:
            _add_form(people.entities[entity], forms[entity], name, form)
        linked[position] = (entity, name.confidence)
    _link_single_names(people, names, forms, linked)


def _all_agree(form: NameForm, known: list[NameForm]) -> bool:
    return all(can_be_same(form, other) for other in known[:8])


def _add_form(entity: Entity, forms: list[NameForm], name: Name, form: NameForm) -> None:
    """Give the entity another form of its name; the one with the most letters is the fullest."""
    if any(form == known for known in forms) and entity.name is not None:
        if name.text != entity.name and not (name.text.isupper() or entity.name.isupper()):
            entity.aliases.setdefault(name.text, name.span)
        elif entity.name.isupper() and not name.text.isupper():
            entity.name, entity.name_span = name.text, name.span
        return
    forms.append(form)
    if entity.name is None or (len(form.parts), len(name.text)) > (
        len(parse_form(entity.name).parts),
        len(entity.name),
    ):
        if entity.name is not None:
            entity.aliases.setdefault(entity.name, entity.name_span)
        entity.name, entity.name_span = name.text, name.span
    else:
        entity.aliases.setdefault(name.text, name.span)


def _link_single_names(
    people: People, names: list[Name], forms: list[list[NameForm]], linked: dict[int, tuple[int, float]]
) -> None:
    """Link surnames and given names that stand alone, in text order, and record all mentions."""
    by_part: dict[str, list[int]] = defaultdict(list)
    surnames: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, known in enumerate(forms):
        for form in known:
            for part in form.parts:
                if index not in by_part[part]:
                    by_part[part].append(index)
            for key in {form.surname, form.surname[-1:]}:
                if index not in surnames[key]:
                    surnames[key].append(index)
    last_seen: dict[int, int] = {}
    for position, name in enumerate(names):
        if position not in linked:
            form = parse_form(name.text)
            candidates = (
                surnames.get(form.parts)
                or surnames.get(form.surname)
                or by_part.get(form.parts[-1] if form.parts else "")
                or []
            )
            if candidates:
                entity = max(
                    candidates, key=lambda index: (last_seen.get(index, -1), -people.entities[index].name_span.start)
                )
                share = 1.0 if len(candidates) == 1 else 0.7
                if name.text != people.entities[entity].name:
                    people.entities[entity].aliases.setdefault(name.text, name.span)
            else:
                entity, share = len(people.entities), 1.0
                people.entities.append(Entity("person", name.text, name.span))
                forms.append([form])
                surnames[form.surname].append(entity)
                for part in form.parts:
                    by_part[part].append(entity)
            linked[position] = (entity, name.confidence * share)
        entity, confidence = linked[position]
        last_seen[entity] = name.span.start
        people.mentions.append(Mention(name.span, "name", (entity,), round(confidence, 4)))


def _link_bodies(people: People, annotated: Annotated) -> None:
    """Link organisations, places and peoples by their words and by the short forms in brackets."""
    kinds: dict[str, EntityKind] = {"ORG": "organisation", "LOC": "place"}
    known: dict[str, int] = {}
    previous: tuple[Name, int] | None = None
    for name in annotated.names:
        if name.label not in kinds:
            previous = None
            continue
        key = _body_key(name.text)
        entity = known.get(key)
        if entity is None and previous and annotated.text[previous[0].span.end : name.span.start] == " (":
            if _abbreviates(name.text, previous[0].text):
                entity = previous[1]
                people.entities[entity].aliases.setdefault(name.text, name.span)
                known[key] = entity
        if entity is None:
            entity = len(people.entities)
            people.entities.append(Entity(kinds[name.label], name.text, name.span))
            known[key] = entity
        elif name.text != people.entities[entity].name:
            people.entities[entity].aliases.setdefault(name.text, name.span)
        people.mentions.append(Mention(name.span, "name", (entity,), name.confidence))
        previous = (name, entity)


def _body_key(name: str) -> str:
    return fold(name).removeprefix("the ").replace("’", "'").removesuffix("'s")


def _abbreviates(short: str, full: str) -> bool:
    """Tell whether a form in brackets can stand for the full one: it is shorter and begins with the same letter."""
    words = [word for word in full.split() if word[0].isupper()]
    return len(short) < len(full) and bool(words) and (short[0] in {word[0] for word in words} or short in full)
