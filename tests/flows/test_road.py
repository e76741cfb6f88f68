"""Whole runs: files in, warehouse out; twice, edited, damaged, killed, and two at a time."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from flows.console import Silent
from flows.road import IngestOptions, RunSummary, run_road
from schemas.bookkeeping import RUN_STAGE_NAMES
from schemas.errors import ConfigError, LoadError
from schemas.tables import EXTRACTED_TABLES
from warehouse.database import Warehouse
from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder
from warehouse.read import query

pytestmark = pytest.mark.slow

STORY = """LISBON, March 4 (Atlas Wire) - A court in Lisbon on Monday sentenced Rui Exemplo, 41, to three years in prison for fraud.

Exemplo, of Porto, had pleaded guilty in January. He was arrested on 12 May 2023.

"He took the savings of more than 60 families," prosecutor Ana Modelo told reporters.
"""


def story(number: int) -> str:
    """Return the story with a name of its own."""
    names = ("Exemplo", "Amostra", "Padrao", "Figura", "Esboco")
    return STORY.replace("Exemplo", f"{names[number % len(names)]}-{chr(65 + number // len(names))}orte")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return a folder with three texts, a page and a file of rows."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(story(number))
    (folder / "page.html").write_text(f"<html><body><article><p>{story(3)}</p></article></body></html>")
    rows = [{"doc_id": f"r{number}", "published_at": "2024-03-04", "text": story(number)} for number in (4, 5)]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the articles unjoined, where a test looks at what was loaded: joining takes half of a small run."""
    monkeypatch.setattr(Warehouse, "derive", lambda *_: None)


def run(articles: Path, data: Path, **options: Any) -> RunSummary:
    """Ingest in this process."""
    return run_road(IngestOptions((articles,), DataFolder(data), workers=0, **options), Silent())


def contents(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of the tables of records, sorted."""
    return {
        table.name: sorted(query(DataFolder(data), f"SELECT * FROM {table.name}").rows(), key=repr)
        for table in EXTRACTED_TABLES
    }


def numbers(summary: RunSummary) -> tuple[int, int, int, int]:
    """Return read, loaded, unchanged, quarantined."""
    return summary.read, summary.loaded, summary.unchanged, summary.quarantined


def ask(data: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    return list(query(DataFolder(data), sql).rows())


def test_a_second_run_changes_nothing(articles: Path, tmp_path: Path) -> None:
    """The same files again: all unchanged, the same rows, the same snapshot."""
    data = tmp_path / "data"
    assert numbers(run(articles, data)) == (6, 6, 0, 0)
    before, snapshot = contents(data), DataFolder(data).current.resolve()
    assert numbers(run(articles, data)) == (6, 0, 6, 0)
    assert before == contents(data)
    assert snapshot == DataFolder(data).current.resolve()


@pytest.mark.usefixtures("apart")
def test_records_rest_on_words(articles: Path, tmp_path: Path) -> None:
    """Every quote in the warehouse is exactly the words at its offsets."""
    run(articles, tmp_path / "data")
    [(rows, wrong)] = ask(
        tmp_path / "data",
        "SELECT count(*), count(*) FILTER (WHERE substring(article_text, start_offset + 1, end_offset - start_offset) "
        "<> quote_text) FROM evidence JOIN articles USING (article_id)",
    )
    assert rows > 20
    assert wrong == 0


def test_an_edited_file_replaces_its_own_records_and_nothing_else(articles: Path, tmp_path: Path) -> None:
    """After an edit, only the rows of that file's article are other ones."""
    data = tmp_path / "data"
    run(articles, data)
    before = contents(data)
    (articles / "0.txt").write_text(story(0).replace("three years", "four years"))
    assert numbers(run(articles, data)) == (6, 1, 5, 0)
    after = contents(data)
    gone = {row[0] for row in before["articles"]} - {row[0] for row in after["articles"]}
    come = {row[0] for row in after["articles"]} - {row[0] for row in before["articles"]}
    assert (len(gone), len(come)) == (1, 1)
    for table, rows in before.items():
        kept = [row for row in rows if not gone & set(map(str, row))]
        assert kept == [row for row in after[table] if not come & set(map(str, row))]


@pytest.mark.usefixtures("apart")
def test_a_row_that_left_its_file_leaves_the_warehouse(articles: Path, tmp_path: Path) -> None:
    """A file of rows is replaced as a whole; a file that is gone from the folder keeps its records."""
    data = tmp_path / "data"
    run(articles, data)
    first = (articles / "rows.jsonl").read_text().splitlines()[0]
    (articles / "rows.jsonl").write_text(first)
    (articles / "1.txt").unlink()
    summary = run(articles, data)
    assert (numbers(summary), summary.removed) == ((4, 0, 4, 0), 1)
    assert ask(data, "SELECT count(*) FROM articles") == [(5,)]


@pytest.mark.usefixtures("apart")
def test_bad_input_is_quarantined_and_nothing_else_is_lost(articles: Path, tmp_path: Path) -> None:
    """Every kind of bad input is one row of quarantine with one sentence; the sums hold, also the second time."""
    (articles / "empty.txt").write_bytes(b"")
    (articles / "junk.html").write_bytes(bytes(range(256)) * 40)
    (articles / "broken.jsonl").write_text('{"text": "half\n' + json.dumps({"text": story(7)}))
    (articles / "no-article.html").write_text("<html><body><form><input type=password></form></body></html>")
    (articles / "latin.txt").write_bytes(story(8).replace("Lisbon", "Évora").encode("cp1252"))
    data = tmp_path / "data"
    assert numbers(run(articles, data)) == (12, 8, 0, 4)
    rows = ask(data, "SELECT path, quarantine_reason, message FROM quarantine_open ORDER BY path")
    assert [Path(path).name for path, _, _ in rows] == ["broken.jsonl#1", "empty.txt", "junk.html", "no-article.html"]
    assert all(message.endswith(".") and "\n" not in message for _, _, message in rows)
    assert ask(data, "SELECT count(*) FROM articles WHERE contains(article_text, 'A court in Évora')") == [(1,)]
    assert numbers(run(articles, data)) == (12, 0, 8, 4)
    assert rows == ask(data, "SELECT path, quarantine_reason, message FROM quarantine_open ORDER BY path")


@pytest.mark.usefixtures("apart")
def test_a_mended_file_leaves_quarantine(articles: Path, tmp_path: Path) -> None:
    """What was refused and is readable now is loaded; its refusal becomes history."""
    (articles / "late.txt").write_bytes(b"")
    data = tmp_path / "data"
    run(articles, data)
    (articles / "late.txt").write_text(story(9))
    assert numbers(run(articles, data)) == (7, 1, 6, 0)
    assert ask(data, "SELECT count(*) FILTER (WHERE resolved_run_id IS NULL), count(*) FROM quarantine") == [(0, 1)]


@pytest.mark.usefixtures("apart")
def test_identical_files_are_one_article(articles: Path, tmp_path: Path) -> None:
    """The same bytes at two paths are one article that stays until the last path is gone or edited."""
    shutil.copy(articles / "0.txt", articles / "copy.txt")
    data = tmp_path / "data"
    run(articles, data)
    assert ask(data, "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM articles)") == [(7, 6)]
    (articles / "copy.txt").write_text(story(10))
    run(articles, data)
    assert ask(data, "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM articles)") == [(7, 7)]


def test_a_second_run_at_the_same_time_is_told_to_wait(articles: Path, tmp_path: Path) -> None:
    """While one run holds the warehouse, another ends with a sentence that says who does."""
    with hold_warehouse(DataFolder(tmp_path / "data")):
        command = [sys.executable, "-m", "flows.cli", "ingest", str(articles), "--data", str(tmp_path / "data")]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert f"(process {os.getpid()}, since" in answer.stderr
    assert answer.stdout == ""


def test_missing_path_starts_nothing(tmp_path: Path) -> None:
    """A path that does not exist is refused before the data folder is made."""
    with pytest.raises(ConfigError):
        run(tmp_path / "nowhere", tmp_path / "data")
    assert not (tmp_path / "data").exists()


@pytest.mark.long
def test_killed_runs_lose_nothing(tmp_path: Path) -> None:
    """kill -9 at random moments: the next run completes the work, with the rows of a run that was never disturbed."""
    articles = tmp_path / "articles"
    articles.mkdir()
    rows = [json.dumps({"doc_id": f"r{n}", "published_at": "2024-03-04", "text": story(n)}) for n in range(120)]
    (articles / "rows.jsonl").write_text("\n".join(rows))
    calm = tmp_path / "calm"
    run(articles, calm)
    expected = contents(calm)
    data = tmp_path / "data"
    command = [sys.executable, "-m", "flows.cli", "ingest", str(articles), "--data", str(data), "--json", "--quiet"]
    chance = random.Random(7)
    kills = 0
    for _ in range(6):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.3, 5.0))
        if process.poll() is None:
            kills += 1
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if DataFolder(data).current.exists():
            assert contents(data) in (expected, {table: [] for table in expected})
    answer = subprocess.run(command, check=True, capture_output=True)
    summary = json.loads(answer.stdout)
    assert 120 == summary["read"] == summary["loaded"] + summary["unchanged"]
    assert expected == contents(data)
    assert ask(data, "SELECT run_id FROM runs WHERE run_state = 'running'") == []
    assert kills >= 1


FOOTER = "The Mast is published every day but Sunday."


def mast(number: int, body: str, title: str | None = None) -> str:
    """Return a row of a publisher who prints a line under every article."""
    text = f"{body}\n\nHe was arrested on 12 May 2023 in the town, police said, after a search of {number} weeks.\n\n{FOOTER}"
    return json.dumps({"doc_id": f"m{number}", "title": title or f"Story {number}", "source": "The Mast", "text": text})


@pytest.mark.usefixtures("apart")
def test_lines_that_recur_are_learnt(tmp_path: Path) -> None:
    """After many articles of a publisher, its footer leaves new ones; one article never loses words of its own."""
    data, articles = tmp_path / "data", tmp_path / "articles"
    articles.mkdir()
    (articles / "a.jsonl").write_text("\n".join(mast(n, story(n).partition("\n")[0]) for n in range(9)))
    run(articles, data)
    count = "SELECT count(*) FROM articles WHERE contains(article_text, 'published every day')"
    assert ask(data, count) == [(9,)]
    (articles / "b.jsonl").write_text(mast(9, story(9).partition("\n")[0]))
    run(articles, data)
    assert ask(data, count) == [(9,)]
    assert ask(data, "SELECT removed_text FROM removed_blocks WHERE removal_reason = 'recurring_line'") == [(FOOTER,)]


@pytest.mark.usefixtures("apart")
def test_a_story_in_many_versions_is_not_boilerplate(tmp_path: Path) -> None:
    """Paragraphs that recur because one story was published again and again stay."""
    data, articles = tmp_path / "data", tmp_path / "articles"
    articles.mkdir()
    rows = [mast(n, story(1).partition("\n")[0], "The same title") for n in range(12)]
    (articles / "a.jsonl").write_text("\n".join(rows))
    run(articles, data)
    (articles / "b.jsonl").write_text(mast(12, story(1).partition("\n")[0], "The same title"))
    run(articles, data)
    assert ask(data, "SELECT count(*) FROM removed_blocks WHERE removal_reason = 'recurring_line'") == [(0,)]


@pytest.mark.usefixtures("apart")
def test_an_unusual_load_is_a_warning(tmp_path: Path) -> None:
    """After some runs like each other, one whose articles have no date is loaded, and warned of by publisher."""
    data, articles = tmp_path / "data", tmp_path / "articles"
    articles.mkdir()

    def ingest(number: int, **fields: str) -> RunSummary:
        rows = [
            {"doc_id": n, "text": story(n).partition("\n")[2] + f"{number}-{n}", "source": "The Mast", **fields}
            for n in range(6)
        ]
        (articles / f"{number}.jsonl").write_text("\n".join(map(json.dumps, rows)))
        return run(articles, data)

    for number in range(5):
        assert ingest(number, published_at="2024-03-04").warnings == ()
    warnings = [warning for warning in ingest(5).warnings if "articles in which published_at is empty" in warning]
    assert ["The Mast: 1, usually 0 to 0.4" in warning for warning in warnings] == [True]
    assert ask(data, "SELECT is_met FROM expectation_results WHERE column_name = 'articles.published_at'") == [(False,)]


@pytest.mark.usefixtures("apart")
def test_a_full_disk_is_one_sentence(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up under parts or the load ends the run in words; with room again the next run completes it."""
    data = tmp_path / "data"

    def full(*_: object, **__: object) -> None:
        # As Arrow says it: with words of its own, and without the file where it has none.
        raise OSError(errno.ENOSPC, "Error writing bytes. Detail: [errno 28]", "part.parquet")

    for place in ("flows.parts.PartPlace.write_table", "warehouse.load.pq.write_table"):
        with monkeypatch.context() as patch:
            patch.setattr(place, full)
            with pytest.raises(LoadError) as refusal:
                run(articles, data)
        sentence = re.sub(r"run \w+", "run ID", str(refusal.value))
        assert sentence == "nothing of run ID was loaded: part.parquet: No space left on device."
    assert numbers(run(articles, data)) == (6, 6, 0, 0)
    states = ask(data, "SELECT run_state FROM runs ORDER BY run_id")
    assert states == [("failed",), ("failed",), ("finished",)]


def test_the_data_folder_is_no_input(articles: Path) -> None:
    """A data folder inside the folder that is read gives no articles: its pages are our own."""
    data = articles / "casebook-data"
    assert numbers(run(articles, data, report=True)) == (6, 6, 0, 0)
    assert list((data / "reports").rglob("*.html"))
    assert numbers(run(articles, data)) == (6, 0, 6, 0)


@pytest.mark.usefixtures("apart")
def test_a_report_that_cannot_be_built_is_a_warning(articles: Path, tmp_path: Path) -> None:
    """The records are loaded and published all the same, and the run says what is missing."""
    data = tmp_path / "data"
    (data / "reports").mkdir(parents=True)
    (data / "reports/assets").write_text("a file where a folder should be")
    summary = run(articles, data, report=True)
    assert summary.report is None
    assert summary.loaded
    assert "the run is loaded, but its report is not built: " in summary.warnings[-1]


def test_the_times_of_stages_stand_in_the_warehouse(articles: Path, tmp_path: Path) -> None:
    """Each stage of the run has its seconds; the snapshot knows the publishing of the run before."""
    data = tmp_path / "data"
    first = run(articles, data)
    (articles / "3.txt").write_text(story(3))
    second = run(articles, data)
    for summary in (first, second):
        assert list(summary.stages) == list(RUN_STAGE_NAMES)
        assert 0 < sum(summary.stages.values()) <= summary.seconds * 3
    stages = ask(data, "SELECT run_id, stage_name, seconds FROM run_stages ORDER BY run_id, ordinal")
    assert [(run_id, name) for run_id, name, _ in stages] == [
        *((first.run_id, name) for name in RUN_STAGE_NAMES),
        *((second.run_id, name) for name in RUN_STAGE_NAMES[:-1]),
    ]
    assert [round(seconds, 3) for _, _, seconds in stages[:7]] == list(first.stages.values())
