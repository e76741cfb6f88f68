"""Make the case record of a draft: one event a type and date, the status, and support for every value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.cases.charges import STAGE_RANK, merge_charges
from extractors.cases.confidence import confidence_of
from schemas.base import Support
from schemas.case import Amount, Case, Charge, Event, Penalty
from schemas.vocabulary import EVENT_LADDER

if TYPE_CHECKING:
    from collections.abc import Collection

    from extractors.annotations.model import Annotated
    from extractors.cases.draft import Draft
    from extractors.cases.events import Fact
    from extractors.cases.penalties import PenaltyFact
    from extractors.persons.model import People
    from schemas.vocabulary import ChargeStage, EventType, Modality

_RANK = {event: rank for rank, event in enumerate(EVENT_LADDER)}


def build_case(annotated: Annotated, people: People, draft: Draft) -> Case:
    """Return the record of a draft."""
    support: dict[str, Support] = {}
    name: str | None = None
    aliases: tuple[str, ...] = ()
    if draft.entity is not None:
        entity = people.entities[draft.entity]
        name = entity.name
        aliases = tuple(entity.aliases)
        support["name"] = Support(
            evidence=(entity.name_span,), rule="name_tagger", confidence=confidence_of("name", "name_tagger")
        )
        if aliases:
            support["aliases"] = Support(
                evidence=tuple(entity.aliases.values()),
                rule="name_forms",
                confidence=confidence_of("aliases", "name_forms"),
            )
    events = _events(annotated, _without_echoes(annotated, draft.facts))
    actual = [event for event in events if event.modality == "actual"]
    furthest = max(actual, key=lambda event: _RANK[event.type], default=None)
    if furthest is not None:
        support["status"] = Support(
            evidence=furthest.evidence, rule=furthest.rule, confidence=confidence_of("status", furthest.rule)
        )
    values = {key: stated.value for key, stated in draft.attributes.items()}
    for key, stated in draft.attributes.items():
        support[key] = Support(evidence=(stated.span,), rule=stated.rule, confidence=confidence_of(key, stated.rule))
    return Case(
        name=name,
        aliases=aliases,
        status=furthest.type if furthest else None,
        events=tuple(events),
        charges=_charges(draft, events),
        sentence=_penalties(annotated, draft, "sentence"),
        max_penalty=_penalties(annotated, draft, "max_penalty"),
        amounts=_amounts(annotated, draft),
        support=support,
        **values,
    )


def _was_held(annotated: Annotated, fact: Fact, facts: list[Fact]) -> bool:
    """Tell whether a retrial that was once ordered has been held: the text tells so, or a verdict behind it."""
    if fact.trigger.rule.id != "trial_noun" or fact.modality != "scheduled" or fact.date is not None:
        return False
    return any(
        other.modality == "actual"
        and (
            (other.trigger.rule.event in ("convicted", "acquitted") and other.trigger.span > fact.trigger.span)
            or (other.trigger.rule.id == "trial_noun" and "retrial" in other.trigger.span.of(annotated.text).lower())
        )
        for other in facts
    )


_CHARGED = frozenset({"charged", "indicted", "arraigned"})
_IN_COURT = _CHARGED | {"convicted", "pleaded_guilty", "sentenced"}


def _is_echo(annotated: Annotated, fact: Fact, happened: Collection[str]) -> bool:
    """Tell whether an accusation only retells the case: always beside a charge, and in the present tense beside a verdict."""
    if fact.trigger.rule.id != "charged_accused":
        return False
    before = annotated.text[max(0, fact.trigger.span.start - 20) : fact.trigger.span.start]
    is_present = re.search(r"\b(?:is|are)(?: \w+)? \Z", before) is not None
    return not (_IN_COURT if is_present else _CHARGED).isdisjoint(happened)


def _without_echoes(annotated: Annotated, facts: list[Fact]) -> list[Fact]:
    """Return the facts without those that only restate another: an accusation beside a charge, a charge beside an indictment."""
    happened = {
        fact.trigger.rule.event for fact in facts if fact.modality == "actual" and not fact.trigger.rule.is_weak
    }
    kept = [fact for fact in facts if not _is_echo(annotated, fact, happened) and not _was_held(annotated, fact, facts)]
    if "indicted" not in happened:
        return kept
    return [
        fact
        for fact in kept
        if fact.trigger.rule.event != "charged" or fact.modality != "actual" or fact.date is not None
    ]


def _is_prior(facts: list[Fact]) -> bool:
    """Tell whether all of it is said of an earlier case: `has a previous conviction`."""
    return all(fact.trigger.rule.id == "convicted_prior" for fact in facts)


def _events(annotated: Annotated, facts: list[Fact]) -> list[Event]:
    """Return one event a type, modality and date; mentions without a date join a dated event of their type."""
    merged: dict[tuple[EventType, Modality, str | None], list[Fact]] = {}
    for fact in facts:
        date = fact.date.value if fact.date else None
        merged.setdefault((fact.trigger.rule.event, fact.modality, date), []).append(fact)
    for key in [key for key in merged if key[2] is None]:
        is_prior = _is_prior(merged[key])
        dated = next(
            (
                other
                for other, group in merged.items()
                if other[:2] == key[:2] and other[2] is not None and (is_prior or not _is_prior(group))
            ),
            None,
        )
        if dated is not None:
            merged[dated].extend(merged.pop(key))
    events = []
    for (_, modality, date), group in merged.items():
        first = group[0]
        place = next((fact.place for fact in group if fact.place is not None), None)
        spans = {fact.trigger.span.trimmed(annotated.text) for fact in group} | {
            fact.date.span for fact in group if fact.date and fact.date.value
        }
        if place is not None:
            spans.add(place)
        events.append(
            Event(
                type=first.trigger.rule.event,
                date=date,
                place=place.of(annotated.text) if place else None,
                modality=modality,
                evidence=tuple(sorted(spans)),
                rule=first.trigger.rule.id,
                confidence=confidence_of("event", first.trigger.rule.id),
            )
        )
    return events


def _charges(draft: Draft, events: list[Event]) -> tuple[Charge, ...]:
    """Return the charges; those without a stage of their own take that of a plea or verdict on all of them."""
    merged = merge_charges(draft.charges)
    happened = {event.type for event in events if event.modality == "actual"}
    ranks = {STAGE_RANK[charge.stage] for charge, _ in merged}
    raised: ChargeStage | None = None
    if ranks <= {STAGE_RANK["charged"], STAGE_RANK["alleged"]}:
        raised = (
            "acquitted" if {"acquitted", "overturned"} <= happened
            else "pleaded_guilty" if "pleaded_guilty" in happened
            else "convicted" if happened & {"convicted", "sentenced"}
            else "acquitted" if "acquitted" in happened
            else "dismissed" if "dismissed" in happened
            else None
        )  # fmt: skip
    return tuple(
        Charge(
            text=charge.text,
            iccs=charge.iccs,
            counts=charge.counts,
            stage=raised or charge.stage,
            evidence=tuple(sorted(set(spans))),
            rule=charge.rule,
            confidence=confidence_of("charge", charge.rule),
        )
        for charge, spans in merged
    )


def _penalties(annotated: Annotated, draft: Draft, field: str) -> tuple[Penalty, ...]:
    """Return the penalties of one field, each once."""
    merged: dict[tuple[object, ...], list[PenaltyFact]] = {}
    for fact in draft.penalties:
        if fact.field == field:
            mention = fact.mention
            key = (mention.kind, mention.months, mention.months_max, mention.value, mention.currency)
            merged.setdefault(key, []).append(fact)
    penalties = []
    for group in merged.values():
        mention = group[0].mention
        comparator = "<=" if field == "max_penalty" and mention.comparator == "=" else mention.comparator
        penalties.append(
            Penalty(
                kind=mention.kind,
                months=mention.months,
                months_max=mention.months_max,
                value=mention.value,
                currency=mention.currency,
                comparator=comparator,
                text=mention.span.of(annotated.text).strip(),
                evidence=tuple(sorted({fact.mention.span.trimmed(annotated.text) for fact in group})),
                rule=group[0].mention.rule,
                confidence=confidence_of(field, group[0].mention.rule),
            )
        )
    return tuple(penalties)


def _amounts(annotated: Annotated, draft: Draft) -> tuple[Amount, ...]:
    return tuple(
        Amount(
            value=fact.money.value,
            currency=fact.money.currency,
            comparator=fact.money.comparator,
            role=fact.role,
            text=fact.money.span.of(annotated.text),
            evidence=(fact.money.span,),
            rule=fact.rule,
            confidence=confidence_of("amount", fact.rule),
        )
        for fact in draft.amounts
    )
