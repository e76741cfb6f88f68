"""From triggers to facts: what happened to whom, when and where.

`find_facts` reads the text twice, gives each trigger its people (`subjects`), its date and place (`dating`), and joins
described newcomers with the names that follow (`newcomers`). Merging repeated mentions into one event of one
person is left to `build`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.cases.cast import Reference, build_cast
from extractors.cases.dating import TO_APPEAR, date_of, place_of
from extractors.cases.layout import charges_line, find_rows
from extractors.cases.newcomers import join_newcomers
from extractors.cases.nominals import SET
from extractors.cases.subjects import find_subject
from extractors.cases.triggers import EventRule, Trigger, find_triggers
from extractors.values.offences import find_offences, iccs_code

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.cases.cast import Cast
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


def find_facts(annotated: Annotated, people: People) -> tuple[Cast, list[Fact]]:
    """Return the cast and the facts of the text in text order, newcomers joined with their names.

    The text is read twice: whom the first reading finds to be defendants helps the second to tell whom `the accused`,
    `both officers` or a shared surname means.
    """
    triggers = find_triggers(annotated)
    rows = tuple(find_rows(annotated, people))
    cast = build_cast(annotated, people, rows=rows)
    facts = _read(annotated, cast, triggers)
    found = dict.fromkeys(entity for fact in facts if makes_case(fact) for entity in fact.reference.entities)
    known = tuple(entity for entity in found if people.entities[entity].name is not None)
    if facts:
        cast = cast.again(known)
        facts = _read(annotated, cast, triggers)
    facts += _row_charges(annotated, cast, facts)
    facts.sort(key=lambda fact: fact.trigger.span)
    return cast, facts


_ROW_RULE = EventRule.beyond_words("layout_charges", "charged")


def _row_charges(annotated: Annotated, cast: Cast, facts: list[Fact]) -> list[Fact]:
    """Return that people are charged whose row of a table lists offences, where its lines tell no charge or verdict."""
    found = []
    for row in cast.rows:
        first = bisect_left(facts, row.span.start, key=_start)
        told = any(
            fact.trigger.rule.frame != "noun" for fact in facts[first : bisect_left(facts, row.span.end, key=_start)]
        )
        line = None if told or not cast.is_candidate(row.entity) else charges_line(annotated, row)
        if line is not None:
            index = max(0, bisect_right(annotated.sentence_starts, line.start) - 1)
            trigger = Trigger(_ROW_RULE, line, line, index, "passive", "actual")
            reference = Reference(line, "name", (row.entity,), index, confidence=0.9)
            found.append(Fact(trigger, reference, "actual", None, None))
    return found


def _start(fact: Fact) -> int:
    return fact.trigger.span.start


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
        before: tuple[Trigger, Reference] | None = None
        for trigger in row:
            shared = before[1] if trigger.follows and before is not None and before[0].rule.frame == "patient" else None
            reference = cast.row_reference(trigger.span, index) or shared or find_subject(trigger, cast)
            if reference is None:
                continue
            before = (trigger, reference)
            fact = _fact(annotated, trigger, reference, date_of(annotated, trigger, row, dates))
            if fact is None:
                continue
            fact.place = place_of(annotated, trigger, row, near)
            facts.append(fact)
            if makes_case(fact):
                cast.note(reference.entities, index)
            elif reference.kind == "name" and len(reference.entities) == 1:
                cast.last, cast.last_at = reference.entities, index
    join_newcomers(cast, facts)
    return facts


_SCHEDULING = re.compile(
    r"(?i)\A(?:[^.;]{0,70}?\b(?:is|are|was|were|has been|have been)(?: currently| tentatively| now)? (?:scheduled|set|fixed|listed|due|slated|expected|adjourned|postponed|to be held|to begin)\b|(?: hearing| date)?,? (?:scheduled|set|fixed|listed|due|slated|adjourned|postponed|put off) (?:for|to|until|till)\b| will\b)"
)
_WILL_ASK = re.compile(r"(?i)\bwill (?:be )?(?:request|ask|seek)\w*\b")
_OPEN_DATE = re.compile(r"(?i)\A.{0,60}?\b(?:to be determined|not (?:yet )?been (?:set|scheduled)|yet to be|no date)\b")
_MAY_BE_HYPOTHETICAL = frozenset({"convicted", "charged", "deported", "paroled", "appealed", "extradited", "executed"})
_SHOULD = re.compile(r"(?i)\b(?:should|must|ought)(?: not)? (?:to )?(?:be|have been)(?: \w+ly)? \Z")
"""Before a verdict: what one side argues (`said that she should not be found guilty`)."""
_OPENING = 20
"""Characters of a sentence before what opens it: `So far no charges were filed`."""
_DATE_FOR = re.compile(r"(?i)\bdate for (?:the|his|her|their|a) \Z")
_NOUNS_THAT_NEED_A_DATE = frozenset({"sentenced", "arraigned"})
_PASSED = frozenset({"sentenced_changed", "sentenced_changed_active", "sentenced_handed_down"})
"""Rules for a sentence that is passed, while `his sentencing` without a date may be to come."""


def _fact(annotated: Annotated, trigger: Trigger, reference: Reference, date: Date | None) -> Fact | None:
    """Return the fact that the trigger tells; null where its words tell no event of their own."""
    modality = _modality(annotated, trigger, date)
    is_dated = date is not None and date.value is not None
    if modality == "hypothetical" and not _is_real_chance(annotated, trigger):
        return None
    end = trigger.span.end
    if modality == "scheduled" and date is None and _OPEN_DATE.match(annotated.text[end : end + 160]):
        return None
    opens = trigger.span.start - annotated.sentences[trigger.sentence].span.start < _OPENING
    # `police questioned a driver, but no charges have been filed`: against the driver, not whom the text is about
    is_of_another = modality == "denied" and reference.kind == "topic" and not opens
    is_other_death = trigger.rule.event == "died" and not _is_named(annotated, reference)
    is_opinion = trigger.rule.id == "charged_accused" and not _is_official_accusation(annotated, trigger)
    if is_of_another or is_other_death or is_opinion or _is_figurative(annotated, trigger):
        return None
    left = annotated.text[max(0, trigger.span.start - 24) : trigger.span.start]
    if trigger.rule.id == "trial_noun" and not is_dated and _DATE_FOR.search(left):
        return None
    needs_date = trigger.rule.event in _NOUNS_THAT_NEED_A_DATE and trigger.rule.id not in _PASSED
    if trigger.rule.frame == "noun" and needs_date and not is_dated:
        return None
    if trigger.rule.modality == "scheduled" and trigger.rule.event == "extradited":
        date = None  # the day of the decision, not that of the journey
    if trigger.rule.id == "trial_noun" and _ORDERED.search(left) and not _WAS_HELD.match(annotated.text, end):
        date = None  # the same
    if modality == "scheduled" and date is not None:
        date = _to_come(annotated, date)
    if modality == "hypothetical" and is_dated and not _is_ahead(annotated, date):
        date = None  # `judges ruled on Monday that he can appeal`: the day of the ruling
    return Fact(trigger, reference, modality, date, None)


def _is_named(annotated: Annotated, reference: Reference) -> bool:
    """Tell whether the people are named, or a description explains the name before it: `Ivan Example, an activist, died`."""
    start = reference.span.start
    is_apposed = reference.kind == "description" and annotated.text.endswith(", ", 0, start)
    return reference.kind == "name" or is_apposed


_ORDERED = re.compile(
    r"(?i)\b(?:ordered|orders|ordering|granted|won) (?:an?|the|his|her|their) (?:new |fresh |second )?\Z"
)


def _is_ahead(annotated: Annotated, date: Date | None) -> bool:
    """Tell whether a date is known to lie behind the day of publication."""
    published, value = annotated.published_at, date.value if date else None
    return published is not None and value is not None and value > published[: len(value)]


_HAD_BEEN_SET = re.compile(r"(?i)\bhad been (?:scheduled|due|set|expected) to (?:\w+ ){1,3}\Z")
"""Before a noun that `but` follows: it did not come about (`had been scheduled to start trial today, but`)."""
_WAS_HELD = re.compile(r",? (?:where|at which|in which|after which)\b")
"""Behind it: the text goes on to tell what came of it (`ordered a new trial, where in 2008 he was found guilty`)."""
_LAW = re.compile(
    r"(?i)\b(?:prosecut\w+|police|authorit\w+|investigat\w+|officers?|courts?|judges?|first|second|articles?|counts?|indictment|complaint|lawsuit|government|officials?|agen(?:cy|ts?|cies)|service|ministry|department|jury|attorneys?|"
    r"sheriff|detectives?|tribunal|regulators?|commission|state|warrant|charges?|charging|documents?|filings?|it|they|(?-i:[A-Z]{2,5}))\b"
)


_BY_HIM = re.compile(r"\b(?:he|she|who)(?: (?:had|has))?(?: \w+ly)? \Z")
"""Before an accusation by somebody: `a woman whom he wrongly accused of theft`."""


def _is_official_accusation(annotated: Annotated, trigger: Trigger) -> bool:
    """Tell whether an accusation in the active voice is that of the law: `police accused X of`, and not `the president accused X of`."""
    if _BY_HIM.search(annotated.text, max(0, trigger.verb.start - 24), trigger.verb.start):
        return False
    if trigger.voice == "passive" or annotated.text.startswith(" of", trigger.verb.end):
        return True
    start = annotated.sentences[trigger.sentence].span.start
    return _LAW.search(annotated.text, max(start, trigger.verb.start - 90), trigger.verb.start) is not None


def _to_come(annotated: Annotated, date: Date) -> Date:
    """Return the date of what is to come: a day without a year that was read as past is that of the year after."""
    published, value = annotated.published_at, date.value
    if published is None or value is None or date.is_explicit or len(value) < len("2000-01-01") or value >= published:
        return date
    if not _NAMES_MONTH.match(date.span.of(annotated.text)):
        return date
    later = f"{int(value[:4]) + 1:04}{value[4:]}"
    return replace(date, value=later) if published < later < f"{int(published[:4]) + 1:04}{published[4:]}" else date


_NAMES_MONTH = re.compile(
    r"(?:\w+day,? )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)


def _is_real_chance(annotated: Annotated, trigger: Trigger) -> bool:
    """Tell whether what may come is worth a record: a verdict that is awaited, and not one that is argued against."""
    left = annotated.text[max(0, trigger.verb.start - 30) : trigger.verb.start]
    return trigger.rule.event in _MAY_BE_HYPOTHETICAL and not _SHOULD.search(left) and "Had " not in left


_CHARGED_WITH = re.compile(r"(?: \w+){0,2} with ")
_NAMES_CHARGES = re.compile(
    r"(?i)\b(?:counts?|crimes?|offen[sc]es?|charges?|felon\w+|misdemeanou?rs?|violat\w+|conspir\w+|murder\w*|following)\b"
)
_SENTENCED_TO = re.compile(r"(?: \w+){0,3} to (?!be\b|have\b)")
_NAMES_PENALTY = re.compile(
    r"(?i)\b(?:years?|months?|weeks?|days?|hours?|life|death|prison|jail|probation|serve|pay|service|fine[ds]?|terms?|custody|hang\w*|imprisonment|detention|"
    r"caning|lashes|arrest|parole|behind|incarcerat\w+|time served|supervis\w+|colony|hard labou?r)\b|[$€£]"
)


_BY_OPINION = re.compile(
    r"(?i)[^.;:]{0,50}?\b(?:by|in) (?:the )?(?:(?:courts?|eyes?) of (?:the )?)?(?:public opinion|press|media|newspapers|tabloids|public|world)\b(?=\W*\Z|[,.;:”\"’]| (?:before|long|already|even|and|but|when|while|without|he|she|they|his|her)\b)"
)
"""`convicted by public opinion`, `sentenced in the press`, `tried in the court of public opinion`."""
_TRIED_BY = frozenset({"convicted", "acquitted", "sentenced", "trial"})


_BY_RULES = frozenset({"charged", "fined", "trial", "convicted", "acquitted", "investigated"})
_SPORT = re.compile(
    r"\b(?:by|from|at|with|to) (?:the )?(?:FA|Football Association|FIFA|UEFA|Premier League|EFL|NFL|NBA|NHL|MLB|RFU|World Rugby|World Athletics|ICC|BCCI|ITIA|WADA|Jockey Club|stewards)\b"
    r"|\bfor (?:abusing|criticising|criticizing|insulting|pushing) (?:an?|the|match) (?:referee|umpire|official|linesman)"
)
"""Bodies of sports, which charge and fine by rules of their own: `was charged by the FA with misconduct and fined`."""


def _is_of_sport(annotated: Annotated, trigger: Trigger) -> bool:
    """Tell whether the sentence up to here, or right behind, tells of a body of a sport and of no court."""
    sentence = annotated.sentences[trigger.sentence].span
    end = min(sentence.end, trigger.span.end + 90)
    return _SPORT.search(annotated.text, max(sentence.start, trigger.span.start - 120), end) is not None


def _is_figurative(annotated: Annotated, trigger: Trigger) -> bool:
    """Tell whether no court is meant.

    `charged with` names no offence, `sentenced to` no penalty (`charged with the turnaround of the firm`), or the public judges.
    """
    end = min(trigger.span.end + 160, annotated.sentences[trigger.sentence].span.end)
    behind = annotated.text[trigger.span.end : end]
    if trigger.rule.event in _TRIED_BY and _BY_OPINION.match(behind):
        return True
    if trigger.rule.event in _BY_RULES and _is_of_sport(annotated, trigger):
        return True
    if trigger.rule.id == "charged_verb" and _CHARGED_WITH.match(behind):
        return _NAMES_CHARGES.search(behind) is None and not find_offences(behind) and iccs_code(behind) is None
    return (
        trigger.rule.id == "sentenced_verb"
        and _SENTENCED_TO.match(behind) is not None
        and not _NAMES_PENALTY.search(behind)
    )


_BAILED_FOR = re.compile(
    r"\b(?:remanded|bailed|bail|adjourned|listed|postponed|committed|custody)\b[^.;]{0,50}\bfor (?:the |his |her |their )?\Z"
)
"""Before a noun of what is to come: `was remanded on bail for [sentencing] on June 10`."""
_SERVES = frozenset({"imprisoned_serving", "sentenced_serving"})
_AFTER_IT = re.compile(r"\b(?:will|shall|would) [^.;]{2,90}\bafter \Z")
"""Before a term that has not been served: `he will be expelled after [serving his sentence]`."""
_WOULD = re.compile(r"(?i)\bwould(?: (?:\w+ly|also|now|next|then|be))*\W*\Z")
"""A past report of what was to come, once a later date says so: `the court said he would be sentenced on June 3`."""


_SAID_TO = re.compile(
    r"\b(?:said|says|indicated|announced|confirmed|added|told [^.;]{2,30}?)(?: on \w+day)?,? (?:that )?(?:(?:\w+[’']s|[\w-]+) ){1,4}would(?: also)? \Z"
)
"""Before what somebody says that they mean to do: `his lawyer said they would [appeal]`."""


def _is_intended(trigger: Trigger, left: str, *, is_to_come: bool) -> bool:
    """Tell whether `would` reports what is to come: a date says so, or somebody says that there will be an appeal."""
    if trigger.rule.event == "appealed" and _SAID_TO.search(left[-90:]):
        return True
    return is_to_come and _WOULD.search(left[-30:]) is not None


def _modality(annotated: Annotated, trigger: Trigger, date: Date | None) -> Modality:
    """Return the trigger's modality, scheduled where the words around a noun or a date to come say so."""
    published = annotated.published_at
    value = date.value if date is not None else None
    is_to_come = value is not None and published is not None and value > published[: len(value)]
    text, sentence = annotated.text, annotated.sentences[trigger.sentence].span
    left = text[sentence.start : trigger.verb.start]
    if (trigger.rule.id in _SERVES and _AFTER_IT.search(left)) or (
        trigger.modality == "hypothetical" and _is_intended(trigger, left, is_to_come=is_to_come)
    ):
        return "scheduled"
    if trigger.modality != "actual":
        return trigger.modality
    if trigger.rule.frame == "noun" and trigger.rule.has_topic:
        left = text[sentence.start : trigger.span.start]
        right = text[trigger.span.end : min(sentence.end, trigger.span.end + 70)]
        if _HAD_BEEN_SET.search(left) and ", but" in right:
            return "denied"
        if (
            _BAILED_FOR.search(left[-90:])
            or _SCHEDULING.match(right)
            or TO_APPEAR.search(left)
            or _WILL_ASK.search(left)
            or SET.search(left[-40:])
        ):
            if _WAS_HELD.match(text, trigger.span.end):
                return "actual"
            return "scheduled"
    return "scheduled" if is_to_come else "actual"
