"""Find the people of an event noun: its possessor (`X's arrest`, `his arrest`) or complement (`the arrest of X`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.cases.cast import Cast, Reference, ReferenceKind
from extractors.cases.descriptions import describe_behind
from extractors.cases.preverbal import subject_before
from extractors.cases.references import coordinated, eligible, is_possessive, unresolved

if TYPE_CHECKING:
    from extractors.cases.triggers import Trigger
    from extractors.persons.model import Mention

_COMPLEMENT = re.compile(
    r"(?i)\A(?:(?:[ \w-]|(?<=\d)[,.](?=\d)){0,40}?)\b(?:of|against|for|to|charging|charges|accuses|alleges)\b(?: (?:defendants?|suspects?|the|former|alleged|[\w’-]+)){0,5},? \Z"
)
_AGAINST = re.compile(r"[ \w]{0,25}?\b(?:against|of|for|charging|accusing)(?= )")
_BY = re.compile(r" by\b")
_LAST_LINK = re.compile(r" (?:of|against|for|to)(?: arrest| detain)?\Z")
_OF_KIN = re.compile(r"\b(?:against|of|for) \Z")
"""Before a possessor that is not meant: `the charge against his wife was dropped`."""
_NOT_POSSESSED = re.compile(r"[.;,:]|\b(?:and|in|on|of|to|for)\b")
_REACH = 90
SET = re.compile(
    r"(?i)\b(?:set|fixed|scheduled|listed|ordered|orders|granted|adjourned|postponed|delayed|deferred|rescheduled|put off|pushed back) (?:an?|the|his|her|their) (?:new |fresh |second |third )?\Z"
)
"""Before a noun that a court brings about: its subject is the judge (`set a fresh trial for 4 September`)."""


def of_noun(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the people of an event noun; for a noun such as `sentencing`, else whom the text is about."""
    end = trigger.span.end
    if _has_it_done(trigger, cast):
        return subject_before(trigger, cast)
    found = _possessor(trigger, cast) or _complement(trigger, cast)
    if found is None:
        behind = _AGAINST.match(cast.annotated.text, end)
        if behind is not None:
            last = min(behind.end() + 120, cast.sentence(trigger.sentence).span.end)
            found = describe_behind(cast, trigger, behind.end(), last)
    if found is not None or not trigger.rule.has_topic:
        return found
    if _is_of_clause(trigger, cast):
        return None
    holder = _holder(trigger, cast)
    if holder is not None:
        entities = eligible(cast, holder, trigger)
        return (
            Reference(holder.span, "name", entities, trigger.sentence, confidence=holder.confidence)
            if entities
            else None
        )
    left = None if _is_done_by_others(trigger, cast) else subject_before(trigger, cast)
    if left is not None and left.kind != "newcomer":
        left.confidence *= 0.8
        return left
    return _topic(trigger, cast)


def _is_done_by_others(trigger: Trigger, cast: Cast) -> bool:
    """Tell whether the subject before a noun brings it about or only speaks of it: a judge who sets a trial, a group that calls it unfair."""
    text, start = cast.annotated.text, trigger.span.start
    is_set = SET.search(text, max(0, start - 40), start) is not None
    return (
        is_set or _SPOKEN.search(text, max(cast.sentence(trigger.sentence).span.start, start - 70), start) is not None
    )


def _topic(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return whom the text spoke of last, for a noun without a person of its own."""
    return Reference(trigger.span, "topic", cast.last, trigger.sentence, confidence=0.6) if cast.last else None


_SPOKEN = re.compile(
    r"(?i)\b(?:described|describes|called|calls|termed|dubbed|denounced|condemned|criticised|criticized|attended|watched|covered|observed|followed|presided over|oversaw|monitored)\b[^.;]{0,40}\Z"
)
"""Before a noun of which somebody only speaks: `what a rights group described as an unfair trial`."""
_WHO_CLAUSE = re.compile(r"(?:,? \(?\d{1,3}\)?)?,? who\b[^,;]*")


def _is_of_clause(trigger: Trigger, cast: Cast) -> bool:
    """Tell whether a relative clause of somebody who is no candidate holds the noun: `his brother Ivan Example, who was cleared at trial`."""
    start = trigger.span.start
    names = [m for m in cast.mentions[trigger.sentence] if m.kind == "name" and m.span.end <= start]
    if not names or any(cast.is_candidate(entity) for entity in names[-1].entities):
        return False
    is_person = cast.people.entities[names[-1].entities[0]].kind == "person"
    return is_person and _WHO_CLAUSE.fullmatch(cast.annotated.text, names[-1].span.end, start) is not None


_HAS = re.compile(
    r"(?: (?:has|had|have)|, who (?:has|had|have))(?: (?:\w+ly|also|an?|no|two|three|four|several|many|numerous|\d+))* "
)


def _holder(trigger: Trigger, cast: Cast) -> Mention | None:
    """Return the person whom the clause names as having what the noun tells: `Ivan Example had a previous conviction`."""
    text, start = cast.annotated.text, trigger.span.start
    for mention in reversed(cast.mentions[trigger.sentence]):
        if mention.kind == "name" and mention.span.end <= start:
            return mention if _HAS.fullmatch(text, mention.span.end, start) else None
    return None


_HAS_DONE = re.compile(r"(?i)\b(?:had|has|having) (?:his|her|their) (?:[\w’'-]+ ){0,4}\Z")


def _has_it_done(trigger: Trigger, cast: Cast) -> bool:
    """Tell whether the noun is the subject's own: `Ivan Example, who was arrested in May, had his case dismissed`."""
    start = trigger.span.start
    return trigger.span.end > trigger.verb.end - 1 and (
        _HAS_DONE.search(cast.annotated.text, max(cast.sentence(trigger.sentence).span.start, start - 60), start)
        is not None
    )


def _possessor(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the nearest possessor before the noun."""
    text, start = cast.annotated.text, trigger.span.start
    found = _whose(trigger, cast)
    if found is not None:
        return found
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.end > trigger.span.end:
            break
        # `overturned her conviction`: the possessor stands inside the trigger's words
        is_inside = mention.span.start > start
        if is_inside and _OF_KIN.search(text, start, mention.span.start):
            continue
        gap = text[mention.span.end : trigger.span.end if is_inside else start]
        if len(gap) <= 45 and is_possessive(cast, mention) and not _NOT_POSSESSED.search(gap.strip("’' ")):
            found = _reference(trigger, cast, mention) or found
    return found


_WHOSE = re.compile(r",? whose (?:[\w-]+ ){0,2}\Z")
_BEFORE_WHOSE = re.compile(r"(?:,? \(?\d{1,3}\)?)?")


def _whose(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the person right before `whose`: `Ivan Example, 71, whose conviction was upheld`."""
    text, start = cast.annotated.text, trigger.span.start
    whose = _WHOSE.search(text, max(cast.sentence(trigger.sentence).span.start, start - 40), start)
    if whose is None:
        return None
    for mention in reversed(cast.mentions[trigger.sentence]):
        if mention.kind == "name" and mention.span.end <= whose.start():
            is_near = _BEFORE_WHOSE.fullmatch(text, mention.span.end, whose.start())
            return _reference(trigger, cast, mention) if is_near else None
    return None


def _reference(trigger: Trigger, cast: Cast, mention: Mention) -> Reference | None:
    entities = eligible(cast, mention, trigger)
    is_their = mention.kind == "pronoun" and mention.span.of(cast.annotated.text).lower() == "their"
    if not entities or (is_their and len(entities) < 2):
        entities = unresolved(cast, mention)
    if not entities:
        return None
    return Reference(
        mention.span, _kind(cast, mention, entities), entities, trigger.sentence, confidence=mention.confidence
    )


_PETITION_BY = re.compile(
    r"(?i)\b(?:plea|petition|application|appeal|suit|request|writ|motion) (?:filed )?(?:by|of|from) (?:[\w-]+ ){0,4}\Z"
)


def _petitioner(trigger: Trigger, cast: Cast, pronoun: Mention) -> tuple[int, ...]:
    """Return who asks, for a pronoun that resolves to nobody of its sentence: `a plea by Ivan Example to quash a case against him`."""
    row = cast.mentions[trigger.sentence]
    if pronoun.kind != "pronoun":
        return ()
    before = [
        m
        for m in row[: row.index(pronoun)]
        if m.kind == "name" and cast.people.entities[m.entities[0]].kind == "person"
    ]
    if len(before) != 1 or set(before[0].entities) & set(pronoun.entities):
        return ()
    start = before[0].span.start
    is_his = _PETITION_BY.search(cast.annotated.text, max(0, start - 80), start)
    return eligible(cast, before[0], trigger) if is_his else ()


_TITLE = re.compile(r" (?:(?:[A-Z][\w.-]+|and|of|for|the) ){1,6}")
"""Between a body and the name of whom it employs: `charges against Example Foods Chief Financial Officer Ivan Example`."""


def _is_employer(cast: Cast, trigger: Trigger, mention: Mention) -> bool:
    """Tell whether a body only says for whom the person works whom the text names next."""
    row = cast.mentions[trigger.sentence]
    behind = row[row.index(mention) + 1 :]
    if mention.kind != "name" or cast.people.entities[mention.entities[0]].kind != "organisation" or not behind:
        return False
    return (
        behind[0].kind == "name"
        and _TITLE.fullmatch(cast.annotated.text, mention.span.end, behind[0].span.start) is not None
    )


def _kind(cast: Cast, mention: Mention, entities: tuple[int, ...]) -> ReferenceKind:
    """Return how the mention refers: whom the text has only described may be named later."""
    is_new = mention.kind == "description" and len(entities) == 1 and cast.people.entities[entities[0]].name is None
    return "newcomer" if is_new else mention.kind


def _complement(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the first complement: inside the trigger's words or behind them."""
    text = cast.annotated.text
    start, end = trigger.span
    is_done = trigger.verb.start > start  # `a complaint was filed by the party of Ivan Example`
    last = _LAST_LINK.search(text, start, end)
    behind = last.start() if last is not None else end  # `issued a warrant for [his arrest]`
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.end <= start:
            continue
        if mention.span.start > end + _REACH:
            break
        gap = text[(start if mention.span.start < end else behind) : mention.span.start]
        if not _COMPLEMENT.match(" " + gap.lstrip()) or (is_done and _BY.match(gap) and " against " not in gap):
            continue
        if _is_employer(cast, trigger, mention):
            continue
        possessive = is_possessive(cast, mention)
        if mention.kind == "pronoun" and possessive and not text.startswith(" arrest", mention.span.end):
            continue
        entities = _petitioner(trigger, cast, mention) or eligible(cast, mention, trigger) or unresolved(cast, mention)
        if not entities:
            continue
        span = mention.span
        if mention.kind == "name" and not possessive:
            entities, span = coordinated(cast, trigger, mention, entities, forward=True)
        kind = _kind(cast, mention, entities)
        return Reference(span, kind, entities, trigger.sentence, confidence=mention.confidence)
    return None
