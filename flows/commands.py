"""What each command of the command line does; `flows.cli` declares them.

Every function returns the exit code, or null for 0, and leaves errors of casebook to its caller.
"""

from __future__ import annotations

import csv
import os
import sys
import time
import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import orjson
from rich.console import Console

from flows.console import TerminalWatcher, print_answer, show, table_of
from flows.inbox import WATCH_SECONDS
from flows.quarantine import export_entries, files_of, find_entry, list_entries, paths_to_retry
from flows.sources import wait_until_settled
from schemas.errors import ConfigError
from warehouse.paths import DataFolder
from warehouse.read import list_tables, query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flows.export.write import ExportForm
    from flows.road import IngestOptions, RunSummary
    from flows.sources import Source
    from warehouse.read import QueryResult

CHECKOUT: Final = Path(__file__).resolve().parent.parent

SHOWN_REFUSALS: Final = 20

DEMO_QUESTION: Final = """\
SELECT person_name, status, charges_listed, penalties_imposed, published_at
FROM case_overview
WHERE person_name IS NOT NULL
ORDER BY published_at DESC NULLS LAST, person_name
LIMIT 10"""


def run_ingest_command(
    options: IngestOptions,
    *,
    as_json: bool = False,
    prefect: bool = False,
    quiet: bool = False,
    watch_once: bool = False,
) -> None:
    """Run the road over the paths of `options` and print what came of it.

    With `watch_once`, wait after the run for files that were still being written, without holding the warehouse, and
    run again for them; the end is a run that left none, or WATCH_SECONDS.
    """
    ends_at = time.monotonic() + (WATCH_SECONDS if watch_once else 0)
    while True:
        summary = _ingest(options, prefect=prefect, quiet=quiet)
        _print_run(options, summary, as_json=as_json)
        if not summary.left.get("unfinished") or time.monotonic() >= ends_at:
            return
        if not quiet:
            _say(Console(stderr=True), "waiting for the files that are still being written …")
        wait_until_settled(options.paths, options.folder.root, options.inbox, ends_at)


def _print_run(options: IngestOptions, summary: RunSummary, *, as_json: bool) -> None:
    if as_json:
        _print_json({**asdict(summary), "data": str(options.folder.root)})
    else:
        console = Console()
        _print_summary(console, summary)
        _print_places(console, summary)


def _ingest(options: IngestOptions, *, prefect: bool = False, quiet: bool = False) -> RunSummary:
    with TerminalWatcher(Console(stderr=True), quiet=quiet) as watcher:
        if prefect or os.environ.get("PREFECT_API_URL"):
            from flows.ingest import run_flow

            return run_flow(options, watcher)
        from flows.road import run_road

        return run_road(options, watcher)


def _print_summary(console: Console, summary: RunSummary) -> None:
    rows = [(table, count) for table, count in summary.rows.items() if count]
    if rows:
        console.print(table_of("Loaded", ("table", "rows"), rows))
    if summary.refusals:
        shown = [(o.stage, o.reason, o.message) for o in summary.refusals[:SHOWN_REFUSALS]]
        console.print(table_of("Quarantined", ("stage", "reason", "what is wrong"), shown))
        if len(summary.refusals) > SHOWN_REFUSALS:
            rest = len(summary.refusals) - SHOWN_REFUSALS
            console.print(f"… and {rest:,} more: casebook quarantine list", markup=False)
    for warning in summary.warnings:
        _say(console, f"warning: {warning}", style="yellow")
    for note in summary.notes:
        _say(console, f"{note}.")
    balance = (
        f"read {summary.read:,} = loaded {summary.loaded:,} + unchanged {summary.unchanged:,} "
        f"+ quarantined {summary.quarantined:,}"
    )
    if summary.rows_quarantined:
        balance += f"; {summary.rows_quarantined:,} rows of loaded documents are in quarantine"
    if summary.unchanged and not summary.loaded and not summary.removed:
        balance += "; nothing changed"
    _say(console, f"{balance} ({summary.seconds:.1f} s)")


def _print_places(console: Console, summary: RunSummary) -> None:
    _say(console, f"warehouse  {summary.warehouse}")
    _say(console, f"report     {summary.report or 'not built: casebook report'}")


def _say(console: Console, sentence: str, style: str | None = None) -> None:
    """Print a line as it is: no markup, no colours of its own, no breaks."""
    console.print(sentence, style=style, markup=False, highlight=False, soft_wrap=True)


def run_sql_command(
    question: str | None,
    data: Path,
    form: str,
    output: Path | None = None,
    *,
    limits: tuple[float | None, tuple[Path, ...]] = (None, ()),
) -> None:
    """Print (or write to `output`) the answer to `question`, an SQL query; ask for queries where there is none.

    `limits` are the seconds that a query may take, null for any, and the folders whose files it may use.

    Raises:
        ConfigError: The output cannot be written, the format needs one, or a folder is not there.
    """
    folder, (seconds, allowed) = DataFolder(data), limits
    for path in allowed:
        if not path.is_dir():
            raise ConfigError(f"--allow-files {path}: there is no such folder.")
    if question is None and sys.stdin.isatty():
        from flows.prompt import run_prompt

        run_prompt(folder, Console(), allowed_folders=allowed, seconds=seconds)
        return
    if form == "parquet" and output is None:
        raise ConfigError("--format parquet needs --output FILE.")
    result = query(folder, sys.stdin.read() if question is None else question, allowed_folders=allowed, seconds=seconds)
    if output is None:
        _print_result(result, form)
        return
    try:
        _write_result(result, output, form)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written ({error.strerror or error}).") from error


def _write_result(result: QueryResult, output: Path, form: str) -> None:
    if form == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(result.table, output)
    elif form == "json":
        output.write_bytes(_json(_rows(result)))
    elif form == "csv":
        with output.open("w", encoding="utf-8", newline="") as stream:
            _write_csv(result, stream)
    else:
        with output.open("w", encoding="utf-8") as stream:
            Console(file=stream, width=200).print(table_of(None, result.columns, result.rows()))


def _print_result(result: QueryResult, form: str) -> None:
    if form == "json":
        _print_json(_rows(result))
    elif form == "csv":
        _write_csv(result, sys.stdout)
    else:
        print_answer(result, Console())


def _rows(result: QueryResult) -> list[dict[str, Any]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows()]


def _write_csv(result: QueryResult, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([_cell(value) for value in row] for row in result.rows())


def _cell(value: object) -> object:
    """Return a CSV cell; a list as its JSON. Text that a spreadsheet would run as a formula is led by an apostrophe."""
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str).decode()
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value


def run_tables_command(data: Path) -> None:
    """Print every table and view with its columns and what they mean."""
    console = Console()
    notes = list_tables(DataFolder(data))
    for table in dict.fromkeys(note.table for note in notes):
        of_table = [note for note in notes if note.table == table]
        console.print(f"{table} ({of_table[0].kind})", style="bold", markup=False, highlight=False)
        console.print(of_table[0].description or "", markup=False, highlight=False)
        columns = [(note.column, note.type, note.meaning) for note in of_table]
        console.print(table_of(None, ("column", "type", "meaning"), columns), "")


def run_report_command(data: Path, *, open_page: bool = False, quiet: bool = False) -> None:
    """Build the report pages and print where they are."""
    from flows.report.build import build_report

    with TerminalWatcher(Console(stderr=True), quiet=quiet) as watcher:
        page = build_report(DataFolder(data), watcher)
    print(page)  # noqa: T201 - the command's output
    if open_page:
        webbrowser.open(page.as_uri())


def run_export_command(target: Path, data: Path, form: ExportForm, *, force: bool = False, quiet: bool = False) -> None:
    """Write an export and say what it holds."""
    from flows.export.write import export

    with TerminalWatcher(Console(stderr=True), quiet=quiet) as watcher:
        counts = export(DataFolder(data), target, form, watcher, force=force)
    rows = [(name, count) for name, count in counts.items() if count]
    console = Console()
    console.print(table_of("Exported", ("what", "number"), rows))
    _say(console, f"export     {target.absolute()}")


def run_explain_command(record_id: str, data: Path) -> None:
    """Print a record beside the words that it rests on."""
    from flows.explain import print_explanation
    from warehouse.explain import explain as find_explanation

    print_explanation(find_explanation(DataFolder(data), record_id), Console())


def run_clean_command(paths: Sequence[Source], *, workers: int | None = None, quiet: bool = False) -> None:
    """Print the article of each document as a JSON line."""
    from flows.stream import clean_documents

    with TerminalWatcher(Console(stderr=True), quiet=quiet) as watcher:
        _print_lines(clean_documents(paths, watcher, workers))


def run_extract_command(paths: Sequence[Source], *, workers: int | None = None, quiet: bool = False) -> None:
    """Print the records of each document as a JSON line."""
    from flows.stream import extract_documents

    with TerminalWatcher(Console(stderr=True), quiet=quiet) as watcher:
        _print_lines(extract_documents(paths, watcher, workers))


def run_quarantine_list_command(data: Path, form: str, *, history: bool = False) -> None:
    """Print what was refused and still stands; with `history`, what was read again since then too."""
    _print_result(list_entries(DataFolder(data), history=history), form)


def run_quarantine_show_command(quarantine_id: str, data: Path) -> None:
    """Print one entry of quarantine as JSON."""
    _print_json(find_entry(DataFolder(data), quarantine_id))


def run_quarantine_retry_command(wanted: Sequence[str], data: Path, *, quiet: bool = False) -> None:
    """Read refused documents again and print what came of it."""
    from flows.road import IngestOptions

    folder = DataFolder(data)
    retried = paths_to_retry(folder, wanted)
    files = files_of(retried)
    if not files:
        raise ConfigError("nothing to try again: no refused document is where it was read.")
    run_ingest_command(IngestOptions(files, folder, retried=retried), quiet=quiet)


def run_quarantine_export_command(target: Path, data: Path) -> None:
    """Write the standing entries to a file and say how many they are."""
    count = export_entries(DataFolder(data), target)
    print(f"{count} entries written to {target}")  # noqa: T201 - the command's output


def run_demo_command(data: Path, *, quiet: bool = False) -> None:
    """Ingest `samples/`, ask one question, and say where everything is."""
    from flows.road import IngestOptions

    folder = DataFolder(data)
    summary = _ingest(IngestOptions((CHECKOUT / "samples",), folder, report=True), quiet=quiet)
    console = Console()
    _print_summary(console, summary)
    console.print("\nWho is in these articles, and how far has each case gone?", style="bold")
    _say(console, f'casebook sql --data {data} "{" ".join(DEMO_QUESTION.split())}"', style="dim")
    _print_result(query(folder, DEMO_QUESTION), "table")
    console.print()
    _print_places(console, summary)


def _print_lines(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def _print_json(value: object) -> None:
    sys.stdout.buffer.write(_json(value))
    sys.stdout.buffer.flush()


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=show, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
