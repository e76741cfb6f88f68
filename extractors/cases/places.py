"""Read where a case is: court, place of custody, and the state whose authorities prosecute or detain.

Court and custody place come from the sentence that tells an event of the person; a court named once for all
defendants serves them all. The jurisdiction is the country that the places and offices of the text point to most.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from extractors.cases.draft import Stated
from extractors.patterns import load_rules
from extractors.values.countries import country_code, state_country
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.annotations.model import Annotated, Name
    from extractors.cases.draft import Draft
    from extractors.patterns import Rule
    from extractors.values.countries import Nationality

_COURT_EVENTS = frozenset(
    {
        "charged",
        "indicted",
        "arraigned",
        "trial",
        "pleaded_not_guilty",
        "pleaded_guilty",
        "acquitted",
        "convicted",
        "sentenced",
        "dismissed",
        "wanted",
        "bail_granted",
        "bail_denied",
    }
)
_CUSTODY_EVENTS = frozenset({"detained", "imprisoned", "released", "arrested", "sentenced"})
_NOT_COURT = re.compile(
    r"(?i)\b(?:supreme court of the united states|appeals court judge|court system)\b|^(?:The|A|This|Tennis|Basketball|In|At|Every) [Cc]ourt$"
)

_AUTHORITY = re.compile(
    r" (?:police|authorit\w+|court|judge|prosecutors?|officials?|government|law|prison|jail|security|federal)"
)


_HELPED = re.compile(
    r"(?i)\b(?:tips?|tip-offs?|information|requests?|help|assistance|cooperation|intelligence|alerts?|evidence|support) (?:from|of|by|with) (?:the )?\Z"
)
"""Before authorities that only helped those of another state: `after a tip from Canadian police`."""
_CITIZEN = re.compile(r" (?:citizens?|nationals?|passports?|consul\w*|diplomats?|ambassador|embassy|resident)\b")
"""Behind a state that is not the one that acts: `a U.S. citizen`."""
_SPEAKS = re.compile(
    r"(?: government| authorities| officials)? (?:has |have |had )?(?:also )?(?:rejected|rejects|denied|denies|deny|calls|called on|condemned|condemns|considers|insisted|insists|demanded|demands|urged|protested)\b"
)
"""Behind a state that only speaks of what another does: `charges that the United States has rejected`."""
_HOME = re.compile(
    r"(?i)\b(?:lives?|lived|living|resid(?:es?|ed|ing)|born|fled|flew|moved|travell?ed|exile)(?: \w+){0,2} (?:in|to) (?:the )?\Z"
    r"|\b(?:extradited|deported|expelled|returned|flown)(?: back)? from (?:the )?\Z|\b(?:deported|expelled|deportation|removal)(?: back)? to (?:the )?\Z"
)
"""Before a place to which somebody went or where they live: no state that holds them."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A court or a place of custody that the text names."""

    span: Span
    field: str
    rule: str
    sentence: int


def find_places(annotated: Annotated) -> list[PlaceMention]:
    """Return the courts and places of custody in text order; of overlapping ones the longest."""
    hits: list[PlaceMention] = []
    for paragraph in annotated.paragraphs:
        words = paragraph.of(annotated.text)
        for rule in load_rules("case_places.yml"):
            if any(needed in words for needed in rule.fields["needs"]):
                hits += _find_by_rule(annotated, paragraph, rule)
    hits.sort(key=lambda hit: (hit.span.start, -hit.span.end))
    kept: list[PlaceMention] = []
    for hit in hits:
        if kept and hit.span.start < kept[-1].span.end:
            if hit.span.end - hit.span.start > kept[-1].span.end - kept[-1].span.start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def _find_by_rule(annotated: Annotated, paragraph: Span, rule: Rule) -> Iterator[PlaceMention]:
    for match in rule.pattern.finditer(annotated.text, *paragraph):
        if not _NOT_COURT.search(match.group()) and not _is_office(annotated.text, rule.id, match.start()):
            span = _trimmed(annotated.text, Span.of_match(match))
            yield PlaceMention(span, rule.fields["field"], rule.id, _sentence_of(annotated, match.start()))


def _is_office(text: str, rule: str, start: int) -> bool:
    """Tell whether a district is named for its prosecutors: `U.S. Attorney for the District of Oregon`."""
    return (
        rule == "court_federal_district"
        and re.search(r"(?i)\bfor the \Z", text[max(0, start - 10) : start]) is not None
    )


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    lead = re.match(r"(?:(?:The|In|At|On|From|A|An|Yesterday in|And|But|By) )+", words)
    return Span(span.start + (lead.end() if lead else 0), span.end - (len(words) - len(words.rstrip())))


def _sentence_of(annotated: Annotated, offset: int) -> int:
    return max(0, bisect_right(annotated.sentence_starts, offset) - 1)


def read_places(annotated: Annotated, drafts: list[Draft], nationalities: list[Nationality]) -> None:
    """Add court, custody place and jurisdiction to the drafts."""
    places = find_places(annotated)
    by_sentence: dict[int, list[PlaceMention]] = {}
    for place in places:
        by_sentence.setdefault(place.sentence, []).append(place)
    for draft in drafts:
        for field, events in (("court", _COURT_EVENTS), ("custody_place", _CUSTODY_EVENTS)):
            found = _nearest(draft, by_sentence, field, events)
            if found is not None:
                draft.attributes[field] = Stated(found.span.of(annotated.text), found.span, found.rule)
    courts = [place for place in places if place.field == "court"]
    _read_jurisdiction(annotated, drafts, nationalities, courts)
    states = {draft.attributes["jurisdiction"].value for draft in drafts if "jurisdiction" in draft.attributes}
    if len(states) < 2 and courts and len({place.span.of(annotated.text) for place in courts}) == 1:
        for draft in drafts:
            if not any(fact.trigger.rule.event in _COURT_EVENTS for fact in draft.facts):
                continue
            stated = Stated(courts[0].span.of(annotated.text), courts[0].span, courts[0].rule)
            draft.attributes.setdefault("court", stated)


def _nearest(
    draft: Draft, by_sentence: dict[int, list[PlaceMention]], field: str, events: frozenset[str]
) -> PlaceMention | None:
    """Return the first place named in a sentence with one of the events; a place of custody stands behind its event."""
    candidates: list[PlaceMention] = []
    for fact in draft.facts:
        if fact.trigger.rule.event not in events or fact.modality == "denied":
            continue
        candidates.extend(
            place
            for place in by_sentence.get(fact.trigger.sentence, ())
            if place.field == field and (field == "court" or place.span.start > fact.trigger.span.start)
        )
        if candidates and field == "custody_place":
            return candidates[0]
    return min(candidates, key=lambda place: place.span.start, default=None)


_TRIED = frozenset({"convicted", "sentenced", "acquitted", "trial", "detained", "imprisoned"})


def _tried_in(annotated: Annotated, draft: Draft) -> defaultdict[str, float]:
    """Return the countries of the places where the person was tried or is held: each counts beside the names of the sentence."""
    found: defaultdict[str, float] = defaultdict(float)
    for fact in draft.facts:
        if fact.place is not None and fact.trigger.rule.event in _TRIED:
            words = fact.place.of(annotated.text)
            country = country_code(words) or state_country(words)
            if country is not None:
                found[country] += 1
    return found


def _read_jurisdiction(
    annotated: Annotated, drafts: list[Draft], nationalities: list[Nationality], courts: list[PlaceMention]
) -> None:
    """Add the country that most words point to, those in the sentences of the person's own events counted threefold."""
    hints = _country_hints(annotated, nationalities)
    hints += [
        _Hint(court.span, country)
        for court in courts
        for country in _countries_of(court.span.of(annotated.text))
        # the courts of the United States are told by `case_jurisdictions.yml`
        if country != "US" and not any(hint.country == country and court.span.overlaps(hint.span) for hint in hints)
    ]
    hints.sort()
    if not hints:
        return
    starts = [hint.span.start for hint in hints]
    totals: defaultdict[str, float] = defaultdict(float)
    spans: dict[str, Span] = {}
    for hint in hints:
        totals[hint.country] += hint.weight
        spans.setdefault(hint.country, hint.span)
    most = max(totals, key=totals.__getitem__)
    if totals[most] <= _DATELINE_WEIGHT and most not in {item.country for item in nationalities} and nationalities:
        return  # only where the report was written, about people of other states
    for draft in drafts:
        near = _tried_in(annotated, draft)
        sentences = {
            fact.trigger.sentence
            for fact in draft.facts
            if not fact.trigger.rule.is_weak and fact.trigger.rule.event not in ("extradited", "deported", "died")
        }
        # who is to be extradited is held where that was decided
        sentences = sentences or {
            fact.trigger.sentence
            for fact in draft.facts
            if fact.trigger.rule.event == "extradited" and fact.modality != "actual"
        }
        for index in sentences:
            sentence = annotated.sentences[index].span
            first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            for hint in hints[first:last]:
                near[hint.country] += hint.weight
        scores = {country: 2.0 * near[country] + count for country, count in totals.items()}
        country = max(scores, key=lambda code: (scores[code], code == most))
        if not near and list(scores.values()).count(scores[country]) > 1:
            continue  # nothing is told beside the person, and as much speaks for another state
        draft.attributes["jurisdiction"] = Stated(country, spans[country], "jurisdiction_hints")


_OFFICE_LETTERS = "A-Zfgms"
"""First letters of the offices: most words are passed by for their first letter."""


class _Offices(NamedTuple):
    """The rules of `case_jurisdictions.yml` as one pattern, and the country of each by its id."""

    pattern: re.Pattern[str]
    countries: dict[str, str]


@cache
def _offices() -> _Offices:
    rules = load_rules("case_jurisdictions.yml")
    joined = "|".join(f"(?P<{rule.id}>{rule.pattern.pattern})" for rule in rules)
    # The character before first, in a text with a blank in front of it (`values/scan.py`).
    return _Offices(
        re.compile(rf"[^A-Za-z](?=[{_OFFICE_LETTERS}])(?<!\w)(?={joined})"),
        {rule.id: rule.fields["country"] for rule in rules},
    )


def find_offices(text: str) -> list[tuple[Span, str]]:
    """Return the words for offices that one country has, and that country, in text order."""
    pattern, countries = _offices()
    found: list[tuple[Span, str]] = []
    for match in pattern.finditer(f" {text}"):
        rule = match.lastgroup or ""
        span = Span.of_match(match, rule).shifted(-1)
        if not found or span.start >= found[-1][0].end:
            found.append((span, countries[rule]))
    return found


class _Hint(NamedTuple):
    """Words that point to a country, and how much they count."""

    span: Span
    country: str
    weight: float = 1.0


def _countries_of(court: str) -> set[str]:
    """Return the countries that a court's name tells by a word: `Islamabad High Court`, `Dutch court`."""
    words = court.split()
    nouns = (country_code(word) or state_country(word) for word in words if word[:1].isupper())
    return {country for country in nouns if country is not None}


_DATELINE_WEIGHT = 0.5
_HOME_WEIGHT = 0.25
_SENT_TO = re.compile(r"\b(?:send|sends|sent|sending|smuggl\w+|traffick\w+)\b[^.;]{0,40} to (?:the )?\Z")
"""Before a place to which people are brought: `a scheme to send workers to Peru`."""
_MAN = re.compile(
    r" (?:native|businessm[ae]n|businesswom[ae]n|tycoon|billionaire|banker|trader|man|woman|lawyer|journalist|singer|actor|politician)\b"
)
"""Behind a place where somebody is from: `Hong Kong businessman Ivan Example`."""
_AGED_OF = re.compile(r", \(?\d{1,3}\)?,? (?:both )?of (?:[A-Z][\w.’-]+,? ){0,3}\Z")
"""Between a name and a home: `Ivan Example, 44, of Tijuana, [Mexico]`."""
_DATELINE_BEHIND = re.compile(r"(?:/[A-Z]\w{2,20})?(?:, [^\n.;—–]{1,40}\.?)?(?: \([^()\n]{2,30}\))? ?(?:—|–|--|-)\s")
"""Behind the place where a report was written."""
_SPOKEN_BEHIND = re.compile(r", (?:an?|the) [^.,;]{2,60}\b(?:said|told|urged|warned|called|says)\b")
"""Behind a place that opens a sentence: `In Geneva, a panel said`."""


def _weight(text: str, name: Name) -> float:
    """Return how much a place counts: less in a dateline, still less where somebody lives, nothing where somebody only spoke there."""
    start, end = name.span
    if (start == 0 or text[start - 1] == "\n") and _DATELINE_BEHIND.match(text, end):
        return _DATELINE_WEIGHT
    if _CITIZEN.match(text, end) or _SPEAKS.match(text, end):
        return 0.0
    if text.endswith((" of ", ", "), 0, start) and _AGED_OF.search(text, max(0, start - 50), start):
        return _HOME_WEIGHT
    if text.endswith((" to ", " to the "), 0, start) and _SENT_TO.search(text, max(0, start - 60), start):
        return 0.0
    if _MAN.match(text, end):
        return _HOME_WEIGHT
    is_spoken = text.endswith("In ", max(0, start - 3), start) and _SPOKEN_BEHIND.match(text, end) is not None
    return 0.0 if is_spoken else 1.0


def _country_hints(annotated: Annotated, nationalities: list[Nationality]) -> list[_Hint]:
    """Return the words that point to a country, in text order."""
    text = annotated.text
    hints = [_Hint(span, country) for span, country in find_offices(text)]
    for name in annotated.names:
        if name.label == "LOC":
            country = country_code(name.text) or state_country(name.text)
            if country is not None and not _HOME.search(text, max(0, name.span.start - 30), name.span.start):
                weight = _weight(text, name)
                if weight:
                    hints.append(_Hint(name.span, country, weight))
    hints += [
        _Hint(item.span, item.country)
        for item in nationalities
        if _AUTHORITY.match(text, item.span.end, item.span.end + 15)
        and not _SPEAKS.match(text, item.span.end)
        and not _HELPED.search(text, max(0, item.span.start - 30), item.span.start)
    ]
    return sorted(hints)
