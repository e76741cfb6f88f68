"""`casebook quarantine`: what was refused: list it, look at it, try it again, hand it on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.command import NOTHING_LOADED, command
from flows.commands.options import DEFAULT_DATA, DataOption, QuietOption
from flows.forms import PrintedForm
from schemas.errors import ConfigError
from warehouse.paths import DataFolder

app = typer.Typer(help="What was refused: list it, look at it, try it again, hand it on.", no_args_is_help=True)


@command(app, "list")
def list_refused(
    *,
    data: DataOption = DEFAULT_DATA,
    format: Annotated[  # noqa: A002 - the option's name
        PrintedForm, typer.Option("--format", "-f", help="How the rows are written.")
    ] = "table",
    history: Annotated[
        bool, typer.Option("--all", help="Also what was read again since then, and in which run.")
    ] = False,
) -> None:
    """List the documents and rows that stand refused, and why."""
    from flows.output import print_rows
    from flows.quarantine import list_entries

    print_rows(list_entries(DataFolder(data), history=history), format)


@command(app)
def show(
    quarantine_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the entry, or its beginning.")],
    *,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Show one entry: what is wrong, and the refused row with its words."""
    from flows.output import print_json
    from flows.quarantine import find_entry

    print_json(find_entry(DataFolder(data), quarantine_id))


@command(app, stopped=NOTHING_LOADED)
def retry(
    wanted: Annotated[
        list[str] | None, typer.Argument(metavar="[WHICH]...", help="Ids, reasons or paths; all entries without any.")
    ] = None,
    *,
    data: DataOption = DEFAULT_DATA,
    quiet: QuietOption = False,
) -> None:
    """Read refused documents again, such as after a rule was mended; what passes is loaded."""
    from rich.console import Console

    from flows.console import say
    from flows.quarantine import files_of, paths_to_retry
    from flows.road import IngestOptions
    from flows.terminal import run_and_print

    folder = DataFolder(data)
    retried = paths_to_retry(folder, wanted or [])
    files, links = files_of(retried)
    if links and not quiet:
        note = (
            f"{links} files that are links now are left out" if links > 1 else "1 file that is a link now is left out"
        )
        say(Console(stderr=True), f"{note}: casebook ingest follows a link that you name")
    if not files:
        raise ConfigError("nothing to try again: no refused document is where it was read.")
    run_and_print(IngestOptions(files, folder, retried=retried), quiet=quiet)


@command(app)
def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="JSON-lines file to write.")],
    *,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Write the standing entries, refused rows included, to a file."""
    from flows.quarantine import export_entries

    count = export_entries(DataFolder(data), target)
    print(f"{count} entries written to {target}")  # noqa: T201 - the command's output
