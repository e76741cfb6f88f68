"""Opening: created with comments, upgraded or refused with a sentence, one writer at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from schemas.errors import BusyError, ConfigError, LoadError
from schemas.tables import SCHEMA_VERSION, TABLES
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.migrations import STEPS
from warehouse.paths import DataFolder

OLD_VERSIONS = sorted(Path(__file__).with_name("versions").iterdir())

HOLD = """
import sys, time
from pathlib import Path
from warehouse.lock import hold_warehouse
from warehouse.migrations import STEPS
from warehouse.paths import DataFolder
with hold_warehouse(DataFolder(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_every_table_and_column_has_its_comment(empty_folder):
    """The database carries the words of the schema: nothing is left without a comment."""
    with open_warehouse(empty_folder) as warehouse:
        ask = warehouse.connection.execute
        assert ask("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL").fetchall() == []
        assert ask("SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL").fetchall() == []
        missing = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        assert ask(missing).fetchall() == []
        (comment,) = ask(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'charges' AND column_name = 'charge_stage'"
        ).fetchone()
    assert "alleged, charged, pleaded_guilty" in comment


def test_no_name_is_a_reserved_word(folder):
    """Analysts need no quotation marks: no table or column is a word that DuckDB reserves."""
    with open_warehouse(folder) as warehouse:
        words = warehouse.connection.execute(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
        ).fetchall()
    names = {name for table in TABLES.values() for name in (table.name, *table.column_names)}
    assert names.isdisjoint(word for (word,) in words)


@pytest.mark.parametrize("version", OLD_VERSIONS, ids=lambda folder: folder.name)
def test_an_older_warehouse_is_upgraded_in_place(empty_folder, version):
    """Rows that an earlier casebook wrote stay as they are, and the tables become those of a new warehouse."""
    empty_folder.create()
    with duckdb.connect(empty_folder.database) as connection:
        connection.execute((version / "tables.sql").read_text())
        for rows in version.glob("*.json"):
            connection.execute(f"INSERT INTO {rows.stem} BY NAME FROM read_json('{rows}')")
        old = {
            rows.stem: connection.execute(f"FROM {rows.stem} ORDER BY ALL").fetchall()
            for rows in version.glob("*.json")
        }
        columns = {name: [column[0] for column in connection.execute(f"FROM {name}").description] for name in old}
    with open_warehouse(empty_folder) as warehouse:
        connection = warehouse.connection
        for name in old.keys() - {"casebook_schema"}:
            assert (
                connection.execute(f"SELECT {', '.join(columns[name])} FROM {name} ORDER BY ALL").fetchall()
                == old[name]
            )
        versions = connection.execute("SELECT version FROM casebook_schema ORDER BY version").fetchall()
        assert versions == [(number,) for number in range(int(version.name), SCHEMA_VERSION + 1)]
        articles = connection.execute("SELECT article_id FROM articles ORDER BY ALL").fetchall()
        assert connection.execute("SELECT article_id FROM pending_articles ORDER BY ALL").fetchall() == articles
        uncommented = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        assert {table for table, _ in connection.execute(uncommented).fetchall()} <= {"casebook_schema"}
        warehouse.derive()


@pytest.mark.parametrize("version", OLD_VERSIONS, ids=lambda folder: folder.name)
def test_an_upgrade_that_fails_half_way_changes_nothing(empty_folder, tmp_path, monkeypatch, version):
    """When a step fails after some of its statements, the old version stands as it was, and the message says so."""
    empty_folder.create()
    with duckdb.connect(empty_folder.database) as connection:
        connection.execute((version / "tables.sql").read_text())
        connection.execute(f"INSERT INTO casebook_schema BY NAME FROM read_json('{version}/casebook_schema.json')")
        before = connection.execute("SELECT table_name, sql FROM duckdb_tables() ORDER BY ALL").fetchall()
    step = int(version.name) + 1
    broken = tmp_path / f"{step}.sql"
    broken.write_text(f"{STEPS[step].read_text()}\nSELECT * FROM nowhere;")
    monkeypatch.setitem(STEPS, step, broken)
    with pytest.raises(LoadError, match=r"tables could not be made.*nowhere"), open_warehouse(empty_folder):
        pass
    with duckdb.connect(empty_folder.database) as connection:
        assert connection.execute("SELECT table_name, sql FROM duckdb_tables() ORDER BY ALL").fetchall() == before
        assert connection.execute("SELECT max(version) FROM casebook_schema").fetchone() == (int(version.name),)
    monkeypatch.undo()
    with open_warehouse(empty_folder) as warehouse:
        assert warehouse.known_documents() == {}


def test_a_newer_warehouse_is_refused(folder):
    """A warehouse of a later casebook is left alone, with a sentence that says what to do."""
    with open_warehouse(folder) as warehouse:
        warehouse.connection.execute(f"INSERT INTO casebook_schema VALUES ({SCHEMA_VERSION + 1}, now()::TIMESTAMP)")
    with pytest.raises(LoadError, match=r"newer casebook .* install that version"), open_warehouse(folder):
        pass


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("CREATE TABLE something (a INTEGER)", "not casebook's"),
        ("SELECT 1", None),
    ],
)
def test_a_foreign_database_is_refused(empty_folder, statement, message):
    """A database with other tables is left alone; an empty one is taken."""
    empty_folder.create()
    with duckdb.connect(empty_folder.database) as connection:
        connection.execute(statement)
    if message is None:
        with open_warehouse(empty_folder) as warehouse:
            assert warehouse.known_documents() == {}
    else:
        with pytest.raises(LoadError, match=message), open_warehouse(empty_folder):
            pass


def test_changed_columns_are_refused(folder):
    """Tables that are not as this casebook makes them are not written into."""
    with open_warehouse(folder) as warehouse:
        for (view,) in warehouse.connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall():
            warehouse.connection.execute(f"DROP VIEW {view}")
        warehouse.connection.execute("ALTER TABLE cases DROP COLUMN court")
    with pytest.raises(LoadError, match="`cases` is not as this casebook makes it"), open_warehouse(folder):
        pass


def test_a_file_that_is_no_database_is_refused(empty_folder):
    """Junk in place of the database is named, not overwritten."""
    empty_folder.create()
    empty_folder.database.write_bytes(b"not a database" * 1000)
    with pytest.raises(LoadError, match="cannot be opened"), open_warehouse(empty_folder):
        pass


def test_a_second_writer_is_told_who_holds_the_warehouse(folder):
    """While one run holds the warehouse, another is refused with the first one's process."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder.root)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(BusyError, match=rf"process {holder.pid}, since 2"), hold_warehouse(folder):
            pass
        holder.kill()
    with hold_warehouse(folder):
        pass


def test_a_killed_writer_leaves_no_lock(folder):
    """`kill -9` frees the warehouse at once, whatever note was left."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder.root)], stdout=subprocess.PIPE, text=True) as holder:
        holder.stdout.readline()
        holder.kill()
    assert folder.lock_note.exists()
    with hold_warehouse(folder):
        pass
    assert not folder.lock_note.exists()


def test_waiting_for_the_other_writer(folder):
    """With time to wait, the second writer gets in when the first is gone."""
    hold_shortly = HOLD.replace("sleep(60)", "sleep(1)")
    with subprocess.Popen(
        [sys.executable, "-c", hold_shortly, str(folder.root)], stdout=subprocess.PIPE, text=True
    ) as holder:
        holder.stdout.readline()
        told: list[str] = []
        with hold_warehouse(folder, 20, told.append):
            assert told[0].startswith(f"process {holder.pid}, since 2")
    with hold_warehouse(folder, 20, told.append):
        assert len(told) == 1


def test_a_database_open_elsewhere_is_named(folder):
    """An analyst who has the writer's file open is asked to use the snapshot."""
    with open_warehouse(folder):
        pass
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        other.stdout.readline()
        with pytest.raises(BusyError, match="open in another program"), open_warehouse(folder):
            pass
        other.stdin.close()


def test_a_data_folder_that_is_a_file(tmp_path):
    """A file in the folder's place is a wrong option, told in one sentence."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ConfigError, match="cannot be created"), hold_warehouse(DataFolder(tmp_path / "data")):
        pass


def test_a_data_folder_that_cannot_be_written(folder):
    """Where the lock cannot be opened for writing, the message says so; a folder in its place stops root too."""
    folder.lock.unlink(missing_ok=True)
    folder.lock.mkdir()
    with pytest.raises(ConfigError, match="cannot be written"), hold_warehouse(folder):
        pass
