"""Loading: keyed by content, in one transaction, nothing lost and nothing twice."""

from __future__ import annotations

from functools import partial

import duckdb
import pytest

from schemas.arrow import arrow_table
from schemas.errors import LoadError
from schemas.rows import quarantine_row
from schemas.tables import EXTRACTED_TABLES, TABLES
from tests.made_up import make_case, make_numbered, make_rows, make_tables
from warehouse.database import open_warehouse
from warehouse.load import KnownDocument


@pytest.fixture
def ingest(ingest):
    """Load, and do nothing after it: what is looked at here is what the load leaves."""
    return partial(ingest, join=False, publish=False)


CONTENT = [table.name for table in EXTRACTED_TABLES]


def state_of(folder, tables=CONTENT):
    """Return the rows of the tables, in no order."""
    with duckdb.connect(folder.database, read_only=True) as connection:
        return {name: sorted(map(repr, connection.execute(f"FROM {name}").fetchall())) for name in tables}


def count_of(folder, table):
    return len(state_of(folder, [table])[table])


def test_every_row_arrives(folder, ingest):
    """What `rows_of` gives stands in the warehouse, table by table."""
    rows = make_rows()
    counts = ingest({"a.txt": rows})
    assert {name: len(found) for name, found in rows.items()} == {name: count_of(folder, name) for name in rows}
    assert (counts.read, counts.loaded, counts.rows_loaded) == (1, 1, sum(map(len, rows.values())))


def test_a_second_load_changes_nothing(folder, ingest):
    """The same documents loaded again leave every table of records and documents as it was, but for the run's id."""
    documents = {"a.txt": make_rows(), "b.txt": make_numbered(1)}
    ingest(documents)
    before = state_of(folder)
    ingest(documents)
    assert before == state_of(folder)
    assert count_of(folder, "documents") == 2


def test_an_edited_file_replaces_its_own_records_and_nothing_else(folder, ingest):
    """The old article goes with all its rows; the other document's rows stay."""
    other = make_numbered(9)
    ingest({"a.txt": make_numbered(1), "b.txt": other})
    ingest({"a.txt": make_numbered(2)})
    fresh = state_of(folder)
    with open_warehouse(folder) as warehouse:
        (count,) = warehouse.connection.execute("SELECT count(*) FROM documents").fetchone()
    assert count == 2
    assert {name: len(rows) + len(other[name]) for name, rows in make_numbered(2).items()} == {
        name: len(rows) for name, rows in fresh.items()
    }


def test_identical_bytes_at_two_paths_are_one_article(folder, ingest):
    """Two documents share the article, which goes only with the last of them."""
    ingest({"a.txt": make_rows(), "copy.txt": make_rows()})
    assert (count_of(folder, "documents"), count_of(folder, "articles")) == (2, 1)
    ingest({"a.txt": make_numbered(5)})
    assert count_of(folder, "articles") == 2
    ingest({"copy.txt": make_numbered(5)})
    assert (count_of(folder, "documents"), count_of(folder, "articles")) == (2, 1)


def test_better_extractors_replace_an_article(folder, ingest):
    """An article that is read again, with other findings, has only the new ones."""
    ingest({"a.txt": make_rows()})
    ingest({"a.txt": make_rows(cases=[], claims=[])}, fingerprint="f2")
    assert [count_of(folder, name) for name in ("articles", "cases", "claims", "evidence")] == [1, 0, 0, 0]


def test_a_document_that_turns_bad_takes_its_article_along(folder, ingest):
    """When the new bytes of a document are refused, the old article does not stay behind."""
    ingest({"a.txt": make_rows()})
    counts = ingest({"a.txt": None})
    assert counts.quarantined == 1
    assert not any(state_of(folder).values())


def test_a_document_gone_from_its_container_goes(folder, ingest):
    """A removed document goes with its article; its history stays."""
    ingest({"a.jsonl#1": make_numbered(1), "a.jsonl#2": make_numbered(2)})
    counts = ingest({}, unchanged=1, removed=["a.jsonl#2"])
    assert (counts.read, counts.unchanged, counts.removed) == (1, 1, 1)
    assert count_of(folder, "articles") == 1
    assert count_of(folder, "document_versions") == 3


def test_known_documents(folder, ingest):
    """What stands in the warehouse is known by path."""
    rows = make_rows()
    ingest({"a.txt": rows, "b.txt": None})
    with open_warehouse(folder) as warehouse:
        assert warehouse.known_documents() == {
            "a.txt": KnownDocument(rows["articles"][0]["sha256"], "f1", "loaded"),
            "b.txt": KnownDocument(None, "f1", "quarantined"),
        }


def test_quarantine_keeps_history(folder, ingest):
    """Entries of a document become history when it is read again; the view shows those that stand."""

    def entry(run_id):
        return arrow_table(
            "quarantine",
            [quarantine_row("a.txt", run_id=run_id, stage="parse", reason="not_an_article", message="Empty.")],
        )

    ingest({"a.txt": None}, quarantine=entry("first"))
    ingest({"a.txt": None}, quarantine=entry("second"))
    with open_warehouse(folder) as warehouse:
        open_now = warehouse.connection.execute("SELECT run_id FROM quarantine_open").fetchall()
    assert open_now == [("second",)]
    ingest({"a.txt": make_rows()})
    with open_warehouse(folder) as warehouse:
        assert warehouse.connection.execute("FROM quarantine_open").fetchall() == []
        assert warehouse.connection.execute("SELECT count(*) FROM quarantine").fetchone() == (2,)


def test_counts_of_the_run_stand_in_runs(folder, ingest):
    """read = loaded + unchanged + quarantined, and the row says so."""
    counts = ingest({"a.txt": make_rows(), "b.txt": None}, unchanged=3)
    assert counts.read == counts.loaded + counts.unchanged + counts.quarantined == 5
    with open_warehouse(folder) as warehouse:
        row = warehouse.connection.execute(
            "SELECT run_state, documents_read, documents_loaded, documents_unchanged, documents_quarantined FROM runs"
        ).fetchone()
    assert row == ("finished", 5, 1, 3, 1)


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("cases", {"case_id": "case_0000000000000000"}, "not in `cases`"),
        ("charges", {"article_id": "0" * 16}, "is not in `articles`"),
        ("evidence", {"record_id": "event_0000000000000000"}, "is not in"),
        ("claims", {"cue_text": None}, "NOT NULL constraint failed"),
    ],
)
def test_a_broken_reference_rolls_everything_back(folder, ingest, table, change, message):
    """A row that refers to nothing, or lacks a value, stops the load; the warehouse stays as it was."""
    ingest({"a.txt": make_numbered(1)})
    before = state_of(folder, TABLES.keys() - {"runs"})
    rows = make_numbered(2)
    rows[table][0] |= change
    with pytest.raises(LoadError, match=message):
        ingest({"a.txt": make_numbered(3), "b.txt": rows})
    assert before == state_of(folder, TABLES.keys() - {"runs"})


def test_a_key_that_stands_twice_rolls_everything_back(ingest):
    """Two rows with one key stop the load."""
    first, second = make_numbered(1), make_numbered(2)
    second["claim_quantities"][0]["quantity_id"] = first["claim_quantities"][0]["quantity_id"]
    with pytest.raises(LoadError, match="stands more than once"):
        ingest({"a.txt": first, "b.txt": second})


def test_an_article_without_document_is_refused(folder):
    """Records that no document accounts for are not loaded."""
    with open_warehouse(folder) as warehouse:
        run = warehouse.start_run("f1")
        tables = make_tables(run.run_id, {"a.txt": make_rows()})
        tables["documents"] = tables["documents"].slice(0, 0)
        with pytest.raises(LoadError, match="belongs to no document"):
            warehouse.load(run, tables)


def test_the_warehouse_works_on_after_a_refused_load(folder, ingest):
    """After a rollback the same connection loads the next run."""
    with open_warehouse(folder) as warehouse:
        bad = make_rows()
        bad["cases"] = []
        run = warehouse.start_run("f1")
        with pytest.raises(LoadError):
            warehouse.load(run, make_tables(run.run_id, {"a.txt": bad}))
        warehouse.fail_run(run, LoadError("refused"))
        run = warehouse.start_run("f1")
        assert warehouse.load(run, make_tables(run.run_id, {"a.txt": make_rows()})).loaded == 1
        states = warehouse.connection.execute("SELECT run_state FROM runs ORDER BY started_at").fetchall()
    assert states == [("failed",), ("finished",)]


def test_a_run_that_died_is_marked_by_the_next(folder):
    """A run that ended without a word is `crashed` as soon as another starts."""
    with open_warehouse(folder) as warehouse:
        warehouse.start_run("f1")
    with open_warehouse(folder) as warehouse:
        warehouse.start_run("f1")
        states = warehouse.connection.execute("SELECT run_state FROM runs ORDER BY started_at").fetchall()
    assert states == [("crashed",), ("running",)]


def test_cases_of_one_name_in_two_articles_stay_two(folder, ingest):
    """Cases belong to their article: the same person in two articles is two rows."""
    ingest({"a.txt": make_numbered(1, cases=[make_case()]), "b.txt": make_numbered(2, cases=[make_case()])})
    assert count_of(folder, "cases") == 2
