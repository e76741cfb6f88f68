"""Turn a mention into a reference: its eligible entities, and the names that are coordinated with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.cases.cast import Cast, Reference
from extractors.patterns import any_of
from extractors.persons.nouns import ROLE
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.cases.triggers import Trigger
    from extractors.persons.model import Mention

BODY_EVENTS = frozenset(
    {
        "charged",
        "indicted",
        "arraigned",
        "pleaded_guilty",
        "pleaded_not_guilty",
        "convicted",
        "sentenced",
        "fined",
        "acquitted",
    }
)
"""Events that can happen to an organisation."""

_AGENCY = re.compile(
    r"(?i)\b(?:police|department|office|court|attorney|bureau|FBI|ministry|government|agency|sheriff|jury|prosecut\w+|commission|"
    r"authorit\w+|council|senate|congress|division|force|district|justice|service|unit|administration|prison|jail|state|party|army|county)\b|^[A-Z]{2,5}$"
)
_GOVERNING = (
    "of|by|with|to|from|for|against|at|in|on|than|about|over|into|toward|towards|between|behind|like|as|near|via"
    "|per|called|named|told|asked|urged|shot|killed|beat|hit|struck|met|sent|gave|made|took|found|left|fed|hurt|cut"
    "|whom|whose|which"
)
_NOT_GOVERNING = (
    "including|reported|announced|confirmed|alleged|claimed|added|stated|believed|noted|explained|indicated"
    "|suggested|concluded|ruled|testified|revealed|accused|convicted|wanted|suspected|charged|when|sentenced"
    "|yesterday"
)
GOVERNS = re.compile(
    rf"(?i)\b(?:(?:{any_of(_GOVERNING.split('|'))})|"
    rf"(?!{any_of(_NOT_GOVERNING.split('|'))})\w{{2,}}(?:ing|ed)|"
    r"(?:kill|murder|shoot|stabb|rap|assault|robb|kidnapp|attack|beat|strangl|defraud|threaten|molest|abus|poison)ing(?: [\w’'-]+){1,3})"
    r"\s+(?:the |his |her |their |fellow |victim |\w+[’']s )?(?:\d{1,3}-year-old )?(?:(?:then-)?(?:president|prime minister|chancellor|king|queen|minister|governor|senator|judge|justice|mr|mrs|ms|dr)\.? )?\Z"
)
"""Words before a name that make it the object of a preposition or verb."""
_CLAUSE_WORDS = (
    "is|was|were|are|has|had|have|said|says|told|who|which|that|will|when|while|after|before|because|by|against"
    "|with|where|attorney|lawyer|judge|prosecutor|shot|killed|met|pleaded|pled|arrested|charged|sentenced|convicted"
    "|admitted|received|denied|face|faces|announced|acquitted|cleared|freed|released|jailed|fined|upheld|handed|gave|ordered"
)
CLAUSE_VERB = re.compile(rf"(?i)\b(?:{any_of(_CLAUSE_WORDS.split('|'))})\b")
"""Words that do not stand between coordinated names."""
_POSSESSIVE = re.compile(r"[’']s?(?=\s)")
_BEHIND_OBJECT = re.compile(
    r"\s(?:in|on|for|to|from|at|with|after|before|and|as|by|when|while|until|without|into|over|under|again|but|or|since|because|during|was|were|is|are|has|had|will|would|could|should)\b"
)
"""Behind `her` where it is an object: `freed her in exchange for`."""
_POSSESSIVE_WORDS = frozenset({"his", "their", "its", "my", "our", "your"})
_SINGULAR = re.compile(r"(?i)\b(?:is|was|has|[’']s)(?: [\w-]+){0,4}\s*\Z")
_PLURAL = re.compile(r"\b(?:were|are|have)(?: \w+){0,2}\s*\Z")
_ENDS_NAME = re.compile(r"[,;.)]|\s+(?:and|were|was|are|is|have|has|each|both|also|pleaded|with|for|on|to)\b|\Z")
_DISTRIBUTIVE = re.compile(r"\b(?:each|both)\b")
_NO_PERSON = frozenset({"i", "we", "you", "it", "me", "us", "my", "our"})
_JOINS = re.compile(
    r"(?i)(?:,|;|\band|\bor|&|\bas well as|\(|[“\"])\s*(?:(?:his|her|their|the|also|an?|(?:sergeant|constable|inspector|corporal|captain|major|colonel|general|lieutenant|officer|minister|senator|mr|mrs|ms|dr|deputy)\.?|co-?defendants?|defendants?|brothers?|sisters?|wife|husband|cousin|inmate|including|former|fellow|son|daughter|both|\w+ (?:company|corporation|corp|firm)),? ?){0,4}(?:[“\"])?\Z"
)
_JOINS_NOUN = re.compile(r"(?:,|,? and|,? or) (?:[a-z-]+ ){0,2}([a-z-]+) \Z")
"""A noun before the next name: `Ivan Example, 45, and club owner Bo Sample`."""
_RANKED = re.compile(
    r"\b(?:Sergeant|Constable|Officer|Inspector|Corporal|Captain|Lieutenant|Major|Colonel|General|Sgt\.?) \Z"
)
"""Before a name that is joined with that of somebody to whom it happened: police are among the accused."""
_LAWYERS = frozenset({"lawyer", "attorney", "judge", "prosecutor", "magistrate"})
_AND_LAWYER = re.compile(
    rf"\A(?:, |,? and )(?:an? |the |his |her |their )?(?:[a-z-]+ ){{0,3}}(?:{any_of(sorted(_LAWYERS))}) \Z"
)
"""Between the names of a list: `arrested Ivan Example and human rights lawyer Bo Sample`."""
_CONJUNCTION = re.compile(r"(?i)(?:\band\b|&|;|\bor\b|\bas well as\b|\bnor\b)")


DONE_TO = re.compile(
    r"(?i)\b(?:murder|killing|death|rape|kidnapp?ing|abduction|shooting|stabbing|manslaughter|assault|attack|robbery|murdering|raping|assaulting|robbing|attacking)\b(?: of| on)?(?: (?!and\b)[\w’'-]+,?){0,6} \Z"
)
"""Words before a name that make it the victim of a deed."""

PREDICATE = re.compile(
    r"(?i)\b(?:is|was|are|were|be|been|became|remains?|remained|as|among|one of|two of|some of|both)(?: (?:also|now|then|still|not|only|\w+ly|the same))? \Z"
)
"""Before a description that is said of the subject."""


_OF_BODY = re.compile(r"\b(?:of|for|at|from) (?:the |an? )?(?:[\w-]+ ){0,4}\Z")
"""Before a body that somebody worked for: `editors of the news site [Example Times], X and Y`."""
_OF_TWO = re.compile(r" (?:senior|junior|Snr|Jnr|the (?:elder|younger|father|son))\b")
"""Behind a surname of which the text has two: whom it means is not known (`Ramos senior`)."""


def eligible(cast: Cast, mention: Mention, trigger: Trigger, *, officials: bool = False) -> tuple[int, ...]:
    """Return the entities of the mention that the event can have happened to."""
    text = cast.annotated.text
    if mention.kind == "name" and " " not in mention.span.of(text) and _OF_TWO.match(text, mention.span.end):
        return ()
    if mention.kind == "description" and _is_victim_to_come(cast, mention):
        return ()
    bodies = mention.kind == "name" and trigger.rule.event in BODY_EVENTS and not _AGENCY.search(mention.span.of(text))
    entities = tuple(
        entity for entity in mention.entities if cast.is_candidate(entity, bodies=bodies, officials=officials)
    )
    return cast.corrected(mention, entities)


def _is_victim_to_come(cast: Cast, mention: Mention) -> bool:
    """Tell whether a description was taken for somebody whom the text first names further on, as a victim: `guilty of the murder of X`."""
    name = cast.people.entities[mention.entities[0]].name_span if len(mention.entities) == 1 else None
    if name is None or name.start < mention.span.end:
        return False
    return DONE_TO.search(cast.annotated.text, max(0, name.start - 70), name.start) is not None


def is_possessive(cast: Cast, mention: Mention) -> bool:
    """Tell whether the mention is a possessor (`his`, `Example's`)."""
    text = cast.annotated.text
    words = mention.span.of(text).lower()
    if mention.kind == "pronoun":
        return words in _POSSESSIVE_WORDS or (
            words == "her"
            and text[mention.span.end : mention.span.end + 2].strip().isalpha()
            and _BEHIND_OBJECT.match(text, mention.span.end) is None
        )
    return _POSSESSIVE.match(text, mention.span.end) is not None


def said_before(cast: Cast, reference: Reference) -> frozenset[int]:
    """Return whom the sentence speaks of before a description: somebody else, unless it is said of them (`X is a man who`)."""
    start = reference.span.start
    text = cast.annotated.text
    if PREDICATE.search(text, max(0, start - 40), start):
        return frozenset()
    earlier = (m for m in cast.mentions[reference.sentence] if m.span.end <= start and m.kind != "description")
    return frozenset(entity for mention in earlier for entity in mention.entities)


def unresolved(cast: Cast, mention: Mention) -> tuple[int, ...]:
    """Return whom a pronoun means that the persons stage has left open: the defendant or defendants spoken of."""
    if mention.kind != "pronoun":
        return ()
    words = mention.span.of(cast.annotated.text).lower()
    if words in ("them", "their"):
        group = cast.group()
        return group if len(group) > 1 else ()
    single = cast.single() if words in ("him", "her", "his") else ()
    return single if single and cast.agrees(single[0], words) else ()


def refer_by(
    cast: Cast, trigger: Trigger, mention: Mention, between: str, *, is_direct: bool = False
) -> Reference | None:
    """Return the reference that starts from this mention, with the names that are coordinated with it.

    `between` are the words up to the verb; `is_direct` lets an official in, where the text charges nobody else.
    """
    entities = eligible(cast, mention, trigger, officials=is_direct)
    if mention.kind == "pronoun":
        return _by_pronoun(cast, trigger, mention, entities)
    if not entities:
        return None
    span = mention.span
    if len(entities) == 1 and cast.people.entities[entities[0]].name is None:
        pair = _pair(cast, trigger, span, between)
        return pair or Reference(span, "newcomer", entities, trigger.sentence, confidence=mention.confidence)
    is_singular = _SINGULAR.search(between[-60:]) is not None and not _DISTRIBUTIVE.search(between)
    if mention.kind == "name" and not is_singular:
        is_plural = _PLURAL.search(between[-40:]) is not None
        entities, span = coordinated(cast, trigger, mention, entities, is_plural=is_plural)
    return Reference(span, mention.kind, entities, trigger.sentence, confidence=mention.confidence)


def _pair(cast: Cast, trigger: Trigger, span: Span, between: str) -> Reference | None:
    """Return the two whom a lead describes where their verb is plural: `a father and his son were arrested`."""
    first = _PAIR.search(cast.annotated.text, max(0, span.start - 80), span.end) if _WERE.search(between) else None
    if first is None or first.end() != span.start:
        return None
    return Reference(Span(first.start(), span.end), "newcomer", (), trigger.sentence, size=2, confidence=0.8)


def _by_pronoun(cast: Cast, trigger: Trigger, mention: Mention, entities: tuple[int, ...]) -> Reference | None:
    words = mention.span.of(cast.annotated.text).lower()
    if words in _NO_PERSON:
        return None
    if words == "they" and trigger.rule.event == "appealed" and _said_that(cast, mention):
        return None
    if words in ("they", "them", "both"):
        known = set(cast.known or entities)
        is_resolved = len(entities) > 1 and known.intersection(entities)
        group = entities if is_resolved else cast.group(offset=mention.span.start)
        if words == "they" and len(cast.last) > 1 and cast.last_at == trigger.sentence - 1:
            group = cast.last  # `X and Y were convicted. They will be sentenced`, whoever else the text is about
        if len(group) < 2:
            return None
        return Reference(mention.span, "pronoun", group, trigger.sentence, size=2, confidence=0.8)
    if words in ("he", "she"):
        entities = (
            _possessor_of_clause(cast, trigger, mention) or cast.previous_subject(mention, trigger.sentence) or entities
        )
    if (
        trigger.rule.id == "convicted_if"
        and len(cast.known) == 1
        and not cast.is_apart(cast.known[0], trigger.sentence)
        and cast.people.entities[cast.known[0]].kind == "person"
    ):
        entities = cast.known  # `If convicted, he faces` is said of the accused, whomever the pronoun was resolved to
    elif not entities or (len(cast.defendants) == 1 and entities[0] not in cast.defendants):
        entities = _instead(cast, mention, trigger.sentence, entities) or entities
    if not entities:
        return None
    return Reference(mention.span, "pronoun", entities, trigger.sentence, confidence=mention.confidence)


def _instead(cast: Cast, mention: Mention, sentence: int, entities: tuple[int, ...]) -> tuple[int, ...]:
    """Return the defendant whom a pronoun means that was resolved to somebody who is none.

    Nobody where the gender tells otherwise, or where only the other is named in this sentence or the one before.
    """
    single, pronoun = cast.single(), mention.span.of(cast.annotated.text).lower()
    if not single or not cast.agrees(single[0], pronoun):
        return ()
    if entities and (
        cast.is_told_beside(mention, entities[0], single[0])
        or _names_first(cast, mention, entities[0], single[0], sentence)
    ):
        return ()
    if not entities or cast.people.entities[single[0]].gender is not None or not cast.agrees(entities[0], pronoun):
        return single
    rows = cast.mentions[max(0, sentence - 1) : sentence + 1]
    near = {entity for row in rows for mention in row if mention.kind == "name" for entity in mention.entities}
    return () if entities[0] in near and single[0] not in near else single


def _names_first(cast: Cast, pronoun: Mention, entity: int, other: int, sentence: int) -> bool:
    """Tell whether the sentence names a candidate before a pronoun that was resolved to it, and does not name the other."""
    before = [m for m in cast.mentions[sentence] if m.kind == "name" and m.span.end <= pronoun.span.start]
    named = {one for mention in before for one in mention.entities}
    return entity in named and other not in named and cast.is_candidate(entity)


_SAID_THAT = re.compile(
    r"(?i)\b(?:said|say|vowed|announced|added|promised|indicated)(?: on)?(?: \w+day)?,?(?: that)? \Z"
)


def _said_that(cast: Cast, mention: Mention) -> bool:
    """Tell whether somebody speaks of what they will do themselves: `prosecutors said they [would appeal]`."""
    start = mention.span.start
    return _SAID_THAT.search(cast.annotated.text, max(0, start - 60), start) is not None


_WERE = re.compile(r"\b(?:were|are|have)(?: \w+){0,2}\s*\Z")
_PAIR = re.compile(r"\b[Aa]n? (?:[\w’'-]+ ){1,5}and (?=his\b|her\b)")
"""Before the second of two whom a lead describes: `a father and [his son] were arrested`."""
_AND_GAP = re.compile(r"(?:, \d{1,3})?(?:,? of [\w ]{2,30}|, [A-Z][\w ]{2,30})?,? and \Z")


def described_subject(cast: Cast, trigger: Trigger, described: Reference | None, left: str) -> Reference | None:
    """Return a described subject, or the names that stand joined with it; nobody where the text does not identify it."""
    if described is None or described.kind == "opaque":
        return None
    return _joined_with(cast, trigger, described, left) or described


def _joined_with(cast: Cast, trigger: Trigger, described: Reference, left: str) -> Reference | None:
    """Return the people named before one whom the text will not name (`X, 19, Y, 20, and a 16-year-old boy were held`)."""
    start = described.span.start
    if described.kind != "newcomer" or described.size != 1 or not _WERE.search(left):
        return None
    before = (m for m in reversed(cast.mentions[trigger.sentence]) if m.kind == "name" and m.span.end <= start)
    last = next((m for m in before if any(cast.is_candidate(entity) for entity in m.entities)), None)
    if last is None or not _AND_GAP.fullmatch(cast.annotated.text, last.span.end, start):
        return None
    return refer_by(cast, trigger, last, " were ")


_ITS_CLAUSE = re.compile(
    r"[’']s? (?:[\w-]+ ){0,3}(?:sentence|conviction|case|trial|appeal|charges?|execution|bail|arrest|detention|term)\b[^;:.]{1,90},? (?:and|but)(?: \w+ly| later| then)? \Z"
)
"""Between a possessor and `he`: `X was hanged; Y's sentence was commuted, and [he]`."""


def _possessor_of_clause(cast: Cast, trigger: Trigger, mention: Mention) -> tuple[int, ...]:
    """Return whose sentence, case or trial the clause before a pronoun is about, where it names nobody else."""
    before = [m for m in cast.mentions[trigger.sentence] if m.kind == "name" and m.span.end <= mention.span.start]
    people = [m for m in before if any(cast.is_candidate(entity) for entity in m.entities)]
    if not people or not is_possessive(cast, people[-1]):
        return ()
    gap = cast.annotated.text[people[-1].span.end : mention.span.start]
    return eligible(cast, people[-1], trigger) if _ITS_CLAUSE.fullmatch(gap) else ()


def _is_lawyer_of_list(text: str, gap: str, mention: Mention) -> bool:
    """Tell whether a list of objects goes on with a lawyer or judge: `arrested Ivan Example and human rights lawyer Bo Sample on`."""
    return _AND_LAWYER.match(gap) is not None and _ENDS_NAME.match(text, mention.span.end) is not None


def coordinated(
    cast: Cast,
    trigger: Trigger,
    mention: Mention,
    entities: tuple[int, ...],
    *,
    forward: bool = False,
    is_plural: bool = False,
) -> tuple[tuple[int, ...], Span]:
    """Return the entities and span of all names joined to this one (`X, 30, of Lima, Y and Z`)."""
    text = cast.annotated.text
    row = cast.mentions[trigger.sentence]
    position = row.index(mention)
    joined, span, conjunctions = list(entities), mention.span, is_plural
    near = mention
    steps = row[position + 1 :] if forward else reversed(row[:position])
    for other in steps:
        gap = text[near.span.end : other.span.start] if forward else text[other.span.end : near.span.start]
        if not other.entities or cast.people.entities[other.entities[0]].kind == "place":
            continue
        is_listed = forward and _is_lawyer_of_list(text, gap, other)
        if len(gap) > 160 or (CLAUSE_VERB.search(gap) and not is_listed) or (forward and DONE_TO.search(gap)):
            break
        if other.kind != "name" or is_possessive(cast, other):
            continue
        if not _JOINS.search(gap):
            noun = _JOINS_NOUN.search(gap)
            if noun is None or noun[1] not in (ROLE | _LAWYERS):
                break
        before = text[max(0, other.span.start - 40) : other.span.start]
        if GOVERNS.search(before) and (forward or re.search(r"(?i)\b(?:of|from|in|at) \Z", before)):
            continue
        is_beside = (
            gap == " and " and trigger.voice == "passive" and " " in other.span.of(text)
        )  # `her husband X and Y were`
        is_whole = is_listed or (is_beside and not forward) or _RANKED.search(before) is not None
        more = eligible(cast, other, trigger, officials=is_whole)
        is_body = bool(more) and cast.people.entities[more[0]].kind == "organisation"
        if not more or (is_body and (not _ENDS_NAME.match(text, other.span.end) or _OF_BODY.search(before))):
            continue
        conjunctions = conjunctions or _CONJUNCTION.search(gap) is not None
        joined.extend(entity for entity in more if entity not in joined)
        span = Span(min(span.start, other.span.start), max(span.end, other.span.end))
        near = other
    if not conjunctions or len(joined) > 40:
        return entities, mention.span
    ordered = joined if forward else [*reversed(joined)]
    return tuple(ordered), span
