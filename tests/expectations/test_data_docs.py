"""Pages about data quality open from disk, ask nobody for anything, and run nothing that articles say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lxml.html
import pytest

from expectations.data_docs import build_data_docs
from flows.console import Silent
from flows.report import build_report
from schemas.tables import TABLES
from tests.made_up import make_numbered, make_tables
from tests.one_chunk import validate_tables
from warehouse.database import open_warehouse
from warehouse.paths import DataFolder
from warehouse.publish import publish_snapshot

HOSTILE = (
    "<script>document.title = 'run'</script>",
    '"><img src=x onerror="document.title = \'run\'">',
    "<a href=\"javascript:document.title='run'\">press</a>",
    "{{ 7 * 7 }} $column ${7*7}",
    "\u202egnitirw desrever",
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def validate_run(folder, run_id, documents):
    validate_tables(make_tables(run_id, documents), run_id, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder with the pages of a good run and of one with hostile values in every text that is shown."""
    folder = DataFolder(tmp_path_factory.mktemp("pages") / "data")
    validate_run(folder, "20260101T101112013_aaaa", {"a.txt": make_numbered(1)})
    documents = {"warned": make_numbered(9)}
    for number, text in enumerate(HOSTILE):
        rows = make_numbered(number)
        rows["claims"][0] |= {"polarity": text, "claim_date": text}
        rows["cases"][0] |= {"jurisdiction": text, "court": text}
        rows["charges"][0] |= {"charge_stage": text, "iccs_code": text}
        rows["removed_blocks"][0] |= {"ordinal": -1 - number}
        documents[text] = rows
    validate_run(folder, "20260102T101112013_bbbb", documents)
    build_data_docs(folder)
    return folder


@pytest.fixture(scope="module")
def pages(folder):
    return sorted((folder.reports / "data_docs").rglob("*.html"))


def test_there_is_a_page_for_each_table_and_run(pages, folder):
    """The index leads to each table's promises and to what each run saw of them, and every link leads to a page."""
    names = {str(page.relative_to(folder.reports / "data_docs")) for page in pages}
    assert {"index.html", "promises/cases.html", "runs/20260101T101112013_aaaa/claims.html"} <= names
    report = {folder.reports / "index.html"} | {
        folder.reports / "runs" / f"{run}.html" for run in ("20260101T101112013_aaaa", "20260102T101112013_bbbb")
    }
    for page in pages:
        for address in lxml.html.parse(page).xpath("//a/@href"):
            target = (page.parent / address).resolve()
            assert address.startswith("#") or target.exists() or target in report, address


def test_a_page_leads_to_its_run_and_the_run_to_it(tmp_path, folder):
    """The report's page about a run links to each page that the Data Docs have about it, and those link back."""
    copy = DataFolder(tmp_path / "copy")
    shutil.copytree(folder.root, copy.root)
    run_id = "20260102T101112013_bbbb"
    with open_warehouse(copy) as warehouse:
        warehouse.connection.execute(
            "INSERT INTO runs (run_id, run_state, started_at, finished_at, casebook_version, extractor_fingerprint) "
            "VALUES (?, 'finished', '2026-01-02', '2026-01-02', '1', 'f')",
            [run_id],
        )
        warehouse.connection.execute(
            "INSERT INTO expectation_results SELECT ?, table_name, 0, NULL, 'e', 'kept', 'critical', true, 1, 0, NULL "
            "FROM unnest(['cases', 'claims']) t(table_name)",
            [run_id],
        )
        publish_snapshot(warehouse)
    page = build_report(copy, Silent()).parent / "runs" / f"{run_id}.html"
    documented = {
        (page.parent / link).resolve() for link in lxml.html.parse(page).xpath("//a/@href[contains(., '/runs/')]")
    }
    assert documented == {
        copy.reports.resolve() / "data_docs" / "runs" / run_id / f"{t}.html" for t in ("cases", "claims")
    }
    for back in documented:
        links = {(back.parent / link).resolve() for link in lxml.html.parse(back).xpath("//header//a/@href")}
        assert page.resolve() in links


def test_no_page_loads_anything(pages):
    """No script, style sheet, image, font, frame or address of any host, in any page."""
    for page in pages:
        tree = lxml.html.parse(page)
        assert not tree.xpath("//script | //link | //img | //iframe | //object | //embed | //base | //form"), page
        assert not tree.xpath("//@src | //@srcset | //@action | //@background | //@*[starts-with(name(), 'on')]"), page
        assert not tree.xpath("//@style"), page
        (style,) = tree.xpath("//style/text()")
        assert "url(" not in style
        assert "@import" not in style
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
        assert not [address for address in tree.xpath("//a/@href") if ":" in address or address.startswith("/")], page


def test_pages_say_what_they_show(folder):
    """A page has a title, the meaning of its columns, the promises in words and the values that broke them."""
    page = lxml.html.parse(folder.reports / "data_docs" / "runs" / "20260102T101112013_bbbb" / "claims.html")
    text = " ".join(page.getroot().text_content().split())
    assert "claims: promises checked on 2026-01-02 10:11:12 UTC" in text
    assert TABLES["claims"].column("polarity").description in text
    assert "polarity is one of: asserts, denies" in text
    for value in HOSTILE[:3]:
        assert value in text
    assert page.xpath("//html/@lang") == ["en"]
    headings = [heading.tag for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert headings[0] == "h1"
    assert set(headings) <= {"h1", "h2", "h3"}


def test_broken_promises_come_first(folder):
    """After the overview, the sections with broken promises stand before the others."""
    page = lxml.html.parse(folder.reports / "data_docs" / "runs" / "20260102T101112013_bbbb" / "charges.html")
    sections = page.xpath("//main//div[contains(@class, 'ge-section')]")[1:]
    broken = [bool(section.xpath(".//*[@class='broken']")) for section in sections]
    assert broken == sorted(broken, reverse=True)
    assert any(broken)


def test_pages_are_written_once(folder):
    """Building again writes the index alone; a run's pages stay as they are."""
    site = folder.reports / "data_docs"
    before = {page: page.stat().st_mtime_ns for page in site.rglob("*.html") if page.name != "index.html"}
    build_data_docs(folder)
    assert before == {page: page.stat().st_mtime_ns for page in site.rglob("*.html") if page.name != "index.html"}


def test_old_runs_go(tmp_path, folder):
    """Only the newest runs keep their results and pages; a half-written run leaves no page."""
    copy = DataFolder(tmp_path / "copy")
    shutil.copytree(folder.root, copy.root)
    (copy.expectations / "results" / "20260103T000000000_cccc.unfinished").write_text("{", encoding="utf-8")
    build_data_docs(copy, keep_runs=1)
    assert [path.name for path in (copy.reports / "data_docs" / "runs").iterdir()] == ["20260102T101112013_bbbb"]
    assert [path.stem for path in (copy.expectations / "results").glob("*.json")] == ["20260102T101112013_bbbb"]


def test_runs_go_by_age(tmp_path, folder):
    """Runs before a day lose their pages; the newest keeps its own, however old."""
    copy = DataFolder(tmp_path / "copy")
    shutil.copytree(folder.root, copy.root)
    build_data_docs(copy, keep_since="20260102")
    assert [path.name for path in (copy.reports / "data_docs" / "runs").iterdir()] == ["20260102T101112013_bbbb"]
    build_data_docs(copy, keep_since="20300101")
    assert [path.name for path in (copy.reports / "data_docs" / "runs").iterdir()] == ["20260102T101112013_bbbb"]


def test_a_thousand_runs(tmp_path, folder):
    """An index of a thousand runs is small enough to open at once."""
    copy = DataFolder(tmp_path / "copy")
    results = copy.expectations / "results"
    results.mkdir(parents=True)
    content = (folder.expectations / "results" / "20260101T101112013_aaaa.json").read_bytes()
    for number in range(3):
        (results / f"2026010{number}T101112013_aaaa.json").write_bytes(content)
    index = build_data_docs(copy)
    per_run = index.stat().st_size // 3
    assert per_run * 1000 < 20_000_000


def test_before_the_first_run(tmp_path):
    """Without any run the index says so."""
    index = build_data_docs(DataFolder(tmp_path))
    assert "No run has checked anything yet." in index.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt install chromium)")
def test_in_a_browser(pages):
    """In headless Chromium no page asks for anything but itself, reports an error, or runs what articles say."""
    sync_api = pytest.importorskip("playwright.sync_api")
    asked, errors = [], []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        for path in pages:
            page.goto(path.as_uri())
            assert page.title() != "run"
            page.mouse.click(200, 200)
        assert sorted(asked) == sorted(path.as_uri() for path in pages)
        page.goto(next(path for path in pages if path.match("runs/20260102*/claims.html")).as_uri())
        kept = page.locator("tr.is-met").first
        assert kept.is_visible()
        page.get_by_label("Show only broken promises").check()
        assert not kept.is_visible()
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        browser.close()
    assert errors == []


def test_the_results_keep_no_list_of_rows(folder):
    """What is kept of a run is small: values that broke a promise, at most twenty, and no list of all of them."""
    kept = [
        outcome["result"]
        for path in (folder.expectations / "results").glob("*.json")
        for table in json.loads(path.read_text(encoding="utf-8")).values()
        for outcome in table["results"]
    ]
    assert any(result.get("partial_unexpected_list") for result in kept)
    for result in kept:
        assert "unexpected_index_list" not in result
        assert len(result.get("partial_unexpected_list", [])) <= 20


def test_templates_are_escaped():
    """The index template has no value that is put in as it is, but our own style."""
    template = (Path(build_data_docs.__code__.co_filename).parent / "templates" / "index.html").read_text(
        encoding="utf-8"
    )
    assert template.count("|safe") == 1
    assert "{{ style|safe }}" in template
