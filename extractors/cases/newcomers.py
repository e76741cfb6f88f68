"""Join people whom a lead describes with the names that the text gives them afterwards.

News and press releases open with `A Lima man was arraigned today ...` and name him in the next sentence:
`Ivan Example, 34, is charged with ...`. What the lead said belongs to the person so named.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from extractors.cases.references import DONE_TO, GOVERNS, said_before
from extractors.persons.context import find_age
from extractors.persons.nouns import MINOR, can_be_minor
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.cases.cast import Cast, Reference
    from extractors.cases.events import Fact

_REACH = 4
"""How many sentences behind a newcomer its name may come."""
_FACTS = 60
"""How many facts behind a newcomer are looked at."""

_SUSPECT = re.compile(
    r"(?i)\b(?:suspect|gunman|shooter|attacker|assailant|killer|driver|man|woman|teenager|student|accused)\Z"
)
_IDENTIFIES = re.compile(
    r"(?i)\b(?:identified|named|suspected|believed)\b[^.;\n]{0,60}?\b(?:as|to be) (?:[\w-]+-year-old )?[“\"]?\Z"
)
_AS = tuple(f"{end}{mark}" for end in ("as ", "to be ", "-year-old ") for mark in ("", '"', "“"))
"""What the words before a name end with where `_IDENTIFIES` matches them."""
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
_AGE_REACH = 12
"""How far behind a newcomer its age may stand: `a Lima man, 34,`."""
_NOT_NAMED = re.compile(
    r"(?i),? (?:\(?\d{1,2}\)?, )?(?:who|whose (?:name|identity))\b[^.;,]{0,20}?\b(?:not|cannot|can[’']t|withheld)\b[^.;,]{0,20}?\b(?:named|identified|released|disclosed)?\b"
)
"""Behind a newcomer whom the text will not name: `a boy who cannot be named`."""
_RELATION = re.compile(r"(?i)(?:his|her|their|its|my|our)\b|[\w.-]+[’']s?\b")
_TOLD_APART = re.compile(
    r"(?i)\b(?:another|other|second|third|fourth|fifth|sixth|also|co-?defendants?|co-?accused|accomplices?)\b[^.;:]{0,40}\Z"
)
"""Before a name: somebody else than whom the text told of first (`a fourth defendant, Ivan Example`)."""
_RELATED = re.compile(
    r"(?i)(?:(?<![\w’])(?:his|her|their) (?:[\w’'-]+ ){0,4}|\b(?:an?|another) (?:[\w’'-]+ ){1,4}?)(?:[a-z][\w’'-]+), \Z"
    r"|(?:\b(?:his|her|their)|[\w.-]+[’']s) (?:[\w-]+ ){0,2}(?:brother|sister|wife|husband|mother|father|son|daughter|cousin|uncle|nephew|girlfriend|boyfriend|partner|friend|accomplice|colleague)(?:-in-law)?,? \Z"
)
"""Before a name: a relation of somebody already spoken of (`His former office manager, Ivan Example`), or a description anew."""
_KIN_NOUN = re.compile(
    r"(?i)\b(?:father|mother|son|daughter|brother|sister|husband|wife|uncle|aunt|nephew|niece|cousin)\Z"
)
"""Of several relatives only the noun tells which one is named: `A father and his son ...; his father Ivan Example`."""
_FAR = 80
"""Characters between a newcomer and a name that no longer stands beside it."""
_LEAD_END = 2
"""Sentences of a lead; whom a later one describes is named in the next sentence, if at all."""
_OTHER = re.compile(r"(?i)\A(?:another|an?other|other|a (?:second|third|fourth|fellow|different)|one of|one )\b")


def join_newcomers(cast: Cast, facts: list[Fact]) -> None:
    """Give newcomers the entities of the name that follows, where number and place allow it."""
    first_use = _first_mentions(cast)
    identified = _identified(cast)
    for position, fact in enumerate(facts):
        reference = fact.reference
        if reference.kind != "newcomer" or not is_unnamed(cast, reference.entities):
            continue
        words = reference.span.of(cast.annotated.text)
        if _OTHER.match(words) or _NOT_NAMED.match(cast.annotated.text, reference.span.end):
            continue
        group = _apposed(cast, reference) or _included(cast, reference)
        if not group and reference.size == len(identified) > 1:
            group = identified
        is_relative = reference.size == 1 and _KIN_NOUN.search(words) is not None
        if not group and not is_relative:
            group = _named_behind(cast, reference, facts[position + 1 : position + 1 + _FACTS], first_use)
        if not group and reference.size == len(identified) == 1 and _SUSPECT.search(words):
            group = identified
        group = group or _named_by_noun(cast, reference) or _visited(cast, reference)
        if not group and not is_relative:
            group = _listed(cast, reference) if reference.size > 1 else _of_lead(cast, reference)
        fits = (
            len(group) == 1
            if reference.size == 1
            else len(group) >= 2 and (reference.size == 2 or len(group) <= reference.size < 2 * len(group))
        )
        if (
            (fits or _included(cast, reference))
            and not any(cast.is_apart(entity, reference.sentence) for entity in group)
            and said_before(cast, reference).isdisjoint(group)
            and not _is_other(cast, fact, group, first_use)
        ):
            reference.entities = tuple(group)


def _is_other(cast: Cast, fact: Fact, group: list[int], first_use: dict[int, int]) -> bool:
    """Tell whether those named are others than the newcomers: kin, of another age, told apart, or named beside them."""
    text, reference = cast.annotated.text, fact.reference
    if _RELATION.match(reference.span.of(text)) and not text.endswith(" and ", 0, reference.span.start):
        return True
    if len(group) > 1:
        return False
    start = first_use.get(group[0], 0)
    is_far = start > reference.span.end + _FAR and not _KIN_NOUN.search(reference.span.of(text))
    is_apart = is_far and _RELATED.search(text, max(0, start - 70), start) is not None
    if is_apart or _TOLD_APART.search(text, max(0, start - 60), start):
        return True
    window = Span(reference.span.start, reference.span.end + _AGE_REACH)
    ages = [age.years for age in cast.annotated.ages if window.contains(age.span)]
    stated = find_age(cast.annotated, Span(start, _end_of_mention(cast, start)))
    if ages and stated not in (None, *ages):
        return True
    if not can_be_minor(stated) and reference.span.of(text).lower().rpartition(" ")[2] in MINOR:
        return True
    return any(
        group[0] in mention.entities
        and reference.span.end <= mention.span.start < fact.trigger.span.start
        and not _IDENTIFIES.search(text, reference.span.end, mention.span.start)
        for mention in cast.mentions[reference.sentence]
        if mention.kind == "name"
    )


def _end_of_mention(cast: Cast, start: int) -> int:
    index = max(0, bisect_right(cast.annotated.sentence_starts, start) - 1)
    return next((m.span.end for m in cast.mentions[index] if m.span.start == start and m.kind == "name"), start)


def _apposed(cast: Cast, reference: Reference) -> list[int]:
    """Return whom the words right behind a newcomer name (`a former governor of Hill State, Ivan Example, before ...`)."""
    text = cast.annotated.text
    for mention in cast.mentions[reference.sentence]:
        if mention.kind != "name" or mention.span.start < reference.span.end or reference.size > 1:
            continue
        entities = [entity for entity in mention.entities if cast.is_candidate(entity)]
        if entities and _APPOSED.fullmatch(text, reference.span.end, mention.span.start):
            return [] if _SPEAKS.match(text, mention.span.end) else entities
    return []


_INCLUDING = re.compile(r",? (?:including|among them|one of them)(?: [\w’'-]+){0,6} \Z")


def _included(cast: Cast, reference: Reference) -> list[int]:
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


def _named_behind(cast: Cast, reference: Reference, later: list[Fact], first_use: dict[int, int]) -> list[int]:
    """Return the people first named behind the newcomers as those whom an event befell."""
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
        if other.kind != "name" or other.span.start < reference.span.end or fact.trigger.rule.event == "died":
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
        if reference.size == 1:
            new = [e for e in new if not _RELATED.search(text, max(0, first_use[e] - 70), first_use[e])]
        if reference.size == 1 and new:
            if opener is not None and opener not in new and first_use[opener] < first_use[new[0]]:
                return [opener]
            return new if len(new) == 1 else []
        group.extend(new)
        if reference.size > 2 and len(group) >= reference.size:
            break
    return [opener] if opener is not None and not group and reference.size == 1 else group


def _harmed(cast: Cast, reference: Reference) -> set[int]:
    """Return whom the newcomers' own sentence names as those they did something to: `charged with the murder of X`."""
    text, end = cast.annotated.text, reference.span.end
    return {
        entity
        for mention in cast.mentions[reference.sentence]
        if mention.kind == "name" and mention.span.start > end and DONE_TO.search(text, end, mention.span.start)
        for entity in mention.entities
    }


_DEED_OF = re.compile(
    r"(?:,? \(?\d{1,3}\)?,?)?(?: (?:of|from) [A-Z]\w+(?: [A-Z]\w+)?,)? (?!(?:received|suffered|welcomed|needed|visited|reported|died|described|called|added|announced|explained|confirmed|wanted|claimed|thanked|praised|warned|argued|represented|prosecuted|tweeted|asked|stated|lived|worked|appeared|denied|opened|led)\b)"
    r"(?:\w{3,}ed|drove|stole|took|beat|hit|shot|set|struck|ran|broke|drew|threw|cut|sold|hid|bought|stuck|tied|sent|bit|left|used) (?!by\b)"
)
"""Behind the name that opens a sentence: what whom the lead describes did (`Ivan Example poured petrol`)."""


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


def _of_lead(cast: Cast, reference: Reference) -> list[int]:
    """Return the one person whom the text introduces, or speaks of at all, behind a newcomer in its lead."""
    if reference.sentence > 1:
        return []
    named = [entity for entity in cast.defendants if not is_unnamed(cast, (entity,))]
    return _introduced(cast, reference.sentence) or named


def is_unnamed(cast: Cast, entities: tuple[int, ...]) -> bool:
    """Tell whether the entities are none that the text names."""
    return all(cast.people.entities[entity].name is None for entity in entities)


def _first_mentions(cast: Cast) -> dict[int, int]:
    """Return where each entity is first named."""
    first: dict[int, int] = {}
    for mention in cast.people.mentions:
        if mention.kind == "name":
            for entity in mention.entities:
                first.setdefault(entity, mention.span.start)
    return first


_NEXT = re.compile(r"(?:,? \(?\d{1,3}\)?)?(?:, an? [a-z][^,.;]{2,40})?(?:, and |, | and )")
"""Between two names of a list of those identified."""
_OF_HARMED = re.compile(
    r"(?i)\b(?:victims?|dead|deceased|bod(?:y|ies)|killed|injured|wounded|remains|complainants?|officers?|hostages?)\b"
)


def _identifies(before: str) -> bool:
    """Tell whether the words before a name identify it, and not as that of somebody who was harmed."""
    match = _IDENTIFIES.search(before)
    return match is not None and _OF_HARMED.search(before, max(0, match.start() - 30)) is None


def _identified(cast: Cast) -> list[int]:
    """Return whom the text identifies as the suspect (`identified the suspect as Ivan Example`)."""
    text = cast.annotated.text
    found: list[int] = []
    end = -1
    for mention in cast.people.mentions:
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


def _introduced(cast: Cast, sentence: int) -> list[int]:
    """Return whom the next sentences name with an age (`Ivan Example, 34, of Lima, owned ...`), unless they are several."""
    text = cast.annotated.text
    found: list[int] = []
    for row in cast.mentions[sentence + 1 : sentence + 4]:
        for mention in row:
            if mention.kind == "name" and _AGE_BEHIND.match(text, mention.span.end):
                found.extend(e for e in mention.entities if cast.is_candidate(e) and e not in found)
    return found if len(found) == 1 else []


def _listed(cast: Cast, reference: Reference) -> list[int]:
    """Return the people whose names open the lines of a list behind the newcomers (`The three men are:`)."""
    annotated = cast.annotated
    group: list[int] = []
    last = -1
    for index in range(reference.sentence + 1, min(len(cast.mentions), reference.sentence + 4 * _REACH)):
        sentence = annotated.sentences[index]
        first = next((m for m in cast.mentions[index] if m.kind == "name"), None)
        opens = first is not None and not annotated.text[sentence.span.start : first.span.start].strip(" •·*-–—●o\t")
        if first is None or not opens or sentence.paragraph == annotated.sentences[index - 1].paragraph:
            continue
        if last >= 0 and sentence.paragraph > last + 2:
            break
        last = sentence.paragraph
        group.extend(entity for entity in first.entities if cast.is_candidate(entity) and entity not in group)
    return group if len(group) == reference.size or (reference.size == 2 and len(group) > 1) else []


def _visited(cast: Cast, reference: Reference) -> list[int]:
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


def _named_by_noun(cast: Cast, reference: Reference) -> list[int]:
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
