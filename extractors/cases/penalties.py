"""Tell imposed penalties from those that a person faces, and give each to its people.

`find_case_penalties` takes the penalty mentions of a text, looks at the words that govern each (`sentenced to`,
`faces a maximum of`), and finds the subject of those words. A penalty that is agreed or recommended is one that the
person faces. Mentions that nothing governs are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from extractors.cases.charges import tells_of_next
from extractors.cases.objects import find_object
from extractors.cases.subjects import find_subject
from extractors.cases.triggers import EventRule, Trigger, modality_of
from extractors.values.durations import normalise_months, whole_months
from extractors.values.numbers import normalise_number
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.cases.cast import Cast, Reference
    from extractors.cases.events import Fact
    from extractors.values.model import PenaltyMention

PenaltyField = Literal["sentence", "max_penalty"]


@dataclass(frozen=True, slots=True)
class PenaltyFact:
    """A penalty of the people of a reference, imposed or faced."""

    mention: PenaltyMention
    field: PenaltyField
    rule: str
    cue: Span


_CUE = re.compile(
    r"(?i)\b(?:"
    r"(?P<faces>fac(?:es?|ed|ing)\b(?! trial| charges)|could (?:be sentenced|face|receive|get|spend|serve|result)|may (?:be sentenced|face|receive)|would (?:face|receive|serve|be sentenced)|"
    r"carr(?:y|ies|ying|ied)\b|punishable|maximum (?:possible )?(?:sentence|penalty|term)|if (?:he is |she is |they are )?convicted|statutory|"
    r"(?:agreed|agreement|agrees) (?:to|that|by)|recommend\w*|exposed to|subject to|eligible for|liable to|can be (?:sentenced|punished)|"
    r"provid(?:es?|ing) for|(?:will|to) be sentenced to|expected to (?:be sentenced|receive)|is to serve|seek(?:s|ing)? (?:the|a)|sought|maximum)"
    r"|(?P<imposed>(?:re)?sentenced|sentencing(?= (?:him|her|them|the|[A-Z]))|ordered to (?:pay|forfeit|serve|complete|perform)|ordered (?:him|her|them) to|ordered (?:(?-i:[A-Z])[\w.’-]+ ){1,4}to (?=pay|repay|serve|forfeit|perform|complete)|received|receives|got(?! (?:out|into|back|to|away|in)\b)|was given|were given|awarded|fined|jailed|imprisoned|handed(?: down)?|"
    r"serv(?:ing|ed|es)|must (?:pay|serve)|will serve|to (?:be )?followed by|placed on|forfeit(?:ed)?|condemned to|gave|sent (?:back )?to|agreed to (?:forfeit|pay)|"
    r"(?:sentences?|terms?) [^.;]{0,40}?(?:reduced|cut|slashed|increased|raised|lengthened|lowered|shortened|commuted)|(?:reduced|cut|increased|raised|commuted) to|(?:reduced|cut|slashed|increased|raised|lengthened|lowered|shortened|commuted)(?= (?:the|his|her|their|(?:[A-Z][\w.-]+ ){0,3}[\w.-]+[’']s?) (?:[\w-]+ ){0,3}(?:sentence|term))|"
    r"(?:jail|prison) term|court offer|(?:his|her|their|\w+[’']s) (?:[\w-]+ ){0,3}sentence)"
    r")\b"
)
_UNMET = re.compile(r"(?i)\A(?: [\w-]+){0,3}? of (?:a|an|his|her|their|the)\b(?! (?:19|20)\d\d\b)")
_ORDERED = re.compile(r"(?i)ordered(?! to\b)")
"""Before whom a judge orders to pay or serve: `ordered him to pay`."""
_FINED = re.compile(r"(?i)fined\b")
_IF_CONVICTED = re.compile(r"(?i)\bif (?:\w+ ){0,3}?convicted|\bupon conviction")
_IS_CHANGE = re.compile(
    r"(?i)(?:.* )?(?:reduced|cut|slashed|increased|raised|lengthened|lowered|shortened|commuted)(?: to)?\Z"
)
_CHANGED_FROM = re.compile(
    r"(?i)\b(?:reduc|cut|increas|rais|lower|slash|shorten|lengthen|commut)\w*(?: (?!and\b)[\w’'.,-]+){0,9} from (?:an? )?\Z"
)
_CHANGED_BEHIND = re.compile(
    r"(?i)[^.;,]{0,30}?\b(?:reduced|cut|slashed|increased|raised|lengthened|lowered|shortened|commuted)\b[^.;]{0,50}?\b(?:to|by)\b"
)
_REACH = 330

_FACES_RULE = EventRule.beyond_words("penalty_subject", "sentenced")


def find_case_penalties(
    annotated: Annotated, cast: Cast, facts: list[Fact], mentions: list[PenaltyMention]
) -> list[tuple[Reference, PenaltyFact]]:
    """Return the penalties of the text with the reference of the people they belong to, in text order."""
    by_sentence: dict[int, list[Fact]] = {}
    for fact in facts:
        if fact.reference.entities or fact.reference.kind == "newcomer":
            by_sentence.setdefault(fact.trigger.sentence, []).append(fact)
    found: list[tuple[Reference, PenaltyFact]] = []
    known: dict[tuple[int, int], Reference | None] = {}
    read = 0
    cast.rewind()
    for mention in mentions:
        index = max(0, bisect_right(annotated.sentence_starts, mention.span.start) - 1)
        read = _follow(cast, facts, read, mention.span.start)
        sentence = annotated.sentences[index]
        left = annotated.text[max(sentence.span.start, mention.span.start - _REACH) : mention.span.start]
        cue, field = _governing(left, annotated.text[mention.span.start : mention.span.end])
        if cue is None:
            if _IF_CONVICTED.search(sentence.span.of(annotated.text)):
                cue, field = Span(len(left), len(left)), "max_penalty"
            else:
                continue
        cue = cue.shifted(mention.span.start - len(left))
        field = _field_of(annotated.text[max(sentence.span.start, cue.start - 90) : cue.start], field)
        if _is_none(annotated.text, cue, mention, by_sentence.get(index, [])):
            continue
        if tells_of_next(annotated, cue.end, mention.span.start, mention.span):
            continue
        key = (index, cue.start)
        if key not in known:
            known[key] = _people_of(cast, index, cue, field, by_sentence.get(index, []))
        reference = known[key]
        if reference is not None:
            found.append((reference, PenaltyFact(mention, field, f"penalty_{field}", cue)))
    return _respectively(annotated, found)


def _field_of(left: str, field: PenaltyField) -> PenaltyField:
    """Return what the words before a verb that imposes make of its penalty: `the prosecutor demanded that she be [sentenced to]`."""
    can_be_open = field == "sentence" and left.endswith((" be ", " been "))
    return "max_penalty" if can_be_open and modality_of(left) == "hypothetical" else field


def _follow(cast: Cast, facts: list[Fact], read: int, offset: int) -> int:
    """Let the cast know whom the facts from `read` up to an offset speak of, and return how many have been read."""
    while read < len(facts) and facts[read].trigger.span.start < offset:
        fact = facts[read]
        if not fact.trigger.rule.is_weak and fact.modality != "denied":
            cast.note(fact.reference.entities, fact.trigger.sentence)
        elif fact.reference.kind == "name" and len(fact.reference.entities) == 1:
            cast.last, cast.last_at = fact.reference.entities, fact.trigger.sentence
        read += 1
    return read


_HELD_UNDER = re.compile(r"(?i)\b(?:is|are|was|were|been|held|kept|remains?|remained) under \Z")
"""Before house arrest that is custody, and no sentence: `has been under house arrest since`."""
_WISHED = re.compile(
    r"(?i)\b(?:wants?|wanted|seeks?|sought|asked for|demand(?:s|ed)?|called for) (?:him|her|them|the \w+|[A-Z]\w+) (?:to be )?(?:jailed|imprisoned) for (?:at least |up to )?\Z"
)
"""Before a term that somebody wants: `prosecutors want her jailed for`."""
_COUNTERFACTUAL = re.compile(
    r"\b[Hh]ad [^.;]{2,60}, (?:[\w.’'-]+ ){1,4}would have (?:faced|received|served|been sentenced)\b[^.;]{0,60}\Z"
)
"""Before a term that did not come about."""


def _is_custody(text: str, mention: PenaltyMention) -> bool:
    """Tell whether house arrest is where somebody is held, and no penalty."""
    start = mention.span.start
    return mention.kind == "house_arrest" and _HELD_UNDER.search(text, max(0, start - 24), start) is not None


def _is_wished(text: str, start: int) -> bool:
    """Tell whether a term that begins here is one that somebody wants, or one that did not come about."""
    left = text[max(0, start - 90) : start]
    is_wanted = "ed for " in left and _WISHED.search(left) is not None
    return is_wanted or ("would have" in left and _COUNTERFACTUAL.search(left) is not None)


def _is_none(text: str, cue: Span, mention: PenaltyMention, facts: list[Fact]) -> bool:
    """Tell whether a mention is no penalty of its own: time served, said again, changed since, or a change only hoped for."""
    return (
        _is_time_served(text, cue, mention)
        or _repeats(text, mention)
        or _is_superseded(text, mention)
        or not _is_carried_out(text, cue, facts)
        or _is_wished(text, mention.span.start)
        or _is_custody(text, mention)
    )


def _respectively(
    annotated: Annotated, found: list[tuple[Reference, PenaltyFact]]
) -> list[tuple[Reference, PenaltyFact]]:
    """Return the penalties with those of a list that answers a list of names given one to each (`ten and five years, respectively`).

    Where the lists are not of one length, or the people are not named beside them, nobody knows whose term is which: such
    terms are left out.
    """
    kept: list[tuple[Reference, PenaltyFact]] = []
    lists: dict[Span, list[tuple[Reference, PenaltyFact]]] = {}
    for reference, fact in found:
        word = _answers(annotated, reference, fact)
        if word is None:
            kept.append((reference, fact))
        else:
            lists.setdefault(word, []).append((reference, fact))
    for row in lists.values():
        reference = row[0][0]
        terms = [term for _, fact in row for term in _terms(annotated.text, fact.mention)]
        if reference.kind == "name" and len(terms) == len(reference.entities):
            for entity, term in zip(reference.entities, terms, strict=True):
                one = replace(reference, entities=(entity,))
                kept.append((one, replace(row[0][1], mention=term)))
    return sorted(kept, key=lambda pair: pair[1].mention.span)


_RESPECTIVELY = re.compile(r"(?i)[^.;]{0,90}?\brespectively\b")


def _answers(annotated: Annotated, reference: Reference, fact: PenaltyFact) -> Span | None:
    """Return the sentence in which a term of prison belongs to a list that answers the people; null where it does not."""
    mention = fact.mention
    if mention.kind not in ("imprisonment", "probation", "supervised_release") or (
        len(reference.entities) < 2 and reference.kind == "name"
    ):
        return None
    sentence = annotated.sentence_at(mention.span.start).span
    return sentence if _RESPECTIVELY.match(annotated.text, mention.span.end, sentence.end) else None


def _terms(text: str, mention: PenaltyMention) -> list[PenaltyMention]:
    """Return a term with those before it that share its unit: `two, three and five years` are three."""
    unit = _UNIT.search(mention.span.of(text))
    if unit is None or mention.months is None:
        return [mention]
    words = text[max(0, mention.span.start - 90) : mention.span.start + unit.start()]
    listed = _LISTED.search(words)
    numbers = [normalise_number(word) for word in _ITEM.split(listed[0].strip(" -"))] if listed else []
    if listed is None or len(numbers) < 2 or any(number is None for number in numbers):
        return [mention]
    start = mention.span.start + unit.start() - len(words) + listed.start()
    span = Span(start, mention.span.end)
    return [
        replace(mention, span=span, months=whole_months(normalise_months(number, unit[1])), months_max=None)
        for number in numbers
        if number is not None
    ]


_UNIT = re.compile(r"(?i)\b(years?|months?|weeks?|days?)\b")
_NUMERAL = r"(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)(?:-and-a-half)?"
_LISTED = re.compile(rf"(?i)(?:\b{_NUMERAL}, ){{0,8}}\b{_NUMERAL},? and {_NUMERAL}[ -]\Z")
_ITEM = re.compile(r",? and |, ")


def _is_time_served(text: str, cue: Span, mention: PenaltyMention) -> bool:
    """Tell whether the words give the time spent in prison, not the sentence (`after serving two years`)."""
    words = cue.of(text).lower()
    if not words.startswith("serv"):
        return False
    behind = text[mention.span.end : mention.span.end + 60]
    if _UNMET.match(behind):
        return True
    is_term = re.search(r"(?i)\b(?:sentence|term)\b", text[mention.span.start : mention.span.end + 25]) is not None
    is_now = (
        re.search(r"(?i)\b(?:is|are|was|were|currently)(?: \w+)? \Z", text[max(0, cue.start - 25) : cue.start])
        is not None
    )
    return not is_term and not (words == "serving" and is_now)


def _is_superseded(text: str, mention: PenaltyMention) -> bool:
    """Tell whether the mention only names what was changed: `her 17-year sentence reduced to 12 years`."""
    start, end = mention.span
    return (
        _CHANGED_BEHIND.match(text, end, end + 90) is not None
        or _CHANGED_FROM.search(text, max(0, start - 120), start) is not None
    )


def _is_carried_out(text: str, cue: Span, facts: list[Fact]) -> bool:
    """Tell whether a change of sentence has happened: asked for or possible, it is no event of its sentence."""
    if not _IS_CHANGE.match(cue.of(text)):
        return True
    return any(fact.trigger.rule.event in ("sentenced", "commuted") and fact.modality == "actual" for fact in facts)


def _repeats(text: str, mention: PenaltyMention) -> bool:
    """Tell whether the mention only says again in brackets what stands before it: `188 months (15 years, 8 months)`."""
    return text[max(0, mention.span.start - 1) : mention.span.start] == "(" and mention.kind == "imprisonment"


def _governing(left: str, words: str) -> tuple[Span | None, PenaltyField]:
    """Return the cue that governs a penalty with these words to its left, and what it makes of it."""
    if _FINED.match(words):  # the verb is part of the mention
        return Span(len(left), len(left) + len("fined")), "sentence"
    last: re.Match[str] | None = None
    faced = False
    for match in _CUE.finditer(left):
        if match["faces"]:
            faced = True
        elif last is None or not re.match(
            r"(?i)(?:to (?:be )?followed by|placed on|forfeit|serv|must|will serve|sentence|\w+ sentence|jail term|prison term)",
            match.group(),
        ):
            faced = False
        last = match
    if re.match(r"(?i)(?:up to|a maximum|maximum|(?:a )?possible)", words):
        return (Span.of_match(last) if last else Span(len(left), len(left))), (
            "sentence" if last and last["imposed"] and not faced and "maximum" not in words.lower() else "max_penalty"
        )
    if last is None and re.match(r"(?i)(?:jailed|imprisoned) for", words):
        return Span(len(left), len(left) + 6), "sentence"
    if last is None:
        return None, "sentence"
    return Span.of_match(last), "max_penalty" if faced else "sentence"


def _people_of(cast: Cast, index: int, cue: Span, field: PenaltyField, facts: list[Fact]) -> Reference | None:
    """Return whom the cue speaks of: the people of an event of its clause, else the subject of the cue itself."""
    wanted = {"sentenced", "imprisoned", "fined", "commuted"} if field == "sentence" else set()
    near = [
        fact
        for fact in facts
        if (fact.trigger.rule.event in wanted and fact.trigger.span.start <= cue.end + 4)
        or (field == "max_penalty" and fact.trigger.rule.id == "convicted_if" and fact.trigger.span.end <= cue.start)
    ]
    if near and not _goes_over(cast, near[-1], cue):
        return near[-1].reference
    ordered = _ORDERED.match(cast.annotated.text, cue.start, cue.end)
    if ordered is not None:
        verb = Span.of_match(ordered)
        return find_object(Trigger(_FACES_RULE, verb, verb, index, "active", "actual"), cast)
    trigger = Trigger(_FACES_RULE, cue, cue, index, "passive", "actual")
    reference = find_subject(trigger, cast)
    if reference is not None and (reference.entities or reference.kind != "newcomer"):
        return reference
    before = [fact for fact in facts if fact.trigger.span.start <= cue.end]
    if before:
        return None if _goes_over(cast, before[-1], cue) else before[-1].reference
    if facts:
        return facts[0].reference
    return None


def _goes_over(cast: Cast, fact: Fact, cue: Span) -> bool:
    """Tell whether the words between an event and the cue of a penalty go over to somebody else."""
    return tells_of_next(cast.annotated, fact.trigger.span.end, cue.end, fact.reference.span)
