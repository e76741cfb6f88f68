"""Bad rows are refused by name, with what rests on them; the rest goes on."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import dataclass

import pytest

from expectations import frames, validate
from expectations.suites import Expected, suite_of
from expectations.validate import CHECKED_TABLES
from schemas.arrow import arrow_table, join_tables
from schemas.errors import ExpectationError
from schemas.rows import quarantine_row
from schemas.tables import TABLES
from tests.made_up import (
    make_article,
    make_case,
    make_charge,
    make_claim,
    make_event,
    make_numbered,
    make_rows,
    make_tables,
    make_text,
    span,
)
from tests.one_chunk import Validation, validate_tables
from warehouse.database import open_warehouse
from warehouse.paths import DataFolder
from warehouse.runs import Run, utc_now

GOOD = {name: len(rows) for name, rows in make_numbered(0).items()}

BAD_ROWS = (
    ("cases", {"age": 150}, "age is at least 0 and at most 120."),
    ("cases", {"jurisdiction": "ZZ"}, "The jurisdiction is a country code"),
    ("cases", {"nationality": ["US", "England"]}, "Each nationality is a country code"),
    ("cases", {"court": "  "}, "No text is empty or blank"),
    ("cases", {"aliases": [""]}, "No text is empty or blank"),
    ("cases", {"status": "convicted"}, "The status is the furthest stage"),
    ("charges", {"charge_stage": "rumoured"}, "charge_stage is one of"),
    ("charges", {"charge_stage": None}, "charge_stage is never null."),
    ("charges", {"counts": 0}, "counts is at least 1."),
    ("charges", {"iccs_code": "fraud"}, "iccs_code has the form"),
    ("penalties", {"months": 0}, "months is above 0."),
    ("penalties", {"months_max": 12}, "months_max is at least months."),
    ("amounts", {"currency": "USDT"}, "currency has the form"),
    ("amounts", {"currency": "QQQ"}, "ISO 4217 assigns"),
    ("amounts", {"money_value": -1.0}, "money_value is at least 0."),
    ("claims", {"content_text": ""}, "content_text has at least 1 characters."),
    ("claims", {"polarity": "shouts"}, "polarity is one of"),
    ("claims", {"confidence": 1.5}, "confidence is at least 0 and at most 1."),
    ("claims", {"claim_date": "2023-13"}, "claim_date is a date of the calendar."),
    ("claims", {"claim_earliest": dt.date(2023, 9, 1)}, "What was said is not dated after"),
    ("claim_quantities", {"comparator": "≥"}, "comparator is one of"),
    ("removed_blocks", {"removal_reason": None}, "removal_reason is never null."),
)
"""Table, changed values of its first row, and words of the reason to refuse it."""

DATED_EVENTS = (
    (make_event(modality="scheduled", date="2024-01-01"), 0),
    (make_event(modality="hypothetical", type="convicted", date="2024"), 0),
    (make_event(modality="denied", type="released", date="2024"), 0),
    (make_event(modality="actual", date="2023-06-02"), 0),
    (make_event(modality="actual", date="2023-06-03"), 1),
    (make_event(modality="actual", date="2023-06"), 0),
    (make_event(modality="actual", date="2023-07"), 1),
)
"""Events of an article of 1 June 2023, and how many entries they give."""

CHARGED = make_event(type="charged", evidence=(span("charged"),))


def undated(number):
    article = make_article(make_text(number), published_at=None)
    return make_rows(article=article, cases=[make_case(events=(make_event(date="2030-01-01"),))])


def without_words(number):
    rows = make_numbered(number)
    event_id = rows["events"][0]["event_id"]
    rows["evidence"] = [row for row in rows["evidence"] if row["record_id"] != event_id]
    return rows


def with_a_key_twice(number):
    rows = make_numbered(number)
    rows["amounts"].append(dict(rows["amounts"][0], money_value=5.0))
    return rows


def changed(number, table, changes):
    rows = make_numbered(number)
    rows[table][0] |= changes
    return rows


SCENARIOS = {
    "bad case": lambda number: changed(number, "cases", {"age": 150}),
    "other words": lambda number: make_numbered(number, claims=[make_claim(cue="shouted")]),
    "bad article": lambda number: changed(number, "articles", {"document_format": "pdf"}),
    "status on refused event": lambda number: make_numbered(
        number, cases=[make_case(events=(CHARGED, make_event(date="2024-01-01")))]
    ),
    "undated": undated,
    "sentence without conviction": lambda number: make_numbered(
        number,
        cases=[make_case(status="charged", charges=(make_charge(stage="charged"),), events=(CHARGED,))],
    ),
    "without words": without_words,
    "value without words": lambda number: make_numbered(number, cases=[make_case(court="Lodi Court")]),
    "key twice": with_a_key_twice,
}


@dataclass
class Checked:
    """One validation of many documents, each of which shows one thing."""

    validation: Validation
    articles: dict[str, str]

    def entries(self, path):
        return [entry for entry in self.validation.tables["quarantine"].to_pylist() if entry["path"] == path]

    def rows(self, path, table):
        article = self.articles[path]
        return [row for row in self.validation.tables[table].to_pylist() if row["article_id"] == article]


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Validate all documents of this module as one run."""
    documents = {"good": make_numbered(0), "good copy": make_numbered(0)}
    for table, changes, _ in BAD_ROWS:
        documents[f"{table} {changes}"] = changed(len(documents), table, changes)
    for event, _ in DATED_EVENTS:
        case = make_case(events=(make_event(), event))
        documents[f"{event.modality} {event.date}"] = make_numbered(len(documents), cases=[case])
    for name, rows in SCENARIOS.items():
        documents[name] = rows(len(documents))
    documents["bad article copy"] = documents["bad article"]
    articles = {path: rows["articles"][0]["article_id"] for path, rows in documents.items()}
    folder = DataFolder(tmp_path_factory.mktemp("checked") / "data")
    return Checked(validate_tables(make_tables("r", documents), "r", folder), articles)


def test_good_rows_all_go_on(checked):
    """Nothing is refused of a document whose rows keep their promises."""
    assert {name: len(checked.rows("good", name)) for name in GOOD} == GOOD
    assert checked.entries("good") == checked.entries("good copy") == []


@pytest.mark.parametrize(("table", "changes", "words"), BAD_ROWS, ids=str)
def test_a_bad_row_is_refused_by_name(checked, table, changes, words):
    """The entry names document, table, record and broken promise; the document is loaded without the row."""
    path = f"{table} {changes}"
    (entry,) = checked.entries(path)
    assert (entry["stage"], entry["table_name"]) == ("validate", table)
    assert words in entry["message"]
    (row, *_) = json.loads(entry["row_json"])[table]
    assert all(str(row[name]) == str(value) for name, value in changes.items())
    assert "/".join(str(row[column]) for column in TABLES[table].key) == entry["record_id"]
    assert len(checked.rows(path, "articles")) == 1
    assert len(checked.rows(path, table)) < GOOD[table]


def test_a_bad_case_takes_its_parts_and_their_words_along(checked):
    """No charge, event, penalty, amount or word of a refused case is loaded; claims keep the name alone."""
    for table in ("cases", "charges", "events", "penalties", "amounts"):
        assert checked.rows("bad case", table) == []
    assert {"claims", "claim_quantities"} == {row["table_name"] for row in checked.rows("bad case", "evidence")}
    (about,) = checked.rows("bad case", "claim_about")
    assert (about["person_name"], about["case_id"]) == ("Mira Okonjo", None)
    (entry,) = checked.entries("bad case")
    assert {"cases", "charges", "events", "penalties", "amounts", "evidence"} == set(json.loads(entry["row_json"]))


def test_words_that_do_not_stand_there_take_their_record_along(checked):
    """A claim whose cue is not in the text is refused, with its quantities; the case stays."""
    for table in ("claims", "claim_quantities", "claim_about"):
        assert checked.rows("other words", table) == []
    assert len(checked.rows("other words", "cases")) == 1
    (entry,) = checked.entries("other words")
    assert entry["table_name"] == "claims"
    assert "The quote is exactly the article's text" in entry["message"]


def test_a_bad_article_refuses_its_documents(checked):
    """Each path of a refused article is quarantined, and no row of it is loaded."""
    for path in ("bad article", "bad article copy"):
        (entry,) = checked.entries(path)
        assert entry["table_name"] is None
        assert "document_format is one of: html, text." in entry["message"]
    assert not any(checked.rows("bad article", name) for name in GOOD)
    states = {
        row["path"]: (row["document_state"], row["article_id"])
        for row in checked.validation.tables["documents"].to_pylist()
    }
    assert states["bad article"] == states["bad article copy"] == ("quarantined", None)
    assert states["good"] == ("loaded", checked.articles["good"])
    assert checked.validation.documents_refused == 2


def test_a_status_whose_event_is_refused_falls_too(checked):
    """When the sentencing is dated after the article, the status `sentenced` has nothing to rest on."""
    (entry,) = checked.entries("status on refused event")
    assert entry["table_name"] == "cases"
    assert "The status is the furthest stage" in entry["message"]
    assert "What has happened is not dated after the article's publication." in entry["message"]


@pytest.mark.parametrize(("event", "refused"), DATED_EVENTS, ids=lambda value: str(getattr(value, "date", "")))
def test_what_has_happened_is_not_in_the_future(checked, event, refused):
    """Only what the article reports as having happened must not lie after its publication; one day is forgiven."""
    assert refused == len(checked.entries(f"{event.modality} {event.date}"))


def test_no_publication_date_no_judgement(checked):
    """An article without a date says nothing about the future."""
    assert checked.entries("undated") == []


def test_a_sentence_needs_a_conviction(checked):
    """A penalty of somebody who is only charged is no sentence; one the person faces may stand."""
    (entry,) = checked.entries("sentence without conviction")
    assert entry["table_name"] == "penalties"
    assert "imposed only with a conviction" in entry["message"]
    assert [row["is_imposed"] for row in checked.rows("sentence without conviction", "penalties")] == [False]


def test_a_record_without_words_is_refused(checked):
    """A row that no evidence states is not loaded."""
    (entry,) = checked.entries("without words")
    assert entry["table_name"] == "events"
    assert "rests on words" in entry["message"]


def test_a_warning_refuses_nothing(checked):
    """A value of a case without words of its own is reported, and stays."""
    assert checked.entries("value without words") == []
    (row,) = checked.rows("value without words", "cases")
    assert row["court"] == "Lodi Court"
    (warning,) = [text for text in checked.validation.warnings if "words of its own" in text]
    assert warning.startswith("cases: Each stated value of a case has words of its own. Not so for ")


def test_rows_that_share_a_key_are_both_refused(checked):
    """A key that stands twice refuses both rows: nobody knows which is right."""
    assert checked.rows("key twice", "amounts") == []
    assert len(checked.rows("key twice", "cases")) == 1
    (entry,) = checked.entries("key twice")
    assert len(json.loads(entry["row_json"])["amounts"]) == 2


def test_every_promise_has_its_result(checked):
    """The results say of each promise whether it was kept, by how many rows, and show values that broke it."""
    results = checked.validation.tables["expectation_results"].to_pylist()
    assert {(name, len(suite_of(TABLES[name]))) for name in CHECKED_TABLES if name != "quarantine"} == set(
        Counter(row["table_name"] for row in results).items()
    )
    (age,) = [row for row in results if row["promise"] == "age is at least 0 and at most 120."]
    assert (age["column_name"], age["severity"], age["is_met"]) == ("age", "critical", False)
    assert age["rows_failed"] == 2
    assert re.fullmatch(r"case_\w{16} \(150\); case_\w{16} \(150\)", age["observed"])


def test_what_goes_on_loads(checked, tmp_path):
    """What validation lets through keeps all keys and references of the warehouse, and the counts add up."""
    with open_warehouse(DataFolder(tmp_path)) as warehouse:
        counts = warehouse.load(Run("r", utc_now(), "f1"), checked.validation.tables)
    assert counts.read == len(checked.articles) == counts.loaded + counts.quarantined
    assert counts.quarantined == 2


def test_bad_accounts_refuse_the_run(tmp_path):
    """A row of casebook's own accounts that breaks a promise is an error of ours: nothing is loaded."""
    tables = {
        "quarantine": arrow_table(
            "quarantine", [quarantine_row("b", run_id="r", stage="guess", reason="odd", message="Odd.")]
        )
    }
    with pytest.raises(ExpectationError, match=r"nothing was loaded: quarantine: .*stage is one of.*seen: 'guess'"):
        validate_tables(tables, "r", DataFolder(tmp_path))


def test_a_promise_that_cannot_be_checked_is_no_broken_promise(tmp_path, monkeypatch):
    """An error inside the check is told as such, and refuses the run."""
    odd = Expected("ExpectColumnValuesToMatchRegex", "Odd things do not happen.", {"column": "path", "regex": "("})
    monkeypatch.setattr(validate, "suite_of", lambda _: (odd,))
    monkeypatch.setattr(frames, "suite_of", lambda _: (odd,))
    tables = {"documents": make_tables("r", {"a": None})["documents"]}
    with pytest.raises(ExpectationError, match=r"Odd things do not happen\.” could not be checked"):
        validate_tables(tables, "r", DataFolder(tmp_path))


def test_nothing_to_check(tmp_path):
    """A run in which every document was unchanged has nothing to check, and no results."""
    validation = validate_tables(join_tables([]), "r", DataFolder(tmp_path))
    assert len(validation.tables["expectation_results"]) == 0
    assert (validation.warnings, validation.rows_refused, validation.documents_refused) == ((), 0, 0)


def test_the_data_folder_alone_is_written(tmp_path):
    """What is kept of a run stands in the data folder."""
    validate_tables({"documents": make_tables("r", {"a": None})["documents"]}, "r", DataFolder(tmp_path / "data"))
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [
        "data",
        "data/expectations",
        "data/expectations/results",
        "data/expectations/results/r.json",
    ]
