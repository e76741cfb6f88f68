"""An SQL prompt for people: history, completion of tables and columns, answers as tables.

A query ends with `;` and may go over several lines; Ctrl-C stops it. `.tables` lists the tables, `.columns TABLE` what is
in one, `.quit` or Ctrl-D leaves. The history is kept in the data folder.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from flows.console import print_answer, table_of
from schemas.errors import QueryError
from warehouse.read import list_tables, query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from prompt_toolkit.history import History
    from rich.console import Console

    from warehouse.paths import DataFolder
    from warehouse.read import QueryResult, TableNote

_KEYWORDS: Final = (
    "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "COUNT", "DESC", "DISTINCT", "ELSE", "END", "FROM", "FILTER",
    "GROUP", "HAVING", "ILIKE", "IN", "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "NOT", "NULL", "ON", "OR",
    "ORDER", "SELECT", "SUM", "THEN", "UNION", "USING", "WHEN", "WHERE", "WITH",
)  # fmt: skip

_HELP: Final = "SQL ends with ; — .tables lists the tables, .columns TABLE what is in one, .quit leaves."


def run_prompt(
    folder: DataFolder, console: Console, *, allowed_folders: Sequence[Path] = (), seconds: float | None = None
) -> None:
    """Ask for queries and print their answers until the user leaves.

    Each query asks the snapshot that is newest then; `allowed_folders` and `seconds` are the limits of `query`.

    Raises:
        QueryError: There is no warehouse to ask.
    """
    notes = list_tables(folder)
    words = sorted({note.table for note in notes} | {note.column for note in notes})
    session: PromptSession[str] = PromptSession(
        history=_history(folder),
        completer=WordCompleter([*words, *_KEYWORDS], ignore_case=True),
        complete_while_typing=False,
        lexer=PygmentsLexer(SqlLexer),
        multiline=Condition(lambda: _goes_on(session.default_buffer.text)),
    )
    console.print(_HELP, style="dim", markup=False, highlight=False)
    while True:
        try:
            line = session.prompt("casebook> ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if line in {".quit", ".exit"}:
            return
        if line.startswith("."):
            _command(line, notes, console)
        elif line:
            _answer(partial(query, folder, line, allowed_folders=allowed_folders, seconds=seconds), console)


def _history(folder: DataFolder) -> History:
    try:
        (folder.root / "sql-history").touch(mode=0o600)
    except OSError:
        return InMemoryHistory()  # a data folder that may only be read
    return FileHistory(str(folder.root / "sql-history"))


def _goes_on(text: str) -> bool:
    """Tell whether a query is unfinished: no `;` at its end, and no command of the prompt."""
    bare = text.strip()
    return bool(bare) and not bare.endswith(";") and not bare.startswith(".")


def _answer(ask: Callable[[], QueryResult], console: Console) -> None:
    started = time.monotonic()
    try:
        result = ask()
    except QueryError as error:
        console.print(str(error), style="red", markup=False, highlight=False)
    except KeyboardInterrupt:
        console.print("stopped.", style="red")
    else:
        print_answer(result, console)
        console.print(f"{result.table.num_rows:,} rows ({time.monotonic() - started:.1f} s)", style="dim")


def _command(line: str, notes: list[TableNote], console: Console) -> None:
    name, _, argument = line.partition(" ")
    if name == ".tables":
        tables = {note.table: (note.kind, note.description) for note in notes}
        console.print(table_of(None, ("table", "kind", "what it holds"), [(t, *rest) for t, rest in tables.items()]))
    elif name == ".columns" and argument.strip() in {note.table for note in notes}:
        columns = [(note.column, note.type, note.meaning) for note in notes if note.table == argument.strip()]
        console.print(table_of(None, ("column", "type", "meaning"), columns))
    else:
        console.print(_HELP, style="dim", markup=False, highlight=False)
