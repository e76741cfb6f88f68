"""Let Prefect itself tell a webhook of runs that need a person.

    python deploy/automation.py https://hooks.example/…

The other way is `casebook schedule --notify`. This one also works for runs of a work pool whose worker died with its run, and can be
changed in the UI under Automations. Reads PREFECT_API_URL; run again, it replaces what it made.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger, Posture

from flows.notify import check_address

NAME = "casebook: a run needs a person"


def main() -> int:
    """Save the webhook and the automation."""
    if len(sys.argv) != 2:
        print("usage: python deploy/automation.py ADDRESS", file=sys.stderr)
        return 2
    address = check_address(sys.argv[1])
    # A server of one's own network is private, and is what is asked for here.
    block_id = Webhook(url=address, allow_private_urls=True).save("casebook-needs-a-person", overwrite=True)
    trigger = EventTrigger(
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related={"prefect.resource.name": "casebook-ingest", "prefect.resource.role": "flow"},
        for_each={"prefect.resource.id"},
        expect={
            "prefect.flow-run.Failed",
            "prefect.flow-run.Crashed",
            "prefect.flow-run.Completed with warnings",
        },
        posture=Posture.Reactive,
        threshold=1,
    )
    sentence = '("casebook: " ~ flow_run.name ~ " is " ~ flow_run.state.name ~ ": " ~ flow_run.state.message)'
    payload = f'{{"text": {{{{ {sentence} | tojson }}}}}}'
    automation = Automation(
        name=NAME, trigger=trigger, actions=[CallWebhook(block_document_id=block_id, payload=payload)]
    )
    try:
        old = Automation.read(name=NAME)
    except ValueError:
        old = None
    if old is not None:
        old.delete()
    print(f"made automation {automation.create().id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
