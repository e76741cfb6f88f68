"""Resolve `he`, `she`, `they` and their forms to the entities that they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.persons.model import Mention

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.persons.model import Gender, People

PRONOUNS: dict[str, Gender | None] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
    "they": None, "them": None, "their": None, "theirs": None, "themselves": None,
}  # fmt: skip
_OBJECT_WORDS = frozenset(
    ["of", "by", "to", "against", "with", "for", "from", "and", "than", "like", "in", "on", "at", "about", "between", "into", "toward", "towards", "near"]
)
_REACH = 6
"""Sentences that a pronoun looks back."""


def resolve_pronouns(annotated: Annotated, people: People) -> list[Mention]:
    """Return a mention for each third-person pronoun, resolved to the best candidate before it."""
    found: list[Mention] = []
    names = people.mentions
    cursor = 0
    recent: list[tuple[int, int, bool]] = []  # entity, sentence number, whether it is a subject
    for number, sentence in enumerate(annotated.sentences):
        subject_open = True
        for index in range(sentence.first, sentence.last):
            token = annotated.tokens[index]
            while cursor < len(names) and names[cursor].span.start <= token.start:
                mention = names[cursor]
                cursor += 1
                if mention.entities and people.entities[mention.entities[0]].kind == "person":
                    before = annotated.tokens[index - 1].text.lower() if index > sentence.first else ""
                    recent.append((mention.entities[0], number, subject_open and before not in _OBJECT_WORDS))
                    subject_open = False
            gender = PRONOUNS.get(token.text.lower(), "none")
            if gender in ("male", "female"):
                best = _best_candidate(people, recent, number, gender)  # type: ignore[arg-type]
                if best is None:
                    found.append(Mention(token.span, "pronoun", (), 0.0))
                    continue
                entity, confidence = best
                if people.entities[entity].gender is None:
                    people.entities[entity].gender = gender  # type: ignore[assignment]
                found.append(Mention(token.span, "pronoun", (entity,), confidence))
                is_subject = token.text.lower() in ("he", "she")
                recent.append((entity, number, is_subject and subject_open))
                if is_subject:
                    subject_open = False
        del recent[:-24]
    return found


def _best_candidate(
    people: People, recent: list[tuple[int, int, bool]], number: int, gender: Gender
) -> tuple[int, float] | None:
    scores: dict[int, float] = {}
    for order, (entity, sentence, is_subject) in enumerate(reversed(recent)):
        distance = number - sentence
        if distance > _REACH:
            break
        known = people.entities[entity].gender
        if known is not None and known != gender:
            continue
        score = 3.0 - distance - 0.1 * order + (1.2 if is_subject else 0.0) + (0.5 if known == gender else 0.0)
        if score > scores.get(entity, float("-inf")):
            scores[entity] = score
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 3.0
    return ranked[0][0], round(min(0.92, 0.55 + 0.15 * margin), 3)
