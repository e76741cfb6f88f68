"""Find the date and the place that belong to the verb of an event.

A date belongs to the verb that it stands with: right behind it, at the end of its clause, right before it, or at the
opening of the sentence for the first verb. Dates behind the words of the deed (`of murdering a man in 1984`) are the
deed's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.cases.triggers import OF_OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import Annotated, Name
    from extractors.cases.triggers import Trigger
    from extractors.values.model import Date
    from schemas.base import Span

TO_APPEAR = re.compile(
    r"(?i)\b(?:scheduled|expected|will|set|due)\b[^;]{0,90}\bfor (?:an? |his |her |their )?(?:continued )?\Z"
)
"""Words before a noun that schedule it: `is scheduled to appear today for arraignment`."""

_DEED = r"who|which|that|after|before|since|when|while|until|between|from|awarded|imposed|committed|occurred|happened|killed|shot|died|"
_CRIME_GAP = re.compile(
    rf"(?i)\b(?:for(?!\s*\Z)|{_DEED}in connection|"
    r"(?!opening|pending|according|during|being|morning|evening|hearing)\w{2,}ing)\b|\bof (?=[a-z])|\bwith (?!(?:the|a) (?:help|assistance))"
)
_DEED_NOUN = re.compile(
    r"(?i)\b(?:murder|killing|slaying|manslaughter|death|assassination|massacre|rape|robbery|kidnapping|abduction|disappearance|shooting|stabbing|beating|bombing|attack)s? (?:of|on|at) "
    r"|\bover (?:the|an?|his|her|their) (?:[\w’,.-]+ ){1,3}of "
)
"""A deed with whom or what it befell: a year behind it is the deed's (`jailed for the murder of Ivan Example in 1994`)."""
_SAID_ON = re.compile(
    r", (?:[\w.’'-]+ ){1,6}?(?:said|announced|reported|confirmed)(?: in a statement| late| early)?(?: on)? \Z"
)
"""Before the day on which it was said: `was arrested, police said on [Monday]`."""
_CRIME_GAP_FAR = re.compile(rf"(?i)\b(?:{_DEED}stemming|beginning|dating)\b")
_OTHER_CLAUSE = re.compile(
    r"(?i)\band (?:is|was|are|were|has|have|will|faces?|must)\b|\bscheduled\b|\bpre-?trial\b|\bhearing\b|\bto (?:re-?)?(?:appear|return)\b|\buntil\b"
)
_OPENING = re.compile(
    r"(?i)\A(?:[A-Z][A-Z .,()\w]{0,40} ?[–—-]+ ?)?(?:(?:on|in|late|early|earlier|by|also|then|later|meanwhile|and|at|last|but),? ){0,3}\Z"
)
_BARE_LINK = re.compile(r"(?i)\A,? (?:(?!(?:after|before|since|following|when|while|until|as)\b)\w+ ){0,2}\Z")
_BEFORE_DATE_BAD = re.compile(
    r"(?i)\b(?:since|from|between|until|till|through|by|dated|before|after|for (?:a|an|the|his|her)|a|an|the|of)\s+\Z"
)
_NOT_THEN = re.compile(r"(?i)\b(?:since|until|before)\s+\Z")
_REPORTED = re.compile(r"(?i)\b(?:told|said|says|that|plans?|planned)\b")
_AND = re.compile(r"(?i)\b(?:and|but|then)\b|,")
_OF_DOING = re.compile(r"(?i)\A[^,]{0,40}\b(?:of|to|with|for) (?:\w+ly )?\w+ing\b")
_AT_CLAUSE_END = re.compile(r"(?i)\b(?:on|,)\s*\Z")
_ANNOUNCED_THAT = re.compile(
    r"(?i)\b(?:said|announced) (?P<date>today|yesterday|\w+day) that [^;]{0,160}?\b(?:has|have) been \Z"
)
_PLACE = re.compile(r"(?i)\A[^.;:]{0,60}?\b(?:in|at|to|near|back to)\s+(?:the )?\Z")
_TAKEN_FROM = re.compile(r"\A from (?!\d)(?:[\w.’'-]+ ){1,7}?(?=(?:on|in|late|early|last|this) (?:\w+ ){0,2}\Z)")
"""Where somebody was taken from: `arrested from his house at Hill on [Monday]`."""
_OTHER_PLACE = re.compile(
    r"(?i)\b(?:lives?|lived|resides?|resided|born|based)\b|\band (?:(?:was|were|is|has|had|been|later|then|also) )*(?!transported|returned|transferred|delivered|extradited|deported)(?:spent|served|went|came|seen|held|\w{3,}ed) "
)
"""A verb of another clause before a place: `arrested on Monday and spent ten days in Lima`."""
_PAST = re.compile(r"(?i)\b(?:was|were|had|been|pleaded|pled)\b")
_NOWHERE = 1 << 60


_UNDATED = frozenset({"sentenced_serving"})
"""Rules whose words tell that a sentence is served: the day is not that on which it was passed."""
_UPHELD = re.compile(
    r"(?i)\b(?:upheld|uphold|upholding|affirmed|confirmed|reinstated|rejected an appeal against) (?:[\w.’'-]+ ){1,4}\Z"
)
"""Before a conviction that had been: the day is not its own."""
_ATTRIBUTIVE = re.compile(r"(?i)\b(?:an?|the|his|her|their|all|any|every|many|most|two|three|of|other|some)\s+\Z")


def is_attributive(text: str, trigger: Trigger) -> bool:
    """Tell whether a participle stands before its noun (`an imprisoned spy`), which the date and place of the clause are not for."""
    if trigger.voice != "reduced" or trigger.rule.frame != "patient":
        return False
    return _ATTRIBUTIVE.search(text, max(0, trigger.verb.start - 12), trigger.verb.start) is not None


def date_of(annotated: Annotated, trigger: Trigger, row: Sequence[Trigger], dates: Sequence[Date]) -> Date | None:
    """Return the date of the trigger's event.

    Args:
        annotated: The text.
        trigger: The event's words.
        row: All triggers of the sentence.
        dates: The dates of the sentence, in text order.
    """
    if _is_narrative(annotated, trigger) or _is_part(trigger, row):
        return None
    if trigger.rule.event == "died":
        row = [other for other in row if other.rule.id != "detained_custody"]
    if trigger.rule.id == "convicted_noun" and _UPHELD.search(
        annotated.text, max(0, trigger.span.start - 70), trigger.span.start
    ):
        return None
    if trigger.rule.id in _UNDATED or is_attributive(annotated.text, trigger):
        return None
    date = _behind(annotated, trigger, row, dates) or _before(annotated, trigger, row, dates)
    if date is not None and _is_day_of_report(annotated, date):
        return replace(date, value=None)
    return _in_the_past(annotated, trigger, date)


_REPORTS = re.compile(
    r"\b(?:said|announced|reported|confirmed|told \w+|wrote|tweeted)(?: in a statement)?(?: late| early)?(?: on)? \Z"
)


def _is_day_of_report(annotated: Annotated, date: Date) -> bool:
    """Tell whether `the same day` follows only the day on which something was said, which it does not mean."""
    if date.value is None or "same " not in date.span.of(annotated.text).lower():
        return False
    before = [other for other in annotated.dates if other.span.end <= date.span.start and other.value == date.value]
    return bool(before) and all(
        _REPORTS.search(annotated.text, max(0, other.span.start - 50), other.span.start) for other in before
    )


def _is_narrative(annotated: Annotated, trigger: Trigger) -> bool:
    """Tell whether the date of the sentence is that of the deed: `On May 4, Example is accused of ...`."""
    before = annotated.text[max(0, trigger.span.start - 12) : trigger.span.start]
    return trigger.rule.id == "charged_accused" and re.search(r"\b(?:is|are)(?: also)? \Z", before) is not None


def _is_part(trigger: Trigger, row: Sequence[Trigger]) -> bool:
    """Tell whether the date is that of what befell the noun: `On Monday a court quashed the conviction`, `died in custody`."""
    return any(
        other.rule.event != trigger.rule.event
        and other.rule.id not in OF_OTHERS
        and (
            (
                other.span.start <= trigger.span.start
                and other.span.contains(trigger.span)
                and other.rule.frame == "noun"
            )
            or (other.span.start < trigger.span.start and other.span.contains(trigger.span))
            or (other.rule.frame == "noun" and other.span.start < trigger.span.start < other.span.end)
            or (other.rule.event == "died" and trigger.span.start == other.span.end + 1)
        )
        for other in row
    )


def _next_trigger(trigger: Trigger, row: Sequence[Trigger]) -> int:
    """Return where the next trigger begins in the sentence; a large number when there is none."""
    return min((t.span.start for t in row if t.span.start >= trigger.span.end), default=_NOWHERE)


def _behind(annotated: Annotated, trigger: Trigger, row: Sequence[Trigger], dates: Sequence[Date]) -> Date | None:
    """Return the first date behind the verb, where nothing between them gives it to another verb or to the deed."""
    end, following = trigger.span.end, _next_trigger(trigger, row)
    for date in dates:
        if date.span.start < trigger.verb.end:
            continue
        if date.span.start > following:
            break
        gap = annotated.text[end : date.span.start] if date.span.start > end else ""
        if _BEFORE_DATE_BAD.search(gap):
            continue
        if trigger.rule.frame != "noun" and _OTHER_CLAUSE.search(gap):
            break
        return date if _belongs(gap, date, is_last=following == _NOWHERE) else None
    return None


def _belongs(gap: str, date: Date, *, is_last: bool) -> bool:
    """Tell whether a date stands with a verb from which these words part it."""
    if _SAID_ON.search(gap):
        return False
    gap = _TAKEN_FROM.sub("", gap)
    if len(gap) <= 80 and not _CRIME_GAP.search(gap):
        return True
    if len(gap) > 250 or _CRIME_GAP_FAR.search(gap):
        return False
    is_deed = _OF_DOING.search(gap) or _DEED_NOUN.search(gap)
    if is_deed and gap.endswith(", "):
        return False
    is_year = date.value is not None and len(date.value) == 4 and gap.endswith(" in ") and not is_deed
    return is_year or (len(gap) <= 200 and is_last and _AT_CLAUSE_END.search(gap) is not None)


def _before(annotated: Annotated, trigger: Trigger, row: Sequence[Trigger], dates: Sequence[Date]) -> Date | None:
    """Return a date before the verb: right before it, or at the opening of the sentence for its first verb."""
    text, sentence = annotated.text, annotated.sentences[trigger.sentence].span
    start = trigger.span.start
    left = text[sentence.start : start]
    announced = _ANNOUNCED_THAT.search(left) if " that " in left.lower() else None
    if announced is not None:
        offset = sentence.start + announced.start("date")
        return next((date for date in dates if date.span.start == offset), None)
    if trigger.rule.has_topic and TO_APPEAR.search(left):
        return next((date for date in reversed(dates) if date.span.end <= start), None)
    is_embedded = trigger.voice == "reduced" and trigger.rule.frame == "patient" and _REPORTED.search(left) is not None
    is_first = not is_embedded and all(other.span == trigger.span or other.span.start >= start for other in row)
    for date in reversed(dates):
        if date.span.end > trigger.verb.start:
            continue
        after = text[date.span.end : trigger.verb.start]
        before = text[max(sentence.start, date.span.start - 12) : date.span.start]
        is_taken = any(_takes(text, other, date, after) for other in row if other.span.end <= date.span.start)
        is_beside = (
            not is_taken
            and len(after) <= 25
            and _BARE_LINK.match(after if after.endswith(" ") else after + " ") is not None
        )
        if is_beside and after.startswith(",") and _IN_RELATIVE.search(text, sentence.start, date.span.start):
            continue
        if is_beside and not _NOT_THEN.search(before):
            return date
        if is_first and date.span.end < start and _OPENING.match(text[sentence.start : date.span.start]):
            return date
    return None


_IN_RELATIVE = re.compile(r", (?:who|which|whose|where) [^,]*\Z")
"""Before a date that a relative clause closes with: `Ivan Example, who governed until 2014, is wanted`."""
_AUXILIARY_BEFORE = re.compile(
    r"(?i)\b(?:was|were|is|are|has|have|had|been|will)(?: (?:on|in|late|early|also|then|later))* \Z"
)
"""Before a date inside a verb: `who is accused of selling it was on Monday freed`."""


def _takes(text: str, other: Trigger, date: Date, after: str) -> bool:
    """Tell whether an earlier verb has the date, or the deed behind it: `accused of killing a man in 1984 [will stand trial]`."""
    gap = text[other.span.end : date.span.start]
    if _AND.search(after) is not None:
        return True
    return _CRIME_GAP.search(gap) is not None and not _AND.search(gap) and not _AUXILIARY_BEFORE.search(gap)


def _in_the_past(annotated: Annotated, trigger: Trigger, date: Date | None) -> Date | None:
    """Return the date, a year earlier where a verb in the past tense stands with a date of the year to come."""
    published = annotated.published_at
    if date is None or date.is_explicit or not date.value or not published:
        return date
    value = date.value
    is_future = len(value) >= 7 and value > published[: len(value)] and value[:7] != published[:7]
    left = annotated.text[max(0, trigger.verb.start - 30) : trigger.span.end]
    if not is_future or trigger.modality != "actual" or trigger.rule.frame == "noun" or not _PAST.search(left):
        return date
    return replace(date, value=f"{int(value[:4]) - 1:04}{value[4:]}")


def place_of(annotated: Annotated, trigger: Trigger, row: Sequence[Trigger], places: Sequence[Name]) -> Span | None:
    """Return the place that the trigger's clause names behind the verb."""
    text, end = annotated.text, trigger.span.end
    if is_attributive(text, trigger):
        return None
    following = _next_trigger(trigger, row)
    for place in places:
        if place.span.start < end:
            continue
        gap = text[end : place.span.start]
        is_own = place.span.start <= following and len(gap) <= 70 and _PLACE.match(gap) and not _CRIME_GAP.search(gap)
        return place.span if is_own and not _OTHER_PLACE.search(gap) else None
    return None
