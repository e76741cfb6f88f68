"""Memos do not grow with the number of articles."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from inspect import signature

import extractors

KEYED_BY_OUR_TABLES = {
    "_load_model",
    "_nouns",
    "_part",
    "_rules",
    "confidence_of",
    "load_line_rules",
    "load_rules",
    "load_scanner",
    "load_table",
    "load_tagger",
    "normalise_currency",
    "read_counts",
    "source_nouns",
}
"""Memos whose keys are names of our files and rules, or words that a pattern lists."""


def test_memos_of_what_articles_say_are_bounded() -> None:
    """A memo without bound has keys of our own: those that articles give would fill the memory of a worker."""
    modules = [import_module(module.name) for module in pkgutil.walk_packages(extractors.__path__, "extractors.")]
    memos = {value for module in modules for value in vars(module).values() if hasattr(value, "cache_parameters")}
    assert len(memos) > len(KEYED_BY_OUR_TABLES)
    boundless = {
        memo.__name__
        for memo in memos
        if memo.cache_parameters()["maxsize"] is None and signature(memo.__wrapped__).parameters
    }
    assert boundless <= KEYED_BY_OUR_TABLES
