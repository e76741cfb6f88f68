"""`casebook demo`: the samples ingested, a question asked, and where everything is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typer

from flows.commands.command import NOTHING_LOADED, command
from flows.commands.options import DEFAULT_DATA, DataOption, QuietOption
from warehouse.paths import DataFolder

app = typer.Typer()

SAMPLES: Final = Path(__file__).resolve().parents[2] / "samples"

QUESTION: Final = """\
SELECT person_name, status, charges_listed, penalties_imposed, published_at
FROM case_overview
WHERE person_name IS NOT NULL
ORDER BY published_at DESC NULLS LAST, person_name
LIMIT 10"""


@command(app, stopped=NOTHING_LOADED)
def demo(*, data: DataOption = DEFAULT_DATA, quiet: QuietOption = False) -> None:
    """Ingest samples/ and show what came of it."""
    from flows.console import StandardOutput, print_answer, say
    from flows.road import IngestOptions
    from flows.terminal import print_counts, print_places, run
    from warehouse.read import query

    folder = DataFolder(data)
    summary = run(IngestOptions((SAMPLES,), folder, report=True), quiet=quiet)
    console = StandardOutput()
    print_counts(console, summary)
    console.print("\nWho is in these articles, and how far has each case gone?", style="bold")
    say(console, f'casebook sql --data {data} "{" ".join(QUESTION.split())}"', "dim")
    print_answer(query(folder, QUESTION), console)
    console.print()
    print_places(console, summary)
