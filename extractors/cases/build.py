"""Make the case record of a draft: one event a type and date, the status, and support for every value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.base import Span, Support
from schemas.case import Case, Event
from schemas.vocabulary import EVENT_LADDER

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.cases.draft import Draft
    from extractors.cases.events import Fact
    from extractors.persons.model import People

_RANK = {event: rank for rank, event in enumerate(EVENT_LADDER)}


def build_case(annotated: Annotated, people: People, draft: Draft) -> Case:
    """Return the record of a draft."""
    support: dict[str, Support] = {}
    name, aliases = None, ()
    if draft.entity is not None:
        entity = people.entities[draft.entity]
        name = entity.name
        aliases = tuple(entity.aliases)
        support["name"] = Support(evidence=(entity.name_span,), rule="name_tagger", confidence=0.9)
        if aliases:
            support["aliases"] = Support(evidence=tuple(entity.aliases.values()), rule="name_forms", confidence=0.9)
    events = _events(annotated, draft.facts)
    actual = [event for event in events if event.modality == "actual"]
    furthest = max(actual, key=lambda event: _RANK[event.type], default=None)
    if furthest is not None:
        support["status"] = Support(evidence=furthest.evidence, rule="status_ladder", confidence=furthest.confidence)
    values = {key: stated.value for key, stated in draft.attributes.items()}
    for key, stated in draft.attributes.items():
        support[key] = Support(evidence=(stated.span,), rule=stated.rule, confidence=stated.confidence)
    return Case(
        name=name,
        aliases=aliases,
        status=furthest.type if furthest else None,
        events=tuple(events),
        support=support,
        **values,
    )


def _events(annotated: Annotated, facts: list[Fact]) -> list[Event]:
    """Return one event a type, modality and date; mentions without a date join a dated event of their type."""
    merged: dict[tuple[str, str, str | None], list[Fact]] = {}
    for fact in facts:
        date = fact.date.value if fact.date else None
        merged.setdefault((fact.trigger.rule.event, fact.modality, date), []).append(fact)
    for key in [key for key in merged if key[2] is None]:
        dated = next((other for other in merged if other[:2] == key[:2] and other[2] is not None), None)
        if dated is not None:
            merged[dated].extend(merged.pop(key))
    events = []
    for (_, modality, date), group in merged.items():
        first = group[0]
        place = next((fact.place for fact in group if fact.place is not None), None)
        spans = {fact.trigger.span for fact in group} | {fact.date.span for fact in group if fact.date and fact.date.value}
        if place is not None:
            spans.add(place)
        events.append(
            Event(
                type=first.trigger.rule.event,
                date=date,
                place=place.of(annotated.text) if place else None,
                modality=modality,  # type: ignore[arg-type]
                evidence=tuple(sorted(spans)),
                rule=first.trigger.rule.id,
                confidence=round(max(fact.reference.confidence for fact in group) * 0.9, 3),
            )
        )
    return events
