"""Read the words at a cue as a source: its parts, its head noun, and the person or body that they name.

A source can be several (`Adler and Berg`) or stand in apposition (`the mayor, Ada Adler`); the name that heads the first
part, or the one in apposition to it, is the source's.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from extractors.claims.layout import Range
from extractors.claims.parts_of_speech import NOUNS
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.claims.layout import Layout
    from extractors.claims.mentions import Mentions
    from extractors.persons.model import Mention

GOES_ON = NOUNS | {"POS", "J"}
"""Tags of words behind a name that show that it is not the head of its phrase (`Adler's lawyer`)."""

PREPOSITIONS = frozenset({"of", "for", "to", "by", "with", "from", "in", "at", "against", "near", "on", "under"})
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr", "mr.", "mrs.", "ms.", "dr.", "."})
_BEHIND_BODIES = PREPOSITIONS | {"("}


@cache
def source_nouns(name: str) -> frozenset[str]:
    """Return the words of a list of `patterns/speakers.yml`."""
    return frozenset(load_table("speakers.yml")[name])


class SourceNames:
    """Reads the sources of one article as parts, head nouns and names."""

    def __init__(self, layout: Layout, people: Mentions) -> None:
        self._layout, self._people = layout, people

    def head_noun(self, part: Range) -> str:
        """Return the noun that heads the phrase: the last one before its first preposition."""
        layout = self._layout
        last = part.last
        for index in range(part.first + 1, part.last):
            if layout.words[index] in PREPOSITIONS or layout.tags[index] == "W" or self._modifies(index, part.last):
                last = index
                break
        return layout.words[last - 1]

    def _modifies(self, index: int, ceiling: int) -> bool:
        """Tell whether a participle behind a noun begins what is said of it: `a woman accused of fraud`."""
        tags = self._layout.tags
        if tags[index] not in {"VBN", "VBD", "VBG"} or tags[index - 1] not in NOUNS:
            return False
        return index + 1 < ceiling and tags[index + 1] not in NOUNS | {"J"}

    def parts(self, tokens: Range) -> Iterator[Range]:
        """Yield the joint sources and appositions of the phrase: what stands between commas, semicolons and `and`."""
        layout = self._layout
        names = [mention.span for mention in self._people.inside(layout.span(tokens)) if mention.kind == "name"]
        first = tokens.first
        depth = 0
        for index in range(tokens.first, tokens.last):
            depth += (layout.words[index] == "(") - (layout.words[index] == ")")
            if depth > 0 or layout.words[index] not in {",", ";", "and", "&"}:
                continue
            start = layout.annotated.tokens[index].start
            if any(name.start < start < name.end for name in names):
                continue
            if index > first:
                yield Range(first, index)
            first = index + 1
        if tokens.last > first:
            yield Range(first, tokens.last)

    def person_in(self, tokens: Range) -> Mention | None:
        """Return the person who is the source: the name of the first part, or the one in apposition to it."""
        parts = list(self.parts(tokens))
        named = self._in_brackets(tokens, parts)
        if named is not None:
            return named
        for number, part in enumerate(parts[:3]):
            is_remark = number > 0 and self._layout.tags[part.first] in {"VBN", "VBG"}
            found = None if is_remark else self._head_person(part)  # `The reply, submitted through Adler,`
            if found is not None:
                return found
            if number == 0 and self.body_in(part) is not None and not self._is_role(part):
                return None
            separator = self._layout.words[part.last] if part.last < tokens.last else ""
            is_double_role = number == 0 and (self._is_role(part) or self._is_modifier(part))
            is_double_role = is_double_role and self._layout.tags[part.first] not in {"DT", "PRPS"}
            if separator == "and" and not is_double_role and not self._is_possessed(tokens, parts):
                return None
        return None

    def _in_brackets(self, tokens: Range, parts: Sequence[Range]) -> Mention | None:
        """Return the person named in brackets behind an office: `The Minister of State, Home Office (Baroness Adler)`."""
        layout = self._layout
        if layout.words[tokens.last - 1] != ")" or not parts or not self._is_role(parts[0]):
            return None
        inside = [
            mention
            for mention in self._people.inside(layout.span(tokens))
            if mention.kind == "name"
            and mention.entities
            and mention.span.end == layout.annotated.tokens[tokens.last - 2].end
        ]
        is_person = bool(inside) and self._people.entities[inside[-1].entities[0]].kind == "person"
        return inside[-1] if is_person else None

    def _is_role(self, part: Range) -> bool:
        layout = self._layout
        return any(layout.words[index].rpartition("-")[2] in source_nouns("role_nouns") for index in range(*part))

    def _is_modifier(self, part: Range) -> bool:
        """Tell whether a part only names what an office is for: `[trade] and industry commissioner Ada Adler`."""
        head = self._layout.words[part.last - 1]
        is_source = head in source_nouns("body_nouns") or head.endswith("s")
        return not is_source and self._layout.tags[part.last - 1] == "N" and self.body_in(part) is None

    def _is_possessed(self, tokens: Range, parts: Sequence[Range]) -> bool:
        """Tell whether `and` stands inside a possessive: `Adler and Berg's mother, Carla`."""
        if len(parts) < 3:
            return False
        return "POS" in self._layout.tags[parts[1].first : parts[1].last] and parts[2].last <= tokens.last

    def _head_person(self, part: Range) -> Mention | None:
        layout = self._layout
        best = None
        for mention in self._people.inside(layout.span(part)):
            if (
                mention.kind != "name"
                or not mention.entities
                or self._people.entities[mention.entities[0]].kind != "person"
            ):
                continue
            first, last = layout.annotated.token_at(mention.span.start), layout.annotated.token_at(mention.span.end)
            before = first - 1
            while before > part.first and layout.words[before] in _HONORIFICS:
                before -= 1  # `a lawyer for Mr. Adler`
            if first > part.first and (layout.words[before] in PREPOSITIONS or self._is_bracketed(part, first)):
                continue
            if last < part.last and layout.tags[last] in GOES_ON:
                continue
            if self._is_anothers(part, first) or self._is_writer(part, first):
                continue
            best = mention
        return best

    def _is_bracketed(self, part: Range, first: int) -> bool:
        """Tell whether a name stands in brackets behind another: `Cllr Ada Adler (Lab, Eastfield)`."""
        words = self._layout.words[part.first : first]
        return "(" in words and ")" not in words

    def _is_writer(self, part: Range, first: int) -> bool:
        """Tell whether a name says whose a writing is, which speaks itself: `an affidavit filed by Detective Adler`."""
        words = self._layout.words[part.first : first]
        return not PREPOSITIONS.isdisjoint(words) and self.head_noun(part) in source_nouns("document_nouns")

    def _is_anothers(self, part: Range, first: int) -> bool:
        """Tell whether a name stands by a noun that the head of the part belongs to: `the wife of jailed politician Adler`."""
        layout = self._layout
        noun = first - 1
        if noun <= part.first or layout.tags[noun] != "N" or layout.words[noun] in source_nouns("body_nouns"):
            return False
        if not layout.annotated.tokens[noun].text.islower():
            return False
        while noun > part.first and layout.tags[noun] in {"N", "J", "VBN", "R", "DT"}:
            noun -= 1
        return noun > part.first and layout.words[noun] in PREPOSITIONS

    def body_in(self, part: Range) -> Mention | None:
        """Return the organisation or state that is the head of the part."""
        layout = self._layout
        for mention in self._people.inside(layout.span(part)):
            if (
                mention.kind != "name"
                or not mention.entities
                or self._people.entities[mention.entities[0]].kind == "person"
            ):
                continue
            first, last = layout.annotated.token_at(mention.span.start), layout.annotated.token_at(mention.span.end)
            before = first - 1 if layout.tags[first - 1] != "DT" else first - 2
            if before >= part.first and layout.words[before] in PREPOSITIONS:
                continue
            if last < part.last and layout.words[last] not in _BEHIND_BODIES:
                continue
            if self._people.entities[mention.entities[0]].kind == "place" and last < part.last:
                continue
            return mention
        return None
