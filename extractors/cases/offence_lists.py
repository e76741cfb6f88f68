"""Part the words behind `charged with` into single offences with their counts.

`three felony counts each of pimping and pandering, and one count of fraud, with a sentencing enhancement for ...`
has count markers, which part it surely; a list without them (`robbery, theft and carjacking`) is parted where
both sides are offences by themselves.
"""

from __future__ import annotations

import re

from extractors.values.numbers import normalise_number
from extractors.values.offences import iccs_code
from schemas.base import Span


def _begins(first: str, pattern: str) -> re.Pattern[str]:
    """Return what finds the places where `pattern` matches, which begins with one of the characters `first` (a class).

    A search for a class of characters passes all others by in one loop of C.
    """
    return re.compile(rf"[{first}](?<=(?={pattern})[\s\S])")


_CLAUSE_END = _begins(
    " ,;.",
    r"(?i:,? and (?:was|were|is|are|has|have|had|faces?|faced|sentenced|ordered|will|would|admitted|agreed|could|also|then|later|released|arrested|placed|taken|fled|denied|began|he|she|they|it|remains|received|being|must|may|to (?:serve|pay))\b"
    r"|,? (?:faces?|faced|was|were|is|are|has|have|had|will|would|could|carries|carry|remains|announced|said)\b"
    r"|, (?:wants?|wanted|not|lives?|lived|appeared|appears|arrived|landed|flew|left|asks?|asked|requested|applied|filed|sought|appealed|insists?|insisted|maintains?|pleaded|pleads|pled|denies|told|tells|says|confirmed|fled|died|works|worked|returned|did|does|may|can|never)\b"
    r"|,? (?:told (?:a|an|the|his|her|jurors|police|reporters|court)|pleaded (?:not )?guilty|denied (?:the|all|any)|appeared (?:in|at|before))\b"
    r"|, (?:(?:raising|bringing|taking|increasing|extending) (?:his|her|the|their|its)|only to|as (?:was|were|did|had|is|are)|(?:called|urged|wrote|gave|began|went) (?:on|for|to|in|the|an?|supporters|reporters))\b"
    r"|,? but\b|; (?!(?:and )?(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|an?|conspir\w+) )|(?<![ .][A-Z])\. |\.$)",
)
"""Where the clause with the offences ends; the full stop of an initial or of `the U.S.` is no end."""

_NEXT_SUBJECT = re.compile(
    r",\s+(?P<subject>(?:[A-Z]|(?:the|an?|his|her|their|its|they|he|she|it|we|police|authorities|officials|prosecutors|investigators|detectives|officers|"
    r"court|state|federal|local|judicial|legal|security|sources|lawyers?|attorneys?|media|reports?|activists|relatives|diplomats|documents|records|according)\b)[^,;]*)\Z"
)
"""Behind the offences, the subject of the verb at which their clause ends: `charged with murder, the sheriff [said]`."""

_ADJUNCT = _begins(
    r"\s,:“\"(",
    r"(?i:,? (?:and|with|plus|as well as|along with) (?:(?:an?|the|two|three) )?(?:[\w-]+ ){0,3}?(?:sentenc\w+ )?(?:enhancements?|allegations?)\b"
    r"|,? (?:who|which|where|when|after (?!the fact)|before|according|following|stemming|in connection with|as part of|in violation of|punishable|if|"
    r"arising|related to|relating to|as well as|against|because|during (?:a|the|his|her) (?!commission)|since|until|despite|although|though|between|"
    r"said|announced|in relation to|upon (?:arraignment|arrest|conviction|(?:his|her|their|being)\b)|pursuant|under (?:section|title)|based on|resulting from|pertaining to|dating|from \d{4}|respectively|in order to|through|using (?:his|her|their)|"
    r"while (?!driving|intoxicated|armed|under|on bail))\b"
    r"|,? for (?:a total of|lack of|want of|his|her|their|allegedly|the (?:death|murder|killing|\w+ing)|\w+ing\b)(?! sale)"
    r"|(?<!grand theft)(?<!theft)(?<!larceny)(?<!embezzlement)(?<!perjury) by (?!(?:fiduciary|false|force|foreign|unlawful|means|threat|use|fraud|menace|an? (?:felon|fiduciary|caretaker|prohibited)|anesthesia|future|misrep|intox|embezz|deceit|trick|instrument))\w+"
    r"|(?:\s\w+)? (?:years?|months?|weeks?|days?) (?:ago|later|earlier)\b|, (?:\w+ )?(?:years?|months?|weeks?|days?|hours?) (?:before|after)\b| by (?=the (?-i:[A-Z]))"
    r"|,? on (?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*\b|or about)|,? (?:today|yesterday|tomorrow|last|earlier|this (?:week|month|morning))\b"
    r"|,? in (?=(?:\d{4}|Jan|Feb|March|April|May|June|July|Aug|Sep|Oct|Nov|Dec|U\.S\. District|the U\.S\.|the (?:Southern|Northern|Eastern|Western|District|Superior)|federal court|\w+ County|Department|court|this case|the case|exchange)\b)"
    r"|,? in a (?:trial|hearing|ruling|judgment|verdict)\b|,? at (?=(?:the |an? )?(?:[\w’']+ ){0,5}court(?:house)?\b)|,? in (?=(?-i:[A-Z]))|,? to (?:life|death|\d|(?:\w+-)?\w+ (?:years|months|days)\b)|,? in the (?:\d{4}|\w+ (?:of|death|murder|killing|stabbing|shooting)|deaths?|murders?|killings?) "
    r"|[:\n“\"]|\((?![^()]{1,30}\)))",
)
"""Where an offence ends and its circumstances begin."""

_NUMBER = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:-\w+)?|thirty(?:-\w+)?|forty(?:-\w+)?|fifty(?:-\w+)?)"
_KIND = r"(?:felony|misdemeanor|federal|criminal|separate|additional|other|related|total|special|further|straight|more)"
_COUNT = re.compile(
    rf"(?i)(?:,? (?:and|plus|as well as|including)? ?)?\b(?:(?P<number>{_NUMBER}) )?(?:{_KIND},? (?:and )?)*(?:counts?|charges)\b ?(?P<each>each )?(?:of|for)?(?: the\b)?\s*(?P<each2>each (?:of|for) )?"
)
_LEADING = re.compile(
    r"(?i)\A[\s,:–—“\"-]*(?:(?:(?:more|most|less) serious charges? of|lesser (?:charges?|offen[sc]es?) of|\d{1,3}(?= of )|and|the|remaining|a|an|his|her|their|including|both|felony|charges? of|crimes? of|count of|counts of|of|for|one|allegedly|also|having|offenses? of|two|three|various|multiple|several|numerous|being|(?:19|20)\d\d(?= [a-z])|prior|separate)\b[\s,:]*)+"
)
_TRAILING = re.compile(
    r"(?i)(?:[\s,;:.–—-]+|\b(?:charges?|counts?|and|or|including|with|in|on|of|for|the|a|an|to|(?<!sex )(?<!sexual )(?<!hate )(?<!drug )offenses?|respectively|each|by|from|at)\b)+\Z"
)
_SPLIT = re.compile(r"(?i),? and (?:the |an? )?|, or |, (?:the |an? )?|; ?")
_NO_AND = re.compile(
    r"(?i)\b(?:conspir\w+ (?:\w+ ){0,3}to|attempt\w* to|commission of|intent to|to commit|conspiracy|in order to|possess\w*|sale|driving|assault\w*|mail|false|use|with|of a?n?)\b"
)
_OFFENCE_START = re.compile(
    r"(?i)\A(?:(?:first|second|third|1st|2nd|attempted|aggravated|gross|grand|petty|felony|misdemeanor|criminal|unlawful|illegal\w*|false|conspir\w+|possess\w+|"
    r"murder\w*|rap\w+|robb\w+|assault\w*|batter\w+|thef\w+|steal\w+|fraud\w*|defraud\w*|kidnap\w*|burgl\w+|arson|forg\w+|perjury|brib\w+|launder\w+|money laundering|wire|mail|bank|"
    r"securities|tax|identity|street terrorism|torture|sodomy|lewd|oral|sexual\w*|child|domestic|driving|hit|evading|resisting|vandalism|stalking|extort\w+|obstruct\w+|"
    r"embezzl\w+|traffick\w+|drug|weapons?|terroris\w+|espionage|tamper\w+|making|aiding|receiving|using|distribut\w+|manslaughter|homicide|cruelty|endanger\w+|capping|pimping|pandering)\b)"
)
_PRONOUN = re.compile(
    r"(?i)\A(?:it|that|them|him|her|this|these|those|all|the charges?|each|both|his|us|you|years?|days|months|least|life|court|prison|jail|trial|the (?:crimes?|offenses?|case|charges|counts?|indictment|following)|criminal|felony|misdemeanor|one|two|\d+|\W*)\Z"
)
_DEED = re.compile(r"(?i)\A(?:\w+ly )?(?!following|including|being|having|according|remaining)\w{3,}ing\b")
"""A deed in place of the name of an offence: `stealing a car`."""
_NOT_CHARGED = re.compile(
    r"(?i)\A(?:(?:[\w-]+ ){0,6}enhancements?|special circumstances? (?:of|allegation|enhancement)|special allegations?|allegations?|in connection|nothing|violating (?:it|that|them))\b"
)
_INQUIRY = re.compile(r" (?:probe|investigation|inquiry|cases?)\b")
_PROBE = re.compile(
    r"(?:(?:its|the|an?|his|her|their|this) )?(?P<offence>[a-z-]+(?: (?!(?:an?|the|with|of|in|to|into)\b)[a-z-]+){0,3}?) (?:probe|investigation|inquiry|case|cases)\b"
)
"""An offence that only says which inquiry is meant: `in connection with its money laundering probe into a levy`."""
_MAX_WORDS = 28


def part_offences(text: str, start: int, end: int) -> list[tuple[Span, int | None]]:
    """Return the offences in `text[start:end]`, each with its number of counts where that is stated."""
    start = _behind_colon(text, start, end)
    clause_end = _first(_CLAUSE_END, text, start, end)
    segment = text[start:clause_end]
    following = _NEXT_SUBJECT.search(segment) if clause_end < end else None
    if following is not None and not _is_offence(following["subject"]):
        clause_end = start + following.start()
        segment = text[start:clause_end]
    marks = _count_marks(segment)
    found: list[tuple[Span, int | None]] = []
    if not marks:
        for span in _part_list(text, _without_adjunct(text, Span(start, clause_end))):
            _keep(text, span, None, found)
        return found
    for span in _part_list(text, _without_adjunct(text, Span(start, start + marks[0].start()))):
        _keep(text, span, None, found)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        whole = Span(start + mark.end(), start + following.start() if following else clause_end)
        chunk = _without_adjunct(text, whole)
        counts = _count(mark["number"])
        words = chunk.of(text)
        if not words.strip(" ,") or re.match(r"(?i)\s*(?:including|as follows|in (?:an?|the))\b", words):
            continue
        sure = bool(mark["each"] or mark["each2"])
        for position, span in enumerate(_part_list(text, chunk, sure=sure)):
            _keep(text, span, counts if sure or position == 0 else None, found)
    return found


def _count_marks(segment: str) -> list[re.Match[str]]:
    """Return the words that count what follows (`three counts of`), none for `felony charges`."""
    small = segment.lower()
    if "count" not in small and "charges" not in small:
        return []
    return [
        mark for mark in _COUNT.finditer(segment) if not re.search(r"\b\w+ charges ?\Z", mark.group()) or mark["number"]
    ]


_ANNOUNCED = re.compile(
    r"(?i)[^:.;]{0,60}?\b(?:crimes|charges|offen[sc]es|counts|felonies|violations|following)\b[^:.;]{0,20}: "
)


def _behind_colon(text: str, start: int, end: int) -> int:
    """Return where the list begins that a colon announces (`three crimes: fraud, ...`); `start` where none does."""
    match = _ANNOUNCED.match(text, start, end)
    return match.end() if match else start


def _first(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Return where the pattern first matches behind the first word; `end` when it does not."""
    match = pattern.search(text, min(start + 3, end), end)
    return match.start() if match else end


def _without_adjunct(text: str, span: Span) -> Span:
    return Span(span.start, _first(_ADJUNCT, text, span.start, span.end))


def _count(words: str | None) -> int | None:
    if words is None:
        return None
    if words.lower() in ("a", "an"):
        return 1
    value = normalise_number(words)
    return int(value) if value is not None and value >= 1 else None


def _part_list(text: str, span: Span, *, sure: bool = False) -> list[Span]:
    """Return the parts of a list of offences; `sure` when the text says that each part is one."""
    words = span.of(text)
    parts: list[Span] = []
    begin = 0
    for match in _SPLIT.finditer(words):
        left, right = words[begin : match.start()], words[match.end() :]
        following = _SPLIT.split(right, maxsplit=1)[0]
        is_and = "and" in match.group().lower() and "," not in match.group()
        if not left.strip():
            begin = match.end()
            continue
        offence = _is_offence(following)
        if is_and:
            is_deed = _DEED.match(following.strip()) is not None and not _DEED.match(left.strip())
            splits = offence and _is_offence(left) and (sure or is_deed or not _NO_AND.search(left))
        else:
            splits = offence or (sure and len(following.split()) <= 8)
        if splits:
            parts.append(Span(span.start + begin, span.start + match.start()))
            begin = match.end()
    parts.append(Span(span.start + begin, span.end))
    return parts


def _is_offence(words: str) -> bool:
    return _OFFENCE_START.match(words.strip()) is not None or iccs_code(words) is not None


def _keep(text: str, span: Span, counts: int | None, found: list[tuple[Span, int | None]]) -> None:
    """Add the offence without the small words around it, unless nothing that names one is left."""
    words = span.of(text)
    lead = _LEADING.match(words)
    start = span.start + (lead.end() if lead else len(words) - len(words.lstrip()))
    trail = _TRAILING.search(text[start : span.end])
    end = start + trail.start() if trail else span.end
    probe = _PROBE.match(text, start, end) if _INQUIRY.search(text, start, end) else None
    if probe is not None and iccs_code(probe["offence"]) is not None:
        start, end = probe.span("offence")
    kept = text[start:end]
    if (
        len(kept) < 3
        or _PRONOUN.match(kept)
        or _NOT_CHARGED.match(kept)
        or len(kept.split()) > _MAX_WORDS
        or not re.search(r"[a-zA-Z]{3}", kept)
    ):
        return
    if kept.split()[0].isdigit() and len(kept.split()) < 2:
        return
    if counts is None and not (_is_offence(kept) or _DEED.match(kept)):
        return
    found.append((Span(start, end), counts))
