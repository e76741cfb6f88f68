"""Phrases that name an offence, and their ICCS 1.0 codes (`patterns/offences.yml`, titles in `patterns/iccs.yml`).

A phrase has a core, which a rule finds by its first word (`wire fraud`, `possession of a firearm`); before it stand
words that belong to the offence (`conspiracy to commit`, `attempted`, `second-degree`), behind it what narrows it
(`with a deadly weapon`, `upon a child under 14`). Base forms and past tenses of verbs name an offence only behind
`conspiring to` and the like; `iccs_code` reads them everywhere.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.patterns import Rule, load_rules, load_table
from extractors.values.model import Offence
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD: Final = re.compile(r"[a-z](?<![\w-][a-z])[a-z’']*")
_UPPER_TO_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_WORD_BEFORE: Final = re.compile(r"([\w’'-]+)[ -]\Z")
_NEXT_WORD: Final = re.compile(r" ([^\W_][\w’'%$.-]{0,30}[\w%]|\w)(?![\w])")
_PURPOSE: Final = re.compile(
    r" (?:(?:during|in) the commission of|to commit|with (?:the )?intent to|for (?:child|sexual)) "
)
_DECIDES: Final = 3
"""Rank of rules that take the purpose of an act in already, such as an assault with intent to rape."""
_ATTEMPT: Final = re.compile(r"\battempt")
_HOMICIDE: Final = "0101"
_ATTEMPTED_HOMICIDE: Final = "0102"
_BARE_RULE: Final = "offence_conspiracy"
_BARE: Final = -2
"""Rank of the rule for a conspiracy, complicity or attempt of which the words do not say to what."""
_ENDS_OPEN: Final = re.compile(r" (?:to|with|from|of|against|as|for|at)\Z")
_OBJECT: Final = re.compile(
    r" (?:an?|the|his|her|their|its|two|three|four|five|several|\d{1,4}|[A-Z][a-z]+)\b(?! (?:January|February|March|April|May))"
)
_FURTHER: Final = re.compile(r" (?:to|of|for|into|from)\b(?! the \w+ of)")
_BEFORE: Final = 110
_AFTER: Final = 200
"""Characters before and behind a core that its phrase can take in."""
_CHUNK_WORDS: Final = 12
_LONGEST: Final = 400


class Core(NamedTuple):
    """The words of an offence that a rule found."""

    span: Span
    rule: Rule


class Phrases(NamedTuple):
    """What belongs to a phrase beside its core (`patterns/offence_phrases.yml`)."""

    modifiers: frozenset[str]
    stops: frozenset[str]
    leads: re.Pattern[str]
    leads_to_verb: re.Pattern[str]
    complements: re.Pattern[str]
    adjectives_in_ed: frozenset[str]
    irregular_past: frozenset[str]
    nouns_in_ing: frozenset[str]

    def is_past(self, word: str) -> bool:
        """Tell whether a word is a verb's past tense or participle, and no adjective of an offence."""
        return word in self.irregular_past or (word.endswith("ed") and word not in self.adjectives_in_ed)


@cache
def _index() -> dict[str, tuple[tuple[Rule, bool], ...]]:
    """Return the rules by the words that can open what they match, and whether such a word needs a lead (`to steal`)."""
    index: dict[str, list[tuple[Rule, bool]]] = {}
    for rule in load_rules("offences.yml"):
        verbs = set(rule.fields.get("verbs", ()))
        for head in rule.fields["heads"]:
            index.setdefault(str(head), []).append((rule, head in verbs))
    return {head: tuple(entries) for head, entries in index.items()}


@cache
def _phrases() -> Phrases:
    table = load_table("offence_phrases.yml")
    return Phrases(
        modifiers=frozenset(str(word) for word in table["modifiers"]),
        stops=frozenset(table["stops"]),
        leads=re.compile(rf"(?<![\w-]){table['leads']}\Z"),
        leads_to_verb=re.compile(rf"{table['leads_to_verb']}\Z"),
        complements=re.compile(rf" {table['complements']}"),
        adjectives_in_ed=frozenset(table["adjectives_in_ed"]),
        irregular_past=frozenset(table["irregular_past"]),
        nouns_in_ing=frozenset(table["nouns_in_ing"]),
    )


def _small(text: str) -> str:
    """Return `text` in small letters, of the same length: one letter of Turkish becomes two otherwise."""
    small = text.lower()
    return small if len(small) == len(text) else text.translate(_UPPER_TO_LOWER)


def find_offences(text: str, start: int = 0, end: int | None = None) -> list[Offence]:
    """Return the phrases in `text[start:end]` that name an offence, in text order; none overlap."""
    stop = len(text) if end is None else end
    small = _small(text)
    found: list[Offence] = []
    for core in _cores(small, start, stop):
        if found and core.span.end <= found[-1].span.end:
            continue
        is_bare = core.rule.fields.get("rank", 0) <= _BARE
        floor = start
        if found:
            is_after_bare = found[-1].rule == _BARE_RULE
            floor = found[-1].span.start if is_after_bare else found[-1].span.end
        left = core.span.start if is_bare else _extend_left(small, core.span.start, floor)
        right = _extend_right(text, small, core, stop)
        if found and left < found[-1].span.end:
            if found[-1].rule != _BARE_RULE:
                left = max(left, found[-1].span.end)
            else:
                found.pop()
        span = Span(left, right)
        found.append(Offence(span, _attempted(small, span, core), core.rule.id))
    return found


@lru_cache(maxsize=5_000)
def iccs_code(phrase: str) -> str | None:
    """Return the ICCS 1.0 code of the offence that `phrase` names, at the deepest level its words support.

    Codes are digits without points (`0101` intentional homicide). Null when no rule knows the offence.
    """
    small = _small(phrase)[:_LONGEST]
    cores = [
        Core(Span(at, match.end()), rule)
        for at, rules in _heads(small, 0, len(small), tenses=True)
        for rule, _ in rules
        if (match := rule.pattern.match(small, at))
    ]
    if not cores:
        return None
    purpose = _PURPOSE.search(small)
    if purpose and all(core.rule.fields.get("rank", 0) < _DECIDES for core in cores):
        before = [core for core in cores if core.span.start < purpose.start() and core.rule.id != _BARE_RULE]
        cores = before or cores
    best = max(cores, key=lambda core: (core.rule.fields.get("rank", 0), -core.span.start, -core.span.end))
    return _attempted(small, Span(0, len(small)), best)


@cache
def load_iccs() -> dict[str, str]:
    """Return the title of every ICCS 1.0 code in `patterns/iccs.yml`."""
    titles: dict[str, str] = load_table("iccs.yml")["titles"]
    return titles


def _heads(small: str, start: int, end: int, *, tenses: bool) -> Iterator[tuple[int, tuple[tuple[Rule, bool], ...]]]:
    """Yield the places of words that can open a core, with the rules that they open."""
    index = _index()
    for word in _WORD.finditer(small, start, end):
        entries = index.get(word[0])
        if entries and (tenses or not _phrases().is_past(word[0])):
            yield word.start(), entries


def _cores(small: str, start: int, end: int) -> Iterator[Core]:
    """Yield the cores in text order; at one place the highest rank counts, then the longest match."""
    done = start
    for at, entries in _heads(small, start, end, tenses=False):
        if at < done:
            continue
        found = [
            Core(Span(at, match.end()), rule)
            for rule, needs_lead in entries
            if (match := rule.pattern.match(small, at, end)) and (not needs_lead or _has_lead(small, at))
        ]
        if not found:
            continue
        best = max(found, key=lambda core: (core.rule.fields.get("rank", 0), core.span.end))
        if best.rule.id != _BARE_RULE:
            done = best.span.end
        yield best


def _has_lead(small: str, at: int) -> bool:
    """Tell whether the base form at `at` stands behind `conspiring to` or the like."""
    return bool(_phrases().leads_to_verb.search(small, max(0, at - _BEFORE), at))


def _extend_left(small: str, at: int, floor: int) -> int:
    """Return where the phrase of a core at `at` begins, not before `floor`: its modifiers and leads."""
    phrases = _phrases()
    floor = max(floor, at - _BEFORE)
    while True:
        word = _WORD_BEFORE.search(small, floor, at)
        if word and word[1] in phrases.modifiers:
            at = word.start(1)
            continue
        lead = phrases.leads.search(small, floor, at)
        if lead is None:
            return at
        at = lead.start()


def _extend_right(text: str, small: str, core: Core, end: int) -> int:
    """Return where the phrase of a core ends: behind the object of a verb, and what narrows a noun."""
    at = core.span.end
    stop = min(end, at + _AFTER)
    words = small[core.span.start : at]
    if (
        _wants_object(words)
        or _ENDS_OPEN.search(words)
        or (words in _phrases().nouns_in_ing and _OBJECT.match(text, at, stop))
    ):
        at = _chunk(text, small, at, stop, names=True)
    elif _is_gerund(words) and _FURTHER.match(small, at, stop):
        at = _chunk(text, small, at, stop, names=False)
    for _ in range(3):
        opening = _phrases().complements.match(small, at, stop)
        if opening is None:
            break
        further = _chunk(text, small, opening.end() - 1, stop, names=False)
        if further <= opening.end():
            break
        at = further
    return at


def _is_gerund(core: str) -> bool:
    """Tell whether a core begins with a gerund (`bringing aliens`), perhaps behind an adverb (`falsely denying`)."""
    first, _, rest = core.partition(" ")
    verb = rest.partition(" ")[0] if first.endswith("ly") else first
    return verb.endswith("ing") and verb not in _phrases().nouns_in_ing


def _wants_object(core: str) -> bool:
    """Tell whether a core is a gerund alone, which its object follows."""
    return _is_gerund(core) and len(core.split()) == 1 + core.split(" ", 1)[0].endswith("ly")


def _chunk(text: str, small: str, at: int, stop: int, *, names: bool) -> int:
    """Return the end of the words from `at` up to a stop word, punctuation or (unless `names`) a capital."""
    stops = _phrases().stops
    for _ in range(_CHUNK_WORDS):
        word = _NEXT_WORD.match(small, at, stop)
        if word and word[1] == "or" and small.startswith(" more ", word.end()):
            at = word.end() + len(" more")
            continue
        if word is None or word[1] in stops or (not names and text[word.start(1)].isupper()):
            break
        at = word.end()
    return at


def _attempted(small: str, span: Span, core: Core) -> str:
    """Return the code of the core, that of the attempt for a homicide that was attempted."""
    code: str = core.rule.fields["iccs"]
    if code == _HOMICIDE and _ATTEMPT.search(small, span.start, core.span.start):
        return _ATTEMPTED_HOMICIDE
    return code
