"""`casebook persons`: who is one person across articles: why, what is unsure, and decisions by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.command import command
from flows.commands.options import DEFAULT_DATA, DataOption
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from warehouse.persons.overrides import Verdict

app = typer.Typer(
    help="Who is one person across articles: why, what is unsure, and decisions by hand.", no_args_is_help=True
)

CaseArgument = Annotated[str, typer.Argument(help="Id of a case or person, or its beginning.")]


@dataclass(frozen=True)
class Pair:
    """Two cases about which somebody decides."""

    one: CaseArgument
    other: CaseArgument
    data: DataOption = DEFAULT_DATA
    why: Annotated[str | None, typer.Option("--why", help="Reason, kept beside the decision.")] = None
    by: Annotated[str | None, typer.Option("--by", help="Who decided. Default: the user of this computer.")] = None

    def decide(self, verdict: Verdict) -> None:
        """Note the decision."""
        from flows.persons import decide

        decide(DataFolder(self.data), self.one, self.other, verdict, self.why, self.by)


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
def same(pair: Pair) -> None:
    """Decide that two cases are about one person; the decision outlives every run."""
    pair.decide("same")


@command(app)
def not_same(pair: Pair) -> None:
    """Decide that two cases are about two persons; the decision outlives every run."""
    pair.decide("not the same")


@command(app)
def decisions(*, data: DataOption = DEFAULT_DATA) -> None:
    """List the decisions by hand, and whether they hold now."""
    from flows.persons import print_decisions

    print_decisions(DataFolder(data))
