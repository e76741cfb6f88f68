"""What no record says of itself: keys, places, and the tables that account for runs.

The helper functions give the columns that several tables share; `BOOKKEEPING_TABLES` are the documents that were
read, the runs that read them, what was refused, and what was expected.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from schemas.article import SHA256
from schemas.columns import Column, Table

RUN_STATES: Final = ("running", "finished", "failed", "crashed")

RUN_STAGE_NAMES: Final = ("find", "read", "extract", "validate", "load", "join", "publish")
"""Stages of a run, in the order of the road."""


def extracted(**parts: Any) -> Table:  # noqa: ANN401 - the attributes of Table
    """Return a table whose rows come from an article."""
    return Table(**parts, is_extracted=True)


def record_key(kind: str) -> Column:
    """Return the key column of a kind of record."""
    return Column(
        name=f"{kind}_id",
        type="VARCHAR",
        pattern=rf"^{kind}_[0-9a-f]{{16}}$",
        description=f"Id of the {kind}: made from the article's bytes and the words it rests on, so that the same bytes "
        "give the same id everywhere.",
    )


def article_id(*, nullable: bool = False) -> Column:
    """Return the column that names the article."""
    return Column(name="article_id", type="VARCHAR", nullable=nullable, description="Article that states it.")


def case_id(*, nullable: bool = False, description: str = "Case that it belongs to.") -> Column:
    """Return the column that names the case."""
    return Column(name="case_id", type="VARCHAR", nullable=nullable, description=description)


def claim_id() -> Column:
    """Return the column that names the claim."""
    return Column(name="claim_id", type="VARCHAR", description="Claim that it belongs to.")


def run_id(description: str) -> Column:
    """Return the column that names a run."""
    return Column(name="run_id", type="VARCHAR", description=description)


def ordinal(of: str) -> Column:
    """Return the column that counts rows within their parent."""
    return Column(name="ordinal", type="INTEGER", at_least=0, description=f"Place among {of}, counted from 0.")


def days_of(date_column: str, stem: str) -> tuple[Column, Column]:
    """Return the columns of the first and last day that a date of any precision allows."""
    return (
        Column(
            name=f"{stem}_earliest",
            type="DATE",
            nullable=True,
            description=f"First day that `{date_column}` allows; null where that is null.",
        ),
        Column(
            name=f"{stem}_latest",
            type="DATE",
            nullable=True,
            description=f"Last day that `{date_column}` allows; null where that is null.",
        ),
    )


def _count(name: str, description: str) -> Column:
    return Column(name=name, type="BIGINT", at_least=0, nullable=True, description=description)


_PATH = Column(
    name="path",
    type="VARCHAR",
    description="File that was read, with `#member` behind it for a row or member of a container.",
)
_SHA256 = Column(
    name="sha256",
    type="VARCHAR",
    nullable=True,
    pattern=SHA256,
    description="SHA-256 of the raw bytes; null where they could not be read.",
)
_DOCUMENT_STATE = Column(
    name="document_state",
    type="VARCHAR",
    value_set=("loaded", "quarantined"),
    description="Whether the document's article is in the warehouse, or the document was refused (see `quarantine`).",
)
_FINGERPRINT = Column(
    name="extractor_fingerprint",
    type="VARCHAR",
    description="Fingerprint of the code, rules and models that read it; another one means that it is read again.",
)

DOCUMENTS = Table(
    name="documents",
    description="One document, as it was when it was last read anew: one row a path.",
    key=("path",),
    columns=(
        _PATH,
        _SHA256,
        Column(
            name="article_id",
            type="VARCHAR",
            nullable=True,
            description="Article that the document holds; null where it was refused.",
        ),
        Column(name="doc_id", type="VARCHAR", nullable=True, description="The document's own id, where it gives one."),
        _DOCUMENT_STATE,
        _FINGERPRINT,
        run_id("Run that read this state of the document."),
    ),
)

DOCUMENT_VERSIONS = Table(
    name="document_versions",
    description="What each path held, reading by reading: a row is added whenever a document is new or was read anew.",
    key=("path", "run_id"),
    columns=(
        _PATH,
        run_id("Run that read it, or found it gone."),
        _SHA256,
        replace(
            _DOCUMENT_STATE,
            value_set=("loaded", "quarantined", "removed"),
            description="Whether the document was loaded, refused, or `removed`: gone from its container.",
        ),
        _FINGERPRINT,
    ),
)

QUARANTINE = Table(
    name="quarantine",
    description="A document, or a row of one, that was refused, and why; `resolved_run_id` tells which are history.",
    key=("quarantine_id",),
    columns=(
        Column(name="quarantine_id", type="VARCHAR", description="Id of the entry."),
        run_id("Run that refused it."),
        _PATH,
        _SHA256,
        Column(
            name="stage",
            type="VARCHAR",
            value_set=("read", "parse", "extract", "validate"),
            description="Stage of the road that refused it.",
        ),
        Column(
            name="quarantine_reason",
            type="VARCHAR",
            description="Reason in one word, such as `undecodable`, `not_an_article` or `broken_expectation`.",
        ),
        Column(name="message", type="VARCHAR", description="What is wrong, in one sentence."),
        Column(
            name="table_name",
            type="VARCHAR",
            nullable=True,
            description="Table of the refused row; null where the whole document was refused.",
        ),
        Column(
            name="record_id",
            type="VARCHAR",
            nullable=True,
            description="Key of the refused row; null where the whole document was refused.",
        ),
        Column(
            name="row_json",
            type="VARCHAR",
            nullable=True,
            description="The refused row and those that fell with it, as JSON by table; null where the document was refused before it had rows.",
        ),
        Column(
            name="resolved_run_id",
            type="VARCHAR",
            nullable=True,
            description="Run that read the document again, which made this entry history; null while it stands.",
        ),
    ),
)

RUNS = Table(
    name="runs",
    description="One run of ingestion: what it read, what it loaded, and how it ended.",
    key=("run_id",),
    columns=(
        run_id("Id of the run: its start, UTC, and four random characters."),
        Column(name="run_state", type="VARCHAR", value_set=RUN_STATES, description="How the run ended, or `running`."),
        Column(name="started_at", type="TIMESTAMP", description="Start of the run, UTC."),
        Column(
            name="finished_at",
            type="TIMESTAMP",
            nullable=True,
            description="End of the run, UTC; null while it runs or crashed.",
        ),
        Column(name="casebook_version", type="VARCHAR", description="Version of casebook."),
        _FINGERPRINT,
        _count("documents_read", "Documents that were found: loaded, unchanged and quarantined together."),
        _count("documents_loaded", "Documents whose articles were loaded."),
        _count(
            "documents_unchanged", "Documents that stood in the warehouse already, with the same bytes and extractors."
        ),
        _count("documents_quarantined", "Documents that were refused."),
        _count("documents_removed", "Documents that stood in the warehouse and are gone from their container."),
        _count("rows_loaded", "Rows that were loaded, all tables of records together."),
        _count(
            "rows_quarantined",
            "Records that were refused while their document was loaded: entries of `quarantine` with a `table_name`.",
        ),
        _count("warnings", "Promises of weight `warning` that were not kept."),
        Column(name="error", type="VARCHAR", nullable=True, description="Why the run failed; null where it did not."),
    ),
)

RUN_STAGES = Table(
    name="run_stages",
    description="How long each stage of a finished run took; stages overlap, so that together they may take longer than "
    "the run. A snapshot knows the publishing of the runs before its own.",
    key=("run_id", "ordinal"),
    columns=(
        run_id("Run that it is a stage of."),
        Column(name="ordinal", type="INTEGER", at_least=0, description="Place among the run's stages, counted from 0."),
        Column(
            name="stage_name",
            type="VARCHAR",
            value_set=RUN_STAGE_NAMES,
            description="`find` lists the files, `read` opens them and tells what is new, `extract` waits for the workers, "
            "`validate` checks the rows, `load` writes them, `join` joins articles, `publish` makes the snapshot.",
        ),
        Column(name="seconds", type="DOUBLE", at_least=0, description="Time that it took by the clock, in seconds."),
    ),
)

PENDING_ARTICLES = Table(
    name="pending_articles",
    description="Articles that a run changed or removed and that are not joined with the others yet; empty after a run.",
    key=("article_id",),
    columns=(Column(name="article_id", type="VARCHAR", description="Article that was loaded, replaced or removed."),),
)

EXPECTATION_RESULTS = Table(
    name="expectation_results",
    description="A promise about a table, and whether the rows of a run kept it.",
    key=("run_id", "table_name", "ordinal"),
    columns=(
        run_id("Run whose rows were checked."),
        Column(name="table_name", type="VARCHAR", description="Table that the promise is about."),
        Column(name="ordinal", type="INTEGER", at_least=0, description="Place in the table's suite, counted from 0."),
        Column(
            name="column_name",
            type="VARCHAR",
            nullable=True,
            description="Column that the promise is about; null where it is about the whole table.",
        ),
        Column(
            name="expectation",
            type="VARCHAR",
            description="Kind of promise, such as `expect_column_values_to_not_be_null`.",
        ),
        Column(name="promise", type="VARCHAR", description="The promise in words."),
        Column(
            name="severity",
            type="VARCHAR",
            value_set=("critical", "warning"),
            description="Whether a broken promise refuses rows (`critical`) or is reported (`warning`).",
        ),
        Column(name="is_met", type="BOOLEAN", description="Whether the rows kept the promise."),
        _count("rows_checked", "Rows that were checked; null where the promise is about the whole table."),
        _count("rows_failed", "Rows that broke the promise; null where the promise is about the whole table."),
        Column(
            name="observed",
            type="VARCHAR",
            nullable=True,
            description="Keys of up to five rows that broke the promise, with the value in brackets; null where none did.",
        ),
    ),
)

BOOKKEEPING_TABLES: Final[tuple[Table, ...]] = (
    DOCUMENTS,
    DOCUMENT_VERSIONS,
    QUARANTINE,
    RUNS,
    RUN_STAGES,
    EXPECTATION_RESULTS,
    PENDING_ARTICLES,
)
