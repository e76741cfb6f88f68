"""A data folder, and a run that loads made-up articles into it."""

from __future__ import annotations

import shutil
from functools import partial

import pytest

from tests.made_up import make_rows, make_tables
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


@pytest.fixture(scope="module")
def published(new_database, tmp_path_factory):
    """Return a data folder into which one made-up article was loaded and published: made once, to be read only."""
    folder = DataFolder(tmp_path_factory.mktemp("published") / "data")
    folder.create()
    shutil.copyfile(new_database, folder.database)
    ingest_into(folder, {"a.txt": make_rows()})
    return folder


@pytest.fixture
def ingest(folder):
    """Load documents (rows by path) into `folder` as one run, join, publish, and return the counts."""
    return partial(ingest_into, folder)


def ingest_into(folder, documents, *, unchanged=0, removed=(), join=True, publish=True, fingerprint="f1", **more):
    """Load documents as one run; joining articles and publishing take three quarters of it, where a test needs them."""
    with hold_warehouse(folder), open_warehouse(folder) as warehouse:
        run = warehouse.start_run(fingerprint)
        tables = make_tables(run.run_id, documents, fingerprint) | more
        counts = warehouse.load(run, tables, documents_unchanged=unchanged, removed_paths=removed)
        if join:
            warehouse.derive()
        if publish:
            publish_snapshot(warehouse)
    return counts
