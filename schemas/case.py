"""A case: one person, and what the article says happened to them before the law."""

from __future__ import annotations

from pydantic import Field

from schemas.article import ISO_DATE
from schemas.base import Grounded, Record, Support
from schemas.vocabulary import AmountRole, ChargeStage, Comparator, EventType, Modality, PenaltyKind

COUNTRY = r"^[A-Z]{2}$"
CURRENCY = r"^[A-Z]{3}$"
ICCS = r"^\d{2,6}$"


class Charge(Grounded):
    """An offence that the person is accused or convicted of."""

    text: str = Field(min_length=1, description="The offence as written, minimal phrase.")
    iccs: str | None = Field(
        None, pattern=ICCS, description="Offence code, ICCS 1.0 (UNODC), at the deepest level the words support."
    )
    counts: int | None = Field(None, ge=1, description="Number of counts, where stated.")
    stage: ChargeStage = Field(description="Furthest stage of this charge that the article reports.")


class Event(Grounded):
    """Something that happened, will happen or is said not to have happened to the person before the law."""

    type: EventType = Field(description="Kind of event.")
    date: str | None = Field(
        None, pattern=ISO_DATE, description="When, ISO 8601, with the precision the article gives."
    )
    place: str | None = Field(None, description="Where, as written.")
    modality: Modality = Field(
        description="Whether it is reported as having happened, scheduled, conditional, or as not having happened."
    )


class Penalty(Grounded):
    """A penalty that was imposed, or that the person faces."""

    kind: PenaltyKind = Field(description="Kind of penalty.")
    months: int | None = Field(None, gt=0, description="Length in whole months; for a range, its lower end.")
    months_max: int | None = Field(None, gt=0, description="Upper end of a range, in whole months.")
    value: float | None = Field(None, ge=0, description="Amount of money, in units of `currency`.")
    currency: str | None = Field(None, pattern=CURRENCY, description="Currency, ISO 4217.")
    comparator: Comparator = Field(
        "=", description="How the stated figure bounds the penalty, such as `<=` for `up to`."
    )
    text: str = Field(description="The penalty as written.")


class Amount(Grounded):
    """Money tied to the alleged conduct, or set as bail."""

    value: float = Field(ge=0, description="Amount of money, in units of `currency`.")
    currency: str | None = Field(None, pattern=CURRENCY, description="Currency, ISO 4217.")
    comparator: Comparator = Field("=", description="How the stated figure bounds the amount.")
    role: AmountRole = Field(description="What the money is in the case.")
    text: str = Field(description="The amount as written.")


class Case(Record):
    """One person who in this article is wanted, detained, charged, tried, sentenced, extradited or released."""

    name: str | None = Field(
        description="Fullest form of the name in the article, without titles; null for an unnamed individual."
    )
    aliases: tuple[str, ...] = Field((), description="Shorter and other names that the article uses.")
    age: int | None = Field(None, ge=0, le=120, description="Age in years, as stated.")
    nationality: tuple[str, ...] = Field(
        (), description="Citizenships that the article states, ISO 3166-1 alpha-2; a residence is none."
    )
    residence: str | None = Field(None, description="Place the person is said to be of, from or living in, as written.")
    jurisdiction: str | None = Field(
        None, pattern=COUNTRY, description="Prosecuting or detaining state, ISO 3166-1 alpha-2."
    )
    court: str | None = Field(None, description="Court, as written.")
    custody_place: str | None = Field(None, description="Prison, jail, city or facility where held, as written.")
    status: EventType | None = Field(
        None, description="Furthest stage reached: the last type on the ladder among the actual events."
    )
    charges: tuple[Charge, ...] = Field((), description="Offences the person is accused or convicted of.")
    events: tuple[Event, ...] = Field((), description="What happened, one a type and date.")
    sentence: tuple[Penalty, ...] = Field((), description="Penalties that were imposed.")
    max_penalty: tuple[Penalty, ...] = Field((), description="Penalties that the person faces.")
    amounts: tuple[Amount, ...] = Field((), description="Money tied to the alleged conduct, or bail.")
    support: dict[str, Support] = Field(
        default_factory=dict,
        description="For each single-valued field (and `name`, `aliases`, `nationality`) that is stated: its words, rule and confidence.",
    )
