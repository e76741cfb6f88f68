"""Count how often the values of each rule are right: `python -m training.cases`.

Extracts cases from the annotated training articles and compares every value with the gold record of the same person,
by the measures of the shared scorer. The counts are written to `extractors/models/cases_confidence.json`, from which
`extractors.cases.confidence` makes the confidence of each value. Nothing here is random: the same articles and rules
give the same counts.
"""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.annotations.annotate import annotate
from extractors.cases.confidence import MODEL
from extractors.cases.find import find_cases
from extractors.persons.resolve import resolve_people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from schemas.case import Case

SHARED = Path(__file__).parents[2] / "shared"
ARTICLES = SHARED / "corpora" / "gold_train" / "train.jsonl"
TEXT_FIELDS = ("residence", "court", "custody_place")


def load_scorer() -> ModuleType:
    """Return the shared scorer, which says when two values are the same."""
    spec = importlib.util.spec_from_file_location("score_cases", SHARED / "score_cases.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "score_cases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged_values(articles: Path) -> Iterator[tuple[str, str, float, bool]]:
    """Yield every extracted value: its field, rule, confidence, and whether gold has it."""
    scorer = load_scorer()
    for line in articles.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        annotated = annotate(row["text"], row.get("published_at"), title=row.get("title"))
        cases = find_cases(annotated, resolve_people(annotated))
        dumped = [case.model_dump(mode="json") for case in cases]
        pairs = scorer.greedy(row["cases"], dumped, scorer.person_similarity, 0.5)
        gold_of = {index: row["cases"][gold] for gold, index in pairs}
        for index, case in enumerate(cases):
            yield from judge_case(scorer, gold_of.get(index), case)


def judge_case(scorer: ModuleType, gold: dict[str, Any] | None, case: Case) -> Iterator[tuple[str, str, float, bool]]:
    """Yield the values of one case with whether its gold record, null for an extra person, has them."""
    one = gold or {}
    if "name" in case.support:
        yield "name", case.support["name"].rule, case.support["name"].confidence, gold is not None
    events = {(event["type"], event.get("modality") or "actual") for event in scorer.listed(one, "events")}
    for event in case.events:
        yield "event", event.rule, event.confidence, (event.type, event.modality) in events
    texts = [charge["text"] for charge in scorer.listed(one, "charges")]
    matched = {j for _, j in scorer.greedy(texts, [c.text for c in case.charges], scorer.token_f1, scorer.TEXT_MATCH)}
    for index, charge in enumerate(case.charges):
        yield "charge", charge.rule, charge.confidence, index in matched
    for field in ("sentence", "max_penalty"):
        known = {scorer.penalty(penalty) for penalty in scorer.listed(one, field)}
        for penalty in getattr(case, field):
            yield field, penalty.rule, penalty.confidence, scorer.penalty(penalty.model_dump(mode="json")) in known
    sums = {scorer.money(amount) for amount in scorer.listed(one, "amounts")}
    for amount in case.amounts:
        yield "amount", amount.rule, amount.confidence, scorer.money(amount.model_dump(mode="json")) in sums
    for field, support in case.support.items():
        if field != "name":
            yield field, support.rule, support.confidence, _is_right(scorer, field, getattr(case, field), one)


def _is_right(scorer: ModuleType, field: str, value: Any, gold: dict[str, Any]) -> bool:  # noqa: ANN401 - any field
    """Tell whether the gold record has the single value of a field."""
    if field in TEXT_FIELDS:
        return bool(gold.get(field)) and scorer.token_f1(gold[field], value) >= scorer.TEXT_MATCH
    if field == "nationality":
        return set(value) <= set(scorer.listed(gold, field))
    if field == "aliases":
        return {scorer.name_tokens(alias) for alias in value} <= {
            scorer.name_tokens(a) for a in scorer.listed(gold, field)
        }
    return bool(gold.get(field) == value)


def main() -> None:
    """Count and write."""
    counts: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for field, rule, _, right in judged_values(ARTICLES):
        for key in ("*", rule):
            counts[field][key][0] += right
            counts[field][key][1] += 1
    ordered = {field: dict(sorted(rules.items())) for field, rules in sorted(counts.items())}
    MODEL.write_text(json.dumps(ordered, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{sum(rules['*'][1] for rules in ordered.values()):,} values counted, written to {MODEL}")


if __name__ == "__main__":
    main()
