"""Find terms of people whose verb is left out because it stands before: `X was jailed for ten years, Y for eight and Z for 18 months`.

Wire copy lists the sentences of one trial so. A name counts only right behind a comma, colon, semicolon or `and`, with
nothing but a number between it and the end of its item.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.cases.cast import Cast, Reference
from extractors.cases.events import Fact
from extractors.cases.references import eligible
from extractors.cases.triggers import EventRule, Trigger
from extractors.patterns import expand_parts
from extractors.values.durations import normalise_months, whole_months
from extractors.values.model import PenaltyMention
from extractors.values.numbers import normalise_number
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated

GAPPED = "sentenced_gapped"
_RULE = EventRule.beyond_words(GAPPED, "sentenced")
_TOLD = frozenset({"sentenced", "imprisoned"})
_BEFORE = re.compile(r"(?:[,;:–—]|\band|\bwhile) (?:[a-z]+ ){0,2}\Z")
_TERM = re.compile(
    expand_parts(
        r"(?:,? \(?\d{2}\)?(?=,))?(?P<comma>,)?(?: also| only| just)?(?P<link> to| for| got| received)? (?P<number><<spelled>>|\d{1,3})(?: (?P<unit>years|months|weeks|days))?(?: each)?(?=[,.;]|\s+and\b|\s*\Z)"
    )
)
"""Behind a name what makes a number a term: a preposition or verb, a unit, or that no comma parts them (an age is parted)."""
_UNIT = re.compile(r"\b(years?|months?|weeks?|days?)\b")


def find_gapped(annotated: Annotated, cast: Cast, facts: list[Fact]) -> list[Fact]:
    """Return a fact for each person whose term stands behind that of another in a sentence, in text order; its words are the number.

    `facts` are those of the text, in text order.
    """
    found: list[Fact] = []
    seen = -1
    for fact in facts:
        index = fact.trigger.sentence
        if index == seen or fact.modality != "actual" or fact.trigger.rule.event not in _TOLD:
            continue
        seen = index
        found += _of_sentence(annotated, cast, fact)
    return found


def _of_sentence(annotated: Annotated, cast: Cast, first: Fact) -> list[Fact]:
    text, sentence = annotated.text, annotated.sentences[first.trigger.sentence].span
    found: list[Fact] = []
    for mention in cast.mentions[first.trigger.sentence]:
        if mention.kind != "name" or mention.span.start < first.trigger.span.end or len(mention.entities) != 1:
            continue
        if set(mention.entities) & set(first.reference.entities):
            continue
        before = _BEFORE.search(text, max(sentence.start, mention.span.start - 40), mention.span.start)
        term = _TERM.match(text, mention.span.end, sentence.end) if before else None
        entities = eligible(cast, mention, first.trigger) if term else ()
        if term is None or not entities or not _is_term(term) or _unit(annotated, term, first) is None:
            continue
        number = Span.of_match(term, "number")
        words = Span(number.start, term.end("unit")) if term["unit"] else number
        trigger = Trigger(_RULE, words, words, first.trigger.sentence, "passive", "actual")
        reference = Reference(mention.span, "name", entities, first.trigger.sentence, confidence=mention.confidence)
        found.append(Fact(trigger, reference, "actual", first.date, None))
    return found


def _is_term(term: re.Match[str]) -> bool:
    """Tell whether a number behind a name can be a term, and no age."""
    is_bare = term["comma"] is None and not term["number"].isdigit()
    return bool(term["link"] or term["unit"]) or is_bare


def _unit(annotated: Annotated, term: re.Match[str], first: Fact) -> str | None:
    """Return the unit of a term: its own, else that of the last term between the verb and it."""
    if term["unit"]:
        return str(term["unit"])
    units = _UNIT.findall(annotated.text, first.trigger.span.start, term.start("number"))
    return units[-1] if units else None


def penalty_of(annotated: Annotated, fact: Fact) -> PenaltyMention:
    """Return the term of a fact of `find_gapped`."""
    span = fact.trigger.span
    words = span.of(annotated.text)
    own = _UNIT.search(words)
    sentence = annotated.sentences[fact.trigger.sentence].span
    before = _UNIT.findall(annotated.text, sentence.start, span.start)
    unit = own[1] if own else before[-1]
    number = normalise_number(words[: own.start()].strip() if own else words)
    months = None if number is None else whole_months(normalise_months(number, unit))
    return PenaltyMention(span, "imprisonment", months, None, None, None, "=", GAPPED)
