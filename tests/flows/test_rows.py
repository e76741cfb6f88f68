"""Rows of JSON: which field of a crawler's object is what."""

from __future__ import annotations

import hashlib
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rows import iso_date, parse_row, split_array
from schemas.errors import DocumentError, MalformedRowError, NotAnArticleError


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-04-28", "2023-04-28"),
        ("2023-04-28T23:10:00+09:00", "2023-04-28"),
        ("2023-04-28 10:00:00", "2023-04-28"),
        ("2023-04", "2023-04"),
        ("2019", "2019"),
        ("28 April 2023", "2023-04-28"),
        ("Fri, 28 Apr 2023 10:00:00 GMT", "2023-04-28"),
        ("20230428", "2023-04-28"),
        ("2023-13-45", None),
        ("2023-02-30", None),
        ("28 April", None),  # no year: the parser would take the clock's
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_iso_date(written: str | None, expected: str | None) -> None:
    """A date keeps the precision it is given with; what is no date, or has no year, is null."""
    assert expected == iso_date(written)


@given(st.text(max_size=80))
def test_iso_date_never_raises(written: str) -> None:
    """Any words give a date or null."""
    iso_date(written)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"doc_id": "a1", "text": "Words.", "title": "T", "published_at": "2024-01-02", "source": "The Mast"},
            {
                "path": "f.jsonl#a1",
                "title": "T",
                "published_at": "2024-01-02",
                "publisher": "The Mast",
                "format": "text",
            },
        ),
        (
            {
                "maintext": "Words.",
                "date_publish": "2024-01-02 03:04:05",
                "source_domain": "mast.example",
                "authors": ["A. Writer", "B. Writer"],
                "language": "en",
            },
            {
                "path": "f.jsonl#7",
                "published_at": "2024-01-02",
                "publisher": "mast.example",
                "byline": "A. Writer, B. Writer",
                "language": "en",
            },
        ),
        (
            {
                "headline": "T",
                "articleBody": "Words.",
                "datePublished": "2024-01-02T00:00:00Z",
                "author": {"name": "A. Writer"},
                "publisher": {"@type": "Organization", "name": "The Mast"},
            },
            {"title": "T", "byline": "A. Writer", "publisher": "The Mast", "published_at": "2024-01-02"},
        ),
        ({"id": 12, "html": "<p>Words.</p>"}, {"path": "f.jsonl#12", "format": "html", "content": b"<p>Words.</p>"}),
        ({"text": "  ", "html": "<p>Words.</p>"}, {"format": "html"}),
    ],
)
def test_parse_row(row: dict[str, object], expected: dict[str, object]) -> None:
    """Field names of common crawlers are understood; the id, or else the row's number, stands behind the path."""
    raw = parse_row(orjson.dumps(row), "f.jsonl", 7)
    assert expected == {name: getattr(raw, name) for name in expected}
    assert hashlib.sha256(orjson.dumps(row)).hexdigest() == raw.sha256


@pytest.mark.parametrize(
    ("row", "error", "words"),
    [
        (b'{"text": "half', MalformedRowError, "f.jsonl, row 7: is not valid JSON"),
        (b"[1, 2]", MalformedRowError, "holds a JSON list"),
        (b'{"title": "only"}', NotAnArticleError, "the row has no text"),
        (b'{"text": ""}', NotAnArticleError, "the row has no text"),
    ],
)
def test_parse_row_refuses(row: bytes, error: type[DocumentError], words: str) -> None:
    """What is no article is refused with the place and the reason."""
    with pytest.raises(error, match="row 7") as caught:
        parse_row(row, "f.jsonl", 7)
    assert words in str(caught.value)


@given(st.binary(max_size=200))
def test_parse_row_never_fails_otherwise(row: bytes) -> None:
    """Any bytes give a document or a refusal."""
    with suppress(DocumentError):
        parse_row(row, "f", 1)


@pytest.mark.parametrize(
    ("content", "count"),
    [(b'{"text": "a"}', 1), (b'[{"text": "a"}, {"text": "b"}]', 2), (b'{"articles": [{"text": "a"}]}', 1), (b"[]", 0)],
)
def test_split_array(content: bytes, count: int) -> None:
    """A file may hold one object, a list, or an object with a list of articles."""
    assert count == len(split_array(content, "f.json"))
