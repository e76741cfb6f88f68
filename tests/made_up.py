"""Records about made-up people, with every default filled in, so that a test shows only what matters to it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from schemas.arrow import arrow_table, arrow_tables, join_tables
from schemas.article import Article, RemovedBlock
from schemas.base import Span, Support
from schemas.case import Amount, Case, Charge, Event, Penalty
from schemas.claim import Claim, Quantity
from schemas.rows import document_row, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

    from schemas.rows import Row

TEXT = (
    "Mira Okonjo, 34, of Lodi, was charged with wire fraud on 3 May 2023 and sentenced to five years in prison.\n\n"
    "Police said that more than 60 clients had lost $2 million. Prosecutors asked for up to ten years."
)

SEEN = {"rule": "made_up", "confidence": 0.9}


def span(words: str, text: str = TEXT) -> Span:
    """Return where `words` first stand in `text`."""
    start = text.index(words)
    return Span(start, start + len(words))


def make_article(text: str = TEXT, **changes: Any) -> Article:
    digest = sha256(text.encode()).hexdigest()
    fields: dict[str, Any] = {
        "article_id": digest[:16],
        "sha256": digest,
        "format": "text",
        "publisher": "The Lodi Courier",
        "title": "Lodi woman sentenced",
        "published_at": "2023-06-01",
        "published_from": "crawler_header",
        "language": "en",
        "text": text,
        "removed": (RemovedBlock(text="Follow us", reason="navigation"),),
    }
    return Article(**(fields | changes))


def make_charge(**changes: Any) -> Charge:
    fields: dict[str, Any] = {
        "text": "wire fraud",
        "iccs": "0701",
        "stage": "convicted",
        "evidence": (span("wire fraud"),),
    }
    return Charge(**(SEEN | fields | changes))


def make_event(**changes: Any) -> Event:
    fields: dict[str, Any] = {"type": "sentenced", "modality": "actual", "evidence": (span("sentenced"),)}
    return Event(**(SEEN | fields | changes))


def make_penalty(**changes: Any) -> Penalty:
    fields: dict[str, Any] = {
        "kind": "imprisonment",
        "months": 60,
        "text": "five years",
        "evidence": (span("five years"),),
    }
    return Penalty(**(SEEN | fields | changes))


def make_case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "name": "Mira Okonjo",
        "aliases": ("Okonjo",),
        "age": 34,
        "nationality": ("US",),
        "residence": "Lodi",
        "status": "sentenced",
        "charges": (make_charge(),),
        "events": (
            make_event(type="charged", date="2023-05-03", evidence=(span("charged"), span("3 May 2023"))),
            make_event(),
        ),
        "sentence": (make_penalty(),),
        "max_penalty": (
            make_penalty(text="up to ten years", months=120, comparator="<=", evidence=(span("up to ten years"),)),
        ),
        "amounts": (
            Amount(value=2e6, currency="USD", role="loss", text="$2 million", evidence=(span("$2 million"),), **SEEN),
        ),
        "support": {
            "name": Support(evidence=(span("Mira Okonjo"),), **SEEN),
            "age": Support(evidence=(span("34"),), **SEEN),
            "residence": Support(evidence=(span("Lodi"),), **SEEN),
        },
    }
    return Case(**(fields | changes))


def make_claim(**changes: Any) -> Claim:
    content = "more than 60 clients had lost $2 million"
    fields: dict[str, Any] = {
        "speaker": "Police",
        "speaker_text": "Police",
        "cue": "said",
        "content": (content,),
        "type": "indirect",
        "polarity": "asserts",
        "about": ("Mira Okonjo",),
        "quantities": (
            Quantity(
                comparator=">", value=60, unit="clients", text="more than 60", evidence=(span("more than 60"),), **SEEN
            ),
        ),
        "speaker_span": span("Police"),
        "cue_span": span("said"),
        "content_spans": (span(content),),
        "speaker_confidence": 0.8,
    }
    return Claim(**(SEEN | fields | changes))


def make_rows(**changes: Any) -> dict[str, list[Row]]:
    """Return the rows of one article with one case and one claim; `changes` replace `article`, `cases`, `claims`."""
    article = changes.get("article", make_article())
    return rows_of(article, changes.get("cases", [make_case()]), changes.get("claims", [make_claim()]))


def make_tables(
    run_id: str, documents: dict[str, dict[str, list[Row]] | None], fingerprint: str = "f1"
) -> dict[str, pa.Table]:
    """Return the tables of a run that read `documents`: rows by path, None for a document that was refused."""
    accounts, parts = [], []
    for path, rows in documents.items():
        if rows is None:
            accounts.append(document_row(path, state="quarantined", fingerprint=fingerprint, run_id=run_id))
            continue
        article = rows["articles"][0]
        accounts.append(
            document_row(
                path,
                state="loaded",
                fingerprint=fingerprint,
                run_id=run_id,
                sha256=article["sha256"],
                article_id=article["article_id"],
            )
        )
        parts.append(arrow_tables(rows))
    return join_tables([*parts, {"documents": arrow_table("documents", accounts)}])


def make_text(number: int) -> str:
    """Return the made-up text with another last sentence, so that it is another article with the same offsets."""
    return f"{TEXT} This is report {number}."


def make_numbered(number: int, **changes: Any) -> dict[str, list[Row]]:
    """Return the rows of article `number`: the same records in another text."""
    return make_rows(**({"article": make_article(make_text(number))} | changes))
