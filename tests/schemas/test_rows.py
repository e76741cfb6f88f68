"""Records become rows whose words stand in the text and whose ids depend on the bytes alone."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.arrow import arrow_tables, join_tables
from schemas.rows import days_allowed
from schemas.tables import TABLES
from tests.made_up import TEXT, make_article, make_case, make_claim, make_event, make_numbered, make_rows, span


def test_every_row_fits_its_table():
    """Each row has exactly the columns of its table, and every required one has a value."""
    for name, rows in make_rows().items():
        assert rows, name
        for row in rows:
            assert set(row) == set(TABLES[name].column_names), name
            for column in TABLES[name].columns:
                assert column.nullable or row[column.name] is not None, (name, column.name)


def test_quotes_stand_in_the_text():
    """`text[start_offset:end_offset]` is the quote."""
    for row in make_rows()["evidence"]:
        assert TEXT[row["start_offset"] : row["end_offset"]] == row["quote_text"]


def test_a_claim_quotes_its_own_words():
    """Where the record says other words than stand there, the row shows them, so that validation refuses it."""
    rows = make_rows(claims=[make_claim(cue="claimed")])
    (cue,) = [row for row in rows["evidence"] if row["field_name"] == "cue_text"]
    assert cue["quote_text"] == "claimed"


def test_a_maximum_is_no_sentence():
    """What the person faces stands beside what was imposed, told apart by a column."""
    penalties = make_rows()["penalties"]
    assert [(row["is_imposed"], row["months"], row["comparator"]) for row in penalties] == [
        (True, 60, "="),
        (False, 120, "<="),
    ]


def test_ids_are_the_same_in_every_process():
    """Another process, with another hash seed, gives the same ids."""
    code = "from tests.made_up import make_rows; print([sorted(map(str, row.values())) for rows in make_rows().values() for row in rows])"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_ids_differ_between_articles_and_records():
    """No two records share an id, in one article or in two."""
    keys = [row["event_id"] for number in (1, 2) for row in make_numbered(number)["events"]]
    assert len(set(keys)) == len(keys) == 4


def test_equal_records_have_ids_of_their_own():
    """Two events that rest on the same words are two rows with two ids."""
    rows = make_rows(cases=[make_case(events=(make_event(), make_event()))])
    assert len({row["event_id"] for row in rows["events"]}) == 2


def test_a_named_person_keeps_the_id_when_more_is_found():
    """The id of a named case does not move when other words are found for it."""
    more = make_case(aliases=(), age=None, events=(), status=None)
    assert make_rows()["cases"][0]["case_id"] == make_rows(cases=[more])["cases"][0]["case_id"]


def test_unnamed_persons_are_told_apart_by_place():
    """Two unnamed individuals of one article are two cases."""
    cases = [
        make_case(name=None, support={}, events=(make_event(evidence=(span(words),)),))
        for words in ("Police", "Prosecutors")
    ]
    rows = make_rows(cases=cases)
    assert len({row["case_id"] for row in rows["cases"]}) == 2


def test_a_claim_leads_to_the_case_it_is_about():
    """`claim_about` has the case of that name, and null where no single case has it."""
    rows = make_rows()
    assert rows["claim_about"][0]["case_id"] == rows["cases"][0]["case_id"]
    assert make_rows(cases=[])["claim_about"][0]["case_id"] is None
    assert make_rows(cases=[make_case(), make_case()])["claim_about"][0]["case_id"] is None


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2023-05-03", dt.date(2023, 5, 3), dt.date(2023, 5, 3)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        ("2023-02-30", None, None),
        (None, None, None),
    ],
)
def test_days_that_a_date_allows(date, first, last):
    """A date of any precision allows a first and a last day; what is no date allows none."""
    assert (first, last) == days_allowed(date)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_none(text):
    """Nothing that stands in a date's place raises."""
    first, last = days_allowed(text)
    assert (first is None) == (last is None)


def test_the_same_bytes_in_two_parts_are_one_article():
    """An article that two documents hold has its rows once, within a part and across parts."""
    rows = make_rows()
    twice = {name: [*table, *table] for name, table in rows.items()}
    for parts in ([arrow_tables(rows)] * 2, [arrow_tables(twice)]):
        joined = join_tables(parts)
        assert {name: len(table) for name, table in rows.items()} == {name: len(joined[name]) for name in rows}


def test_another_article_is_kept_beside_a_repeated_one():
    """Only the repeated article's rows are dropped from a part."""
    part = {name: [*table, *make_numbered(7)[name]] for name, table in make_rows().items()}
    joined = join_tables([arrow_tables(make_rows()), arrow_tables(part)])
    assert len(joined["articles"]) == 2
    assert len(joined["cases"]) == 2


@st.composite
def records(draw):
    """Cases and claims of one text, with repeats, in any number."""
    places = st.sampled_from(["Police", "Prosecutors", "charged", "sentenced", "Lodi"])
    events = st.builds(
        lambda words, kind: make_event(type=kind, evidence=(span(words),)),
        places,
        st.sampled_from(["charged", "convicted"]),
    )
    names = st.sampled_from([None, "Mira Okonjo", "Tomas Ferrin"])
    cases = st.builds(
        lambda name, found: make_case(name=name, events=tuple(found), status=None), names, st.lists(events, max_size=4)
    )
    claims = st.builds(lambda words: make_claim(cue=words, cue_span=span(words)), places)
    return draw(st.lists(cases, max_size=3)), draw(st.lists(claims, max_size=4))


@given(records())
@settings(max_examples=40)
def test_keys_are_unique_and_references_hold(found):
    """However many equal records there are, each row has a key of its own, and refers to rows that are there."""
    cases, claims = found
    rows = make_rows(cases=cases, claims=claims)
    assert rows == make_rows(cases=cases, claims=claims)
    for name, table_rows in rows.items():
        keys = [tuple(row[column] for column in TABLES[name].key) for row in table_rows]
        assert len(set(keys)) == len(keys), name
        for reference in TABLES[name].references:
            targets = {row[reference.target] for row in rows[reference.table]} | {None}
            assert {row[reference.column] for row in table_rows} <= targets
    stated = {(name, row[TABLES[name].key[0]]) for name, table_rows in rows.items() for row in table_rows}
    assert {(row["table_name"], row["record_id"]) for row in rows["evidence"]} <= stated
    assert len(rows["cases"]) == len(cases)


def test_rows_of_an_article_without_records():
    """An article in which nothing was found is a row of its own."""
    rows = make_rows(article=make_article("Nothing happened."), cases=[], claims=[])
    assert {name: len(found) for name, found in rows.items() if found} == {"articles": 1, "removed_blocks": 1}
