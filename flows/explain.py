"""A record for the terminal: what it says, and the words of the article that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from flows.console import show
from schemas.tables import TABLES

if TYPE_CHECKING:
    from rich.console import Console

    from warehouse.explain import ExplainedRecord, Explanation, Words

_BOOKKEEPING: Final = frozenset({"ordinal", "article_id", "article_text", "rule", "confidence"})
"""Columns that the words below the record tell already, or that lead elsewhere."""


def print_explanation(explanation: Explanation, console: Console) -> None:
    """Print the record, its parts and their words, the quotes underlined in the text around them."""
    article = explanation.article
    headline = " · ".join(show(article[name]) for name in ("title", "publisher", "published_at") if article[name])
    console.print(Text(headline or article["article_id"], style="bold"))
    for path in explanation.paths:
        console.print(Text(show(path), style="dim"), soft_wrap=True)
    _print_record(explanation.record, console, indent=0)


def _print_record(record: ExplainedRecord, console: Console, indent: int) -> None:
    console.print()
    console.print(Padding(Text(f"{record.table}  {record.record_id}", style="bold cyan"), (0, 0, 0, indent)))
    table = TABLES[record.table]
    for column in table.columns:
        value = record.row[column.name]
        is_key = column.name in table.key or column.name.endswith(("_id", "_earliest", "_latest"))
        if value is None or value == [] or is_key or column.name in _BOOKKEEPING:
            continue
        line = Text.assemble((f"{column.name:18} ", "dim"), show(value))
        console.print(Padding(line, (0, 0, 0, indent + 2)))
    for words in record.words:
        console.print(Padding(_quoted(words), (0, 0, 0, indent + 2)))
    for part in record.parts:
        _print_record(part, console, indent + 4)


def _quoted(words: Words) -> Text:
    """Return the quote in its paragraph, and below it where it stands, which rule read it, with which confidence."""
    before = words.before.rpartition("\n")[2]
    after = words.after.partition("\n")[0]
    source = f"{words.field_name} [{words.start}:{words.end}], read by {words.rule}, confidence {words.confidence:.2f}"
    # Bold, underlined and in brackets, so that it is seen without colours too.
    quote = ("[" + show(words.quote) + "]", "bold underline")
    return Text.assemble("“… ", show(before), quote, show(after), " …”\n", (f"  {source}", "dim"))
