"""Runs of many chunks: the same rows as in one, all of them or none."""

from __future__ import annotations

import hashlib
import json
import shutil
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from flows import loading
from flows.console import Silent
from flows.extraction import Extractor, extract_documents
from flows.in_order import in_threads
from flows.parts import PartPlace
from flows.road import IngestOptions, RunSummary, run_road
from schemas.errors import LoadError
from schemas.tables import EXTRACTED_TABLES
from warehouse.database import Warehouse, open_warehouse
from warehouse.load import Load
from warehouse.paths import DataFolder
from warehouse.read import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from flows.extraction import Extracted
    from schemas.article import RawDocument

STORY = (
    "LISBON, March 4 (Atlas Wire) - A court in Lisbon on Monday sentenced Rui Exemplo-{0}, 4{1}, to three years in prison "
    "for fraud.\n\nExemplo-{0}, of Porto, had pleaded guilty in January.\n\n“He took the savings of more than 6{1} "
    "families,” prosecutor Ana Modelo told reporters.\n"
)


def story(number: int) -> str:
    """Return an article about a person of its own."""
    return STORY.format(chr(65 + number) + "orte", number)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return a folder with five texts, one of them twice and in another chunk, and two files that are refused."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(story(number))
    shutil.copy(folder / "1.txt", folder / "9-copy.txt")
    (folder / "3-empty.txt").write_bytes(b"")
    (folder / "5-junk.html").write_bytes(bytes(range(256)) * 40)
    return folder


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the articles unjoined: that comes after the load, and takes its time."""
    monkeypatch.setattr(Warehouse, "derive", lambda *_: None)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a batch of every document, and a chunk of every three."""
    monkeypatch.setattr("flows.reading.BATCH_DOCUMENTS", 1)
    monkeypatch.setattr(loading, "CHUNK_DOCUMENTS", 3)


def run(articles: Path, data: Path, **options: Any) -> RunSummary:
    return run_road(IngestOptions((articles,), DataFolder(data), **({"workers": 0} | options)), Silent())


def state_of(data: Path) -> dict[str, list[str]]:
    """Return all rows of the tables of records, of documents and of what was expected, but for the runs' ids."""
    columns = {
        "documents": "path, sha256, article_id, doc_id, document_state",
        "quarantine": "path, stage, quarantine_reason, message, table_name, record_id",
        "expectation_results": "* EXCLUDE (run_id)",
    } | {table.name: "*" for table in EXTRACTED_TABLES}
    return {
        table: sorted(map(repr, query(DataFolder(data), f"SELECT {wanted} FROM {table}").rows()))
        for table, wanted in columns.items()
    }


def ask(data: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(query(DataFolder(data), sql).rows())


@pytest.mark.slow
def test_many_chunks_give_the_rows_of_one(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Rows, refusals and the sums of what was expected are the same; a copy in another chunk is the same article."""
    whole = run(articles, tmp_path / "whole")
    chunks: list[int] = []
    add = Load.add

    def count(self: Load, tables: dict[str, pa.Table]) -> None:
        chunks.append(tables["documents"].num_rows)
        add(self, tables)

    request.getfixturevalue("small")
    monkeypatch.setattr(Load, "add", count)
    pieces = run(articles, tmp_path / "pieces")
    assert len(chunks) == 3
    assert sum(chunks) == 8
    assert (
        (whole.read, whole.loaded, whole.quarantined) == (pieces.read, pieces.loaded, pieces.quarantined) == (8, 6, 2)
    )
    assert whole.rows == pieces.rows
    expected = state_of(tmp_path / "whole")
    assert {name for name, rows in expected.items() if rows} >= {"articles", "cases", "claims", "evidence"}
    assert expected == state_of(tmp_path / "pieces")
    assert ask(tmp_path / "pieces", "SELECT count(*), count(DISTINCT article_id) FROM documents") == [(8, 5)]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.usefixtures("small")
def test_a_crash_between_chunks_leaves_nothing(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that stops after some chunks has loaded none of them; the next takes up its parts and loads all."""
    data = tmp_path / "data"
    (articles / "0.txt").rename(tmp_path / "first.txt")
    run(tmp_path / "first.txt", data)
    before = state_of(data)
    (tmp_path / "first.txt").rename(articles / "0.txt")
    chunks = 0
    add = Load.add

    def crash(self: Load, tables: dict[str, pa.Table]) -> None:
        nonlocal chunks
        chunks += 1
        if chunks == 2:
            raise KeyboardInterrupt
        add(self, tables)

    with monkeypatch.context() as patch:
        patch.setattr(Load, "add", crash)
        with pytest.raises(KeyboardInterrupt):
            run(articles, data)
    assert before == state_of(data)
    left = list((data / "runs" / "parts").glob("*.json"))
    assert left

    extracted: list[str] = []

    def count(_self: Extractor, documents: Sequence[RawDocument]) -> Iterator[Extracted]:
        extracted.extend(raw.path for raw in documents)
        return extract_documents(documents)

    monkeypatch.setattr(Extractor, "__call__", count)
    summary = run(articles, data)
    assert (summary.read, summary.loaded, summary.quarantined) == (8, 6, 2)
    assert len(extracted) == 7 - len(left)
    assert ask(data, "SELECT run_state FROM runs ORDER BY run_id") == [("finished",), ("failed",), ("finished",)]
    assert not (data / "runs" / "parts").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_documents_that_are_lost_on_the_way_stop_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read must be what is loaded, unchanged and refused; else nothing is loaded."""
    account_of = loading.account_of

    def forget(outcomes: Any, unreadable: Any, one_run: Any) -> dict[str, pa.Table]:
        return account_of([one for one in outcomes if "empty" not in one.path], unreadable, one_run)

    monkeypatch.setattr(loading, "account_of", forget)
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "0.txt").write_text(story(0))
    (articles / "1-empty.txt").write_bytes(b"")
    with pytest.raises(LoadError, match="2 documents were read, but 1 loaded, 0 unchanged and 0 quarantined"):
        run(articles, tmp_path / "data")
    assert ask_writer(tmp_path / "data") == 0


def ask_writer(data: Path) -> int:
    """Return how many documents the writer's database has."""
    with open_warehouse(DataFolder(data)) as warehouse:
        return len(warehouse.known_documents())


def test_parts_come_in_order_while_a_slow_one_holds_up_none(tmp_path: Path) -> None:
    """Parts keep the order of their batches; a batch that waits for later ones to be done does not stop the run."""
    place, last = PartPlace.of(str(tmp_path)), Event()

    def extract(batch: Any) -> Any:
        (number,) = batch
        if number == 0:
            assert last.wait(20)
        if number == 9:
            last.set()
        return place.store(hashlib.sha256(str(number).encode()).hexdigest(), {}, [])

    parts = list(in_threads(extract, [[number] for number in range(10)], 2))
    names = [json.loads(file.read_bytes())["folder"] for file in tmp_path.glob("*.json")]
    assert sorted(names) == sorted(part.folder for part in parts)
    assert [part.folder.partition(".")[0] for part in parts] == [
        hashlib.sha256(str(number).encode()).hexdigest() for number in range(10)
    ]
