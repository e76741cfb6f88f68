"""Views answer what analysts ask, and never let an allegation look like a finding."""

from __future__ import annotations

import re

import pytest

from schemas.answers import ANSWER_TABLES
from schemas.base import Support
from schemas.case import Case
from schemas.claim import Quantity
from schemas.errors import LoadError
from schemas.vocabulary import EVENT_LADDER
from tests.made_up import (
    SEEN,
    TEXT,
    make_article,
    make_case,
    make_charge,
    make_claim,
    make_event,
    make_numbered,
    make_penalty,
    make_rows,
    make_text,
    span,
)
from warehouse import derive
from warehouse.read import query
from warehouse.views import VIEWS_FILE

VIEWS_WITH_WORDS = ("status_by_date", "disputed_counts", "accusations_and_denials", "disagreements")


@pytest.fixture
def ask(folder, ingest):
    """Load documents and return the rows of a query as dictionaries."""

    def load_and_ask(sql, **documents):
        ingest(documents)
        return query(folder, sql).table.to_pylist()

    return load_and_ask


def accused(**changes):
    """Return a case of somebody who is only accused."""
    fields = {
        "name": "Tomas Ferrin",
        "status": "charged",
        "charges": (make_charge(stage="alleged"),),
        "events": (make_event(type="charged", evidence=(span("charged"),)),),
        "sentence": (),
        "support": {"name": Support(evidence=(span("Mira Okonjo"),), **SEEN)},
    }
    return make_case(**(fields | changes))


def test_an_overview_has_one_row_a_case(ask):
    """Each case has its person, status, charges with their stage, sentence, maximum, date and outlet."""
    (row,) = ask("FROM case_overview", a=make_rows())
    assert (row["person_name"], row["status"], row["has_finding"]) == ("Mira Okonjo", "sentenced", True)
    assert row["charges_listed"] == "wire fraud (convicted)"
    assert row["events_listed"] == "charged 2023-05-03; sentenced"
    assert (row["penalties_imposed"], row["penalties_faced"]) == ("five years", "up to ten years")
    assert (row["published_at"], row["publisher"]) == ("2023-06-01", "The Lodi Courier")


def test_an_accused_person_has_no_finding(ask):
    """Somebody who is charged, and faces ten years, has neither a finding nor a sentence."""
    (row,) = ask("FROM case_overview", a=make_rows(cases=[accused()], claims=[]))
    assert (row["has_finding"], row["penalties_imposed"], row["penalties_faced"]) == (False, None, "up to ten years")
    assert row["charges_listed"] == "wire fraud (alleged)"


def test_a_case_without_anything_is_still_a_row(ask):
    """A case with a name alone stands in the overview."""
    case = Case(name="Ola Brandt", support={"name": Support(evidence=(span("Okonjo"),), **SEEN)})
    (row,) = ask("FROM case_overview", a=make_rows(cases=[case], claims=[]))
    assert (row["person_name"], row["status"], row["has_finding"]) == ("Ola Brandt", None, False)
    assert row["charges_listed"] is row["events_listed"] is row["penalties_imposed"] is None


def test_only_what_has_happened_is_a_finding(ask):
    """A conviction that is scheduled, hypothetical or denied is none."""
    expected = {
        ("convicted", "actual"): True,
        ("convicted", "hypothetical"): False,
        ("sentenced", "scheduled"): False,
        ("pleaded_guilty", "denied"): False,
        ("pleaded_guilty", "actual"): True,
        ("pleaded_not_guilty", "actual"): False,
    }
    documents = {}
    for number, (event, modality) in enumerate(expected):
        case = accused(events=(make_event(type=event, modality=modality),), status=None)
        documents[f"{number}.txt"] = make_numbered(number, cases=[case], claims=[])
    rows = ask(
        "SELECT event_type, modality, has_finding FROM case_overview JOIN events USING (case_id) ORDER BY ALL",
        **documents,
    )
    assert {(row["event_type"], row["modality"]): row["has_finding"] for row in rows} == expected
    assert len(rows) == len(expected)


def test_every_stage_has_its_standing(ask):
    """Each charge is an allegation, a finding or cleared, and shows the words it rests on."""
    expected = {
        "alleged": "allegation",
        "charged": "allegation",
        "pleaded_guilty": "finding",
        "convicted": "finding",
        "acquitted": "cleared",
        "dismissed": "cleared",
    }
    rows = ask(
        "FROM allegations_and_findings",
        **{
            stage: make_numbered(number, cases=[accused(charges=(make_charge(stage=stage),))], claims=[])
            for number, stage in enumerate(expected)
        },
    )
    assert sorted((row["charge_stage"], row["standing"]) for row in rows) == sorted(expected.items())
    for row in rows:
        assert (row["person_name"], row["charge_text"]) == ("Tomas Ferrin", "wire fraud")
        assert TEXT[row["start_offset"] : row["end_offset"]] == row["quote_text"] == "wire fraud"


def test_a_timeline_is_in_order(ask):
    """A person's events of all articles stand by date, undated ones last, each with its article."""
    later = make_case(events=(make_event(type="appealed", date="2023-08", evidence=(span("asked"),)),))
    article = make_article(make_text(2), published_at="2023-09-01", publisher="Second Paper")
    rows = ask(
        "FROM person_timeline ORDER BY event_earliest NULLS LAST",
        a=make_rows(),
        b=make_rows(article=article, cases=[later], claims=[]),
    )
    assert [(row["event_type"], row["event_date"]) for row in rows] == [
        ("charged", "2023-05-03"),
        ("appealed", "2023-08"),
        ("sentenced", None),
    ]
    assert [row["publisher"] for row in rows] == ["The Lodi Courier", "Second Paper", "The Lodi Courier"]
    assert all(row["quote_text"] for row in rows)


def counted(value, speaker, **changes):
    """Return a claim of `speaker` about a number of clients."""
    quantity = Quantity(
        **(
            SEEN
            | {"comparator": ">", "value": value, "unit": "clients", "text": "60", "evidence": (span("60"),)}
            | changes
        )
    )
    return make_claim(speaker=speaker, quantities=(quantity,))


def test_disputed_counts_stand_side_by_side(ask):
    """Figures for one unit that differ stand together, with who stated which; agreed ones are left out."""
    rows = ask(
        "FROM disputed_counts",
        a=make_numbered(1, claims=[counted(60, "Police", unit="Clients")]),
        b=make_numbered(2, claims=[counted(45, "Tomas Ferrin", comparator="=")]),
        c=make_numbered(3, claims=[counted(9, "Police", unit="boats")]),
        d=make_numbered(4, claims=[counted(9, "Tomas Ferrin", unit="boats")]),
    )
    assert {("Police", ">", 60.0), ("Tomas Ferrin", "=", 45.0)} == {
        (row["speaker"], row["comparator"], row["quantity_value"]) for row in rows
    }
    assert {("clients", 2, 2)} == {(row["unit_key"], row["figures_stated"], row["speakers"]) for row in rows}
    assert {"2023-06-01"} == {row["stated_date"] for row in rows}


def test_every_row_leads_to_evidence(folder, ingest):
    """The record of each view's row has words in `evidence`, directly or through its parts."""
    ingest({"a.txt": make_numbered(1), "b.txt": make_numbered(2, claims=[counted(45, "Tomas Ferrin")])})
    ingest({"c.txt": make_numbered(3, cases=[make_case(age=35)], claims=[make_claim(polarity="denies")])})
    for view in (*(table.name for table in ANSWER_TABLES), *VIEWS_WITH_WORDS):
        ((rows, without, wrong),) = query(
            folder,
            "SELECT count(*), count_if(record_id NOT IN (SELECT record_id FROM evidence)), "
            "count_if(quote_text IS DISTINCT FROM article_text[start_offset + 1 : end_offset]) "
            f"FROM {view} JOIN articles USING (article_id)",
        ).rows()
        assert (rows > 0, without, wrong) == (True, 0, 0), view


def test_an_accusation_stands_beside_its_denial(ask):
    """What is alleged and what is denied about a person stand together; other claims are left out."""
    claims = [
        make_claim(polarity="alleges", speaker="Prosecutors", speaker_text=None, speaker_span=None),
        make_claim(polarity="denies", speaker="Mira Okonjo", cue="asked", cue_span=span("asked")),
        make_claim(polarity="asserts", cue="lost", cue_span=span("lost")),
    ]
    rows = ask("FROM accusations_and_denials", a=make_rows(claims=claims), b=make_numbered(2, claims=claims[:1]))
    assert sorted(
        ((row["polarity"], row["has_denial"]) for row in rows), key=lambda found: (not found[1], found[0])
    ) == [("alleges", True), ("denies", True), ("alleges", False)]
    assert all(row["person_name"] == "Mira Okonjo" and row["case_id"] for row in rows)


def test_articles_that_disagree_stand_side_by_side(ask):
    """Facts on which articles differ are shown for each of them; what they agree on is not."""
    older = make_case(age=35, nationality=("CA", "US"), sentence=(make_penalty(months=72),))
    rows = ask("FROM disagreements", a=make_numbered(1), b=make_numbered(2, cases=[older]))
    assert {
        ("age", "34"),
        ("age", "35"),
        ("nationality", "US"),
        ("nationality", "CA, US"),
        ("months of imprisonment imposed", "60"),
        ("months of imprisonment imposed", "72"),
    } == {(row["fact"], row["stated"]) for row in rows}


def test_articles_that_agree_do_not_disagree(ask):
    """Two terms in one article are one statement: another article with the same two agrees."""
    twice = make_case(sentence=(make_penalty(), make_penalty(months=24, evidence=(span("ten years"),))))
    assert ask("FROM disagreements", a=make_numbered(1, cases=[twice]), b=make_numbered(2, cases=[twice])) == []


def test_the_ladder_of_stages_is_that_of_the_schema():
    """`status_by_date` orders stages as `cases.status` does."""
    text = VIEWS_FILE.read_text()
    ladder = text[text.index("list_position([") : text.index("], event_type)")]
    assert list(EVENT_LADDER) == re.findall(r"'(\w+)'", ladder)


def test_a_status_moves_on_by_date(ask):
    """Each stage stands once, with the day by which it was reached; what has not happened, and what lies behind, does not."""
    first = make_case(
        events=(
            make_event(type="arrested", date="2023-05", evidence=(span("charged"),)),
            make_event(type="trial", date="2023-09-01", modality="scheduled", evidence=(span("asked"),)),
        )
    )
    second = make_case(
        events=(
            make_event(type="sentenced", date=None, evidence=(span("sentenced"),)),
            make_event(type="charged", date="2023-12-24", evidence=(span("charged"),)),
        )
    )
    article = make_article(make_text(2), published_at="2023-11-05")
    rows = ask(
        "FROM status_by_date ORDER BY known_date",
        a=make_numbered(1, cases=[first]),
        b=make_rows(article=article, cases=[second], claims=[]),
    )
    assert [(str(row["known_date"]), row["status"], row["event_date"]) for row in rows] == [
        ("2023-05-31", "arrested", "2023-05"),
        ("2023-11-05", "sentenced", None),
    ]
    assert all(row["quote_text"] and row["record_id"] for row in rows)


def test_growing_older_is_no_disagreement(ask):
    """Ages are compared by the birth dates that they allow: 34 in 2023 and 36 in 2025 agree, 34 and then 35 do not."""
    later = make_article(make_text(2), published_at="2025-06-02")
    same, other = make_case(age=36), make_case(age=35)
    sql = "SELECT stated FROM disagreements WHERE fact = 'age' ORDER BY stated"
    assert ask(sql, a=make_rows(), b=make_rows(article=later, cases=[same], claims=[])) == []
    rows = ask(
        sql, b=make_rows(article=make_article(make_text(3), published_at="2025-06-02"), cases=[other], claims=[])
    )
    assert rows == [{"stated": "34"}, {"stated": "35"}]


def test_dates_disagree_when_no_day_fits_both(ask):
    """A date that is less precise than another agrees with it; one that excludes it does not."""
    dates = {
        "Mira Okonjo": ("2022", "2022-03-13", False),
        "Ola Brandt": ("2022-03", "2022-03-13", False),
        "Tomas Ferrin": ("2022-03-12", "2022-03-13", True),
        "Ana Modelo": ("2021", "2022-03", True),
    }
    documents = {}
    for person, (one, other, _) in dates.items():
        for date in (one, other):
            case = make_case(name=person, aliases=(), events=(make_event(type="arrested", date=date),))
            documents[f"{person} {date}"] = make_numbered(len(documents), cases=[case], claims=[])
    rows = ask(
        "SELECT person_name, stated, quote_text FROM disagreements WHERE fact = 'date of arrested' ORDER BY ALL",
        **documents,
    )
    assert [(row["person_name"], row["stated"]) for row in rows] == sorted(
        (person, date) for person, (one, other, differ) in dates.items() if differ for date in (one, other)
    )
    assert all(row["quote_text"] for row in rows)


def test_figures_contradict_when_no_number_fits_both(ask):
    """`more than 60` goes with `61`, not with `60`; normal forms stand side by side."""
    cases = {
        "boats": ("=", 61, False),
        "houses": (">=", 100, False),
        "horses": ("=", 60, True),
        "letters": ("<", 60, True),
        "ships": ("<=", 61, False),
        "trees": ("~", 65, False),
    }
    documents = {}
    for unit, (comparator, value, _) in cases.items():
        claims = [counted(60, "Police", unit=unit)], [counted(value, "Tomas Ferrin", comparator=comparator, unit=unit)]
        for one in claims:
            documents[f"{len(documents)}.txt"] = make_numbered(len(documents), cases=[], claims=one)
    rows = ask(
        "SELECT unit_key, quantity_text, lowest, highest, is_contradicted FROM disputed_counts "
        "WHERE speaker = 'Tomas Ferrin'",
        **documents,
    )
    assert {row["unit_key"]: row["is_contradicted"] for row in rows} == {
        unit: is_contradicted for unit, (_, _, is_contradicted) in cases.items()
    }
    assert {row["unit_key"] for row in rows if row["lowest"] is None} == {"letters", "ships"}
    assert len(rows) == len(cases)


def test_flat_rows_come_and_go_with_their_article(folder, ingest):
    """An edited article replaces its flat rows, and a removed one takes them along."""
    count = "SELECT list_sort(list(person_name)) AS names FROM case_overview"
    ingest({"a.txt": make_numbered(1), "b.txt": make_numbered(2, cases=[make_case(name="Ola Brandt")])})
    assert query(folder, count).table.to_pylist() == [{"names": ["Mira Okonjo", "Ola Brandt"]}]
    ingest({"a.txt": make_numbered(3, cases=[make_case(name="Ana Modelo")])}, removed=["b.txt"])
    assert query(folder, count).table.to_pylist() == [{"names": ["Ana Modelo"]}]
    for table in ANSWER_TABLES:
        ((rows,),) = query(folder, f"SELECT count(*) FROM {table.name} ANTI JOIN articles USING (article_id)").rows()
        assert rows == 0


def test_a_derived_row_without_its_record_is_refused(folder, ingest, monkeypatch):
    """References of what is derived are checked before it is committed; readers keep the state before."""
    ingest({"a.txt": make_numbered(1)})

    def spoil(connection, _folder, _spread):
        connection.execute("UPDATE case_overview SET case_id = 'case_of_nobody'")

    monkeypatch.setattr("warehouse.derive.DERIVERS", (*derive.DERIVERS, spoil))
    with pytest.raises(LoadError, match="`case_id` case_of_nobody is not in `cases`"):
        ingest({"b.txt": make_numbered(2)})
    assert list(query(folder, "SELECT count(*) FROM case_overview").rows()) == [(1,)]
    monkeypatch.undo()
    ingest({})
    assert list(query(folder, "SELECT count(*) FROM case_overview").rows()) == [(2,)]
