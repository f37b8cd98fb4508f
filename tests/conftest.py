"""What several rooms share: a PostgreSQL server, and how Hypothesis draws.

No deadline, since a first draw pays for imports; the same draws each time but in the deep run.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import running_postgres

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.register_profile("deep", deadline=None, max_examples=2000, database=None)
settings.load_profile("deep" if os.environ.get("HOLDFAST_DEEP") else "tests")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server's first database."""
    with running_postgres() as url:
        yield url
