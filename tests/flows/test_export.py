"""Exports: complete or not at all, nothing lost on the way, and nobody made guiltier than the article makes them."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any, get_args

import duckdb
import pyarrow.dataset as ds
import pytest
from followthemoney import model

from flows.commands.questions import export as export_command
from flows.console import Silent
from flows.export import ftm, schema_org, write
from flows.export.ftm import ROLES, party_entities, person_entities, standing
from flows.export.schema_org import claim_node
from flows.export.write import MANIFEST, export
from flows.forms import ExportForm
from flows.road import IngestOptions, run_road
from schemas.columns import Column
from schemas.errors import ConfigError, LoadError, QueryError
from warehouse.export.snapshot import _cell, open_for_export
from warehouse.paths import DataFolder
from warehouse.read import query

if TYPE_CHECKING:
    from pathlib import Path

SENTENCED = """LISBON, March 4 (Atlas Wire) - A court in Lisbon on Monday sentenced Rui Exemplo, 41, to three years in prison for fraud.

He was acquitted of bribery. "=He took the savings of more than 60 families," prosecutor Ana Modelo told reporters.
Exemplo's lawyer, Eva Padrao, denied that he had kept the money.
"""
ACCUSED = """=A man is accused of theft

PORTO, 12 May 2024 - Police in Porto arrested Tiago Amostra, 30, on Sunday. He was charged with theft. Amostra denies the
charge, his lawyer said.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Return a warehouse with three articles: a finding, a copy of it on another day, an allegation without a date."""
    articles = tmp_path_factory.mktemp("articles")
    rows = [
        {
            "id": 1,
            "published_at": "2024-03-05",
            "publisher": "Atlas Wire",
            "url": "https://a.example/1",
            "text": SENTENCED,
        },
        {
            "id": 2,
            "published_at": "2024-04-01",
            "publisher": "Costa",
            "text": SENTENCED.replace("\n\nHe", "\n\nLater he"),
        },
        {"id": 3, "published_at": "2024", "publisher": "=Daily", "text": ACCUSED},
    ]
    (articles / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    data = DataFolder(tmp_path_factory.mktemp("data"))
    assert run_road(IngestOptions((articles,), data, workers=0), Silent()).loaded == 3
    return data


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def ask(folder: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    return list(query(folder, sql).rows())


@pytest.mark.slow
def test_parquet_by_month(folder: DataFolder, tmp_path: Path) -> None:
    """Tables of articles are parted by month of publication, an unknown month apart, and are whole together."""
    counts = export(folder, tmp_path / "out", "parquet", Silent())
    months = sorted(path.name for path in (tmp_path / "out" / "cases").iterdir())
    assert months == ["published_month=2024-03", "published_month=2024-04", "published_month=unknown"]
    for table in ("articles", "cases", "claims", "evidence", "case_overview"):
        read = ds.dataset(tmp_path / "out" / table, partitioning="hive")
        assert counts[table] == read.count_rows() == ask(folder, f"SELECT count(*) FROM {table}")[0][0]
    one = duckdb.sql(
        f"SELECT article_id, article_text FROM '{tmp_path}/out/articles/*/*.parquet' ORDER BY article_id"
    ).fetchall()
    assert one == ask(folder, "SELECT article_id, article_text FROM articles ORDER BY article_id")
    assert json.loads((tmp_path / "out" / MANIFEST).read_text())["counts"] == counts


@pytest.mark.slow
def test_json_lines(folder: DataFolder, tmp_path: Path) -> None:
    """JSON lines hold each row as it is, lists as lists; offsets lead to the words."""
    export(folder, tmp_path / "out", "jsonl", Silent())
    texts = {row["article_id"]: row["article_text"] for row in lines(tmp_path / "out" / "articles.jsonl")}
    evidence = lines(tmp_path / "out" / "evidence.jsonl")
    assert len(evidence) > 10
    assert all(
        texts[row["article_id"]][row["start_offset"] : row["end_offset"]] == row["quote_text"] for row in evidence
    )
    assert isinstance(lines(tmp_path / "out" / "cases.jsonl")[0]["aliases"], list)


@pytest.mark.slow
def test_csv_is_safe_in_a_spreadsheet(folder: DataFolder, tmp_path: Path) -> None:
    """No cell begins as a formula does; taking the apostrophe away gives back the words; the mark of UTF-8 is there."""
    export(folder, tmp_path / "out", "csv", Silent())
    guarded = 0
    for file in (tmp_path / "out").glob("*.csv"):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        with file.open(encoding="utf-8-sig", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r"}]
        guarded += sum(cell.startswith("'=") for cell in cells)
    assert guarded > 3  # a headline, a publisher, a quotation and what repeats them
    with (tmp_path / "out" / "articles.csv").open(encoding="utf-8-sig", newline="") as stream:
        read = {row["article_id"]: row["article_text"].removeprefix("'") for row in csv.DictReader(stream)}
    assert read == dict(ask(folder, "SELECT article_id, article_text FROM articles"))


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("=cmd|x", "'=cmd|x"),
        ("-1", "'-1"),
        ("'=x", "''=x"),
        ("\t=x", "'\t=x"),
        ("'quoted'", "'quoted'"),
        ("words = words", "words = words"),
    ],
)
def test_formulas(words: str, cell: str) -> None:
    """Text that a spreadsheet would run is led by an apostrophe, text that looks so already by one more."""
    expression = _cell(Column(name="a", type="VARCHAR", description="A."), is_first=False)
    assert duckdb.execute(f"SELECT {expression} FROM (SELECT ? AS a)", [words]).fetchone() == (cell,)


@pytest.mark.slow
def test_entities_are_valid_and_whole(folder: DataFolder, tmp_path: Path) -> None:
    """Every entity passes the library's validator, ids are unique and stable, references lead to entities, none is topical."""
    export(folder, tmp_path / "out", "ftm", Silent())
    entities = lines(tmp_path / "out" / ftm.FILE)
    by_id = {entity["id"]: entity for entity in entities}
    assert len(by_id) == len(entities)
    assert {entity["schema"] for entity in entities} == {
        "Article", "CourtCase", "CourtCaseParty", "Documentation", "Mention", "Person",
    }  # fmt: skip
    for entity in entities:
        schema = model.get(entity["schema"])
        assert schema is not None
        schema.validate(entity)
        assert "topics" not in entity["properties"]
        for name, values in entity["properties"].items():
            if schema.properties[name].type.name == "entity":
                assert set(values) <= set(by_id)
    roles = {
        by_id[entity["properties"]["party"][0]]["properties"]["name"][0]: entity["properties"]["role"][0]
        for entity in entities
        if entity["schema"] == "CourtCaseParty"
    }
    assert roles == {"Rui Exemplo": ROLES["mixed"], "Tiago Amostra": ROLES["allegation"]}
    export(folder, tmp_path / "again", "ftm", Silent())
    assert {row["id"]: row for row in lines(tmp_path / "again" / ftm.FILE)} == by_id


@pytest.mark.parametrize(
    ("stages", "status", "has_finding", "role"),
    [
        (["alleged"], "arrested", False, "allegation"),
        (["charged", "alleged"], "indicted", False, "allegation"),
        (["charged"], "pleaded_not_guilty", False, "allegation"),
        ([], "arrested", False, "none"),
        ([], None, False, "none"),
        (["convicted"], "sentenced", True, "finding"),
        ([], "sentenced", True, "finding"),
        (["convicted", "acquitted"], "sentenced", True, "mixed"),
        (["convicted", "charged"], "sentenced", True, "mixed"),
        (["acquitted"], "acquitted", False, "cleared"),
        (["dismissed"], "released", False, "cleared"),
        (["charged"], "acquitted", False, "cleared"),
        (["convicted"], "overturned", True, "overturned"),
    ],
)
def test_a_part_in_a_case(stages: list[str], status: str | None, has_finding: bool, role: str) -> None:  # noqa: FBT001 - a table
    """The word `guilty` stands only where the article reports a finding that still holds."""
    assert role == standing(stages, status, has_finding=has_finding)
    assert ("guilty" in ROLES[role]) == (role in {"finding", "mixed", "overturned"})


def test_an_accused_is_not_called_guilty() -> None:
    """No property of an accused says more than that."""
    row = {
        "case_id": "case_00", "person_id": "person_00", "case_file_id": "file_00", "article_id": "00", "person_name": "Rui",
        "status": "charged", "has_finding": False, "published_at": "2024", "publisher": None, "url": None,
        "stages": ["charged"], "charge_texts": ["theft"], "charge_quotes": ["theft (characters 0 to 5)"],
    }  # fmt: skip
    said = json.dumps(list(party_entities(row)))
    assert "accused, not proven" in said
    assert not [word for word in ("guilty", "convict", "criminal", "offender") if word in said.lower()]


def test_a_year_of_birth_is_no_guess() -> None:
    """A person has a year of birth only where the stated ages leave one."""
    row = {
        "person_id": "person_00",
        "person_name": "Rui",
        "name_forms": ["Rui", "R."],
        "nationality": [],
        "article_count": 1,
    }
    years = [
        next(iter(person_entities(row | {"birth_year_earliest": first, "birth_year_latest": last})))[2]["birthDate"]
        for first, last in ((1980, 1980), (1980, 1981), (None, None))
    ]
    assert years == ["1980", None, None]


TERMS = {
    "Claim": {"text", "description", "author", "creditText", "dateCreated", "inLanguage", "about", "appearance"},
    "NewsArticle": {"headline", "url", "datePublished", "creditText", "publisher"},
    "Person": {"name", "jobTitle"},
    "Organization": {"name", "location"},
    "Country": {"identifier"},
}
"""Properties that schema.org defines for the types, as far as we use them."""


def check_node(node: dict[str, Any]) -> None:
    """See that a node has a type, and no property that the type has not."""
    assert set(node) - {"@type", "@id"} <= TERMS[node["@type"]]
    for value in node.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                check_node(part)


@pytest.mark.slow
def test_claims_as_json_ld(folder: DataFolder, tmp_path: Path) -> None:
    """Each month is a document of its own with schema.org's context by name; every claim stands in one of them, once."""
    export(folder, tmp_path / "out", "schema-org", Silent())
    nodes = []
    for file in sorted((tmp_path / "out").glob("claims-*.jsonld")):
        document = json.loads(file.read_text())
        assert document["@context"] == "https://schema.org"
        nodes += document["@graph"]
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"claims-2024-03.jsonld", "claims-2024-04.jsonld"}
    for node in nodes:
        check_node(node)
    ids = sorted(node["@id"].removeprefix("urn:casebook:") for node in nodes)
    assert ids == [key for (key,) in ask(folder, "SELECT claim_id FROM claims ORDER BY claim_id")]
    assert [n for n in nodes if n["text"].startswith("Denies: ")]


CLAIM = {
    "claim_id": "claim_1", "article_id": "1", "speaker": "Ana Modelo", "speaker_text": "she", "speaker_role": None,
    "speaker_country": None, "cue_text": "said", "content_text": "he took it", "claim_type": "direct",
    "polarity": "asserts", "claim_date": None, "reported_by": None, "about": None, "title": None, "byline": None,
    "publisher": None, "url": None, "published_at": None, "language": "en",
}  # fmt: skip


@pytest.mark.parametrize(
    ("speaker", "role", "kind"),
    [
        ("Ana Modelo", None, "Person"),
        ("Modelo", "prosecutor", "Person"),
        ("Interior Ministry", None, "Organization"),
        ("TASS", None, "Organization"),
        ("Red Cross", None, "Organization"),
        ("his lawyer", "his lawyer", None),
        ("prosecutors", None, None),
        ("Moldova's foreign minister", "Moldova's foreign minister", None),
        (None, None, None),
    ],
)
def test_who_is_an_author(speaker: str | None, role: str | None, kind: str | None) -> None:
    """A named source is a person or an organisation; other words are credited as they stand, and never given a kind."""
    node = claim_node(CLAIM | {"speaker": speaker, "speaker_role": role})
    assert kind == node.get("author", {}).get("@type")
    assert ("creditText" in node) == (kind is None)


def test_a_denial_does_not_read_as_an_assertion() -> None:
    """Words that the source denies are said to be denied, where a reader of schema.org looks."""
    assert claim_node(CLAIM | {"polarity": "denies"})["text"] == "Denies: he took it"
    assert claim_node(CLAIM)["text"] == "he took it"
    assert set(schema_org.STANCES) == {"asserts", "denies", "alleges", "predicts", "intends", "requests"}


@pytest.mark.slow
def test_nothing_of_others_is_replaced(folder: DataFolder, tmp_path: Path) -> None:
    """A folder with other things is refused, with --force too; an export is replaced only with it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(ConfigError, match="holds something else than an export"):
            export(folder, tmp_path / "mine", "jsonl", Silent(), force=force)
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"
    export(folder, tmp_path / "out", "schema-org", Silent())
    with pytest.raises(ConfigError, match="holds an export already; --force replaces it"):
        export(folder, tmp_path / "out", "jsonl", Silent())
    export(folder, tmp_path / "out", "jsonl", Silent(), force=True)
    assert not list((tmp_path / "out").glob("*.jsonld"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out"]


@pytest.mark.slow
@pytest.mark.parametrize("form", get_args(ExportForm))
def test_complete_or_not_at_all(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: write.ExportForm
) -> None:
    """An export that fails in the middle leaves what stood there before, and nothing else."""
    export(folder, tmp_path / "out", "schema-org", Silent())
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    real = write._write

    def fail(*args: Any) -> dict[str, int]:
        real(*args)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_write", fail)
    with pytest.raises(LoadError, match=r"nothing was exported: .*No space left on device"):
        export(folder, tmp_path / "out", form, Silent(), force=True)
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
def test_the_snapshot_writes_into_its_folder_alone(folder: DataFolder, tmp_path: Path) -> None:
    """The connection reaches no other file, whatever a query asks."""
    (tmp_path / "out").mkdir()
    with open_for_export(folder, tmp_path / "out") as snapshot:
        for statement in (
            f"COPY cases TO '{tmp_path}/elsewhere.csv'",
            "SELECT * FROM read_text('/etc/hostname')",
            "SET enable_external_access = true",
            "DELETE FROM cases",
        ):
            with pytest.raises(duckdb.Error):
                snapshot.connection.execute(statement)


def test_no_warehouse_is_told(tmp_path: Path) -> None:
    """Without a warehouse there is nothing to export, and no folder is left behind."""
    with pytest.raises(QueryError, match="holds no warehouse yet"):
        export(DataFolder(tmp_path / "data"), tmp_path / "out", "csv", Silent())
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where FollowTheMoney is not installed, the sentence says how to get it."""

    def refuse(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(ftm.importlib, "import_module", refuse)
    with pytest.raises(ConfigError, match="needs an optional part of casebook; `make extras` installs it"):
        export(DataFolder(tmp_path / "data"), tmp_path / "out", "ftm", Silent())


@pytest.mark.slow
def test_the_command_says_what_it_wrote(folder: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers and the place are shown."""
    export_command(tmp_path / "out", data=folder.root, format="schema-org", quiet=True)
    shown = capsys.readouterr().out
    assert f"export     {tmp_path}/out" in shown
    assert "Claim" in shown
    shutil.rmtree(tmp_path / "out")
