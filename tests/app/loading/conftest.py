"""A home with a first load of two publishers, and who sends to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.app.conftest import make_settings
from tests.app.loading.senders import Keys, Senders, furnish, open_senders


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    """A home with a first load of acme and beta. Nobody changes it."""
    home = tmp_path_factory.mktemp("stocked") / "home"
    return home, furnish(home)


@pytest.fixture
def settings(stocked: tuple[Path, Keys], tmp_path: Path) -> Settings:
    """Settings of a copy."""
    return make_settings(Path(shutil.copytree(stocked[0], tmp_path / "home")), load_lease_seconds=1, watch_seconds=0.1)


@pytest.fixture
def keys(stocked: tuple[Path, Keys]) -> Keys:
    """Tokens of the copy."""
    return stocked[1]


@pytest.fixture
def senders(settings: Settings, keys: Keys) -> Iterator[Senders]:
    """Senders to the application on the copy."""
    with open_senders(settings, keys) as senders:
        yield senders
