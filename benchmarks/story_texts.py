"""Texts for `benchmarks/stories.py`: real ones of ../shared, near-copies made of them by a seeded script, and forms.

A *near-copy* is what a site does to agency copy: another headline, an agency line, a rewritten or a new lead, swapped words,
a cut tail, moved paragraphs, paragraphs of its own (real ones, from texts that are not in the set). A *form* is a release
with other persons, ages, dates and sums in the same words: the story of somebody else, which must not be joined.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SHARED: Final = Path(__file__).resolve().parents[2] / "shared"

ROWS_FILES: Final = (
    "corpora/gold_train/train.jsonl",  # before the other releases: the same texts, with the persons named
    "corpora/gold_train/check.jsonl",
    "corpora/prosecutors/dev.jsonl",
    "corpora/doj/dev.jsonl",
    "gold/dev.jsonl",
    "corpora/news/dev.jsonl",
    "corpora/claims/polnear_train.jsonl",
    "corpora/claims/polnear_dev.jsonl",
    "corpora/claims/gum_dev.jsonl",
    "corpora/temporal/meantime_dev.jsonl",
    "corpora/justice_events/wikievents_dev.jsonl",
    "corpora/justice_events/rams_dev.jsonl",
    "corpora/doj_roles/dev.jsonl",
)
TREEBANKS: Final = ("gum_train", "gum_dev", "ewt_train", "ewt_dev")

PRINTED_TWICE: Final = (
    ("wash-post_2015-12-12_misinformation-enters", "wash-post_2015-12-13_misinformation-enters"),
    ("nyt_2016-03-04_republicans-have-stake", "nyt_2016-03-05_polls-suggest-possibility"),
    ("nyt_2015-11-25_golf-courses-forced", "nyt_2015-11-26_with-fewer-golfers"),
    ("nyt_2016-03-15_sanders-advances-agenda", "nyt_2016-03-16_via-legislative-side-doors"),
    ("usa-today_2016-04-06_sanders-says-he-s-riding", "usa-today_2016-04-06_sanders-winning-streak"),
    ("breitbart_2016-03-15_the-latest-kasich-scores", "breitbart_2016-03-15_the-latest-sanders-declares"),
)
"""Real texts of the corpora that are the same story: the beginnings of their ids. Found by the cosine of tf-idf word vectors
(every pair above 0.45 was looked at), which is not how the product looks for them."""

SAME_WINDOW: Final = 0.6
"""Five-sentence windows of one article (RAMS) whose word sets have this cosine overlap: one of the two is left out."""

MIN_WORDS: Final = 40
PASSAGE_WORDS: Final = 200

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the set; texts of one `family` are the same story."""

    text_id: str
    words: str
    published_at: str | None
    family: str
    edit: str = "real"
    persons: tuple[str, ...] = ()
    defendants: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """Paragraphs of the text."""
        return self.words.split("\n\n")


def real_texts(count: int) -> list[Text]:
    """Return `count` different real texts; long ones of news are passages of about PASSAGE_WORDS words."""
    rng = random.Random(6)
    texts, seen = [], set()
    for text in _all_texts():
        key = " ".join(_WORD.findall(text.words.lower()))
        if key not in seen and len(key.split()) >= MIN_WORDS:
            seen.add(key)
            texts.append(text)
    texts = _without_overlaps(texts)
    twice = {start: pair[0] for pair in PRINTED_TWICE for start in pair}
    whole, passages = [], []
    for text in texts:
        family = next((name for start, name in twice.items() if start in text.text_id), None)
        if family:
            whole.append(Text(text.text_id, text.words, text.published_at, family))
        elif text.text_id.startswith(("da-", "doj-", "djr-")):
            whole.append(text)  # releases of one office about one person: the hardest to keep apart
        else:
            passages.extend(_passages(text))
    rng.shuffle(passages)
    chosen = [*whole, *passages][:count]
    return [_dated(text, rng) for text in chosen]


def _dated(text: Text, rng: random.Random) -> Text:
    day = text.published_at or (dt.date(2015, 1, 1) + dt.timedelta(rng.randrange(3650))).isoformat()
    return replace(text, published_at=day)


def _all_texts() -> Iterator[Text]:
    for name in ROWS_FILES:
        with (SHARED / name).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                persons = tuple(row.get("entities", {}).get("PERSON", ()))
                published = row.get("published_at") or row.get("dct")
                defendants = tuple(case["name"] for case in row.get("cases", ()) if case["name"])
                yield Text(row["doc_id"], row["text"], published, row["doc_id"], "real", persons, defendants)
    pages = json.loads((SHARED / "corpora/boilerplate/gold.json").read_text(encoding="utf-8"))
    for name, page in pages.items():
        yield Text(name, page["articleBody"].replace("\n", "\n\n"), None, name)
    for name in TREEBANKS:
        with gzip.open(SHARED / f"corpora/treebanks/{name}.conllu.gz", "rt", encoding="utf-8") as lines:
            yield from _treebank(lines)


def _treebank(lines: Iterable[str]) -> Iterator[Text]:
    name, sentences = "", []
    for line in lines:
        if line.startswith("# newdoc"):
            if sentences:
                yield Text(name, "\n\n".join(sentences), None, name)
            name, sentences = line.rsplit("=", 1)[1].strip(), []
        elif line.startswith("# text = "):
            sentences.append(line[9:].strip())
    yield Text(name, "\n\n".join(sentences), None, name)


def _without_overlaps(texts: list[Text]) -> list[Text]:
    """Leave out windows (RAMS) that overlap an earlier one, by the cosine of their word counts."""
    kept: list[Text] = []
    windows: list[set[str]] = []
    for text in texts:
        if text.text_id.startswith("rams"):
            words = set(_WORD.findall(text.words.lower()))
            cosines = (len(words & other) / (len(words) * len(other)) ** 0.5 for other in windows)
            if max(cosines, default=0) >= SAME_WINDOW:
                continue
            windows.append(words)
        kept.append(text)
    return kept


def _passages(text: Text) -> Iterator[Text]:
    passage: list[str] = []
    paragraphs = text.paragraphs
    left = len(text.words.split())
    for number, paragraph in enumerate(paragraphs):
        passage.append(paragraph)
        left -= len(paragraph.split())
        if left <= 0 or (sum(len(part.split()) for part in passage) >= PASSAGE_WORDS and left >= PASSAGE_WORDS // 2):
            name = f"{text.text_id}@{number}"
            yield Text(name, "\n\n".join(passage), text.published_at, name)
            passage = []
    if passage and sum(len(part.split()) for part in passage) >= MIN_WORDS:
        name = f"{text.text_id}@end"
        yield Text(name, "\n\n".join(passage), text.published_at, name)


class Editor:
    """Makes near-copies; the same seed gives the same copies."""

    def __init__(self, stock: Iterable[Text], seed: int) -> None:
        self.rng = random.Random(seed)
        self.paragraphs = [p for text in stock for p in text.paragraphs if 15 <= len(p.split()) <= 90]
        self.words = sorted({w for p in self.paragraphs for w in re.findall(r"\b[a-z]{4,}\b", p)})

    def swapped(self, share: float) -> Callable[[list[str]], list[str]]:
        """Swap `share` of the words (never of names and numbers alone) for others, and drop half as many."""

        def edit(paragraphs: list[str]) -> list[str]:
            return [" ".join(self._swapped(paragraph, share)) for paragraph in paragraphs]

        return edit

    def _swapped(self, paragraph: str, share: float) -> Iterator[str]:
        for word in paragraph.split(" "):
            luck = self.rng.random()
            if luck < share:
                yield self.rng.choice(self.words) if word.islower() else word
            elif luck > share * 1.5:
                yield word

    def agency_line(self, paragraphs: list[str]) -> list[str]:
        """Put another dateline before the lead and a credit behind the text."""
        place, agency = self.rng.choice(("LONDON", "DELHI", "NAIROBI")), self.rng.choice(("Atlas", "Meridian", "KPN"))
        credit = self.rng.choice(("With inputs from agencies.", f"Reporting by {agency}; editing by our desk."))
        return [f"{place} ({agency}) - {paragraphs[0]}", *paragraphs[1:], credit]

    def headline(self, paragraphs: list[str]) -> list[str]:
        """Print another headline and stand-first above the text."""
        words = self.rng.choice(self.paragraphs).split()
        return [" ".join(words[:9]), " ".join(words[9:24]) or "More follows", *paragraphs]

    def lead_edited(self, paragraphs: list[str]) -> list[str]:
        """Rewrite the lead: a third of its words go or are others."""
        return [*self.swapped(0.25)(paragraphs[:1]), *paragraphs[1:]]

    def lead_new(self, paragraphs: list[str]) -> list[str]:
        """Put another paragraph in the lead's place."""
        return [self.rng.choice(self.paragraphs), *paragraphs[1:]]

    def kept(self, share: float) -> Callable[[list[str]], list[str]]:
        """Cut the tail: keep `share` of the words, whole paragraphs."""

        def edit(paragraphs: list[str]) -> list[str]:
            wanted = share * sum(len(paragraph.split()) for paragraph in paragraphs)
            result: list[str] = []
            while sum(len(paragraph.split()) for paragraph in result) < wanted:
                result.append(paragraphs[len(result)])
            return result

        return edit

    def local(self, count: int) -> Callable[[list[str]], list[str]]:
        """Add `count` paragraphs of the site's own."""

        def edit(paragraphs: list[str]) -> list[str]:
            result = list(paragraphs)
            for _ in range(count):
                result.insert(self.rng.randrange(1, len(result) + 1), self.rng.choice(self.paragraphs))
            return result

        return edit

    def moved(self, paragraphs: list[str]) -> list[str]:
        """Put all paragraphs behind the lead in another order."""
        rest = paragraphs[1:]
        self.rng.shuffle(rest)
        return [paragraphs[0], *rest]

    def strengths(self) -> dict[str, tuple[Callable[[list[str]], list[str]], ...]]:
        """Return the edits of each strength, in the order in which they are made."""
        return {
            "headline": (self.headline,),
            "agency line": (self.agency_line,),
            "lead edited": (self.lead_edited, self.agency_line),
            "tail cut to 70%": (self.kept(0.7),),
            "tail cut to 50%": (self.kept(0.5),),
            "tail cut to 35%": (self.kept(0.35),),
            "paragraphs moved": (self.moved,),
            "5% of words": (self.swapped(0.05),),
            "10% of words": (self.swapped(0.1),),
            "local colour": (self.local(2),),
            "light": (self.headline, self.agency_line, self.swapped(0.02)),
            "moderate": (self.lead_edited, self.kept(0.75), self.swapped(0.03), self.local(1), self.headline),
            "strong": (self.lead_new, self.kept(0.6), self.swapped(0.05), self.moved, self.local(2)),
        }

    def copy(self, original: Text, strength: str, number: int) -> Text:
        """Return a near-copy of `original`, published up to three days later; of one in ten no date could be read."""
        paragraphs = original.paragraphs
        for edit in self.strengths()[strength]:
            paragraphs = edit(paragraphs)
        day = None
        if original.published_at and self.rng.random() >= 0.1:
            later = self.rng.choices((0, 1, 2, 3), (60, 25, 10, 5))[0]
            first = dt.date.fromisoformat(f"{original.published_at}-01-01"[:10])
            day = (first + dt.timedelta(later)).isoformat()
        return Text(f"{original.text_id}~{number}", "\n\n".join(paragraphs), day, original.family, strength)


GIVEN: Final = [
    "Arlo",
    "Berit",
    "Corin",
    "Dalia",
    "Edda",
    "Falk",
    "Gunda",
    "Hale",
    "Ines",
    "Jory",
    "Kasia",
    "Leif",
    "Mira",
    "Nilo",
    "Orla",
    "Petra",
    "Quin",
    "Rhea",
    "Sten",
    "Tova",
]
SURNAMES: Final = [
    "Abbend",
    "Brackmoor",
    "Calloran",
    "Drostan",
    "Elverin",
    "Fennrick",
    "Garlow",
    "Hestmark",
    "Iversund",
    "Jallow",
    "Kestrow",
    "Lindquay",
    "Marrowen",
    "Norvane",
    "Ostrell",
    "Pellinor",
    "Quarrow",
    "Rensholt",
    "Sarkany",
    "Tolvane",
    "Umbrell",
    "Vandermoss",
    "Westerlin",
    "Yarborn",
    "Zellmark",
]


def form_of(release: Text, names: Iterable[str], digits: str = r"\d") -> Text:
    """Return `release` about somebody else: other `names`, other `digits`, every other word as it was."""
    rng = random.Random(release.text_id)
    parts = sorted({part for name in names for part in name.split() if part[0].isupper() and len(part) > 1})
    words = release.words
    for number, part in enumerate(parts):
        words = re.sub(rf"\b{re.escape(part)}\b", rng.choice(SURNAMES if number % 2 else GIVEN), words)
    words = re.sub(digits, lambda match: re.sub(r"\d", lambda _: str(rng.randrange(1, 10)), match[0]), words)
    return Text(f"{release.text_id}^", words, release.published_at, f"{release.text_id}^", "form")
