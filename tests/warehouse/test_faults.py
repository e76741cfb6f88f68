"""Faults at any moment: killed writers, full disks, readers beside a writer."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from schemas.errors import CasebookError
from schemas.tables import EXTRACTED_TABLES
from tests.made_up import make_rows
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.publish import publish_snapshot
from warehouse.read import query

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
VERSIONS = Path(__file__).with_name("versions")
ROWS_OF_ONE = {name: len(rows) for name, rows in make_rows().items()}


def start_writer(folder, *arguments):
    command = [sys.executable, "-m", "tests.warehouse.writer", str(folder.root), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def assert_whole(connection, documents):
    """Every table has the rows of `documents` articles, all of one run."""
    counts = {
        table.name: connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] for table in EXTRACTED_TABLES
    }
    assert counts == {name: count * documents for name, count in ROWS_OF_ONE.items()}
    found, runs = connection.execute("SELECT count(*), count(DISTINCT run_id) FROM documents").fetchone()
    assert (found, runs) == (documents, min(documents, 1))


@pytest.mark.long
def test_killed_at_any_moment(empty_folder):
    """`kill -9` at random moments loses at most the run under way; the next run completes and publishes."""
    chance, documents, reached, committed = random.Random(7), 40, set(), False
    for attempt in range(10):
        writer = start_writer(empty_folder, attempt, 3, documents)
        said = "".join(writer.stdout.readline() for _ in range(1 + attempt % 3))  # ready, committed, published
        time.sleep(chance.uniform(0.0, 0.4))
        writer.kill()
        said += writer.communicate()[0]
        reached.add(said.split()[-1])
        committed = committed or "committed" in said
        with hold_warehouse(empty_folder), open_warehouse(empty_folder) as warehouse:
            if committed or warehouse.known_documents():
                assert_whole(warehouse.connection, documents)
            publish_snapshot(warehouse)
        if committed:
            assert list(query(empty_folder, "SELECT count(*) FROM cases").rows()) == [(documents,)]
    writer = start_writer(empty_folder, 99, 1, documents)
    assert "99 published" in writer.communicate()[0]
    assert writer.returncode == 0
    with open_warehouse(empty_folder) as warehouse:
        assert_whole(warehouse.connection, documents)
        states = {state for (state,) in warehouse.connection.execute("SELECT run_state FROM runs").fetchall()}
    assert states <= {"finished", "crashed"}
    assert len(reached) > 1, "all kills came at the same moment"


@pytest.mark.long
def test_readers_beside_a_writer(folder, ingest):
    """Four readers in a loop see no error and only complete runs, while runs are loaded and published."""
    documents, runs = 25, 20
    with start_writer(folder, 0, 1, documents) as first:
        first.communicate()
    done, errors, seen = threading.Event(), [], set()

    def read():
        while not done.is_set():
            try:
                ((cases, articles, versions),) = query(
                    folder,
                    "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM articles), "
                    "(SELECT count(DISTINCT extractor_fingerprint) FROM documents)",
                ).rows()
                assert (documents, documents, 1) == (cases, articles, versions)
                seen.add(next(query(folder, "SELECT DISTINCT run_id FROM documents").rows()))
            except (CasebookError, AssertionError, duckdb.Error) as error:
                errors.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    with start_writer(folder, 1, runs, documents) as writer:
        said, _ = writer.communicate()
    done.set()
    for reader in readers:
        reader.join()
    assert f"{runs} published" in said
    assert errors == []
    assert len(seen) > 1


@pytest.mark.parametrize("largest", [100_000, 1_500_000])
def test_a_full_disk(folder, ingest, largest):
    """When the disk is full the run is refused with one sentence, and what stood there still stands."""
    with start_writer(folder, 0, 1, 5) as first:
        first.communicate()
    with start_writer(folder, 1, 1, 600, largest) as writer:
        said, _ = writer.communicate()
    assert writer.returncode == 1
    message = said.strip().splitlines()[-1]
    assert message.startswith("LoadError: ")
    assert "Traceback" not in said
    assert len(message) < 400, message
    with open_warehouse(folder) as warehouse:
        assert_whole(warehouse.connection, 5)
    assert list(query(folder, "SELECT count(*) FROM cases").rows()) == [(5,)]
    with start_writer(folder, 2, 1, 5) as again:
        assert "2 published" in again.communicate()[0]


@pytest.mark.parametrize("largest", [1_000, 30_000])
def test_a_full_disk_while_tables_are_upgraded(empty_folder, largest):
    """An upgrade without room is refused with one sentence; the older warehouse stands, and is upgraded when there is room."""
    oldest = min(VERSIONS.iterdir(), key=lambda version: int(version.name))
    empty_folder.create()
    with duckdb.connect(empty_folder.database) as connection:
        connection.execute((oldest / "tables.sql").read_text())
        for rows in sorted(oldest.glob("*.json")):
            connection.execute(f"INSERT INTO {rows.stem} BY NAME FROM read_json('{rows}')")
        before = connection.execute("FROM articles ORDER BY ALL").fetchall()
    with start_writer(empty_folder, 0, 1, 1, largest) as writer:
        said, _ = writer.communicate()
    assert writer.returncode == 1
    assert said.strip().splitlines()[-1].startswith("LoadError: ")
    with duckdb.connect(empty_folder.database) as connection:
        assert connection.execute("FROM articles ORDER BY ALL").fetchall() == before
        assert connection.execute("SELECT max(version) FROM casebook_schema").fetchone() == (int(oldest.name),)
    with start_writer(empty_folder, 1, 1, 1) as again:
        assert "1 published" in again.communicate()[0]


def test_a_snapshot_is_never_half(folder):
    """Whatever snapshot stands there opens and is whole, however the writers ended."""
    chance = random.Random(11)
    for attempt in range(4):
        writer = start_writer(folder, attempt, 2, 30)
        for line in writer.stdout:
            if line.endswith("committed\n"):
                break
        time.sleep(chance.uniform(0.0, 0.1))  # publishing is under way
        writer.kill()
        writer.communicate()
        for snapshot in folder.snapshots.glob("*.duckdb"):
            with duckdb.connect(snapshot, read_only=True) as connection:
                assert_whole(connection, 30)
