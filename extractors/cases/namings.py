"""Where a text names whom it has only described: right behind, in the next sentences, in a list, by the description's noun.

Each function returns the entities that one way of naming gives a newcomer of `newcomers`, none where the text does not name it so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from extractors.cases.references import DONE_TO, GOVERNS

if TYPE_CHECKING:
    from extractors.cases.cast import Cast, Reference
    from extractors.cases.events import Fact

_REACH = 4
"""How many sentences behind a newcomer its name may come."""
IDENTIFIES = re.compile(
    r"(?i)\b(?:identified|named|suspected|believed)\b[^.;\n]{0,60}?\b(?:as|to be) (?:[\w-]+-year-old )?[“\"]?\Z"
)
_AS = tuple(f"{end}{mark}" for end in ("as ", "to be ", "-year-old ") for mark in ("", '"', "“"))
"""What the words before a name end with where `IDENTIFIES` matches them."""
_AGE_BEHIND = re.compile(r",? \(?(?:age |aged )?\d{2}\b")
_LAST_WORD = re.compile(r"\w+\Z")
_WORD_BEFORE = re.compile(r"(\w+) \Z")
_VISIT = re.compile(r"(?i)\bvisit(?:ed|ing|s)?\b")
_VISIT_BEFORE = re.compile(r"(?i)\bvisit(?:ed|ing|s)? \Z")
_OBJECTS = re.compile(r"[^\"“”.;]{1,70}")
_APPOSED = re.compile(
    r"(?: (?:of|in|at|from|with) (?:the )?[\w’'-]+(?: [\w’'-]+){0,4})?, (?:one |named |identified as |aged \d+, )?"
)
_SPEAKS = re.compile(r"(?:,[^.;]{0,80}?,)? (?:said|told|says|announced|confirmed|added|reported)\b")
RELATED = re.compile(
    r"(?i)(?:(?<![\w’])(?:his|her|their) (?:[\w’'-]+ ){0,4}|\b(?:an?|another) (?:[\w’'-]+ ){1,4}?)(?:[a-z][\w’'-]+), \Z"
    r"|(?:\b(?:his|her|their)|[\w.-]+[’']s) (?:[\w-]+ ){0,2}(?:brother|sister|wife|husband|mother|father|son|daughter|cousin|uncle|nephew|girlfriend|boyfriend|partner|friend|accomplice|colleague)(?:-in-law)?,? \Z"
)
"""Before a name: a relation of somebody already spoken of (`His former office manager, Ivan Example`), or a description anew."""
_JUDGED = frozenset({"convicted", "sentenced", "imprisoned", "fined"})
_LEAD_END = 2
"""Sentences of a lead; whom a later one describes is named in the next sentence, if at all."""
_INCLUDING = re.compile(r",? (?:including|among them|one of them)(?: [\w’'-]+){0,6} \Z")
_DEED_OF = re.compile(
    r"(?:,? \(?\d{1,3}\)?,?)?(?: (?:of|from) [A-Z]\w+(?: [A-Z]\w+)?,)? (?!(?:received|suffered|welcomed|needed|visited|reported|died|described|called|added|announced|explained|confirmed|wanted|claimed|thanked|praised|warned|argued|represented|prosecuted|tweeted|asked|stated|lived|worked|appeared|denied|opened|led)\b)"
    r"(?:\w{3,}ed|paid|gave|made|lied|drove|stole|took|beat|hit|shot|set|struck|ran|broke|drew|threw|cut|sold|hid|bought|stuck|tied|sent|bit|left|used) (?!by\b)"
)
"""Behind the name that opens a sentence: what whom the lead describes did (`Ivan Example poured petrol`)."""
_NEXT = re.compile(
    r"(?: alias [\w’'-]+(?: [A-Z][\w’'-]+)?)?(?:,? \(?\d{1,3}\)?)?(?:, (?:an?|both) [a-z][^,.;]{2,40})?(?:, and |, | and )| alias "
)
"""Between two names of a list of those identified."""
_OF_HARMED = re.compile(
    r"(?i)\b(?:victims?|dead|deceased|bod(?:y|ies)|killed|injured|wounded|remains|complainants?|officers?|hostages?)\b"
)


def apposed(cast: Cast, reference: Reference) -> list[int]:
    """Return whom the words right behind a newcomer name (`a former governor of Hill State, Ivan Example, before ...`)."""
    text = cast.annotated.text
    for mention in cast.mentions[reference.sentence]:
        if mention.kind != "name" or mention.span.start < reference.span.end or reference.size > 1:
            continue
        entities = [entity for entity in mention.entities if cast.is_candidate(entity)]
        if entities and _APPOSED.fullmatch(text, reference.span.end, mention.span.start):
            return [] if _SPEAKS.match(text, mention.span.end) else entities
    return []


def included(cast: Cast, reference: Reference) -> list[int]:
    """Return whom the words right behind a group name as part of it (`charges against 24 workers, including the swimmer X`)."""
    if reference.size < 2:
        return []
    text = cast.annotated.text
    for mention in cast.mentions[reference.sentence]:
        if mention.kind == "name" and mention.span.start >= reference.span.end:
            gap = text[reference.span.end : mention.span.start]
            if not cast.is_candidate(mention.entities[0]) and len(gap) < 80:
                continue  # `including the Syrian swimmer X`: a name of a people
            return list(mention.entities) if _INCLUDING.fullmatch(gap) else []
    return []


def named_by_noun(cast: Cast, reference: Reference) -> list[int]:
    """Return whom the text later names with the newcomer's own noun (`two officers ...`, `officers X and Y`)."""
    text = cast.annotated.text
    last_word = _LAST_WORD.search(reference.span.of(text))
    noun = last_word[0].lower().rstrip("s") if last_word else ""
    if len(noun) < 4 or noun in ("people", "person", "man", "men", "woman", "women", "member", "individual"):
        return []
    for index in range(reference.sentence, min(len(cast.mentions), reference.sentence + 12)):
        row = [m for m in cast.mentions[index] if m.kind == "name" and m.span.start > reference.span.end]
        for position, mention in enumerate(row):
            before = _WORD_BEFORE.search(text, max(0, mention.span.start - 40), mention.span.start)
            if before is None or before[1].lower().rstrip("s") != noun:
                continue
            group: list[int] = []
            last = mention
            for other in row[position:]:
                gap = text[last.span.end : other.span.start]
                if other is not mention and not re.fullmatch(r",? (?:and )?|, \d{1,3},? (?:and )?", gap):
                    break
                group.extend(entity for entity in other.entities if cast.is_candidate(entity) and entity not in group)
                last = other
            return group[: reference.size] if len(group) >= reference.size else []
    return []


def named_behind(cast: Cast, newcomer: Fact, later: list[Fact], first_use: dict[int, int]) -> list[int]:
    """Return the people first named behind the newcomers as those whom an event befell.

    Who was acquitted is none of those who were convicted.
    """
    reference = newcomer.reference
    group: list[int] = []
    text = cast.annotated.text
    harmed = _harmed(cast, reference)
    opener = _opener(cast, reference, first_use)
    for fact in later:
        other = fact.reference
        if other.sentence > reference.sentence + (
            _REACH if reference.sentence <= _LEAD_END or reference.size > 1 else 1
        ):
            break
        if other.kind != "name" or other.span.start < reference.span.end or _is_of_others(newcomer, fact):
            continue
        if other.sentence == reference.sentence and GOVERNS.search(
            text, max(reference.span.end, other.span.start - 60), other.span.start
        ):
            continue  # `two men were charged with the murder of Ivan Example`
        fresh = (
            e
            for e in other.entities
            if e not in harmed and first_use.get(e, 0) > reference.span.start and cast.is_candidate(e)
        )
        new = [entity for entity in fresh if entity not in group]
        if reference.sentence > _LEAD_END and reference.size == 1:
            new = [e for e in new if first_use[e] == cast.sentence(other.sentence).span.start]
        if reference.size == 1:
            new = [e for e in new if not RELATED.search(text, max(0, first_use[e] - 70), first_use[e])]
        if reference.size == 1 and new:
            if opener is not None and opener not in new and first_use[opener] < first_use[new[0]]:
                return [opener]
            return new if len(new) == 1 else []
        group.extend(new)
        if reference.size > 2 and len(group) >= reference.size:
            break
    return [opener] if opener is not None and not group and reference.size == 1 else group


def _is_of_others(newcomer: Fact, fact: Fact) -> bool:
    """Tell whether an event is none of the newcomers': a death, or an acquittal where they were convicted."""
    event = fact.trigger.rule.event
    return event == "died" or (event == "acquitted" and newcomer.trigger.rule.event in _JUDGED)


def _harmed(cast: Cast, reference: Reference) -> set[int]:
    """Return whom the newcomers' own sentence names as those they did something to: `charged with the murder of X`."""
    text, end = cast.annotated.text, reference.span.end
    return {
        entity
        for mention in cast.mentions[reference.sentence]
        if mention.kind == "name" and mention.span.start > end and DONE_TO.search(text, end, mention.span.start)
        for entity in mention.entities
    }


def _opener(cast: Cast, reference: Reference, first_use: dict[int, int]) -> int | None:
    """Return whom the sentence behind a lead of one person opens with and tells the deed of; null where it opens otherwise."""
    following = reference.sentence + 1
    if reference.sentence > 1 or reference.size != 1 or following >= len(cast.mentions):
        return None
    start = cast.sentence(following).span.start
    row = cast.mentions[following]
    first = row[0] if row and row[0].kind == "name" and row[0].span.start == start else None
    if first is None or len(first.entities) != 1 or not cast.is_candidate(first.entities[0]):
        return None
    is_new = first_use.get(first.entities[0]) == start and " " in first.span.of(cast.annotated.text)
    return first.entities[0] if is_new and _DEED_OF.match(cast.annotated.text, first.span.end) else None


def identified(cast: Cast) -> list[int]:
    """Return whom the text identifies as the suspect (`identified the suspect as Ivan Example`)."""
    text = cast.annotated.text
    found: list[int] = []
    end = -1
    for mention in cast.people.mentions:
        if mention.kind == "name" and cast.people.entities[mention.entities[0]].kind == "place":
            continue
        before = text[max(0, mention.span.start - 100) : mention.span.start]
        is_next = (
            mention.kind == "name" and 0 <= end <= mention.span.start and _NEXT.fullmatch(text, end, mention.span.start)
        )
        is_first = mention.kind == "name" and before.lower().endswith(_AS) and _identifies(before)
        if mention.kind == "name":
            end = mention.span.end if is_first or is_next else -1
        if is_first or is_next:
            found.extend(e for e in mention.entities if cast.is_candidate(e) and e not in found)
    return found


def _identifies(before: str) -> bool:
    """Tell whether the words before a name identify it, and not as that of somebody who was harmed."""
    match = IDENTIFIES.search(before)
    return match is not None and _OF_HARMED.search(before, max(0, match.start() - 30)) is None


def of_lead(cast: Cast, reference: Reference) -> list[int]:
    """Return the one person whom the text introduces, or speaks of at all, behind a newcomer in its lead."""
    if reference.sentence > 1:
        return []
    named = [entity for entity in cast.defendants if not is_unnamed(cast, (entity,))]
    return _introduced(cast, reference.sentence) or named


def _introduced(cast: Cast, sentence: int) -> list[int]:
    """Return whom the next sentences name with an age (`Ivan Example, 34, of Lima, owned ...`), unless they are several."""
    text = cast.annotated.text
    found: list[int] = []
    for row in cast.mentions[sentence + 1 : sentence + 4]:
        for mention in row:
            if mention.kind == "name" and _AGE_BEHIND.match(text, mention.span.end):
                found.extend(e for e in mention.entities if cast.is_candidate(e) and e not in found)
    return found if len(found) == 1 else []


def listed(cast: Cast, reference: Reference) -> list[int]:
    """Return the people whose names open the lines of a list behind the newcomers (`The three men are:`)."""
    annotated = cast.annotated
    group: list[int] = []
    last = -1
    text = annotated.text
    for index in range(reference.sentence + 1, min(len(cast.mentions), reference.sentence + 4 * _REACH)):
        sentence = annotated.sentences[index]
        first = next((m for m in cast.mentions[index] if m.kind == "name"), None)
        opens = first is not None and not text[sentence.span.start : first.span.start].strip(" •·*-–—●o\t")
        is_line = (
            sentence.paragraph != annotated.sentences[index - 1].paragraph or text[sentence.span.start - 1] == "\n"
        )
        if first is None or not opens or not is_line:
            continue
        if last >= 0 and sentence.paragraph > last + 2:
            break
        last = sentence.paragraph
        group.extend(entity for entity in first.entities if cast.is_candidate(entity) and entity not in group)
    return group if len(group) == reference.size or (reference.size == 2 and len(group) > 1) else []


def visited(cast: Cast, reference: Reference) -> list[int]:
    """Return the prisoners whom the text says are visited (`plans to visit three citizens in prison ... to visit X`)."""
    text = cast.annotated.text
    start = reference.span.start
    if reference.size < 2 or not _VISIT_BEFORE.search(text[max(0, start - 30) : start]):
        return []
    group: list[int] = []
    for match in islice(_VISIT.finditer(text), 20):
        index = max(0, bisect_right(cast.annotated.sentence_starts, match.start()) - 1)
        behind = [m for m in cast.mentions[index] if _OBJECTS.fullmatch(text, match.end(), m.span.start)]
        following = cast.annotated.sentence_starts[index + 1] if index + 1 < len(cast.mentions) else len(text)
        if text.startswith("They are ", following):
            behind += cast.mentions[index + 1]
        for mention in behind:
            if mention.kind == "name" and not text.startswith(("’s", "'s"), mention.span.end):
                group.extend(e for e in mention.entities if cast.is_candidate(e) and e not in group)
    return group if len(group) == reference.size else []


def is_unnamed(cast: Cast, entities: tuple[int, ...]) -> bool:
    """Tell whether the entities are none that the text names."""
    return all(cast.people.entities[entity].name is None for entity in entities)
