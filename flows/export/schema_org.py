"""Claims as JSON-LD in the words of schema.org: who said what, in which article.

One file a month of publication, `claims-2024-03.jsonld`, each complete: a context by its name (nothing is fetched to write
it) and a graph of `Claim`. A claim's text is what the source stands for: where the source denies, predicts or asks
for the words, the text says so in front of them, since schema.org has no field for it and a denial must not read as
an assertion.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import orjson

from warehouse.export.claims import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flows.console import Watcher
    from warehouse.export.snapshot import Snapshot

    Row = Mapping[str, Any]

CONTEXT: Final = "https://schema.org"

STANCES: Final[dict[str, str]] = {
    "asserts": "",
    "denies": "Denies: ",
    "alleges": "Alleges: ",
    "predicts": "Predicts: ",
    "intends": "Intends: ",
    "requests": "Asks for: ",
}
"""What stands in front of the words, by `polarity`."""

_BODY: Final = re.compile(
    r"\b(?:academy|administration|agency|alliance|army|assembly|association|authorit(?:y|ies)|bank|board|bureau|campaign|"
    r"cent(?:er|re)|chamber|church|club|coalition|college|commission|committee|company|congress|consulate|corp(?:oration)?|"
    r"council|court|cross|daily|defen[cs]e|department|directorate|division|embassy|federation|firm|force|forum|foundation|fund|"
    r"gazette|gmbh|government|group|guard|herald|hospital|inc|institute|kremlin|league|llc|ltd|media|military|ministry|mission|"
    r"movement|nations?|navy|network|news|office|organi[sz]ation|parliament|party|plc|police|post|press|project|prosecution|"
    r"radio|register|school|senate|service|society|television|times|tribunal|tribune|trust|tv|union|united|university|watch)\b",
    re.IGNORECASE,
)
_ACRONYM: Final = re.compile(r"[A-Z]{2,6}")
_PERSONAL_NAME: Final = re.compile(r"\w[\w.'’-]*(?: (?!of\b|for\b)\w[\w.'’-]*){1,4}(?<!['’]s)")


def write_claims(snapshot: Snapshot, target: Path, watcher: Watcher) -> dict[str, int]:
    """Write the claims month by month, and return their number."""
    count = 0
    watcher.stage("writing claims")
    watcher.expect(snapshot.count("claims"))
    with ExitStack() as files:
        stream: BinaryIO | None = None
        month = ""
        for row in snapshot.rows(CLAIMS):
            if stream is None or row["month"] != month:
                files.close()
                month = row["month"]
                stream = files.enter_context((target / f"claims-{month}.jsonld").open("wb"))
                stream.write(b'{"@context":"%s","@graph":[\n' % CONTEXT.encode())
                files.callback(stream.write, b"\n]}\n")
            else:
                stream.write(b",\n")
            stream.write(orjson.dumps(claim_node(row)))
            count += 1
            if count % 1000 == 0:
                watcher.advance(1000)
    watcher.advance(count % 1000)
    return {"Claim": count}


def claim_node(row: Row) -> dict[str, Any]:
    """Return a claim as a JSON-LD node, without what the article does not state."""
    author = _author(row)
    return _without_nulls(
        {
            "@type": "Claim",
            "@id": f"urn:casebook:{row['claim_id']}",
            "text": f"{STANCES[row['polarity']]}{row['content_text']}",
            "description": _description(row),
            "author": author,
            "creditText": None if author else row["speaker"] or row["speaker_text"],
            "dateCreated": row["claim_date"],
            "inLanguage": row["language"],
            "about": [{"@type": "Person", "name": name} for name in dict.fromkeys(row["about"] or ())],
            "appearance": {
                "@type": "NewsArticle",
                "@id": f"urn:casebook:article_{row['article_id']}",
                "headline": row["title"],
                "url": row["url"],
                "datePublished": row["published_at"],
                "creditText": row["byline"],
                "publisher": {"@type": "Organization", "name": row["publisher"]} if row["publisher"] else None,
            },
        }
    )


def _description(row: Row) -> str:
    """Return how the article reports the claim."""
    source = row["speaker"] or row["speaker_text"] or "an unnamed source"
    role = f" ({row['speaker_role']})" if row["speaker_role"] else ""
    relayed = f", relayed by {row['reported_by']}" if row["reported_by"] else ""
    return f"As reported: {source}{role}, “{row['cue_text']}” ({row['polarity']}, {row['claim_type']} speech{relayed})."


def _author(row: Row) -> dict[str, Any] | None:
    """Return the source as a person or organisation; null for words that name neither, such as `his lawyer`."""
    name, role = row["speaker"], row["speaker_role"]
    if not name or name == role:
        return None
    country = {"@type": "Country", "identifier": row["speaker_country"]} if row["speaker_country"] else None
    if _BODY.search(name) or _ACRONYM.fullmatch(name):
        return _without_nulls({"@type": "Organization", "name": name, "location": country})
    if name[:1].isupper() and (role or _PERSONAL_NAME.fullmatch(name)):
        return _without_nulls({"@type": "Person", "name": name, "jobTitle": role})
    return None


def _without_nulls(node: dict[str, Any]) -> dict[str, Any]:
    """Return the node without nulls and empty lists, those of its parts included."""
    plain: dict[str, Any] = {}
    for name, value in node.items():
        kept = _without_nulls(value) if isinstance(value, dict) else value
        if kept not in (None, [], {}):
            plain[name] = kept
    return plain
