"""The command line: `casebook ingest`, `schedule`, `sql`, `tables`, `report`, `export`, `explain`, `clean`, `extract`, `quarantine`, `demo`.

Records go to standard output, progress and log to standard error. Exit codes: 0 done, 1 a run that failed or broke
a promise, 2 wrong usage. Heavy libraries are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer
from rich.console import Console

from schemas.errors import CasebookError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    name="casebook",
    help="Raw news articles in; a DuckDB warehouse of cases and claims out, every value traceable to its words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class TableFormat(StrEnum):
    """How query results are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class ExportFormat(StrEnum):
    """What `casebook export` writes."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    ftm = "ftm"
    schema_org = "schema-org"


DataOption = Annotated[
    Path,
    typer.Option("--data", envvar="CASEBOOK_DATA", help="Folder of one warehouse: database, snapshots, reports."),
]
PathsArgument = Annotated[
    list[str],
    typer.Argument(help="Files, folders (read recursively), or addresses: s3://bucket/folder, gs://…, sftp://host/…"),
]
InputArgument = Annotated[list[str], typer.Argument(help="Files, folders or addresses, or `-` for standard input.")]
IncludeOption = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="GLOB", help="Read only what fits, such as `*.html` or `2024/`; repeatable."),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="GLOB", help="Pass over what fits, such as `drafts/`; repeatable."),
]
MaxFilesOption = Annotated[
    int | None,
    typer.Option("--max-files", min=1, help="New or changed files that one run reads; the rest waits for the next."),
]
SettleOption = Annotated[
    float,
    typer.Option(
        "--settle",
        min=0,
        envvar="CASEBOOK_SETTLE",
        help="Seconds that a file must be left alone to count as complete; younger ones wait for the next run.",
    ),
]
EndpointOption = Annotated[
    str | None,
    typer.Option("--endpoint", metavar="URL", envvar="CASEBOOK_ENDPOINT", help="Address of an S3-compatible server."),
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=0, help="Processes that extract; 0 works in this one. Default: all cores."),
]
DaskOption = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="Extract on a Dask cluster: tcp://host:8786, or `local` for one on this machine.",
    ),
]
PartsOption = Annotated[
    str | None,
    typer.Option(
        "--parts", metavar="PLACE", help="Folder or address that all Dask workers share. Default: in the data folder."
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show warnings and errors only.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show the cause of errors in full.")]
FormatOption = Annotated[TableFormat, typer.Option("--format", "-f", help="How the rows are written.")]

DEFAULT_DATA = Path("casebook-data")
DEFAULT_SETTLE = 1.0


@app.command()
def ingest(  # noqa: PLR0913 - one argument an option
    paths: PathsArgument,
    *,
    data: DataOption = DEFAULT_DATA,
    json: Annotated[bool, typer.Option("--json", help="Print the run's counts as one JSON object.")] = False,
    workers: WorkersOption = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait while another run holds the warehouse.")] = 0,
    report: Annotated[bool, typer.Option("--report", help="Build the report pages when the run is done.")] = False,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    max_files: MaxFilesOption = None,
    settle: SettleOption = DEFAULT_SETTLE,
    watch_once: Annotated[
        bool,
        typer.Option("--watch-once", help="Wait for files that are still being written, read them too, then leave."),
    ] = False,
    endpoint: EndpointOption = None,
    dask: DaskOption = None,
    parts: PartsOption = None,
    prefect: Annotated[
        bool, typer.Option("--prefect", help="Run as a Prefect flow (also when PREFECT_API_URL is set).")
    ] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Read article files, extract their records, validate them and load them into the warehouse."""
    from flows.commands import run_ingest_command
    from flows.road import IngestOptions
    from warehouse.paths import DataFolder

    def command() -> None:
        options = IngestOptions(
            tuple(paths),
            DataFolder(data),
            workers,
            wait,
            report,
            include=tuple(include or ()),
            exclude=tuple(exclude or ()),
            max_files=max_files,
            settle_seconds=settle,
            endpoint=endpoint,
            dask=dask,
            parts=parts,
        )
        run_ingest_command(options, as_json=json, prefect=prefect, quiet=quiet, watch_once=watch_once)

    _run(command, verbose=verbose)


@app.command()
def schedule(  # noqa: PLR0913 - one argument an option
    paths: PathsArgument,
    *,
    cron: Annotated[str, typer.Option("--cron", help="When to run: minute hour day month weekday; `30 2 * * *`.")],
    timezone: Annotated[
        str | None,
        typer.Option("--timezone", help="Time zone of --cron, such as Europe/Lisbon. Default: this machine's."),
    ] = None,
    data: DataOption = DEFAULT_DATA,
    workers: WorkersOption = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds that a run waits for another; then it ends as skipped.")
    ] = 0,
    report: Annotated[bool, typer.Option(help="Build the report pages after each run.")] = True,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    max_files: MaxFilesOption = None,
    settle: SettleOption = DEFAULT_SETTLE,
    endpoint: EndpointOption = None,
    dask: DaskOption = None,
    parts: PartsOption = None,
    notify: Annotated[
        str | None,
        typer.Option(envvar="CASEBOOK_NOTIFY", help="Address that is told of runs that failed, crashed or warn."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the own Prefect server. Default: 4200 or a free one.")
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="Address that it listens on. Whoever reaches it can read reports and start runs."),
    ] = "127.0.0.1",
    verbose: VerboseOption = False,
) -> None:
    """Ingest again and again, when --cron says; shown by the Prefect server of PREFECT_API_URL, or by one of its own."""
    from flows.road import IngestOptions
    from flows.schedule import ScheduleOptions, run_schedule
    from warehouse.paths import DataFolder

    def command() -> None:
        options = IngestOptions(
            tuple(paths),
            DataFolder(data),
            workers,
            wait,
            report,
            include=tuple(include or ()),
            exclude=tuple(exclude or ()),
            max_files=max_files,
            settle_seconds=settle,
            endpoint=endpoint,
            dask=dask,
            parts=parts,
        )
        run_schedule(ScheduleOptions(options, cron, timezone, port, host, notify), _log_line)

    _run(command, verbose=verbose)


@app.command()
def sql(  # noqa: PLR0913 - one argument an option
    query: Annotated[
        str | None, typer.Argument(help="SQL query; without one, standard input, or a prompt on a terminal.")
    ] = None,
    *,
    data: DataOption = DEFAULT_DATA,
    file: Annotated[Path | None, typer.Option("--file", help="Read the query from this file.")] = None,
    format: FormatOption = TableFormat.table,  # noqa: A002 - the option's name
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the rows to this file.")] = None,
    timeout: Annotated[float | None, typer.Option("--timeout", min=0.001, help="Stop the query after seconds.")] = None,
    allow_files: Annotated[
        list[Path] | None,
        typer.Option("--allow-files", metavar="DIR", help="Let the query read and write files in this folder."),
    ] = None,
    verbose: VerboseOption = False,
) -> None:
    """Ask the newest complete state of the warehouse; reading never changes or locks it.

    A query reaches neither files nor the network; --allow-files opens a folder to it.
    """
    from flows.commands import run_sql_command

    def command() -> None:
        try:
            question = file.read_text(encoding="utf-8") if file else query
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file}: cannot be read as a query ({error}).") from error
        run_sql_command(question, data, format.value, output, limits=(timeout, tuple(allow_files or ())))

    _run(command, verbose=verbose, stopped="stopped.")


@app.command()
def tables(*, data: DataOption = DEFAULT_DATA, verbose: VerboseOption = False) -> None:
    """Show the tables and views with their columns and what they mean."""
    from flows.commands import run_tables_command

    _run(lambda: run_tables_command(data), verbose=verbose)


@app.command()
def report(
    *,
    data: DataOption = DEFAULT_DATA,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Build the data-quality report: pages that open from disk, without a network."""
    from flows.commands import run_report_command

    _run(lambda: run_report_command(data, open_page=open_, quiet=quiet), verbose=verbose)


@app.command("export")
def export_(
    target: Annotated[Path, typer.Argument(metavar="FOLDER", help="New or empty folder to write.")],
    *,
    format: Annotated[  # noqa: A002 - the option's name
        ExportFormat,
        typer.Option(
            "--format", "-f", help="Tables as parquet, csv or jsonl; FollowTheMoney entities; JSON-LD claims."
        ),
    ],
    data: DataOption = DEFAULT_DATA,
    force: Annotated[bool, typer.Option("--force", help="Replace an export that stands there.")] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Write the newest complete state of the warehouse as files for other tools."""
    from flows.commands import run_export_command

    _run(
        lambda: run_export_command(target, data, format.value, force=force, quiet=quiet),
        verbose=verbose,
        stopped="stopped. Nothing was exported.",
    )


@app.command()
def explain(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a case, claim or any row with evidence.")],
    *,
    data: DataOption = DEFAULT_DATA,
    verbose: VerboseOption = False,
) -> None:
    """Show a record beside the words it rests on."""
    from flows.commands import run_explain_command

    _run(lambda: run_explain_command(record_id, data), verbose=verbose)


@app.command()
def clean(
    paths: InputArgument, *, workers: WorkersOption = None, quiet: QuietOption = False, verbose: VerboseOption = False
) -> None:
    """Write the article of each document as JSON lines: text, metadata, and what was removed."""
    from flows.commands import run_clean_command

    _run(lambda: run_clean_command(paths, workers=workers, quiet=quiet), verbose=verbose)


@app.command()
def extract(
    paths: InputArgument, *, workers: WorkersOption = None, quiet: QuietOption = False, verbose: VerboseOption = False
) -> None:
    """Write the case and claim records of each document as JSON lines, without a warehouse."""
    from flows.commands import run_extract_command

    _run(lambda: run_extract_command(paths, workers=workers, quiet=quiet), verbose=verbose)


persons_app = typer.Typer(
    help="Who is one person across articles: why, what is unsure, and decisions by hand.", no_args_is_help=True
)
app.add_typer(persons_app, name="persons")

CaseArgument = Annotated[str, typer.Argument(help="Id of a case or person, or its beginning.")]
ReasonOption = Annotated[str | None, typer.Option("--why", help="Reason, kept beside the decision.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decided. Default: the user of this computer.")]


@persons_app.command("why")
def persons_why(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="PERSON_OR_CASE...", help="One id or whole name for a person, two to compare."),
    ],
    *,
    data: DataOption = DEFAULT_DATA,
    verbose: VerboseOption = False,
) -> None:
    """Show why cases are, or are not, one person's: each comparison in words, with its weight."""
    from flows.persons import print_why
    from warehouse.paths import DataFolder

    _run(lambda: print_why(DataFolder(data), ids), verbose=verbose)


@persons_app.command("review")
def persons_review(
    *,
    data: DataOption = DEFAULT_DATA,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write all of them to this CSV file.")] = None,
    verbose: VerboseOption = False,
) -> None:
    """List pairs of cases that may be one person's and stand apart, likeliest first."""
    from flows.persons import print_review
    from warehouse.paths import DataFolder

    _run(lambda: print_review(DataFolder(data), output), verbose=verbose)


@persons_app.command("same")
def persons_same(
    one: CaseArgument,
    other: CaseArgument,
    *,
    data: DataOption = DEFAULT_DATA,
    why: ReasonOption = None,
    by: ByOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Decide that two cases are about one person; the decision outlives every run."""
    from flows.persons import decide
    from warehouse.paths import DataFolder

    _run(lambda: decide(DataFolder(data), one, other, "same", why, by), verbose=verbose)


@persons_app.command("not-same")
def persons_not_same(
    one: CaseArgument,
    other: CaseArgument,
    *,
    data: DataOption = DEFAULT_DATA,
    why: ReasonOption = None,
    by: ByOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Decide that two cases are about two persons; the decision outlives every run."""
    from flows.persons import decide
    from warehouse.paths import DataFolder

    _run(lambda: decide(DataFolder(data), one, other, "not the same", why, by), verbose=verbose)


@persons_app.command("decisions")
def persons_decisions(*, data: DataOption = DEFAULT_DATA, verbose: VerboseOption = False) -> None:
    """List the decisions by hand, and whether they hold now."""
    from flows.persons import print_decisions
    from warehouse.paths import DataFolder

    _run(lambda: print_decisions(DataFolder(data)), verbose=verbose)


quarantine_app = typer.Typer(
    help="What was refused: list it, look at it, try it again, hand it on.", no_args_is_help=True
)
app.add_typer(quarantine_app, name="quarantine")


@quarantine_app.command("list")
def quarantine_list(
    *,
    data: DataOption = DEFAULT_DATA,
    format: FormatOption = TableFormat.table,  # noqa: A002 - the option's name
    history: Annotated[
        bool, typer.Option("--all", help="Also what was read again since then, and in which run.")
    ] = False,
    verbose: VerboseOption = False,
) -> None:
    """List the documents and rows that stand refused, and why."""
    from flows.commands import run_quarantine_list_command

    _run(lambda: run_quarantine_list_command(data, format.value, history=history), verbose=verbose)


@quarantine_app.command("show")
def quarantine_show(
    quarantine_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the entry, or its beginning.")],
    *,
    data: DataOption = DEFAULT_DATA,
    verbose: VerboseOption = False,
) -> None:
    """Show one entry: what is wrong, and the refused row with its words."""
    from flows.commands import run_quarantine_show_command

    _run(lambda: run_quarantine_show_command(quarantine_id, data), verbose=verbose)


@quarantine_app.command("retry")
def quarantine_retry(
    wanted: Annotated[
        list[str] | None, typer.Argument(metavar="[WHICH]...", help="Ids, reasons or paths; all entries without any.")
    ] = None,
    *,
    data: DataOption = DEFAULT_DATA,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Read refused documents again, such as after a rule was mended; what passes is loaded."""
    from flows.commands import run_quarantine_retry_command

    _run(lambda: run_quarantine_retry_command(wanted or [], data, quiet=quiet), verbose=verbose)


@quarantine_app.command("export")
def quarantine_export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="JSON-lines file to write.")],
    *,
    data: DataOption = DEFAULT_DATA,
    verbose: VerboseOption = False,
) -> None:
    """Write the standing entries, refused rows included, to a file."""
    from flows.commands import run_quarantine_export_command

    _run(lambda: run_quarantine_export_command(target, data), verbose=verbose)


@app.command()
def demo(
    *,
    data: DataOption = DEFAULT_DATA,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Ingest samples/ and show what came of it."""
    from flows.commands import run_demo_command

    _run(lambda: run_demo_command(data, quiet=quiet), verbose=verbose)


def _log_line(sentence: str) -> None:
    """Write a line with its time, for somebody who looks at the log of a service."""
    time = dt.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    print(f"{time}  casebook: {sentence}", file=sys.stderr, flush=True)  # noqa: T201 - the command's output


def _run(
    command: Callable[[], None],
    *,
    verbose: bool,
    stopped: str = "stopped. Nothing of this run was loaded; the next run completes it.",
) -> NoReturn:
    """Leave with the command's exit code; an error of casebook is one sentence on standard error."""
    console = Console(stderr=True)
    try:
        command()
        code = 0
    except CasebookError as error:
        if verbose:
            raise
        console.print(f"casebook: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        code = 2 if isinstance(error, ConfigError) else 1
    except BrokenPipeError:
        # The reader of our output (`| head`) has seen enough; keep the interpreter from flushing into it at exit.
        sys.stdout = _closed()
        code = 0
    except KeyboardInterrupt:
        console.print(f"casebook: {stopped}", style="red")
        code = 130
    except Exception as error:
        if verbose:
            raise
        defect = f"casebook: failed with {type(error).__name__}: {error}. This is a defect; --verbose shows where."
        console.print(defect, style="red", markup=False, highlight=False, soft_wrap=True)
        code = 1
    raise typer.Exit(code)


def _closed() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
