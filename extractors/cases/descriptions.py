"""Find people whom a clause describes and does not name: `the two men`, `a former teacher`, `they`.

What the persons stage has resolved is taken over. A definite description that it left open is the defendant (or the
defendants) that the text speaks of; an indefinite one is a newcomer, whom `newcomers` may join with a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.cases.cast import Cast, Reference, ReferenceKind, number_in
from extractors.cases.references import CLAUSE_VERB, GOVERNS, eligible
from extractors.patterns import load_table
from extractors.persons.nouns import INDIVIDUAL, VICTIM
from extractors.values.countries import country_code
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.cases.triggers import Trigger
    from extractors.persons.model import Mention


class Phrase(NamedTuple):
    """A noun phrase with a person noun as its head."""

    span: Span
    determiner: str
    head: str
    is_plural: bool


_NUMBER_WORDS = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}"
_DETERMINER = (
    r"(?P<det>(?:his|her|their|its|\w++[’']s)\b|(?:(?:all|both)(?: of)?(?: the)?|some of the|the|these|those|an?|another|one|every|each(?: of the)?)\b"
    rf"|(?:(?:the|all|these|those|another|other) )?(?:{_NUMBER_WORDS})\b)"
)
_PHRASE = re.compile(rf"(?i)\b{_DETERMINER}(?P<words>(?: [\w’'./&-]+){{1,9}})")
_PHRASE_BEHIND = re.compile(rf"(?i)(?: to [a-z]+)? {_DETERMINER}(?P<words>(?: [\w’'./&-]+){{1,9}})")
_WORD = re.compile(r" ([\w’'./&-]+)")
_TABLE = load_table("roles.yml")
_SINGULAR_NOUNS = (frozenset(_TABLE["person_nouns"]) | INDIVIDUAL) - VICTIM
_PLURAL_NOUNS = frozenset(f"{noun}s" for noun in _SINGULAR_NOUNS) | frozenset(_TABLE["plural_nouns"])
_PHRASE_ENDS = frozenset(
    [
        "who",
        "that",
        "which",
        "was",
        "were",
        "is",
        "are",
        "has",
        "have",
        "had",
        "will",
        "of",
        "in",
        "at",
        "for",
        "from",
        "with",
        "by",
        "and",
        "or",
        "on",
        "to",
        "after",
        "before",
        "when",
        "while",
        "because",
        "as",
        "than",
        "but",
        "if",
        "until",
        "since",
        "during",
        "over",
        "against",
        "under",
        "a",
        "an",
        "the",
        "his",
        "her",
        "their",
    ]
)
_GROUP_WORD = re.compile(
    r"(?i)\b(?:they|(?=both|each|all)(?<!have )(?<!are )(?<!were )(?<!had )(?<!will )(?<!has )(?<!was )(?<!, )(?<!is )(?:both|each|all(?: (?:two|three|four|five|six|seven|eight|nine|ten))?))(?= (?:are|were|have|had|will|face|also|each|pleaded|pled|faced|could|remain|then|later|was|is|faces|been|both|on|in|received|appeared|allegedly|admitted|waived|told|remained|entered|agreed|fled|surrendered|turned|did|do)\b)"
)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_COUNTING = frozenset(_NUMBERS[2:]) | frozenset(map(str, range(2, 100)))
_REACH = 260


def find_phrases(text: str, start: int, end: int) -> Iterator[Phrase]:
    """Yield the described people in `text[start:end]` in text order."""
    position = start
    while (match := _PHRASE.search(text, position, end)) is not None:
        phrase = _read_phrase(match)
        # the words behind a determiner may hold the next one
        position = match.end("det") if phrase is None else phrase.span.end
        if phrase is not None:
            yield phrase


def _read_phrase(match: re.Match[str]) -> Phrase | None:
    """Return the phrase up to its first person noun, or up to the last of several in a row (`police officer`)."""
    found: Phrase | None = None
    base = match.start("words")
    for word in _WORD.finditer(match["words"]):
        noun = word[1].lower().rstrip(".")  # a full stop may end the sentence as well as `U.S.`
        span = Span(match.start("det"), base + word.start(1) + len(noun))
        if noun in _PLURAL_NOUNS or (_is_demonym(word[1]) and match["det"].lower() in _COUNTING):
            found = Phrase(span, match["det"].lower(), noun, is_plural=True)
        elif noun in _SINGULAR_NOUNS:
            found = Phrase(span, match["det"].lower(), noun, is_plural=False)
        elif found is not None or noun in _PHRASE_ENDS:
            break
    return found


def _is_demonym(word: str) -> bool:
    """Tell whether a word is a plural name for people of a state: `Australians`."""
    return (
        word[:1].isupper()
        and word.endswith("s")
        and country_code(word) is not None
        and country_code(word[:-1]) is not None
    )


_IN_RELATIVE = re.compile(r"\b(?:that|which|whom|where) \Z")
_CLOSED = re.compile(r" (?!who\b|was\b|were\b|is\b|are\b|has\b|had\b|have\b)[a-z][^.;]*, ")
"""Behind the subject of a relative clause that is closed before the verb: `the term that the king [reduced to one], was paroled`."""


def is_of_closed_clause(text: str, span: Span, end: int) -> bool:
    """Tell whether words are the subject of a relative clause that ends before `end`."""
    before = _IN_RELATIVE.search(text, max(0, span.start - 8), span.start)
    return before is not None and _CLOSED.match(text, span.end, end) is not None


def describe_before(cast: Cast, trigger: Trigger, start: int, end: int) -> Reference | None:
    """Return the last described person between `start` and `end` who can be the subject of a verb at `end`."""
    text = cast.annotated.text
    found: Reference | None = None
    for phrase in find_phrases(text, max(start, end - _REACH), end):
        if GOVERNS.search(text[max(start, phrase.span.start - 40) : phrase.span.start]) and end - phrase.span.end > 2:
            continue
        if re.match(r"[’']s?\s", text[phrase.span.end : phrase.span.end + 3]):
            continue
        if explains_name(cast, trigger, *phrase.span) or _is_said_of(cast, trigger, phrase.span.start):
            continue
        if is_of_closed_clause(text, phrase.span, end):
            continue
        reference = _refer(cast, trigger, phrase)
        if reference is not None:
            found = reference
    for match in _GROUP_WORD.finditer(text, max(start, end - 120, found.span.end if found else 0), end):
        group = cast.group(number_in(match.group()), match.start())
        if len(group) > 1 and not GOVERNS.search(text[max(start, match.start() - 40) : match.start()]):
            found = Reference(Span.of_match(match), "pronoun", group, trigger.sentence, size=2, confidence=0.75)
    return found


def describe_at(cast: Cast, trigger: Trigger, start: int) -> Reference | None:
    """Return the described person whose phrase holds the trigger itself (`A fugitive was ...`)."""
    end = trigger.span.end
    window = min(end + 40, cast.sentence(trigger.sentence).span.end)
    phrase = next((p for p in find_phrases(cast.annotated.text, start, window) if p.span.contains(trigger.span)), None)
    reference = _refer(cast, trigger, phrase) if phrase else None
    return reference if reference is not None and reference.kind != "opaque" else None


def describe_behind(cast: Cast, trigger: Trigger, start: int, end: int) -> Reference | None:
    """Return the described person that stands right behind a verb that ends at `start` (`police arrested two men`)."""
    start -= cast.annotated.text[start - 1] == " "  # the blank may be the verb's
    match = _PHRASE_BEHIND.match(cast.annotated.text, start, end)
    phrase = _read_phrase(match) if match else None
    reference = _refer(cast, trigger, phrase) if phrase else None
    return reference if reference is not None and reference.kind != "opaque" else None


def describe_first(cast: Cast, trigger: Trigger, start: int, end: int) -> Reference | None:
    """Return the first described person between `start` and `end`."""
    phrase = next(find_phrases(cast.annotated.text, start, end), None)
    reference = _refer(cast, trigger, phrase) if phrase else None
    return reference if reference is not None and reference.kind != "opaque" else None


def explains_name(cast: Cast, trigger: Trigger, start: int, end: int) -> bool:
    """Tell whether a description explains the name before it (`Ivan Example, 27, a native of Peru, was ...`)."""
    text = cast.annotated.text
    names = [m for m in reversed(cast.mentions[trigger.sentence]) if m.kind == "name" and m.span.end <= start]
    name = next((m for m in names if any(cast.is_candidate(entity) for entity in m.entities)), None)
    if any(_explains_official(cast, mention, start, end) for mention in names[:1]):
        return True
    if name is None:
        return False
    gap = text[name.span.end : start]
    return len(gap) < 80 and gap.startswith((",", " (")) and not gap.endswith("and ") and not CLAUSE_VERB.search(gap)


_ACCORDING = re.compile(r"(?i)\b(?:according to|says|said) [^.;]{0,60}\Z")


def _explains_official(cast: Cast, mention: Mention, start: int, end: int) -> bool:
    """Tell whether commas close a description of somebody who is no candidate: `his brother, Ivan Example, a cook, was held`."""
    text = cast.annotated.text
    if cast.people.entities[mention.entities[0]].kind != "person" or text[mention.span.end : start] != ", ":
        return False
    return text[end : end + 1] == "," and not _ACCORDING.search(
        text, max(0, mention.span.start - 80), mention.span.start
    )


_IS = re.compile(r"(?i)\b(?:is|was|are|were|became|remains?|remained)(?: (?:also|now|then|still|only|\w+ly))? \Z")
_UP_TO_IS = re.compile(r"(?:, [^,.;:]{1,60},)? ")


def _is_said_of(cast: Cast, trigger: Trigger, start: int) -> bool:
    """Tell whether a description is said of whom the sentence has named: `Ivan Example is the third person exonerated`."""
    verb = _IS.search(cast.annotated.text, max(0, start - 30), start)
    return verb is not None and any(
        mention.kind == "name"
        and mention.span.end < verb.start()
        and _UP_TO_IS.fullmatch(cast.annotated.text, mention.span.end, verb.start())
        and cast.is_candidate(mention.entities[0])
        for mention in cast.mentions[trigger.sentence]
    )


def _refer(cast: Cast, trigger: Trigger, phrase: Phrase) -> Reference | None:
    """Return the reference of a described person or group; null for a title before a name and for officials."""
    row, span = cast.mentions[trigger.sentence], phrase.span
    text = cast.annotated.text
    if text.endswith("s, ", 0, span.start) and _EXPLAINS_UNKNOWN.search(text, max(0, span.start - 40), span.start):
        return Reference(span, "opaque", (), trigger.sentence)
    known = next((m for m in row if m.kind == "description" and span.overlaps(m.span) and _is_person(cast, m)), None)
    if known is not None:
        return _refer_by_known(cast, trigger, phrase, known)
    if any(m.kind == "name" and 0 <= m.span.start - span.end <= 2 for m in row):
        return None
    return _refer_unresolved(cast, trigger, phrase)


def _refer_unresolved(cast: Cast, trigger: Trigger, phrase: Phrase) -> Reference | None:
    """Return the reference of a description that the persons stage has left open; null for officials."""
    span, determiner = phrase.span, phrase.determiner
    first = determiner.partition(" ")[0]
    if determiner in _OPAQUE or determiner.endswith(("’s", "'s")):
        return Reference(span, "opaque", (), trigger.sentence)
    size = number_in(span.of(cast.annotated.text)) or _size(determiner, is_plural=phrase.is_plural)
    if first in _DEFINITE:
        if phrase.head.rstrip("s") in _OFFICIALS and not determiner.endswith("two"):
            return None
        if (
            phrase.head.endswith(("defendant", "defendants"))
            and (phrase.is_plural or first == "each")
            and not number_in(determiner)
        ):
            entities = cast.everybody(span.start)
        else:
            entities = cast.group(size, span.start) if phrase.is_plural or first in ("each", "both") else cast.single()
        if entities:
            return Reference(span, "topic", entities, trigger.sentence, size=size, confidence=0.8)
    return Reference(span, "newcomer", (), trigger.sentence, size=size, confidence=0.8)


def _refer_by_known(cast: Cast, trigger: Trigger, phrase: Phrase, known: Mention) -> Reference:
    """Return the reference of a description that the persons stage has resolved."""
    entities = eligible(cast, known, trigger)
    if not entities and phrase.head in ("accused", "defendant", "suspect", "man", "woman"):
        if phrase.determiner in ("a", "an", "another", "one"):
            return Reference(phrase.span, "newcomer", (), trigger.sentence, confidence=known.confidence)
        entities = cast.single()
    if not entities:
        return Reference(phrase.span, "opaque", (), trigger.sentence)
    is_new = cast.people.entities[entities[0]].name is None
    kind: ReferenceKind = "newcomer" if is_new else "description"
    return Reference(phrase.span, kind, entities, trigger.sentence, confidence=known.confidence)


_EXPLAINS_UNKNOWN = re.compile(r"(?:\A|[.;] |\n)The [A-Z][\w’-]+s, \Z")
"""Before a description of people whom no name stands for: `The Samples, the couple who ran the radio, were swapped`."""
_DEFINITE = frozenset(["the", "both", "all", "these", "those", "each"])
_OPAQUE = frozenset(["every", "his", "her", "their", "its"])
_OFFICIALS = frozenset(
    [
        "officer",
        "official",
        "judge",
        "prosecutor",
        "lawyer",
        "attorney",
        "victim",
        "witness",
        "detective",
        "investigator",
        "agent",
        "deputy",
    ]
)


def _is_person(cast: Cast, mention: Mention) -> bool:
    return any(cast.people.entities[entity].kind == "person" for entity in mention.entities)


def _size(determiner: str, *, is_plural: bool) -> int:
    """Return how many people a determiner counts; 2 for a plural without a number."""
    last = determiner.rpartition(" ")[2]
    if last.isdigit():
        return int(last)
    if last in _NUMBERS[2:]:
        return _NUMBERS.index(last)
    return 2 if is_plural else 1
