"""Link the names of organisations and places: the same words, acronyms, and shorter forms of one longer name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from extractors.persons.forms import fold
from extractors.persons.model import Entity, Mention

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Name
    from extractors.persons.model import EntityKind, People

_KINDS: dict[str, EntityKind] = {"ORG": "organisation", "LOC": "place"}
_SMALL = frozenset(
    ["of", "the", "and", "for", "in", "on", "at", "de", "la", "del", "y", "du", "des", "&", "und", "der"]
)
# What may be left off behind a name (`Apple` for `Apple Inc.`) or in front of it (`Coast Guard`).
_TAILS = frozenset(
    [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "llc",
        "plc",
        "group",
        "holdings",
        "airlines",
        "airways",
        "motor",
        "motors",
        "university",
        "newspaper",
        "news",
        "agency",
        "party",
        "union",
        "bank",
        "industries",
        "international",
        "government",
    ]
)
_HEADS = frozenset(
    [
        "united",
        "states",
        "us",
        "u.s",
        "american",
        "america",
        "uk",
        "u.k",
        "british",
        "national",
        "federal",
        "royal",
        "california",
    ]
)
_ACRONYM = re.compile(r"^(?:[A-Z]\.?){2,8}s?$")
_WORD = re.compile(r"[\w.&'’-]+")


def link_bodies(annotated: Annotated, people: People) -> None:
    """Add an entity for each organisation and place that the article names, and a mention for each of their names."""
    names = [name for name in annotated.names if name.label in _KINDS]
    keys = [_key(name.text) for name in names]
    same = _same_bodies(annotated, names, keys)
    entities: dict[str, int] = {}
    for name, key in zip(names, keys, strict=True):
        root = _root(same, key)
        entity = entities.get(root)
        if entity is None:
            entity = entities[root] = len(people.entities)
            people.entities.append(Entity(_KINDS[name.label], name.text, name.span))
        else:
            _add_form(people.entities[entity], name)
        people.mentions.append(Mention(name.span, "name", (entity,), name.confidence))


def _add_form(entity: Entity, name: Name) -> None:
    """Keep the longest form as the name; the others are aliases."""
    if name.text == entity.name or entity.name is None:
        return
    longer = len(name.text) > len(entity.name) and not (name.text.isupper() and not _ACRONYM.match(name.text))
    if (longer and _key(name.text) != _key(entity.name)) or (entity.name.isupper() and longer):
        entity.aliases.setdefault(entity.name, entity.name_span)
        entity.name, entity.name_span = name.text, name.span
        entity.aliases.pop(name.text, None)
    else:
        entity.aliases.setdefault(name.text, name.span)


def _root(same: dict[str, str], key: str) -> str:
    for _ in range(4):
        if key not in same:
            break
        key = same[key]
    return key


def _key(name: str) -> str:
    return fold(name).removeprefix("the ").replace("’", "'").removesuffix("'s")


def _same_bodies(annotated: Annotated, names: list[Name], keys: list[str]) -> dict[str, str]:
    """Return for each shorter form the fuller form that it stands for."""
    same: dict[str, str] = {}
    forms = {key: name for name, key in zip(reversed(names), reversed(keys), strict=True)}
    for (before, key_before), (behind, key_behind) in zip(
        zip(names, keys, strict=True), list(zip(names, keys, strict=True))[1:], strict=False
    ):
        gap = annotated.text[before.span.end : behind.span.start]
        if (
            gap in (" (", " (the ", ' ("', " (“")
            and key_before != key_behind
            and _abbreviates(behind.text, before.text)
        ):
            same.setdefault(key_behind, key_before)
    by_initials: dict[str, set[str]] = defaultdict(set)
    by_first: dict[str, set[str]] = defaultdict(set)
    by_last: dict[str, set[str]] = defaultdict(set)
    for key, name in forms.items():
        words = _WORD.findall(name.text)
        large = [word for word in words if word.lower() not in _SMALL]
        if len(words) > 1:
            by_initials["".join(word[0] for word in large).lower()].add(key)
            by_initials["".join(word[0] for word in words).lower()].add(key)
            by_first[fold(words[0])].add(key)
            by_last[fold(words[-1])].add(key)
    for key, name in forms.items():
        if key in same:
            continue
        if _ACRONYM.match(name.text):
            fuller = by_initials.get(name.text.replace(".", "").lower(), set()) or _prefixes(by_initials, name.text)
        else:
            fuller = _longer_forms(key, by_first, by_last)
        fuller = {other for other in fuller if _root(same, other) != key}
        if len(fuller) == 1:
            same[key] = fuller.pop()
    return same


def _prefixes(by_initials: dict[str, set[str]], acronym: str) -> set[str]:
    """Return the bodies whose initials are the acronym and a company's tail: `GM` for `General Motors Corporation`."""
    short = acronym.replace(".", "").lower()
    return {key for tail in "ci" for key in by_initials.get(short + tail, ()) if key.split()[-1].strip(".") in _TAILS}


def _longer_forms(key: str, by_first: dict[str, set[str]], by_last: dict[str, set[str]]) -> set[str]:
    words = key.split()
    longer = {
        other
        for other in by_first.get(words[0], ())
        if other.startswith(key + " ") and _can_be_left_off(words, other[len(key) :].split())
    }
    if len(words) > 1:
        longer |= {
            other
            for other in by_last.get(words[-1], ())
            if other.endswith(" " + key) and all(w.strip(".") in _HEADS for w in other[: -len(key)].split())
        }
    return longer


def _can_be_left_off(words: list[str], rest: list[str]) -> bool:
    """Tell whether the rest of a longer name may be missing: `Inc.`, or `of Ghana` behind `Supreme Court`."""
    return all(word.strip(".,") in _TAILS for word in rest) or (len(words) > 1 and rest[0] == "of")


def _abbreviates(short: str, full: str) -> bool:
    """Tell whether a form in brackets can stand for the full one: it is shorter and made of its initials."""
    if len(short) >= len(full):
        return False
    initials = "".join(word[0] for word in _WORD.findall(full)).lower()
    letters = Counter(char for char in short.lower() if char.isalpha())
    spare = letters - Counter(initials)
    return (short[0].lower() in initials and spare.total() <= len(short) // 2) or fold(short) in fold(full)
