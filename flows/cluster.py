"""Extraction on a Dask cluster: the batches of a run as its tasks, parts at a place that all machines share.

`--dask tcp://HOST:PORT` uses the cluster of that scheduler, `--dask local` starts one on this machine. The documents'
bytes travel with the task, and the scheduler keeps them until it is done: the batch of a worker that is lost is given
to another. A document that kills its workers costs itself alone, as in `flows.workers`. The client lives in this
process, so that the run needs no more of Prefect than without a cluster.
"""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final, Self

from flows.extraction import extract_part
from flows.fingerprint import extractor_fingerprint
from flows.workers import default_workers, died
from schemas.errors import ConfigError, LoadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from flows.extraction import Extracted
    from flows.parts import Part, PartPlace
    from schemas.article import RawDocument
    from schemas.errors import DocumentError

LOCAL: Final = "local"

CONNECT_SECONDS: Final = 15
"""Time within which the scheduler must answer."""

WORKERS_SECONDS: Final = 60
"""Time within which it must have a worker."""

BATCHES_A_THREAD: Final = 2
"""Batches that are under way for each thread of the cluster: one is worked on while the next one travels."""


class DaskCluster:
    """Extracts batches on the cluster at `address`, or on a `local` one of `workers` processes; safe to call from threads."""

    def __init__(self, address: str, workers: int | None, extract: Callable[[RawDocument], Extracted]) -> None:
        self._address = address
        self._workers = workers
        self._extract = extract
        self._stack = ExitStack()
        self._client: Any = None
        self._one_search = threading.Lock()
        self.batches_at_once = 1

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            ConfigError: Dask is not installed, no scheduler answers at the address, or it has no workers.
        """
        with ExitStack() as stack:
            self._client = stack.enter_context(self._connected())
            threads = sum(self._client.nthreads().values())
            self.batches_at_once = max(1, threads) * BATCHES_A_THREAD
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def extract_part(self, documents: Sequence[RawDocument], place: PartPlace, key: str) -> Part:
        """Return the part made of `documents`; waits for it.

        Raises:
            LoadError: The cluster was lost, a worker has another casebook, or does not see `place`.
        """
        part = self._run(documents, place, key, {})
        if part is None:
            with self._one_search:
                refused = self._find_killers(documents)
            part = self._run(documents, place, key, refused)
        if part is None:
            raise LoadError("nothing was loaded: the workers of the Dask cluster die again and again.")
        return part

    def _find_killers(self, documents: Sequence[RawDocument]) -> dict[str, DocumentError]:
        """Return a refusal for each document that ends the process that extracts it, by path."""
        return {
            document.path: died(document)
            for document in documents
            if self._submit(_try, document, self._extract) is _KILLED
        }

    def _run(
        self, documents: Sequence[RawDocument], place: PartPlace, key: str, refused: Mapping[str, DocumentError]
    ) -> Part | None:
        """Return the part; null where its workers were killed."""
        own = extractor_fingerprint()
        result = self._submit(_extract_on_worker, documents, place, key, refused, self._extract, own)
        return None if result is _KILLED else result

    def _submit(self, work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - what `work` returns
        """Return what `work` does with the arguments on a worker, or _KILLED where that ends worker after worker."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        future = self._client.submit(work, *arguments, pure=False)
        try:
            return future.result()
        except KilledWorker:
            return _KILLED
        except (CancelledError, CommClosedError) as error:
            raise LoadError(
                f"nothing was loaded: the Dask cluster at {self._address} was lost; the next run takes up the parts that "
                "are done."
            ) from error
        except ModuleNotFoundError as error:
            raise LoadError(
                f"nothing was loaded: a Dask worker lacks a library that it needs ({error}); install casebook there."
            ) from error
        finally:
            future.release()

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        try:
            import dask
            import distributed
        except ImportError as error:
            raise ConfigError(
                "--dask needs an optional part of casebook; `make extras` installs it (or `pip install distributed`)."
            ) from error
        # Documents travel with their tasks: large ones are meant.
        library: Any = distributed
        settings = {"distributed.admin.large-graph-warning-threshold": "1 GiB"}
        with ExitStack() as stack:
            stack.enter_context(dask.config.set(settings))
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
        return distributed.LocalCluster(
            n_workers=self._workers or default_workers(),
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            memory_limit=None,  # a large document is refused by our own bounds, not by the death of its worker
            silence_logs=logging.CRITICAL,
        )


class _Killed:
    """Says that a task ended the worker process that ran it, again and again."""


_KILLED: Final = _Killed()


def _extract_on_worker(
    documents: Sequence[RawDocument],
    place: PartPlace,
    key: str,
    refused: Mapping[str, DocumentError],
    extract: Callable[[RawDocument], Extracted],
    fingerprint: str,
) -> Part:
    """Return the part made of `documents`; runs on a worker.

    Raises:
        LoadError: This machine has other extractors than the run, or does not see `place`.
    """
    own = extractor_fingerprint()
    if own != fingerprint:
        raise LoadError(
            f"nothing was loaded: a Dask worker has another casebook (extractors {own}, here {fingerprint}); install the "
            "same version on all machines."
        )
    place.require_mark()
    return extract_part(documents, place, key, refused, extract)


def _try(document: RawDocument, extract: Callable[[RawDocument], Extracted]) -> None:
    """Extract one document for nothing but to see whether the worker lives."""
    extract(document)
