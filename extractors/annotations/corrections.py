"""Correct what the tagger's labels cannot express, with rules about the words around a name and in the article.

In turn: `trim_name` cuts titles, articles and marks off one name; `correct_names` joins a nickname in quotation marks
with the name around it, tells people from places by ages and homes, and lets the article's full names complete those
that were found in part (`Castro` for `De Castro` where the article has `Jorge De Castro`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import compress
from typing import TYPE_CHECKING

from extractors.annotations.model import Name, Token
from extractors.patterns import load_table
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import NameLabel

_GAZETTEER = load_table("names_gazetteer.yml")
_HONORIFICS: frozenset[str] = frozenset(_GAZETTEER["title"])
_PARTICLES: frozenset[str] = frozenset(_GAZETTEER["particle"])
_NOT_IN_NAMES: frozenset[str] = frozenset({"A", "An", "The", "a", "an", "the"}) | frozenset(
    load_table("names_abbreviations.yml")["never_in_names"]
)
_BODIES: frozenset[str] = frozenset(_GAZETTEER["organisation"])
_CORRECTIONS = load_table("names_corrections.yml")
_RANKS: frozenset[str] = frozenset(_CORRECTIONS["ranks"]) | frozenset(_CORRECTIONS["offices"])
_VIETNAMESE_SURNAMES: frozenset[str] = frozenset(_CORRECTIONS["vietnamese_surnames"])
_BEGINS_FIRM: frozenset[str] = frozenset(_CORRECTIONS["begins_firm"])
_ENDS_FIRM: frozenset[str] = frozenset(_CORRECTIONS["ends_firm"])
_ENDS_PLACE: frozenset[str] = frozenset(_CORRECTIONS["ends_place"])
_PERSON_NOUNS: frozenset[str] = frozenset(noun.capitalize() for noun in _CORRECTIONS["person_nouns"])
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|dozen) (?:former |other |ex-)?\Z")
"""Before people who are counted, by a name for what they are: `two former Green Berets`."""
_STREET_BEFORE = re.compile(r"\b(?:Street|Road|Avenue|Lane|Drive|Terrace|Crescent|Close), \Z")
# Function words that are also the last part of people's names.
_SURNAMES = frozenset({"So", "An", "Said", "To"})
_NOT_BEHIND_NAMES = _NOT_IN_NAMES - _SURNAMES
_NAME_WORD = r"(?:[^\W\d_a-z]|(?:de|del|la|da|dos|al|el|bin|ibn|van|von|der)\b)[\w.’'-]*"
_NICKNAME = re.compile(
    rf"\s(?:{_NAME_WORD}\s){{0,2}}[\"“‘'(][^\W\d_][\w .]{{0,25}}[\"”’')]\s(?:{_NAME_WORD}\s){{0,4}}{_NAME_WORD}"
)
"""Behind the first part of a name: `Ann “Ace” Example`; and not `Ann Example (34) and Bo Sample`."""
_HOME = re.compile(r"\s(?:man|woman|teen|teenager|resident|couple|boy|girl)\b")
_HOME_ARTICLES = ("A ", "a ", "An ", "an ")
_AGE = re.compile(r",\s\d{1,2},\s")
_YEARS = re.compile(r",\s\d{2},\s")
_BRACKETED_AGE = re.compile(r"\s\(\d{2}\)(?=[ ,.])")
_WHO = re.compile(r",\swho\s(?:is|was|has|had)\b")
_PERSON_NOUN_BEFORE = re.compile(rf"(?i)\b(?:{'|'.join(_CORRECTIONS['person_nouns'])}),\s\Z")
_PLURAL_BEFORE = re.compile(rf"(?i)\b(?:{'|'.join(_CORRECTIONS['person_nouns'])})s \Z")
_ACCUSED_BEFORE = re.compile(r"(?i)\b(?:co-)?(?:accused|defendant|suspect),\s\Z")
_IS_SUBJECT = re.compile(
    r",\s(?:who|was|is|has|had|fled|escaped|remains|\d\d)\b|\s(?:was|is|has|had|fled|escaped|remains)\b"
)
_NAMED_AS = re.compile(
    r"(?i)\b(?:accused|defendants?|suspects?|man|men|woman|women|persons?|people|deceased|victim|driver|youth|boy|girl|arrested|they|he|she|it|duo|trio|pair)\b[^.;\n]{0,40}\b(?:identified|named)\sas\s\Z"
)
_IS_JUDGED = re.compile(
    r"(?:\b(?:(?:death|life|jail|prison) (?:sentence|term)|sentence|conviction|arrest|acquittal|execution|extradition|indictment) of"
    rf"|\b(?:national|citizen|{'|'.join(_CORRECTIONS['person_nouns'])})) \Z"
)
"""Before a name of somebody whom a court or police dealt with, or who is described: `the death sentence of`, `Iraqi national`."""
_ENDS_PHRASE = re.compile(
    r"[,.;)]|\s(?:to|and|in|on|for|over|by|with|after|at|who|an?|was|is|has|had|from|\d{1,3} years)\b"
)
_CONVICTED = re.compile(
    r"\s(?:was|has been|is)\s(?:convicted|sentenced|arrested|charged|accused|jailed|indicted)\b[^.\n]{0,250}\.\s(?:He|She|His|Her)\b"
)
_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
_DATELINE_BEHIND = re.compile(
    rf"(?:, [A-Z][\w.]{{1,20}}(?: [A-Z]\w{{1,20}})?)?(?:,? {_DATE}(?: \([A-Z][\w. ]{{1,30}}\))?| \([A-Z][\w. ]{{1,30}}\)) ?[-–—]"
    r"|, [A-Z][a-z]\w{1,20}(?: [A-Z]\w{1,20})? ?[–—] ?[A-Z]"
)
_AGENT = re.compile(r"[A-Z][a-z]+(?:[a-z]er|or|ist|ian|man|woman|wife|boy|girl)")
_HEADLINE = re.compile(r"[^\n]{0,200}[^\n.!?:;”\"]\n")
"""The rest of a line that ends as no sentence does."""
_PLACED = (" of ", " from ", " to ", " on ", ", ")
"""Before the name of a place that no age follows in brackets."""
_DAY = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|June|Jul|July|Aug|Sept?|Oct|Nov|Dec)\.? \d{1,2}")
_AMOUNT = re.compile(r"[A-Z][A-Za-z]{0,2}\d{1,3}")
_THOUSANDS = re.compile(r",\d{3}")
"""Behind the first digits of an amount, which is nobody's name: `N500[,000]`."""
_SURE = 0.8
"""Confidence from which a full name completes others."""


def trim_name(text: str, tokens: Sequence[Token], label: NameLabel, confidence: float) -> Name | None:
    """Return the name without titles and articles in front and marks behind; none when nothing is left."""
    first, last = 0, len(tokens)
    if label == "PERSON":
        while first < last - 1 and _is_title(tokens[first].text):
            first += 1
        if first < last - 2 and tokens[first].text in _PERSON_NOUNS:
            first += 1  # `Businessman Ivan Example` opens a sentence
        while last > first + 1 and tokens[last - 1].text in _NOT_BEHIND_NAMES:
            last -= 1
    while first < last and not tokens[last - 1].text[-1].isalnum() and tokens[last - 1].text[-1] != ".":
        last -= 1
    if first >= last:
        return None
    span = Span(tokens[first].start, tokens[last - 1].end)
    return Name(span, span.of(text), label, round(confidence, 4))


def _is_title(word: str) -> bool:
    return word.lower().removeprefix("ex-") in _HONORIFICS or word in _NOT_IN_NAMES or word in _RANKS


def correct_names(text: str, tokens: Sequence[Token], names: Sequence[Name]) -> list[Name]:
    """Return the names of an article, corrected, in text order."""
    corrected: list[Name] = []
    surnames: set[str] = set()
    for name in names:
        before = corrected[-1] if corrected else None
        if before and before.label == name.label == "PERSON" and _is_nicknamed(text, before, name):
            span = Span(before.span.start, name.span.end)
            corrected[-1] = Name(span, span.of(text), "PERSON", min(before.confidence, name.confidence))
        elif before and before.label == "PERSON" and name.label == "LOC" and _is_quoted_between(text, before, name):
            span = Span(before.span.start, name.span.end)
            corrected[-1] = Name(span, span.of(text), "PERSON", before.confidence)
            surnames.add(name.text)
        elif not _is_none(text, name):
            label = _label_told(text, name, corrected, surnames)
            if label == "PERSON" != name.label:
                surnames.add(name.text.rpartition(" ")[2])
            corrected.append(name if label == name.label else Name(name.span, name.text, label, name.confidence))
    return _complete_people(text, tokens, corrected)


def _is_none(text: str, name: Name) -> bool:
    """Tell whether the words name nobody: people who are counted, money, a day, or a noun that opens a headline."""
    if name.label == "PERSON" and name.text.endswith("s"):
        is_counted = _COUNTED.search(text, max(0, name.span.start - 20), name.span.start) is not None
        if is_counted:
            return True
    if name.text in ("US", "A", "S", "HK", "C", "NZ") and text.startswith("$", name.span.end):
        return True
    if name.text[-1].isdigit() and (
        (_AMOUNT.fullmatch(name.text) and _THOUSANDS.match(text, name.span.end)) or _DAY.fullmatch(name.text)
    ):
        return True
    return name.label in ("PERSON", "ORG") and _is_noun(text, name)


def _label_told(text: str, name: Name, before: list[Name], surnames: set[str]) -> NameLabel:
    """Return the label that the words around a name tell; `surnames` are those of people whom a rule has told so."""
    if name.label in ("ORG", "LOC"):
        is_surname = name.label == "LOC" and name.text in surnames
        return "PERSON" if is_surname or _is_person(text, name) or _is_listed(text, name, before) else name.label
    if name.label != "PERSON":
        return name.label
    if name.text.rpartition(" ")[2] in _ENDS_PLACE:
        return "LOC"
    if _is_firm(name) and not _is_dateline(text, name.span):
        return "ORG"
    is_place = _is_dateline(text, name.span) or _is_town(text, name)
    return "LOC" if is_place or _is_home(text, name.span, before[-1] if before else None) else "PERSON"


def _is_dateline(text: str, span: Span) -> bool:
    """Tell whether a name in capitals that opens a paragraph is its dateline: `FARO, March 5 (Atlas Wire) - Police …`."""
    opens = span.start == 0 or text[span.start - 1] == "\n"
    if not opens or not span.of(text).isupper():
        return False
    return _DATELINE_BEHIND.match(text, span.end) is not None or (span.start == 0 and text.startswith(": ", span.end))


def _is_firm(name: Name) -> bool:
    """Tell whether what looks like a person's name is that of a firm: `Le Petit Bistro`."""
    first, blank, rest = name.text.partition(" ")
    return blank != "" and (first.lower() in _BEGINS_FIRM or rest.rpartition(" ")[2].lower() in _ENDS_FIRM)


def _is_town(text: str, name: Name) -> bool:
    """Tell whether a single word stands behind a street: `of Rock Street, Tralee, was arrested`."""
    start = name.span.start
    if " " in name.text or not text.endswith(", ", 0, start):
        return False
    return _STREET_BEFORE.search(text, max(0, start - 14), start) is not None


def _is_noun(text: str, name: Name) -> bool:
    """Tell whether a word that opens a headline is a noun for what somebody does: `Footballer cleared of assault`.

    A surname of that form stands in the article again, with the given name; of a firm's (`Pfizer`) the tagger is surer.
    """
    start, end = name.span
    opens = (start == 0 or text[start - 1] == "\n") and text[end : end + 1] == " "
    if not opens or (name.label == "ORG" and name.confidence >= _SURE) or _AGENT.fullmatch(name.text) is None:
        return False
    is_headline = _HEADLINE.match(text, end) is not None
    return is_headline and text.count(name.text) == 1


def _is_person(text: str, name: Name) -> bool:
    """Tell whether what looks like an organisation or a place is named as somebody.

    Behind it stands an age, or that it was convicted and then `he` or `she`; before it a noun for a person
    (`a banker, Ivan Example, who was`) or `the accused, identified as`; or it is a Vietnamese name.
    """
    words = name.text.lower().split()
    start, end = name.span
    if len(words) > 4 or _BODIES & set(words) or not name.text[0].isupper():
        return False
    before = text[max(0, start - 90) : start]
    if _is_introduced(text, before, end):
        return not name.text.isupper()
    if len(words) < 2:
        return False
    if name.text.istitle() and _ENDS_PHRASE.match(text, end) and _IS_JUDGED.search(before):
        return True
    if name.label == "LOC":
        return not before.endswith((" in ", " at ", " near ")) and _is_aged(text, name, before)
    is_vietnamese = len(words) > 2 and words[0] in _VIETNAMESE_SURNAMES and name.text.istitle()
    return is_vietnamese or bool(_AGE.match(text, end) or _CONVICTED.match(text, end))


def _is_aged(text: str, name: Name, before: str) -> bool:
    """Tell whether an age stands behind what looks like a place: `sentenced Siyabonga Example, 32, to`."""
    is_apart = name.text.istitle() and _YEARS.match(text, name.span.end) and not before.endswith(_PLACED)
    return bool(is_apart or _BRACKETED_AGE.match(text, name.span.end))


def _is_introduced(text: str, before: str, end: int) -> bool:
    """Tell whether the words on both sides introduce somebody: `the accused, X, fled`, `a driver, X, 51,`, `identified as X`."""
    if before.endswith(("identified as ", "named as ")):
        return _NAMED_AS.search(before) is not None
    if not before.endswith(", "):
        return False
    if _ACCUSED_BEFORE.search(before) and _IS_SUBJECT.match(text, end):
        return True
    return _PERSON_NOUN_BEFORE.search(before) is not None and bool(_WHO.match(text, end) or _AGE.match(text, end))


def _is_listed(text: str, name: Name, before: list[Name]) -> bool:
    """Tell whether a name of two words or more closes a list of people: `Ivan Example, Bo Sample and [Priya Raman] have`."""
    if before and name.text.istitle() and _is_second_of_pair(text, name, before[-1]):
        return True
    if len(before) < 2 or not name.text.istitle() or not 1 <= name.text.count(" ") <= 3:
        return False
    first, second = before[-2], before[-1]
    if not (first.label == second.label == "PERSON") or _BODIES & set(name.text.lower().split()):
        return False
    gaps = text[first.span.end : second.span.start], text[second.span.end : name.span.start]
    return gaps[0] == ", " and gaps[1] in (" and ", ", and ")


def _is_second_of_pair(text: str, name: Name, first: Name) -> bool:
    """Tell whether a name stands beside somebody's behind a noun for both: `journalists Ivan Example and [Genet Sample]`."""
    if first.label != "PERSON" or " " not in name.text or text[first.span.end : name.span.start] != " and ":
        return False
    return _PLURAL_BEFORE.search(text, max(0, first.span.start - 24), first.span.start) is not None


def _is_nicknamed(text: str, first: Name, second: Name) -> bool:
    return bool(_NICKNAME.fullmatch(text, first.span.end, second.span.end))


def _is_quoted_between(text: str, first: Name, second: Name) -> bool:
    """Tell whether a nickname in quotation marks parts what looks like a person and a place: `Rogelio "Boy" Tampus`."""
    gap = text[first.span.end : second.span.start]
    return gap.endswith(('" ', "” ")) and " " not in second.text and _is_nicknamed(text, first, second)


def _is_home(text: str, span: Span, before: Name | None) -> bool:
    """Tell whether a place stands here: `a Lodi man`, `Jo Roe, 34, Lodi, is charged`, `Jo Roe, 34, of Lodi`."""
    if text.endswith(_HOME_ARTICLES, 0, span.start):
        return bool(_HOME.match(text, span.end))
    if text.endswith(", of ", 0, span.start):
        return True
    if before is not None and before.label == "PERSON" and text[before.span.end : span.start] == " of ":
        # in a list: `identified as X of Hill, Y of Lima and Z`; and not `the killing by X of Y`
        return text.endswith((" as ", ", ", " and "), 0, before.span.start) and text.startswith(
            (",", " and "), span.end
        )
    if before is None or before.label != "PERSON" or " " in text[span.start : span.end]:
        return False
    return bool(_AGE.fullmatch(text, before.span.end, span.start)) and not _AGE.match(text, span.end)


def _complete_people(text: str, tokens: Sequence[Token], names: list[Name]) -> list[Name]:
    """Return the names with each full name, and each end of one of two words or more, found wherever it stands."""
    wholes = _full_names(names)
    if not wholes:
        return names
    kept: list[Name] = []
    position = reached = 0
    texts = [token.text for token in tokens]
    for index in compress(range(len(texts)), map(wholes.__contains__, texts)):
        if index < reached:
            continue
        words = next((w for w in wholes[texts[index]] if _stands_at(texts, index, w)), None)
        if words is None:
            continue
        span = Span(tokens[index].start, tokens[index + len(words) - 1].end)
        while position < len(names) and names[position].span.end <= span.start:
            kept.append(names[position])
            position += 1
        inside = position
        while inside < len(names) and names[inside].span.start < span.end:
            inside += 1
        if all(span.contains(name.span) for name in names[position:inside]):
            known = [name for name in names[position:inside] if name.span == span and name.label == "PERSON"]
            kept.extend(known or [Name(span, span.of(text), "PERSON", _SURE)])
            position = inside
        reached = index + len(words)
    return kept + names[position:]


def _full_names(names: Sequence[Name]) -> dict[str, list[tuple[str, ...]]]:
    """Return the words of sure full names and of their ends, longest first, by the first word."""
    found: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for name in names:
        words = tuple(name.text.split())
        if name.label != "PERSON" or name.confidence < _SURE or not 2 <= len(words) <= 5:
            continue
        for first in range(len(words) - 1):
            end = words[first:]
            is_particle = end[0].lower() in _PARTICLES
            if (is_particle or len(end[0]) > 2) and len(found[end[0]]) < 8:
                found[end[0]][end] = None
                if is_particle:
                    found[end[0].title()][(end[0].title(), *end[1:])] = None
    return {word: sorted(ends, key=len, reverse=True) for word, ends in found.items()}


def _stands_at(texts: Sequence[str], index: int, words: tuple[str, ...]) -> bool:
    return tuple(texts[index : index + len(words)]) == words
