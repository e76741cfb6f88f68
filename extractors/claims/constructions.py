"""From a cue to a candidate claim: which source stands at it, and which words it governs.

The constructions of reporting, each a rule with a name that travels with the record:

    quote_before, quote_behind   “…,” X said / X said, “…”, also split around the cue
    clause_before, clause_behind the road was closed, X said / X said (that) the road was closed
    infinitive, gerund, phrase   X vowed to …, X denied taking …, X announced the arrest of …
    source_before, source_behind according to X, … / …, according to X
    colon                        X: “…” at the head of a paragraph
    passive                      it was announced that …, X is believed to …
    noun, adverb                 the claim that …, reportedly

A candidate is what the grammar allows; whether it is kept is decided in `select`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from extractors.claims.clauses import STOPS, clause_end, clause_start, has_clause, has_finite, trimmed
from extractors.claims.cues import BE, Cue, CueEntry, verb_form
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.media import is_channel
from extractors.claims.noun_phrases import (
    NOMINAL,
    agent_behind,
    is_medium,
    phrase_before,
    phrase_behind,
    subject_before,
)
from extractors.claims.parts_of_speech import FINITE, NOUNS, VERBS
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.layout import Layout

_QUESTION_WORDS = frozenset({"how", "whether", "why", "what", "who", "where", "if"})
PLAIN = frozenset(
    {"say", "tell", "state", "claim", "add", "insist", "believe", "think", "argue", "allege", "admit", "indicate"}
)
"""Verbs that take a clause so commonly that any finite verb behind them shows one."""

INVERTED = frozenset(
    {
        "say",
        "announce",
        "report",
        "write",
        "add",
        "note",
        "warn",
        "explain",
        "recall",
        "argue",
        "state",
        "read",
        "tweet",
    }
)
"""Verbs that stand before their source behind a clause without quotation marks: `The road is closed, announced Adler.`"""

SOURCES = frozenset(
    {"police", "officials", "prosecutors", "report", "study", "court", "lawyer", "witness", "sources", "survey", "poll"}
)
"""Sources without a name that headlines put before a colon."""

COLON = CueEntry(":", "source", frozenset(), "saying", "asserts")

DOCUMENTS: frozenset[str] = frozenset(load_table("speakers.yml")["document_nouns"])

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
_LEADS = frozenset({",", ":", "—", "–", "-"})


@dataclass(slots=True)
class Candidate:
    """A possible claim: cue, source, content, and the clause around the cue where date and medium stand."""

    cue: Cue
    speaker: Range | None
    contents: list[Range]
    construction: str
    around: Range
    addressee: Range | None = None
    relayed_by: Range | None = None
    adjuncts: list[Range] = field(default_factory=list)


def find_candidates(layout: Layout, cues: Sequence[Cue]) -> list[Candidate]:
    """Return the candidate claims of the text, one a cue at most, in the order of the cues."""
    found: list[Candidate] = []
    for cue in cues:
        candidate = _candidate(layout, cue, found)
        if candidate and candidate.contents:
            found.append(candidate)
    return found


def find_headline_candidates(layout: Layout, taken: Sequence[Candidate]) -> list[Candidate]:
    """Return the claims of paragraphs that begin with a source and a colon: `Adler: “The road is closed”`."""
    found: list[Candidate] = []
    held = {content.first for candidate in taken for content in candidate.contents}
    begun = -1
    for sentence in layout.annotated.sentences:
        if sentence.paragraph == begun:
            continue
        begun = sentence.paragraph
        colon = next(
            (i for i in range(sentence.first, min(sentence.last, sentence.first + 8)) if layout.words[i] == ":"), 0
        )
        if colon <= sentence.first or colon + 2 >= sentence.last or colon + 1 in held:
            continue
        speaker = Range(sentence.first, colon)
        if not _can_speak(layout, speaker):
            continue
        if layout.quote[colon + 1] != NOT_QUOTED:
            content: Range | None = layout.quotations[layout.quote[colon + 1]]
        elif has_clause(layout, colon + 1, sentence.last):
            content = trimmed(layout, colon + 1, clause_end(layout, colon + 1, sentence.last))
        else:
            continue
        if content:
            cue = Cue(Range(colon, colon + 1), colon, COLON, "", sentence.first)
            found.append(Candidate(cue, speaker, [content], "colon", Range(sentence.first, colon + 1)))
    return found


def _can_speak(layout: Layout, tokens: Range) -> bool:
    """Tell whether the words before a colon name a person or body, or call a source: no place, label or verb."""
    if any(
        tag not in NOMINAL and layout.words[tokens.first + i] not in {"of", "&"}
        for i, tag in enumerate(layout.tags[slice(*tokens)])
    ):
        return False
    annotated = layout.annotated
    if layout.name_ends.get(annotated.tokens[tokens.last - 1].end) in {"PERSON", "ORG"}:
        return True
    return layout.words[tokens.last - 1] in SOURCES


def _candidate(layout: Layout, cue: Cue, earlier: Sequence[Candidate]) -> Candidate | None:
    if cue.entry.family == "source":
        return _source(layout, cue)
    if cue.entry.family == "noun":
        return _noun(layout, cue)
    if cue.entry.family == "adverb":
        return _adverb(layout, cue)
    if cue.form == "passive":
        return _passive(layout, cue)
    return _Verb(layout, cue, earlier).candidate()


class _Verb:
    """The reading of one verb in the active voice."""

    def __init__(self, layout: Layout, cue: Cue, earlier: Sequence[Candidate]) -> None:
        self.layout, self.cue, self.earlier = layout, cue, earlier
        sentence = layout.sentence_range(cue.head)
        self.ceiling = sentence.last
        self.floor = sentence.first
        for index in range(cue.head - 1, sentence.first - 1, -1):
            if layout.quote[index] != NOT_QUOTED:
                self.floor = index + 1
                break
        self.start = sentence.first
        self.is_inverted = False
        self.behind = cue.tokens.last
        self.addressee: Range | None = None
        self.adjuncts: list[Range] = []

    def candidate(self) -> Candidate | None:
        layout, cue = self.layout, self.cue
        quoting = _quoting(layout, cue, self.floor)
        speaker = quoting.speaker if quoting else self._speaker()
        begins = cue.group if self.is_inverted or speaker is None else min(speaker.first, cue.group)
        if quoting:
            begins = quoting.first
        elif cue.form == "participle" and not self.is_inverted:
            begins = cue.group
        self._skip_adjuncts()
        found = (
            self._quoted_before(begins)
            or self._relative(speaker)
            or self._content_behind()
            or self._clause_before(begins)
        )
        if found is None:
            return None
        contents, construction = found
        around = Range(max(self.floor, min(begins, cue.group)), max(self.behind, cue.tokens.last))
        return Candidate(
            cue,
            speaker,
            contents,
            construction,
            around,
            self.addressee,
            quoting.relay if quoting else None,
            self.adjuncts,
        )

    # Source

    def _speaker(self) -> Range | None:
        layout, cue = self.layout, self.cue
        if cue.form == "participle":
            if layout.tags[cue.head] == "VBG" or cue.head == self.floor:
                if self._can_invert():
                    return self._inverted()
                return self._own_subject() or self._borrowed()
            if self._can_invert():
                return self._inverted()
            return subject_before(layout, cue.group, self.floor)
        if cue.form == "infinitive":
            return self._borrowed()
        if self._can_invert():
            return self._inverted()
        found = subject_before(layout, cue.group, self.floor)
        if (
            found is None
            and cue.group > self.floor
            and layout.words[cue.group - 1] in {"and", "but", ",", "then", "or"}
        ):
            return self._borrowed()
        return found

    def _can_invert(self) -> bool:
        """Tell whether the source stands behind the verb: `…,” said Adler`."""
        layout, cue, behind = self.layout, self.cue, self.cue.tokens.last
        if behind >= self.ceiling or cue.group != cue.head or layout.quote[behind] != NOT_QUOTED:
            return False
        if layout.tags[cue.head] not in {"VBD", "VBZ", "VBN", "VB"} or "addressee" in cue.entry.frames:
            return False
        if layout.tags[behind] not in {"NP", "N", "DT", "PRP", "PRPS", "J", "CD", "VBN"}:
            return False
        if cue.head == self.floor and self.floor > self.start:
            return "quote" in cue.entry.frames or cue.entry.lemma == "announce"
        if layout.words[cue.head - 1] != "," or not INVERTED.intersection({cue.entry.lemma}):
            return False
        is_quoted = layout.quote[cue.head - 2] != NOT_QUOTED
        return is_quoted or has_clause(layout, clause_start(layout, cue.head, self.start), cue.head - 1)

    def _inverted(self) -> Range | None:
        agent = agent_behind(self.layout, self.cue.tokens.last, self.ceiling)
        if agent:
            self.is_inverted = True
            self.behind = agent.last
        return agent

    def _borrowed(self) -> Range | None:
        """Return the source of the clause that this verb shares its subject with."""
        layout, cue = self.layout, self.cue
        for other in reversed(self.earlier):
            if layout.sentence[other.cue.head] != layout.sentence[cue.head]:
                break
            if (
                other.speaker
                and other.cue.form != "passive"
                and not any(c.first <= cue.head < c.last for c in other.contents)
            ):
                return other.speaker
        for index in range(cue.group - 1, self.start - 1, -1):
            if layout.tags[index] in FINITE and layout.tags[index] != "VB" and not self._in_content(index):
                if layout.quote[index] != NOT_QUOTED:
                    continue
                found = subject_before(layout, self._group_start(index), self.start)
                if found:
                    return found
        return None

    def _own_subject(self) -> Range | None:
        """Return the noun right before a participle (`with critics saying that`), unless it is what it was said in."""
        layout, head = self.layout, self.cue.head
        if head == self.floor or layout.tags[head - 1] not in NOUNS | {"PRP"}:
            return None
        found = subject_before(layout, head, self.floor)
        if found is None or is_channel(layout, Range(found.last - 1, found.last)):
            return None
        return None if layout.words[found.last - 1] in DOCUMENTS else found

    def _in_content(self, index: int) -> bool:
        return any(c.first <= index < c.last for other in self.earlier[-4:] for c in other.contents)

    def _group_start(self, index: int) -> int:
        while (
            index > self.floor
            and self.layout.tags[index - 1] in {"MD", "R", "VBD", "VBZ"}
            and (
                self.layout.tags[index - 1] in {"MD", "R"}
                or self.layout.words[index - 1] in BE | {"has", "had", "have"}
            )
        ):
            index -= 1
        return index

    # What stands between cue and content

    def _skip_adjuncts(self) -> None:
        layout = self.layout
        index = self.behind
        entry = self.cue.entry
        if (
            not self.is_inverted
            and ("addressee" in entry.frames or "object_to" in entry.frames)
            and index < self.ceiling
        ):
            phrase = phrase_behind(layout, index, self.ceiling)
            if phrase and self._is_addressee(phrase):
                self.addressee = phrase
                index = self._behind_apposition(phrase.last)
        for _ in range(6):
            if index >= self.ceiling or layout.quote[index] != NOT_QUOTED:
                break
            step = self._adjunct(index)
            if step == index:
                break
            self.adjuncts.append(Range(index, step))
            index = step
        self.behind = index

    def _is_addressee(self, phrase: Range) -> bool:
        """Tell whether the object is whom it is said to, rather than the thing said."""
        layout, entry = self.layout, self.cue.entry
        behind = layout.words[phrase.last] if phrase.last < self.ceiling else "."
        if "addressee" not in entry.frames:
            return behind in {"to", "not"}
        if entry.lemma in {"ask", "warn", "caution", "advise", "brief", "alert"} and has_clause(
            layout, phrase.first, self.ceiling, strict=True
        ):
            return behind in {"to", "that", "not", "whether", "if", "how"} or layout.tags[phrase.first] == "PRP"
        return True

    def _behind_apposition(self, index: int) -> int:
        """Return the index behind a remark about whom it was said to: `told the Herald, a daily, that`."""
        layout = self.layout
        if index >= self.ceiling or layout.words[index] != ",":
            return index
        for probe in range(index + 1, min(self.ceiling, index + 14)):
            if layout.words[probe] == "," and probe + 1 < self.ceiling and layout.words[probe + 1] in {"that", "to"}:
                return probe + 1
            if layout.quote[probe] != NOT_QUOTED or (
                layout.tags[probe] in FINITE and layout.words[index + 1] not in {"who", "which"}
            ):
                break
        return index

    def _adjunct(self, index: int) -> int:
        """Return the index behind an adverb, date or phrase of medium at `index`; `index` itself for none."""
        layout = self.layout
        words, tags = layout.words, layout.tags
        if layout.date[index] >= 0:
            number = layout.date[index]
            while index < self.ceiling and layout.date[index] == number:
                index += 1
            return index
        following = index + 1
        if following >= self.ceiling:
            return index
        if (
            words[index] in {"on", "in", "at", "since", "early", "late", "earlier", "later"}
            and layout.date[following] >= 0
        ):
            return self._adjunct(following)
        if tags[index] == "R" and words[index] not in {"how", "why", "there", "here", "not"}:
            return (
                following
                if words[following] in {"that", ",", ":", "to"}
                or layout.date[following] >= 0
                or layout.quote[following] != NOT_QUOTED
                else index
            )
        if words[index] == "as" and words[following] == "saying":
            return index
        if tags[index] in {"IN", "TO"} and words[index] != "that":
            phrase = phrase_behind(layout, following, self.ceiling)
            if phrase is None:
                return index
            last = phrase.last
            ends = last < self.ceiling and (
                words[last] in {"that", ",", ":", "."}
                or layout.quote[last] != NOT_QUOTED
                or layout.date[last] >= 0
                or tags[last] == "TO"
                or words[last] in {"in", "on", "at", "after", "during"}
            )
            if (
                is_medium(layout, index, self.ceiling)
                or ends
                or (words[index] == "to" and self.cue.entry.kind == "saying")
            ):
                return last
        return index

    # Content

    def _edge(self, begins: int) -> tuple[int, bool] | None:
        """Return the last token before cue and source, and whether a comma parts it from them."""
        layout = self.layout
        boundary = begins - 1
        if boundary < self.start:
            return None
        has_comma = layout.words[boundary] in {",", "—", "–", "--"} and layout.quote[boundary] == NOT_QUOTED
        edge = boundary - 1 if has_comma else boundary
        return (edge, has_comma) if edge >= self.start else None

    def _quoted_before(self, begins: int) -> tuple[list[Range], str] | None:
        layout = self.layout
        place = self._edge(begins)
        if place is None or not {"quote", "clause"} & self.cue.entry.frames or self.cue.form == "infinitive":
            return None
        edge, has_comma = place
        quoted = layout.quote[edge]
        if quoted == NOT_QUOTED or layout.quotations[quoted].last != edge + 1:
            return None
        found = self._quotation_before(layout.quotations[quoted], has_comma=has_comma)
        if found is None:
            return None
        more = self._quotation_at(self.behind, same_sentence=True)
        return ([*found[0], more], found[1]) if more else found

    def _clause_before(self, begins: int) -> tuple[list[Range], str] | None:
        """Return the clause before `, X said`, with what follows it when the remark stands inside the clause."""
        layout = self.layout
        place = self._edge(begins)
        if place is None or not place[1] or layout.quote[place[0]] != NOT_QUOTED:
            return None
        if (self.cue.form == "participle" and not self.is_inverted) or not (
            "clause" in self.cue.entry.frames or self.cue.entry.lemma in INVERTED
        ):
            return None
        boundary = begins - 1
        content = trimmed(layout, clause_start(layout, boundary, self.start), boundary)
        if content is None or not self._is_tail(self.behind):
            return None
        contents = [content]
        is_inside = self.behind < self.ceiling and layout.words[self.behind] == ","
        if is_inside and layout.tags[self.behind + 1 : self.behind + 2] not in (["CC"], ["W"], ["VBG"]):
            last = clause_end(layout, self.behind + 1, self.ceiling, layout.tags[self.cue.head])
            more = trimmed(layout, self.behind + 1, last)
            if more:
                contents.append(more)
        whole = Range(content.first, contents[-1].last)
        if not has_finite(layout, whole) or whole.last - whole.first < 4:
            return None
        return contents, "clause_before"

    def _relative(self, speaker: Range | None) -> tuple[list[Range], str] | None:
        """Return antecedent and predicate of `the mission, which the agency said would start`."""
        layout = self.layout
        index = self.behind
        if speaker is None or self.is_inverted or speaker.first - 1 <= self.start or index >= self.ceiling:
            return None
        if layout.tags[speaker.first - 1] != "W" or layout.words[speaker.first - 1] not in {"which", "that", "who"}:
            return None
        if layout.tags[index] not in {"MD", "VBD", "VBZ"} or "clause" not in self.cue.entry.frames:
            return None
        end = speaker.first - 2 if layout.words[speaker.first - 2] == "," else speaker.first - 1
        antecedent = phrase_before(layout, end, self.start)
        content = trimmed(layout, index, clause_end(layout, index, self.ceiling, layout.tags[self.cue.head]))
        if content is None:
            return None
        return ([antecedent, content] if antecedent else [content]), "relative"

    def _quotation_before(self, quotation: Range, *, has_comma: bool) -> tuple[list[Range], str] | None:
        layout = self.layout
        last_inner = layout.words[max(quotation.first, quotation.last - 2)]
        is_whole = quotation.first <= clause_start(layout, quotation.last, layout.sentence_range(quotation.first).first)
        ends_as_speech = last_inner in {",", "?", "!", "...", "…"} or has_comma
        is_tail = self._is_tail(self.behind) or self._quotation_at(self.behind, same_sentence=True) is not None
        if self.cue.form == "participle" and not self.is_inverted and layout.words[self.cue.head - 1] != "as":
            return None
        if is_whole and (ends_as_speech or is_tail) and "quote" in self.cue.entry.frames:
            return [quotation], "quote_before"
        if is_tail:
            sentence = layout.sentence_range(quotation.first)
            first = clause_start(layout, quotation.first, sentence.first)
            return [Range(first, quotation.last)], "clause_before"
        return None

    def _is_tail(self, index: int) -> bool:
        """Tell whether nothing of content follows the cue: the sentence, or this part of it, ends here."""
        layout = self.layout
        if index >= self.ceiling:
            return True
        word = layout.words[index]
        if word in STOPS or word in {";", ")"}:
            return True
        if word == ",":
            return not (index + 1 < self.ceiling and layout.quote[index + 1] != NOT_QUOTED)
        return (
            word
            in {
                "when",
                "after",
                "before",
                "as",
                "while",
                "during",
                "in",
                "of",
                "and",
                "at",
                "on",
                "to",
                "about",
                "—",
                ":",
            }
            and not self.is_inverted
            or (self.is_inverted and layout.quote[index] == NOT_QUOTED)
        )

    def _quotation_at(self, index: int, *, same_sentence: bool) -> Range | None:
        """Return the quotation that begins at `index` or behind a comma or colon there."""
        layout = self.layout
        for _ in range(2):
            if index >= len(layout.words):
                return None
            if layout.quote[index] != NOT_QUOTED:
                quotation = layout.quotations[layout.quote[index]]
                return quotation if quotation.first == index else None
            if layout.words[index] not in _LEADS or (same_sentence and index >= self.ceiling):
                return None
            index += 1
        return None

    def _content_behind(self) -> tuple[list[Range], str] | None:
        found = self._single_behind()
        return ([found[0]], found[1]) if found else None

    def _single_behind(self) -> tuple[Range, str] | None:
        layout, cue = self.layout, self.cue
        index = self.behind
        frames = cue.entry.frames
        if self.is_inverted:
            quotation = self._quotation_at(index, same_sentence=True)
            return (quotation, "quote_behind") if quotation and self._is_direct(quotation) else None
        if index >= self.ceiling and not (index < len(layout.words) and layout.quote[index] != NOT_QUOTED):
            return None
        tag = layout.tags[cue.head]
        if "quote" in frames or "clause" in frames or "addressee" in frames:
            quotation = self._quotation_at(index, same_sentence=False)
            if quotation and self._is_direct(quotation):
                return quotation, "quote_behind"
            if quotation and "clause" not in frames:
                last = clause_end(layout, quotation.first, self.ceiling, tag)
                return Range(quotation.first, last), "quote_behind"
        begins = index + 1 if layout.words[index] in _LEADS else index
        if begins >= self.ceiling:
            return None
        return self._unquoted(begins, index, tag)

    def _is_subordinate(self) -> bool:
        """Tell whether the cue's own clause is subordinate and leads the sentence: `When Adler announced …, …`."""
        first = clause_start(self.layout, self.cue.head, self.start)
        if "," in self.layout.words[first : self.cue.group]:
            return False
        return self.layout.words[first] in _SUBORDINATORS or (
            self.layout.words[first] == "in" and self.layout.words[first + 1 : first + 2] == ["response"]
        )

    def _is_direct(self, quotation: Range) -> bool:
        """Tell whether the quotation stands for a whole clause: a stop, comma or the sentence's end follows."""
        layout = self.layout
        if quotation.last >= self.ceiling or quotation.last >= len(layout.words):
            return True
        behind = quotation.last
        if layout.sentence[behind] != layout.sentence[behind - 1]:
            return True
        if layout.words[behind] in {".", ";"}:
            return True
        return layout.words[behind] == "," and quotation.last - quotation.first > 6

    def _unquoted(self, begins: int, index: int, tag: str) -> tuple[Range, str] | None:  # noqa: C901, PLR0911, PLR0912 - one branch a frame
        layout, frames, ceiling = self.layout, self.cue.entry.frames, self.ceiling
        word = layout.words[begins]
        clausal = bool({"clause", "that", "addressee"} & frames)

        def until(first: int, construction: str) -> tuple[Range, str] | None:
            is_phrase = construction in {"phrase", "gerund"}
            end = clause_end(layout, first, ceiling, tag, phrase=is_phrase, subordinate=self._is_subordinate())
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
                return until(begins, "infinitive") if self.addressee else None
            return until(begins, "infinitive") if "to_infinitive" in frames else None
        if "of" in frames:
            return self._accusation(begins, tag)
        if index != begins and layout.words[index] == "," and not has_clause(layout, begins, ceiling):
            return None
        if self.addressee and not has_clause(layout, begins, ceiling) and self.addressee.last == begins:
            # `asked a question`, `told the truth`: what looked like whom it was said to is the thing said.
            return None
        if (
            clausal
            and "clause" in frames
            and has_clause(layout, begins, ceiling, strict=self.cue.entry.lemma not in PLAIN)
        ):
            return until(begins, "clause_behind")
        if "as" in frames and (layout.words[begins] == "as" or "noun_phrase" not in frames):
            return self._description(begins, tag)
        if "gerund" in frames and layout.tags[begins] == "VBG":
            return until(begins, "gerund")
        if "noun_phrase" in frames and (
            layout.tags[begins] in NOUNS | {"DT", "CD", "J", "PRPS", "PRP", "VBN", "VBG"}
            or layout.quote[begins] != NOT_QUOTED
        ):
            return until(begins, "phrase")
        if (
            self.cue.entry.lemma in PLAIN
            and "clause" in frames
            and (self.adjuncts or self.addressee)
            and layout.tags[begins] in NOUNS | {"DT", "CD", "J", "R", "PRP", "PRPS", "EX"}
        ):
            content = until(begins, "clause_behind")
            return content if content and content[0].last - content[0].first > 3 else None
        return None

    def _accusation(self, begins: int, tag: str) -> tuple[Range, str] | None:
        """Return what follows `of` behind whom is accused: `accused the clerk of [taking the money]`."""
        for index in range(begins, min(self.ceiling, begins + 15)):
            if self.layout.words[index] == "of" and self.layout.tags[index + 1 : index + 2] != []:
                content = trimmed(self.layout, index + 1, clause_end(self.layout, index + 1, self.ceiling, tag))
                return (content, "accusation") if content else None
        return None

    def _description(self, begins: int, tag: str) -> tuple[Range, str] | None:
        """Return what is described, and as what: `described [the road as a trap]`, `what he described as [a trap]`."""
        layout = self.layout
        if layout.words[begins] == "as":
            content = trimmed(layout, begins + 1, clause_end(layout, begins + 1, self.ceiling, tag))
            return (content, "description") if content else None
        end = clause_end(layout, begins, self.ceiling, tag)
        if "noun_phrase" not in self.cue.entry.frames and "as" not in layout.words[begins:end]:
            return None
        content = trimmed(layout, begins, end)
        return (content, "description") if content else None


class _Quoting(NamedTuple):
    """The source, the relaying outlet and the first token of `the Herald quoted Adler as saying`."""

    speaker: Range | None
    relay: Range | None
    first: int


def _quoting(layout: Layout, cue: Cue, floor: int) -> _Quoting | None:
    """Return what stands before `as saying`, none when the cue has another form."""
    if layout.tags[cue.head] != "VBG" or cue.head == 0 or layout.words[cue.head - 1] != "as":
        return None
    for index in range(cue.head - 2, max(floor - 1, cue.head - 25), -1):
        if layout.words[index] not in {
            "quoted",
            "cited",
            "quotes",
            "cites",
            "quoting",
            "citing",
            "reported",
            "paraphrased",
        }:
            continue
        form, group = verb_form(layout, index)
        subject = subject_before(layout, group, floor)
        if form == "passive":
            is_by = layout.words[index + 1] == "by" and index + 2 < cue.head
            return _Quoting(
                subject, Range(index + 2, cue.head - 1) if is_by else None, subject.first if subject else group
            )
        speaker = Range(index + 1, cue.head - 1) if index + 1 < cue.head - 1 else None
        return _Quoting(speaker, subject, subject.first if subject else group)
    return None


# Constructions without an active verb


def _source(layout: Layout, cue: Cue) -> Candidate | None:
    """Return the claim of `according to X`."""
    sentence = layout.sentence_range(cue.head)
    speaker = agent_behind(layout, cue.tokens.last, sentence.last)
    if speaker is None:
        return None
    is_initial = (
        cue.tokens.first <= sentence.first + 1
        or layout.words[cue.tokens.first - 1] in {";", ":"}
        or _is_turn(layout, cue.tokens.first, sentence.first)
    )
    speaker = _without_subject(layout, speaker, sentence.last)
    if is_initial:
        speaker = _without_clause(layout, speaker, sentence.last)
    behind = speaker.last
    while (
        behind < sentence.last
        and layout.words[behind] != ","
        and layout.quote[behind] == NOT_QUOTED
        and (behind - speaker.last < 25)
    ):
        if not is_initial and layout.words[behind] in STOPS | {";"}:
            break
        behind += 1
    contents: list[Range] = []
    if is_initial:
        first = behind + 1 if behind < sentence.last and layout.words[behind] == "," else behind
        if first >= sentence.last:
            return None
        content = trimmed(layout, first, clause_end(layout, first, sentence.last))
        contents = [content] if content else []
    else:
        start = sentence.first
        edge = cue.tokens.first
        probe = edge - 2 if layout.words[edge - 1] == "," else edge - 1
        if probe >= 0 and layout.quote[probe] != NOT_QUOTED:
            start = layout.sentence_range(layout.quotations[layout.quote[probe]].first).first
        content = trimmed(layout, clause_start(layout, edge, start), edge)
        contents = [content] if content else []
        if content and behind < sentence.last and layout.words[behind] == ",":
            is_full = has_finite(layout, content)
            following = layout.words[behind + 1] if behind + 1 < sentence.last else "."
            if not is_full or following in {"and", "or"} or layout.quote[behind + 1] != NOT_QUOTED:
                first = (
                    behind + 2
                    if following in {"and", "or"} and layout.quote[min(behind + 2, sentence.last - 1)] != NOT_QUOTED
                    else behind + 1
                )
                more = trimmed(layout, first, clause_end(layout, first, sentence.last))
                if more:
                    contents.append(more)
    name = "source_before" if is_initial else "source_behind"
    return Candidate(cue, speaker, contents, name, Range(cue.tokens.first, max(behind, speaker.last)))


def _is_turn(layout: Layout, index: int, floor: int) -> bool:
    """Tell whether a source leads a clause of its own inside the sentence: `…, but according to Adler, …`."""
    before = index - 1
    if before > floor and layout.words[before] == ",":
        before -= 1
    return before > floor and layout.tags[before] == "CC"


def _without_clause(layout: Layout, speaker: Range, ceiling: int) -> Range:
    """Return the source cut behind its name where the clause follows with no comma: `According to Acme future cars`."""
    if speaker.last >= ceiling or layout.tags[speaker.last] not in FINITE:
        return speaker
    for index in range(speaker.first, speaker.last - 1):
        if layout.annotated.tokens[index].end in layout.name_ends:
            return Range(speaker.first, index + 1)
    return speaker


def _without_subject(layout: Layout, speaker: Range, ceiling: int) -> Range:
    """Return the source of a leading `according to X,` without the subject of the clause that follows.

    `According to police, Adler, 35, was …`: behind a comma only a role goes on the source, or the name of a role.
    """
    for index in range(speaker.first + 1, speaker.last):
        if layout.words[index] != ",":
            continue
        is_named = layout.tags[index - 1] == "NP"
        begins = layout.tags[index + 1]
        is_role = is_named and (
            begins in {"N", "J", "R"} or layout.words[index + 1] in {"a", "an", "the", "one", "who"}
        )
        is_name = (
            not is_named and layout.tags[speaker.first] == "DT" and begins == "NP" and layout.tags[index - 1] != "CD"
        )
        is_place = is_named and begins == "NP" and layout.name_at.get(layout.annotated.tokens[index + 1].start) == "LOC"
        closes = speaker.last >= ceiling or layout.words[speaker.last] in {",", ".", ";"}
        if not ((is_role or is_name or is_place) and closes):
            return Range(speaker.first, index)
    return speaker


def _passive(layout: Layout, cue: Cue) -> Candidate | None:
    """Return the claim of `it was announced that …`, `X is believed to …`, `the pleas were announced by Y`."""
    sentence = layout.sentence_range(cue.head)
    index = cue.tokens.last
    frames = cue.entry.frames
    subject = subject_before(layout, cue.group, sentence.first)
    speaker = None
    if index < sentence.last and layout.words[index] == "by":
        speaker = agent_behind(layout, index + 1, sentence.last)
        index = speaker.last if speaker else index
    if index >= sentence.last:
        index = sentence.last - 1
    around = Range(cue.group, max(index, cue.tokens.last))
    if layout.words[index] == "as" and subject and {"as", "noun_phrase"} & frames:
        content = trimmed(layout, index + 1, clause_end(layout, index + 1, sentence.last))
        return Candidate(cue, speaker, [subject, content], "passive_as", around) if content else None
    if layout.words[index] == "that" and {"clause", "that"} & frames:
        content = trimmed(layout, index + 1, clause_end(layout, index + 1, sentence.last))
        return Candidate(cue, speaker, [content], "passive", around) if content else None
    if layout.words[index] == "to" and index + 1 < sentence.last and layout.tags[index + 1] in {"VB", "R"}:
        content = trimmed(layout, index, clause_end(layout, index, sentence.last))
        if content is None:
            return None
        if "addressee" in frames or "object_to" in frames:
            return Candidate(cue, speaker, [content], "passive_told", around, subject)
        contents = [subject, content] if subject else [content]
        return Candidate(cue, speaker, contents, "passive", around)
    if "addressee" in frames and has_clause(layout, index, sentence.last):
        content = trimmed(layout, index, clause_end(layout, index, sentence.last))
        return Candidate(cue, speaker, [content], "passive_told", around, subject) if content else None
    if (
        subject
        and layout.words[subject.first] == "it"
        and has_clause(layout, index, sentence.last)
        and {"clause", "that"} & frames
    ):
        content = trimmed(layout, index, clause_end(layout, index, sentence.last))
        return Candidate(cue, speaker, [content], "passive", around) if content else None
    if speaker and subject and "noun_phrase" in frames:
        return Candidate(cue, speaker, [subject], "passive_by", around)
    return None


def _noun(layout: Layout, cue: Cue) -> Candidate | None:
    """Return the claim of `X's claim that …`, `their claims of …`."""
    sentence = layout.sentence_range(cue.head)
    index = cue.tokens.last
    if index + 1 >= sentence.last:
        return None
    speaker = None
    before = cue.head - 1
    while before > sentence.first and layout.tags[before] in {"J", "VBN"}:
        before -= 1
    if layout.tags[before] == "POS":
        speaker = subject_before(layout, before, sentence.first)
    elif layout.tags[before] == "PRPS":
        speaker = Range(before, before + 1)
    link = layout.words[index]
    if link == "by":
        speaker = agent_behind(layout, index + 1, sentence.last)
        index = speaker.last if speaker and speaker.last < sentence.last - 1 else index
        link = layout.words[index]
    if link not in cue.entry.frames or (link == "that" and not has_clause(layout, index + 1, sentence.last)):
        return None
    first = index if link == "to" else index + 1
    if link == "to" and layout.tags[first + 1 if first + 1 < sentence.last else first] not in VERBS:
        return None
    content = trimmed(layout, first, clause_end(layout, first, sentence.last))
    if content is None:
        return None
    return Candidate(cue, speaker, [content], f"noun_{link}", Range(max(before, sentence.first), index))


def _adverb(layout: Layout, cue: Cue) -> Candidate | None:
    """Return the clause that an adverb of hearsay stands in."""
    sentence = layout.sentence_range(cue.head)
    first = clause_start(layout, cue.head, sentence.first)
    contents = [
        trimmed(layout, first, cue.head),
        trimmed(layout, cue.head + 1, clause_end(layout, cue.head + 1, sentence.last)),
    ]
    kept = [content for content in contents if content]
    return Candidate(cue, None, kept, "adverb", Range(cue.head, cue.head + 1)) if kept else None
