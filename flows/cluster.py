"""Extraction on a Dask cluster: the batches of a run as its tasks, parts at a place that all machines share.

`--dask tcp://HOST:PORT` uses the cluster of that scheduler, `--dask local` starts one on this machine. The documents'
bytes travel with the task, and the scheduler keeps them until it is done: the batch of a worker that is lost is given
to another. A Dask worker leaves the extraction to processes of its own (`flows.workers`), so that a document that
kills the process that extracts it costs that one, and the worker lives. The client lives in this process, within one
Prefect task where the run is a flow (`flows.ingest`).
"""

from __future__ import annotations

import hashlib
import logging
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Self, cast

from flows.fingerprint import extractor_fingerprint
from flows.in_order import in_order
from flows.standard_streams import drop_unread
from flows.workers import default_workers
from schemas.errors import ConfigError, LoadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from flows.extraction import Extract
    from flows.parts import Part, PartPlace
    from schemas.article import RawDocument

LOCAL: Final = "local"

CONNECT_SECONDS: Final = 15
"""Time within which the scheduler must answer."""

WORKERS_SECONDS: Final = 60
"""Time within which it must have a worker, at the start and when all of them are lost."""

SETTINGS: Final = {
    # Documents travel with their tasks: large ones are meant.
    "distributed.admin.large-graph-warning-threshold": "1 GiB",
    # A local cluster has no dashboard to show what these collect, by which scheduler and workers use a twelfth of a core
    # while they wait.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    # A local cluster would drop a worker for good that is not back within 15 s of its death, or dies again just then; on a
    # busy machine that takes longer.
    "distributed.deploy.lost-worker-timeout": "10 minutes",
}

LOOK_SECONDS: Final = 5
"""How often it is asked for workers while nothing gets done."""

BATCHES_A_THREAD: Final = 2
"""Batches that are under way for each thread of the cluster: one is worked on while the next one travels."""

MAX_GIVEN_UP: Final = 2
"""How often a batch is given to the cluster again after it was given up; each time four workers have died with it."""


class DaskCluster:
    """Extracts batches on the cluster at `address`, or on a `local` one of `workers` processes."""

    def __init__(self, address: str, workers: int | None, extract: Extract) -> None:
        self._address = address
        self._workers = workers
        self._extract = extract
        self._stack = ExitStack()
        self._client: Any = None

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            ConfigError: Dask is not installed, no scheduler answers at the address, or it has no workers.
        """
        with ExitStack() as stack:
            self._client = stack.enter_context(self._connected())
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def parts(self, batches: Iterable[Sequence[RawDocument]], place: PartPlace, key: str) -> Iterator[Part]:
        """Yield the part of each batch, in order; enough batches are under way that all workers are busy.

        Raises:
            LoadError: The cluster was lost, a worker has another casebook, or does not see `place`.
        """
        from flows.cluster_worker import extract_on_worker

        own = extractor_fingerprint()
        with self._told_as_load_errors(), self._processes_on_workers(place) as processes:
            at_once = max(1, sum(self._client.nthreads().values())) * BATCHES_A_THREAD

            def submit(batch: Sequence[RawDocument]) -> _Task:
                return _Task(self._client.submit(extract_on_worker, batch, place, key, processes, own, pure=False))

            for task in in_order(batches, submit, at_once, self._wait_for_one):
                yield task.result()

    def _wait_for_one(self, tasks: Sequence[_Task]) -> None:
        """Return when one of the tasks is done; a batch whose workers died is given to the cluster again."""
        import distributed

        library: Any = distributed
        lost_at: float | None = None
        while True:
            with suppress(TimeoutError), self._client.as_current():
                futures = [task.future for task in tasks]
                done = library.wait(futures, timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED").done
                again = [task for task in tasks if task.future in done and task.was_given_up()]
                if len(again) < len(done):
                    return
            if self._client.nthreads():
                lost_at = None
            elif lost_at is None:
                lost_at = time.monotonic()
            elif time.monotonic() - lost_at > WORKERS_SECONDS:
                raise LoadError(
                    f"nothing was loaded: the Dask cluster at {self._address} has lost all its workers; the next run takes "
                    "up the parts that are done."
                )

    @contextmanager
    def _told_as_load_errors(self) -> Iterator[None]:
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        try:
            yield
        except KilledWorker as error:
            raise LoadError("nothing was loaded: the workers of the Dask cluster die again and again.") from error
        except (CancelledError, CommClosedError) as error:
            raise LoadError(
                f"nothing was loaded: the Dask cluster at {self._address} was lost; the next run takes up the parts that "
                "are done."
            ) from error
        except ModuleNotFoundError as error:
            raise LoadError(
                f"nothing was loaded: a Dask worker lacks a library that it needs ({error}); install casebook there."
            ) from error

    @contextmanager
    def _processes_on_workers(self, place: PartPlace) -> Iterator[str]:
        """Give the name under which each worker, also one that comes later, has its processes while the body runs."""
        from flows.cluster_worker import Processes

        # Two warehouses may use one cluster; the next run of this one takes the place of what a killed run left.
        name = f"casebook-{hashlib.sha256(place.address.encode()).hexdigest()[:16]}"
        self._client.register_plugin(Processes(self._extract), name=name)
        try:
            yield name
        finally:
            # A cluster that is lost has none left.
            with suppress(Exception):
                self._client.unregister_worker_plugin(name)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        try:
            import dask
            import distributed
        except ImportError as error:
            raise ConfigError(
                "--dask needs an optional part of casebook; `make extras` installs it (or `pip install distributed`)."
            ) from error
        library: Any = distributed
        with ExitStack() as stack:
            stack.enter_context(dask.config.set(SETTINGS))
            stack.enter_context(_unsaid(logging.getLogger("distributed")))
            address: Any = self._address
            if address == LOCAL:
                address = stack.enter_context(self._local_cluster(library))
            try:
                client = stack.enter_context(
                    library.Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="casebook")
                )
            except (OSError, ValueError) as error:
                raise ConfigError(
                    f"no Dask scheduler answers at {self._address}; start one (`dask scheduler`) or use --dask local."
                ) from error
            try:
                client.wait_for_workers(1, timeout=WORKERS_SECONDS)
            except TimeoutError as error:
                raise ConfigError(
                    f"the Dask scheduler at {self._address} has no workers; start some (`dask worker {self._address}`)."
                ) from error
            yield client

    def _local_cluster(self, distributed: Any) -> Any:  # noqa: ANN401 - an optional library
        drop_unread()
        return distributed.LocalCluster(
            n_workers=self._workers or default_workers(),
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            memory_limit=None,  # a large document is refused by our own bounds, not by the death of its worker
            silence_logs=logging.CRITICAL,
        )


@contextmanager
def _unsaid(logger: logging.Logger) -> Iterator[None]:
    """Leave out what a library logs of a cluster that is lost: the run ends with a sentence that says it."""
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


class _Task:
    """A batch on the cluster."""

    def __init__(self, future: Any) -> None:  # noqa: ANN401 - a class of an optional library
        self.future = future
        self._given_up = 0

    def done(self) -> bool:
        return bool(self.future.done())

    def was_given_up(self) -> bool:
        """Tell whether the cluster gave the batch up, since workers died with it, and has been asked again.

        Who holds a batch when a machine is lost is chance, and a run of days sees many lost.
        """
        from distributed import KilledWorker

        if self.future.status != "error" or self._given_up >= MAX_GIVEN_UP:
            return False
        if not isinstance(self.future.exception(), KilledWorker):
            return False
        self._given_up += 1
        self.future.retry()
        return True

    def result(self) -> Part:
        """Return the part; the cluster forgets the batch."""
        try:
            return cast("Part", self.future.result())
        finally:
            self.future.release()
