"""The process that starts scheduled runs: `casebook schedule` starts it, with one JSON object as its argument.

It registers the deployment (under the same name each time, so that a restart takes up what is there), starts one run at
a time with Prefect's runner, and puts right what Prefect shows of runs that died. It is a process of its own because a server that is
away for minutes ends Prefect's runner, and whoever supervises must outlive that.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
from filelock import FileLock, Timeout
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows import notify
from flows.ingest import ingest
from flows.prefect_server import why_unusable
from flows.settle import try_to_settle
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.deployments.runner import RunnerDeployment

SETTLE_SECONDS: Final = 10.0


def serve(name: str, cron: str, timezone: str, parameters: dict[str, Any]) -> None:
    """Start a run whenever the schedule says, one at a time, until told to stop."""
    folder = DataFolder(Path(parameters["data"]))
    one_at_a_time = FileLock(folder.prefect / "runner.lock", thread_local=False)
    try:
        # One that was left behind by a schedule that was killed is about to stop.
        one_at_a_time.acquire(timeout=120)
    except Timeout:
        sys.exit(f"casebook: another process starts the scheduled runs of {folder.root}.")
    deployment = cast(
        "RunnerDeployment",
        ingest.to_deployment(
            name=name,
            schedule=Cron(cron, timezone=timezone),
            parameters=parameters,
            description=f"Ingests new and changed files into {folder.root}.",
            tags=["casebook"],
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    )
    runner = new_runner(folder, name)
    deployment_id = register(runner, deployment)
    threading.Thread(target=_settle_on, args=(folder, deployment_id), name="settle", daemon=True).start()
    asyncio.run(_run(runner))


def register(runner: Runner, deployment: RunnerDeployment) -> UUID:
    """Tell the server what is scheduled, and return under which id; this process ends with a sentence where it is not taken.

    Whatever listens at PREFECT_API_URL may be another program, or a Prefect of another age: each would answer in its own way.
    """
    try:
        return cast("UUID", runner.add_deployment(deployment))
    except Exception as error:  # noqa: BLE001 - as said
        sys.exit(f"casebook: nothing is scheduled: {why_unusable(os.environ.get('PREFECT_API_URL', ''), error)}.")


def new_runner(folder: DataFolder, name: str) -> Runner:
    """Return Prefect's runner, with its scratch folder below ours.

    Its own choice is `runner_storage` in the folder for temporary files, which belongs to the first user of a machine who
    runs Prefect: nobody else could start a run.
    """
    place = folder.prefect / "runner"
    shutil.rmtree(place, ignore_errors=True)  # what those left that were killed
    before, tempfile.tempdir = tempfile.tempdir, str(place)
    try:
        # The runner's own limit, on this machine: a limit kept by the server would be held by the dead for minutes.
        return Runner(name=name, limit=1, pause_on_shutdown=False, query_seconds=3, prefetch_seconds=3)
    finally:
        tempfile.tempdir = before


async def _run(runner: Runner) -> None:
    """Run until SIGTERM, which ends the run on its way, as cancelled, and then the runner.

    The runner's own handler leaves before it has told the server.
    """
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # it sets its handler first
    stopping: list[asyncio.Task[None]] = []

    def stop() -> None:
        os.environ.pop(notify.VARIABLE, None)  # nobody need be told of a run that we are told to end
        if runner.started:
            stopping.append(asyncio.create_task(runner.astop()))
        else:
            running.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    with suppress(asyncio.CancelledError):
        await running


def _settle_on(folder: DataFolder, deployment_id: UUID) -> None:
    pause = threading.Event()
    while True:
        try_to_settle(folder, deployment_id)
        pause.wait(SETTLE_SECONDS)


if __name__ == "__main__":
    serve(**orjson.loads(sys.argv[1]))
