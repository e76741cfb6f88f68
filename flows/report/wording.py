"""Values as a reader expects them: dates, terms, money, and words that keep an allegation an allegation.

Nothing here is Markup: templates escape what these functions return. `shown` makes any text safe to look at, which
escaping alone does not: characters that reverse or hide the words around them become visible.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from schemas.rows import days_allowed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

COMPARATORS: Final = {
    "=": "",
    ">": "more than ",
    ">=": "at least ",
    "<": "less than ",
    "<=": "up to ",
    "~": "about ",
}

STAGES: Final = {
    "alleged": "alleged, not proven",
    "charged": "charged, not proven",
    "pleaded_guilty": "pleaded guilty",
    "convicted": "convicted",
    "acquitted": "acquitted",
    "dismissed": "dismissed",
}
"""What is said of a charge: the first two never stand without their second half."""

STAGE_GROUPS: Final = {
    "alleged": "accused",
    "charged": "accused",
    "pleaded_guilty": "found",
    "convicted": "found",
    "acquitted": "cleared",
    "dismissed": "cleared",
}
"""Where a charge stands in the list: accused of, admitted or found by a court, cleared of."""

MODALITIES: Final = {
    "actual": "",
    "scheduled": "announced, has not happened",
    "hypothetical": "only a possibility",
    "denied": "reported as not having happened",
}
"""What is said of an event; an actual one needs no words."""

EVENT_NOUNS: Final = {
    "investigated": "investigation",
    "wanted": "being wanted",
    "arrested": "arrest",
    "detained": "detention",
    "bail_denied": "denial of bail",
    "bail_granted": "bail",
    "charged": "charge",
    "indicted": "indictment",
    "extradition_requested": "request for extradition",
    "extradited": "extradition",
    "arraigned": "arraignment",
    "pleaded_not_guilty": "plea of not guilty",
    "pleaded_guilty": "plea of guilty",
    "acquitted": "acquittal",
    "dismissed": "dismissal",
    "convicted": "conviction",
    "sentenced": "sentencing",
    "fined": "fine",
    "appealed": "appeal",
    "overturned": "overturning of the verdict",
    "imprisoned": "imprisonment",
    "commuted": "commutation",
    "paroled": "parole",
    "released": "release",
    "pardoned": "pardon",
    "exchanged": "exchange",
    "deported": "deportation",
    "executed": "execution",
    "died": "death",
}
"""Names of events that have not happened: `arrested` would read as if it had."""

PENALTIES: Final = {
    "imprisonment": "prison",
    "life": "life in prison",
    "death": "death sentence",
    "probation": "probation",
    "supervised_release": "supervised release",
    "house_arrest": "house arrest",
    "community_service": "community service",
    "fine": "fine",
    "restitution": "restitution",
    "forfeiture": "forfeiture",
}

POLARITIES: Final = {
    "asserts": "asserts",
    "denies": "denies",
    "alleges": "alleges",
    "predicts": "predicts",
    "intends": "intends",
    "requests": "requests",
}

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff]"
)
"""Control characters, direction overrides, separators that break lines unasked, non-characters, lone surrogates."""

_STAND_IN: Final = "\N{REPLACEMENT CHARACTER}"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z")


def shown(text: str) -> str:
    """Return `text` with one visible character in place of each that would not be seen or would mislead the eye.

    The length stays the same, so that offsets into `text` are offsets into what is shown.
    """
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub(_STAND_IN, text)


def format_date(date: str | dt.date | None) -> str:
    """Return an ISO 8601 date of any precision in words: `27 April 2023`, `April 2023`, `2019`.

    >>> format_date("2023-04-27"), format_date("2023-04"), format_date("2019"), format_date(None)
    ('27 April 2023', 'April 2023', '2019', '')
    """
    if not date:
        return ""
    parts = str(date)[:10].split("-")
    if days_allowed("-".join(parts)) == (None, None):
        return str(date)
    year, month, day = (*map(int, parts), 0, 0)[:3]
    words = [str(day)] if day else []
    if month:
        words.append(MONTHS[month - 1])
    return " ".join([*words, f"{year:04d}"])


def format_time(moment: dt.datetime | None) -> str:
    """Return a moment in UTC to the minute: `22 November 2026, 16:40 UTC`."""
    if moment is None:
        return ""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


def format_days(moments: Sequence[dt.datetime]) -> list[str]:
    """Return moments as an axis names them, as days (`22 Nov 2026`), or as times where all are of one day."""
    is_one_day = len({moment.date() for moment in moments}) == 1
    return [
        f"{moment.day} {MONTHS[moment.month - 1][:3]} {f'{moment:%H:%M}' if is_one_day else moment.year}"
        for moment in moments
    ]


def format_seconds(seconds: float | None) -> str:
    """Return a duration as people say it: `4.2 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def format_number(value: float | None) -> str:
    """Return a number with groups of digits, without decimals that say nothing; empty for null."""
    if value is None:
        return ""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def format_count(number: int | None, thing: str) -> str:
    """Return how many of a thing there are: `1 row`, `1,200 rows`."""
    return f"{format_number(number)} {thing}{'' if number == 1 else 's'}"


def format_share(share: float | None) -> str:
    """Return a share as percent; 0 and 100 only where it is exactly that."""
    if share is None:
        return "none"
    percent = share * 100
    if 0 < percent < 1:
        return "<1%"
    if 99 < percent < 100:
        return ">99%"
    return f"{percent:.0f}%"


def format_term(months: int | None) -> str:
    """Return a length in months as people say it: `4 years 6 months`.

    >>> format_term(54), format_term(1), format_term(240)
    ('4 years 6 months', '1 month', '20 years')
    """
    if months is None:
        return ""
    years, rest = divmod(months, 12)
    words = []
    if years:
        words.append(f"{years} year{'s' if years > 1 else ''}")
    if rest:
        words.append(f"{rest} month{'s' if rest > 1 else ''}")
    return " ".join(words)


def format_money(value: float | None, currency: str | None) -> str:
    """Return an amount with its currency code, `USD 3,200,000`; the currency is left out where it is unknown."""
    return " ".join(filter(None, (currency, format_number(value))))


def describe_event(event: dict[str, Any]) -> str:
    """Return what an event is: a participle for what happened (`bail denied`), a noun for what has not."""
    kind: str = event["event_type"]
    return plain(kind) if event["modality"] == "actual" else EVENT_NOUNS.get(kind, plain(kind))


def describe_penalty(penalty: dict[str, Any]) -> str:
    """Return a penalty's kind and measure: `prison, up to 20 years`; the same words for imposed and faced ones."""
    kind = PENALTIES.get(penalty["penalty_kind"], penalty["penalty_kind"])
    bound = COMPARATORS.get(penalty["comparator"], "")
    measure = format_term(penalty["months"])
    if penalty["months_max"] is not None:
        measure = f"{measure} to {format_term(penalty['months_max'])}"
    if penalty["money_value"] is not None:
        measure = format_money(penalty["money_value"], penalty["currency"])
    return f"{kind}, {bound}{measure}" if measure else kind


def describe_amount(amount: dict[str, Any]) -> str:
    """Return an amount with its bound: `more than USD 3,200,000`."""
    return COMPARATORS.get(amount["comparator"], "") + format_money(amount["money_value"], amount["currency"])


def describe_quantity(quantity: dict[str, Any]) -> str:
    """Return a quantity with its bound and unit; its own words where it has no number (`dozens`)."""
    if quantity["quantity_value"] is None:
        return str(quantity["quantity_text"])
    number = COMPARATORS.get(quantity["comparator"], "") + format_number(quantity["quantity_value"])
    return f"{number} {quantity['quantity_unit']}" if quantity["quantity_unit"] else number


def plain(name: str | None) -> str:
    """Return the words of an enumeration's member or a column: `bail_denied` as `bail denied`."""
    return (name or "").replace("_", " ")


def language_tag(language: str | None) -> str | None:
    """Return the language for a `lang` attribute; null for what is no language tag."""
    return language if language and _LANGUAGE.match(language) else None


def fold_name(name: str) -> str:
    """Return a name as it is compared over articles: case and accents folded, spaces single."""
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def page_name(folded: str) -> str:
    """Return a file name for what `folded` names: the same on every machine, with nothing of the name in it."""
    return sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16]
