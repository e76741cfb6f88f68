"""Builds the pages of one data folder: what is made, in which order, and what is left as it stands.

All pages are made from one snapshot over one connection, so that they agree with each other. A page is keyed by what
it shows; only pages whose key or design changed are made again (`folder`).
"""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any, Final

from filelock import FileLock

from flows.report.article_pages import build_article_pages
from flows.report.disputed import build_disputed_page
from flows.report.environment import HERE, STYLESHEET, design_digest
from flows.report.folder import PageFolder, page_key
from flows.report.people import build_person_pages
from flows.report.run_pages import build_run_pages
from schemas.errors import ConfigError
from warehouse.read import open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from flows.console import Watcher
    from warehouse.paths import DataFolder

KEEP_DAYS: Final = 365
"""Age in days beyond which the Data Docs of a run are removed."""


def build_report(folder: DataFolder, watcher: Watcher, *, data_docs: bool = True) -> Path:
    """Build the pages of `folder` and return the first; with `data_docs`, Great Expectations' pages too.

    Raises:
        QueryError: There is no warehouse yet, or it cannot be read.
        ConfigError: The pages cannot be written.
    """
    try:
        folder.reports.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.reports / ".lock"), open_snapshot(folder) as connection:
            (folder.reports / "assets").mkdir(exist_ok=True)
            shutil.copyfile(HERE / "assets" / STYLESHEET, folder.reports / "assets" / STYLESHEET)
            common: dict[str, Any] = {"data_docs": _build_data_docs(folder, watcher) if data_docs else None}
            pages = PageFolder(folder.reports, page_key(design_digest(), common))
            watcher.stage("writing pages about runs")
            build_run_pages(connection, pages, common)
            build_disputed_page(connection, pages, common)
            build_article_pages(connection, pages, common, watcher)
            build_person_pages(connection, pages, common, watcher)
            pages.finish()
    except BrokenPipeError:
        raise  # whoever watched has gone: not the report's fault
    except OSError as error:
        raise ConfigError(
            f"{error.filename or folder.reports}: the report cannot be written: {error.strerror}"
        ) from error
    return folder.reports / "index.html"


def _build_data_docs(folder: DataFolder, watcher: Watcher) -> str | None:
    """Return the first page of Great Expectations' own pages, relative to the report; null where there are none."""
    watcher.stage("writing Data Docs")
    try:
        from expectations.data_docs import build_data_docs

        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=KEEP_DAYS)
        page = build_data_docs(folder, keep_since=f"{since:%Y%m%dT%H%M%S}")
    except Exception as error:  # noqa: BLE001 - a defect in pages of another library must not cost ours; it is told
        watcher.warn(f"no Data Docs this time: {type(error).__name__}: {error}")
        return None
    return page.relative_to(folder.reports).as_posix() if page.is_relative_to(folder.reports) else None
