"""What README.md says that casebook makes of its article is what casebook makes of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.console import Silent
from flows.stream import extract_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the records of the quoted article, published on the day that README.md names."""
    [published] = re.findall(r"with the publication date (\d{4}-\d\d-\d\d)", README)
    text = "\n".join(line.removeprefix(">").removeprefix(" ") for line in README.splitlines() if line.startswith(">"))
    file = tmp_path_factory.mktemp("readme") / "article.jsonl"
    file.write_text(json.dumps({"text": text, "published_at": published}) + "\n")
    [made] = extract_documents([file], Silent(), 0)
    return made


def rows(header: str) -> Iterator[list[str]]:
    """Yield the rows of the table with that header."""
    _, _, table = README.partition(f"{header}\n")
    for line in table.splitlines()[1:]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.replace("\\", "").strip("|").split("|")]


def test_events(record: dict[str, Any]) -> None:
    """Each event has the date and words that the table shows, the words of the event in brackets."""
    [case] = record["cases"]
    found = {
        (event["type"], event["date"], event["modality"]): [record["text"][a:b] for a, b in event["evidence"]]
        for event in case["events"]
    }
    listed = {
        tuple(row[:3]): re.findall(r"\[(.+?)\]", row[3])
        for row in rows("| event_type | event_date | modality | words |")
    }
    assert listed == found


def test_claims(record: dict[str, Any]) -> None:
    """Each claim has the source, stance, figure and words that the table shows."""
    found = []
    for claim in record["claims"]:
        [figure] = claim["quantities"]
        count = f"{figure['comparator']} {figure['value']:g}"
        content = " ".join(claim["content"])
        found.append([claim["speaker"], claim["cue"], claim["polarity"], count, figure["unit"] or "", content])
    assert list(rows("| speaker | cue | polarity | count | unit | content |")) == found


def test_case(record: dict[str, Any]) -> None:
    """The case is as the sentence below the tables says."""
    [case] = record["cases"]
    [charge], [sentence] = case["charges"], case["sentence"]
    said = (
        f"The case: {case['name']}, {case['age']}, of {case['residence']}; charge `{charge['text']}` (ICCS {charge['iccs']}, "
        f"stage `{charge['stage']}`); `{sentence['text']}` = {sentence['months']} months, imposed."
    )
    assert said in " ".join(README.split())
