"""Settings: defaults, and the exact words for each wrong value."""

from pathlib import Path

import pytest

from app.secret import read_secret
from app.settings import HOME, ROOT, SettingsError, find_home, read_settings
from tests.app.conftest import make_settings

ENGINES = "duckdb, chdb, or clickhouse://user:password@host:port/database (clickhouses:// over TLS)"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "DATABASE", "SECRET", "MEMORY_LIMIT", "THREADS", "WORKERS"):
        monkeypatch.delenv(f"HOLDFAST_{name}", raising=False)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("WAREHOUSE", "spark", f"got something that is not a URL; takes {ENGINES}"),
        ("WAREHOUSE", "mysql://me:pass@h/d", f"got 'mysql://me:***@h/d'; takes {ENGINES}"),
        ("THREADS", "two", "got 'two'; takes a whole number from 1 to 1024"),
        ("THREADS", "0", "got '0'; takes a whole number from 1 to 1024"),
        ("WORKERS", "-1", "got '-1'; takes a whole number from 1 to 256"),
        ("MEMORY_LIMIT", "4", "got '4'; takes an amount of memory of at least 64MiB, like 800MB or 4GiB"),
        ("MEMORY_LIMIT", "1MB", "got '1MB'; takes an amount of memory of at least 64MiB, like 800MB or 4GiB"),
        ("MEMORY_LIMIT", "9KIB", "got '9KIB'; takes an amount of memory of at least 64MiB, like 800MB or 4GiB"),
        ("SECRET", "abc", "got 3 characters; takes 32 characters or more, random and the same on every host"),
        ("DATABASE", "mysql://a:pw@h/b", "got 'mysql://a:***@h/b'; takes {database}"),
        ("DATABASE", "p@ssword", "got something that is not a URL; takes {database}"),
        ("SNAPSHOTS", "0", "got '0'; takes a whole number from 1 to 1000: how many snapshots are kept"),
        ("MINIMUM_PUBLISHERS", "x", "got 'x'; takes a whole number from 1 to 1000"),
        ("MINIMUM_ACCOUNTS", "0", "got '0'; takes a whole number from 1 to 1000000"),
        ("STALE_AFTER_HOURS", "2.5", "got '2.5'; takes a whole number of hours from 1 to 8784"),
        ("REQUEST_SECONDS", "0", "got '0'; takes a number of seconds above 0, up to 3600"),
        ("REQUEST_SECONDS", "nan", "got 'nan'; takes a number of seconds above 0, up to 3600"),
        ("DOCUMENT_BYTES", "1", "got '1'; takes a whole number of bytes from 1000 to 100000000"),
        ("SESSION_HOURS", "0", "got '0'; takes a whole number of hours from 1 to 8784"),
        ("EXPORT_DAYS", "0", "got '0'; takes a whole number of days from 1 to 3660"),
        ("EXPORT_LEASE_SECONDS", "0.5", "got '0.5'; takes a number of seconds from 1 to 3600"),
        ("EXPORT_WORKERS", "-1", "got '-1'; takes a whole number from 0 to 64"),
        ("EXPORTS_UNFINISHED", "0", "got '0'; takes a whole number from 1 to 100000"),
        (
            "LOADING",
            "yes",
            "got 'yes'; takes on or off: whether a process beside a server loads what is sent and watched for",
        ),
        ("LOAD_BYTES", "2GB", "got '2GB'; takes a whole number of bytes from 1000 to 10000000000000"),
        ("WATCH_SECONDS", "0", "got '0'; takes a number of seconds from 0.1 to 86400"),
        ("INTROSPECTION", "yes", "got 'yes'; takes token or open (for development)"),
        ("DOCUMENT_TOKENS", "20001", "got '20001'; takes a whole number of tokens from 100 to 20000"),
        ("DOCUMENT_DEPTH", "41", "got '41'; takes a whole number of levels from 5 to 40"),
        ("DOCUMENT_ALIASES", "-1", "got '-1'; takes a whole number from 0 to 20000"),
        ("DOCUMENT_DIRECTIVES", "x", "got 'x'; takes a whole number from 0 to 20000"),
        ("DOCUMENT_DEFINITIONS", "0", "got '0'; takes a whole number of operations and fragments from 1 to 100"),
        ("VARIABLE_VALUES", "9", "got '9'; takes a whole number of values from 10 to 1000000"),
        ("COST_LIMIT", "0", "got '0'; takes a whole number from 1 to 1000000000: of one request"),
        ("COST_CAPACITY", "0", "got '0'; takes a whole number from 1 to 1000000000000: what a token may spend at once"),
        (
            "COST_REFILL",
            "1.5",
            "got '1.5'; takes a whole number from 1 to 1000000000000: what a token gets back a minute",
        ),
        ("RUNNING_REQUESTS", "0", "got '0'; takes a whole number from 1 to 10000, of each process"),
        ("WAITING_REQUESTS", "-1", "got '-1'; takes a whole number from 0 to 100000, of each process"),
        ("DOCUMENTS", "closed", "got 'closed'; takes open or trusted (registered documents only)"),
        ("ANSWERS", "no", "got 'no'; takes on or off: whether finished answers are kept in memory"),
        ("ORIGINS", "*", "got '*'; takes {origins}"),
        (
            "ORIGINS",
            "https://a.example, https://b.example/",
            "got 'https://a.example, https://b.example/'; takes {origins}",
        ),
        ("LOGS", "xml", "got 'xml'; takes text or json"),
        ("METRICS", "on", "got 'on'; takes off, token or open"),
        ("METRICS_TOKEN", "abc", "got 3 characters; takes 16 characters or more, random"),
        ("TRACES", "collector", "got something that is not a URL; takes {traces}"),
        ("TRACES", "http://a:pw@h/v1/traces", "got 'http://a:***@h/v1/traces'; takes {traces}"),
        ("NOTICE_SECONDS", "-1", "got '-1'; takes a number of seconds from 0 to 600"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    monkeypatch.setenv(f"HOLDFAST_{name}", value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    expected = message.format(
        database="sqlite:///file or postgresql://user:password@host/name",
        origins="origins of other sites whose scripts may ask, like https://tools.example.com, with spaces between",
        traces="off, or the address of an OTLP receiver, like http://127.0.0.1:4318/v1/traces",
    )
    assert str(refused.value) == f"HOLDFAST_{name}: {expected}"


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_THREADS", "")
    assert read_settings().threads == 0


def test_exports_lie_in_the_home_unless_a_folder_or_url_is_given(tmp_path: Path) -> None:
    assert make_settings(tmp_path).exports_place == str(tmp_path / "exports")
    assert make_settings(tmp_path, exports="/srv/files").exports_place == "/srv/files"
    assert make_settings(tmp_path, exports="files").exports_place == str(Path.cwd() / "files")
    assert make_settings(tmp_path, exports="s3://bucket/files").exports_place == "s3://bucket/files"


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOLDFAST_HOME", "here")
    assert read_settings().home == tmp_path / "here"


def test_the_default_home_lies_beside_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings(default_home=HOME).home == ROOT / "var"


def test_the_demo_is_meant_while_nothing_else_is_there(tmp_path: Path) -> None:
    home, demo = tmp_path / "var", tmp_path / "var" / "demo"
    assert find_home(home, demo) == home
    (demo / "lake").mkdir(parents=True)
    assert find_home(home, demo) == demo
    (home / "lake").mkdir()
    assert find_home(home, demo) == home


def test_records_are_in_the_home_by_default(tmp_path: Path) -> None:
    assert make_settings(tmp_path).records_url == f"sqlite:///{tmp_path}/records.sqlite"


def test_workers_share_memory_and_threads(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, memory_limit="1GiB", threads=5, workers=2)
    assert (settings.memory_of_command, settings.memory_of_worker) == ("1024MiB", "512MiB")
    assert settings.threads_of_worker == 2
    assert settings.slice_bytes == 2**30 // 2 // 4


def test_more_workers_than_threads_have_one_each(tmp_path: Path) -> None:
    assert make_settings(tmp_path, threads=1, workers=4).threads_of_worker == 1


def test_settings_do_not_change(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        setattr(settings, "workers", 3)  # noqa: B010 - the type checker refuses it too


def test_a_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "home", secret=None)
    secret = read_secret(settings)
    assert len(secret) == 64
    assert read_secret(settings) == secret
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret"]


def test_a_given_secret_is_not_written(tmp_path: Path) -> None:
    assert read_secret(make_settings(tmp_path)) == b"a secret of the tests, 32 characters or more"
    assert list(tmp_path.iterdir()) == []


def test_a_cut_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short\n")
    with pytest.raises(SettingsError) as refused:
        read_secret(make_settings(tmp_path, secret=None))
    assert str(refused.value) == (
        f"{tmp_path / 'secret'}: holds 5 characters; a secret has 32 or more. Put the right one back"
    )
