"""What stands where in a data folder: one folder is one warehouse, with all that belongs to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import ConfigError


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names of the files and folders below `root`; nothing is created by asking for a name."""

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).absolute())
        if os.fsencode(self.root).decode("utf-8", "replace") != str(self.root):
            # A database takes text for a path, and so does whatever shows one.
            raise ConfigError(f"{self.root}: the name of this data folder is no text (UTF-8); choose another.")

    @property
    def database(self) -> Path:
        """The writer's database; readers are locked out of it and use `current`."""
        return self.root / "warehouse.duckdb"

    @property
    def snapshots(self) -> Path:
        """Folder of the published snapshots, each under its own name."""
        return self.root / "snapshots"

    @property
    def current(self) -> Path:
        """Symbolic link to the newest complete snapshot: the stable path for other tools."""
        return self.root / "casebook.duckdb"

    @property
    def lock(self) -> Path:
        """File whose lock the writer holds."""
        return self.root / "writer.lock"

    @property
    def lock_note(self) -> Path:
        """Who holds the lock, for the message to others."""
        return self.root / "writer.json"

    @property
    def runs(self) -> Path:
        """Folder of the runs' own folders."""
        return self.root / "runs"

    @property
    def reports(self) -> Path:
        """Folder of the pages about data quality."""
        return self.root / "reports"

    @property
    def expectations(self) -> Path:
        """Folder where Great Expectations keeps suites and results."""
        return self.root / "expectations"

    @property
    def prefect(self) -> Path:
        """Folder of the scheduler: its own Prefect server's database and log, and the notes of runs on their way."""
        return self.root / "prefect"

    @property
    def remote_marks(self) -> Path:
        """File with the tags of remote objects that were loaded, so that unchanged ones need not be fetched."""
        return self.root / "remote.parquet"

    @property
    def overrides(self) -> Path:
        """Decisions by hand about who is one person: the user's file, which nothing but `casebook persons` adds to."""
        return self.root / "persons.csv"

    def run(self, run_id: str) -> Path:
        """Folder of one run: its parts on the way to the warehouse."""
        return self.runs / run_id

    def create(self) -> None:
        """Create the folders that every run needs.

        Raises:
            ConfigError: The folder cannot be created.
        """
        try:
            for folder in (self.root, self.snapshots, self.runs, self.reports):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{error.filename}: the data folder cannot be created: {error.strerror}") from error
