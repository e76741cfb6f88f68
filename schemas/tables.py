"""The tables of the warehouse: every nested record as rows.

Columns that state what a record says are taken from the models, which describe each field once; keys, places
and bookkeeping are described here, once. DDL and comments (`warehouse/ddl.py`), expectations
(`expectations/suites.py`), Arrow schemas (`schemas/arrow.py`) and the data dictionary (`schemas/dictionary.py`) are
derived from `TABLES`.

    documents ── document_versions          what was read, run by run
        └── articles ── removed_blocks
               ├── cases ── charges, events, penalties, amounts
               ├── claims ── claim_quantities, claim_about
               └── evidence                  one row a span of words, for any record
    quarantine, runs, expectation_results    what was refused, when, and why
    story_articles, story_pairs, …           which articles print one text (`schemas/stories.py`)
    persons, case_files and what joins them  who is one person across articles (`schemas/persons.py`)
    case_overview, person_timeline, …        flat tables that answer questions (`schemas/answers.py`)

The same quantity has one name in all tables. A name ends in `_text` for words as written, `_date` for ISO 8601 with
the precision that the article gives, `_earliest`/`_latest` for the days which that date allows.
"""

from __future__ import annotations

from typing import Final

from schemas.answers import ANSWER_TABLES
from schemas.article import Article, RemovedBlock
from schemas.bookkeeping import (
    BOOKKEEPING_TABLES,
    article_id,
    case_id,
    claim_id,
    days_of,
    extracted,
    ordinal,
    record_key,
)
from schemas.case import Amount, Case, Charge, Event, Penalty
from schemas.claim import Claim, Quantity
from schemas.columns import Column, Reference, Table, field_column
from schemas.persons import PERSON_TABLES
from schemas.stories import STORY_TABLES

SCHEMA_VERSION: Final = 2
"""Version of the tables; a change of `TABLES` raises it and adds a file to `warehouse/upgrades/`."""

_RULE = tuple(field_column(Charge, field) for field in ("rule", "confidence"))

ARTICLES = extracted(
    name="articles",
    description="The news article of one raw document version, without boilerplate; identical bytes are one article.",
    key=("article_id",),
    columns=(
        field_column(Article, "article_id", pattern=r"^[0-9a-f]{16}$"),
        field_column(Article, "sha256"),
        field_column(Article, "format", "document_format"),
        field_column(Article, "publisher"),
        field_column(Article, "url"),
        field_column(Article, "title"),
        field_column(Article, "byline"),
        field_column(Article, "agency"),
        field_column(Article, "dateline"),
        field_column(Article, "published_at"),
        *days_of("published_at", "published"),
        field_column(Article, "published_from"),
        field_column(Article, "language"),
        field_column(Article, "skipped"),
        Column(name="word_count", type="INTEGER", at_least=0, description="Number of words of `article_text`."),
        field_column(Article, "text", "article_text"),
    ),
)

REMOVED_BLOCKS = extracted(
    name="removed_blocks",
    description="A block of a document that is not part of the article's text, in document order.",
    key=("article_id", "ordinal"),
    columns=(
        article_id(),
        ordinal("the article's removed blocks"),
        field_column(RemovedBlock, "reason", "removal_reason"),
        field_column(RemovedBlock, "text", "removed_text"),
    ),
    references=(Reference("article_id", "articles", "article_id"),),
)

CASES = extracted(
    name="cases",
    description=(
        "One person who in this article is wanted, detained, charged, tried, sentenced, extradited or released. "
        "It says what this article reports: an allegation is not a finding (see `charges.charge_stage`)."
    ),
    key=("case_id",),
    columns=(
        record_key("case"),
        article_id(),
        ordinal("the article's cases"),
        field_column(Case, "name", "person_name"),
        field_column(Case, "aliases"),
        field_column(Case, "age"),
        field_column(Case, "nationality", pattern=r"^[A-Z]{2}$"),
        field_column(Case, "residence"),
        field_column(Case, "jurisdiction"),
        field_column(Case, "court"),
        field_column(Case, "custody_place"),
        field_column(Case, "status"),
    ),
    references=(Reference("article_id", "articles", "article_id"),),
)

_OF_CASE = (Reference("case_id", "cases", "case_id"), Reference("article_id", "articles", "article_id"))

CHARGES = extracted(
    name="charges",
    description="An offence that the person is accused or convicted of; `charge_stage` tells which of the two.",
    key=("charge_id",),
    columns=(
        record_key("charge"),
        case_id(),
        article_id(),
        ordinal("the case's charges"),
        field_column(Charge, "text", "charge_text"),
        field_column(Charge, "iccs", "iccs_code"),
        field_column(Charge, "counts"),
        field_column(Charge, "stage", "charge_stage"),
        *_RULE,
    ),
    references=_OF_CASE,
)

EVENTS = extracted(
    name="events",
    description=(
        "Something that happened to the person before the law, will happen or is said not to have happened: "
        "`modality` tells which."
    ),
    key=("event_id",),
    columns=(
        record_key("event"),
        case_id(),
        article_id(),
        ordinal("the case's events"),
        field_column(Event, "type", "event_type"),
        field_column(Event, "modality"),
        field_column(Event, "date", "event_date"),
        *days_of("event_date", "event"),
        field_column(Event, "place", "event_place"),
        *_RULE,
    ),
    references=_OF_CASE,
)

PENALTIES = extracted(
    name="penalties",
    description="A penalty that was imposed (`is_imposed`), or that the person only faces.",
    key=("penalty_id",),
    columns=(
        record_key("penalty"),
        case_id(),
        article_id(),
        ordinal("the case's imposed penalties, or of those it faces"),
        Column(
            name="is_imposed",
            type="BOOLEAN",
            description="True for a sentence that was imposed; false for a penalty that the person faces or that was "
            "asked for, which is no sentence.",
        ),
        field_column(Penalty, "kind", "penalty_kind"),
        field_column(Penalty, "months"),
        field_column(Penalty, "months_max"),
        field_column(Penalty, "value", "money_value"),
        field_column(Penalty, "currency"),
        field_column(Penalty, "comparator"),
        field_column(Penalty, "text", "penalty_text"),
        *_RULE,
    ),
    references=_OF_CASE,
)

AMOUNTS = extracted(
    name="amounts",
    description="Money tied to the alleged conduct, or set as bail.",
    key=("amount_id",),
    columns=(
        record_key("amount"),
        case_id(),
        article_id(),
        ordinal("the case's amounts"),
        field_column(Amount, "role", "amount_role"),
        field_column(Amount, "value", "money_value"),
        field_column(Amount, "currency"),
        field_column(Amount, "comparator"),
        field_column(Amount, "text", "amount_text"),
        *_RULE,
    ),
    references=_OF_CASE,
)

CLAIMS = extracted(
    name="claims",
    description="A proposition that the article attributes to a source by a reporting cue.",
    key=("claim_id",),
    columns=(
        record_key("claim"),
        article_id(),
        ordinal("the article's claims"),
        field_column(Claim, "speaker"),
        field_column(Claim, "speaker_text"),
        field_column(Claim, "speaker_role"),
        field_column(Claim, "speaker_country"),
        field_column(Claim, "cue", "cue_text"),
        Column(
            name="content_text",
            type="VARCHAR",
            min_length=1,
            description=str(Claim.model_fields["content"].description).replace(
                "one string a span", "its stretches joined by ` … `; `evidence` has each stretch"
            ),
        ),
        field_column(Claim, "type", "claim_type"),
        field_column(Claim, "polarity"),
        field_column(Claim, "date", "claim_date"),
        *days_of("claim_date", "claim"),
        field_column(Claim, "medium"),
        field_column(Claim, "reported_by"),
        field_column(Claim, "rule"),
        field_column(Claim, "confidence"),
        field_column(
            Claim,
            "speaker_confidence",
            description="Estimated probability that `speaker` is the right source, calibrated on held-apart articles.",
        ),
    ),
    references=(Reference("article_id", "articles", "article_id"),),
)

_OF_CLAIM = (Reference("claim_id", "claims", "claim_id"), Reference("article_id", "articles", "article_id"))

CLAIM_QUANTITIES = extracted(
    name="claim_quantities",
    description="A number of people, things, money or percent that a claim states.",
    key=("quantity_id",),
    columns=(
        record_key("quantity"),
        claim_id(),
        article_id(),
        ordinal("the claim's quantities"),
        field_column(Quantity, "comparator"),
        field_column(Quantity, "value", "quantity_value"),
        field_column(Quantity, "unit", "quantity_unit"),
        field_column(Quantity, "text", "quantity_text"),
        *_RULE,
    ),
    references=_OF_CLAIM,
)

CLAIM_ABOUT = extracted(
    name="claim_about",
    description="A case person that the content of a claim is about.",
    key=("claim_id", "ordinal"),
    columns=(
        claim_id(),
        article_id(),
        ordinal("the names that the claim is about"),
        field_column(Case, "name", "person_name", nullable=False),
        case_id(
            nullable=True, description="Case of that person in the same article; null where no case has that name."
        ),
    ),
    references=(*_OF_CLAIM, Reference("case_id", "cases", "case_id")),
)

EVIDENCE = extracted(
    name="evidence",
    description="Words of the article that state a record or one of its fields: one row a span.",
    key=("record_id", "field_name", "ordinal"),
    columns=(
        article_id(),
        Column(
            name="table_name",
            type="VARCHAR",
            value_set=("cases", "charges", "events", "penalties", "amounts", "claims", "claim_quantities"),
            description="Table of the record that the words state.",
        ),
        Column(name="record_id", type="VARCHAR", description="Key of that record, such as a `case_id` or `claim_id`."),
        Column(
            name="field_name",
            type="VARCHAR",
            description="Column that the words state; `record` where they state the record as a whole.",
        ),
        ordinal("the spans of that field"),
        Column(
            name="start_offset",
            type="INTEGER",
            at_least=0,
            description="First character of the words in `articles.article_text`, counted from 0 in code points.",
        ),
        Column(name="end_offset", type="INTEGER", above=0, description="Character behind the words."),
        Column(
            name="quote_text",
            type="VARCHAR",
            min_length=1,
            description="The words: exactly the characters from `start_offset` to `end_offset`.",
        ),
        *_RULE,
    ),
    references=(Reference("article_id", "articles", "article_id"),),
)

EXTRACTED_TABLES: Final[tuple[Table, ...]] = (
    ARTICLES,
    REMOVED_BLOCKS,
    CASES,
    CHARGES,
    EVENTS,
    PENALTIES,
    AMOUNTS,
    CLAIMS,
    CLAIM_QUANTITIES,
    CLAIM_ABOUT,
    EVIDENCE,
)
"""Tables whose rows come from an article; parents stand before their children."""

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (*BOOKKEEPING_TABLES, *EXTRACTED_TABLES, *PERSON_TABLES, *STORY_TABLES, *ANSWER_TABLES)
}
