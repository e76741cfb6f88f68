"""Join people whom a lead describes with the names that the text gives them afterwards.

News and press releases open with `A Lima man was arraigned today ...` and name him in the next sentence:
`Ivan Example, 34, is charged with ...`. What the lead said belongs to the person so named.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from extractors.cases.namings import (
    IDENTIFIES,
    RELATED,
    apposed,
    identified,
    included,
    is_unnamed,
    listed,
    named_behind,
    named_by_noun,
    of_lead,
    visited,
)
from extractors.cases.references import said_before
from extractors.persons.context import find_age
from extractors.persons.nouns import MINOR, can_be_minor
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.cases.cast import Cast
    from extractors.cases.events import Fact

_FACTS = 60
"""How many facts behind a newcomer are looked at."""
_SUSPECT = re.compile(
    r"(?i)\b(?:suspect|gunman|shooter|attacker|assailant|killer|driver|man|woman|teenager|student|accused)\Z"
)
_AGE_REACH = 12
"""How far behind a newcomer its age may stand: `a Lima man, 34,`."""
_NOT_NAMED = re.compile(
    r"(?i),? (?:\(?\d{1,2}\)?, )?(?:who|whose (?:name|identity))\b[^.;,]{0,20}?\b(?:not|cannot|can[’']t|withheld)\b[^.;,]{0,20}?\b(?:named|identified|released|disclosed)?\b"
)
"""Behind a newcomer whom the text will not name: `a boy who cannot be named`."""
_RELATION = re.compile(r"(?i)(?:his|her|their|its|my|our)\b|[\w.-]+[’']s?\b")
_TOLD_APART = re.compile(
    r"(?i)\b(?:another|other|second|third|fourth|fifth|sixth|also|co-?defendants?|co-?accused|accomplices?)\b[^.;:]{0,40}\Z"
)
"""Before a name: somebody else than whom the text told of first (`a fourth defendant, Ivan Example`)."""
_KIN_NOUN = re.compile(
    r"(?i)\b(?:father|mother|son|daughter|brother|sister|husband|wife|uncle|aunt|nephew|niece|cousin)\Z"
)
"""Of several relatives only the noun tells which one is named: `A father and his son ...; his father Ivan Example`."""
_FAR = 80
"""Characters between a newcomer and a name that no longer stands beside it."""
_OTHER = re.compile(r"(?i)\A(?:another|an?other|other|a (?:second|third|fourth|fellow|different)|one of|one )\b")


def join_newcomers(cast: Cast, facts: list[Fact]) -> None:
    """Give newcomers the entities of the name that follows, where number and place allow it."""
    first_use = _first_mentions(cast)
    suspects = identified(cast)
    for position, fact in enumerate(facts):
        reference = fact.reference
        if reference.kind != "newcomer" or not is_unnamed(cast, reference.entities):
            continue
        words = reference.span.of(cast.annotated.text)
        if _OTHER.match(words) or _NOT_NAMED.match(cast.annotated.text, reference.span.end):
            continue
        group = apposed(cast, reference) or included(cast, reference)
        if not group and 1 < len(suspects) <= reference.size < 2 * len(suspects):
            group = suspects
        is_relative = reference.size == 1 and _KIN_NOUN.search(words) is not None
        if not group and not is_relative:
            group = named_behind(cast, fact, facts[position + 1 : position + 1 + _FACTS], first_use)
            if 1 <= len(group) < reference.size:
                group = listed(cast, reference) or group
        if not group and reference.size == len(suspects) == 1 and (_SUSPECT.search(words) or reference.sentence == 0):
            group = suspects
        group = group or named_by_noun(cast, reference) or visited(cast, reference)
        if not group and not is_relative:
            group = listed(cast, reference) if reference.size > 1 else of_lead(cast, reference)
        fits = (
            len(group) == 1
            if reference.size == 1
            else len(group) >= 2 and (reference.size == 2 or len(group) <= reference.size < 2 * len(group))
        )
        if (
            (fits or included(cast, reference))
            and not any(cast.is_apart(entity, reference.sentence) for entity in group)
            and said_before(cast, reference).isdisjoint(group)
            and not _is_other(cast, fact, group, first_use)
        ):
            reference.entities = tuple(group)


def _is_other(cast: Cast, fact: Fact, group: list[int], first_use: dict[int, int]) -> bool:
    """Tell whether those named are others than the newcomers: kin, of another age, told apart, or named beside them."""
    text, reference = cast.annotated.text, fact.reference
    if _RELATION.match(reference.span.of(text)) and not text.endswith(" and ", 0, reference.span.start):
        return True
    if len(group) > 1:
        return False
    start = first_use.get(group[0], 0)
    is_far = start > reference.span.end + _FAR and not _KIN_NOUN.search(reference.span.of(text))
    is_apart = is_far and RELATED.search(text, max(0, start - 70), start) is not None
    if is_apart or _TOLD_APART.search(text, max(0, start - 60), start):
        return True
    window = Span(reference.span.start, reference.span.end + _AGE_REACH)
    ages = [age.years for age in cast.annotated.ages if window.contains(age.span)]
    stated = find_age(cast.annotated, Span(start, _end_of_mention(cast, start)))
    if ages and stated not in (None, *ages):
        return True
    if not can_be_minor(stated) and reference.span.of(text).lower().rpartition(" ")[2] in MINOR:
        return True
    return any(
        group[0] in mention.entities
        and reference.span.end <= mention.span.start < fact.trigger.span.start
        and not IDENTIFIES.search(text, reference.span.end, mention.span.start)
        for mention in cast.mentions[reference.sentence]
        if mention.kind == "name"
    )


def _end_of_mention(cast: Cast, start: int) -> int:
    index = max(0, bisect_right(cast.annotated.sentence_starts, start) - 1)
    return next((m.span.end for m in cast.mentions[index] if m.span.start == start and m.kind == "name"), start)


def _first_mentions(cast: Cast) -> dict[int, int]:
    """Return where each entity is first named."""
    first: dict[int, int] = {}
    for mention in cast.people.mentions:
        if mention.kind == "name":
            for entity in mention.entities:
                first.setdefault(entity, mention.span.start)
    return first
