"""Who is one person, as runs leave it: joined, apart, explained, decided by hand, and the same whatever the order of runs."""

from __future__ import annotations

import shutil

import pytest

from schemas.answers import ANSWER_TABLES
from schemas.base import Support
from schemas.errors import ConfigError, QueryError
from tests.made_up import (
    SEEN,
    make_article,
    make_case,
    make_charge,
    make_event,
    make_rows,
    make_tables,
    make_text,
    span,
)
from warehouse.database import open_warehouse
from warehouse.paths import DataFolder
from warehouse.persons.explain import find_case, pairs_to_review, why
from warehouse.persons.overrides import add_decisions, new_decision
from warehouse.publish import publish_snapshot
from warehouse.read import query

TABLES = ("persons", "person_cases", "person_names", "person_pairs", "case_files", "case_file_cases")


def report(number, name, *, day="2023-06-01", claims=(), **changes):
    """Return the rows of an article about one person, with little said unless `changes` say it."""
    fields = {
        "name": name,
        "aliases": (),
        "age": None,
        "nationality": (),
        "residence": None,
        "jurisdiction": None,
        "status": None,
        "charges": (),
        "events": (),
        "sentence": (),
        "max_penalty": (),
        "amounts": (),
        "support": {"name": Support(evidence=(span("Mira Okonjo"),), **SEEN)},
    }
    case = make_case(**(fields | changes))
    return make_rows(article=make_article(make_text(number), published_at=day), cases=[case], claims=list(claims))


CHARGED = make_event(type="charged", date="2023-05-03", evidence=(span("charged"), span("3 May 2023")))
FRAUD, MURDER = make_charge(), make_charge(text="murder", iccs="0101")

STORY = {
    "okonjo_charged": report(1, "Mira Okonjo", age=34, residence="Lodi", charges=(FRAUD,), events=(CHARGED,)),
    "okonjo_tried": report(2, "Mira A. Okonjo", day="2024-02-01", age=34, residence="Lodi, California", charges=(FRAUD,)),
    "okonjo_sentenced": report(3, "Okonjo, Mira", day="2024-06-01", charges=(FRAUD,), events=(CHARGED,)),
    "okonjo_surname": report(4, "Okonjo", age=34, residence="Lodi", charges=(FRAUD,), events=(CHARGED,)),
    "okonjo_abroad": report(5, "Mira Okonjo", day="2024-03-01", age=61, residence="Lagos", jurisdiction="NG", charges=(MURDER,)),
    "smith_of_lodi": report(6, "John Smith", age=30, residence="Lodi", jurisdiction="US", charges=(FRAUD,)),
    "smith_of_reno": report(7, "John Smith", age=31, residence="Reno", jurisdiction="US", charges=(FRAUD,)),
    "smith_elsewhere": report(8, "John Smith", jurisdiction="US", charges=(FRAUD,)),
    "rare_name": report(9, "Yevgeny Skvortsenko", age=40, charges=(MURDER,)),
    "rare_name_respelt": report(10, "Evgeny Skvortsenko", day="2024-06-01", age=41, charges=(MURDER,)),
    "ferrin_junior": report(11, "Tomas Ferrin Jr.", residence="Lodi", charges=(FRAUD,), events=(CHARGED,)),
    "ferrin_senior": report(12, "Tomas Ferrin Sr.", residence="Lodi", charges=(FRAUD,), events=(CHARGED,)),
}  # fmt: skip
PEOPLE = [
    {"okonjo_charged", "okonjo_tried", "okonjo_sentenced"},
    {"rare_name", "rare_name_respelt"},
]
"""Those of `STORY` that are one person; every other is alone."""

CASE = {name: rows["cases"][0]["case_id"] for name, rows in STORY.items()}
NAME = {case_id: name for name, case_id in CASE.items()}


def people(folder):
    """Return the groups of more than one report that stand under one person."""
    rows = query(folder, "SELECT list(case_id) FROM person_cases GROUP BY person_id").rows()
    return sorted(({NAME[case] for case in cases} for (cases,) in rows if len(cases) > 1), key=min)


def state(folder):
    """Return all rows of the tables about persons."""
    return {table: list(query(folder, f"FROM {table} ORDER BY ALL").rows()) for table in TABLES}


@pytest.fixture(scope="module")
def told_once(tmp_path_factory, new_database):
    """Load the whole story in one run, once; tests that change it take `told`."""
    folder = DataFolder(tmp_path_factory.mktemp("story") / "data")
    folder.create()
    shutil.copyfile(new_database, folder.database)
    with open_warehouse(folder) as warehouse:
        run = warehouse.start_run("f1")
        warehouse.load(run, make_tables(run.run_id, STORY))
        warehouse.derive()
        publish_snapshot(warehouse)
    return folder


@pytest.fixture
def told(told_once, folder):
    """Return a copy of the story's warehouse."""
    shutil.copyfile(told_once.database, folder.database)
    return folder


def test_who_is_one_person(told_once):
    """Other forms of a name with facts that fit are joined; namesakes, relatives and a bare surname are not."""
    assert people(told_once) == PEOPLE
    ((count,),) = query(told_once, "SELECT count(*) FROM person_cases").rows()
    assert count == len(STORY)
    (row,) = query(told_once, "SELECT * FROM persons WHERE case_count = 3").table.to_pylist()
    assert (row["person_name"], row["article_count"], row["is_reviewed"]) == ("Mira A. Okonjo", 3, False)
    assert (row["birth_year_earliest"], row["birth_year_latest"]) == (1988, 1990)
    assert row["person_id"] == "person_" + CASE["okonjo_charged"].removeprefix("case_")
    assert (str(row["first_published"]), str(row["last_published"])) == ("2023-06-01", "2024-06-01")


def test_every_pair_is_explained(told_once):
    """A joined pair says in words, with weights, what speaks for and against; the weights and the prior add up."""
    found = why(told_once, [CASE["okonjo_tried"]])
    assert [person["person_name"] for person in found.persons] == ["Mira A. Okonjo"]
    assert len(found.cases) == 3
    (pair,) = why(told_once, [CASE["okonjo_charged"], CASE["okonjo_tried"]]).pairs
    assert (pair["pair_decision"], pair["is_same_person"]) == ("joined", True)
    words = " / ".join(pair["reasons"])
    assert "the same given name and surname (" in words and "the same residence (lodi / lodi)" in words
    assert "ages that fit" in words and "about one person in" in words
    total = sum(float(reason.split()[0]) for reason in pair["reasons"])
    assert total - 18.93 == pytest.approx(pair["match_weight"], abs=0.4)
    with pytest.raises(QueryError, match="no person or case"):
        why(told_once, ["case_ffffffffffffffff"])
    assert find_case(told_once, CASE["rare_name"][5:12]) == CASE["rare_name"]


def test_a_person_is_found_by_name(told_once):
    """Any form of the name does, without accents and capitals; a name that nobody has is said."""
    by_id = why(told_once, [CASE["okonjo_tried"]])
    assert why(told_once, ["MIRA A. Ökonjo"]) == by_id
    with pytest.raises(QueryError, match="no person is called `Mira`: give the whole name"):
        why(told_once, ["Mira"])


def test_pieces_do_not_matter(told_once, folder, monkeypatch):
    """Scored two pairs at a time, and answered three articles at a time, the same rows come out."""
    monkeypatch.setattr("warehouse.persons.pairs.PAIRS_AT_ONCE", 2)
    monkeypatch.setattr("warehouse.answers.ARTICLES_AT_ONCE", 3)
    with open_warehouse(folder) as warehouse:
        run = warehouse.start_run("f1")
        warehouse.load(run, make_tables(run.run_id, STORY))
        warehouse.derive()
        publish_snapshot(warehouse)
    assert state(folder) == state(told_once)
    for table in (table.name for table in ANSWER_TABLES):
        rows = [list(query(of, f"FROM {table} ORDER BY ALL").rows()) for of in (folder, told_once)]
        assert rows[0] == rows[1]
        assert rows[0] or table not in ("case_overview", "person_timeline")


def test_the_order_of_runs_does_not_matter(told_once, new_database, tmp_path):
    """Article by article, last first, with one that came and went: the same persons with the same ids and words."""
    expected = state(told_once)
    assert expected["person_pairs"]
    other = DataFolder(tmp_path / "other")
    other.create()
    shutil.copyfile(new_database, other.database)
    names = list(STORY)[::-1]
    steps = [names[:1], names[1:5], ["passing"], names[5:]]
    documents = STORY | {"passing": report(99, "John Smith", age=30, residence="Reno", jurisdiction="US")}
    with open_warehouse(other) as warehouse:
        for step in steps:
            run = warehouse.start_run("f1")
            warehouse.load(run, make_tables(run.run_id, {name: documents[name] for name in step}))
            warehouse.derive()
        run = warehouse.start_run("f1")
        warehouse.load(run, {}, removed_paths=["passing"])
        warehouse.derive()
        publish_snapshot(warehouse)
    found = state(other)
    for table in TABLES:
        assert found[table] == expected[table], table


def test_decisions_by_hand_hold(told, ingest):
    """A decision joins or parts at the next run though no article changed, outlives its case's leaving, and is shown."""
    one, other = CASE["smith_of_lodi"], CASE["smith_elsewhere"]
    add_decisions(told.overrides, [new_decision(one, other, "same", "M. Ruiz", "same hearing")])
    add_decisions(
        told.overrides, [new_decision(CASE["rare_name"], CASE["rare_name_respelt"], "not the same", None, None)]
    )
    ingest({})
    assert people(told) == [PEOPLE[0], {"smith_of_lodi", "smith_elsewhere"}]
    (pair,) = why(told, [one, other]).pairs
    assert (pair["pair_decision"], pair["decided_by"], pair["why"]) == ("same_by_hand", "M. Ruiz", "same hearing")
    ingest({}, removed=["smith_elsewhere"])
    states = dict(query(told, "SELECT decision, override_state FROM person_overrides").rows())
    assert states == {"same": "waiting", "not the same": "applied"}
    ingest({"smith_elsewhere": STORY["smith_elsewhere"]})
    assert {"smith_of_lodi", "smith_elsewhere"} in people(told)
    told.overrides.unlink()
    ingest({})
    assert people(told) == PEOPLE


def test_contradicting_decisions_stop_with_one_sentence(told, ingest):
    """The run is loaded; who is who waits until the file is mended, and nothing half-joined is published."""
    lines = [f"{CASE['smith_of_lodi']},{CASE['smith_of_reno']},{verdict},,," for verdict in ("same", "not the same")]
    ingest({})
    told.overrides.write_text("case_id_l,case_id_r,decision,decided_by,decided_on,why\n" + "\n".join(lines))
    before = state(told)
    with pytest.raises(ConfigError, match="contradicts itself"):
        ingest({"more": report(20, "Mira Okonjo", age=34, residence="Lodi", charges=(FRAUD,))})
    assert state(told) == before
    told.overrides.unlink()
    ingest({})
    ((count,),) = query(told, "SELECT max(case_count) FROM persons").rows()
    assert count == 4


def test_pairs_in_doubt_are_listed(told_once):
    """A pair that much speaks for stands in the review, with an empty decision to fill in."""
    rows = pairs_to_review(told_once).table.to_pylist()
    assert all(row["decision"] is None and row["reasons"] for row in rows)
    assert {CASE["ferrin_junior"], CASE["ferrin_senior"]} in [{row["case_id_l"], row["case_id_r"]} for row in rows]


def test_a_case_file_keeps_who_says_what(told_once):
    """The cases of one matter stand in one file; its timeline has a row an event and article, with words and findings."""
    ((files, cases),) = query(
        told_once, f"SELECT count(DISTINCT case_file_id), count(*) FROM case_file_cases WHERE person_id = "
        f"(SELECT person_id FROM person_cases WHERE case_id = '{CASE['okonjo_charged']}')"
    ).rows()  # fmt: skip
    assert (files, cases) == (1, 3)
    rows = query(
        told_once, "FROM case_file_timeline WHERE person_name LIKE '%Okonjo%' AND event_type = 'charged'"
    ).table
    told_by = {NAME[row["case_id"]] for row in rows.to_pylist()}
    assert {"okonjo_charged", "okonjo_sentenced"} <= told_by
    assert all(not row["is_finding"] and row["quote_text"] and row["article_id"] for row in rows.to_pylist())
