"""Amounts of money with currency and comparator."""

from __future__ import annotations

import pytest

from extractors.patterns import load_table
from extractors.values.money import find_money, normalise_currency

MONEY = [
    ("$5,000", 5_000, "USD", "="),
    ("more than $1.2 million", 1_200_000, "USD", ">"),
    ("$1.2m", 1_200_000, "USD", "="),
    ("US$10bn", 10_000_000_000, "USD", "="),
    ("A$300", 300, "AUD", "="),
    ("HK$2 million", 2_000_000, "HKD", "="),
    ("C$40", 40, "CAD", "="),
    ("Rs 15 lakh", 1_500_000, "INR", "="),
    ("Rs. 2,50,000", 250_000, "INR", "="),
    ("₹5 crore", 50_000_000, "INR", "="),
    ("£4m", 4_000_000, "GBP", "="),
    ("€ 2 million", 2_000_000, "EUR", "="),
    ("50 €", 50, "EUR", "="),
    ("up to 300,000 dollars", 300_000, "USD", "<="),
    ("five million euros", 5_000_000, "EUR", "="),
    ("two hundred pounds sterling", 200, "GBP", "="),
    ("three Canadian dollars", 3, "CAD", "="),
    ("nearly half a million rubles", 500_000, "RUB", "~"),
    ("USD 115", 115, "USD", "="),
    ("CHF 3.5 million", 3_500_000, "CHF", "="),
    ("fifty cents", 0.5, "USD", "="),
    ("three dollars and fifty cents", 3.5, "USD", "="),
    ("$950 or more", 950, "USD", ">="),
    ("at least 10 million Swiss francs", 10_000_000, "CHF", ">="),
    ("500 francs", 500, None, "="),
]


@pytest.mark.parametrize(("words", "value", "currency", "comparator"), MONEY, ids=[row[0] for row in MONEY])
def test_find_money(words: str, value: float, currency: str | None, comparator: str) -> None:
    """The dollar is that of the United States unless the words say otherwise; an open currency stays null."""
    text = f"He paid {words}, she said."
    (money,) = find_money(text)
    assert (money.value, money.currency, money.comparator) == (value, currency, comparator)
    assert money.span.of(text) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between $5 and $7 million", [(5_000_000, ">="), (7_000_000, "<=")]),
        ("$10 to $20", [(10, ">="), (20, "<=")]),
        ("$3-5 million", [(3_000_000, ">="), (5_000_000, "<=")]),
        ("between US$300 and 400 billion", [(300e9, ">="), (400e9, "<=")]),
        ("gave $5 and 3 million people", [(5, "=")]),
    ],
)
def test_ranges(text: str, expected: list[tuple[float, str]]) -> None:
    """Both ends of a range are amounts, and share what the words share."""
    assert [(money.value, money.comparator) for money in find_money(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "300 pounds of cocaine",
        "he weighed 200 pounds",
        "five people",
        "$",
        "the dollar fell",
        "Rs",
        "€1.200.000",
        "$250,00",
    ],
)
def test_no_money(text: str) -> None:
    """Weights and bare signs are no amounts."""
    assert find_money(text) == []


def test_every_symbol_of_the_table_is_read() -> None:
    """The table of symbols and the pattern that finds them agree."""
    for symbol, code in load_table("money_currencies.yml")["symbols"].items():
        written = {
            "RS": "Rs",
            "KSH": "Ksh",
            "KSHS": "Kshs",
            "USH": "Ush",
            "USHS": "Ushs",
            "TSH": "TSh",
            "TK": "Tk",
            "RP": "Rp",
            "ZŁ": "zł",
            "KR": "kr",
            "SH": "Sh",
            "SHS": "Shs",
            "DH": "Dh",
            "DHS": "Dhs",
        }.get(symbol, symbol)
        written = {"MEX$": "Mex$", "CAN$": "Can$", "BDS$": "Bds$"}.get(symbol, written)
        text = f"It cost 500,000{written}." if symbol in {"元", "₾"} else f"It cost {written}500,000."
        assert [(money.value, money.currency) for money in find_money(text)] == [(500_000, code)], symbol


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The aide was freed on a cash bail of Sh2 million.", ["KES"]),
        ("A court in Arusha, Tanzania, fined him Sh2 million and Shs. 500,000.", ["TZS", "TZS"]),
        ("The Ugandan clerk took Shs 20,000, some 20,000 shillings.", ["UGX", "UGX"]),
        ("He took Sh20,000 from Kenya to Uganda, and 500 Ugandan shillings.", [None, "UGX"]),
        ("The clerk took 20,000 shillings.", [None]),
        ("A court in Dubai fined him Dh64 million.", ["AED"]),
        ("A Moroccan court fined him Dh500.", ["MAD"]),
    ],
)
def test_coins_of_several_countries(text: str, codes: list[str | None]) -> None:
    assert [money.currency for money in find_money(text)] == codes


@pytest.mark.parametrize(
    ("words", "code"), [("dollars", "USD"), ("Jamaican dollars", "JMD"), ("kroner", None), ("złotys", "PLN")]
)
def test_normalise_currency(words: str, code: str | None) -> None:
    """A country's adjective decides which coin is meant."""
    currency = normalise_currency(words)
    assert currency is not None
    assert currency.code == code
