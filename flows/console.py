"""What a person sees: progress and tables on standard error, records on standard output.

Progress shows rate and time left when standard error is a terminal; otherwise one line a stage, so that logs stay
readable. Nothing here decides anything.
"""

from __future__ import annotations

import time
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from schemas.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from rich.progress import Task

    from flows.road import RunSummary
    from warehouse.read import QueryResult, TableNote

SHOWN_ROWS: Final = 1000
"""Rows of an answer that are shown on a terminal."""


class Watcher(Protocol):
    """Who is told how a long piece of work goes on."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` is its number of documents, where it is known."""

    def expect(self, total: int) -> None:
        """The stage is thought to have `total` documents, as far as can be told by now."""

    def advance(self, documents: int) -> None:
        """So many more documents of the stage are done."""

    def warn(self, sentence: str) -> None:
        """Something a person should know, that does not stop the work."""


class Silent:
    """A watcher that shows nothing."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Show nothing."""

    def expect(self, total: int) -> None:
        """Show nothing."""

    def advance(self, documents: int) -> None:
        """Show nothing."""

    def warn(self, sentence: str) -> None:
        """Show nothing."""


class _Rate(ProgressColumn):
    """Documents a second since the stage began."""

    def render(self, task: Task) -> Text:
        seconds = task.elapsed or 0
        return Text(f"{task.completed / seconds:,.0f}/s" if seconds > 0.5 and task.completed else "", "cyan")


class StandardOutput(Console):
    """What a command prints for people. Rich would fail with a reader who leaves early (`| head`); the command decides that."""

    def on_broken_pipe(self) -> None:
        """Raise what `print` raises."""
        raise BrokenPipeError


class TerminalWatcher:
    """Shows stages on standard error: bars on a terminal, lines elsewhere, warnings alone when quiet."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True)
        self._quiet = quiet
        self._bar: Progress | None = None
        self._task: Any = None
        self._started = time.monotonic()
        if self._console.is_terminal and not quiet:
            columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), _Rate())
            self._bar = Progress(*columns, TimeRemainingColumn(), console=self._console, transient=True)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Show that a stage begins."""
        if self._bar:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(name, total=total)
        elif not self._quiet:
            size = "" if total is None else f" ({total:,} documents)"
            say(self._console, f"[{time.monotonic() - self._started:6.1f} s] {name}{size}")

    def expect(self, total: int) -> None:
        """Set the length of the bar."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=total)

    def advance(self, documents: int) -> None:
        """Move the bar."""
        if self._bar and self._task is not None:
            self._bar.advance(self._task, documents)

    def warn(self, sentence: str) -> None:
        """Show the sentence, wherever the output goes."""
        say(self._console, sentence, "yellow")


def say(console: Console, sentence: str, style: str | None = None) -> None:
    """Print a line as it is: no markup, no colours of its own, no breaks."""
    console.print(printable(sentence), style=style, markup=False, highlight=False, soft_wrap=True)


def balance(summary: RunSummary) -> str:
    """Return the sum that every run comes out at."""
    return (
        f"read {summary.read:,} = loaded {summary.loaded:,} + unchanged {summary.unchanged:,} "
        f"+ quarantined {summary.quarantined:,}"
    )


def table_of(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return a table for the terminal, numbers to the right; cell texts are shown as they are, never as markup."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", show_edge=False)
    rows = [list(row) for row in rows]
    for index, name in enumerate(columns):
        is_number = any(isinstance(row[index], int | float) and not isinstance(row[index], bool) for row in rows)
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(show(value)) for value in row))
    return table


def print_answer(result: QueryResult, console: Console) -> None:
    """Print the answer to a query as a table, of a long one the first rows and how many there are."""
    columns, total = result.columns, result.table.num_rows
    rows = list(islice(result.rows(), SHOWN_ROWS))
    if _fits(columns, rows, console.width):
        console.print(table_of(None, columns, rows))
    else:
        _print_records(columns, rows, console)
    if total > SHOWN_ROWS:
        rest = f"The first {SHOWN_ROWS:,} of {total:,} rows; `--format csv` and `--output FILE` give all of them."
        console.print(rest, style="dim", markup=False, highlight=False)


def print_tables(notes: Iterable[TableNote], console: Console) -> None:
    """Print tables and views, each with its columns and what they mean."""
    for table, of_table in groupby(notes, key=lambda note: note.table):
        columns = list(of_table)
        console.print(f"{table} ({columns[0].kind})", style="bold", markup=False, highlight=False)
        console.print(columns[0].description or "", markup=False, highlight=False)
        rows = [(note.column, note.type, note.meaning) for note in columns]
        console.print(table_of(None, ("column", "type", "meaning"), rows), "")


def _fits(columns: Sequence[str], rows: Sequence[Sequence[object]], width: int) -> bool:
    """Tell whether a table of `width` characters breaks no word of at most 16 letters."""
    words = [
        max((len(word) for row in rows for word in show(row[index]).split()), default=0)
        for index in range(len(columns))
    ]
    return sum(min(max(len(name), word), 16) + 3 for name, word in zip(columns, words, strict=True)) <= width + 1


def _print_records(columns: Sequence[str], rows: Sequence[Sequence[object]], console: Console) -> None:
    """Print each row as a small table of its own, one line a column: what is too wide stays readable."""
    margin = max(map(len, columns))
    for number, row in enumerate(rows, 1):
        console.print(Rule(f"row {number}", align="left", style="dim"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="bold", min_width=margin, no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in zip(columns, row, strict=True):
            grid.add_row(name, Text(show(value)))
        console.print(grid)


def show(value: object) -> str:
    """Return a cell's text: nothing for null, thousands separated in numbers, lists joined.

    Control and bidirectional characters, which could redraw the terminal, are shown as escapes.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    if isinstance(value, list | tuple):
        return ", ".join(show(item) for item in value)
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in str(value))
