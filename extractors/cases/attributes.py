"""Read what a text says of a person beside the name: age, residence, nationality.

Each is taken only from words that stand at a mention of the person: `Ivan Example, 34, of Lima`,
`23-year-old Ivan Example`, `a Lima man` in the lead that the name follows, `Ivan Example, a citizen of Peru`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from extractors.cases.draft import Stated
from extractors.values.countries import country_code, find_nationalities, state_country
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Age, Annotated
    from extractors.cases.draft import Draft
    from extractors.persons.model import People
    from extractors.values.countries import Nationality

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


def read_attributes(annotated: Annotated, people: People, drafts: list[Draft]) -> None:
    """Add age, residence and nationality to the drafts, where the text states them at a mention."""
    ages = [age.span.start for age in annotated.ages]
    by_entity: dict[int, list[Span]] = {draft.entity: [] for draft in drafts if draft.entity is not None}
    for mention in people.mentions:
        if mention.kind == "name" and len(mention.entities) == 1 and mention.entities[0] in by_entity:
            by_entity[mention.entities[0]].append(mention.span)
    nationalities = find_nationalities(annotated.text)
    national_starts = [item.span.start for item in nationalities]
    for draft in drafts:
        spans = by_entity.get(draft.entity, []) if draft.entity is not None else [draft.span]
        _read_age(annotated, draft, spans, ages)
        _read_residence(annotated, draft, spans)
        _read_nationality(annotated, draft, spans, nationalities, national_starts)
    share_residence(annotated, people, drafts)


def _near(starts: list[int], span: Span, reach: int) -> range:
    return range(bisect_left(starts, span.start - reach), bisect_left(starts, span.end + reach))


def _read_age(annotated: Annotated, draft: Draft, spans: list[Span], starts: list[int]) -> None:
    """Take the age behind the name (`, 34,`) before one in front of it (`the 34-year-old Example`)."""
    best: tuple[int, int, Age] | None = None
    for order, span in enumerate(spans):
        for index in _near(starts, span, 45):
            age = annotated.ages[index]
            if age.span.start >= span.end:
                rank = 0 if _AGE_BEHIND.match(annotated.text[span.end : age.span.start]) else None
                if (
                    annotated.text[age.span.end :].startswith(("-year-old,", " years old at"))
                    or "then" in annotated.text[span.end : age.span.start]
                ):
                    rank = None
            elif span.contains(age.span):
                rank = 0
            else:
                rank = (
                    1
                    if age.span.end <= span.start and _AGE_BEFORE.match(annotated.text[age.span.end : span.start])
                    else None
                )
            if rank is not None and (best is None or (rank, order) < best[:2]):
                best = (rank, order, age)
    for fact in draft.facts:
        reference = fact.reference
        if best is None and reference.kind in ("newcomer", "description") and len(reference.entities) <= 1:
            inside = next(
                (
                    annotated.ages[i]
                    for i in _near(starts, reference.span, 12)
                    if annotated.ages[i].span.start >= reference.span.start
                ),
                None,
            )
            if inside is not None and inside.span.end <= reference.span.end + 12:
                best = (2, 0, inside)
    if best is None:
        for span in spans:
            match = _AGE_AT_NAME.match(annotated.text, span.end)
            if match is not None:
                place = Span.of_match(match, 1)
                draft.attributes["age"] = Stated(int(match[1]), place, "age_at_name", 0.9)
                return
    if best is not None:
        draft.attributes["age"] = Stated(best[2].years, best[2].span, best[2].rule, 0.9)


def _read_residence(annotated: Annotated, draft: Draft, spans: list[Span]) -> None:
    text = annotated.text
    for span in spans:
        behind = text[span.end : span.end + 180]
        for rule, pattern in _RESIDENCE_BEHIND:
            match = pattern.match(behind)
            place = _place_span(annotated, _shifted(match, span.end)) if match else None
            if place is not None:
                draft.attributes["residence"] = Stated(place.of(text), place, rule, 0.9)
                return
    for fact in draft.facts:
        if fact.reference.kind not in ("newcomer", "description"):
            continue
        match = _LEAD.match(text, fact.reference.span.start, fact.reference.span.end + 20)
        place = _place_span(annotated, Span.of_match(match, "place")) if match else None
        if place is not None and country_code(place.of(text)) is None:
            draft.attributes["residence"] = Stated(place.of(text), place, "residence_lead", 0.85)
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
        group = [
            by_entity[mention.entities[0]]
            for mention in people.mentions_in(Span(max(sentence.start, match.start() - 200), match.start()))
            if mention.kind == "name" and len(mention.entities) == 1 and mention.entities[0] in by_entity
        ]
        for draft in group:
            if "residence" not in draft.attributes:
                draft.attributes["residence"] = Stated(place.of(text), place, "residence_shared", 0.9)


def _place_span(annotated: Annotated, span: Span) -> Span | None:
    """Return the place without a second part that is no state or country; null when the words are no place."""
    words = span.of(annotated.text)
    if any(name.label in ("PERSON", "NORP") and name.span.overlaps(span) for name in annotated.names):
        return None
    head, comma, tail = words.partition(", ")
    if comma and country_code(tail) is None and state_country(tail) is None:
        words = head
    words = words.rstrip(" .") if not re.search(r"\b[A-Z][a-z]{2,4}\.$", words) else words
    if (
        _NO_PLACE.search(words)
        or country_code(words.split(",")[0])
        and words.split(",")[0].endswith(("an", "ese", "ish"))
    ):
        return None
    return Span(span.start, span.start + len(words))


def _read_nationality(
    annotated: Annotated, draft: Draft, spans: list[Span], nationalities: list[Nationality], starts: list[int]
) -> None:
    text = annotated.text
    found: dict[str, Span] = {}
    rule = ""
    for span in spans:
        for index in _near(starts, span, 60):
            item = nationalities[index]
            if item.span.end <= span.start:
                gap = text[item.span.end : span.start]
                fits = _NATIONAL_BEFORE.match(gap) is not None and ("\n" not in gap)
                fits = fits and (
                    item.is_citizenship
                    or re.search(
                        r"\A,? (?:\w+ ){0,2}?(?:man|woman|national|citizen|businessman|activist|businesswoman|student|journalist|hacker|programmer)?,? ?\Z",
                        gap,
                    )
                    is not None
                )
                if (
                    fits
                    and not item.is_citizenship
                    and re.search(r"(?i)(?:president|minister|ambassador|officials?|general|senator|leader)", gap)
                ):
                    fits = False
            else:
                gap = text[span.end : item.span.start] if item.span.start >= span.end else "x"
                fits = _NATIONAL_BEHIND.match(gap) is not None and (
                    item.is_citizenship
                    or re.match(r" (?:national|citizen|man|woman|born|businessman|activist)", text[item.span.end :])
                    is not None
                )
            if fits:
                found.setdefault(item.country, item.span)
                rule = item.rule
    if found:
        draft.attributes["nationality"] = Stated(tuple(found), next(iter(found.values())), rule, 0.8)
