"""The public data sets beside the repository, converted to plain tables."""

from pathlib import Path

import pytest

from examples import online_retail, oulad

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def find_source(name: str) -> Path:
    """The folder of a public data set beside the repository; skips the test where it is missing."""
    folder = SHARED_DATA / name
    if not folder.is_dir():
        pytest.skip(f"the folder ../shared/data/{name} is missing: nothing to compare the published results with")
    return folder


@pytest.fixture(scope="module")
def retail_source() -> Path:
    return find_source("online_retail")


@pytest.fixture(scope="module")
def oulad_source() -> Path:
    return find_source("oulad")


@pytest.fixture(scope="module")
def retail_folder(retail_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("retail")
    online_retail.convert(retail_source, folder, "harsh-tanwar")
    return folder


@pytest.fixture(scope="module")
def retail_uk_folder(retail_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("retail_uk")
    online_retail.convert(retail_source, folder, "aya-uk")
    return folder


@pytest.fixture(scope="module")
def oulad_folder(oulad_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oulad")
    oulad.convert(oulad_source, folder)
    return folder
