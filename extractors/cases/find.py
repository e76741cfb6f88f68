"""From an annotated text and its people to the cases it reports.

`find_cases` finds dated facts (`events`), opens a case for each person that something befell before the law, and
gives it charges (`charges`), penalties (`penalties`), attributes (`attributes`, `places`) and amounts (`amounts`).
`build` makes the records, with evidence, rule and calibrated confidence for every value.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from extractors.cases.amounts import read_amounts
from extractors.cases.attributes import read_attributes
from extractors.cases.bounds import bound_sentences
from extractors.cases.build import build_case
from extractors.cases.charges import find_charges
from extractors.cases.draft import Draft
from extractors.cases.events import find_facts, makes_case
from extractors.cases.gapped import GAPPED, find_gapped, penalty_of
from extractors.cases.layout import read_row_charges, read_row_penalties
from extractors.cases.penalties import PenaltyFact, find_case_penalties
from extractors.cases.places import read_places
from extractors.cases.rolls import find_rolls
from extractors.values.countries import find_nationalities
from extractors.values.penalties import find_penalties

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.cases.cast import Cast
    from extractors.cases.events import Fact
    from extractors.persons.model import People
    from schemas.base import Span
    from schemas.case import Case


_OF_BODIES = frozenset({"fine", "restitution", "forfeiture", "probation"})
"""Penalties that a firm can be given: `each defendant faces five years` is not said of it."""


def find_cases(annotated: Annotated, people: People) -> list[Case]:
    """Return the cases of the text, in the order in which it first names the people."""
    annotated = bound_sentences(annotated)
    cast, facts = find_facts(annotated, people)
    gapped = find_gapped(annotated, cast, facts)
    rolls = find_rolls(annotated, cast)
    drafts = _open_drafts(people, sorted((*facts, *gapped, *(entry.fact for entry in rolls)), key=_start))
    if not drafts:
        return []
    by_entity = {draft.entity: draft for draft in drafts}
    _add_charges(annotated, facts, by_entity)
    terms = [
        (fact.reference, PenaltyFact(penalty_of(annotated, fact), "sentence", GAPPED, fact.trigger.span))
        for fact in gapped
    ]
    for entry in rolls:
        draft = by_entity[entry.fact.reference.entities[0]]
        draft.charges.append(entry.charge)
        draft.penalties.append(entry.penalty)
    ends = sorted([*(fact.trigger.span.end for fact in gapped), *(entry.penalty.cue.end for entry in rolls)])
    mentions = [
        mention
        for mention in find_penalties(annotated.text, annotated.durations, annotated.money)
        if not _holds_one(mention.span, ends)
    ]
    penalties = [*find_case_penalties(annotated, cast, facts, mentions), *terms]
    for reference, penalty in penalties:
        for entity in reference.entities:
            if entity in by_entity and (penalty.mention.kind in _OF_BODIES or people.entities[entity].kind == "person"):
                by_entity[entity].penalties.append(penalty)
    for row in cast.rows:
        if row.entity in by_entity:
            by_entity[row.entity].charges.extend(read_row_charges(annotated, row, facts))
            by_entity[row.entity].penalties.extend(read_row_penalties(row, mentions))
    nationalities = find_nationalities(annotated.text)
    read_attributes(annotated, people, drafts, nationalities)
    read_places(annotated, drafts, nationalities)
    read_amounts(annotated, drafts, _people_in(cast, facts), [penalty.mention.span for _, penalty in penalties])
    return [build_case(annotated, people, draft) for draft in drafts if _is_known(draft, people)]


def _add_charges(annotated: Annotated, facts: list[Fact], by_entity: dict[int | None, Draft]) -> None:
    """Add the offences that stand with the facts to the drafts of their people."""
    for fact, charges in find_charges(annotated, facts):
        for entity in fact.reference.entities:
            if entity in by_entity:
                by_entity[entity].charges.extend(charges)


def _start(fact: Fact) -> int:
    return fact.trigger.span.start


def _holds_one(span: Span, ends: list[int]) -> bool:
    """Tell whether a span holds one of the offsets, which are in order, before or at its end."""
    return bisect_right(ends, span.end) > bisect_right(ends, span.start)


def _people_in(cast: Cast, facts: list[Fact]) -> dict[int, set[int]]:
    """Return the entities that each sentence speaks of, by mention or as the people of an event."""
    found: dict[int, set[int]] = {}
    for index, mentions in enumerate(cast.mentions):
        for mention in mentions:
            found.setdefault(index, set()).update(mention.entities)
    for fact in facts:
        found.setdefault(fact.trigger.sentence, set()).update(fact.reference.entities)
    return found


def _open_drafts(people: People, facts: list[Fact]) -> list[Draft]:
    """Return a draft for each person with an event that makes a case, in text order."""
    drafts: dict[int, Draft] = {}
    for fact in facts:
        for entity in fact.reference.entities:
            draft = drafts.setdefault(entity, Draft(entity, people.entities[entity].name_span))
            draft.facts.append(fact)
    kept = [draft for draft in drafts.values() if any(makes_case(fact) for fact in draft.facts)]
    return sorted(kept, key=lambda draft: draft.span)


def _is_known(draft: Draft, people: People) -> bool:
    """Tell whether the person is named, or described by more than an event: an age, a home or a charge."""
    if draft.entity is not None and people.entities[draft.entity].name is not None:
        return True
    return bool({"age", "residence", "nationality"} & draft.attributes.keys())
