"""Find people behind the words of an event: the object of an active verb, names behind a participle, those of a main clause.

`subjects.py` asks for them where nobody stands before the verb, or where its voice points behind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.cases.cast import Cast, Reference
from extractors.cases.descriptions import describe_behind, describe_first
from extractors.cases.references import coordinated, eligible, is_possessive, refer_by, unresolved

if TYPE_CHECKING:
    from extractors.cases.triggers import Trigger
    from extractors.persons.model import Mention

_GAP_TO_OBJECT = re.compile(
    r"(?i)\A(?: (?:the|a|an|his|her|their|also|today|yesterday|on|[A-Z]\w+day|defendants?|suspects?|brothers?|sisters?|former|"
    r"(?:Dr|Mr|Mrs|Ms|Prof|Gen|Col|Rep|Sen|Rev)\.|and(?= (?:former|ex-|then-|current|incumbent|one-time)\b)|[\w’'-]+(?<!with)(?<!for)(?<!of)(?<!in)(?<!at)(?<!to)(?<!from)(?<!by)(?<!and)(?<!after)(?<!that)(?<!who)(?<!under)(?<!over)(?<!during)(?<!near)(?<!before)(?<!since)(?<!against)(?<!because)(?<!when)(?<!while)(?<!than)(?<!without)(?<!between)(?<!about))){0,9},? \Z"
)
_APPOSED_OBJECT = re.compile(
    r" (?:an?|the|its|their) (?:[\w’'-]+ ){1,4}(?:of|for|at|in) (?:the )?(?:[\w’'-]+ ?){1,4}, \Z"
)
"""Between a verb and a name that a title with a complement stands before: `arraigned a former clerk of the city, Ivan Example, before`."""
_INVERTED = re.compile(
    r"(?i)\A[^.;:]{0,60}?\b(?:is|are|was|were)\b:? (?:(?!(?:when|while|after|by|that|who|said|not|in|on|at|of|for|to|with|from|because)\b)[\w’'-]+ ){0,5}\Z"
)
_PERSON_NOUN_BEHIND = re.compile(
    r" (?:man|men|woman|women|resident|residents|couple|teenager|brothers|police officers?|father|mother|native"
    r"|(?:[a-z]+ )?(?:leaders|politicians|lawmakers|activists|separatists|nationals|citizens|journalists|protesters|soldiers|workers|students|rebels|militants|dissidents))\b"
)


def find_object(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the object behind an active verb (`police arrested X and Y`)."""
    text, sentence = cast.annotated.text, cast.sentence(trigger.sentence)
    end = trigger.verb.end
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.start < end:
            continue
        gap = text[end : mention.span.start]
        if len(gap) > 90 or not (_GAP_TO_OBJECT.match(gap) or _is_apposed_object(text, gap, mention)):
            break
        if is_possessive(cast, mention) or modifies_noun(cast, mention):
            continue
        is_whole = not trigger.rule.is_weak and _is_whole_object(text, mention)
        entities = eligible(cast, mention, trigger, officials=is_whole)
        entities = entities or unresolved(cast, mention)
        if not entities:
            continue
        span = mention.span
        if mention.kind == "name":
            entities, span = coordinated(cast, trigger, mention, entities, forward=True)
        is_new = len(entities) == 1 and cast.people.entities[entities[0]].name is None
        kind = "newcomer" if is_new else mention.kind
        return Reference(span, kind, entities, trigger.sentence, confidence=mention.confidence)
    return describe_behind(cast, trigger, end, min(end + 160, sentence.span.end))


_ENDS_OBJECT = re.compile(
    r"(?:[.;]|, \(?\d{2}\b|\s(?:and|for|on|in|over|at|after|with|to|of|last|late|early|\w+day|this)\b)(?! (?:said|told))"
)


def _is_whole_object(text: str, mention: Mention) -> bool:
    """Tell whether a full name closes an object, so that also a lawyer or official is meant: `police arrested lawyer Ann Example on Monday`."""
    return (
        mention.kind == "name"
        and " " in mention.span.of(text)
        and _ENDS_OBJECT.match(text, mention.span.end) is not None
    )


def _is_apposed_object(text: str, gap: str, mention: Mention) -> bool:
    """Tell whether commas close a name that explains the object of a verb."""
    return (
        mention.kind == "name"
        and text[mention.span.end : mention.span.end + 1] == ","
        and _APPOSED_OBJECT.match(gap) is not None
    )


def find_inverted(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the people behind a participle that opens its sentence (`Arrested were X and Y`)."""
    text = cast.annotated.text
    if trigger.voice != "reduced":
        return None
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.start < trigger.span.end or mention.kind != "name":
            continue
        gap = text[trigger.span.end : mention.span.start]
        if not (_INVERTED.match(gap) or (re.search(r", \Z", gap) and not is_possessive(cast, mention))):
            break
        entities = eligible(cast, mention, trigger)
        if entities:
            entities, span = coordinated(cast, trigger, mention, entities, forward=True)
            return Reference(span, "name", entities, trigger.sentence, confidence=mention.confidence)
    return None


def find_of_main_clause(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the subject of the main clause behind `If convicted, ...`."""
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.start < trigger.span.end or is_possessive(cast, mention):
            continue
        if mention.span.start - trigger.span.end > 120:
            break
        reference = refer_by(cast, trigger, mention, "")
        if reference is not None:
            if mention.kind == "name":
                entities = eligible(cast, mention, trigger)
                reference.entities, reference.span = coordinated(cast, trigger, mention, entities, forward=True)
            return reference
    end = min(trigger.span.end + 80, cast.sentence(trigger.sentence).span.end)
    return describe_first(cast, trigger, trigger.span.end, end)


def find_of_document(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the defendants whose deeds an indictment alleges: those whom the sentence names behind the verb."""
    found: dict[int, None] = {}
    last = trigger.span
    for mention in cast.mentions[trigger.sentence]:
        if mention.kind != "name" or mention.span.start < trigger.span.end:
            continue
        known = [entity for entity in eligible(cast, mention, trigger) if entity in cast.accused]
        found.update(dict.fromkeys(known))
        last = mention.span if known else last
    return Reference(last, "name", tuple(found), trigger.sentence) if found else None


def modifies_noun(cast: Cast, mention: Mention) -> bool:
    """Tell whether the name only modifies a person noun (`a Lima man`)."""
    return mention.kind == "name" and _PERSON_NOUN_BEHIND.match(cast.annotated.text, mention.span.end) is not None
