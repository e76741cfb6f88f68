"""Commands that read the newest complete state of the warehouse: `sql`, `tables`, `report`, `export`, `explain`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.command import command
from flows.commands.options import DEFAULT_DATA, DataOption, QuietOption
from flows.forms import AnswerForm, ExportForm
from schemas.errors import ConfigError
from warehouse.paths import DataFolder

app = typer.Typer()


@command(app)
def sql(
    query: Annotated[
        str | None, typer.Argument(help="SQL query; without one, standard input, or a prompt on a terminal.")
    ] = None,
    *,
    data: DataOption = DEFAULT_DATA,
    file: Annotated[Path | None, typer.Option("--file", help="Read the query from this file.")] = None,
    format: Annotated[  # noqa: A002 - the option's name
        AnswerForm, typer.Option("--format", "-f", help="How the rows are written.")
    ] = "table",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the rows to this file.")] = None,
    timeout: Annotated[float | None, typer.Option("--timeout", min=0.001, help="Stop the query after seconds.")] = None,
    allow_files: Annotated[
        list[Path] | None,
        typer.Option("--allow-files", metavar="DIR", help="Let the query read and write files in this folder."),
    ] = None,
) -> None:
    """Ask the newest complete state of the warehouse; reading never changes or locks it.

    A query reaches neither files nor the network; --allow-files opens a folder to it.
    """
    question = _read_query(file) if file else query
    allowed = allow_files or []
    for folder in allowed:
        if not folder.is_dir():
            raise ConfigError(f"--allow-files {folder}: there is no such folder.")
    if question is None and sys.stdin.isatty():
        from flows.console import StandardOutput
        from flows.prompt import run_prompt

        run_prompt(DataFolder(data), StandardOutput(), allowed_folders=allowed, seconds=timeout)
        return
    from flows.output import print_rows, write_rows
    from warehouse.read import query as answer_to

    if question is None:
        question = sys.stdin.read()
    ask = partial(answer_to, DataFolder(data), question, allowed_folders=allowed, seconds=timeout)
    if output is not None:
        write_rows(ask(), format, output)
    elif format == "parquet":
        raise ConfigError("--format parquet needs --output FILE.")
    else:
        print_rows(ask(), format)


def _read_query(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read as a query ({error}).") from error


@command(app)
def tables(*, data: DataOption = DEFAULT_DATA) -> None:
    """Show the tables and views with their columns and what they mean."""
    from flows.console import StandardOutput, print_tables
    from warehouse.read import list_tables

    print_tables(list_tables(DataFolder(data)), StandardOutput())


@command(app)
def report(
    *,
    data: DataOption = DEFAULT_DATA,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Build the data-quality report: pages that open from disk, without a network."""
    import webbrowser

    from flows.console import TerminalWatcher
    from flows.report.build import build_report

    with TerminalWatcher(quiet=quiet) as watcher:
        page = build_report(DataFolder(data), watcher)
    print(page)  # noqa: T201 - the command's output
    if open_:
        webbrowser.open(page.as_uri())


@command(app, stopped="stopped. Nothing was exported.")
def export(
    target: Annotated[Path, typer.Argument(metavar="FOLDER", help="New or empty folder to write.")],
    *,
    format: Annotated[  # noqa: A002 - the option's name
        ExportForm,
        typer.Option(
            "--format", "-f", help="Tables as parquet, csv or jsonl; FollowTheMoney entities; JSON-LD claims."
        ),
    ],
    data: DataOption = DEFAULT_DATA,
    force: Annotated[bool, typer.Option("--force", help="Replace an export that stands there.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write the newest complete state of the warehouse as files for other tools."""
    from flows.console import StandardOutput, TerminalWatcher, say, table_of
    from flows.export.write import export as write_export

    with TerminalWatcher(quiet=quiet) as watcher:
        counts = write_export(DataFolder(data), target, format, watcher, force=force)
    console = StandardOutput()
    console.print(table_of("Exported", ("what", "number"), [(name, count) for name, count in counts.items() if count]))
    say(console, f"export     {target.absolute()}")


@command(app)
def explain(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a case, claim or any row with evidence.")],
    *,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Show a record beside the words it rests on."""
    from flows.console import StandardOutput
    from flows.explain import print_explanation
    from warehouse.explain import explain as find_explanation

    print_explanation(find_explanation(DataFolder(data), record_id), StandardOutput())
