"""From triggers to dated facts: what happened to whom, when and where.

`find_facts` goes through the text once, gives each trigger its people (`subjects`), its date and its place, and
joins described newcomers with the names that follow (`newcomers`). Merging repeated mentions into one event of
one person is left to `build`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.cases.cast import build_cast
from extractors.cases.layout import find_rows
from extractors.cases.newcomers import join_newcomers
from extractors.cases.subjects import find_subject
from extractors.cases.triggers import find_triggers

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Name
    from extractors.cases.cast import Cast, Reference
    from extractors.cases.triggers import Trigger
    from extractors.persons.model import People
    from extractors.values.model import Date
    from schemas.base import Span
    from schemas.vocabulary import Modality


@dataclass(slots=True)
class Fact:
    """One trigger with its people: the raw material of an event."""

    trigger: Trigger
    reference: Reference
    modality: Modality
    date: Date | None
    place: Span | None


_SCHEDULING = re.compile(
    r"(?i)\A(?:[^.;]{0,70}?\b(?:is|are|was|were|has been|have been)(?: currently| tentatively| now)? (?:scheduled|set|slated|expected|to be held|to begin)\b|(?: hearing| date)?,? (?:scheduled|set) (?:for|to)\b| will\b)"
)
_TO_APPEAR = re.compile(
    r"(?i)\b(?:scheduled|expected|will|set|due)\b[^;]{0,90}\bfor (?:an? |his |her |their )?(?:continued )?\Z"
)
_WILL_ASK = re.compile(r"(?i)\bwill (?:be )?(?:request|ask|seek)\w*\b")
_MAY_BE_HYPOTHETICAL = frozenset({"convicted", "charged", "deported", "paroled", "appealed", "extradited", "executed"})
_OPEN_DATE = re.compile(r"(?i)\A.{0,60}?\b(?:to be determined|not (?:yet )?been (?:set|scheduled)|yet to be|no date)\b")
_NOUN_EVENTS_WITH_DATE = frozenset({"sentenced", "arraigned"})
_CRIME_GAP = re.compile(
    r"(?i)\b(?:for(?!\s*\Z)|who|which|that|after|before|since|when|while|until|between|from|in connection|"
    r"committed|occurred|happened|killed|shot|died|(?!opening|pending|according|during|being|morning|evening|hearing)\w{2,}ing)\b|\bof (?=[a-z])|\bwith (?!(?:the|a) (?:help|assistance))"
)
_OTHER_CLAUSE = re.compile(
    r"(?i)\band (?:is|was|are|were|has|have|will|faces?|must)\b|\bscheduled\b|\bpre-?trial\b|\bhearing\b"
)
_CRIME_GAP_FAR = re.compile(
    r"(?i)\b(?:who|which|that|after|before|since|when|while|until|between|from|committed|occurred|happened|killed|shot|died|stemming|beginning|dating)\b"
)
_OPENING = re.compile(
    r"(?i)\A(?:[A-Z][A-Z .,()\w]{0,40} ?[–—-]+ ?)?(?:(?:on|in|late|early|earlier|by|also|then|later|meanwhile|and|at|last|but),? ){0,3}\Z"
)
_BARE_LINK = re.compile(r"(?i)\A,? (?:\w+ ){0,2}\Z")
_BEFORE_DATE_BAD = re.compile(
    r"(?i)\b(?:since|from|between|until|dated|before|after|for (?:a|an|the|his|her)|a|an|the|of)\s+\Z"
)
_ANNOUNCED_THAT = re.compile(
    r"(?i)\b(?:said|announced) (?P<date>today|yesterday|\w+day) that [^;]{0,160}?\b(?:has|have) been \Z"
)
_PLACE = re.compile(r"(?i)\A[^.;:]{0,60}?\b(?:in|at|to|near|back to)\s+(?:the )?\Z")


def find_facts(annotated: Annotated, people: People) -> tuple[Cast, list[Fact]]:
    """Return the cast and the facts of the text in text order, newcomers joined with their names.

    The text is read twice: whom the first reading finds to be defendants helps the second to tell whom `the accused`,
    `both officers` or a shared surname means.
    """
    triggers = find_triggers(annotated)
    rows = tuple(find_rows(annotated, people))
    cast = build_cast(annotated, people, rows=rows)
    facts = _read(annotated, cast, triggers)
    known = tuple(dict.fromkeys(entity for fact in facts if makes_case(fact) for entity in fact.reference.entities))
    if facts:
        cast = build_cast(annotated, people, known, rows)
        facts = _read(annotated, cast, triggers)
    return cast, facts


def makes_case(fact: Fact) -> bool:
    """Tell whether the fact makes a case of its people, also when the text tells nothing else of them."""
    rule = fact.trigger.rule
    if rule.is_weak or fact.modality == "denied":
        return False
    return not (rule.is_weak_alone and fact.reference.kind == "topic")


def _read(annotated: Annotated, cast: Cast, triggers: list[Trigger]) -> list[Fact]:
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        by_sentence.setdefault(trigger.sentence, []).append(trigger)
    date_starts = [date.span.start for date in annotated.dates]
    places = [name for name in annotated.names if name.label == "LOC"]
    place_starts = [place.span.start for place in places]
    facts: list[Fact] = []
    for index in range(len(annotated.sentences)):
        cast.note_labelled(index)
        row = by_sentence.get(index)
        if row is None:
            continue
        sentence = cast.sentence(index).span
        dates = annotated.dates[bisect_left(date_starts, sentence.start) : bisect_left(date_starts, sentence.end)]
        if not dates and cast.rows and any(row.span.contains(sentence) for row in cast.rows):
            # a hearing and its date stand on lines of their own
            dates = annotated.dates[bisect_left(date_starts, sentence.end) : bisect_left(date_starts, sentence.end + 6)]
        near = places[bisect_left(place_starts, sentence.start) : bisect_left(place_starts, sentence.end)]
        for trigger in row:
            reference = cast.row_reference(trigger.span, index) or find_subject(trigger, cast)
            if reference is None:
                continue
            fact = _fact(annotated, trigger, reference, row, dates, near)
            if fact is None:
                continue
            facts.append(fact)
            if makes_case(fact):
                cast.note(reference.entities, index)
    join_newcomers(cast, facts)
    return facts


def _fact(  # noqa: PLR0913 - what a sentence offers to its events
    annotated: Annotated,
    trigger: Trigger,
    reference: Reference,
    row: list[Trigger],
    dates: list[Date],
    places: list[Name],
) -> Fact | None:
    text = annotated.text
    end = annotated.sentences[trigger.sentence].span.end
    date = None if _is_narrative(annotated, trigger) else _date_of(annotated, trigger, row, dates)
    date = _in_the_past(annotated, trigger, date)
    modality = trigger.modality
    right = text[trigger.span.end : min(end, trigger.span.end + 70)]
    if trigger.rule.frame == "noun" and modality == "actual" and trigger.rule.has_topic:
        left = text[annotated.sentences[trigger.sentence].span.start : trigger.span.start]
        if _SCHEDULING.match(right) or _TO_APPEAR.search(left) or _WILL_ASK.search(left):
            modality = "scheduled"
    published = annotated.published_at
    if (
        modality == "actual"
        and date is not None
        and date.value
        and published
        and date.value > published[: len(date.value)]
    ):
        modality = "scheduled"
    if modality == "hypothetical" and trigger.rule.event not in _MAY_BE_HYPOTHETICAL:
        return None
    if trigger.rule.event == "died" and reference.kind != "name":
        return None
    if modality == "scheduled" and date is None and _OPEN_DATE.match(text[trigger.span.end : trigger.span.end + 160]):
        return None
    if (
        trigger.rule.frame == "noun"
        and trigger.rule.event in _NOUN_EVENTS_WITH_DATE
        and (date is None or date.value is None)
    ):
        return None
    return Fact(trigger, reference, modality, date, _place_of(annotated, trigger, row, places))


_PAST = re.compile(r"(?i)\b(?:was|were|had|been|pleaded|pled)\b")


def _in_the_past(annotated: Annotated, trigger: Trigger, date: Date | None) -> Date | None:
    """Return the date, a year earlier where a verb in the past tense stands with a date of the year to come."""
    published = annotated.published_at
    if (
        date is None
        or not date.value
        or not published
        or date.is_explicit
        or trigger.modality != "actual"
        or len(date.value) < 7
    ):
        return date
    if date.value <= published[: len(date.value)] or date.value[:7] == published[:7]:
        return date
    left = annotated.text[max(0, trigger.verb.start - 30) : trigger.span.end]
    if trigger.rule.frame == "noun" or not _PAST.search(left):
        return date
    return replace(date, value=f"{int(date.value[:4]) - 1:04}{date.value[4:]}")


def _is_narrative(annotated: Annotated, trigger: Trigger) -> bool:
    """Tell whether the date of the sentence is that of the deed: `On May 4, Example is accused of ...`."""
    before = annotated.text[max(0, trigger.span.start - 12) : trigger.span.start]
    return trigger.rule.id == "charged_accused" and re.search(r"\b(?:is|are)(?: also)? \Z", before) is not None


def _next_trigger(trigger: Trigger, row: list[Trigger]) -> int:
    """Return where the next trigger of another event begins in the sentence; a large number when there is none."""
    return min((t.span.start for t in row if t.span.start >= trigger.span.end), default=1 << 60)


def _date_of(annotated: Annotated, trigger: Trigger, row: list[Trigger], dates: list[Date]) -> Date | None:
    """Return the date that stands with the trigger's verb."""
    text = annotated.text
    start, end = trigger.span
    following = _next_trigger(trigger, row)
    for date in dates:
        if date.span.start < trigger.verb.end:
            continue
        if date.span.start > following:
            break
        gap = text[end : date.span.start] if date.span.start > end else ""
        if _BEFORE_DATE_BAD.search(gap):
            continue
        if trigger.rule.frame != "noun" and _OTHER_CLAUSE.search(gap):
            break
        if len(gap) <= 80 and not _CRIME_GAP.search(gap):
            return date
        if (
            len(gap) <= 200
            and not _CRIME_GAP_FAR.search(gap)
            and re.search(r"(?i)\b(?:on|,)\s*\Z", gap)
            and following > (1 << 59)
        ):
            return date
        break
    sentence = annotated.sentences[trigger.sentence].span
    announced = _ANNOUNCED_THAT.search(text[sentence.start : trigger.span.start])
    if announced is not None:
        offset = sentence.start + announced.start("date")
        return next((date for date in dates if date.span.start == offset), None)
    if trigger.rule.has_topic and _TO_APPEAR.search(text[sentence.start : trigger.span.start]):
        return next((date for date in reversed(dates) if date.span.end <= trigger.span.start), None)
    first = min(t.span.start for t in row)
    for date in reversed(dates):
        if date.span.end > trigger.verb.start:
            continue
        after = text[date.span.end : trigger.verb.start]
        if len(after) <= 25 and _BARE_LINK.match(after + " " if not after.endswith(" ") else after):
            before = text[max(sentence.start, date.span.start - 12) : date.span.start]
            if not re.search(r"(?i)\b(?:since|until|before)\s+\Z", before):
                return date
        if start == first or all(t.span == trigger.span or t.span.start >= start for t in row):
            opening = text[sentence.start : date.span.start]
            if _OPENING.match(opening) and date.span.end < start:
                return date
    return None


def _place_of(annotated: Annotated, trigger: Trigger, row: list[Trigger], places: list[Name]) -> Span | None:
    """Return the place that the trigger's clause names behind the verb."""
    text, end = annotated.text, trigger.span.end
    following = _next_trigger(trigger, row)
    for place in places:
        if place.span.start < end:
            continue
        if place.span.start > following:
            break
        gap = text[end : place.span.start]
        if len(gap) <= 70 and _PLACE.match(gap) and not _CRIME_GAP.search(gap):
            return place.span
        break
    return None
