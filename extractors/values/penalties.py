"""Penalties as written, imposed or faced: prison terms, life, death, probation, fines, restitution and the like.

A length of time or an amount of money is a penalty by the words beside it (`patterns/penalties.yml`); `life`,
`death`, `community service` need no value. Whether a penalty was imposed is left to cases.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from extractors.patterns import Rule, load_rules
from extractors.values.durations import find_durations
from extractors.values.model import Duration, Money, PenaltyMention
from extractors.values.money import find_money
from extractors.values.scan import find_starts
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.vocabulary import Comparator

_WINDOW: Final = 90
"""Characters beside a value in which the words stand that make it a penalty."""
_HINTS: Final = {
    "duration": (
        *(
            "prison",
            "jail",
            "sentence",
            "term",
            "probat",
            "supervis",
            "release",
            "custody",
            "incarc",
            "confin",
            "deten",
        ),
        *("bars", "peni", "arrest", "monitor", "service", "penalt", "punish", "serv", "fac", "carr", "hand", "given"),
        *("recei", "got", "get", "expos", "max", "min", "camp", "labo", "gaol", "life", "control", "unpaid", "correct"),
        *("locked", "lockup", "borstal", "reformatory"),
    ),
    "money": ("fine", "penalt", "restitut", "compens", "reparat", "forfeit", "judgment"),
}
"""Letters without which no rule for such a value can match: looked for first, since most values are no penalties."""
_SERVED: Final = re.compile(
    r"(?i:\b(?:served|after (?:[a-z]+ )?serving|credit for|spent|spending|spend)(?: [a-z]+){0,2} )\Z"
)
"""Words before a length of time that was served or spent: no penalty that is imposed or faced."""
_SENTENCED_TO_DEATH: Final = re.compile(
    r"(?i:\b(?:sentenc(?:e[ds]?|ing)|condemn(?:ed|s|ing)?)(?: (?!to\b|for\b|\w+ing\b|beaten\b|stabbed\b|shot\b|put\b)[\w.,’'-]+){1,12} to (?P<death>death)\b)"
)
_TO_LIFE: Final = re.compile(r"(?i)life\Z")
_RANGING: Final = re.compile(r"\b(?:ranging|ranges?) from \Z")
_UP_TO: Final = re.compile(r"[^.;\n]{0,30}?\b(?:up )?to\b")
_RANGE_GAP: Final = 40
"""Characters between the ends of a range of terms, and before it, where the words stand that make it one."""
_MAXIMUM: Final = re.compile(r"(?i:\b(?:maximum|up to|statutory)\b[a-z ]{0,40})\Z")
_MINIMUM: Final = re.compile(r"(?i:\b(?:minimum)\b[a-z ]{0,40})\Z")
_ALONE_WORDS: Final = (
    r"life|death|capital|lwop|imprison|jailed|consecutive|concurrent|multiple|restitution|full r|victim r|criminal r|fine|possible fine|substantial fine|criminal fine|thousands of|millions of|lifetime|house a|home [cd]|(?:lifetime |lifelong )?supervised"
    r"|community s|court-ordered c|unpaid c|(?:formal|informal|felony|summary|lifetime) |probation|\d[\d,]{0,5} (?:hour|day)"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|mandatory|back-to-back) (?:\w+ )?life"
)
_ALONE_START: Final = re.compile(rf"[^a-z-](?={_ALONE_WORDS})(?<!\w)")
_ALONE_OR_HOURS_START: Final = re.compile(rf"[^a-z-](?={_ALONE_WORDS}|[a-z]+(?:-[a-z]+)? hours)(?<!\w)")
"""Any word may count hours; texts without them are read without asking at every word. Both are for small letters."""


def find_penalties(
    text: str, durations: Sequence[Duration] | None = None, money: Sequence[Money] | None = None
) -> list[PenaltyMention]:
    """Return the penalties that `text` names, in text order; none overlap.

    `25 years to life` gives two: imprisonment of 300 months, and life. `durations` and `money` are those of `text`,
    where the caller knows them already.
    """
    values: list[Duration | Money] = [*(find_durations(text) if durations is None else durations)]
    values += find_money(text) if money is None else money
    mentions = [mention for value in values for mention in _mentions_of(value, text)]
    mentions += _standing_alone(text)
    mentions += _deaths(text)
    mentions.sort(key=lambda mention: (mention.span.start, -mention.span.end))
    kept: list[PenaltyMention] = []
    for mention in mentions:
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
        elif _knows_more(mention, kept[-1]):
            kept[-1] = mention
    return _join_ranges(kept, text)


def _join_ranges(mentions: list[PenaltyMention], text: str) -> list[PenaltyMention]:
    """Return `mentions` with `ranging from two years in prison up to 20 years` as one term with both its ends."""
    joined: list[PenaltyMention] = []
    for mention in mentions:
        low = next((other for other in joined[:-3:-1] if other.kind == "imprisonment"), None)
        if (
            low is not None
            and mention.kind == "imprisonment"
            and (low.months or 0) < (mention.months or 0)
            and _RANGING.search(text, max(0, low.span.start - _RANGE_GAP), low.span.start)
            and _UP_TO.match(text, low.span.end, mention.span.end)
            and mention.span.start - low.span.end < _RANGE_GAP
        ):
            joined[joined.index(low)] = replace(low, months_max=mention.months)
        else:
            joined.append(mention)
    return joined


def _knows_more(mention: PenaltyMention, other: PenaltyMention) -> bool:
    """Tell whether only `mention` has a length or an amount."""
    return bool(mention.months or mention.value) and not (other.months or other.value)


@cache
def _rules(side: str, of: str | None = None) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in load_rules("penalties.yml")
        if rule.fields["side"] == side and (of is None or rule.fields["of"] == of)
    )


def _mentions_of(value: Duration | Money, text: str) -> list[PenaltyMention]:
    """Return the penalty that a length of time or an amount is, with `life` apart for `years to life`; or nothing."""
    of = "duration" if isinstance(value, Duration) else "money"
    around = text[max(0, value.span.start - _WINDOW) : value.span.end + _WINDOW].casefold()
    if not any(hint in around for hint in _HINTS[of]):
        return []
    before = text[max(0, value.span.start - _WINDOW) : value.span.start]
    after = text[value.span.end : value.span.end + _WINDOW]
    if of == "duration" and _SERVED.search(before):
        return []
    for rule in _rules("after", of):
        if match := rule.pattern.search(after):
            span = Span(value.span.start, value.span.end + match.end())
            return _split(value, span, rule, before, text)
    for rule in _rules("before", of):
        if match := rule.pattern.search(before):
            lead = match.start("quote") if "quote" in match.groupdict() else len(before)
            span = Span(value.span.start - len(before) + lead, value.span.end)
            return _split(value, span, rule, before, text)
    if isinstance(value, Duration) and value.to_life:
        return _split(value, value.span, _rules("after", of)[-1], before, text)
    return []


def _split(value: Duration | Money, span: Span, rule: Rule, before: str, text: str) -> list[PenaltyMention]:
    comparator: Comparator = value.comparator
    if comparator == "=" and _MAXIMUM.search(before):
        comparator = "<="
    elif comparator == "=" and _MINIMUM.search(before):
        comparator = ">="
    kind = rule.fields["kind"]
    if isinstance(value, Money):
        return [PenaltyMention(span, kind, None, None, value.value, value.currency, comparator, rule.id)]
    life = _TO_LIFE.search(value.span.of(text)) if value.to_life else None
    if life is None:
        return [PenaltyMention(span, kind, value.months, value.months_max, None, None, comparator, rule.id)]
    at = value.span.start + life.start()
    return [
        PenaltyMention(Span(span.start, at), kind, value.months, None, None, None, comparator, rule.id),
        PenaltyMention(Span(at, span.end), "life", None, None, None, None, "=", rule.id),
    ]


def _deaths(text: str) -> list[PenaltyMention]:
    """Return the death in `sentenced Ivan Example to death`; nothing for who was beaten to death."""
    if " to death" not in text:
        return []
    return [
        PenaltyMention(Span.of_match(match, "death"), "death", None, None, None, None, "=", "penalty_death")
        for match in _SENTENCED_TO_DEATH.finditer(text)
    ]


def _standing_alone(text: str) -> list[PenaltyMention]:
    found: list[PenaltyMention] = []
    done = 0
    small = text.replace("İ", "i").lower()  # the only letter that becomes two
    pattern = _ALONE_OR_HOURS_START if " hours" in small else _ALONE_START
    for at in find_starts(pattern, small):
        if at < done:
            continue
        for rule in _rules("alone"):
            if match := rule.pattern.match(text, at):
                found.append(
                    PenaltyMention(Span(*match.span()), rule.fields["kind"], None, None, None, None, "=", rule.id)
                )
                done = match.end()
                break
    return found
