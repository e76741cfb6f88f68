"""From an annotated text and its people to the cases it reports.

`find_cases` finds dated facts (`events`), opens a case for each person that something befell before the law, and
gives it charges (`charges`), penalties (`penalties`), amounts (`amounts`) and attributes (`attributes`, `places`).
`build` makes the records, with evidence, rule and calibrated confidence for every value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.cases.build import build_case
from extractors.cases.cast import build_cast
from extractors.cases.draft import Draft
from extractors.cases.events import find_facts

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.cases.events import Fact
    from extractors.persons.model import People
    from schemas.case import Case


def find_cases(annotated: Annotated, people: People) -> list[Case]:
    """Return the cases of the text, in the order in which it first names the people."""
    cast = build_cast(annotated, people)
    facts = find_facts(annotated, cast)
    drafts = _open_drafts(people, facts)
    return [build_case(annotated, people, draft) for draft in drafts]


def _open_drafts(people: People, facts: list[Fact]) -> list[Draft]:
    """Return a draft for each person with an event that makes a case, in text order."""
    drafts: dict[int, Draft] = {}
    for fact in facts:
        for entity in fact.reference.entities:
            draft = drafts.setdefault(entity, Draft(entity, people.entities[entity].name_span))
            draft.facts.append(fact)
    kept = [draft for draft in drafts.values() if any(_makes_case(fact) for fact in draft.facts)]
    return sorted(kept, key=lambda draft: draft.span)


def _makes_case(fact: Fact) -> bool:
    return not fact.trigger.rule.is_weak and fact.modality != "denied"
