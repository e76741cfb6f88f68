"""A Dask cluster: the same rows as on this machine, whatever becomes of its workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows import cluster
from flows.cluster import DaskCluster
from flows.console import Silent
from flows.extraction import extract_documents
from flows.fingerprint import extractor_fingerprint
from flows.parts import PartPlace
from flows.road import IngestOptions, run_road
from schemas.errors import ConfigError, LoadError
from tests.flows.deadly import STORY, extract_and_note_setting, extract_or_die, raw
from tests.flows.servers import s3_server
from warehouse.database import Warehouse
from warehouse.paths import DataFolder
from warehouse.read import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.parts import Part
    from schemas.article import RawDocument

distributed = pytest.importorskip("distributed")
dask_config = pytest.importorskip("dask.config")
require_same = pytest.importorskip("flows.cluster_worker").require_same
s3fs = pytest.importorskip("s3fs")


@pytest.fixture(scope="module")
def two_workers() -> Iterator[str]:
    """Return the address of a cluster of two worker processes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "any")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "any")
        # The keys stay as long as the cluster: a worker that takes the place of a killed one needs them too.
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as local:
            yield local.scheduler_address


def workers_of(address: str, count: int) -> list[int]:
    """Return the process numbers of the cluster's workers, once there are `count`: a killed one comes back in a while."""
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)
        return list(client.run(os.getpid).values())


def extract(address: str, batches: list[list[RawDocument]], notes: Path, place: PartPlace) -> list[Part]:
    """Return the parts that the cluster makes; what its workers try is noted."""
    with DaskCluster(address, None, partial(extract_or_die, notes=str(notes))) as pool:
        return list(pool.parts(batches, place, "f"))


@contextmanager
def dask(kind: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `dask scheduler` or `dask worker` on this machine."""
    command = [
        sys.executable,
        "-m",
        f"distributed.cli.dask_{kind}",
        *arguments,
        "--host",
        "127.0.0.1",
        "--no-dashboard",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Held:
    """A run over two batches whose first documents wait; `do` is done when both are begun, and then they go on."""

    def __init__(self, address: str, folder: Path, do: Callable[[], object]) -> None:
        self._address, self._notes, self._do = address, folder / "notes", do
        self._over = threading.Event()
        self.place = PartPlace.of(str(folder / "parts"))
        self.batches = [[raw(f"held-{name}.txt", 1), raw(f"{name}-2.txt", 2)] for name in "ab"]

    def tries(self) -> Counter[str]:
        """Return how often each document was begun."""
        lines = self._notes.read_text().splitlines() if self._notes.exists() else []
        return Counter(line.split()[1] for line in lines)

    def run(self) -> list[Part]:
        """Return the parts."""
        with ThreadPoolExecutor(1) as thread:
            doing = thread.submit(self._when_begun)
            try:
                return extract(self._address, self.batches, self._notes, self.place)
            finally:
                self._over.set()
                doing.result()

    def _when_begun(self) -> None:
        try:
            while len(self.tries()) < 2 and not self._over.wait(0.05):
                pass
            self._do()
        finally:
            Path(f"{self._notes}.go").touch()


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(two_workers: str, tmp_path: Path) -> None:
    """kill -9 of a worker in the midst of a batch: it is done again by another, and stands once in the result."""
    killed = workers_of(two_workers, 2)[0]
    held = Held(two_workers, tmp_path, lambda: os.kill(killed, signal.SIGKILL))
    parts = held.run()
    assert [[document.path for document in batch] for batch in held.batches] == [
        [outcome.path for outcome in part.outcomes if outcome.reason is None] for part in parts
    ]
    assert [part.tables()["articles"].num_rows for part in parts] == [2, 2]
    assert len(list((tmp_path / "parts").glob("*.json"))) == 2
    assert sorted(held.tries()[batch[0].path] for batch in held.batches) == [1, 2]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_a_cluster_that_is_lost_ends_the_run(lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all workers gone, or the scheduler, the run says so, whatever time of night it is."""
    monkeypatch.setattr(cluster, "WORKERS_SECONDS", 0.5)
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.2)
    with dask("scheduler", "--port", "0", "--scheduler-file", str(note := tmp_path / "scheduler.json")) as scheduler:
        while not note.exists() or not (text := note.read_text()):
            time.sleep(0.1)
        address = json.loads(text)["address"]
        with dask("worker", address, "--nthreads", "2", "--no-nanny") as worker:
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(1)
            killed = worker if lost == "workers" else scheduler
            with pytest.raises(LoadError, match=r"the Dask cluster at tcp://127.* lost"):
                Held(address, tmp_path, killed.kill).run()


@pytest.mark.slow
def test_a_document_that_kills_its_process_costs_itself_alone(two_workers: str, tmp_path: Path) -> None:
    """The killer is refused with the reason after two deaths; the rest is extracted once, and no worker is lost."""
    notes, place = tmp_path / "notes", PartPlace.of(str(tmp_path / "parts"))
    batches = [[raw("a.txt", 1), raw("killer.txt", 2), raw("b.txt", 3)], [raw("c.txt", 4)]]
    before = workers_of(two_workers, 2)
    parts = extract(two_workers, batches, notes, place)
    reasons = {outcome.path: outcome.reason for part in parts for outcome in part.outcomes}
    assert reasons == {"a.txt": None, "killer.txt": "extractor_failed", "b.txt": None, "c.txt": None}
    assert sum(part.tables()["articles"].num_rows for part in parts) == 3
    assert sorted(before) == sorted(workers_of(two_workers, 2))
    deaths = [line for line in notes.read_text().splitlines() if "killer" in line]
    assert len(deaths) == 3, "once in its batch, twice alone"


def run(articles: Path, data: Path, **options: Any) -> dict[str, list[str]]:
    """Ingest, and return the rows of some tables."""
    run_road(IngestOptions((articles,), DataFolder(data), **options), Silent())
    tables = ("articles", "cases", "charges", "events", "penalties", "claims", "evidence")
    return {name: sorted(map(repr, query(DataFolder(data), f"FROM {name}").rows())) for name in tables}


@pytest.mark.slow
def test_processes_do_not_take_up_the_allocator_of_dask(two_workers: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with DaskCluster(two_workers, None, partial(extract_and_note_setting, notes=str(notes))) as pool:
        (part,) = pool.parts([[raw("a.txt", 1)]], PartPlace.of(str(tmp_path / "parts")), "f")
    assert part.outcomes[0].article_id
    with distributed.Client(two_workers, set_as_default=False) as client:
        assert all(client.run(os.getenv, "OMP_NUM_THREADS").values()), "Dask has set its workers' environment"
    assert notes.read_text() == "None"


@pytest.mark.slow
@pytest.mark.long
def test_the_rows_do_not_depend_on_where_they_were_extracted(
    two_workers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, in a pool of processes, and on a cluster that leaves its parts on a server: the same rows."""
    monkeypatch.setattr(Warehouse, "derive", lambda *_: None)
    monkeypatch.setattr("flows.reading.BATCH_DOCUMENTS", 2)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(6):
        (articles / f"{number}.txt").write_text(STORY.format(chr(65 + number), number))
    here = run(articles, tmp_path / "here", workers=0)
    assert len(here["cases"]) == 6
    assert here == run(articles, tmp_path / "pool", workers=2)
    folder = tmp_path / "shared"
    assert here == run(articles, tmp_path / "folder", dask=two_workers, parts=str(folder))
    assert list(folder.iterdir()) == []
    with s3_server() as endpoint:
        bucket = s3fs.S3FileSystem(endpoint_url=endpoint)
        bucket.mkdir("parts")
        on_server = run(articles, tmp_path / "server", dask=two_workers, parts="s3://parts/run", endpoint=endpoint)
        bucket.invalidate_cache()
        assert bucket.find("parts") == []
    assert here == on_server


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("deaths", [cluster.MAX_GIVEN_UP, cluster.MAX_GIVEN_UP + 1])
def test_a_batch_that_the_cluster_gives_up(deaths: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch whose workers were lost is given to the cluster again; one that loses them again and again ends the run.

    Nothing is loaded then, and the next run loads everything once. A cluster gives a batch up with the fourth worker that
    is killed under it; this one with the first, so that fewer need be.
    """
    monkeypatch.setattr(Warehouse, "derive", lambda *_: None)
    monkeypatch.setattr("flows.reading.BATCH_DOCUMENTS", 2)
    notes = tmp_path / "notes"
    held = partial(extract_or_die, notes=str(notes))
    monkeypatch.setattr("flows.road.Extractor.without", lambda _recurring: held)
    articles = tmp_path / "articles"
    articles.mkdir()
    for number, name in enumerate(("a", "b", "held", "z")):
        (articles / f"{name}.txt").write_text(STORY.format(chr(65 + number), number))

    def tries() -> int:
        return notes.read_text().count("held.txt") if notes.exists() else 0

    def kill_under_it(address: str, over: threading.Event) -> None:
        for number in range(deaths):
            while tries() <= number and not over.wait(0.05):
                pass
            if not over.is_set():
                os.kill(workers_of(address, 1)[0], signal.SIGKILL)
        Path(f"{notes}.go").touch()

    with (
        dask_config.set(cluster.SETTINGS | {"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as local,
        ThreadPoolExecutor(1) as thread,
    ):
        over = threading.Event()
        options = IngestOptions((articles,), DataFolder(tmp_path / "data"), dask=local.scheduler_address)
        killing = thread.submit(kill_under_it, local.scheduler_address, over)
        try:
            if deaths > cluster.MAX_GIVEN_UP:
                with pytest.raises(
                    LoadError, match="nothing was loaded: the workers of the Dask cluster die again and again"
                ):
                    run_road(options, Silent())
                killing.result()
                assert tries() == deaths
            summary = run_road(options, Silent())
        finally:
            over.set()
        killing.result()
    assert (summary.read, summary.loaded, summary.unchanged, summary.quarantined) == (4, 4, 0, 0)
    assert tries() == deaths + 1
    counted = "SELECT count(*), count(DISTINCT path), (SELECT count(*) FROM articles) FROM documents"
    assert list(query(DataFolder(tmp_path / "data"), counted).rows()) == [(4, 4, 4)]
    states = [state for (state,) in query(options.folder, "SELECT run_state FROM runs ORDER BY run_id").rows()]
    assert states == ["failed"] * (deaths > cluster.MAX_GIVEN_UP) + ["finished"]


def test_a_machine_that_sees_another_folder_is_told(tmp_path: Path) -> None:
    """A worker to which the place of the parts is not what it is to the run ends the run with a sentence."""
    place, own = PartPlace(str(tmp_path / "elsewhere")), extractor_fingerprint()
    with pytest.raises(LoadError, match=r"a worker does not see .*elsewhere, .*--parts\."):
        require_same(place, own)
    with pytest.raises(LoadError, match="another casebook"):
        require_same(place, "0000")


def test_no_scheduler_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which nothing answers is wrong usage, said in one sentence."""
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.2)
    with (
        pytest.raises(ConfigError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        DaskCluster("tcp://127.0.0.1:9", None, extract_documents),
    ):
        pass


def test_dask_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library, the sentence says how to get it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match="make extras"), DaskCluster("local", None, extract_documents):
        pass
