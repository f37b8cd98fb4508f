"""Commands as their users see them: what is printed where, and the exit code."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result

from app.commands import PLACES, main
from resolvers.assembly import sdl
from tests.app.commands import run_command
from tests.app.conftest import SECRET

DOCUMENT = "query($id: String!) { viewer { role publisher { name } } offer(offerId: $id) { name } }"


@pytest.fixture
def ask(home: Path, monkeypatch: pytest.MonkeyPatch) -> "Ask":
    """Runs commands on a home, in this process."""
    for name in [name for name in os.environ if name.startswith("HOLDFAST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOLDFAST_HOME", str(home))
    monkeypatch.setenv("HOLDFAST_SECRET", SECRET)
    return Ask(home)


class Ask:
    """Runs a command and gives its result; `home` is the home it works on."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str, given: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=given, prog_name="holdfast")


def outcome(result: Result) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    "command", [(), *((name,) for name in PLACES), *(("token", name) for name in ("create", "list", "revoke"))]
)
def test_every_command_has_help(ask: Ask, command: Sequence[str]) -> None:
    for option in ("--help", "-h"):
        code, out, err = outcome(ask(*command, option))
        assert (code, err) == (0, "")
        assert out.startswith(f"Usage: {' '.join(['holdfast', *command])} ")


def test_commands_for_people_are_listed(ask: Ask) -> None:
    context = Context(main)
    lines = ask("--help").stdout.split("Commands:\n")[1].splitlines()
    people = [name for name in PLACES if (found := main.get_command(context, name)) is not None and not found.hidden]
    assert [line.split(maxsplit=1) for line in lines] == [[name, PLACES[name].summary] for name in people]
    assert all(PLACES[name].summary for name in people)


def test_publishers_are_listed_a_line_each(ask: Ask) -> None:
    assert outcome(ask("publishers")) == (0, "acme\tAcme Oy\nbeta\tBeta Ltd\ngamma\tGamma\n", "")
    code, out, _ = outcome(ask("publishers", "--json"))
    assert code == 0
    assert json.loads(out)[0] == {"id": "acme", "name": "Acme Oy", "zone": "Europe/Helsinki"}


def test_a_token_is_printed_once_as_the_last_line(ask: Ask) -> None:
    code, out, err = outcome(ask("token", "create", "--publisher", "acme", "--role", "owner", "--name", "robot"))
    assert code == 0
    assert re.fullmatch(r"hf_[A-Za-z0-9_-]{43}\n", out)
    assert err == "holdfast: keep this token; it is shown only once\n"
    code, listed, _ = outcome(ask("token", "list"))
    assert code == 0
    assert out.strip() not in listed


def test_tokens_are_listed_with_their_state(ask: Ask) -> None:
    listed = json.loads(ask("token", "list", "--json").stdout)
    assert sorted((each["publisher"], each["role"], each["state"]) for each in listed) == [
        ("acme", "contributor", "valid"),
        ("acme", "owner", "expired"),
        ("acme", "owner", "valid"),
        ("beta", "owner", "valid"),
        ("gamma", "owner", "valid"),
    ]
    first = listed[0]["id"]
    assert outcome(ask("token", "revoke", first)) == (0, f"{first} revoked\n", "")
    state = {each["id"]: each["state"] for each in json.loads(ask("token", "list", "--json").stdout)}
    assert state[first] == "revoked"


def test_a_token_that_expires_says_when(ask: Ask) -> None:
    ask("token", "create", "--publisher", "beta", "--role", "CONTRIBUTOR", "--name", "late", "--days", "3")
    (listed,) = [each for each in json.loads(ask("token", "list", "--json").stdout) if each["name"] == "late"]
    assert listed["expires"] is not None
    assert listed["role"] == "contributor"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            ("token", "create", "--publisher", "nobody", "--role", "owner", "--name", "x"),
            "publisher 'nobody': not known; `./holdfast publishers` lists those that have loads",
        ),
        (("token", "revoke", "0"), "token '0': not known; `./holdfast token list` lists the ids"),
        (("rollback", "1999"), "snapshot 1999: not kept here; `./holdfast snapshots` lists those that are"),
        (("unload", "0"), "load '0': no such load; `holdfast loads` lists them"),
        (
            ("load", "--publisher", "acme", "missing.csv"),
            f"missing.csv: No such file or directory ({Path.cwd()}/missing.csv). Nothing was loaded.",
        ),
    ],
)
def test_what_cannot_be_done_fails_with_a_message(ask: Ask, command: Sequence[str], message: str) -> None:
    assert outcome(ask(*command)) == (1, "", f"holdfast: {message}\n")


@pytest.mark.parametrize(
    "command",
    [
        ("nonsense",),
        ("token", "create", "--publisher", "acme", "--role", "boss", "--name", "x"),
        ("token", "create", "--publisher", "acme", "--role", "owner"),
        ("token", "create", "--publisher", "acme", "--role", "owner", "--name", "x", "--days", "0"),
        ("load", "--publisher", "acme"),
        ("load", "--publisher", "acme", "--replaces", "2026-02-01", "."),
        ("build", "--as-of", "yesterday"),
        ("build", "--as-of", "2026-02-30"),
        ("build", "--engine", "spark://host"),
        ("serve", "--port", "99999"),
        ("query", "missing.graphql", "--publisher", "acme", "--role", "owner"),
        ("query", "-", "--publisher", "acme", "--role", "owner", "--variables", "[]"),
        ("query", "-", "--publisher", "acme", "--role", "owner", "--variables", "{"),
        ("schema", "extra"),
    ],
)
def test_wrong_use_is_two(ask: Ask, command: Sequence[str]) -> None:
    code, out, err = outcome(ask(*command))
    assert (code, out) == (2, "")
    assert err != ""


def test_a_wrong_setting_is_wrong_use(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_THREADS", "many")
    message = "holdfast: HOLDFAST_THREADS: got 'many'; takes a whole number from 1 to 1024\n"
    assert outcome(ask("publishers")) == (2, "", message)


def test_records_that_cannot_be_reached_fail_with_a_message(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_DATABASE", "postgresql://nobody:pw@127.0.0.1:1/none")
    code, out, err = outcome(ask("publishers"))
    assert (code, out) == (1, "")
    assert err.startswith("holdfast: ")
    assert "pw" not in err


def test_a_query_is_answered_without_a_server(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "viewer.graphql"
    file.write_text(DOCUMENT)
    options = ("--publisher", "acme", "--role", "owner", "--variables", '{"id": "none"}')
    code, out, err = outcome(ask("query", str(file), *options))
    assert (code, err) == (0, "")
    answer = {"data": {"viewer": {"role": "OWNER", "publisher": {"name": "Acme Oy"}}, "offer": None}}
    assert json.loads(out) == answer
    assert json.loads(ask("query", "-", *options, given=DOCUMENT).stdout) == answer


def test_a_query_with_errors_still_is_an_answer(ask: Ask) -> None:
    code, out, err = outcome(ask("query", "-", "--publisher", "acme", "--role", "owner", given="{ nothing }"))
    assert (code, err) == (0, "")
    assert json.loads(out)["errors"][0]["extensions"] == {"code": "BAD_INPUT"}
    assert "data" not in json.loads(out)


def test_a_query_of_a_publisher_without_a_part_fails(ask: Ask) -> None:
    message = "nothing is built for publisher gamma yet; load its reports and run `./holdfast build`"
    result = ask("query", "-", "--publisher", "gamma", "--role", "owner", given="{ __typename }")
    assert outcome(result) == (1, "", f"holdfast: {message}\n")


def test_the_schema_is_printed_and_checked(ask: Ask) -> None:
    assert outcome(ask("schema")) == (0, sdl(), "")
    assert outcome(ask("schema", "--check")) == (0, "", "")


def test_snapshots_are_listed(ask: Ask) -> None:
    listed = json.loads(ask("snapshots", "--json").stdout)
    assert listed == [
        {"version": "2024-08-31T00-00-00Z", "builtAt": "2024-08-31T00:00:00Z", "publishers": 2, "current": True}
    ]
    code, out, err = outcome(ask("snapshots"))
    assert (code, err) == (0, "")
    assert out == (
        "version               built                publishers\n"
        "2024-08-31T00-00-00Z  2024-08-31 00:00:00           2  current\n"
    )


def test_rolling_back_says_what_is_current(ask: Ask) -> None:
    version = "2024-08-31T00-00-00Z"
    assert outcome(ask("rollback", version)) == (0, f"snapshot {version} is current\n", "")


def test_a_report_is_loaded_listed_built_and_taken_back(ask: Ask, tmp_path: Path) -> None:
    report = tmp_path / "usage.csv"
    report.write_text("used_on,customer_id,offer_id\n2026-01-01,c1,o1\n2026-01-02,c1,o1\nsoon,c1,o1\n")
    result = ask("load", "--publisher", "delta", "--name", "Delta", str(report), "--json")
    loaded = json.loads(result.stdout)
    assert result.exit_code == 0
    (file,) = loaded["files"]
    assert (file["file"], file["accepted"], file["replaced"], file["quarantined"]) == ("usage.csv", 2, 0, 1)
    (listed,) = json.loads(ask("loads", "--publisher", "delta", "--json").stdout)
    assert listed["load"] == loaded["load"]
    assert Path(listed["files"][0]["quarantine"]).exists()
    code, out, _ = outcome(ask("loads", "--publisher", "delta"))
    assert code == 0
    assert "usage.csv" in out
    again = ask("load", "--publisher", "delta", str(report))
    assert again.exit_code == 0
    assert again.stdout.endswith("nothing new: every file was loaded before\n")
    assert "delta\tDelta\n" in ask("publishers").stdout
    taken = f"load {loaded['load']} is taken back; run `./holdfast build` to publish without it\n"
    assert outcome(ask("unload", loaded["load"])) == (0, taken, "")
    assert ask("loads", "--publisher", "delta").stdout == ""


def test_bad_rows_are_shown_at_once_and_listed_whole_later(ask: Ask, tmp_path: Path) -> None:
    report = tmp_path / "usage.csv"
    bad = [f"soon,c{line},o1" for line in range(2, 9)]
    good = [f"2026-01-0{day},c1,o1" for day in range(1, 9)]
    report.write_text("\n".join(["used_on,customer_id,offer_id", *bad, *good]) + "\n")
    code, out, _ = outcome(ask("load", "--publisher", "delta", str(report)))
    assert code == 0
    reason = "is no date: takes yyyy-MM-dd or a timestamp such as 2024-03-01 12:00:00"
    lines = out.splitlines()[2:]
    load_id = lines[0].removeprefix("load ")
    assert lines[1:] == [
        *(f"usage.csv: line {line}: used_on: 'soon': {reason}" for line in range(2, 7)),
        f"... and 2 more: `./holdfast loads --bad {load_id}` lists them all",
    ]
    listed = json.loads(ask("loads", "--bad", load_id, "--json").stdout)
    assert listed == [
        {"file": "usage.csv", "line": line, "column": "used_on", "value": "soon", "reason": reason}
        for line in range(2, 9)
    ]
    assert ask("loads", "--bad", load_id).stdout.splitlines()[1].split()[:4] == ["usage.csv", "2", "used_on", "soon"]
    unknown = (1, "", "holdfast: load 'none': no such load; `holdfast loads` lists them\n")
    assert outcome(ask("loads", "--bad", "none")) == unknown


def test_a_customer_is_erased_from_what_is_loaded_and_built(ask: Ask, tmp_path: Path) -> None:
    report = tmp_path / "usage.csv"
    report.write_text("used_on,customer_id,offer_id\n2026-01-01,c1,o1\n2026-01-02,c2,o1\n")
    assert ask("load", "--publisher", "delta", str(report)).exit_code == 0
    assert ask("unload", "0001-acme").exit_code == 0
    assert ask("unload", "0001-beta").exit_code == 0
    assert ask("unload", "0001-gamma").exit_code == 0
    built = ask("build", "--json")
    assert built.exit_code == 0, built.stderr
    (part,) = json.loads(built.stdout)["parts"]
    assert (part["publisher"], part["asOf"], part["rows"], part["reused"]) == ("delta", "2026-01-02", 2, False)
    assert json.loads(ask("build", "--json").stdout)["parts"][0]["reused"] is True
    role = ("--publisher", "delta", "--role", "contributor")
    asked = "mutation { requestExport(input: {report: CUSTOMER_DETAILS}) { export { status rows } } }"
    exported = json.loads(ask("query", "-", *role, given=asked).stdout)
    assert exported == {"data": {"requestExport": {"export": {"status": "READY", "rows": 2}}}}
    (file,) = (ask.home / "exports").glob("*.csv")
    assert "c1" in file.read_text()
    erased = ask("erase", "--publisher", "delta", "--customer", "c1", "--json")
    assert erased.exit_code == 0, erased.stderr
    assert not file.exists()
    listed = json.loads(ask("query", "-", *role, given="{ exports { nodes { status error } } }").stdout)
    error = "a customer was erased since; ask for it again"
    assert listed["data"]["exports"]["nodes"] == [{"status": "EXPIRED", "error": error}]
    told = json.loads(erased.stdout)
    assert told["endedExports"] == 1
    assert (told["publisher"], told["rows"], told["deletedParts"]) == ("delta", 1, [part["part"]])
    count = ask("query", "-", "--publisher", "delta", "--role", "owner", given="{ dataset { customers } }")
    assert json.loads(count.stdout) == {"data": {"dataset": {"customers": 1}}}
    assert ask("erase", "--publisher", "delta", "--customer", "nobody").exit_code == 1


def test_a_refused_load_fails_and_leaves_nothing(ask: Ask, tmp_path: Path) -> None:
    report = tmp_path / "nothing.csv"
    report.write_text("a,b\n1,2\n")
    code, out, err = outcome(ask("load", "--publisher", "delta", str(report)))
    assert (code, out) == (1, "")
    assert err.startswith("holdfast: nothing.csv")
    assert ask("loads", "--publisher", "delta").stdout == ""


def test_the_program_runs_from_any_folder(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "app").mkdir(parents=True)
    (elsewhere / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')")
    done = run_command(home, ["publishers"], folder=elsewhere)
    assert (done.returncode, done.stdout, done.stderr) == (0, "acme\tAcme Oy\nbeta\tBeta Ltd\ngamma\tGamma\n", "")
