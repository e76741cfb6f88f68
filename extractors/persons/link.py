"""Link the names of an article: each occurrence to the person, organisation or place that it names.

Full names make persons, and `aka` adds another name to one. A surname or given name alone then goes to the person whose
name holds it (or who is misspelt by one letter), the nearest one before it when there are several. Organisations and
places are linked by `bodies.py`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.persons.bodies import link_bodies
from extractors.persons.forms import NameForm, can_be_same, differs_by_a_letter, parse_form
from extractors.persons.model import Entity, Mention, People
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extractors.annotations.model import Annotated, Name

_ALSO = r"(?:a\.?k\.?a\.?|a/k/a|also known as|otherwise known as|alias|formerly known as|better known as)"
_SECOND_NAME = re.compile(rf"^,?\s\(?(?:{_ALSO}|(?:was )?born|née|né)[,:]?\s[\"“]?$", re.IGNORECASE)
_NICKNAMED = r"(?:(?:goes|went) by(?: the (?:name|nickname|moniker)(?: of)?)?|nicknamed|known as|known by)"
_LIST = r"(?P<aliases>(?:(?:,?\s|\sand\s|,\sand\s)?[\"“][^\"”\n]{2,40}[\"”]){1,6})"
_QUOTED_ALIASES = re.compile(rf"(?:,?\s\(?{_ALSO}[,:]?|[^.;\n\"“”]{{0,60}}?\b{_NICKNAMED})\s{_LIST}")
_QUOTED = re.compile(r"[\"“]([^\"”\n]{2,40}?),?[\"”]")
_NO_RELATION = re.compile(r"\s?[(,]\s?no relation")
_KIN = r"(?:brother|sister|wife|husband|mother|father|son|daughter|cousin|uncle|aunt|nephew|niece|widow|twin)"
_KIN_BEFORE = re.compile(rf"{_KIN}(?:(?:-in-law)?,? \Z| of (?:the )?(?:[\w’-]+ ){{0,4}}\Z)")
"""Before a name: a relative of somebody else."""
_OWNED = re.compile(r"(?i)(?:\b(?:his|her|their)|[’']s?) (?:[\w-]+ ){0,2}\Z")
_NEAR = 400
"""Characters within which a namesake was named just before."""

_CANDIDATES = 40
"""Namesakes looked at: an article has a handful, a hostile text as many as it likes."""


@dataclass(slots=True)
class _Register:
    """The persons named so far, with the forms of their names and where each part of a name is used."""

    people: People
    forms: list[list[NameForm]] = field(default_factory=list)
    by_part: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_surname: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    last_seen: dict[int, int] = field(default_factory=dict)
    spoken: Counter[int] = field(default_factory=Counter)
    quoted: dict[int, int] = field(default_factory=dict)
    by_given_name: set[int] = field(default_factory=set)
    by_surname_alone: set[int] = field(default_factory=set)
    relatives: set[int] = field(default_factory=set)

    def add(self, name: Name, form: NameForm) -> int:
        """Make a person of the name and return the index."""
        entity = len(self.people.entities)
        self.people.entities.append(Entity("person", name.text, name.span))
        self.forms.append([])
        self._file(entity, form)
        return entity

    def add_form(self, entity: int, name: Name, form: NameForm) -> None:
        """Give the person another form: the one of most parts is the name, the others are aliases."""
        person = self.people.entities[entity]
        if form not in self.forms[entity]:
            self._file(entity, form)
        if name.text == person.name or person.name is None:
            return
        known = parse_form(person.name)
        in_capitals = person.name.isupper() and not name.text.isupper()
        if (in_capitals and len(form.parts) >= len(known.parts)) or (
            (len(form.parts), _letters(form)) > (len(known.parts), _letters(known)) and not name.text.isupper()
        ):
            if not in_capitals or form != known:
                person.aliases.setdefault(person.name, person.name_span)
            person.name, person.name_span = name.text, name.span
            person.aliases.pop(name.text, None)
        elif not (name.text.isupper() and form in (known, *map(parse_form, person.aliases))):
            person.aliases.setdefault(name.text, name.span)

    def add_alias(self, entity: int, name: Name, form: NameForm) -> None:
        """Give the person a second name that does not replace the first."""
        self.people.entities[entity].aliases.setdefault(name.text, name.span)
        self._file(entity, form)

    def _file(self, entity: int, form: NameForm) -> None:
        self.forms[entity].append(form)
        for part in dict.fromkeys(form.parts):
            if entity not in self.by_part[part][-3:]:
                self.by_part[part].append(entity)
        for key in dict.fromkeys((form.surname, form.surname[-1:])):
            if entity not in self.by_surname[key][-3:]:
                self.by_surname[key].append(entity)

    def with_parts(self, parts: Iterable[str]) -> Iterable[int]:
        """Return the persons who have one of the parts in their names, earlier ones first."""
        return sorted({entity for part in parts for entity in self.by_part.get(part, ())[-_CANDIDATES:]})


def _letters(form: NameForm) -> int:
    return sum(map(len, form.parts))


def link_names(annotated: Annotated) -> People:
    """Return the entities that the article names, and a mention for each name, in text order."""
    people = People()
    _link_persons(annotated, people, [name for name in annotated.names if name.label == "PERSON"])
    link_bodies(annotated, people)
    people.mentions.sort(key=lambda mention: mention.span)
    return people


def _link_persons(annotated: Annotated, people: People, names: list[Name]) -> None:
    register = _Register(people)
    linked: dict[int, tuple[int, float]] = {}
    nicknames = [_find_nicknames(annotated, name.span) for name in names]
    starts = {start for found in nicknames for start, _ in found}
    for position, name in enumerate(names):
        form = parse_form(name.text)
        second = position > 0 and position - 1 in linked and _is_second_name(annotated, names[position - 1], name)
        if not form.parts or not (form.is_full or second) or name.span.start in starts:
            continue
        if second:
            entity = linked[position - 1][0]
            register.add_alias(entity, name, form)
        else:
            entity = _find_full(register, name, form)
        linked[position] = (entity, name.confidence)
    for position, name in enumerate(names):
        if position not in linked:
            linked[position] = _link_short(register, name)
            register.by_surname_alone.add(linked[position][0])
        entity, confidence = linked[position]
        _note_relative(annotated, register, entity, name)
        for start, end in nicknames[position]:
            people.entities[entity].aliases.setdefault(annotated.text[start:end], Span(start, end))
            register.quoted[start] = entity
        if not _NO_RELATION.match(annotated.text, name.span.end):
            register.last_seen[entity] = name.span.start
        if (people.entities[entity].name or "").startswith(f"{name.text} "):
            register.by_given_name.add(entity)
        elif register.spoken[entity]:
            register.by_given_name.discard(entity)
        register.spoken[entity] += 1
        people.mentions.append(Mention(name.span, "name", (entity,), round(confidence, 4)))


def _note_relative(annotated: Annotated, register: _Register, entity: int, name: Name) -> None:
    """Remember whom the text introduces as a relative of somebody else."""
    start = name.span.start
    kin = None if entity in register.last_seen else _KIN_BEFORE.search(annotated.text, max(0, start - 60), start)
    if kin is not None and (" of " in kin[0] or _OWNED.search(annotated.text, max(0, kin.start() - 40), kin.start())):
        register.relatives.add(entity)


def _is_second_name(annotated: Annotated, first: Name, second: Name) -> bool:
    """Tell whether `aka` or `born` stands between two names."""
    gap = annotated.text[first.span.end : second.span.start]
    return len(gap) < 40 and bool(_SECOND_NAME.match(gap))


def _find_full(register: _Register, name: Name, form: NameForm) -> int:
    """Return the person of a full name, a new one when no one before can have it."""
    for entity in register.with_parts((form.parts[0], form.parts[-1])):
        known = register.forms[entity][:8]
        if all(can_be_same(form, other) for other in known if other.is_full) or any(
            differs_by_a_letter(form, other) for other in known
        ):
            register.add_form(entity, name, form)
            return entity
    return register.add(name, form)


def _link_short(register: _Register, name: Name) -> tuple[int, float]:
    """Return the person of a surname or given name alone, and how sure that is."""
    form = parse_form(name.text)
    if name.span.start in register.quoted:
        return register.quoted[name.span.start], name.confidence
    if not form.parts:
        return register.add(name, form), name.confidence
    candidates = (
        register.by_surname.get(form.parts)
        or register.by_surname.get(form.surname)
        or register.by_part.get(form.parts[-1])
        or _misspelt(register, form)
    )
    if not candidates:
        return register.add(name, form), name.confidence
    nearest = _choose(register, candidates[-_CANDIDATES:], name.span.start)
    if name.text != register.people.entities[nearest].name and not _is_capitals_of(register, nearest, name):
        register.people.entities[nearest].aliases.setdefault(name.text, name.span)
    return nearest, name.confidence * (1.0 if len(candidates) == 1 else 0.7)


def _choose(register: _Register, candidates: list[int], offset: int) -> int:
    """Return which of several namesakes is meant: whom the text has called so before, one named just before, or most often.

    Whom the text has called by the given name alone (`X and his wife Ana`) is not whom the surname means, where another is.
    A text that has called one of them by the surname means that one, whoever else of the name spoke last; a relative is
    called so only where nobody else is (`Roe's mother, Ana Roe, wept. Roe was jailed`).
    """
    formal = [e for e in candidates if e in register.last_seen and e not in register.by_given_name]
    candidates = formal or candidates
    known = [e for e in candidates if e in register.by_surname_alone and e not in register.relatives]
    if len(known) == 1:
        return known[0]
    nearest = max(candidates, key=lambda entity: (register.last_seen.get(entity, -1), -entity))
    if offset - register.last_seen.get(nearest, -_NEAR) < _NEAR:
        return nearest
    return max(candidates, key=lambda entity: (register.spoken[entity], register.last_seen.get(entity, -1), -entity))


def _is_capitals_of(register: _Register, entity: int, name: Name) -> bool:
    aliases = register.people.entities[entity].aliases
    return name.text.isupper() and any(name.text == alias.upper() for alias in aliases)


def _misspelt(register: _Register, form: NameForm) -> list[int]:
    """Return the one person whose surname differs from a long name by a letter."""
    near = [
        entity
        for entity, forms in enumerate(register.forms[:_CANDIDATES])
        if any(differs_by_a_letter(form, NameForm(other.surname, other.surname, None)) for other in forms[:4])
    ]
    return near if len(near) == 1 else []


def _find_nicknames(annotated: Annotated, span: Span) -> list[tuple[int, int]]:
    """Return where the nicknames that stand in quotation marks behind `aka` begin and end."""
    behind = annotated.text[span.end : span.end + 200]
    if '"' not in behind and "“" not in behind:
        return []
    match = _QUOTED_ALIASES.match(annotated.text, span.end, span.end + 200)
    if match is None:
        return []
    return [alias.span(1) for alias in _QUOTED.finditer(annotated.text, match.start("aliases"), match.end("aliases"))]
