"""`casebook clean` and `casebook extract`: documents to JSON lines, without a warehouse."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.command import command
from flows.commands.options import QuietOption, WorkersOption

app = typer.Typer()

InputArgument = Annotated[list[str], typer.Argument(help="Files, folders or addresses, or `-` for standard input.")]


@command(app)
def clean(paths: InputArgument, *, workers: WorkersOption = None, quiet: QuietOption = False) -> None:
    """Write the article of each document as JSON lines: text, metadata, and what was removed."""
    from flows.console import TerminalWatcher
    from flows.output import print_json_lines
    from flows.stream import clean_documents

    with TerminalWatcher(quiet=quiet) as watcher:
        print_json_lines(clean_documents(paths, watcher, workers))


@command(app)
def extract(paths: InputArgument, *, workers: WorkersOption = None, quiet: QuietOption = False) -> None:
    """Write the case and claim records of each document as JSON lines, without a warehouse."""
    from flows.console import TerminalWatcher
    from flows.output import print_json_lines
    from flows.stream import extract_documents

    with TerminalWatcher(quiet=quiet) as watcher:
        print_json_lines(extract_documents(paths, watcher, workers))
