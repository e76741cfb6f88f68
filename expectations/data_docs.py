"""Great Expectations' Data Docs as pages that open from disk and ask nobody for anything.

    results/RUN.json ── the library's own page renderers ── `quiet_page` ── data_docs/runs/RUN/TABLE.html
    schemas          ── the library's own page renderers ── `quiet_page` ── data_docs/promises/TABLE.html
                                                                            data_docs/index.html, ours

The library's pages load scripts, fonts and a logo from seven hosts, one of them with the context's id in the address;
`quiet_pages.py` takes all of that out. Pages of runs are written once, link back to the report's page about the run, and
are removed when they are old.
"""

from __future__ import annotations

import importlib
import json
import shutil
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from markupsafe import escape

from expectations.quiet_pages import STYLE, quiet_page, with_code
from expectations.suites import expectation_of, suite_of
from expectations.validate import CHECKED_TABLES, import_library
from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.paths import DataFolder

TEMPLATES = Path(__file__).with_name("templates")

KEEP_RUNS: Final = 1000
"""Runs whose pages are kept at most, whatever their age: a run every minute makes half a million a year."""


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """How the rows of a table fared in a run: promises in all, and those that were broken."""

    name: str
    promises: int
    broken: tuple[dict[str, Any], ...]

    @property
    def is_met(self) -> bool:
        """Tell whether every promise was kept."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class CheckedRun:
    """The results of a run, table by table."""

    run_id: str
    tables: tuple[CheckedTable, ...]

    @property
    def started(self) -> str:
        """Start of the run in words, from its id."""
        digits = self.run_id
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[9:11]}:{digits[11:13]}:{digits[13:15]} UTC"

    @property
    def is_met(self) -> bool:
        """Tell whether every promise was kept."""
        return all(table.is_met for table in self.tables)


def build_data_docs(folder: DataFolder, *, keep_since: str = "", keep_runs: int = KEEP_RUNS) -> Path:
    """Write the pages of the runs of `folder` and return the index page.

    Results of runs whose ids (which begin with their start) sort before `keep_since`, or that are not among the newest
    `keep_runs`, are removed with their pages; what the warehouse says about them stays. The newest is always kept.
    """
    site = folder.reports / "data_docs"
    site.mkdir(parents=True, exist_ok=True)
    _remove_pages_of_another_style(site)
    results = sorted((folder.expectations / "results").glob("*.json"), reverse=True)
    kept = [path for path in results[:keep_runs] if path.stem >= keep_since] or results[:1]
    for old in results[len(kept) :]:
        shutil.rmtree(site / "runs" / old.stem, ignore_errors=True)
        old.unlink()
    runs = []
    for path in kept:
        content = json.loads(path.read_bytes())
        runs.append(_checked_run(path.stem, content))
        if not (site / "runs" / path.stem).is_dir():
            _write_run_pages(site, runs[-1], content)
    for name in CHECKED_TABLES:
        page = site / "promises" / f"{name}.html"
        if not page.exists():
            _write(page, _suite_page(name))
    tables = [(TABLES[name], len(suite_of(TABLES[name]))) for name in CHECKED_TABLES]
    _write(site / "index.html", _environment().get_template("index.html").render(runs=runs, tables=tables, style=STYLE))
    return site / "index.html"


def _remove_pages_of_another_style(site: Path) -> None:
    """Remove pages that another version of casebook wrote."""
    mark, version = site / "version", _site_version()
    if not mark.exists() or mark.read_text(encoding="utf-8") != version:
        for pages in ("runs", "promises"):
            shutil.rmtree(site / pages, ignore_errors=True)
        mark.write_text(version, encoding="utf-8")


def _site_version() -> str:
    """Return what changes when the pages would look or say otherwise."""
    promises = [(name, suite_of(TABLES[name])) for name in CHECKED_TABLES]
    sources = "".join(Path(__file__).with_name(name).read_text("utf-8") for name in ("data_docs.py", "quiet_pages.py"))
    return sha256(f"{STYLE}{promises}{sources}".encode()).hexdigest()


def _checked_run(run_id: str, content: dict[str, Any]) -> CheckedRun:
    return CheckedRun(
        run_id,
        tuple(CheckedTable(name, len(table["results"]), tuple(_broken(table))) for name, table in content.items()),
    )


def _broken(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for outcome in table["results"]:
        if not outcome["success"]:
            expectation, result = outcome["expectation_config"], outcome["result"]
            yield {
                "words": expectation.get("description", expectation["type"]),
                "severity": expectation.get("severity", "critical"),
                "failed": result.get("unexpected_count"),
                "checked": result.get("element_count"),
            }


def _write_run_pages(site: Path, run: CheckedRun, content: dict[str, Any]) -> None:
    """Write the pages of a run into a folder of another name, which gets its own when all are there."""
    unfinished = site / "runs" / f".{run.run_id}"
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, result in content.items():
        _write(unfinished / f"{name}.html", _results_page(run, name, result))
    if content:
        unfinished.rename(site / "runs" / run.run_id)


def _results_page(run: CheckedRun, name: str, content: dict[str, Any]) -> str:
    import_library()
    from great_expectations.core.expectation_validation_result import expectationSuiteValidationResultSchema

    named = content | {"meta": content["meta"] | {"run_id": {"run_name": run.run_id, "run_time": None}}}
    result = expectationSuiteValidationResultSchema.load(_escaped(named))
    return quiet_page(
        _rendered("ValidationResultsPageRenderer", result),
        table=TABLES[name],
        title=f"{name}: promises checked on {run.started}",
        home="../../index.html",
        promises=f"../../promises/{name}.html",
        run=f"../../../runs/{run.run_id}.html",
    )


def _escaped(content: dict[str, Any]) -> dict[str, Any]:
    """Return `content` with the values of articles escaped: the library puts them into its tables as they are."""

    def escape_texts(value: Any) -> Any:  # noqa: ANN401 - JSON
        match value:
            case str():
                return str(escape(value))
            case list():
                return [escape_texts(item) for item in value]
            case dict():
                return {key: escape_texts(item) for key, item in value.items()}
            case _:
                return value

    return content | {
        "results": [outcome | {"result": escape_texts(outcome["result"])} for outcome in content["results"]]
    }


def _suite_page(name: str) -> str:
    library = import_library()
    suite = library.ExpectationSuite(
        name=name,
        expectations=[expectation_of(expected, ordinal) for ordinal, expected in enumerate(suite_of(TABLES[name]))],
    )
    return quiet_page(
        _rendered("ExpectationSuitePageRenderer", suite),
        table=TABLES[name],
        title=f"{name}: what its rows promise",
        home="../index.html",
    )


def _rendered(renderer: str, subject: Any) -> str:  # noqa: ANN401 - a result or a suite of the library
    """Return the library's page about `subject`."""
    renderers: Any = importlib.import_module("great_expectations.render.renderer.page_renderer")
    return str(_view().render(getattr(renderers, renderer)().render(subject)))


@cache
def _view() -> Any:  # noqa: ANN401 - the library's own class
    """Return the library's view, whose templates are compiled once."""
    view: Any = importlib.import_module("great_expectations.render.view.view")
    return view.DefaultJinjaPageView()


def _write(page: Path, content: str) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    unfinished = page.with_suffix(".unfinished")
    unfinished.write_text(content, encoding="utf-8")
    unfinished.replace(page)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["code"] = with_code
    return environment
