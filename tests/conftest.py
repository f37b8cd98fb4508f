"""What several rooms share: a PostgreSQL server, an S3 server, and how Hypothesis draws.

No deadline, since a first draw pays for imports; the same draws each time but in the deep run.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.db.storage import make_bucket, running_s3
from tests.postgres import running_postgres

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.register_profile("deep", deadline=None, max_examples=2000, database=None)
settings.load_profile("deep" if os.environ.get("HOLDFAST_DEEP") else "tests")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server's first database."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server that the environment names."""
    with running_s3() as address:
        yield address


@pytest.fixture(params=["folder", "s3"])
def exports_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place for export files, once of each kind."""
    return str(tmp_path / "files") if request.param == "folder" else make_bucket(request.getfixturevalue("s3_server"))
