"""Find whom an event happened to: the people that its trigger's clause speaks of.

`find_subject` looks on the side that the verb's voice points to: before a passive verb or a verb of the person's
own doing, behind an active one (`police arrested X`), at possessor and complement for a noun (`the arrest of X`).
Coordinated names make one reference. A description that the text has not yet named is a `newcomer`, which
`newcomers` later joins with a name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extractors.cases.cast import Cast, Reference
from extractors.patterns import load_table
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.cases.triggers import Trigger
    from extractors.persons.model import Mention

BODY_EVENTS = frozenset({"charged", "indicted", "arraigned", "pleaded_guilty", "pleaded_not_guilty", "convicted", "sentenced", "fined", "acquitted"})
"""Events that can happen to an organisation."""

_AGENCY = re.compile(
    r"(?i)\b(?:police|department|office|court|attorney|bureau|FBI|ministry|government|agency|sheriff|jury|prosecut\w+|commission|"
    r"authorit\w+|council|senate|congress|division|force|district|justice|service|unit|administration|prison|jail|state|party|army|county)\b|^[A-Z]{2,5}$"
)
_PREPOSITION = re.compile(
    r"(?i)\b(?:of|by|with|to|from|for|against|at|in|on|than|about|over|into|toward|towards|between|behind|like|"
    r"near|via|per|called|named|told|asked|urged|shot|killed|beat|hit|struck|met|sent|gave|made|took|found|left|fed|hurt|cut|"
    r"(?!accused|convicted|alleged|wanted|suspected|charged|when|sentenced|yesterday)\w{2,}(?:ing|ed))\s+(?:the |his |her |their |fellow |victim |\w+[’']s )?\Z"
)
_BY_CLAUSE = re.compile(r"(?i)\baccording to\s+\Z")
_POSSESSIVE = re.compile(r"[’']s?(?=\s)")
_POSSESSIVE_WORDS = frozenset({"his", "their", "its", "my", "our", "your"})
_SINGULAR = re.compile(r"(?i)\b(?:is|was|has|[’']s)(?: [\w-]+){0,4}\s*\Z")
_PLURAL = re.compile(r"(?i)\b(?:are|were|have|both|each)(?: [\w-]+){0,4}\s*\Z")
_CLAUSE_VERB = re.compile(
    r"(?i)\b(?:is|was|were|are|has|had|have|said|says|told|who|which|that|will|when|while|after|before|because|by|against|with|"
    r"where|attorney|lawyer|judge|prosecutor|shot|killed|met|pleaded|pled|arrested|charged|sentenced|convicted|admitted|received|denied|faces?|announced)\b"
)
_OTHER_SUBJECT = re.compile(
    r"(?i)(?:\A|[,;:–—“\"] |\b(?:and|but|that|as|where|when|while|because|after|before|if|although) )"
    r"(?P<np>there\b|(?:the|an?|this|that|these|those|its|no|any|some|several|many|his|her|their|all|most) (?:[\w’'-]+ ){1,7}?)"
    r"(?:(?:was|were|is|are|has|have|had|will|would|could|may|might|can|be|been|being|to|also|\w+ly|scheduled|expected|not|later|then|first|again|suspects?|now) )+\Z"
)
"""A subject that is no person of the text: `the new rules were released`."""
_NEAR_PARTICIPLE = re.compile(r"\A(?:[\s,()\d]|\b(?:of|from|age|aged|and|was|were|is|are|been|be|being|also|later|then|both|who|each|today|yesterday|had|has|have|already|previously|recently|once|twice|first|now|all)\b|\b[A-Z][\w.’'-]*|\b\d[\w-]*)*\Z")
_AUXILIARIES_ONLY = re.compile(r"\A,?(?: (?:was|were|is|are|has|have|had|will|be|been|also|each|both|\w+ly|today|later))*\s*\Z")
_GOVERNED = re.compile(r"(?i)\b(?:of|for|at|in|by|with|from|against|to)\b(?: [\w.’'-]+){0,4} \Z")
_LABEL_GAP = re.compile(r"\A(?:, \d{1,3})?(?:,| is| was|, who is|, who was) (?:an?|the) (?:twice |previously )?\Z")
_ATTRIBUTIVE = re.compile(r"(?i)\b(?:an?|the|his|her|their|any|every|many|most|two|three|of|other|some)\s+\Z")
_CONJUNCTION = re.compile(r"(?i)(?:\band\b|&|;|\bor\b|\bas well as\b|\bnor\b)")
_WHO = re.compile(r"(?i),? (?:both of |each of |all of )?(?:who|whom)\b[^,;]{0,60}\Z")
_GAP_TO_OBJECT = re.compile(
    r"(?i)\A(?: (?:the|a|an|his|her|their|also|today|yesterday|on|[A-Z]\w+day|defendants?|suspects?|brothers?|sisters?|former|"
    r"[\w’-]+(?<!with)(?<!for)(?<!of)(?<!in)(?<!at)(?<!to)(?<!from)(?<!by)(?<!and)(?<!after)(?<!that)(?<!who))){0,7},? \Z"
)
_APPOSITION = re.compile(r"\A(?:, \d{1,3})?, (?:an? |the |his |her |their )?[a-z][^;]*(?<!and )(?<!or )\Z")
_GROUP_WORD = re.compile(r"(?i)\b(?:they|both|each|all)(?= (?:are|were|have|had|will|face|also|each|pleaded|pled|faced|could|remain|then|later|was|is|faces|been|both|on|in|received|appeared|allegedly|admitted|waived|told|remained|entered|agreed|fled|surrendered|turned|did|do)\b)")
_INVERTED = re.compile(r"(?i)\A[^.;:]{0,60}?\b(?:is|are|was|were)\b:? (?:defendants? )?\Z")


@cache
def _description_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a described person (`the two men`, `a former teacher`): anywhere, and right behind a verb."""
    table = load_table("roles.yml")
    singular = "|".join(sorted(map(re.escape, table["person_nouns"]), key=len, reverse=True))
    plural = "|".join([f"(?:{singular})s", *sorted(map(re.escape, table["plural_nouns"]), key=len, reverse=True)])
    number = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}"
    phrase = (
        rf"\b(?P<det>(?:his|her|their|its|[\w]+[’'']s)\b|(?:(?:all|both)(?: of)?(?: the)?|the|these|those|an?|another|one|every|each)\b|(?:(?:the|all|these|those|another|other) )?(?:{number})\b)"
        rf"(?: (?:other|more))?(?P<np>(?: [\w’'./&-]+){{0,6}}?) (?:(?P<plural>{plural})|(?P<head>{singular}))\b"
    )
    return re.compile(f"(?i){phrase}"), re.compile(f"(?i) {phrase}")


def find_subject(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the people of the trigger's event; null when the text does not say whom it happened to."""
    frame = trigger.rule.frame
    if frame == "noun":
        return _of_noun(trigger, cast)
    if trigger.rule.id == "convicted_label":
        return _labelled(trigger, cast)
    if frame == "patient":
        if trigger.voice in ("active", "reduced"):
            found = _object(trigger, cast)
            if found is not None or trigger.voice == "active" or _is_attributive(trigger, cast):
                return found
        found = _before(trigger, cast)
        return found if found is not None else _inverted(trigger, cast)
    found = _before(trigger, cast)
    if found is None and trigger.modality == "hypothetical":
        return _after_comma(trigger, cast)
    return found


def _labelled(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the person that a label stands beside: `Ivan Example, a convicted murderer`, `convicted murderer Ivan Example`."""
    text = cast.annotated.text
    for mention in cast.mentions[trigger.sentence]:
        behind = text[trigger.span.end : mention.span.start] if mention.span.start >= trigger.span.end else None
        before = text[mention.span.end : trigger.span.start] if mention.span.end <= trigger.span.start else None
        if behind in (" ", " and ") or (before is not None and _LABEL_GAP.match(before)):
            entities = _eligible(cast, mention, trigger)
            if mention.kind == "name" and entities:
                return Reference(mention.span, "name", entities, trigger.sentence, confidence=mention.confidence)
    return None


def _is_attributive(trigger: Trigger, cast: Cast) -> bool:
    """Tell whether the participle stands before its noun (`an imprisoned spy`)."""
    start = trigger.verb.start
    return _ATTRIBUTIVE.search(cast.annotated.text[max(0, start - 12) : start]) is not None


def _eligible(cast: Cast, mention: Mention, trigger: Trigger) -> tuple[int, ...]:
    """Return the entities of the mention that the event can have happened to."""
    bodies = mention.kind == "name" and trigger.rule.event in BODY_EVENTS and not _AGENCY.search(mention.span.of(cast.annotated.text))
    return tuple(entity for entity in mention.entities if cast.is_candidate(entity, bodies=bodies))


def _is_possessive(cast: Cast, mention: Mention) -> bool:
    text = cast.annotated.text
    words = mention.span.of(text).lower()
    if mention.kind == "pronoun":
        return words in _POSSESSIVE_WORDS or (words == "her" and text[mention.span.end : mention.span.end + 2].strip().isalpha())
    return _POSSESSIVE.match(text, mention.span.end) is not None


def _before(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the subject to the left of the verb: the nearest mention or description that is no object."""
    text, sentence = cast.annotated.text, cast.sentence(trigger.sentence)
    start, verb = sentence.span.start, trigger.span.start
    left = text[start:verb]
    who = _WHO.search(left[-80:])
    reach = verb - len(left[-80:]) + who.start() if who else verb
    described = _description(cast, trigger, start, reach)
    clause = max(left.rfind(";"), left.rfind(" – ")) + start if ";" in left else start
    if who is None and (described is None or described.kind == "opaque") and _OTHER_SUBJECT.search(left):
        named = [m for m in cast.mentions[trigger.sentence] if m.span.end <= verb and m.entities]
        subject = _OTHER_SUBJECT.search(left)
        if subject is not None and not any(m.span.start >= start + subject.start("np") for m in named):
            return None
    for mention in reversed(cast.mentions[trigger.sentence]):
        if mention.span.end > reach:
            continue
        if mention.span.end <= clause:
            break
        if described is not None and mention.span.end <= described.span.start:
            break
        if _is_possessive(cast, mention):
            continue
        if described is not None and described.span.overlaps(mention.span) and not mention.entities:
            continue
        before = text[max(start, mention.span.start - 40) : mention.span.start]
        after = text[mention.span.end : trigger.verb.start]
        if after.count(")") > after.count("(") or _is_in_apposition(cast, trigger, mention):
            continue
        if trigger.rule.frame == "patient" and trigger.voice == "reduced" and who is None and not _NEAR_PARTICIPLE.match(after):
            break
        if not _may_be_subject(cast, mention, before, after):
            continue
        touches = reach - mention.span.end <= 2 and (who is not None or trigger.voice == "reduced")
        if not touches and _PREPOSITION.search(before):
            continue
        reference = _reference(cast, trigger, mention, text[mention.span.end : trigger.verb.start])
        if reference is not None:
            return reference
    return described if described is not None and described.kind != "opaque" else None


def _may_be_subject(cast: Cast, mention: Mention, before: str, after: str) -> bool:
    """Tell whether a body stands where a subject does: right before its verb, governed by nothing; people always may."""
    if mention.kind != "name" or cast.people.entities[mention.entities[0]].kind == "person":
        return True
    return _AUXILIARIES_ONLY.match(after) is not None and _GOVERNED.search(before) is None


def _is_in_apposition(cast: Cast, trigger: Trigger, mention: Mention) -> bool:
    """Tell whether the name only explains the one before it (`X, brother of the singer Y, was arrested`)."""
    text = cast.annotated.text
    if mention.kind != "name" or text[mention.span.end : mention.span.end + 1] != ",":
        return False
    row = cast.mentions[trigger.sentence]
    for other in reversed(row[: row.index(mention)]):
        if other.kind == "name" and any(cast.is_candidate(entity) for entity in other.entities):
            gap = text[other.span.end : mention.span.start]
            return len(gap) < 120 and _APPOSITION.match(gap) is not None and not _CLAUSE_VERB.search(gap)
    return False


def _reference(cast: Cast, trigger: Trigger, mention: Mention, between: str) -> Reference | None:
    """Return the reference that starts from this mention, with the names that are coordinated with it."""
    text = cast.annotated.text
    words = mention.span.of(text).lower()
    entities = _eligible(cast, mention, trigger)
    if mention.kind == "name" or (len(mention.entities) == 1 and mention.kind == "description"):
        if not entities:
            return None
        if cast.people.entities[entities[0]].name is None:
            return Reference(mention.span, "newcomer", entities, trigger.sentence, confidence=mention.confidence)
        span = mention.span
        if mention.kind == "name" and not (_SINGULAR.search(between[-60:]) and not re.search(r"\beach\b|\bboth\b", between)):
            entities, span = _coordinated(cast, trigger, mention, entities)
        return Reference(span, mention.kind, entities, trigger.sentence, confidence=mention.confidence)
    if mention.kind == "pronoun":
        if words in ("i", "we", "you", "it", "me", "us", "my", "our"):
            return None
        if words in ("they", "them", "both"):
            group = cast.group() if len(entities) < 2 else entities
            return Reference(mention.span, "pronoun", group, trigger.sentence, size=2, confidence=0.8) if group else None
        if not entities or (len(cast.defendants) == 1 and entities[0] not in cast.defendants):
            entities = cast.single() or entities
        return Reference(mention.span, "pronoun", entities, trigger.sentence, confidence=mention.confidence) if entities else None
    if entities:
        return Reference(mention.span, "description", entities, trigger.sentence, confidence=mention.confidence)
    return None


def _coordinated(
    cast: Cast, trigger: Trigger, mention: Mention, entities: tuple[int, ...], *, forward: bool = False
) -> tuple[tuple[int, ...], Span]:
    """Return the entities and span of all names joined to this one (`X, 30, of Lima, Y and Z`)."""
    text = cast.annotated.text
    row = cast.mentions[trigger.sentence]
    position = row.index(mention)
    joined, span, conjunctions = list(entities), mention.span, False
    near = mention
    steps = row[position + 1 :] if forward else reversed(row[:position])
    for other in steps:
        gap = text[near.span.end : other.span.start] if forward else text[other.span.end : near.span.start]
        if other.kind == "description" and not other.entities:
            continue
        if len(gap) > 160 or _CLAUSE_VERB.search(gap):
            break
        if other.kind != "name" or _is_possessive(cast, other):
            continue
        if not (_CONJUNCTION.search(gap) or "," in gap):
            break
        before = text[max(0, other.span.start - 40) : other.span.start]
        if _PREPOSITION.search(before) and (forward or re.search(r"(?i)\b(?:of|from|in|at) \Z", before)):
            continue
        more = _eligible(cast, other, trigger)
        if not more:
            continue
        conjunctions = conjunctions or _CONJUNCTION.search(gap) is not None
        joined.extend(entity for entity in more if entity not in joined)
        span = Span(min(span.start, other.span.start), max(span.end, other.span.end))
        near = other
    if not conjunctions or len(joined) > 40:
        return entities, mention.span
    ordered = joined if forward else [*reversed(joined)]
    return tuple(ordered), span


def _description(cast: Cast, trigger: Trigger, start: int, end: int) -> Reference | None:
    """Return the last described person before the verb (`the two men`, `a Lima man`)."""
    text = cast.annotated.text
    anywhere, _ = _description_patterns()
    found: Reference | None = None
    for match in anywhere.finditer(text, max(start, end - 260), end):
        if _PREPOSITION.search(text[max(start, match.start() - 40) : match.start()]) and end - match.end() > 2:
            continue
        if re.match(r"[’']s?\s", text[match.end() : match.end() + 3]):
            continue
        if _explains_name(cast, trigger, match.start("det")):
            continue
        reference = _described(cast, trigger, match)
        if reference is not None:
            found = reference
    for match in _GROUP_WORD.finditer(text, max(start, end - 120, found.span.end if found else 0), end):
        if not _PREPOSITION.search(text[max(start, match.start() - 40) : match.start()]) and cast.group():
            found = Reference(Span.of_match(match), "pronoun", cast.group(), trigger.sentence, size=2, confidence=0.75)
    return found


def _explains_name(cast: Cast, trigger: Trigger, start: int) -> bool:
    """Tell whether a description explains the name before it (`Ivan Example, 27, a native of Peru, was ...`)."""
    text = cast.annotated.text
    name = next((m for m in reversed(cast.mentions[trigger.sentence]) if m.kind == "name" and m.span.end <= start), None)
    if name is None or not any(cast.is_candidate(entity) for entity in name.entities):
        return False
    gap = text[name.span.end : start]
    return len(gap) < 80 and gap.startswith((",", " (")) and not gap.endswith("and ") and not _CLAUSE_VERB.search(gap)


def _described(cast: Cast, trigger: Trigger, match: re.Match[str]) -> Reference | None:
    """Return the reference of a described person or group."""
    span = Span(match.start("det"), match.end())
    determiner = match["det"].lower()
    inside = [m for m in cast.mentions[trigger.sentence] if span.overlaps(m.span)]
    known = next((m for m in inside if m.kind == "description" and any(_is_person(cast, e) for e in m.entities)), None)
    if known is not None:
        entities = _eligible(cast, known, trigger)
        if not entities:
            return Reference(span, "opaque", (), trigger.sentence)
        is_new = cast.people.entities[entities[0]].name is None
        return Reference(span, "newcomer" if is_new else "description", entities, trigger.sentence, confidence=known.confidence)
    if re.match(r"\s*,?\s*[A-Z]", cast.annotated.text[span.end : span.end + 3]) and any(
        m.kind == "name" and 0 <= m.span.start - span.end <= 3 for m in cast.mentions[trigger.sentence]
    ):
        return None
    if determiner == "every" or determiner.endswith(("’s", "'s")) or determiner in ("his", "her", "their", "its"):
        return Reference(span, "opaque", (), trigger.sentence)
    plural = match["plural"] is not None
    definite = determiner.split()[0] in ("the", "both", "all", "these", "those", "each", "every")
    head = (match["plural"] or match["head"]).lower()
    if definite and determiner != "the two" and head.rstrip("s") in ("officer", "official", "judge", "prosecutor", "lawyer", "attorney", "victim", "witness"):
        return None
    if definite:
        entities = cast.group() if plural or determiner in ("each", "both") else cast.single()
        if entities:
            return Reference(span, "topic", entities, trigger.sentence, size=2 if plural else 1, confidence=0.8)
    return Reference(span, "newcomer", (), trigger.sentence, size=_size(determiner, plural=plural), confidence=0.8)


_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _is_person(cast: Cast, entity: int) -> bool:
    return cast.people.entities[entity].kind == "person"


def _size(determiner: str, *, plural: bool) -> int:
    """Return how many people a determiner counts; 2 for a plural without a number."""
    last = determiner.split()[-1]
    if last.isdigit():
        return int(last)
    if last in _NUMBERS[2:]:
        return _NUMBERS.index(last)
    return 2 if plural else 1


def _object(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the object behind an active verb (`police arrested X and Y`)."""
    text, sentence = cast.annotated.text, cast.sentence(trigger.sentence)
    end = trigger.verb.end
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.start < end:
            continue
        gap = text[end : mention.span.start]
        if len(gap) > 90 or not _GAP_TO_OBJECT.match(gap):
            break
        if _is_possessive(cast, mention):
            continue
        entities = _eligible(cast, mention, trigger)
        if mention.kind == "pronoun" and not entities:
            words = mention.span.of(text).lower()
            entities = cast.group() if words == "them" else cast.single() if words in ("him", "her") else ()
        if not entities:
            continue
        span = mention.span
        if mention.kind == "name":
            entities, span = _coordinated(cast, trigger, mention, entities, forward=True)
        return Reference(span, mention.kind, entities, trigger.sentence, confidence=mention.confidence)
    _, behind = _description_patterns()
    match = behind.match(text, end, min(end + 160, sentence.span.end))
    reference = _described(cast, trigger, match) if match else None
    return reference if reference is not None and reference.kind != "opaque" else None


def _inverted(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the people behind a participle that opens its sentence (`Arrested were X and Y`)."""
    text = cast.annotated.text
    if trigger.voice != "reduced":
        return None
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.start < trigger.span.end or mention.kind != "name":
            continue
        gap = text[trigger.span.end : mention.span.start]
        if not (_INVERTED.match(gap) or (re.search(r", \Z", gap) and not _is_possessive(cast, mention))):
            break
        entities = _eligible(cast, mention, trigger)
        if entities:
            entities, span = _coordinated(cast, trigger, mention, entities, forward=True)
            return Reference(span, "name", entities, trigger.sentence, confidence=mention.confidence)
    return None


def _after_comma(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the subject of the main clause behind `If convicted, ...`."""
    text = cast.annotated.text
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.start < trigger.span.end or _is_possessive(cast, mention):
            continue
        if mention.span.start - trigger.span.end > 120:
            break
        reference = _reference(cast, trigger, mention, "")
        if reference is not None:
            if mention.kind == "name":
                entities = _eligible(cast, mention, trigger)
                reference.entities, reference.span = _coordinated(cast, trigger, mention, entities, forward=True)
            return reference
    match = _description_patterns()[0].search(text, trigger.span.end, min(trigger.span.end + 80, cast.sentence(trigger.sentence).span.end))
    reference = _described(cast, trigger, match) if match else None
    return reference if reference is not None and reference.kind != "opaque" else None


_COMPLEMENT = re.compile(
    r"(?i)\A(?:[ \w-]{0,40}?)\b(?:of|against|for|to|charging|charges|accuses)\b(?: (?:defendants?|suspects?|the|former|alleged|[\w’-]+)){0,5},? \Z"
)


def _of_noun(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return possessor (`X's arrest`, `his arrest`) or complement (`the arrest of X`, `charges against X`) of an event noun."""
    text = cast.annotated.text
    start, end = trigger.span
    best: Reference | None = None
    for mention in cast.mentions[trigger.sentence]:
        if mention.span.start > end + 90:
            break
        if mention.span.end <= start:
            gap = text[mention.span.end : start]
            if len(gap) > 45 or not _is_possessive(cast, mention) or re.search(r"[.;,:]|\b(?:and|in|on|of|to|for)\b", gap.strip("’' ")):
                continue
            reference = _possessor(cast, trigger, mention)
            best = reference or best
        elif best is None:
            gap = text[end : mention.span.start] if mention.span.start >= end else ""
            inside = text[start : mention.span.start] if mention.span.start < end else gap
            if not _COMPLEMENT.match(" " + inside.lstrip() if not inside.startswith(" ") else inside):
                continue
            if mention.kind == "pronoun" and _is_possessive(cast, mention) and not text.startswith(" arrest", mention.span.end):
                continue
            entities = _eligible(cast, mention, trigger)
            if mention.kind == "pronoun" and not entities:
                words = mention.span.of(text).lower()
                entities = cast.group() if words in ("them", "their") else cast.single() if words in ("him", "her", "his") else ()
            if entities:
                span = mention.span
                if mention.kind == "name" and not _is_possessive(cast, mention):
                    entities, span = _coordinated(cast, trigger, mention, entities, forward=True)
                best = Reference(span, mention.kind, entities, trigger.sentence, confidence=mention.confidence)
    if best is not None or not trigger.rule.has_topic:
        return best
    left = _before(trigger, cast)
    if left is not None and left.kind != "newcomer":
        left.confidence *= 0.8
        return left
    topic = cast.last if cast.last else ()
    return Reference(trigger.span, "topic", topic, trigger.sentence, confidence=0.6) if topic else None


def _possessor(cast: Cast, trigger: Trigger, mention: Mention) -> Reference | None:
    text = cast.annotated.text
    entities = _eligible(cast, mention, trigger)
    words = mention.span.of(text).lower()
    if mention.kind == "pronoun" and (not entities or words == "their"):
        if words == "their" and len(entities) < 2:
            entities = cast.group()
        elif words in ("his", "her") and not entities:
            entities = cast.single()
    return Reference(mention.span, mention.kind, entities, trigger.sentence, confidence=mention.confidence) if entities else None
