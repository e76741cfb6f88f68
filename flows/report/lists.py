"""Long lists as pages of equal length, the first of them `index.html`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flows.report.environment import render
from flows.report.folder import page_key

if TYPE_CHECKING:
    from flows.report.folder import PageFolder
    from flows.report.snapshot import Row

LISTED_TOGETHER: Final = 500
"""Entries on one page of a list."""


def write_list(pages: PageFolder, folder: str, template: str, rows: list[Row], common: dict[str, Any]) -> None:
    """Write `rows` as the list of `folder`, each page with links to the others."""
    count = max(1, -(-len(rows) // LISTED_TOGETHER))
    names = ["index.html", *(f"list_{number}.html" for number in range(2, count + 1))]
    for number, name in enumerate(names):
        some = rows[number * LISTED_TOGETHER : (number + 1) * LISTED_TOGETHER]
        page = f"{folder}/{name}"
        if pages.needs(page, page_key(some, len(rows))):
            values = {"root": "../", "here": f"{folder}/index.html", "rows": some, "total": len(rows)}
            pages.write(page, render(template, {**values, "names": names, "this": name, **common}))
