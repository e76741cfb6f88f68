"""The command line as its users meet it: output, errors, exit codes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.prompt import run_prompt
from warehouse.paths import DataFolder

STORY = """LISBON, March 4 (Atlas Wire) - A court in Lisbon on Monday sentenced Rui Exemplo, 41, to three years in prison for fraud.

Exemplo, of Porto, had pleaded guilty in January. He was arrested on 12 May 2023.

"He took the savings of more than 60 families," prosecutor Ana Modelo told reporters.
"""
CHECKOUT = Path(__file__).resolve().parents[2]


def casebook(*arguments: object, stdin: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
    """Run the command and check its exit code."""
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    answer = subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=CHECKOUT)
    assert code == answer.returncode, answer.stderr.decode()
    return answer


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with one article loaded and one file refused."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "articles").mkdir()
    (folder / "articles" / "a.txt").write_text(STORY)
    (folder / "articles" / "b.txt").write_text("")
    answer = casebook("ingest", folder / "articles", "--data", folder / "data", "--json", "--quiet", "--workers", 0)
    summary = json.loads(answer.stdout)
    assert tuple(summary[name] for name in ("read", "loaded", "unchanged", "quarantined")) == (2, 1, 0, 1)
    return folder / "data"


def test_help_answers_at_once() -> None:
    """`--help` takes less than a second of processor time: no heavy library is imported for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = casebook("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1
    for command in (b"ingest", b"sql", b"report", b"explain", b"clean", b"extract", b"quarantine"):
        assert command in answer.stdout


@pytest.mark.slow
class TestWarehouse:
    """Commands over a warehouse."""

    def test_sql_formats(self, data: Path) -> None:
        """The same rows as JSON, CSV and a table; from an argument or from standard input."""
        question = "SELECT person_name, age, nationality FROM cases"
        rows = json.loads(casebook("sql", question, "--data", data, "--format", "json").stdout)
        assert [row["person_name"] for row in rows] == ["Rui Exemplo"]
        table = list(
            csv.DictReader(
                io.StringIO(casebook("sql", "--data", data, "-f", "csv", stdin=question.encode()).stdout.decode())
            )
        )
        assert [(row["person_name"], row["age"]) for row in table] == [("Rui Exemplo", "41")]
        assert b"Rui Exemplo" in casebook("sql", question, "--data", data).stdout

    def test_sql_files(self, data: Path, tmp_path: Path) -> None:
        """A query may come from a file, and its answer go to one: Parquet keeps the types."""
        (tmp_path / "query.sql").write_text("SELECT person_name, age FROM cases")
        casebook(
            "sql", "--file", tmp_path / "query.sql", "--data", data, "-f", "parquet", "-o", tmp_path / "out.parquet"
        )
        assert pq.read_table(tmp_path / "out.parquet").to_pylist() == [{"person_name": "Rui Exemplo", "age": 41}]
        assert "needs --output" in casebook("sql", "SELECT 1", "--data", data, "-f", "parquet", code=2).stderr.decode()

    def test_prompt(self, data: Path) -> None:
        """The prompt answers queries over several lines, shows errors, lists tables, and keeps its history."""
        out = io.StringIO()
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text(
                "SELECT person_name\nFROM cases;\n" + "SELEC 1;\n" + ".tables\n" + ".columns cases\n" + ".quit\n"
            )
            run_prompt(DataFolder(data), Console(file=out, width=120))
        for words in ("Rui Exemplo", "1 rows", "syntax error", "case_overview", "Age in years"):
            assert words in out.getvalue()
        assert "FROM cases;" in (data / "sql-history").read_text()

    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("SELECT wrong FROM cases", "wrong"),
            ("SELEC 1", "syntax error"),
            ("DELETE FROM cases", "read-only"),
            ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
            ("COPY cases TO '/tmp/stolen.csv'", "disabled"),
        ],
    )
    def test_sql_refuses(self, data: Path, question: str, words: str) -> None:
        """A query that is wrong, writes, or reaches for files is refused in words, with exit code 1."""
        answer = casebook("sql", question, "--data", data, code=1)
        assert words in answer.stderr.decode()
        assert "Traceback" not in answer.stderr.decode()

    def test_sql_limits(self, data: Path, tmp_path: Path) -> None:
        """A query that takes too long is stopped; a folder is opened to it on demand; Ctrl-C leaves with 130."""
        endless = "SELECT sum(sin(range)) FROM range(10_000_000_000_000)"
        answer = casebook("sql", endless, "--data", data, "--timeout", 0.2, code=1)
        assert "stopped after 0.2 seconds" in answer.stderr.decode()
        casebook("sql", f"COPY cases TO '{tmp_path}/a.csv'", "--data", data, "--allow-files", tmp_path)
        assert "Rui Exemplo" in (tmp_path / "a.csv").read_text()
        # A shell that starts the tests in the background has them ignore Ctrl-C, and what they start.
        listen = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import flows.cli; "
            "print(flush=True); flows.cli.main()"
        )
        command = [sys.executable, "-c", listen, "sql", endless, "--data", str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT) as asking:
            asking.stdout.readline()  # whoever leaves while Python still starts is told so by Python
            for _ in range(40):
                time.sleep(1.5)
                if asking.poll() is not None:
                    break
                asking.send_signal(signal.SIGINT)
            asking.kill()
            assert asking.wait() == 130
            assert "Nothing of this run" not in asking.stderr.read().decode()

    @pytest.mark.parametrize("form", ["table", "csv", "json"])
    def test_a_reader_may_leave_early(self, data: Path, form: str) -> None:
        """`| head` is no failure, whatever is printed."""
        question = "SELECT cases.* FROM cases, range(1000)"  # more than a pipe holds
        command = [sys.executable, "-m", "flows.cli", "sql", question, "--data", str(data), "-f", form]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT) as asking:
            assert asking.stdout.read(1)
            asking.stdout.close()
            assert (asking.wait(), asking.stderr.read()) == (0, b"")

    def test_explain(self, data: Path) -> None:
        """A record is shown with its quote in brackets, from the id or the beginning of it."""
        [row] = json.loads(casebook("sql", "SELECT case_id FROM cases", "--data", data, "-f", "json").stdout)
        answer = casebook("explain", row["case_id"][:12], "--data", data).stdout.decode()
        assert "[Rui Exemplo]" in " ".join(answer.split())
        assert "no record has the id" in casebook("explain", "case_none", "--data", data, code=1).stderr.decode()

    def test_tables(self, data: Path) -> None:
        """Tables and views are listed with their columns and what they mean."""
        answer = casebook("tables", "--data", data).stdout.decode()
        for words in ("cases (table)", "disputed_counts (view)", "person_name", "Age in years"):
            assert words in answer

    def test_quarantine(self, data: Path, tmp_path: Path) -> None:
        """What was refused is listed with its reason, shown, and exported."""
        [row] = json.loads(casebook("quarantine", "list", "--data", data, "-f", "json").stdout)
        assert (row["quarantine_reason"], row["stage"]) == ("not_an_article", "read")
        entry = json.loads(casebook("quarantine", "show", row["quarantine_id"], "--data", data).stdout)
        assert entry["message"].endswith("b.txt: the file is empty.")
        casebook("quarantine", "export", tmp_path / "out.jsonl", "--data", data)
        assert [row["quarantine_id"]] == [json.loads(line)["quarantine_id"] for line in (tmp_path / "out.jsonl").open()]

    def test_quarantine_retry(self, tmp_path: Path) -> None:
        """A refused document is read again on demand; while its bytes are the same it stays refused, once."""
        (tmp_path / "a.txt").write_text("")

        def asked(*arguments: object) -> str:
            # In this process: what checks the rows takes four seconds to import.
            answer = CliRunner().invoke(app, [*map(str, arguments), "--data", str(tmp_path / "data")])
            assert answer.exit_code == 0, answer.output
            return answer.stdout

        asked("ingest", tmp_path / "a.txt", "--quiet")
        for number, which in enumerate(((), ("a.txt",), ("not_an_article",)), 2):
            asked("quarantine", "retry", *which, "--quiet")
            [entry] = json.loads(asked("quarantine", "list", "-f", "json"))
            assert entry["quarantine_reason"] == "not_an_article"
            # Read again, and not passed over as unchanged: each run has refused it anew.
            [tried] = json.loads(asked("sql", "SELECT count(*) AS times FROM quarantine", "-f", "json"))
            assert tried == {"times": number}
        casebook("quarantine", "retry", "no-such-reason", "--data", tmp_path / "data", code=2)
        (tmp_path / "a.txt").rename(tmp_path / "b.txt")
        (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
        answer = casebook("quarantine", "retry", "--data", tmp_path / "data", code=2).stderr.decode()
        assert "1 file that is a link now is left out" in answer
        assert "nothing to try again" in answer

    def test_counts_in_words(self, data: Path) -> None:
        """A run without `--json` ends with its balance and with where everything is."""
        answer = casebook("ingest", data.parent / "articles", "--data", data).stdout.decode()
        assert "read 2 = loaded 0 + unchanged 1 + quarantined 1; nothing changed" in answer
        assert f"warehouse  {data}/casebook.duckdb" in answer


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ingest", "nowhere", "--data", "{tmp}"), 2, "nowhere: there is no such file or folder"),
        (("sql", "SELECT 1", "--data", "{tmp}/none"), 1, "run `casebook ingest"),
        (("extract", "nowhere"), 2, "nowhere: there is no such file or folder"),
        (("ingest",), 2, "Missing argument"),
        (("sql", "SELECT 1", "--format", "xml"), 2, "xml"),
        (("frobnicate",), 2, "frobnicate"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    """Wrong usage is one sentence on standard error and exit code 2; nothing on standard output."""
    answer = casebook(*(argument.format(tmp=tmp_path) for argument in arguments), code=code)
    assert words in answer.stderr.decode()
    assert answer.stdout == b""


def test_extract_counts_offsets_in_the_text_of_the_row() -> None:
    """Where the row gives the text, every offset is into exactly that text, boilerplate included."""
    text = f" date 2024-03-05 Lisbon: {STORY}\nWith inputs from agencies\n\nFollow us on Facebook, Twitter and Instagram.\n"
    row = json.dumps({"doc_id": "x1", "text": text, "published_at": "2024-03-05"}) + "\n"
    [record] = [
        json.loads(line) for line in casebook("extract", "-", "--workers", 0, stdin=row.encode()).stdout.splitlines()
    ]
    assert ("x1", text) == (record["doc_id"], record["text"])
    [case] = record["cases"]
    assert {"Rui Exemplo"} == {text[start:end] for start, end in case["evidence"]["name"][:1]}
    [claim] = [claim for claim in record["claims"] if claim["cue"] == "told"]
    assert claim["content"] == [text[start:end] for start, end in claim["content_spans"]]
    assert text[slice(*claim["cue_span"][0])] == "told"


def test_clean_writes_articles(tmp_path: Path) -> None:
    """`clean` writes one object a document; what is no article is told on standard error, and the rest goes on."""
    page = f"<html><head><title>Exemplo sentenced</title></head><body><nav>Home</nav><article><p>{STORY}</p></article></body></html>"
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "b.html").write_bytes(b"")
    answer = casebook("clean", tmp_path, "--workers", 0)
    [article] = [json.loads(line) for line in answer.stdout.splitlines()]
    assert {"path", "title", "byline", "published_at", "language", "text", "removed"} <= article.keys()
    assert "three years in prison" in article["text"]
    assert "b.html: the file is empty." in answer.stderr.decode()


def test_the_build_refuses_a_wheel(tmp_path: Path) -> None:
    """casebook is run from its checkout; a wheel is refused with a sentence."""
    script = f"import sys; sys.path.insert(0, 'requirements'); import checkout_backend as b; b.build_wheel({str(tmp_path)!r})"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert answer.returncode != 0
    assert "casebook is run from its checkout" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_defect_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw is told in words with exit code 1; `--verbose` shows where it happened."""

    def fails(*_: object, **__: object) -> None:
        raise EOFError("the end")

    monkeypatch.setattr("warehouse.read.list_tables", fails)
    answer = CliRunner().invoke(app, ["tables", "--data", str(tmp_path)])
    assert answer.exit_code == 1
    assert "failed with EOFError: the end. This is a defect" in answer.stderr
    assert isinstance(
        CliRunner().invoke(app, ["tables", "--data", str(tmp_path), "-v"]).exception, EOFError | SystemExit
    )
