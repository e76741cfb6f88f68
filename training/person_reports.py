"""Reports about persons whose identity is known: what the model of persons is fitted and measured on.

They are made from the annotated articles.

Nobody has labelled who is who across our articles, and few persons stand in several. So each person of a gold file (and
each other full name in it, with facts drawn from its cases) becomes one to six reports, as different newsrooms would
write them: other forms of the name, the age of that day, some of the charges, events, places and sources, some wrong. A
quarter of the persons get namesakes: other people with the same name, other years of birth, other matters, some of them
from the same town or with the same kind of charge; five names as common as John Smith are borne by eight persons each;
some persons have a relative with the same surname and town who is charged beside them. All from a seed.

Names are varied by rules of this file alone (`VARIANTS`), written without regard to those of `warehouse/persons/names.py`.
"""
# ruff: noqa: ARG001 - the ways to vary a name have one signature

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from schemas.arrow import arrow_table
from schemas.rows import days_allowed, document_row, stable_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COMMON_NAMES: Final = ("John Smith", "Jose Garcia", "Mohammed Ali", "Wei Wang", "Maria Hernandez")
BEARERS: Final = 8
"""Persons who bear each of the common names."""

REPORTS: Final = (1, 1, 2, 2, 3, 4, 6)
"""Numbers of reports about a person, each as likely."""

EXTRA_SURNAMES: Final = [
    "Baker",
    "Castillo",
    "Dietrich",
    "Eklund",
    "Farah",
    "Grimaldi",
    "Hoang",
    "Ismail",
    "Jensen",
    "Kaplan",
    "Lozano",
    "Moreau",
]
RESPELLINGS: Final = (
    ("kh", "h"), ("ou", "u"), ("ph", "f"), ("ei", "ey"), ("y", "i"), ("ck", "k"), ("c", "k"), ("q", "k"), ("ee", "i"),
    ("ai", "ay"), ("ll", "l"), ("nn", "n"), ("th", "t"), ("v", "w"), ("ks", "x"), ("j", "y"), ("s", "z"), ("dj", "j"),
)  # fmt: skip
SHORT_NAMES: Final = {
    "William": "Bill", "Robert": "Bob", "Michael": "Mike", "James": "Jim", "Joseph": "Joe", "Thomas": "Tom", "Daniel": "Dan",
    "Richard": "Rick", "Steven": "Steve", "Christopher": "Chris", "Jeffrey": "Jeff", "Ronald": "Ron", "Gerald": "Jerry",
    "Lawrence": "Larry", "Anthony": "Tony", "Edwin": "Ed", "Stephen": "Steve", "Matthew": "Matt", "Brandon": "Bran",
}  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """What a case is about: as the gold records have it, dates moved by some days."""

    charges: list[dict[str, Any]]
    events: list[dict[str, Any]]
    penalties: list[dict[str, Any]]
    amounts: list[dict[str, Any]]
    places: dict[str, str | None]
    sources: list[str]
    jurisdiction: str | None
    day: dt.date


@dataclass(frozen=True)
class Person:
    """A made-up or real person; `label` is the identity that the model has to find."""

    label: int
    name: str
    born: dt.date
    residence: str | None
    nationality: str | None
    matters: list[Matter]
    company: list[str] = field(default_factory=list)
    alias: str | None = None


def make_reports(path: Path, seed: int) -> dict[str, pa.Table]:
    """Return the rows of all reports as the tables of a run, and `labels` (case_id, label) beside them."""
    return to_tables(list(reports_of(path, seed)))


def reports_of(path: Path, seed: int) -> Iterator[tuple[Person, dict[str, Any]]]:
    """Yield person and report, one after the other."""
    chance = random.Random(seed)
    for person in make_persons(path, chance):
        for _ in range(chance.choice(REPORTS)):
            yield person, make_report(person, chance)


def make_persons(path: Path, chance: random.Random) -> list[Person]:
    """Return the persons of the articles at `path`, with their namesakes and relatives."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    donors = [(article, case) for article in articles for case in article["cases"] if case["name"]]
    names = [case["name"] for _, case in donors]
    known = {name.split()[-1] for name in names}
    for article in articles:
        for name in article["entities"]["PERSON"]:
            if re.fullmatch(r"[A-Z]\S+( \S+){0,3} [A-Z]\S+", name) and name.split()[-1] not in known:
                names.append(name)
                known.add(name.split()[-1])
    people: list[Person] = []
    shared = _shared_parts(names)
    for name in names:
        person = _new_person(len(people), name, donors, chance)
        people.append(person)
        words, _ = split_suffix(name)
        if chance.random() < (0.4 if {words[0], words[-1]} <= shared else 0.12):
            for _ in range(chance.choice((1, 1, 2))):
                people.append(_namesake(len(people), person, donors, chance))
        if chance.random() < 0.06:
            people.append(_relative(len(people), person, donors, chance))
    for name in COMMON_NAMES:
        people += [_new_person(len(people) + number, name, donors, chance) for number in range(BEARERS)]
    return people


def _shared_parts(names: list[str]) -> set[str]:
    """Return the given names and surnames that several full names have: those that namesakes mostly have."""
    words = [split_suffix(name)[0] for name in sorted(set(names))]
    counts = Counter(part for found in words for part in {found[0], found[-1]})
    return {part for part, count in counts.items() if count > 1}


def _new_person(label: int, name: str, donors: list[Any], chance: random.Random) -> Person:
    article, case = chance.choice(donors)
    matters = [_matter(donors, chance)]
    if chance.random() < 0.1:
        state = matters[0].jurisdiction if chance.random() < 0.8 else None
        near = [donor for donor in donors if state in (None, donor[1]["jurisdiction"])]
        matters.append(_matter(near, chance))
    age = case["age"] or chance.randint(19, 70)
    born = matters[0].day - dt.timedelta(days=age * 365.25 + chance.randint(0, 364))
    residence = chance.choice([case["residence"] for _, case in donors if case["residence"]])
    nationality = chance.choice(("MX", "VN", "GB", "IR", "CN", "NG")) if chance.random() < 0.15 else None
    company = [name for name in (c["name"] for c in article["cases"]) if name][:3] if chance.random() < 0.4 else []
    company = [f"{chance.choice(donors)[1]['name'].split()[0]} {other.split()[-1]}" for other in company]
    alias = None
    if chance.random() < 0.05:
        alias = f"{chance.choice(donors)[1]['name'].split()[0]} {chance.choice(EXTRA_SURNAMES)}"
    return Person(label, name, born, residence, nationality, matters, company, alias)


def _matter(donors: list[Any], chance: random.Random) -> Matter:
    """Return the matter of a real case, moved in time, with figures of its own."""
    article, case = chance.choice(donors)
    day = dt.date.fromisoformat((article["published_at"] or "2015-06-01")[:10])
    days = chance.randint(-1500, 1500)
    events = [
        {**event, "date": _moved(event["date"], days)} for event in case["events"] if event["modality"] == "actual"
    ]
    factor = chance.uniform(0.5, 2)
    penalties = [
        {**penalty, "months": penalty["months"] and max(1, round(penalty["months"] * chance.choice((0.5, 1, 1, 1.5))))}
        for penalty in case["sentence"]
        if penalty["kind"] == "imprisonment"
    ]
    amounts = [{**amount, "value": round(amount["value"] * factor)} for amount in case["amounts"] if amount["value"]]
    speakers = {claim["speaker"] for claim in article["claims"] if claim["speaker"]}
    return Matter(
        case["charges"], events, penalties, amounts, {key: case[key] for key in ("court", "custody_place")},
        sorted(speakers - {case["name"]}), case["jurisdiction"], day + dt.timedelta(days=days),
    )  # fmt: skip


def _moved(date: str | None, days: int) -> str | None:
    if date is None or len(date) != 10:
        return date
    return (dt.date.fromisoformat(date) + dt.timedelta(days=days)).isoformat()


def _namesake(label: int, person: Person, donors: list[Any], chance: random.Random) -> Person:
    """Return another person with the same name: a part of them from the same town or for the same kind of charge."""
    other = _new_person(label, person.name, donors, chance)
    words, _ = split_suffix(person.name)
    (middle,) = chance.choices((words[1:-1], [], [chance.choice(donors)[1]["name"].split()[0]]), (0.2, 0.4, 0.4))
    other = replace(other, name=" ".join((words[0], *middle, words[-1])))
    if chance.random() < 0.25:
        other = replace(other, residence=person.residence)
    if chance.random() < 0.15:
        charges = person.matters[0].charges
        other = replace(other, matters=[replace(other.matters[0], charges=charges)])
    return other


def _relative(label: int, person: Person, donors: list[Any], chance: random.Random) -> Person:
    """Return somebody with the same surname and town who is charged in the same matter."""
    given = chance.choice(donors)[1]["name"].split()[0]
    words, suffix = split_suffix(person.name)
    name = f"{given} {words[-1]}"
    if chance.random() < 0.25 and not suffix:
        name, given = f"{person.name} Jr.", ""
    years = chance.choice((-25, -4, 3, 28)) if not given else chance.randint(-20, 20)
    born = person.born + dt.timedelta(days=years * 365)
    return replace(person, label=label, name=name, born=born)


def make_report(person: Person, chance: random.Random) -> dict[str, Any]:
    """Return what one article reports of the person."""
    matter = chance.choice(person.matters)
    day = matter.day + dt.timedelta(days=chance.choice((0, 1, 3, 30, 200, chance.randint(0, 1000))))
    age = (day - person.born).days // 365.2425
    age += chance.choice((-2, -1, 1, 2)) if chance.random() < 0.05 else 0
    charges = [charge for charge in matter.charges if chance.random() < 0.75] or matter.charges[:1]
    events = []
    for event in matter.events:
        if chance.random() < 0.45:
            date = None if chance.random() < 0.2 else event["date"]
            events.append({**event, "date": _moved(date, chance.choice((-1, 1))) if chance.random() < 0.1 else date})
    residence = person.residence if chance.random() < 0.7 else None
    if residence and chance.random() < 0.3:
        residence = residence.split(",")[0]
    name, aliases = vary_name(person.name, chance), []
    if person.alias and chance.random() < 0.6:
        aliases = [person.alias]
        if chance.random() < 0.25:
            name, aliases = person.alias, [name] if chance.random() < 0.8 else []
    return {
        "name": name,
        "aliases": aliases,
        "day": day.isoformat() if chance.random() < 0.95 else None,
        "age": int(age) if chance.random() < 0.8 else None,
        "nationality": [person.nationality] if person.nationality and chance.random() < 0.6 else [],
        "residence": residence,
        "jurisdiction": matter.jurisdiction if chance.random() < 0.9 else None,
        "court": matter.places["court"] if chance.random() < 0.5 else None,
        "custody_place": matter.places["custody_place"] if chance.random() < 0.5 else None,
        "charges": [
            {**charge, "iccs": charge["iccs"] and charge["iccs"][: 2 if chance.random() < 0.25 else None]}
            for charge in charges
        ],
        "events": events,
        "penalties": [penalty for penalty in matter.penalties if chance.random() < 0.5],
        "amounts": [amount for amount in matter.amounts if chance.random() < 0.5],
        "sources": [source for source in matter.sources if chance.random() < 0.3],
        "company": [name for name in person.company if chance.random() < 0.55],
    }


def _drop_middles(words: list[str], chance: random.Random) -> list[str]:
    return [words[0], words[-1]]


def _initials(words: list[str], chance: random.Random) -> list[str]:
    return [words[0], *(f"{word[0]}." for word in words[1:-1]), words[-1]]


def _initial(words: list[str], chance: random.Random) -> list[str]:
    return [f"{words[0][0]}.", *words[1:]]


def _order(words: list[str], chance: random.Random) -> list[str]:
    return [words[-1] + chance.choice((",", "")), *words[:-1]]


def _respell(words: list[str], chance: random.Random) -> list[str]:
    place = chance.choice((0, len(words) - 1))
    word = words[place].lower()
    found = [pair for pair in RESPELLINGS if pair[0] in word[1:]] or [(word[-1], word[-1] * 2)]
    old, new = chance.choice(found)
    return [*words[:place], (word[0] + word[1:].replace(old, new, 1)).capitalize(), *words[place + 1 :]]


def _slip(words: list[str], chance: random.Random) -> list[str]:
    place = chance.choice((0, len(words) - 1))
    word = words[place]
    at = chance.randrange(1, max(2, len(word) - 1))
    return [*words[:place], word[:at] + word[at + 1 :], *words[place + 1 :]]


def _double(words: list[str], chance: random.Random) -> list[str]:
    extra = chance.choice(EXTRA_SURNAMES)
    return chance.choice(([*words[:-1], f"{words[-1]}-{extra}"], [*words, extra]))


def _title(words: list[str], chance: random.Random) -> list[str]:
    return [chance.choice(("Mr.", "Dr.", "Capt.", "Sheikh", "Ms.", "Prof.", "Lt. Col.")), *words]


def _short(words: list[str], chance: random.Random) -> list[str]:
    return [SHORT_NAMES.get(words[0], words[0]), words[-1]]


def _surname(words: list[str], chance: random.Random) -> list[str]:
    return words[-1:]


VARIANTS: Final[tuple[tuple[float, Callable[[list[str], random.Random], list[str]] | None], ...]] = (
    (0.50, None),
    (0.14, _drop_middles),
    (0.08, _initials),
    (0.05, _initial),
    (0.05, _order),
    (0.06, _respell),
    (0.02, _slip),
    (0.04, _double),
    (0.03, _title),
    (0.02, _short),
    (0.01, _surname),
)
"""Share of the reports that write the name so; null: as it is."""


def vary_name(name: str, chance: random.Random) -> str:
    """Return the name as some newsroom would write it."""
    words, suffix = split_suffix(name)
    (vary,) = chance.choices([rule for _, rule in VARIANTS], [share for share, _ in VARIANTS])
    if vary is None or len(words) < 2:
        return name
    return " ".join((*vary(words, chance), *(suffix if chance.random() < 0.7 else ())))


def split_suffix(name: str) -> tuple[list[str], list[str]]:
    """Return the words of a name, and `Jr.` or the like apart."""
    words = name.replace(",", "").split()
    return (words[:-1], words[-1:]) if words[-1].strip(".") in {"Jr", "Sr", "II", "III", "IV"} else (words, [])


def to_tables(reports: list[tuple[Person, dict[str, Any]]], run_id: str = "made") -> dict[str, pa.Table]:
    """Return the rows of the reports, one article each."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("documents", "articles", "cases", "charges", "events", "penalties", "amounts", "claims", "labels")
    }
    for number, (person, report) in enumerate(reports):
        _add_report(rows, number, person, report, run_id)
    labels = rows.pop("labels")
    tables = {name: arrow_table(name, found) for name, found in rows.items()}
    return tables | {"labels": _labels(labels)}


def _labels(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.table({"case_id": [row["case_id"] for row in rows], "label": [row["label"] for row in rows]})


SEEN: Final = {"rule": "made", "confidence": 0.9}


def _add_report(
    rows: dict[str, list[dict[str, Any]]], number: int, person: Person, report: dict[str, Any], run_id: str
) -> None:
    digest = sha256(f"{number} {report}".encode()).hexdigest()
    article_id = digest[:16]
    earliest, latest = days_allowed(report["day"])
    path = f"made/{number}"
    rows["documents"].append(
        document_row(path, state="loaded", fingerprint="made", run_id=run_id, sha256=digest, article_id=article_id)
    )
    rows["articles"].append(
        {
            "article_id": article_id, "sha256": digest, "document_format": "text", "published_at": report["day"],
            "published_earliest": earliest, "published_latest": latest, "word_count": 1, "article_text": digest,
        }
    )  # fmt: skip
    case_id = stable_id("case", article_id, 0)
    rows["labels"].append({"case_id": case_id, "label": person.label})
    own = {"case_id": case_id, "article_id": article_id}
    rows["cases"].append(
        {
            **own, "ordinal": 0, "person_name": report["name"], "aliases": report["aliases"],
            **{key: report[key] for key in ("age", "nationality", "residence", "jurisdiction", "court", "custody_place")},
        }
    )  # fmt: skip
    for place, name in enumerate(report["company"], 1):
        other = {"case_id": stable_id("case", article_id, place), "article_id": article_id, "ordinal": place}
        rows["cases"].append({**other, "person_name": name, "aliases": [], "nationality": []})
    for place, charge in enumerate(report["charges"]):
        key = stable_id("charge", case_id, place)
        rows["charges"].append(
            {"charge_id": key, **own, "ordinal": place, "charge_text": charge["text"], "iccs_code": charge["iccs"],
             "charge_stage": charge["stage"], **SEEN}
        )  # fmt: skip
    for place, event in enumerate(report["events"]):
        first, last = days_allowed(event["date"])
        key = stable_id("event", case_id, place)
        rows["events"].append(
            {"event_id": key, **own, "ordinal": place, "event_type": event["type"], "modality": event["modality"],
             "event_date": event["date"], "event_earliest": first, "event_latest": last, "event_place": event["place"], **SEEN}
        )  # fmt: skip
    for place, penalty in enumerate(report["penalties"]):
        key = stable_id("penalty", case_id, place)
        rows["penalties"].append(
            {"penalty_id": key, **own, "ordinal": place, "is_imposed": True, "penalty_kind": penalty["kind"],
             "months": penalty["months"], "comparator": "=", "penalty_text": "made", **SEEN}
        )  # fmt: skip
    for place, amount in enumerate(report["amounts"]):
        key = stable_id("amount", case_id, place)
        rows["amounts"].append(
            {"amount_id": key, **own, "ordinal": place, "amount_role": amount["role"], "money_value": amount["value"],
             "currency": amount["currency"], "comparator": "=", "amount_text": "made", **SEEN}
        )  # fmt: skip
    for place, source in enumerate(report["sources"]):
        key = stable_id("claim", article_id, place)
        rows["claims"].append(
            {"claim_id": key, "article_id": article_id, "ordinal": place, "speaker": source, "cue_text": "said",
             "content_text": "made", "claim_type": "indirect", "polarity": "asserts", "speaker_confidence": 0.9, **SEEN}
        )  # fmt: skip
