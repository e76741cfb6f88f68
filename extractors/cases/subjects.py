"""Find whom an event happened to: the people that its trigger's clause speaks of.

`find_subject` looks on the side that the verb's voice points to: before (`preverbal`) a passive verb or a verb of the person's
own doing, behind an active one (`police arrested X`), at possessor and complement for a noun (`the arrest of X`).
Coordinated names make one reference. A description that the text has not yet named is a `newcomer`, which
`newcomers` later joins with a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.cases.cast import Reference
from extractors.cases.dating import is_attributive
from extractors.cases.descriptions import describe_at
from extractors.cases.nominals import of_noun
from extractors.cases.objects import find_inverted, find_object, find_of_document, find_of_main_clause
from extractors.cases.preverbal import subject_before
from extractors.cases.references import eligible

if TYPE_CHECKING:
    from extractors.cases.cast import Cast
    from extractors.cases.triggers import Trigger

_OTHER_OBJECT = re.compile(
    r" (?:the|an?|its|their|his|her|this|these|that|those) (?!same|next|following|first|second|third|day|night|week|month|year|morning|time|few|couple|total|later)\w"
    r"| (?:two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|several|some|many|most|all|dozens of|the) (?:other )?(?:others|of them|of the)\b"
)
"""An object that is no person: `police released the footage`."""
_SHARES = re.compile(r"\b(?:charged with|accused of|suspected of) or \Z")
"""Before a participle that says more of people who are not named: `freed seven men charged with or [convicted] of theft`."""
_LABELS = re.compile(r" (?:[a-z][\w-]* ){0,3}")
"""Between a label and the name that it stands before: `Fugitive contractor Ivan Example`."""
_LABEL_GAP = re.compile(r"\A(?:, \d{1,3})?(?:,| is| was|, who is|, who was) (?:an?|the) (?:twice |previously )?\Z")
_PREDICATE = re.compile(
    r"(?i)\b(?:is|was|are|were|as|remained|remains|became|been|currently)(?: currently| now| still)? (?:an? )?\Z"
)
_BY_LABEL = re.compile(
    r"(?i)\b(?:from|to|with|by|for|(?<!arrest )(?<!capture )(?<!extradition )of) (?:an?|the) (?:\w+ )?\Z"
)
"""Before a label that names somebody else's counterpart: `took bribes from a fugitive businessman`."""
_GENERIC = re.compile(
    r"(?:[Pp]risoners|[Ii]nmates|[Pp]eople|[Pp]ersons|[Ff]oreigners|[Oo]ffenders|[Aa]nyone|[Aa]nybody|[Cc]itizens|[Ss]uspects|[Mm]igrants) \Z"
)
"""Before a participle that tells of a kind of people: `prisoners convicted of murder are not eligible`."""
_DETERMINED = re.compile(
    r"(?i)\b(?:the|these|those|both|all|two|three|four|five|six|seven|eight|nine|ten|\d+|other|several|some|many|his|her|their|dozens|hundreds) (?:(?-i:[A-Z])[\w-]+ |(?:former|young|foreign|political|female|male|alleged|more|other) )?\Z"
)


def find_subject(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the people of the trigger's event; null when the text does not say whom it happened to."""
    special = _SPECIAL.get(trigger.rule.id)
    if special is not None:
        return special(trigger, cast)
    entry = _of_entry(trigger, cast)
    if entry is not None:
        return entry
    if trigger.rule.frame == "noun":
        return of_noun(trigger, cast)
    if trigger.rule.frame == "patient":
        return _of_patient(trigger, cast)
    found = subject_before(trigger, cast)
    if found is None and trigger.modality == "hypothetical":
        return find_of_main_clause(trigger, cast)
    return found


_ENTRY = re.compile(r",? \(?\d{2}\)?,")
"""Behind the name that opens an entry of a court roll: the age."""
_ENTRY_EVENTS = frozenset(
    {"sentenced", "imprisoned", "detained", "fined", "trial", "bail_granted", "bail_denied", "acquitted"}
)


def _of_entry(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return whom a paragraph of a court roll opens with, for a sentence of it that begins with the event's words.

    `Ivan Example, 34, of Lima, admitted theft. Jailed for six months.`
    """
    index = trigger.sentence
    sentence = cast.sentence(index)
    if trigger.span.start != sentence.span.start or trigger.rule.event not in _ENTRY_EVENTS:
        return None
    first = index
    while first > 0 and cast.sentence(first - 1).paragraph == sentence.paragraph:
        first -= 1
    start = cast.sentence(first).span.start
    name = next((m for m in cast.mentions[first] if m.kind == "name"), None)
    if (
        first == index
        or name is None
        or name.span.start != start
        or not _ENTRY.match(cast.annotated.text, name.span.end)
    ):
        return None
    if any(m.kind == "name" and cast.is_candidate(m.entities[0]) for m in cast.mentions[index]):
        return None
    entities = eligible(cast, name, trigger)
    return Reference(name.span, "name", entities, index, confidence=name.confidence) if entities else None


def _of_patient(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return whom the verb acts on: its object in the active voice, its subject in the passive."""
    if trigger.voice != "passive":
        found = find_object(trigger, cast)
        if found is not None or trigger.voice == "active" or is_attributive(cast.annotated.text, trigger):
            return found
        if _OTHER_OBJECT.match(cast.annotated.text, trigger.verb.end) or _has_object(trigger, cast):
            return None
    left = cast.annotated.text[max(0, trigger.span.start - 40) : trigger.span.start]
    generic = _GENERIC.search(left) if trigger.voice == "reduced" else None
    if generic is not None and not _DETERMINED.search(left, 0, generic.start()):
        return None
    if trigger.voice == "reduced" and _SHARES.search(left):
        return None
    found = subject_before(trigger, cast)
    return found if found is not None else find_inverted(trigger, cast)


_OBJECT_BEHIND = re.compile(
    r" (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar\b|March|Apr|May\b|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[A-Z][\w.’-]+"
    r"|(?:more than |nearly |about |at least )?(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|dozens of|hundreds of|thousands of|several|many) (?!(?:times?|counts?|ago|more|years?|months?|weeks?|days?|hours?|minutes?)\b)[A-Za-z]"
    r"|(?!(?:years|months|weeks|days|hours|times|always|perhaps|besides|sometimes|towards|afterwards)\b)[a-z-]{2,}[a-rt-z]s (?:from|of|to|in|and|that|with|for|on|across)\b)"
)
"""Behind a verb an object of its own: `she captured two states`, `he released notes from`."""
_PAID_OR_TERMED = frozenset({"fined", "sentenced", "imprisoned"})
"""Events behind whose participle an amount or a term stands: `fined 500 euros`."""
_SAYS = re.compile(
    r" (?!(?:with|over|for|after|as|in connection|by|on|under)\b|in (?:the |an? )?[\w’ -]{0,40}(?:case|death|killing|murder|probe|scheme|shooting|plot|attack))|[.,;:”\"]"
)
"""Behind `charged` where it means that somebody said it: `That is a disservice, Ivan Example charged.`"""


def _has_object(trigger: Trigger, cast: Cast) -> bool:
    """Tell whether a verb without auxiliary is the deed of the subject before it: it has an object of its own, or a speaker."""
    text = cast.annotated.text
    if trigger.rule.event not in _PAID_OR_TERMED and _OBJECT_BEHIND.match(text, trigger.verb.end):
        return True
    if trigger.rule.id != "charged_verb" or not _SAYS.match(text, trigger.verb.end):
        return False
    return any(
        m.span.end + 1 == trigger.verb.start and not m.span.of(text).isupper() for m in cast.mentions[trigger.sentence]
    )


def _of_label(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return whom a label such as `fugitive` names: the subject it is said of, else the described person it heads."""
    start = trigger.span.start
    before = cast.annotated.text[max(0, start - 40) : start]
    if _PREDICATE.search(before[-20:]):
        return subject_before(trigger, cast)
    if _BY_LABEL.search(before):
        return None
    named = next((m for m in cast.mentions[trigger.sentence] if m.kind == "name" and m.span.start > start), None)
    if named is not None and _LABELS.fullmatch(cast.annotated.text, trigger.span.end, named.span.start):
        entities = eligible(cast, named, trigger)
        if entities:
            return Reference(named.span, "name", entities, trigger.sentence, confidence=named.confidence)
    found = describe_at(cast, trigger, cast.sentence(trigger.sentence).span.start)
    is_many = cast.annotated.text.endswith("s", 0, trigger.span.end)
    return None if is_many and found is not None and found.kind == "topic" else found


def _labelled(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the person that a label stands beside: `Ivan Example, a convicted murderer`, `convicted murderer Ivan Example`."""
    text = cast.annotated.text
    for mention in cast.mentions[trigger.sentence]:
        behind = text[trigger.span.end : mention.span.start] if mention.span.start >= trigger.span.end else None
        before = text[mention.span.end : trigger.span.start] if mention.span.end <= trigger.span.start else None
        if behind in (" ", " and ") or (before is not None and _LABEL_GAP.match(before)):
            entities = eligible(cast, mention, trigger)
            if mention.kind == "name" and entities:
                return Reference(mention.span, "name", entities, trigger.sentence, confidence=mention.confidence)
    return None


_SPECIAL = {
    "convicted_label": _labelled,
    "wanted_label": _of_label,
    "indicted_document": find_of_document,
    "indicted_according": find_of_document,
}
"""Rules whose people stand neither before nor behind a verb."""
