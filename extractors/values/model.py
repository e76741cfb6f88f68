"""Values with their normal forms and the words that state them (normal forms: RECORDS in docs/RECORDS.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.base import Span
    from schemas.vocabulary import Comparator, PenaltyKind


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written, with its value where it can be resolved.

    `value` is ISO 8601 with the precision of the words (`2023-04-27`, `2023-01`, `2019`), null when it cannot be
    resolved. `is_explicit` tells that the words themselves name the year.
    """

    span: Span
    value: str | None
    rule: str
    is_explicit: bool = False


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in whole months, such as a prison term; a range has `months_max`.

    `to_life` marks `25 years to life`; the comparator stands for `at least`, `up to`, `more than`.
    """

    span: Span
    months: int
    months_max: int | None
    comparator: Comparator
    rule: str
    to_life: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money; `currency` is ISO 4217, null when the words leave it open."""

    span: Span
    value: float
    currency: str | None
    comparator: Comparator
    rule: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, things or percent; `value` is null for `dozens`.

    `span` covers comparator, number and unit; `unit_span` the counted noun phrase, when there is one.
    """

    span: Span
    value: float | None
    comparator: Comparator
    unit_span: Span | None
    rule: str


@dataclass(frozen=True, slots=True)
class Age:
    """A person's age in years, such as `34-year-old`, `, 62,` or `aged 40`."""

    span: Span
    years: int
    rule: str


@dataclass(frozen=True, slots=True)
class Offence:
    """A phrase that names an offence (`conspiracy to commit wire fraud`), with its ICCS 1.0 code."""

    span: Span
    iccs: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class PenaltyMention:
    """A penalty as written: its kind, length in whole months or amount of money, and how the words bound it."""

    span: Span
    kind: PenaltyKind
    months: int | None
    months_max: int | None
    value: float | None
    currency: str | None
    comparator: Comparator
    rule: str
