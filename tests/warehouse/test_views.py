"""Views answer what analysts ask, and never let an allegation look like a finding."""

from __future__ import annotations

import pytest

from schemas.base import Support
from schemas.case import Case
from schemas.claim import Quantity
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
from warehouse.read import query


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


@pytest.mark.parametrize(
    ("event", "has_finding"),
    [
        (make_event(type="convicted", modality="actual"), True),
        (make_event(type="convicted", modality="hypothetical"), False),
        (make_event(type="sentenced", modality="scheduled"), False),
        (make_event(type="pleaded_guilty", modality="denied"), False),
        (make_event(type="pleaded_guilty", modality="actual"), True),
        (make_event(type="pleaded_not_guilty", modality="actual"), False),
    ],
    ids=lambda value: f"{value.modality} {value.type}" if hasattr(value, "modality") else str(value),
)
def test_only_what_has_happened_is_a_finding(ask, event, has_finding):
    """A conviction that is scheduled, hypothetical or denied is none."""
    case = accused(events=(event,), status=None)
    (row,) = ask("SELECT has_finding FROM case_overview", a=make_rows(cases=[case], claims=[]))
    assert row["has_finding"] is has_finding


@pytest.mark.parametrize(
    ("stage", "standing"),
    [
        ("alleged", "allegation"),
        ("charged", "allegation"),
        ("pleaded_guilty", "finding"),
        ("convicted", "finding"),
        ("acquitted", "cleared"),
        ("dismissed", "cleared"),
    ],
)
def test_every_stage_has_its_standing(ask, stage, standing):
    """Each charge is an allegation, a finding or cleared, and shows the words it rests on."""
    case = accused(charges=(make_charge(stage=stage),))
    (row,) = ask("FROM allegations_and_findings", a=make_rows(cases=[case], claims=[]))
    assert (row["person_name"], row["charge_text"], row["standing"]) == ("Tomas Ferrin", "wire fraud", standing)
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
    for view in ("allegations_and_findings", "person_timeline", "disputed_counts", "case_overview"):
        ((rows, without),) = query(
            folder, f"SELECT count(*), count_if(record_id NOT IN (SELECT record_id FROM evidence)) FROM {view}"
        ).rows()
        assert (rows > 0, without) == (True, 0), view


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
