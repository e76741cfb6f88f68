"""A data folder with made-up articles, some of them hostile, and its report."""

from __future__ import annotations

import json
import shutil

import pytest
from lxml import html as lxml_html
from pydantic import BaseModel

from flows.console import Silent
from flows.report import build_report
from schemas.arrow import arrow_table
from schemas.article import RemovedBlock
from schemas.base import Span, Support
from schemas.claim import Quantity
from schemas.rows import quarantine_row, rows_of
from tests.made_up import SEEN, TEXT, make_article, make_case, make_claim, make_numbered, make_tables, make_text, span
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder
from warehouse.publish import publish_snapshot

HOSTILE = (
    "<script>window.ran = 'element'</script>",
    '"><img src=x onerror="window.ran = \'attribute\'">',
    "' onmouseover='window.ran = 1' autofocus onfocus='alert(1)' x='",
    "javascript:window.ran='address'",
    "https://collector.example/beacon.gif?who=reader",
    "</p></div></main><iframe src='https://collector.example/'></iframe>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %}",
    "\u202edesrever\u202c and \u2066isolated\u2069 and \u200fmarked",
    "nul\x00 bell\x07 escape\x1b[31m return\r delete\x7f",
    "<!-- --><![CDATA[ ]]><style>body{display:none}</style><base href='https://collector.example/'>",
    "&lt;script&gt;&amp;nbsp; &#x3c;b&#x3e;",
    "x" * 3000,
)
"""Texts that try to run, to call home, to reverse what is read, or to break the page."""

WITH_STATUS = make_case().support | {"status": Support(evidence=(span("on 3 May"),), **SEEN)}
"""A case whose stage rests on words of its own."""


@pytest.fixture
def folder(tmp_path):
    return DataFolder(tmp_path / "data")


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Return a data folder with hostile articles in it, and its report: made once, to be looked at only."""
    folder = DataFolder(tmp_path_factory.mktemp("filled") / "data")
    fill(folder)
    build_report(folder, Silent(), data_docs=False)
    return folder


@pytest.fixture
def site(filled, folder):
    """Return a copy of that report, whose data folder is `folder`."""
    shutil.copytree(filled.root, folder.root, symlinks=True)
    return folder.reports


@pytest.fixture
def ingest(folder):
    """Load documents (rows by path) as one run and publish it."""
    return lambda documents, **more: ingest_into(folder, documents, **more)


@pytest.fixture
def report(folder):
    """Build the report and return its folder."""

    def build():
        return build_report(folder, Silent(), data_docs=False).parent

    return build


def ingest_into(folder, documents, *, refused=(), promises=(), unchanged=0, stages=None, joined=False):
    with hold_warehouse(folder), open_warehouse(folder) as warehouse:
        run = warehouse.start_run("f1")
        tables = make_tables(run.run_id, documents)
        tables["quarantine"] = arrow_table("quarantine", [quarantine_row(run_id=run.run_id, **row) for row in refused])
        tables["expectation_results"] = arrow_table(
            "expectation_results",
            [{"run_id": run.run_id, "ordinal": place} | row for place, row in enumerate(promises)],
        )
        warehouse.load(run, tables, documents_unchanged=unchanged)
        if joined:
            warehouse.derive()
        warehouse.record_stages(run, stages or {})
        publish_snapshot(warehouse)
    return run


def hostile_rows():
    """Return the rows of an article in which every text that a page shows is hostile."""
    text = "\n\n".join((*HOSTILE, TEXT))
    at = text.index(TEXT)

    def moved(records):
        return [_moved(record, at) for record in records]

    everything = " ".join(HOSTILE[:8])
    article = make_article(
        text,
        title=everything,
        publisher=HOSTILE[1],
        byline=HOSTILE[2],
        dateline=HOSTILE[0],
        agency=HOSTILE[0],
        url=HOSTILE[3],
        published_from=HOSTILE[1],
        language="\" onload=\"window.ran = 'language'",
        removed=(RemovedBlock(text=everything, reason=HOSTILE[0]),),
    )
    case = make_case(
        name=HOSTILE[0], aliases=(HOSTILE[1],), residence=HOSTILE[3], court=HOSTILE[5], nationality=("US",)
    )
    claim = make_claim(
        speaker=HOSTILE[1], speaker_role=HOSTILE[0], medium=HOSTILE[5], reported_by=HOSTILE[3], about=(HOSTILE[0],)
    )
    rows = rows_of(article, moved([case]), moved([claim]))
    start = text.index(HOSTILE[1])
    rows["evidence"].append(
        rows["evidence"][0]
        | {"start_offset": start, "end_offset": start + len(HOSTILE[1]), "quote_text": HOSTILE[1], "ordinal": 9}
    )
    return rows


def _moved(record, by):
    """Return a case or claim whose words stand `by` characters later."""

    def move(value):
        if isinstance(value, Span):
            return value.shifted(by)
        if isinstance(value, BaseModel):
            return value.model_copy(update={name: move(getattr(value, name)) for name in type(value).model_fields})
        if isinstance(value, dict):
            return {name: move(part) for name, part in value.items()}
        return tuple(move(part) for part in value) if isinstance(value, tuple) else value

    return move(record)


def disputing_rows(value, speaker, number, comparator="=", publisher="The Lodi Courier", published_at="2023-06-01"):
    """Return the rows of an article in which `speaker` counts `value` Lodians."""
    quantity = Quantity(
        comparator=comparator, value=value, unit="Lodians", text="more than 60", evidence=(Span(0, 4),), **SEEN
    )
    article = make_article(make_text(number), publisher=publisher, published_at=published_at)
    return make_numbered(number, article=article, claims=[make_claim(speaker=speaker, quantities=(quantity,))])


def fill(folder):
    """Load what the pages show: two runs, hostile articles, disputes, refusals, promises."""
    run = ingest_into(
        folder,
        {
            "one.txt": make_numbered(1),
            "two.txt": disputing_rows(80, "Police", 2),
            "three.txt": disputing_rows(90, HOSTILE[0], 3, ">", HOSTILE[1], "2023-05-20"),
        },
        stages={"read": 0.5, "extract": 2.0},
    )
    rows = hostile_rows()
    refusal = {"stage": "validate", "reason": "broken_expectation", "message": HOSTILE[0]}
    ingest_into(
        folder,
        {
            "four.txt": rows,
            "five.txt": make_numbered(5, cases=[make_case(age=35, status="released", support=WITH_STATUS)]),
        },
        refused=(
            {"path": HOSTILE[0], "stage": "parse", "reason": "undecodable", "message": HOSTILE[1]},
            {
                "path": "four.txt",
                "table": "events",
                "record_id": "event_1",
                "sha256": rows["articles"][0]["sha256"],
                "row_json": json.dumps(
                    {
                        "events": [{"event_place": HOSTILE[0]}],
                        "evidence": [{"start_offset": 3, "end_offset": 9, "quote_text": HOSTILE[0]}],
                    }
                ),
                **refusal,
            },
        ),
        promises=(
            {
                "table_name": "cases",
                "column_name": "age",
                "expectation": "e",
                "promise": HOSTILE[0],
                "severity": "warning",
                "is_met": False,
                "rows_checked": 9,
                "rows_failed": 2,
                "observed": HOSTILE[1],
            },
            {
                "table_name": "cases",
                "column_name": None,
                "expectation": "e",
                "promise": "case_id is unique",
                "severity": "critical",
                "is_met": True,
            },
        ),
        unchanged=3,
        stages={"read": 0.2, "extract": 1.0, "validate": 3.0},
        joined=True,
    )
    return run


def page(path):
    """Return the parsed page at `path`."""
    return lxml_html.document_fromstring(path.read_text(encoding="utf-8"))


def words_on(tree):
    """Return the words of a page, one space between any two."""
    return " ".join(" ".join(tree.itertext()).split())
