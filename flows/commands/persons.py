"""`casebook persons`: who is one person across articles: why, what is unsure, and decisions by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.command import command
from flows.commands.options import DEFAULT_DATA, DataOption
from warehouse.paths import DataFolder

app = typer.Typer(
    help="Who is one person across articles: why, what is unsure, and decisions by hand.", no_args_is_help=True
)

CaseArgument = Annotated[str, typer.Argument(help="Id of a case or person, or its beginning.")]
ReasonOption = Annotated[str | None, typer.Option("--why", help="Reason, kept beside the decision.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decided. Default: the user of this computer.")]


@command(app)
def why(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="PERSON_OR_CASE...", help="One id or whole name for a person, two to compare."),
    ],
    *,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Show why cases are, or are not, one person's: each comparison in words, with its weight."""
    from flows.persons import print_why

    print_why(DataFolder(data), ids)


@command(app)
def review(
    *,
    data: DataOption = DEFAULT_DATA,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write all of them to this CSV file.")] = None,
) -> None:
    """List pairs of cases that may be one person's and stand apart, likeliest first."""
    from flows.persons import print_review

    print_review(DataFolder(data), output)


@command(app)
def same(
    one: CaseArgument,
    other: CaseArgument,
    *,
    data: DataOption = DEFAULT_DATA,
    why: ReasonOption = None,
    by: ByOption = None,
) -> None:
    """Decide that two cases are about one person; the decision outlives every run."""
    from flows.persons import decide

    decide(DataFolder(data), one, other, "same", why, by)


@command(app)
def not_same(
    one: CaseArgument,
    other: CaseArgument,
    *,
    data: DataOption = DEFAULT_DATA,
    why: ReasonOption = None,
    by: ByOption = None,
) -> None:
    """Decide that two cases are about two persons; the decision outlives every run."""
    from flows.persons import decide

    decide(DataFolder(data), one, other, "not the same", why, by)


@command(app)
def decisions(*, data: DataOption = DEFAULT_DATA) -> None:
    """List the decisions by hand, and whether they hold now."""
    from flows.persons import print_decisions

    print_decisions(DataFolder(data))
