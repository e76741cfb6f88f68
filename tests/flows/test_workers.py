"""Worker processes: a document that kills its worker costs itself alone."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from extractors import records
from flows import extraction, workers
from flows.extraction import batch_key, extract_document, extract_documents, extract_part
from flows.parts import PartPlace
from flows.workers import ExtractionPool
from schemas.article import RawDocument
from schemas.errors import ExtractorError, LoadError
from tests.flows.deadly import extract_or_die

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path

    from extractors.annotations.model import Annotated
    from extractors.persons.model import People
    from schemas.case import Case


STORY = "A court in Porto on Tuesday sentenced Rui Exemplo, 41, to three years in prison for fraud, officials said."


def raw(path: str, text: str = STORY) -> RawDocument:
    """Return a plain-text document."""
    content = text.encode()
    return RawDocument(path=path, sha256=hashlib.sha256(content).hexdigest(), format="text", content=content)


def test_part_holds_every_document(tmp_path: Path) -> None:
    """A part has an outcome for each document, and is taken as it is when it stands already."""
    documents = [raw("a.txt"), raw("b.txt", "\x00\x01\x02" * 500)]
    place = PartPlace.of(str(tmp_path))
    part = extract_part(documents, place, "f")
    assert [outcome.path for outcome in part.outcomes] == ["a.txt", "b.txt"]
    assert [outcome.reason and True for outcome in part.outcomes] == [None, True]
    assert part.tables()["articles"].num_rows == 1
    before = sorted(tmp_path.rglob("*"))
    assert part == extract_part(documents, place, "f")
    assert before == sorted(tmp_path.rglob("*"))


def allocator(_document: RawDocument) -> str:
    """Return the name of the allocator of this process's tables."""
    return str(pa.default_memory_pool().backend_name)


def test_tables_of_workers_take_memory_from_the_system() -> None:
    """What the tables of a part took can be used again by what comes next."""
    with ExtractionPool(1) as pool:
        assert pool.map_documents(allocator, [raw("a.txt")]) == ["system"]


def loaded_modules(_document: RawDocument) -> list[str]:
    """Return the names of the modules that this process has loaded."""
    return list(sys.modules)


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="workers are not forked here")
def test_workers_share_what_they_need() -> None:
    """Workers are forked from a process that has extracted a document, and that loads neither Prefect nor Great Expectations."""
    with ExtractionPool(1) as pool:
        [modules] = pool.map_documents(loaded_modules, [raw("a.txt")])
    assert "flows.prepared" in modules
    assert not {"prefect", "great_expectations", "duckdb"} & set(modules)


def test_batch_key_depends_on_documents_and_extractors() -> None:
    """Another document, order or fingerprint gives another part."""
    a, b = raw("a.txt"), raw("b.txt")
    keys = {batch_key([a, b], "f"), batch_key([b, a], "f"), batch_key([a], "f"), batch_key([a, b], "g")}
    assert len(keys) == 4


@pytest.mark.parametrize("is_main", [True, False])
def test_time_bound(monkeypatch: pytest.MonkeyPatch, is_main: bool) -> None:  # noqa: FBT001 - a case of the table
    """A document that takes too long is refused, in the main thread of a process as in any other."""
    monkeypatch.setattr(extraction, "MAX_SECONDS", 0.05)

    def never_ends(_document: RawDocument) -> None:
        while True:
            pass

    monkeypatch.setattr(extraction, "parse_article", never_ends)
    if is_main:
        extracted = extract_document(raw("slow.txt"))
    else:
        with ThreadPoolExecutor(1) as threads:
            extracted = threads.submit(extract_document, raw("slow.txt")).result()
            assert threads.submit(extract_document, raw("next.txt")).result().error is not None
    assert extracted.error is not None
    assert "slow.txt: extraction took longer than" in str(extracted.error)


def test_a_defect_of_ours_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that no document should cause refuses the document and says where it came from."""

    def fails(_document: RawDocument) -> None:
        raise ValueError("no such thing")

    monkeypatch.setattr(extraction, "parse_article", fails)
    extracted = extract_document(raw("a.txt"))
    assert isinstance(extracted.error, ExtractorError)
    assert "ValueError: no such thing (test_workers.py, line" in str(extracted.error)


def test_documents_together_give_what_each_gives_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are extracted many at once, in order; refused ones among them, and a group that is full, change nothing."""
    monkeypatch.setattr(extraction, "TOGETHER_ARTICLES", 3)
    texts = [
        STORY,
        "\x00\x01\x02" * 500,
        STORY.replace("41", "52"),
        "",
        STORY.replace("fraud", "theft"),
        STORY.replace("Rui", "Ana"),
    ]
    documents = [raw(f"{number}.txt", text) for number, text in enumerate(texts)]
    together = list(extract_documents(documents))
    assert [(found.raw, found.article, found.extraction) for found in together] == [
        (found.raw, found.article, found.extraction) for found in map(extract_document, documents)
    ]
    assert [found.error is None for found in together] == [True, False, True, False, True, True]
    assert all(found.extraction.cases for found in together if found.error is None)


@pytest.mark.parametrize("is_slow", [True, False])
def test_what_goes_wrong_among_many_costs_one_document(is_slow: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """A defect, or a document that takes too long, refuses that document, by name, and no other of its group."""
    extract_document(raw("a.txt"))  # loads what it needs, within the usual bound
    monkeypatch.setattr(extraction, "MAX_SECONDS", 0.5)
    find_cases = records.find_cases

    def fails(annotated: Annotated, people: People) -> list[Case]:
        while is_slow and "Ana" in annotated.text:
            pass
        if "Ana" in annotated.text:
            raise ValueError("no such thing")
        return find_cases(annotated, people)

    monkeypatch.setattr(records, "find_cases", fails)
    documents = [raw("a.txt"), raw("b.txt", STORY.replace("Rui", "Ana")), raw("c.txt", STORY.replace("41", "52"))]
    first, failed, last = extract_documents(documents)
    assert first.error is None is last.error
    assert first.extraction.cases
    assert last.extraction.cases
    assert failed.article is None
    assert ("b.txt: extraction took longer than" if is_slow else "b.txt: casebook failed on it") in str(failed.error)


@pytest.mark.slow
def test_a_killed_worker_costs_one_document(tmp_path: Path) -> None:
    """The document whose extraction ends the process is refused; the rest of its batch, and other batches, are not."""
    batch = [raw("a.txt"), raw("killer.txt", STORY + " More."), raw("b.txt", STORY + " Other.")]
    place = PartPlace.of(str(tmp_path))
    with ExtractionPool(2, extract_or_die) as pool, ThreadPoolExecutor(2) as threads:
        other = threads.submit(pool.extract_part, [raw("c.txt", STORY + " Third.")], place, "f")
        part = threads.submit(pool.extract_part, batch, place, "f").result()
        outcomes = [*part.outcomes, *other.result().outcomes]
    expected = {"a.txt": None, "killer.txt": "extractor_failed", "b.txt": None, "c.txt": None}
    assert expected == {outcome.path: outcome.reason for outcome in outcomes}


@pytest.mark.slow
def test_a_killed_fork_server_costs_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While no process can be started, nothing is known of documents: none is refused, and all are extracted later."""
    make, refusals = workers.new_pool, [ConnectionRefusedError, None, EOFError, ConnectionRefusedError, None]

    def make_seldom(count: int) -> ProcessPoolExecutor:
        pool = make(count)
        error = refusals.pop(0) if refusals else None
        if error is not None:

            def submit(*_: object) -> None:
                raise error

            monkeypatch.setattr(pool, "submit", submit)
        return pool

    monkeypatch.setattr(workers, "new_pool", make_seldom)
    monkeypatch.setattr(workers, "_PAUSE_SECONDS", 0.01)
    place = PartPlace.of(str(tmp_path))
    with ExtractionPool(1) as pool:
        assert pool.extract_part([raw("a.txt")], place, "f").outcomes[0].reason is None
        [worker] = pool._pool._processes
        os.kill(worker, signal.SIGKILL)
        part = pool.extract_part([raw("b.txt", STORY + " Other."), raw("c.txt", STORY + " Third.")], place, "f")
    assert [(outcome.path, outcome.reason) for outcome in part.outcomes] == [("b.txt", None), ("c.txt", None)]
    assert not refusals


def test_processes_that_cannot_be_started_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a minute the run ends with a sentence; no document is refused for it."""

    class NoPool:
        def submit(self, *_: object) -> None:
            raise EOFError

        def shutdown(self, **_: object) -> None:
            pass

    monkeypatch.setattr(workers, "new_pool", lambda _: NoPool())
    monkeypatch.setattr(workers, "START_SECONDS", 0)
    with (
        pytest.raises(LoadError, match=r"no process that extracts can be started \(EOFError\)\."),
        ExtractionPool(1) as pool,
    ):
        pool.extract_part([raw("a.txt")], PartPlace.of(str(tmp_path)), "f")
