"""What is known about a text before anyone asks for cases or claims.

`Annotated` is the one argument that persons, cases and claims take. All offsets are code points into
`Annotated.text`, half-open. These are plain tuples and slotted dataclasses, not pydantic records: there are tens of
thousands of them in an article archive's every second, and they never leave the extractors.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

from schemas.base import Span

if TYPE_CHECKING:
    from extractors.values.model import Age, Count, Date, Duration, Money

NameLabel = Literal["PERSON", "ORG", "LOC", "NORP"]


class Token(NamedTuple):
    """A word, number or punctuation mark."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """The token's place in the text."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its place, its tokens `tokens[first:last]`, and the paragraph that it stands in."""

    span: Span
    first: int
    last: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks; `span` includes the marks, `inner` does not.

    `closed` is false for a quotation that runs to the end of its paragraph without a closing mark, which by
    newspaper convention goes on in the next one.
    """

    span: Span
    inner: Span
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the tagger found, without titles and honorifics for a PERSON."""

    span: Span
    text: str
    label: NameLabel
    confidence: float


@dataclass(slots=True)
class Annotated:
    """A text with its tokens, sentences, quotations, names and values.

    `text` is read over the line ends of wrapped paragraphs; `source` is the text as it came, of the same length: what a
    record repeats word by word comes from there.
    """

    text: str
    source: str
    published_at: str | None
    title: str | None = None
    dateline: str | None = None
    paragraphs: list[Span] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    dates: list[Date] = field(default_factory=list)
    durations: list[Duration] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    ages: list[Age] = field(default_factory=list)
    token_starts: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list, repr=False)
    lower: list[str] = field(default_factory=list, repr=False)
    """The words of the tokens as written, and in small letters."""
    sentence_starts: list[int] = field(default_factory=list)
    quotation_starts: list[int] = field(default_factory=list, repr=False)
    quoted_to: list[int] = field(default_factory=list, repr=False)

    def token_at(self, offset: int) -> int:
        """Return the index of the first token that ends after `offset` (`len(tokens)` behind the last)."""
        index = bisect_right(self.token_starts, offset) - 1
        return index if index >= 0 and self.tokens[index].end > offset else index + 1

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that `offset` falls in, or the nearest one before it."""
        return self.sentences[max(0, bisect_right(self.sentence_starts, offset) - 1)]

    def is_quoted(self, span: Span) -> bool:
        """Tell whether `span` lies wholly inside quotation marks."""
        if len(self.quoted_to) != len(self.quotations):
            self.quotation_starts = [quotation.span.start for quotation in self.quotations]
            self.quoted_to = list(accumulate((quotation.span.end for quotation in self.quotations), max))
        index = bisect_right(self.quotation_starts, span.start) - 1
        return index >= 0 and self.quoted_to[index] >= span.end
