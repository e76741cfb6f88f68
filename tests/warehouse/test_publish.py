"""Snapshots: complete, under their own names, never written over, old ones gone when nobody reads them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from functools import partial

import duckdb
import pytest

from schemas.errors import QueryError
from tests.made_up import make_numbered, make_rows, make_tables
from warehouse import runs
from warehouse.database import open_warehouse
from warehouse.explain import explain
from warehouse.publish import current_snapshot, publish_snapshot
from warehouse.read import list_tables, query


def test_readers_see_the_newest_complete_run(folder, ingest):
    """Each published run is what the next query sees; a run under way is not."""
    ingest({"a.txt": make_numbered(1)}, join=False)
    assert query(folder, "SELECT count(*) FROM articles").table.to_pylist() == [{"count_star()": 1}]
    with open_warehouse(folder) as warehouse:
        run = warehouse.start_run("f1")
        assert list(query(folder, "SELECT count(*) FROM runs").rows()) == [(1,)]
        warehouse.load(run, make_tables(run.run_id, {"b.txt": make_numbered(2)}))
        assert list(query(folder, "SELECT count(*) FROM articles").rows()) == [(1,)]
        publish_snapshot(warehouse)
    assert list(query(folder, "SELECT count(*) FROM articles").rows()) == [(2,)]


def test_publishing_again_does_nothing(folder, ingest):
    """A state that is published already is not copied again."""
    ingest({"a.txt": make_rows()}, join=False)
    snapshot = current_snapshot(folder)
    before = snapshot.stat().st_mtime_ns
    with open_warehouse(folder) as warehouse:
        assert publish_snapshot(warehouse) == snapshot
    assert snapshot.stat().st_mtime_ns == before


def test_a_run_whose_publishing_was_cut_off_is_published_by_the_next(folder, ingest):
    """After a commit without a snapshot, publishing catches up."""
    ingest({"a.txt": make_rows()}, join=False)
    ingest({"b.txt": make_numbered(2)}, publish=False, join=False)
    (folder.snapshots / "casebook_x.unfinished").write_bytes(b"half")
    with open_warehouse(folder) as warehouse:
        publish_snapshot(warehouse)
    assert list(query(folder, "SELECT count(*) FROM articles").rows()) == [(2,)]
    assert not list(folder.snapshots.glob("*.unfinished"))


def test_a_clock_that_is_set_back_hides_nothing(folder, ingest, monkeypatch):
    """A run in a year that has not come yet is followed by others: readers see each, and runs keep their order."""
    now = runs.utc_now()
    for number, days in enumerate((400, 0, -400), 1):
        monkeypatch.setattr(runs, "utc_now", lambda days=days: now + dt.timedelta(days=days))
        ingest({f"{number}.txt": make_numbered(number)}, join=False)
        assert list(query(folder, "SELECT count(*) FROM articles").rows()) == [(number,)]
    ids = [run_id for (run_id,) in query(folder, "SELECT run_id FROM runs ORDER BY rowid").rows()]
    assert (3, sorted(ids)) == (len(set(ids)), ids)


def test_comments_and_views_come_along(published):
    """A snapshot has every comment and view of the writer's database."""
    notes = list_tables(published)
    assert {"cases", "case_overview", "person_timeline", "disputed_counts"} <= {note.table for note in notes}
    assert all(note.meaning and note.description for note in notes)


def test_publishing_keeps_the_lock_of_the_database(folder, ingest):
    """The copy is made by another process: a second writer is still kept out of the open database."""
    ingest({"a.txt": make_rows()}, publish=False, join=False)
    with open_warehouse(folder) as warehouse:
        assert publish_snapshot(warehouse).exists()
        code = "import duckdb, sys; duckdb.connect(sys.argv[1])"
        second = subprocess.run([sys.executable, "-c", code, str(folder.database)], capture_output=True, check=False)
    assert b"lock" in second.stderr


def test_a_file_that_is_mostly_free_is_written_anew(folder, ingest):
    """What deleted rows left free is not copied from snapshot to snapshot for ever."""
    ingest({"a.txt": make_rows()}, publish=False)
    with open_warehouse(folder) as warehouse:
        warehouse.connection.execute("CREATE TABLE large AS SELECT hash(range) AS number FROM range(3_000_000)")
        warehouse.connection.execute("CHECKPOINT")
        warehouse.connection.execute("CREATE TABLE behind AS SELECT hash(range) AS number FROM range(200_000)")
        warehouse.connection.execute("CHECKPOINT")
        warehouse.connection.execute("DROP TABLE large")
        warehouse.connection.execute("CHECKPOINT")
        snapshot = publish_snapshot(warehouse)
    assert snapshot.stat().st_size < folder.database.stat().st_size / 2
    assert list(query(folder, "SELECT count(*) FROM case_overview").rows()) == [(1,)]


def test_old_snapshots_go(folder, ingest):
    """Only the newest stay."""
    for number in range(5):
        ingest({"a.txt": make_numbered(number)}, join=False)
    assert len(list(folder.snapshots.iterdir())) == 3


def test_a_snapshot_that_is_read_stays(folder, ingest):
    """A reader keeps its snapshot until it closes."""
    ingest({"a.txt": make_numbered(0)}, join=False)
    oldest = current_snapshot(folder)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(oldest)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        reader.stdout.readline()
        for number in range(1, 5):
            ingest({"a.txt": make_numbered(number)}, join=False)
        assert oldest.exists()
        reader.stdin.close()
    ingest({"a.txt": make_numbered(9)}, join=False)
    assert not oldest.exists()


def test_other_tools_open_the_stable_path(folder, ingest):
    """casebook.duckdb is a link that leads to the newest snapshot, also after the folder was moved."""
    ingest({"a.txt": make_rows()}, join=False)
    assert not folder.current.readlink().is_absolute()
    moved = folder.root.rename(folder.root.with_name("moved"))
    with duckdb.connect(moved / "casebook.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT person_name FROM cases").fetchall() == [("Mira Okonjo",)]


def test_any_client_of_duckdb_1_opens_a_snapshot(published):
    """The storage format is that of 1.0 (64), and what comes out is a pandas table."""
    assert int.from_bytes(published.current.read_bytes()[12:20], "little") == 64
    with duckdb.connect(published.current, read_only=True) as connection:
        assert connection.execute("FROM case_overview").df()["person_name"].tolist() == ["Mira Okonjo"]


def test_no_warehouse_yet(folder):
    """Before the first ingest the message says what to do."""
    with pytest.raises(QueryError, match="run `casebook ingest"):
        query(folder, "SELECT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY cases TO '/tmp/leak.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "DELETE FROM cases",
        "DROP TABLE cases",
        "CREATE TABLE mine (a INTEGER)",
        "EXPORT DATABASE '/tmp/leak'",
        "IMPORT DATABASE '/tmp'",
        "FROM read_csv('/etc/passwd')",
        "FROM '/etc/passwd'",
        "FROM glob('/etc/*')",
        "FROM sniff_csv('/etc/passwd')",
        "FROM 'https://example.org/a.csv'",
        "ATTACH ':memory:' AS other",
        "LOAD httpfs",
        "LOAD '/tmp/any.duckdb_extension'",
        "SELECT getenv('HOME')",
        "FROM folder",
        "RESET enable_external_access",
        "SET lock_configuration = false",
        "SET allowed_directories = ['/']",
        "SET temp_directory = '/tmp/leak'",
        "SET profiling_output = '/tmp/leak'",
        "SET threads = 64",
        "CALL enable_logging(storage = 'file', storage_path = '/tmp/leak'); SELECT 1",
        "CREATE SECRET (TYPE s3, KEY_ID 'a')",
        "CREATE OR REPLACE VIEW case_overview AS SELECT 1",
    ],
)
def test_a_query_changes_and_reaches_nothing(published, statement):
    """Queries neither write nor reach files or the network."""
    with pytest.raises(QueryError):
        query(published, statement)
    assert list(query(published, "SELECT count(*) FROM cases").rows()) == [(1,)]


def test_a_folder_is_opened_to_a_query_that_asks(published, tmp_path):
    """With a folder allowed, a query reads and writes files in it, and nowhere else."""
    mine = tmp_path / "it's mine"
    mine.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    quoted = str(mine).replace("'", "''")
    ask = partial(query, published, allowed_folders=[mine])
    ask(f"COPY (SELECT person_name FROM cases) TO '{quoted}/out.csv'")
    assert list(ask(f"FROM '{quoted}/out.csv'").rows()) == [("Mira Okonjo",)]
    for statement in (
        f"FROM read_csv('{tmp_path}/secret.csv')",
        f"FROM read_csv('{quoted}/../secret.csv')",
        f"COPY cases TO '{tmp_path}/out.csv'",
        "INSTALL httpfs",
        "FROM 'https://example.org/a.csv'",
        "SET enable_external_access = true",
        "DELETE FROM cases",
    ):
        with pytest.raises(QueryError):
            ask(statement)


ENDLESS = "SELECT sum(sin(range)) FROM range(10_000_000_000_000)"


def test_a_slow_query_is_stopped(published):
    """A query that takes longer than it may is stopped, with a sentence."""
    with pytest.raises(QueryError, match=r"stopped after 0\.2 seconds"):
        query(published, ENDLESS, seconds=0.2)
    assert list(query(published, "SELECT 1", seconds=60).rows()) == [(1,)]


def test_memory_of_a_query_is_bounded(published):
    """A query that would hold more than 2 GB is refused by the database instead of by the system."""
    settings = "SELECT current_setting('memory_limit'), current_setting('max_temp_directory_size')"
    assert list(query(published, settings).rows()) == [("1.8 GiB", "18.6 GiB")]


def test_a_wrong_query_is_told_where(published):
    """The message shows the place of the mistake, without a class name."""
    with pytest.raises(QueryError, match=r"Candidate bindings|not found") as caught:
        query(published, "SELECT persn_name FROM cases")
    assert "Binder Error" not in str(caught.value)
    assert "persn_name" in str(caught.value)


def test_an_answer_has_names_types_and_rows(published):
    """A result knows its columns and their SQL types, and yields rows of Python values."""
    answer = query(published, "SELECT person_name, age, nationality FROM cases WHERE age > ?", [30])
    assert answer.columns == ("person_name", "age", "nationality")
    assert answer.types == ("VARCHAR", "INTEGER", "VARCHAR[]")
    assert list(answer.rows()) == [("Mira Okonjo", 34, ["US"])]
    assert list(query(published, "FROM cases WHERE false").rows()) == []


def test_a_case_is_explained_by_its_words(published):
    """A case comes with its parts, each with words that stand in the text."""
    rows = make_rows()
    explanation = explain(published, rows["cases"][0]["case_id"])
    assert explanation.paths == ("a.txt",)
    assert {"charges", "events", "penalties", "amounts"} == {part.table for part in explanation.record.parts}
    for record in (explanation.record, *explanation.record.parts):
        assert record.words, record.record_id
        for words in record.words:
            assert explanation.text[words.start : words.end] == words.quote
            assert explanation.text.startswith(words.before) or len(words.before) == 160


@pytest.mark.parametrize(
    "table", ["articles", "claims", "charges", "events", "penalties", "amounts", "claim_quantities"]
)
def test_every_kind_of_record_can_be_explained(published, table):
    """Each id leads to its record, a unique beginning of it too."""
    rows = make_rows()
    record_id = next(iter(rows[table][0].values()))
    assert explain(published, record_id).record.record_id == record_id
    assert explain(published, record_id[:-2]).record.table == table


@pytest.mark.parametrize(
    ("record_id", "message"), [("case_zzz", "no record has the id"), ("e", "several records"), ("", "no record")]
)
def test_an_id_that_leads_nowhere(published, record_id, message):
    """An unknown id, or one that several share, is told in a sentence."""
    with pytest.raises(QueryError, match=message):
        explain(published, record_id)
