"""The numbers that a claim states: people, things, money and percent, with comparator and unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.base import Span
from schemas.claim import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import Annotated
    from extractors.values.model import Count, Money


def find_quantities(annotated: Annotated, contents: Sequence[Span]) -> tuple[Quantity, ...]:
    """Return the quantities that stand inside the content, in text order."""
    found = [_of_count(annotated, count) for count in annotated.counts if _inside(count.span, contents)]
    found += [_of_money(annotated, money) for money in annotated.money if _inside(money.span, contents)]
    found.sort(key=lambda quantity: quantity.evidence[0])
    return tuple(found)


def _of_count(annotated: Annotated, count: Count) -> Quantity:
    unit = count.unit_span.of(annotated.text) if count.unit_span else None
    return Quantity(
        comparator=count.comparator,
        value=count.value,
        unit="percent" if unit == "%" else unit,
        text=count.span.of(annotated.text),
        evidence=(count.span,),
        rule=count.rule,
        confidence=0.85,
    )


def _of_money(annotated: Annotated, money: Money) -> Quantity:
    return Quantity(
        comparator=money.comparator,
        value=money.value,
        unit=money.currency,
        text=money.span.of(annotated.text),
        evidence=(money.span,),
        rule=money.rule,
        confidence=0.9,
    )


def _inside(span: Span, contents: Sequence[Span]) -> bool:
    return any(content.contains(Span(*span)) for content in contents)
