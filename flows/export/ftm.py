"""Persons, reported cases, parties and articles as entities of FollowTheMoney, for Aleph, OpenAleph and their kin.

    Person            one a person across articles (an inference, and it says so)
    CourtCase         one a matter of a person, as reported
    CourtCaseParty    one a case and article: what that article says of the person's part in it
    Article           publisher, address, date; not its text
    Mention           the name in the article
    Documentation     the article that reports the matter

An allegation must not look like a finding: no entity carries a topic such as `crime`, the part in a case says
`accused, not proven`, and `status` lists each charge with its stage. Every entity passes the library's own validator.
"""

from __future__ import annotations

import importlib
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from flows.export.write import json_lines
from schemas.errors import ConfigError
from warehouse.export.graph import ARTICLES, MATTERS, PARTIES, PERSONS, UNNAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from flows.console import Watcher
    from warehouse.export.snapshot import Snapshot

    Row = Mapping[str, Any]
    Entity = tuple[str, str, dict[str, Any]]

FILE: Final = "entities.ftm.json"

REFUSED: Final = "entities left out"

ROLES: Final[dict[str, str]] = {
    "finding": "defendant, reported as found guilty",
    "mixed": "defendant, reported as found guilty of some charges and not of others",
    "cleared": "reported as cleared",
    "overturned": "reported as found guilty, and the verdict as overturned",
    "allegation": "accused, not proven",
    "none": "named in proceedings, nothing reported as proven",
}
"""What the article reports of the person's part; the word for a finding stands only where the article has one."""

_CLEARED: Final = frozenset({"acquitted", "dismissed"})
_FOUND: Final = frozenset({"convicted", "pleaded_guilty"})


def check_library() -> None:
    """See that the library is there.

    Raises:
        ConfigError: It is not installed.
    """
    try:
        importlib.import_module("followthemoney")
    except ImportError as error:
        raise ConfigError(
            "FollowTheMoney needs an optional part of casebook; `make extras` installs it (or `pip install followthemoney`)."
        ) from error


def write_entities(snapshot: Snapshot, target: Path, watcher: Watcher) -> dict[str, int]:
    """Write all entities, one JSON object a line, and return their numbers by schema.

    An entity that the validator refuses is counted and left out, and so is a case without a name.
    """
    counts: dict[str, int] = {}
    cases = snapshot.count("person_cases")
    matters, articles = snapshot.count("case_files"), snapshot.count("(SELECT DISTINCT article_id FROM person_cases)")
    watcher.stage("writing entities")
    watcher.expect(snapshot.count("persons") + matters + articles + 3 * cases)
    parts: tuple[tuple[str, Callable[[Row], Iterable[Entity]]], ...] = (
        (ARTICLES, article_entities),
        (PERSONS, person_entities),
        (MATTERS, matter_entities),
        (PARTIES, party_entities),
    )
    entities = chain.from_iterable(build(row) for query, build in parts for row in snapshot.rows(query))
    json_lines(_valid(entities, counts), target / FILE, watcher)
    refused, unnamed = counts.get(REFUSED, 0), snapshot.count(UNNAMED)
    if refused:
        watcher.warn(
            f"{refused:,} entities are left out: FollowTheMoney's validator refuses them, such as a name of signs alone."
        )
    if unnamed:
        watcher.warn(
            f"{unnamed:,} cases of persons without a name are left out: FollowTheMoney knows a person by name."
        )
    return counts


def _valid(entities: Iterable[Entity], counts: dict[str, int]) -> Iterator[dict[str, Any]]:
    from followthemoney import model
    from followthemoney.exc import InvalidData

    for schema, key, values in entities:
        entity = model.make_entity(schema)
        entity.id = key
        for name, value in values.items():
            entity.add(name, value)
        data = entity.to_dict()
        try:
            entity.schema.validate(data)
        except InvalidData:
            counts[REFUSED] = counts.get(REFUSED, 0) + 1
            continue
        counts[schema] = counts.get(schema, 0) + 1
        yield data


def article_entities(row: Row) -> Iterable[Entity]:
    """Return an article: where and when it was published."""
    values = {
        "title": row["title"],
        "author": row["byline"],
        "publisher": row["publisher"],
        "sourceUrl": row["url"],
        "publishedAt": row["published_at"],
        "language": row["language"],
    }
    return [("Article", key_of("article", row["article_id"]), values)]


def person_entities(row: Row) -> Iterable[Entity]:
    """Return a person; a year of birth only where the stated ages leave one."""
    first, last = row["birth_year_earliest"], row["birth_year_latest"]
    values = {
        "name": row["person_name"],
        "alias": [name for name in row["name_forms"] or () if name != row["person_name"]],
        "birthDate": str(first) if first is not None and first == last else None,
        "nationality": row["nationality"],
        "notes": (
            f"Named in {_articles(row['article_count'])}; being named says nothing about guilt. Which articles mean the same "
            "person is inferred from names, ages, places and charges."
        ),
    }
    return [("Person", key_of(row["person_id"]), values)]


def matter_entities(row: Row) -> Iterable[Entity]:
    """Return a matter: one person's case as reported, its charges parted by what came of them."""
    where = f", {row['jurisdiction']}" if row["jurisdiction"] else ""
    charges = (
        ("Alleged or charged, not proven", row["alleged"]),
        ("Reported as found guilty of", row["found"]),
        ("Reported as cleared of", row["cleared"]),
    )
    lines = [f"{words}: {'; '.join(texts)}" for words, texts in charges if texts]
    values = {
        "name": f"Reported case about {row['person_name']}{where}",
        "country": row["jurisdiction"],
        "court": row["courts"],
        "status": f"furthest stage reported: {_words(row['furthest_status'])}" if row["furthest_status"] else None,
        "summary": ". ".join([f"Told by {_articles(row['article_count'])}", *lines]) + ".",
        "sourceUrl": row["urls"],
    }
    return [("CourtCase", key_of(row["case_file_id"]), values)]


def party_entities(row: Row) -> Iterable[Entity]:
    """Return what one article says of a person's part in a matter, the name there, and that it reports the matter."""
    article, person, matter = (
        key_of("article", row["article_id"]),
        key_of(row["person_id"]),
        key_of(row["case_file_id"]),
    )
    stages = row["stages"] or []
    charges = [f"{_words(stage)}: {text}" for stage, text in zip(stages, row["charge_texts"] or [], strict=True)]
    reached = [f"furthest stage reported: {_words(row['status'])}"] if row["status"] else []
    from_article = {"sourceUrl": row["url"], "publisher": row["publisher"], "date": row["published_at"]}
    party = {
        "party": person,
        "case": matter,
        "role": ROLES[standing(stages, row["status"], has_finding=row["has_finding"])],
        "status": [*reached, *charges],
        "recordId": row["case_id"],
        "description": [f"Words of the article: {quote}" for quote in row["charge_quotes"] or ()],
        **from_article,
    }
    mention = {
        "document": article,
        "name": row["person_name"],
        "resolved": person,
        "detectedSchema": "Person",
    }
    report = {"document": article, "entity": matter, "role": "news report", **from_article}
    return [
        ("CourtCaseParty", key_of("party", row["case_id"]), party),
        ("Mention", key_of("mention", row["case_id"]), mention),
        ("Documentation", key_of("documentation", row["case_id"]), report),
    ]


def key_of(*parts: str) -> str:
    """Return the id of an entity: ids of the library hold no underscore."""
    return "-".join(parts).replace("_", "-")


def standing(stages: Iterable[str], status: str | None, *, has_finding: bool) -> str:
    """Return the key of `ROLES` for the charges of a case, its furthest stage, and whether a finding is reported."""
    found = set(stages)
    if status == "overturned":
        return "overturned"
    if has_finding or found & _FOUND:
        return "mixed" if found - _FOUND else "finding"
    if status in _CLEARED or (found and found <= _CLEARED):
        return "cleared"
    return "allegation" if found else "none"


def _articles(count: int) -> str:
    return "one news article" if count == 1 else f"{count:,} news articles"


def _words(name: str) -> str:
    return name.replace("_", " ")
