"""Read what a text says of a person beside the name: age, residence, nationality.

Each is taken only from words that stand at a mention of the person: `Ivan Example, 34, of Lima`,
`23-year-old Ivan Example`, `a Lima man` in the lead that the name follows, `Ivan Example, a citizen of Peru`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from extractors.cases.draft import Stated
from extractors.values.countries import country_code, state_country
from extractors.values.numbers import normalise_number
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Name
    from extractors.cases.draft import Draft
    from extractors.persons.model import Mention, People
    from extractors.values.countries import Nationality
    from extractors.values.model import Age

_AGE_BEHIND = re.compile(r"\A,? ?\(?(?:who (?:is|was) |is |was |aged? |then )?\Z")
_AGE_AT_NAME = re.compile(r"(?:, ?| \()(\d{2})(?=, ?[A-Z]|\)|[,;] | [–-] [A-Z])")
_AGE_BEFORE = re.compile(
    r"\A,? ?(?:(?!and\b|of\b|to\b|from\b|was\b|is\b|with\b|by\b|named\b|victim\b)[\w’'.-]+ ){0,4}\Z"
)
_WORD = r"[A-Z][\w’'.-]*"
_PLACE = rf"(?P<place>{_WORD}(?: (?:{_WORD}|de|del|la|las|los|of|the)){{0,4}}(?:, (?:{_WORD})(?: {_WORD})?)?)"
_AFTER_AGE = re.compile(
    rf"\A(?:, ?\(?(?:age )?\d{{1,3}}\)?|, age \d{{1,3}}| \(\d{{1,3}}\)| \(\d{{1,3}}(?:,| [–-])(?= ))(?:, (?:and|a [\w ]{{2,30}}))?,? ?(?P<link>(?:(?:both|each|all) )?(?:formerly |currently |now )?(?:of|from|(?:a )?residents? of|who lives? in|living in) )?{_PLACE}"
    r"(?=[,.;)\n]| (?:and|is|was|were|are|has|have|who|pleaded|faces?|received|entered|for|on|admitted|will|allegedly)\b|\Z)"
)
_BESIDE_NAME = re.compile(
    rf"\A(?:, \d{{1,3}})?,? (?:(?:both|each|all) )?(?:formerly )?(?P<link>of|from|an? (?:\w+ )?(?:residents?|native) of|who (?:lives?|lived|resides) in|(?:both )?residents of|resident of|who hails from) {_PLACE}"
    r"(?=[,.;)\n]| (?:and|is|was|were|are|has|have|who|pleaded|faces?|for|on|with|in)\b|\Z)"
)
_FARTHER = re.compile(
    rf"\A,(?: \d{{1,3}},)? (?:(?!\b(?:is|was|were|are|has|had|have|said|who|and [A-Z]\w+,? \d)\b)[^.;\n]){{0,80}}?\b(?:residents?|native) of {_PLACE}(?=[,.;)\n]| (?:and|is|was|to|who|for|has)\b)"
)
_RESIDENCE_BEHIND = (
    ("residence_behind_age", _AFTER_AGE),
    ("residence_apposition", _BESIDE_NAME),
    ("residence_farther", _FARTHER),
)
_SHARED_RESIDENCE = re.compile(
    rf",? (?:both|all|each)(?: (?:residents|natives))? (?:of|from) {_PLACE}(?=[,.;)\n]| (?:and|is|was|were|are|have|who|pleaded|for|on)\b)"
)
_PLAIN_PERSON = re.compile(
    r"\A,? (?:\w+ ){0,2}?(?:man|woman|national|citizen|businessman|activist|businesswoman|student|journalist|hacker|programmer)?,? ?\Z"
)
_HIGH_OFFICE = re.compile(r"(?i)(?:president|minister|ambassador|officials?|general|senator|leader)")
_PERSON_BEHIND = re.compile(r" (?:national|citizen|man|woman|born|businessman|activist)")
_ABBREVIATION = re.compile(r"\b[A-Z][a-z]{2,4}\.$")
_LEAD = re.compile(
    rf"(?:An?|an?|Two|two|Three|three|Four|Five|Both)(?: (?:\d+|former|[a-z\d]+-year-old))* {_PLACE} (?:man|men|woman|women|residents?|couple|brothers|sisters|teenager|teen|father|mother)\b"
)
_NO_PLACE = re.compile(
    r"(?i)\b(?:jr|sr|ii|iii|iv|police|county (?:sheriff|district)|department|university|company|inc|corp|orange county (?:sheriff|jail)|judge|deputy|iraq war|air force|army|navy|company)\b\.?"
)
_NATIONAL_BEFORE = re.compile(r"\A,? (?:(?:national|citizen|man|woman|businessman|activist|[a-z-]+),? ){0,4}\Z")
_NATIONAL_BEHIND = re.compile(
    r"\A(?:, \(?(?:aged? )?\d{1,3}\)?,?|,| \(\d+\),?| is| was| are| were)? ?(?:an?|the|both|all|who (?:is|was) an?|one of [\w ]{1,20}|and)? ?(?:[a-z-]+ ){0,2}\Z"
)


def read_attributes(
    annotated: Annotated, people: People, drafts: list[Draft], nationalities: list[Nationality]
) -> None:
    """Add age, residence and nationality to the drafts, where the text states them at a mention."""
    ages = [age.span.start for age in annotated.ages]
    by_entity: dict[int, list[Span]] = {draft.entity: [] for draft in drafts if draft.entity is not None}
    for mention in people.mentions:
        if mention.kind == "name" and len(mention.entities) == 1 and mention.entities[0] in by_entity:
            by_entity[mention.entities[0]].append(mention.span)
    national_starts = [item.span.start for item in nationalities]
    for draft in drafts:
        spans = by_entity.get(draft.entity, []) if draft.entity is not None else [draft.span]
        _read_age(annotated, draft, spans, ages)
        _read_residence(annotated, draft, spans)
        _read_nationality(annotated, draft, spans, nationalities, national_starts)
    share_residence(annotated, people, drafts)
    share_nationality(annotated.text, by_entity, drafts, nationalities)


def _near(starts: list[int], span: Span, reach: int) -> range:
    return range(bisect_left(starts, span.start - reach), bisect_left(starts, span.end + reach))


def _read_age(annotated: Annotated, draft: Draft, spans: list[Span], starts: list[int]) -> None:
    """Take the age behind the name (`, 34,`) before one in front of it (`the 34-year-old Example`) or in a description."""
    ranked = [
        (rank, order, index)
        for order, span in enumerate(spans)
        for index in _near(starts, span, 45)
        if (rank := _age_rank(annotated, annotated.ages[index], span)) is not None
    ]
    if ranked:
        age = annotated.ages[min(ranked)[2]]
        draft.attributes["age"] = Stated(age.years, age.span, age.rule)
        return
    described = _described_age(annotated, draft, starts)
    if described is not None:
        draft.attributes["age"] = Stated(described.years, described.span, described.rule)
        return
    for span in spans:
        match = _AGE_AT_NAME.match(annotated.text, span.end)
        if match is not None:
            draft.attributes["age"] = Stated(int(match[1]), Span.of_match(match, 1), "age_at_name")
            return


def _age_rank(annotated: Annotated, age: Age, name: Span) -> int | None:
    """Return how surely the age is that of the name: 0 behind it, 1 in front of it, null for another's."""
    text = annotated.text
    if age.span.start >= name.end:
        gap = text[name.end : age.span.start]
        is_past = "then" in gap or text.startswith((" years old at", "-year-old,"), age.span.end)
        return 0 if _AGE_BEHIND.match(gap) and not is_past else None
    if name.contains(age.span):
        return 0
    is_year_old = "year" in text[age.span.start : age.span.end + 9]
    gap = text[age.span.end : name.start]
    return 1 if is_year_old and age.span.end <= name.start and _AGE_BEFORE.match(gap) else None


def _described_age(annotated: Annotated, draft: Draft, starts: list[int]) -> Age | None:
    """Return the age in a description that an event gives of this person alone (`a 34-year-old man was arrested`)."""
    for fact in draft.facts:
        reference = fact.reference
        if reference.kind not in ("newcomer", "description") or len(reference.entities) > 1:
            continue
        for index in _near(starts, reference.span, 12):
            age = annotated.ages[index]
            if reference.span.start <= age.span.start and age.span.end <= reference.span.end + 12:
                return age
    return None


def _read_residence(annotated: Annotated, draft: Draft, spans: list[Span]) -> None:
    text = annotated.text
    for span in spans:
        behind = text[span.end : span.end + 180]
        for rule, pattern in _RESIDENCE_BEHIND:
            match = pattern.match(behind)
            place = _place_span(annotated, _shifted(match, span.end)) if match else None
            if place is not None:
                draft.attributes["residence"] = Stated(place.of(text), place, rule)
                return
    for fact in draft.facts:
        if fact.reference.kind not in ("newcomer", "description"):
            continue
        match = _LEAD.match(text, fact.reference.span.start, fact.reference.span.end + 20)
        place = _place_span(annotated, Span.of_match(match, "place")) if match else None
        if place is not None and country_code(place.of(text)) is None:
            draft.attributes["residence"] = Stated(place.of(text), place, "residence_lead")
            return


def _shifted(match: re.Match[str], by: int) -> Span:
    return Span.of_match(match, "place").shifted(by)


def share_residence(annotated: Annotated, people: People, drafts: list[Draft]) -> None:
    """Give a home that the text states for several people (`X, 30, and Y, 31, both of Lima`) to each of them."""
    text = annotated.text
    by_entity = {draft.entity: draft for draft in drafts}
    for match in _SHARED_RESIDENCE.finditer(text):
        place = _place_span(annotated, Span.of_match(match, "place"))
        if place is None:
            continue
        sentence = annotated.sentence_at(match.start()).span
        window = (max(sentence.start, match.start() - 200), match.start())
        first, last = (bisect_left(people.mentions, offset, key=_mention_start) for offset in window)
        group = [
            by_entity[mention.entities[0]]
            for mention in people.mentions[first:last]
            if mention.kind == "name" and len(mention.entities) == 1 and mention.entities[0] in by_entity
        ]
        for draft in group:
            if "residence" not in draft.attributes:
                draft.attributes["residence"] = Stated(place.of(text), place, "residence_shared")


def _mention_start(mention: Mention) -> int:
    return mention.span.start


def _start(name: Name) -> int:
    return name.span.start


def _place_span(annotated: Annotated, span: Span) -> Span | None:
    """Return the place without a second part that is no state or country; null when the words are no place."""
    first = bisect_left(annotated.names, span.start - 60, key=_start)
    for name in annotated.names[first : bisect_left(annotated.names, span.end, key=_start)]:
        if name.label in ("PERSON", "NORP") and name.span.overlaps(span):
            return None
    words = span.of(annotated.text).removesuffix("-based")
    head, comma, tail = words.partition(", ")
    if comma and country_code(tail) is None and state_country(tail) is None:
        words = head
    if not _ABBREVIATION.search(words):
        words = words.rstrip(" .")
    first_part = words.partition(",")[0]
    is_people = country_code(first_part) is not None and first_part.endswith(("an", "ese", "ish"))
    return None if is_people or _NO_PLACE.search(words) else Span(span.start, span.start + len(words))


def _read_nationality(
    annotated: Annotated, draft: Draft, spans: list[Span], nationalities: list[Nationality], starts: list[int]
) -> None:
    found: dict[str, Nationality] = {}
    for span in spans:
        for index in _near(starts, span, 60):
            item = nationalities[index]
            if _is_nationality_of(annotated.text, item, span):
                found.setdefault(item.country, item)
    for fact in draft.facts:
        if fact.reference.kind != "newcomer" or found:
            continue
        for index in _near(starts, fact.reference.span, 1):
            item = nationalities[index]
            if fact.reference.span.overlaps(item.span) and (
                item.is_citizenship or item.span.end == fact.reference.span.end
            ):
                found.setdefault(item.country, item)
    if found:
        first = next(iter(found.values()))
        draft.attributes["nationality"] = Stated(tuple(found), first.span, first.rule)


_GROUP_BEFORE = re.compile(
    r"(?i)\b(?P<number>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:(?:other|more|young|former|suspected) ){0,2}\Z"
)
_GROUP_BEHIND = re.compile(
    r"(?: (?:men|women|nationals|citizens|brothers|sisters|students|journalists|soldiers))?(?:, |: | [–—-] )\Z"
)
_GROUP_LIST_GAP = re.compile(r"(?:, (?:aged )?\d{1,3}| \(\d{1,3}\))?(?:,? and |, )\Z")


def share_nationality(
    text: str, by_entity: dict[int, list[Span]], drafts: list[Draft], nationalities: list[Nationality]
) -> None:
    """Give the citizenship of a group to each of its people: `three Peruvian men, X, 30, Y, 31, and Z, were arrested`.

    Only where the list of names behind the group has as many as the group is said to have.
    """
    names = sorted((span, entity) for entity, spans in by_entity.items() for span in spans)
    starts = [span.start for span, _ in names]
    for item in nationalities:
        group = _GROUP_BEFORE.search(text, max(0, item.span.start - 40), item.span.start)
        if group is None:
            continue
        listed: list[int] = []
        reached = item.span.end
        for span, entity in names[bisect_left(starts, reached) :]:
            gap = text[reached : span.start]
            if not (_GROUP_LIST_GAP if listed else _GROUP_BEHIND).fullmatch(gap):
                break
            listed.append(entity)
            reached = span.end
        if len(listed) < 2 or normalise_number(group["number"]) != len(listed):
            continue
        for draft in drafts:
            if draft.entity in listed:
                draft.attributes.setdefault("nationality", Stated((item.country,), item.span, "nationality_of_group"))


def _is_nationality_of(text: str, item: Nationality, name: Span) -> bool:
    """Tell whether words for a people stand at the name as its citizenship (`Russian national X`, `X, a citizen of Peru`)."""
    if item.span.end <= name.start:
        gap = text[item.span.end : name.start]
        if "\n" in gap or not _NATIONAL_BEFORE.match(gap):
            return False
        return item.is_citizenship or (_PLAIN_PERSON.match(gap) is not None and not _HIGH_OFFICE.search(gap))
    if item.span.start < name.end or not _NATIONAL_BEHIND.match(text[name.end : item.span.start]):
        return False
    return item.is_citizenship or _PERSON_BEHIND.match(text, item.span.end) is not None
