"""Settings from the environment (HOLDFAST_*) and .env, read once into a frozen object; a wrong value is refused by name."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.identity_settings import IdentitySettings
from app.limits.settings import LimitSettings
from app.loading.settings import LoadingSettings
from db.addresses import check_address
from db.opening import CHDB, CLUSTER_SCHEMES, DUCKDB
from db.records.engine import parse_url, sqlite_url
from domain.errors import HoldfastError

ROOT = Path(__file__).parent.parent
HOME = ROOT / "var"
DEMO_HOME = HOME / "demo"
PREFIX = "HOLDFAST_"
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
_MEBIBYTE = 2**20
_CONFIDENTIAL = frozenset({"secret", "oidc_client_secret", "metrics_token"})
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")


class SettingsError(HoldfastError):
    """A setting has a value that it does not take; names the variable, what it got and what it takes."""


def _memory_bytes(text: str) -> str:
    return _at_least(64 * _MEBIBYTE, text)


def _disk_bytes(text: str) -> str:
    return _at_least(1_000_000, text)


def _at_least(least: int, text: str) -> str:
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([KMGT]I?B)", text.strip().upper())
    if not found or found[2] not in _UNITS or float(found[1]) * _UNITS[found[2]] < least:
        raise ValueError
    return text


def _count_bytes(text: str) -> int:
    found = re.fullmatch(r"([0-9.]+) ?([A-Z]+)", text.strip().upper())
    assert found is not None
    return int(float(found[1]) * _UNITS[found[2]])


def _database(text: str) -> str:
    if text:
        parse_url(text)
    return text


def _warehouse(text: str) -> str:
    url = urlsplit(text)
    if text not in (DUCKDB, CHDB) and (url.scheme not in CLUSTER_SCHEMES or not url.hostname):
        raise ValueError
    return text


def _origins(text: str) -> str:
    if not all(_ORIGIN.fullmatch(origin) for origin in _listed(text)):
        raise ValueError
    return text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _endpoint(text: str) -> str:
    url = urlsplit(text)
    if text != "off" and (url.scheme not in ("http", "https") or not url.hostname or url.password):
        raise ValueError
    return text


class Settings(LimitSettings, IdentitySettings, LoadingSettings):
    """All settings; each description says what the variable takes."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True
    )

    home: Path = Field(HOME, description="a folder: lake, parts, snapshots, records and exports")
    storage: Annotated[str, AfterValidator(check_address)] = Field(
        "",
        description="a URL like s3://bucket/folder, gs://bucket/folder, az://container/folder or file:///shared/folder",
    )
    storage_cache: Annotated[str, AfterValidator(_disk_bytes)] = Field(
        "20GB", description="an amount of disk of at least 1MB, like 800MB or 20GB"
    )
    database: Annotated[str, AfterValidator(_database)] = Field(
        "", description="sqlite:///file or postgresql://user:password@host/name"
    )
    warehouse: Annotated[str, AfterValidator(_warehouse)] = Field(
        DUCKDB, description="duckdb, chdb, or clickhouse://user:password@host:port/database (clickhouses:// over TLS)"
    )
    secret: str = Field(
        "",
        min_length=32,
        description="32 characters or more, random and the same on every host",
        validate_default=False,
    )
    memory_limit: Annotated[str, AfterValidator(_memory_bytes)] = Field(
        "", description="an amount of memory of at least 64MiB, like 800MB or 4GiB", validate_default=False
    )
    threads: int = Field(0, ge=1, le=1024, description="a whole number from 1 to 1024", validate_default=False)
    workers: int = Field(1, ge=1, le=256, description="a whole number from 1 to 256")
    annex: Literal["on", "off"] = Field(
        "on", description="on or off: whether a process beside each serving process answers questions under filters"
    )
    snapshots: int = Field(3, ge=1, le=1000, description="a whole number from 1 to 1000: how many snapshots are kept")
    minimum_publishers: int = Field(3, ge=1, le=1000, description="a whole number from 1 to 1000")
    minimum_accounts: int = Field(5, ge=1, le=1_000_000, description="a whole number from 1 to 1000000")
    stale_after_hours: int = Field(48, ge=1, le=8784, description="a whole number of hours from 1 to 8784")
    request_seconds: float = Field(30, gt=0, le=3600, description="a number of seconds above 0, up to 3600")
    document_bytes: int = Field(
        1_000_000, ge=1000, le=100_000_000, description="a whole number of bytes from 1000 to 100000000"
    )
    session_hours: int = Field(12, ge=1, le=8784, description="a whole number of hours from 1 to 8784")
    introspection: Literal["token", "open"] = Field("token", description="token or open (for development)")
    answers: Literal["on", "off"] = Field("on", description="on or off: whether finished answers are kept in memory")
    pages: Path = Field(ROOT / "web" / "dist", description="a folder: the built pages")
    origins: Annotated[str, AfterValidator(_origins)] = Field(
        "",
        description="origins of other sites whose scripts may ask, like https://tools.example.com, with spaces between",
    )
    logs: Literal["text", "json"] = Field("text", description="text or json")
    metrics: Literal["off", "token", "open"] = Field("token", description="off, token or open")
    metrics_token: str = Field("", min_length=16, description="16 characters or more, random", validate_default=False)
    traces: Annotated[str, AfterValidator(_endpoint)] = Field(
        "off", description="off, or the address of an OTLP receiver, like http://127.0.0.1:4318/v1/traces"
    )
    notice_seconds: float = Field(0, ge=0, le=600, description="a number of seconds from 0 to 600")

    exports: str = Field("", description="a folder, or a URL like s3://bucket/folder")
    export_days: int = Field(30, ge=1, le=3660, description="a whole number of days from 1 to 3660")
    export_lease_seconds: float = Field(30, ge=1, le=3600, description="a number of seconds from 1 to 3600")
    export_workers: int = Field(1, ge=0, le=64, description="a whole number from 0 to 64")
    exports_unfinished: int = Field(100, ge=1, le=100_000, description="a whole number from 1 to 100000")

    @property
    def memory_bytes(self) -> int:
        """What all processes together may use for queries: the setting, by default half of the machine's memory."""
        if not self.memory_limit:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
        return _count_bytes(self.memory_limit)

    @property
    def cache_bytes(self) -> int:
        """What this host keeps on disk of the parts of a storage."""
        return _count_bytes(self.storage_cache)

    @property
    def all_threads(self) -> int:
        """Threads of all processes together: the setting, by default one for each processor."""
        return self.threads or len(os.sched_getaffinity(0))

    @property
    def memory_of_command(self) -> str:
        """The memory limit of a process that works alone, as DuckDB reads it."""
        return f"{self.memory_bytes // _MEBIBYTE}MiB"

    @property
    def memory_of_worker(self) -> str:
        """The memory limit of one of the serving processes, as DuckDB reads it."""
        return _at_least_64(self._bytes_of_worker)

    @property
    def memory_of_annex(self) -> str:
        """The memory limit of the annex of a serving process, as DuckDB reads it: two thirds of what both may use."""
        return _at_least_64(self._share - self._bytes_of_worker)

    @property
    def _share(self) -> int:
        """What a serving process and its annex may use together."""
        return self.memory_bytes // self.workers

    @property
    def _bytes_of_worker(self) -> int:
        return self._share if self.annex == "off" else self._share // 3

    @property
    def threads_of_worker(self) -> int:
        """Threads of one of the serving processes."""
        return max(self.all_threads // self.workers, 1)

    @property
    def slice_bytes(self) -> int:
        """What one serving process keeps of narrowed tables and answers."""
        return self._bytes_of_worker // 4

    @property
    def slice_bytes_of_annex(self) -> int:
        """What its annex keeps of them."""
        return (self._share - self._bytes_of_worker) // 4

    @property
    def answer_bytes(self) -> int:
        """What one serving process keeps of finished answers; 0 where none are kept."""
        if self.answers == "off":
            return 0
        return self.memory_bytes // self.workers // 16

    @property
    def memory_of_exports(self) -> str:
        """The memory limit of an export worker, beside the serving processes: an eighth of the setting, at least 64 MiB."""
        return _at_least_64(self.memory_bytes // 8)

    @property
    def threads_of_exports(self) -> int:
        """Threads of an export worker."""
        return max(self.all_threads // 2, 1)

    @property
    def exports_place(self) -> str:
        """Where export files lie: a folder of the home unless the setting says otherwise."""
        if "://" in self.exports:
            return self.exports
        return str(Path(self.exports).expanduser().absolute() if self.exports else self.home / "exports")

    @property
    def memory_of_loads(self) -> str:
        """The memory limit of the process that loads and builds, beside the serving processes: half of the setting."""
        return _at_least_64(self.memory_bytes // 2)

    @property
    def watch_place(self) -> str | None:
        """Where reports are watched for; None where nowhere."""
        if not self.watch or "://" in self.watch:
            return self.watch or None
        return str(Path(self.watch).expanduser().absolute())

    @property
    def known_origins(self) -> tuple[str, ...]:
        """Origins of other sites whose scripts may ask."""
        return _listed(self.origins)

    @property
    def records_url(self) -> str:
        """Where the service records are: SQLite in the home unless the setting says otherwise."""
        return self.database or sqlite_url(self.home / "records.sqlite")


def _at_least_64(number: int) -> str:
    return f"{max(number // _MEBIBYTE, 64)}MiB"


def read_settings(default_home: Path | None = None) -> Settings:
    """Reads environment and .env; SettingsError for the first wrong value.

    Without HOLDFAST_HOME the home is `default_home`; without that, `var`, or the demo's home while it alone has a lake.
    """
    try:
        settings = Settings(_env_file=ROOT / ".env")
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    given = settings.home if "home" in settings.model_fields_set else default_home or find_home(HOME, DEMO_HOME)
    return settings.model_copy(update={"home": given.expanduser().absolute()})


def find_home(home: Path, demo_home: Path) -> Path:
    """The home that commands mean where none is named: the demo's while nothing was ever loaded into the real one."""
    return demo_home if (demo_home / "lake").exists() and not (home / "lake").exists() else home


def _explain(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    name = str(problem["loc"][0])
    takes = Settings.model_fields[name].description
    return f"{PREFIX}{name.upper()}: got {_shown(name, str(problem['input']))}; takes {takes}"


def _shown(name: str, value: str) -> str:
    if name in _CONFIDENTIAL:
        return f"{len(value)} characters"
    if name in ("database", "traces", "warehouse"):
        try:
            return repr(make_url(value).render_as_string(hide_password=True))
        except ArgumentError:
            return "something that is not a URL"
    return repr(value)
