"""Amounts of money with currency and comparator (`patterns/money.yml`, `patterns/money_currencies.yml`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.patterns import load_table
from extractors.values.model import Money
from extractors.values.numbers import find_bound, normalise_number
from extractors.values.scan import load_scanner
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.values.scan import Hit

_LARGEST: Final = 1e16
"""Beyond this no amount of money is meant."""


class Currency(NamedTuple):
    """An ISO 4217 code, null where the words leave it open, and how many of the coin named make one unit."""

    code: str | None
    fraction: int = 1


def find_money(text: str) -> list[Money]:
    """Return the stated amounts of money in text order; none overlap."""
    hits = load_scanner("money.yml", "money_start").scan(text)
    return [money for hit in hits if (money := _build_money(hit, text)) is not None]


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


def _build_money(hit: Hit, text: str) -> Money | None:
    number = hit.groups["number"]
    value = 1.0 if number.casefold() in {"a", "an"} else normalise_number(number)
    currency = normalise_currency(hit.groups["currency"])
    if hit.groups["currency"][:2].isupper() and hit.groups["currency"][0] == "M" and len(hit.groups["currency"]) == 4:
        value = None if value is None else value * 1e6
    if scale := hit.get("scale"):
        value = None if value is None else value * (normalise_number(scale) or 1.0)
    if cents := hit.get("cents"):
        value = None if value is None else value + (normalise_number(cents) or 0.0) / 100
    if value is None or value > _LARGEST or currency is None or _is_weight(hit, text):
        return None
    if unit := hit.get("unit"):
        currency = normalise_currency(unit) or currency
    bound = find_bound(text, hit.span.start)
    return Money(
        span=Span(bound.start, hit.span.end),
        value=round(value / currency.fraction, 4),
        currency=currency.code,
        comparator=">=" if hit.get("more") else bound.comparator,
        rule=hit.rule.id,
    )


def _is_weight(hit: Hit, text: str) -> bool:
    """Tell whether bare `pounds` are of weight: only millions, or an amount of nothing, are read as money."""
    if hit.groups["currency"].casefold() != "pounds":
        return False
    return text[hit.span.end : hit.span.end + 4] == " of " or "illion" not in hit.groups["number"]
