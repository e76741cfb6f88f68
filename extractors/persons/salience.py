"""What the article has spoken of so far, and who of it a pronoun most likely means.

`Walk` is the state of one reading in text order. A pronoun goes to the candidate that agrees in gender and number and
scores best: near, a subject, not a mere possessor, on the same side of the quotation marks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.persons.forms import fold
from extractors.persons.nouns import KIN, LAW_OFFICE

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.persons.model import Entity, Gender, Mention, People
    from schemas.base import Span

REACH = 7
"""Sentences that a reference looks back."""

_KEPT = 60
"""Mentions kept: more than `REACH` ordinary sentences hold."""


def role_words(entity: Entity) -> list[str]:
    """Return the words of a person's role, folded; not whose relation the person is: `daughter of [the captain]`."""
    words = fold(entity.role).replace(",", " ").split() if entity.role else []
    owner = next(
        (at for at, word in enumerate(words) if at and words[at - 1] in KIN and word in {"of", "for", "to"}), None
    )
    return words[:owner]


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention that later words may refer to: one entity, or several that were named together."""

    entities: tuple[int, ...]
    sentence: int
    span: Span
    is_subject: bool
    is_possessor: bool
    is_quoted: bool


@dataclass(slots=True)
class Walk:
    """What the reading knows so far.

    `ages`, `accused` (how often someone is said to be charged and the like), `heads` (the noun that introduced someone),
    `victims` (people who were killed, robbed and the like), `last_seen` (a sentence), `spoken` (how often) are by entity,
    `described` has the entities by the nouns that tell what they are, `groups` by their words, `kin` by owner and relation, `names` by where they begin.
    """

    annotated: Annotated
    people: People
    found: list[Mention] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    ages: dict[int, int] = field(default_factory=dict)
    accused: Counter[int] = field(default_factory=Counter)
    victims: dict[int, None] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    kin: dict[tuple[int, str], int] = field(default_factory=dict)
    names: dict[int, Mention] = field(default_factory=dict)
    sentence: int = -1
    has_person: bool = False
    is_quoted: bool = False
    described: dict[str, dict[int, None]] = field(default_factory=dict)
    last_seen: dict[int, int] = field(default_factory=dict)
    spoken: Counter[int] = field(default_factory=Counter)
    roles: list[tuple[Span, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for index, entity in enumerate(self.people.entities):
            if entity.role_span is not None:
                self.roles.append((entity.role_span, index))
                for word in role_words(entity):
                    self.described.setdefault(word, {})[index] = None
        self.roles.sort()

    def entity_of_role(self, span: Span) -> int | None:
        """Return the entity whose role, as an apposition or title, these words are."""
        position = bisect_right(self.roles, (span, len(self.people.entities)))
        for role, index in self.roles[max(0, position - 1) : position + 1]:
            if role.overlaps(span):
                return index
        return None

    def entity(self, index: int) -> Entity:
        """Return the entity with this index."""
        return self.people.entities[index]

    def can_be_accused(self, index: int) -> bool:
        """Tell whether a person is no official of the law and no protected `Jane Doe`."""
        who = self.entity(index)
        words = set(role_words(who))
        is_official = bool(LAW_OFFICE & words) and not {"former", "retired", "ex"} & words
        return not is_official and (who.name is None or "Doe" not in who.name.split())

    def see(self, entities: tuple[int, ...], span: Span, *, is_subject: bool, is_possessor: bool) -> None:
        """Remember a mention as a candidate for later references."""
        for entity in entities:
            self.last_seen[entity] = self.sentence
            self.spoken[entity] += 1
        self.seen.append(Seen(entities, self.sentence, span, is_subject, is_possessor, self.is_quoted))
        if len(self.seen) > 2 * _KEPT:
            del self.seen[:_KEPT]


def best_candidate(walk: Walk, gender: Gender | None) -> tuple[tuple[int, ...], float] | None:
    """Return who a pronoun means and how sure that is; `gender` null stands for `they`."""
    scores: dict[tuple[int, ...], float] = {}
    rank = 0
    for seen in reversed(walk.seen[-_KEPT:]):
        distance = walk.sentence - seen.sentence
        if distance > REACH:
            break
        fit = _agreement(walk, seen, gender)
        if fit is None:
            continue
        score = fit - distance - 0.12 * rank
        if seen.is_subject:
            score += 1.2
        if seen.is_possessor:
            score -= 0.7
        if seen.is_quoted != walk.is_quoted:
            score -= 1.0
        rank += 1
        if score > scores.get(seen.entities, float("-inf")):
            scores[seen.entities] = score
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 2.5
    return ranked[0][0], _confidence(margin, is_quoted=walk.is_quoted, is_plural=gender is None)


def _agreement(walk: Walk, seen: Seen, gender: Gender | None) -> float | None:
    """Return how well a candidate agrees with a pronoun in gender and number, None when it does not."""
    entity = walk.entity(seen.entities[0])
    if gender is None:
        if len(seen.entities) > 1:
            return 1.0
        if entity.kind == "organisation":
            return 1.0 if seen.entities[0] in walk.heads else 0.6
        return None
    if len(seen.entities) > 1 or entity.kind != "person" or entity.gender not in (None, gender):
        return None
    return 0.3 if entity.gender else 0.0


def _confidence(margin: float, *, is_quoted: bool, is_plural: bool) -> float:
    """Return how often a reference with this lead over the second candidate was right on the training articles."""
    confidence = min(0.95, 0.6 + 0.14 * margin)
    if is_quoted:
        confidence -= 0.15
    if is_plural:
        confidence -= 0.25
    return round(max(0.2, confidence), 3)
