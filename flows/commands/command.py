"""Make a function a command: it gets `--verbose`, and leaves with an exit code and a sentence, however it ends."""

from __future__ import annotations

import inspect
import os
import sys
from dataclasses import MISSING, fields, is_dataclass
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, get_type_hints

import typer

from schemas.errors import CasebookError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Function = TypeVar("Function", bound="Callable[..., None]")

_VERBOSE: Final = inspect.Parameter(
    "verbose",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--verbose", "-v", help="Show the cause of errors in full.")],
)

NOTHING_LOADED: Final = "stopped. Nothing of this run was loaded; the next run completes it."


def command(app: typer.Typer, name: str | None = None, *, stopped: str = "stopped.") -> Callable[[Function], Function]:
    """Return a decorator that adds a function to `app` as a command, by its own name or by `name`.

    The function itself stays as it is: it raises errors of casebook, and knows nothing of exit codes. Options that several
    commands have are the fields of a dataclass, which a function takes as one parameter. `stopped` is what somebody reads
    who pressed Ctrl-C.
    """

    def declare(function: Function) -> Function:
        signature = inspect.signature(function, eval_str=True)
        groups: dict[str, Any] = {
            one.name: one.annotation for one in signature.parameters.values() if is_dataclass(one.annotation)
        }

        @wraps(function)
        def run(*, verbose: bool, **options: object) -> None:
            for parameter, group in groups.items():
                options[parameter] = group(**{field.name: options.pop(field.name) for field in fields(group)})
            _leave(partial(function, **options), stopped, verbose=verbose)

        # Typer reads a command's options from its signature.
        run.__signature__ = signature.replace(parameters=[*_parameters(signature), _VERBOSE])  # type: ignore[attr-defined]
        app.command(name)(run)
        return function

    return declare


def _parameters(signature: inspect.Signature) -> Iterator[inspect.Parameter]:
    """Yield the parameters of a function, and of a dataclass its fields."""
    for parameter in signature.parameters.values():
        if is_dataclass(group := parameter.annotation):
            hints = get_type_hints(group, include_extras=True)
            for field in fields(group):
                default = parameter.empty if field.default is MISSING else field.default
                yield inspect.Parameter(
                    field.name, parameter.KEYWORD_ONLY, default=default, annotation=hints[field.name]
                )
        else:
            yield parameter.replace(kind=parameter.KEYWORD_ONLY)


def _leave(work: Callable[[], None], stopped: str, *, verbose: bool) -> None:
    """Do the work. An error is one sentence on standard error and an exit code: 2 for wrong usage, 130 for Ctrl-C, else 1."""
    try:
        work()
    except CasebookError as error:
        if verbose:
            raise
        _fail(str(error), 2 if isinstance(error, ConfigError) else 1, error)
    except BrokenPipeError:
        # The reader of our output (`| head`) has seen enough; keep the interpreter from flushing into it at exit.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
    except KeyboardInterrupt as interrupt:
        _fail(stopped, 130, interrupt)
    except Exception as error:
        if verbose:
            raise
        _fail(f"failed with {type(error).__name__}: {error}. This is a defect; --verbose shows where.", 1, error)


def _fail(sentence: str, code: int, cause: BaseException) -> None:
    from rich.console import Console

    from flows.console import say

    say(Console(stderr=True), f"casebook: {sentence}", "red")
    raise typer.Exit(code) from cause
