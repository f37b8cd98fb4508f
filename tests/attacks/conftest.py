"""Homes to attack: one as it should be, and one in which a contributor can read a name."""

import shutil
from pathlib import Path

import pytest

from tests.attacks.home import make_home, plant_name
from tests.attacks.watching import Secret, read_secrets


@pytest.fixture(scope="session")
def clean_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose every type has rows. Nobody serves it: what is served is a copy."""
    home = tmp_path_factory.mktemp("clean") / "home"
    make_home(home)
    return home


@pytest.fixture(scope="session")
def secrets(clean_home: Path) -> list[Secret]:
    """The personal values of that home."""
    return read_secrets(clean_home)


@pytest.fixture(scope="session")
def planted_home(clean_home: Path, secrets: list[Secret], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which the company of one customer is reported as the state of another."""
    home = tmp_path_factory.mktemp("planted") / "home"
    shutil.copytree(clean_home, home)
    plant_name(home, "withdrawn-1", planted_secret(secrets).text)
    return home


def planted_secret(secrets: list[Secret]) -> Secret:
    """What is planted: the first visible customer's company."""
    return next(each for each in secrets if each.column == "company_name" and each.visible)
