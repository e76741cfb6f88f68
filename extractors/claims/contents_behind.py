"""Find the content that stands behind an active verb, by the frames that `cues.yml` gives the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.clauses import clause_end, clause_start, has_clause, trimmed
from extractors.claims.cues import AUXILIARIES
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.noun_phrases import phrase_behind
from extractors.claims.parts_of_speech import FINITE, NOUNS
from extractors.claims.reading import PLAIN, is_direct, quotation_at

if TYPE_CHECKING:
    from extractors.claims.candidates import Found
    from extractors.claims.layout import Layout
    from extractors.claims.reading import Reading

_QUESTION_WORDS = frozenset({"how", "whether", "why", "what", "who", "where", "if"})
_NOT = frozenset({"not", "never", "didn't", "don't", "doesn't", "wouldn't", "won't", "n't"})
_CONCESSIONS = frozenset({"though", "although", "while", "whereas", "despite"})
_SUBORDINATORS = frozenset(
    {
        "when",
        "while",
        "as",
        "after",
        "before",
        "although",
        "though",
        "because",
        "since",
        "if",
        "despite",
        "whereas",
        "once",
    }
)


def content_behind(reading: Reading) -> Found | None:
    """Return the content behind cue and adjuncts, and the construction that its form shows."""
    found = _single_behind(reading)
    return ([found[0]], found[1]) if found else None


def _single_behind(reading: Reading) -> tuple[Range, str] | None:
    layout, cue = reading.layout, reading.cue
    index = reading.behind
    frames = cue.entry.frames
    if reading.is_inverted:
        quotation = quotation_at(reading, index, same_sentence=True)
        return (quotation, "quote_behind") if quotation and is_direct(reading, quotation) else None
    is_said = layout.words[cue.tokens.last : cue.tokens.last + 1] in (
        ["otherwise"],
        ["so"],
    )  # `why the log said otherwise`
    is_over = index >= reading.ceiling and (index >= len(layout.words) or layout.quote[index] == NOT_QUOTED)
    if is_said or is_over:
        return None
    tag = layout.tags[cue.head]
    if "quote" in frames or "clause" in frames or "addressee" in frames:
        quotation = quotation_at(reading, index, same_sentence=False)
        if quotation and is_direct(reading, quotation):
            return quotation, "quote_behind"
        if quotation and "clause" not in frames:
            last = clause_end(layout, quotation.first, reading.ceiling, tag)
            return Range(quotation.first, last), "quote_behind"
    begins = index + 1 if layout.words[index] in {",", ":"} else index
    # `Adler said, adding that`, `The road, she added, is closed`
    is_other = begins != index and begins < reading.ceiling and layout.tags[begins] in {"VBG", "CC", "VBZ", "MD"}
    # `The deal was near, she said, though it was not signed`
    is_apart = layout.words[index] == "," and begins < reading.ceiling
    # `The teacher was held, her union said, in what it called a hunt`
    is_what = is_apart and layout.tags[begins] == "IN" and layout.words[begins + 1] in {"what", "which"}
    is_other = is_other or is_what or (is_apart and layout.words[begins] in AUXILIARIES | _CONCESSIONS)
    return None if begins >= reading.ceiling or is_other else _unquoted(reading, begins, index, tag)


def _is_subordinate(reading: Reading) -> bool:
    """Tell whether the cue's own clause is subordinate and leads the sentence: `When Adler announced …, …`."""
    first = clause_start(reading.layout, reading.cue.head, reading.start)
    group = reading.cue.group
    if reading.cue.form == "participle" and reading.layout.words[first] in {
        "with",
        "despite",
        "after",
        "by",
        "in",
        "while",
        "when",
    }:
        return True
    if group > reading.start and reading.layout.words[group - 1] in {"who", "which"}:
        return True
    if "," in reading.layout.words[first:group]:
        return False
    return reading.layout.words[first] in _SUBORDINATORS or (
        reading.layout.words[first] == "in" and reading.layout.words[first + 1 : first + 2] == ["response"]
    )


def _unquoted(reading: Reading, begins: int, index: int, tag: str) -> tuple[Range, str] | None:  # noqa: C901, PLR0911, PLR0912 - one branch a frame
    layout, frames, ceiling = reading.layout, reading.cue.entry.frames, reading.ceiling
    word = layout.words[begins]
    clausal = bool({"clause", "that", "addressee"} & frames)

    def until(first: int, construction: str) -> tuple[Range, str] | None:
        is_phrase = construction in {"phrase", "gerund"}
        end = clause_end(layout, first, ceiling, tag, phrase=is_phrase, subordinate=_is_subordinate(reading))
        content = trimmed(layout, first, end)
        least = 1 if is_phrase else 2
        return (content, construction) if content and content.last - content.first >= least else None

    if (
        clausal
        and word == "that"
        and begins + 1 < ceiling
        and (layout.tags[begins] != "DT" or has_clause(layout, begins + 1, ceiling))
    ):
        return until(begins + 1, "clause_behind")
    if clausal and word in _QUESTION_WORDS and has_clause(layout, begins + 1, ceiling):
        if not _NOT.isdisjoint(layout.words[reading.cue.group : reading.cue.head]):
            return None  # `did not say whether`
        return until(begins, "clause_behind")
    is_infinitive = (
        (layout.tags[begins] == "TO" or word == "to")
        and begins + 1 < ceiling
        and layout.tags[begins + 1] in {"VB", "R"}
    )
    if word == "not" and begins + 2 < ceiling and layout.words[begins + 1] == "to":
        is_infinitive = True
    if is_infinitive:
        if "object_to" in frames or "addressee" in frames:
            return until(begins, "infinitive") if reading.addressee else None
        return until(begins, "infinitive") if "to_infinitive" in frames else None
    if "of" in frames:
        return _accusation(reading, begins, tag)
    if index != begins and layout.words[index] == "," and not has_clause(layout, begins, ceiling):
        return None
    if reading.addressee and not has_clause(layout, begins, ceiling) and reading.addressee.last == begins:
        # `asked a question`, `told the truth`: what looked like whom it was said to is the thing said.
        return None
    if (
        clausal
        and "clause" in frames
        and has_clause(layout, begins, ceiling, strict=reading.cue.entry.lemma not in PLAIN)
    ):
        return until(begins, "clause_behind")
    if "as" in frames and (layout.words[begins] == "as" or "noun_phrase" not in frames):
        return _description(reading, begins, tag)
    if "gerund" in frames and layout.tags[begins] == "VBG":
        return until(begins, "gerund")
    if "noun_phrase" in frames and (
        layout.tags[begins] in NOUNS | {"DT", "CD", "J", "PRPS", "PRP", "VBN", "VBG"}
        or layout.quote[begins] != NOT_QUOTED
    ):
        if index != begins and reading.cue.form == "participle":
            return None  # `Ada Adler, defending, said`
        found = until(begins, "phrase")
        return found if found and (reading.cue.entry.lemma != "call" or _is_naming(reading, found[0])) else None
    if (
        reading.cue.entry.lemma in PLAIN
        and "clause" in frames
        and (reading.has_adjuncts or reading.addressee or layout.tags[begins] in {"R", "VBG"})
        and layout.tags[begins] in NOUNS | {"DT", "CD", "J", "R", "PRP", "PRPS", "EX", "VBG"}
    ):
        content = until(begins, "clause_behind")
        return content if content and content[0].last - content[0].first > 3 else None
    return None


def _is_naming(reading: Reading, content: Range) -> bool:
    """Tell whether `called` gives a name (`called the road a trap`), rather than a telephone call."""
    layout = reading.layout
    if any(layout.quote[index] != NOT_QUOTED for index in range(*content)):
        return True
    thing = phrase_behind(layout, content.first, content.last)
    if thing is None or thing.last >= content.last:
        return False
    return layout.words[thing.last] in {"a", "an", "the", "one"} or layout.tags[thing.last] in {"J", "NP", "VBN", "VBG"}


def _accusation(reading: Reading, begins: int, tag: str) -> tuple[Range, str] | None:
    """Return what follows `of` behind whom is accused: `accused the clerk of [taking the money]`.

    `A clerk accused of taking the money` accuses nobody.
    """
    if reading.layout.words[begins] == "of":
        return None
    for index in range(begins, min(reading.ceiling, begins + 15)):
        if reading.layout.words[index] == "of" and reading.layout.tags[index + 1 : index + 2] != []:
            end = clause_end(reading.layout, index + 1, reading.ceiling, tag)
            content = trimmed(reading.layout, index + 1, _next_verb(reading.layout, index + 1, end))
            return (content, "accusation") if content else None
    return None


def _next_verb(layout: Layout, first: int, last: int) -> int:
    """Return where the source's next verb begins, `last` for none: `accused him of lying [and left the room]`."""
    for index in range(first + 1, last - 1):
        if layout.quote[index] != NOT_QUOTED or layout.tags[index] == "W" or layout.words[index] == "that":
            return last
        if layout.words[index] in {"and", "but"} and layout.tags[index + 1] in {"VBD", "VBZ", "MD"}:
            return index
        if layout.tags[index] in FINITE and layout.tags[index - 1] != "TO":
            return last
    return last


def _description(reading: Reading, begins: int, tag: str) -> tuple[Range, str] | None:
    """Return what is described, and as what: `described [the road as a trap]`, `what he described as [a trap]`."""
    layout = reading.layout
    if layout.words[begins] == "as":
        content = trimmed(layout, begins + 1, clause_end(layout, begins + 1, reading.ceiling, tag))
        return (content, "description") if content else None
    end = clause_end(layout, begins, reading.ceiling, tag)
    if "noun_phrase" not in reading.cue.entry.frames and "as" not in layout.words[begins:end]:
        return None
    content = trimmed(layout, begins, end)
    return (content, "description") if content else None
