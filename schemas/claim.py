"""A claim: who said what."""

from __future__ import annotations

from pydantic import Field

from schemas.article import ISO_DATE
from schemas.base import Confidence, Grounded, Record, Span
from schemas.case import COUNTRY
from schemas.vocabulary import ClaimType, Comparator, Polarity


class Quantity(Grounded):
    """A number of people, things, money or percent that a claim states."""

    comparator: Comparator = Field("=", description="How the stated figure bounds the number.")
    value: float | None = Field(description="The number; null for `dozens` and the like.")
    unit: str | None = Field(None, description="What is counted, as written; the ISO 4217 code for money.")
    text: str = Field(description="The quantity as written.")


class Claim(Record):
    """A proposition that the article attributes to a source by a reporting cue."""

    speaker: str | None = Field(
        description="Source, by its fullest name in the article; null where the article names none."
    )
    speaker_text: str | None = Field(None, description="The words that stand at the cue, such as `he`.")
    speaker_role: str | None = Field(None, description="Role or affiliation as written at the cue.")
    speaker_country: str | None = Field(
        None, pattern=COUNTRY, description="Country that those words state, ISO 3166-1 alpha-2."
    )
    cue: str = Field(min_length=1, description="Reporting words as written, such as `according to`.")
    content: tuple[str, ...] = Field(min_length=1, description="The attributed words, one string a span.")
    type: ClaimType = Field(description="Whether all, none or some of the content stands inside quotation marks.")
    date: str | None = Field(None, pattern=ISO_DATE, description="When it was said, ISO 8601, if stated at the cue.")
    medium: str | None = Field(None, description="Whom or what it was said to or through, as written.")
    reported_by: str | None = Field(None, description="Outlet that relays the claim, where named.")
    polarity: Polarity = Field(description="Stance the source takes towards the content.")
    quantities: tuple[Quantity, ...] = Field((), description="Numbers that the content states.")
    about: tuple[str, ...] = Field((), description="Names of the case persons that the content is about.")
    speaker_span: Span | None = Field(None, description="Where `speaker_text` stands in the article's text.")
    cue_span: Span = Field(description="Where the cue stands in the article's text.")
    content_spans: tuple[Span, ...] = Field(
        min_length=1, description="Where each string of `content` stands in the article's text."
    )
    rule: str = Field(description="Id of the rule or model that found the claim.")
    confidence: Confidence
    speaker_confidence: Confidence = 0.0
