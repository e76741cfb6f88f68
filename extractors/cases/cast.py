"""Who is on the stage while the text is read: mentions by sentence, and whom the text is about at each point.

`Cast` wraps `People` for the search of subjects: it knows which mentions a sentence has, which entities are
lawyers, judges or victims, and which defendants the text has spoken of last, for `the defendant` and `both men`
where they stand unresolved.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from extractors.cases.roles import find_officials
from extractors.values.countries import country_code, state_country

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extractors.annotations.model import Annotated, Sentence
    from extractors.cases.layout import Row
    from extractors.persons.model import Mention, People
    from schemas.base import Span

ReferenceKind = Literal["name", "pronoun", "description", "newcomer", "topic", "opaque"]

MAX_GROUP = 30
"""Largest number of people that one group reference is spread over."""


_ALL_ACCUSED = re.compile(
    r"(?i)\A(?:the|all|all of the|both|these)(?: \w+)? (?:co-?)?(?:defendants|suspects|accused)\Z|\A(?:the|all|these|those)? ?(?:three|four|five|six|seven|eight|nine|ten)\b"
)
_NUMBERS = {
    word: number
    for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}


def number_in(words: str) -> int:
    """Return the number that a group's words give; 0 for none."""
    return next(
        (_NUMBERS[word] for word in words.lower().split() if word in _NUMBERS),
        2 if words.lower().startswith("both") else 0,
    )


_GOES_OVER = re.compile(
    r"(?:Earlier,|Previously,|Separately\b|Meanwhile\b|Elsewhere\b|In (?:a|another|an) (?:separate|similar|related|unrelated|earlier)\b)"
)
"""What opens a sentence that tells of another case."""
_TOLD_APART = ("another ", "a second ", "a third ", "a fourth ", "a fifth ")
_BARE_BOTH = re.compile(
    r"[Bb]oth (?:were|are|had|have|has|was|will|pleaded|denied|denies|deny|admitted|face|faced|remain|could)\b"
)
_INTRODUCES = re.compile(r"(?:An?|The|His|Her|Another) [\w’' -]{2,50}, (?:[a-z-]+ ){0,2}")
"""Between the opening of a sentence and the name of whom it introduces: `A second accused, engineer [Ivan Example]`."""
_PLACEHOLDER = re.compile(r" [DR]oe(?: #?\d+)?\Z")
"""The end of a name that stands for one that is not told: `Jane Doe #2`."""
_DEFENDANT_LABEL = re.compile(r"(?i)\b(?:co-?)?defendants?,?(?: are:?)? \Z")
_LIST_GAP = re.compile(
    r"(?i)\A(?:, (?:\d{1,3},? )?(?:(?:both |each )?(?:of )?[A-Z][\w. ]{2,30},? )?(?:and )?| and |; (?:and )?)\Z"
)


@dataclass(slots=True)
class Reference:
    """Words that stand for the people of an event.

    `opaque` words stand for somebody whom the text does not identify (`her son`). A `newcomer` (`a Lima man`, in a
    lead) has no entities until the text has named him; `size` is the number of people where the words give one, 2 for
    an unstated plural.
    """

    span: Span
    kind: ReferenceKind
    entities: tuple[int, ...]
    sentence: int
    size: int = 1
    confidence: float = 1.0


@dataclass(slots=True)
class Cast:
    """Mentions by sentence, the defendants that a first reading found (`known`), and those spoken of so far.

    `defendants` and `recent` are ordered sets: in the order of their first and of their last appearance.
    """

    annotated: Annotated
    people: People
    mentions: list[list[Mention]]
    officials: frozenset[int]
    known: tuple[int, ...] = ()
    accused: frozenset[int] = frozenset()
    rows: tuple[Row, ...] = ()
    row_starts: list[int] = field(default_factory=list)
    namesakes: dict[str, list[int]] = field(default_factory=dict)
    defendants: dict[int, None] = field(default_factory=dict)
    recent: dict[int, None] = field(default_factory=dict)
    last: tuple[int, ...] = ()
    last_at: int = -9
    last_group: tuple[int, ...] = ()
    noted_at: dict[int, int] = field(default_factory=dict)

    def again(self, known: tuple[int, ...]) -> Cast:
        """Return the cast for a second reading that knows the defendants; a defendant is no official any more."""
        namesakes: dict[str, list[int]] = {}
        for entity in known:
            _add_surname(namesakes, self.people, entity)
        return Cast(
            self.annotated,
            self.people,
            self.mentions,
            self.officials.difference(known),
            known,
            frozenset(known),
            self.rows,
            self.row_starts,
            namesakes,
        )

    def sentence(self, index: int) -> Sentence:
        """Return the sentence at `index`."""
        return self.annotated.sentences[index]

    def is_candidate(self, entity: int, *, bodies: bool = False, officials: bool = False) -> bool:
        """Tell whether the entity can be a case: a person (a body too where `bodies`), in no official role unless `officials`.

        Placeholder names (`Jane Doe`) and states that were taken for people are none.
        """
        one = self.people.entities[entity]
        name = one.name or ""
        if (entity in self.officials and not officials) or _PLACEHOLDER.search(name) or _is_place_or_people(name):
            return False
        return one.kind == "person" or (bodies and one.kind == "organisation" and name[:1].isupper())

    def corrected(self, mention: Mention, entities: tuple[int, ...]) -> tuple[int, ...]:
        """Return the entities of a mention, with the defendants in place of a namesake or of people who are none.

        Releases call the defendant by surname also where a victim or relative bears it, and `the defendant` or
        `both men` are the accused, whoever was named last.
        """
        accused = self.known or tuple(self.defendants)
        if not accused:
            return entities
        words = mention.span.of(self.annotated.text)
        if mention.kind == "description" and len(entities) > 1 and _ALL_ACCUSED.search(words):
            size = number_in(words)
            return (self.group(size) if size else self.everybody(mention.span.start)) or entities
        if any(entity in self.accused or entity in self.defendants for entity in entities):
            return entities
        return self._instead(mention, words, entities) or entities

    def _instead(self, mention: Mention, words: str, entities: tuple[int, ...]) -> tuple[int, ...]:
        """Return the defendants whom a mention of people who are none may mean; nobody where the words do not allow it."""
        accused = self.known or tuple(self.defendants)
        if mention.kind == "description":
            if len(entities) > 1:
                return self.group(len(entities))
            is_other = words.lower().startswith(_TOLD_APART)
            return self.single() if not is_other and words.lower().endswith(("defendant", "suspect", "accused")) else ()
        if mention.kind == "pronoun":
            single = self.single() if len(entities) == len(accused) == 1 else ()
            is_other = not single or self.is_told_beside(mention, entities[0], single[0])
            return single if not is_other and self.agrees(single[0], words.lower()) else ()
        namesakes = [] if " " in words else self.namesakes.get(words.casefold(), [])
        return (namesakes[0],) if len(namesakes) == 1 else ()

    def is_told_beside(self, pronoun: Mention, entity: int, other: int) -> bool:
        """Tell whether the sentence before a pronoun opens with the candidate whom it was resolved to, and does not name the other."""
        index = max(0, bisect_right(self.annotated.sentence_starts, pronoun.span.start) - 1)
        if index == 0 or not self.is_candidate(entity):
            return False
        before = [mention for mention in self.mentions[index - 1] if mention.kind == "name"]
        start = self.sentence(index - 1).span.start
        opens = bool(before) and (
            before[0].span.start == start or _INTRODUCES.fullmatch(self.annotated.text, start, before[0].span.start)
        )
        named = {one for mention in before for one in mention.entities}
        return bool(opens) and entity in before[0].entities and other not in named

    def row_reference(self, span: Span, sentence: int) -> Reference | None:
        """Return the person in whose row of a table the words stand, where none is named before them in the line."""
        index = bisect_right(self.row_starts, span.start) - 1
        row = self.rows[index] if index >= 0 else None
        if row is None or not row.span.contains(span) or not self.is_candidate(row.entity):
            return None
        line = next((line for line in row.lines if line.contains(span)), None)
        if line is None or self._names_before(sentence, line.start, span.start):
            return None
        return Reference(span, "name", (row.entity,), sentence, confidence=0.9)

    def _names_before(self, sentence: int, start: int, end: int) -> bool:
        return any(
            mention.kind == "name"
            and start <= mention.span.start < end
            and self.people.entities[mention.entities[0]].kind == "person"
            for mention in self.mentions[sentence]
        )

    def rewind(self) -> None:
        """Forget whom the text has spoken of, for another reading from its beginning."""
        self.recent.clear()
        self.noted_at.clear()
        self.last, self.last_at, self.last_group = (), -9, ()

    def note(self, entities: tuple[int, ...], sentence: int = -1) -> None:
        """Remember that the text now speaks of these people."""
        if not entities:
            return
        self.last, self.last_at = entities, sentence
        for entity in entities:
            self.noted_at[entity] = sentence
            self.recent.pop(entity, None)
            self.recent[entity] = None
            if entity not in self.defendants:
                self.defendants[entity] = None
                _add_surname(self.namesakes, self.people, entity)
        if len(entities) > 1:
            self.last_group = entities

    def note_labelled(self, index: int) -> None:
        """Remember the people whom the sentence at `index` calls defendants (`his co-defendants, X and Y`)."""
        text, label_end = self.annotated.text, -1
        for mention in self.mentions[index]:
            if mention.kind != "name":
                continue
            start = mention.span.start
            before = text[max(0, start - 40) : start]
            gap = text[label_end:start] if 0 <= label_end <= start <= label_end + 80 else "."
            is_labelled = "defendant" in before.lower() and _DEFENDANT_LABEL.search(before)
            label_end = mention.span.end if is_labelled or _LIST_GAP.match(gap) else -1
            if label_end >= 0:
                self.defendants.update(dict.fromkeys(e for e in mention.entities if self.is_candidate(e)))

    def previous_subject(self, mention: Mention, sentence: int) -> tuple[int, ...]:
        """Return the one person of the sentence before, for a pronoun that opens the next; nobody where the gender differs."""
        opens = mention.span.start - self.sentence(sentence).span.start < 30
        if not opens or len(self.last) != 1 or self.last_at != sentence - 1:
            return ()
        return self.last if self.agrees(self.last[0], mention.span.of(self.annotated.text).lower()) else ()

    def agrees(self, entity: int, pronoun: str) -> bool:
        """Tell whether an entity can be what a pronoun means: a firm is neither `he` nor `she`."""
        spoken = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female"}.get(pronoun)
        one = self.people.entities[entity]
        return spoken is None or (one.kind == "person" and one.gender in (None, spoken))

    def everybody(self, offset: int) -> tuple[int, ...]:
        """Return all defendants of the text, for `the defendants` and `each defendant`: those named so far, where they are several."""
        if not 1 < len(self.known) <= MAX_GROUP:
            return self.group(offset=offset)
        named = self._named_before(offset)
        return named if len(named) > 1 else self.known

    def _named_before(self, offset: int) -> tuple[int, ...]:
        return self._before(self.known, offset)

    def _before(self, entities: Iterable[int], offset: int) -> tuple[int, ...]:
        """Return those of the entities whom the text has spoken of before an offset."""
        return tuple(
            entity
            for entity in entities
            if self.people.entities[entity].name is None or self.people.entities[entity].name_span.start < offset
        )

    def group(self, size: int = 0, offset: int | None = None) -> tuple[int, ...]:
        """Return whom `they` or `both men` means where the words stand unresolved; `size` of them, if it is given.

        Words at an `offset` mean nobody who is named only behind it.
        """
        if size == 2 and len(self.recent) >= 2:
            last = reversed(self.recent)
            second, first = next(last), next(last)
            is_pair = self._are_together(first, second) and not self._names_others(offset, (first, second))
            return (first, second) if is_pair else ()
        found = self._group_of(size, offset)
        return () if size == 2 and self._names_others(offset, found) else found

    def _group_of(self, size: int, offset: int | None) -> tuple[int, ...]:
        if size > 2 and len(self.last_group) == size:
            return self.last_group
        if size > 2 and len(self.known) == size:
            return self.known
        if len(self.defendants) > MAX_GROUP or len(self.known) > MAX_GROUP:
            return self.last_group
        people = tuple(self.defendants) if offset is None else self._before(self.defendants, offset)
        if len(people) > 1:
            return people
        named = self.known if offset is None else self._named_before(offset)
        # `Two officers were convicted. Both received ...`: who they are is told behind
        return named or (self.known if size == len(self.known) else people)

    def _are_together(self, first: int, second: int) -> bool:
        """Tell whether the text spoke of two people last in one paragraph, or in sentences that follow each other."""
        one, other = self.noted_at[first], self.noted_at[second]
        if min(one, other) < 0 or abs(one - other) <= 1:
            return True
        return self.sentence(one).paragraph == self.sentence(other).paragraph

    def _names_others(self, offset: int | None, pair: tuple[int, ...]) -> bool:
        """Tell whether a bare `both` stands behind a sentence that names people, and neither of a pair: it means some of them."""
        if offset is None or not _BARE_BOTH.match(self.annotated.text, offset):
            return False
        index = max(0, bisect_right(self.annotated.sentence_starts, offset) - 1)
        before = self.mentions[index - 1] if index else []
        named = {e for m in before if m.kind == "name" for e in m.entities if self.is_candidate(e)}
        return bool(named) and named.isdisjoint(pair)

    def _is_of_other_case(self, entity: int) -> bool:
        """Tell whether somebody is first named where the text goes over to another case: `Earlier, a court sentenced Ivan Example`."""
        start = self.people.entities[entity].name_span.start
        index = max(0, bisect_right(self.annotated.sentence_starts, start) - 1)
        return index > 0 and _GOES_OVER.match(self.annotated.text, self.sentence(index).span.start) is not None

    def is_apart(self, entity: int, sentence: int) -> bool:
        """Tell whether somebody is first named only where the text has gone over to another case, behind the sentence."""
        start = self.people.entities[entity].name_span.start
        return start > self.sentence(sentence).span.end and self._is_of_other_case(entity)

    def single(self) -> tuple[int, ...]:
        """Return whom `the defendant` means where the words stand unresolved."""
        if len(self.known) == 1 and (self.known[0] in self.noted_at or not self._is_of_other_case(self.known[0])):
            return self.known
        if len(self.last) == 1:
            return self.last
        return tuple(self.defendants) if len(self.defendants) == 1 else ()


def _is_place_or_people(name: str) -> bool:
    return state_country(name) is not None or country_code(name) is not None


def _add_surname(namesakes: dict[str, list[int]], people: People, entity: int) -> None:
    for surname in (people.entities[entity].name or "").split()[-1:]:
        same = namesakes.setdefault(surname.casefold(), [])
        if entity not in same[:MAX_GROUP]:
            same.append(entity)


def build_cast(annotated: Annotated, people: People, rows: tuple[Row, ...] = ()) -> Cast:
    """Return the cast of a text before its first sentence is read."""
    mentions: list[list[Mention]] = [[] for _ in annotated.sentences]
    index = 0
    for mention in people.mentions:
        while index + 1 < len(mentions) and annotated.sentences[index + 1].span.start <= mention.span.start:
            index += 1
        if mentions:
            mentions[index].append(mention)
    starts = [row.span.start for row in rows]
    return Cast(annotated, people, mentions, find_officials(annotated, people), rows=rows, row_starts=starts)
