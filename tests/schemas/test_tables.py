"""Tables follow the models: nothing is described twice, nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas import case as case_models
from schemas.arrow import arrow_schema
from schemas.article import Article, RemovedBlock
from schemas.case import Amount, Case, Charge, Event, Penalty
from schemas.claim import Claim, Quantity
from schemas.columns import field_column
from schemas.dictionary import dictionary_page
from schemas.errors import ConfigError
from schemas.tables import EXTRACTED_TABLES, TABLES

NOT_COLUMNS = {
    Article: {"removed", "segments"},  # rows of their own; segments place the text in a file, which no query opens
    RemovedBlock: set(),
    Case: {"charges", "events", "sentence", "max_penalty", "amounts", "support"},
    Charge: {"evidence"},
    Event: {"evidence"},
    Penalty: {"evidence"},
    Amount: {"evidence"},
    Claim: {"quantities", "about", "speaker_span", "cue_span", "content_spans"},
    Quantity: {"evidence"},
}
TABLE_OF = {
    Article: "articles",
    RemovedBlock: "removed_blocks",
    Case: "cases",
    Charge: "charges",
    Event: "events",
    Penalty: "penalties",
    Amount: "amounts",
    Claim: "claims",
    Quantity: "claim_quantities",
}


@pytest.mark.parametrize("model", TABLE_OF, ids=lambda model: model.__name__)
def test_every_field_is_a_column_or_rows_of_its_own(model):
    """Each field of a model is a column with the field's own words, or stands in a table of its own."""
    table = TABLES[TABLE_OF[model]]
    words = {column.description for column in table.columns}
    for name, field in model.model_fields.items():
        if name in NOT_COLUMNS[model] or (model, name) in {(Claim, "content"), (Claim, "speaker_confidence")}:
            continue
        assert field.description in words, name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_names_say_what_they_are(table):
    """Names are snake_case and unique, and every column says what it means."""
    assert len(set(table.column_names)) == len(table.columns)
    assert re.fullmatch(r"[a-z_]+", table.name)
    for column in table.columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name), column.name
        assert column.description.endswith("."), column.name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_keys_and_references_exist(table):
    """Keys are columns that are never null; references lead to a table's key of the same type."""
    assert not any(table.column(column).nullable for column in table.key)
    for reference in table.references:
        target = TABLES[reference.table]
        assert (reference.target,) == target.key
        assert target.column(reference.target).type == table.column(reference.column).type


def test_a_name_means_one_thing():
    """A column name has one SQL type in all tables."""
    types: dict[str, str] = {}
    for table in TABLES.values():
        for column in table.columns:
            assert types.setdefault(column.name, column.type) == column.type, column.name


def test_every_extracted_table_belongs_to_an_article():
    """Rows go when their article goes: every extracted table names it."""
    for table in EXTRACTED_TABLES:
        assert "article_id" in table.column_names
        assert not table.column("article_id").nullable


def test_value_sets_bounds_and_patterns_come_from_the_model():
    """What the field promises, the column promises."""
    assert TABLES["charges"].column("charge_stage").value_set[:2] == ("alleged", "charged")
    assert (TABLES["cases"].column("age").at_least, TABLES["cases"].column("age").at_most) == (0, 120)
    assert TABLES["penalties"].column("months").above == 0
    assert TABLES["charges"].column("iccs_code").pattern == case_models.ICCS
    assert TABLES["claims"].column("cue_text").min_length == 1
    assert TABLES["claims"].column("claim_date").nullable


def test_a_field_without_description_is_refused():
    """A field that nobody described cannot become a column."""

    class Bare(case_models.Record):
        thing: str

    with pytest.raises(ConfigError, match=r"Bare\.thing has no description"):
        field_column(Bare, "thing")


def test_arrow_follows_the_columns():
    """The Arrow schema has the table's columns in order."""
    assert arrow_schema("cases").names == list(TABLES["cases"].column_names)


def test_the_data_dictionary_is_current():
    """docs/DATA_DICTIONARY.md is what `python -m schemas.dictionary` prints."""
    page = Path(__file__).parents[2] / "docs" / "DATA_DICTIONARY.md"
    assert page.read_text(encoding="utf-8") == dictionary_page()
