"""Find the words that tell an event of a case, their voice and their modality.

`find_triggers` looks every token up in the vocabulary of `patterns/events.yml` and tries the rules that can
start there, so the cost is one dictionary look-up a token. Whom the event happened to is left to `subjects`,
when it happened to `events`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, Self, cast

from extractors.patterns import load_rules
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extractors.annotations.model import Annotated, Sentence
    from schemas.vocabulary import EventType, Modality

Frame = Literal["patient", "actor", "noun"]
Voice = Literal["passive", "active", "reduced"]


@dataclass(frozen=True, slots=True)
class EventRule:
    """A row of `patterns/events.yml`."""

    id: str
    event: EventType
    frame: Frame
    pattern: re.Pattern[str]
    is_weak: bool
    is_weak_alone: bool
    has_topic: bool
    modality: Modality | None

    @classmethod
    def beyond_words(cls, rule_id: str, event: EventType) -> Self:
        """Return the rule of an event that no words of its own tell, but the form of a list, a row or another event's penalty."""
        return cls(
            rule_id,
            event,
            "actor",
            re.compile(""),
            is_weak=False,
            is_weak_alone=False,
            has_topic=False,
            modality=None,
        )


@dataclass(slots=True)
class Trigger:
    """Words that tell an event: where they stand, and how the verb is used.

    `follows` tells that the verb shares subject and auxiliary with the one before it (`was arrested and charged`).
    `verb` is the offset of the verb whose auxiliaries tell voice and modality; `sentence` is an index into
    `Annotated.sentences`.
    """

    rule: EventRule
    span: Span
    verb: Span
    sentence: int
    voice: Voice
    modality: Modality
    follows: bool = False


@cache
def _rules_by_word() -> dict[str, tuple[EventRule, ...]]:
    """Return the event rules under each word that they can start with."""
    by_word: defaultdict[str, list[EventRule]] = defaultdict(list)
    for rule in load_rules("events.yml"):
        fields = rule.fields
        event_rule = EventRule(
            rule.id,
            cast("EventType", fields["event"]),
            cast("Frame", fields["frame"]),
            rule.pattern,
            is_weak=fields.get("weak") is True,
            is_weak_alone=fields.get("weak") == "topic",
            has_topic=bool(fields.get("topic")),
            modality=cast("Modality | None", fields.get("modality")),
        )
        for word in fields["words"]:
            by_word[word].append(event_rule)
    return {word: tuple(rules) for word, rules in by_word.items()}


_BEGINNING = 3
"""Letters by which the words to the left of a verb are compared with those that a pattern needs."""
_BEGINNINGS = re.compile(rf"\b\w{{1,{_BEGINNING}}}")


class _AtVerb(NamedTuple):
    """A pattern that ends where a verb begins, and beginnings of words of which its match holds one."""

    pattern: re.Pattern[str]
    beginnings: frozenset[str]

    @classmethod
    def holding(cls, words: Iterable[str], pattern: re.Pattern[str]) -> _AtVerb:
        return cls(pattern, frozenset(word[:_BEGINNING] for word in words))


class _Left:
    """The words to the left of a verb, asked for patterns that end there.

    Such a pattern is tried at every place. Most need a word that is not there, which its first letters tell sooner.
    """

    def __init__(self, words: str) -> None:
        self._words = words
        self._beginnings = frozenset(_BEGINNINGS.findall(words.lower()))

    def ends_with(self, at_verb: _AtVerb) -> bool:
        """Tell whether the pattern matches up to the verb."""
        return not self._beginnings.isdisjoint(at_verb.beginnings) and at_verb.pattern.search(self._words) is not None


@cache
def _modality_patterns() -> tuple[tuple[Modality, _AtVerb], ...]:
    """Return the patterns of `patterns/modality.yml`, in order of precedence."""
    return tuple(
        (cast("Modality", rule.fields["modality"]), _AtVerb.holding(rule.fields["words"], rule.pattern))
        for rule in load_rules("modality.yml")
    )


_FILLER = (
    r"(?:\w+ly|also|further|not|never|later|then|again|once|first|since|each|both|all|now|still|ever|just|already|twice|"
    r"yesterday|today|tonight|on \w+day|himself|herself|themselves|together|jointly|being|been|to be|either|in turn)"
)
_AUXILIARY = _AtVerb.holding(
    ("is", "are", "was", "were", "be", "been", "being", "am", "get", "got", "s"),
    re.compile(
        r"(?i)(?:\b(?:is|are|was|were|be|been|being|am|get|gets|got|getting|[’']s)|(?<=\w)[’']s)"
        rf"(?:,? {_FILLER}\b){{0,4}},?\s+\Z"
    ),
)
_PERFECT = _AtVerb.holding(
    ("has", "have", "had"), re.compile(rf"(?i)\b(?:has|have|had|having)(?: {_FILLER}\b){{0,3}}\s+\Z")
)
_AND = re.compile(rf"(?i)(?:\band|\bor|\bbut|,|\bthen)(?: {_FILLER}\b){{0,3}}\s+\Z")
_EARLIER_VERSION = re.compile(
    r"\b(?:earlier|previous|original) version of th(?:is|e) (?:article|story|report|release|post)\b"
)
_CAN_BE_STOPPED = frozenset({"executed", "deported", "extradited", "released"})
_STOPPED = re.compile(
    r"(?i) (?:of [^.;,]{2,60} )?(?:(?:was|were|is|has been|had been|have been)(?: \w+ly| again| twice| since)?|that was|, which (?:was|has been|had been)(?: \w+ly| later| then| since)?) "
    r"(?:stayed|halted|postponed|delayed|deferred|put off|called off|cancell?ed|suspended|averted|blocked|barred|stopped|prevented|rejected|refused|denied|ruled out|on hold)\b"
)
"""Behind an event noun: it did not happen (`his execution was stayed`)."""
_RESISTED = re.compile(
    r"(?i)\b(?:fights?|fighting|fought|resist\w*|oppos\w+|contest\w*|challeng\w+|appeal\w*|against)(?: against)?(?: (?:his|her|their|the|[\w.-]+[’']s?)){0,4} \Z"
)
"""Before it: not yet (`fought his extradition`)."""
_FEARED = re.compile(
    r"(?i) (?:may|might|could|can) (?:soon |now )?(?:be|take place|happen|come|follow|go ahead)\b| (?:is|was|are|were)(?: \w+ly)? (?:being )?(?P<near>imminent|due|set for|scheduled|expected|planned)\b|(?P<looms>,? which (?:is|was) (?:imminent|due|scheduled|expected))\b"
)
"""Behind an event noun: it has not happened (`fears that his execution may be imminent`)."""
OF_OTHERS = frozenset({"exchanged_for"})
"""Rules of an event that befell others as well, told by the same words: `freed Ivan Example in exchange for Bo Sample`."""
_WINDOW = 90


def find_triggers(annotated: Annotated) -> list[Trigger]:
    """Return the event words of the text, in text order; two rules may use the same words for different events.

    Sentences about an impeachment have none: its trial, charge and acquittal are not a court's. Nor has a correction that
    repeats what `an earlier version of this article` got wrong.
    """
    by_word = _rules_by_word()
    triggers: list[Trigger] = []
    for index, sentence in enumerate(annotated.sentences):
        words = annotated.text[sentence.span.start : sentence.span.end].lower()
        if "impeach" in words or (" version of th" in words and _EARLIER_VERSION.search(words)):
            continue
        ends: dict[EventType, int] = {}
        previous: Trigger | None = None
        for at, word in enumerate(annotated.lower[sentence.first : sentence.last], sentence.first):
            for rule in by_word.get(word, ()):
                start = annotated.token_starts[at]
                match = rule.pattern.match(annotated.text, start, sentence.span.end)
                if match is None or (ends.get(rule.event, -1) > start and rule.id not in OF_OTHERS):
                    continue
                ends[rule.event] = match.end()
                trigger = _trigger(annotated, sentence, index, rule, match, previous)
                triggers.append(trigger)
                previous = trigger
    return triggers


def _trigger(
    annotated: Annotated,
    sentence: Sentence,
    index: int,
    rule: EventRule,
    match: re.Match[str],
    previous: Trigger | None,
) -> Trigger:
    verb = Span.of_match(match, "verb") if "verb" in match.re.groupindex and match["verb"] else Span.of_match(match)
    left = annotated.text[max(sentence.span.start, verb.start - _WINDOW) : verb.start]
    words = _Left(left)
    coordinated = (
        previous is not None
        and previous.rule.frame == "patient"
        and verb.start - previous.verb.end < _WINDOW
        and _AND.search(left) is not None
    )
    voice: Voice
    has_auxiliary = words.ends_with(_AUXILIARY)
    if has_auxiliary:
        voice = "passive"
    elif words.ends_with(_PERFECT):
        voice = "active"
    elif coordinated and previous is not None:
        voice = previous.voice
    else:
        voice = "reduced"
    modality = rule.modality or _modality(words)
    if modality == "actual" and match.start() < verb.start and rule.frame == "noun":
        # `No charges have been filed`: the word before the noun speaks of the event as well.
        before = annotated.text[max(sentence.span.start, match.start() - _WINDOW) : match.start()]
        modality = "denied" if modality_of(before) == "denied" else modality
    if modality == "actual" and rule.frame == "noun" and rule.event in _CAN_BE_STOPPED:
        is_stopped = _STOPPED.match(annotated.text, match.end()) is not None
        feared = _FEARED.match(annotated.text, match.end())
        modality = (
            "denied" if is_stopped
            else "hypothetical" if _RESISTED.search(left) or (feared and not feared["near"] and not feared["looms"])
            else "scheduled" if feared
            else modality
        )  # fmt: skip
    if modality == "actual" and coordinated and previous is not None and voice == "passive" and not has_auxiliary:
        modality = previous.modality
    follows = coordinated and voice == "passive" and rule.frame == "patient" and not has_auxiliary
    return Trigger(rule, Span.of_match(match), verb, index, voice, modality, follows)


def modality_of(left: str) -> Modality:
    """Return what the words to the left of a verb say about it; `actual` when they say nothing."""
    return _modality(_Left(left))


def _modality(left: _Left) -> Modality:
    for modality, pattern in _modality_patterns():
        if left.ends_with(pattern):
            return modality
    return "actual"
