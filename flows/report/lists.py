"""Long lists as pages of equal length, the first of them `index.html`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flows.report.environment import render
from flows.report.folder import page_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.report.folder import PageFolder
    from flows.report.snapshot import Row

LISTED_TOGETHER: Final = 500
"""Entries on one page of a list."""


def write_list(
    pages: PageFolder, folder: str, template: str, rows: list[Row], common: dict[str, Any], label: Callable[[Row], str]
) -> None:
    """Write `rows` as the list of `folder`, each page with links to the others; `label` tells where in the list a row is."""
    cuts = [rows[start : start + LISTED_TOGETHER] for start in range(0, len(rows), LISTED_TOGETHER)] or [[]]
    index = [
        ("index.html" if number == 1 else f"list_{number}.html", _span(label(some[0]), label(some[-1])) if some else "")
        for number, some in enumerate(cuts, 1)
    ]
    for (name, _), some in zip(index, cuts, strict=True):
        page = f"{folder}/{name}"
        if pages.needs(page, page_key(some, index, len(rows))):
            values = {"root": "../", "here": f"{folder}/index.html", "rows": some, "total": len(rows)}
            pages.write(page, render(template, {**values, "index": index, "this": name, **common}))


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"
