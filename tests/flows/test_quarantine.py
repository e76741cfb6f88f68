"""Refused rows: a rule is wrong, its rows are refused; it is mended, they are tried again and loaded, with history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from flows import extraction
from flows.commands.quarantine import list_refused, retry
from flows.console import Silent
from flows.quarantine import list_entries
from flows.report import build_report
from flows.road import IngestOptions, RunSummary, run_road
from schemas.rows import rows_of
from warehouse.paths import DataFolder
from warehouse.read import query

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

STORY = """LISBON, March 4 (Atlas Wire) - A court in Lisbon on Monday sentenced Rui Exemplo, 41, to three years in prison for fraud.

Exemplo, of Porto, had pleaded guilty in January. He was arrested on 12 May 2023.
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Break the rule that finds charges: its offence codes have no form. Return what mends it."""

    def with_wrong_codes(*records: Any) -> dict[str, list[dict[str, Any]]]:
        rows = rows_of(*records)
        for charge in rows["charges"]:
            charge["iccs_code"] = "fraud"
        return rows

    monkeypatch.setattr(extraction, "rows_of", with_wrong_codes)
    return monkeypatch


def ingest(tmp_path: Path, folder: DataFolder, **options: Any) -> RunSummary:
    (tmp_path / "story.txt").write_text(STORY)
    return run_road(IngestOptions((tmp_path / "story.txt",), folder, workers=0, **options), Silent())


def standing(folder: DataFolder) -> list[tuple[Any, ...]]:
    return list(query(folder, "SELECT table_name, stage, quarantine_reason FROM quarantine_open").rows())


def charges(folder: DataFolder) -> list[tuple[Any, ...]]:
    return list(query(folder, "SELECT charge_text FROM charges").rows())


def page_of(folder: DataFolder, run_id: str) -> html.HtmlElement:
    site = build_report(folder, Silent(), data_docs=False).parent
    return html.parse(site / "runs" / f"{run_id}.html").getroot()


def test_a_mended_rule_moves_its_rows_out(
    tmp_path: Path, folder: DataFolder, broken: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refused row stands while its rule is wrong, each trial adds to its history; once mended, the row is loaded."""
    first = ingest(tmp_path, folder)
    assert (first.loaded, first.quarantined, first.rows_quarantined) == (1, 0, 1)
    assert standing(folder) == [("charges", "validate", "broken_expectation")]
    assert charges(folder) == []

    retried = frozenset({str(tmp_path / "story.txt")})
    second = ingest(tmp_path, folder, retried=retried)
    assert (second.loaded, second.unchanged, second.rows_quarantined) == (1, 0, 1)
    assert len(standing(folder)) == 1

    tree = page_of(folder, second.run_id)
    assert "stands refused" in tree.text_content()
    [words] = tree.xpath("//td/..//a[contains(@href, '#')]/@href")
    article = html.parse(folder.reports / "runs" / words.partition("#")[0]).getroot()
    refused = article.get_element_by_id(words.partition("#")[2])
    assert "charges" in refused.text_content()
    assert "fraud" in refused.text_content()

    broken.undo()
    retry([], data=folder.root, quiet=True)
    assert standing(folder) == []
    assert charges(folder) == [("fraud",)]
    found = list_entries(folder, history=True)
    assert found.columns[-2:] == ("refused_in", "read_again_in")
    history = [row[-2:] for row in found.rows()]
    [(third,)] = query(folder, "SELECT max(run_id) FROM runs").rows()
    assert history == [(first.run_id, second.run_id), (second.run_id, third)]
    assert list(list_entries(folder).rows()) == []

    capsys.readouterr()
    list_refused(data=folder.root, format="csv", history=True)
    assert re.search(rf"{second.run_id},{third}", capsys.readouterr().out)
    tree = page_of(folder, second.run_id)
    assert tree.xpath(f"//td/a[@href='{third}.html'][text()='read again']")
    assert "stands refused" not in tree.text_content()
