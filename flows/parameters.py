"""Options of a run as parameters of a Prefect flow, and back: plain JSON, shown and changed in the UI.

A new field of `IngestOptions` needs nothing here: a field that is left at its default is left out, paths become strings, and tuples
and sets become lists.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final, TypeAlias

from flows.road import IngestOptions
from schemas.errors import ConfigError
from warehouse.paths import DataFolder

# What JSON can hold.
Json: TypeAlias = Any

_OWN_PARAMETERS: Final = frozenset({"paths", "folder"})


def parameters_of(options: IngestOptions) -> dict[str, Any]:
    """Return the parameters of a flow run that does what `options` ask."""
    changed = {
        field.name: _plain(value)
        for field in fields(options)
        if field.name not in _OWN_PARAMETERS and (value := getattr(options, field.name)) != field.default
    }
    return {
        "paths": [str(path) for path in options.paths],
        "data": str(options.folder.root),
        "options": dict(sorted(changed.items())),
    }


def options_of(paths: list[str], data: str, options: dict[str, Any] | None = None) -> IngestOptions:
    """Return the options that the parameters of a flow run stand for.

    Raises:
        ConfigError: An option is not known, or its value is of another kind.
    """
    known = {field.name: field for field in fields(IngestOptions) if field.name not in _OWN_PARAMETERS}
    values: dict[str, Any] = {}
    for name, value in (options or {}).items():
        if name not in known:
            raise ConfigError(f"option `{name}` is not known; known are {', '.join(sorted(known))}.")
        default = known[name].default
        values[name] = _typed(name, value, None if default is MISSING else default)
    # An address (s3://…) has two slashes, which a path would make one of.
    places = tuple(place if "://" in place else Path(place) for place in paths)
    return IngestOptions(places, DataFolder(Path(data)), **values)


def _plain(value: object) -> Json:
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, Path) else value


def _typed(name: str, value: Json, default: object) -> Json:
    """Return a JSON value as the field has it: its default tells whether it is a collection, a number or a switch."""
    if isinstance(default, tuple | frozenset):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"option `{name}` is a list of strings, not {value!r}.")
        return type(default)(value)
    if isinstance(default, bool) != isinstance(value, bool):
        raise ConfigError(
            f"option `{name}` is {'true or false' if isinstance(default, bool) else 'no switch'}, not {value!r}."
        )
    if isinstance(default, int | float) and not isinstance(value, int | float):
        raise ConfigError(f"option `{name}` is a number, not {value!r}.")
    return value
