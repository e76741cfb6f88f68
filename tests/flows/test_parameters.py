"""Options of a run as parameters of a Prefect flow, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.parameters import options_of, parameters_of
from flows.road import IngestOptions
from schemas.errors import ConfigError
from warehouse.paths import DataFolder


@pytest.mark.parametrize(
    "options",
    [
        IngestOptions((Path("/a"), Path("/b c")), DataFolder(Path("/data"))),
        IngestOptions((Path("/a"),), DataFolder(Path("/data")), 0, 2.5, report=True, retried=frozenset({"x", "y"})),
        IngestOptions(("s3://bucket/in",), DataFolder(Path("/data")), include=("*.html", "x/"), max_files=3),
    ],
)
def test_options_survive_as_parameters(options: IngestOptions) -> None:
    """What a flow run is given as JSON is what was asked for."""
    parameters = json.loads(json.dumps(parameters_of(options)))
    assert options == options_of(**parameters)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"wokers": 2}, "`wokers` is not known; known are"),
        ({"report": "yes"}, "`report` is true or false"),
        ({"wait_seconds": "long"}, "`wait_seconds` is a number"),
        ({"include": "*.html"}, "`include` is a list of strings"),
        ({"paths": ["/etc"]}, "`paths` is not known"),
    ],
)
def test_parameters_that_mean_nothing_are_named(options: dict[str, Any], message: str) -> None:
    """An option that was changed in the UI to something else is refused with a sentence."""
    with pytest.raises(ConfigError, match=message):
        options_of(["/a"], "/data", options)
