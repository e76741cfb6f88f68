"""The command line, `casebook`: joins the commands of `flows.commands`, in the order in which `--help` lists them.

Records go to standard output, progress and log to standard error. Exit codes: 0 done, 1 a run that failed or broke
a promise, 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import typer

from flows.commands import demo, documents, persons, quarantine, questions, runs
from flows.standard_streams import open_missing

app = typer.Typer(
    name="casebook",
    help="Raw news articles in; a DuckDB warehouse of cases and claims out, every value traceable to its words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (runs, questions, documents, demo):
    app.add_typer(group.app)
app.add_typer(persons.app, name="persons")
app.add_typer(quarantine.app, name="quarantine")


def main() -> None:
    """Run the command line."""
    open_missing()
    app()


if __name__ == "__main__":
    main()
