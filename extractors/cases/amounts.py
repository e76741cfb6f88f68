"""Find the money of a case: bail, and what the alleged conduct brought, cost or moved.

Penalties are money too, but not here: amounts that `penalties` has taken are left out. The role comes from the words
around the amount (`patterns/case_amounts.yml`); the people are those of the sentence, else those that the text is about.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from extractors.cases.cast import MAX_GROUP
from extractors.patterns import load_rules

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.cases.draft import Draft
    from extractors.values.model import Money
    from schemas.base import Span
    from schemas.vocabulary import AmountRole


@dataclass(frozen=True, slots=True)
class AmountFact:
    """An amount of money in a case."""

    money: Money
    role: AmountRole
    rule: str


def read_amounts(annotated: Annotated, drafts: list[Draft], people_in: dict[int, set[int]], taken: list[Span]) -> None:
    """Add the amounts of the text to the drafts whose people its sentences speak of.

    Args:
        annotated: The text.
        drafts: The cases so far.
        people_in: For each sentence, the entities that it mentions.
        taken: Spans of the penalties; an amount inside one is a penalty.
    """
    by_entity = {draft.entity: draft for draft in drafts if draft.entity is not None}
    told_in: dict[int, list[Draft]] = {}
    for draft in drafts:
        for index in {told.trigger.sentence for told in draft.facts}:
            told_in.setdefault(index, []).append(draft)
    penalties = sorted(taken)
    starts = [span.start for span in penalties]
    for money in annotated.money:
        index = bisect_right(starts, money.span.end) - 1
        if index >= 0 and penalties[index].overlaps(money.span):
            continue
        fact = _role_of(annotated, money)
        if fact is None:
            continue
        sentence = max(0, bisect_right(annotated.sentence_starts, money.span.start) - 1)
        here = people_in.get(sentence, set())
        chosen = [by_entity[entity] for entity in sorted(here & by_entity.keys())][:MAX_GROUP]
        if not chosen and (len(drafts) == 1 or fact.role == "bail"):
            near = {
                id(draft): draft for index in (sentence - 1, sentence, sentence + 1) for draft in told_in.get(index, [])
            }
            chosen = [*near.values()][:MAX_GROUP] or drafts[:1]
        for draft in chosen:
            if all(
                (known.money.value, known.money.currency) != (money.value, money.currency) for known in draft.amounts
            ):
                draft.amounts.append(fact)


def _role_of(annotated: Annotated, money: Money) -> AmountFact | None:
    """Return the amount with its role; null where nothing ties it to the conduct."""
    text = annotated.text
    sentence = annotated.sentence_at(money.span.start).span
    left = text[max(sentence.start, money.span.start - 90) : money.span.start]
    right = text[money.span.end : min(sentence.end, money.span.end + 40)]
    for rule in load_rules("case_amounts.yml"):
        if rule.pattern.search(left if rule.fields["side"] == "left" else right):
            return AmountFact(money, cast("AmountRole", rule.fields["role"]), rule.id)
    return None
