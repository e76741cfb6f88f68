"""What a Dask worker does for a run: it hands batches to processes of its own and lives on when one of them dies.

Imported where the optional library is there; everything else about clusters is in `flows.cluster`.
"""

from __future__ import annotations

import multiprocessing
import os
from typing import TYPE_CHECKING, Any, cast

from distributed import WorkerPlugin, get_worker

from flows.fingerprint import extractor_fingerprint
from flows.workers import ExtractionPool, start_fork_server
from schemas.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Worker

    from flows.extraction import Extract
    from flows.parts import Part, PartPlace
    from schemas.article import RawDocument


class Processes(WorkerPlugin):
    """Gives a Dask worker a pool of processes, one for each of its threads."""

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self.pool: ExtractionPool | None = None

    def setup(self, worker: Worker) -> None:
        """Make the pool; its processes start with the first batch, from one that starts now."""
        # Dask marks its workers as daemons, which may have no children, lest those stay behind when a worker is killed.
        # Ours end by themselves when their worker does (`flows.workers`), and there is no public way to say so.
        cast("Any", multiprocessing.current_process())._config["daemon"] = False  # noqa: SLF001
        # By this Dask has the C library return memory to the system at once, for which extraction would take 10% longer.
        os.environ.pop("MALLOC_TRIM_THRESHOLD_", None)
        start_fork_server()
        self.pool = ExtractionPool(worker.state.nthreads, self._extract)

    def teardown(self, worker: Worker) -> None:
        """End the processes."""
        del worker
        if self.pool is not None:
            self.pool.stop()


def extract_on_worker(
    documents: Sequence[RawDocument], place: PartPlace, key: str, processes: str, fingerprint: str
) -> Part:
    """Return the part made of `documents` by the pool that this worker has under the name `processes`.

    Raises:
        LoadError: This machine has other extractors than the run, or does not see `place`.
    """
    require_same(place, fingerprint)
    pool: ExtractionPool = cast("Any", get_worker()).plugins[processes].pool
    return pool.extract_part(documents, place, key)


def require_same(place: PartPlace, fingerprint: str) -> None:
    """Do nothing where this machine has the run's extractors and sees its `place`.

    Raises:
        LoadError: It does not.
    """
    own = extractor_fingerprint()
    if own != fingerprint:
        raise LoadError(
            f"nothing was loaded: a Dask worker has another casebook (extractors {own}, here {fingerprint}); install the "
            "same version on all machines."
        )
    place.require_mark()
