"""Whatever names files have, messages about them can be printed and stored, and what is readable stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ConfigError, LoadError
from schemas.printable import one_line, printable
from warehouse.paths import DataFolder


@given(st.binary(max_size=60))
def test_any_file_name_can_be_told(name: bytes) -> None:
    """A name of any bytes gives a sentence that UTF-8 can hold, in one line, that steers no terminal; twice changes nothing."""
    text = os.fsdecode(name)
    shown = one_line(str(LoadError(f"{text}: cannot be read.")))
    assert shown.encode("utf-8")
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert shown == one_line(shown)


@pytest.mark.parametrize(
    "text", ["été e\u0301 Ελλάδα 中文 العربية a\u200db\u00a0c", "two\nlines\tand a tab", "\\x41 %23"]
)
def test_what_can_be_read_stays(text: str) -> None:
    """Letters of all scripts, their joiners, line ends and tabs are as they were."""
    assert text == printable(text)


def test_a_data_folder_has_a_name_that_is_text() -> None:
    """A database takes text for a path: other bytes are refused in a sentence, before anything is made."""
    with pytest.raises(ConfigError, match=r"d\\xe9: the name of this data folder is no text"):
        DataFolder(Path(os.fsdecode(b"d\xe9")))
    assert DataFolder(Path("/a b/é #%")).root == Path("/a b/é #%")
