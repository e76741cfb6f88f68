"""What all records share: immutability, character spans, and grounding in the words of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    import re


class Record(BaseModel):
    """A record of casebook: immutable, no field that the schema does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(NamedTuple):
    """Half-open range of code points in the article's text: `text[start:end]` is the quote."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that the span covers."""
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """Return the span without white space at its ends."""
        words = text[self.start : self.end]
        start = self.start + len(words) - len(words.lstrip())
        return Span(start, start + len(words.strip()))

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        """Return the span moved by `by` characters."""
        return Span(self.start + by, self.end + by)

    @classmethod
    def of_match(cls, match: re.Match[str], group: int | str = 0) -> Self:
        """Return the span of a regular-expression match or of one of its groups."""
        return cls(*match.span(group))


Confidence = Annotated[
    float,
    Field(
        ge=0.0,
        le=1.0,
        description="Estimated probability that the value is right, calibrated on held-apart articles.",
    ),
]


class Support(Record):
    """Why a value is believed: the words that state it, and the rule or model that read them."""

    evidence: tuple[Span, ...] = Field(
        min_length=1, description="Spans of the article's text whose words state the value."
    )
    rule: str = Field(description="Id of the rule (in `extractors/patterns/`) or model that gave the value.")
    confidence: Confidence


class Grounded(Record):
    """A record that rests as a whole on words of the text."""

    evidence: tuple[Span, ...] = Field(
        min_length=1, description="Spans of the article's text whose words state the record."
    )
    rule: str = Field(description="Id of the rule (in `extractors/patterns/`) or model that gave the record.")
    confidence: Confidence
