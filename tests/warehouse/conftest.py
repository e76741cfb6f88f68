"""A data folder, and a run that loads made-up articles into it."""

from __future__ import annotations

import shutil

import pytest

from tests.made_up import make_tables
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder
from warehouse.publish import publish_snapshot


@pytest.fixture(scope="session")
def new_database(tmp_path_factory):
    """Make a database without rows, once."""
    folder = DataFolder(tmp_path_factory.mktemp("new"))
    with open_warehouse(folder):
        pass
    return folder.database


@pytest.fixture
def empty_folder(tmp_path):
    """Return a data folder in which nothing was made yet."""
    return DataFolder(tmp_path / "data")


@pytest.fixture
def folder(empty_folder, new_database):
    """Return a data folder with a database that has no rows yet, and no snapshot."""
    empty_folder.create()
    shutil.copyfile(new_database, empty_folder.database)
    return empty_folder


@pytest.fixture
def ingest(folder):
    """Load documents (rows by path) as one run, publish it, and return the counts."""

    def run_once(documents, *, unchanged=0, removed=(), publish=True, fingerprint="f1", **more):
        with hold_warehouse(folder), open_warehouse(folder) as warehouse:
            run = warehouse.start_run(fingerprint)
            tables = make_tables(run.run_id, documents, fingerprint) | more
            counts = warehouse.load(run, tables, documents_unchanged=unchanged, removed_paths=removed)
            warehouse.derive()
            if publish:
                publish_snapshot(warehouse)
        return counts

    return run_once
