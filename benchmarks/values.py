"""Scores of the value extractors against human gold in ../shared: dates, money, ages, penalties, counts, offences, speed.

    python benchmarks/values.py [--show NAME] [--json]

What is compared, and why:

* dates, MEANTIME: gold expressions of type DATE whose value is a day, a month or a year (`2013-12-10`, `2008-06`,
  `2005`) against dates that resolve to a value. Quarters, seasons, weeks, decades, fiscal years and vague references
  (`recently`, `PRESENT_REF`) have no normal form in the records: they are no gold, and a prediction that overlaps one
  counts neither way. A hit needs overlapping spans and the same value. Only the first six lines of each document were
  annotated (no gold expression of any type stands further down), so only predictions there count.
* dates, Recognizers-Text: `date` and `daterange` rows whose value is one day, month or year; chat-like commands, so a
  reference for breadth rather than a goal.
* money: spans (comparator words apart) and value and unit, where the gold unit names an ISO 4217 currency or a plain
  `Dollar`, `Pound` and the like; rows whose unit is no currency of ours count as text without money.
* offences: the ICCS code of each gold charge from its phrase (two digits, whole code, one code a prefix of the other),
  and the share of gold charge phrases that some phrase found in the article matches with token F1 of at least 0.6.
* dates, penalties and quantities, gold_train: what the gold cases and claims of an article state, against all that is
  found in it; extras are values that belong to no gold case or claim, so precision is a lower bound.

Skips with a message where ../shared is absent.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractors.values.ages import find_ages  # noqa: E402
from extractors.values.countries import find_nationalities  # noqa: E402
from extractors.values.counts import find_counts  # noqa: E402
from extractors.values.dates import find_dates  # noqa: E402
from extractors.values.durations import find_durations  # noqa: E402
from extractors.values.money import find_money, normalise_currency  # noqa: E402
from extractors.values.offences import find_offences, iccs_code  # noqa: E402
from extractors.values.penalties import find_penalties  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PARTS = ("train", "check")
SHARED = ROOT.parent / "shared"
ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
STOP = {"a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "by", "with", "at", "from", "his", "her", "their"}

Fact = tuple[int, int, object]


def read(name: str) -> Iterator[dict[str, Any]]:
    with (SHARED / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


class Score:
    """Hits, misses and extras of one measure, with the examples."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hit = self.miss = self.extra = 0
        self.examples: list[str] = []

    def add(self, text: str, gold: list[Fact], predicted: list[Fact], ignored: Iterable[tuple[int, int]] = ()) -> None:
        """Match facts one to one by overlapping span and equal value."""
        free = list(predicted)
        ignored = list(ignored)
        for start, end, value in gold:
            match = next((p for p in free if p[0] < end and start < p[1] and p[2] == value), None)
            if match is None:
                self.miss += 1
                near = [p for p in free if p[0] < end and start < p[1]]
                self.examples.append(f"missed {text[max(0, start - 40) : start]}[{text[start:end]}] {value} got {near}")
            else:
                self.hit += 1
                free.remove(match)
        for start, end, value in free:
            if not any(start < other_end and other_start < end for other_start, other_end in ignored):
                self.extra += 1
                self.examples.append(f"extra {text[max(0, start - 40) : start]}[{text[start:end]}] {value}")

    def row(self) -> dict[str, float]:
        """Return precision, recall, F1 and the number of gold facts."""
        precision = self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0
        recall = self.hit / (self.hit + self.miss) if self.hit + self.miss else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {"precision": precision, "recall": recall, "f1": f1, "gold": self.hit + self.miss}


def score_meantime() -> Score:
    score = Score("dates.meantime")
    for row in read("corpora/temporal/meantime_dev.jsonl"):
        dates = [t for t in row["timexes"] if t["type"] == "DATE" and ISO.fullmatch(str(t["value"]))]
        others = [(t["start"], t["end"]) for t in row["timexes"] if t not in dates]
        gold: list[Fact] = [(t["start"], t["end"], t["value"]) for t in dates]
        end = _line_end(row["text"], 6)
        predicted: list[Fact] = [
            (*d.span, d.value) for d in find_dates(row["text"], row["dct"]) if d.value and d.span.start < end
        ]
        score.add(row["text"], gold, predicted, others)
    return score


def _line_end(text: str, lines: int) -> int:
    """Return where the first `lines` lines of `text` end."""
    at = -1
    for _ in range(lines):
        at = text.find("\n", at + 1)
        if at < 0:
            return len(text)
    return at


def score_recognizers_dates() -> Score:
    score = Score("dates.recognizers")
    for row in read("corpora/temporal/recognizers_datetime_dev.jsonl"):
        gold: list[Fact] = []
        others = []
        for expected in row["expected"]:
            values = (expected.get("resolution") or {}).get("values") or []
            timexes = {value.get("timex") for value in values}
            days = [value["value"] for value in values if value.get("type") == "date" and "value" in value]
            kind = (expected["type"] or "").rsplit(".", 1)[-1]
            timex = next(iter(timexes)) if len(timexes) == 1 else None
            if kind == "date" and days:
                gold.append((expected["start"], expected["end"], days[0]))
            elif kind == "daterange" and timex and ISO.fullmatch(timex):
                gold.append((expected["start"], expected["end"], timex))
            else:
                others.append((expected["start"], expected["end"]))
        predicted: list[Fact] = [
            (*d.span, d.value) for d in find_dates(row["text"], (row.get("reference") or "")[:10] or None) if d.value
        ]
        score.add(row["text"], gold, predicted, others)
    return score


def _gold_currency(resolution: dict[str, Any]) -> str | None:
    """Return the ISO code that a gold unit stands for; a plain `Dollar` is the US dollar, as in the records."""
    code = resolution.get("isoCurrency")
    if code and not code.startswith("_"):
        return str(code)
    unit = str(resolution.get("unit") or "")
    currency = normalise_currency(unit.lower()) if unit else None
    return currency.code if currency and currency.fraction == 1 else None


def score_money() -> Score:
    score = Score("money.recognizers")
    for row in read("corpora/quantities/recognizers_currency_dev.jsonl"):
        gold: list[Fact] = []
        others = []
        for expected in row["expected"]:
            resolution = expected["resolution"]
            unit, value = str(resolution.get("unit") or ""), resolution.get("value")
            code = _gold_currency(resolution)
            if value is None:
                others.append((expected["start"], expected["end"]))
                continue
            if unit in {"Cent", "Penny"}:
                code, value = ("USD" if unit == "Cent" else "GBP"), float(value) / 100
            if code is None:
                others.append((expected["start"], expected["end"]))
            else:
                gold.append((expected["start"], expected["end"], (round(float(value), 2), code)))
        predicted: list[Fact] = [(*m.span, (round(m.value, 2), m.currency)) for m in find_money(row["text"])]
        score.add(row["text"], gold, predicted, others)
    return score


def score_ages() -> Score:
    score = Score("ages.recognizers")
    for row in read("corpora/quantities/recognizers_age_dev.jsonl"):
        people = [
            e for e in row["expected"] if e["resolution"]["unit"] == "Year" and float(e["resolution"]["value"]) <= 120
        ]
        gold: list[Fact] = [(e["start"], e["end"], int(e["resolution"]["value"])) for e in people]
        score.add(row["text"], gold, [(*a.span, a.years) for a in find_ages(row["text"])])
    return score


def _tokens(text: str) -> Counter[str]:
    words = re.findall(r"\w+", text.casefold())
    return Counter([word for word in words if word not in STOP] or words)


def token_f1(left: str, right: str) -> float:
    a, b = _tokens(left), _tokens(right)
    common = sum((a & b).values())
    return 2 * common / (sum(a.values()) + sum(b.values())) if common else 0.0


def score_offences(part: str) -> tuple[dict[str, float], list[str]]:
    counts: Counter[str] = Counter()
    examples = []
    for row in read(part):
        charges = [charge for case in row["cases"] for charge in case["charges"] if charge.get("iccs")]
        if not charges:
            continue
        found = [row["text"][slice(*offence.span)] for offence in find_offences(row["text"])]
        matched: set[int] = set()
        for charge in charges:
            gold, code = str(charge["iccs"]), iccs_code(charge["text"])
            counts["charges"] += 1
            counts["section"] += bool(code) and code[:2] == gold[:2]
            counts["code"] += code == gold
            counts["compatible"] += bool(code) and (code.startswith(gold) or gold.startswith(code))
            hits = [index for index, phrase in enumerate(found) if token_f1(phrase, charge["text"]) >= 0.6]
            counts["found"] += bool(hits)
            matched.update(hits)
            if not code or code[:2] != gold[:2]:
                examples.append(f"code: {charge['text']!r} is {gold}, got {code}")
            if not hits:
                examples.append(f"span: {charge['text']!r} not found")
        counts["phrases"] += len(found)
        counts["matched"] += len(matched)
    total = counts["charges"]
    rates = {name: counts[name] / total for name in ("section", "code", "compatible", "found")}
    return rates | {"phrases_that_are_charges": counts["matched"] / counts["phrases"], "charges": total}, examples


def score_event_dates(part: str) -> Score:
    """Score whether each dated event and claim of the gold has its date among the dates found (recall only)."""
    score = Score(f"dates.{part}")
    for row in read(f"corpora/gold_train/{part}.jsonl"):
        found = {date.value for date in find_dates(row["text"], row["published_at"])} | {row["published_at"]}
        gold = {event["date"] for case in row["cases"] for event in case["events"] if event["date"]}
        gold |= {claim["date"] for claim in row["claims"] if claim["date"]}
        score.hit += len(gold & found)
        score.miss += len(gold - found)
        score.examples += [f"missed {date} in {row['doc_id']}" for date in sorted(gold - found)]
    return score


def score_penalties(part: str) -> Score:
    """Score the penalties found against all that the cases of an article state: kind, length or amount."""
    score = Score(f"penalties.{part}")
    for row in read(f"corpora/gold_train/{part}.jsonl"):
        stated = [item for case in row["cases"] for item in (*case["sentence"], *case["max_penalty"])]
        gold = {_penalty(p["kind"], p["months"], p["months_max"], p["value"]) for p in stated}
        found = {_penalty(p.kind, p.months, p.months_max, p.value) for p in find_penalties(row["text"])}
        if row["cases"]:
            score.hit += len(gold & found)
            score.miss += len(gold - found)
            score.extra += len(found - gold)
            score.examples += [f"missed {item} in {row['doc_id']}" for item in sorted(map(str, gold - found))]
            score.examples += [f"extra {item} in {row['doc_id']}" for item in sorted(map(str, found - gold))]
    return score


def _penalty(kind: str, months: int | None, months_max: int | None, value: float | None) -> tuple[object, ...]:
    return (kind, months, months_max) if value is None else (kind, round(float(value), 2))


def score_quantities(part: str) -> Score:
    """Score counts and amounts inside the gold claims against their gold quantities: comparator and value."""
    score = Score(f"quantities.{part}")
    for row in read(f"corpora/gold_train/{part}.jsonl"):
        text = row["text"]
        values = [(c.span, c.comparator, c.value) for c in find_counts(text)]
        values += [(m.span, m.comparator, m.value) for m in find_money(text)]
        for claim in row["claims"]:
            contents = claim["content"] if isinstance(claim["content"], list) else [claim["content"]]
            places = [(at, at + len(words)) for words in contents if (at := text.find(words)) >= 0]
            gold = {(q["comparator"] or "=", float(q["value"])) for q in claim["quantities"] if q["value"] is not None}
            found = {
                (comparator, float(value))
                for span, comparator, value in values
                if value is not None and any(start <= span.start and span.end <= end for start, end in places)
            }
            score.hit += len(gold & found)
            score.miss += len(gold - found)
            score.extra += len(found - gold)
            score.examples += [f"missed {item} in {contents[0][:120]}" for item in sorted(map(str, gold - found))]
            score.examples += [f"extra {item} in {contents[0][:120]}" for item in sorted(map(str, found - gold))]
    return score


def measure_speed() -> dict[str, float]:
    """Return microseconds a word for each `find_`, on the articles of check.jsonl, best of three.

    Counts and penalties are given the values that the annotations of an article hold already, as on the real road.
    """
    articles = [(row["text"], row["published_at"]) for row in read("corpora/gold_train/check.jsonl")]
    words = sum(len(text.split()) for text, _ in articles)
    times: dict[str, float] = {}
    for _ in range(3):
        spent: Counter[str] = Counter()
        for text, published_at in articles:
            dates = _timed(spent, "dates", lambda text=text, day=published_at: find_dates(text, day))
            durations = _timed(spent, "durations", lambda text=text: find_durations(text))
            money = _timed(spent, "money", lambda text=text: find_money(text))
            ages = _timed(spent, "ages", lambda text=text: find_ages(text))
            others = [value.span for value in (*dates, *durations, *money, *ages)]
            _timed(spent, "counts", lambda text=text, others=others: find_counts(text, others))
            _timed(spent, "nationalities", lambda text=text: find_nationalities(text))
            _timed(spent, "offences", lambda text=text: find_offences(text))
            _timed(spent, "penalties", lambda text=text, d=durations, m=money: find_penalties(text, d, m))
        for name, seconds in spent.items():
            times[name] = min(times.get(name, float("inf")), seconds / words * 1e6)
    return times | {"all": sum(times.values())}


def _timed(spent: Counter[str], name: str, find: Callable[[], list[Any]]) -> list[Any]:
    began = time.process_time()
    found = find()
    spent[name] += time.process_time() - began  # type: ignore[assignment]
    return found


def measure() -> tuple[dict[str, dict[str, float]], dict[str, list[str]]]:
    """Return the figures of every measure of quality, and the examples of what went wrong in each."""
    scores = [score_meantime(), score_recognizers_dates(), score_money(), score_ages()]
    scores += [score(part) for score in (score_event_dates, score_penalties, score_quantities) for part in PARTS]
    rows = {score.name: score.row() for score in scores}
    errors = {score.name: score.examples for score in scores}
    for part in PARTS:
        name = f"offences.{part}"
        rows[name], errors[name] = score_offences(f"corpora/gold_train/{part}.jsonl")
    return rows, errors


def main() -> int:
    parser = argparse.ArgumentParser(description="Score the value extractors.")
    parser.add_argument("--show", metavar="NAME", help="list the errors of one measure")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"skipped: no gold data at {SHARED}")
        return 0
    rows, errors = measure()
    rows["speed_us_per_word"] = measure_speed()
    if arguments.json:
        print(json.dumps(rows))
        return 0
    for name, row in rows.items():
        print(f"{name:20}", "  ".join(f"{key} {value:.3f}".rstrip("0").rstrip(".") for key, value in row.items()))
    for example in errors.get(arguments.show or "", ()):
        print("   ", example.replace("\n", " "))
    return 0


if __name__ == "__main__":
    sys.exit(main())
