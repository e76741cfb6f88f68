"""The numbers that a claim states: people, things, money and percent, with comparator and unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.base import Span
from schemas.claim import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import Annotated


def find_quantities(annotated: Annotated, contents: Sequence[Span]) -> tuple[Quantity, ...]:
    """Return the quantities that stand inside the content, in text order."""
    found: list[Quantity] = []
    for count in annotated.counts:
        if _inside(count.span, contents):
            unit = count.unit_span.of(annotated.text) if count.unit_span else None
            found.append(
                Quantity(
                    comparator=count.comparator,
                    value=count.value,
                    unit="percent" if unit == "%" else unit,
                    text=count.span.of(annotated.text),
                    evidence=(count.span,),
                    rule=count.rule,
                    confidence=0.85,
                )
            )
    for money in annotated.money:
        if _inside(money.span, contents):
            found.append(
                Quantity(
                    comparator=money.comparator,
                    value=money.value,
                    unit=money.currency,
                    text=money.span.of(annotated.text),
                    evidence=(money.span,),
                    rule=money.rule,
                    confidence=0.9,
                )
            )
    found.sort(key=lambda quantity: quantity.evidence[0])
    return tuple(found)


def _inside(span: Span, contents: Sequence[Span]) -> bool:
    return any(content.contains(Span(*span)) for content in contents)
