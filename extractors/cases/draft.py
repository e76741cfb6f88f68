"""A case while it is being put together: what was found for one person, with its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractors.cases.amounts import AmountFact
    from extractors.cases.charges import ChargeFact
    from extractors.cases.events import Fact
    from extractors.cases.penalties import PenaltyFact
    from schemas.base import Span


@dataclass(frozen=True, slots=True)
class Stated:
    """A single value with the words that state it and the rule that read them."""

    value: Any
    span: Span
    rule: str


@dataclass(slots=True)
class Draft:
    """Everything found for one person; `entity` is null for an unnamed one, who has the `span` of the description."""

    entity: int | None
    span: Span
    facts: list[Fact] = field(default_factory=list)
    charges: list[ChargeFact] = field(default_factory=list)
    penalties: list[PenaltyFact] = field(default_factory=list)
    amounts: list[AmountFact] = field(default_factory=list)
    attributes: dict[str, Stated] = field(default_factory=dict)
