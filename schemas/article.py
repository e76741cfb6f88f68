"""A document as it was read, and the article that was found in it."""

from __future__ import annotations

from pydantic import Field

from schemas.base import Record
from schemas.vocabulary import DocumentFormat

ISO_DATE = r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$"
"""A date with the precision the text gives: `2023-04-27`, `2023-01` or `2019`."""

SHA256 = r"^[0-9a-f]{64}$"


class RawDocument(Record):
    """One document as it was read: bytes, where they came from, and what was said beside them."""

    path: str = Field(description="File that was read, with `#member` behind it for a row or member of a container.")
    sha256: str = Field(pattern=SHA256, description="SHA-256 of the raw bytes (of the row, for a row of JSON lines).")
    format: DocumentFormat = Field(description="What the content is: an HTML page or plain text.")
    content: bytes = Field(description="The page or text itself, decompressed, not yet decoded.")
    encoding: str | None = Field(None, description="Character encoding declared outside the content, if any.")
    doc_id: str | None = Field(None, description="The document's own id, where its JSON row gives one.")
    title: str | None = Field(None, description="Headline given beside the content by a JSON row.")
    byline: str | None = Field(None, description="Author line given beside the content by a JSON row.")
    published_at: str | None = Field(
        None, pattern=ISO_DATE, description="Publication date given beside the content by a JSON row."
    )
    publisher: str | None = Field(None, description="Publisher or site given beside the content by a JSON row.")
    url: str | None = Field(None, description="Address given beside the content; recorded, never opened.")
    language: str | None = Field(None, description="Language given beside the content by a JSON row.")

    @property
    def article_id(self) -> str:
        """Id of the article in this document: the same bytes give the same id everywhere."""
        return self.sha256[:16]


class RemovedBlock(Record):
    """A block of a document that is not part of the article's text."""

    text: str = Field(description="Words of the removed block, shortened to 500 characters.")
    reason: str = Field(description="Why it was removed, such as `navigation`, `caption` or `agency_credit`.")


class TextSegment(Record):
    """A stretch of the article's text that stands unchanged in the decoded plain-text source."""

    start: int = Field(ge=0, description="Offset of the stretch in the article's text.")
    source_start: int = Field(ge=0, description="Offset of the same characters in the decoded source.")
    length: int = Field(gt=0, description="Number of characters.")


class Article(Record):
    """The news article of one raw document version, without boilerplate."""

    article_id: str = Field(description="First 16 hex digits of `sha256`: the same bytes give the same id everywhere.")
    sha256: str = Field(pattern=SHA256, description="SHA-256 of the raw bytes that the article was read from.")
    format: DocumentFormat = Field(description="What was read: an HTML page or plain text.")
    publisher: str | None = Field(None, description="Publisher or site as the document names it.")
    url: str | None = Field(None, description="Canonical address that the document gives; recorded, never opened.")
    title: str | None = Field(None, description="Headline.")
    byline: str | None = Field(None, description="Author line as written, without `By`.")
    agency: str | None = Field(
        None, description="News agency credited, as written, such as `With inputs from agencies`."
    )
    dateline: str | None = Field(None, description="Place that the dateline names, such as `New Delhi`.")
    published_at: str | None = Field(
        None, pattern=ISO_DATE, description="Publication date, ISO 8601, with the precision the document gives."
    )
    published_from: str | None = Field(
        None, description="Where the publication date was read, such as `json-ld`, `meta` or `crawler_header`."
    )
    language: str | None = Field(None, description="Language of the text, ISO 639-1, such as `en`.")
    skipped: str | None = Field(
        None, description="Why no records were extracted, such as `language`; null when the text was mined."
    )
    text: str = Field(min_length=1, description="Clean text: paragraphs separated by an empty line.")
    removed: tuple[RemovedBlock, ...] = Field((), description="Blocks that were removed, in document order.")
    segments: tuple[TextSegment, ...] = Field(
        (), description="Where the text stands in the decoded source; empty for HTML."
    )
