"""What Prefect shows, put right: runs whose process died, and runs that came due while nobody could start them.

Both are asked for at the start of every flow run and, by `casebook schedule`, every few seconds. What is decided is in
`verdict` and `superseded`, which know nothing of a server; `settle` asks and tells the server.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import ObjectNotFound

from flows.notify import notify
from flows.presence import Ending, Presence, RunNote, noted_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

    from warehouse.paths import DataFolder

DIED: Final = (
    "The process of this run ended without a word (it was killed, or memory ran out). Nothing of it is half-loaded; "
    "the next run completes the work."
)
NEVER_BEGAN: Final = "The process of this run never came to work. The next run does its work."

# From Pending to the flow's first line it takes seconds; a machine that is very busy may take a few minutes.
PATIENCE: Final = dt.timedelta(minutes=5)

_AT_WORK: Final = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)


@dataclass(frozen=True, slots=True)
class Settled:
    """How many runs were put right."""

    ended: int = 0
    skipped: int = 0


def verdict(
    state: StateType, since: dt.datetime, presence: Presence, ending: Ending | None, now: dt.datetime
) -> Ending | None:
    """Return how a run that Prefect believes in `state` since a time has really ended; null when it may well be at work.

    One that could not tell a server that was away how it ended is called crashed by who started it: its note knows better.
    """
    if state is StateType.CRASHED and presence is Presence.gone and ending is not None:
        return ending if ending.state != "CRASHED" else None
    if state not in _AT_WORK or presence is Presence.alive:
        return None
    if presence is Presence.gone:
        return ending or Ending("CRASHED", "Crashed", DIED)
    return Ending("CRASHED", "Crashed", NEVER_BEGAN) if now - since > PATIENCE else None


def superseded(scheduled: Sequence[FlowRun], now: dt.datetime) -> list[FlowRun]:
    """Return the runs, of those that are scheduled, that a run which begins now makes needless: it sees what they would.

    Runs that a person asked for are kept.
    """
    return [
        run
        for run in scheduled
        if run.auto_scheduled and run.expected_start_time is not None and run.expected_start_time <= now
    ]


def settle(folder: DataFolder, deployment_id: UUID | None = None, current: UUID | None = None) -> Settled:
    """Put right what the Prefect server shows of the runs into `folder`; `current` is the run that asks, if one does.

    Late runs of the deployment are skipped only where `current` does their work.

    Raises:
        httpx.HTTPError: The server does not answer.
    """
    now = dt.datetime.now(dt.UTC)
    with get_client(sync_client=True) as client:
        ended = [run for run in _noted(client, folder) if run.id != current and _end(client, folder, run, now)]
        if deployment_id is None:
            return Settled(len(ended))
        at_work = _runs(client, deployment_id, _AT_WORK)
        ended += [run for run in at_work if run.id != current and _end(client, folder, run, now)]
        skipped = 0
        if current is not None:
            for run in superseded(_runs(client, deployment_id, (StateType.SCHEDULED,), before=now), now):
                message = f"Skipped: the run {current}, begun {now:%Y-%m-%d %H:%M:%S} UTC, catches up for it."
                _set(client, run, Ending("CANCELLED", "Skipped", message))
                skipped += 1
    return Settled(len(ended), skipped)


def _noted(client: SyncPrefectClient, folder: DataFolder) -> list[FlowRun]:
    """Return the runs that have a note and are not known to have ended well; notes of the others are removed."""
    runs = []
    for flow_run_id in noted_runs(folder):
        note = RunNote(folder, flow_run_id)
        try:
            run = client.read_flow_run(UUID(flow_run_id))
        except (ObjectNotFound, ValueError):
            run = None  # of another server, or of a database that is gone
        if run is not None and run.state is not None and (not run.state.is_final() or run.state.is_crashed()):
            runs.append(run)
        elif note.presence() is not Presence.alive:
            note.remove()
    return runs


def _runs(
    client: SyncPrefectClient, deployment_id: UUID, states: Sequence[StateType], before: dt.datetime | None = None
) -> list[FlowRun]:
    due = FlowRunFilterExpectedStartTime(before_=before) if before else None
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))), expected_start_time=due
        ),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
    )


def _end(client: SyncPrefectClient, folder: DataFolder, run: FlowRun, now: dt.datetime) -> bool:
    """Give the run the state that it has really come to; tell whether it got one."""
    if run.state is None:
        return False
    note = RunNote(folder, run.id)
    presence = note.presence()
    ending = verdict(run.state.type, run.state.timestamp, presence, note.ending(), now)
    if ending is None:
        if run.state.is_final() and presence is not Presence.alive:
            note.remove()
        return False
    _set(client, run, ending)
    note.remove()
    if ending.state == "CRASHED":
        notify("crashed", ending.message, run=run.name, data=str(folder.root))
    return True


def _set(client: SyncPrefectClient, run: FlowRun, ending: Ending) -> None:
    """Give the run its state, whatever Prefect's rules say of the way from one state to the next."""
    state: State[object] = State(type=StateType(ending.state), name=ending.name, message=ending.message)
    client.set_flow_run_state(run.id, state, force=True)


def try_to_settle(folder: DataFolder, deployment_id: UUID | None = None, current: UUID | None = None) -> Settled | None:
    """Settle; null when the server does not answer, or does not want to: what it shows must never stop the work."""
    try:
        return settle(folder, deployment_id, current)
    except Exception:  # noqa: BLE001 - whatever ails the server
        return None
