"""Amounts of money with currency and comparator (`patterns/money.yml`, `patterns/money_currencies.yml`)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.patterns import load_table
from extractors.values.model import Money
from extractors.values.numbers import find_bound, normalise_number
from extractors.values.scan import load_scanner
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.values.scan import Hit
    from schemas.vocabulary import Comparator

SIGNS: Final = "$£€¥₹₽₩₦₪₱₴₺₫฿₡₸₵"
"""Signs of currencies, with which an amount can begin behind a letter too."""
_LARGEST: Final = 1e16
"""Beyond this no amount of money is meant."""


_LEAST_WON: Final = 1000
_BETWEEN: Final = re.compile(r"(?i)\bbetween \Z")
_FROM: Final = re.compile(r"(?i)\b(?:from|between) \Z")
_TO: Final = re.compile(r" to | ?[-–—] ?|-to-")
_SCALE: Final = re.compile(r"(?i)\b(?:thousand|million|billion|trillion|crore|lakh)\b|(?<=\d)(?:m|bn|k)\b")


class Currency(NamedTuple):
    """An ISO 4217 code, null where the words leave it open, and how many of the coin named make one unit."""

    code: str | None
    fraction: int = 1


def find_money(text: str) -> list[Money]:
    """Return the stated amounts of money in text order; none overlap."""
    hits = load_scanner("money.yml", "money_start", signs=SIGNS, behind="behind_money").scan(text)
    found = [money for hit in hits for money in _build_money(hit, text)]
    for index in range(len(found) - 1):
        _join_range(found, index, text)
    return found


@cache
def normalise_currency(words: str) -> Currency | None:
    """Return the currency that a symbol, code or word stands for, null when it stands for none."""
    table = load_table("money_currencies.yml")
    symbol = words.replace(" ", "").replace(".", "").upper()
    if len(symbol) == 4 and symbol[0] == "M" and symbol.isascii() and symbol.isalpha():
        symbol = symbol[1:]
    if symbol in table["symbols"]:
        return Currency(table["symbols"][symbol])
    country, _, coin = words.rpartition(" ") if not words.casefold().endswith("sterling") else ("", "", words)
    coin = coin.casefold()
    coin = table["forms"].get(coin) or table["forms"].get(coin.removesuffix("s")) or coin
    row = table["words"].get(coin) or table["words"].get(coin.removesuffix("s"))
    if row is None:
        return Currency(symbol) if len(symbol) == 3 and symbol.isalpha() else None
    return Currency(row.get(country, row["default"]), row.get("fraction", 1))


def _shared_currency(words: str, text: str) -> Currency | None:
    """Return the currency of a coin of several countries in a text that names one of them; null where it names none.

    Where it names two, the currency is open.
    """
    countries = load_table("money_currencies.yml")["shared"].get(words.rstrip(".").upper())
    if countries is None:
        return None
    named = {code for country, code in countries.items() if country in text}
    if not named:
        return None
    return Currency(named.pop() if len(named) == 1 else None)


def _build_money(hit: Hit, text: str) -> list[Money]:
    """Return the amount of a hit, both of `$3-5 million`, nothing where the words are no money."""
    number = hit["number"]
    value = 1.0 if number.casefold() in {"a", "an"} else normalise_number(number)
    currency = _shared_currency(hit["currency"], text) or normalise_currency(hit["currency"])
    if len(hit["currency"]) == 4 and hit["currency"].isalpha() and hit["currency"].isupper():
        value = None if value is None else value * 1e6
    if times := hit.get("scale"):
        value = None if value is None else value * (normalise_number(times) or 1.0)
    if cents := hit.get("cents"):
        value = None if value is None else value + (normalise_number(cents) or 0.0) / 100
    if value is None or value > _LARGEST or currency is None or _is_weight(hit, text) or _is_verb(hit, value):
        return []
    if unit := hit.get("unit"):
        currency = normalise_currency(unit) or currency
    bound = find_bound(text, hit.span.start)
    span, upper = Span(bound.start, hit.span.end), hit.place("upper") if "upper" in hit else None
    if upper is not None:
        lead = _BETWEEN if " and " in hit["upper"] else _FROM
        if " " in hit["upper"][:1] and not lead.search(text, max(0, span.start - 10), span.start):
            upper, span = None, Span(bound.start, hit.place("number").end)
    if upper is None:
        comparator: Comparator = ">=" if hit.get("more") else bound.comparator
        return [Money(span, round(value / currency.fraction, 4), currency.code, comparator, hit.rule.id)]
    words = hit["upper"].lstrip(" -–").removeprefix("to ").removeprefix("and ")
    top, scale = normalise_number(words), _SCALE.search(words)
    low = value * (normalise_number(scale[0]) or 1.0) if scale and value < 1000 else value
    start = upper.end - len(words)
    return [
        Money(Span(bound.start, hit.place("number").end), low, currency.code, ">=", hit.rule.id),
        Money(Span(start, upper.end), top or low, currency.code, "<=", hit.rule.id),
    ]


def _join_range(found: list[Money], index: int, text: str) -> None:
    """Give the ends of `between $5 and $7 million`, `$10 to $20 million` their comparators and shared scale, in place."""
    low, high = found[index], found[index + 1]
    joint = text[low.span.end : high.span.start]
    is_between = _BETWEEN.search(text, max(0, low.span.start - 10), low.span.start)
    if low.currency != high.currency or not (_TO.fullmatch(joint) or (is_between and joint == " and ")):
        return
    value = low.value
    if value < 1000 and (scale := _SCALE.search(high.span.of(text))) and not _SCALE.search(low.span.of(text)):
        value *= normalise_number(scale[0]) or 1.0
    if value < high.value:
        found[index] = replace(low, value=value, comparator=">=")
        found[index + 1] = replace(high, comparator="<=")


def _is_weight(hit: Hit, text: str) -> bool:
    """Tell whether bare `pounds` are of weight: only millions, or an amount of nothing, are read as money."""
    if hit["currency"].casefold() != "pounds":
        return False
    return text[hit.span.end : hit.span.end + 4] == " of " or "illion" not in hit["number"]


def _is_verb(hit: Hit, value: float) -> bool:
    """Tell whether `won` is the verb: the Korean coin is counted in thousands."""
    return hit["currency"] == "won" and value < _LEAST_WON
