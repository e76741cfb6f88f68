"""Find the offences that a person is accused or convicted of, behind the words that tell the event.

`find_charges` takes the words behind each trigger (`patterns/charges.yml` says how the offence is linked to it),
cuts them where the offence ends, and parts them into single offences with their counts. The stage comes from the
trigger; `merge_charges` joins repeated mentions and keeps the furthest stage.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from extractors.cases.bounds import LONGEST
from extractors.cases.offence_lists import part_offences
from extractors.patterns import Rule, load_rules
from extractors.values.offences import iccs_code
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Name
    from extractors.cases.events import Fact
    from schemas.vocabulary import ChargeStage

STAGE_RANK: dict[ChargeStage, int] = {
    "alleged": 0, "charged": 1, "convicted": 2, "pleaded_guilty": 3, "dismissed": 4, "acquitted": 5,
}  # fmt: skip

_REACH = 2500
"""Longest list of counts that is read, in characters."""


@dataclass(frozen=True, slots=True)
class ChargeFact:
    """An offence as one passage states it, for the people of `entities`."""

    span: Span
    text: str
    counts: int | None
    stage: ChargeStage
    iccs: str | None
    rule: str
    formality: int
    trigger: Span
    is_lead: bool = False
    is_more: bool = False


@cache
def _links() -> dict[str, tuple[Rule, ...]]:
    """Return the rules that link an offence to each event."""
    links: dict[str, list[Rule]] = {}
    for rule in load_rules("charges.yml"):
        for event in rule.fields["events"]:
            links.setdefault(event, []).append(rule)
    return {event: tuple(rules) for event, rules in links.items()}


_STAGE_OF_EVENT: dict[str, ChargeStage] = {
    "charged": "charged", "indicted": "charged", "convicted": "convicted", "pleaded_guilty": "pleaded_guilty",
    "acquitted": "acquitted", "dismissed": "dismissed",
}  # fmt: skip


_OF_DOCUMENT = re.compile(r"\b(?:information|indictment|complaint)(?: that| which)?(?: has| had)? \Z")
_BEFORE_VERB = (" that ", " which ", " has ", " had ", "information ", "indictment ", "complaint ")
"""What the words end with where `_OF_DOCUMENT` matches them."""
_THE_SAME = re.compile(r"(?i) ?(?:with )?(?:the )?(?:same|identical) (?:\w+ )?(?:charges|counts)\b")
"""`Co-defendant X faces the same charges`: those that the text named last."""


def _is_of_document(text: str, start: int) -> bool:
    """Tell whether a verb tells what a document does: `pleaded guilty to an indictment that [charged her with fraud]`."""
    return text.endswith(_BEFORE_VERB, 0, start) and _OF_DOCUMENT.search(text, max(0, start - 30), start) is not None


def stage_of(fact: Fact) -> ChargeStage | None:
    """Return the stage that a charge, plea or verdict gives to the offences it names."""
    if fact.modality != "actual" or fact.trigger.rule.frame == "noun":
        return None
    return _STAGE_OF_EVENT.get(fact.trigger.rule.event)


def find_charges(annotated: Annotated, facts: list[Fact]) -> list[tuple[Fact, tuple[ChargeFact, ...]]]:
    """Return the offences that stand with each fact; facts without an offence are left out."""
    found: list[tuple[Fact, tuple[ChargeFact, ...]]] = []
    # `pleaded guilty to a one-count information charging her with fraud`: the plea's words go on behind the information
    starts = sorted(
        fact.trigger.span.start
        for fact in facts
        if fact.trigger.rule.frame != "noun"
        and fact.trigger.rule.id != "charged_information"
        and not _is_of_document(annotated.text, fact.trigger.span.start)
    )
    for fact in facts:
        if fact.modality == "denied" or (fact.modality == "hypothetical" and fact.trigger.rule.event == "convicted"):
            continue
        charges = _charges_of(annotated, fact, starts)
        if found and _THE_SAME.match(annotated.text, fact.trigger.span.end):
            charges = tuple(replace(charge, trigger=fact.trigger.span, is_lead=False) for charge in found[-1][1])
        if charges:
            found.append((fact, charges))
    return found


def _charges_of(annotated: Annotated, fact: Fact, starts: list[int]) -> tuple[ChargeFact, ...]:
    trigger = fact.trigger
    end = min(_end_of_sentence(annotated, trigger.sentence), trigger.span.end + _REACH)
    following = bisect_left(starts, trigger.span.end + 1)
    stop = starts[following] if following < len(starts) else end
    behind = annotated.text[trigger.span.end : min(end, max(stop, trigger.span.end))]
    for rule in _links().get(trigger.rule.event, ()):
        if (rule.id == "accused_of") != (trigger.rule.id == "charged_accused"):
            continue
        if rule.id.startswith("faces_") and trigger.rule.id not in ("charged_faces", "charged_noun", "charged_filed"):
            continue
        match = rule.pattern.search(behind)
        if match is None or match.end() > 240:
            continue
        offset = trigger.span.end + match.end()
        if tells_of_next(annotated, trigger.span.end, offset, fact.reference.span):
            continue
        stage = cast("ChargeStage", rule.fields["stage"])
        charges = tuple(
            ChargeFact(
                span, span.of(annotated.text), counts, stage, iccs_code(span.of(annotated.text)), rule.id,
                rule.fields["formality"], trigger.span, _is_lead(annotated, fact), _is_more(annotated, fact),
            )
            for span, counts in _without_victims(
                annotated, part_offences(annotated.text, offset, min(end, max(stop, offset)))
            )
        )  # fmt: skip
        if charges:
            return charges
    return _offence_before(annotated, fact)


_OF_SOMEBODY = re.compile(
    r"\b(?:of|on|upon|[a-z]+ing) (?:[a-z-]+ ){0,3}[A-Z][\w.’-]*(?: (?:[A-Z]|de |al-|bin )[\w.’-]*){0,4}(?P<age>,? \(?\d{1,2}\)?)?\Z"
)
"""A victim at the end of an offence, and the age: `murder of Ivan Example, 19`."""
_EXPLAINS = re.compile(r"(?:, \(?\d{1,2}\)?)?, (?:an?|the|his|her|their|who) (?:[\w-]+ ){0,3}\Z")
_LOOSE_END = re.compile(
    r" (?:in|on|over|after|during|from|by|at)(?: the)?(?: (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))?\Z| as(?: an?)?\Z| as an? (?:teen\w*|child|student|boy|girl|minor|juvenile)\Z| and to an? [\w-]+\Z"
)
_SAID_OF_VICTIM = re.compile(
    r"\b(?:of|on|[a-z]+ing) (?:[a-z-]+ ){0,3}[A-Z][\w.’-]*(?: (?:[A-Z]|de |al-|bin )[\w.’-]*){0,4}(?P<said>, an? (?:[\w-]+ ){0,3}(?:\d{1,2}-year-old|man|woman|boy|girl|student|teacher|driver|officer|journalist|activist|tourist)\b.*)\Z"
)
_NEXT_PERSON = re.compile(r",? and (?:(?:his|her|their) (?:[a-z-]+ ){0,2}[a-z-]+, )?\Z")


def _up_to_next_person(annotated: Annotated, span: Span) -> str:
    """Return the words of an offence up to whom the sentence tells of next: `treason, [and Ivan Example]`; none where it is a name."""
    names, words = annotated.names, span.of(annotated.text)
    position = bisect_left(names, span.start, key=_name_start)
    while position < len(names) and names[position].span.start < span.end:
        name = names[position]
        if name.label == "PERSON":
            if name.span.start - span.start <= len("one "):
                return ""  # `secured the conviction of one Ivan Example`
            before = _NEXT_PERSON.search(words, 0, name.span.start - span.start)
            return words[: before.start()] if before is not None and ("," in before[0]) else words
        position += 1
    return words


def _name_start(name: Name) -> int:
    return name.span.start


_WHO = re.compile(r"(?:,? \(?\d{1,3}\)?)?,? (?:who|whose)\b")


def tells_of_next(annotated: Annotated, start: int, end: int, own: Span) -> bool:
    """Tell whether words between two places go over to somebody else: `sentenced with his producer Ivan Example, who got`."""
    names = annotated.names
    position = bisect_left(names, start, key=_name_start)
    while position < len(names) and names[position].span.end < end:
        name = names[position]
        if name.label == "PERSON" and not own.overlaps(name.span) and _WHO.match(annotated.text, name.span.end, end):
            return True
        position += 1
    return False


_DOCUMENT = re.compile(r"(?:[\w-]+ )?(?:information|indictment) (?:that )?(?:charging|charged) (?:him|her|them) with ")


def _without_victims(annotated: Annotated, offences: list[tuple[Span, int | None]]) -> list[tuple[Span, int | None]]:
    """Return the offences without the victim's age, what is said of the victim, and words that lead nowhere."""
    text = annotated.text
    kept: list[tuple[Span, int | None]] = []
    explained: int | None = None
    for span, counts in offences:
        if explained is not None and _EXPLAINS.fullmatch(text, explained, span.start):
            continue
        start, words = span.start, _up_to_next_person(annotated, span)
        if not words:
            continue
        said = _SAID_OF_VICTIM.search(words)
        words = words[: said.start("said")] if said else words
        loose = _LOOSE_END.search(words)
        if loose is not None and loose.start() > 0:
            words = words[: loose.start()].rstrip(" ,")
        document = _DOCUMENT.match(words)
        if document is not None:
            start, words = start + document.end(), words[document.end() :]
        victim = _OF_SOMEBODY.search(words)
        explained = start + len(words) if victim else None
        if victim and victim["age"]:
            words = words[: victim.start("age")]
        kept.append((Span(start, start + len(words)), counts))
    return kept


_INDEFINITE = re.compile(r"(?i)\A(?:an?|two|three|four|five|six|seven|eight|nine|ten|\d+|former)\b")


def _is_more(annotated: Annotated, fact: Fact) -> bool:
    """Tell whether a charge comes to those of the lead: `Ivan Example is also charged with theft`."""
    start = fact.trigger.span.start
    return annotated.text.endswith((" also ", " further "), max(0, start - 9), start)


def _is_lead(annotated: Annotated, fact: Fact) -> bool:
    """Tell whether the people are only described: a lead tells the deed, not the charge (`a man was charged with killing ...`)."""
    reference = fact.reference
    return reference.kind == "newcomer" or (
        reference.kind == "description" and _INDEFINITE.match(reference.span.of(annotated.text)) is not None
    )


_OFFENCE_BEFORE = re.compile(r"(?i)\b(?:an?|his|her|their|the|prior|previous|for|\d{4}|of) ((?:[a-z][\w-]* ){1,5})\Z")


def _offence_before(annotated: Annotated, fact: Fact) -> tuple[ChargeFact, ...]:
    """Return the offence that stands before a noun (`a 1985 forcible rape conviction`)."""
    trigger = fact.trigger
    if trigger.rule.id != "convicted_noun":
        return ()
    left = annotated.text[max(0, trigger.span.start - 60) : trigger.span.start]
    match = _OFFENCE_BEFORE.search(left)
    if match is None:
        return ()
    start = trigger.span.start - len(left) + match.start(1)
    span = Span(start, start + len(match[1].rstrip()))
    words = span.of(annotated.text)
    code = iccs_code(words)
    if code is None:
        return ()
    return (ChargeFact(span, words, None, "convicted", code, "offence_before_conviction", 2, trigger.span),)


def _end_of_sentence(annotated: Annotated, index: int) -> int:
    """Return where a sentence ends; one that was cut for its length goes on with its paragraph."""
    sentence = annotated.sentences[index]
    is_cut = (
        sentence.span.end - sentence.span.start > LONGEST - 60 and annotated.text[sentence.span.end - 1] not in '.!?”"'
    )
    return annotated.paragraphs[sentence.paragraph].end if is_cut else sentence.span.end


def merge_charges(charges: list[ChargeFact]) -> list[tuple[ChargeFact, list[Span]]]:
    """Return the charges of one person, repeated mentions joined, each with all its evidence.

    Described deeds (`for stealing a car`) give way where the charge is named; a mere accusation gives way to any charge.
    """
    formal = any(charge.formality == 2 for charge in charges)
    if formal:
        charges = [charge for charge in charges if charge.formality == 2]
    elif any(charge.formality == 1 for charge in charges):
        charges = [charge for charge in charges if charge.formality == 1]
    named = {charge.iccs for charge in charges if not charge.is_lead}
    first = next((charge for charge in charges if not charge.is_lead), None)
    if first is not None:
        # `X is also charged with theft` says that what the lead told is a charge as well
        charges = [
            c
            for c in charges
            if not c.is_lead
            or (first.is_more and c.iccs and c.iccs not in named)
            or (_NAMED.match(c.text) and c.iccs and c.iccs[:2] not in {code[:2] for code in named if code})
        ]
    merged: list[tuple[ChargeFact, list[Span]]] = []
    for charge in charges:
        same = next((index for index, (known, _) in enumerate(merged) if _is_same(known, charge)), None)
        if same is None:
            merged.append((charge, [charge.span]))
            continue
        known, spans = merged[same]
        stage = max(known.stage, charge.stage, key=STAGE_RANK.__getitem__)
        best = charge if charge.counts is not None and known.counts is None else known
        merged[same] = (replace(best, stage=stage), [*spans, charge.span])
    return merged


_NAMED = re.compile(
    r"(?:attempted |first-degree |second-degree |aggravated )?(?:murder|manslaughter|homicide|rape|arson|kidnapping|treason|espionage|perjury)\b"
)
"""An offence that also a lead calls by its name."""
_WORD = re.compile(r"\w+")
_COMMON = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "by", "with", "at", "from", "his", "her", "their"}
)


@lru_cache(maxsize=5_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)


def _stem(word: str) -> str:
    for ending in ("ering", "ing", "ery", "er", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _is_same(known: ChargeFact, charge: ChargeFact) -> bool:
    """Tell whether two mentions are one charge: the same words, or the later a shorter form of the former."""
    if known.trigger == charge.trigger:
        return known.text.lower() == charge.text.lower() and known.counts == charge.counts
    left, right = _stems(known.text.lower()), _stems(charge.text.lower())
    if not left or not right:
        return False
    if known.counts and charge.counts and known.counts != charge.counts and known.stage == charge.stage:
        return False
    shared = 2 * len(left & right) / (len(left) + len(right))
    return shared >= 0.6 or left <= right or right <= left
