"""Arguments and options that several commands have, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

DEFAULT_DATA: Final = Path("casebook-data")

DataOption = Annotated[
    Path,
    typer.Option("--data", envvar="CASEBOOK_DATA", help="Folder of one warehouse: database, snapshots, reports."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show warnings and errors only.")]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=0, help="Processes that extract; 0 works in this one. Default: all cores."),
]
