"""Rows of JSON and JSON lines: which field of a crawler's object is what.

Crawlers and archives name the same thing differently; `FIELD_NAMES` lists, for each of ours, the names that are
looked for, the first that is present wins (news-please, trafilatura, CC-News dumps, schema.org, and our own
record form).
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

import orjson
from dateutil import parser as date_parser

from schemas.article import RawDocument
from schemas.errors import MalformedRowError, NotAnArticleError

if TYPE_CHECKING:
    from schemas.vocabulary import DocumentFormat

FIELD_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "text": ("text", "maintext", "content", "body", "articleBody", "article_body", "raw_text", "plain_text"),
    "html": ("html", "raw_html", "page", "content_html"),
    "doc_id": ("doc_id", "id", "uuid", "article_id", "fingerprint"),
    "title": ("title", "headline", "name"),
    "byline": ("byline", "author", "authors"),
    "published_at": (
        "published_at",
        "date_publish",
        "published",
        "datePublished",
        "publish_date",
        "publication_date",
        "pub_date",
        "date",
    ),
    "publisher": ("publisher", "source", "sitename", "site_name", "source_domain", "hostname", "domain"),
    "url": ("url", "canonical_url", "source_url", "link"),
    "language": ("language", "lang", "inLanguage"),
}

ARRAY_NAMES: Final = ("articles", "items", "documents", "results", "data")
"""Names under which a JSON object holds a list of articles."""

_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|^\d{8}$")
_ISO_START: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?![\d-])")


def split_array(content: bytes, path: str) -> list[bytes]:
    """Return the rows of a JSON file, each as the bytes of one object (keys sorted where it stood in a list).

    Raises:
        MalformedRowError: The file is no JSON, or holds neither an object nor a list.
    """
    value = _loads(content, path)
    if isinstance(value, dict):
        for name in ARRAY_NAMES:
            if isinstance(value.get(name), list) and not any(
                isinstance(value.get(n), str) for n in FIELD_NAMES["text"]
            ):
                value = value[name]
                break
        else:
            return [content.strip()]
    if not isinstance(value, list):
        raise MalformedRowError(f"{path}: holds a JSON {type(value).__name__}, not an article or a list of articles.")
    return [orjson.dumps(item, option=orjson.OPT_SORT_KEYS) for item in value]


def parse_row(row: bytes, path: str, number: int, *, alone: bool = False) -> RawDocument:
    """Return the document of one JSON row; its `path` is the file's, with `#doc_id` (or the row's number) behind it.

    Raises:
        MalformedRowError: The row is no JSON object.
        NotAnArticleError: The object has no text and no page.
    """
    place = path if alone else f"{path}, row {number}"
    value = _loads(row, place)
    if not isinstance(value, dict):
        raise MalformedRowError(f"{place}: holds a JSON {type(value).__name__}, not an article.")
    fields = {name: _text_field(value, names) for name, names in FIELD_NAMES.items()}
    # A page is the fuller source, but a text that the row gives is what its offsets are counted in.
    kind: DocumentFormat = "text" if fields["text"] and fields["text"].strip() else "html"
    content = fields.pop("text") if kind == "text" else fields["html"]
    fields.pop("text", None), fields.pop("html")
    if not content or not content.strip():
        raise NotAnArticleError(f"{place}: the row has no text (looked for {', '.join(FIELD_NAMES['text'])}, html).")
    fields["published_at"] = iso_date(fields["published_at"])
    member = fields["doc_id"] or str(number)
    return RawDocument(
        path=path if alone else f"{path}#{member}",
        sha256=hashlib.sha256(row).hexdigest(),
        format=kind,
        content=content.encode("utf-8", "replace"),
        encoding="utf-8",
        **fields,
    )


def iso_date(written: str | None) -> str | None:
    """Return the calendar date in `written`, ISO 8601, with the precision it gives; null when there is none.

    >>> iso_date("2023-04-28T10:00:00Z"), iso_date("28 April 2023"), iso_date("2023-04"), iso_date("soon")
    ('2023-04-28', '2023-04-28', '2023-04', None)
    """
    if not written:
        return None
    if match := _ISO_START.match(written.strip()):
        try:
            date_parser.isoparse(match[0])
        except ValueError:
            return None
        return str(match[0])
    # Without a year the parser would fill in today's, and a date must not depend on the clock.
    if len(written) > 64 or not _YEAR.search(written):
        return None
    try:
        return date_parser.parse(written).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _loads(content: bytes, place: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise MalformedRowError(f"{place}: is not valid JSON ({error}).") from error


def _text_field(value: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """Return the first of `names` that holds words: a string, a number, an object with a name, or a list of those."""
    for name in names:
        if (words := _words(value.get(name))) is not None:
            return words
    return None


def _words(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return _words(value.get("name"))
    if isinstance(value, list):
        parts = [part for item in value if (part := _words(item)) is not None]
        return ", ".join(parts) or None
    return None
