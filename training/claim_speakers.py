"""Count how often the speakers found in each way are right: `python -m training.claim_speakers`.

Extracts claims from the annotated training articles and compares the speaker of each with that of the gold claim with the
same content, by the measures of the shared scorer. The counts are written to `extractors/models/claims_confidence.json`,
from which `extractors.claims.confidence` makes `speaker_confidence`. Prints how the stated confidence agrees with the
share that is right on articles that were not counted. Nothing here is random.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.annotations.annotate import annotate
from extractors.cases.find import find_cases
from extractors.claims.build import build_claims, find_sources
from extractors.claims.confidence import MODEL, way_of
from extractors.claims.constructions import find_candidates
from extractors.claims.cues import find_cues
from extractors.claims.layout import build_layout
from extractors.claims.mentions import Mentions
from extractors.claims.select import select_candidates
from extractors.persons.resolve import resolve_people
from extractors.precision import precision_of
from training.cases import ARTICLES, SHARED, load_scorer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELD_APART = (SHARED / "corpora" / "gold_train" / "check.jsonl", SHARED / "gold" / "dev.jsonl")
_BANDS = (0.0, 0.7, 0.8, 0.9, 0.95, 1.01)


def judged_speakers(articles: Path) -> Iterator[tuple[str, bool]]:
    """Yield for every found claim that gold has too the way in which its speaker was found, and whether it is right."""
    scorer = load_scorer()
    for line in articles.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        annotated = annotate(row["text"], row.get("published_at"), title=row.get("title"))
        people = resolve_people(annotated)
        cases = find_cases(annotated, people)
        layout = build_layout(annotated)
        kept = select_candidates(layout, find_candidates(layout, find_cues(layout)))
        sources = find_sources(layout, Mentions(people), cases, [candidate for candidate, _ in kept])
        found = [claim.model_dump(mode="json") for claim in build_claims(layout, people, cases, kept)]
        pairs = scorer.greedy(
            row["claims"], found, lambda gold, one: scorer.token_f1(scorer.content(gold), scorer.content(one)), 0.6
        )
        for gold, index in pairs:
            if sources[index].name:
                is_right = scorer.same_name(row["claims"][gold].get("speaker"), sources[index].name)
                yield way_of(sources[index]), bool(is_right)


def main() -> None:
    """Count, write, and compare with the articles held apart."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for way, right in judged_speakers(ARTICLES):
        for key in ("*", way):
            counts[key][0] += right
            counts[key][1] += 1
    written = {"speaker": dict(sorted(counts.items()))}
    MODEL.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"{counts['*'][1]:,} speakers counted, written to {MODEL}")
    judged = [
        (precision_of(written, "speaker", way), right) for path in HELD_APART for way, right in judged_speakers(path)
    ]
    for low, high in pairwise(_BANDS):
        band = [pair for pair in judged if low <= pair[0] < high]
        if band:
            stated, right = (sum(pair[side] for pair in band) / len(band) for side in (0, 1))
            print(f"  confidence {stated:.2f}: {right:.2f} right of {len(band)}")


if __name__ == "__main__":
    main()
