"""Golden folders: an article of our own writing, and exactly the records that it gives.

A new case is a new folder in `tests/golden/` with an `article.html`, `.txt` or `.json`. Run
`pytest tests/test_golden.py --update-golden`, read the `expected.json` that it wrote, and keep it if it is right.
`why.md` says what the folder is there for, or which record in it is known to fall short. The samples are compared
in the same way, with their expected records in `tests/golden/samples/`.

In `expected.json` nulls and empty lists are left out; so are confidences and rule ids, which change when a model is
trained anew or a rule is split. A place in the text is written `start:end words`, so that a reader sees what the
offsets point at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractors.articles.parse import parse_article
from extractors.record_form import record_form
from extractors.records import Extraction, extract_records
from flows.documents import read_documents
from flows.sources import FoundFile, Refusal, kind_of
from schemas.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemas.article import Article, RawDocument
    from schemas.base import Span
    from schemas.case import Case
    from schemas.claim import Claim

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
SAMPLES = ROOT / "samples"

ARTICLES = {
    folder.name: next(folder.glob("article.*")) for folder in sorted(GOLDEN.iterdir()) if any(folder.glob("article.*"))
}
SAMPLE_FILES = {
    str(path.relative_to(SAMPLES)): path
    for path in sorted(SAMPLES.rglob("*"))
    if path.is_file() and path.suffix != ".md"
}
FILES = ARTICLES | SAMPLE_FILES

ARTICLE_FIELDS = (
    "title",
    "byline",
    "agency",
    "dateline",
    "publisher",
    "url",
    "published_at",
    "published_from",
    "language",
    "skipped",
)
LISTS = ("charges", "events", "sentence", "max_penalty", "amounts")


@dataclass(frozen=True)
class Mined:
    """A document, and the article and records that it gave, or the refusal."""

    document: RawDocument | None
    article: Article | None
    extraction: Extraction
    refusal: DocumentError | None = None


def _mine_file(path: Path) -> Iterator[Mined]:
    """Yield what each document in the file gives, by the same road as `casebook ingest`."""
    for item in read_documents(FoundFile(path, kind_of(path), path.stat().st_size)):
        if isinstance(item, Refusal):
            yield Mined(None, None, Extraction(), item.error)
            continue
        try:
            article = parse_article(item)
        except DocumentError as error:
            yield Mined(item, None, Extraction(), error)
        else:
            yield Mined(item, article, extract_records(article))


def golden_form(mined: Mined) -> dict[str, Any]:
    """Return the article and records as plain JSON values, or the reason for the refusal."""
    if mined.article is None:
        return {"refused": mined.refusal.reason if mined.refusal else None}
    article, text = mined.article, mined.article.text
    form: dict[str, Any] = {"doc_id": mined.document.doc_id if mined.document else None}
    form |= {name: getattr(article, name) for name in ARTICLE_FIELDS}
    form["text"] = text.split("\n\n")
    form["removed"] = [f"{block.reason}: {_shortened(block.text)}" for block in article.removed]
    form["cases"] = [_case_form(case, text) for case in mined.extraction.cases]
    form["claims"] = [_claim_form(claim, text) for claim in mined.extraction.claims]
    return _stated(form)


def golden_text(form: Any) -> str:
    """Return the form as JSON, one record, paragraph or removed block to a few lines."""
    return _dump(form, depth=3, indent=0) + "\n"


def spans_of(extraction: Extraction) -> Iterator[tuple[Span, str | None]]:
    """Yield every span of the records, with the words that the record says stand there (null where it keeps none)."""
    for case in extraction.cases:
        for support in case.support.values():
            yield from ((span, None) for span in support.evidence)
        for name in LISTS:
            for row in getattr(case, name):
                yield from ((span, None) for span in row.evidence)
    for claim in extraction.claims:
        yield claim.cue_span, claim.cue
        yield from zip(claim.content_spans, claim.content, strict=True)
        if claim.speaker_span:
            yield claim.speaker_span, claim.speaker_text
        for quantity in claim.quantities:
            yield from ((span, None) for span in quantity.evidence)


def _case_form(case: Case, text: str) -> dict[str, Any]:
    form = case.model_dump(mode="json", exclude={"support", *LISTS})
    for name in LISTS:
        form[name] = [
            row.model_dump(mode="json", exclude={"evidence", "rule", "confidence"})
            | {"at": _places(row.evidence, text)}
            for row in getattr(case, name)
        ]
    form["at"] = {name: _places(support.evidence, text) for name, support in sorted(case.support.items())}
    return _stated(form)


def _claim_form(claim: Claim, text: str) -> dict[str, Any]:
    left_out = {"rule", "confidence", "speaker_confidence", "speaker_span", "cue_span", "content_spans"}
    form = claim.model_dump(mode="json", exclude=left_out)
    form["speaker_text"] = _places([claim.speaker_span], text)[0] if claim.speaker_span else claim.speaker_text
    form["cue"] = _places([claim.cue_span], text)[0]
    form["content"] = _places(claim.content_spans, text)
    form["quantities"] = [
        quantity.model_dump(mode="json", exclude={"evidence", "rule", "confidence"})
        | {"at": _places(quantity.evidence, text)}
        for quantity in claim.quantities
    ]
    return _stated(form)


def _places(spans: Iterable[Span], text: str) -> list[str]:
    return [f"{span.start}:{span.end} {span.of(text)}" for span in spans]


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 100 else words[:99] + "…"


def _stated(value: Any) -> Any:
    """Return the value without nulls, empty lists and empty objects."""
    if isinstance(value, dict):
        kept = {key: _stated(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, [], {})}
    return [_stated(item) for item in value] if isinstance(value, list | tuple) else value


def _dump(value: Any, depth: int, indent: int) -> str:
    """Return JSON that is broken into lines down to `depth`, and runs on below it."""
    inline = json.dumps(value, ensure_ascii=False)
    if depth == 0 or not value or not isinstance(value, dict | list) or len(inline) <= 100:
        return inline
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        rows = [f"{json.dumps(key)}: {_dump(item, depth - 1, indent + 1)}" for key, item in value.items()]
    else:
        rows = [_dump(item, depth, indent + 1) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return opening + "\n" + ",\n".join(pad + row for row in rows) + "\n" + " " * indent + closing


@cache
def mined_once(name: str) -> tuple[Mined, ...]:
    """Return what the file gives; each file is mined once for all tests."""
    return tuple(_mine_file(FILES[name]))


def expected_path(name: str) -> Path:
    """Return where the expected records of a golden folder or sample stand."""
    return GOLDEN / name / "expected.json" if name in ARTICLES else GOLDEN / "samples" / f"{name}.expected.json"


@pytest.mark.parametrize("name", FILES)
def test_golden(name: str, *, update_golden: bool) -> None:
    """The article yields exactly the stored records."""
    forms = [golden_form(mined) for mined in mined_once(name)]
    found = forms[0] if name in ARTICLES else forms
    path = expected_path(name)
    expected = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    if expected != found and update_golden:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(golden_text(found), encoding="utf-8")
        pytest.fail(f"{path.relative_to(ROOT)} was written: read it before you keep it")
    assert expected is not None, f"{path.relative_to(ROOT)} is missing: run with --update-golden"
    assert expected == found


@pytest.mark.parametrize("name", FILES)
def test_every_span_is_its_quote(name: str) -> None:
    """`text[start:end]` is the quote, for every span of every record, and is never empty."""
    for mined in mined_once(name):
        text = mined.article.text if mined.article else ""
        for span, words in spans_of(mined.extraction):
            assert 0 <= span.start < span.end <= len(text)
            assert words is None or words == span.of(text)


@pytest.mark.parametrize("name", FILES)
def test_offsets_lead_to_the_words_of_the_row(name: str) -> None:
    """For plain text, the record form's offsets give the same words in the text as it was handed in."""
    for mined in mined_once(name):
        if mined.article is None or mined.document is None or mined.document.format != "text":
            continue
        source = mined.document.content.decode("utf-8")
        form = record_form(mined.article, mined.extraction, doc_id=name, source_text=source)
        for claim in form["claims"]:
            for words, spans in (([claim["cue"]], claim["cue_span"]), (claim["content"], claim["content_spans"])):
                quoted = " ".join(source[start:end] for start, end in spans)
                assert " ".join(words).split() == quoted.split()


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_samples_are_refused_only_when_damaged(name: str) -> None:
    """Every whole sample gives an article; a damaged file gives a named refusal, and its good rows an article."""
    refused = [mined for mined in mined_once(name) if mined.article is None]
    if name.startswith("damaged/"):
        assert refused
        assert all(mined.refusal and mined.refusal.reason != "unusable" for mined in refused)
    else:
        assert not refused
